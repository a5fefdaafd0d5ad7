//! Ways back.

use super::rework;
use crate::testing::{log, minutes};
use expect_test::expect;
use std::fmt::Write;

#[test]
fn ways_back_and_repetitions_are_counted() {
    let log = log("1 A 08:00
         1 B 08:10
         1 A 08:30
         1 B 08:40
         1 B 08:45
         2 A 08:00
         2 B 08:10
         3 C 08:00
         3 C 08:01");
    let found = rework(&log);
    let mut out = String::new();
    writeln!(out, "{} cases", found.cases).unwrap();
    for r in &found.repeated {
        writeln!(out, "{}: {} cases, {} extra, {} direct", r.activity, r.cases, r.extra, r.direct)
            .unwrap();
    }
    for way in &found.loops {
        let since = minutes(way.since.max_us);
        writeln!(out, "{} → {}: {} in {} cases, {since}", way.from, way.to, way.count, way.cases)
            .unwrap();
    }
    expect![[r"
        2 cases
        B: 1 cases, 2 extra, 1 direct
        A: 1 cases, 1 extra, 0 direct
        C: 1 cases, 1 extra, 1 direct
        A → B: 1 in 1 cases, 30
        B → A: 1 in 1 cases, 30
        B → B: 1 in 1 cases, 5
        C → C: 1 in 1 cases, 1
    "]]
    .assert_eq(&out);
}
