//! Where the time goes: waiting and working by activity, resource and office, the edges on
//! which cases wait longest, and what is begun and never ended.
//!
//! Work is *enabled* when the last execution before its start has ended. From there to its start
//! it waits; from start to end it is worked, less the time it rests. A log that only has ends
//! gives the whole, the *sojourn*, and nothing is said of waiting or working.

use crate::clock::Clock;
use crate::log::EventLog;
use crate::spread::Spread;
use crate::work::{CaseWork, Instance, work};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// The times of an activity, a resource or an office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Times {
    /// Its name.
    pub name: String,
    /// How many executions.
    pub count: usize,
    /// From when work was enabled to its end.
    pub sojourn: Option<Spread>,
    /// From when work was enabled to its start.
    pub waiting: Option<Spread>,
    /// From start to end, less rests.
    pub working: Option<Spread>,
}

/// An edge on which cases wait.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Bottleneck {
    /// What had ended.
    pub from: String,
    /// What was waited for.
    pub to: String,
    /// The time that passed: to the start where the log has one, else to the end.
    pub waiting: Spread,
}

/// Where the time goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TimeUse {
    /// By activity, in order of name.
    pub activities: Vec<Times>,
    /// By resource.
    pub resources: Vec<Times>,
    /// By office or group.
    pub offices: Vec<Times>,
    /// Edges, the longest total wait first.
    pub bottlenecks: Vec<Bottleneck>,
    /// How many executions were begun and never ended.
    pub open: usize,
}

/// One execution's durations, in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Timed<'a> {
    pub(crate) instance: &'a Instance<'a>,
    /// What had ended last before it.
    pub(crate) behind: Option<&'a str>,
    pub(crate) sojourn_us: Option<i64>,
    pub(crate) waiting_us: Option<i64>,
    pub(crate) working_us: Option<i64>,
}

/// The durations of each execution of a case.
pub(crate) fn timed<'a>(case: &'a CaseWork<'a>, clock: &Clock) -> Vec<Timed<'a>> {
    case.done
        .iter()
        .enumerate()
        .map(|(place, instance)| {
            let earlier = case.done.get(..place).unwrap_or_default();
            let begin_us = instance.start_us.unwrap_or(instance.end_us);
            let ended = earlier.partition_point(|other| other.end_us <= begin_us);
            let enabling = ended.checked_sub(1).and_then(|last| earlier.get(last));
            let since = |to_us: i64| enabling.map(|e| clock.between(e.end_us, to_us));
            let working_us = instance.start_us.map(|start_us| {
                let rests = instance.paused_us.iter();
                let rested: i64 = rests.map(|(from, to)| clock.between(*from, *to)).sum();
                clock.between(start_us, instance.end_us) - rested
            });
            Timed {
                instance,
                behind: enabling.map(|e| e.activity),
                sojourn_us: since(instance.end_us),
                waiting_us: instance.start_us.and_then(since),
                working_us,
            }
        })
        .collect()
}

/// Durations as they are gathered.
#[derive(Default)]
struct Gathered {
    count: usize,
    sojourn: Vec<i64>,
    waiting: Vec<i64>,
    working: Vec<i64>,
}

impl Gathered {
    fn add(&mut self, timed: &Timed<'_>) {
        self.count += 1;
        self.sojourn.extend(timed.sojourn_us);
        self.waiting.extend(timed.waiting_us);
        self.working.extend(timed.working_us);
    }
}

/// Where the time goes, counted by `clock`.
pub fn time_use(log: &EventLog, clock: &Clock) -> TimeUse {
    let cases = work(log);
    let mut by: [BTreeMap<&str, Gathered>; 3] = Default::default();
    let mut edges: BTreeMap<(&str, &str), Vec<i64>> = BTreeMap::new();
    for case in &cases {
        for timed in timed(case, clock) {
            let instance = timed.instance;
            let names = [Some(instance.activity), instance.resource, instance.office];
            for (name, gathered) in names.into_iter().zip(&mut by) {
                if let Some(name) = name {
                    gathered.entry(name).or_default().add(&timed);
                }
            }
            if let (Some(behind), Some(us)) = (timed.behind, timed.waiting_us.or(timed.sojourn_us))
            {
                edges.entry((behind, instance.activity)).or_default().push(us);
            }
        }
    }
    let [activities, resources, offices] = by.map(times);
    let mut bottlenecks: Vec<Bottleneck> = edges
        .into_iter()
        .filter_map(|((from, to), waits)| {
            let waiting = Spread::of(waits)?;
            Some(Bottleneck { from: from.to_owned(), to: to.to_owned(), waiting })
        })
        .collect();
    bottlenecks.sort_by_key(|edge| Reverse(edge.waiting.total_us));
    let open = cases.iter().map(|case| case.open).sum();
    TimeUse { activities, resources, offices, bottlenecks, open }
}

fn times(gathered: BTreeMap<&str, Gathered>) -> Vec<Times> {
    gathered
        .into_iter()
        .map(|(name, gathered)| Times {
            name: name.to_owned(),
            count: gathered.count,
            sojourn: Spread::of(gathered.sojourn),
            waiting: Spread::of(gathered.waiting),
            working: Spread::of(gathered.working),
        })
        .collect()
}

#[cfg(test)]
mod tests;
