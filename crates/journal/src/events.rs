//! Reads events, by case and by number, and finds commands that were carried out.

use crate::db::dialect::statements;
use crate::db::{args, limit};
use crate::journal::hash_of;
use crate::{Error, Event, Hash, Journal};

statements! {
    // From the last event of the case back to the first that is wanted.
    OF_CASE = "WITH RECURSIVE e(seq, case_id, case_seq, at_us, kind, body, case_hash, chain_hash,
                prev_seq) AS (
            SELECT x.seq, x.case_id, x.case_seq, x.at_us, x.kind, x.body, x.case_hash,
                x.chain_hash, x.prev_seq
            FROM event x
            WHERE x.seq = (SELECT h.last_seq FROM case_head h WHERE h.case_id = $1)
                AND x.case_seq > $2
            UNION ALL
            SELECT x.seq, x.case_id, x.case_seq, x.at_us, x.kind, x.body, x.case_hash,
                x.chain_hash, x.prev_seq
            FROM e CROSS JOIN event x
            WHERE x.seq = e.prev_seq AND x.seq < e.seq AND x.case_seq > $2)
        SELECT seq, case_id, case_seq, at_us, kind, body, case_hash, chain_hash FROM e
        ORDER BY seq";
    AFTER = "SELECT seq, case_id, case_seq, at_us, kind, body, case_hash, chain_hash FROM event
        WHERE seq > $1 ORDER BY seq LIMIT $2";
    COMMAND = "SELECT digest, answer, case_id, seq, events, at_us FROM command WHERE key = $1";
    TIP = "SELECT seq, chain_hash FROM tip";
}

pub(crate) type EventTuple = (i64, String, i64, i64, String, String, Vec<u8>, Vec<u8>);

/// A command that was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandRow {
    /// The digest of its content.
    pub digest: Hash,
    /// What was answered.
    pub answer: String,
    /// The case.
    pub case_id: String,
    /// The number of its first event.
    pub first_seq: i64,
    /// How many events it made.
    pub events: i64,
    /// When, in microseconds.
    pub at_us: i64,
}

impl Journal {
    /// The events of a case, in order.
    pub async fn events_of(&self, case_id: &str) -> Result<Vec<Event>, Error> {
        self.events_of_after(case_id, 0).await
    }

    /// The events of a case after its `case_seq`-th, in order.
    pub async fn events_of_after(&self, case_id: &str, case_seq: i64) -> Result<Vec<Event>, Error> {
        let rows =
            self.all("read the events of a case", &OF_CASE, args![case_id, case_seq]).await?;
        rows.into_iter().map(event_of).collect()
    }

    /// The events after number `seq`, in order, at most `limit`.
    pub async fn events_after(&self, seq: i64, rows: usize) -> Result<Vec<Event>, Error> {
        let rows = self.all("read events", &AFTER, args![seq, limit(rows)]).await?;
        rows.into_iter().map(event_of).collect()
    }

    /// The number and the chain's hash of the newest event; 0 and zeros before the first.
    pub async fn tip(&self) -> Result<(i64, Hash), Error> {
        let found = self.first::<(i64, Vec<u8>)>("read the tip", &TIP, args![]).await?;
        let (seq, hash) = found.unwrap_or_else(|| (0, crate::chain::START.to_vec()));
        Ok((seq, hash_of(&hash)?))
    }

    /// The command of a key, if it was carried out.
    pub async fn find_command(&self, key: &str) -> Result<Option<CommandRow>, Error> {
        let found = self.first("find a command", &COMMAND, args![key]).await?;
        found
            .map(|(digest, answer, case_id, first_seq, events, at_us): CommandTuple| {
                Ok(CommandRow {
                    digest: hash_of(&digest)?,
                    answer,
                    case_id,
                    first_seq,
                    events,
                    at_us,
                })
            })
            .transpose()
    }
}

type CommandTuple = (Vec<u8>, String, String, i64, i64, i64);

pub(crate) fn event_of(row: EventTuple) -> Result<Event, Error> {
    let (seq, case_id, case_seq, at_us, kind, body, case_hash, chain_hash) = row;
    Ok(Event {
        seq,
        case_id,
        case_seq,
        at_us,
        kind,
        body,
        case_hash: hash_of(&case_hash)?,
        chain_hash: hash_of(&chain_hash)?,
    })
}
