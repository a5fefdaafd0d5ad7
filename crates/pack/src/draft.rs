//! The pack while it is being read: what has been declared so far, where, and which names it
//! still has to lead to.

use crate::files::{FileText, Texts};
use crate::findings::{files, keys, references};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::{Diagnostic, Span, Text};
use district::{
    FileSource, Indicator, Model, PackTable, Place, Report, Standard, Stream, Target, WorkCalendar,
    Zone,
};
use std::collections::{BTreeMap, BTreeSet};

mod access;
mod services;

pub(crate) use access::{AccessDraft, CircleSpans, RegisterUse};
pub(crate) use services::{
    AskUse, CheckSpans, ProgrammeSpans, RuleUse, Scope, ServicesDraft, SlotUse, ThingSpans,
};

/// What `pack.toml` says of the pack itself.
pub(crate) struct Head {
    pub(crate) id: String,
    pub(crate) id_span: Span,
    pub(crate) name: Text,
    pub(crate) version: String,
    pub(crate) zone: Zone,
}

/// A name that has to lead to a declaration.
pub(crate) struct Reference {
    pub(crate) owner: Text,
    pub(crate) kind: Kind,
    pub(crate) id: String,
    pub(crate) span: Span,
}

/// A level that has to be one of the places'.
pub(crate) struct LevelUse {
    pub(crate) owner: Text,
    pub(crate) key: &'static str,
    pub(crate) level: String,
    pub(crate) span: Span,
}

/// Spans of an indicator that are needed once everything has been read.
#[derive(Default, Clone)]
pub(crate) struct IndicatorSpans {
    pub(crate) editions: Vec<At<String>>,
    pub(crate) edition_decimals: Vec<At<String>>,
}

/// Spans of a source that are needed once the streams are known.
pub(crate) struct SourceSpans {
    pub(crate) columns: Vec<At<String>>,
}

/// Spans of a target that are needed once the indicators are known.
#[derive(Clone)]
pub(crate) struct TargetSpans {
    pub(crate) edition: Option<Span>,
    pub(crate) by: Span,
}

/// Everything read so far.
pub(crate) struct Draft<'a> {
    pub(crate) texts: &'a Texts<'a>,
    pub(crate) found: Vec<Diagnostic>,
    ids: BTreeMap<(Kind, String), Span>,
    used_files: BTreeSet<&'a str>,
    pub(crate) references: Vec<Reference>,
    pub(crate) level_uses: Vec<LevelUse>,
    pub(crate) pack_span: Option<Span>,
    pub(crate) head: Option<Head>,
    pub(crate) places: BTreeMap<String, (Place, Span)>,
    pub(crate) streams: BTreeMap<String, Stream>,
    pub(crate) sources: BTreeMap<String, (FileSource, SourceSpans)>,
    pub(crate) tables: BTreeMap<String, PackTable>,
    pub(crate) models: BTreeMap<String, Model>,
    pub(crate) indicators: BTreeMap<String, (Indicator, IndicatorSpans)>,
    pub(crate) standards: BTreeMap<String, Standard>,
    pub(crate) targets: Vec<(Target, TargetSpans)>,
    pub(crate) calendars: BTreeMap<String, (WorkCalendar, Span)>,
    pub(crate) reports: BTreeMap<String, Report>,
    pub(crate) services: ServicesDraft,
    pub(crate) access: AccessDraft,
}

/// Where names of the kind are unique: registers are streams.
fn space(kind: Kind) -> Kind {
    if kind == Kind::Register { Kind::Stream } else { kind }
}

/// Names that SQL has of its own.
const SQL_NAMES: [&str; 4] = ["place", "place_ancestor", "durations", district::CIRCLE_KIND];

/// Whether a path is not one below the pack, with `/` between its parts.
pub(crate) fn outside(path: &str) -> bool {
    let odd = path.starts_with('/') || path.contains(['\\', ':', '\0']);
    odd || path.split('/').any(|part| part == "..")
}

impl<'a> Draft<'a> {
    pub(crate) fn new(texts: &'a Texts<'a>) -> Self {
        Self {
            texts,
            found: Vec::new(),
            ids: BTreeMap::new(),
            used_files: BTreeSet::new(),
            references: Vec::new(),
            level_uses: Vec::new(),
            pack_span: None,
            head: None,
            places: BTreeMap::new(),
            streams: BTreeMap::new(),
            sources: BTreeMap::new(),
            tables: BTreeMap::new(),
            models: BTreeMap::new(),
            indicators: BTreeMap::new(),
            standards: BTreeMap::new(),
            targets: Vec::new(),
            calendars: BTreeMap::new(),
            reports: BTreeMap::new(),
            services: ServicesDraft::default(),
            access: AccessDraft::new(crate::access::default_access),
        }
    }

