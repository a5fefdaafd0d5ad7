//! What a use case tells while it runs, and the flag by which it is asked to stop.

use diag::Text;
use std::sync::atomic::{AtomicBool, Ordering};

/// How far a use case is.
#[derive(Debug, Clone)]
pub enum Progress {
    /// A file is begun.
    File {
        /// Its name.
        name: String,
        /// Its size.
        bytes: u64,
    },
    /// So much of the file is done.
    Rows {
        /// Rows so far.
        rows: u64,
        /// Bytes read so far.
        bytes: u64,
        /// Rows a second since the file was begun.
        rows_per_second: u64,
    },
    /// So many steps of a computation are done.
    Stage {
        /// The step that is done next.
        name: String,
        /// Steps done.
        done: u64,
        /// Steps in all.
        of: u64,
    },
    /// What was begun is at its end.
    Done,
    /// Something worth knowing was found out.
    Said(Text),
}

/// Set from outside (Ctrl-C): a load stops at the next chunk boundary.
#[derive(Debug, Default)]
pub struct Stop(AtomicBool);

impl Stop {
    /// A flag that is not set; it may stand in a `static`.
    pub const fn new() -> Self {
        Self(AtomicBool::new(false))
    }

    /// Asks to stop; returns whether it had been asked before.
    pub fn ask(&self) -> bool {
        self.0.swap(true, Ordering::SeqCst)
    }

    /// Whether it was asked to stop.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}
