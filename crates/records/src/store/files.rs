//! Files as users handed them over.

use super::Store;
use crate::{Error, FileFacts, FileRow};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::collections::BTreeMap;

const COLUMNS: &str = "no, stream, path, sha256, format, sheet, added, repeated, corrected, \
    quarantined, coalesce(loaded_at_us, 0), coalesce(snapshot, 0)";

/// The columns of a file, whichever layout the store has.
fn columns(store: &Store) -> String {
    let letters = if store.has_letters() { "letters" } else { "NULL" };
    format!("{COLUMNS}, {letters}")
}

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
        letters: BTreeMap::new(),
    })
}

/// A file with the letters of its columns.
fn read_whole(row: &SqliteRow) -> Result<Result<FileRow, Error>, sqlx::Error> {
    let file = read(row)?;
    let text: Option<String> = row.try_get(12)?;
    let Some(text) = text else { return Ok(Ok(file)) };
    Ok(match serde_json::from_str(&text) {
        Ok(letters) => Ok(FileRow { letters, ..file }),
        Err(_) => Err(Error::StoreValue { expected: "the letters of columns", found: text }),
    })
}

impl Store {
    pub(crate) async fn list_files(&self) -> Result<Vec<FileRow>, Error> {
        let failed = |source| self.failed("list files", source);
        let sql = format!("SELECT {} FROM file WHERE state = 'loaded' ORDER BY no", columns(self));
        let rows =
            sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(self.reader()).await.map_err(failed)?;
        rows.iter().map(|row| read_whole(row).map_err(failed)?).collect()
    }

    pub(crate) async fn find_file(&self, no: i32) -> Result<Option<FileRow>, Error> {
        let failed = |source| self.failed("find a file", source);
        let sql = format!("SELECT {} FROM file WHERE no = $1", columns(self));
        let row = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(no)
            .fetch_optional(self.reader())
            .await
            .map_err(failed)?;
        row.as_ref().map(|row| read_whole(row).map_err(failed)?).transpose()
    }
    /// Notes which letter each column has in the sheet that a file's records come from.
    pub(crate) async fn put_letters(
        &self,
        no: i32,
        letters: &BTreeMap<String, String>,
    ) -> Result<(), Error> {
        let what = "note the letters of columns";
        let failed = |source| self.failed(what, source);
        let object =
            letters.iter().map(|(column, letter)| (column.clone(), letter.as_str().into()));
        let text = serde_json::Value::Object(object.collect()).to_string();
        let mut transaction = self.begin(what).await?;
        sqlx::query("UPDATE file SET letters = $1 WHERE no = $2")
            .bind(text)
            .bind(no)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        self.commit(what, transaction).await
    }
}
