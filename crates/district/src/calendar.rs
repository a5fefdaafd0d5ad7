//! The working calendar: weekends, statutory holidays, make-up workdays.
//!
//! Source of the rule: the State Council's yearly notice; the dates are data of the pack.

use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;

/// Which days are worked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WorkCalendar {
    /// The id by which packs name it.
    pub id: String,
    /// Days off on what would be a workday.
    pub holidays: BTreeSet<Date>,
    /// Days worked on what would be a weekend.
    pub makeup_workdays: BTreeSet<Date>,
    /// Years for which the list is complete; others are provisional.
    pub years: BTreeSet<i16>,
}

impl WorkCalendar {
    /// Whether `date` is worked.
    pub fn worked(&self, date: Date) -> bool {
        if self.makeup_workdays.contains(&date) {
            return true;
        }
        let weekend = matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday);
        !weekend && !self.holidays.contains(&date)
    }

    /// Whether the list of that year has been declared, so that an answer is not provisional.
    pub fn declared(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// Workdays after `from` up to and including `to`; zero if `to` is not later.
    pub fn workdays_between(&self, from: Date, to: Date) -> i64 {
        let mut count = 0;
        let mut day = from;
        while day < to {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            count += i64::from(self.worked(day));
        }
        count
    }
}
