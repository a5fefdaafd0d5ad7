//! Operators: arithmetic with units, comparison, logic.

use super::coerce::{Periods, SCALE_MAX, cast, common};
use super::expr::Context;
use super::{Binder, Kind, Value};
use crate::findings::{text as text_findings, types, units as unit_findings};
use crate::ir::{Expr, Function, Node};
use crate::units;
use district::{DataType, Unit};
use sqlparser::ast::{self, BinaryOperator as Op};
use sqlparser::tokenizer::Span as SqlSpan;

/// A boolean of a function.
pub(super) fn boolean(function: Function, arguments: Vec<Expr>) -> Expr {
    Expr { node: Node::Call(function, arguments), data_type: DataType::Boolean, unit: None }
}

/// All of them, as a tree that is as flat as can be.
pub(super) fn all_of(mut parts: Vec<Expr>, function: &Function) -> Option<Expr> {
    match parts.len() {
        0 => None,
        1 => parts.pop(),
        n => {
            let right = all_of(parts.split_off(n / 2), function)?;
            let left = all_of(parts, function)?;
            Some(boolean(function.clone(), vec![left, right]))
        }
    }
}

/// The operands of a chain of one operator, left to right.
pub(super) fn chain<'e>(expr: &'e ast::Expr, op: &Op) -> Vec<&'e ast::Expr> {
    let mut found = Vec::new();
    let mut waiting = vec![expr];
    while let Some(next) = waiting.pop() {
        match next {
            ast::Expr::BinaryOp { left, op: other, right } if other == op => {
                waiting.push(right);
                waiting.push(left);
            }
            ast::Expr::Nested(inner) if matches!(&**inner, ast::Expr::BinaryOp { op: other, .. } if other == op) =>
            {
                waiting.push(inner);
            }
            other => found.push(other),
        }
    }
    found
}

