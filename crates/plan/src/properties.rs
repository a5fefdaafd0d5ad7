//! What holds of every plan, over random catalogues with circles, alternatives, conditions and
//! answers that are missing, held against independent computations.

use crate::testing::{answers, catalogue, weekdays};
use crate::{Held, PlanFault, Wallet, plan};
use district::plan::{Plan, PlannedItem};
use district::rule::{Answers, Rule, Verdict};
use district::service::{Item, MaterialSource, Services};
use district::{Exact, Slot, WorkDays};
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const ON: Date = date(2026, 11, 24);
const FLAGS: [&str; 3] = ["a", "b", "c"];

/// A catalogue of `items` items with one thing `t`, in the words of the tests.
#[derive(Debug, Clone)]
struct Random {
    text: String,
    answers: String,
    held: Vec<String>,
}

fn condition() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => Just(String::new()),
        1 => (0..FLAGS.len(), any::<bool>())
            .prop_map(|(flag, not)| format!(" if {}{}", if not { "!" } else { "" }, FLAGS[flag])),
    ]
}

/// A slot: mostly a result of an item, else a paper.
fn slot(items: usize) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => (0..items).prop_map(|at| format!("r{at}")),
        2 => (0..4_usize).prop_map(|at| format!("p{at}")),
    ]
}

fn take(items: usize) -> impl Strategy<Value = String> {
    (proptest::collection::vec(slot(items), 1..4), condition())
        .prop_map(|(slots, when)| format!("{}{when}", slots.join(" | ")))
}

fn item(at: usize, items: usize) -> impl Strategy<Value = String> {
    let takes = proptest::collection::vec(take(items), 0..4);
    // Now and then an item gives another's result too.
    let also = prop_oneof![14 => Just(None), 1 => (0..items).prop_map(Some)];
    (0..7_u32, 0..5_u32, condition(), takes, condition(), also, condition()).prop_map(
        move |(promised, more, when, takes, given, also, also_when)| {
            let halves = |halves: u32| WorkDays::halves(halves).to_string();
            let (legal, promised) = (halves(promised + more), halves(promised));
            let also = also.map_or(String::new(), |also| format!(", r{also}{also_when}"));
            let takes = takes.join(", ");
            format!("item i{at} o {legal}/{promised}{when} : {takes} -> r{at}{given}{also} ; q{at}")
        },
    )
}

fn random() -> impl Strategy<Value = Random> {
    (1..14_usize).prop_flat_map(|items| {
        let all: Vec<_> = (0..items).map(|at| item(at, items).boxed()).collect();
        let wants = proptest::collection::vec((0..items, condition()), 2..7);
        let brought = proptest::collection::btree_set(0..items, 0..5);
        let held = proptest::collection::btree_set(slot(items), 0..3);
        let flags = proptest::collection::vec(0..3_usize, FLAGS.len());
        (all, wants, brought, held, flags).prop_map(|(all, wants, brought, held, flags)| {
            let mut lines = all;
            lines.push("material p3 from register:population".to_owned());
            lines.extend(brought.iter().map(|at| format!("material r{at} from item,applicant")));
            let wants: BTreeMap<usize, String> = wants.into_iter().collect();
            let wants: Vec<String> =
                wants.into_iter().map(|(at, when)| format!("r{at}{when}")).collect();
            lines.push(format!("thing t 5 : {}", wants.join(", ")));
            let answer = |(flag, choice): (&&str, usize)| match choice {
                0 => format!("{flag}=yes "),
                1 => format!("{flag}=no "),
                _ => String::new(),
            };
            let answers = FLAGS.iter().zip(flags).map(answer).collect();
            Random { text: lines.join("\n"), answers, held: held.into_iter().collect() }
        })
    })
}

fn wallet(held: &[String]) -> Wallet {
    let mut wallet = Wallet::new();
    for slot in held {
        let held = Held { valid_from: date(2026, 1, 1), valid_until: None, case: None };
        wallet.add(Slot::read(slot), held);
    }
    wallet
}

/// What is true of a catalogue, worked out the plain way.
struct Plain<'a> {
    services: &'a Services,
    answers: Answers,
    held: BTreeSet<String>,
}

