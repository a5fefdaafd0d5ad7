//! Tasks, decisions, and what they do to other items.

use crate::testing::{
    Script, applicant, grant, kinds, officer, operator, outside, planned, refuse, report,
};
use crate::{Actor, CommandKind, Outcome};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;

fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

fn claim(item: &str) -> CommandKind {
    CommandKind::Claim { item: item.to_owned() }
}

#[test]
fn a_case_goes_through_and_closes_by_itself() {
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    check(&script.told(), &expect!["running: a granted, b ready, c ready, d ready, e waiting"]);
    script.done("li@police/s1", grant("b"));
    script.give(&outside("health"), grant("c"));
    script.at("2026-03-03 10:00:00").done("zhao@health/d", grant("d"));
    check(&script.told(), &expect!["running: a granted, b granted, c granted, d granted, e ready"]);
    check(&kinds(&script.done("li@police/s1", grant("e"))), &expect!["granted closed"]);
    check(
        &script.told(),
        &expect!["closed granted: a granted, b granted, c granted, d granted, e granted"],
    );
    check(&script.tasks(), &expect![[""]]);
    check(&script.timers(), &expect![[""]]);
}

#[test]
fn a_refusal_fells_what_takes_from_it_and_the_rest_goes_on() {
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    let events = script.done("li@police/s1", refuse("b"));
    check(
        &serde_json::to_string(&events[0]).unwrap(),
        &expect![[
            r#"{"seq":7,"at_us":1772422200000000,"actor":{"id":"li","role":{"officer":{"office":"police","place":"s1"}}},"kind":{"refused":{"item":"b","ground":"not entitled","remedy":{"zh":"六十日内申请行政复议","en":"reconsideration within sixty days"}}}}"#
        ]],
    );
    check(&script.told(), &expect!["running: a granted, b refused, c ready, d ready, e cancelled"]);
    script.give(&outside("health"), grant("c"));
    check(&kinds(&script.give(&outside("health"), grant("d"))), &expect!["granted closed"]);
    check(
        &script.told(),
        &expect!["closed partly: a granted, b refused, c granted, d granted, e cancelled"],
    );
    let mut script = Script::running();
    check(&kinds(&script.done("li@police/s1", refuse("a"))), &expect!["refused closed"]);
    check(
        &script.told(),
        &expect!["closed refused: a refused, b cancelled, c cancelled, d cancelled, e cancelled"],
    );
}

#[test]
fn only_who_has_claimed_decides_and_a_hasty_decision_is_marked() {
    let mut script = Script::running();
    let (li, wang) = (officer("li@police/s1"), officer("wang@police/s1"));
    check(
        &script.reject(&li, grant("a")).to_string(),
        &expect!["C0458: `a` is worked on by who has claimed it, found nobody"],
    );
    script.give(&li, claim("a"));
    check(
        &script.reject(&wang, claim("a")).to_string(),
        &expect!["C0458: `a` is worked on by who has claimed it, found `li`"],
    );
    check(
        &script.reject(&wang, grant("a")).to_string(),
        &expect!["C0458: `a` is worked on by who has claimed it, found `li`"],
    );
    check(
        &script.reject(&officer("li@police/s2"), grant("a")).to_string(),
        &expect!["C0457: the task of `a` lies at the desk `police@s1`, found `police@s2`"],
    );
    check(
        &script.reject(&operator(), grant("a")).to_string(),
        &expect!["C0456: `decide` is given by officer / outside, found operator"],
    );
    let give_back = || CommandKind::GiveBack { item: "a".to_owned() };
    check(
        &script.reject(&wang, give_back()).to_string(),
        &expect!["C0458: `a` is worked on by who has claimed it, found `li`"],
    );
    script.give(&li, give_back());
    script.give(&wang, claim("a"));
    script.now_us += 3_000_000;
    let events = script.give(&wang, grant("a"));
    assert!(script.case.items[0].hasty);
    check(
        &serde_json::to_string(&events[0]).unwrap(),
        &expect![[
            r#"{"seq":7,"at_us":1772415003000000,"actor":{"id":"wang","role":{"officer":{"office":"police","place":"s1"}}},"kind":{"granted":{"item":"a","results":[{"slot":"r-a","valid_until":"2027-03-02"}],"hasty":true}}}"#
        ]],
    );
}

