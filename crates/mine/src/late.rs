//! How many cases ended after their deadline.

use crate::log::{EventLog, Trace};
use crate::spread::{Spread, decimal};
use district::Exact;
use serde::Serialize;

/// The case attributes that are compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LateBy {
    /// By when the case was to end.
    pub deadline: String,
    /// When it ended; none: its last event.
    pub ended: Option<String>,
}

/// The usual names of a deadline, the most usual first.
const DEADLINES: [&str; 7] =
    ["deadline", "due_date", "duedate", "due_at", "due_on", "promise_on", "承诺办结时间"];
/// The usual names of an end.
const ENDS: [&str; 6] = ["enddate", "end_date", "ended_at", "closed_at", "ended_on", "办结时间"];

impl LateBy {
    /// The attributes of usual names that cases of the log have; `None` without a deadline.
    pub fn detect(log: &EventLog) -> Option<Self> {
        let find = |usual: &[&str]| {
            let keys = |case: &Trace, name: &str| {
                let mut keys = case.attributes.iter().map(|a| &a.key);
                keys.find(|key| key.eq_ignore_ascii_case(name)).map(ToString::to_string)
            };
            usual.iter().find_map(|name| log.cases.iter().find_map(|case| keys(case, name)))
        };
        Some(Self { deadline: find(&DEADLINES)?, ended: find(&ENDS) })
    }
}

/// How many cases ended after their deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Late {
    /// The attributes that were compared.
    pub by: LateBy,
    /// Cases of the log.
    pub cases: usize,
    /// Cases that have both moments; only these are judged.
    pub with_both: usize,
    /// Cases that ended after the deadline.
    pub late: usize,
    /// Late cases of those with both; zero of none.
    #[serde(serialize_with = "decimal")]
    pub share: Exact,
    /// By how much they were late.
    pub overrun: Option<Spread>,
    /// The late cases, in the order of the log.
    pub late_cases: Vec<String>,
}

/// Compares the moments of each case.
pub fn late(log: &EventLog, by: &LateBy) -> Late {
    let (mut with_both, mut late_cases, mut overruns) = (0_usize, Vec::new(), Vec::new());
    for case in &log.cases {
        let moment = |key: &str| case.find(key)?.moment_us();
        let ended = match &by.ended {
            Some(key) => moment(key),
            None => case.span_us().map(|span| span.1),
        };
        let (Some(deadline_us), Some(ended_us)) = (moment(&by.deadline), ended) else { continue };
        with_both += 1;
        if ended_us > deadline_us {
            late_cases.push(case.id.clone());
            overruns.push(ended_us.saturating_sub(deadline_us));
        }
    }
    Late {
        by: by.clone(),
        cases: log.cases.len(),
        with_both,
        late: late_cases.len(),
        share: Exact::ratio(late_cases.len(), with_both).unwrap_or_else(Exact::zero),
        overrun: Spread::of(overruns),
        late_cases,
    }
}

#[cfg(test)]
mod tests;
