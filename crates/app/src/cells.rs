//! Cells of Arrow columns as JSON values: null for null, decimals as text, never a float.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Int32Type, Int64Type, TimestampMicrosecondType,
};
use arrow_array::{Array, RecordBatch};
use arrow_schema::DataType as Physical;
use district::{DataType, Exact, Period, Zone};
use jiff::civil::Date;
use serde_json::Value;

/// The value of a cell; `logical` is the declared type, which tells a period from an integer.
#[expect(clippy::wildcard_enum_match_arm, reason = "no stream has columns of other types")]
pub(crate) fn value(column: &dyn Array, row: usize, logical: DataType, zone: &Zone) -> Value {
    if column.is_null(row) {
        return Value::Null;
    }
    match column.data_type() {
        Physical::Utf8 => Value::from(column.as_string::<i32>().value(row)),
        Physical::LargeUtf8 => Value::from(column.as_string::<i64>().value(row)),
        Physical::Utf8View => Value::from(column.as_string_view().value(row)),
        Physical::Boolean => Value::from(column.as_boolean().value(row)),
        Physical::Int32 => Value::from(column.as_primitive::<Int32Type>().value(row)),
        Physical::Int64 => integer(column.as_primitive::<Int64Type>().value(row), logical),
        Physical::Decimal128(_, scale) => {
            decimal(column.as_primitive::<Decimal128Type>().value(row), *scale)
        }
        Physical::Date32 => date(column.as_primitive::<Date32Type>().value(row)),
        Physical::Timestamp(_, _) => {
            instant(column.as_primitive_opt::<TimestampMicrosecondType>(), row, zone)
        }
        Physical::Struct(_) => exact(column, row),
        _ => Value::Null,
    }
}

/// The integer of a cell of a system column; none if the column is absent or the cell null.
pub(crate) fn find_i64(batch: &RecordBatch, name: &str, row: usize) -> Option<i64> {
    let column = batch.column_by_name(name)?;
    if column.is_null(row) {
        return None;
    }
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        return Some(numbers.value(row));
    }
    column.as_primitive_opt::<Int32Type>().map(|numbers| i64::from(numbers.value(row)))
}

fn integer(found: i64, logical: DataType) -> Value {
    match logical {
        DataType::Period(_) => {
            Period::from_code(found).map_or(Value::Null, |period| Value::from(period.to_string()))
        }
        DataType::Text
        | DataType::Integer
        | DataType::Decimal(_)
        | DataType::Exact
        | DataType::Boolean
        | DataType::Instant
        | DataType::Date => Value::from(found),
    }
}

fn decimal(unscaled: i128, scale: i8) -> Value {
    let places = usize::try_from(scale).unwrap_or(0);
    let digits = format!("{:0>width$}", unscaled.unsigned_abs(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    let sign = if unscaled < 0 { "-" } else { "" };
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    Value::from(format!("{sign}{whole}{point}{fraction}"))
}

fn date(days: i32) -> Value {
    let day = Date::constant(1970, 1, 1).checked_add(jiff::Span::new().days(days));
    day.map_or(Value::Null, |day| Value::from(day.to_string()))
}

/// An instant in the district's own time, with its offset.
fn instant(
    column: Option<&arrow_array::PrimitiveArray<TimestampMicrosecondType>>,
    row: usize,
    zone: &Zone,
) -> Value {
    let at = column.map(|column| column.value(row));
    let Some(at) = at.and_then(|at| jiff::Timestamp::from_microsecond(at).ok()) else {
        return Value::Null;
    };
    let offset = zone.time_zone().to_offset(at);
    Value::from(at.display_with_offset(offset).to_string())
}

fn exact(column: &dyn Array, row: usize) -> Value {
    let parts = column.as_struct();
    let part = |name: &str| {
        parts
            .column_by_name(name)
            .and_then(|part| part.as_string_opt::<i32>())
            .map(|part| part.value(row).to_owned())
    };
    match (part("n"), part("d")) {
        (Some(n), Some(d)) if d == "1" => Value::from(n),
        (Some(n), Some(d)) => {
            let text = format!("{n}/{d}");
            let tidy = text.parse::<Exact>().map_or(text, |exact| exact.to_string());
            Value::from(tidy)
        }
        _ => Value::Null,
    }
}
