//! Batches: what is taken, what is left out, what a repeat is answered.

use crate::support::{Home, commit, entry, head, message, on_both};
use expect_test::expect;
use journal::{Access, CaseQuery, Entry, Error, Journal, NewEvent};

on_both!(
    a_batch_is_judged_entry_by_entry,
    a_repeat_is_answered_as_the_first_time,
    a_key_of_a_message_is_never_reused,
    what_is_committed_is_there_after_reopening,
    lists_of_cases_are_paged,
    two_processes_keep_one_chain,
    an_entry_without_events_leaves_its_command,
    a_reader_does_not_write,
);

async fn a_batch_is_judged_entry_by_entry(home: &Home) {
    let journal = home.open().await;
    let mut nul = entry("c", 0);
    nul.answer = "\0".to_owned();
    let two = Entry { events: vec![NewEvent::default(), NewEvent::default()], ..entry("b", 0) };
    let batch = vec![entry("a", 0), two, entry("a", 1), entry("a", 1), entry("b", 1), nul];
    let mut again = entry("b", 2);
    again.command_key = "a/0".to_owned();
    expect![[r#"
        committed: event 1, 1 of its case, which has 1
        committed: event 2, 1 of its case, which has 2
        committed: event 4, 2 of its case, which has 2
        repeated on a: "answer to a/1", same: true
        conflict: the case has 2
        a text holds U+0000"#]]
    .assert_eq(&commit(&journal, batch).await);
    expect![[r#"
        repeated on a: "answer to a/0", same: true
        committed: event 5, 3 of its case, which has 3
        conflict: the case has 3"#]]
    .assert_eq(&commit(&journal, vec![again, entry("a", 2), entry("a", 4)]).await);
    let seqs: Vec<i64> =
        journal.events_after(0, 10).await.unwrap().iter().map(|event| event.seq).collect();
    assert_eq!(seqs, [1, 2, 3, 4, 5]);
    let events = journal.events_of("a").await.unwrap();
    assert_eq!(events.len(), 3);
    assert_eq!(events[2].body, entry("a", 2).events[0].body);
    assert_eq!(journal.events_after(3, 1).await.unwrap()[0].seq, 4);
}

async fn a_repeat_is_answered_as_the_first_time(home: &Home) {
    let journal = home.open().await;
    commit(&journal, vec![entry("a", 0)]).await;
    let mut other = entry("a", 0);
    other.command_digest = [8; 32];
    expect![[r#"
        repeated on a: "answer to a/0", same: true
        repeated on a: "answer to a/0", same: false"#]]
    .assert_eq(&commit(&journal, vec![entry("a", 0), other]).await);
    let command = journal.find_command("a/0").await.unwrap().unwrap();
    assert_eq!((command.first_seq, command.events, command.digest), (1, 1, [7; 32]));
    assert_eq!(journal.find_command("a/1").await.unwrap(), None);
}

async fn a_key_of_a_message_is_never_reused(home: &Home) {
    let journal = home.open().await;
    let with = |case: &str, keys: &[&str]| Entry {
        outbox: keys.iter().map(|key| message(key, "tax")).collect(),
        ..entry(case, 0)
    };
    let batch = vec![with("a", &["m1"]), with("b", &["m1"]), with("c", &["m2", "m2"])];
    expect![[r"
        committed: event 1, 1 of its case, which has 1
        taken: m1
        taken: m2"]]
    .assert_eq(&commit(&journal, batch).await);
    journal.mark_delivered(&[1], 5).await.unwrap();
    expect!["taken: m1"].assert_eq(&commit(&journal, vec![with("d", &["m1"])]).await);
}

async fn what_is_committed_is_there_after_reopening(home: &Home) {
    let journal = home.open().await;
    commit(&journal, vec![entry("a", 0), entry("b", 0)]).await;
    let before = journal.tip().await.unwrap();
    journal.close().await;
    let journal = Journal::open(&home.address, Access::Read).await.unwrap();
    assert_eq!(journal.tip().await.unwrap(), before);
    assert_eq!(before.0, 2);
    assert_eq!(journal.events_of("b").await.unwrap().len(), 1);
}

async fn lists_of_cases_are_paged(home: &Home) {
    let journal = home.open().await;
    let of = |case: &str, status: &str, thing: &str, opened_us: i64| Entry {
        head: Some(head(status, thing, "s1", opened_us)),
        ..entry(case, 0)
    };
    let batch = vec![
        of("a", "open", "newborn", 1),
        of("b", "open", "newborn", 2),
        of("c", "closed", "newborn", 2),
        of("d", "open", "retire", 3),
    ];
    commit(&journal, batch).await;
    let moved = Entry { head: Some(head("closed", "newborn", "s1", 1)), ..entry("a", 1) };
    let touched = Entry { head: Some(head("open", "newborn", "s1", 2)), ..entry("b", 1) };
    commit(&journal, vec![moved, touched, entry("b", 2)]).await;
    let list = async |query: CaseQuery| {
        let heads = journal.list_cases(&CaseQuery { limit: 2, ..query }).await.unwrap();
        heads.iter().map(|head| head.case_id.clone()).collect::<Vec<_>>().join(" ")
    };
    let some = |text: &str| Some(text.to_owned());
    let all = CaseQuery::default();
    assert_eq!(list(all.clone()).await, "d c");
    assert_eq!(list(CaseQuery { after: Some((2, "c".to_owned())), ..all.clone() }).await, "b a");
    assert_eq!(list(CaseQuery { status: some("open"), ..all.clone() }).await, "d b");
    assert_eq!(list(CaseQuery { thing: some("newborn"), ..all.clone() }).await, "c b");
    let both = CaseQuery { thing: some("newborn"), status: some("closed"), ..all.clone() };
    assert_eq!(list(both.clone()).await, "c a");
    assert_eq!(list(CaseQuery { place: some("s1"), ..both.clone() }).await, "c a");
    assert_eq!(list(CaseQuery { place: some("s2"), ..both }).await, "");
    let place = CaseQuery { place: some("s1"), thing: some("retire"), ..all.clone() };
    assert_eq!(list(place).await, "d");
    let applicant = CaseQuery { applicant: some("p1"), status: some("open"), ..all };
    assert_eq!(list(applicant).await, "d b");
    let head = journal.head("b").await.unwrap().unwrap();
    assert_eq!((head.events, head.changed_us, head.row.opened_us), (3, 1_002, 2));
    assert_eq!(journal.head("z").await.unwrap(), None);
}

async fn two_processes_keep_one_chain(home: &Home) {
    let (one, two) = (home.open().await, home.open().await);
    let write = |journal: Journal, mine: &'static str| async move {
        for seq in 0..20 {
            let batch = vec![entry(mine, seq), entry("shared", seq)];
            journal.commit(batch).await.unwrap();
        }
    };
    tokio::join!(write(one.clone(), "one"), write(two.clone(), "two"));
    let seqs: Vec<i64> =
        one.events_after(0, 100).await.unwrap().iter().map(|event| event.seq).collect();
    assert_eq!(seqs, (1..=60).collect::<Vec<_>>());
    assert_eq!(two.head("shared").await.unwrap().unwrap().events, 20);
}

async fn an_entry_without_events_leaves_its_command(home: &Home) {
    let journal = home.open().await;
    let quiet = Entry { events: Vec::new(), ..entry("a", 0) };
    expect!["committed: event 1, 1 of its case, which has 0"]
        .assert_eq(&commit(&journal, vec![quiet.clone()]).await);
    expect![[r#"repeated on a: "answer to a/0", same: true"#]]
        .assert_eq(&commit(&journal, vec![quiet]).await);
    assert_eq!(journal.head("a").await.unwrap(), None);
}

async fn a_reader_does_not_write(home: &Home) {
    home.open().await.close().await;
    let journal = Journal::open(&home.address, Access::Read).await.unwrap();
    let refused = journal.commit(vec![entry("a", 0)]).await.unwrap_err();
    assert!(matches!(refused, Error::ReadOnly { what: "commit events" }));
}
