//! The rows of a stream as JSON objects, by column: what programmes and logs are read from.

use crate::cells;
use crate::error::Error;
use crate::under;
use arrow_array::RecordBatch;
use district::{Stream, Zone};
use jiff::civil::Date;
use records::Lake;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// All rows of a stream at the newest snapshot, in the order in which they were recorded; none
/// if nothing was ever recorded.
pub(crate) async fn of_stream(
    lake: &Lake,
    zone: &Zone,
    stream: &Stream,
) -> Result<Vec<Map<String, Value>>, Error> {
    let known = lake.list_streams().await.map_err(under::records)?;
    if !known.contains(&stream.id) {
        return Ok(Vec::new());
    }
    let snapshot = lake.snapshot().await.map_err(under::records)?;
    let engine = under::start_engine()?;
    let tables = under::tables(lake, snapshot);
    let batches = engine.stream_rows(&tables, &stream.id).await.map_err(under::engine)?;
    let mut rows = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            rows.push(one(batch, row, stream, zone));
        }
    }
    Ok(rows)
}

/// Whether a row of a register holds on a day.
pub(crate) fn holds_on(register: &Stream, row: &Map<String, Value>, day: Date) -> bool {
    let Some((from, to)) = &register.valid else { return true };
    let date = |column: &str| {
        row.get(column).and_then(Value::as_str).and_then(|text| text.parse::<Date>().ok())
    };
    date(from).is_none_or(|from| from <= day) && date(to).is_none_or(|to| day < to)
}

fn one(batch: &RecordBatch, row: usize, stream: &Stream, zone: &Zone) -> Map<String, Value> {
    let mut out = Map::new();
    for column in &stream.columns {
        let found = batch.column_by_name(&column.id);
        let value = found
            .map_or(Value::Null, |found| cells::value(found.as_ref(), row, column.data_type, zone));
        out.insert(column.id.clone(), value);
    }
    out
}

/// The keys of a stream's rows, as texts; none if nothing was ever recorded.
pub(crate) async fn keys(
    lake: &Lake,
    stream: &Stream,
    columns: &[String],
) -> Result<BTreeSet<Vec<String>>, Error> {
    let known = lake.list_streams().await.map_err(under::records)?;
    if !known.contains(&stream.id) {
        return Ok(BTreeSet::new());
    }
    let snapshot = lake.snapshot().await.map_err(under::records)?;
    let engine = under::start_engine()?;
    let tables = under::tables(lake, snapshot);
    let batches = engine.stream_rows(&tables, &stream.id).await.map_err(under::engine)?;
    let zone = Zone::utc();
    let mut keys = BTreeSet::new();
    for batch in &batches {
        let cell = |row: usize, column: &String| {
            let held = stream.columns.iter().find(|held| held.id == *column);
            let found = batch
                .column_by_name(column)
                .zip(held)
                .map(|(found, held)| cells::value(found.as_ref(), row, held.data_type, &zone));
            match found {
                Some(Value::String(text)) => text,
                Some(Value::Null) | None => String::new(),
                Some(other) => other.to_string(),
            }
        };
        for row in 0..batch.num_rows() {
            keys.insert(columns.iter().map(|column| cell(row, column)).collect());
        }
    }
    Ok(keys)
}
