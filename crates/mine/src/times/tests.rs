//! Waiting and working, from small logs.

use super::{Times, time_use};
use crate::clock::Clock;
use crate::spread::Spread;
use crate::testing::{log, minutes};
use expect_test::{Expect, expect};
use std::fmt::Write;

fn total(spread: Option<&Spread>) -> String {
    spread.map_or("-".to_owned(), |s| minutes(i64::try_from(s.total_us).unwrap()))
}

#[expect(clippy::needless_pass_by_value, reason = "`expect![]` is written in place")]
fn check(lines: &str, expected: Expect) {
    let log = log(lines);
    let found = time_use(&log, &Clock::Wall);
    let mut out = String::new();
    let mut say = |what: &str, times: &[Times]| {
        for t in times {
            let (sojourn, waiting) = (total(t.sojourn.as_ref()), total(t.waiting.as_ref()));
            let working = total(t.working.as_ref());
            writeln!(out, "{what} {} ×{}: {sojourn} = {waiting} + {working}", t.name, t.count)
                .unwrap();
        }
    };
    say("activity", &found.activities);
    say("resource", &found.resources);
    for edge in &found.bottlenecks {
        let waiting = total(Some(&edge.waiting));
        writeln!(out, "{} → {}: {waiting}", edge.from, edge.to).unwrap();
    }
    writeln!(out, "open {}", found.open).unwrap();
    expected.assert_eq(&out);
}

#[test]
fn a_log_with_starts_tells_waiting_from_working() {
    check(
        "1 A 08:00-08:10 r1
         1 B 09:00-09:30 r2
         1 C 08:30-09:40 r1",
        expect![[r"
            activity A ×1: - = - + 10
            activity B ×1: 80 = 50 + 30
            activity C ×1: 90 = 20 + 70
            resource r1 ×2: 90 = 20 + 80
            resource r2 ×1: 80 = 50 + 30
            A → B: 50
            A → C: 20
            open 0
        "]],
    );
}

#[test]
fn a_log_with_ends_only_tells_the_whole() {
    check(
        "1 A 08:00 r1
         1 B 09:00 r2
         2 A 08:00 r1
         2 B 08:30",
        expect![[r"
            activity A ×2: - = - + -
            activity B ×2: 90 = - + -
            resource r1 ×2: - = - + -
            resource r2 ×1: 60 = - + -
            A → B: 90
            open 0
        "]],
    );
}

#[test]
fn steps_of_an_activitys_life_are_paired() {
    check(
        "1 A 08:00 r1 SCHEDULE
         1 A 08:05 r1 START
         1 A 08:10 r1 suspend
         1 A 08:30 r1 resume
         1 B 08:20 r2 start
         1 A 08:40 r1 COMPLETE
         1 B 08:50 r2 complete
         1 C 08:55 r2 start
         1 D 09:00 r2 complete",
        expect![[r"
            activity A ×1: - = - + 15
            activity B ×1: - = - + 30
            activity D ×1: 10 = - + -
            resource r1 ×1: - = - + 15
            resource r2 ×2: 10 = - + 30
            B → D: 10
            open 1
        "]],
    );
}

#[test]
fn a_log_without_any_completion_has_ends_only() {
    check(
        "1 A 08:00 - Accepted
         1 A 08:05 - Queued",
        expect![[r"
            activity A ×2: 5 = - + -
            A → A: 5
            open 0
        "]],
    );
}