impl Binder<'_, '_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's operators are many")]
    pub(super) fn binary(
        &mut self,
        context: &mut Context<'_>,
        whole: &ast::Expr,
        (left, op, right): (&ast::Expr, &Op, &ast::Expr),
        at: SqlSpan,
    ) -> Option<Value> {
        if let Op::And | Op::Or = op {
            let function = if *op == Op::And { Function::And } else { Function::Or };
            let parts: Vec<Option<Expr>> =
                chain(whole, op).into_iter().map(|part| self.condition(context, part)).collect();
            let parts: Option<Vec<Expr>> = parts.into_iter().collect();
            let expr = all_of(parts?, &function)?;
            return Some(Value { expr, kind: Kind::Plain, at });
        }
        let left = self.expr(context, left);
        let right = self.expr(context, right);
        let (left, right) = (left?, right?);
        match op {
            Op::Plus => self.sum(Function::Add, "+", left, right, at),
            Op::Minus => self.sum(Function::Sub, "-", left, right, at),
            Op::Multiply => self.product(left, right, at),
            Op::Divide => self.quotient(left, right, at),
            Op::Modulo => self.remainder(left, right, at),
            Op::StringConcat => {
                let arguments =
                    vec![cast(left.expr, DataType::Text), cast(right.expr, DataType::Text)];
                let node = Node::Call(Function::Concat, arguments);
                let expr = Expr { node, data_type: DataType::Text, unit: None };
                Some(Value { expr, kind: Kind::Plain, at })
            }
            Op::Eq => self.compare(Function::Eq, "=", left, right, at),
            Op::NotEq => self.compare(Function::NotEq, "<>", left, right, at),
            Op::Lt => self.compare(Function::Lt, "<", left, right, at),
            Op::LtEq => self.compare(Function::LtEq, "<=", left, right, at),
            Op::Gt => self.compare(Function::Gt, ">", left, right, at),
            Op::GtEq => self.compare(Function::GtEq, ">=", left, right, at),
            other => {
                let span = self.span(at);
                self.fail(text_findings::not_accepted(
                    span,
                    &other.to_string(),
                    "算符有 + - * / % || = <> < <= > >= AND OR NOT",
                    "operators are + - * / % || = <> < <= > >= AND OR NOT",
                ))
            }
        }
    }

    /// A comparison, after both sides have been brought to one type and unit.
    pub(super) fn compare(
        &mut self,
        function: Function,
        what: &str,
        left: Value,
        right: Value,
        at: SqlSpan,
    ) -> Option<Value> {
        let equality = matches!(function, Function::Eq | Function::NotEq);
        let (exprs, _) = self.unify(what, Periods::Same, vec![left, right])?;
        if !equality && exprs.first().is_some_and(|e| e.data_type == DataType::Boolean) {
            let span = self.span(at);
            return self.fail(types::operand(span, what, DataType::Boolean));
        }
        Some(Value { expr: boolean(function, exprs), kind: Kind::Plain, at })
    }

    fn sum(
        &mut self,
        function: Function,
        what: &str,
        left: Value,
        right: Value,
        at: SqlSpan,
    ) -> Option<Value> {
        self.numbers(what, [&left, &right])?;
        let shifted = [&left, &right]
            .into_iter()
            .filter_map(|value| value.expr.unit.as_ref())
            .find(|unit| units::shifted(unit))
            .cloned();
        // Of two dimensions, that is the finding; it comes from bringing them together.
        let apart = left.kind == Kind::Plain
            && right.kind == Kind::Plain
            && left
                .expr
                .unit
                .as_ref()
                .zip(right.expr.unit.as_ref())
                .is_some_and(|(a, b)| !a.same_dimensions(b));
        if let Some(unit) = shifted.filter(|_| !apart) {
            let span = self.span(at);
            return self.fail(unit_findings::offset(span, what, &unit));
        }
        let (exprs, kind) = self.unify(what, Periods::Same, vec![left, right])?;
        Some(number_call(function, exprs, kind, at))
    }

    fn product(&mut self, left: Value, right: Value, at: SqlSpan) -> Option<Value> {
        self.numbers("*", [&left, &right])?;
        let (unit, kind) = self.units("*", &left, &right, at, units::product)?;
        let (a, b) = (left.expr.data_type, right.expr.data_type);
        let (a, b) = match (digits(a), digits(b)) {
            _ if a == DataType::Integer && b == DataType::Integer => (a, b),
            (Some(x), Some(y)) if x + y <= SCALE_MAX => {
                (DataType::Decimal(x), DataType::Decimal(y))
            }
            _ => (DataType::Exact, DataType::Exact),
        };
        let data_type = match (a, b) {
            (DataType::Decimal(x), DataType::Decimal(y)) => DataType::Decimal(x + y),
            _ => common(a, b),
        };
        let arguments = vec![cast(left.expr, a), cast(right.expr, b)];
        let expr = Expr { node: Node::Call(Function::Mul, arguments), data_type, unit: Some(unit) };
        Some(Value { expr, kind, at })
    }

    fn quotient(&mut self, left: Value, right: Value, at: SqlSpan) -> Option<Value> {
        self.numbers("/", [&left, &right])?;
        let (unit, kind) = self.units("/", &left, &right, at, units::quotient)?;
        let arguments = vec![cast(left.expr, DataType::Exact), cast(right.expr, DataType::Exact)];
        let node = Node::Call(Function::Div, arguments);
        Some(Value { expr: Expr { node, data_type: DataType::Exact, unit: Some(unit) }, kind, at })
    }

    fn remainder(&mut self, left: Value, right: Value, at: SqlSpan) -> Option<Value> {
        for value in [&left, &right] {
            if value.kind != Kind::Null && value.expr.data_type != DataType::Integer {
                let span = self.span(value.at);
                return self.fail(types::operand(span, "%", value.expr.data_type));
            }
        }
        let (exprs, kind) = self.unify("%", Periods::Same, vec![left, right])?;
        Some(number_call(Function::Mod, exprs, kind, at))
    }

    /// Refuses what is not a number.
    pub(super) fn numbers<'v>(
        &mut self,
        what: &str,
        values: impl IntoIterator<Item = &'v Value>,
    ) -> Option<()> {
        let mut fine = Some(());
        for value in values {
            if value.kind != Kind::Null && !value.expr.data_type.numeric() {
                let span = self.span(value.at);
                self.world.findings.push(types::operand(span, what, value.expr.data_type));
                fine = None;
            }
        }
        fine
    }

    fn units(
        &mut self,
        what: &str,
        left: &Value,
        right: &Value,
        at: SqlSpan,
        combine: fn(&Unit, &Unit) -> Option<Unit>,
    ) -> Option<(Unit, Kind)> {
        let kind = if left.kind == Kind::Plain || right.kind == Kind::Plain {
            Kind::Plain
        } else {
            Kind::Adapting
        };
        let a = left.expr.unit.clone().unwrap_or_else(units::one);
        let b = right.expr.unit.clone().unwrap_or_else(units::one);
        for unit in [&a, &b] {
            // A temperature in °C times two means nothing, whatever the two is.
            if units::shifted(unit) {
                let span = self.span(at);
                return self.fail(unit_findings::offset(span, what, unit));
            }
        }
        match combine(&a, &b) {
            Some(unit) => Some((unit, kind)),
            None => {
                let span = self.span(at);
                self.fail(unit_findings::mismatch(span, what, &a, &b))
            }
        }
    }
}

fn number_call(function: Function, exprs: Vec<Expr>, kind: Kind, at: SqlSpan) -> Value {
    let data_type = exprs.first().map_or(DataType::Exact, |expr| expr.data_type);
    // Two nulls written out: a number all the same.
    let data_type = if data_type.numeric() { data_type } else { DataType::Exact };
    let unit = exprs.first().and_then(|expr| expr.unit.clone()).or_else(|| Some(units::one()));
    let exprs = exprs.into_iter().map(|expr| cast(expr, data_type)).collect();
    Value { expr: Expr { node: Node::Call(function, exprs), data_type, unit }, kind, at }
}

/// Digits after the point; none for exact numbers.
fn digits(data_type: DataType) -> Option<u8> {
    match data_type {
        DataType::Integer => Some(0),
        DataType::Decimal(scale) => Some(scale),
        DataType::Exact
        | DataType::Text
        | DataType::Boolean
        | DataType::Instant
        | DataType::Date
        | DataType::Period(_) => None,
    }
}
