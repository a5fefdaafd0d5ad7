//! The structural verdicts of the proof are those of pm4py's soundness check on nets made from
//! the raw catalogues. The verdicts are in `bench/judge/soundness.csv`; if a net changes, run
//! `bench/judge/soundness.py` anew, as its header says.

use crate::catalogues::{FLAGS, Fault, catalogue};
use crate::nets::{SEEDS, nets_of};
use district::rule::Verdict;
use district::{Answers, Exact, PlaceTree, Services, Value, WorkCalendar, WorkDays};
use jiff::civil::date;
use plan::prove::prove_thing;
use plan::{Wallet, plan};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a net can show: a result nobody gives, a circle, a result given twice, a lost material.
const STRUCTURAL: [&str; 4] = ["C0410", "C0411", "C0412", "C0413"];

fn digest(text: &str) -> String {
    Sha256::digest(text).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// By name of the net: digest and verdict.
fn verdicts() -> BTreeMap<String, (String, bool)> {
    let table = include_str!("../../../../bench/judge/soundness.csv");
    let rows = table.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[0].to_owned(), (cells[1].to_owned(), cells[2] == "sound"))
    });
    rows.collect()
}

#[test]
fn the_proof_agrees_with_the_outside_judge() {
    let mut verdicts = verdicts();
    let mut disagreements = Vec::new();
    let mut counts: BTreeMap<(Fault, bool), usize> = BTreeMap::new();
    for seed in SEEDS {
        let (services, fault) = catalogue(seed);
        let mut judged = true;
        for leaf in nets_of(seed, &services).unwrap() {
            let mut one_is = false;
            for net in leaf {
                let Some((known, sound)) = verdicts.remove(&net.name) else {
                    panic!("net {} has no verdict: run bench/judge/soundness.py", net.name);
                };
                let changed = "its net has changed: run bench/judge/soundness.py";
                assert_eq!(known, digest(&net.pnml), "net {}: {changed}", net.name);
                one_is |= sound;
            }
            judged &= one_is;
        }
        let found = prove_thing(&services, &PlaceTree::default(), &services.things["t"]);
        let broken: Vec<&str> = found
            .iter()
            .filter(|found| STRUCTURAL.contains(&found.code.0))
            .map(|found| found.message.en.as_str())
            .collect();
        assert!(found.iter().all(|found| found.code.0 != "C0425" && found.code.0 != "C0424"));
        if broken.is_empty() != judged {
            disagreements.push(format!("{seed} ({fault:?}): judge {judged}, proof {broken:?}"));
        }
        *counts.entry((fault, judged)).or_default() += 1;
    }
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
    assert!(verdicts.is_empty(), "verdicts of nets that are no more: {:?}", verdicts.keys());
    let of = |sound| counts.iter().filter(|((_, s), _)| *s == sound).map(|(_, n)| n).sum::<usize>();
    assert!(of(true) >= 80 && of(false) >= 80, "too one-sided: {counts:?}");
}

/// The longest way over every combination of answers, by the planner; none: some has no plan.
fn longest_way(services: &Services) -> Option<WorkDays> {
    let (calendar, wallet) = (WorkCalendar::default(), Wallet::new());
    let mut longest = WorkDays::ZERO;
    for combination in 0..32_usize {
        let years = [59, 60, 61, 30][combination / 8];
        let mut answers = Answers::new();
        answers.set("age", Value::Number(Exact::from(years)));
        for (at, name) in FLAGS.iter().enumerate() {
            answers.set(name, Value::Bool(combination & (1 << at) != 0));
        }
        let thing = &services.things["t"];
        if thing.given.iter().all(|rule| rule.judge(&answers) == Verdict::Yes) {
            let plan = plan(services, &calendar, "t", &answers, &wallet, date(2026, 3, 2));
            longest = longest.max(plan.ok()?.critical_days);
        }
    }
    Some(longest)
}

#[test]
fn the_longest_way_is_that_of_the_longest_plan() {
    let mut compared = 0;
    for seed in SEEDS {
        let (mut services, _) = catalogue(seed);
        let Some(longest) = longest_way(&services) else { continue };
        let short = |services: &Services| {
            let found = prove_thing(services, &PlaceTree::default(), &services.things["t"]);
            found.iter().any(|found| found.code.0 == "C0415")
        };
        services.things.get_mut("t").unwrap().promised = longest;
        assert!(!short(&services), "catalogue {seed}: {longest} days are enough");
        services.things.get_mut("t").unwrap().promised =
            longest.saturating_sub(WorkDays::halves(1));
        assert_eq!(short(&services), longest > WorkDays::ZERO, "catalogue {seed}: {longest} days");
        compared += 1;
    }
    assert!(compared >= 100, "only {compared} catalogues have plans for all answers");
}
