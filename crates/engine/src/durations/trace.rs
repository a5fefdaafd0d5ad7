//! Which records determine the seconds of a period and state: those that open or close an
//! interval of that state within the period.

use crate::Clock;
use district::{Grain, Period};
use std::collections::BTreeSet;

/// A record of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment<'a> {
    /// Microseconds since 1970-01-01T00:00Z.
    pub at_us: i64,
    /// The record's number.
    pub record_no: i64,
    /// Its state.
    pub state: Option<&'a str>,
}

/// A stretch of time, from the first to before the second microsecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first microsecond.
    pub from_us: i64,
    /// The first one after it.
    pub to_us: i64,
}

impl Window {
    /// The window of a period.
    pub fn of(period: Period, clock: &Clock) -> Self {
        if period.grain() == Grain::All {
            return Self { from_us: i64::MIN, to_us: i64::MAX };
        }
        Self {
            from_us: clock.instant_us(period.start()).unwrap_or(i64::MIN),
            to_us: clock.instant_us(period.end()).unwrap_or(i64::MAX),
        }
    }
}

/// The numbers of the records that determine what a subject spent in `state` within `window`,
/// and, if `counted`, how many records of that state lie in it.
///
/// `records` are all of the subject's, in order of (`at_us`, `record_no`). Recomputing from those
/// that are named gives the same seconds: of several records that say the same state one after
/// another, the first one counts, or the last one before the window; and what closes the last
/// interval is the first record after the window.
pub fn determining(
    records: &[Moment<'_>],
    window: Window,
    state: Option<&str>,
    counted: bool,
) -> BTreeSet<i64> {
    // A record at the same moment as the next one holds for no time at all.
    let lasting: Vec<&Moment<'_>> = records
        .iter()
        .enumerate()
        .filter(|(at, record)| records.get(at + 1).is_none_or(|next| next.at_us > record.at_us))
        .map(|(_, record)| record)
        .collect();
    let first = lasting.partition_point(|record| record.at_us <= window.from_us).saturating_sub(1);
    let after = lasting.partition_point(|record| record.at_us < window.to_us);
    let within = lasting.get(first..(after + 1).min(lasting.len())).unwrap_or_default();
    let mut found = BTreeSet::new();
    for (at, record) in within.iter().enumerate() {
        let holds = record.state == state && record.at_us < window.to_us;
        let held = at > 0 && within.get(at - 1).is_some_and(|before| before.state == state);
        let last = at + 1 == within.len();
        let opens = holds && !held && !last;
        let closes = held && (record.state != state || last) && record.at_us > window.from_us;
        if opens || closes {
            found.insert(record.record_no);
        }
    }
    if counted {
        let inside = records.iter().filter(|record| {
            record.state == state && record.at_us >= window.from_us && record.at_us < window.to_us
        });
        found.extend(inside.map(|record| record.record_no));
    }
    found
}
