//! The rewritings that Hemei is for: what is stale, what to compute again, what a figure rests on.
//!
//! A stage is rows by key, computed by a row-wise body under one aggregation. So two questions
//! have the same answer read in two directions: which keys does an input row touch ([`dirty`],
//! forwards), and which input rows does a key rest on ([`trace`], backwards; Cui and Widom,
//! *Practical lineage tracing in data warehouses*, ICDE 2000). [`restrict`] computes the rows
//! of some keys alone. Nothing is stored beside the data: every answer is derived.
//!
//! The keys in question are handed over in the constant table [`KEYS`], whose columns are the
//! stage's key columns; a join against it holds null equal to null.
//!
//! Knows nothing of how relations are executed.

mod carry;
mod live;
mod shape;

#[cfg(test)]
mod tests;

use crate::ir::{Col, Expr, Function, Graph, JoinKind, Literal, Node, Rel, Stage, TableRef};
use carry::{carry, identity, loosen};
use district::{DataType, Grain, Period, Unit, Zone};
use jiff::civil::Date;
use live::live_inputs;
pub use shape::{WHY_SUPERSET, distinct, is_not_null, parts};

/// The constant table that holds the keys in question.
pub const KEYS: &str = "__keys";

/// Columns that a traced row of a stream has after its own: `file_no` and `line_no`, by which
/// it is known where it came from.
pub const ORIGIN_COLUMNS: [&str; 2] = ["file_no", "line_no"];

/// What is known of the values of one key column, for pruning.
#[derive(Debug, Clone, PartialEq)]
pub enum Bound {
    /// Nothing.
    Any,
    /// Periods of one grain from the first to the last.
    Periods(Period, Period),
    /// One of these texts.
    Texts(Vec<String>),
}

/// Input rows that contributed to the keys in [`KEYS`].
#[derive(Debug, Clone)]
pub struct Trace {
    /// Distinct rows of a stream, with all its columns and [`ORIGIN_COLUMNS`]; or distinct keys
    /// of a stage.
    pub rel: Rel,
    /// Which columns of the input mattered.
    pub live: Vec<bool>,
    /// Why the rows are the smallest safe superset and not exact; empty where they are exact.
    pub superset: Vec<&'static str>,
}

/// Distinct keys of `stage` that rows of the scan `occurrence` touch.
///
/// The engine binds that scan to the changed rows, old and new values alike; every other scan
/// to all rows, and to the changed ones besides where its table changed too. What comes out is
/// never too little: outer and anti joins are loosened so that a row whose partner came or
/// went is seen.
pub fn dirty(stage: &Stage, occurrence: usize) -> Option<Rel> {
    let parts = parts(stage);
    let body = loosen(parts.body, occurrence)?;
    Some(distinct(body, parts.keys))
}

/// The relation of `stage` for the keys in [`KEYS`] alone. `None` for a stage over
/// [`Rel::Durations`], which the engine's own operator restricts.
pub fn restrict(stage: &Stage, bounds: &[Bound], zone: &Zone) -> Option<Rel> {
    match &stage.rel {
        Rel::Durations { .. } => None,
        Rel::Aggregate { input, keys, aggregates } => {
            let exprs: Vec<Expr> = keys.iter().map(|(expr, _)| expr.clone()).collect();
            let body = semi(prune((**input).clone(), &exprs, bounds, zone), &exprs);
            Some(Rel::Aggregate {
                input: Box::new(body),
                keys: keys.clone(),
                aggregates: aggregates.clone(),
            })
        }
        Rel::Scan { .. }
        | Rel::Filter { .. }
        | Rel::Project { .. }
        | Rel::Join { .. }
        | Rel::Union { .. } => {
            let exprs = leading(&stage.rel.columns(), stage.keys);
            Some(semi(prune(stage.rel.clone(), &exprs, bounds, zone), &exprs))
        }
    }
}

/// The rows of the scan `occurrence` that the keys in [`KEYS`] rest on, given which output
/// columns of the stage matter. `None` where the scan contributes no rows (it stands under an
/// anti join: what is absent has no rows), and for stages over [`Rel::Durations`].
pub fn trace(
    graph: &Graph,
    stage: &Stage,
    occurrence: usize,
    live: &[bool],
    bounds: &[Bound],
    zone: &Zone,
) -> Option<Trace> {
    if matches!(stage.rel, Rel::Durations { .. }) {
        return None;
    }
    let parts = parts(stage);
    let mut superset = Vec::new();
    let identity = identity(graph, parts.body, occurrence)?;
    let (body, ids) = carry(parts.body, occurrence, &identity, &mut superset)?;
    let exprs: Vec<Expr> = parts.keys.iter().map(|(expr, _)| expr.clone()).collect();
    let mut rel = prune(body, &exprs, bounds, zone);
    if let Some(predicate) = parts.contributes(live, &mut superset) {
        rel = Rel::Filter { input: Box::new(rel), predicate };
    }
    rel = semi(rel, &exprs);
    let columns = rel.columns();
    let keys = ids.iter().map(|&at| (column(&columns, at), columns[at].clone())).collect();
    let live = live_inputs(stage, live).remove(&occurrence).unwrap_or_default();
    Some(Trace { rel: distinct(rel, keys), live, superset })
}

