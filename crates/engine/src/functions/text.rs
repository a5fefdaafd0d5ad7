//! Texts to numbers and dates, and every type to text.

use super::{Argument, call};
use crate::clock::Clock;
use crate::number::{Num, NumberWriter, Numbers};
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{Array, ArrayRef, Date32Array, StringArray, StringViewArray};
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::Expr;
use district::{DataType, Exact, Period, Rounding};
use jiff::civil::Date;
use std::sync::Arc;

/// A column of text, in either layout.
pub(crate) enum Texts<'a> {
    Plain(&'a StringArray),
    View(&'a StringViewArray),
    Nothing,
}

impl<'a> Texts<'a> {
    pub(crate) fn of(array: &'a dyn Array) -> Result<Self> {
        if let Some(texts) = array.as_string_opt::<i32>() {
            return Ok(Self::Plain(texts));
        }
        if let Some(texts) = array.as_string_view_opt() {
            return Ok(Self::View(texts));
        }
        if *array.data_type() == arrow_schema::DataType::Null {
            return Ok(Self::Nothing);
        }
        exec_err!("expected a column of text, found one of type {}", array.data_type())
    }

    pub(crate) fn get(&self, row: usize) -> Option<&'a str> {
        match self {
            Self::Plain(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::View(texts) => texts.is_valid(row).then(|| texts.value(row)),
            Self::Nothing => None,
        }
    }
}

/// The number that a text says, as one of type `returns` (half to even where that has fewer
/// digits); null where it is no number.
pub(crate) fn to_number(returns: DataType, input: Expr) -> Expr {
    call("number_of_text", returns, vec![input], move |call| {
        let input = call.argument(0)?;
        let texts = Texts::of(&input.array)?;
        let mut writer = NumberWriter::new(returns, call.rows)?;
        for row in 0..call.rows {
            let found = texts.get(input.at(row)).and_then(|text| text.parse::<Exact>().ok());
            let number = found.as_ref().map(Num::from).map(|number| match returns {
                DataType::Integer => number.round(0, Rounding::HalfEven),
                DataType::Decimal(scale) => number.round(i32::from(scale), Rounding::HalfEven),
                DataType::Exact
                | DataType::Text
                | DataType::Boolean
                | DataType::Instant
                | DataType::Date
                | DataType::Period(_) => number,
            });
            writer.push(number)?;
        }
        writer.finish()
    })
}

/// The date that a text says (`2015-03-01`); null where it is none.
pub(crate) fn to_date(input: Expr) -> Expr {
    call("date_of_text", DataType::Date, vec![input], move |call| {
        let input = call.argument(0)?;
        let texts = Texts::of(&input.array)?;
        let dates: Date32Array =
            (0..call.rows).map(|row| texts.get(input.at(row)).and_then(day_of_text)).collect();
        Ok(Arc::new(dates))
    })
}

fn day_of_text(text: &str) -> Option<i32> {
    let date: Date = text.trim().parse().ok()?;
    let (year, month, day) = (date.year(), date.month(), date.day());
    i32::try_from(crate::clock::days(i64::from(year), i64::from(month), i64::from(day))).ok()
}

/// Any value as a text: numbers in full, dates and periods in their ISO form, instants in local
/// time with their offset.
pub(crate) fn to_text(from: DataType, clock: &Arc<Clock>, input: Expr) -> Expr {
    let clock = Arc::clone(clock);
    call(format!("text_of_{from}"), DataType::Text, vec![input], move |call| {
        let input = call.argument(0)?;
        if input.array.data_type() == &arrow_schema::DataType::Null {
            return Ok(arrow_array::new_null_array(&arrow_schema::DataType::Utf8, call.rows));
        }
        let texts: StringArray =
            (0..call.rows).map(|row| one(from, &clock, input, row)).collect::<Result<_>>()?;
        let texts: ArrayRef = Arc::new(texts);
        Ok(texts)
    })
}

fn one(from: DataType, clock: &Clock, input: &Argument, row: usize) -> Result<Option<String>> {
    if input.null(row) {
        return Ok(None);
    }
    let (array, at) = (&input.array, input.at(row));
    Ok(match from {
        DataType::Text => Texts::of(array)?.get(at).map(str::to_owned),
        DataType::Integer | DataType::Exact => {
            Numbers::of(array)?.get(at)?.map(|number| number.exact().to_string())
        }
        DataType::Decimal(scale) => {
            Numbers::of(array)?.get(at)?.map(|number| number.exact().to_text(u32::from(scale)))
        }
        DataType::Boolean => array.as_boolean_opt().map(|values| values.value(at).to_string()),
        DataType::Instant => array
            .as_primitive_opt::<TimestampMicrosecondType>()
            .and_then(|values| clock.text(values.value(at))),
        DataType::Date => array.as_primitive_opt::<Date32Type>().map(|values| {
            let (year, month, day) = crate::clock::civil(i64::from(values.value(at)));
            format!("{year:04}-{month:02}-{day:02}")
        }),
        DataType::Period(_) => array
            .as_primitive_opt::<Int64Type>()
            .and_then(|codes| Period::from_code(codes.value(at)))
            .map(|period| period.to_string()),
    })
}

/// `n/d` of an exact column: the same text for the same number, for joins.
pub(crate) fn exact_key(input: Expr) -> Expr {
    call("exact_key", DataType::Text, vec![input], move |call| {
        let input = call.argument(0)?;
        let numbers = Numbers::of(&input.array)?;
        let keys: StringArray = (0..call.rows)
            .map(|row| {
                let number = numbers.get(input.at(row))?;
                Ok(number.map(|number| {
                    let exact = number.exact();
                    format!("{}/{}", exact.numerator(), exact.denominator())
                }))
            })
            .collect::<Result<_>>()?;
        let keys: ArrayRef = Arc::new(keys);
        Ok(keys)
    })
}

/// `rule(have/min)` where a count is less than `min`, else null.
pub(crate) fn short(rule: &str, min: i64, count: Expr) -> Expr {
    let rule = rule.to_owned();
    call(format!("short_{rule}_{min}"), DataType::Text, vec![count], move |call| {
        let count = call.argument(0)?;
        let numbers = Numbers::of(&count.array)?;
        let reasons: StringArray = (0..call.rows)
            .map(|row| {
                let have = numbers.get(count.at(row))?.and_then(|number| number.to_i64());
                let have = have.unwrap_or(0);
                Ok((have < min).then(|| format!("{rule}({have}/{min})")))
            })
            .collect::<Result<_>>()?;
        let reasons: ArrayRef = Arc::new(reasons);
        Ok(reasons)
    })
}
