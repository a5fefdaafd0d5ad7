//! The seam to the crates below: their errors in the words of this one, and the few calls that
//! every use case makes in the same way.

use crate::cells::find_i64;
use crate::clock;
use crate::error::{Error, Exit};
use crate::evidence::RowSource;
use crate::load::source::format_of_key;
use crate::opened::ReadyPack;
use crate::refresh::PUBLISHED;
use crate::upkeep::{Deleted, Merged};
use crate::view::FigureView;
use arrow_array::cast::AsArray;
use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{ArrayRef, Date32Array, Int64Array, RecordBatch};
use arrow_schema::{DataType, Field, FieldRef, Schema};
use district::{FigureKey, Stream, Zone};
use engine::{Engine, Evidence, LakeTables, Options};
use records::{ArchivedPack, FileRow, Lake, Load, QuarantineRow, SnapshotNo};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// An error of the lake or the store.
pub(crate) fn records(found: records::Error) -> Error {
    use records::Error as E;
    let text = found.text();
    let base = Error::could_not(text.zh, text.en).code(found.code());
    let refused = matches!(
        found,
        E::TypeChanged { .. }
            | E::ZoneChanged { .. }
            | E::ColumnName { .. }
            | E::NoStream { .. }
            | E::NoSnapshot { .. }
            | E::SnapshotGone { .. }
            | E::NoLake { .. }
            | E::NotFound { .. }
    );
    let base = if refused { base.exit(Exit::Findings) } else { base };
    match std::error::Error::source(&found) {
        Some(_) => base.because(Below(Box::new(found))),
        None => base,
    }
}

/// Shows what lies under an error without saying the error itself once more.
#[derive(Debug)]
struct Below(Box<dyn std::error::Error + Send + Sync>);

impl std::fmt::Display for Below {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0.source() {
            Some(source) => write!(f, "{source}"),
            None => write!(f, "{}", self.0),
        }
    }
}

impl std::error::Error for Below {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()?.source()
    }
}

/// An error of the engine; where the lake is what failed, the lake's own.
pub(crate) fn engine(found: engine::Error) -> Error {
    let found = if let engine::Error::Open { stream, source } = found {
        match source.downcast() {
            Ok(lake) => return records(*lake),
            Err(source) => engine::Error::Open { stream, source },
        }
    } else {
        found
    };
    let text = found.text();
    let base = Error::could_not(text.zh, text.en);
    match std::error::Error::source(&found) {
        Some(_) => base.because(Below(Box::new(found))),
        None => base,
    }
}

/// A file that cannot be decoded.
pub(crate) fn decode(path: &Path, found: &decode::Error) -> Error {
    let shown = path.display();
    let text = found.text();
    let base = Error::refused(format!("`{shown}`：{}", text.zh), format!("`{shown}`: {}", text.en));
    if matches!(found, decode::Error::Io(_)) { base.exit(Exit::CouldNot) } else { base }
}

/// Memory that a computation may take before it spills to files.
const MEMORY_BYTES: usize = 1 << 30;

/// An engine that uses all processors.
pub(crate) fn start_engine() -> Result<Engine, Error> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    Engine::new(Options { memory_bytes: MEMORY_BYTES, threads }).map_err(engine)
}

/// The records at a snapshot.
pub(crate) fn tables(lake: &Lake, snapshot: SnapshotNo) -> LakeTables {
    LakeTables::new(lake.clone(), snapshot)
}

/// Decoded rows with the columns that the lake adds: the local day, and ids from `before` + 1.
pub(crate) fn with_system_columns(
    zone: &Zone,
    rows: &RecordBatch,
    before: usize,
) -> Result<RecordBatch, Error> {
    let mut fields: Vec<FieldRef> = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in rows.schema().fields().iter().zip(rows.columns()) {
        if field.name() != "line_no" {
            fields.push(Arc::clone(field));
            columns.push(Arc::clone(column));
        }
    }
    let at = rows
        .column_by_name("observed_at")
        .map(|column| column.as_primitive_opt::<TimestampMicrosecondType>().cloned());
    let epoch = jiff::civil::Date::constant(1970, 1, 1);
    let day = |at: i64| {
        let days = zone.civil(at).and_then(|civil| epoch.until(civil.date()).ok());
        days.map_or(0, |span| span.get_days())
    };
    let days: Date32Array = match at.flatten() {
        Some(at) => at.iter().map(|at| at.map(day)).collect(),
        None => Date32Array::new_null(rows.num_rows()),
    };
    let first = i64::try_from(before).unwrap_or(0) + 1;
    let numbers: Int64Array = (first..).take(rows.num_rows()).collect::<Vec<i64>>().into();
    fields.push(Arc::new(Field::new("observed_on", DataType::Date32, true)));
    columns.push(Arc::new(days));
    fields.push(Arc::new(Field::new("record_no", DataType::Int64, true)));
    columns.push(Arc::new(numbers));
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).map_err(|found| {
        Error::could_not("未能整理给定的记录", "could not put the given records together")
            .because(found)
    })
}

/// A count as a length.
pub(crate) fn to_usize(count: u64) -> usize {
    usize::try_from(count).unwrap_or(usize::MAX)
}

/// Creates or evolves a stream's table.
pub(crate) async fn declare_stream(lake: &Lake, stream: &Stream) -> Result<(), Error> {
    lake.declare_stream(stream).await.map_err(records)
}

