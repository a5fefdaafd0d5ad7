//! Dates and moments from the bytes of a cell, and local time in the district's zone.
//!
//! A moment with an offset is converted; one without is local. The lake keeps microseconds:
//! zeros beyond them are dropped, other digits are cut and reported to the caller, who says so.

use district::Zone;
use jiff::civil::{Date, DateTime};

const DAY_US: i64 = 86_400_000_000;

/// A moment as written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    /// Days since 1970-01-01 of its date.
    pub(crate) day: i32,
    /// Microseconds since midnight.
    pub(crate) us: i64,
    /// Seconds east of Greenwich, where it says so.
    pub(crate) offset: Option<i32>,
    /// Whether digits beyond the microsecond, other than zeros, were cut.
    pub(crate) cut: bool,
}

/// Days since 1970-01-01 of a civil date, if it exists.
pub(crate) fn day_of(year: i64, month: i64, day: i64) -> Option<i32> {
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day < 1 {
        return None;
    }
    let leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day > last {
        return None;
    }
    // Howard Hinnant's days_from_civil, for years after 0.
    let shifted = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (shifted / 400, shifted % 400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    i32::try_from(era * 146_097 + day_of_era - 719_468).ok()
}

/// Reads bytes from the front.
struct Cursor<'a>(&'a [u8]);

impl Cursor<'_> {
    fn peek(&self) -> Option<u8> {
        self.0.first().copied()
    }

    fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        if found {
            self.0 = &self.0[1..];
        }
        found
    }

    fn eat_text(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text.as_bytes());
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A number of `least` to `most` digits.
    fn digits(&mut self, least: usize, most: usize) -> Option<i64> {
        let mut value = 0;
        let mut count = 0;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            if count == most {
                break;
            }
            value = value * 10 + i64::from(byte - b'0');
            count += 1;
            self.0 = &self.0[1..];
        }
        (count >= least).then_some(value)
    }
}

/// `2015-03-01`, `2015/3/1`, `2015.3.1`, `2015年3月1日` or `20150301`.
fn date(at: &mut Cursor<'_>) -> Option<i32> {
    let year = at.digits(4, 4)?;
    let (month, day) = match at.peek()? {
        separator @ (b'-' | b'/' | b'.') => {
            at.eat(separator);
            let month = at.digits(1, 2)?;
            (month, at.eat(separator).then(|| at.digits(1, 2))??)
        }
        b'0'..=b'9' => (at.digits(2, 2)?, at.digits(2, 2)?),
        _ => {
            let month = at.eat_text("年").then(|| at.digits(1, 2))??;
            let day = at.eat_text("月").then(|| at.digits(1, 2))??;
            (month, at.eat_text("日").then_some(day)?)
        }
    };
    day_of(year, month, day)
}

/// Reads a date; a time behind it must be midnight without an offset.
pub(crate) fn parse_date(text: &[u8]) -> Option<i32> {
    let mut at = Cursor(text);
    let day = date(&mut at)?;
    if at.0.is_empty() {
        return Some(day);
    }
    let written = parse_written(text)?;
    (written.us == 0 && written.offset.is_none() && !written.cut).then_some(written.day)
}

/// Reads a date with a time of day.
pub(crate) fn parse_written(text: &[u8]) -> Option<Written> {
    let mut at = Cursor(text);
    let day = date(&mut at)?;
    if !(at.eat(b'T') || at.eat(b't')) {
        let compact = at.peek().is_some_and(|byte| byte.is_ascii_digit()) && text.len() >= 12;
        if !compact && !at.eat(b' ') {
            return None;
        }
    }
    let hour = at.digits(1, 2)?;
    let colon = at.eat(b':');
    let minute = at.digits(2, 2)?;
    let mut second = 0;
    let (mut part, mut cut) = (0, false);
    if (colon && at.eat(b':')) || (!colon && at.peek().is_some_and(|byte| byte.is_ascii_digit())) {
        second = at.digits(2, 2)?;
        if at.eat(b'.') || at.eat(b',') {
            (part, cut) = fraction(&mut at)?;
        }
    }
    let offset = offset(&mut at)?;
    if !at.0.is_empty() || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some(Written { day, us: ((hour * 60 + minute) * 60 + second) * 1_000_000 + part, offset, cut })
}

/// The microseconds of a fraction, and whether more than zeros follows them.
fn fraction(at: &mut Cursor<'_>) -> Option<(i64, bool)> {
    let before = at.0.len();
    let mut part = at.digits(1, 6)?;
    for _ in (before - at.0.len())..6 {
        part *= 10;
    }
    let mut cut = false;
    while let Some(byte @ b'0'..=b'9') = at.peek() {
        cut |= byte != b'0';
        at.0 = &at.0[1..];
    }
    Some((part, cut))
}

/// `Z`, `+08:00`, `+0800`, `+08` or nothing; the outer `None` is none of these.
#[expect(clippy::option_option, reason = "the outer one is a refusal, the inner one is local time")]
fn offset(at: &mut Cursor<'_>) -> Option<Option<i32>> {
    if at.eat(b'Z') || at.eat(b'z') {
        return Some(Some(0));
    }
    let sign = match at.peek() {
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return Some(None),
    };
    at.0 = &at.0[1..];
    let hours = at.digits(2, 2)?;
    let minutes = if at.eat(b':') || !at.0.is_empty() { at.digits(2, 2)? } else { 0 };
    if hours > 18 || minutes > 59 {
        return None;
    }
    i32::try_from(sign * (hours * 3600 + minutes * 60)).ok().map(Some)
}

/// Turns local time into moments, remembering the offset of the day it saw last.
#[derive(Debug)]
pub(crate) struct LocalClock {
    zone: Zone,
    day: i32,
    /// The offset that holds all that day; none if the clocks change on it.
    offset_us: Option<i64>,
}

impl LocalClock {
    pub(crate) fn new(zone: &Zone) -> Self {
        Self { zone: zone.clone(), day: i32::MIN, offset_us: None }
    }

    /// The moment as written, in microseconds since 1970.
    pub(crate) fn resolve(&mut self, at: Written) -> Option<i64> {
        match at.offset {
            Some(offset) => {
                Some(i64::from(at.day) * DAY_US + at.us - i64::from(offset) * 1_000_000)
            }
            None => self.instant(at.day, at.us),
        }
    }

    /// The moment of a local time.
    pub(crate) fn instant(&mut self, day: i32, us: i64) -> Option<i64> {
        if day != self.day {
            self.day = day;
            self.offset_us = self.offset_all(day);
        }
        match self.offset_us {
            Some(offset) => Some(i64::from(day) * DAY_US + us - offset),
            None => self.zone.instant_us(civil(day)?.checked_add(microseconds(us)).ok()?),
        }
    }

    fn offset_all(&self, day: i32) -> Option<i64> {
        let at = |day: i32| {
            let moment = self.zone.instant_us(civil(day)?)?;
            Some(i64::from(day) * DAY_US - moment)
        };
        let (start, end) = (at(day)?, at(day.checked_add(1)?)?);
        (start == end).then_some(start)
    }
}

fn microseconds(us: i64) -> jiff::SignedDuration {
    jiff::SignedDuration::from_micros(us)
}

fn civil(day: i32) -> Option<DateTime> {
    let days = jiff::SignedDuration::from_hours(i64::from(day) * 24);
    Date::constant(1970, 1, 1).to_datetime(jiff::civil::Time::midnight()).checked_add(days).ok()
}

#[cfg(test)]
mod tests;
