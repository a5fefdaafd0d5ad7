//! Exact arithmetic over integer, decimal and exact columns. What does not fit is an error, never
//! another number.

use super::{Call, call};
use crate::number::{Num, NumberWriter, Numbers};
use arrow_array::{
    Array, ArrayRef, ArrowPrimitiveType, Decimal128Array, Int64Array, PrimitiveArray,
};
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::Expr;
use district::{DataType, Exact, Rounding, Unit};
use std::sync::Arc;

/// An operation on two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operation {
    Add,
    Sub,
    Mul,
    /// Null where the divisor is zero.
    Div,
    /// Of whole numbers; null where the divisor is zero.
    Mod,
}

/// `left ∘ right` as a number of type `returns`.
pub(crate) fn binary(operation: Operation, returns: DataType, left: Expr, right: Expr) -> Expr {
    let name = format!("{operation:?}").to_lowercase();
    call(name, returns, vec![left, right], move |call| binary_rows(operation, returns, call))
}

fn binary_rows(operation: Operation, returns: DataType, call: &Call) -> Result<ArrayRef> {
    let (left, right) = (call.argument(0)?, call.argument(1)?);
    let operands = (Numbers::of(&left.array)?, Numbers::of(&right.array)?);
    match (&operands, returns) {
        ((Numbers::Integer(x), Numbers::Integer(y)), DataType::Integer) => {
            let answer = (0..call.rows)
                .map(|row| match value(x, left.at(row)).zip(value(y, right.at(row))) {
                    Some((x, y)) => whole(operation, x, y),
                    None => Ok(None),
                })
                .collect::<Result<Int64Array>>()?;
            Ok(Arc::new(answer))
        }
        (
            (Numbers::Decimal(x, left_scale), Numbers::Decimal(y, right_scale)),
            DataType::Decimal(scale),
        ) if unscaled(operation, *left_scale, *right_scale, u32::from(scale)) => {
            let answer = (0..call.rows)
                .map(|row| match value(x, left.at(row)).zip(value(y, right.at(row))) {
                    Some((x, y)) => fits(operation, x, y, scale).map(Some),
                    None => Ok(None),
                })
                .collect::<Result<Decimal128Array>>()?;
            Ok(Arc::new(answer.with_data_type(crate::types::decimal_type(scale))))
        }
        ((x, y), _) => {
            let mut writer = NumberWriter::new(returns, call.rows)?;
            for row in 0..call.rows {
                let pair = x.get(left.at(row))?.zip(y.get(right.at(row))?);
                writer.push(pair.and_then(|(x, y)| number(operation, &x, &y)))?;
            }
            writer.finish()
        }
    }
}

fn value<T: ArrowPrimitiveType>(column: &PrimitiveArray<T>, row: usize) -> Option<T::Native> {
    column.is_valid(row).then(|| column.value(row))
}

/// Whether the operation may be done on the unscaled integers.
fn unscaled(operation: Operation, left: u32, right: u32, answer: u32) -> bool {
    match operation {
        Operation::Add | Operation::Sub => left == right && left == answer,
        Operation::Mul => left + right == answer,
        Operation::Div | Operation::Mod => false,
    }
}

fn whole(operation: Operation, x: i64, y: i64) -> Result<Option<i64>> {
    let answer = match operation {
        Operation::Add => x.checked_add(y),
        Operation::Sub => x.checked_sub(y),
        Operation::Mul => x.checked_mul(y),
        Operation::Div | Operation::Mod if y == 0 => return Ok(None),
        Operation::Mod => Some(x.wrapping_rem(y)),
        // A quotient is exact; as a whole number it must be one.
        Operation::Div => x.checked_rem(y).filter(|rest| *rest == 0).and(x.checked_div(y)),
    };
    answer.map(Some).ok_or_else(|| {
        exec_datafusion_err!("expected a whole number of 64 bits, found {x} {operation:?} {y}")
    })
}

fn fits(operation: Operation, x: i128, y: i128, scale: u8) -> Result<i128> {
    const LIMIT: u128 = 10_u128.pow(38);
    let answer = match operation {
        Operation::Add => x.checked_add(y),
        Operation::Sub => x.checked_sub(y),
        Operation::Mul => x.checked_mul(y),
        Operation::Div | Operation::Mod => None,
    };
    answer.filter(|answer| answer.unsigned_abs() < LIMIT).ok_or_else(|| {
        exec_datafusion_err!(
            "expected a decimal of 38 digits, {scale} of them after the point, found more: \
             {x} {operation:?} {y}; cast to exact first"
        )
    })
}

