//! The store: one SQLite file beside the tables, with everything that is not a record.
//!
//! SQL stays in this folder. Writes go through a pool of one connection, in explicit
//! transactions; reads through a pool of their own, so that a long list never waits for a load.

pub(crate) mod cache;
pub(crate) mod figures;
pub(crate) mod files;
pub(crate) mod intents;
pub(crate) mod layout;
pub(crate) mod quarantine;
pub(crate) mod snapshots;
pub(crate) mod staging;
pub(crate) mod streams;

use crate::{Access, Error};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Sqlite, Transaction};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// An open store.
#[derive(Debug)]
pub(crate) struct Store {
    pub(crate) path: PathBuf,
    dir: PathBuf,
    read: SqlitePool,
    write: Option<SqlitePool>,
    /// The layout at the time of opening: a reader does not migrate.
    layout: i64,
}

impl Store {
    /// Opens `DIR/hemei.db`, creating or migrating it when writing.
    pub(crate) async fn open(dir: &Path, access: Access) -> Result<Self, Error> {
        let path = dir.join("hemei.db");
        if access == Access::Read && !path.is_file() {
            return Err(Error::NoLake { dir: dir.to_path_buf() });
        }
        let options = SqliteConnectOptions::new()
            .filename(&path)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(30))
            .pragma("wal_autocheckpoint", "4000")
            .pragma("temp_store", "memory")
            .pragma("cache_size", "-32768");
        let write = match access {
            Access::Read => None,
            Access::Write => {
                let pool = pool_options()
                    .max_connections(1)
                    .connect_with(options.clone().create_if_missing(true))
                    .await
                    .map_err(|source| opening(&path, source))?;
                layout::migrate(&pool, &path).await?;
                Some(pool)
            }
        };
        let read = pool_options()
            .max_connections(4)
            .connect_with(options.create_if_missing(false))
            .await
            .map_err(|source| opening(&path, source))?;
        let layout = layout::check(&read, &path).await?;
        Ok(Self { path, dir: dir.to_path_buf(), read, write, layout })
    }

    /// The pool for reading.
    pub(crate) fn reader(&self) -> &SqlitePool {
        &self.read
    }

    /// Whether files remember the letters of their columns (layout 2).
    pub(crate) fn has_letters(&self) -> bool {
        self.layout >= 2
    }

    /// Begins a write transaction; `what` is named if the lake was opened for reading.
    pub(crate) async fn begin(
        &self,
        what: &'static str,
    ) -> Result<Transaction<'static, Sqlite>, Error> {
        let Some(pool) = &self.write else {
            return Err(Error::ReadOnly { dir: self.dir.clone(), what });
        };
        pool.begin_with("BEGIN IMMEDIATE").await.map_err(|source| self.failed(what, source))
    }

    /// Commits a write transaction.
    pub(crate) async fn commit(
        &self,
        what: &'static str,
        transaction: Transaction<'static, Sqlite>,
    ) -> Result<(), Error> {
        transaction.commit().await.map_err(|source| self.failed(what, source))
    }

    /// Sorts an error of a statement.
    pub(crate) fn failed(&self, what: &'static str, source: sqlx::Error) -> Error {
        sort(&self.path, what, source)
    }
}

/// Pools without a task that looks after idle connections: those of a local file do not go stale,
/// and the task of sqlx 0.9 counts them by a number that another thread may take below zero for
/// a moment, after which it goes round 2^64 times.
fn pool_options() -> SqlitePoolOptions {
    SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None)
}

/// An error while opening: a file that is not SQLite is said to be so.
fn opening(path: &Path, source: sqlx::Error) -> Error {
    sort(path, "open", source)
}

/// Turns SQLite's result codes into the errors that the user can act on.
pub(crate) fn sort(path: &Path, what: &'static str, source: sqlx::Error) -> Error {
    let code = match &source {
        sqlx::Error::Database(database) => {
            database.code().and_then(|code| code.parse::<i64>().ok()).map(|code| code & 0xff)
        }
        _ => None,
    };
    // SQLITE_PERM 3, SQLITE_READONLY 8, SQLITE_CORRUPT 11, SQLITE_FULL 13, SQLITE_CANTOPEN 14,
    // SQLITE_NOTADB 26.
    match code {
        Some(13) => Error::DiskFull { path: path.to_path_buf() },
        Some(3 | 8 | 14) => Error::Permission { what: "open or write", path: path.to_path_buf() },
        Some(11 | 26) => {
            Error::StoreCorrupt { path: path.to_path_buf(), found: source.to_string() }
        }
        Some(_) | None => Error::Store { what, source },
    }
}
