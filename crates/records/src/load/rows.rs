//! Rows as a decoder hands them over, brought into the form in which they are stored.

use crate::Error;
use crate::schema::{
    FILE_NO, LINE_NO, OBSERVED_AT, OBSERVED_ON, RECEIVED_AT, RECORD_NO, SUPERSEDES, stored_schema,
};
use crate::store::streams::StoredColumn;
use arrow::compute::cast;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, Date32Array, Int32Array, Int64Array, RecordBatch, TimestampMicrosecondArray,
    new_null_array,
};
use arrow_schema::SchemaRef;
use district::Zone;
use jiff::civil::Date;
use std::sync::Arc;

/// A batch of decoded rows whose columns have their stored types.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The stored columns, in the order of the table.
    pub(crate) columns: Vec<ArrayRef>,
    pub(crate) observed_at: TimestampMicrosecondArray,
    pub(crate) line_no: Int64Array,
    /// The local day of each row, as days since 1970-01-01.
    pub(crate) days: Vec<i32>,
}

impl Rows {
    /// Checks and converts a batch. Columns of the table that the pack no longer declares are
    /// null.
    pub(crate) fn new(
        stream: &str,
        columns: &[StoredColumn],
        batch: &RecordBatch,
        days: &mut Days,
    ) -> Result<Self, Error> {
        let misfit = |expected: String, found: String| Error::Rows {
            stream: stream.to_owned(),
            expected,
            found,
        };
        let schema = stored_schema(columns);
        let mut arrays = Vec::with_capacity(columns.len());
        for (column, field) in columns.iter().zip(schema.fields()) {
            let Some(array) = batch.column_by_name(&column.id) else {
                arrays.push(new_null_array(field.data_type(), batch.num_rows()));
                continue;
            };
            arrays.push(convert(array, field.data_type()).map_err(|found| {
                misfit(format!("column `{}` of type {}", column.id, column.r#type), found)
            })?);
        }
        let system = |name: &str| {
            let expected = || format!("the system column `{name}`, without nulls");
            let array = batch
                .column_by_name(name)
                .ok_or_else(|| misfit(expected(), "no such column".to_owned()))?;
            let field = schema
                .field_with_name(name)
                .map_err(|source| misfit(expected(), source.to_string()))?;
            let array =
                convert(array, field.data_type()).map_err(|found| misfit(expected(), found))?;
            if array.null_count() > 0 {
                return Err(misfit(expected(), format!("{} nulls", array.null_count())));
            }
            Ok(array)
        };
        let observed_at = system(OBSERVED_AT)?.as_primitive::<TimestampMicrosecondType>().clone();
        let line_no = system(LINE_NO)?.as_primitive::<Int64Type>().clone();
        let days = observed_at.values().iter().map(|at| days.day_of(*at)).collect::<Option<_>>();
        let days = days.ok_or_else(|| {
            misfit("`observed_at` between the years -9999 and 9999".to_owned(), "others".into())
        })?;
        Ok(Self { columns: arrays, observed_at, line_no, days })
    }

    pub(crate) fn len(&self) -> usize {
        self.days.len()
    }
}

/// Casts to the stored type; a value that does not fit is an error, never a null.
fn convert(array: &ArrayRef, to: &arrow_schema::DataType) -> Result<ArrayRef, String> {
    if array.data_type() == to {
        return Ok(Arc::clone(array));
    }
    let options = arrow::compute::CastOptions { safe: false, ..Default::default() };
    if !compatible(array.data_type(), to) {
        return Err(array.data_type().to_string());
    }
    arrow::compute::cast_with_options(array, to, &options)
        .or_else(|_dictionary| cast(array, to))
        .map_err(|source| source.to_string())
        .and_then(|cast| {
            if cast.null_count() == array.null_count() {
                Ok(cast)
            } else {
                Err("a value of more digits than the lake stores (18)".to_owned())
            }
        })
}

/// Whether a cast changes how a value is kept, and not what it is.
fn compatible(from: &arrow_schema::DataType, to: &arrow_schema::DataType) -> bool {
    use arrow_schema::DataType as T;
    match (from, to) {
        (T::Dictionary(_, value), _) => compatible(value, to),
        (T::Decimal128(_, a), T::Decimal128(_, b)) => a == b,
        (T::Utf8 | T::LargeUtf8 | T::Utf8View, T::Utf8) => true,
        (T::Timestamp(a, Some(_)), T::Timestamp(b, Some(_))) => a == b,
        (T::Int8 | T::Int16 | T::Int32 | T::Int64, T::Int64) => true,
        _ => from == to,
    }
}

/// The local day of an instant, with the day it was last asked for kept at hand.
#[derive(Debug)]
pub(crate) struct Days {
    zone: Zone,
    /// Start, end and number of the days seen last.
    near: Vec<(i64, i64, i32)>,
    at: usize,
}

/// Days kept at hand; a file in disorder asks for a few in turn.
const NEAR: usize = 64;

impl Days {
    pub(crate) fn new(zone: Zone) -> Self {
        Self { zone, near: Vec::new(), at: 0 }
    }

    /// The day of `at_us`; none outside the calendar.
    pub(crate) fn day_of(&mut self, at_us: i64) -> Option<i32> {
        let inside = |day: &(i64, i64, i32)| day.0 <= at_us && at_us < day.1;
        if let Some(day) = self.near.get(self.at).filter(|day| inside(day)) {
            return Some(day.2);
        }
        if let Some(at) = self.near.iter().position(inside) {
            self.at = at;
            return self.near.get(at).map(|day| day.2);
        }
        let date = self.zone.civil(at_us)?.date();
        let start = self.zone.instant_us(date.to_datetime(jiff::civil::Time::midnight()))?;
        let next = date.tomorrow().ok()?;
        let end = self.zone.instant_us(next.to_datetime(jiff::civil::Time::midnight()))?;
        let number = day_number(date)?;
        if self.near.len() >= NEAR {
            self.near.clear();
        }
        self.at = self.near.len();
        self.near.push((start, end, number));
        Some(number)
    }
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> Option<i32> {
    let epoch = jiff::civil::date(1970, 1, 1);
    Some(epoch.until(date).ok()?.get_days())
}

/// What the system columns of new rows say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stamp {
    pub(crate) received_at: i64,
    pub(crate) file_no: i32,
}

/// Rows with their system columns, ready to be written.
pub(crate) fn stamped(
    schema: &SchemaRef,
    rows: &Rows,
    stamp: Stamp,
    record_no: &Int64Array,
    supersedes: &Int64Array,
) -> Result<RecordBatch, arrow_schema::ArrowError> {
    let mut arrays = rows.columns.clone();
    let count = rows.len();
    for field in schema.fields().iter().skip(arrays.len()) {
        let array: ArrayRef = match field.name().as_str() {
            OBSERVED_AT => Arc::new(utc(rows.observed_at.clone())),
            OBSERVED_ON => Arc::new(Date32Array::from(rows.days.clone())),
            RECORD_NO => Arc::new(record_no.clone()),
            RECEIVED_AT => {
                Arc::new(utc(TimestampMicrosecondArray::from(vec![stamp.received_at; count])))
            }
            FILE_NO => Arc::new(Int32Array::from(vec![stamp.file_no; count])),
            LINE_NO => Arc::new(rows.line_no.clone()),
            SUPERSEDES => Arc::new(supersedes.clone()),
            _ => new_null_array(field.data_type(), count),
        };
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::clone(schema), arrays)
}

fn utc(array: TimestampMicrosecondArray) -> TimestampMicrosecondArray {
    array.with_timezone("UTC")
}
