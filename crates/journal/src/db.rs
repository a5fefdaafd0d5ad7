//! One way to speak to both engines: a statement in two dialects, arguments, rows as tuples.
//!
//! Everything else in this crate is written once; which engine answers is decided here.

pub(crate) mod dialect;
mod open;

use crate::{Access, Error};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{FromRow, PgPool, Pool, Postgres, Sqlite, SqlitePool, Transaction};

pub(crate) use dialect::Sql;

/// The pools of an open journal: one for reading, one of a single connection for writing.
#[derive(Debug, Clone)]
pub(crate) enum Db {
    Sqlite { read: SqlitePool, write: Option<SqlitePool> },
    Postgres { read: PgPool, write: Option<PgPool> },
}

/// A transaction that writes.
#[derive(Debug)]
pub(crate) enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// An argument of a statement.
#[derive(Debug, Clone)]
pub(crate) enum Arg {
    Int(i64),
    MaybeInt(Option<i64>),
    Text(String),
    MaybeText(Option<String>),
    Bytes(Vec<u8>),
}

impl From<i64> for Arg {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<Option<i64>> for Arg {
    fn from(value: Option<i64>) -> Self {
        Self::MaybeInt(value)
    }
}

impl From<&str> for Arg {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

impl From<String> for Arg {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}

impl From<Option<String>> for Arg {
    fn from(value: Option<String>) -> Self {
        Self::MaybeText(value)
    }
}

impl From<&[u8]> for Arg {
    fn from(value: &[u8]) -> Self {
        Self::Bytes(value.to_vec())
    }
}

/// A limit as the engines take it.
pub(crate) fn limit(rows: usize) -> Arg {
    Arg::Int(i64::try_from(rows).unwrap_or(i64::MAX))
}

/// The arguments of a statement, in order.
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Arg::from($value)),*] };
}
pub(crate) use args;

/// A row that both engines can give.
pub(crate) trait Row:
    for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{
}

impl<T> Row for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin
{}

macro_rules! bound {
    ($query:expr, $args:expr) => {{
        let mut query = $query;
        for arg in $args {
            query = match arg {
                Arg::Int(value) => query.bind(value),
                Arg::MaybeInt(value) => query.bind(value),
                Arg::Text(value) => query.bind(value),
                Arg::MaybeText(value) => query.bind(value),
                Arg::Bytes(value) => query.bind(value),
            };
        }
        query
    }};
}

impl Db {
    /// Opens the pools of `address`; tables are the caller's care.
    pub(crate) async fn open(address: &str, access: Access) -> Result<Self, Error> {
        open::open(address, access).await
    }

    /// All rows of a statement that reads.
    pub(crate) async fn all<T: Row>(
        &self,
        sql: &'static Sql,
        args: Vec<Arg>,
    ) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Self::Sqlite { read, write: _ } => {
                bound!(sqlx::query_as(sql.sqlite.as_str()), args).fetch_all(read).await
            }
            Self::Postgres { read, write: _ } => {
                bound!(sqlx::query_as(sql.postgres.as_str()), args).fetch_all(read).await
            }
        }
    }

    /// The first row of a statement that reads.
    pub(crate) async fn first<T: Row>(
        &self,
        sql: &'static Sql,
        args: Vec<Arg>,
    ) -> Result<Option<T>, sqlx::Error> {
        match self {
            Self::Sqlite { read, write: _ } => {
                bound!(sqlx::query_as(sql.sqlite.as_str()), args).fetch_optional(read).await
            }
            Self::Postgres { read, write: _ } => {
                bound!(sqlx::query_as(sql.postgres.as_str()), args).fetch_optional(read).await
            }
        }
    }

    /// Begins to write; none if the journal was opened for reading. `order` says whether the
    /// transaction lengthens the chain and so has to be the only one that does.
    pub(crate) async fn begin(&self, order: Order) -> Result<Option<Tx>, sqlx::Error> {
        Ok(match self {
            Self::Sqlite { read: _, write: Some(pool) } => {
                Some(Tx::Sqlite(pool.begin_with("BEGIN IMMEDIATE").await?))
            }
            Self::Postgres { read: _, write: Some(pool) } => Some(Tx::Postgres(match order {
                Order::Chain => pool.begin_with(dialect::BEGIN_CHAIN).await?,
                Order::Free => pool.begin().await?,
            })),
            Self::Sqlite { read: _, write: None } | Self::Postgres { read: _, write: None } => None,
        })
    }

    /// Closes all connections.
    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => close(read, write.as_ref()).await,
            Self::Postgres { read, write } => close(read, write.as_ref()).await,
        }
    }
}

/// What a transaction writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// The chain: one at a time among all processes.
    Chain,
    /// Anything else.
    Free,
}

async fn close<DB: sqlx::Database>(read: &Pool<DB>, write: Option<&Pool<DB>>) {
    read.close().await;
    if let Some(write) = write {
        write.close().await;
    }
}

impl Tx {
    /// All rows of a statement.
    pub(crate) async fn all<T: Row>(
        &mut self,
        sql: &'static Sql,
        args: Vec<Arg>,
    ) -> Result<Vec<T>, sqlx::Error> {
        match self {
            Self::Sqlite(tx) => {
                bound!(sqlx::query_as(sql.sqlite.as_str()), args).fetch_all(&mut **tx).await
            }
            Self::Postgres(tx) => {
                bound!(sqlx::query_as(sql.postgres.as_str()), args).fetch_all(&mut **tx).await
            }
        }
    }

    /// Runs a statement, or on SQLite several in one text; returns how many rows it touched.
    pub(crate) async fn run(
        &mut self,
        sql: &'static Sql,
        args: Vec<Arg>,
    ) -> Result<u64, sqlx::Error> {
        Ok(match self {
            Self::Sqlite(tx) => bound!(sqlx::query(sql.sqlite.as_str()), args)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
            Self::Postgres(tx) => bound!(sqlx::query(sql.postgres.as_str()), args)
                .execute(&mut **tx)
                .await?
                .rows_affected(),
        })
    }

    /// Runs statements without arguments, as they stand.
    pub(crate) async fn run_text(&mut self, text: String) -> Result<(), sqlx::Error> {
        let text = sqlx::AssertSqlSafe(text);
        match self {
            Self::Sqlite(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(|_done| ()),
            Self::Postgres(tx) => sqlx::raw_sql(text).execute(&mut **tx).await.map(|_done| ()),
        }
    }

    /// Makes it durable.
    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}
