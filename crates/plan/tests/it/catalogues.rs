//! Catalogues by number, sound and broken: the same number makes the same catalogue everywhere.
//!
//! Each catalogue has one thing, `t`. A seed draws how many items there are, what they take and
//! give, conditions over a few yes-or-no fields and one number, and then plants a fault, or none.

use diag::{Span, Text};
use district::rule::{Comparison, Expr, Rule, Value};
use district::service::{
    Basis, Before, Check, Field, FieldType, Give, Item, Limit, Material, MaterialSource, Office,
    Party, Services, Silence, Slot, Take, Thing, Want,
};
use district::{Exact, WorkDays};
use std::collections::{BTreeMap, BTreeSet};

/// Steele and Vigna's SplitMix64: a few lines, the same everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// A number under `sides`.
    pub(crate) fn under(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        let sides = u64::try_from(sides.max(1)).unwrap_or(1);
        usize::try_from(mixed % sides).unwrap_or(0)
    }

    /// Yes in `percent` of a hundred.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.under(100) < percent
    }
}

/// The fields over which conditions are drawn.
pub(crate) const FLAGS: [&str; 3] = ["insured", "married", "local"];

/// A rule with its text.
pub(crate) fn rule(expr: Expr, text: String) -> Rule {
    Rule { text, expr, span: Span::default() }
}

fn flag(name: &str, yes: bool) -> Rule {
    let expr = Expr::Name(name.to_owned());
    if yes {
        rule(expr, name.to_owned())
    } else {
        rule(Expr::Not(Box::new(expr)), format!("!{name}"))
    }
}

fn age(how: Comparison, years: i64) -> Rule {
    let limit = Expr::Literal(Value::Number(Exact::from(years)));
    let expr = Expr::Compare(how, Box::new(Expr::Name("age".to_owned())), Box::new(limit));
    rule(expr, format!("age {how:?} {years}"))
}

fn drawn(dice: &mut Dice) -> Rule {
    match dice.under(5) {
        0 => age(Comparison::GreaterOrEqual, 60),
        1 => age(Comparison::Less, 60),
        _ => flag(FLAGS[dice.under(FLAGS.len())], dice.chance(50)),
    }
}

/// An item of an office, with limits in days.
pub(crate) fn item(id: &str, office: &str, legal: u32, promised: u32) -> Item {
    let limit = |days| Limit { days: WorkDays::days(days), ground: Text::default() };
    Item {
        id: id.to_owned(),
        name: Text::same(id),
        office: office.to_owned(),
        level: None,
        when: None,
        takes: Vec::new(),
        gives: Vec::new(),
        asks: Vec::new(),
        legal: limit(legal),
        promised: limit(promised),
        steps: 1,
        visits: 1,
        fee: Exact::zero(),
        stops: Vec::new(),
        silence: Silence::Climbs,
        calls: Vec::new(),
        decision: None,
        remedy: Text::default(),
        basis: Basis::Unsaid,
        span: Span::default(),
    }
}

/// What is taken: any of some materials of the applicant.
pub(crate) fn take(any_of: &[&str], when: Option<Rule>) -> Take {
    Take { any_of: any_of.iter().map(|id| Slot::read(id)).collect(), when, span: Span::default() }
}

/// What is given.
pub(crate) fn give(id: &str, when: Option<Rule>) -> Give {
    Give { slot: Slot::read(id), when, span: Span::default() }
}

/// What is wanted.
pub(crate) fn want(id: &str, when: Option<Rule>) -> Want {
    Want { slot: Slot::read(id), when, span: Span::default() }
}

/// A thing that promises some days.
pub(crate) fn thing(id: &str, promised: u32, wants: Vec<Want>) -> Thing {
    Thing {
        id: id.to_owned(),
        name: Text::same(id),
        party: Party::Person,
        roles: Vec::new(),
        wants,
        asks: Vec::new(),
        given: Vec::new(),
        promised: WorkDays::days(promised),
        ceiling: None,
        steps: 1,
        visits: 0,
        before: Before::default(),
        level: "street".to_owned(),
        places: Vec::new(),
        ladder: None,
        basis: Basis::Unsaid,
        span: Span::default(),
    }
}

