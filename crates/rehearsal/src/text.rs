//! How numbers, days and moments are written into the files.

use jiff::civil::{Date, DateTime};

/// `value × 10^-digits` with so many digits after the point.
pub(crate) fn decimal(value: i64, digits: u32) -> String {
    let unit = 10i64.pow(digits);
    let sign = if value < 0 { "-" } else { "" };
    let (whole, rest) = (value.abs() / unit, value.abs() % unit);
    if digits == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{rest:0width$}", width = usize::try_from(digits).unwrap_or(0))
}

/// The days of a year; none if the calendar does not have it.
pub(crate) fn days(year: i16) -> impl Iterator<Item = Date> {
    let first = Date::new(year, 1, 1).ok();
    std::iter::successors(first, |day| day.tomorrow().ok())
        .take_while(move |day| day.year() == year)
}

/// A local moment with the offset of the district.
pub(crate) fn moment(at: DateTime) -> String {
    format!("{at}+08:00")
}

/// A moment of a day, given in seconds since midnight, as an adapter writes it: in UTC.
pub(crate) fn stamp(day: Date, second: i64, millisecond: i64) -> String {
    let utc = second - 8 * 3600;
    let (day, second) =
        if utc < 0 { (day.yesterday().unwrap_or(day), utc + 86_400) } else { (day, utc) };
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{day}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}
