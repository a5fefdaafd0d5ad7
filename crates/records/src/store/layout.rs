//! The store's tables and their versions. Append-only: a layout that was released never changes.

use super::sort;
use crate::Error;
use sqlx::Row;
use sqlx::sqlite::SqlitePool;
use std::path::Path;

/// Each entry takes the store from the layout of its index to the next.
const MIGRATIONS: &[&str] = &[include_str!("layout_1.sql"), include_str!("layout_2.sql")];

/// The newest layout that this release reads.
fn known() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// Brings the store to the newest layout, in one transaction.
pub(crate) async fn migrate(pool: &SqlitePool, path: &Path) -> Result<(), Error> {
    let failed = |source| sort(path, "migrate", source);
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
    sqlx::query("CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL)")
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    let found = read(&mut transaction).await.map_err(failed)?;
    newer(path, found)?;
    for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        sqlx::raw_sql(*step).execute(&mut *transaction).await.map_err(failed)?;
    }
    sqlx::query("INSERT OR REPLACE INTO meta (key, value) VALUES ('layout', $1)")
        .bind(known().to_string())
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
    transaction.commit().await.map_err(failed)
}

/// The layout of the store, which a reader may find older than this release writes it; one
/// that is newer is refused.
pub(crate) async fn check(pool: &SqlitePool, path: &Path) -> Result<i64, Error> {
    let mut connection = pool.acquire().await.map_err(|source| sort(path, "open", source))?;
    let found = read(&mut connection).await.map_err(|source| sort(path, "open", source))?;
    newer(path, found)?;
    Ok(found)
}

fn newer(path: &Path, found: i64) -> Result<(), Error> {
    if found > known() {
        return Err(Error::StoreNewer { path: path.to_path_buf(), found, known: known() });
    }
    Ok(())
}

async fn read(connection: &mut sqlx::SqliteConnection) -> Result<i64, sqlx::Error> {
    let row = sqlx::query("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'layout'")
        .fetch_optional(connection)
        .await?;
    row.map_or(Ok(0), |row| row.try_get(0))
}

#[cfg(test)]
mod tests;
