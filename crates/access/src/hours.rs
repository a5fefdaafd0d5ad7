//! Whether a facility is open at a moment, by the `opening_hours` that OpenStreetMap writes and
//! the district's own calendar.
//!
//! The State Council moves working days: a Saturday may be worked and a Wednesday a holiday.
//! `PH` in a text is a holiday of the district's calendar. On a make-up workday those who keep
//! the official calendar, that is whose text names `PH`, work as on the next regular Monday.

use jiff::civil::{Date, DateTime, Weekday};
use opening_hours::{Context, ContextHolidays, OpeningHours};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The district's calendar, as far as opening hours need it.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// Days off by decree.
    pub holidays: BTreeSet<Date>,
    /// Weekend days that are worked by decree.
    pub workdays: BTreeSet<Date>,
}

/// What is known of a facility at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Open {
    /// It is open.
    Yes,
    /// It is closed.
    No,
    /// Its text leaves it open ("on appointment").
    Perhaps,
    /// No hours are given.
    NotSaid,
    /// Its text does not read.
    Unread,
}

/// Judges many texts at one moment.
pub struct Moment {
    at: chrono::NaiveDateTime,
    /// The moment on the next regular Monday, where the day is a make-up workday.
    as_monday: Option<chrono::NaiveDateTime>,
    context: Context,
}

impl Moment {
    /// Makes a judge; none if the moment cannot be written (year beyond the calendar).
    pub fn new(at: DateTime, calendar: &Calendar) -> Option<Self> {
        let mut days = ContextHolidays::default().get_public().clone();
        for day in &calendar.holidays {
            days.insert(chrono_date(*day)?);
        }
        let holidays = ContextHolidays::new(Arc::new(days), Arc::default());
        let as_monday = calendar
            .workdays
            .contains(&at.date())
            .then(|| next_monday(at.date(), calendar))
            .flatten()
            .and_then(|day| chrono_moment(day.to_datetime(at.time())));
        let context = Context::default().with_holidays(holidays);
        Some(Self { at: chrono_moment(at)?, as_monday, context })
    }

    /// Whether a facility with these hours is open.
    pub fn judge(&self, hours: &str) -> Open {
        let hours = hours.trim();
        if hours.is_empty() {
            return Open::NotSaid;
        }
        let Ok(parsed) = hours.parse::<OpeningHours>() else { return Open::Unread };
        let parsed = parsed.with_context(self.context.clone());
        let official = hours.contains("PH");
        let at = if official { self.as_monday.unwrap_or(self.at) } else { self.at };
        if parsed.is_open(at) {
            Open::Yes
        } else if parsed.is_unknown(at) {
            Open::Perhaps
        } else {
            Open::No
        }
    }
}

/// The next Monday that is not a holiday.
fn next_monday(day: Date, calendar: &Calendar) -> Option<Date> {
    let mut next = day;
    for _ in 0..60 {
        next = next.tomorrow().ok()?;
        if next.weekday() == Weekday::Monday && !calendar.holidays.contains(&next) {
            return Some(next);
        }
    }
    None
}

fn chrono_date(day: Date) -> Option<chrono::NaiveDate> {
    let (month, day_of_month) = (u32::try_from(day.month()).ok()?, u32::try_from(day.day()).ok()?);
    chrono::NaiveDate::from_ymd_opt(i32::from(day.year()), month, day_of_month)
}

fn chrono_moment(at: DateTime) -> Option<chrono::NaiveDateTime> {
    let (hour, minute) = (u32::try_from(at.hour()).ok()?, u32::try_from(at.minute()).ok()?);
    chrono_date(at.date())?.and_hms_opt(hour, minute, 0)
}

#[cfg(test)]
mod tests;
