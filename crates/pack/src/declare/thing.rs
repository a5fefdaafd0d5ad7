//! `[[thing]]`: a life or business event as one service, a goal of results.

use super::item::{STEPS_MAX, keep_rules};
use super::material::PARTIES;
use super::office::use_level;
use super::slot::{Uses, asks, gives};
use crate::draft::{Draft, Scope, ThingSpans};
use crate::findings::{keys, services};
use crate::kind::Kind;
use crate::reader::{At, Reader, Rules};
use diag::{Span, Text};
use district::service::{Before, Ladder, Limit, Party, Role, Slot, Thing, Want};
use std::collections::BTreeMap;

/// More materials or fields than anyone ever handed in.
const COUNT_MAX: u32 = 100_000;

pub(super) fn thing(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let mut rules = Rules::new(draft.texts);
    let mut uses = Uses::default();
    let id = reader.id("id", Kind::Thing);
    let name = reader.need_name("name");
    let party = reader.need_text("for", "\"person\"");
    let party = party.and_then(|word| reader.word("for", &word, &PARTIES));
    let party = party.unwrap_or(Party::Person);
    let (roles, role_spans) = roles(&mut reader, party);
    let wants = wants(&mut reader, &mut rules, &mut uses);
    let asks = asks(&mut reader, &mut rules, &mut uses);
    let given = reader.texts("given").map_or(Vec::new(), |list| list.value);
    let given = given.iter().filter_map(|text| rules.of(&mut reader, text)).collect();
    let promised = reader.need_days("promised_days");
    let ceiling = ceiling(&mut reader);
    let steps = reader.whole("steps", 0, STEPS_MAX).map_or(1, |steps| steps.value);
    let visits = reader.whole("visits", 0, STEPS_MAX).map_or(0, |visits| visits.value);
    let before = before(&mut reader);
    let level = reader.text("level");
    let places = reader.texts("places").map_or(Vec::new(), |list| list.value);
    let mut levels = Vec::new();
    let ladder = ladder(&mut reader, &mut levels);
    let basis = reader.basis();
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    keep_ladder(draft, &owner, &levels);
    for place in &places {
        draft.refer(&owner, Kind::Place, place);
    }
    if let Some(level) = &level {
        use_level(draft, &owner, "level", level);
    }
    let Some(id) = id else { return };
    let first = draft.claim(Kind::Thing, &id);
    // The roles of one that is declared again are not those that are known by its id.
    let scope = if first { Scope::Thing(id.value.to_owned()) } else { Scope::Item };
    uses.keep(draft, &owner, first.then_some(id.value));
    keep_rules(draft, rules, &owner, &scope);
    if !first {
        return;
    }
    let Some(promised) = promised else { return };
    let thing = Thing {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        party,
        roles,
        wants,
        asks,
        given,
        promised: promised.value,
        ceiling,
        steps,
        visits,
        before,
        // Empty until the levels of all places are known.
        level: level.as_ref().map_or_else(String::new, |level| level.value.to_owned()),
        places: places.iter().map(|place| place.value.to_owned()).collect(),
        ladder,
        basis,
        span,
    };
    let spans = ThingSpans { roles: role_spans };
    draft.services.things.insert(thing.id.clone(), (thing, spans));
}

type RoleSpans = Vec<(Span, Vec<At<String>>)>;

/// The roles, and the applicant if none answers to that word.
fn roles(reader: &mut Reader<'_>, party: Party) -> (Vec<Role>, RoleSpans) {
    let mut roles = Vec::new();
    let mut spans = Vec::new();
    let mut words: BTreeMap<String, Span> = BTreeMap::new();
    for mut inner in reader.tables("roles").into_iter().flatten() {
        let id = inner.need_text("id", "\"…\"");
        let name = inner.need_name("name");
        let also = inner.texts("also").map_or(Vec::new(), |list| list.value);
        let word = inner.text("party");
        let own = word.and_then(|word| inner.word("party", &word, &PARTIES));
        reader.absorb(inner);
        let Some(id) = id else { continue };
        let mut taken = Vec::new();
        for word in std::iter::once(&id).chain(&also) {
            if !crate::reader::word_like(word.value) {
                let owner = Kind::Role.named(word.value);
                reader.say(keys::id_form(&owner, word.value, word.span.clone(), true));
            }
            if let Some(first) = words.insert(word.value.to_owned(), word.span.clone()) {
                let (value, span) = (word.value, word.span.clone());
                reader.say(services::word_of_two_roles(&reader.owner, value, span, first));
            } else {
                taken.push(At { value: word.value.to_owned(), span: word.span.clone() });
            }
        }
        roles.push(Role {
            id: id.value.to_owned(),
            name: name.unwrap_or_else(|| Text::same(id.value)),
            party: own.unwrap_or(party),
            also: also.iter().map(|word| word.value.to_owned()).collect(),
        });
        taken.retain(|word| word.value != id.value);
        spans.push((id.span, taken));
    }
    if !words.contains_key(Slot::APPLICANT) {
        let name = Text::new("申请人", "Applicant");
        roles.push(Role { id: Slot::APPLICANT.to_owned(), name, party, also: Vec::new() });
    }
    (roles, spans)
}

