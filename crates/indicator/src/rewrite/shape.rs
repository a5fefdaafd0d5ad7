//! A stage taken apart: the row-wise body, the key expressions, what is computed under them.

use super::{call, column, literal};
use crate::ir::{Aggregate, AggregateFunction, Col, Expr, Function, Literal, Rel, Stage};
use district::DataType;

/// Why a trace is a superset: the phrases that [`super::Trace::superset`] is made of.
pub const WHY_SUPERSET: [&str; 5] = [DISTINCT, MIN_MAX, MDA8, COUNT_DISTINCT, EXISTS];

const DISTINCT: &str = "distinct: several rows give the same key";
const MIN_MAX: &str = "min/max: all values that were compared";
const MDA8: &str = "mda8: all hours of the day that were compared";
const COUNT_DISTINCT: &str = "count(distinct): all rows that hold a counted value";
pub(super) const EXISTS: &str = "exists: every row that matches";

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
            push(superset, DISTINCT);
            return None;
        }
        conditions.into_iter().reduce(|a, b| call(Function::Or, vec![a, b], DataType::Boolean))
    }
}

fn note(function: &AggregateFunction, superset: &mut Vec<&'static str>) {
    match function {
        AggregateFunction::Min | AggregateFunction::Max => {
            push(superset, MIN_MAX);
        }
        AggregateFunction::Mda8 { .. } => {
            push(superset, MDA8);
        }
        AggregateFunction::CountDistinct => {
            push(superset, COUNT_DISTINCT);
        }
        AggregateFunction::CountRows
        | AggregateFunction::Count
        | AggregateFunction::Sum
        | AggregateFunction::Avg
        | AggregateFunction::Percentile(_)
        | AggregateFunction::PercentileBy(_)
        | AggregateFunction::Gini
        | AggregateFunction::Palma
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
