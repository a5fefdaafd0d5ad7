//! What time between two moments counts: all of it, or that within working hours.

use district::{WorkCalendar, Zone};
use jiff::civil::Time;

/// A way to count time.
#[derive(Debug, Clone)]
pub enum Clock {
    /// Every microsecond.
    Wall,
    /// Only working hours on worked days.
    Hours(WorkingHours),
}

impl Clock {
    /// The time from one moment to another, in microseconds; negative if `to_us` is earlier.
    pub fn between(&self, from_us: i64, to_us: i64) -> i64 {
        match self {
            Self::Wall => to_us.saturating_sub(from_us),
            Self::Hours(hours) => hours.before(to_us) - hours.before(from_us),
        }
    }
}

/// Working hours over a span of time, laid out once so that each question is a search.
#[derive(Debug, Clone)]
pub struct WorkingHours {
    pieces: Vec<Piece>,
}

/// Hours without a break, in microseconds.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: i64,
    to: i64,
    /// Worked before it.
    before: i64,
}

impl WorkingHours {
    /// The hours of every worked day from `span_us.0` to `span_us.1`; moments outside count as
    /// its ends. `hours` are pieces of a day, such as 8:30–12:00 and 13:30–17:00.
    pub fn over(
        calendar: &WorkCalendar,
        zone: &Zone,
        hours: &[(Time, Time)],
        span_us: (i64, i64),
    ) -> Self {
        let mut hours = hours.to_vec();
        hours.sort_unstable();
        let mut pieces: Vec<Piece> = Vec::new();
        let last = zone.civil(span_us.1).map(jiff::civil::DateTime::date);
        let mut day = zone.civil(span_us.0).map(jiff::civil::DateTime::date);
        while let Some(date) = day.filter(|date| last.is_some_and(|last| *date <= last)) {
            for (from, to) in hours.iter().filter(|_| calendar.worked(date)) {
                let at = |time: Time| zone.instant_us(date.to_datetime(time));
                let (Some(from), Some(to)) = (at(*from), at(*to)) else { continue };
                let before = pieces.last();
                let worked = before.map_or(0, |p| p.before + p.to - p.from);
                // Hours that overlap count once.
                let from = from.max(before.map_or(i64::MIN, |piece| piece.to));
                if from < to {
                    pieces.push(Piece { from, to, before: worked });
                }
            }
            day = date.tomorrow().ok();
        }
        Self { pieces }
    }

    /// The time worked from the beginning of the span to a moment, in microseconds.
    fn before(&self, at_us: i64) -> i64 {
        let begun = self.pieces.partition_point(|piece| piece.from <= at_us);
        let Some(piece) = begun.checked_sub(1).and_then(|last| self.pieces.get(last)) else {
            return 0;
        };
        piece.before + at_us.min(piece.to) - piece.from
    }
}

#[cfg(test)]
mod tests;
