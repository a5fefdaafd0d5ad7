//! Working hours: two halves a working day, and how instants and limits are laid on them.
//!
//! A half counts as soon as it is entered: a limit of n halves is kept if the decision falls at
//! or before the end of the n-th half. The day on which a clock begins is not counted (民法典,
//! article 201), so halves are numbered from the first working day after it; 0 is that day.

use crate::context::Context;
use district::WorkDays;
use jiff::civil::{Date, DateTime, Time, Weekday};
use std::ops::Bound::Excluded;

/// When the morning begins.
pub const MORNING_BEGINS: Time = Time::constant(9, 0, 0, 0);
/// When the morning ends.
pub const MORNING_ENDS: Time = Time::constant(12, 0, 0, 0);
/// When the afternoon begins.
pub const AFTERNOON_BEGINS: Time = Time::constant(13, 30, 0, 0);
/// When the afternoon ends.
pub const AFTERNOON_ENDS: Time = Time::constant(17, 30, 0, 0);

/// The civil date of an instant; the first there is if it lies outside of all.
pub(crate) fn date(ctx: &Context<'_>, at_us: i64) -> Date {
    ctx.zone.civil(at_us).map_or(Date::MIN, DateTime::date)
}

/// A limit laid on working time from the day of an instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Count<'a> {
    ctx: &'a Context<'a>,
    /// The day on which it begins, which is not counted.
    from: Date,
    /// Whether it began when nobody was there any more that day.
    off_hours: bool,
}

impl<'a> Count<'a> {
    /// Counts from an instant.
    pub(crate) fn from(ctx: &'a Context<'a>, start_us: i64) -> Self {
        let mut count = Self { ctx, from: date(ctx, start_us), off_hours: false };
        count.off_hours = count.half(start_us) > 0;
        count
    }

    /// The half in which an instant lies; the time between two halves belongs to the later one.
    pub(crate) fn half(&self, at_us: i64) -> u32 {
        let Some(at) = self.ctx.zone.civil(at_us) else { return 0 };
        let calendar = self.ctx.calendar;
        let over = u32::from(at.time() > MORNING_ENDS) + u32::from(at.time() > AFTERNOON_ENDS);
        let over = if calendar.worked(at.date()) { over } else { 0 };
        if at.date() < self.from {
            return 0;
        }
        if at.date() == self.from {
            return if calendar.worked(self.from) { over.saturating_sub(1) } else { 1 };
        }
        2 * worked_between(self.ctx, self.from, at.date()) + over + 1
    }

    /// A limit in halves: nothing at all, begun when nobody was there, is the next working day.
    pub(crate) fn allowance(&self, limit: u32) -> u32 {
        if limit == 0 && self.off_hours { 2 } else { limit }
    }

    /// When the `half`-th half ends, in µs.
    pub(crate) fn end_us(&self, half: u32) -> i64 {
        let on = self.ctx.calendar.due(self.from, WorkDays::halves(half)).on;
        let time = if half % 2 == 1 { MORNING_ENDS } else { AFTERNOON_ENDS };
        self.ctx.zone.instant_us(on.to_datetime(time)).unwrap_or(i64::MAX)
    }
}

/// Worked days after `from` and before `to`.
fn worked_between(ctx: &Context<'_>, from: Date, to: Date) -> u32 {
    let days = from.until(to).map_or(0, |span| span.get_days() - 1);
    let Ok(days) = u32::try_from(days) else { return 0 };
    if days == 0 {
        return 0;
    }
    let weekend = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let mut worked = days / 7 * 5;
    let mut day = from;
    for _ in 0..days % 7 {
        day = day.tomorrow().unwrap_or(day);
        worked += u32::from(!weekend(day));
    }
    let between = || (Excluded(from), Excluded(to));
    let calendar = ctx.calendar;
    for &holiday in calendar.holidays.range(between()) {
        let off = !weekend(holiday) && !calendar.makeup_workdays.contains(&holiday);
        worked = worked.saturating_sub(u32::from(off));
    }
    for &day in calendar.makeup_workdays.range(between()) {
        worked += u32::from(weekend(day));
    }
    worked
}

/// The start of working hours on the date that lies `days` calendar days after an instant's, in
/// µs.
pub(crate) fn days_later_us(ctx: &Context<'_>, from_us: i64, days: u32) -> i64 {
    use jiff::ToSpan;
    let on = date(ctx, from_us).saturating_add(i64::from(days).days());
    ctx.zone.instant_us(on.to_datetime(MORNING_BEGINS)).unwrap_or(i64::MAX)
}
