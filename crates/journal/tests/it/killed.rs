//! A process that commits is killed without warning, again and again: what it was told is
//! committed stays (J1), little else is there (J2), nothing is doubled, the chain is whole.

use crate::support::{Home, entry};
use journal::{Access, Entry, Journal, Outcome};
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Command, Stdio};

const ADDRESS: &str = "HEMEI_TEST_KILLED_JOURNAL";
const BATCH: i64 = 8;
const CASES: i64 = 5;

/// The process that is killed: this very test, started again with an address.
#[tokio::test]
async fn child() {
    let Ok(address) = std::env::var(ADDRESS) else { return };
    let journal = Journal::open(&address, Access::Write).await.unwrap();
    let mut seqs = Vec::new();
    for case in 0..CASES {
        let head = journal.head(&format!("c{case}")).await.unwrap();
        seqs.push(head.map_or(0, |head| head.events));
    }
    let mut number = 0_usize;
    loop {
        let mut batch: Vec<Entry> = Vec::new();
        for _ in 0..BATCH {
            number += 3;
            let at = number % seqs.len();
            batch.push(entry(&format!("c{at}"), seqs[at]));
            seqs[at] += 1;
        }
        // Every command is sent twice, as by a client that got no answer.
        let mut answers = journal.commit(batch.clone()).await.unwrap();
        answers.extend(journal.commit(batch.clone()).await.unwrap());
        let mut out = std::io::stdout().lock();
        for (entry, outcome) in batch.iter().zip(&answers) {
            assert!(matches!(outcome, Outcome::Committed(_)), "{outcome:?}");
            writeln!(out, "acknowledged {}", entry.command_key).unwrap();
        }
        assert!(matches!(answers.last(), Some(Outcome::Repeated { same_digest: true, .. })));
        out.flush().unwrap();
    }
}

/// Lets a child run until it has told of `lines` commands, kills it, and returns them.
fn kill_after(address: &str, lines: usize) -> Vec<String> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "killed::child", "--nocapture"])
        .env(ADDRESS, address)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut told = Vec::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while out.read_line(&mut line).unwrap() > 0 {
        // The test harness says its own things on the same line, before the first.
        let whole = line.ends_with('\n');
        if let (true, Some((_, key))) = (whole, line.trim_end().split_once("acknowledged ")) {
            told.push(key.to_owned());
        }
        if told.len() == lines {
            child.kill().unwrap();
        }
        line.clear();
    }
    child.wait().unwrap();
    told
}

async fn rounds(home: &Home, rounds: usize) {
    home.open().await.close().await;
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    let mut slack = 0;
    for round in 0..rounds {
        for key in kill_after(&home.address, 1 + round * 13 % 70) {
            assert!(acknowledged.insert(key.clone()), "{key} was acknowledged twice");
        }
        let journal = home.open().await;
        let report = journal.verify(|_, _| ()).await.unwrap();
        assert_eq!(report.fault, None, "round {round}");
        for key in &acknowledged {
            let command = journal.find_command(key).await.unwrap();
            assert_eq!(command.map(|row| row.events), Some(1), "{key}, round {round}");
        }
        // Only the batch in flight, and what was told too late to be heard.
        slack += BATCH;
        let there = i64::try_from(acknowledged.len()).unwrap();
        assert!(report.events >= there && report.events <= there + slack, "round {round}");
        slack = report.events - there;
        let mut keys = BTreeSet::new();
        for event in journal.events_after(0, 100_000).await.unwrap() {
            let key = (event.case_id.clone(), event.case_seq);
            assert!(keys.insert(key), "event {} is doubled", event.seq);
        }
        journal.close().await;
    }
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_on_sqlite() {
    rounds(&Home::sqlite(), 20).await;
}

#[tokio::test]
async fn nothing_acknowledged_is_lost_on_postgres() {
    let Some(home) = Home::postgres().await else { return };
    rounds(&home, 5).await;
    home.leave().await;
}
