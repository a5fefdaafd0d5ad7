//! Comparison of numbers of any of the three types.

use super::call;
use crate::number::Numbers;
use arrow_array::BooleanArray;
use datafusion::logical_expr::{Expr, Operator};
use district::DataType;
use std::cmp::Ordering;
use std::sync::Arc;

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    Eq,
    NotEq,
    Lt,
    LtEq,
    Gt,
    GtEq,
}

impl Comparison {
    /// DataFusion's operator for types other than numbers.
    pub(crate) fn operator(self) -> Operator {
        match self {
            Self::Eq => Operator::Eq,
            Self::NotEq => Operator::NotEq,
            Self::Lt => Operator::Lt,
            Self::LtEq => Operator::LtEq,
            Self::Gt => Operator::Gt,
            Self::GtEq => Operator::GtEq,
        }
    }

    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Eq => order == Ordering::Equal,
            Self::NotEq => order != Ordering::Equal,
            Self::Lt => order == Ordering::Less,
            Self::LtEq => order != Ordering::Greater,
            Self::Gt => order == Ordering::Greater,
            Self::GtEq => order != Ordering::Less,
        }
    }
}

/// Whether the comparison of two numbers holds; null where one of them is.
pub(crate) fn compare(comparison: Comparison, left: Expr, right: Expr) -> Expr {
    let name = format!("number_{comparison:?}").to_lowercase();
    call(name, DataType::Boolean, vec![left, right], move |call| {
        let (left, right) = (call.argument(0)?, call.argument(1)?);
        let (a, b) = (Numbers::of(&left.array)?, Numbers::of(&right.array)?);
        let mut answer = Vec::with_capacity(call.rows);
        for row in 0..call.rows {
            let pair = a.get(left.at(row))?.zip(b.get(right.at(row))?);
            answer.push(pair.map(|(x, y)| comparison.holds(x.cmp(&y))));
        }
        Ok(Arc::new(BooleanArray::from(answer)))
    })
}
