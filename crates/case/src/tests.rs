//! Cases told step by step, the names that are stored, and random commands.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

mod after;
mod clocks;
mod desks;
mod intake;
mod names;
mod random;
mod rejects;
mod rows;
mod standing;
mod work;
