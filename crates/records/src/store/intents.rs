//! Commits that have begun: written down before the first Delta commit, finished by whoever
//! opens the folder next.

use super::Store;
use super::snapshots::{DataFile, TableState, insert_snapshot};
use super::staging::insert_staged;
use crate::{Error, SnapshotNo};
use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection};

/// One table's part of a commit, written down before it begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IntentPart {
    pub(crate) stream: String,
    /// The load's file, for a load.
    pub(crate) file_no: Option<i32>,
    /// The application id of the Delta transaction.
    pub(crate) app_id: String,
    /// The last record number after this commit.
    pub(crate) record_no_max: i64,
    /// Files that are replaced, for `optimise`.
    pub(crate) removed: Vec<String>,
}

/// A commit that has begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Intent {
    pub(crate) id: i64,
    pub(crate) at_us: i64,
    pub(crate) cause: String,
    pub(crate) parts: Vec<IntentPart>,
}

impl Store {
    /// Stages files that belong to no load, for `optimise`, under the number of no file.
    pub(crate) async fn begin_intent(
        &self,
        at_us: i64,
        cause: &str,
        parts: Vec<IntentPart>,
        files: &[DataFile],
    ) -> Result<Intent, Error> {
        let what = "begin a commit";
        let failed = |source| self.failed(what, source);
        let body = serde_json::to_string(&parts).unwrap_or_default();
        let mut transaction = self.begin(what).await?;
        for file in files {
            insert_staged(&mut transaction, 0, file).await.map_err(failed)?;
        }
        let row =
            sqlx::query("INSERT INTO intent (at_us, cause, body) VALUES ($1, $2, $3) RETURNING id")
                .bind(at_us)
                .bind(cause)
                .bind(body)
                .fetch_one(&mut *transaction)
                .await
                .map_err(failed)?;
        let id = row.try_get(0).map_err(failed)?;
        self.commit(what, transaction).await?;
        Ok(Intent { id, at_us, cause: cause.to_owned(), parts })
    }

    pub(crate) async fn list_intents(&self) -> Result<Vec<Intent>, Error> {
        let failed = |source| self.failed("list commits that were begun", source);
        let rows = sqlx::query("SELECT id, at_us, cause, body FROM intent ORDER BY id")
            .fetch_all(self.reader())
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                let body: String = row.try_get(3).map_err(failed)?;
                Ok(Intent {
                    id: row.try_get(0).map_err(failed)?,
                    at_us: row.try_get(1).map_err(failed)?,
                    cause: row.try_get(2).map_err(failed)?,
                    parts: serde_json::from_str(&body).map_err(|_not_json| Error::StoreValue {
                        expected: "the parts of a commit",
                        found: body.clone(),
                    })?,
                })
            })
            .collect()
    }

    /// Makes a commit visible: the snapshot row and all that goes with it, in one transaction.
    pub(crate) async fn finish_intent(
        &self,
        intent: &Intent,
        versions: &[i64],
    ) -> Result<SnapshotNo, Error> {
        let what = "write the snapshot";
        let failed = |source| self.failed(what, source);
        let mut transaction = self.begin(what).await?;
        let tables: Vec<_> = intent
            .parts
            .iter()
            .zip(versions)
            .map(|(part, version)| {
                let state =
                    TableState { delta_version: *version, record_no_max: part.record_no_max };
                (part.stream.clone(), state)
            })
            .collect();
        let no = insert_snapshot(&mut transaction, intent.at_us, &intent.cause, &tables)
            .await
            .map_err(failed)?;
        for (part, version) in intent.parts.iter().zip(versions) {
            finish_part(&mut transaction, part, *version, no, intent.at_us)
                .await
                .map_err(failed)?;
        }
        sqlx::query("DELETE FROM intent WHERE id = $1")
            .bind(intent.id)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        self.commit(what, transaction).await?;
        Ok(no)
    }
}

async fn finish_part(
    connection: &mut SqliteConnection,
    part: &IntentPart,
    version: i64,
    snapshot: SnapshotNo,
    at_us: i64,
) -> Result<(), sqlx::Error> {
    let file_no = part.file_no.unwrap_or(0);
    sqlx::query(
        "INSERT INTO table_file (stream, path, rows, bytes, day_min, day_max, at_min, at_max,
             no_min, no_max, subjects, stats, added_snapshot, added_version)
         SELECT $1, path, rows, bytes, day_min, day_max, at_min, at_max, no_min, no_max,
             subjects, stats, $2, $3
         FROM staged_file WHERE file_no = $4 ORDER BY id",
    )
    .bind(&part.stream)
    .bind(snapshot)
    .bind(version)
    .bind(file_no)
    .execute(&mut *connection)
    .await?;
    for path in &part.removed {
        sqlx::query(
            "UPDATE table_file SET removed_snapshot = $1, removed_version = $2
             WHERE stream = $3 AND path = $4",
        )
        .bind(snapshot)
        .bind(version)
        .bind(&part.stream)
        .bind(path)
        .execute(&mut *connection)
        .await?;
    }
    sqlx::query(
        "INSERT OR IGNORE INTO superseded (stream, record_no, by_record_no, snapshot)
         SELECT $1, record_no, by_record_no, $2 FROM staged_superseded WHERE file_no = $3",
    )
    .bind(&part.stream)
    .bind(snapshot)
    .bind(file_no)
    .execute(&mut *connection)
    .await?;
    for sql in [
        "DELETE FROM staged_file WHERE file_no = $1",
        "DELETE FROM staged_superseded WHERE file_no = $1",
    ] {
        sqlx::query(sql).bind(file_no).execute(&mut *connection).await?;
    }
    sqlx::query("UPDATE file SET state = 'loaded', loaded_at_us = $2, snapshot = $3 WHERE no = $1")
        .bind(file_no)
        .bind(at_us)
        .bind(snapshot)
        .execute(&mut *connection)
        .await?;
    Ok(())
}
