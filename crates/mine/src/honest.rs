//! Clocks that cannot be right: work that is entered in batches and reviews that take no time.
//!
//! Who enters twenty completions in one minute did not do them in that minute; the log then
//! says when it was typed, and durations that rest on it are not those of the work.

use crate::clock::Clock;
use crate::log::EventLog;
use crate::spread::decimal;
use crate::times::timed;
use crate::work::work;
use district::Exact;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

const MINUTE_US: i64 = 60_000_000;

/// What counts as a clock that cannot be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HonestLimits {
    /// The fewest completions of one resource in one minute that count as a batch.
    pub batch_min: usize,
    /// Work of less than this many microseconds counts as no work.
    pub work_min_us: i64,
    /// Resources that are programs, which may be as fast as they are.
    pub programs: BTreeSet<String>,
}

impl Default for HonestLimits {
    fn default() -> Self {
        Self { batch_min: 5, work_min_us: MINUTE_US, programs: BTreeSet::new() }
    }
}

/// Many completions by one resource in one minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Batch {
    /// Who.
    pub resource: String,
    /// The minute's beginning, microseconds since 1970-01-01T00:00Z.
    pub minute_us: i64,
    /// How many completions.
    pub count: usize,
    /// Of how many cases.
    pub cases: usize,
    /// What was completed.
    pub activities: Vec<String>,
}

/// An activity that one resource does in no time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoTime {
    /// What.
    pub activity: String,
    /// Who.
    pub resource: String,
    /// How many executions took less than the limit.
    pub count: usize,
    /// Of how many whose time is known.
    pub of: usize,
    /// `count` of `of`.
    #[serde(serialize_with = "decimal")]
    pub share: Exact,
}

/// What a log says about its clocks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Honesty {
    /// Batches, the greatest first.
    pub batches: Vec<Batch>,
    /// Completions that are part of a batch.
    pub batched: usize,
    /// Work in no time, the most frequent first.
    pub no_time: Vec<NoTime>,
    /// Completions that have a resource, programs left out.
    pub completions: usize,
}

/// A minute's completions of one resource.
#[derive(Default)]
struct Minute<'a> {
    count: usize,
    cases: BTreeSet<usize>,
    activities: BTreeSet<&'a str>,
}

/// Looks for batches and for work in no time.
///
/// The time of an execution is from start to end, or from the end before it where the log has
/// only ends; the first execution of a case has none then.
pub fn honesty(log: &EventLog, limits: &HonestLimits) -> Honesty {
    let cases = work(log);
    let mut minutes: BTreeMap<(&str, i64), Minute<'_>> = BTreeMap::new();
    let mut quick: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    let mut completions = 0;
    for (number, case) in cases.iter().enumerate() {
        for timed in timed(case, &Clock::Wall) {
            let instance = timed.instance;
            let Some(resource) = instance.resource else { continue };
            if limits.programs.contains(resource) {
                continue;
            }
            completions += 1;
            let key = (resource, instance.end_us.div_euclid(MINUTE_US));
            let minute = minutes.entry(key).or_default();
            minute.count += 1;
            minute.cases.insert(number);
            minute.activities.insert(instance.activity);
            if let Some(us) = timed.working_us.or(timed.sojourn_us) {
                let entry = quick.entry((instance.activity, resource)).or_default();
                entry.0 += usize::from(us < limits.work_min_us);
                entry.1 += 1;
            }
        }
    }
    let batches = batches(minutes, limits.batch_min);
    let batched = batches.iter().map(|batch| batch.count).sum();
    Honesty { batches, batched, no_time: no_time(quick), completions }
}

fn batches(minutes: BTreeMap<(&str, i64), Minute<'_>>, least: usize) -> Vec<Batch> {
    let great = minutes.into_iter().filter(|(_, minute)| minute.count >= least.max(2));
    let mut batches: Vec<Batch> = great
        .map(|((resource, minute_no), minute)| Batch {
            resource: resource.to_owned(),
            minute_us: minute_no.saturating_mul(MINUTE_US),
            count: minute.count,
            cases: minute.cases.len(),
            activities: minute.activities.into_iter().map(ToOwned::to_owned).collect(),
        })
        .collect();
    batches.sort_by_key(|batch| Reverse(batch.count));
    batches
}

fn no_time(quick: BTreeMap<(&str, &str), (usize, usize)>) -> Vec<NoTime> {
    let some = quick.into_iter().filter(|(_, (count, _))| *count > 0);
    let mut found: Vec<NoTime> = some
        .map(|((activity, resource), (count, of))| NoTime {
            activity: activity.to_owned(),
            resource: resource.to_owned(),
            count,
            of,
            share: Exact::ratio(count, of).unwrap_or_else(Exact::zero),
        })
        .collect();
    found.sort_by_key(|entry| Reverse(entry.count));
    found
}

#[cfg(test)]
mod tests;
