//! Declared text to a checked [`Pack`] and diagnostics.
//!
//! A pack is a folder of TOML, SQL and CSV. [`check`] reports everything it finds, in every
//! file, at once: a line that does not parse hides neither its neighbours nor other files, a
//! declaration that cannot be used hides no other, and a thousand findings cost no more than a
//! thousand times one.
//!
//! Shape: `recover` makes each TOML text parse and reports what did not; `reader` asks a table
//! for its keys and reports what is missing, of another type or not known; `declare` has one
//! file a kind; `draft` keeps what was read and which names it still has to lead to; `resolve`
//! checks what needs the whole. Every finding is made by one function in `findings`.
//!
//! Invariants, stated as absences: no bytes make it panic; nothing is found twice; no number
//! passes through a float; nothing here reads a file, a clock or the environment.
//!
//! Rules of services are CEL; `rule` reads them into the expressions of `district`, and
//! `resolve::services` holds them against fields and registers.
//!
//! Rules of access that stand alone, without a pack, are read by [`access_rules`].
//!
//! What the SQL says is checked by `indicator`; whether a thing can be done is proved by `plan`.
//! Knows nothing of the file system. Start reading at [`check`].
#![warn(missing_docs)]

mod access;
mod csv;
mod declare;
mod draft;
mod files;
mod findings;
mod kind;
mod reader;
mod recover;
mod resolve;
mod rule;
mod sql;
mod testing;

pub use access::{DEFAULT_ACCESS, access_rules, default_access};
pub use files::{PackFile, digest};
pub use testing::{Expected, Given, PackTest, check_tests, tests};

use diag::{Diagnostic, Sources};
use district::{Pack, PlaceTree};
use draft::Draft;
use files::Texts;
use findings::files::pack_head_missing;
use toml::de::DeTable;

/// Checks the files of a pack, in whatever order they come.
///
/// The pack is `None` only if `pack.toml` has no `[pack]`; with errors among the diagnostics it
/// holds what could be used, so that its SQL can be checked as well.
/// Diagnostics are in the order of their places: by file, then by offset.
pub fn check(files: &[PackFile]) -> (Option<Pack>, Sources, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let texts = Texts::load(files, |file| !file.of_tests(), &mut found);
    let documents: Vec<_> = texts
        .list(".toml")
        .map(|file| recover::recover(file.source, file.text, &mut found))
        .collect();
    let statements: Vec<_> =
        texts.list(".sql").filter_map(|file| sql::split(file, &mut found)).collect();
    let mut draft = Draft::new(&texts);
    draft.found = found;
    for document in &documents {
        let (root, _) = DeTable::parse_recoverable(&document.text);
        declare::file(&mut draft, document, root.get_ref());
    }
    for statement in &statements {
        sql::declare(&mut draft, statement);
    }
    if draft.head.is_none() && !texts.refused("pack.toml") {
        let span = texts.find("pack.toml").map(|file| diag::Span::new(file.source, 0..0));
        draft.found.push(pack_head_missing(files.len(), span));
    }
    resolve::resolve(&mut draft);
    let mut found = std::mem::take(&mut draft.found);
    sort(&mut found);
    let pack = assemble(draft, digest(files));
    (pack, texts.sources, found)
}

/// Puts diagnostics in the order of their places; those without a place come first.
fn sort(found: &mut [Diagnostic]) {
    found.sort_by_cached_key(|diagnostic| {
        let place = diagnostic.labels.first().map(|label| (label.span.source, label.span.start));
        (place, diagnostic.code)
    });
}

fn assemble(draft: Draft<'_>, digest: String) -> Option<Pack> {
    let head = draft.head?;
    let first = |(value, _)| value;
    let services = draft.services.into_services();
    let mut streams = draft.streams;
    if !services.things.is_empty() || !services.programmes.is_empty() {
        // Cases flow into streams of their own, the same in every district.
        for stream in district::case_streams() {
            streams.entry(stream.id.clone()).or_insert(stream);
        }
    }
    if draft.access.says(kind::Kind::Access) {
        for stream in district::access_streams() {
            streams.entry(stream.id.clone()).or_insert(stream);
        }
    }
    let access = draft.access.into_rules();
    let mut tables = draft.tables;
    if let Some(rules) = &access {
        tables.insert(district::CIRCLE_KIND.to_owned(), rules.circle_table());
    }
    Some(Pack {
        id: head.id,
        name: head.name,
        version: head.version,
        digest,
        zone: head.zone,
        places: PlaceTree::new(draft.places.into_values().map(|(place, _)| place)),
        streams,
        sources: draft.sources.into_iter().map(|(id, (source, _))| (id, source)).collect(),
        tables,
        models: draft.models,
        indicators: draft.indicators.into_iter().map(|(id, (found, _))| (id, found)).collect(),
        standards: draft.standards,
        targets: draft.targets.into_iter().map(first).collect(),
        calendars: draft.calendars.into_iter().map(|(id, (found, _))| (id, found)).collect(),
        reports: draft.reports,
        services,
        access,
    })
}

#[cfg(test)]
mod tests;
