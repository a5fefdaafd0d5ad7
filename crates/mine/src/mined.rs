//! All that is mined of a log, in one value that goes out as JSON.

use crate::clock::Clock;
use crate::honest::{HonestLimits, Honesty, honesty};
use crate::late::{Late, LateBy, late};
use crate::log::EventLog;
use crate::mining::{Overview, overview};
use crate::rework::{Rework, rework};
use crate::times::{TimeUse, time_use};
use serde::Serialize;

/// What is mined of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mined {
    /// Counts, variants, the graph, how long cases take.
    pub overview: Overview,
    /// Where the time goes.
    pub time_use: TimeUse,
    /// What is done again.
    pub rework: Rework,
    /// Late cases, where cases have a deadline.
    pub late: Option<Late>,
    /// Clocks that cannot be right.
    pub honesty: Honesty,
}

/// Mines a log, timed by `clock`; `by` says what is late, else it is detected.
pub fn mined(log: &EventLog, clock: &Clock, by: Option<&LateBy>, limits: &HonestLimits) -> Mined {
    let by = by.cloned().or_else(|| LateBy::detect(log));
    Mined {
        overview: overview(log, clock),
        time_use: time_use(log, clock),
        rework: rework(log),
        late: by.map(|by| late(log, &by)),
        honesty: honesty(log, limits),
    }
}

#[cfg(test)]
mod tests;
