//! Natural periods in the district's own time zone: hour, day, month, quarter, year, all.
//!
//! A period is civil: it starts at a local wall-clock minute. It has a text form (`2015`,
//! `2015-Q1`, `2015-03`, `2015-03-01`, `2015-03-01T05`, `all`) and an order-preserving integer
//! code, which is how it travels through the engine.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use std::fmt;
use std::str::FromStr;

/// The size of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// A natural hour.
    Hour,
    /// A natural day.
    Day,
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
    /// A calendar year.
    Year,
    /// All time.
    All,
}

impl Grain {
    /// Every grain, finest first.
    pub const EVERY: [Self; 6] =
        [Self::Hour, Self::Day, Self::Month, Self::Quarter, Self::Year, Self::All];

    /// The word for it in packs, SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::All => "all",
        }
    }

    /// The grain of that name.
    pub fn find(name: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|grain| grain.name() == name)
    }

    fn tag(self) -> i64 {
        match self {
            Self::Hour => 1,
            Self::Day => 2,
            Self::Month => 3,
            Self::Quarter => 4,
            Self::Year => 5,
            Self::All => 6,
        }
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The district's time zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Zone(TimeZone);

impl Zone {
    /// The zone of that IANA name, from the tables that are built in.
    pub fn find(name: &str) -> Option<Self> {
        TimeZone::get(name).ok().map(Self)
    }

    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The local civil time of an instant (microseconds since 1970-01-01T00:00Z).
    pub fn civil(&self, at_us: i64) -> Option<DateTime> {
        Timestamp::from_microsecond(at_us).ok().map(|at| self.0.to_datetime(at))
    }

    /// The offset from UTC that holds at an instant, in seconds.
    pub fn offset_seconds(&self, at_us: i64) -> i32 {
        Timestamp::from_microsecond(at_us).map_or(0, |at| self.0.to_offset(at).seconds())
    }

    /// The instant of a local civil time, in microseconds; the earlier one where a clock change
    /// makes it ambiguous.
    pub fn instant_us(&self, civil: DateTime) -> Option<i64> {
        self.0.to_timestamp(civil).ok().map(Timestamp::as_microsecond)
    }

    /// The zone itself, for formatting.
    pub fn time_zone(&self) -> &TimeZone {
        &self.0
    }
}

/// A natural period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    start: DateTime,
    grain: Grain,
}

impl Period {
    /// All time.
    pub const ALL: Self =
        Self { start: DateTime::constant(1970, 1, 1, 0, 0, 0, 0), grain: Grain::All };

    /// The period of size `grain` in which `at` lies.
    pub fn of(at: DateTime, grain: Grain) -> Self {
        let date = at.date();
        let start = match grain {
            Grain::Hour => date.at(at.hour(), 0, 0, 0),
            Grain::Day => date.at(0, 0, 0, 0),
            Grain::Month => first(date.year(), date.month()),
            Grain::Quarter => first(date.year(), (date.month() - 1) / 3 * 3 + 1),
            Grain::Year => first(date.year(), 1),
            Grain::All => return Self::ALL,
        };
        Self { start, grain }
    }

    /// The day period of a date.
    pub fn day(date: Date) -> Self {
        Self { start: date.at(0, 0, 0, 0), grain: Grain::Day }
    }

    /// Its size.
    pub fn grain(self) -> Grain {
        self.grain
    }

    /// Its first local minute. For [`Period::ALL`] the epoch, which means nothing.
    pub fn start(self) -> DateTime {
        self.start
    }

    /// The first local minute after it.
    pub fn end(self) -> DateTime {
        let span = match self.grain {
            Grain::Hour => 1.hour(),
            Grain::Day => 1.day(),
            Grain::Month => 1.month(),
            Grain::Quarter => 3.months(),
            Grain::Year => 1.year(),
            Grain::All => return DateTime::MAX,
        };
        self.start.saturating_add(span)
    }

    /// How many natural days it has; 1 for an hour, `None` for all time.
    pub fn days(self) -> Option<i64> {
        match self.grain {
            Grain::Hour => Some(1),
            Grain::All => None,
            Grain::Day | Grain::Month | Grain::Quarter | Grain::Year => {
                let span = self.start.date().until(self.end().date()).ok()?;
                Some(i64::from(span.get_days()))
            }
        }
    }

