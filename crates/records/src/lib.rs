//! Appends records to the lake and reads them back at a snapshot; keeps the store beside it.
//!
//! A folder holds one district: `streams/<stream>/` is a Delta table per stream, `hemei.db` an
//! SQLite file with everything that is not a record, `lock` says who writes.
//! A *snapshot* is a numbered row of the store that names, for every stream, which files are
//! visible; it is written after the tables' commits and is the only thing that readers follow.
//!
//! Invariants, stated as absences:
//! * no row is visible before its snapshot row is written, and none half (L1);
//! * no file that a kept snapshot names is ever deleted, and no file is ever changed in place;
//! * no record is counted twice: a record's key decides, not the file that it came in;
//! * `record_no` never goes down from one snapshot to the next, so that "what is new since" is a
//!   comparison;
//! * nothing here reads a clock: `now_us` comes as an argument.
//!
//! The order of a commit is: data files, fsync, *intent* row, Delta commits (each with a `txn`
//! action that is looked up in the very table state that the commit builds on), fsync of the log,
//! snapshot row. Whoever opens the folder for writing finishes an intent that was left behind.
//!
//! Knows nothing of what the records mean, nor of how files are decoded.
//! Start reading at [`Lake`], then [`Load`].
#![expect(
    clippy::disallowed_methods,
    reason = "this crate is where the lake's own files are opened, read and written"
)]
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "Arrow's types, DataFusion's expressions and SQLite's errors are not ours to list"
)]

mod delta;
mod error;
mod fsync;
mod lake;
mod load;
mod lock;
mod model;
mod schema;
mod store;
mod table;
mod upkeep;

pub use error::Error;
pub use lake::{Lake, StopAt};
pub use load::{Load, LoadOutcome, StageOutcome};
pub use model::{
    Access, ArchivedPack, CacheEntry, FigureFilter, FileFacts, FileRow, QuarantineFilter,
    QuarantineRow, QuarantineState, QuarantinedRow, SnapshotNo, SnapshotRow, StoredFigure, Which,
};
pub use schema::{lake_schema, table_schema};
pub use table::SnapTable;
pub use upkeep::{OptimiseOutcome, VacuumOutcome};
