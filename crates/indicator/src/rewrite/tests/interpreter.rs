//! A naive interpreter of the relational language over whole numbers: the judge that the
//! rewritings are held against.

#![expect(clippy::wildcard_enum_match_arm, reason = "the judge knows what these tests use")]

use crate::ir::{
    Aggregate, AggregateFunction, Expr, Function, JoinKind, Literal, Node, Rel, Stage, StageId,
    TableRef,
};
use crate::rewrite::KEYS;
use std::collections::{BTreeMap, BTreeSet};

pub(super) type Value = Option<i64>;
pub(super) type Row = Vec<Value>;
/// Rows by scan, then by table.
#[derive(Clone, Default)]
pub(super) struct World {
    pub(super) streams: BTreeMap<String, Vec<Row>>,
    pub(super) stages: BTreeMap<StageId, Vec<Row>>,
    pub(super) keys: Vec<Row>,
    /// What one scan is bound to instead of its table.
    pub(super) bound: BTreeMap<usize, Vec<Row>>,
}

pub(super) fn run(rel: &Rel, world: &World) -> Vec<Row> {
    match rel {
        Rel::Scan { table, occurrence, columns } => {
            let mut rows = match (world.bound.get(occurrence), table) {
                (Some(rows), _) => rows.clone(),
                (None, TableRef::Stream(id)) => world.streams[id].clone(),
                (None, TableRef::Stage(id)) => world.stages[id].clone(),
                (None, TableRef::Constant(id)) if id == KEYS => world.keys.clone(),
                (None, TableRef::Constant(_)) => Vec::new(),
            };
            // Columns that a table does not have are null.
            for row in &mut rows {
                row.resize(columns.len(), None);
            }
            rows
        }
        Rel::Filter { input, predicate } => {
            let rows = run(input, world).into_iter();
            rows.filter(|row| eval(predicate, row) == Some(1)).collect()
        }
        Rel::Project { input, exprs } => {
            let rows = run(input, world).into_iter();
            rows.map(|row| exprs.iter().map(|(expr, _)| eval(expr, &row)).collect()).collect()
        }
        Rel::Union { inputs, .. } => inputs.iter().flat_map(|input| run(input, world)).collect(),
        Rel::Join { left, right, kind, on, condition } => {
            let nulls =
                matches!(&**right, Rel::Scan { table: TableRef::Constant(id), .. } if id == KEYS);
            join(
                &run(left, world),
                &run(right, world),
                *kind,
                &|a, b| {
                    let equal = on.iter().all(|(x, y)| {
                        let (x, y) = (eval(x, a), eval(y, b));
                        x == y && (x.is_some() || nulls)
                    });
                    let both: Row = a.iter().chain(b).copied().collect();
                    equal && condition.as_ref().is_none_or(|expr| eval(expr, &both) == Some(1))
                },
                right.columns().len(),
            )
        }
        Rel::Aggregate { input, keys, aggregates } => {
            let mut groups: BTreeMap<Row, Vec<Row>> = BTreeMap::new();
            for row in run(input, world) {
                let key = keys.iter().map(|(expr, _)| eval(expr, &row)).collect();
                groups.entry(key).or_default().push(row);
            }
            groups
                .into_iter()
                .map(|(mut key, rows)| {
                    key.extend(aggregates.iter().map(|(aggregate, _)| fold(aggregate, &rows)));
                    key
                })
                .collect()
        }
        Rel::Durations { .. } => unreachable!("durations have tests of their own"),
    }
}

fn join(
    left: &[Row],
    right: &[Row],
    kind: JoinKind,
    matches: &dyn Fn(&Row, &Row) -> bool,
    right_width: usize,
) -> Vec<Row> {
    let mut out = Vec::new();
    for a in left {
        let partners: Vec<&Row> = right.iter().filter(|b| matches(a, b)).collect();
        match kind {
            JoinKind::Semi if !partners.is_empty() => out.push(a.clone()),
            JoinKind::Anti if partners.is_empty() => out.push(a.clone()),
            JoinKind::Semi | JoinKind::Anti => {}
            JoinKind::Left if partners.is_empty() => {
                out.push(a.iter().copied().chain(vec![None; right_width]).collect());
            }
            JoinKind::Inner | JoinKind::Left => {
                out.extend(partners.iter().map(|b| a.iter().chain(b.iter()).copied().collect()));
            }
        }
    }
    out
}

fn fold(aggregate: &Aggregate, rows: &[Row]) -> Value {
    let rows = rows
        .iter()
        .filter(|row| aggregate.filter.as_ref().is_none_or(|filter| eval(filter, row) == Some(1)));
    if aggregate.function == AggregateFunction::CountRows {
        return Some(i64::try_from(rows.count()).unwrap());
    }
    let values = rows.filter_map(|row| eval(&aggregate.arguments[0], row));
    match aggregate.function {
        AggregateFunction::Count => Some(i64::try_from(values.count()).unwrap()),
        AggregateFunction::Sum => values.reduce(|a, b| a + b),
        AggregateFunction::Max => values.max(),
        _ => unreachable!("not in these tests"),
    }
}

fn eval(expr: &Expr, row: &Row) -> Value {
    match &expr.node {
        Node::Column(at) => row[*at],
        Node::Literal(Literal::Number(number)) => number.to_i64(),
        Node::Literal(Literal::Boolean(flag)) => Some(i64::from(*flag)),
        Node::Literal(_) => None,
        Node::Call(function, arguments) => {
            let values: Row = arguments.iter().map(|argument| eval(argument, row)).collect();
            call(function, &values)
        }
        Node::Case(branches, otherwise) => branches
            .iter()
            .find(|(when, _)| eval(when, row) == Some(1))
            .map(|(_, then)| eval(then, row))
            .or_else(|| otherwise.as_ref().map(|expr| eval(expr, row)))
            .flatten(),
        Node::Cast(inner) => eval(inner, row),
    }
}

fn call(function: &Function, values: &Row) -> Value {
    match function {
        Function::IsNotNull => return Some(i64::from(values[0].is_some())),
        Function::And => return three(values, 0),
        Function::Or => return three(values, 1),
        _ => {}
    }
    let (a, b) = (values[0]?, values[1]?);
    match function {
        Function::Mod => Some(a.rem_euclid(b)),
        Function::GtEq => Some(i64::from(a >= b)),
        Function::Eq => Some(i64::from(a == b)),
        _ => unreachable!("not in these tests"),
    }
}

/// And (deciding value 0) or or (deciding value 1) of three-valued logic.
fn three(values: &Row, deciding: i64) -> Value {
    if values.contains(&Some(deciding)) {
        Some(deciding)
    } else if values.contains(&None) {
        None
    } else {
        Some(1 - deciding)
    }
}

/// Rows of every stage, computed in order.
pub(super) fn compute(stages: &[Stage], world: &mut World) {
    for stage in stages {
        let mut rows = run(&stage.rel, world);
        rows.sort();
        world.stages.insert(stage.id.clone(), rows);
    }
}

/// The rows of `of` whose identities are among `wanted`.
pub(super) fn keep(of: &[Row], identity: usize, wanted: &BTreeSet<Value>) -> Vec<Row> {
    of.iter().filter(|row| wanted.contains(&row[identity])).cloned().collect()
}
