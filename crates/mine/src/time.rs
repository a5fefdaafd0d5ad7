//! Moments in the forms in which logs write them.
//!
//! A moment with an offset is converted; one without is local in the zone that the caller gives.
//! Digits beyond the microsecond are cut. `3/4/2024` means two days: it is refused unless the
//! caller says which part comes first.

use district::Zone;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

/// Which part comes first in `03/04/2024`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DayOrder {
    /// Not said; such dates are refused.
    #[default]
    Unsaid,
    /// The day, as in most of Europe.
    DayFirst,
    /// The month, as in the United States.
    MonthFirst,
}

/// How moments are read.
#[derive(Debug, Clone)]
pub struct Moments {
    /// The zone of moments without an offset.
    pub zone: Zone,
    /// The order of dates that end in a year and are cut by slashes or hyphens.
    pub order: DayOrder,
}

impl Default for Moments {
    fn default() -> Self {
        Self { zone: Zone::utc(), order: DayOrder::Unsaid }
    }
}

/// A moment as every program reads it: `2024-05-01T08:00:00.5Z`.
pub(crate) fn write(at_us: i64) -> String {
    let nearest = if at_us < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_microsecond(at_us).unwrap_or(nearest).to_string()
}

impl Moments {
    /// The moment in microseconds since 1970-01-01T00:00Z, if the text is one.
    ///
    /// Forms: ISO 8601 and RFC 3339 with `-`, `/` or `.`, compact `20240501083000`,
    /// `2024年5月1日 8:30`, `1.5.2024 8:30`, Unix seconds, milliseconds or microseconds.
    pub fn parse(&self, text: &str) -> Option<i64> {
        let text = text.trim();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        if digits && matches!(text.len(), 10 | 13 | 16) {
            let scale = [1_000_000, 1_000, 1][(text.len() - 10) / 3];
            let at_us = text.parse::<i64>().ok()?.checked_mul(scale)?;
            return Timestamp::from_microsecond(at_us).ok().map(|_| at_us);
        }
        let mut at = Cursor(text.as_bytes());
        let date = self.date(&mut at)?;
        let compact = digits && text.len() > 8;
        let cut = at.eat(b'T') || at.eat(b't') || at.spaces();
        if at.0.is_empty() {
            return self.zone.instant_us(date.to_datetime(Time::midnight()));
        }
        if !cut && !compact && !text.contains('日') {
            return None;
        }
        let (time, micros) = time(&mut at)?;
        let offset = offset(&mut at)?;
        if !at.0.is_empty() {
            return None;
        }
        let civil = date.to_datetime(time);
        let whole_us = match offset {
            Some(seconds) => instant_us(civil)?.checked_sub(seconds * 1_000_000)?,
            None => self.zone.instant_us(civil)?,
        };
        let at_us = whole_us.checked_add(micros)?;
        Timestamp::from_microsecond(at_us).ok().map(|_| at_us)
    }

    fn date(&self, at: &mut Cursor<'_>) -> Option<Date> {
        let (first, length) = at.digits(1, 4)?;
        let (year, month, day) = match at.peek()? {
            separator @ (b'-' | b'/' | b'.') => {
                at.eat(separator);
                let (second, _) = at.digits(1, 2)?;
                let (third, tail) = at.eat(separator).then(|| at.digits(1, 4))??;
                match (length, tail, separator, self.order) {
                    (4, 1 | 2, ..) => (first, second, third),
                    (1 | 2, 4, b'.', _) => (third, second, first),
                    (1 | 2, 4, _, DayOrder::DayFirst) => (third, second, first),
                    (1 | 2, 4, _, DayOrder::MonthFirst) => (third, first, second),
                    _ => return None,
                }
            }
            b'0'..=b'9' if length == 4 => (first, at.digits(2, 2)?.0, at.digits(2, 2)?.0),
            _ if length == 4 => {
                let (month, _) = at.eat_text("年").then(|| at.digits(1, 2))??;
                let (day, _) = at.eat_text("月").then(|| at.digits(1, 2))??;
                (first, month, at.eat_text("日").then_some(day)?)
            }
            _ => return None,
        };
        let small = |number: i64| i8::try_from(number).ok();
        Date::new(i16::try_from(year).ok()?, small(month)?, small(day)?).ok()
    }
}

/// The instant of a civil time in UTC, in microseconds; cheaper than asking a zone.
fn instant_us(civil: DateTime) -> Option<i64> {
    let at = jiff::tz::Offset::UTC.to_timestamp(civil).ok()?;
    Some(at.as_microsecond())
}

/// A time of day to the second, and the microseconds beyond.
fn time(at: &mut Cursor<'_>) -> Option<(Time, i64)> {
    let (hour, _) = at.digits(1, 2)?;
    let colon = at.eat(b':');
    let (minute, _) = at.digits(2, 2)?;
    let mut second = 0;
    let mut micros = 0;
    let more = if colon { at.eat(b':') } else { at.peek().is_some_and(|b| b.is_ascii_digit()) };
    if more {
        (second, _) = at.digits(2, 2)?;
        if at.eat(b'.') || at.eat(b',') {
            let (part, length) = at.digits(1, 6)?;
            micros = (length..6).fold(part, |part, _| part * 10);
            while at.digits(1, 9).is_some() {}
        }
    }
    // A leap second is the last second before it, as POSIX counts.
    let second = if second == 60 { 59 } else { second };
    let small = |number: i64| i8::try_from(number).ok();
    Some((Time::new(small(hour)?, small(minute)?, small(second)?, 0).ok()?, micros))
}

/// Seconds east of Greenwich; nothing if the text says none; no moment at all if it says rubbish.
#[expect(clippy::option_option, reason = "no offset and a wrong offset are different")]
fn offset(at: &mut Cursor<'_>) -> Option<Option<i64>> {
    at.spaces();
    if at.eat(b'Z') || at.eat(b'z') || at.eat_text("UTC") || at.eat_text("GMT") {
        return Some(Some(0));
    }
    let sign = match at.peek() {
        None => return Some(None),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    at.0 = at.0.get(1..)?;
    let (hours, _) = at.digits(2, 2)?;
    let colon = at.eat(b':');
    let minutes = if colon || !at.0.is_empty() { at.digits(2, 2)?.0 } else { 0 };
    (hours <= 18 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
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
            self.0 = self.0.get(1..).unwrap_or_default();
        }
        found
    }

    fn eat_text(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text.as_bytes());
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    fn spaces(&mut self) -> bool {
        let mut found = false;
        while self.eat(b' ') {
            found = true;
        }
        found
    }

    /// A number of `least` to `most` digits, and how many there were.
    fn digits(&mut self, least: usize, most: usize) -> Option<(i64, usize)> {
        let mut value = 0;
        let mut count = 0;
        while count < most
            && let Some(byte @ b'0'..=b'9') = self.peek()
        {
            value = value * 10 + i64::from(byte - b'0');
            count += 1;
            self.0 = self.0.get(1..)?;
        }
        (count >= least).then_some((value, count))
    }
}

#[cfg(test)]
mod tests;
