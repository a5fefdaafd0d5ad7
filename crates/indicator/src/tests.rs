//! A small district as the ground of all tests here, and the helpers `check` and `findings`.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

mod diagnostics;
mod figures;
mod limits;
mod pack;
mod stages;

pub(crate) use pack::{Fragment, air, findings, machines, stages};
