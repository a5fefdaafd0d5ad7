//! Rewrites small files into few, sorted ones.

use super::OptimiseOutcome;
use crate::load::hash::{KeyShape, RowHasher};
use crate::load::{Buffer, writer};
use crate::schema::{OBSERVED_AT, OBSERVED_ON, RECORD_NO, stored_schema};
use crate::store::intents::IntentPart;
use crate::store::snapshots::DataFile;
use crate::store::streams::{StoredColumn, StoredStream};
use crate::table::read_as;
use crate::{Error, Lake};
use arrow::compute::{SortColumn, concat_batches, lexsort_to_indices, take_record_batch};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, SchemaRef};
use std::sync::Arc;

/// A file with fewer rows is worth rewriting, if there is another one beside it.
const SMALL_ROWS: i64 = 262_144;
/// Rows that are rewritten at once, at most.
const GROUP_ROWS: i64 = 4 * 1_048_576;

pub(crate) async fn optimise(
    lake: &Lake,
    stream: &str,
    now_us: i64,
) -> Result<OptimiseOutcome, Error> {
    lake.finish_intents().await?;
    let stored = lake.store().get_stream(stream).await?;
    lake.occupy(stream)?;
    let done = optimise_occupied(lake, &stored, now_us).await;
    lake.release(stream);
    done
}

async fn optimise_occupied(
    lake: &Lake,
    stored: &StoredStream,
    now_us: i64,
) -> Result<OptimiseOutcome, Error> {
    let store = lake.store();
    let snapshot = lake.snapshot().await?;
    let groups = groups(store.files_at(&stored.id, snapshot).await?);
    if groups.is_empty() {
        return Ok(OptimiseOutcome { snapshot, ..OptimiseOutcome::default() });
    }
    let mut removed = Vec::new();
    let mut added = Vec::new();
    for (at, group) in groups.iter().enumerate() {
        let stem = format!("o{:06}-{at:04}", snapshot + 1);
        added.extend(rewrite(lake, stored, group, &stem)?);
        removed.extend(group.iter().map(|file| file.path.clone()));
    }
    let part = IntentPart {
        stream: stored.id.clone(),
        file_no: None,
        app_id: format!("optimise:{}", snapshot + 1),
        record_no_max: store.table_state(&stored.id, snapshot).await?.record_no_max,
        removed: removed.clone(),
    };
    let intent = store.begin_intent(now_us, "optimise", vec![part], &added).await?;
    let snapshot = lake.carry_out(&intent).await?;
    let count = |length: usize| u64::try_from(length).unwrap_or(u64::MAX);
    Ok(OptimiseOutcome { snapshot, removed: count(removed.len()), added: count(added.len()) })
}

/// Neighbouring small files, in lots that fit in memory; a file alone is left alone.
fn groups(files: Vec<DataFile>) -> Vec<Vec<DataFile>> {
    let mut small: Vec<_> = files.into_iter().filter(|file| file.rows < SMALL_ROWS).collect();
    small.sort_by_key(|file| (file.days, file.no));
    let mut groups = Vec::new();
    let mut open: Vec<DataFile> = Vec::new();
    let mut rows = 0;
    for file in small {
        if rows + file.rows > GROUP_ROWS {
            groups.push(std::mem::take(&mut open));
            rows = 0;
        }
        rows += file.rows;
        open.push(file);
    }
    groups.push(open);
    groups.retain(|group| group.len() > 1);
    groups
}

fn rewrite(
    lake: &Lake,
    stored: &StoredStream,
    group: &[DataFile],
    stem: &str,
) -> Result<Vec<DataFile>, Error> {
    let dir = lake.stream_dir(&stored.id);
    let schema = stored_schema(&stored.columns);
    let mut batches = Vec::new();
    for file in group {
        let expected = format!("{} rows", file.rows);
        for batch in read_as(&dir.join(&file.path), &expected, Arc::clone(&schema))? {
            batches.push(batch?);
        }
    }
    let shape = shape(&stored.columns, &stored.key);
    let misfit = |source: ArrowError| Error::Rows {
        stream: stored.id.clone(),
        expected: "rows of the stored schema".to_owned(),
        found: source.to_string(),
    };
    let sorted = sorted(&schema, &batches, &shape.subject).map_err(misfit)?;
    let subjects = subjects(&sorted, stored.columns.len(), &shape);
    let mut buffer = Buffer::new(Arc::clone(&schema));
    buffer.push(sorted, subjects).map_err(misfit)?;
    let plans = buffer.drain().map_err(misfit)?;
    writer::write_all(&dir, stem, &schema, plans)
}

/// Sorts by day, subject, time.
fn sorted(
    schema: &SchemaRef,
    batches: &[RecordBatch],
    subject: &[usize],
) -> Result<RecordBatch, ArrowError> {
    let all = concat_batches(schema, batches)?;
    let column = |array: &ArrayRef| SortColumn { values: Arc::clone(array), options: None };
    let named = |name: &str| all.column_by_name(name).map(column);
    let mut by: Vec<SortColumn> = named(OBSERVED_ON).into_iter().collect();
    by.extend(
        subject
            .iter()
            .filter_map(|at| all.columns().get(*at))
            .filter(|array| !array.data_type().is_nested())
            .map(column),
    );
    by.extend([named(OBSERVED_AT), named(RECORD_NO)].into_iter().flatten());
    let order = lexsort_to_indices(&by, None)?;
    take_record_batch(&all, &order)
}

fn subjects(batch: &RecordBatch, columns: usize, shape: &KeyShape) -> Vec<u64> {
    let declared: Vec<ArrayRef> = batch.columns().iter().take(columns).cloned().collect();
    RowHasher::new(&declared, shape)
        .map(|mut hasher| (0..batch.num_rows()).map(|row| hasher.subject(row)).collect())
        .unwrap_or_default()
}

/// The key's shape, from the words that the store keeps of it.
fn shape(columns: &[StoredColumn], words: &str) -> KeyShape {
    let words: serde_json::Value = serde_json::from_str(words).unwrap_or_default();
    let list = |name: &str| -> Vec<String> {
        serde_json::from_value(words.get(name).cloned().unwrap_or_default()).unwrap_or_default()
    };
    KeyShape::new(columns, &list("key"), &list("event_time"))
}
