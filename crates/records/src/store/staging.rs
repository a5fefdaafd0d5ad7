//! Loads under way: what is staged, and what has been taken from the file.

use super::Store;
use super::quarantine;
use super::snapshots::{DataFile, read_file, subject_bytes};
use crate::{Error, FileFacts, QuarantineRow, SnapshotNo};
use serde_json::{Value, json};
use sqlx::{Row, SqliteConnection};

/// How far a load has come; what an interrupted load goes on from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Progress {
    /// Rows taken from the decoder.
    pub(crate) consumed: u64,
    pub(crate) added: u64,
    pub(crate) repeated: u64,
    pub(crate) corrected: u64,
}

/// A load as the store remembers it.
#[derive(Debug, Clone)]
pub(crate) struct StagedLoad {
    pub(crate) file_no: i32,
    pub(crate) base: SnapshotNo,
    pub(crate) begun_at_us: i64,
    pub(crate) progress: Progress,
}

/// What one chunk adds to a staged load.
#[derive(Debug, Default)]
pub(crate) struct Checkpoint {
    pub(crate) files: Vec<DataFile>,
    /// Superseded number and successor.
    pub(crate) superseded: Vec<(i64, i64)>,
    pub(crate) refused: Vec<QuarantineRow>,
    pub(crate) progress: Progress,
}

fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Store {
    /// The file number and snapshot of the same file, if it was loaded into this stream.
    pub(crate) async fn find_loaded(
        &self,
        stream: &str,
        facts: &FileFacts,
    ) -> Result<Option<(i32, SnapshotNo)>, Error> {
        let failed = |source| self.failed("look for the file", source);
        let row = sqlx::query(
            "SELECT no, snapshot FROM file WHERE stream = $1 AND sha256 = $2 AND sheet IS $3
             AND state = 'loaded'",
        )
        .bind(stream)
        .bind(&facts.sha256)
        .bind(&facts.sheet)
        .fetch_optional(self.reader())
        .await
        .map_err(failed)?;
        row.map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).transpose().map_err(failed)
    }

    /// The interrupted load of the same file, if there is one.
    pub(crate) async fn find_staged(
        &self,
        stream: &str,
        facts: &FileFacts,
    ) -> Result<Option<StagedLoad>, Error> {
        let failed = |source| self.failed("look for an interrupted load", source);
        let row = sqlx::query(
            "SELECT no, base, begun_at_us, consumed, added, repeated, corrected FROM file
             WHERE stream = $1 AND sha256 = $2 AND sheet IS $3 AND state = 'staging'",
        )
        .bind(stream)
        .bind(&facts.sha256)
        .bind(&facts.sheet)
        .fetch_optional(self.reader())
        .await
        .map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        let count = |at: usize| -> Result<u64, Error> {
            let value: i64 = row.try_get(at).map_err(failed)?;
            Ok(u64::try_from(value).unwrap_or(0))
        };
        Ok(Some(StagedLoad {
            file_no: row.try_get(0).map_err(failed)?,
            base: row.try_get(1).map_err(failed)?,
            begun_at_us: row.try_get(2).map_err(failed)?,
            progress: Progress {
                consumed: count(3)?,
                added: count(4)?,
                repeated: count(5)?,
                corrected: count(6)?,
            },
        }))
    }

    /// Registers a file that is about to be loaded.
    pub(crate) async fn begin_file(
        &self,
        stream: &str,
        facts: &FileFacts,
        base: SnapshotNo,
        at_us: i64,
    ) -> Result<StagedLoad, Error> {
        let what = "begin a load";
        let failed = |source| self.failed(what, source);
        let mut transaction = self.begin(what).await?;
        let row = sqlx::query(
            "INSERT INTO file (stream, path, sha256, sheet, format, state, base, begun_at_us)
             VALUES ($1, $2, $3, $4, $5, 'staging', $6, $7) RETURNING no",
        )
        .bind(stream)
        .bind(&facts.path)
        .bind(&facts.sha256)
        .bind(&facts.sheet)
        .bind(&facts.format)
        .bind(base)
        .bind(at_us)
        .fetch_one(&mut *transaction)
        .await
        .map_err(failed)?;
        let file_no = row.try_get(0).map_err(failed)?;
        self.commit(what, transaction).await?;
        Ok(StagedLoad { file_no, base, begun_at_us: at_us, progress: Progress::default() })
    }

    /// Forgets a staged load; its files are left to `vacuum`.
    pub(crate) async fn discard(&self, file_no: i32) -> Result<(), Error> {
        let what = "discard a staged load";
        let mut transaction = self.begin(what).await?;
        for sql in [
            "DELETE FROM staged_file WHERE file_no = $1",
            "DELETE FROM staged_superseded WHERE file_no = $1",
            "DELETE FROM quarantine WHERE file_no = $1",
            "DELETE FROM file WHERE no = $1 AND state = 'staging'",
        ] {
            sqlx::query(sql)
                .bind(file_no)
                .execute(&mut *transaction)
                .await
                .map_err(|source| self.failed(what, source))?;
        }
        self.commit(what, transaction).await
    }

    /// Interrupted loads of `stream` that build on another state than `base`.
    pub(crate) async fn stale_loads(
        &self,
        stream: &str,
        base: SnapshotNo,
    ) -> Result<Vec<i32>, Error> {
        let failed = |source| self.failed("list interrupted loads", source);
        let rows = sqlx::query(
            "SELECT no FROM file WHERE stream = $1 AND state = 'staging' AND base <> $2",
        )
        .bind(stream)
        .bind(base)
        .fetch_all(self.reader())
        .await
        .map_err(failed)?;
        rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(failed)
    }

    pub(crate) async fn staged_files(&self, file_no: i32) -> Result<Vec<DataFile>, Error> {
        let failed = |source| self.failed("list staged files", source);
        let rows = sqlx::query(
            "SELECT path, rows, bytes, day_min, day_max, at_min, at_max, no_min, no_max,
                 subjects, stats
             FROM staged_file WHERE file_no = $1 ORDER BY id",
        )
        .bind(file_no)
        .fetch_all(self.reader())
        .await
        .map_err(failed)?;
        rows.iter().map(read_file).collect::<Result<_, _>>().map_err(failed)
    }

    pub(crate) async fn staged_superseded(&self, file_no: i32) -> Result<Vec<(i64, i64)>, Error> {
        let failed = |source| self.failed("list staged corrections", source);
        let rows =
            sqlx::query("SELECT record_no, by_record_no FROM staged_superseded WHERE file_no = $1")
                .bind(file_no)
                .fetch_all(self.reader())
                .await
                .map_err(failed)?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, _>>()
            .map_err(failed)
    }

    /// Remembers a chunk: its files, its refusals and how far the file was read, all or nothing.
    pub(crate) async fn checkpoint(
        &self,
        stream: &str,
        file_no: i32,
        at_us: i64,
        chunk: &Checkpoint,
    ) -> Result<(), Error> {
        let what = "remember a staged chunk";
        let failed = |source| self.failed(what, source);
        let mut transaction = self.begin(what).await?;
        for file in &chunk.files {
            insert_staged(&mut transaction, file_no, file).await.map_err(failed)?;
        }
        insert_superseded(&mut transaction, file_no, &chunk.superseded).await.map_err(failed)?;
        quarantine::insert(&mut transaction, stream, file_no, at_us, &chunk.refused)
            .await
            .map_err(failed)?;
        sqlx::query(
            "UPDATE file SET consumed = $2, added = $3, repeated = $4, corrected = $5,
                 quarantined = (SELECT count(*) FROM quarantine WHERE file_no = $1)
             WHERE no = $1",
        )
        .bind(file_no)
        .bind(signed(chunk.progress.consumed))
        .bind(signed(chunk.progress.added))
        .bind(signed(chunk.progress.repeated))
        .bind(signed(chunk.progress.corrected))
        .execute(&mut *transaction)
        .await
        .map_err(failed)?;
        self.commit(what, transaction).await
    }

    /// Ends a load that added nothing: the file counts as loaded, no snapshot is made.
    pub(crate) async fn finish_empty(
        &self,
        file_no: i32,
        snapshot: SnapshotNo,
        at_us: i64,
    ) -> Result<(), Error> {
        let what = "end a load";
        let mut transaction = self.begin(what).await?;
        sqlx::query(
            "UPDATE file SET state = 'loaded', loaded_at_us = $2, snapshot = $3 WHERE no = $1",
        )
        .bind(file_no)
        .bind(at_us)
        .bind(snapshot)
        .execute(&mut *transaction)
        .await
        .map_err(|source| self.failed(what, source))?;
        self.commit(what, transaction).await
    }
}

pub(super) async fn insert_staged(
    connection: &mut SqliteConnection,
    file_no: i32,
    file: &DataFile,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO staged_file (file_no, path, rows, bytes, day_min, day_max, at_min, at_max,
             no_min, no_max, subjects, stats)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(file_no)
    .bind(&file.path)
    .bind(file.rows)
    .bind(file.bytes)
    .bind(file.days.0)
    .bind(file.days.1)
    .bind(file.at.0)
    .bind(file.at.1)
    .bind(file.no.0)
    .bind(file.no.1)
    .bind(subject_bytes(file.subjects.as_deref()))
    .bind(&file.stats)
    .execute(connection)
    .await?;
    Ok(())
}

async fn insert_superseded(
    connection: &mut SqliteConnection,
    file_no: i32,
    pairs: &[(i64, i64)],
) -> Result<(), sqlx::Error> {
    for chunk in pairs.chunks(20_000) {
        let list = Value::Array(chunk.iter().map(|(old, new)| json!([old, new])).collect());
        sqlx::query(
            "INSERT OR REPLACE INTO staged_superseded (file_no, record_no, by_record_no)
             SELECT $1, value ->> 0, value ->> 1 FROM json_each($2)",
        )
        .bind(file_no)
        .bind(list.to_string())
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}
