//! From opening to the acceptance.

use crate::testing::{Script, applicant, brought, kinds, officer, open, operator, submission};
use crate::{CommandKind, MaterialRef};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

fn ask(item: Option<&str>) -> CommandKind {
    CommandKind::AskSupplement {
        item: item.map(str::to_owned),
        what: "a clearer copy".to_owned(),
        slots: vec!["id-card".to_owned()],
    }
}

fn supply(item: Option<&str>) -> CommandKind {
    let materials = BTreeMap::from([("id-card".to_owned(), brought())]);
    CommandKind::Supply { item: item.map(str::to_owned), materials, answers: None }
}

#[test]
fn a_case_that_is_taken_up_has_what_can_begin_as_tasks() {
    let script = Script::running();
    check(&script.told(), &expect!["running: a ready, b waiting, c waiting, d waiting, e waiting"]);
    check(
        &script.tasks(),
        &expect![
            "do:a police@s1 street by nobody, promised 2026-03-03 17:30:00, due 2026-03-05 17:30:00, None"
        ],
    );
    check(
        &script.timers(),
        &expect![[r#"
            2026-03-03 12:00:00 yellow:a
            2026-03-03 17:30:00 red:a
            2026-03-05 17:30:00 legal:a
            2026-03-05 17:30:00 yellow
            2026-03-09 17:30:00 red
            2026-05-04 17:30:00 legal"#]],
    );
}

#[test]
fn five_working_days_without_a_word_are_an_acceptance() {
    let mut script = Script::new();
    let submission = submission(&script.district);
    script.give(&applicant(), open("move", "s1"));
    script.give(&applicant(), CommandKind::SaveDraft { answers: serde_json::json!("x") });
    script.give(&applicant(), CommandKind::Submit(Box::new(submission)));
    check(
        &script.tasks(),
        &expect!["accept police@s1 street by nobody, promised -, due 2026-03-09 17:30:00, None"],
    );
    check(&script.timers(), &expect!["2026-03-09 17:30:00 accept"]);
    script.at("2026-03-09 17:29:59");
    check(
        &script.fire("accept").unwrap_err().to_string(),
        &expect!["C0477: `accept` is not due, nothing was changed"],
    );
    script.at("2026-03-09 17:30:00");
    check(&kinds(&script.fire("accept").unwrap()), &expect!["accepted"]);
    check(
        &script.fire("accept").unwrap_err().to_string(),
        &expect!["C0477: `accept` is not due, nothing was changed"],
    );
}

#[test]
fn a_supplement_is_asked_for_once_and_the_days_begin_anew() {
    let mut script = Script::new();
    let submission = submission(&script.district);
    script.give(&applicant(), open("move", "s1"));
    script.give(&applicant(), CommandKind::Submit(Box::new(submission)));
    script.at("2026-03-04 10:00:00").give(&officer("li@police/s1"), ask(None));
    check(&script.tasks(), &expect!["supply @s1  by nobody, promised -, due -, None"]);
    check(&script.timers(), &expect![[""]]);
    let empty = CommandKind::Supply { item: None, materials: BTreeMap::new(), answers: None };
    check(
        &script.reject(&applicant(), empty).to_string(),
        &expect!["C0460: expected the material `id-card`, found none"],
    );
    script.at("2026-03-05 10:00:00").give(&applicant(), supply(None));
    check(&script.timers(), &expect!["2026-03-12 17:30:00 accept"]);
    check(
        &script.reject(&officer("li@police/s1"), ask(None)).to_string(),
        &expect!["C0461: a supplement is asked for once, and it was done before"],
    );
}

#[test]
fn a_supplement_after_five_working_days_is_too_late() {
    let mut script = Script::new();
    let submission = submission(&script.district);
    script.give(&applicant(), open("move", "s1"));
    script.give(&applicant(), CommandKind::Submit(Box::new(submission)));
    script.at("2026-03-09 17:30:01");
    check(
        &script.reject(&officer("li@police/s1"), ask(None)).to_string(),
        &expect![
            "C0462: a supplement is asked for in five days, which was over on 2026-03-09 17:30"
        ],
    );
}

#[test]
fn an_item_waits_for_its_own_supplement() {
    let mut script = Script::running();
    let li = officer("li@police/s1");
    script.give(&li, CommandKind::Claim { item: "a".to_owned() });
    script.give(&li, ask(Some("a")));
    check(
        &script.told(),
        &expect!["running: a supplement, b waiting, c waiting, d waiting, e waiting"],
    );
    check(&script.tasks(), &expect!["supply:a @s1  by nobody, promised -, due -, None"]);
    // Nothing can go on, so the clock of the whole stands still too.
    check(&script.timers(), &expect![[""]]);
    script.at("2026-03-04 10:00:00").give(&officer("wang@police/s1"), supply(Some("a")));
    assert_eq!((script.case.visits, script.case.items[0].visits), (1, 1));
    check(
        &script.tasks(),
        &expect![
            "do:a police@s1 street by li, promised 2026-03-05 12:00:00, due 2026-03-09 12:00:00, None"
        ],
    );
    check(
        &script.reject(&li, ask(Some("a"))).to_string(),
        &expect!["C0461: a supplement is asked for once, and it was done before (item `a`)"],
    );
}

#[test]
fn a_plan_that_is_not_whole_is_refused() {
    let mut script = Script::new();
    script.give(&applicant(), open("move", "s1"));
    let mut refused = String::new();
    let mut attempt = |change: &dyn Fn(&mut crate::Submission)| {
        let mut submission = submission(&script.district);
        change(&mut submission);
        let reject = script.reject(&applicant(), CommandKind::Submit(Box::new(submission)));
        writeln!(refused, "{reject}").unwrap();
    };
    attempt(&|s| s.items.clear());
    attempt(&|s| s.items[1].id = "a".to_owned());
    attempt(&|s| s.items.swap(0, 1));
    attempt(&|s| s.items[2].after.push("z".to_owned()));
    attempt(&|s| s.items[2].id = "z".to_owned());
    attempt(&|s| s.items[0].office = "health".to_owned());
    attempt(&|s| s.items[0].legal_halves = 60);
    attempt(&|s| s.items[0].promised_halves = 60);
    attempt(&|s| s.promised_halves = 91);
    attempt(&|s| s.materials.clear());
    check(
        &refused,
        &expect![[r#"
        C0459: expected a plan with an item, found none
        C0459: item `a` stands in it twice
        C0459: item `b` comes after `a`, which is not there before it to be granted
        C0459: item `c` comes after `z`, which is not there before it to be granted
        C0481: the pack declares no item `z`
        C0459: item `a` is declared at `police/street`, the plan has `health/street`
        C0459: item `a`: expected its declared legal limit and a promise within it, found others
        C0459: item `a`: expected its declared legal limit and a promise within it, found others
        C0459: the whole is promised in 45.5 working days, the law allows 45
        C0460: expected the material `id-card`, found none
    "#]],
    );
    // The applicant's materials have two spellings and one meaning.
    let mut submission = submission(&script.district);
    submission.materials = BTreeMap::from([("applicant.id-card".to_owned(), brought())]);
    script.give(&applicant(), CommandKind::Submit(Box::new(submission)));
}

#[test]
fn nobody_else_hands_in_and_no_other_desk_takes_up() {
    let mut script = Script::new();
    let submission = submission(&script.district);
    script.give(&applicant(), open("move", "s1"));
    let submit = CommandKind::Submit(Box::new(submission));
    let other = crate::testing::actor("p-2", crate::ActorRole::Applicant);
    check(
        &script.reject(&other, submit.clone()).to_string(),
        &expect!["C0484: expected the applicant or who acts for them, found somebody else"],
    );
    check(
        &script.reject(&operator(), submit.clone()).to_string(),
        &expect!["C0456: `submit` is given by applicant / helper / officer, found operator"],
    );
    let helper = crate::ActorRole::Helper { acts_for: "p-1".to_owned() };
    script.give(&crate::testing::actor("h-1", helper), submit);
    let accept = || CommandKind::Accept;
    check(
        &script.reject(&officer("li@police/s2"), accept()).to_string(),
        &expect!["C0457: the acceptance lies at the desk `police@s1`, found `police@s2`"],
    );
    check(
        &script.reject(&officer("li@health/s1"), accept()).to_string(),
        &expect!["C0457: the acceptance lies at the desk `police@s1`, found `health@s1`"],
    );
    script.give(&officer("chief@police/d"), accept());
}

#[test]
fn materials_say_where_they_came_from() {
    let material: MaterialRef = serde_json::from_str(r#"{"from":"wallet"}"#).unwrap();
    check(&serde_json::to_string(&material).unwrap(), &expect![[r#"{"from":"wallet"}"#]]);
}
