//! Following one scan up through a row-wise body: loosened so that no touched row is lost, or
//! with the scan's identity columns carried along.

use super::ORIGIN_COLUMNS;
use super::column;
use super::shape::{EXISTS, push};
use crate::ir::{Col, Expr, Graph, JoinKind, Literal, Node, Rel, TableRef};
use district::{DataType, Unit};

/// The body with everything dropped or loosened that could hide a row of `occurrence`.
/// `None` if the scan does not occur.
pub(super) fn loosen(rel: &Rel, occurrence: usize) -> Option<Rel> {
    match rel {
        Rel::Scan { occurrence: at, .. } => (*at == occurrence).then(|| rel.clone()),
        Rel::Filter { input, predicate } => Some(Rel::Filter {
            input: Box::new(loosen(input, occurrence)?),
            predicate: predicate.clone(),
        }),
        Rel::Project { input, exprs } => {
            Some(Rel::Project { input: Box::new(loosen(input, occurrence)?), exprs: exprs.clone() })
        }
        Rel::Union { inputs, .. } => inputs.iter().find_map(|input| loosen(input, occurrence)),
        Rel::Join { left, right, kind, on, condition } => {
            let from_left = loosen(left, occurrence);
            let changed_left = from_left.is_some();
            let left = from_left.unwrap_or_else(|| (**left).clone());
            let right = if changed_left { (**right).clone() } else { loosen(right, occurrence)? };
            let join = |kind| Rel::Join {
                left: Box::new(left.clone()),
                right: Box::new(right.clone()),
                kind,
                on: on.clone(),
                condition: condition.clone(),
            };
            Some(match kind {
                JoinKind::Inner => join(JoinKind::Inner),
                JoinKind::Semi => join(JoinKind::Semi),
                // Whatever the partners are now, the changed row touches its key.
                JoinKind::Anti if changed_left => left,
                JoinKind::Anti => join(JoinKind::Semi),
                // A partner may have come or gone: the row touches its key with and without it.
                JoinKind::Left => {
                    let alone = if changed_left { left.clone() } else { join(JoinKind::Semi) };
                    let inner = join(JoinKind::Inner);
                    let columns = inner.columns();
                    Rel::Union { inputs: vec![inner, padded(alone, &columns)], columns }
                }
            })
        }
        // Only roots of stages aggregate: neither stands in a body.
        Rel::Aggregate { .. } | Rel::Durations { .. } => None,
    }
}

/// The rows of `rel` with nulls for the columns that follow its own in `columns`.
fn padded(rel: Rel, columns: &[Col]) -> Rel {
    let width = rel.columns().len();
    let exprs = columns.iter().enumerate().map(|(at, col)| {
        let expr = if at < width {
            column(columns, at)
        } else {
            Expr {
                node: Node::Literal(Literal::Null),
                data_type: col.data_type,
                unit: col.unit.clone(),
            }
        };
        (expr, col.clone())
    });
    let exprs = exprs.collect();
    Rel::Project { input: Box::new(rel), exprs }
}

/// The body with the identity columns of `occurrence` appended after its own columns, and
/// where they stand. Only rows that hold such an identity are kept.
pub(super) fn carry(
    rel: &Rel,
    occurrence: usize,
    identity: &[usize],
    superset: &mut Vec<&'static str>,
) -> Option<(Rel, Vec<usize>)> {
    match rel {
        Rel::Scan { table, occurrence: at, columns } => {
            if *at != occurrence {
                return None;
            }
            if let TableRef::Stream(_) = table {
                let columns = with_origin(columns);
                let every: Vec<usize> = (0..columns.len()).collect();
                let scan = Rel::Scan { table: table.clone(), occurrence, columns };
                return Some(carry_scan(scan, every.len() - ORIGIN_COLUMNS.len(), &every));
            }
            Some(carry_scan(rel.clone(), columns.len(), identity))
        }
        Rel::Filter { input, predicate } => {
            let (input, ids) = carry(input, occurrence, identity, superset)?;
            let predicate = predicate.clone();
            Some((Rel::Filter { input: Box::new(input), predicate }, ids))
        }
        Rel::Project { input, exprs } => {
            let (input, ids) = carry(input, occurrence, identity, superset)?;
            let mut exprs = exprs.clone();
            let first = exprs.len();
            let columns = input.columns();
            exprs.extend(ids.iter().map(|&at| (column(&columns, at), columns[at].clone())));
            let ids = (first..exprs.len()).collect();
            Some((Rel::Project { input: Box::new(input), exprs }, ids))
        }
        Rel::Union { inputs, .. } => {
            inputs.iter().find_map(|input| carry(input, occurrence, identity, superset))
        }
        Rel::Join { .. } => carry_join(rel, occurrence, identity, superset),
        Rel::Aggregate { .. } | Rel::Durations { .. } => None,
    }
}

