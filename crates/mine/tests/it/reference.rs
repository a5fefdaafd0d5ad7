//! The numbers of real logs are those of pm4py.
//!
//! `pm4py.jsonl` and, of what we export, `pm4py_ocel.jsonl` are what `bench/judge/logs.py` printed (pm4py 2.7.23). The logs are not
//! part of the repository; without them a test says so and is skipped.

use district::{WorkCalendar, Zone};
use jiff::civil::time;
use mine::csv_log::{self, CsvOptions};
use mine::late::{LateBy, late};
use mine::mining::{Count, Edge, case_times, overview};
use mine::rework::rework;
use mine::{Clock, EventLog, Export, WorkingHours, ocel, xes};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder of real logs; `None`, said loudly, where there is none.
pub(crate) fn data() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/services");
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("SKIPPED: {} is not there; nothing was compared with it", root.display());
    None
}

/// The log of that file.
pub(crate) fn log(path: &Path) -> EventLog {
    let bytes = std::fs::read(path).expect("the log can be opened");
    let read = xes::read(&bytes).expect("the log can be read");
    assert_eq!(read.refused, [], "{}", path.display());
    read.log
}

fn pairs(counts: &[Count]) -> Value {
    counts.iter().map(|count| json!([count.name, count.count])).collect()
}

/// Our numbers of a log, in the judge's words.
pub(crate) fn numbers(log: &EventLog) -> Value {
    let found = overview(log, &Clock::Wall);
    let ways = found.variants.iter().map(|variant| variant.activities.join("→"));
    let mut ways: Vec<(usize, String)> =
        found.variants.iter().map(|variant| variant.cases).zip(ways).collect();
    ways.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut edges: Vec<(String, usize)> =
        found.edges.iter().map(|e| (format!("{}→{}", e.from, e.to), e.count)).collect();
    edges.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let late = LateBy::detect(log).filter(|by| by.ended.is_some()).map(|by| late(log, &by));
    let throughput = found.throughput.expect("the log has moments");
    json!({
        "cases": found.cases,
        "events": found.events,
        "activities": pairs(&found.activities),
        "variants": found.variants.len(),
        "variant_counts": ways.iter().take(10).map(|way| way.0).collect::<Vec<_>>(),
        "top_variant": ways[0].1,
        "edges": edges,
        "starts": pairs(&found.starts),
        "ends": pairs(&found.ends),
        "median_us": throughput.median_us.to_terminating_text(),
        "total_us": i64::try_from(throughput.total_us).expect("centuries"),
        "late": late.map(|late| json!({ "with_both": late.with_both, "late": late.late })),
        "rework": repeated(log),
        "waits": waits(&found.edges),
        "office_ms": office_ms(log),
    })
}

/// Pairs by count, the greatest first, then by name.
fn ordered(pairs: impl Iterator<Item = (String, i128)>) -> Vec<(String, i128)> {
    let mut pairs: Vec<(String, i128)> = pairs.collect();
    pairs.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    pairs
}

/// All cases' time within 7:00 to 17:00 UTC, Monday to Friday, in milliseconds.
fn office_ms(log: &EventLog) -> i64 {
    let hours = [(time(7, 0, 0, 0), time(17, 0, 0, 0))];
    let span_us = log.span_us().expect("the log has moments");
    let hours = WorkingHours::over(&WorkCalendar::default(), &Zone::utc(), &hours, span_us);
    let times = case_times(log, &Clock::Hours(hours));
    times.iter().map(|case| case.time_us).sum::<i64>() / 1_000
}

/// In how many cases each activity is repeated.
fn repeated(log: &EventLog) -> Vec<(String, i128)> {
    let repeated = rework(log).repeated.into_iter();
    ordered(repeated.map(|r| (r.activity, i128::try_from(r.cases).expect("few cases"))))
}

/// The ten edges with the greatest total time, in whole seconds.
fn waits(edges: &[Edge]) -> Vec<(String, i128)> {
    let totals = edges.iter().map(|edge| {
        let total_us = edge.time.as_ref().map_or(0, |time| time.total_us);
        (format!("{}→{}", edge.from, edge.to), (total_us + 500_000).div_euclid(1_000_000))
    });
    let mut totals = ordered(totals);
    totals.truncate(10);
    totals
}

