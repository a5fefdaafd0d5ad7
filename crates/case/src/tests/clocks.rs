//! Four clocks that are never mixed (L6).

use crate::hours::Count;
use crate::testing::{District, Script, applicant, grant, officer, operator, outside};
use crate::{CommandKind, clocks};
use expect_test::{Expect, expect};

fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

fn stop(item: &str, ground: &str) -> CommandKind {
    CommandKind::StopClock { item: item.to_owned(), ground: ground.to_owned() }
}

fn say(script: &Script, item: Option<&str>) -> String {
    let clocks = clocks(&script.case, item, &script.ctx()).unwrap();
    format!(
        "wall {} h, legal {}, promised {}, paused {}, returned {}, elapsed {}",
        clocks.wall_us / 3_600_000_000,
        clocks.legal_halves,
        clocks.promised_halves,
        clocks.paused_halves,
        clocks.returned_halves,
        clocks.elapsed_halves,
    )
}

#[test]
fn halves_are_counted_from_the_day_after() {
    let district = District::new();
    let count = |from: &str, to: &str| {
        let ctx = district.context(0);
        let count = Count::from(&ctx, district.at(from));
        format!("{from} -> {to}: {}\n", count.half(district.at(to)))
    };
    let monday = "2026-03-02 10:00:00";
    let mut told = String::new();
    for to in [
        "2026-03-01 10:00:00",
        "2026-03-02 17:30:00",
        "2026-03-02 17:30:01",
        "2026-03-03 12:00:00",
        "2026-03-03 12:00:01",
        "2026-03-03 17:30:00",
        "2026-03-06 17:30:00",
        "2026-03-07 10:00:00",
        "2026-03-09 12:00:00",
        "2026-03-23 12:00:00",
    ] {
        told.push_str(&count(monday, to));
    }
    // A holiday week with a make-up Saturday before it.
    told.push_str(&count("2026-02-13 10:00:00", "2026-02-14 12:00:00"));
    told.push_str(&count("2026-02-13 10:00:00", "2026-02-23 12:00:00"));
    told.push_str(&count("2026-02-15 10:00:00", "2026-02-15 12:00:00"));
    check(
        &told,
        &expect![[r#"
        2026-03-02 10:00:00 -> 2026-03-01 10:00:00: 0
        2026-03-02 10:00:00 -> 2026-03-02 17:30:00: 0
        2026-03-02 10:00:00 -> 2026-03-02 17:30:01: 1
        2026-03-02 10:00:00 -> 2026-03-03 12:00:00: 1
        2026-03-02 10:00:00 -> 2026-03-03 12:00:01: 2
        2026-03-02 10:00:00 -> 2026-03-03 17:30:00: 2
        2026-03-02 10:00:00 -> 2026-03-06 17:30:00: 8
        2026-03-02 10:00:00 -> 2026-03-07 10:00:00: 9
        2026-03-02 10:00:00 -> 2026-03-09 12:00:00: 9
        2026-03-02 10:00:00 -> 2026-03-23 12:00:00: 29
        2026-02-13 10:00:00 -> 2026-02-14 12:00:00: 1
        2026-02-13 10:00:00 -> 2026-02-23 12:00:00: 3
        2026-02-15 10:00:00 -> 2026-02-15 12:00:00: 1
    "#]],
    );
}

#[test]
fn a_limit_ends_where_its_last_half_ends() {
    let district = District::new();
    let ctx = district.context(0);
    let ends = |from: &str, half: u32| {
        let count = Count::from(&ctx, district.at(from));
        let end = district.say(count.end_us(count.allowance(half)));
        format!("{from} + {half}: {end}\n")
    };
    let told: String = [
        ends("2026-03-02 10:00:00", 0),
        ends("2026-03-02 18:00:00", 0),
        ends("2026-03-07 10:00:00", 0),
        ends("2026-03-02 10:00:00", 1),
        ends("2026-03-02 10:00:00", 2),
        ends("2026-03-06 10:00:00", 3),
        ends("2026-02-13 10:00:00", 3),
    ]
    .concat();
    check(
        &told,
        &expect![[r#"
        2026-03-02 10:00:00 + 0: 2026-03-02 17:30:00
        2026-03-02 18:00:00 + 0: 2026-03-03 17:30:00
        2026-03-07 10:00:00 + 0: 2026-03-09 17:30:00
        2026-03-02 10:00:00 + 1: 2026-03-03 12:00:00
        2026-03-02 10:00:00 + 2: 2026-03-03 17:30:00
        2026-03-06 10:00:00 + 3: 2026-03-10 12:00:00
        2026-02-13 10:00:00 + 3: 2026-02-23 12:00:00
    "#]],
    );
    // Counting and ending agree on every half.
    for half in 0..200 {
        let count = Count::from(&ctx, district.at("2026-02-06 10:00:00"));
        assert_eq!(count.half(count.end_us(half)), half);
        assert_eq!(count.half(count.end_us(half) + 1), half + 1);
    }
}

#[test]
fn a_stop_shifts_the_due_dates_and_ends_by_itself() {
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    let zhao = officer("zhao@health/s1");
    check(
        &script.tasks(),
        &expect![[r#"
        do:b police@s1 street by nobody, promised 2026-03-04 17:30:00, due 2026-03-09 17:30:00, None
        do:c health@s1 street by nobody, promised 2026-03-04 17:30:00, due 2026-03-09 17:30:00, None
        do:d health@d district by nobody, promised 2026-03-04 17:30:00, due 2026-03-09 17:30:00, None"#]],
    );
    check(
        &script.reject(&zhao, stop("c", "busy")).to_string(),
        &expect![
            "C0463: item `c` stops on the grounds that it declares (expert-review), found `busy`"
        ],
    );
    script.at("2026-03-03 10:00:00").give(&zhao, stop("c", "expert-review"));
    check(
        &script.timers(),
        &expect![[r#"
        2026-03-03 17:30:00 yellow:b
        2026-03-03 17:30:00 yellow:d
        2026-03-04 17:30:00 red:b
        2026-03-04 17:30:00 red:d
        2026-03-05 17:30:00 yellow
        2026-03-06 17:30:00 stop:c
        2026-03-09 17:30:00 legal:b
        2026-03-09 17:30:00 legal:d
        2026-03-09 17:30:00 red
        2026-05-04 17:30:00 legal"#]],
    );
    check(
        &script.reject(&outside("health"), grant("c")).to_string(),
        &expect!["C0455: item `c`: expected ready / claimed, found stopped"],
    );
    script.at("2026-03-06 17:30:00").fire("stop:c").unwrap();
    check(
        &say(&script, Some("c")),
        &expect!["wall 103 h, legal 1, promised 1, paused 7, returned 0, elapsed 8"],
    );
    // The others could go on, so the clock of the whole did.
    check(
        &say(&script, None),
        &expect!["wall 104 h, legal 8, promised 8, paused 0, returned 0, elapsed 8"],
    );
    check(
        &script.tasks(),
        &expect![[r#"
        do:b police@s1 street by nobody, promised 2026-03-04 17:30:00, due 2026-03-09 17:30:00, Red
        do:c health@s1 street by nobody, promised 2026-03-10 12:00:00, due 2026-03-13 12:00:00, None
        do:d health@d district by nobody, promised 2026-03-04 17:30:00, due 2026-03-09 17:30:00, Red"#]],
    );
}

#[test]
fn the_whole_stands_still_only_if_nothing_can_go_on() {
    let mut script = Script::running();
    let li = officer("li@police/s1");
    script.give(&li, stop("a", "expert-review"));
    script.at("2026-03-04 10:00:00");
    check(
        &say(&script, None),
        &expect!["wall 48 h, legal 0, promised 0, paused 3, returned 0, elapsed 3"],
    );
    check(&script.timers(), &expect!["2026-03-05 17:30:00 stop:a"]);
    script.give(&li, CommandKind::ResumeClock { item: "a".to_owned() });
    script.at("2026-03-05 10:00:00");
    check(
        &say(&script, None),
        &expect!["wall 72 h, legal 2, promised 2, paused 3, returned 0, elapsed 5"],
    );
    check(
        &say(&script, Some("a")),
        &expect!["wall 72 h, legal 2, promised 2, paused 3, returned 0, elapsed 5"],
    );
}

#[test]
fn a_limit_is_extended_once_by_somebody_else() {
    let mut script = Script::running();
    let li = officer("li@police/s1");
    let extend = |item: Option<&str>, halves, by: &str| CommandKind::Extend {
        item: item.map(str::to_owned),
        halves,
        reason: "a hearing abroad".to_owned(),
        approved_by: by.to_owned(),
    };
    check(
        &script.reject(&li, extend(Some("a"), 21, "chief")).to_string(),
        &expect!["C0465: an extension is of 0.5 to 10 working days, found 10.5"],
    );
    check(
        &script.reject(&li, extend(Some("a"), 20, "li")).to_string(),
        &expect![
            "C0466: an extension is approved by somebody else, found nobody or the same person"
        ],
    );
    script.give(&li, extend(Some("a"), 20, "chief"));
    check(
        &script.reject(&li, extend(Some("a"), 20, "chief")).to_string(),
        &expect!["C0461: a limit is extended once, and it was done before (item `a`)"],
    );
    check(
        &script.reject(&operator(), extend(None, 31, "mayor")).to_string(),
        &expect!["C0465: an extension is of 0.5 to 15 working days, found 15.5"],
    );
    script.give(&operator(), extend(None, 30, "mayor"));
    check(
        &script.timers(),
        &expect![[r#"
        2026-03-03 12:00:00 yellow:a
        2026-03-03 17:30:00 red:a
        2026-03-05 17:30:00 yellow
        2026-03-09 17:30:00 red
        2026-03-19 17:30:00 legal:a
        2026-05-25 17:30:00 legal"#]],
    );
    let mut script = Script::running();
    script.at("2026-03-05 17:30:01");
    check(
        &script.reject(&li, extend(Some("a"), 20, "chief")).to_string(),
        &expect!["C0462: a limit is extended before it passes, which was over on 2026-03-05 17:30"],
    );
}

#[test]
fn a_clock_that_was_set_back_does_not_go_back_here() {
    let mut script = Script::running();
    let last_us = script.case.last_us;
    script.at("2026-03-01 09:00:00");
    let events = script.give(&officer("li@police/s1"), CommandKind::Claim { item: "a".into() });
    assert_eq!(events[0].at_us, last_us);
    assert!(script.try_give(&applicant(), CommandKind::Accept).is_err());
}

#[test]
fn a_stop_that_nobody_ended_in_time_ends_where_its_ground_says() {
    let mut script = Script::running();
    script.give(&officer("li@police/s1"), stop("a", "expert-review"));
    script.at("2026-03-10 10:00:00").fire("stop:a").unwrap();
    let told = "wall 192 h, legal 5, promised 5, paused 6, returned 0, elapsed 11";
    assert_eq!(say(&script, Some("a")), told);
    assert_eq!(say(&script, None), told);
}

#[test]
fn a_deemed_acceptance_counts_from_the_day_of_receipt() {
    let mut script = Script::new();
    let submission = crate::testing::submission(&script.district);
    script.give(&applicant(), crate::testing::open("move", "s1"));
    script.give(&applicant(), CommandKind::Submit(Box::new(submission)));
    script.at("2026-03-09 17:30:00").fire("accept").unwrap();
    assert_eq!(script.case.accepted_us, script.case.received_us);
    check(
        &script.tasks(),
        &expect![
            "do:a police@s1 street by nobody, promised 2026-03-03 17:30:00, due 2026-03-05 17:30:00, Red"
        ],
    );
}
