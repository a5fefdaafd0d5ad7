//! Keys of persons: opaque bytes whose loss makes what they closed unreadable for ever.
//!
//! An erased key is overwritten in place, and no copy of it stays in the journal's files: on
//! SQLite the write-ahead log is emptied, on PostgreSQL the table is written anew. Backups and
//! the server's own archives are outside this crate's reach; the bytes are wrapped for that.

use crate::db::dialect::statements;
use crate::db::{Db, Order, args};
use crate::{Error, Journal};

statements! {
    NEWEST = "SELECT p.generation, p.id, p.erased_us, s.wrapped
        FROM person_key p CROSS JOIN key_secret s
        WHERE p.person = $1 AND s.id = p.id ORDER BY p.generation DESC LIMIT 1";
    GENERATION = "SELECT p.generation, s.wrapped FROM person_key p CROSS JOIN key_secret s
        WHERE p.person = $1 AND p.generation = $2 AND p.erased_us IS NULL AND s.id = p.id";
    NEXT_ID = "UPDATE tip SET key_no = key_no + 1 WHERE id = 1 RETURNING key_no";
    INSERT_KEY = "INSERT INTO person_key (person, generation, id, made_us)
        VALUES ($1, $2, $3, $4)";
    INSERT_SECRET = "INSERT INTO key_secret (id, wrapped) VALUES ($1, $2)";
    LIVE = "SELECT p.id, s.wrapped FROM person_key p CROSS JOIN key_secret s
        WHERE p.person = $1 AND p.erased_us IS NULL AND s.id = p.id";
    // As many zeros as there were bytes: the cell stays where it is.
    OVERWRITE = "UPDATE key_secret SET wrapped = $2 WHERE id = $1";
    ERASE = "UPDATE person_key SET erased_us = $2 WHERE person = $1 AND erased_us IS NULL";
}

/// A person's key, as the caller wrapped it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonKey {
    /// Counts the keys of the person: a new one after each erasure.
    pub generation: i64,
    /// The bytes.
    pub wrapped: Vec<u8>,
}

type KeyTuple = (i64, i64, Option<i64>, Vec<u8>);

impl Journal {
    /// The person's key; if there is none, `fresh` becomes it, durably.
    pub async fn person_key(
        &self,
        person: &str,
        fresh: &[u8],
        at_us: i64,
    ) -> Result<PersonKey, Error> {
        if let Some(key) = self.find_person_key(person).await? {
            return Ok(key);
        }
        let what = "make a person's key";
        let failed = |source| Error::sort(what, source);
        let begun = self.db().begin(Order::Chain).await.map_err(failed)?;
        let mut tx = begun.ok_or(Error::ReadOnly { what })?;
        let found: Vec<KeyTuple> = tx.all(&NEWEST, args![person]).await.map_err(failed)?;
        let generation = match found.into_iter().next() {
            Some((generation, _, None, wrapped)) => return Ok(PersonKey { generation, wrapped }),
            Some((generation, _, Some(_), _)) => generation + 1,
            None => 1,
        };
        let ids: Vec<(i64,)> = tx.all(&NEXT_ID, args![]).await.map_err(failed)?;
        let id = ids.first().map_or(0, |(id,)| *id);
        tx.run(&INSERT_KEY, args![person, generation, id, at_us]).await.map_err(failed)?;
        tx.run(&INSERT_SECRET, args![id, fresh]).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(PersonKey { generation, wrapped: fresh.to_vec() })
    }

    /// The person's key, if there is one that was not erased.
    pub async fn find_person_key(&self, person: &str) -> Result<Option<PersonKey>, Error> {
        let found: Option<KeyTuple> =
            self.first("find a person's key", &NEWEST, args![person]).await?;
        Ok(found.and_then(|(generation, _, erased_us, wrapped)| {
            erased_us.is_none().then_some(PersonKey { generation, wrapped })
        }))
    }

    /// The key of one generation, to open what it closed; none once it is erased.
    pub async fn find_person_key_of(
        &self,
        person: &str,
        generation: i64,
    ) -> Result<Option<PersonKey>, Error> {
        let args = args![person, generation];
        let found: Option<(i64, Vec<u8>)> =
            self.first("find a person's key", &GENERATION, args).await?;
        Ok(found.map(|(generation, wrapped)| PersonKey { generation, wrapped }))
    }

    /// Erases the person's key; whether there was one. What it closed stays closed.
    pub async fn erase_person_key(&self, person: &str, at_us: i64) -> Result<bool, Error> {
        let what = "erase a person's key";
        let failed = |source| Error::sort(what, source);
        let mut tx = self.begin(what).await?;
        let found: Vec<(i64, Vec<u8>)> = tx.all(&LIVE, args![person]).await.map_err(failed)?;
        for (id, wrapped) in &found {
            let zeros = vec![0_u8; wrapped.len()];
            tx.run(&OVERWRITE, args![*id, zeros.as_slice()]).await.map_err(failed)?;
        }
        tx.run(&ERASE, args![person, at_us]).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        self.forget_old_pages().await?;
        Ok(!found.is_empty())
    }

    /// Leaves no older copy of an overwritten row in the journal's files.
    async fn forget_old_pages(&self) -> Result<(), Error> {
        let what = "clear the traces of a key";
        let failed = |source| Error::sort(what, source);
        match self.db() {
            Db::Sqlite { read: _, write: Some(pool) } => {
                let text = "PRAGMA wal_checkpoint(TRUNCATE)";
                let (busy, _, _): (i64, i64, i64) =
                    sqlx::query_as(text).fetch_one(pool).await.map_err(failed)?;
                if busy != 0 {
                    return Err(Error::Traces);
                }
            }
            Db::Postgres { read: _, write: Some(pool) } => {
                sqlx::raw_sql("VACUUM FULL key_secret").execute(pool).await.map_err(failed)?;
            }
            Db::Sqlite { read: _, write: None } | Db::Postgres { read: _, write: None } => {}
        }
        Ok(())
    }
}
