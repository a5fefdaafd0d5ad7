//! Working days, counted in halves, and the dates that they lead to.
//!
//! Source: 行政许可法, article 82: limits are counted in working days, without holidays; the day
//! on which a limit begins is not counted (民法典, article 201).

use crate::{Exact, WorkCalendar};
use jiff::civil::Date;
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// A number of working days, in halves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WorkDays {
    halves: u32,
}

impl WorkDays {
    /// None: done at once.
    pub const ZERO: Self = Self { halves: 0 };

    /// Whole days.
    pub const fn days(days: u32) -> Self {
        Self { halves: days.saturating_mul(2) }
    }

    /// Half days.
    pub const fn halves(halves: u32) -> Self {
        Self { halves }
    }

    /// How many halves.
    pub const fn count_halves(self) -> u32 {
        self.halves
    }

    /// From an exact number of days; `None` if it is negative or not made of halves.
    pub fn from_exact(days: &Exact) -> Option<Self> {
        let halves = (days.clone() + days.clone()).to_i64()?;
        u32::try_from(halves).ok().map(Self::halves)
    }

    /// As an exact number of days.
    pub fn to_exact(self) -> Exact {
        Exact::ratio(self.halves, 2).unwrap_or_else(Exact::zero)
    }

    /// What is left after `other`, or none.
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self { halves: self.halves.saturating_sub(other.halves) }
    }
}

impl Add for WorkDays {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { halves: self.halves.saturating_add(other.halves) }
    }
}

impl Sum for WorkDays {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Display for WorkDays {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.halves % 2 == 1 { ".5" } else { "" };
        write!(f, "{}{half}", self.halves / 2)
    }
}

/// A date that a limit leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DueDate {
    /// The day.
    pub on: Date,
    /// Whether a year on the way has no published list of holidays yet.
    pub provisional: bool,
}

impl WorkCalendar {
    /// The day on which `limit` ends if it begins on `from`, which is not counted: half a day
    /// ends on the day on which its half lies. Nothing at all ends on `from`.
    ///
    /// A limit that leads past the last date there is ends on that date.
    pub fn due(&self, from: Date, limit: WorkDays) -> DueDate {
        let mut left = limit.count_halves().div_ceil(2);
        let mut day = from;
        let mut provisional = !self.declared(day.year());
        while left > 0 {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
            if self.worked(day) {
                left -= 1;
            }
        }
        for year in from.year()..=day.year() {
            provisional |= !self.declared(year);
        }
        DueDate { on: day, provisional }
    }

    /// The first worked day on or after `day`.
    pub fn worked_on_or_after(&self, day: Date) -> Date {
        let mut day = day;
        while !self.worked(day) {
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        day
    }
}

#[cfg(test)]
mod tests;
