//! Results, appeals, delivery, rating.

use crate::testing::{Script, applicant, grant, kinds, officer, operator, outside, refuse};
use crate::{CommandKind, Event, results, revocations};
use expect_test::{Expect, expect};

fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

fn closed() -> Script {
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    script.done("li@police/s1", refuse("b"));
    script.give(&outside("health"), grant("c"));
    script.give(&outside("health"), grant("d"));
    script
}

fn appeal(item: &str) -> CommandKind {
    CommandKind::Appeal { item: item.to_owned(), text: "I am".to_owned() }
}

fn settle(item: &str, overturned: bool) -> CommandKind {
    let ground = "the register says so".to_owned();
    CommandKind::SettleAppeal { item: item.to_owned(), overturned, ground }
}

#[test]
fn an_appeal_that_is_won_opens_the_case_again() {
    let mut script = closed();
    check(
        &script.told(),
        &expect!["closed partly: a granted, b refused, c granted, d granted, e cancelled"],
    );
    check(
        &script.reject(&applicant(), appeal("a")).to_string(),
        &expect!["C0455: item `a`: expected refused / deemed_refused, found granted"],
    );
    check(
        &script.reject(&operator(), settle("b", true)).to_string(),
        &expect!["C0475: no appeal about `b` waits for an answer"],
    );
    script.at("2026-03-20 10:00:00").give(&applicant(), appeal("b"));
    check(
        &script.tasks(),
        &expect!["appeal:b police@s1 street by nobody, promised -, due -, None"],
    );
    check(
        &script.reject(&applicant(), appeal("b")).to_string(),
        &expect!["C0461: an appeal is made once, and it was done before (item `b`)"],
    );
    check(
        &script.reject(&officer("li@police/s1"), settle("b", true)).to_string(),
        &expect!["C0483: an appeal about `b` is answered by another than who decided it"],
    );
    script.give(&officer("chief@police/d"), settle("b", true));
    check(&script.told(), &expect!["running: a granted, b ready, c granted, d granted, e waiting"]);
    script.at("2026-03-23 10:00:00");
    let clocks = crate::clocks(&script.case, None, &script.ctx()).unwrap();
    check(
        &format!("{clocks:?}"),
        &expect![
            "Clocks { wall_us: 1816200000000, legal_halves: 2, promised_halves: 2, paused_halves: 27, returned_halves: 0, elapsed_halves: 29 }"
        ],
    );
    script.done("li@police/s1", grant("b"));
    check(&kinds(&script.done("li@police/s1", grant("e"))), &expect!["granted closed"]);
    check(
        &script.told(),
        &expect!["closed granted: a granted, b granted, c granted, d granted, e granted"],
    );
}

#[test]
fn an_appeal_that_is_lost_leaves_all_as_it_is() {
    let mut script = closed();
    script.give(&applicant(), appeal("b"));
    let told = script.told();
    script.give(&officer("chief@police/d"), settle("b", false));
    assert_eq!(script.told(), told);
    check(
        &script.reject(&applicant(), appeal("b")).to_string(),
        &expect!["C0461: an appeal is made once, and it was done before (item `b`)"],
    );
    let mut script = closed();
    script.at("2026-05-02 00:00:00");
    check(
        &script.reject(&applicant(), appeal("b")).to_string(),
        &expect!["C0462: an appeal is made within sixty days, which was over on 2026-05-01 23:59"],
    );
    script.at("2026-05-01 23:59:59").give(&applicant(), appeal("b"));
}

