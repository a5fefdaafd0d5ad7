//! The columns of a stream as the lake stores them, as tables show them, and as Delta says them.
//!
//! Decimals are stored as `Decimal128(18, s)`, which Parquet keeps in 64 bits, and shown as
//! `Decimal128(38, s)`, which sums do not overflow. Text is `Utf8` on both sides.

use crate::Error;
use crate::store::streams::StoredColumn;
use arrow_schema::{DataType as Arrow, Field, Fields, Schema, SchemaRef, TimeUnit};
use district::{DataType, Stream};
use serde_json::{Value, json};
use std::sync::Arc;

/// The event time of a record.
pub(crate) const OBSERVED_AT: &str = "observed_at";
/// The local day of `observed_at`.
pub(crate) const OBSERVED_ON: &str = "observed_on";
/// The row id.
pub(crate) const RECORD_NO: &str = "record_no";
/// When the load that brought the record began.
pub(crate) const RECEIVED_AT: &str = "received_at";
/// The file that the record came in.
pub(crate) const FILE_NO: &str = "file_no";
/// The line of that file.
pub(crate) const LINE_NO: &str = "line_no";
/// The record that this one corrects.
pub(crate) const SUPERSEDES: &str = "supersedes";

const SYSTEM: [&str; 7] =
    [OBSERVED_AT, OBSERVED_ON, RECORD_NO, RECEIVED_AT, FILE_NO, LINE_NO, SUPERSEDES];

/// Digits of a stored decimal: as many as 64 bits hold.
const STORED_PRECISION: u8 = 18;

/// The type in the store's own words.
pub(crate) fn type_words(data_type: DataType) -> String {
    match data_type {
        DataType::Decimal(scale) => format!("decimal({scale})"),
        // Another grain is another reading of the same number.
        DataType::Period(_) => "period".to_owned(),
        DataType::Text
        | DataType::Integer
        | DataType::Exact
        | DataType::Boolean
        | DataType::Instant
        | DataType::Date => data_type.to_string(),
    }
}

/// The columns that a stream declares, checked against names that others could not tell apart.
pub(crate) fn declared(stream: &Stream) -> Result<Vec<StoredColumn>, Error> {
    let mut seen: Vec<(String, &str)> =
        SYSTEM.iter().map(|name| ((*name).to_owned(), *name)).collect();
    let mut columns = Vec::with_capacity(stream.columns.len());
    for column in &stream.columns {
        let folded = column.id.to_lowercase();
        if let Some((_, other)) = seen.iter().find(|(name, _)| *name == folded) {
            return Err(Error::ColumnName {
                stream: stream.id.clone(),
                column: column.id.clone(),
                other: (*other).to_owned(),
            });
        }
        seen.push((folded, &column.id));
        columns.push(StoredColumn { id: column.id.clone(), r#type: type_words(column.data_type) });
    }
    Ok(columns)
}

fn scale_of(words: &str) -> Option<i8> {
    words.strip_prefix("decimal(")?.strip_suffix(')')?.parse().ok()
}

/// The Arrow type of a stored type; `precision` is that of decimals.
fn arrow_type(words: &str, precision: u8) -> Arrow {
    match words {
        "integer" | "period" => Arrow::Int64,
        "boolean" => Arrow::Boolean,
        "instant" => instant(),
        "date" => Arrow::Date32,
        "exact" => Arrow::Struct(Fields::from(vec![
            Field::new("n", Arrow::Utf8, false),
            Field::new("d", Arrow::Utf8, false),
        ])),
        _ => scale_of(words).map_or(Arrow::Utf8, |scale| Arrow::Decimal128(precision, scale)),
    }
}

fn instant() -> Arrow {
    Arrow::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn fields(columns: &[StoredColumn], precision: u8) -> Vec<Field> {
    columns
        .iter()
        .map(|column| Field::new(&column.id, arrow_type(&column.r#type, precision), true))
        .collect()
}

/// The schema of the data files: declared columns, then the system columns.
pub(crate) fn stored_schema(columns: &[StoredColumn]) -> SchemaRef {
    let mut all = fields(columns, STORED_PRECISION);
    all.extend([
        Field::new(OBSERVED_AT, instant(), false),
        Field::new(OBSERVED_ON, Arrow::Date32, false),
        Field::new(RECORD_NO, Arrow::Int64, false),
        Field::new(RECEIVED_AT, instant(), false),
        Field::new(FILE_NO, Arrow::Int32, false),
        Field::new(LINE_NO, Arrow::Int64, false),
        Field::new(SUPERSEDES, Arrow::Int64, true),
    ]);
    Arc::new(Schema::new(all))
}

/// The schema that tables show: declared columns, then the system columns.
pub(crate) fn shown_schema(columns: &[StoredColumn]) -> SchemaRef {
    let mut all = fields(columns, 38);
    all.extend([
        Field::new(OBSERVED_AT, instant(), false),
        Field::new(OBSERVED_ON, Arrow::Date32, false),
        Field::new(RECORD_NO, Arrow::Int64, false),
        Field::new(RECEIVED_AT, instant(), false),
        Field::new(FILE_NO, Arrow::Int32, false),
        Field::new(LINE_NO, Arrow::Int64, false),
    ]);
    Arc::new(Schema::new(all))
}

/// The schema in which `stream`'s rows are stored in the lake.
pub fn lake_schema(stream: &Stream) -> Result<SchemaRef, Error> {
    Ok(stored_schema(&declared(stream)?))
}

/// The schema in which a freshly declared `stream` is shown by `Lake::table`.
pub fn table_schema(stream: &Stream) -> Result<SchemaRef, Error> {
    Ok(shown_schema(&declared(stream)?))
}

/// The Delta form of the stored schema.
pub(crate) fn delta_fields(schema: &Schema) -> Vec<Value> {
    schema
        .fields()
        .iter()
        .map(|field| {
            json!({
                "name": field.name(),
                "type": delta_type(field.data_type()),
                "nullable": field.is_nullable(),
                "metadata": {},
            })
        })
        .collect()
}

fn delta_type(data_type: &Arrow) -> Value {
    match data_type {
        Arrow::Int64 => json!("long"),
        Arrow::Int32 => json!("integer"),
        Arrow::Boolean => json!("boolean"),
        Arrow::Date32 => json!("date"),
        Arrow::Timestamp(..) => json!("timestamp"),
        Arrow::Decimal128(precision, scale) => json!(format!("decimal({precision},{scale})")),
        Arrow::Struct(fields) => json!({
            "type": "struct",
            "fields": fields.iter().map(|field| json!({
                "name": field.name(),
                "type": delta_type(field.data_type()),
                "nullable": field.is_nullable(),
                "metadata": {},
            })).collect::<Vec<_>>(),
        }),
        _ => json!("string"),
    }
}