/// A scan shows its identity by a projection that repeats the identity columns after its first
/// `width` ones.
fn carry_scan(scan: Rel, width: usize, identity: &[usize]) -> (Rel, Vec<usize>) {
    let columns = scan.columns();
    let mut exprs: Vec<(Expr, Col)> =
        (0..width).map(|at| (column(&columns, at), columns[at].clone())).collect();
    exprs.extend(identity.iter().map(|&at| {
        let mut col = columns[at].clone();
        col.name = format!("__{}", col.name);
        (column(&columns, at), col)
    }));
    let ids = (width..exprs.len()).collect();
    (Rel::Project { input: Box::new(scan), exprs }, ids)
}

/// The columns of a stream with those that say where a record came from.
fn with_origin(columns: &[Col]) -> Vec<Col> {
    let origin = ORIGIN_COLUMNS.iter().map(|name| Col {
        name: (*name).to_owned(),
        data_type: DataType::Integer,
        unit: Some(Unit::dimensionless()),
    });
    columns.iter().cloned().chain(origin).collect()
}

/// What identifies the rows of the scan `occurrence`: the key of a stage. A row of a stream is
/// carried whole, so that it need not be looked up again. A constant has no identity, for its
/// rows are the pack's and not evidence.
pub(super) fn identity(graph: &Graph, rel: &Rel, occurrence: usize) -> Option<Vec<usize>> {
    match rel {
        Rel::Scan { table, occurrence: at, .. } if *at == occurrence => match table {
            TableRef::Stream(_) => Some(Vec::new()),
            TableRef::Stage(id) => Some((0..graph.find(id)?.keys).collect()),
            TableRef::Constant(_) => None,
        },
        Rel::Scan { .. } => None,
        Rel::Filter { input, .. }
        | Rel::Project { input, .. }
        | Rel::Aggregate { input, .. }
        | Rel::Durations { input, .. } => identity(graph, input, occurrence),
        Rel::Join { left, right, .. } => {
            identity(graph, left, occurrence).or_else(|| identity(graph, right, occurrence))
        }
        Rel::Union { inputs, .. } => {
            inputs.iter().find_map(|input| identity(graph, input, occurrence))
        }
    }
}

fn carry_join(
    rel: &Rel,
    occurrence: usize,
    identity: &[usize],
    superset: &mut Vec<&'static str>,
) -> Option<(Rel, Vec<usize>)> {
    let Rel::Join { left, right, kind, on, condition } = rel else { return None };
    let (left_width, right_width) = (left.columns().len(), right.columns().len());
    let whole = matches!(kind, JoinKind::Inner | JoinKind::Left);
    if let Some((carried, ids)) = carry(left, occurrence, identity, superset) {
        let extra = ids.len();
        let join = Rel::Join {
            left: Box::new(carried),
            right: right.clone(),
            kind: *kind,
            on: on.clone(),
            condition: condition.as_ref().map(|expr| shift(expr, left_width, extra)),
        };
        if !whole {
            return Some((join, ids));
        }
        // Own columns first, identities last.
        let columns = join.columns();
        let order =
            (0..left_width).chain(left_width + extra..left_width + extra + right_width).chain(ids);
        let exprs = order.map(|at| (column(&columns, at), columns[at].clone())).collect();
        let first = left_width + right_width;
        let project = Rel::Project { input: Box::new(join), exprs };
        return Some((project, (first..first + extra).collect()));
    }
    let (carried, ids) = carry(right, occurrence, identity, superset)?;
    match kind {
        // What is absent has no rows.
        JoinKind::Anti => return None,
        JoinKind::Semi => push(superset, EXISTS),
        JoinKind::Inner | JoinKind::Left => {}
    }
    let join = Rel::Join {
        left: left.clone(),
        right: Box::new(carried),
        kind: JoinKind::Inner,
        on: on.clone(),
        condition: condition.clone(),
    };
    if whole {
        return Some((join, ids.iter().map(|at| at + left_width).collect()));
    }
    let columns = join.columns();
    let order = (0..left_width).chain(ids.iter().map(|at| at + left_width));
    let exprs: Vec<(Expr, Col)> =
        order.map(|at| (column(&columns, at), columns[at].clone())).collect();
    let ids = (left_width..exprs.len()).collect();
    Some((Rel::Project { input: Box::new(join), exprs }, ids))
}

/// `expr` with columns from `from` on moved up by `by`.
fn shift(expr: &Expr, from: usize, by: usize) -> Expr {
    let node = match &expr.node {
        Node::Column(at) => Node::Column(if *at >= from { at + by } else { *at }),
        Node::Literal(value) => Node::Literal(value.clone()),
        Node::Call(function, arguments) => Node::Call(
            function.clone(),
            arguments.iter().map(|argument| shift(argument, from, by)).collect(),
        ),
        Node::Case(branches, otherwise) => Node::Case(
            branches
                .iter()
                .map(|(when, then)| (shift(when, from, by), shift(then, from, by)))
                .collect(),
            otherwise.as_ref().map(|expr| Box::new(shift(expr, from, by))),
        ),
        Node::Cast(inner) => Node::Cast(Box::new(shift(inner, from, by))),
    };
    Expr { node, data_type: expr.data_type, unit: expr.unit.clone() }
}
