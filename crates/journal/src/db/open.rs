//! Addresses and the options that each engine is opened with.

use super::Db;
use crate::{Access, Error};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

pub(super) async fn open(address: &str, access: Access) -> Result<Db, Error> {
    if let Some(path) = address.strip_prefix("sqlite:") {
        return sqlite(Path::new(path), access).await;
    }
    if address.starts_with("postgres://") || address.starts_with("postgresql://") {
        return postgres(address, access).await;
    }
    Err(Error::Address { found: address.to_owned() })
}

async fn sqlite(path: &Path, access: Access) -> Result<Db, Error> {
    if access == Access::Read && !path.is_file() {
        return Err(Error::NoJournal { path: path.to_path_buf() });
    }
    let opening = |source| Error::sort("open", source);
    let options = SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(30))
        // What is deleted is overwritten with zeros.
        .pragma("secure_delete", "ON")
        // `Journal::tidy` is to come first.
        .pragma("wal_autocheckpoint", "40000")
        .pragma("temp_store", "memory")
        .statement_cache_capacity(200)
        // The thread that reads does not wait for the one that takes the rows.
        .row_buffer_size(1_024);
    // Pools keep no task for idle connections: those of a local file do not go stale.
    let pool = || SqlitePoolOptions::new().idle_timeout(None).max_lifetime(None);
    let write = match access {
        Access::Read => None,
        Access::Write => Some(
            pool()
                .max_connections(1)
                .connect_with(
                    options.clone().create_if_missing(true).pragma("cache_size", "-65536"),
                )
                .await
                .map_err(opening)?,
        ),
    };
    let read = pool()
        .max_connections(4)
        .connect_with(options.create_if_missing(false).pragma("cache_size", "-8192"))
        .await
        .map_err(opening)?;
    Ok(Db::Sqlite { read, write })
}

/// PostgreSQL is told that indexes lead: every statement here is written for one, and a plan
/// made while a table was empty must not scan it once it is full.
const LEADING: [(&str, &str); 7] = [
    ("default_transaction_isolation", "read committed"),
    ("synchronous_commit", "on"),
    ("enable_seqscan", "off"),
    ("enable_hashjoin", "off"),
    ("enable_mergejoin", "off"),
    ("jit", "off"),
    ("plan_cache_mode", "auto"),
];

async fn postgres(address: &str, access: Access) -> Result<Db, Error> {
    let opening = |source| Error::sort("open", source);
    let options = PgConnectOptions::from_str(address).map_err(opening)?.options(LEADING);
    // A pool goes on trying to reach a server for half a minute; one that is not there is said
    // to be at once.
    options.connect().await.map_err(opening)?.close().await.map_err(opening)?;
    let pool = || PgPoolOptions::new().idle_timeout(None).max_lifetime(None);
    let write = match access {
        Access::Read => None,
        Access::Write => {
            Some(pool().max_connections(1).connect_with(options.clone()).await.map_err(opening)?)
        }
    };
    let read = pool().max_connections(8).connect_with(options).await.map_err(opening)?;
    Ok(Db::Postgres { read, write })
}
