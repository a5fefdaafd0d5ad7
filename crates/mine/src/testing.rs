//! Logs of a few lines, for tests.

use crate::log::{Attribute, EventLog, LogEvent, Trace, Value, Word};
use crate::time::{Moments, write};
use district::Exact;

/// The log of lines `case activity time [resource [lifecycle]]`, in UTC on 2026-02-09; the time
/// is `HH:MM` or `HH:MM-HH:MM`, the first being the start. `-` is no resource.
pub(crate) fn log(lines: &str) -> EventLog {
    let mut log = EventLog::default();
    for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let mut words = line.split_whitespace();
        let mut word = || words.next().unwrap_or_default();
        let (case, activity, time, resource, lifecycle) = (word(), word(), word(), word(), word());
        let (start, end) = time.split_once('-').unwrap_or(("", time));
        let text = |word: &str| (!matches!(word, "" | "-")).then(|| Word::from(word));
        let mut event = LogEvent::new(activity, at(end));
        event.start_us = (!start.is_empty()).then(|| at(start));
        event.resource = text(resource);
        event.lifecycle = text(lifecycle);
        let place = log.cases.iter().position(|trace| trace.id == case).unwrap_or_else(|| {
            log.cases.push(Trace { id: case.to_owned(), ..Trace::default() });
            log.cases.len() - 1
        });
        log.cases[place].events.push(event);
    }
    log
}

/// That time of 2026-02-09, in UTC; a date is taken as it is.
pub(crate) fn at(time: &str) -> i64 {
    let text = if time.len() > 8 { time.to_owned() } else { format!("2026-02-09 {time}") };
    Moments::default().parse(&text).expect("a moment")
}

/// Puts a moment on a case.
pub(crate) fn mark(log: &mut EventLog, case: &str, key: &str, time: &str) {
    let trace = log.cases.iter_mut().find(|trace| trace.id == case).expect("the case is there");
    trace.attributes.push(Attribute::new(key, Value::At(at(time))));
}

/// Minutes.
pub(crate) fn minutes(us: i64) -> String {
    let minutes = Exact::ratio(us, 60_000_000).expect("sixty is not zero");
    minutes.to_terminating_text().unwrap_or_else(|| format!("{us} us"))
}

/// A moment as text.
pub(crate) fn moment(us: i64) -> String {
    write(us)
}
