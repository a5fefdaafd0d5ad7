//! The outbox: messages that are delivered at least once, each destination on its own.

use crate::db::dialect::statements;
use crate::db::{args, limit};
use crate::{Error, Journal, Message};

macro_rules! messages {
    ($rest:literal) => {
        concat!(
            "SELECT id, key, destination, kind, body, case_id, made_us, tries, next_us, error
             FROM outbox ",
            $rest
        )
    };
}

statements! {
    // Jumps from destination to destination along the index of what waits.
    DESTINATIONS = "WITH RECURSIVE waits(destination) AS (
            SELECT min(destination) FROM outbox WHERE state = 0
            UNION ALL
            SELECT (SELECT min(o.destination) FROM outbox o
                    WHERE o.state = 0 AND o.destination > waits.destination)
            FROM waits WHERE waits.destination IS NOT NULL)
        SELECT w.destination, (SELECT min(o.next_us) FROM outbox o
                WHERE o.state = 0 AND o.destination = w.destination)
        FROM waits w WHERE w.destination IS NOT NULL ORDER BY w.destination";
    DUE = messages!("WHERE state = 0 AND destination = $1 AND next_us <= $2
        ORDER BY next_us, id LIMIT $3");
    DELIVERED = "UPDATE outbox SET state = 1, done_us = $2, error = ''
        WHERE state = 0 AND id IN (SELECT CAST(j.value AS BIGINT) FROM EACH($1))";
    // Dead after so many tries.
    FAILED = "UPDATE outbox SET tries = tries + 1, error = $2, next_us = $3,
            state = CASE WHEN tries + 1 >= $4 THEN 2 ELSE 0 END
        WHERE id = $1 AND state = 0 RETURNING state";
    DEAD = messages!("WHERE state = 2 AND id > $1 ORDER BY id LIMIT $2");
    REPLAY = "UPDATE outbox SET state = 0, tries = 0, next_us = $2 WHERE id = $1 AND state = 2";
    ONE = messages!("WHERE id = $1");
}

/// What became of a message that was not delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// It will be tried again.
    Again,
    /// It was tried often enough: an operator sees it.
    Dead,
    /// It was no longer waiting.
    Gone,
}

/// A destination for which something waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// Its name.
    pub name: String,
    /// When its next message is due, in microseconds.
    pub next_us: i64,
}

impl Journal {
    /// The destinations for which something waits, by name.
    pub async fn list_destinations(&self) -> Result<Vec<Destination>, Error> {
        let rows: Vec<(String, i64)> =
            self.all("list destinations", &DESTINATIONS, args![]).await?;
        Ok(rows.into_iter().map(|(name, next_us)| Destination { name, next_us }).collect())
    }

    /// The messages due by `now_us`, at most `per_destination` for each: a destination that
    /// does not answer takes no other's place.
    pub async fn due_messages(
        &self,
        now_us: i64,
        per_destination: usize,
    ) -> Result<Vec<Message>, Error> {
        let mut due = Vec::new();
        for destination in self.list_destinations().await? {
            if destination.next_us <= now_us {
                due.extend(self.due_messages_of(&destination.name, now_us, per_destination).await?);
            }
        }
        Ok(due)
    }

    /// The messages for one destination that are due by `now_us`.
    pub async fn due_messages_of(
        &self,
        destination: &str,
        now_us: i64,
        rows: usize,
    ) -> Result<Vec<Message>, Error> {
        let args = args![destination, now_us].into_iter().chain([limit(rows)]).collect();
        let rows = self.all("read due messages", &DUE, args).await?;
        Ok(rows.into_iter().map(message_of).collect())
    }

    /// When the next message is due, in microseconds.
    pub async fn next_message_at(&self) -> Result<Option<i64>, Error> {
        Ok(self.list_destinations().await?.iter().map(|at| at.next_us).min())
    }

    /// Notes that messages have arrived; those that were not waiting are left alone.
    pub async fn mark_delivered(&self, ids: &[i64], at_us: i64) -> Result<(), Error> {
        let texts: Vec<String> = ids.iter().map(i64::to_string).collect();
        let ids = serde_json::to_string(&texts).unwrap_or_default();
        self.run("mark messages delivered", &DELIVERED, args![ids, at_us]).await?;
        Ok(())
    }

    /// Notes that a message did not arrive: it is tried again at `next_try_us`, or dead after
    /// `tries_max` tries.
    pub async fn mark_failed(
        &self,
        id: i64,
        next_try_us: i64,
        tries_max: i64,
        error: &str,
    ) -> Result<Failure, Error> {
        let what = "mark a message as not delivered";
        let failed = |source| Error::sort(what, source);
        let mut tx = self.begin(what).await?;
        let error = error.replace('\0', "\u{fffd}");
        let args = args![id, error, next_try_us, tries_max];
        let rows: Vec<(i64,)> = tx.all(&FAILED, args).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(match rows.first() {
            Some((2,)) => Failure::Dead,
            Some(_) => Failure::Again,
            None => Failure::Gone,
        })
    }

    /// The messages that are dead, after number `after`.
    pub async fn list_dead(&self, after: i64, rows: usize) -> Result<Vec<Message>, Error> {
        let rows = self.all("list dead messages", &DEAD, vec![after.into(), limit(rows)]).await?;
        Ok(rows.into_iter().map(message_of).collect())
    }

    /// Puts a dead message back, with its key, to be tried at `at_us`; whether it was dead.
    pub async fn replay_dead(&self, id: i64, at_us: i64) -> Result<bool, Error> {
        Ok(self.run("replay a dead message", &REPLAY, args![id, at_us]).await? > 0)
    }

    /// The message of a number.
    pub async fn find_message(&self, id: i64) -> Result<Option<Message>, Error> {
        Ok(self.first("find a message", &ONE, args![id]).await?.map(message_of))
    }
}

type MessageTuple = (i64, String, String, String, String, String, i64, i64, i64, String);

fn message_of(row: MessageTuple) -> Message {
    let (id, key, destination, kind, body, case_id, made_us, tries, next_us, error) = row;
    Message { id, key, destination, kind, body, case_id, made_us, tries, next_us, error }
}
