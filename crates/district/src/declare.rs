//! The checked declarations of a pack: what `pack` produces and everything else reads.
//!
//! A value of [`Pack`] has passed the checks of the `pack` crate: ids are unique, references
//! exist, units parse. The SQL in it is checked by `indicator`.

use crate::{DataType, Exact, Grain, PlaceTree, Unit, WorkCalendar, Zone};
use diag::{Span, Text};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Everything that a pack declares.
#[derive(Debug, Clone)]
pub struct Pack {
    /// The pack's id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// The version its author gave it.
    pub version: String,
    /// A digest of every file of the pack: what `pack_version` in a figure names.
    pub digest: String,
    /// The district's own time zone.
    pub zone: Zone,
    /// Areas and sites.
    pub places: PlaceTree,
    /// Streams and registers, by id.
    pub streams: BTreeMap<String, Stream>,
    /// File sources, by id.
    pub sources: BTreeMap<String, FileSource>,
    /// Constant tables, by id.
    pub tables: BTreeMap<String, PackTable>,
    /// Models, by id.
    pub models: BTreeMap<String, Model>,
    /// Indicators, by id.
    pub indicators: BTreeMap<String, Indicator>,
    /// Standards, by id.
    pub standards: BTreeMap<String, Standard>,
    /// Targets, in order of declaration.
    pub targets: Vec<Target>,
    /// Working calendars, by id.
    pub calendars: BTreeMap<String, WorkCalendar>,
    /// Reports, by id.
    pub reports: BTreeMap<String, Report>,
    /// Offices, items, things and what goes with them.
    pub services: crate::Services,
    /// Who reaches what on foot; none: the pack says nothing of it.
    pub access: Option<crate::AccessRules>,
}

/// What kind of records a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamKind {
    /// Something happened at a moment.
    Event,
    /// Something was measured at a moment.
    Sample,
    /// A subject entered a state, which holds until its next record.
    State,
    /// A row that holds from one date to another.
    Register,
}

/// The append-only records of one kind.
#[derive(Debug, Clone)]
pub struct Stream {
    /// The stream's id; the table's name in SQL.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// What kind of records it holds.
    pub kind: StreamKind,
    /// The columns, in order, without the system columns.
    pub columns: Vec<Column>,
    /// Columns that together identify a record.
    pub key: Vec<String>,
    /// How `observed_at` is made.
    pub event_time: EventTime,
    /// The column that holds a place id.
    pub place: Option<String>,
    /// For a state stream: the column that names the subject.
    pub subject: Option<String>,
    /// For a state stream: the column that holds the state.
    pub state: Option<String>,
    /// For a register: the columns of the first day and the first day no longer.
    pub valid: Option<(String, String)>,
    /// Where it is declared.
    pub span: Span,
}

/// How the moment of a record is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventTime {
    /// A column of type instant or date (midnight, local).
    Column(String),
    /// Integer columns that together make a local time: year, month, day, hour, minute.
    Parts(Vec<String>),
}

/// A column of a stream.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its name, as files and SQL have it.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// Its type.
    pub data_type: DataType,
    /// Its unit, for a number.
    pub unit: Option<Unit>,
    /// Whether a record without it is refused.
    pub required: bool,
    /// Texts that mean "no value", such as `NA`.
    pub nulls: Vec<String>,
    /// If not empty, the only texts allowed.
    pub values: Vec<String>,
    /// Where it is declared.
    pub span: Span,
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Comma-separated values.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// Apache Parquet.
    Parquet,
    /// XLSX or XLS.
    Workbook,
    /// An IEEE 1849 event log.
    Xes,
    /// A recording of an MTConnect adapter.
    Shdr,
}

/// Where files of a stream come from and how their fields become columns.
#[derive(Debug, Clone)]
pub struct FileSource {
    /// The source's id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// The stream that it feeds.
    pub stream: String,
    /// What the files are; `.gz` is seen from the bytes.
    pub format: FileFormat,
    /// A file-name pattern with `*` and `{capture}`; captures may fill columns.
    pub pattern: Option<String>,
    /// Column of the stream → field of the file (a header, a JSON key, an XES attribute as
    /// `trace:deadline` or `event:concept:name`, an SHDR data item as `item:execution`,
    /// a capture as `file:machine`). Columns not named are looked up under their own name.
    pub fields: BTreeMap<String, String>,
    /// For a workbook: the sheet; none: the first.
    pub sheet: Option<String>,
    /// For tables with titles: how many header rows, after the title rows, make the header.
    /// None: the first row is the header.
    pub header_rows: Option<u32>,
    /// Rows whose first cells begin with one of these end the table (totals, signatures).
    pub stop_at: Vec<String>,
    /// The unit that a column's numbers are written in where it is not the column's own.
    pub units: BTreeMap<String, Unit>,
    /// Where it is declared.
    pub span: Span,
}

/// A constant table of the pack, from CSV.
#[derive(Debug, Clone)]
pub struct PackTable {
    /// The table's name in SQL.
    pub id: String,
    /// Its columns.
    pub columns: Vec<TableColumn>,
    /// Its rows; each has one text (or none) per column, already checked against the type.
    pub rows: Vec<Vec<Option<String>>>,
    /// Where it is declared.
    pub span: Span,
}

