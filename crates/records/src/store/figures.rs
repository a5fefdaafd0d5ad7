//! Figures and their revisions.
//!
//! A revision is written only where the digits changed: value, numerator, denominator, coverage,
//! reason or note. Rows go in by the thousand with one statement, because a statement per figure
//! would cost a thread hop each, and are compared with those in force by SQLite itself.

use super::Store;
use crate::{Error, FigureFilter, SnapshotNo, StoredFigure};
use district::{Coverage, Exact, Figure, FigureKey, Period, Reason};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

/// Figures handed to SQLite in one statement: 13 values each, of 32,766 that it takes.
const CHUNK: usize = 2_000;

const COLUMNS: &str = "indicator, place, period, edition, by_text, value, numerator, \
    denominator, have, of_, reason, note, snapshot, pack_digest, computed_at_us, superseded_by";

/// Where figures wait to be compared, and what comes of it.
const WAITING: &str = "
    CREATE TEMP TABLE IF NOT EXISTS incoming (
        indicator TEXT, place TEXT, period INTEGER, period_text TEXT, edition TEXT, by_text TEXT,
        value TEXT, numerator TEXT, denominator TEXT, have INTEGER, of_ INTEGER, reason TEXT,
        note TEXT);
    CREATE TEMP TABLE IF NOT EXISTS changed (incoming INTEGER PRIMARY KEY, current INTEGER);";

const COMPARE: &str = "INSERT INTO changed
    SELECT i.rowid, f.id FROM incoming i
    LEFT JOIN figure f ON f.indicator = i.indicator AND f.place = i.place
        AND f.period = i.period AND f.edition = i.edition AND f.by_text = i.by_text
        AND f.superseded_by IS NULL
    WHERE f.id IS NULL OR f.value IS NOT i.value OR f.numerator IS NOT i.numerator
        OR f.denominator IS NOT i.denominator OR f.have IS NOT i.have OR f.of_ IS NOT i.of_
        OR f.reason IS NOT i.reason OR f.note IS NOT i.note";

impl Store {
    /// Writes a revision of each figure that changed; returns how many did.
    pub(crate) async fn put_figures(
        &self,
        snapshot: SnapshotNo,
        pack_digest: &str,
        computed_at_us: i64,
        figures: &[Figure],
        gone: &[FigureKey],
    ) -> Result<u64, Error> {
        let what = "write figures";
        let failed = |source| self.failed(what, source);
        let mut transaction = self.begin(what).await?;
        let mut written = 0;
        sqlx::raw_sql(WAITING).execute(&mut *transaction).await.map_err(failed)?;
        for chunk in figures.chunks(CHUNK) {
            written += write_chunk(&mut transaction, chunk, snapshot, pack_digest, computed_at_us)
                .await
                .map_err(failed)?;
        }
        for key in gone {
            sqlx::query(
                "UPDATE figure SET superseded_by = $1 WHERE indicator = $2 AND place = $3
                 AND period = $4 AND edition = $5 AND by_text = $6 AND superseded_by IS NULL",
            )
            .bind(snapshot)
            .bind(&key.indicator)
            .bind(&key.place)
            .bind(key.period.code())
            .bind(key.edition.as_deref().unwrap_or(""))
            .bind(&key.by)
            .execute(&mut *transaction)
            .await
            .map_err(failed)?;
        }
        self.commit(what, transaction).await?;
        Ok(written)
    }

    /// Figures that fit the filter, in the order of their keys.
    pub(crate) async fn list_figures(
        &self,
        filter: &FigureFilter,
    ) -> Result<Vec<StoredFigure>, Error> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query.push(COLUMNS).push(" FROM figure WHERE ");
        match filter.as_of {
            None => query.push("superseded_by IS NULL"),
            Some(snapshot) => query
                .push("snapshot <= ")
                .push_bind(snapshot)
                .push(" AND (superseded_by IS NULL OR superseded_by > ")
                .push_bind(snapshot)
                .push(")"),
        };
        let texts = [
            (" AND indicator = ", &filter.indicator),
            (" AND place = ", &filter.place),
            (" AND edition = ", &filter.edition),
            (" AND by_text = ", &filter.by),
        ];
        for (condition, text) in texts {
            if let Some(text) = text {
                query.push(condition).push_bind(text.clone());
            }
        }
        if let Some(period) = filter.period {
            query.push(" AND period = ").push_bind(period.code());
        }
        query.push(" ORDER BY indicator, place, period, edition, by_text, id");
        self.fetch(query).await
    }

    /// All revisions of one figure, oldest first.
    pub(crate) async fn list_revisions(&self, key: &FigureKey) -> Result<Vec<StoredFigure>, Error> {
        let mut query = QueryBuilder::<Sqlite>::new("SELECT ");
        query
            .push(COLUMNS)
            .push(" FROM figure WHERE indicator = ")
            .push_bind(key.indicator.clone())
            .push(" AND place = ")
            .push_bind(key.place.clone())
            .push(" AND period = ")
            .push_bind(key.period.code())
            .push(" AND edition = ")
            .push_bind(key.edition.clone().unwrap_or_default())
            .push(" AND by_text = ")
            .push_bind(key.by.clone())
            .push(" ORDER BY id");
        self.fetch(query).await
    }

    async fn fetch(&self, mut query: QueryBuilder<Sqlite>) -> Result<Vec<StoredFigure>, Error> {
        let failed = |source| self.failed("read figures", source);
        let rows = query.build().fetch_all(self.reader()).await.map_err(failed)?;
        rows.iter().map(|row| read(row).map_err(failed)?.into_figure()).collect()
    }
}