impl Plain<'_> {
    fn says(&self, rule: Option<&Rule>) -> Option<bool> {
        match rule.map_or(Verdict::Yes, |rule| rule.judge(&self.answers)) {
            Verdict::Yes => Some(true),
            Verdict::No => Some(false),
            Verdict::Open(_) => None,
            Verdict::Misfit(what) => panic!("{what}"),
        }
    }

    /// Yes, no, or open.
    fn gives(&self, item: &Item, slot: &str) -> Option<bool> {
        let give = item.gives.iter().filter(|give| give.slot.to_string() == slot);
        let each: Vec<Option<bool>> = give
            .map(|give| match (self.says(item.when.as_ref()), self.says(give.when.as_ref())) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                (None, _) | (_, None) => None,
            })
            .collect();
        if each.contains(&Some(true)) {
            return Some(true);
        }
        if each.contains(&None) { None } else { Some(false) }
    }

    fn givers(&self, slot: &str, sure: bool) -> Vec<&Item> {
        let items = self.services.items.values();
        items
            .filter(|item| match self.gives(item, slot) {
                Some(true) => true,
                None => !sure,
                Some(false) => false,
            })
            .collect()
    }

    /// Whether a slot can be had without an item.
    fn free(&self, slot: &str) -> bool {
        let sources = self.services.materials.get(slot).map(|material| &material.sources);
        let source = sources.is_some_and(|sources| {
            sources.iter().any(|source| {
                matches!(source, MaterialSource::Applicant | MaterialSource::Register(_))
            })
        });
        let pending = self.givers(slot, true).is_empty() && !self.givers(slot, false).is_empty();
        self.held.contains(slot) || source || pending
    }

    /// Ids of items that can ever begin: the least fixed point.
    fn able(&self) -> BTreeSet<String> {
        let mut able: BTreeSet<String> = BTreeSet::new();
        loop {
            let had = |slot: &Slot| {
                let slot = slot.to_string();
                self.free(&slot)
                    || self.givers(&slot, true).iter().any(|giver| able.contains(&giver.id))
            };
            let more: Vec<String> = self
                .services
                .items
                .values()
                .filter(|item| {
                    self.says(item.when.as_ref()) == Some(true)
                        && item.takes.iter().all(|take| {
                            self.says(take.when.as_ref()) != Some(true)
                                || take.any_of.iter().any(had)
                        })
                })
                .map(|item| item.id.clone())
                .filter(|id| !able.contains(id))
                .collect();
            if more.is_empty() {
                return able;
            }
            able.extend(more);
        }
    }
}

/// The half working day on which an item is done, from the items before it alone.
fn finish(items: &BTreeMap<&str, &PlannedItem>, id: &str) -> u32 {
    let item = items[id];
    let before = item.after.iter().map(|id| finish(items, id)).max().unwrap_or(0);
    before + item.promised_halves
}

