//! The functions that standards define: sub-index, primary pollutant, class by limits.

use super::{Call, call};
use crate::number::{Num, Numbers};
use arrow_array::{ArrayRef, Int64Array, StringArray};
use datafusion::common::Result;
use datafusion::logical_expr::Expr;
use district::{DataType, Rounding};
use indicator::ir::{BreakPoints, LimitRule, Limits};
use std::sync::Arc;

/// The sub-index of each concentration, rounded up on the exact value.
///
/// Source: HJ 633-2012, 4.2 (formula 1) and 6.2; HJ 633-2026, 4.2.
pub(crate) fn iaqi(table: &BreakPoints, input: Expr) -> Expr {
    let points: Vec<(Num, Num)> = table
        .points
        .iter()
        .map(|(index, concentration)| (Num::from(index), Num::from(concentration)))
        .collect();
    let above = table.above;
    let name = format!("iaqi_{:?}_{above:?}", listed(&points));
    call(name, DataType::Integer, vec![input], move |call| {
        each(call, |value| index(&points, above, value))
    })
}

/// The texts of pairs: what makes one table another function than the next.
fn listed(points: &[(Num, Num)]) -> Vec<String> {
    points.iter().map(|(a, b)| format!("{}:{}", a.exact(), b.exact())).collect()
}

fn each(call: &Call, answer: impl Fn(&Num) -> Option<i64>) -> Result<ArrayRef> {
    let input = call.argument(0)?;
    let numbers = Numbers::of(&input.array)?;
    let answers: Int64Array = (0..call.rows)
        .map(|row| Ok(numbers.get(input.at(row))?.as_ref().and_then(&answer)))
        .collect::<Result<_>>()?;
    Ok(Arc::new(answers))
}

fn index(points: &[(Num, Num)], above: Option<i64>, value: &Num) -> Option<i64> {
    let (first_index, first) = points.first()?;
    if value <= first {
        return first_index.round(0, Rounding::Up).to_i64();
    }
    for pair in points.windows(2) {
        let [(low_index, low), (high_index, high)] = pair else { continue };
        if value <= high {
            let slope = high_index.sub(low_index).div(&high.sub(low))?;
            let exact = slope.mul(&value.sub(low)).add(low_index);
            return exact.round(0, Rounding::Up).to_i64();
        }
    }
    above
}

/// The names of the greatest indices above the threshold, in order of name.
pub(crate) fn primary(names: &[String], threshold: i64, inputs: Vec<Expr>) -> Expr {
    let names = names.to_vec();
    let name = format!("primary_{}_{threshold}", names.join("|"));
    let threshold = Num::integer(threshold);
    call(name, DataType::Text, inputs, move |call| {
        let columns = call
            .arguments
            .iter()
            .map(|argument| Numbers::of(&argument.array))
            .collect::<Result<Vec<_>>>()?;
        let mut texts = Vec::with_capacity(call.rows);
        for row in 0..call.rows {
            let mut greatest: Option<Num> = None;
            let mut those: Vec<&str> = Vec::new();
            for ((argument, column), name) in call.arguments.iter().zip(&columns).zip(&names) {
                let Some(found) = column.get(argument.at(row))? else { continue };
                let order = greatest.as_ref().map(|greatest| found.cmp(greatest));
                if order.is_none_or(std::cmp::Ordering::is_gt) {
                    greatest = Some(found);
                    those.clear();
                }
                if order.is_none_or(std::cmp::Ordering::is_ge) {
                    those.push(name);
                }
            }
            texts.push(greatest.map(|greatest| {
                if greatest <= threshold {
                    return String::new();
                }
                those.sort_unstable();
                those.join("|")
            }));
        }
        Ok(Arc::new(StringArray::from(texts)))
    })
}

/// The class of each value by limits, one more than there are where it is worse than the last.
///
/// Source: GB 3838-2002, 5.1, single factor.
pub(crate) fn class_of(limits: &Limits, input: Expr) -> Expr {
    let rule = limits.rule;
    let bounds: Vec<(Num, Num)> = limits
        .limits
        .iter()
        .map(|(low, high)| (Num::from(low), Num::from(high.as_ref().unwrap_or(low))))
        .collect();
    let name = format!("class_{rule:?}_{:?}", listed(&bounds));
    call(name, DataType::Integer, vec![input], move |call| {
        each(call, |value| {
            let kept = bounds.iter().position(|(low, high)| match rule {
                LimitRule::AtMost => value <= low,
                LimitRule::AtLeast => value >= low,
                LimitRule::Range => value >= low && value <= high,
            });
            i64::try_from(kept.unwrap_or(bounds.len()) + 1).ok()
        })
    })
}
