//! Snapshots, and the data files that each of them shows.

use super::Store;
use crate::{Error, SnapshotNo, SnapshotRow};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

/// A Parquet file of a table, staged or committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DataFile {
    /// Path below the table's folder.
    pub(crate) path: String,
    pub(crate) rows: i64,
    pub(crate) bytes: i64,
    /// First and last day, as days since 1970-01-01.
    pub(crate) days: (i32, i32),
    /// First and last `observed_at`, in microseconds.
    pub(crate) at: (i64, i64),
    /// First and last `record_no`.
    pub(crate) no: (i64, i64),
    /// Hashes of the subjects in it, sorted; none: too many to list.
    pub(crate) subjects: Option<Vec<u64>>,
    /// The Delta statistics of its `add` action.
    pub(crate) stats: String,
}

/// What a snapshot says about one stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TableState {
    pub(crate) delta_version: i64,
    pub(crate) record_no_max: i64,
}

const FILE_COLUMNS: &str =
    "path, rows, bytes, day_min, day_max, at_min, at_max, no_min, no_max, subjects, stats";

/// Reads a row that starts with [`FILE_COLUMNS`].
pub(crate) fn read_file(row: &SqliteRow) -> Result<DataFile, sqlx::Error> {
    let subjects: Option<Vec<u8>> = row.try_get(9)?;
    Ok(DataFile {
        path: row.try_get(0)?,
        rows: row.try_get(1)?,
        bytes: row.try_get(2)?,
        days: (row.try_get(3)?, row.try_get(4)?),
        at: (row.try_get(5)?, row.try_get(6)?),
        no: (row.try_get(7)?, row.try_get(8)?),
        subjects: subjects.map(|bytes| {
            bytes
                .chunks_exact(8)
                .filter_map(|chunk| chunk.try_into().ok().map(u64::from_le_bytes))
                .collect()
        }),
        stats: row.try_get(10)?,
    })
}

/// The bytes in which a list of subjects is stored.
pub(crate) fn subject_bytes(subjects: Option<&[u64]>) -> Option<Vec<u8>> {
    subjects.map(|list| list.iter().flat_map(|subject| subject.to_le_bytes()).collect())
}

impl Store {
    pub(crate) async fn newest_snapshot(&self) -> Result<SnapshotNo, Error> {
        sqlx::query("SELECT coalesce(max(no), 0) FROM snapshot")
            .fetch_one(self.reader())
            .await
            .and_then(|row| row.try_get(0))
            .map_err(|source| self.failed("read the newest snapshot", source))
    }

