//! What can only be checked once everything has been read: names that lead to declarations,
//! levels, editions, the tree of places, and what nothing uses.

use crate::draft::Draft;
use crate::findings::{measures, places, references};
use crate::kind::Kind;
use crate::reader::At;
use district::StreamKind;
use std::collections::{BTreeMap, BTreeSet};

mod access;
mod services;

pub(crate) use access::circles;

/// Runs every check over the whole draft.
pub(crate) fn resolve(draft: &mut Draft<'_>) {
    draft.resolve_references();
    levels(draft);
    place_cycles(draft);
    source_columns(draft);
    indicator_editions(draft);
    targets(draft);
    services::resolve(draft);
    access::resolve(draft);
    draft.unused_files();
    unused(draft);
    let of_use = [Kind::Thing, Kind::Programme];
    if let Some(head) = &draft.head
        && draft.ids_of(Kind::Indicator).next().is_none()
        && of_use.into_iter().all(|kind| draft.ids_of(kind).next().is_none())
        && !draft.access.says(Kind::Access)
    {
        let finding = references::nothing_declared(&head.id, head.id_span.clone());
        draft.found.push(finding);
    }
}

fn levels(draft: &mut Draft<'_>) {
    let levels: BTreeSet<&str> =
        draft.places.values().map(|(place, _)| place.level.as_str()).collect();
    let missing = draft.level_uses.iter().filter(|used| !levels.contains(used.level.as_str()));
    let findings: Vec<_> = missing
        .map(|used| {
            let (names, span) = (levels.iter().copied(), used.span.clone());
            places::level_without_place(&used.owner, used.key, &used.level, span, names)
        })
        .collect();
    draft.found.extend(findings);
}

/// Walks up from each place once; a place met again on the same walk closes a circle.
fn place_cycles(draft: &mut Draft<'_>) {
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut findings = Vec::new();
    for start in draft.places.keys() {
        let mut path: Vec<&str> = Vec::new();
        let mut on_path: BTreeMap<&str, usize> = BTreeMap::new();
        let mut next = Some(start.as_str());
        while let Some(id) = next {
            if let Some(first) = on_path.get(id) {
                let circle = &path[*first..];
                if let Some((_, span)) = draft.places.get(id) {
                    findings.push(places::place_cycle(circle, span.clone()));
                }
                break;
            }
            if !done.insert(id) {
                break;
            }
            on_path.insert(id, path.len());
            path.push(id);
            next = draft.places.get(id).and_then(|(place, _)| place.parent.as_deref());
        }
    }
    draft.found.extend(findings);
}

fn source_columns(draft: &mut Draft<'_>) {
    let mut findings = Vec::new();
    for (source, spans) in draft.sources.values() {
        let Some(stream) = draft.streams.get(&source.stream) else { continue };
        let names: BTreeSet<&str> =
            stream.columns.iter().map(|column| column.id.as_str()).collect();
        for column in spans.columns.iter().filter(|column| !names.contains(column.value.as_str())) {
            let owner = Kind::Source.named(&source.id);
            let (span, known) = (column.span.clone(), names.iter().copied());
            let finding = references::field_column(&owner, &stream.id, &column.value, span, known);
            findings.push(finding);
        }
    }
    draft.found.extend(findings);
}

fn indicator_editions(draft: &mut Draft<'_>) {
    let mut findings = Vec::new();
    for (indicator, spans) in draft.indicators.values() {
        let owner = Kind::Indicator.named(&indicator.id);
        if let Some(standard) = &indicator.standard
            && draft.declared(Kind::Standard, standard)
        {
            let prefix = format!("{standard}/");
            let declared: BTreeSet<&str> = draft
                .ids_of(Kind::Edition)
                .filter_map(|(id, _)| id.strip_prefix(&prefix))
                .collect();
            for edition in &spans.editions {
                if !declared.contains(edition.value.as_str()) {
                    let (span, ids) = (edition.span.clone(), declared.iter().copied());
                    let id = &edition.value;
                    findings.push(references::not_declared(&owner, Kind::Edition, id, span, ids));
                }
            }
        }
        let strange = |edition: &&At<String>| !indicator.editions.contains(&edition.value);
        for edition in spans.edition_decimals.iter().filter(strange) {
            let (span, ids) = (edition.span.clone(), indicator.editions.iter().map(String::as_str));
            findings.push(measures::edition_not_computed(&owner, &edition.value, span, ids));
        }
    }
    draft.found.extend(findings);
}

fn targets(draft: &mut Draft<'_>) {
    let mut findings = Vec::new();
    for (target, spans) in &draft.targets {
        let Some((indicator, _)) = draft.indicators.get(&target.indicator) else { continue };
        let owner = Kind::Target.named(&target.id);
        let editions = indicator.editions.iter().map(String::as_str);
        match (&target.edition, &spans.edition) {
            (Some(edition), Some(span)) if !indicator.editions.contains(edition) => {
                let span = span.clone();
                findings.push(measures::edition_not_computed(&owner, edition, span, editions));
            }
            (None, _) if indicator.editions.len() > 1 => {
                findings.push(measures::edition_to_choose(&owner, target.span.clone(), editions));
            }
            _ => {}
        }
        let grains: Vec<_> =
            std::iter::once(indicator.grain).chain(indicator.roll_up.periods.clone()).collect();
        if !grains.contains(&target.by.grain()) {
            let names: Vec<&str> = grains.iter().map(|grain| grain.name()).collect();
            let (by, names) = (target.by.to_string(), names.join(", "));
            findings.push(measures::target_grain(&owner, &by, &names, spans.by.clone()));
        }
    }
    draft.found.extend(findings);
}

/// Streams that no SQL names, and tables, standards and calendars that nothing names: a source
/// alone does not make a stream of use.
fn unused(draft: &mut Draft<'_>) {
    let mut words: BTreeSet<&str> = BTreeSet::new();
    let models = draft.models.values().map(|model| &model.sql);
    let indicators = draft.indicators.values().map(|(indicator, _)| &indicator.sql);
    for sql in models.chain(indicators) {
        words.extend(sql.text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')));
    }
    if words.is_empty() {
        return;
    }
    let named = draft.references.iter().filter(|reference| reference.kind != Kind::Stream);
    words.extend(named.map(|reference| reference.id.as_str()));
    words.extend(draft.services.shared_registers());
    words.extend(access::standards(draft));
    let mut findings = Vec::new();
    for kind in [Kind::Table, Kind::Standard, Kind::Calendar] {
        for (id, span) in draft.ids_of(kind).filter(|(id, _)| !words.contains(id)) {
            findings.push(references::declared_not_used(&kind.named(id), span.clone()));
        }
    }
    for stream in draft.streams.values().filter(|stream| !words.contains(stream.id.as_str())) {
        let register = stream.kind == StreamKind::Register;
        let kind = if register { Kind::Register } else { Kind::Stream };
        let owner = kind.named(&stream.id);
        findings.push(references::stream_not_read(&owner, stream.span.clone()));
    }
    draft.found.extend(findings);
}