async fn write_chunk(
    connection: &mut SqliteConnection,
    figures: &[Figure],
    snapshot: SnapshotNo,
    pack_digest: &str,
    computed_at_us: i64,
) -> Result<u64, sqlx::Error> {
    sqlx::raw_sql("DELETE FROM incoming; DELETE FROM changed;").execute(&mut *connection).await?;
    let mut fill = QueryBuilder::<Sqlite>::new("INSERT INTO incoming ");
    fill.push_values(figures, |mut row, figure| {
        let exact = |value: &Option<Exact>| value.as_ref().map(exact_text);
        row.push_bind(&figure.key.indicator)
            .push_bind(&figure.key.place)
            .push_bind(figure.key.period.code())
            .push_bind(figure.key.period.to_string())
            .push_bind(figure.key.edition.as_deref().unwrap_or(""))
            .push_bind(&figure.key.by)
            .push_bind(exact(&figure.value))
            .push_bind(exact(&figure.numerator))
            .push_bind(exact(&figure.denominator))
            .push_bind(figure.coverage.as_ref().map(|coverage| coverage.have))
            .push_bind(figure.coverage.as_ref().map(|coverage| coverage.of))
            .push_bind(figure.reason.as_ref().map(|reason| reason.0.as_str()))
            .push_bind(figure.note.as_deref());
    });
    fill.build().execute(&mut *connection).await?;
    sqlx::query(COMPARE).execute(&mut *connection).await?;
    sqlx::query(
        "UPDATE figure SET superseded_by = $1
         WHERE id IN (SELECT current FROM changed WHERE current IS NOT NULL)",
    )
    .bind(snapshot)
    .execute(&mut *connection)
    .await?;
    let done = sqlx::query(
        "INSERT INTO figure (indicator, place, period, period_text, edition, by_text, value,
             numerator, denominator, have, of_, reason, note, snapshot, pack_digest,
             computed_at_us)
         SELECT i.*, $1, $2, $3 FROM changed c JOIN incoming i ON i.rowid = c.incoming",
    )
    .bind(snapshot)
    .bind(pack_digest)
    .bind(computed_at_us)
    .execute(&mut *connection)
    .await?;
    Ok(done.rows_affected())
}

/// `n/d`, always both, so that a text compares equal exactly when the number does.
fn exact_text(value: &Exact) -> String {
    format!("{}/{}", value.numerator(), value.denominator())
}

/// A row as SQLite has it, before the numbers are read.
struct Raw {
    key: (String, String, i64, String, String),
    numbers: [Option<String>; 3],
    coverage: (Option<i64>, Option<i64>),
    reason: Option<String>,
    note: Option<String>,
    snapshot: SnapshotNo,
    pack_digest: String,
    computed_at_us: i64,
    superseded_by: Option<SnapshotNo>,
}

fn read(row: &SqliteRow) -> Result<Raw, sqlx::Error> {
    Ok(Raw {
        key: (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?, row.try_get(4)?),
        numbers: [row.try_get(5)?, row.try_get(6)?, row.try_get(7)?],
        coverage: (row.try_get(8)?, row.try_get(9)?),
        reason: row.try_get(10)?,
        note: row.try_get(11)?,
        snapshot: row.try_get(12)?,
        pack_digest: row.try_get(13)?,
        computed_at_us: row.try_get(14)?,
        superseded_by: row.try_get(15)?,
    })
}

impl Raw {
    fn into_figure(self) -> Result<StoredFigure, Error> {
        let (indicator, place, code, edition, by) = self.key;
        let period = Period::from_code(code).ok_or_else(|| Error::StoreValue {
            expected: "the code of a period",
            found: code.to_string(),
        })?;
        let exact = |text: Option<String>| -> Result<Option<Exact>, Error> {
            text.map(|text| {
                text.parse().map_err(|_not_a_number| Error::StoreValue {
                    expected: "an exact number",
                    found: text.clone(),
                })
            })
            .transpose()
        };
        let [value, numerator, denominator] = self.numbers;
        let coverage = match self.coverage {
            (Some(have), Some(of)) => Some(Coverage { have, of }),
            _ => None,
        };
        Ok(StoredFigure {
            figure: Figure {
                key: FigureKey {
                    indicator,
                    place,
                    period,
                    edition: Some(edition).filter(|edition| !edition.is_empty()),
                    by,
                },
                value: exact(value)?,
                numerator: exact(numerator)?,
                denominator: exact(denominator)?,
                coverage,
                reason: self.reason.map(Reason),
                note: self.note,
            },
            snapshot: self.snapshot,
            pack_digest: self.pack_digest,
            computed_at_us: self.computed_at_us,
            superseded_by: self.superseded_by,
        })
    }
}
