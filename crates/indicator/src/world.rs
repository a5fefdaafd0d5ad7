//! What all statements share: the pack, the findings, the tables, the stages made so far.

use crate::bind::{Bound, OutCol, Relation};
use crate::describe::canonical;
use crate::ir::{Col, Rel, SYSTEM_COLUMNS, Stage, StageId, TableRef};
use crate::units;
use diag::Diagnostic;
use district::{DataType, Grain, Pack, PackTable, Stream};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::rc::Rc;

/// The edition that a model is bound under: standard and edition.
pub(crate) type BoundKey = Option<(String, String)>;

/// See the header.
pub(crate) struct World<'a> {
    pub(crate) pack: &'a Pack,
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) stages: Vec<Stage>,
    /// Models that call a function of editions, themselves or through another model.
    pub(crate) dependent: BTreeSet<&'a str>,
    found: BTreeMap<StageId, usize>,
    parts: BTreeMap<String, usize>,
    models: BTreeMap<(String, BoundKey), Relation>,
    tables: BTreeMap<String, Relation>,
    /// Digests of the constant tables' contents.
    contents: BTreeMap<String, String>,
}

impl<'a> World<'a> {
    pub(crate) fn new(pack: &'a Pack) -> Self {
        let mut tables = BTreeMap::new();
        let mut contents = BTreeMap::new();
        for stream in pack.streams.values() {
            tables.insert(
                stream.id.clone(),
                scan(TableRef::Stream(stream.id.clone()), columns_of(stream)),
            );
        }
        for table in pack.tables.values() {
            contents.insert(table.id.clone(), digest(&rows_text(table)));
            let columns = table.columns.iter().map(|column| Col {
                name: column.id.clone(),
                data_type: column.data_type,
                unit: unit_for(column.data_type, column.unit.as_ref()),
            });
            tables.insert(
                table.id.clone(),
                scan(TableRef::Constant(table.id.clone()), columns.collect()),
            );
        }
        let places = digest(&places_text(pack));
        for (name, columns) in BUILT_IN {
            let columns = columns.iter().map(|column| Col {
                name: (*column).to_owned(),
                data_type: DataType::Text,
                unit: None,
            });
            contents.insert(name.to_owned(), places.clone());
            tables.insert(
                name.to_owned(),
                scan(TableRef::Constant(name.to_owned()), columns.collect()),
            );
        }
        Self {
            pack,
            findings: Vec::new(),
            stages: Vec::new(),
            dependent: BTreeSet::new(),
            found: BTreeMap::new(),
            parts: BTreeMap::new(),
            models: BTreeMap::new(),
            tables,
            contents,
        }
    }

    /// Every name that FROM takes.
    pub(crate) fn table_names(&self) -> impl Iterator<Item = &str> {
        self.pack.models.keys().chain(self.tables.keys()).map(String::as_str)
    }

    /// Whether a table of the pack has that name.
    pub(crate) fn taken(&self, name: &str) -> bool {
        self.pack.models.contains_key(name) || self.tables.contains_key(name)
    }

    /// The table of that name, as it is under an edition; none if there is none.
    pub(crate) fn table(&self, name: &str, bound: Bound<'_>) -> Option<Relation> {
        if self.pack.models.contains_key(name) {
            let key = (name.to_owned(), self.bound_key(name, bound));
            // A model on a cycle is not there yet: its cycle is the finding.
            return Some(self.models.get(&key).cloned().unwrap_or_else(Relation::failed));
        }
        self.tables.get(name).cloned()
    }

    /// Keeps a bound model.
    pub(crate) fn keep(&mut self, name: &str, bound: Bound<'_>, relation: Relation) {
        let key = (name.to_owned(), self.bound_key(name, bound));
        self.models.insert(key, relation);
    }

    fn bound_key(&self, name: &str, bound: Bound<'_>) -> BoundKey {
        match bound {
            Bound::Edition(standard, edition) if self.dependent.contains(name) => {
                Some((standard.id.clone(), edition.id.clone()))
            }
            Bound::Edition(..) | Bound::None | Bound::Open => None,
        }
    }

    /// Makes a stage of `rel`, or finds the one that computes the same; returns its scan.
    pub(crate) fn stage(&mut self, name: &str, mut rel: Rel, keys: usize) -> Rel {
        number(&mut rel, &mut 0);
        let zone = self.pack.zone.time_zone().iana_name().unwrap_or("UTC");
        let text = format!("1 {zone} {keys}\n{}", canonical(&rel, &self.contents));
        let id = StageId(digest(&text));
        let columns = rel.columns();
        if !self.found.contains_key(&id) {
            let part = self.parts.entry(name.to_owned()).or_insert(0);
            *part += 1;
            let name = if *part == 1 { name.to_owned() } else { format!("{name}.{part}") };
            self.found.insert(id.clone(), self.stages.len());
            self.stages.push(Stage { id: id.clone(), name, rel, keys });
        }
        Rel::Scan { table: TableRef::Stage(id), occurrence: 0, columns }
    }

