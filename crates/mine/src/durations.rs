//! How long activities take, as a what-if needs it: all durations that were seen, in order.

use crate::clock::Clock;
use crate::log::EventLog;
use crate::spread::{Spread, median, quantile};
use crate::times::timed;
use crate::work::work;
use district::Exact;
use std::collections::BTreeMap;

/// Which duration of an execution is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Measure {
    /// From start to end, less rests; where the log has no start, the sojourn.
    #[default]
    Working,
    /// From when the work was enabled to its end.
    Sojourn,
    /// From when the work was enabled to its start.
    Waiting,
}

/// Durations that were seen, in microseconds, the shortest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Durations {
    sorted_us: Vec<i64>,
}

impl Durations {
    /// From durations in any order.
    pub fn new(mut durations_us: Vec<i64>) -> Self {
        durations_us.sort_unstable();
        Self { sorted_us: durations_us }
    }

    /// All of them, the shortest first.
    pub fn list_us(&self) -> &[i64] {
        &self.sorted_us
    }

    /// The exact median; `None` of nothing.
    pub fn median_us(&self) -> Option<Exact> {
        median(&self.sorted_us)
    }

    /// The least that a share of `of` in `parts` do not exceed: `(9, 10)` is the 90th percentile.
    pub fn quantile_us(&self, of: usize, parts: usize) -> Option<i64> {
        quantile(&self.sorted_us, of, parts)
    }

    /// One of them, chosen by a number that the caller draws; each is as likely as another.
    pub fn draw_us(&self, number: u64) -> Option<i64> {
        let length = u128::try_from(self.sorted_us.len()).ok()?;
        // The high bits choose: number / 2^64 of the length.
        let place = (u128::from(number) * length) >> 64;
        self.sorted_us.get(usize::try_from(place).ok()?).copied()
    }

    /// Their spread.
    pub fn spread(&self) -> Option<Spread> {
        Spread::of(self.sorted_us.clone())
    }
}

/// The durations of every activity, by `clock`.
pub fn durations(log: &EventLog, measure: Measure, clock: &Clock) -> BTreeMap<String, Durations> {
    let cases = work(log);
    let mut found: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for case in &cases {
        for timed in timed(case, clock) {
            let us = match measure {
                Measure::Working => timed.working_us.or(timed.sojourn_us),
                Measure::Sojourn => timed.sojourn_us,
                Measure::Waiting => timed.waiting_us,
            };
            found.entry(timed.instance.activity).or_default().extend(us);
        }
    }
    let of = |(name, us): (&str, Vec<i64>)| (name.to_owned(), Durations::new(us));
    found.into_iter().map(of).collect()
}

#[cfg(test)]
mod tests;
