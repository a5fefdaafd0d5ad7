//! What can only be checked of services once everything has been read: where materials come
//! from, levels, roles, registers.

use crate::declare::misfits;
use crate::draft::{AskUse, Draft, ServicesDraft};
use crate::findings::{fields, services};
use crate::kind::Kind;
use diag::{Diagnostic, Text};
use district::StreamKind;
use district::service::{FieldType, MaterialSource, Role, Slot};
use std::collections::BTreeSet;

mod names;
mod types;
mod unused;

/// Completes what has been read and runs every check of services.
pub(super) fn resolve(draft: &mut Draft<'_>) {
    let mut found = Vec::new();
    section(draft, &mut found);
    sources(&mut draft.services, &mut found);
    levels(draft);
    office_levels(draft, &mut found);
    ladders(draft, &mut found);
    roles(&draft.services, &mut found);
    for ask in &draft.services.asks {
        demands(&draft.services, ask, &mut found);
    }
    programmes(draft, &mut found);
    for used in &draft.services.rules {
        types::check(draft, used, &mut found);
    }
    unused::unused(draft, &mut found);
    draft.found.append(&mut found);
}

/// What runs by limits needs the calendar that they are counted by.
fn section(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    if draft.services.head.is_some() {
        return;
    }
    let kinds = [Kind::Item, Kind::Thing, Kind::Programme];
    let declared = kinds
        .into_iter()
        .flat_map(|kind| draft.ids_of(kind).map(move |(id, span)| (kind.named(id), span)));
    let first = declared.min_by_key(|(_, span)| (span.source, span.start));
    if let Some((owner, span)) = first {
        found.push(services::section_missing(&owner, span.clone()));
    }
}

/// An item that gives a material is a source of it; one that has no other is brought.
fn sources(draft: &mut ServicesDraft, found: &mut Vec<Diagnostic>) {
    let items = draft.items.values();
    let given: BTreeSet<&str> =
        items.flat_map(|(item, _)| &item.gives).map(|give| give.slot.material.as_str()).collect();
    for (id, (material, written)) in &mut draft.materials {
        if given.contains(id.as_str()) {
            material.sources.insert(MaterialSource::Item);
        } else if !*written {
            material.sources.insert(MaterialSource::Applicant);
        } else if material.sources.is_empty() {
            found.push(services::material_from_nowhere(id, material.span.clone()));
        }
    }
}

/// A thing that names no level belongs to streets, or to the root where there are none.
fn levels(draft: &mut Draft<'_>) {
    const USUAL: &str = "street";
    let places = || draft.places.values().map(|(place, _)| place);
    let root = || places().find(|place| place.parent.is_none());
    let level = places().find(|place| place.level == USUAL).or_else(root);
    let Some(level) = level.map(|place| place.level.clone()) else { return };
    for (thing, _) in draft.services.things.values_mut() {
        if thing.level.is_empty() {
            thing.level.clone_from(&level);
        }
    }
}

/// An item is done at a level at which its office has desks.
fn office_levels(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    let places = draft.places.values();
    let known: BTreeSet<&str> = places.map(|(place, _)| place.level.as_str()).collect();
    for (item, span) in draft.services.items.values() {
        let Some(office) = draft.services.offices.get(&item.office) else { continue };
        if let (Some(level), Some(span)) = (&item.level, span)
            && known.contains(level.as_str())
            && !office.levels.contains(level)
        {
            let owner = Kind::Item.named(&item.id);
            let name = Kind::Office.named(&office.id);
            let known = office.levels.iter().map(String::as_str);
            let span = span.clone();
            found.push(services::level_not_of_office(&owner, level, &name, span, known));
        }
    }
}

/// Which levels lie above which: (lower, upper), by the places there are.
struct Above<'a> {
    pairs: BTreeSet<(&'a str, &'a str)>,
    known: BTreeSet<&'a str>,
}

impl<'a> Above<'a> {
    fn new(draft: &'a Draft<'_>) -> Self {
        /// Deeper trees have a circle in them, which is reported elsewhere.
        const DEPTH_MAX: usize = 32;
        let mut above = Self { pairs: BTreeSet::new(), known: BTreeSet::new() };
        let parent = |id: &String| draft.places.get(id).map(|(place, _)| place);
        for (place, _) in draft.places.values() {
            above.known.insert(&place.level);
            let first = place.parent.as_ref().and_then(parent);
            let line = std::iter::successors(first, |place| place.parent.as_ref().and_then(parent));
            let line = line.take(DEPTH_MAX);
            above.pairs.extend(line.map(|up| (place.level.as_str(), up.level.as_str())));
        }
        above
    }
}

