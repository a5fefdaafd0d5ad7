//! The rows of a stream as JSON objects, by column: what programmes and logs are read from.

use crate::cells;
use crate::error::Error;
use crate::under;
use arrow_array::RecordBatch;
use district::{Stream, Zone};
use records::Lake;
use serde_json::{Map, Value};

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
