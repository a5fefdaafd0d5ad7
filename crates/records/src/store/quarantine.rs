//! Rows that did not fit, with all that is needed to show and to replay them.

use super::Store;
use crate::{Error, QuarantineFilter, QuarantineRow, QuarantineState, QuarantinedRow};
use diag::Text;
use serde_json::{Value, json};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};
use std::fmt::Write;

const SELECT: &str = "SELECT q.id, q.stream, q.file_no, f.path, q.line, q.cell, q.column_id, \
    q.code, q.expected_zh, q.expected_en, q.found, q.raw, q.state, q.at_us \
    FROM quarantine q JOIN file f ON f.no = q.file_no WHERE f.state = 'loaded'";

fn name(state: QuarantineState) -> &'static str {
    match state {
        QuarantineState::Open => "open",
        QuarantineState::Replayed => "replayed",
    }
}

fn read(row: &SqliteRow) -> Result<QuarantinedRow, sqlx::Error> {
    let text = |at: usize| -> Result<Option<String>, sqlx::Error> {
        Ok(Some(row.try_get::<String, _>(at)?).filter(|text| !text.is_empty()))
    };
    let state: String = row.try_get(12)?;
    Ok(QuarantinedRow {
        id: row.try_get(0)?,
        stream: row.try_get(1)?,
        file_no: row.try_get(2)?,
        path: row.try_get(3)?,
        row: QuarantineRow {
            line: row.try_get(4)?,
            cell: text(5)?,
            column: text(6)?,
            code: row.try_get(7)?,
            expected: Text::new(row.try_get::<String, _>(8)?, row.try_get::<String, _>(9)?),
            found: row.try_get(10)?,
            raw: row.try_get(11)?,
        },
        state: if state == "replayed" { QuarantineState::Replayed } else { QuarantineState::Open },
        at_us: row.try_get(13)?,
    })
}

impl Store {
    pub(crate) async fn list_quarantine(
        &self,
        filter: &QuarantineFilter,
    ) -> Result<Vec<QuarantinedRow>, Error> {
        let failed = |source| self.failed("list the quarantine", source);
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        if let Some(stream) = &filter.stream {
            query.push(" AND q.stream = ").push_bind(stream.clone());
        }
        if let Some(code) = &filter.code {
            query.push(" AND q.code = ").push_bind(code.clone());
        }
        if let Some(state) = filter.state {
            query.push(" AND q.state = ").push_bind(name(state));
        }
        query.push(" ORDER BY q.id");
        if let Some(limit) = filter.limit {
            query.push(" LIMIT ").push_bind(i64::from(limit));
        }
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed)?;
        rows.iter().map(read).collect::<Result<_, _>>().map_err(failed)
    }

    pub(crate) async fn find_quarantined(&self, id: i64) -> Result<Option<QuarantinedRow>, Error> {
        let failed = |source| self.failed("read the quarantine", source);
        let mut query = QueryBuilder::<Sqlite>::new(SELECT);
        query.push(" AND q.id = ").push_bind(id);
        let row = query.build().fetch_optional(self.reader()).await.map_err(failed)?;
        row.as_ref().map(read).transpose().map_err(failed)
    }

    pub(crate) async fn mark_replayed(&self, ids: &[i64]) -> Result<(), Error> {
        let what = "mark rows as replayed";
        let mut transaction = self.begin(what).await?;
        sqlx::query(
            "UPDATE quarantine SET state = 'replayed'
             WHERE id IN (SELECT value FROM json_each($1))",
        )
        .bind(json!(ids).to_string())
        .execute(&mut *transaction)
        .await
        .map_err(|source| self.failed(what, source))?;
        self.commit(what, transaction).await
    }
}

/// Writes refused rows of a load; a row that an interrupted run wrote already is left as it is.
pub(crate) async fn insert(
    connection: &mut SqliteConnection,
    stream: &str,
    file_no: i32,
    at_us: i64,
    rows: &[QuarantineRow],
) -> Result<(), sqlx::Error> {
    for chunk in rows.chunks(2_000) {
        let list = Value::Array(chunk.iter().map(row_of).collect()).to_string();
        sqlx::query(
            "INSERT OR IGNORE INTO quarantine (stream, file_no, line, cell, column_id, code,
                 expected_zh, expected_en, found, raw, state, at_us)
             SELECT $1, $2, value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4,
                 value ->> 5, value ->> 6, unhex(value ->> 7), 'open', $3
             FROM json_each($4)",
        )
        .bind(stream)
        .bind(file_no)
        .bind(at_us)
        .bind(list)
        .execute(&mut *connection)
        .await?;
    }
    Ok(())
}

fn row_of(row: &QuarantineRow) -> Value {
    let mut raw = String::with_capacity(row.raw.len() * 2);
    for byte in &row.raw {
        // Writing to a String does not fail.
        let _ = write!(raw, "{byte:02x}");
    }
    json!([
        row.line,
        row.cell.as_deref().unwrap_or(""),
        row.column.as_deref().unwrap_or(""),
        row.code,
        row.expected.zh,
        row.expected.en,
        row.found,
        raw,
    ])
}
