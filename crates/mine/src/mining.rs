//! What a log holds: counts, variants, the directly-follows graph, and how long cases take.
//!
//! Lists are ordered by count, the greatest first, then by name.

use crate::clock::Clock;
use crate::log::{EventLog, LogEvent};
use crate::spread::Spread;
use serde::Serialize;
use std::collections::BTreeMap;

/// A name and how often it occurs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Count {
    /// The name.
    pub name: String,
    /// How often.
    pub count: usize,
}

/// A way through the process, and how many cases took it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The activities in order.
    pub activities: Vec<String>,
    /// How many cases.
    pub cases: usize,
    /// One of them, the first in the log.
    pub example: String,
}

/// That one event directly follows another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// The earlier activity.
    pub from: String,
    /// The later activity.
    pub to: String,
    /// How often.
    pub count: usize,
    /// The time from one to the other, where both have one.
    pub time: Option<Spread>,
}

/// What a log holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Overview {
    /// How many cases.
    pub cases: usize,
    /// How many events.
    pub events: usize,
    /// How many events have no moment.
    pub untimed: usize,
    /// The first moment, microseconds since 1970-01-01T00:00Z.
    pub first_us: Option<i64>,
    /// The last moment.
    pub last_us: Option<i64>,
    /// Activities.
    pub activities: Vec<Count>,
    /// Who did them.
    pub resources: Vec<Count>,
    /// Their offices or groups.
    pub offices: Vec<Count>,
    /// Ways through the process.
    pub variants: Vec<Variant>,
    /// The directly-follows graph.
    pub edges: Vec<Edge>,
    /// Activities with which cases begin.
    pub starts: Vec<Count>,
    /// Activities with which cases end.
    pub ends: Vec<Count>,
    /// From the first to the last moment of a case, by the clock that was asked for.
    pub throughput: Option<Spread>,
}

/// How long one case took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CaseTime {
    /// The case.
    pub case: String,
    /// Its first moment, microseconds.
    pub first_us: i64,
    /// Its last moment.
    pub last_us: i64,
    /// The time between them by the clock that was asked for.
    pub time_us: i64,
}

/// Counts what the log holds; edges and cases are timed by `clock`.
pub fn overview(log: &EventLog, clock: &Clock) -> Overview {
    let span = log.span_us();
    let events = || log.cases.iter().flat_map(|case| &case.events);
    let ends = |at: fn(&[LogEvent]) -> Option<&LogEvent>| {
        counts(log.cases.iter().filter_map(|case| at(&case.events)).map(|e| &*e.activity))
    };
    let times = case_times(log, clock);
    Overview {
        cases: log.cases.len(),
        events: log.count_events(),
        untimed: events().filter(|event| event.at_us.is_none()).count(),
        first_us: span.map(|span| span.0),
        last_us: span.map(|span| span.1),
        activities: counts(events().map(|event| &*event.activity)),
        resources: counts(events().filter_map(|event| event.resource.as_deref())),
        offices: counts(events().filter_map(LogEvent::office)),
        variants: variants(log),
        edges: edges(log, clock),
        starts: ends(<[LogEvent]>::first),
        ends: ends(<[LogEvent]>::last),
        throughput: Spread::of(times.iter().map(|time| time.time_us).collect()),
    }
}

/// How often each name occurs.
pub(crate) fn counts<'a>(names: impl Iterator<Item = &'a str>) -> Vec<Count> {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for name in names {
        *found.entry(name).or_default() += 1;
    }
    let counts = found.into_iter().map(|(name, count)| Count { name: name.to_owned(), count });
    let mut counts: Vec<Count> = counts.collect();
    // Stable: equals stay in order of name.
    counts.sort_by_key(|count| std::cmp::Reverse(count.count));
    counts
}

/// The ways through the process.
pub fn variants(log: &EventLog) -> Vec<Variant> {
    let mut found: BTreeMap<Vec<&str>, (usize, &str)> = BTreeMap::new();
    for case in &log.cases {
        let way: Vec<&str> = case.events.iter().map(|event| &*event.activity).collect();
        found.entry(way).or_insert((0, &case.id)).0 += 1;
    }
    let variants = found.into_iter().map(|(way, (cases, example))| Variant {
        activities: way.into_iter().map(ToOwned::to_owned).collect(),
        cases,
        example: example.to_owned(),
    });
    let mut variants: Vec<Variant> = variants.collect();
    variants.sort_by_key(|variant| std::cmp::Reverse(variant.cases));
    variants
}

/// The directly-follows graph.
pub fn edges(log: &EventLog, clock: &Clock) -> Vec<Edge> {
    let mut found: BTreeMap<(&str, &str), (usize, Vec<i64>)> = BTreeMap::new();
    for case in &log.cases {
        for pair in case.events.windows(2) {
            let [from, to] = pair else { continue };
            let edge = found.entry((&from.activity, &to.activity)).or_default();
            edge.0 += 1;
            if let (Some(from_us), Some(to_us)) = (from.at_us, to.at_us) {
                edge.1.push(clock.between(from_us, to_us));
            }
        }
    }
    let edges = found.into_iter().map(|((from, to), (count, times))| Edge {
        from: from.to_owned(),
        to: to.to_owned(),
        count,
        time: Spread::of(times),
    });
    let mut edges: Vec<Edge> = edges.collect();
    edges.sort_by_key(|edge| std::cmp::Reverse(edge.count));
    edges
}

/// How long each case took, in the order of the log; cases without a moment are left out.
pub fn case_times(log: &EventLog, clock: &Clock) -> Vec<CaseTime> {
    log.cases
        .iter()
        .filter_map(|case| {
            let (first_us, last_us) = case.span_us()?;
            let time_us = clock.between(first_us, last_us);
            Some(CaseTime { case: case.id.clone(), first_us, last_us, time_us })
        })
        .collect()
}

#[cfg(test)]
mod tests;
