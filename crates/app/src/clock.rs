//! The one place that reads the clock, and the text forms of an instant.

pub use ::hall::rfc3339;
use jiff::Timestamp;

/// Microseconds since 1970-01-01T00:00Z, now.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now_us() -> i64 {
    Timestamp::now().as_microsecond()
}

/// Today, in UTC: what "the next Tuesday" counts from where no register says a day.
pub(crate) fn today() -> jiff::civil::Date {
    let at = Timestamp::from_microsecond(now_us()).unwrap_or(Timestamp::UNIX_EPOCH);
    jiff::tz::TimeZone::UTC.to_datetime(at).date()
}

/// A stopwatch for rates that are shown to people; nothing is computed from it.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(i64);

impl Stopwatch {
    /// Starts it.
    pub fn start() -> Self {
        Self(now_us())
    }

    /// Milliseconds since it was started; zero if the clock was set back.
    pub fn elapsed_ms(self) -> u64 {
        u64::try_from((now_us() - self.0) / 1000).unwrap_or(0)
    }
}

/// The clock of this machine, for the hall.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wall;

impl ::hall::Clock for Wall {
    fn now_us(&self) -> i64 {
        now_us()
    }
}

/// An instant as a person reads it, in the district's time: `2026-01-31 08:15:00`.
pub fn local(zone: &district::Zone, at_us: i64) -> String {
    zone.civil(at_us)
        .map_or_else(|| rfc3339(at_us), |at| at.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// The instant that a person means by `2026-01-31`, `2026-01-31T08:15` or RFC 3339; a date
/// means its end, so that "as of the 31st" includes that day.
pub fn parse_moment(zone: &district::Zone, text: &str) -> Option<i64> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at.as_microsecond());
    }
    if text.len() == 10
        && let Ok(date) = text.parse::<jiff::civil::Date>()
    {
        return zone.instant_us(date.tomorrow().ok()?.at(0, 0, 0, 0)).map(|at| at - 1);
    }
    let at: jiff::civil::DateTime = text.parse().ok()?;
    zone.instant_us(at)
}
