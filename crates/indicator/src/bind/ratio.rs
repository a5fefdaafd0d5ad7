//! Taking the value of an indicator apart into numerator and denominator.

use super::group::{AGGREGATES_FROM, Aggregated, Grouping};
use super::query::{Ask, Item, Ratio, Step};
use super::{Kind, Value};
use crate::ir::{Aggregate, AggregateFunction, Expr, Function, Literal, Node};
use crate::units;
use district::{DataType, Exact};

/// Adds numerator and denominator to the items of an indicator whose value is `a / b` or
/// `avg(x)`, so that it can be rolled up as a sum over a sum.
pub(super) fn take_apart(items: &mut Vec<Item>, grouping: &mut Grouping, ask: &mut Ask) {
    let Some(item) = items.iter().find(|item| item.name == "value") else { return };
    let (at, outside) = (item.at, item.outside.clone());
    let Some(value) = &item.value else { return };
    ask.hundredfold = hundredfold(&value.expr);
    if items.iter().any(|item| item.name == "numerator" || item.name == "denominator") {
        return;
    }
    let mut steps = Vec::new();
    let mut inner = &value.expr;
    let (numerator, denominator) = loop {
        match &inner.node {
            Node::Cast(below) => inner = below,
            Node::Call(Function::Scale(factor, offset), arguments) => {
                steps.push(Step::Scale(factor.clone(), offset.clone()));
                let Some(below) = arguments.first() else { return };
                inner = below;
            }
            Node::Call(Function::Round(digits, rounding), arguments) => {
                steps.push(Step::Round(*digits, *rounding));
                let Some(below) = arguments.first() else { return };
                inner = below;
            }
            Node::Call(Function::Div, arguments) => {
                let [a, b] = arguments.as_slice() else { return };
                break (a.clone(), b.clone());
            }
            Node::Column(index) if *index >= AGGREGATES_FROM => {
                let Some(parts) = of_mean(*index, grouping) else { return };
                break parts;
            }
            Node::Column(_) | Node::Literal(_) | Node::Call(..) | Node::Case(..) => return,
        }
    };
    steps.reverse();
    ask.ratio = Some(Ratio { unit: None, steps });
    for (name, expr) in [("numerator", numerator), ("denominator", denominator)] {
        let value = Some(Value { expr, kind: Kind::Plain, at });
        items.push(Item { name: name.to_owned(), value, at, outside: outside.clone() });
    }
}

/// Sum and count of a mean.
fn of_mean(index: usize, grouping: &mut Grouping) -> Option<(Expr, Expr)> {
    let mean = grouping.aggregates.get(index - AGGREGATES_FROM)?.clone();
    if mean.aggregate.function != AggregateFunction::Avg {
        return None;
    }
    let data_type = mean.aggregate.arguments.first()?.data_type;
    let part = |function, data_type, unit: Option<district::Unit>| Aggregated {
        aggregate: Aggregate { function, ..mean.aggregate.clone() },
        data_type,
        unit,
    };
    let sum = part(AggregateFunction::Sum, data_type, mean.unit.clone());
    let count = part(AggregateFunction::Count, DataType::Integer, Some(units::one()));
    let column = |aggregated: Aggregated, grouping: &mut Grouping| {
        let (data_type, unit) = (aggregated.data_type, aggregated.unit.clone());
        let node = Node::Column(AGGREGATES_FROM + grouping.add(aggregated));
        Expr { node, data_type, unit }
    };
    Some((column(sum, grouping), column(count, grouping)))
}

/// Whether it is `100 * x`, or a quotient of that.
fn hundredfold(expr: &Expr) -> bool {
    let hundred = |expr: &Expr| matches!(&expr.node, Node::Literal(Literal::Number(n)) if *n == Exact::from(100));
    match &expr.node {
        Node::Call(Function::Mul, arguments) => {
            arguments.iter().any(|e| hundred(e) || hundredfold(e))
        }
        Node::Call(Function::Div | Function::Round(..) | Function::Scale(..), arguments) => {
            arguments.first().is_some_and(hundredfold)
        }
        Node::Cast(inner) => hundredfold(inner),
        Node::Column(_) | Node::Literal(_) | Node::Call(..) | Node::Case(..) => false,
    }
}
