//! Rows that did not fit: listed, shown, and loaded again when the pack or the code has been
//! mended. The raw bytes are kept with all that is needed to read them once more.

use crate::clock;
use crate::error::Error;
use crate::load::decoding::{Replay, with_set};
use crate::load::source::{format_key, format_of_key, plain};
use crate::opened::{App, ReadyPack};
use crate::under;
use arrow_array::{ArrayRef, Int64Array, RecordBatch};
use decode::Input;
use diag::Text;
use district::{FileSource, Stream};
use records::{FileFacts, Lake, QuarantineFilter, QuarantineState, QuarantinedRow};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// How a refused row was being read; kept in front of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Frame {
    source: String,
    format: String,
    set: Vec<(String, String)>,
    head: usize,
}

/// The bytes that are kept of a refused row: a line of JSON, what has to stand before the row
/// to make a file of it, and the row as it stood in the file.
pub(crate) fn pack_raw(
    source: &FileSource,
    set: &[(String, String)],
    replay: &Replay,
    raw: &[u8],
) -> Vec<u8> {
    let frame = Frame {
        source: source.id.clone(),
        format: format_key(replay.format).to_owned(),
        set: set.to_vec(),
        head: replay.head.len(),
    };
    // A struct of texts and a number always serialises.
    let mut out = serde_json::to_vec(&frame).unwrap_or_default();
    out.push(b'\n');
    out.extend_from_slice(&replay.head);
    out.extend_from_slice(raw);
    out
}

/// Takes apart what [`pack_raw`] put together: frame, head, row.
fn unpack_raw(kept: &[u8]) -> Option<(Frame, &[u8], &[u8])> {
    let end = kept.iter().position(|byte| *byte == b'\n')?;
    let frame: Frame = serde_json::from_slice(&kept[..end]).ok()?;
    let rest = &kept[end + 1..];
    let (head, raw) = rest.split_at_checked(frame.head)?;
    Some((frame, head, raw))
}

/// A row in quarantine as it is shown.
#[derive(Debug, Clone)]
pub struct WaitingRow {
    /// Its number.
    pub id: i64,
    /// The stream that it was meant for.
    pub stream: String,
    /// The file that it came in.
    pub file: String,
    /// Its line or row.
    pub line: i64,
    /// Its cell, in a workbook.
    pub cell: Option<String>,
    /// The column to blame, where there is one.
    pub column: Option<String>,
    /// The code of the refusal.
    pub code: String,
    /// What would have fitted.
    pub expected: Text,
    /// What was found.
    pub found: String,
    /// Whether it has been loaded since.
    pub replayed: bool,
    /// The row as it stood in the file.
    pub raw: Vec<u8>,
}

impl From<QuarantinedRow> for WaitingRow {
    fn from(row: QuarantinedRow) -> Self {
        let raw = unpack_raw(&row.row.raw).map_or(&row.row.raw[..], |(_, _, raw)| raw).to_vec();
        Self {
            id: row.id,
            stream: row.stream,
            file: row.path,
            line: row.row.line,
            cell: row.row.cell,
            column: row.row.column,
            code: row.row.code,
            expected: row.row.expected,
            found: row.row.found,
            replayed: row.state == QuarantineState::Replayed,
            raw,
        }
    }
}

/// Lists the rows that wait; with `all`, also those that were loaded since.
pub async fn list(app: &App, stream: Option<String>, all: bool) -> Result<Vec<WaitingRow>, Error> {
    let lake = app.lake().await?;
    let state = (!all).then_some(QuarantineState::Open);
    let filter = QuarantineFilter { stream, state, ..QuarantineFilter::default() };
    let rows = lake.list_quarantine(&filter).await.map_err(under::records)?;
    Ok(rows.into_iter().map(WaitingRow::from).collect())
}

/// The row of that number.
pub async fn show(app: &App, id: i64) -> Result<WaitingRow, Error> {
    let lake = app.lake().await?;
    Ok(find(&lake, id).await?.into())
}

async fn find(lake: &Lake, id: i64) -> Result<QuarantinedRow, Error> {
    let row = lake.find_quarantined(id).await.map_err(under::records)?;
    row.ok_or_else(|| {
        Error::refused(
            format!("隔离区没有第 {id} 号"),
            format!("there is no row {id} in quarantine"),
        )
        .help("运行 hemei quarantine list", "run hemei quarantine list")
    })
}

/// What became of rows that were read again.
#[derive(Debug, Clone, Default)]
pub struct ReplayOutcome {
    /// Numbers of the rows that fit now.
    pub replayed: Vec<i64>,
    /// Rows that still do not fit, with what is wrong now.
    pub waiting: Vec<WaitingRow>,
    /// Records that are new.
    pub added: u64,
    /// Records that were there already.
    pub repeated: u64,
    /// Records that replaced one of the same key.
    pub corrected: u64,
    /// The snapshot that first has them.
    pub snapshot: Option<i64>,
}