    /// The period of size `grain` that contains this one; `None` if `grain` is finer.
    pub fn truncate(self, grain: Grain) -> Option<Self> {
        (grain >= self.grain).then(|| Self::of(self.start, grain))
    }

    /// Whether `other` lies wholly within this one.
    pub fn contains(self, other: Self) -> bool {
        self.grain == Grain::All || other.truncate(self.grain) == Some(self)
    }

    /// The period of the same size that follows.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.end(), self.grain)
    }

    /// The period of the same size `n` before.
    #[must_use]
    pub fn back(self, n: i32) -> Self {
        let span = match self.grain {
            Grain::Hour => n.hours(),
            Grain::Day => n.days(),
            Grain::Month => n.months(),
            Grain::Quarter => (3 * n).months(),
            Grain::Year => n.years(),
            Grain::All => return self,
        };
        Self::of(self.start.saturating_sub(span), self.grain)
    }

    /// The integer that stands for it in the engine: local minutes since 1970 × 16 + size.
    /// Among periods of one size the codes are in order of time.
    pub fn code(self) -> i64 {
        minutes(self.start) * 16 + self.grain.tag()
    }

    /// The period that [`Period::code`] gave.
    pub fn from_code(code: i64) -> Option<Self> {
        let tag = code.rem_euclid(16);
        let grain = Grain::EVERY.into_iter().find(|grain| grain.tag() == tag)?;
        let start = DateTime::constant(1970, 1, 1, 0, 0, 0, 0)
            .checked_add(code.div_euclid(16).minutes())
            .ok()?;
        Some(Self { start, grain })
    }
}

/// Local minutes between 1970-01-01T00:00 and a civil time.
pub fn minutes(at: DateTime) -> i64 {
    let days =
        i64::from(Date::constant(1970, 1, 1).until(at.date()).map_or(0, |span| span.get_days()));
    days * 1440 + i64::from(at.hour()) * 60 + i64::from(at.minute())
}

fn first(year: i16, month: i8) -> DateTime {
    DateTime::constant(year, month, 1, 0, 0, 0, 0)
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.start.year(), self.start.month());
        match self.grain {
            Grain::Hour => write!(f, "{}T{:02}", self.start.date(), self.start.hour()),
            Grain::Day => write!(f, "{}", self.start.date()),
            Grain::Month => write!(f, "{year:04}-{month:02}"),
            Grain::Quarter => write!(f, "{year:04}-Q{}", (month - 1) / 3 + 1),
            Grain::Year => write!(f, "{year:04}"),
            Grain::All => f.write_str("all"),
        }
    }
}

/// A text that is not a period: what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAPeriod(pub String);

impl fmt::Display for NotAPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "expected a period such as 2015, 2015-Q1, 2015-03, 2015-03-01, 2015-03-01T05 or all, \
             found `{}`",
            self.0
        )
    }
}

impl std::error::Error for NotAPeriod {}

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, NotAPeriod> {
        parse(text).ok_or_else(|| NotAPeriod(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Period> {
    if text == "all" {
        return Some(Period::ALL);
    }
    if let Some((date, hour)) = text.split_once('T') {
        let date: Date = strict(date, 10)?.parse().ok()?;
        let at = date.to_datetime(jiff::civil::Time::new(hour_of(hour)?, 0, 0, 0).ok()?);
        return Some(Period::of(at, Grain::Hour));
    }
    if let Some((year, quarter)) = text.split_once("-Q") {
        let quarter: i8 = strict(quarter, 1)?.parse().ok()?;
        let date = Date::new(year_of(year)?, (quarter - 1).checked_mul(3)? + 1, 1).ok()?;
        return (1..=4).contains(&quarter).then(|| Period::of(date.into(), Grain::Quarter));
    }
    match text.len() {
        4 => Some(Period::of(Date::new(year_of(text)?, 1, 1).ok()?.into(), Grain::Year)),
        7 => {
            let (year, month) = text.split_once('-')?;
            let date = Date::new(year_of(year)?, month.parse().ok()?, 1).ok()?;
            Some(Period::of(date.into(), Grain::Month))
        }
        10 => Some(Period::day(text.parse().ok()?)),
        _ => None,
    }
}

fn strict(text: &str, length: usize) -> Option<&str> {
    (text.len() == length).then_some(text)
}

fn year_of(text: &str) -> Option<i16> {
    let digits = strict(text, 4)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

fn hour_of(text: &str) -> Option<i8> {
    let digits = strict(text, 2)?;
    digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok())?
}

impl serde::Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