#[test]
fn a_decision_is_not_dated_before_it_could_be_made_nor_in_the_future() {
    let mut script = Script::running();
    let dated = |at_us| CommandKind::Decide {
        item: "a".to_owned(),
        outcome: Outcome::grant(),
        dated_us: Some(at_us),
    };
    let before_us = script.district.at("2026-03-02 09:29:59");
    let later_us = script.district.at("2026-03-03 09:00:01");
    let within_us = script.district.at("2026-03-02 16:00:00");
    script.at("2026-03-03 09:00:00");
    check(
        &script.reject(&outside("police"), dated(before_us)).to_string(),
        &expect![
            "C0468: a decision is dated from 2026-03-02 09:30 to 2026-03-03 09:00, found 2026-03-02 09:29"
        ],
    );
    check(
        &script.reject(&outside("police"), dated(later_us)).to_string(),
        &expect![
            "C0468: a decision is dated from 2026-03-02 09:30 to 2026-03-03 09:00, found 2026-03-03 09:00"
        ],
    );
    script.give(&outside("police"), dated(within_us));
    assert_eq!(script.case.items[0].done_us, Some(within_us));
    // Those who take from it could begin only when it was recorded.
    assert_eq!(script.case.items[1].ready_us, Some(script.now_us));
}

#[test]
fn a_call_extends_the_plan_while_it_runs() {
    let mut script = Script::running();
    let call = |calls: &[&str], extension| CommandKind::Decide {
        item: "a".to_owned(),
        outcome: Outcome::Grant {
            calls: calls.iter().map(|&call| call.to_owned()).collect(),
            extension,
            documents: BTreeMap::new(),
        },
        dated_us: None,
    };
    let x = || vec![planned(&script.district, "x", &["a"])];
    let (one, two) = (x(), x());
    let police = outside("police");
    check(
        &script.reject(&police, call(&["r-y"], one.clone())).to_string(),
        &expect![
            "C0467: expected a result that the item may call for (r-x) and the extension gives, found `r-y`"
        ],
    );
    check(
        &script.reject(&police, call(&["r-x"], vec![])).to_string(),
        &expect![
            "C0467: expected a result that the item may call for (r-x) and the extension gives, found `r-x`"
        ],
    );
    check(
        &script.reject(&police, call(&[], one.clone())).to_string(),
        &expect![
            "C0467: expected a result that the item may call for (r-x) and the extension gives, found `r-x`"
        ],
    );
    let twice = [one, two.clone()].concat();
    check(
        &script.reject(&police, call(&["r-x"], twice)).to_string(),
        &expect!["C0459: item `x` stands in it twice"],
    );
    script.give(&police, call(&["r-x"], two));
    check(
        &script.told(),
        &expect!["running: a granted, b ready, c ready, d ready, e waiting, x ready"],
    );
}

#[test]
fn a_call_by_the_last_item_keeps_the_case_open() {
    let mut script = Script::running();
    for (who, item) in [("police", "a"), ("police", "b"), ("health", "c"), ("health", "d")] {
        script.give(&outside(who), grant(item));
    }
    let extension = vec![planned(&script.district, "x", &[])];
    let (calls, documents) = (vec!["r-x".to_owned()], BTreeMap::new());
    let decide = CommandKind::Decide {
        item: "e".to_owned(),
        outcome: Outcome::Grant { calls, extension, documents },
        dated_us: None,
    };
    check(&kinds(&script.give(&outside("police"), decide)), &expect!["granted"]);
    check(&kinds(&script.give(&outside("health"), grant("x"))), &expect!["granted closed"]);
}

#[test]
fn an_item_is_given_back_to_an_earlier_one_three_times() {
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    let back = |to: &str| CommandKind::SendBack {
        item: "c".to_owned(),
        to: to.to_owned(),
        reason: "the name does not match".to_owned(),
    };
    let zhao = officer("zhao@health/s1");
    script.give(&outside("health"), grant("d"));
    script.give(&officer("li@police/s1"), claim("b"));
    for round in 1..=3 {
        script.give(&zhao, claim("c"));
        check(script.reject(&zhao, back("b")).code().0, &expect!["C0473"]);
        script.give(&zhao, back("a"));
        if round == 1 {
            check(
                &script.told(),
                &expect!["running: a ready, b waiting, c waiting, d granted, e waiting"],
            );
            check(
                &script.tasks(),
                &expect![
                    "do:a police@s1 street by nobody, promised 2026-03-03 17:30:00, due 2026-03-05 17:30:00, None"
                ],
            );
        }
        script.now_us += 24 * 3_600_000_000;
        script.done("li@police/s1", grant("a"));
    }
    assert_eq!((script.case.items[0].round, script.case.items[2].sent_back), (4, 3));
    script.give(&zhao, claim("c"));
    check(
        &script.reject(&zhao, back("a")).to_string(),
        &expect!["C0474: `c` is sent back 3 times at most, and was"],
    );
    let clocks = crate::clocks(&script.case, Some("c"), &script.ctx()).unwrap();
    check(
        &format!("{clocks:?}"),
        &expect![
            "Clocks { wall_us: 270000000000, legal_halves: 6, promised_halves: 0, paused_halves: 0, returned_halves: 6, elapsed_halves: 6 }"
        ],
    );
}