/// A column of a constant table.
#[derive(Debug, Clone)]
pub struct TableColumn {
    /// Its name.
    pub id: String,
    /// Its type.
    pub data_type: DataType,
    /// Its unit, for a number.
    pub unit: Option<Unit>,
}

/// SQL with the place it stands at, so that a finding in it points into the file.
#[derive(Debug, Clone)]
pub struct SqlText {
    /// The statement, without the head.
    pub text: String,
    /// The whole statement's span in its file; byte `i` of `text` is byte `span.start + i`.
    pub span: Span,
}

/// An SQL step between streams and indicators.
#[derive(Debug, Clone)]
pub struct Model {
    /// The model's id; the table's name in SQL.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// The statement.
    pub sql: SqlText,
    /// Units that the author states for columns, checked against the inferred ones.
    pub units: BTreeMap<String, Unit>,
    /// Where it is declared.
    pub span: Span,
}

/// Which direction is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Up,
    /// Less is better.
    Down,
}

/// Levels and grains to which sums and ratios are added up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RollUp {
    /// Place levels.
    pub places: Vec<String>,
    /// Larger periods.
    pub periods: Vec<Grain>,
}

/// Two indicators whose figures say how far those of a third may be off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bounds {
    /// The indicator of the lower bound.
    pub low: String,
    /// The indicator of the upper bound.
    pub high: String,
    /// Where they are named.
    pub span: Span,
}

/// A declared number.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// The indicator's id.
    pub id: String,
    /// Shown to people.
    pub name: Text,
    /// What it is and how it is computed, for people.
    pub description: Text,
    /// The unit of `value`.
    pub unit: Unit,
    /// Digits after the point that are published.
    pub decimals: u32,
    /// Published digits that differ by edition.
    pub edition_decimals: BTreeMap<String, u32>,
    /// The level of the places that the SQL gives.
    pub level: String,
    /// The size of the periods that the SQL gives.
    pub grain: Grain,
    /// Further dimensions that the SQL gives.
    pub by: Vec<String>,
    /// Which direction is good.
    pub better: Option<Better>,
    /// The standard's id.
    pub standard: Option<String>,
    /// The editions under which it is computed, side by side; empty if it has no standard.
    pub editions: Vec<String>,
    /// Where its sums are added up to.
    pub roll_up: RollUp,
    /// The indicators whose figures bound its own.
    pub bounds: Option<Bounds>,
    /// The statement.
    pub sql: SqlText,
    /// Where it is declared.
    pub span: Span,
    /// Where its head's `unit` stands, for findings about units.
    pub unit_span: Span,
}

/// An outside norm with its dated editions (L12).
#[derive(Debug, Clone)]
pub struct Standard {
    /// The standard's id.
    pub id: String,
    /// Its title.
    pub name: Text,
    /// Its editions, by id, such as `2012`.
    pub editions: BTreeMap<String, Edition>,
    /// Where it is declared.
    pub span: Span,
}

/// One edition of a standard.
#[derive(Debug, Clone)]
pub struct Edition {
    /// Its id, such as `2026`.
    pub id: String,
    /// How it is cited: `HJ 633-2026`.
    pub cite: String,
    /// The first day it is in force.
    pub effective_from: Date,
    /// The last day it is in force, where it has been superseded.
    pub effective_to: Option<Date>,
    /// Numbers that SQL reads by `param('name')`.
    pub params: BTreeMap<String, Exact>,
    /// Tables that SQL functions read, by name (`iaqi`, `water_class`, …).
    pub tables: BTreeMap<String, PackTable>,
}

/// What the district promises an indicator will be, by when.
#[derive(Debug, Clone)]
pub struct Target {
    /// The target's id.
    pub id: String,
    /// The indicator.
    pub indicator: String,
    /// The place.
    pub place: String,
    /// The edition, where the indicator has several.
    pub edition: Option<String>,
    /// The value to reach, in the indicator's unit.
    pub value: Exact,
    /// The period in which it is to be reached.
    pub by: crate::Period,
    /// The value it starts from, with its period, where the district states one.
    pub from: Option<(crate::Period, Exact)>,
    /// Where it is declared.
    pub span: Span,
}

/// A text whose numbers are figures.
#[derive(Debug, Clone)]
pub struct Report {
    /// The report's id.
    pub id: String,
    /// Its title.
    pub name: Text,
    /// The text in both languages, with `{indicator@place/period}` where a figure stands.
    pub text: Text,
    /// Where it is declared.
    pub span: Span,
}

impl Standard {
    /// The edition that a period is judged by unless another is asked for: the one in force on
    /// the period's last day; before all of them the first, after all of them the last.
    pub fn edition_for(&self, period: crate::Period) -> Option<&Edition> {
        let last = period.end().date().yesterday().unwrap_or(Date::MAX);
        let started = |edition: &&Edition| edition.effective_from <= last;
        let by_start = |edition: &&Edition| edition.effective_from;
        let editions = || self.editions.values();
        editions().filter(started).max_by_key(by_start).or_else(|| editions().min_by_key(by_start))
    }
}