fn wants(reader: &mut Reader<'_>, rules: &mut Rules<'_>, uses: &mut Uses) -> Vec<Want> {
    let there = reader.has("wants");
    let parts = reader.parts("wants");
    let wants = gives(reader, ("wants", parts), rules, uses);
    match there {
        None if !reader.broken() => {
            let span = reader.span();
            reader.say(keys::missing_key(&reader.owner, "wants", "[\"…\"]", span));
        }
        Some(span) if wants.is_empty() && reader.found.is_empty() => {
            reader.say(keys::empty_list(&reader.owner, "wants", span));
        }
        Some(_) | None => {}
    }
    wants
        .into_iter()
        .map(|give| Want { slot: give.slot, when: give.when, span: give.span })
        .collect()
}

fn ceiling(reader: &mut Reader<'_>) -> Option<Limit> {
    let days = reader.days("ceiling_days");
    let Some(days) = days else {
        if let Some(span) = reader.has("ceiling_ground") {
            reader.say(keys::missing_key(&reader.owner, "ceiling_days", "60", span));
        }
        return None;
    };
    let ground = reader.need_name("ceiling_ground")?;
    Some(Limit { days: days.value, ground })
}

fn before(reader: &mut Reader<'_>) -> Before {
    let Some(mut inner) = reader.table("before") else { return Before::default() };
    let days = inner.days("days").map(|days| days.value);
    let value = |count: Option<At<u32>>| count.map(|count| count.value);
    let before = Before {
        days,
        materials: value(inner.whole("materials", 0, COUNT_MAX)),
        fields: value(inner.whole("fields", 0, COUNT_MAX)),
        steps: value(inner.whole("steps", 0, COUNT_MAX)),
        visits: value(inner.whole("visits", 0, COUNT_MAX)),
    };
    reader.absorb(inner);
    before
}

/// `ladder = { levels, climb_after_days }`; the levels are handed out with their places.
pub(super) fn ladder<'t>(reader: &mut Reader<'t>, levels: &mut Vec<At<&'t str>>) -> Option<Ladder> {
    let mut inner = reader.table("ladder")?;
    let names = inner.need_texts("levels", "[\"village\", \"street\", \"district\"]");
    let days = inner.days_list("climb_after_days");
    if days.is_none() && !inner.holds("climb_after_days") {
        let span = inner.span();
        inner.say(keys::missing_key(&inner.owner, "climb_after_days", "[5, 3, 2]", span));
    }
    if let (Some(names), Some(days)) = (&names, &days)
        && names.value.len() != days.value.len()
    {
        let counts = (names.value.len().to_string(), days.value.len().to_string());
        let span = days.span.clone();
        inner.say(services::ladder_lengths(&inner.owner, (&counts.0, &counts.1), span));
    }
    reader.absorb(inner);
    let (names, days) = (names?, days?);
    levels.extend(names.value.iter().cloned());
    Some(Ladder {
        levels: names.value.iter().map(|level| level.value.to_owned()).collect(),
        climb_after: days.value,
    })
}

/// Remembers the levels of a ladder until those of the places are known.
pub(super) fn keep_ladder(draft: &mut Draft<'_>, owner: &Text, levels: &[At<&str>]) {
    for level in levels {
        use_level(draft, owner, "ladder.levels", level);
    }
    if !levels.is_empty() {
        let own = |level: &At<&str>| At { value: level.value.to_owned(), span: level.span.clone() };
        draft.services.ladders.push((owner.clone(), levels.iter().map(own).collect()));
    }
}
