//! Rows fit the streams that the district declares.

use crate::testing::{Script, applicant, grant, officer, outside, refuse};
use crate::{CommandKind, Fact, apply, facts};
use district::{DataType, case_streams};
use expect_test::{Expect, expect};
use serde_json::Value;

fn check(found: &str, expected: &Expect) {
    expected.assert_eq(found);
}

/// Every row of a case's events, in order.
fn rows(script: &Script) -> Vec<Fact> {
    let mut case = crate::Case::default();
    let mut rows = Vec::new();
    for event in &script.events {
        apply(&mut case, event);
        rows.extend(facts(event, &case, &script.ctx()));
    }
    assert_eq!(case, script.case, "C1: the fold of the events is the live state");
    rows
}

fn told() -> Script {
    let mut script = Script::running();
    script.done("li@police/s1", grant("a"));
    script.at("2026-03-05 10:00:00").done("li@police/s1", refuse("b"));
    script.give(&outside("health"), grant("c"));
    script.give(&outside("health"), grant("d"));
    script.give(&applicant(), CommandKind::Rate { stars: 4, kept_promise: None });
    script.give(&applicant(), CommandKind::Appeal { item: "b".into(), text: "I am".into() });
    script.give(
        &officer("chief@police/d"),
        CommandKind::SettleAppeal { item: "b".into(), overturned: true, ground: "so".into() },
    );
    script
}

#[test]
fn rows_have_the_columns_and_types_that_are_declared() {
    let script = told();
    let streams = case_streams();
    for fact in rows(&script) {
        let stream = streams.iter().find(|stream| stream.id == fact.stream).unwrap();
        for (column, value) in &fact.row {
            let declared = stream.columns.iter().find(|c| c.id == *column);
            let declared = declared.unwrap_or_else(|| panic!("{} has no {column}", fact.stream));
            let fits = match declared.data_type {
                DataType::Integer => value.is_i64() || value.is_u64(),
                DataType::Boolean => value.is_boolean(),
                DataType::Decimal(_)
                | DataType::Text
                | DataType::Instant
                | DataType::Date
                | DataType::Period(_)
                | DataType::Exact => value.is_string(),
            };
            assert!(fits, "{}.{column}: {value}", fact.stream);
        }
        for column in stream.columns.iter().filter(|column| column.required) {
            let found = fact.row.get(column.id.as_str());
            assert!(found.is_some_and(|v| *v != Value::Null), "{}.{}", fact.stream, column.id);
        }
    }
}

#[test]
fn a_closed_thing_says_what_it_took() {
    let script = told();
    let of = |stream: &str| {
        let rows = rows(&script).into_iter().filter(|fact| fact.stream == stream);
        rows.map(|fact| serde_json::to_string(&fact.row).unwrap()).collect::<Vec<_>>().join("\n")
    };
    check(
        &of("thing_done"),
        &expect![[
            r#"{"case_id":"case-1","closed_at":"2026-03-05T03:00:00.000000Z","fields":3,"item_days":"8","kept":true,"materials":1,"outcome":"partly","party":"person","paused_days":"0","place":"s1","promised_days":"5","supplements":0,"taken_days":"2.5","thing":"move","visits":0,"wall_days":"3.0625"}"#
        ]],
    );
    check(
        &of("item_done"),
        &expect![[r#"
        {"case_id":"case-1","climbs":0,"decided_at":"2026-03-02T02:30:00.000000Z","item":"a","kept":true,"legal_days":"3","level":"street","office":"police","outcome":"granted","paused_days":"0","place":"s1","promised_days":"1","round":1,"supplements":0,"taken_days":"0","thing":"move","wall_days":"0.041667"}
        {"case_id":"case-1","climbs":0,"decided_at":"2026-03-05T03:00:00.000000Z","item":"b","kept":false,"legal_days":"5","level":"street","office":"police","outcome":"refused","paused_days":"0","place":"s1","promised_days":"2","round":1,"supplements":0,"taken_days":"2.5","thing":"move","wall_days":"3.020833"}
        {"case_id":"case-1","climbs":0,"decided_at":"2026-03-05T03:00:00.000000Z","item":"e","legal_days":"5","level":"street","office":"police","outcome":"cancelled","place":"s1","promised_days":"1","round":1,"supplements":0,"thing":"move"}
        {"case_id":"case-1","climbs":0,"decided_at":"2026-03-05T03:00:00.000000Z","item":"c","kept":false,"legal_days":"5","level":"street","office":"health","outcome":"granted","paused_days":"0","place":"s1","promised_days":"2","round":1,"supplements":0,"taken_days":"2.5","thing":"move","wall_days":"3.020833"}
        {"case_id":"case-1","climbs":0,"decided_at":"2026-03-05T03:00:00.000000Z","item":"d","kept":false,"legal_days":"5","level":"district","office":"health","outcome":"granted","paused_days":"0","place":"s1","promised_days":"2","round":1,"supplements":0,"taken_days":"2.5","thing":"move","wall_days":"3.020833"}"#]],
    );
    check(
        &of("thing_rated"),
        &expect![[
            r#"{"case_id":"case-1","place":"s1","rated_at":"2026-03-05T03:00:00.000000Z","rating":4,"thing":"move"}"#
        ]],
    );
    check(
        of("case_event").lines().last().unwrap(),
        &expect![[
            r#"{"actor_role":"officer","case_id":"case-1","case_seq":13,"happened_at":"2026-03-05T03:00:00.000000Z","item":"b","kind":"appeal_settled","level":"street","office":"police","place":"s1","thing":"move"}"#
        ]],
    );
}

#[test]
fn a_list_shows_how_far_a_case_is() {
    let mut script = Script::running();
    script.at("2026-03-04 10:00:00");
    let head = crate::summary(&script.case, &script.ctx());
    check(
        &serde_json::to_string(&head).unwrap(),
        &expect![[
            r#"{"case":"case-1","subject":{"thing":"move"},"place":"s1","status":"running","closing":null,"opened_us":1772415000000000,"submitted_us":1772415000000000,"accepted_us":1772415000000000,"due_us":1773048600000000,"closed_us":null,"pack":"v1","applicant":"p-1","open_items":5,"light":"red","seq":3}"#
        ]],
    );
}
