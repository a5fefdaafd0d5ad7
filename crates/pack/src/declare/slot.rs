//! Slots (`child.birth-certificate`) and questions (`child.name`) in items and things.

use super::field::demands;
use crate::draft::{AskUse, CheckSpans, Draft, SlotUse};
use crate::findings::services;
use crate::kind::Kind;
use crate::reader::{At, Part, Reader, Rules, slot_like};
use crate::rule::Placed;
use diag::{Span, Text};
use district::service::{Ask, Check, Give, Slot, Take};

/// What one declaration says of slots and questions, with places.
#[derive(Default)]
pub(super) struct Uses {
    slots: Vec<At<Slot>>,
    asks: Vec<(At<Slot>, CheckSpans, Vec<At<String>>)>,
}

impl Uses {
    /// Hands the places over; `thing` is set for those whose roles the thing has to have.
    pub(super) fn keep(self, draft: &mut Draft<'_>, owner: &Text, thing: Option<&str>) {
        for slot in self.slots {
            let name = At { value: slot.value.material.as_str(), span: slot.span.clone() };
            draft.refer(owner, Kind::Material, &name);
            draft.services.slots.push(SlotUse {
                owner: owner.clone(),
                slot: slot.value,
                span: slot.span,
                thing: thing.map(str::to_owned),
            });
        }
        for (name, check, values) in self.asks {
            let field = At { value: name.value.material.as_str(), span: name.span.clone() };
            draft.refer(owner, Kind::Field, &field);
            draft.services.asks.push(AskUse {
                owner: owner.clone(),
                role: name.value.role,
                field: name.value.material,
                span: name.span,
                thing: thing.map(str::to_owned),
                check,
                values,
            });
        }
    }
}

/// Reads `role.material`.
fn slot(reader: &mut Reader<'_>, key: &str, text: &str, span: Span) -> Option<At<Slot>> {
    if !slot_like(text) {
        reader.say(services::slot_form(&reader.owner, key, text, span));
        return None;
    }
    Some(At { value: Slot::read(text), span })
}

/// Reads one name, and says so if the declaration has it twice under the same key.
fn one(
    reader: &mut Reader<'_>,
    key: &'static str,
    text: &At<&str>,
    seen: &mut Vec<At<Slot>>,
) -> Option<Slot> {
    let read = slot(reader, key, text.value.trim(), text.span.clone())?;
    if let Some(first) = seen.iter().find(|first| first.value == read.value) {
        let (name, span, first) = (read.value.to_string(), read.span, first.span.clone());
        reader.say(services::slot_twice(&reader.owner, key, &name, span, first));
        return None;
    }
    let value = read.value.clone();
    seen.push(read);
    Some(value)
}

/// `takes`: each member is one need, ` | ` stands between what would do.
pub(super) fn takes(reader: &mut Reader<'_>, rules: &mut Rules<'_>, uses: &mut Uses) -> Vec<Take> {
    let mut takes = Vec::new();
    // The same slot may be taken under two conditions, but not twice without one.
    let mut bare: Vec<At<Slot>> = Vec::new();
    for part in reader.parts("takes") {
        let (texts, when, span) = match part {
            Part::Text(text) => {
                let span = text.span.clone();
                (alternatives(rules, &text), None, span)
            }
            Part::Table(mut inner) => {
                let texts = inner.need_texts("any", "[\"…\"]");
                let when = rules.rule(&mut inner, "when");
                let span = inner.span();
                reader.absorb(inner);
                let texts = texts.map_or(Vec::new(), |list| list.value);
                let texts = texts.iter().flat_map(|text| alternatives(rules, text)).collect();
                (texts, when, span)
            }
        };
        let mut own: Vec<At<Slot>> = Vec::new();
        let any_of: Vec<Slot> = texts
            .iter()
            .filter_map(|text| one(reader, "takes", &text.as_str(), &mut own))
            .collect();
        if let ([only], None) = (own.as_slice(), &when) {
            if let Some(first) = bare.iter().find(|first| first.value == only.value) {
                let (name, first) = (only.value.to_string(), first.span.clone());
                let span = only.span.clone();
                reader.say(services::slot_twice(&reader.owner, "takes", &name, span, first));
                continue;
            }
            bare.push(only.clone());
        }
        uses.slots.extend(own);
        if !any_of.is_empty() {
            takes.push(Take { any_of, when, span });
        }
    }
    takes
}

fn alternatives(rules: &Rules<'_>, text: &At<&str>) -> Vec<At<String>> {
    let placed = Placed::new(text.value, text.span.clone(), rules.file(&text.span));
    let mut at = 0;
    let mut found = Vec::new();
    let several = text.value.contains('|');
    for piece in text.value.split('|') {
        let start = at + piece.len() - piece.trim_start().len();
        let range = start..(start + piece.trim().len()).max(start);
        let span = if several { placed.span(range) } else { text.span.clone() };
        found.push(At { value: piece.trim().to_owned(), span });
        at += piece.len() + 1;
    }
    found
}

impl At<String> {
    fn as_str(&self) -> At<&str> {
        At { value: self.value.as_str(), span: self.span.clone() }
    }
}

/// `gives` of an item and `wants` of a thing: slots, some under a condition.
pub(super) fn gives<'t>(
    reader: &mut Reader<'t>,
    (key, parts): (&'static str, Vec<Part<'t>>),
    rules: &mut Rules<'_>,
    uses: &mut Uses,
) -> Vec<Give> {
    let mut seen = Vec::new();
    let mut gives = Vec::new();
    for part in parts {
        let (text, when, span) = match part {
            Part::Text(text) => {
                let span = text.span.clone();
                (Some(text), None, span)
            }
            Part::Table(mut inner) => {
                let text = inner.need_text("gives", "\"…\"");
                let when = rules.rule(&mut inner, "when");
                let span = inner.span();
                reader.absorb(inner);
                (text, when, span)
            }
        };
        let Some(text) = text else { continue };
        if let Some(slot) = one(reader, key, &text, &mut seen) {
            gives.push(Give { slot, when, span });
        }
    }
    uses.slots.extend(seen);
    gives
}

/// `asks`: questions by `role.field`, some with demands of their own.
pub(super) fn asks(reader: &mut Reader<'_>, rules: &mut Rules<'_>, uses: &mut Uses) -> Vec<Ask> {
    let mut seen = Vec::new();
    let mut asks = Vec::new();
    for part in reader.parts("asks") {
        let (text, when, why, demand, span) = match part {
            Part::Text(text) => {
                let (span, demand) = (text.span.clone(), Default::default());
                (Some(text), None, None, demand, span)
            }
            Part::Table(mut inner) => {
                let text = inner.need_text("field", "\"…\"");
                let when = rules.rule(&mut inner, "when");
                let why = inner.name("why");
                let demand: (Check, CheckSpans, Vec<At<String>>) = demands(&mut inner);
                let span = inner.span();
                reader.absorb(inner);
                (text, when, why, demand, span)
            }
        };
        let Some(text) = text else { continue };
        let Some(name) = one(reader, "asks", &text, &mut seen) else { continue };
        let (check, spans, values) = demand;
        uses.asks.push((At { value: name.clone(), span: text.span }, spans, values));
        asks.push(Ask { role: name.role, field: name.material, when, check, why, span });
    }
    asks
}

/// Keeps the slot of a call.
pub(super) fn call(reader: &mut Reader<'_>, text: &At<&str>, uses: &mut Uses) -> Option<Slot> {
    let read = slot(reader, "calls", text.value.trim(), text.span.clone())?;
    let value = read.value.clone();
    uses.slots.push(read);
    Some(value)
}
