//! The streams as they are stored: columns with their types, key, time zone.

use super::Store;
use crate::Error;
use serde::{Deserialize, Serialize};
use sqlx::Row;

/// A column as the lake has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredColumn {
    pub(crate) id: String,
    /// The type in the store's own words, such as `decimal(6)`.
    pub(crate) r#type: String,
}

/// A stream as the lake has it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StoredStream {
    pub(crate) id: String,
    /// All columns that were ever declared, in order of first declaration.
    pub(crate) columns: Vec<StoredColumn>,
    /// What identifies a record, in words that change when it does.
    pub(crate) key: String,
    /// The zone that days were cut in; empty before the first load.
    pub(crate) zone: String,
}

impl Store {
    pub(crate) async fn list_streams(&self) -> Result<Vec<String>, Error> {
        let failed = |source| self.failed("list streams", source);
        let rows = sqlx::query("SELECT id FROM stream ORDER BY id")
            .fetch_all(self.reader())
            .await
            .map_err(failed)?;
        rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(failed)
    }

    pub(crate) async fn find_stream(&self, id: &str) -> Result<Option<StoredStream>, Error> {
        let failed = |source| self.failed("read a stream", source);
        let row = sqlx::query("SELECT columns, key, zone FROM stream WHERE id = $1")
            .bind(id)
            .fetch_optional(self.reader())
            .await
            .map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let columns: String = row.try_get(0).map_err(failed)?;
        Ok(Some(StoredStream {
            id: id.to_owned(),
            columns: serde_json::from_str(&columns).map_err(|_not_json| Error::StoreValue {
                expected: "a list of columns",
                found: columns.clone(),
            })?,
            key: row.try_get(1).map_err(failed)?,
            zone: row.try_get(2).map_err(failed)?,
        }))
    }

    /// The stream, or an error that lists those there are.
    pub(crate) async fn get_stream(&self, id: &str) -> Result<StoredStream, Error> {
        match self.find_stream(id).await? {
            Some(stream) => Ok(stream),
            None => Err(Error::NoStream {
                stream: id.to_owned(),
                known: self.list_streams().await?.join(", "),
            }),
        }
    }

    /// Writes a stream; a changed key makes the subject lists of older files worthless.
    pub(crate) async fn put_stream(
        &self,
        stream: &StoredStream,
        key_changed: bool,
    ) -> Result<(), Error> {
        let what = "write a stream";
        let failed = |source| self.failed(what, source);
        let columns = serde_json::to_string(&stream.columns).unwrap_or_default();
        let mut transaction = self.begin(what).await?;
        sqlx::query("INSERT OR REPLACE INTO stream (id, columns, key, zone) VALUES ($1,$2,$3,$4)")
            .bind(&stream.id)
            .bind(columns)
            .bind(&stream.key)
            .bind(&stream.zone)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        if key_changed {
            sqlx::query("UPDATE table_file SET subjects = NULL WHERE stream = $1")
                .bind(&stream.id)
                .execute(&mut *transaction)
                .await
                .map_err(failed)?;
        }
        self.commit(what, transaction).await
    }
}
