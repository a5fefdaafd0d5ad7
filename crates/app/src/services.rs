//! The use cases of services: plans, proofs, what-if, drift, and the running of cases.
//!
//! Everything that decides is in `plan` and `case`; here is what opens stores, reads the clock
//! and hands one to the other. Start reading at [`planning`] and [`hall`].

pub mod answers;
pub mod change;
pub mod hall;
pub mod log_text;
pub mod logs;
pub mod paper;
pub mod past;
pub mod planning;
pub mod refusal;
pub mod tokens;
pub mod views;

mod checks;
mod journal_log;
pub(crate) mod publish;
pub(crate) mod rows;
