//! Checkpoints: the chain's hash at a number, with signatures of those who saw it.

use crate::db::dialect::statements;
use crate::db::{args, limit};
use crate::journal::hash_of;
use crate::{Error, Hash, Journal};

statements! {
    PUT = "INSERT INTO checkpoint (seq, chain_hash, at_us, signatures)
        SELECT e.seq, e.chain_hash, $3, $4 FROM event e WHERE e.seq = $1 AND e.chain_hash = $2
        ON CONFLICT (seq) DO UPDATE SET signatures = excluded.signatures";
    LIST = "SELECT seq, chain_hash, at_us, signatures FROM checkpoint WHERE seq < $1
        ORDER BY seq DESC LIMIT $2";
}

/// The chain's hash at a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The number of an event.
    pub seq: i64,
    /// The chain's hash there.
    pub chain_hash: Hash,
    /// When it was taken, in microseconds.
    pub at_us: i64,
    /// Who signed it, as JSON.
    pub signatures: String,
}

impl Journal {
    /// Puts a checkpoint, or more signatures to it; refused unless the journal has its hash.
    pub async fn put_checkpoint(&self, row: &Checkpoint) -> Result<(), Error> {
        let args = args![row.seq, row.chain_hash.as_slice(), row.at_us, row.signatures.as_str()];
        if self.run("put a checkpoint", &PUT, args).await? == 0 {
            return Err(Error::Checkpoint { seq: row.seq });
        }
        Ok(())
    }

    /// Checkpoints below number `before`, the newest first.
    pub async fn list_checkpoints(
        &self,
        before: i64,
        rows: usize,
    ) -> Result<Vec<Checkpoint>, Error> {
        let args = vec![before.into(), limit(rows)];
        let rows: Vec<(i64, Vec<u8>, i64, String)> =
            self.all("list checkpoints", &LIST, args).await?;
        rows.into_iter()
            .map(|(seq, chain_hash, at_us, signatures)| {
                Ok(Checkpoint { seq, chain_hash: hash_of(&chain_hash)?, at_us, signatures })
            })
            .collect()
    }
}
