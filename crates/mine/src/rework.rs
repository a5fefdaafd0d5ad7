//! What is done again: activities that a case repeats, and the ways back to them.

use crate::log::EventLog;
use crate::spread::Spread;
use crate::work::work;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// An activity that is done more than once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Repeated {
    /// What is repeated.
    pub activity: String,
    /// In how many cases.
    pub cases: usize,
    /// How many executions beyond the first.
    pub extra: usize,
    /// How many of them directly follow themselves.
    pub direct: usize,
}

/// A way back: an execution of `to`, which the case had done before, directly behind `from`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Loop {
    /// From where cases go back.
    pub from: String,
    /// What they go back to.
    pub to: String,
    /// How often.
    pub count: usize,
    /// In how many cases.
    pub cases: usize,
    /// The time since `to` was done before: what the way back costs.
    pub since: Spread,
}

/// What is done again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rework {
    /// How many cases repeat anything.
    pub cases: usize,
    /// Activities, the most extra executions first.
    pub repeated: Vec<Repeated>,
    /// Ways back, the most frequent first.
    pub loops: Vec<Loop>,
}

/// Finds what is done again.
pub fn rework(log: &EventLog) -> Rework {
    let mut repeated: BTreeMap<&str, Repeated> = BTreeMap::new();
    let mut loops: BTreeMap<(&str, &str), (usize, Vec<i64>)> = BTreeMap::new();
    let cases = work(log);
    let mut with_any = 0;
    for case in &cases {
        let mut last: BTreeMap<&str, (usize, i64)> = BTreeMap::new();
        let mut ways: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        let mut before: Option<&str> = None;
        for instance in &case.done {
            let activity = instance.activity;
            let (times, at_us) = last.get(activity).copied().unwrap_or((0, instance.end_us));
            last.insert(activity, (times + 1, instance.end_us));
            if let Some(from) = before.filter(|_| times > 0) {
                let entry = repeated.entry(activity).or_insert_with(|| Repeated {
                    activity: activity.to_owned(),
                    cases: 0,
                    extra: 0,
                    direct: 0,
                });
                entry.extra += 1;
                entry.cases += usize::from(times == 1);
                entry.direct += usize::from(from == activity);
                let way = loops.entry((from, activity)).or_default();
                way.1.push(instance.end_us.saturating_sub(at_us));
                *ways.entry((from, activity)).or_default() += 1;
            }
            before = Some(activity);
        }
        with_any += usize::from(!ways.is_empty());
        for way in ways.into_keys() {
            loops.entry(way).or_default().0 += 1;
        }
    }
    let mut repeated: Vec<Repeated> = repeated.into_values().collect();
    repeated.sort_by_key(|activity| Reverse(activity.extra));
    let mut loops: Vec<Loop> = loops
        .into_iter()
        .filter_map(|((from, to), (cases, times))| {
            let (from, to, count) = (from.to_owned(), to.to_owned(), times.len());
            Some(Loop { from, to, count, cases, since: Spread::of(times)? })
        })
        .collect();
    loops.sort_by_key(|way| Reverse(way.count));
    Rework { cases: with_any, repeated, loops }
}

#[cfg(test)]
mod tests;
