//! Walks the whole journal and recomputes both chains; the first fault is named.
//!
//! Memory follows a page of events, not the number of cases: the link before an event is looked
//! up by the number that the event names, and was checked itself when the walk passed it.

mod fault;

use crate::chain::{START, case_hash, chain_hash};
use crate::db::dialect::statements;
use crate::db::{Db, args, limit};
use crate::events::EventTuple;
use crate::{Error, Event, Hash, Journal, events};
use std::collections::BTreeMap;

pub use fault::Fault;

const PAGE: usize = 1_000;

statements! {
    EVENTS = "SELECT seq, case_id, case_seq, at_us, kind, body, case_hash, chain_hash, prev_seq
        FROM event WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3";
    LINKS = "SELECT e.seq, e.case_id, e.case_seq, e.case_hash
        FROM EACH($1) CROSS JOIN event e WHERE e.seq = CAST(j.value AS BIGINT)";
    HEADS = "SELECT h.case_id, h.events, h.case_hash, COALESCE(e.case_id, ''),
            COALESCE(e.case_seq, 0), e.case_hash
        FROM case_head h LEFT JOIN event e ON e.seq = h.last_seq
        WHERE h.case_id > $1 ORDER BY h.case_id LIMIT $2";
    TOTALS = "SELECT t.seq, CAST(COALESCE((SELECT sum(h.events) FROM case_head h), 0) AS BIGINT)
        FROM tip t WHERE t.id = 1";
    CHECKPOINTS = "SELECT c.seq, c.chain_hash, e.chain_hash
        FROM checkpoint c LEFT JOIN event e ON e.seq = c.seq
        WHERE c.seq > $1 ORDER BY c.seq LIMIT $2";
}

/// What a walk found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyReport {
    /// How many events were walked.
    pub events: i64,
    /// How many cases have their heads in order.
    pub cases: i64,
    /// How many checkpoints hold.
    pub checkpoints: i64,
    /// The chain's hash at the last event walked.
    pub chain_hash: Hash,
    /// The first thing that is not in order; what follows it was not looked at.
    pub fault: Option<Fault>,
}

type WalkTuple = (i64, String, i64, i64, String, String, Vec<u8>, Vec<u8>, i64);
type HeadTuple = (String, i64, Vec<u8>, String, i64, Option<Vec<u8>>);

/// The end of a case's chain at some event.
#[derive(Debug, Clone)]
struct Link {
    case: String,
    number: i64,
    hash: Vec<u8>,
}

impl Journal {
    /// Walks all events up to the newest one at the start, then heads and checkpoints.
    /// `progress` hears how many events of how many are done.
    pub async fn verify(
        &self,
        mut progress: impl FnMut(i64, i64) + Send,
    ) -> Result<VerifyReport, Error> {
        let (last, tip) = self.tip().await?;
        let mut report =
            VerifyReport { events: 0, cases: 0, checkpoints: 0, chain_hash: START, fault: None };
        while report.events < last && report.fault.is_none() {
            self.walk_page(&mut report, last).await?;
            progress(report.events, last);
        }
        if report.fault.is_none() && report.chain_hash != tip {
            report.fault = Some(Fault::Tip { seq: last });
        }
        if report.fault.is_none() {
            self.walk_heads(&mut report).await?;
        }
        if report.fault.is_none() {
            self.walk_checkpoints(&mut report).await?;
        }
        if report.fault.is_none() {
            report.fault = self.file_fault().await?;
        }
        Ok(report)
    }

    async fn walk_page(&self, report: &mut VerifyReport, last: i64) -> Result<(), Error> {
        let what = "walk the events";
        let mut args = args![report.events, last];
        args.push(limit(PAGE));
        let rows: Vec<WalkTuple> = self.all(what, &EVENTS, args).await?;
        if rows.is_empty() {
            report.fault = Some(Fault::Gap { seq: report.events + 1 });
            return Ok(());
        }
        let before: Vec<String> = rows
            .iter()
            .filter(|row| row.8 > 0 && row.8 <= report.events)
            .map(|row| row.8.to_string())
            .collect();
        let before = serde_json::to_string(&before).unwrap_or_default();
        let links: Vec<(i64, String, i64, Vec<u8>)> = self.all(what, &LINKS, args![before]).await?;
        let mut links: BTreeMap<i64, Link> = links
            .into_iter()
            .map(|(seq, case, number, hash)| (seq, Link { case, number, hash }))
            .collect();
        for row in rows {
            let (event, prev_seq) = split(row)?;
            report.fault = fault_of(&event, prev_seq, &links, report);
            if report.fault.is_some() {
                return Ok(());
            }
            report.events = event.seq;
            report.chain_hash = event.chain_hash;
            let hash = event.case_hash.to_vec();
            let link = Link { case: event.case_id, number: event.case_seq, hash };
            links.insert(event.seq, link);
        }
        Ok(())
    }

