//! Civil time over whole columns: offsets looked up in a table of the zone's changes, days and
//! months by integer arithmetic. The calendar library is asked once, not once a row.

use arrow_array::{Array, Int64Array};
use district::{Grain, Zone};
use jiff::Timestamp;
use jiff::civil::DateTime;

const MINUTE_US: i64 = 60_000_000;
/// Microseconds of a day.
pub(crate) const DAY_US: i64 = 1440 * MINUTE_US;
/// 1800-01-01 and 2200-01-01: between them offsets come from the table.
const TABLE_FROM_US: i64 = -62_091 * DAY_US;
const TABLE_TO_US: i64 = 84_006 * DAY_US;

/// A zone's offsets, ready for columns of instants.
#[derive(Debug, Clone)]
pub struct Clock {
    zone: Zone,
    /// From when each offset holds (microseconds), and the offset (microseconds).
    changes: Vec<(i64, i64)>,
}

/// A stretch of time in which the offset does not change, in microseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stretch {
    from: i64,
    to: i64,
    offset: i64,
}

/// A stretch of time within one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Piece {
    /// The period's code.
    pub(crate) code: i64,
    /// The first microsecond after the stretch.
    pub(crate) end_us: i64,
}

impl Clock {
    /// The clock of a zone.
    pub fn new(zone: &Zone) -> Self {
        let first = i64::from(zone.offset_seconds(TABLE_FROM_US)) * 1_000_000;
        let mut changes = vec![(TABLE_FROM_US, first)];
        if let Ok(start) = Timestamp::from_microsecond(TABLE_FROM_US) {
            for change in zone.time_zone().following(start) {
                let at_us = change.timestamp().as_microsecond();
                if at_us >= TABLE_TO_US {
                    break;
                }
                changes.push((at_us, i64::from(change.offset().seconds()) * 1_000_000));
            }
        }
        Self { zone: zone.clone(), changes }
    }

    /// The instant of a local time, the earlier one where a clock change makes it ambiguous.
    pub(crate) fn instant_us(&self, civil: DateTime) -> Option<i64> {
        self.zone.instant_us(civil)
    }

    /// An instant in local time with its offset, such as `2015-03-01T05:00:00+08:00`.
    pub(crate) fn text(&self, at_us: i64) -> Option<String> {
        let civil = self.zone.civil(at_us)?;
        let offset = self.zone.offset_seconds(at_us);
        let sign = if offset < 0 { '-' } else { '+' };
        let minutes = offset.abs() / 60;
        Some(format!("{civil}{sign}{:02}:{:02}", minutes / 60, minutes % 60))
    }

    /// The stretch around an instant.
    pub(crate) fn stretch(&self, at_us: i64) -> Stretch {
        if !(TABLE_FROM_US..TABLE_TO_US).contains(&at_us) {
            let offset = i64::from(self.zone.offset_seconds(at_us)) * 1_000_000;
            return Stretch { from: at_us, to: at_us.saturating_add(1), offset };
        }
        let after = self.changes.partition_point(|(from, _)| *from <= at_us);
        let (from, offset) =
            after.checked_sub(1).and_then(|at| self.changes.get(at)).copied().unwrap_or((at_us, 0));
        let to = self.changes.get(after).map_or(TABLE_TO_US, |(from, _)| *from);
        Stretch { from, to, offset }
    }

    /// Local microseconds of an instant, by way of the stretch of the instant before.
    pub(crate) fn local_us(&self, at_us: i64, last: &mut Stretch) -> i64 {
        if at_us < last.from || at_us >= last.to {
            *last = self.stretch(at_us);
        }
        at_us.saturating_add(last.offset)
    }

