//! Which columns of each scan can influence which output columns of a stage.

use crate::ir::{Expr, JoinKind, Node, Rel, Stage};
use std::collections::BTreeMap;

/// Columns by scan: occurrence → which of its columns matter.
pub(crate) type Live = BTreeMap<usize, Vec<bool>>;

/// The columns of every scan that can influence the live output columns of `stage`: those that
/// values are computed from, and those that decide which rows take part at all.
pub(crate) fn live_inputs(stage: &Stage, live: &[bool]) -> Live {
    let mut out = Live::new();
    descend(&stage.rel, live, &mut out);
    out
}

fn descend(rel: &Rel, live: &[bool], out: &mut Live) {
    match rel {
        Rel::Scan { occurrence, columns, .. } => {
            let entry = out.entry(*occurrence).or_insert_with(|| vec![false; columns.len()]);
            for (at, flag) in entry.iter_mut().enumerate() {
                *flag |= on(live, at);
            }
        }
        Rel::Filter { input, predicate } => {
            let mut needed = widened(live, input.columns().len());
            mark(predicate, &mut needed);
            descend(input, &needed, out);
        }
        Rel::Project { input, exprs } => {
            let mut needed = vec![false; input.columns().len()];
            for (at, (expr, _)) in exprs.iter().enumerate() {
                if on(live, at) {
                    mark(expr, &mut needed);
                }
            }
            descend(input, &needed, out);
        }
        Rel::Aggregate { input, keys, aggregates } => {
            let mut needed = vec![false; input.columns().len()];
            for (expr, _) in keys {
                mark(expr, &mut needed);
            }
            for (at, (aggregate, _)) in aggregates.iter().enumerate() {
                if on(live, keys.len() + at) {
                    for expr in aggregate.arguments.iter().chain(&aggregate.filter) {
                        mark(expr, &mut needed);
                    }
                }
            }
            descend(input, &needed, out);
        }
        Rel::Durations { input, subject, state, at, .. } => {
            let mut needed = vec![false; input.columns().len()];
            for column in [subject, state, at] {
                needed[*column] = true;
            }
            descend(input, &needed, out);
        }
        Rel::Union { inputs, columns } => {
            let needed = widened(live, columns.len());
            for input in inputs {
                descend(input, &needed, out);
            }
        }
        Rel::Join { left, right, kind, on: equal, condition } => {
            join(live, (left, right, *kind), equal, condition.as_ref(), out);
        }
    }
}

fn join(
    live: &[bool],
    (left, right, kind): (&Rel, &Rel, JoinKind),
    equal: &[(Expr, Expr)],
    condition: Option<&Expr>,
    out: &mut Live,
) {
    let (left_width, right_width) = (left.columns().len(), right.columns().len());
    let mut needed = vec![false; left_width + right_width];
    let shown = match kind {
        JoinKind::Inner | JoinKind::Left => left_width + right_width,
        JoinKind::Semi | JoinKind::Anti => left_width,
    };
    for (at, flag) in needed.iter_mut().enumerate().take(shown) {
        *flag = on(live, at);
    }
    if let Some(condition) = condition {
        mark(condition, &mut needed);
    }
    let mut of_right = needed.split_off(left_width);
    for (a, b) in equal {
        mark(a, &mut needed);
        mark(b, &mut of_right);
    }
    descend(left, &needed, out);
    descend(right, &of_right, out);
}

fn on(live: &[bool], at: usize) -> bool {
    live.get(at).copied().unwrap_or(false)
}

fn widened(live: &[bool], width: usize) -> Vec<bool> {
    (0..width).map(|at| on(live, at)).collect()
}

/// Marks every column that `expr` reads.
fn mark(expr: &Expr, needed: &mut [bool]) {
    match &expr.node {
        Node::Column(at) => {
            if let Some(flag) = needed.get_mut(*at) {
                *flag = true;
            }
        }
        Node::Literal(_) => {}
        Node::Call(_, arguments) => {
            for argument in arguments {
                mark(argument, needed);
            }
        }
        Node::Case(branches, otherwise) => {
            for (when, then) in branches {
                mark(when, needed);
                mark(then, needed);
            }
            if let Some(otherwise) = otherwise {
                mark(otherwise, needed);
            }
        }
        Node::Cast(inner) => mark(inner, needed),
    }
}
