//! A stage taken apart: the row-wise body, the key expressions, what is computed under them.

use super::{call, column, literal};
use crate::ir::{Aggregate, AggregateFunction, Col, Expr, Function, Literal, Rel, Stage};
use district::DataType;

/// A stage as body, keys and aggregates.
pub struct Parts<'a> {
    /// The row-wise body.
    pub body: &'a Rel,
    /// The key expressions over the body's columns.
    pub keys: Vec<(Expr, Col)>,
    /// The aggregates over the body's columns; none where every body row is an output row.
    pub aggregates: Option<&'a [(Aggregate, Col)]>,
}

/// Takes a stage apart. A [`Rel::Durations`] is seen as its scan, keyed by subject alone.
pub fn parts(stage: &Stage) -> Parts<'_> {
    match &stage.rel {
        Rel::Aggregate { input, keys, aggregates } => {
            Parts { body: input, keys: keys.clone(), aggregates: Some(aggregates) }
        }
        Rel::Durations { input, subject, .. } => {
            let columns = input.columns();
            let key = (column(&columns, *subject), columns[*subject].clone());
            Parts { body: input, keys: vec![key], aggregates: None }
        }
        rel @ (Rel::Scan { .. }
        | Rel::Filter { .. }
        | Rel::Project { .. }
        | Rel::Join { .. }
        | Rel::Union { .. }) => {
            let columns = rel.columns();
            let keys =
                (0..stage.keys).map(|at| (column(&columns, at), columns[at].clone())).collect();
            Parts { body: rel, keys, aggregates: None }
        }
    }
}

impl Parts<'_> {
    /// The condition under which a body row contributes to a live output column, or `None` if
    /// every row does. Notes aggregates for which a row may take part without a visible effect.
    pub fn contributes(&self, live: &[bool], superset: &mut Vec<&'static str>) -> Option<Expr> {
        let aggregates = self.aggregates?;
        let mut conditions = Vec::new();
        let mut all = true;
        for (at, (aggregate, _)) in aggregates.iter().enumerate() {
            if !live.get(self.keys.len() + at).copied().unwrap_or(true) {
                continue;
            }
            all = false;
            note(&aggregate.function, superset);
            // One aggregate that every row takes part in: no condition at all.
            conditions.push(takes_part(aggregate)?);
        }
        if all {
            push(superset, "distinct: several rows give the same key");
            return None;
        }
        conditions.into_iter().reduce(|a, b| call(Function::Or, vec![a, b], DataType::Boolean))
    }
}

fn note(function: &AggregateFunction, superset: &mut Vec<&'static str>) {
    match function {
        AggregateFunction::Min | AggregateFunction::Max => {
            push(superset, "min/max: all values that were compared");
        }
        AggregateFunction::Mda8 { .. } => {
            push(superset, "mda8: all hours of the day that were compared");
        }
        AggregateFunction::CountDistinct => {
            push(superset, "count(distinct): all rows that hold a counted value");
        }
        AggregateFunction::CountRows
        | AggregateFunction::Count
        | AggregateFunction::Sum
        | AggregateFunction::Avg
        | AggregateFunction::Percentile(_)
        | AggregateFunction::YearShort { .. }
        | AggregateFunction::Short { .. } => {}
    }
}

pub(super) fn push(superset: &mut Vec<&'static str>, why: &'static str) {
    if !superset.contains(&why) {
        superset.push(why);
    }
}

/// When a row takes part in an aggregate; `None`: always.
fn takes_part(aggregate: &Aggregate) -> Option<Expr> {
    let mut conditions: Vec<Expr> = Vec::new();
    conditions.extend(aggregate.filter.clone());
    if aggregate.function != AggregateFunction::CountRows {
        conditions.extend(aggregate.arguments.iter().map(|argument| is_not_null(argument.clone())));
    }
    conditions.into_iter().reduce(|a, b| call(Function::And, vec![a, b], DataType::Boolean))
}

/// `expr IS NOT NULL`.
pub fn is_not_null(expr: Expr) -> Expr {
    if matches!(&expr.node, crate::ir::Node::Literal(value) if *value != Literal::Null) {
        return literal(Literal::Boolean(true), DataType::Boolean);
    }
    call(Function::IsNotNull, vec![expr], DataType::Boolean)
}

/// Distinct values of the given expressions over `rel`.
pub fn distinct(rel: Rel, keys: Vec<(Expr, Col)>) -> Rel {
    Rel::Aggregate { input: Box::new(rel), keys, aggregates: Vec::new() }
}