/// A field without name and question.
pub(crate) fn field(id: &str, field_type: FieldType, check: Check) -> Field {
    Field {
        id: id.to_owned(),
        name: Text::same(id),
        question: Text::same(id),
        field_type,
        unit: None,
        check,
        personal: false,
        register: None,
        span: Span::default(),
    }
}

/// Items and things with everything that they mention: offices, and materials that come from
/// where `sources` says, else from the items that give them, else from the applicant.
pub(crate) fn services(
    items: Vec<Item>,
    things: Vec<Thing>,
    fields: Vec<Field>,
    sources: &BTreeMap<String, BTreeSet<MaterialSource>>,
) -> Services {
    let mut services = Services { calendar: Some("cn".to_owned()), ..Services::default() };
    let given: BTreeSet<String> =
        items.iter().flat_map(|i| &i.gives).map(|g| g.slot.material.clone()).collect();
    let taken = items.iter().flat_map(|i| &i.takes).flat_map(|t| &t.any_of);
    let wanted = things.iter().flat_map(|t| &t.wants).map(|want| &want.slot);
    let mut materials: BTreeSet<String> =
        taken.chain(wanted).map(|slot| slot.material.clone()).collect();
    materials.extend(given.iter().cloned());
    for id in materials {
        let usual =
            if given.contains(&id) { MaterialSource::Item } else { MaterialSource::Applicant };
        let sources = sources.get(&id).cloned().unwrap_or_else(|| BTreeSet::from([usual]));
        let material = Material {
            id: id.clone(),
            name: Text::same(&id),
            holder: Party::Person,
            sources,
            valid_days: None,
            certificate: false,
            span: Span::default(),
        };
        services.materials.insert(id, material);
    }
    for item in &items {
        let office = Office {
            id: item.office.clone(),
            name: Text::same(&item.office),
            levels: vec!["street".to_owned()],
            staff: BTreeMap::new(),
            desks: Vec::new(),
            span: Span::default(),
        };
        services.offices.insert(item.office.clone(), office);
    }
    services.items = items.into_iter().map(|item| (item.id.clone(), item)).collect();
    services.things = things.into_iter().map(|thing| (thing.id.clone(), thing)).collect();
    services.fields = fields.into_iter().map(|field| (field.id.clone(), field)).collect();
    services
}

/// What a seed plants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// An early item takes what a later one gives.
    Cycle,
    /// Nobody gives what an item takes.
    MissingGiver,
    /// A second item gives what another gives already.
    DoubleGiver,
    /// An item takes two results of which, by their conditions, one alone is ever given.
    OneOfTwo,
    /// The conditions of two givers leave a case out.
    Gap,
    /// Two items give a result that nobody takes.
    DoubleExtra,
    /// Several items could give what is taken: any of them.
    Choice,
}

const FAULTS: [Fault; 9] = [
    Fault::None,
    Fault::None,
    Fault::Cycle,
    Fault::MissingGiver,
    Fault::DoubleGiver,
    Fault::OneOfTwo,
    Fault::Gap,
    Fault::DoubleExtra,
    Fault::Choice,
];

