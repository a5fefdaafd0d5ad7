//! Whole columns that fit as they are: no copy where the type is the same, else one cast.
//! `None` at the first thing that does not fit: the rows then go one by one.

use crate::column::{Building, moments};
use crate::field::Place;
use crate::rows::{Moment, Rows, parts_instant};
use crate::time::LocalClock;
use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Decimal128Type, Float64Type, Int64Type, TimestampMicrosecondType,
    TimestampNanosecondType,
};
use arrow_array::{
    Array, ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow_buffer::{BooleanBuffer, NullBuffer};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{ArrowError, DataType as Arrow, TimeUnit};
use district::DataType;
use num_traits::ToPrimitive;
use std::sync::Arc;

const DAY_US: i64 = 86_400_000_000;

/// The batch as a chunk's rows, if every column and every row fits.
pub(crate) fn whole(
    batch: &RecordBatch,
    places: &[Place],
    first: i64,
    rows: &mut Rows,
) -> Option<RecordBatch> {
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(places.len() + 2);
    let Rows { columns: buildings, shared, .. } = rows;
    for (building, place) in buildings.iter().zip(places) {
        let Place::Cell(at) = place else { return None };
        let column = direct(building, batch.column(*at), &mut shared.clock)?;
        if building.must().is_some() && column.null_count() > 0 {
            return None;
        }
        columns.push(column);
    }
    let observed = observed(&columns, rows)?;
    columns.push(observed);
    let last = first.checked_add(i64::try_from(batch.num_rows()).ok()?)?;
    columns.push(Arc::new(Int64Array::from_iter_values(first..last)));
    RecordBatch::try_new(Arc::clone(&rows.schema), columns).ok()
}

fn direct(building: &Building, array: &ArrayRef, clock: &mut LocalClock) -> Option<ArrayRef> {
    if !building.plain() {
        return None;
    }
    match (building.data_type, array.data_type()) {
        (DataType::Text, Arrow::Utf8 | Arrow::LargeUtf8 | Arrow::Utf8View) => {
            texts(building, &cast(array, &Arrow::Utf8)?)
        }
        (DataType::Text, Arrow::Dictionary(_, value)) if **value == Arrow::Utf8 => {
            texts(building, &cast(array, &Arrow::Utf8)?)
        }
        (DataType::Boolean, Arrow::Boolean) | (DataType::Date, Arrow::Date32) => {
            Some(Arc::clone(array))
        }
        (
            DataType::Integer,
            Arrow::Int8
            | Arrow::Int16
            | Arrow::Int32
            | Arrow::Int64
            | Arrow::UInt8
            | Arrow::UInt16
            | Arrow::UInt32,
        ) => cast(array, &Arrow::Int64),
        (DataType::Decimal(scale), Arrow::Decimal128(precision, own))
            if *precision <= 18 && i8::try_from(scale).ok() == Some(*own) =>
        {
            let array = array.as_primitive::<Decimal128Type>().clone();
            Some(Arc::new(array.with_precision_and_scale(18, *own).ok()?))
        }
        (DataType::Decimal(scale), Arrow::Float64) => {
            floats(array.as_primitive::<Float64Type>(), scale)
        }
        (DataType::Instant, Arrow::Timestamp(unit, zone)) => {
            instants(array, *unit, zone.is_some(), clock)
        }
        _ => None,
    }
}

/// Numbers of 15 digits and fewer have one shortest text each as a float, and no two of them
/// are the same float: 10^15.
const FLOAT_EXACT: f64 = 1e15;

/// Floats as the decimals that their shortest texts are, if every one of them is short enough:
/// it is the float nearest to a number of so many digits.
fn floats(values: &Float64Array, scale: u8) -> Option<ArrayRef> {
    let ten: f64 = f64::from(10_u32.checked_pow(u32::from(scale))?);
    let one = |value: f64| -> Option<i128> {
        let unscaled = (value * ten).round();
        let same = (unscaled / ten).to_bits() == value.to_bits();
        (same && unscaled.abs() < FLOAT_EXACT).then(|| unscaled.to_i128()).flatten()
    };
    let mut unscaled = Vec::with_capacity(values.len());
    for (row, value) in values.values().iter().enumerate() {
        unscaled.push(if values.is_valid(row) { one(*value)? } else { 0 });
    }
    let array = Decimal128Array::new(unscaled.into(), values.nulls().cloned());
    Some(Arc::new(array.with_precision_and_scale(18, i8::try_from(scale).ok()?).ok()?))
}

/// A cast that fails where a value does not fit.
fn cast(array: &ArrayRef, to: &Arrow) -> Option<ArrayRef> {
    if array.data_type() == to {
        return Some(Arc::clone(array));
    }
    let options = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(array, to, &options).ok()
}

/// Texts with the marks of no value taken out, if all of them are allowed.
fn texts(building: &Building, array: &ArrayRef) -> Option<ArrayRef> {
    let texts = array.as_string::<i32>();
    let mut empty = 0;
    let mut last = usize::MAX;
    for (row, text) in texts.iter().enumerate() {
        let Some(text) = text else { continue };
        if building.is_null(text.as_bytes()) {
            empty += 1;
            continue;
        }
        // States repeat: what was allowed a row ago is allowed again.
        if last < row && texts.value(last) == text {
            continue;
        }
        if !building.allows(text.as_bytes()) {
            return None;
        }
        last = row;
    }
    if empty == 0 {
        return Some(Arc::clone(array));
    }
    let valid = BooleanBuffer::collect_bool(texts.len(), |row| {
        texts.is_valid(row) && !building.is_null(texts.value(row).as_bytes())
    });
    let nulls = Some(NullBuffer::new(valid));
    let (ends, bytes) = (texts.offsets().clone(), texts.values().clone());
    Some(Arc::new(StringArray::try_new(ends, bytes, nulls).ok()?))
}

fn instants(
    array: &ArrayRef,
    unit: TimeUnit,
    zoned: bool,
    clock: &mut LocalClock,
) -> Option<ArrayRef> {
    if unit == TimeUnit::Nanosecond {
        let values = array.as_primitive::<TimestampNanosecondType>();
        if values.iter().flatten().any(|value| value % 1000 != 0) {
            return None;
        }
    }
    let array = cast(array, &Arrow::Timestamp(TimeUnit::Microsecond, zoned.then(|| "UTC".into())))?;
    let values = array.as_primitive::<TimestampMicrosecondType>();
    let in_range = |value: i64| {
        let day = i32::try_from(value.div_euclid(DAY_US)).ok()?;
        (-719_162..=2_932_896).contains(&day).then_some((day, value.rem_euclid(DAY_US)))
    };
    if zoned {
        let fits = values.iter().flatten().all(|value| in_range(value).is_some());
        return fits.then(|| Arc::clone(&array));
    }
    let mut local = Vec::with_capacity(values.len());
    for value in values {
        local.push(match value {
            None => 0,
            Some(value) => {
                let (day, us) = in_range(value)?;
                clock.instant(day, us)?
            }
        });
    }
    Some(Arc::new(moments(local, values.nulls().cloned()).ok()?))
}

/// The moments of all rows, if all of them have one.
fn observed(columns: &[ArrayRef], rows: &mut Rows) -> Option<ArrayRef> {
    match rows.moment() {
        Moment::Column(at) => {
            let array = columns.get(*at)?;
            if array.null_count() > 0 {
                return None;
            }
            if let Some(days) = array.as_primitive_opt::<Date32Type>() {
                let clock = &mut rows.shared.clock;
                let at: Option<Vec<i64>> =
                    days.values().iter().map(|day| clock.instant(*day, 0)).collect();
                return Some(Arc::new(moments(at?, None).ok()?));
            }
            Some(Arc::clone(array))
        }
        Moment::Parts(parts) => {
            let arrays: Vec<&Int64Array> = parts
                .iter()
                .map(|at| columns.get(*at)?.as_primitive_opt::<Int64Type>())
                .collect::<Option<_>>()?;
            if arrays.iter().any(|array| array.null_count() > 0) {
                return None;
            }
            let length = columns.first()?.len();
            let clock = &mut rows.shared.clock;
            let mut at = Vec::with_capacity(length);
            for row in 0..length {
                let mut moment = [1, 1, 1, 0, 0];
                for (part, array) in moment.iter_mut().zip(&arrays) {
                    *part = array.value(row);
                }
                let [year, month, day, hour, minute] = moment;
                at.push(parts_instant(clock, (year, month, day), (hour, minute))?);
            }
            Some(Arc::new(moments(at, None).ok()?))
        }
    }
}

/// An array whose values have a text: the formatter knows no named zones.
pub(crate) fn formattable(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    if let Arrow::Timestamp(unit, Some(_)) = array.data_type() {
        return arrow_cast::cast(array, &Arrow::Timestamp(*unit, Some("+00:00".into())));
    }
    Ok(Arc::clone(array))
}
