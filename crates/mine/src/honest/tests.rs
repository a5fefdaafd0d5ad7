//! Clocks that cannot be right.

use super::{HonestLimits, honesty};
use crate::testing::{log, moment};
use expect_test::expect;
use std::fmt::Write;

#[test]
fn batches_and_work_in_no_time_are_found() {
    let mut lines = String::new();
    for case in 1..=6 {
        writeln!(lines, "{case} Apply 08:0{case} web").unwrap();
        writeln!(lines, "{case} Review 16:30 clerk").unwrap();
        writeln!(lines, "{case} Sign 16:30 clerk").unwrap();
        writeln!(lines, "{case} Send 17:00 robot").unwrap();
    }
    let limits = HonestLimits { programs: ["robot".to_owned()].into(), ..HonestLimits::default() };
    let found = honesty(&log(&lines), &limits);
    let mut out = String::new();
    for b in &found.batches {
        let (at, what) = (moment(b.minute_us), b.activities.join(", "));
        writeln!(out, "{} {at}: {} of {} cases: {what}", b.resource, b.count, b.cases).unwrap();
    }
    for n in &found.no_time {
        writeln!(out, "{} by {}: {} of {} = {}", n.activity, n.resource, n.count, n.of, n.share)
            .unwrap();
    }
    writeln!(out, "{} of {}", found.batched, found.completions).unwrap();
    expect![[r"
        clerk 2026-02-09T16:30:00Z: 12 of 6 cases: Review, Sign
        Sign by clerk: 6 of 6 = 1
        12 of 18
    "]]
    .assert_eq(&out);
}
