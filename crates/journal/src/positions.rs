//! How far each publisher has come: compared and set, so that two never publish the same.

use crate::db::args;
use crate::db::dialect::statements;
use crate::{Error, Journal};

statements! {
    READ = "SELECT seq FROM reached WHERE name = $1";
    START = "INSERT INTO reached (name, seq) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING";
    ADVANCE = "UPDATE reached SET seq = $3 WHERE name = $1 AND seq = $2";
}

impl Journal {
    /// The number of the last event that `name` has published; 0 before the first.
    pub async fn position(&self, name: &str) -> Result<i64, Error> {
        let found = self.first::<(i64,)>("read a position", &READ, args![name]).await?;
        Ok(found.map_or(0, |(seq,)| seq))
    }

    /// Moves `name` from one number to another; whether it stood there.
    pub async fn advance(&self, name: &str, from: i64, to: i64) -> Result<bool, Error> {
        let what = "advance a position";
        let failed = |source| Error::sort(what, source);
        let mut tx = self.begin(what).await?;
        if from == 0 {
            tx.run(&START, args![name]).await.map_err(failed)?;
        }
        let moved = tx.run(&ADVANCE, args![name, from, to]).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(moved > 0)
    }
}
