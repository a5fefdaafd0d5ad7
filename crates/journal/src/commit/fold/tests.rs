//! Entries judged in memory, without an engine.

use super::fold;
use crate::commit::state::{CaseState, State};
use crate::{Entry, NewEvent, Outcome, START};
use expect_test::{Expect, expect};

fn entry(case_id: &str, expected_seq: i64, key: &str) -> Entry {
    Entry {
        case_id: case_id.to_owned(),
        expected_seq,
        command_key: key.to_owned(),
        events: vec![NewEvent { kind: "noted".to_owned(), body: "{}".to_owned() }],
        answer: format!("answer to {key}"),
        ..Entry::default()
    }
}

fn check(batch: &[Entry], expected: &Expect) {
    let mut state = State::of(Vec::new()).unwrap();
    state.seq = 40;
    let known = CaseState { events: 2, last_seq: 39, hash: START, listed: None };
    state.cases.insert("known".to_owned(), known);
    let (outcomes, writes) = fold(&mut state, batch);
    let said: Vec<String> = outcomes
        .iter()
        .map(|outcome| match outcome {
            Outcome::Committed(at) => format!("event {} is {}", at.first_seq, at.first_case_seq),
            other => format!("{other:?}"),
        })
        .collect();
    let said = said.join("\n");
    expected.assert_eq(&format!("{said}\n{} written, up to {}", writes.event_count(), state.seq));
}

#[test]
fn each_entry_sees_those_before_it() {
    check(
        &[entry("known", 2, "k1"), entry("known", 3, "k2"), entry("known", 3, "k3")],
        &expect![[r"
            event 41 is 3
            event 42 is 4
            Conflict { actual: 4 }
            2 written, up to 42"]],
    );
}

#[test]
fn what_rests_on_an_entry_that_is_left_out_is_left_out() {
    // Another process wrote one event: the number that `k2` expects is right by chance.
    check(
        &[entry("known", 1, "k1"), entry("known", 2, "k2"), entry("known", 2, "k3")],
        &expect![[r"
            Conflict { actual: 2 }
            Conflict { actual: 2 }
            Conflict { actual: 2 }
            0 written, up to 40"]],
    );
}

#[test]
fn a_key_counts_from_its_first_use_in_a_batch() {
    check(
        &[entry("new", 0, "k1"), entry("new", 1, "k1")],
        &expect![[r#"
        event 41 is 1
        Repeated { answer: "answer to k1", same_digest: true, case_id: "new" }
        1 written, up to 41"#]],
    );
}