    /// The period's code for each instant.
    pub(crate) fn period_codes(&self, instants: &Int64Array, grain: Grain) -> Int64Array {
        let mut last = self.stretch(0);
        // The same day as the row before is the usual case for everything above an hour.
        let mut known = (i64::MIN, 0);
        let code = |at_us: &i64| {
            let local = self.local_us(*at_us, &mut last);
            if grain == Grain::Hour {
                return hour_code(local.div_euclid(60 * MINUTE_US));
            }
            let day = local.div_euclid(DAY_US);
            if known.0 != day {
                known = (day, code_of_day(day, grain));
            }
            known.1
        };
        let codes: Vec<i64> = instants.values().iter().map(code).collect();
        Int64Array::new(codes.into(), instants.nulls().cloned())
    }

    /// The period in which an instant lies and until when that holds.
    pub(crate) fn piece(&self, at_us: i64, grain: Grain) -> Piece {
        if grain == Grain::All {
            return Piece { code: code_of_day(0, grain), end_us: i64::MAX };
        }
        let stretch = self.stretch(at_us);
        let local = at_us.saturating_add(stretch.offset);
        let day = local.div_euclid(DAY_US);
        let (code, end_local) = match grain {
            Grain::Hour => {
                let hour = local.div_euclid(60 * MINUTE_US);
                (hour_code(hour), (hour + 1) * 60 * MINUTE_US)
            }
            Grain::Day => (code_of_day(day, grain), (day + 1) * DAY_US),
            Grain::Month | Grain::Quarter | Grain::Year | Grain::All => {
                let (first, next) = bounds(day, grain);
                (first * 1440 * 16 + tag(grain), next * DAY_US)
            }
        };
        let end_us = end_local.saturating_sub(stretch.offset).min(stretch.to);
        // Outside of the table a stretch is a point: step at least one microsecond.
        Piece { code, end_us: end_us.max(at_us.saturating_add(1)) }
    }
}

fn hour_code(hours: i64) -> i64 {
    hours * 60 * 16 + tag(Grain::Hour)
}

/// The code of the period of size `grain` (a day or more) around a day since 1970.
pub(crate) fn code_of_day(day: i64, grain: Grain) -> i64 {
    let first = match grain {
        Grain::Hour | Grain::Day => day,
        Grain::Month | Grain::Quarter | Grain::Year => bounds(day, grain).0,
        Grain::All => 0,
    };
    first * 1440 * 16 + tag(grain)
}

/// The low four bits of a period's code, see `district::Period::code`.
pub(crate) fn tag(grain: Grain) -> i64 {
    match grain {
        Grain::Hour => 1,
        Grain::Day => 2,
        Grain::Month => 3,
        Grain::Quarter => 4,
        Grain::Year => 5,
        Grain::All => 6,
    }
}

/// The size that a code says, and its first local minute.
pub(crate) fn split(code: i64) -> Option<(Grain, i64)> {
    let low = code.rem_euclid(16);
    let grain = Grain::EVERY.into_iter().find(|grain| tag(*grain) == low)?;
    Some((grain, code.div_euclid(16)))
}

/// First day and first day after the month, quarter or year around a day.
pub(crate) fn bounds(day: i64, grain: Grain) -> (i64, i64) {
    let (year, month, _) = civil(day);
    let (first, size) = match grain {
        Grain::Quarter => ((month - 1) / 3 * 3 + 1, 3),
        Grain::Year => (1, 12),
        Grain::Hour | Grain::Day | Grain::Month | Grain::All => (month, 1),
    };
    (month_start(year * 12 + first - 1), month_start(year * 12 + first - 1 + size))
}

/// The first day of a month, given as months since the year 0.
pub(crate) fn month_start(months: i64) -> i64 {
    days(months.div_euclid(12), months.rem_euclid(12) + 1, 1)
}

/// Year, month and day of a day since 1970-01-01.
///
/// Source: Howard Hinnant, chrono-compatible low-level date algorithms, `civil_from_days`.
pub(crate) fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * of_year + 2) / 153;
    let day_of_month = of_year - (153 * month_index + 2) / 5 + 1;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day_of_month)
}

/// The day since 1970-01-01 of a civil date, the way back of [`civil`].
pub(crate) fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_index = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * month_index + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

#[cfg(test)]
mod tests;
