//! The plain values that go in and out of the lake and the store.

use diag::Text;
use district::{Figure, Period};
use std::collections::BTreeMap;

/// The number of a snapshot; 0 is the empty lake.
pub type SnapshotNo = i64;

/// How a lake is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Takes the lock; creates the folder and the store if they are not there.
    Write,
    /// Takes no lock and changes nothing.
    Read,
}

/// Which rows of a stream a table shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// The rows in force at the snapshot.
    All,
    /// What changed after this snapshot: rows added since, and rows superseded since (with their
    /// old values), so that both sides of a correction are stale.
    Since(SnapshotNo),
}

/// A snapshot as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotRow {
    /// Its number.
    pub no: SnapshotNo,
    /// When it was written.
    pub created_at_us: i64,
    /// `load` or `optimise`.
    pub cause: String,
}

/// What is known of a file before it is loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Its name or path, as the user gave it.
    pub path: String,
    /// SHA-256 of its bytes, in hex.
    pub sha256: String,
    /// Its format, as `district::FileFormat` is written in packs.
    pub format: String,
    /// The sheet of a workbook.
    pub sheet: Option<String>,
}

/// A file that has been loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRow {
    /// Its number: `file_no` of its records.
    pub no: i32,
    /// The stream that it was loaded into.
    pub stream: String,
    /// What it is.
    pub facts: FileFacts,
    /// Records that were new.
    pub added: u64,
    /// Records that were there already.
    pub repeated: u64,
    /// Records that replaced an older one (counted in `added`, too).
    pub corrected: u64,
    /// Rows that went into quarantine.
    pub quarantined: u64,
    /// When it was committed.
    pub loaded_at_us: i64,
    /// The snapshot that made it visible.
    pub snapshot: SnapshotNo,
    /// For a workbook: the letter that each column of the stream has in the sheet.
    pub letters: BTreeMap<String, String>,
}

/// A row that did not fit, as the decoder hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantineRow {
    /// Line of the file, from 1.
    pub line: i64,
    /// Cell of a workbook, such as `C7`.
    pub cell: Option<String>,
    /// The column of the stream.
    pub column: Option<String>,
    /// The code of the refusal.
    pub code: String,
    /// What was expected.
    pub expected: Text,
    /// What was found.
    pub found: String,
    /// The raw bytes of the row.
    pub raw: Vec<u8>,
}

/// Where a quarantined row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuarantineState {
    /// Waiting for someone.
    Open,
    /// Decoded again and taken in.
    Replayed,
}

/// A row in quarantine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuarantinedRow {
    /// Its number.
    pub id: i64,
    /// The stream that it was meant for.
    pub stream: String,
    /// The file that it came in.
    pub file_no: i32,
    /// That file's name.
    pub path: String,
    /// The row.
    pub row: QuarantineRow,
    /// Where it stands.
    pub state: QuarantineState,
    /// When it was put here.
    pub at_us: i64,
}

/// Which quarantined rows to list; an empty filter lists all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct QuarantineFilter {
    /// Of this stream.
    pub stream: Option<String>,
    /// With this code.
    pub code: Option<String>,
    /// In this state.
    pub state: Option<QuarantineState>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// Which figures to list; an empty filter lists all that are in force.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FigureFilter {
    /// Of this indicator.
    pub indicator: Option<String>,
    /// Of this place.
    pub place: Option<String>,
    /// Of this period.
    pub period: Option<Period>,
    /// Of this edition.
    pub edition: Option<String>,
    /// With these further dimensions.
    pub by: Option<String>,
    /// As they stood at this snapshot; none: as they stand.
    pub as_of: Option<SnapshotNo>,
}

/// One revision of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFigure {
    /// The figure.
    pub figure: Figure,
    /// The snapshot that it was computed from.
    pub snapshot: SnapshotNo,
    /// The digest of the pack that it was computed by.
    pub pack_digest: String,
    /// When it was computed.
    pub computed_at_us: i64,
    /// The snapshot whose refresh replaced or ended it.
    pub superseded_by: Option<SnapshotNo>,
}

/// What the engine remembers about a stage that it has materialised under `cache/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheEntry {
    /// The stage's id.
    pub stage: String,
    /// What the stage was computed by; a different one makes the entry worthless.
    pub fingerprint: String,
    /// The snapshot that it is right for.
    pub snapshot: SnapshotNo,
    /// The engine's own words: files, keys, anything.
    pub manifest: String,
}

/// A pack whose files are kept under `packs/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchivedPack {
    /// The digest of its files.
    pub digest: String,
    /// Its id.
    pub id: String,
    /// The version its author gave it.
    pub version: String,
    /// When it was first used.
    pub archived_at_us: i64,
}
