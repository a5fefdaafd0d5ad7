//! Housekeeping: fewer and larger files, files that nobody needs any more, archived packs.
//!
//! `optimise` rewrites the files of a stream that are small for their days into sorted ones. The
//! rows keep their `record_no`, so that a snapshot shows the same rows before and after; only the
//! newest snapshot shows them in new files, older ones keep the old files.
//!
//! `vacuum` deletes files in a stream's folder that neither the newest snapshot, nor the snapshot
//! of a stored figure or a cached stage, nor a staged load names. A snapshot that loses a file
//! says so when it is read (`Error::SnapshotGone`); it never shows fewer rows.

mod optimise;
mod packs;
mod vacuum;

pub(crate) use optimise::optimise;
pub(crate) use packs::{archive_pack, read_pack};
pub(crate) use vacuum::vacuum;

use crate::SnapshotNo;

/// What an `optimise` came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OptimiseOutcome {
    /// The snapshot that shows the new files; the newest one, if there was nothing to do.
    pub snapshot: SnapshotNo,
    /// Files before.
    pub removed: u64,
    /// Files after.
    pub added: u64,
}

/// What a `vacuum` came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VacuumOutcome {
    /// Files deleted.
    pub files: u64,
    /// Bytes freed.
    pub bytes: u64,
}
