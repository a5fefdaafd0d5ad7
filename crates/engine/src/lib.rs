//! Runs the relational language of `indicator` with DataFusion, exactly.

mod aggregates;
pub mod clock;
mod error;
mod functions;
pub mod lower;
mod number;
pub mod types;

pub use clock::Clock;
pub use error::Error;
