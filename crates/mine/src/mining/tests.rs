//! Counts, variants and the graph of small logs.

use super::{case_times, overview};
use crate::clock::Clock;
use crate::testing::{log, minutes};
use expect_test::{Expect, expect};
use std::fmt::Write;

#[expect(clippy::needless_pass_by_value, reason = "`expect![]` is written in place")]
fn check(lines: &str, expected: Expect) {
    let log = log(lines);
    let found = overview(&log, &Clock::Wall);
    let mut out = String::new();
    writeln!(out, "{} cases, {} events", found.cases, found.events).unwrap();
    for variant in &found.variants {
        writeln!(out, "{} × {} ({})", variant.cases, variant.activities.join(" "), variant.example)
            .unwrap();
    }
    for edge in &found.edges {
        let time = edge.time.as_ref().map_or(0, |time| time.max_us);
        writeln!(out, "{} → {}: {}, {}", edge.from, edge.to, edge.count, minutes(time)).unwrap();
    }
    let names = |counts: &[super::Count]| {
        let all: Vec<_> = counts.iter().map(|c| format!("{} {}", c.name, c.count)).collect();
        all.join(", ")
    };
    writeln!(out, "activities {}", names(&found.activities)).unwrap();
    writeln!(out, "resources {}", names(&found.resources)).unwrap();
    writeln!(out, "starts {} ends {}", names(&found.starts), names(&found.ends)).unwrap();
    if let Some(throughput) = &found.throughput {
        let median = throughput.median_us.to_terminating_text().unwrap();
        writeln!(out, "median {median} p90 {}", minutes(throughput.p90_us)).unwrap();
    }
    expected.assert_eq(&out);
}

#[test]
fn a_small_log() {
    check(
        "1 A 08:00 r1
         1 B 08:10 r2
         1 C 09:00 r1
         2 A 08:00 r1
         2 B 08:30
         2 C 08:31
         3 A 10:00
         3 C 10:05
         4 A 11:00",
        expect![[r"
            4 cases, 9 events
            2 × A B C (1)
            1 × A (4)
            1 × A C (3)
            A → B: 2, 30
            B → C: 2, 50
            A → C: 1, 5
            activities A 4, C 3, B 2
            resources r1 3, r2 1
            starts A 4 ends C 3, A 1
            median 1080000000 p90 60
        "]],
    );
}

#[test]
fn nothing_is_counted_of_nothing() {
    check(
        "",
        expect![[r"
        0 cases, 0 events
        activities 
        resources 
        starts  ends 
    "]],
    );
}

#[test]
fn an_even_number_of_cases_has_a_median_between() {
    let mut log = log("1 A 08:00\n1 B 08:01\n2 A 08:00\n2 B 08:02");
    log.cases[1].events[1].at_us = log.cases[1].events[1].at_us.map(|us| us + 1);
    let spread = overview(&log, &Clock::Wall).throughput.unwrap();
    assert_eq!(spread.median_us.to_terminating_text().as_deref(), Some("90000000.5"));
    assert_eq!(serde_json::to_value(&spread).unwrap()["median_us"], "90000000.5");
    assert_eq!(case_times(&log, &Clock::Wall)[1].time_us, 120_000_001);
}
