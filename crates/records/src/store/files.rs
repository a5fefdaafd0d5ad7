//! Files as users handed them over.

use super::Store;
use crate::{Error, FileFacts, FileRow};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

const COLUMNS: &str = "no, stream, path, sha256, format, sheet, added, repeated, corrected, \
    quarantined, coalesce(loaded_at_us, 0), coalesce(snapshot, 0)";

fn read(row: &SqliteRow) -> Result<FileRow, sqlx::Error> {
    let count = |at: usize| -> Result<u64, sqlx::Error> {
        Ok(u64::try_from(row.try_get::<i64, _>(at)?).unwrap_or(0))
    };
    Ok(FileRow {
        no: row.try_get(0)?,
        stream: row.try_get(1)?,
        facts: FileFacts {
            path: row.try_get(2)?,
            sha256: row.try_get(3)?,
            format: row.try_get(4)?,
            sheet: row.try_get(5)?,
        },
        added: count(6)?,
        repeated: count(7)?,
        corrected: count(8)?,
        quarantined: count(9)?,
        loaded_at_us: row.try_get(10)?,
        snapshot: row.try_get(11)?,
    })
}

impl Store {
    pub(crate) async fn list_files(&self) -> Result<Vec<FileRow>, Error> {
        let failed = |source| self.failed("list files", source);
        let sql = format!("SELECT {COLUMNS} FROM file WHERE state = 'loaded' ORDER BY no");
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(self.reader()).await.map_err(failed)?;
        rows.iter().map(read).collect::<Result<_, _>>().map_err(failed)
    }

    pub(crate) async fn find_file(&self, no: i32) -> Result<Option<FileRow>, Error> {
        let failed = |source| self.failed("find a file", source);
        let sql = format!("SELECT {COLUMNS} FROM file WHERE no = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(no)
            .fetch_optional(self.reader())
            .await
            .map_err(failed)?;
        row.as_ref().map(read).transpose().map_err(failed)
    }
}
