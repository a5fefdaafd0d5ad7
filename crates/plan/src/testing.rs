//! Catalogues for tests in a few lines of text:
//!
//! ```text
//! material id-card from register:population,applicant valid 30
//! item entry police 5/1 if born : child.birth-certificate, a | b if x -> child.entry ; name, age if x
//! thing newborn 5 : child.entry, allowance if insured
//! role mother also parent applicant
//! given insured
//! ```
//!
//! What no line declares is declared by itself: offices with one desk, materials that come from
//! items or else from the applicant, and yes-or-no fields. A rule is a name or `!name`.

use diag::{Span, Text};
use district::rule::{Answers, Expr, Rule, Value};
use district::service::{
    Ask, Basis, Before, Check, Field, FieldType, Give, Item, Limit, Material, MaterialSource,
    Office, Party, Role, Services, Silence, Slot, Take, Thing, Want,
};
use district::{Exact, Place, PlaceTree, WorkCalendar, WorkDays};
use std::collections::{BTreeMap, BTreeSet};

/// Reads a catalogue.
pub(crate) fn catalogue(text: &str) -> Services {
    let mut services = Services { calendar: Some("cn".to_owned()), ..Services::default() };
    let mut last_thing = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (kind, rest) = line.split_once(' ').unwrap();
        match kind {
            "material" => material(&mut services, rest),
            "item" => item(&mut services, rest),
            "thing" => last_thing = thing(&mut services, rest),
            "role" => {
                let mut words = rest.split_whitespace();
                let id = words.next().unwrap().to_owned();
                let also = words.skip(1).map(str::to_owned).collect();
                let role = Role { name: Text::same(&id), id, party: Party::Person, also };
                services.things.get_mut(&last_thing).unwrap().roles.push(role);
            }
            "given" => {
                services.things.get_mut(&last_thing).unwrap().given.push(rule(rest));
            }
            other => panic!("expected a kind, found {other}"),
        }
    }
    complete(&mut services);
    services
}

/// The answers `a=yes b=no c=3 d=text`.
pub(crate) fn answers(text: &str) -> Answers {
    let value = |text: &str| match text {
        "yes" => Value::Bool(true),
        "no" => Value::Bool(false),
        "null" => Value::Null,
        other => Value::number(other).unwrap_or_else(|| Value::text(other)),
    };
    let pairs = text.split_whitespace().map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, text)| (name, value(text))).collect()
}

/// A calendar of weekdays, with the lists of 2026 out.
pub(crate) fn weekdays() -> WorkCalendar {
    WorkCalendar { id: "cn".to_owned(), years: BTreeSet::from([2026]), ..WorkCalendar::default() }
}

/// A district `d` with the streets `s1` and `s2`.
pub(crate) fn places() -> PlaceTree {
    let place = |id: &str, level: &str, parent: Option<&str>| Place {
        id: id.to_owned(),
        name: Text::same(id),
        level: level.to_owned(),
        parent: parent.map(str::to_owned),
    };
    PlaceTree::new([
        place("d", "district", None),
        place("s1", "street", Some("d")),
        place("s2", "street", Some("d")),
    ])
}

/// `name` or `!name`.
pub(crate) fn rule(text: &str) -> Rule {
    let name = |text: &str| Expr::Name(Answers::canonical(text.trim()).to_owned());
    let expr = match text.trim().strip_prefix('!') {
        Some(text) => Expr::Not(Box::new(name(text))),
        None => name(text),
    };
    Rule { text: text.trim().to_owned(), expr, span: Span::default() }
}