#[test]
fn silence_decides_as_the_item_says() {
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    check(
        &script.timers(),
        &expect![[r#"
        2026-03-03 17:30:00 yellow:b
        2026-03-03 17:30:00 yellow:c
        2026-03-03 17:30:00 yellow:d
        2026-03-04 17:30:00 red:b
        2026-03-04 17:30:00 red:c
        2026-03-04 17:30:00 red:d
        2026-03-05 17:30:00 yellow
        2026-03-09 17:30:00 legal:b
        2026-03-09 17:30:00 legal:c
        2026-03-09 17:30:00 legal:d
        2026-03-09 17:30:00 red
        2026-05-04 17:30:00 legal"#]],
    );
    script.at("2026-03-09 17:30:00");
    check(&script.fire("yellow:b").map(|e| kinds(&e)).unwrap(), &expect!["reminded"]);
    check(&script.fire("red:b").map(|e| kinds(&e)).unwrap(), &expect!["reminded"]);
    check(
        &script.fire("yellow:b").unwrap_err().to_string(),
        &expect!["C0477: `yellow:b` is not due, nothing was changed"],
    );
    check(&script.fire("legal:b").map(|e| kinds(&e)).unwrap(), &expect!["deemed_granted"]);
    check(&script.fire("legal:c").map(|e| kinds(&e)).unwrap(), &expect!["deemed_refused"]);
    check(&script.fire("legal:d").map(|e| kinds(&e)).unwrap(), &expect!["limit_passed"]);
    check(
        &script.told(),
        &expect!["running: a granted, b deemed_granted, c deemed_refused, d ready, e cancelled"],
    );
    check(
        &script.tasks(),
        &expect![
            "do:d health@d district by nobody, promised 2026-03-04 17:30:00, due 2026-03-09 17:30:00, Red"
        ],
    );
    check(script.fire("legal:b").unwrap_err().code().0, &expect!["C0477"]);
}

#[test]
fn a_task_climbs_the_ladder_and_stays_at_the_top() {
    let mut script = Script::new();
    let submission = report(&script.district);
    script.give(&applicant(), crate::testing::open("report", "v1"));
    script.give(&applicant(), CommandKind::Submit(Box::new(submission)));
    script.give(&Actor::system(), CommandKind::Accept);
    check(
        &script.timers(),
        &expect![[r#"
        2026-03-09 17:30:00 climb:dispatch
        2026-03-11 12:00:00 yellow
        2026-03-11 12:00:00 yellow:dispatch
        2026-03-16 17:30:00 legal:dispatch
        2026-03-16 17:30:00 red
        2026-03-16 17:30:00 red:dispatch
        2026-03-30 17:30:00 legal"#]],
    );
    script.at("2026-03-09 17:30:00");
    script.fire("climb:dispatch").unwrap();
    check(
        &script.tasks(),
        &expect![
            "do:dispatch grid@s1 street by nobody, promised 2026-03-16 17:30:00, due 2026-03-16 17:30:00, None"
        ],
    );
    script.at("2026-03-12 17:30:00");
    script.fire("climb:dispatch").unwrap();
    check(
        &script.tasks(),
        &expect![
            "do:dispatch grid@d district by nobody, promised 2026-03-16 17:30:00, due 2026-03-16 17:30:00, Yellow"
        ],
    );
    check(
        &script.timers(),
        &expect![[r#"
        2026-03-11 12:00:00 yellow
        2026-03-11 12:00:00 yellow:dispatch
        2026-03-16 17:30:00 legal:dispatch
        2026-03-16 17:30:00 red
        2026-03-16 17:30:00 red:dispatch
        2026-03-30 17:30:00 legal"#]],
    );
    let climb = CommandKind::Climb { item: "dispatch".to_owned(), reason: "stuck".to_owned() };
    check(
        &script.reject(&operator(), climb).to_string(),
        &expect!["C0472: `dispatch` is at the highest level, `district`"],
    );
    // Who sits at the level it climbed to does it; so may the desk where it began.
    script.give(&officer("mayor@grid/d"), claim("dispatch"));
}

#[test]
fn a_task_goes_to_another_desk_and_the_wrong_office_needs_a_reason() {
    let mut script = Script::running();
    let li = officer("li@police/s1");
    let to = |office: &str, place: &str, reason: &str| CommandKind::Transfer {
        item: "a".to_owned(),
        office: office.to_owned(),
        place: place.to_owned(),
        reason: reason.to_owned(),
    };
    check(
        &script.reject(&li, to("police", "s1", "")).to_string(),
        &expect!["C0471: expected another desk, the task lies at `police@s1` already"],
    );
    check(
        &script.reject(&li, to("police", "v1", "")).to_string(),
        &expect!["C0470: expected a place with a desk, found none of office `police` at `v1`"],
    );
    check(
        &script.reject(&li, to("police", "s9", "")).to_string(),
        &expect!["C0481: the pack declares no place `s9`"],
    );
    check(
        &script.reject(&li, to("water", "s2", "")).to_string(),
        &expect!["C0481: the pack declares no office `water`"],
    );
    check(
        &script.reject(&li, to("health", "s2", " ")).to_string(),
        &expect!["C0464: expected words in `reason`, found none"],
    );
    script.give(&li, claim("a"));
    script.give(&li, to("police", "s2", ""));
    check(
        &script.tasks(),
        &expect![
            "do:a police@s2 street by nobody, promised 2026-03-03 17:30:00, due 2026-03-05 17:30:00, None"
        ],
    );
    script.give(&officer("sun@police/s2"), to("health", "s2", "a matter of health"));
    script.done("zhou@health/s2", grant("a"));
}

#[test]
fn an_operator_cancels_an_item_or_the_case() {
    let cancel = |item: Option<&str>| CommandKind::Cancel {
        item: item.map(str::to_owned),
        reason: "entered twice".to_owned(),
    };
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    check(
        &script.reject(&applicant(), cancel(None)).to_string(),
        &expect!["C0456: `cancel` is given by operator, found applicant"],
    );
    script.give(&operator(), cancel(Some("b")));
    check(
        &script.told(),
        &expect!["running: a granted, b cancelled, c ready, d ready, e cancelled"],
    );
    check(&kinds(&script.give(&operator(), cancel(None))), &expect!["closed"]);
    check(
        &script.told(),
        &expect!["closed cancelled: a granted, b cancelled, c cancelled, d cancelled, e cancelled"],
    );
    let mut script = Script::running();
    script.give(&applicant(), CommandKind::Withdraw { reason: String::new() });
    check(
        &script.told(),
        &expect![
            "closed withdrawn: a cancelled, b cancelled, c cancelled, d cancelled, e cancelled"
        ],
    );
}

#[test]
fn a_case_moves_to_a_version_that_strands_nothing() {
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    let plan = |ids: &[(&str, &[&str])]| {
        ids.iter().map(|(id, after)| planned(&script.district, id, after)).collect::<Vec<_>>()
    };
    let migrate = |pack: &str, items| CommandKind::Migrate { pack: pack.to_owned(), items };
    let loses = plan(&[("a", &[]), ("b", &["a"]), ("c", &["a"])]);
    let order = plan(&[("x", &[]), ("a", &[]), ("b", &["x"]), ("c", &[]), ("d", &[])]);
    let sound = plan(&[("a", &[]), ("b", &["a"]), ("c", &[]), ("d", &["a"]), ("x", &["b"])]);
    check(
        &script.reject(&operator(), migrate("v1", sound.clone())).to_string(),
        &expect!["C0478: the case is at version `v1` already"],
    );
    check(
        &script.reject(&operator(), migrate("v2", loses)).to_string(),
        &expect!["C0478: item `d` has begun, and the new plan does not have it"],
    );
    check(
        &script.reject(&operator(), migrate("v2", order)).to_string(),
        &expect!["C0478: item `b` has begun, and the new plan has it wait for `x`"],
    );
    script.give(&operator(), migrate("v2", sound));
    check(&script.told(), &expect!["running: a granted, b ready, c ready, d ready, x waiting"]);
    assert_eq!(script.case.pack, "v2");
}
