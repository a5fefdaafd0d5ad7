//! Writes data files: Parquet, sorted by day, with the statistics that readers prune by.

use super::buffer::FilePlan;
use crate::schema::{
    FILE_NO, LINE_NO, OBSERVED_AT, OBSERVED_ON, RECEIVED_AT, RECORD_NO, SUPERSEDES,
};
use crate::store::snapshots::DataFile;
use crate::{Error, fsync};
use arrow_schema::{DataType, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::statistics::Statistics;
use parquet::schema::types::ColumnPath;
use serde_json::{Map, Value, json};
use std::fs::File;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Rows of a row group: small enough to prune by and to share out, large enough to compress.
const GROUP_ROWS: usize = 262_144;

fn properties(schema: &SchemaRef) -> WriterProperties {
    let mut builder = WriterProperties::builder()
        .set_compression(ZstdLevel::try_new(1).map_or(Compression::SNAPPY, Compression::ZSTD))
        .set_max_row_group_row_count(Some(GROUP_ROWS))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_dictionary_enabled(true);
    // Nearly every row has another number or time: a dictionary of them is built for nothing.
    let times = schema
        .fields()
        .iter()
        .filter(|field| matches!(field.data_type(), DataType::Timestamp(..)))
        .map(|field| field.name().as_str())
        .filter(|name| *name != RECEIVED_AT);
    for name in times.chain([RECORD_NO, LINE_NO]) {
        let path = ColumnPath::new(vec![name.to_owned()]);
        builder = builder
            .set_column_dictionary_enabled(path.clone(), false)
            .set_column_encoding(path, Encoding::DELTA_BINARY_PACKED);
    }
    for name in [FILE_NO, RECEIVED_AT, SUPERSEDES] {
        builder =
            builder.set_column_statistics_enabled(ColumnPath::from(name), EnabledStatistics::Chunk);
    }
    builder.build()
}

/// Writes the planned files under names made from `stem`, fsynced, with their folder.
///
/// Files are encoded side by side on as many threads as the machine has.
pub(crate) fn write_all(
    dir: &Path,
    stem: &str,
    schema: &SchemaRef,
    plans: Vec<FilePlan>,
) -> Result<Vec<DataFile>, Error> {
    if plans.is_empty() {
        return Ok(Vec::new());
    }
    let count = plans.len();
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(count);
    let queue = Mutex::new(plans.into_iter().enumerate());
    let done = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                    let Some((at, plan)) = next else { break };
                    let written = write(dir, &file_name(stem, at), schema, plan);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, written));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    let files: Result<Vec<DataFile>, Error> =
        done.into_iter().map(|(_, written)| written).collect();
    if files.is_err() {
        // Nothing names them; on a full disk they would be in the way of the next attempt.
        for at in 0..count {
            let _ = std::fs::remove_file(dir.join(file_name(stem, at)));
        }
    }
    let files = files?;
    fsync::dir(dir)?;
    Ok(files)
}

fn file_name(stem: &str, at: usize) -> String {
    format!("{stem}-{at:03}.parquet")
}

fn write(dir: &Path, name: &str, schema: &SchemaRef, plan: FilePlan) -> Result<DataFile, Error> {
    let path = dir.join(name);
    let failed = |source| Error::data_file(&path, format!("{} rows", plan.rows), source);
    let file = File::create(&path).map_err(|source| Error::io("create", &path, source))?;
    let handle = file.try_clone().map_err(|source| Error::io("create", &path, source))?;
    let mut writer =
        ArrowWriter::try_new(file, Arc::clone(schema), Some(properties(schema))).map_err(failed)?;
    for batch in &plan.batches {
        writer.write(batch).map_err(failed)?;
    }
    let metadata = writer.close().map_err(failed)?;
    handle.sync_all().map_err(|source| Error::io("flush", &path, source))?;
    let bytes = handle.metadata().map_err(|source| Error::io("read", &path, source))?.len();
    let stats = FileStatistics::of(&metadata, schema);
    let range = |name: &str| stats.range(name).unwrap_or((i64::MIN, i64::MAX));
    let days = range(OBSERVED_ON);
    Ok(DataFile {
        path: name.to_owned(),
        rows: i64::try_from(plan.rows).unwrap_or(i64::MAX),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        days: (
            i32::try_from(days.0).unwrap_or(i32::MIN),
            i32::try_from(days.1).unwrap_or(i32::MAX),
        ),
        at: range(OBSERVED_AT),
        no: range(RECORD_NO),
        subjects: plan.subjects,
        stats: stats.delta(plan.rows),
    })
}

/// Smallest and largest value of a column, over the row groups of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Range {
    Number(i64, i64),
    Text(String, String),
}

