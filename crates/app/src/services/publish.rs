//! Rows of case events into the lake: one snapshot for all streams that a range of the journal
//! touches, exactly once (L1, T1–T3).
//!
//! A range that was published before and is brought again, because the position was not moved
//! before a crash, changes nothing: its rows have the keys of rows that are there, and the same
//! content, so the lake counts them as repeated.

use crate::clock;
use crate::error::Error;
use crate::opened::ReadyPack;
use crate::under;
pub(crate) use ::hall::{Published, Rows};
use decode::Input;
use diag::Text;
use district::{FileFormat, FileSource, Stream, Zone};
use records::{FileFacts, Lake};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Cursor;

/// The format under which the lake knows files that are event logs.
pub(crate) const LOG_FORMAT: &str = "event-log";

/// Brings all rows of one file into one stream; the same rows again add nothing.
pub(crate) async fn whole(
    lake: &Lake,
    zone: &Zone,
    stream: &Stream,
    name: &str,
    rows: &[Map<String, Value>],
) -> Result<Published, Error> {
    let load = staged(lake, zone, stream, (name, LOG_FORMAT), rows).await?;
    if load.already_loaded() {
        let repeated = u64::try_from(rows.len()).unwrap_or(0);
        return Ok(Published { repeated, ..Published::default() });
    }
    let done = load.commit(clock::now_us()).await.map_err(under::records)?;
    Ok(Published {
        added: done.added,
        repeated: done.repeated,
        refused: done.quarantined,
        snapshot: Some(done.snapshot),
    })
}

/// Brings the rows of events `from..=to` of the journal into the lake.
pub(crate) async fn publish(
    lake: &Lake,
    ready: &ReadyPack,
    journal_id: &str,
    (from, to): (u64, u64),
    rows: Rows,
) -> Result<Published, Error> {
    let mut loads = Vec::new();
    for (id, rows) in rows {
        let Some(stream) = ready.pack.streams.get(id) else { continue };
        under::declare_stream(lake, stream).await?;
        let name = format!("journal:{journal_id}/{from}-{to}");
        let zone = &ready.pack.zone;
        loads.push(staged(lake, zone, stream, (&name, "ndjson"), &rows).await?);
    }
    if loads.is_empty() {
        return Ok(Published::default());
    }
    let outcomes = lake.commit_many(loads, clock::now_us()).await.map_err(under::records)?;
    let mut published = Published::default();
    for outcome in outcomes {
        published.added += outcome.added;
        published.repeated += outcome.repeated;
        published.refused += outcome.quarantined;
        published.snapshot = published.snapshot.max(Some(outcome.snapshot));
    }
    Ok(published)
}

async fn staged(
    lake: &Lake,
    zone: &Zone,
    stream: &Stream,
    (name, format): (&str, &str),
    rows: &[Map<String, Value>],
) -> Result<records::Load, Error> {
    let bytes = lines(rows);
    let digest = journal::hex(&Sha256::digest(&bytes));
    staged_bytes(lake, zone, stream, (name, format, FileFormat::Ndjson), (bytes, digest)).await
}

/// Stages rows that are written as a file of some format; the digest tells the lake whether it
/// has taken this file before.
pub(crate) async fn staged_bytes(
    lake: &Lake,
    zone: &Zone,
    stream: &Stream,
    (name, format, read_as): (&str, &str, FileFormat),
    (bytes, digest): (Vec<u8>, String),
) -> Result<records::Load, Error> {
    let facts =
        FileFacts { path: name.to_owned(), sha256: digest, format: format.to_owned(), sheet: None };
    let now_us = clock::now_us();
    let mut load = lake.begin_load(stream, zone, facts, now_us).await.map_err(under::records)?;
    let chunks = {
        let input = Input::Read(Box::new(Cursor::new(bytes)));
        let source = source(stream, read_as);
        let refused = |error: decode::Error| under::decode(std::path::Path::new(name), &error);
        let decoder = decode::open(&source, stream, zone, name, input).map_err(refused)?;
        let refused = |error: decode::Error| under::decode(std::path::Path::new(name), &error);
        decoder.collect::<Result<Vec<_>, _>>().map_err(refused)?
    };
    let (mut seen, resumed) = (0, load.staged_rows());
    for chunk in chunks {
        seen = under::stage_chunk(&mut load, chunk, seen, resumed, &<[u8]>::to_vec).await?;
    }
    Ok(load)
}

fn lines(rows: &[Map<String, Value>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for row in rows {
        bytes.extend(Value::Object(row.clone()).to_string().into_bytes());
        bytes.push(b'\n');
    }
    bytes
}

/// How the rows are read: as they are.
fn source(stream: &Stream, format: FileFormat) -> FileSource {
    FileSource {
        id: String::new(),
        name: Text::new("办件日志", "Journal"),
        stream: stream.id.clone(),
        format,
        pattern: None,
        fields: BTreeMap::new(),
        sheet: None,
        header_rows: None,
        stop_at: Vec::new(),
        units: BTreeMap::new(),
        span: diag::Span::default(),
    }
}
