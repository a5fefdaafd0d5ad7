//! `[[programme]]`: standing cases for a population, in classes, tiers and a ladder.

use super::item::keep_rules;
use super::thing::{keep_ladder, ladder};
use crate::draft::{Draft, ProgrammeSpans, Scope};
use crate::findings::{keys, services};
use crate::kind::Kind;
use crate::reader::{At, Reader, Rules};
use diag::{Span, Text};
use district::rule::Rule;
use district::service::{Class, Ladder, Measure, Programme, Tier};
use std::collections::BTreeMap;

/// A hundred years.
const EVERY_DAYS_MAX: u32 = 36_525;

pub(super) fn programme(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let mut rules = Rules::new(draft.texts);
    let mut tier_rules = Rules::new(draft.texts);
    let id = reader.id("id", Kind::Programme);
    let name = reader.need_name("name");
    let population = reader.need_text("population", "\"…\"");
    let person = reader.need_text("person", "\"…\"");
    let place = reader.need_text("place", "\"…\"");
    let when = rules.rule(&mut reader, "when");
    let classes = classes(&mut reader, &mut rules);
    let mut items = Vec::new();
    let tiers = tiers(&mut reader, &mut tier_rules, &mut items);
    let mut levels = Vec::new();
    if !reader.holds("ladder") && !reader.broken() {
        let example = "{ levels = [\"village\", \"street\", \"district\"], \
                       climb_after_days = [5, 3, 2] }";
        let span = reader.span();
        reader.say(keys::missing_key(&reader.owner, "ladder", example, span));
    }
    let ladder = ladder(&mut reader, &mut levels);
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    keep_ladder(draft, &owner, &levels);
    for item in &items {
        draft.refer(&owner, Kind::Item, item);
    }
    if let Some(population) = &population {
        draft.refer(&owner, Kind::Register, population);
    }
    let Some(id) = id else { return };
    let scope = |classes| Scope::Programme {
        programme: id.value.to_owned(),
        register: population.as_ref().map_or_else(String::new, |at| at.value.to_owned()),
        classes,
    };
    keep_rules(draft, rules, &owner, &scope(false));
    keep_rules(draft, tier_rules, &owner, &scope(true));
    if !draft.claim(Kind::Programme, &id) {
        return;
    }
    let (Some(population), Some(person), Some(place)) = (population, person, place) else { return };
    let programme = Programme {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        population: population.value.to_owned(),
        person: person.value.to_owned(),
        place: place.value.to_owned(),
        when,
        classes,
        tiers,
        ladder: ladder.unwrap_or(Ladder { levels: Vec::new(), climb_after: Vec::new() }),
        span,
    };
    let spans =
        ProgrammeSpans { population: population.span, person: person.span, place: place.span };
    draft.services.programmes.insert(programme.id.clone(), (programme, spans));
}

type Named<'t> = (At<&'t str>, Text, Option<Rule>);

/// What classes and tiers have in common; `None` if it has no id or one that was there before.
fn named<'t>(
    inner: &mut Reader<'t>,
    key: &'static str,
    rules: &mut Rules<'_>,
    seen: &mut BTreeMap<&'t str, Span>,
) -> Option<Named<'t>> {
    let id = inner.need_text("id", "\"…\"");
    let name = inner.need_name("name");
    let when = rules.need(inner, "when");
    let id = id?;
    if let Some(first) = seen.insert(id.value, id.span.clone()) {
        let (value, span) = (id.value, id.span);
        inner.say(services::listed_twice(&inner.owner, key, value, span, first));
        return None;
    }
    let name = name.unwrap_or_else(|| Text::same(id.value));
    Some((id, name, when))
}

/// `classes = […]` or `[[programme.class]]`.
fn classes(reader: &mut Reader<'_>, rules: &mut Rules<'_>) -> Vec<Class> {
    let single = reader.has("class").is_some();
    let tables = if single { reader.tables("class") } else { reader.tables("classes") };
    let mut seen = BTreeMap::new();
    let mut classes = Vec::new();
    for mut inner in tables.into_iter().flatten() {
        let found = named(&mut inner, "classes", rules, &mut seen);
        reader.absorb(inner);
        if let Some((id, name, Some(when))) = found {
            classes.push(Class { id: id.value.to_owned(), name, when });
        }
    }
    classes
}

/// `tiers = […]` or `[[programme.tier]]`.
fn tiers<'t>(
    reader: &mut Reader<'t>,
    rules: &mut Rules<'_>,
    items: &mut Vec<At<&'t str>>,
) -> Vec<Tier> {
    let single = reader.has("tier").is_some();
    let tables = if single { reader.tables("tier") } else { reader.tables("tiers") };
    let mut seen = BTreeMap::new();
    let mut tiers = Vec::new();
    if tables.as_ref().is_none_or(Vec::is_empty) && !reader.broken() {
        let example = "[{ id = \"…\", name = { zh = \"…\", en = \"…\" }, when = \"…\" }]";
        let span = reader.span();
        reader.say(keys::missing_key(&reader.owner, "tiers", example, span));
    }
    for mut inner in tables.into_iter().flatten() {
        let found = named(&mut inner, "tiers", rules, &mut seen);
        let measures = measures(&mut inner, items);
        reader.absorb(inner);
        if let Some((id, name, Some(when))) = found {
            tiers.push(Tier { id: id.value.to_owned(), name, when, measures });
        }
    }
    tiers
}

fn measures<'t>(reader: &mut Reader<'t>, items: &mut Vec<At<&'t str>>) -> Vec<Measure> {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut measures = Vec::new();
    for mut inner in reader.tables("measures").into_iter().flatten() {
        let item = inner.need_text("item", "\"…\"");
        let every_days = inner.whole("every_days", 1, EVERY_DAYS_MAX).map(|days| days.value);
        reader.absorb(inner);
        let Some(item) = item else { continue };
        if let Some(first) = seen.insert(item.value, item.span.clone()) {
            let (value, span) = (item.value, item.span);
            reader.say(services::listed_twice(&reader.owner, "measures", value, span, first));
            continue;
        }
        measures.push(Measure { item: item.value.to_owned(), every_days });
        items.push(item);
    }
    measures
}