fn conditional(text: &str) -> (&str, Option<Rule>) {
    match text.split_once(" if ") {
        Some((what, when)) => (what.trim(), Some(rule(when))),
        None => (text.trim(), None),
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn halves(text: &str) -> WorkDays {
    WorkDays::from_exact(&text.trim().parse().unwrap()).unwrap()
}

fn material(services: &mut Services, text: &str) {
    let mut words = text.split_whitespace();
    let id = words.next().unwrap().to_owned();
    let mut declared = plain_material(&id, BTreeSet::new());
    while let Some(word) = words.next() {
        match word {
            "from" => {
                declared.sources = list(words.next().unwrap()).map(source).collect();
            }
            "valid" => declared.valid_days = words.next().unwrap().parse().ok(),
            other => panic!("expected from or valid, found {other}"),
        }
    }
    services.materials.insert(id, declared);
}

fn source(text: &str) -> MaterialSource {
    match text {
        "wallet" => MaterialSource::Wallet,
        "item" => MaterialSource::Item,
        "applicant" => MaterialSource::Applicant,
        other => MaterialSource::Register(other.strip_prefix("register:").unwrap().to_owned()),
    }
}

fn plain_material(id: &str, sources: BTreeSet<MaterialSource>) -> Material {
    Material {
        id: id.to_owned(),
        name: Text::same(id),
        holder: Party::Person,
        sources,
        valid_days: None,
        certificate: false,
        span: Span::default(),
    }
}

/// `ID OFFICE LEGAL/PROMISED [if RULE] : TAKES -> GIVES [; ASKS]`
fn item(services: &mut Services, text: &str) {
    let (head, body) = text.split_once(':').unwrap();
    let (body, asks) = body.split_once(';').unwrap_or((body, ""));
    let (takes, gives) = body.split_once("->").unwrap();
    let (head, when) = conditional(head);
    let words: Vec<&str> = head.split_whitespace().collect();
    let (legal, promised) = words[2].split_once('/').unwrap();
    let limit = |text| Limit { days: halves(text), ground: Text::default() };
    let takes = list(takes).map(|part| {
        let (slots, when) = conditional(part);
        let any_of = slots.split('|').map(|slot| Slot::read(slot.trim())).collect();
        Take { any_of, when, span: Span::default() }
    });
    let gives = list(gives).map(|part| {
        let (slot, when) = conditional(part);
        Give { slot: Slot::read(slot), when, span: Span::default() }
    });
    let id = words[0].to_owned();
    let item = Item {
        name: Text::same(&id),
        office: words[1].to_owned(),
        level: None,
        when,
        takes: takes.collect(),
        gives: gives.collect(),
        asks: list(asks).map(ask).collect(),
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
        id: id.clone(),
    };
    services.items.insert(id, item);
}

fn ask(text: &str) -> Ask {
    let (name, when) = conditional(text);
    let slot = Slot::read(name);
    let check = Check::default();
    Ask { role: slot.role, field: slot.material, when, check, why: None, span: Span::default() }
}

/// `ID PROMISED : WANTS [; ASKS]`
fn thing(services: &mut Services, text: &str) -> String {
    let (head, body) = text.split_once(':').unwrap();
    let (wants, asks) = body.split_once(';').unwrap_or((body, ""));
    let (id, promised) = head.trim().split_once(' ').unwrap();
    let wants = list(wants).map(|part| {
        let (slot, when) = conditional(part);
        Want { slot: Slot::read(slot), when, span: Span::default() }
    });
    let thing = Thing {
        id: id.to_owned(),
        name: Text::same(id),
        party: Party::Person,
        roles: Vec::new(),
        wants: wants.collect(),
        asks: list(asks).map(ask).collect(),
        given: Vec::new(),
        promised: halves(promised),
        ceiling: None,
        steps: 1,
        visits: 0,
        before: Before::default(),
        level: "street".to_owned(),
        places: Vec::new(),
        ladder: None,
        basis: Basis::Unsaid,
        span: Span::default(),
    };
    services.things.insert(id.to_owned(), thing);
    id.to_owned()
}

fn complete(services: &mut Services) {
    let mut materials = BTreeSet::new();
    let mut given = BTreeSet::new();
    let mut names = BTreeSet::new();
    for item in services.items.values() {
        services.offices.entry(item.office.clone()).or_insert_with(|| Office {
            id: item.office.clone(),
            name: Text::same(&item.office),
            levels: vec!["street".to_owned()],
            staff: BTreeMap::new(),
            desks: Vec::new(),
            span: Span::default(),
        });
        given.extend(item.gives.iter().map(|give| give.slot.material.clone()));
        let taken = item.takes.iter().flat_map(|take| &take.any_of);
        materials.extend(taken.map(|slot| slot.material.clone()));
        names.extend(item.asks.iter().map(|ask| ask.field.clone()));
        let whens = item.takes.iter().map(|take| &take.when);
        let whens = whens.chain(item.gives.iter().map(|give| &give.when)).chain([&item.when]);
        let whens = whens.chain(item.asks.iter().map(|ask| &ask.when));
        names.extend(whens.flatten().flat_map(names_of));
    }
    for thing in services.things.values() {
        names.extend(thing.asks.iter().map(|ask| ask.field.clone()));
        names.extend(thing.wants.iter().flat_map(|want| &want.when).flat_map(names_of));
    }
    for id in materials.union(&given) {
        let source =
            if given.contains(id) { MaterialSource::Item } else { MaterialSource::Applicant };
        services
            .materials
            .entry(id.clone())
            .or_insert_with(|| plain_material(id, BTreeSet::from([source])));
    }
    for name in names {
        services.fields.entry(name.clone()).or_insert_with(|| Field {
            name: Text::same(&name),
            question: Text::same(format!("{name}?")),
            field_type: FieldType::Boolean,
            unit: None,
            check: Check::default(),
            personal: false,
            register: None,
            span: Span::default(),
            id: name,
        });
    }
}

fn names_of(rule: &Rule) -> Vec<String> {
    let last = |name: &str| name.rsplit('.').next().unwrap_or(name).to_owned();
    rule.expr.names().into_iter().map(last).collect()
}