fn number(operation: Operation, x: &Num, y: &Num) -> Option<Num> {
    match operation {
        Operation::Add => Some(x.add(y)),
        Operation::Sub => Some(x.sub(y)),
        Operation::Mul => Some(x.mul(y)),
        Operation::Div => x.div(y),
        Operation::Mod => {
            // The sign of the remainder is the sign of the left operand, as with integers.
            let quotient = x.div(y)?;
            let rounding = if quotient < Num::zero() { Rounding::Up } else { Rounding::Down };
            Some(x.sub(&quotient.round(0, rounding).mul(y)))
        }
    }
}

/// An answer from one number each, of type `returns`.
fn unary(
    name: String,
    returns: DataType,
    input: Expr,
    answer: impl Fn(Num) -> Num + Send + Sync + 'static,
) -> Expr {
    call(name, returns, vec![input], move |call| {
        let input = call.argument(0)?;
        let numbers = Numbers::of(&input.array)?;
        let mut writer = NumberWriter::new(returns, call.rows)?;
        for row in 0..call.rows {
            writer.push(numbers.get(input.at(row))?.map(&answer))?;
        }
        writer.finish()
    })
}

/// `−x`.
pub(crate) fn negative(returns: DataType, input: Expr) -> Expr {
    unary("neg".to_owned(), returns, input, |value| value.neg())
}

/// `|x|`.
pub(crate) fn absolute(returns: DataType, input: Expr) -> Expr {
    unary("abs".to_owned(), returns, input, |value| value.abs())
}

/// `x` rounded to so many digits.
pub(crate) fn round(digits: i32, rounding: Rounding, returns: DataType, input: Expr) -> Expr {
    let name = format!("round_{rounding:?}_{digits}").to_lowercase();
    unary(name, returns, input, move |value| value.round(digits, rounding))
}

/// `x × factor + offset`.
pub(crate) fn scale(factor: &Exact, offset: &Exact, returns: DataType, input: Expr) -> Expr {
    let name = format!("scale_{factor}_{offset}");
    let (factor, offset) = (Num::from(factor), Num::from(offset));
    unary(name, returns, input, move |value| value.mul(&factor).add(&offset))
}

/// The same number as one of another type; where it has more digits than that, half to even.
pub(crate) fn cast(returns: DataType, input: Expr) -> Expr {
    let digits = match returns {
        DataType::Integer => Some(0),
        DataType::Decimal(scale) => Some(i32::from(scale)),
        DataType::Exact
        | DataType::Text
        | DataType::Boolean
        | DataType::Instant
        | DataType::Date
        | DataType::Period(_) => None,
    };
    unary("number".to_owned(), returns, input, move |value| match digits {
        Some(digits) => value.round(digits, Rounding::HalfEven),
        None => value,
    })
}

/// `value`, in the unit that a text names, in another unit; null where it cannot be that.
pub(crate) fn convert(to: &Unit, returns: DataType, (value, unit): (Expr, Expr)) -> Expr {
    let to = to.clone();
    let name = format!("convert_{}", to.symbol);
    call(name, returns, vec![value, unit], move |call| {
        let (value, unit) = (call.argument(0)?, call.argument(1)?);
        let numbers = Numbers::of(&value.array)?;
        let units = super::text::Texts::of(&unit.array)?;
        let mut writer = NumberWriter::new(returns, call.rows)?;
        // Units come in runs: the one before is nearly always the one that is needed.
        let mut known: Option<(String, Option<(Num, Num)>)> = None;
        for row in 0..call.rows {
            let Some(symbol) = units.get(unit.at(row)) else {
                writer.push(None)?;
                continue;
            };
            if known.as_ref().is_none_or(|(text, _)| text != symbol) {
                let found = Unit::parse(symbol).and_then(|from| from.conversion(&to)).ok();
                let found = found.map(|(factor, offset)| (Num::from(&factor), Num::from(&offset)));
                known = Some((symbol.to_owned(), found));
            }
            let conversion = known.as_ref().and_then(|(_, conversion)| conversion.as_ref());
            let number = numbers.get(value.at(row))?;
            writer.push(conversion.zip(number).map(|((f, o), number)| number.mul(f).add(o)))?;
        }
        writer.finish()
    })
}

/// The greatest, or least, of the numbers that are there.
pub(crate) fn extreme(greatest: bool, returns: DataType, inputs: Vec<Expr>) -> Expr {
    let name = if greatest { "greatest_number" } else { "least_number" };
    call(name, returns, inputs, move |call| {
        let numbers = call
            .arguments
            .iter()
            .map(|argument| Numbers::of(&argument.array))
            .collect::<Result<Vec<_>>>()?;
        let mut writer = NumberWriter::new(returns, call.rows)?;
        for row in 0..call.rows {
            let mut best: Option<Num> = None;
            for (argument, column) in call.arguments.iter().zip(&numbers) {
                let Some(found) = column.get(argument.at(row))? else { continue };
                if best.as_ref().is_none_or(|best| (found > *best) == greatest) {
                    best = Some(found);
                }
            }
            writer.push(best)?;
        }
        writer.finish()
    })
}