fn holds(services: &Services, plain: &Plain<'_>, made: &Plan, nobody: Option<&Plan>) {
    let by_id: BTreeMap<&str, &PlannedItem> =
        made.items.iter().map(|item| (item.id.as_str(), item)).collect();
    assert_eq!(by_id.len(), made.items.len(), "an item is done once");
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut given: BTreeMap<&str, &str> = BTreeMap::new();
    for item in &made.items {
        for before in &item.after {
            assert!(done.contains(before.as_str()), "{before} comes before {}", item.id);
        }
        for taken in &item.takes {
            let from_item = item.after.iter().any(|id| by_id[id.as_str()].gives.contains(taken));
            assert!(from_item || plain.free(taken), "{} can take {taken}", item.id);
        }
        for slot in &item.gives {
            assert!(given.insert(slot, &item.id).is_none(), "{slot} is given once");
        }
        done.insert(&item.id);
        let due = weekdays().due(ON, WorkDays::halves(finish(&by_id, &item.id)));
        assert_eq!(item.due_on, due.on);
    }
    // L5: nothing held is asked for, and no question comes twice.
    for needed in &made.materials {
        let held = plain.held.contains(&needed.slot.to_string());
        assert_eq!(held, needed.source == MaterialSource::Wallet, "{}", needed.slot);
    }
    let names: BTreeSet<&str> = made.form.iter().map(|asked| asked.field.as_str()).collect();
    assert_eq!(names.len(), made.form.len(), "a question is asked once");
    // Everything wanted is there, given, or open.
    for want in &services.things["t"].wants {
        let slot = want.slot.to_string();
        if plain.says(want.when.as_ref()) == Some(true) && !plain.givers(&slot, true).is_empty() {
            let there = made.held.contains(&want.slot) || given.contains_key(slot.as_str());
            assert!(there, "{slot} is wanted");
        }
    }
    let longest = by_id.keys().map(|id| finish(&by_id, id)).max().unwrap_or(0);
    assert_eq!(made.critical_days, WorkDays::halves(longest));
    let way: u32 = made.critical_path.iter().map(|id| by_id[id.as_str()].promised_halves).sum();
    assert_eq!(WorkDays::halves(way), made.critical_days, "the longest way is one way");
    // The causes add up exactly.
    if let Some(nobody) = nobody {
        let legal = nobody.items.iter().map(|item| WorkDays::halves(item.legal_halves));
        let causes = made.savings.causes.iter().map(|cause| cause.days.clone());
        let causes = causes.fold(Exact::zero(), |sum, days| sum + days);
        let whole = made.promised_days.to_exact();
        assert_eq!(causes, legal.sum::<WorkDays>().to_exact() - whole);
    }
}

fn refused(services: &Services, plain: &Plain<'_>, fault: &PlanFault) {
    let able = plain.able();
    match fault {
        PlanFault::Cycle { items, .. } => {
            for (at, id) in items.iter().enumerate() {
                let next = &services.items[&items[(at + 1) % items.len()]];
                let takes = services.items[id].takes.iter().flat_map(|take| &take.any_of);
                let waits =
                    takes.map(Slot::to_string).any(|slot| plain.gives(next, &slot) == Some(true));
                assert!(waits, "{id} waits for {}", next.id);
                assert!(!able.contains(id), "{id} can begin another way");
            }
        }
        PlanFault::NoSource { slot, .. } => {
            let slot = slot.to_string();
            assert!(plain.givers(&slot, false).is_empty(), "{slot} is given");
        }
        PlanFault::Twice { slot, items, .. } => {
            for id in items {
                let slot = slot.to_string();
                assert_eq!(plain.gives(&services.items[id], &slot), Some(true));
            }
        }
        other
        @ (PlanFault::NoThing { .. } | PlanFault::Misfit { .. } | PlanFault::Apart { .. }) => {
            panic!("{other}")
        }
    }
}

/// Whether nothing stands in the way: every want can be met, and nothing is given twice.
fn plannable(services: &Services, plain: &Plain<'_>) -> bool {
    let able = plain.able();
    let once = services.materials.keys().all(|slot| plain.givers(slot, true).len() < 2);
    once && services.things["t"].wants.iter().all(|want| {
        let slot = want.slot.to_string();
        let givers = plain.givers(&slot, true);
        plain.says(want.when.as_ref()) != Some(true)
            || plain.held.contains(&slot)
            || givers.iter().any(|giver| able.contains(&giver.id))
            || (givers.is_empty() && !plain.givers(&slot, false).is_empty())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn plans_hold_and_refusals_have_reasons(random in random()) {
        let services = catalogue(&random.text);
        let given = answers(&random.answers);
        let make = |held: &[String]| {
            plan(&services, &weekdays(), "t", &given, &wallet(held), ON)
        };
        let made = make(&random.held);
        prop_assert_eq!(&made, &make(&random.held), "the same again");
        let held = random.held.iter().cloned().collect();
        let plain = Plain { services: &services, answers: given.clone(), held };
        match made {
            Ok(made) => holds(&services, &plain, &made, make(&[]).ok().as_ref()),
            Err(fault) => {
                prop_assert!(!plannable(&services, &plain), "{}", fault);
                refused(&services, &plain, &fault);
            }
        }
    }
}
