//! Runs the relational language of `indicator` with DataFusion, exactly.

mod aggregates;
pub mod clock;
mod compute;
pub mod durations;
mod error;
mod functions;
pub mod lower;
mod number;
mod runtime;
mod tables;
pub mod types;

pub use clock::Clock;
pub use compute::{figures_of, needed};
pub use error::Error;
pub use lower::Bound;
pub use runtime::{Bindings, Context, Engine, Options, Prepared};
pub use tables::{Days, MemoryTables, Tables, constant_rows, memory, stream_schema};

#[cfg(test)]
mod tests;
