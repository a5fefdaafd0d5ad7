//! The plans of the statements that are run all the time: each along an index, none sorts.

use crate::db::{Db, Sql};
use crate::{Access, Journal, cases, commit, events, inbox, outbox, timers};
use expect_test::{Expect, expect};

async fn open(dir: &tempfile::TempDir) -> Journal {
    let address = format!("sqlite:{}", dir.path().join("journal.db").display());
    Journal::open(&address, Access::Write).await.unwrap()
}

/// Checks the steps of a plan, one a line.
async fn check(journal: &Journal, sql: &Sql, expected: &Expect) {
    let Db::Sqlite { read, write: _ } = journal.db() else { panic!("an SQLite journal") };
    let text = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", sql.sqlite));
    let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(text).fetch_all(read).await.unwrap();
    let steps: Vec<&str> = rows.iter().map(|(_, _, _, step)| step.as_str()).collect();
    expected.assert_eq(&steps.join("\n"));
}

#[tokio::test]
async fn tasks_and_timers_are_read_in_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(&dir).await;
    check(&journal, &inbox::AT_DESK, &expect!["SEARCH task USING INDEX task_desk (office=? AND level=? AND place=? AND claimed=? AND (due_us,key)>(?,?) AND due_us<?)"]).await;
    check(
        &journal,
        &inbox::BY_PERSON,
        &expect![
            "SEARCH task USING INDEX task_claim (claimed_by=? AND (due_us,key)>(?,?) AND due_us<?)"
        ],
    )
    .await;
    check(
        &journal,
        &timers::DUE,
        &expect!["SEARCH timer USING INDEX timer_due ((due_us,key)>(?,?) AND due_us<?)"],
    )
    .await;
    check(&journal, &timers::NEXT, &expect!["SCAN timer USING COVERING INDEX timer_due"]).await;
}

#[tokio::test]
async fn messages_are_found_by_destination() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(&dir).await;
    check(
        &journal,
        &outbox::DUE,
        &expect!["SEARCH outbox USING INDEX outbox_due (destination=? AND next_us<?)"],
    )
    .await;
    check(
        &journal,
        &outbox::DESTINATIONS,
        &expect![[r"
        CO-ROUTINE waits
        SETUP
        SEARCH outbox USING COVERING INDEX outbox_due
        RECURSIVE STEP
        SCAN waits
        CORRELATED SCALAR SUBQUERY 2
        SEARCH o USING COVERING INDEX outbox_due (destination>?)
        SCAN w
        CORRELATED SCALAR SUBQUERY 4
        SEARCH o USING COVERING INDEX outbox_due (destination=?)
        USE TEMP B-TREE FOR ORDER BY"]],
    )
    .await;
    check(&journal, &outbox::DEAD, &expect!["SEARCH outbox USING INDEX outbox_dead (id>?)"]).await;
}

#[tokio::test]
async fn events_are_found_by_number_and_along_their_case() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(&dir).await;
    check(&journal, &events::AFTER, &expect!["SEARCH event USING INTEGER PRIMARY KEY (rowid>?)"])
        .await;
    check(
        &journal,
        &events::OF_CASE,
        &expect![[r"
        CO-ROUTINE e
        SETUP
        SEARCH x USING INTEGER PRIMARY KEY (rowid=?)
        SCALAR SUBQUERY 1
        SEARCH h USING INDEX sqlite_autoindex_case_head_1 (case_id=?)
        RECURSIVE STEP
        SCAN e
        SEARCH x USING INTEGER PRIMARY KEY (rowid=?)
        SCAN e
        USE TEMP B-TREE FOR ORDER BY"]],
    )
    .await;
}

#[tokio::test]
async fn lists_of_cases_follow_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(&dir).await;
    check(
        &journal,
        &cases::ALL,
        &expect!["SEARCH case_head USING INDEX case_opened ((opened_us,case_id)<(?,?))"],
    )
    .await;
    check(&journal, &cases::BY_APPLICANT, &expect!["SEARCH case_head USING INDEX case_applicant (applicant=? AND (opened_us,case_id)<(?,?))"]).await;
    check(
        &journal,
        &cases::BY_STATUS,
        &expect![
            "SEARCH case_head USING INDEX case_status (status=? AND (opened_us,case_id)<(?,?))"
        ],
    )
    .await;
    check(&journal, &cases::BY_THING_STATUS, &expect!["SEARCH case_head USING INDEX case_thing_status (thing=? AND status=? AND (opened_us,case_id)<(?,?))"]).await;
    check(
        &journal,
        &cases::BY_PLACE,
        &expect!["SEARCH case_head USING INDEX case_place (place=? AND (opened_us,case_id)<(?,?))"],
    )
    .await;
}

#[tokio::test]
async fn a_batch_is_looked_up_key_by_key() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(&dir).await;
    check(
        &journal,
        &commit::READ,
        &expect![[r"
        COMPOUND QUERY
        LEFT-MOST SUBQUERY
        SCAN tip
        UNION ALL
        SCAN j VIRTUAL TABLE INDEX 1:
        SEARCH h USING INDEX sqlite_autoindex_case_head_1 (case_id=?)
        UNION ALL
        SCAN j VIRTUAL TABLE INDEX 1:
        SEARCH c USING INDEX sqlite_autoindex_command_1 (key=?)
        UNION ALL
        SCAN j VIRTUAL TABLE INDEX 1:
        SEARCH t USING PRIMARY KEY (key=?)
        UNION ALL
        SCAN j VIRTUAL TABLE INDEX 1:
        SEARCH o USING COVERING INDEX outbox_key (key=?)
        UNION ALL
        SCAN j VIRTUAL TABLE INDEX 1:
        SEARCH p USING INDEX sqlite_autoindex_person_key_1 (person=?)"]],
    )
    .await;
}

#[tokio::test]
async fn desks_are_few_and_each_is_looked_up() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(&dir).await;
    check(&journal, &inbox::DESKS_OF_OFFICE, &expect![[r"
        CO-ROUTINE c
        SEARCH c USING PRIMARY KEY (office=?)
        SCAN c
        SEARCH f USING PRIMARY KEY (key=?)
        CORRELATED SCALAR SUBQUERY 2
        SEARCH t USING COVERING INDEX task_desk (office=? AND level=? AND place=? AND claimed=? AND (due_us,key)>(?,?))
        USE TEMP B-TREE FOR ORDER BY"]]).await;
}