fn wallet(script: &Script, before: &crate::Case, events: &[Event]) -> String {
    assert_eq!(script.case.id, "case-1");
    let line = |event: &Event| {
        let given = serde_json::to_string(&results(before, event)).unwrap();
        let taken = serde_json::to_string(&revocations(before, event)).unwrap();
        format!("{}: + {given} - {taken}", event.kind.name())
    };
    events.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn results_go_into_wallets_and_out_again() {
    let mut script = Script::running();
    let before = script.case.clone();
    let events = script.done("li@police/s1", grant("a"));
    check(
        &wallet(&script, &before, &events),
        &expect![[
            r#"granted: + [{"slot":"r-a","valid_until":"2027-03-02","document":null,"case":"case-1","item":"a"}] - []"#
        ]],
    );
    let issue = |slot: &str| CommandKind::Issue {
        item: "a".to_owned(),
        slot: slot.to_owned(),
        valid_until: None,
        document: Some("doc/1".to_owned()),
    };
    let li = officer("li@police/s1");
    check(
        &script.reject(&li, issue("r-b")).to_string(),
        &expect!["C0469: item `a` has these results: r-a; found `r-b`"],
    );
    let before = script.case.clone();
    let events = script.give(&li, issue("r-a"));
    check(
        &wallet(&script, &before, &events),
        &expect![[
            r#"reissued: + [{"slot":"r-a","valid_until":"2027-03-02","document":"doc/1","case":"case-1","item":"a"}] - []"#
        ]],
    );
    check(
        &script.reject(&li, issue("r-a")).to_string(),
        &expect!["C0486: expected a change, found everything as it is"],
    );
    script.give(&officer("zhao@health/s1"), CommandKind::Claim { item: "c".to_owned() });
    let back = CommandKind::SendBack {
        item: "c".to_owned(),
        to: "a".to_owned(),
        reason: "the name does not match".to_owned(),
    };
    let before = script.case.clone();
    let events = script.give(&officer("zhao@health/s1"), back);
    check(
        &wallet(&script, &before, &events),
        &expect![[r#"sent_back: + [] - [{"slot":"r-a","case":"case-1","item":"a"}]"#]],
    );
    let revoke = || CommandKind::Revoke {
        item: "a".to_owned(),
        slot: "r-a".to_owned(),
        reason: "obtained by deceit".to_owned(),
    };
    check(
        &script.reject(&li, revoke()).to_string(),
        &expect!["C0455: item `a`: expected granted / deemed_granted, found ready"],
    );
    script.done("li@police/s1", grant("a"));
    let before = script.case.clone();
    let events = script.give(&li, revoke());
    check(
        &wallet(&script, &before, &events),
        &expect![[r#"revoked: + [] - [{"slot":"r-a","case":"case-1","item":"a"}]"#]],
    );
    check(
        &script.reject(&li, revoke()).to_string(),
        &expect!["C0469: item `a` has these results: none; found `r-a`"],
    );
}

#[test]
fn a_clerical_error_is_corrected_and_nothing_is_erased() {
    let mut script = closed();
    let correct = |item: &str| CommandKind::Correct {
        item: item.to_owned(),
        reason: "a slip of the pen".to_owned(),
        text: "born on the 3rd".to_owned(),
    };
    let before = script.events.len();
    script.give(&officer("li@police/s1"), correct("b"));
    check(
        &script.reject(&officer("li@police/s1"), correct("e")).to_string(),
        &expect!["C0455: item `e`: expected granted / deemed_granted, found cancelled"],
    );
    assert_eq!(script.events.len(), before + 1);
    assert_eq!(script.case.items[1].corrections, 1);
}

#[test]
fn what_is_delivered_is_signed_for_and_the_case_is_rated_once() {
    let mut script = closed();
    let deliver = |slots: &[&str]| CommandKind::Deliver {
        slots: slots.iter().map(|&slot| slot.to_owned()).collect(),
        by: "parcel 17".to_owned(),
    };
    let li = officer("li@police/s1");
    check(
        &script.reject(&li, deliver(&["r-b"])).to_string(),
        &expect!["C0469: the case has these results: r-a, r-c, r-d; found `r-b`"],
    );
    check(script.reject(&li, deliver(&[])).code().0, &expect!["C0469"]);
    script.give(&li, deliver(&["r-a"]));
    check(&script.tasks(), &expect!["sign:0 @s1  by nobody, promised -, due -, None"]);
    let sign = |delivery| CommandKind::Sign { delivery };
    check(
        &script.reject(&applicant(), sign(1)).to_string(),
        &expect!["C0485: there are 1 deliveries, counted from 0; found number 1"],
    );
    script.give(&applicant(), sign(0));
    check(
        &script.reject(&applicant(), sign(0)).to_string(),
        &expect!["C0461: a delivery is signed for once, and it was done before"],
    );
    let rate = |stars| CommandKind::Rate { stars, kept_promise: Some(true) };
    check(
        &script.reject(&applicant(), rate(6)).to_string(),
        &expect!["C0476: expected 1 to 5 stars, found 6"],
    );
    check(
        &script.reject(&li, rate(5)).to_string(),
        &expect!["C0456: `rate` is given by applicant / helper, found officer"],
    );
    script.give(&applicant(), rate(5));
    check(
        &script.reject(&applicant(), rate(4)).to_string(),
        &expect!["C0461: a case is rated once, and it was done before"],
    );
}