    /// The scan of a constant table.
    pub(crate) fn constant(&self, name: &str) -> Option<Rel> {
        self.tables.get(name)?.rel.clone()
    }

    /// Seconds by subject, period and state of a state stream; none if it is not one.
    pub(crate) fn durations(&mut self, stream: &Stream, grain: Grain) -> Option<Relation> {
        let position = |name: &str| stream.columns.iter().position(|column| column.id == name);
        let (subject, state) = (stream.subject.as_deref()?, stream.state.as_deref()?);
        let (subject, state) = (position(subject)?, position(state)?);
        let relation = self.tables.get(&stream.id)?.clone();
        let input = relation.rel?;
        let from = input.columns();
        let period =
            Col { name: "period".to_owned(), data_type: DataType::Period(Some(grain)), unit: None };
        let second = units::parse("s").unwrap_or_else(|_| units::one());
        let number = |name: &str, data_type, unit| Col {
            name: name.to_owned(),
            data_type,
            unit: Some(unit),
        };
        let columns = vec![
            from.get(subject)?.clone(),
            period,
            from.get(state)?.clone(),
            number("seconds", DataType::Decimal(6), second),
            number("records", DataType::Integer, units::one()),
        ];
        let at = stream.columns.len();
        let rel = Rel::Durations { input: Box::new(input), subject, state, at, grain, columns };
        let name = format!("{}/{grain}", stream.id);
        let out: Vec<OutCol> = rel.columns().into_iter().map(OutCol::plain).collect();
        let scan = self.stage(&name, rel, 3);
        Some(Relation { rel: Some(scan), columns: Rc::new(out), open: false })
    }
}

const BUILT_IN: [(&str, &[&str]); 2] = [
    ("place", &["id", "level", "zh", "en", "parent"]),
    ("place_ancestor", &["place", "level", "ancestor"]),
];

fn scan(table: TableRef, columns: Vec<Col>) -> Relation {
    let out = columns.iter().cloned().map(OutCol::plain).collect();
    let rel = Rel::Scan { table, occurrence: 0, columns };
    Relation { rel: Some(rel), columns: Rc::new(out), open: false }
}

fn columns_of(stream: &Stream) -> Vec<Col> {
    let declared = stream.columns.iter().map(|column| Col {
        name: column.id.clone(),
        data_type: column.data_type,
        unit: unit_for(column.data_type, column.unit.as_ref()),
    });
    let system = SYSTEM_COLUMNS.iter().map(|(name, data_type)| Col {
        name: (*name).to_owned(),
        data_type: *data_type,
        unit: unit_for(*data_type, None),
    });
    declared.chain(system).collect()
}

/// A number without a declared unit is a bare number.
fn unit_for(data_type: DataType, unit: Option<&district::Unit>) -> Option<district::Unit> {
    data_type.numeric().then(|| unit.cloned().unwrap_or_else(units::one))
}

/// Numbers the scans from left to right.
fn number(rel: &mut Rel, next: &mut usize) {
    match rel {
        Rel::Scan { occurrence, .. } => {
            *occurrence = *next;
            *next += 1;
        }
        Rel::Filter { input, .. }
        | Rel::Project { input, .. }
        | Rel::Aggregate { input, .. }
        | Rel::Durations { input, .. } => number(input, next),
        Rel::Join { left, right, .. } => {
            number(left, next);
            number(right, next);
        }
        Rel::Union { inputs, .. } => inputs.iter_mut().for_each(|input| number(input, next)),
    }
}

/// The first 24 hex digits of the text's SHA-256.
fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    hash.iter().take(12).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn rows_text(table: &PackTable) -> String {
    let mut text = String::new();
    for column in &table.columns {
        let _ = write!(text, "{:?}:{}\u{1f}", column.id, column.data_type);
    }
    for row in &table.rows {
        text.push('\n');
        for cell in row {
            text.push_str(cell.as_deref().unwrap_or("\u{0}"));
            text.push('\u{1f}');
        }
    }
    text
}

fn places_text(pack: &Pack) -> String {
    let line = |place: &district::Place| {
        let parent = place.parent.as_deref().unwrap_or_default();
        format!(
            "{}\u{1f}{}\u{1f}{}\u{1f}{}\u{1f}{parent}\n",
            place.id, place.level, place.name.zh, place.name.en
        )
    };
    pack.places.list().map(line).collect()
}
