//! The physical form of each of the district's types inside the engine: one place where
//! `DataType` and Arrow meet.

use arrow_schema::{DataType as ArrowType, Field, Fields, Schema, SchemaRef, TimeUnit};
use district::DataType;
use indicator::ir::Col;
use std::sync::Arc;

/// Digits of every decimal inside the engine.
pub const DECIMAL_DIGITS: u8 = 38;

/// The two fields of an exact number: reduced numerator and positive denominator, in decimal
/// digits.
pub fn exact_fields() -> Fields {
    Fields::from(vec![
        Field::new("n", ArrowType::Utf8, true),
        Field::new("d", ArrowType::Utf8, true),
    ])
}

/// The Arrow type of a column of that type in stages, constants and plans.
pub fn arrow_type(data_type: DataType) -> ArrowType {
    match data_type {
        DataType::Text => ArrowType::Utf8,
        DataType::Integer | DataType::Period(_) => ArrowType::Int64,
        DataType::Decimal(scale) => decimal_type(scale),
        DataType::Exact => ArrowType::Struct(exact_fields()),
        DataType::Boolean => ArrowType::Boolean,
        DataType::Instant => ArrowType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
        DataType::Date => ArrowType::Date32,
    }
}

/// The decimal type with so many digits after the point.
pub fn decimal_type(scale: u8) -> ArrowType {
    // A scale beyond what 38 digits hold is refused by Arrow where the column is made.
    ArrowType::Decimal128(DECIMAL_DIGITS, i8::try_from(scale).unwrap_or(i8::MAX))
}

/// The name of the column at a place: names of people never reach the engine.
pub fn column_name(place: usize) -> String {
    format!("c{place}")
}

/// The schema of a stage's rows: `c0`, `c1`, … with the types of its columns.
pub fn stage_schema(columns: &[Col]) -> SchemaRef {
    let fields: Vec<Field> = columns
        .iter()
        .enumerate()
        .map(|(place, col)| Field::new(column_name(place), arrow_type(col.data_type), true))
        .collect();
    Arc::new(Schema::new(fields))
}