    async fn walk_heads(&self, report: &mut VerifyReport) -> Result<(), Error> {
        let what = "walk the cases";
        let mut after = String::new();
        loop {
            let mut args = args![after.as_str()];
            args.push(limit(PAGE));
            let rows: Vec<HeadTuple> = self.all(what, &HEADS, args).await?;
            let Some(newest) = rows.last() else { break };
            after.clone_from(&newest.0);
            for (case_id, events, hash, event_case, case_seq, event_hash) in rows {
                let empty = events == 0 && event_hash.is_none() && hash == START;
                let same = event_case == case_id
                    && case_seq == events
                    && event_hash.as_deref() == Some(hash.as_slice());
                if !(empty || same) {
                    report.fault = Some(Fault::Head { case_id });
                    return Ok(());
                }
                report.cases += 1;
            }
        }
        let totals: Option<(i64, i64)> = self.first(what, &TOTALS, args![]).await?;
        let (seq, sum) = totals.unwrap_or_default();
        if seq != sum {
            report.fault = Some(Fault::Totals { events: seq, in_cases: sum });
        }
        Ok(())
    }

    async fn walk_checkpoints(&self, report: &mut VerifyReport) -> Result<(), Error> {
        let mut after = 0;
        loop {
            let mut args = args![after];
            args.push(limit(PAGE));
            let rows: Vec<(i64, Vec<u8>, Option<Vec<u8>>)> =
                self.all("walk the checkpoints", &CHECKPOINTS, args).await?;
            let Some(newest) = rows.last() else { return Ok(()) };
            after = newest.0;
            for (seq, signed, found) in rows {
                if found.as_deref() != Some(signed.as_slice()) {
                    report.fault = Some(Fault::Checkpoint { seq });
                    return Ok(());
                }
                report.checkpoints += 1;
            }
        }
    }

    /// What SQLite finds wrong with its own file; PostgreSQL checks its pages as it reads them.
    async fn file_fault(&self) -> Result<Option<Fault>, Error> {
        let pool = match self.db() {
            Db::Sqlite { read, write: _ } => read,
            Db::Postgres { read: _, write: _ } => return Ok(None),
        };
        let (found,): (String,) = sqlx::query_as("PRAGMA integrity_check(1)")
            .fetch_one(pool)
            .await
            .map_err(|source| Error::sort("check the file", source))?;
        Ok((found != "ok").then_some(Fault::File { found }))
    }
}

fn split(row: WalkTuple) -> Result<(Event, i64), Error> {
    let (seq, case_id, case_seq, at_us, kind, body, case_hash, chain_hash, prev_seq) = row;
    let row: EventTuple = (seq, case_id, case_seq, at_us, kind, body, case_hash, chain_hash);
    Ok((events::event_of(row)?, prev_seq))
}

/// What is wrong with the next event, if anything.
fn fault_of(
    event: &Event,
    prev_seq: i64,
    links: &BTreeMap<i64, Link>,
    report: &VerifyReport,
) -> Option<Fault> {
    let seq = event.seq;
    if seq != report.events + 1 {
        return Some(Fault::Gap { seq: report.events + 1 });
    }
    let case_id = event.case_id.clone();
    let previous: Hash = if prev_seq == 0 && event.case_seq == 1 {
        START
    } else {
        let link = links
            .get(&prev_seq)
            .filter(|link| link.case == event.case_id && link.number + 1 == event.case_seq);
        match link.and_then(|link| link.hash.as_slice().try_into().ok()) {
            Some(hash) => hash,
            None => return Some(Fault::Link { seq, case_id }),
        }
    };
    let hash =
        case_hash(&previous, &case_id, event.case_seq, event.at_us, &event.kind, &event.body);
    if hash != event.case_hash {
        return Some(Fault::Event { seq, case_id });
    }
    (chain_hash(&report.chain_hash, &hash, seq) != event.chain_hash).then_some(Fault::Chain { seq })
}
