//! What was done in a case: one instance for each execution of an activity, with start and end
//! where the log has both.
//!
//! An event that begins an activity (`start`) waits for the one that ends it (`complete`); the
//! oldest open one of the same activity is taken, or the one with the same `concept:instance`.
//! Between `suspend` and `resume` nothing is worked. In a log without any `complete` every
//! event is an end.

use crate::log::{EventLog, INSTANCE, LogEvent, Trace, Value, find};

/// One execution of an activity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instance<'a> {
    /// What was done.
    pub activity: &'a str,
    /// Who ended it.
    pub resource: Option<&'a str>,
    /// The office or group.
    pub office: Option<&'a str>,
    /// When it began, where the log says so; microseconds.
    pub start_us: Option<i64>,
    /// When it ended; microseconds.
    pub end_us: i64,
    /// When it rested, in order.
    pub paused_us: Vec<(i64, i64)>,
}

/// What was done in one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseWork<'a> {
    /// The case.
    pub case: &'a Trace,
    /// Executions in order of their ends.
    pub done: Vec<Instance<'a>>,
    /// How many were begun and never ended.
    pub open: usize,
}

/// A step of an activity's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Start,
    Complete,
    Suspend,
    Resume,
    Other,
}

impl Step {
    fn of(event: &LogEvent) -> Self {
        let Some(word) = event.lifecycle.as_deref() else { return Self::Complete };
        let steps = [
            ("start", Self::Start),
            ("complete", Self::Complete),
            ("suspend", Self::Suspend),
            ("resume", Self::Resume),
        ];
        let found = steps.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
        found.map_or(Self::Other, |(_, step)| *step)
    }
}

/// What was done, case by case, in the order of the log.
pub fn work(log: &EventLog) -> Vec<CaseWork<'_>> {
    let events = || log.cases.iter().flat_map(|case| &case.events);
    let lived = events().any(|event| {
        event.lifecycle.as_deref().is_some_and(|word| word.eq_ignore_ascii_case("complete"))
    });
    log.cases.iter().map(|case| work_of(case, lived)).collect()
}

/// An activity that was begun.
struct Begun<'a> {
    activity: &'a str,
    instance: Option<&'a str>,
    start_us: i64,
    paused_us: Vec<(i64, i64)>,
    resting_since_us: Option<i64>,
}

fn work_of(case: &Trace, lived: bool) -> CaseWork<'_> {
    let mut begun: Vec<Begun<'_>> = Vec::new();
    let mut done: Vec<Instance<'_>> = Vec::new();
    for event in &case.events {
        let Some(at_us) = event.at_us else { continue };
        let instance = find(&event.attributes, INSTANCE).and_then(Value::text);
        let activity = &*event.activity;
        let place = begun.iter().position(|open| {
            let other = open.instance.is_some() && instance.is_some() && open.instance != instance;
            open.activity == activity && !other
        });
        match if lived { Step::of(event) } else { Step::Complete } {
            Step::Start => begun.push(Begun {
                activity,
                instance,
                start_us: at_us,
                paused_us: Vec::new(),
                resting_since_us: None,
            }),
            Step::Suspend => {
                if let Some(open) = place.and_then(|at| begun.get_mut(at)) {
                    open.resting_since_us.get_or_insert(at_us);
                }
            }
            Step::Resume => {
                if let Some(open) = place.and_then(|at| begun.get_mut(at))
                    && let Some(since_us) = open.resting_since_us.take()
                {
                    open.paused_us.push((since_us, at_us));
                }
            }
            Step::Complete => {
                let open = place.map(|at| begun.remove(at));
                done.push(ended(event, at_us, open));
            }
            Step::Other => {}
        }
    }
    // A stable sort: executions that end at one moment stay in the order of the log.
    done.sort_by_key(|instance| instance.end_us);
    CaseWork { case, done, open: begun.len() }
}

fn ended<'a>(event: &'a LogEvent, end_us: i64, begun: Option<Begun<'a>>) -> Instance<'a> {
    let mut instance = Instance {
        activity: &event.activity,
        resource: event.resource.as_deref(),
        office: event.office(),
        start_us: event.start_us.filter(|start_us| *start_us <= end_us),
        end_us,
        paused_us: Vec::new(),
    };
    if let Some(begun) = begun.filter(|begun| begun.start_us <= end_us) {
        instance.start_us = instance.start_us.or(Some(begun.start_us));
        instance.paused_us = begun.paused_us;
        // Work that ended while it rested rested to its end.
        instance.paused_us.extend(begun.resting_since_us.map(|since_us| (since_us, end_us)));
    }
    instance
}
