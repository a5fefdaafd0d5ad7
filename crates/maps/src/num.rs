//! The few conversions between numbers that the crate needs, each with its reason.

/// An index from a stored number: 32 bits always fit on the machines that Hemei runs on.
#[expect(clippy::as_conversions, reason = "u32 to usize loses nothing on 32 and 64 bits")]
#[inline]
pub(crate) const fn at(index: u32) -> usize {
    index as usize
}

/// A stored number from an index; none where there are four billion of anything.
#[inline]
pub(crate) fn id(index: usize) -> Option<u32> {
    u32::try_from(index).ok()
}

/// A size in bytes.
#[expect(clippy::as_conversions, reason = "usize to u64 loses nothing on 32 and 64 bits")]
#[inline]
pub(crate) const fn bytes(n: usize) -> u64 {
    n as u64
}

/// A count as a float, for means.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts are below 2^52")]
#[inline]
pub(crate) const fn count(n: usize) -> f64 {
    n as f64
}

/// A whole number of a file as a float, as JSON has it.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "a JSON number is a float")]
#[inline]
pub(crate) const fn float(n: i64) -> f64 {
    n as f64
}

/// The whole number below `value`, for the cell of a grid; outside the range it ends at its ends.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` from float to int saturates, and what is not a number becomes 0"
)]
#[inline]
pub(crate) fn cell(value: f64) -> usize {
    value.floor() as usize
}

/// A speed in whole km/h, 1 to 255.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the value is clamped to the range first"
)]
#[inline]
pub(crate) fn km_h(value: f64) -> u8 {
    value.round().clamp(1.0, 255.0) as u8
}

/// A height as it is stored: a 32-bit float tells a millimetre on Everest.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "heights fit an f32")]
#[inline]
pub(crate) const fn height(value: f64) -> f32 {
    value as f32
}
