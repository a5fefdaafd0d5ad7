//! A fence around libraries that decode foreign bytes: a panic of theirs is an answer, not ours.
//!
//! Bytes that nobody wrote by hand can drive a decoder into an overflow or a slice that is too
//! short. Reading then ends with an error, and what was read so far is dropped (L8).

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `run`; `broken` says what it is an error of if it panics.
///
/// What `run` has changed must not be used after an error.
pub(crate) fn fenced<T, E>(
    run: impl FnOnce() -> Result<T, E>,
    broken: impl FnOnce() -> E,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(broken()))
}
