//! The graph of SQL models: order, types, units, stages, and the rewritings of them.
//!
//! SQL is bound once into the relational language of [`ir`], which is small, typed, exact and
//! unit-checked. Every aggregation becomes a stage of its own, named by a digest of all that it
//! computes, so that two statements that compute the same share it. What is row-wise is inlined
//! into its readers. [`rewrite`] then answers what is stale and what a figure rests on.
//!
//! Invariants, stated as absences: no expression here has a number without a unit; no two units
//! meet without an exact change; no statement hides another's findings; nothing here executes.
//!
//! Knows nothing of DataFusion, files and clocks.
//! Start reading at [`compile`].

mod bind;
mod compile;
mod describe;
mod figure;
mod findings;
pub mod ir;
mod parse;
pub mod rewrite;
mod source;
#[cfg(test)]
mod tests;
mod units;
mod world;

pub use compile::compile;
pub use describe::describe;
