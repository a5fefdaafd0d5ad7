//! Runs the relational language of `indicator` with DataFusion, exactly.

mod aggregates;
mod cache;
pub mod clock;
mod compute;
pub mod durations;
mod error;
mod evidence;
mod functions;
mod keys;
mod lake_tables;
pub mod lower;
mod number;
mod refresh;
mod runtime;
mod stream_rows;
mod subjects;
mod tables;
pub mod types;

pub use clock::Clock;
pub use compute::{figures_of, needed};
pub use error::Error;
pub use evidence::Evidence;
pub use lake_tables::LakeTables;
pub use lower::Bound;
pub use refresh::{FINGERPRINT, RefreshOutcome, RefreshRequest, StageReport, sweep};
pub use runtime::{Bindings, Context, Engine, Options, Prepared};
pub use tables::{Days, MemoryTables, Tables, constant_rows, memory, stream_schema};

#[cfg(test)]
mod tests;