/// Stages a chunk, leaving out the rows that an interrupted run has staged; returns how many
/// rows of the file are done.
pub(crate) async fn stage_chunk(
    load: &mut Load,
    chunk: decode::Chunk,
    seen: u64,
    resumed: u64,
    keep: &(dyn Fn(&[u8]) -> Vec<u8> + Sync),
) -> Result<u64, Error> {
    let rows = u64::try_from(chunk.rows.num_rows()).unwrap_or(0);
    let skip = to_usize(resumed.saturating_sub(seen)).min(chunk.rows.num_rows());
    let refused: Vec<QuarantineRow> = chunk
        .refused
        .into_iter()
        .map(|refused| QuarantineRow {
            line: refused.line,
            cell: refused.cell,
            column: refused.column,
            code: refused.code.0.to_owned(),
            expected: refused.expected,
            found: refused.found,
            raw: keep(&refused.raw),
        })
        .collect();
    if !refused.is_empty() {
        load.refuse(refused).await.map_err(records)?;
    }
    if skip < chunk.rows.num_rows() {
        let batch = chunk.rows.slice(skip, chunk.rows.num_rows() - skip);
        load.stage(&batch).await.map_err(records)?;
    }
    Ok(seen + rows)
}

/// Keeps the files of a pack version in the data folder, once.
pub(crate) async fn archive_pack(lake: &Lake, ready: &ReadyPack) -> Result<(), Error> {
    let row = ArchivedPack {
        digest: ready.pack.digest.clone(),
        id: ready.pack.id.clone(),
        version: ready.pack.version.clone(),
        archived_at_us: clock::now_us(),
    };
    let files: Vec<(String, Vec<u8>)> =
        ready.files.iter().map(|file| (file.path.clone(), file.bytes.clone())).collect();
    lake.archive_pack(&row, &files).await.map_err(records)
}

/// Where a record came from, in the terms of its file: a line, or the cells of its row.
pub(crate) fn row_source(file: &FileRow, line: Option<i64>) -> RowSource {
    let facts = &file.facts;
    let in_sheet = !file.letters.is_empty()
        || format_of_key(&facts.format) == Some(district::FileFormat::Workbook);
    let line_in_sheet = line.filter(|_| in_sheet);
    RowSource {
        file: Some(facts.path.clone()),
        sheet: facts.sheet.clone(),
        line,
        cell: line_in_sheet
            .map(|line| decode::range(file.letters.values().map(String::as_str), line)),
        cells: line_in_sheet.map_or_else(BTreeMap::new, |line| {
            let at =
                |(column, letter): (&String, &String)| (column.clone(), decode::cell(letter, line));
            file.letters.iter().map(at).collect()
        }),
    }
}

/// Merges a stream's small files; none if the lake has no such stream yet.
pub(crate) async fn optimise(
    lake: &Lake,
    stream: &str,
    now_us: i64,
) -> Result<Option<Merged>, Error> {
    let known = lake.list_streams().await.map_err(records)?;
    if !known.iter().any(|known| known == stream) {
        return Ok(None);
    }
    let done = lake.optimise(stream, now_us).await.map_err(records)?;
    Ok(Some(Merged { stream: stream.to_owned(), before: done.removed, after: done.added }))
}

/// Deletes files that nothing needs.
pub(crate) async fn vacuum(lake: &Lake) -> Result<Deleted, Error> {
    let done = lake.vacuum().await.map_err(records)?;
    Ok(Deleted { files: done.files, bytes: done.bytes })
}

/// The records that a figure rests on, at its snapshot.
///
/// What the engine keeps is right for the snapshot of the last refresh. A figure that is still
/// in force is traced there, which is fast, and what comes out is taken if all of it was there
/// at the figure's own snapshot already; else it is traced at that snapshot.
pub(crate) async fn evidence(
    lake: &Lake,
    ready: &ReadyPack,
    view: &FigureView,
) -> Result<Evidence, Error> {
    let key = &view.figure.key;
    let kept = lake.cache_get(PUBLISHED).await.map_err(records)?;
    let kept = kept.filter(|kept| kept.fingerprint == ready.pack.digest);
    if let Some(kept) = kept
        && view.until_snapshot.is_none()
        && kept.snapshot > view.snapshot
    {
        let found = evidence_at(lake, ready, kept.snapshot, key).await?;
        if came_before(lake, &found, view.snapshot).await? {
            return Ok(found);
        }
    }
    evidence_at(lake, ready, view.snapshot, key).await
}

async fn evidence_at(
    lake: &Lake,
    ready: &ReadyPack,
    snapshot: SnapshotNo,
    key: &FigureKey,
) -> Result<Evidence, Error> {
    let tables = tables(lake, snapshot);
    let engine = start_engine()?;
    Box::pin(engine.evidence(&ready.graph, &ready.context, &tables, key))
        .await
        .map_err(self::engine)
}

/// Whether every row was visible at a snapshot.
async fn came_before(lake: &Lake, found: &Evidence, snapshot: SnapshotNo) -> Result<bool, Error> {
    let mut files: BTreeSet<i64> = BTreeSet::new();
    for batch in found.streams.values() {
        files.extend((0..batch.num_rows()).filter_map(|row| find_i64(batch, "file_no", row)));
    }
    for file_no in files {
        let no = i32::try_from(file_no).unwrap_or(i32::MAX);
        let file = lake.find_file(no).await.map_err(records)?;
        if file.is_none_or(|file| file.snapshot > snapshot) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What the journal could not do.
#[expect(
    clippy::needless_pass_by_value,
    reason = "errors are handed over, as those of every store"
)]
pub(crate) fn journal(found: ::journal::Error) -> Error {
    let text = found.text();
    let code = found.code();
    Error::could_not(text.zh, text.en).code(code).because(found.to_string())
}
