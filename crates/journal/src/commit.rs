//! Many commands, one transaction: one statement reads, one text writes, one sync acknowledges.
//!
//! What the batch needs to know is read at once, each entry is judged in memory, and the good
//! ones are written together. A conflict or a repeat leaves out its own entry, nothing else.

mod fold;
mod sql;
mod state;
mod writes;

use crate::db::Order;
use crate::error::again;
use crate::{Entry, Error, Journal, Outcome, invariant};
pub(crate) use sql::READ;
use state::State;

/// How often a batch is begun again after losing against another process.
const TRIES_MAX: u32 = 20;

const WHAT: &str = "commit events";

impl Journal {
    /// Makes a batch durable; what is answered here survives any crash. One outcome per entry,
    /// in order. Several entries of one case may follow each other in a batch.
    pub async fn commit(&self, batch: Vec<Entry>) -> Result<Vec<Outcome>, Error> {
        if batch.is_empty() {
            return Ok(Vec::new());
        }
        let asked = state::asked(&batch);
        let mut tries = 1;
        loop {
            match self.try_commit(&batch, &asked).await {
                Err(Failed::Engine(source)) if again(&source) && tries < TRIES_MAX => tries += 1,
                Err(Failed::Engine(source)) => return Err(Error::sort(WHAT, source)),
                Err(Failed::Journal(error)) => return Err(error),
                Ok(outcomes) => return Ok(outcomes),
            }
        }
    }

    async fn try_commit(
        &self,
        batch: &[Entry],
        asked: &state::Asked,
    ) -> Result<Vec<Outcome>, Failed> {
        let begun = self.db().begin(Order::Chain).await?;
        let Some(mut tx) = begun else {
            return Err(Failed::Journal(Error::ReadOnly { what: WHAT }));
        };
        let rows = tx.all(&READ, asked.args()).await?;
        let mut state = State::of(rows)?;
        let before = state.seq;
        let (outcomes, writes) = fold::fold(&mut state, batch);
        invariant!(
            J2,
            state.seq - before == writes.event_count(),
            "{} numbers for {} events",
            state.seq - before,
            writes.event_count()
        );
        if writes.is_empty() {
            return Ok(outcomes);
        }
        let (sql, args) = sql::write(writes.into_json(&state)?);
        tx.run(sql, args).await?;
        tx.commit().await?;
        Ok(outcomes)
    }
}

enum Failed {
    Engine(sqlx::Error),
    Journal(Error),
}

impl From<sqlx::Error> for Failed {
    fn from(source: sqlx::Error) -> Self {
        Self::Engine(source)
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Journal(error)
    }
}