    pub(crate) async fn list_snapshots(&self) -> Result<Vec<SnapshotRow>, Error> {
        let failed = |source| self.failed("list snapshots", source);
        let rows = sqlx::query("SELECT no, created_at_us, cause FROM snapshot ORDER BY no")
            .fetch_all(self.reader())
            .await
            .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(SnapshotRow {
                    no: row.try_get(0)?,
                    created_at_us: row.try_get(1)?,
                    cause: row.try_get(2)?,
                })
            })
            .collect::<Result<_, _>>()
            .map_err(failed)
    }

    pub(crate) async fn snapshot_at(&self, at_us: i64) -> Result<Option<SnapshotNo>, Error> {
        sqlx::query("SELECT max(no) FROM snapshot WHERE created_at_us <= $1")
            .bind(at_us)
            .fetch_one(self.reader())
            .await
            .and_then(|row| row.try_get(0))
            .map_err(|source| self.failed("find a snapshot by time", source))
    }

    /// What `snapshot` says of `stream`; version -1 and record 0 before its first commit.
    pub(crate) async fn table_state(
        &self,
        stream: &str,
        snapshot: SnapshotNo,
    ) -> Result<TableState, Error> {
        let failed = |source| self.failed("read a snapshot", source);
        let row = sqlx::query(
            "SELECT delta_version, record_no_max FROM snapshot_table
             WHERE snapshot = $1 AND stream = $2",
        )
        .bind(snapshot)
        .bind(stream)
        .fetch_optional(self.reader())
        .await
        .map_err(failed)?;
        match row {
            None => Ok(TableState { delta_version: -1, record_no_max: 0 }),
            Some(row) => Ok(TableState {
                delta_version: row.try_get(0).map_err(failed)?,
                record_no_max: row.try_get(1).map_err(failed)?,
            }),
        }
    }

    /// The files of `stream` that `snapshot` shows, by day.
    pub(crate) async fn files_at(
        &self,
        stream: &str,
        snapshot: SnapshotNo,
    ) -> Result<Vec<DataFile>, Error> {
        let failed = |source| self.failed("list the files of a snapshot", source);
        let sql = format!(
            "SELECT {FILE_COLUMNS}, gone FROM table_file
             WHERE stream = $1 AND added_snapshot <= $2
                 AND (removed_snapshot IS NULL OR removed_snapshot > $2)
             ORDER BY at_min, no_min, path"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(sql))
            .bind(stream)
            .bind(snapshot)
            .fetch_all(self.reader())
            .await
            .map_err(failed)?;
        let mut files = Vec::with_capacity(rows.len());
        for row in &rows {
            let gone: i64 = row.try_get(11).map_err(failed)?;
            if gone != 0 {
                return Err(Error::SnapshotGone { stream: stream.to_owned(), snapshot });
            }
            files.push(read_file(row).map_err(failed)?);
        }
        Ok(files)
    }

    /// Superseded rows of `stream` with a snapshot in `(after, upto]`: number and successor.
    pub(crate) async fn superseded(
        &self,
        stream: &str,
        after: SnapshotNo,
        upto: SnapshotNo,
    ) -> Result<Vec<(i64, i64)>, Error> {
        let failed = |source| self.failed("list superseded records", source);
        let rows = sqlx::query(
            "SELECT record_no, by_record_no FROM superseded
             WHERE stream = $1 AND snapshot > $2 AND snapshot <= $3 ORDER BY record_no",
        )
        .bind(stream)
        .bind(after)
        .bind(upto)
        .fetch_all(self.reader())
        .await
        .map_err(failed)?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, row.try_get(1)?)))
            .collect::<Result<_, _>>()
            .map_err(failed)
    }

    /// The last snapshot that changed `stream`: what a load that was interrupted builds on.
    pub(crate) async fn last_change(&self, stream: &str) -> Result<SnapshotNo, Error> {
        sqlx::query(
            "SELECT coalesce(max(max(added_snapshot, coalesce(removed_snapshot, 0))), 0)
             FROM table_file WHERE stream = $1",
        )
        .bind(stream)
        .fetch_one(self.reader())
        .await
        .and_then(|row| row.try_get(0))
        .map_err(|source| self.failed("read the last change of a stream", source))
    }

    /// Every path of `stream` that must stay on disk: of `snapshots`, and of staged loads.
    pub(crate) async fn kept_paths(&self, stream: &str) -> Result<Vec<String>, Error> {
        let failed = |source| self.failed("list the files to keep", source);
        let rows = sqlx::query(
            "WITH kept AS (
                 SELECT coalesce(max(no), 0) AS no FROM snapshot
                 UNION SELECT snapshot FROM figure
                 UNION SELECT snapshot FROM cache)
             SELECT path FROM table_file t WHERE stream = $1 AND EXISTS (
                 SELECT 1 FROM kept WHERE t.added_snapshot <= kept.no
                     AND (t.removed_snapshot IS NULL OR t.removed_snapshot > kept.no))
             UNION SELECT s.path FROM staged_file s JOIN file ON file.no = s.file_no
                 WHERE file.stream = $1",
        )
        .bind(stream)
        .fetch_all(self.reader())
        .await
        .map_err(failed)?;
        rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>().map_err(failed)
    }

    /// Marks files as deleted, so that a snapshot that named them says so.
    pub(crate) async fn mark_gone(&self, stream: &str, paths: &[String]) -> Result<(), Error> {
        let what = "mark files as vacuumed";
        let mut transaction = self.begin(what).await?;
        for path in paths {
            sqlx::query("UPDATE table_file SET gone = 1 WHERE stream = $1 AND path = $2")
                .bind(stream)
                .bind(path)
                .execute(&mut *transaction)
                .await
                .map_err(|source| self.failed(what, source))?;
        }
        self.commit(what, transaction).await
    }
}

/// Writes a snapshot row and, for every stream, its row: moved on if it is in `tables`.
pub(crate) async fn insert_snapshot(
    connection: &mut SqliteConnection,
    at_us: i64,
    cause: &str,
    tables: &[(String, TableState)],
) -> Result<SnapshotNo, sqlx::Error> {
    let row = sqlx::query(
        "INSERT INTO snapshot (no, created_at_us, cause)
         SELECT coalesce(max(no), 0) + 1, $1, $2 FROM snapshot RETURNING no",
    )
    .bind(at_us)
    .bind(cause)
    .fetch_one(&mut *connection)
    .await?;
    let no: SnapshotNo = row.try_get(0)?;
    sqlx::query(
        "INSERT INTO snapshot_table (snapshot, stream, delta_version, record_no_max)
         SELECT $1, stream, delta_version, record_no_max FROM snapshot_table
         WHERE snapshot = $1 - 1",
    )
    .bind(no)
    .execute(&mut *connection)
    .await?;
    for (stream, state) in tables {
        sqlx::query(
            "INSERT OR REPLACE INTO snapshot_table
             (snapshot, stream, delta_version, record_no_max) VALUES ($1, $2, $3, $4)",
        )
        .bind(no)
        .bind(stream)
        .bind(state.delta_version)
        .bind(state.record_no_max)
        .execute(&mut *connection)
        .await?;
    }
    Ok(no)
}