/// Each level of a ladder lies above the one before it: some place of the lower one lies in a
/// place of the upper one. Those of an office are written from the lowest up.
fn ladders(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    if draft.services.ladders.is_empty() && draft.services.office_levels.is_empty() {
        return;
    }
    let above = Above::new(draft);
    for (owner, levels) in &draft.services.ladders {
        for pair in levels.windows(2) {
            let [lower, upper] = pair else { continue };
            let (low, high) = (lower.value.as_str(), upper.value.as_str());
            let there = above.known.contains(low) && above.known.contains(high);
            if there && !above.pairs.contains(&(low, high)) {
                let span = upper.span.clone();
                found.push(services::ladder_not_upward(owner, (low, high), span));
            }
        }
    }
    for (owner, levels) in &draft.services.office_levels {
        for (at, level) in levels.iter().enumerate() {
            let (name, span) = (level.value.as_str(), level.span.clone());
            let before = &levels[..at];
            if let Some(first) = before.iter().find(|first| first.value == name) {
                let first = first.span.clone();
                found.push(services::listed_twice(owner, "levels", name, span, first));
            } else if let Some(upper) =
                before.iter().find(|upper| above.pairs.contains(&(name, upper.value.as_str())))
            {
                found.push(services::level_below(owner, (name, &upper.value), span));
            }
        }
    }
}

/// The words by which a thing's roles are called.
fn words(roles: &[Role]) -> impl Iterator<Item = &str> + Clone {
    roles.iter().flat_map(|role| std::iter::once(&role.id).chain(&role.also)).map(String::as_str)
}

/// What a thing wants and asks is of its own roles.
fn roles(draft: &ServicesDraft, found: &mut Vec<Diagnostic>) {
    let slots = draft
        .slots
        .iter()
        .map(|used| (&used.owner, used.slot.role.as_str(), &used.span, &used.thing));
    let asks =
        draft.asks.iter().map(|used| (&used.owner, used.role.as_str(), &used.span, &used.thing));
    for (owner, role, span, thing) in slots.chain(asks) {
        let thing = thing.as_ref().and_then(|id| draft.things.get(id));
        let Some((thing, _)) = thing else { continue };
        if role != Slot::APPLICANT && !words(&thing.roles).any(|word| word == role) {
            let known = words(&thing.roles);
            found.push(services::role_not_of_thing(owner, role, span.clone(), known));
        }
    }
}

/// What an item demands of an answer goes with the field's type.
fn demands(draft: &ServicesDraft, ask: &AskUse, found: &mut Vec<Diagnostic>) {
    let Some(field) = draft.fields.get(&ask.field) else { return };
    let owner = Text::new(
        format!("{}的问题 `{}`", ask.owner.zh, field.id),
        format!("{}, asking for `{}`,", ask.owner.en, field.id),
    );
    found.extend(misfits(&owner, &field.field_type, &ask.check));
    let FieldType::Choice(choices) = &field.field_type else { return };
    for value in &ask.values {
        if !choices.iter().any(|(id, _)| *id == value.value) {
            let known = choices.iter().map(|(id, _)| id.as_str());
            let (id, span) = (&value.value, value.span.clone());
            found.push(fields::value_not_of_field(&ask.owner, &field.id, id, span, known));
        }
    }
}

/// A programme's people are rows of a register.
fn programmes(draft: &Draft<'_>, found: &mut Vec<Diagnostic>) {
    for (programme, spans) in draft.services.programmes.values() {
        let Some(stream) = draft.streams.get(&programme.population) else { continue };
        let owner = Kind::Programme.named(&programme.id);
        if stream.kind != StreamKind::Register {
            let span = spans.population.clone();
            found.push(services::population_not_register(&owner, &stream.id, span));
            continue;
        }
        for (key, column, span) in [
            ("person", &programme.person, &spans.person),
            ("place", &programme.place, &spans.place),
        ] {
            let known = stream.columns.iter().map(|column| column.id.as_str());
            if !known.clone().any(|id| id == column) {
                let (span, id) = (span.clone(), &stream.id);
                found.push(services::column_not_of_register(
                    &owner,
                    (key, column),
                    id,
                    span,
                    known,
                ));
            }
        }
    }
}
