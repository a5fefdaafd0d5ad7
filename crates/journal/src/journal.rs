//! An open journal.

use crate::db::{Arg, Db, Order, Row, Sql, Tx};
use crate::{Access, Error, layout};

/// The durable store of cases, tasks, timers and messages; cloning it shares the connections.
#[derive(Debug, Clone)]
pub struct Journal {
    db: Db,
}

impl Journal {
    /// Opens `sqlite:PATH` or `postgres://…`, creating or migrating it when writing.
    pub async fn open(address: &str, access: Access) -> Result<Self, Error> {
        let db = Db::open(address, access).await?;
        match access {
            Access::Write => layout::migrate(&db).await?,
            Access::Read => layout::check(&db).await?,
        }
        Ok(Self { db })
    }

    /// Closes all connections; on SQLite this also empties the write-ahead log.
    pub async fn close(&self) {
        self.db.close().await;
    }

    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    pub(crate) async fn all<T: Row>(
        &self,
        what: &'static str,
        sql: &'static Sql,
        args: Vec<Arg>,
    ) -> Result<Vec<T>, Error> {
        self.db.all(sql, args).await.map_err(|source| Error::sort(what, source))
    }

    pub(crate) async fn first<T: Row>(
        &self,
        what: &'static str,
        sql: &'static Sql,
        args: Vec<Arg>,
    ) -> Result<Option<T>, Error> {
        self.db.first(sql, args).await.map_err(|source| Error::sort(what, source))
    }

    /// Begins to write what is not part of the chain.
    pub(crate) async fn begin(&self, what: &'static str) -> Result<Tx, Error> {
        self.db
            .begin(Order::Free)
            .await
            .map_err(|source| Error::sort(what, source))?
            .ok_or(Error::ReadOnly { what })
    }

    /// Runs one statement that writes, durably; returns how many rows it touched.
    pub(crate) async fn run(
        &self,
        what: &'static str,
        sql: &'static Sql,
        args: Vec<Arg>,
    ) -> Result<u64, Error> {
        let failed = |source| Error::sort(what, source);
        let mut tx = self.begin(what).await?;
        let touched = tx.run(sql, args).await.map_err(failed)?;
        tx.commit().await.map_err(failed)?;
        Ok(touched)
    }
}

/// The bytes of a hash as an array.
pub(crate) fn hash_of(bytes: &[u8]) -> Result<crate::Hash, Error> {
    bytes.try_into().map_err(|_length| Error::Value {
        expected: "a hash of 32 bytes",
        found: crate::chain::hex(bytes),
    })
}
