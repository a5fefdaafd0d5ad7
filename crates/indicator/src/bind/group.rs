//! Grouping: keys and aggregates become a stage, and what is selected is put over its columns.
//!
//! An aggregate is bound as a column beyond all input columns ([`AGGREGATES_FROM`]); once keys
//! and aggregates are known, [`lift`] replaces keys and aggregates by the stage's columns and
//! finds the columns that are neither.

use crate::ir::{Aggregate, Col, Expr, Node};
use district::{DataType, Unit};
use sqlparser::tokenizer::Span as SqlSpan;

/// The first index that stands for an aggregate and not for an input column.
pub(super) const AGGREGATES_FROM: usize = 1 << 30;

/// An aggregate with the type and unit of its result.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Aggregated {
    pub(super) aggregate: Aggregate,
    pub(super) data_type: DataType,
    pub(super) unit: Option<Unit>,
}

/// What is collected while select items and HAVING are bound.
#[derive(Debug, Default)]
pub(super) struct Grouping {
    pub(super) aggregates: Vec<Aggregated>,
    /// Columns named outside any aggregate, and where.
    pub(super) outside: Vec<(usize, SqlSpan)>,
}

impl Grouping {
    /// The index of that aggregate, which is kept once.
    pub(super) fn add(&mut self, wanted: Aggregated) -> usize {
        match self.aggregates.iter().position(|aggregated| *aggregated == wanted) {
            Some(index) => index,
            None => {
                self.aggregates.push(wanted);
                self.aggregates.len() - 1
            }
        }
    }
}

/// The expression over the columns of the stage; `Err`: the input column that is no key.
pub(super) fn lift(expr: Expr, keys: &[(Expr, Col)]) -> Result<Expr, usize> {
    if let Some(index) = keys.iter().position(|(key, _)| key.node == expr.node) {
        return Ok(Expr { node: Node::Column(index), ..expr });
    }
    let node = match expr.node {
        Node::Column(index) if index >= AGGREGATES_FROM => {
            Node::Column(index - AGGREGATES_FROM + keys.len())
        }
        Node::Column(index) => return Err(index),
        Node::Literal(literal) => Node::Literal(literal),
        Node::Call(function, arguments) => {
            let lifted: Result<Vec<Expr>, usize> =
                arguments.into_iter().map(|argument| lift(argument, keys)).collect();
            Node::Call(function, lifted?)
        }
        Node::Case(branches, otherwise) => {
            let branches: Result<Vec<(Expr, Expr)>, usize> = branches
                .into_iter()
                .map(|(when, then)| Ok((lift(when, keys)?, lift(then, keys)?)))
                .collect();
            let otherwise = match otherwise {
                Some(otherwise) => Some(Box::new(lift(*otherwise, keys)?)),
                None => None,
            };
            Node::Case(branches?, otherwise)
        }
        Node::Cast(inner) => Node::Cast(Box::new(lift(*inner, keys)?)),
    };
    Ok(Expr { node, ..expr })
}

/// A name that none of `taken` has.
pub(super) fn free_name(wanted: &str, taken: &mut Vec<String>) -> String {
    let mut name = wanted.to_owned();
    let mut n = 2;
    while taken.contains(&name) {
        name = format!("{wanted}_{n}");
        n += 1;
    }
    taken.push(name.clone());
    name
}
