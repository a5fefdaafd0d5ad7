//! The chain: whole as written, and any change to it named.

use crate::support::{Home, commit, entry, on_both};
use expect_test::{Expect, expect};
use journal::{Checkpoint, Error, Journal};

on_both!(a_whole_journal_is_found_whole, what_a_vandal_does_is_named);

async fn fill(journal: &Journal) {
    for seq in 0..4 {
        commit(journal, vec![entry("a", seq), entry("b", seq), entry("c", seq)]).await;
    }
    let (seq, chain_hash) = journal.tip().await.unwrap();
    let signatures = r#"["office"]"#.to_owned();
    journal.put_checkpoint(&Checkpoint { seq, chain_hash, at_us: 9, signatures }).await.unwrap();
}

async fn a_whole_journal_is_found_whole(home: &Home) {
    let journal = home.open().await;
    let empty = journal.verify(|_, _| ()).await.unwrap();
    assert_eq!((empty.events, empty.fault), (0, None));
    fill(&journal).await;
    let mut heard = Vec::new();
    let report = journal.verify(|done, of| heard.push((done, of))).await.unwrap();
    assert_eq!(report.fault, None);
    assert_eq!((report.events, report.cases, report.checkpoints), (12, 3, 1));
    assert_eq!(heard, [(12, 12)]);
    assert_eq!(report.chain_hash, journal.tip().await.unwrap().1);
    let other = Checkpoint { seq: 3, chain_hash: [1; 32], at_us: 9, signatures: "[]".to_owned() };
    let refused = journal.put_checkpoint(&other).await.unwrap_err();
    assert!(matches!(refused, Error::Checkpoint { seq: 3 }));
    assert_eq!(refused.code().unwrap().0, "R0346");
    let more = Checkpoint {
        seq: 12,
        chain_hash: report.chain_hash,
        at_us: 10,
        signatures: r#"["office","court"]"#.to_owned(),
    };
    journal.put_checkpoint(&more).await.unwrap();
    let listed = journal.list_checkpoints(i64::MAX, 9).await.unwrap();
    assert_eq!((listed.len(), listed[0].at_us, &listed[0].signatures), (1, 9, &more.signatures));
}

async fn check(home: &Home, journal: &Journal, sql: &str, undo: &str, expected: &Expect) {
    home.vandalise(sql).await;
    let fault = journal.verify(|_, _| ()).await.unwrap().fault.unwrap();
    expected.assert_eq(&format!("{} {}", fault.code().0, fault.text().en));
    assert!(!fault.text().zh.is_empty());
    home.vandalise(undo).await;
    assert_eq!(journal.verify(|_, _| ()).await.unwrap().fault, None);
}

async fn what_a_vandal_does_is_named(home: &Home) {
    let journal = home.open().await;
    fill(&journal).await;
    let changes = [
        (
            "UPDATE event SET at_us = at_us + 1 WHERE seq = 5",
            "UPDATE event SET at_us = at_us - 1 WHERE seq = 5",
            expect!["R0344 event 5 of case `b` is not what its hash was made of"],
        ),
        (
            "UPDATE event SET seq = 50 WHERE seq = 7",
            "UPDATE event SET seq = 7 WHERE seq = 50",
            expect!["R0343 the journal has no event 7"],
        ),
        (
            "UPDATE event SET prev_seq = 2 WHERE seq = 4",
            "UPDATE event SET prev_seq = 1 WHERE seq = 4",
            expect!["R0344 event 4 does not follow the event before it of case `a`"],
        ),
        (
            "UPDATE tip SET seq = 11",
            "UPDATE tip SET seq = 12",
            expect!["R0343 event 11 is not the one that the journal ended with"],
        ),
        (
            "UPDATE case_head SET last_seq = 8 WHERE case_id = 'b'",
            "UPDATE case_head SET last_seq = 11 WHERE case_id = 'b'",
            expect!["R0345 what is noted of case `b` is not what its events say"],
        ),
        (
            "UPDATE checkpoint SET chain_hash = case_hash FROM event WHERE event.seq = 1",
            "UPDATE checkpoint SET chain_hash = e.chain_hash FROM event e WHERE e.seq = 12",
            expect!["R0346 the journal's hash at event 12 is not the one of its checkpoint"],
        ),
    ];
    for (sql, undo, expected) in changes {
        check(home, &journal, sql, undo, &expected).await;
    }
    home.vandalise("DELETE FROM case_head WHERE case_id = 'c'").await;
    let fault = journal.verify(|_, _| ()).await.unwrap().fault.unwrap();
    expect!["R0345 the journal has 12 events, and its cases have 8 together"].assert_eq(&format!(
        "{} {}",
        fault.code().0,
        fault.text().en
    ));
}
