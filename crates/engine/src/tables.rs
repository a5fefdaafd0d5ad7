//! Where rows come from: streams by name, and the constant tables of a pack.
//!
//! Knows nothing of the lake: `records` gives a provider, so do rows in memory.

use crate::Error;
use crate::lower::Bound;
use crate::number::{Num, NumberWriter};
use crate::types::{arrow_type, column_name};
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::{Field, Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use district::{DataType, Exact, PackTable, Period, Stream};
use futures::future::BoxFuture;
use indicator::ir::{SYSTEM_COLUMNS, Stage};
use records::Which;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Opens the streams of one snapshot.
pub trait Tables: Send + Sync {
    /// The rows of a stream: its declared columns and the system columns, found by name.
    fn table<'a>(
        &'a self,
        stream: &'a str,
        which: Which,
    ) -> BoxFuture<'a, Result<Arc<dyn TableProvider>, Error>>;

    /// The local days on which the stream has records, in order, with how many rows each; none
    /// if that is not known. It lets durations be read day by day.
    fn days<'a>(&'a self, _stream: &'a str) -> BoxFuture<'a, Result<Option<Days>, Error>> {
        Box::pin(async { Ok(None) })
    }

    /// The rows of a stage at this snapshot, if they are kept; else they are computed.
    fn cached<'a>(&'a self, _stage: &'a Stage) -> BoxFuture<'a, Result<Option<Bound>, Error>> {
        Box::pin(async { Ok(None) })
    }
}

/// Days since 1970 with their rows.
pub type Days = Arc<[(i32, u64)]>;

/// Rows in memory: pack tests, previews, tests of our own.
#[derive(Debug, Default)]
pub struct MemoryTables(BTreeMap<String, Arc<MemTable>>);

impl MemoryTables {
    /// The given rows; streams without any are empty.
    pub fn new<'a>(
        streams: impl IntoIterator<Item = &'a Stream>,
        mut rows: BTreeMap<String, Vec<RecordBatch>>,
    ) -> Result<Self, Error> {
        let mut tables = BTreeMap::new();
        for stream in streams {
            let batches = rows.remove(&stream.id).unwrap_or_default();
            let schema = batches.first().map_or_else(|| stream_schema(stream), RecordBatch::schema);
            tables.insert(stream.id.clone(), memory(&stream.id, schema, batches)?);
        }
        Ok(Self(tables))
    }
}

impl Tables for MemoryTables {
    // All rows are new to whoever asks what is new.
    fn table<'a>(
        &'a self,
        stream: &'a str,
        _: Which,
    ) -> BoxFuture<'a, Result<Arc<dyn TableProvider>, Error>> {
        let found = self.0.get(stream).cloned();
        Box::pin(async move {
            let table = found.ok_or_else(|| Error::TableMissing(stream.to_owned()))?;
            let table: Arc<dyn TableProvider> = table;
            Ok(table)
        })
    }
}

/// The columns of a stream as plans see them: declared, then system.
pub fn stream_schema(stream: &Stream) -> SchemaRef {
    let declared = stream.columns.iter().map(|column| (column.id.as_str(), column.data_type));
    let fields: Vec<Field> = declared
        .chain(SYSTEM_COLUMNS)
        .map(|(name, data_type)| Field::new(name, arrow_type(data_type), true))
        .collect();
    Arc::new(Schema::new(fields))
}

/// A table of rows in memory.
pub fn memory(
    name: &str,
    schema: SchemaRef,
    batches: Vec<RecordBatch>,
) -> Result<Arc<MemTable>, Error> {
    let table = MemTable::try_new(schema, vec![batches]).map_err(Error::plan(name))?;
    Ok(Arc::new(table))
}

/// The rows of a constant table: `c0`, `c1`, ….
pub fn constant_rows(table: &PackTable) -> Result<RecordBatch, Error> {
    let mut fields = Vec::with_capacity(table.columns.len());
    let mut columns = Vec::with_capacity(table.columns.len());
    for (place, column) in table.columns.iter().enumerate() {
        let texts: Vec<Option<&str>> =
            table.rows.iter().map(|row| row.get(place).and_then(|cell| cell.as_deref())).collect();
        let values = values(column.data_type, &texts).map_err(|found| Error::Constant {
            table: table.id.clone(),
            column: column.id.clone(),
            expected: column.data_type.to_string(),
            found,
        })?;
        fields.push(Field::new(column_name(place), arrow_type(column.data_type), true));
        columns.push(values);
    }
    let schema = Arc::new(Schema::new(fields));
    RecordBatch::try_new(schema, columns).map_err(Error::rows(&table.id))
}

/// A column of that type from texts; else the text that is not of it.
pub(crate) fn values(data_type: DataType, texts: &[Option<&str>]) -> Result<ArrayRef, String> {
    Ok(match data_type {
        DataType::Text => Arc::new(texts.iter().copied().collect::<StringArray>()),
        DataType::Integer | DataType::Decimal(_) | DataType::Exact => {
            return numbers(data_type, texts);
        }
        DataType::Boolean => {
            let read = |text: &str| text.parse::<bool>().ok();
            Arc::new(each(texts, read)?.into_iter().collect::<BooleanArray>())
        }
        DataType::Instant => {
            let read = |text: &str| Some(text.parse::<jiff::Timestamp>().ok()?.as_microsecond());
            let values: TimestampMicrosecondArray = each(texts, read)?.into_iter().collect();
            Arc::new(values.with_timezone("UTC"))
        }
        DataType::Date => {
            let read = |text: &str| {
                let date: jiff::civil::Date = text.parse().ok()?;
                i32::try_from(district::period::minutes(date.into()) / 1440).ok()
            };
            Arc::new(each(texts, read)?.into_iter().collect::<Date32Array>())
        }
        DataType::Period(_) => {
            let read = |text: &str| text.parse::<Period>().ok().map(Period::code);
            Arc::new(each(texts, read)?.into_iter().collect::<Int64Array>())
        }
    })
}

fn each<T>(
    texts: &[Option<&str>],
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<Option<T>>, String> {
    texts
        .iter()
        .map(|text| match text {
            Some(text) => read(text).map(Some).ok_or_else(|| (*text).to_owned()),
            None => Ok(None),
        })
        .collect()
}

fn numbers(data_type: DataType, texts: &[Option<&str>]) -> Result<ArrayRef, String> {
    let exact = each(texts, |text| text.parse::<Exact>().ok())?;
    let mut writer =
        NumberWriter::new(data_type, texts.len()).map_err(|error| error.to_string())?;
    for (number, text) in exact.iter().zip(texts) {
        let pushed = writer.push(number.as_ref().map(Num::from));
        pushed.map_err(|_| text.unwrap_or_default().to_owned())?;
    }
    writer.finish().map_err(|error| error.to_string())
}