/// A column's range, if all of its row groups have one, and its nulls.
struct ColumnStatistics {
    name: String,
    data_type: DataType,
    range: Option<Range>,
    nulls: u64,
}

struct FileStatistics(Vec<ColumnStatistics>);

impl FileStatistics {
    fn of(metadata: &ParquetMetaData, schema: &SchemaRef) -> Self {
        let mut columns = Vec::new();
        let described = metadata.file_metadata().schema_descr();
        for (at, column) in described.columns().iter().enumerate() {
            // A struct's leaves have a path of two parts; they are not pruned by.
            let [name] = column.path().parts() else { continue };
            let Ok(field) = schema.field_with_name(name) else { continue };
            let mut statistics = ColumnStatistics {
                name: name.clone(),
                data_type: field.data_type().clone(),
                range: None,
                nulls: 0,
            };
            let mut whole = true;
            for group in metadata.row_groups() {
                let Some(chunk) = group.column(at).statistics() else {
                    whole = false;
                    continue;
                };
                let nulls = chunk.null_count_opt().unwrap_or(0);
                statistics.nulls += nulls;
                match range_of(chunk) {
                    Some(range) => statistics.range = Some(joined(statistics.range, range)),
                    None if i64::try_from(nulls).is_ok_and(|nulls| nulls == group.num_rows()) => {}
                    None => whole = false,
                }
            }
            if !whole {
                statistics.range = None;
            }
            columns.push(statistics);
        }
        Self(columns)
    }

    fn range(&self, name: &str) -> Option<(i64, i64)> {
        match &self.0.iter().find(|column| column.name == name)?.range {
            Some(Range::Number(min, max)) => Some((*min, *max)),
            Some(Range::Text(..)) | None => None,
        }
    }

    /// The statistics of an `add` action.
    fn delta(&self, rows: usize) -> String {
        let (mut min, mut max, mut nulls) = (Map::new(), Map::new(), Map::new());
        for column in &self.0 {
            nulls.insert(column.name.clone(), json!(column.nulls));
            let Some((from, to)) =
                column.range.as_ref().and_then(|range| delta_range(range, &column.data_type))
            else {
                continue;
            };
            min.insert(column.name.clone(), from);
            max.insert(column.name.clone(), to);
        }
        json!({ "numRecords": rows, "minValues": min, "maxValues": max, "nullCount": nulls })
            .to_string()
    }
}

fn range_of(statistics: &Statistics) -> Option<Range> {
    match statistics {
        Statistics::Int32(values) => {
            Some(Range::Number(i64::from(*values.min_opt()?), i64::from(*values.max_opt()?)))
        }
        Statistics::Int64(values) => Some(Range::Number(*values.min_opt()?, *values.max_opt()?)),
        Statistics::ByteArray(values) if values.min_is_exact() && values.max_is_exact() => {
            let text = |bytes: &[u8]| std::str::from_utf8(bytes).ok().map(str::to_owned);
            Some(Range::Text(text(values.min_opt()?.data())?, text(values.max_opt()?.data())?))
        }
        Statistics::Boolean(_)
        | Statistics::Int96(_)
        | Statistics::Float(_)
        | Statistics::Double(_)
        | Statistics::ByteArray(_)
        | Statistics::FixedLenByteArray(_) => None,
    }
}

fn joined(so_far: Option<Range>, more: Range) -> Range {
    match (so_far, more) {
        (Some(Range::Number(a, b)), Range::Number(c, d)) => Range::Number(a.min(c), b.max(d)),
        (Some(Range::Text(a, b)), Range::Text(c, d)) => Range::Text(a.min(c), b.max(d)),
        (_, more) => more,
    }
}

/// A range in Delta's words. Decimals have none: a JSON number is a float in most readers.
fn delta_range(range: &Range, data_type: &DataType) -> Option<(Value, Value)> {
    match (range, data_type) {
        (Range::Text(min, max), DataType::Utf8) => Some((json!(min), json!(max))),
        (Range::Number(min, max), DataType::Int64 | DataType::Int32) => {
            Some((json!(min), json!(max)))
        }
        (Range::Number(min, max), DataType::Date32) => Some((date_text(*min)?, date_text(*max)?)),
        // Delta keeps milliseconds; readers widen the upper end by one.
        (Range::Number(min, max), DataType::Timestamp(..)) => {
            Some((instant_text(*min)?, instant_text(*max)?))
        }
        _ => None,
    }
}

fn date_text(days: i64) -> Option<Value> {
    let date = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?);
    Some(json!(date.ok()?.to_string()))
}

fn instant_text(at_us: i64) -> Option<Value> {
    let at = jiff::Timestamp::from_microsecond(at_us).ok()?;
    Some(json!(at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()))
}
