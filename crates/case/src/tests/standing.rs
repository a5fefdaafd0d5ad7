//! Standing cases: measures, the ladder, other tiers.

use crate::testing::{Script, actor, applicant, kinds, officer, operator};
use crate::{Actor, CommandKind, MeasurePlan, facts};
use expect_test::{Expect, expect};

fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

fn measures(items: &[(&str, Option<u32>)]) -> Vec<MeasurePlan> {
    let plan = |&(item, every_days): &(&str, Option<u32>)| MeasurePlan {
        item: item.to_owned(),
        every_days,
    };
    items.iter().map(plan).collect()
}

fn opened() -> Script {
    let mut script = Script::new();
    script.give(
        &Actor::system(),
        CommandKind::OpenStanding {
            case: "case-2".to_owned(),
            programme: "assistance".to_owned(),
            place: "v1".to_owned(),
            subject: "p-7".to_owned(),
            pack: "v1".to_owned(),
            tier: "A".to_owned(),
            classes: vec!["disabled".to_owned()],
            measures: measures(&[("visit", Some(14)), ("job", None)]),
        },
    );
    script
}

fn done(item: &str) -> CommandKind {
    CommandKind::MeasureDone { item: item.to_owned(), note: String::new() }
}

#[test]
fn a_measure_falls_due_climbs_and_is_done() {
    let mut script = opened();
    check(
        &script.timers(),
        &expect![[r#"
        2026-03-02 09:30:00 measure:job
        2026-03-16 09:00:00 measure:visit"#]],
    );
    script.fire("measure:job").unwrap();
    script.at("2026-03-16 09:00:00").fire("measure:visit").unwrap();
    check(
        &script.tasks(),
        &expect![[r#"
        measure:job grid@v1 village by nobody, promised -, due 2026-03-09 17:30:00, Red
        measure:visit grid@v1 village by nobody, promised -, due 2026-03-23 17:30:00, None"#]],
    );
    let visitor = officer("chen@grid/v1");
    script.give(&visitor, CommandKind::Claim { item: "visit".to_owned() });
    let undone =
        CommandKind::MeasureUndone { item: "visit".to_owned(), reason: "not at home".to_owned() };
    script.give(&visitor, undone);
    script.at("2026-03-23 17:30:00");
    check(&kinds(&script.fire("climb:visit").unwrap()), &expect!["climbed"]);
    check(
        &script.tasks(),
        &expect![[r#"
        measure:job grid@v1 village by nobody, promised -, due 2026-03-09 17:30:00, Red
        measure:visit grid@s1 street by nobody, promised -, due 2026-03-26 17:30:00, Red"#]],
    );
    check(
        &script.reject(&officer("wu@grid/v2"), done("visit")).to_string(),
        &expect!["C0457: the task of `visit` lies at the desk `grid@v1`, found `grid@v2`"],
    );
    let events = script.give(&officer("sun@grid/s1"), done("visit"));
    let rows = facts(&events[0], &script.case, &script.ctx());
    check(
        &serde_json::to_string_pretty(&rows[1].row).unwrap(),
        &expect![[r#"
        {
          "case_id": "case-2",
          "climbs": 1,
          "done": true,
          "done_at": "2026-03-23T09:30:00.000000Z",
          "due_at": "2026-03-16T01:00:00.000000Z",
          "item": "visit",
          "level": "street",
          "measure_no": 2,
          "person": "p-7",
          "place": "v1",
          "programme": "assistance",
          "tier": "A"
        }"#]],
    );
    check(
        &script.timers(),
        &expect![[r#"
        2026-03-09 17:30:00 climb:job
        2026-04-06 09:00:00 measure:visit"#]],
    );
}

#[test]
fn another_tier_keeps_what_was_done() {
    let mut script = opened();
    script.at("2026-03-10 10:00:00").give(&officer("chen@grid/v1"), done("visit"));
    let reclass = |tier: &str| CommandKind::Reclass {
        tier: tier.to_owned(),
        classes: Vec::new(),
        measures: measures(&[("visit", Some(28))]),
    };
    check(
        &script.reject(&applicant(), reclass("B")).to_string(),
        &expect!["C0456: `reclass` is given by operator / system / officer, found applicant"],
    );
    check(
        &script.reject(&operator(), reclass("Z")).to_string(),
        &expect!["C0481: the pack declares no tier `Z`"],
    );
    script.give(&Actor::system(), reclass("B"));
    check(&script.timers(), &expect!["2026-04-07 09:00:00 measure:visit"]);
    check(
        &script.reject(&Actor::system(), reclass("B")).to_string(),
        &expect!["C0486: expected a change, found everything as it is"],
    );
    check(
        &script.reject(&officer("chen@grid/v1"), done("job")).to_string(),
        &expect!["C0480: the standing case has no measure `job`"],
    );
    let events = script.give(&operator(), CommandKind::End { reason: "moved away".to_owned() });
    let rows = facts(&events[0], &script.case, &script.ctx());
    check(
        &serde_json::to_string(&rows[1].row).unwrap(),
        &expect![[
            r#"{"case_id":"case-2","case_seq":4,"person":"p-7","place":"v1","programme":"assistance","since_at":"2026-03-10T02:00:00.000000Z","state":"ended","tier":"B"}"#
        ]],
    );
    check(&script.timers(), &expect![[""]]);
}

#[test]
fn a_standing_case_takes_other_commands_than_a_service() {
    let mut script = opened();
    check(
        &script.reject(&operator(), CommandKind::Accept).to_string(),
        &expect!["C0479: `accept` is not for standing cases, and this is one"],
    );
    let mut script = Script::running();
    let chen = actor("chen", officer("chen@grid/v1").role);
    check(
        &script.reject(&chen, done("visit")).to_string(),
        &expect!["C0479: `measure_done` is for standing cases, this is another"],
    );
}

#[test]
fn a_standing_case_moves_to_a_version_that_declares_it() {
    let mut script = opened();
    let migrate = || CommandKind::Migrate { pack: "v2".to_owned(), items: vec![] };
    let programme = script.district.services.programmes.remove("assistance").unwrap();
    check(
        &script.reject(&operator(), migrate()).to_string(),
        &expect!["C0481: the pack declares no programme `assistance`"],
    );
    script.district.services.programmes.insert(programme.id.clone(), programme);
    script.give(&operator(), migrate());
    assert_eq!(script.case.pack, "v2");
    assert_eq!(script.case.standing.unwrap().measures.len(), 2);
}
