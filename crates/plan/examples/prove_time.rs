//! Proves a made-up catalogue of 500 items and 100 things and prints how long that takes:
//! `cargo run --release -p plan --example prove_time`. The catalogue is the same on every run.
#![expect(clippy::print_stdout, reason = "an example talks to its user")]
#![expect(clippy::disallowed_methods, reason = "what it is for is to measure time")]

#[path = "../tests/it/catalogues.rs"]
#[expect(dead_code, reason = "shared with the tests, which use more of it")]
mod catalogues;

use catalogues::{Dice, field, give, item, rule, services, take, thing, want};
use diag::{Severity, Text};
use district::rule::{Comparison, Expr, Rule};
use district::service::{Check, FieldType, MaterialSource};
use district::{Exact, Place, PlaceTree, Services, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

const ITEMS: usize = 500;
const THINGS: usize = 100;
const FLAGS: usize = 40;

fn main() {
    let services = catalogue();
    let places = places();
    let (mut best, mut found) = (f64::MAX, Vec::new());
    for _ in 0..5 {
        let begun = Instant::now();
        found = plan::prove::prove(&services, &places);
        best = best.min(begun.elapsed().as_secs_f64());
    }
    let takes: usize = services.items.values().map(|item| item.takes.len()).sum();
    let wants: usize = services.things.values().map(|thing| thing.wants.len()).sum();
    println!("{ITEMS} items with {takes} takes, {THINGS} things with {wants} wants");
    println!("{} places", places.list().count());
    println!("best of 5: {:.1} ms", best * 1e3);
    let mut by_code: BTreeMap<&str, usize> = BTreeMap::new();
    for one in &found {
        *by_code.entry(one.code.0).or_default() += 1;
    }
    let errors = found.iter().filter(|one| one.severity == Severity::Error).count();
    println!("{errors} errors; findings by code: {by_code:?}");
}

fn condition(dice: &mut Dice) -> Rule {
    if dice.chance(30) {
        let years = [18, 35, 60][dice.under(3)];
        let limit = Expr::Literal(Value::Number(Exact::from(years)));
        let name = Box::new(Expr::Name("age".to_owned()));
        let expr = Expr::Compare(Comparison::GreaterOrEqual, name, Box::new(limit));
        return rule(expr, format!("age >= {years}"));
    }
    let name = format!("f{}", dice.under(FLAGS));
    rule(Expr::Name(name.clone()), name)
}

/// Fifty families of ten items; an item takes results of its own family and papers; a thing
/// wants results of two or three families.
fn catalogue() -> Services {
    let mut dice = Dice::new(2026);
    let mut items = Vec::new();
    for at in 0..ITEMS {
        let (family, place) = (at / 10, at % 10);
        let mut item = item(&format!("i{at:03}"), &format!("o{:02}", dice.under(30)), 10, 2);
        for _ in 0..dice.under(4).min(place) {
            let from = family * 10 + dice.under(place);
            let when = dice.chance(30).then(|| condition(&mut dice));
            item.takes.push(take(&[&format!("r{from:03}")], when));
        }
        for _ in 0..=dice.under(3) {
            let when = dice.chance(30).then(|| condition(&mut dice));
            item.takes.push(take(&[&format!("paper{}", dice.under(60))], when));
        }
        item.gives.push(give(&format!("r{at:03}"), None));
        items.push(item);
    }
    let mut things = Vec::new();
    for at in 0..THINGS {
        let mut wants = Vec::new();
        for _ in 0..2 + dice.under(2) {
            let family = dice.under(ITEMS / 10);
            for place in [9, 8, 7, 6].into_iter().take(2 + dice.under(3)) {
                let when = dice.chance(40).then(|| condition(&mut dice));
                wants.push(want(&format!("r{:03}", family * 10 + place), when));
            }
        }
        let mut seen = BTreeSet::new();
        wants.retain(|want| seen.insert(want.slot.clone()));
        things.push(thing(&format!("t{at:02}"), 20, wants));
    }
    let bounds =
        Check { min: Some(Exact::zero()), max: Some(Exact::from(120)), ..Check::default() };
    let mut fields = vec![field("age", FieldType::Integer, bounds)];
    fields.extend(
        (0..FLAGS).map(|at| field(&format!("f{at}"), FieldType::Boolean, Check::default())),
    );
    let mut sources = BTreeMap::new();
    for at in 0..ITEMS {
        let mut from = BTreeSet::from([MaterialSource::Wallet, MaterialSource::Item]);
        if dice.chance(20) {
            from.insert(MaterialSource::Applicant);
        }
        sources.insert(format!("r{at:03}"), from);
    }
    services(items, things, fields, &sources)
}

fn places() -> PlaceTree {
    let place = |id: String, level: &str, parent: Option<&str>| Place {
        name: Text::same(&id),
        id,
        level: level.to_owned(),
        parent: parent.map(str::to_owned),
    };
    let mut all = vec![place("district".to_owned(), "district", None)];
    for street in 0..8 {
        let id = format!("street{street}");
        all.extend((0..15).map(|at| place(format!("{id}-{at}"), "village", Some(&id))));
        all.push(place(id, "street", Some("district")));
    }
    PlaceTree::new(all)
}