#[test]
fn numbers_equal_those_of_pm4py() {
    let Some(data) = data() else { return };
    let mut compared = 0;
    for line in include_str!("pm4py.jsonl").lines() {
        let mut wanted: Value = serde_json::from_str(line).expect("a line of the table is JSON");
        let fields = wanted.as_object_mut().expect("an object");
        let file = fields.remove("file").expect("its file");
        let path = data.join(file.as_str().expect("a name"));
        let found = numbers(&log(&path));
        for (name, wanted) in fields {
            assert_eq!(found[name.as_str()], *wanted, "{name} of {file}");
            compared += 1;
        }
    }
    assert_eq!(compared, 45);
}

#[test]
fn late_cases_of_the_permit_log_are_those_that_were_counted_apart() {
    let Some(data) = data() else { return };
    let log = log(&data.join("receipt_wabo_coselog.xes.gz"));
    let by = LateBy::detect(&log).expect("it has a deadline");
    let found = late(&log, &by);
    assert_eq!((found.late, found.with_both, found.cases), (377, 1_329, 1_434));
}

#[test]
fn exports_hold_what_pm4py_found_in_them() {
    let Some(data) = data() else { return };
    for line in include_str!("pm4py_ocel.jsonl").lines() {
        let wanted: Value = serde_json::from_str(line).expect("a line of the table is JSON");
        let file = wanted["file"].as_str().expect("its file");
        let text =
            ocel::json(&Export::from_log(&log(&data.join(file)))).expect("it holds together");
        let export: Value = serde_json::from_str(&text).expect("JSON");
        let list = |name: &str| export[name].as_array().cloned().unwrap_or_default();
        let count = |things: &[Value], name: &str| -> Vec<(String, i128)> {
            let mut counts: BTreeMap<String, i128> = BTreeMap::new();
            for thing in things {
                *counts.entry(thing[name].as_str().expect("text").to_owned()).or_default() += 1;
            }
            ordered(counts.into_iter())
        };
        let (events, objects) = (list("events"), list("objects"));
        let relations: Vec<Value> = events
            .iter()
            .flat_map(|event| event["relationships"].as_array().cloned().unwrap_or_default())
            .collect();
        let found = json!({
            "events": events.len(),
            "objects": objects.len(),
            "relations": relations.len(),
            "object_types": count(&objects, "type"),
            "event_types": count(&events, "type"),
            "qualifiers": count(&relations, "qualifier"),
        });
        for (name, found) in found.as_object().expect("an object") {
            assert_eq!(*found, wanted[name.as_str()], "{name} of {file}");
        }
    }
}

/// The log as a table, as a spreadsheet would write it.
fn table(log: &EventLog) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut text = String::from(
        "case:concept:name,concept:name,time:timestamp,org:resource,case:deadline,case:enddate\n",
    );
    for case in &log.cases {
        let line = |key: &str| case.find(key).and_then(mine::Value::line).unwrap_or_default();
        for event in &case.events {
            let at = mine::Value::At(event.at_us.expect("a moment")).line().expect("a moment");
            let cells = [
                quoted(&case.id),
                quoted(&event.activity),
                at,
                quoted(event.resource.as_deref().unwrap_or_default()),
                line("deadline"),
                line("enddate"),
            ];
            text.push_str(&cells.join(","));
            text.push_str("\r\n");
        }
    }
    text
}

#[test]
fn a_table_of_the_same_events_has_the_same_numbers() {
    let Some(data) = data() else { return };
    for file in ["receipt_wabo_coselog.xes.gz", "roadtraffic100traces.xes.gz"] {
        let log = log(&data.join(file));
        let read = csv_log::read(table(&log).as_bytes(), &CsvOptions::default());
        let read = read.expect("the table can be read");
        assert_eq!(read.refused, []);
        assert_eq!(numbers(&read.log), numbers(&log), "{file}");
    }
}