/// Reads rows again with the pack as it is now, and loads those that fit.
pub async fn replay(app: &App, ids: &[i64]) -> Result<ReplayOutcome, Error> {
    let ready = app.ready_pack()?;
    let lake = app.lake_for_writing().await?;
    let mut rows = Vec::new();
    if ids.is_empty() {
        let filter =
            QuarantineFilter { state: Some(QuarantineState::Open), ..QuarantineFilter::default() };
        rows = lake.list_quarantine(&filter).await.map_err(under::records)?;
    }
    for id in ids {
        let row = find(&lake, *id).await?;
        if row.state == QuarantineState::Open {
            rows.push(row);
        }
    }
    let mut outcome = ReplayOutcome::default();
    let mut groups: BTreeMap<(String, i32), Vec<(QuarantinedRow, RecordBatch)>> = BTreeMap::new();
    for row in rows {
        match read_again(&ready, &row) {
            Ok(batch) => {
                groups.entry((row.stream.clone(), row.file_no)).or_default().push((row, batch));
            }
            Err(now) => outcome.waiting.push(*now),
        }
    }
    for ((stream, file_no), rows) in groups {
        let Some(stream) = ready.pack.streams.get(&stream) else { continue };
        lake_again(&ready, &lake, stream, file_no, rows, &mut outcome).await?;
    }
    Ok(outcome)
}

/// The record that a row makes now, or what is still wrong with it.
fn read_again(ready: &ReadyPack, row: &QuarantinedRow) -> Result<RecordBatch, Box<WaitingRow>> {
    let mut now = Box::new(WaitingRow::from(row.clone()));
    let Some((frame, head, raw)) = unpack_raw(&row.row.raw) else { return Err(now) };
    let Some(stream) = ready.pack.streams.get(&row.stream) else { return Err(now) };
    let Some(format) = format_of_key(&frame.format) else { return Err(now) };
    let declared = ready.pack.sources.get(&frame.source).cloned();
    let source = declared.unwrap_or_else(|| plain(stream, format));
    let source = with_set(&FileSource { format, ..source }, &frame.set);
    let bytes: Vec<u8> = [head, raw].concat();
    let decoder =
        decode::open(&source, stream, &ready.pack.zone, &row.path, Input::Bytes(bytes.into()));
    let decoder = match decoder {
        Ok(decoder) => decoder,
        Err(error) => {
            now.expected = error.text();
            return Err(now);
        }
    };
    for chunk in decoder {
        match chunk {
            Ok(chunk) if chunk.rows.num_rows() == 1 => {
                return with_line(&chunk.rows, row.row.line).ok_or(now);
            }
            Ok(chunk) => {
                if let Some(refused) = chunk.refused.into_iter().next() {
                    now.column = refused.column;
                    refused.code.0.clone_into(&mut now.code);
                    now.expected = refused.expected;
                    now.found = refused.found;
                }
            }
            Err(error) => now.expected = error.text(),
        }
    }
    Err(now)
}

/// The row with the line that it had in its file.
fn with_line(rows: &RecordBatch, line: i64) -> Option<RecordBatch> {
    let at = rows.schema().index_of("line_no").ok()?;
    let mut columns: Vec<ArrayRef> = rows.columns().to_vec();
    columns[at] = Arc::new(Int64Array::from(vec![line; rows.num_rows()]));
    RecordBatch::try_new(rows.schema(), columns).ok()
}

/// Loads the rows of one file that fit now; their evidence still names that file and line.
async fn lake_again(
    ready: &ReadyPack,
    lake: &Lake,
    stream: &Stream,
    file_no: i32,
    rows: Vec<(QuarantinedRow, RecordBatch)>,
    outcome: &mut ReplayOutcome,
) -> Result<(), Error> {
    let ids: Vec<i64> = rows.iter().map(|(row, _)| row.id).collect();
    under::declare_stream(lake, stream).await?;
    let Some(file) = lake.find_file(file_no).await.map_err(under::records)? else { return Ok(()) };
    let (sha256, format) = (digest(&ids), "replay".to_owned());
    let facts = FileFacts { sha256, format, ..file.facts };
    let now_us = clock::now_us();
    let mut load =
        lake.begin_load(stream, &ready.pack.zone, facts, now_us).await.map_err(under::records)?;
    if !load.already_loaded() {
        load.note_letters(&file.letters).await.map_err(under::records)?;
        for (_, batch) in rows.into_iter().skip(under::to_usize(load.staged_rows())) {
            load.stage(&batch).await.map_err(under::records)?;
        }
        let done = load.commit(clock::now_us()).await.map_err(under::records)?;
        outcome.added += done.added.saturating_sub(done.corrected);
        outcome.repeated += done.repeated;
        outcome.corrected += done.corrected;
        outcome.snapshot = Some(done.snapshot);
    }
    lake.mark_replayed(&ids).await.map_err(under::records)?;
    outcome.replayed.extend(ids);
    Ok(())
}

/// Names a set of quarantined rows, as a hash names a file.
fn digest(ids: &[i64]) -> String {
    let mut hasher = Sha256::new();
    hasher.update(b"replay");
    for id in ids {
        hasher.update(id.to_be_bytes());
    }
    hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
