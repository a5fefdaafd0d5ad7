//! The few conversions between numbers that the crate needs, each with its reason.
//!
//! Times and lengths on the ground are measurements, so they are floats; they become records
//! with a stated number of digits before any figure is made of them (L10).

/// An index from a stored number: 32 bits always fit on the machines that Hemei runs on.
#[expect(clippy::as_conversions, reason = "u32 to usize loses nothing on 32 and 64 bits")]
#[inline]
pub(crate) const fn at(index: u32) -> usize {
    index as usize
}

/// A stored number from an index; no network has four billion of anything (checked at build).
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "sizes are checked against u32::MAX when a network is built"
)]
#[inline]
pub(crate) const fn id(index: usize) -> u32 {
    index as u32
}

/// A count as a float, for means and shares.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts are below 2^52")]
#[inline]
pub(crate) const fn count(n: usize) -> f64 {
    n as f64
}

/// The whole number below `value`; what is outside the range ends at its ends.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "`as` from float to int saturates"
)]
#[inline]
pub(crate) fn floor(value: f64) -> i64 {
    value.floor() as i64
}