/// Rows of `rel` whose key expressions are in [`KEYS`].
fn semi(rel: Rel, keys: &[Expr]) -> Rel {
    let columns: Vec<Col> = keys
        .iter()
        .enumerate()
        .map(|(at, key)| Col {
            name: format!("k{at}"),
            data_type: key.data_type,
            unit: key.unit.clone(),
        })
        .collect();
    let on = keys.iter().cloned().zip(leading(&columns, columns.len())).collect();
    let table = TableRef::Constant(KEYS.to_owned());
    Rel::Join {
        left: Box::new(rel),
        right: Box::new(Rel::Scan { table, occurrence: usize::MAX, columns }),
        kind: JoinKind::Semi,
        on,
        condition: None,
    }
}

/// The first `count` columns as expressions.
fn leading(columns: &[Col], count: usize) -> Vec<Expr> {
    (0..count).map(|at| column(columns, at)).collect()
}

/// A column as an expression.
pub(crate) fn column(columns: &[Col], at: usize) -> Expr {
    Expr {
        node: Node::Column(at),
        data_type: columns[at].data_type,
        unit: columns[at].unit.clone(),
    }
}

/// Adds what the bounds imply, so that days and files that cannot matter are not read.
fn prune(rel: Rel, keys: &[Expr], bounds: &[Bound], zone: &Zone) -> Rel {
    let mut conditions = Vec::new();
    for (key, bound) in keys.iter().zip(bounds) {
        match bound {
            Bound::Any => {}
            Bound::Periods(first, last) => period_bounds(key, *first, *last, zone, &mut conditions),
            Bound::Texts(texts) => {
                let mut arguments = vec![key.clone()];
                arguments.extend(
                    texts.iter().map(|text| literal(Literal::Text(text.clone()), DataType::Text)),
                );
                conditions.push(call(Function::InList, arguments, DataType::Boolean));
            }
        }
    }
    conditions
        .into_iter()
        .fold(rel, |rel, predicate| Rel::Filter { input: Box::new(rel), predicate })
}

fn period_bounds(key: &Expr, first: Period, last: Period, zone: &Zone, out: &mut Vec<Expr>) {
    let grain = first.grain();
    if grain == Grain::All || last.grain() != grain {
        return;
    }
    out.push(between(key.clone(), Literal::Period(first.code()), Literal::Period(last.code())));
    let Node::Call(Function::PeriodOf(_), arguments) = &key.node else { return };
    let [argument] = arguments.as_slice() else { return };
    if argument.data_type != DataType::Instant || grain != Grain::Hour {
        return;
    }
    // An hour lies within a day, which the lake prunes by, and within instants, which files
    // and row groups have statistics of.
    let day = call(
        Function::PeriodOf(Grain::Day),
        vec![argument.clone()],
        DataType::Period(Some(Grain::Day)),
    );
    let code = |period: Period| Literal::Period(Period::of(period.start(), Grain::Day).code());
    out.push(between(day, code(first), code(last)));
    let instants = (zone.instant_us(first.start()), zone.instant_us(last.end()));
    if let (Some(from), Some(to)) = instants {
        out.push(between(argument.clone(), Literal::Instant(from), Literal::Instant(to)));
    }
}

fn between(value: Expr, low: Literal, high: Literal) -> Expr {
    let data_type = value.data_type;
    let at_least =
        call(Function::GtEq, vec![value.clone(), literal(low, data_type)], DataType::Boolean);
    let at_most = call(Function::LtEq, vec![value, literal(high, data_type)], DataType::Boolean);
    call(Function::And, vec![at_least, at_most], DataType::Boolean)
}

pub(crate) fn literal(value: Literal, data_type: DataType) -> Expr {
    let unit = data_type.numeric().then(Unit::dimensionless);
    Expr { node: Node::Literal(value), data_type, unit }
}

pub(crate) fn call(function: Function, arguments: Vec<Expr>, data_type: DataType) -> Expr {
    let unit = data_type.numeric().then(Unit::dimensionless);
    Expr { node: Node::Call(function, arguments), data_type, unit }
}

/// The days from the first local day of a set of periods to the last, for readers that prune.
pub fn days_of(first: Period, last: Period) -> Option<(Date, Date)> {
    if first.grain() == Grain::All || last.grain() == Grain::All {
        return None;
    }
    let end = last.end().date();
    let last_day =
        if last.grain() == Grain::Hour { last.start().date() } else { end.yesterday().ok()? };
    Some((first.start().date(), last_day))
}
