//! `[[item]]`: one piece of official work, with what it takes, gives and asks.

use super::office::use_level;
use super::slot::{Uses, asks, call, gives, takes};
use crate::draft::{Draft, RuleUse, Scope};
use crate::findings::services;
use crate::kind::Kind;
use crate::reader::{At, Reader, Rules};
use diag::{Span, Text};
use district::service::{Call, Item, Limit, Silence, StopGround};
use district::{Exact, WorkDays};
use std::collections::BTreeMap;

/// More steps or visits than anyone would go through.
pub(super) const STEPS_MAX: u32 = 1_000;

const SILENCE: [(&str, Silence); 3] =
    [("climbs", Silence::Climbs), ("grants", Silence::Grants), ("refuses", Silence::Refuses)];

pub(super) fn item(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let mut rules = Rules::new(draft.texts);
    let mut uses = Uses::default();
    let id = reader.id("id", Kind::Item);
    let name = reader.need_name("name");
    let office = reader.need_text("office", "\"…\"");
    let level = reader.text("level");
    let when = rules.rule(&mut reader, "when");
    let takes = takes(&mut reader, &mut rules, &mut uses);
    let parts = reader.parts("gives");
    let gives = gives(&mut reader, ("gives", parts), &mut rules, &mut uses);
    let asks = asks(&mut reader, &mut rules, &mut uses);
    let (legal, promised) = limits(&mut reader);
    let steps = reader.whole("steps", 0, STEPS_MAX).map_or(1, |steps| steps.value);
    let visits = reader.whole("visits", 0, STEPS_MAX).map_or(1, |visits| visits.value);
    let fee = fee(&mut reader);
    let stops = stops(&mut reader);
    let silence = reader.text("silence");
    let silence = silence.and_then(|word| reader.word("silence", &word, &SILENCE));
    let calls = calls(&mut reader, &mut uses);
    let decision = reader.text("decision");
    let remedy = reader.name("remedy").unwrap_or_else(usual_remedy);
    let basis = reader.basis();
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    if let Some(office) = &office {
        draft.refer(&owner, Kind::Office, office);
    }
    if let Some(level) = &level {
        use_level(draft, &owner, "level", level);
    }
    if let Some(decision) = &decision {
        draft.refer(&owner, Kind::Decision, decision);
    }
    uses.keep(draft, &owner, None);
    keep_rules(draft, rules, &owner, &Scope::Item);
    let Some(id) = id else { return };
    if !draft.claim(Kind::Item, &id) {
        return;
    }
    let (Some(office), Some(legal), Some(promised)) = (office, legal, promised) else { return };
    let item = Item {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        office: office.value.to_owned(),
        level: level.as_ref().map(|level| level.value.to_owned()),
        when,
        takes,
        gives,
        asks,
        legal,
        promised,
        steps,
        visits,
        fee,
        stops,
        silence: silence.unwrap_or_default(),
        calls,
        decision: decision.map(|decision| decision.value.to_owned()),
        remedy,
        basis,
        span,
    };
    let level = level.map(|level| level.span);
    draft.services.items.insert(item.id.clone(), (item, level));
}

/// Hands over the rules of a declaration.
pub(super) fn keep_rules(draft: &mut Draft<'_>, rules: Rules<'_>, owner: &Text, scope: &Scope) {
    for read in rules.list {
        draft.services.rules.push(RuleUse { owner: owner.clone(), scope: scope.clone(), read });
    }
}

/// Source: 行政复议法 article 20, 行政诉讼法 article 46.
fn usual_remedy() -> Text {
    Text::new(
        "不服本决定的，可以自知道之日起六十日内申请行政复议，或者六个月内提起行政诉讼",
        "you can apply for administrative review within 60 days of learning of the decision, or \
         go to court within six months",
    )
}

fn limits(reader: &mut Reader<'_>) -> (Option<Limit>, Option<Limit>) {
    let legal = reader.need_days("legal_days");
    let legal_ground = reader.name("legal_ground");
    let promised = reader.need_days("promised_days");
    let promised_ground = reader.name("promised_ground");
    if let (Some(legal), Some(promised)) = (&legal, &promised)
        && promised.value > legal.value
    {
        let (days, limit) = (promised.value.to_string(), legal.value.to_string());
        let (span, first) = (promised.span.clone(), legal.span.clone());
        reader.say(services::promised_over_legal(&reader.owner, &days, &limit, span, first));
    }
    let limit = |days: At<WorkDays>, ground: Option<Text>, zh: &str, en: &str| Limit {
        days: days.value,
        ground: ground.unwrap_or_else(|| Text::new(zh, en)),
    };
    (
        legal.map(|days| limit(days, legal_ground, "法定时限", "the limit set by law")),
        promised.map(|days| limit(days, promised_ground, "部门承诺", "promised by the office")),
    )
}

fn fee(reader: &mut Reader<'_>) -> Exact {
    let Some(fee) = reader.number("fee") else { return Exact::zero() };
    if fee.value < Exact::zero() {
        let found = fee.value.to_string();
        reader.say(services::number_negative(&reader.owner, "fee", &found, fee.span));
        return Exact::zero();
    }
    fee.value
}

fn stops(reader: &mut Reader<'_>) -> Vec<StopGround> {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    let mut stops = Vec::new();
    for mut inner in reader.tables("stops").into_iter().flatten() {
        let id = inner.need_text("id", "\"…\"");
        let name = inner.need_name("name");
        let ground = inner.need_name("ground");
        let days_max = inner.days("days_max").map(|days| days.value);
        reader.absorb(inner);
        let Some(id) = id else { continue };
        if let Some(first) = seen.insert(id.value, id.span.clone()) {
            let (value, span) = (id.value, id.span);
            reader.say(services::listed_twice(&reader.owner, "stops", value, span, first));
            continue;
        }
        let name = name.unwrap_or_else(|| Text::same(id.value));
        let ground = ground.unwrap_or_default();
        stops.push(StopGround { id: id.value.to_owned(), name, ground, days_max });
    }
    stops
}

fn calls(reader: &mut Reader<'_>, uses: &mut Uses) -> Vec<Call> {
    let mut calls = Vec::new();
    for mut inner in reader.tables("calls").into_iter().flatten() {
        let gives = inner.need_text("gives", "\"…\"");
        let name = inner.need_name("name");
        let slot = gives.and_then(|gives| call(&mut inner, &gives, uses));
        reader.absorb(inner);
        if let Some(slot) = slot {
            let name = name.unwrap_or_else(|| Text::same(slot.to_string()));
            calls.push(Call { slot, name });
        }
    }
    calls
}