    /// Takes the id for `kind`; false if it was taken before.
    pub(crate) fn claim(&mut self, kind: Kind, id: &At<&str>) -> bool {
        let owner = kind.named(id.value);
        let space = space(kind);
        let key = (space, id.value.to_owned());
        if let Some(first) = self.ids.get(&key) {
            self.found.push(keys::id_twice(&owner, id.span.clone(), first.clone()));
            return false;
        }
        self.ids.insert(key, id.span.clone());
        let tables = [Kind::Stream, Kind::Table, Kind::Model];
        if tables.contains(&space) {
            let flows = district::case_stream(id.value) || district::access_stream(id.value);
            if SQL_NAMES.contains(&id.value) || flows {
                let holder = Text::new("内置表", "a built-in table");
                self.found.push(keys::name_taken(&owner, &holder, id.span.clone(), None));
            }
            for other in tables.into_iter().filter(|other| *other != space) {
                if let Some(first) = self.ids.get(&(other, id.value.to_owned())) {
                    let (holder, first) = (other.named(id.value), first.clone());
                    let finding = keys::name_taken(&owner, &holder, id.span.clone(), Some(first));
                    self.found.push(finding);
                }
            }
        }
        true
    }

    /// Whether something of that kind and name has been declared, usable or not.
    pub(crate) fn declared(&self, kind: Kind, id: &str) -> bool {
        self.ids.contains_key(&(space(kind), id.to_owned()))
    }

    /// The ids of a kind.
    pub(crate) fn ids_of(&self, kind: Kind) -> impl Iterator<Item = (&str, &Span)> + Clone {
        let kind = space(kind);
        self.ids
            .iter()
            .filter(move |((of, _), _)| *of == kind)
            .map(|((_, id), at)| (id.as_str(), at))
    }

    /// Remembers that `name` has to lead to a declaration.
    pub(crate) fn refer(&mut self, owner: &Text, kind: Kind, name: &At<&str>) {
        self.references.push(Reference {
            owner: owner.clone(),
            kind,
            id: name.value.to_owned(),
            span: name.span.clone(),
        });
    }

    /// Reports the names that lead nowhere.
    pub(crate) fn resolve_references(&mut self) {
        let references = std::mem::take(&mut self.references);
        for reference in &references {
            if !self.declared(reference.kind, &reference.id) {
                let ids = self.ids_of(reference.kind).map(|(id, _)| id);
                let finding = references::not_declared(
                    &reference.owner,
                    reference.kind,
                    &reference.id,
                    reference.span.clone(),
                    ids,
                );
                self.found.push(finding);
            }
        }
        self.references = references;
    }

    /// The text of a CSV file that a declaration names, relative to the pack or to the file
    /// that names it.
    pub(crate) fn csv(&mut self, owner: &Text, path: &At<&str>) -> Option<FileText<'a>> {
        let value = path.value;
        if outside(value) {
            self.found.push(files::path_outside(owner, value, path.span.clone()));
            return None;
        }
        let value = value.strip_prefix("./").unwrap_or(value);
        let beside = self.texts.sources.name(path.span.source);
        let beside = match beside.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{value}"),
            None => value.to_owned(),
        };
        for candidate in [beside.as_str(), value] {
            if let Some(file) = self.texts.find(candidate) {
                self.used_files.insert(file.path);
                return Some(file);
            }
            if self.texts.refused(candidate) {
                return None;
            }
        }
        let near = self.texts.list(".csv").map(|file| file.path).collect::<Vec<_>>();
        let finding = files::file_missing(owner, value, path.span.clone(), near.iter().copied());
        self.found.push(finding);
        None
    }

    /// Reports the CSV files that nothing names.
    pub(crate) fn unused_files(&mut self) {
        for file in self.texts.list(".csv") {
            if !self.used_files.contains(file.path) {
                let span = Span::new(file.source, 0..0);
                self.found.push(files::file_not_used(file.path, span));
            }
        }
    }

    /// Ends a table's reading and takes over its findings.
    pub(crate) fn close(&mut self, reader: Reader<'_>) {
        self.found.extend(reader.close());
    }
}