/// The catalogue of a seed, with what was planted in it.
pub(crate) fn catalogue(seed: u64) -> (Services, Fault) {
    let mut dice = Dice::new(seed);
    let fault = FAULTS[dice.under(FAULTS.len())];
    let count = 3 + dice.under(7);
    let mut sources = BTreeMap::new();
    let mut items: Vec<Item> = Vec::new();
    for at in 0..count {
        let mut item = item(&format!("i{at}"), &format!("o{}", dice.under(3)), 5, 1);
        for _ in 0..dice.under(3) {
            if at > 0 {
                let from = format!("r{}", dice.under(at));
                let when = dice.chance(25).then(|| drawn(&mut dice));
                item.takes.push(take(&[&from], when));
            }
        }
        if dice.chance(40) {
            item.takes.push(take(&["paper"], None));
        }
        if dice.chance(15) {
            item.takes.push(take(&["record"], dice.chance(50).then(|| drawn(&mut dice))));
        }
        item.gives.push(give(&format!("r{at}"), None));
        items.push(item);
    }
    sources.insert(
        "record".to_owned(),
        BTreeSet::from([MaterialSource::Register("population".to_owned())]),
    );
    if dice.chance(30) {
        let both = BTreeSet::from([MaterialSource::Item, MaterialSource::Applicant]);
        sources.insert(format!("r{}", dice.under(count)), both);
    }
    let mut wants = vec![want(&format!("r{}", count - 1), None)];
    for _ in 0..dice.under(3) {
        let when = dice.chance(60).then(|| drawn(&mut dice));
        wants.push(want(&format!("r{}", dice.under(count)), when));
    }
    let mut seen = BTreeSet::new();
    wants.retain(|want| seen.insert(want.slot.clone()));
    plant(fault, &mut dice, &mut items, count);
    let mut thing = thing("t", 20, wants);
    if dice.chance(20) {
        thing.given.push(drawn(&mut dice));
    }
    let bounds =
        Check { min: Some(Exact::zero()), max: Some(Exact::from(120)), ..Check::default() };
    let mut fields = vec![field("age", FieldType::Integer, bounds)];
    fields.extend(FLAGS.map(|id| field(id, FieldType::Boolean, Check::default())));
    (services(items, vec![thing], fields, &sources), fault)
}

/// Plants a fault; whether it shows depends on whether it lies on the way of a want.
fn plant(fault: Fault, dice: &mut Dice, items: &mut Vec<Item>, count: usize) {
    let early = dice.under(count - 1);
    let late = early + 1 + dice.under(count - early - 1);
    let sometimes = |dice: &mut Dice| dice.chance(40).then(|| drawn(dice));
    match fault {
        Fault::None => {}
        Fault::Cycle => {
            let when = sometimes(dice);
            items[early].takes.push(take(&[&format!("r{late}")], when));
            items[late].takes.push(take(&[&format!("r{early}")], None));
        }
        Fault::MissingGiver => {
            // Of an item that is part of no plan here: its condition never meets the taker's.
            let flag_name = FLAGS[dice.under(FLAGS.len())];
            let mut never = item("never", "o0", 5, 1);
            never.when = Some(flag(flag_name, true));
            never.gives.push(give("lost", None));
            items[late].takes.push(take(&["lost"], Some(flag(flag_name, dice.chance(30)))));
            items.push(never);
        }
        Fault::DoubleGiver => {
            let mut second = item("second", "o1", 5, 1);
            second.when = sometimes(dice);
            second.gives.push(give(&format!("r{early}"), sometimes(dice)));
            items.push(second);
        }
        Fault::OneOfTwo | Fault::Gap => {
            let by_age = dice.chance(50);
            let narrow = if fault == Fault::Gap && dice.chance(70) { 61 } else { 60 };
            let [first, second] = if by_age {
                [age(Comparison::Less, 60), age(Comparison::GreaterOrEqual, narrow)]
            } else {
                [flag("insured", true), flag("insured", false)]
            };
            let results = if fault == Fault::Gap { ["half", "half"] } else { ["left", "right"] };
            for ((id, when), result) in [("one", first), ("two", second)].into_iter().zip(results) {
                let mut half = item(id, "o2", 5, 1);
                half.when = Some(when);
                half.gives.push(give(result, None));
                items.push(half);
            }
            for result in results.iter().collect::<BTreeSet<_>>() {
                let when = (fault == Fault::OneOfTwo && dice.chance(20))
                    .then(|| flag("insured", *result == "left"));
                items[late].takes.push(take(&[result], when));
            }
        }
        Fault::DoubleExtra => {
            items[early].gives.push(give("extra", sometimes(dice)));
            items[late].gives.push(give("extra", sometimes(dice)));
        }
        Fault::Choice => {
            let mut other = item("other", "o1", 5, 1);
            other.gives.push(give("instead", None));
            if dice.chance(50) {
                // A way that leads back: only the first alternative is without a circle.
                other.takes.push(take(&[&format!("r{late}")], None));
            }
            items.push(other);
            items[late].takes.push(take(&[&format!("r{early}"), "instead"], sometimes(dice)));
        }
    }
}
