//! One type and one unit for values that meet.

use super::{Binder, Kind, Value};
use crate::findings::{types, units as unit_findings};
use crate::ir::{Expr, Function, Literal, Node};
use crate::units;
use district::{DataType, Exact, Unit};

/// Digits after the point beyond which a decimal becomes exact.
pub(super) const SCALE_MAX: u8 = 12;

/// Null of a type.
pub(crate) fn null(data_type: DataType, unit: Option<Unit>) -> Expr {
    Expr { node: Node::Literal(Literal::Null), data_type, unit }
}

/// The value as another type.
pub(crate) fn cast(expr: Expr, to: DataType) -> Expr {
    if expr.data_type == to {
        return expr;
    }
    let unit = if to.numeric() { expr.unit.clone().or_else(|| Some(units::one())) } else { None };
    let retag = match (&expr.node, to) {
        (Node::Literal(Literal::Null), _) => true,
        (Node::Literal(Literal::Number(_)), DataType::Exact) => true,
        (Node::Literal(Literal::Number(number)), DataType::Decimal(scale)) => {
            number.to_decimal(u32::from(scale)).is_some()
        }
        // A period is a period: the grain is only what is known of it.
        _ => matches!((expr.data_type, to), (DataType::Period(_), DataType::Period(_))),
    };
    let node = if retag { expr.node } else { Node::Cast(Box::new(expr)) };
    Expr { node, data_type: to, unit }
}

/// The type in which two numbers meet.
pub(super) fn common(left: DataType, right: DataType) -> DataType {
    match (left, right) {
        (DataType::Integer, DataType::Integer) => DataType::Integer,
        (DataType::Decimal(a), DataType::Decimal(b)) => DataType::Decimal(a.max(b)),
        (DataType::Decimal(a), DataType::Integer) | (DataType::Integer, DataType::Decimal(a)) => {
            DataType::Decimal(a)
        }
        _ => DataType::Exact,
    }
}

/// The value in another unit, exactly; none if the dimensions differ.
pub(crate) fn in_unit(expr: Expr, to: &Unit) -> Option<Expr> {
    let from = expr.unit.clone().unwrap_or_else(units::one);
    let (factor, offset) = units::conversion(&from, to)?;
    let unit = Some(to.clone());
    if factor == Exact::one() && offset.zero_valued() {
        return Some(Expr { unit, ..expr });
    }
    let node = match &expr.node {
        Node::Literal(Literal::Number(number)) => {
            Node::Literal(Literal::Number(&(number * &factor) + &offset))
        }
        _ => Node::Call(Function::Scale(factor, offset), vec![cast(expr, DataType::Exact)]),
    };
    Some(Expr { node, data_type: DataType::Exact, unit })
}

/// Whether periods of different sizes may meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Periods {
    /// They may: the result's size is not known.
    Mixed,
    /// They may not: the comparison would never hold.
    Same,
}

impl Binder<'_, '_> {
    /// Brings values to one type and one unit: that of the first that has one.
    pub(super) fn unify(
        &mut self,
        what: &str,
        periods: Periods,
        values: Vec<Value>,
    ) -> Option<(Vec<Expr>, Kind)> {
        let leading = values
            .iter()
            .find(|value| value.kind != Kind::Null && !text_literal(value))
            .or_else(|| values.iter().find(|value| value.kind != Kind::Null));
        let Some(leading) = leading else {
            let nulls = values.iter().map(|value| null(value.expr.data_type, None)).collect();
            return Some((nulls, Kind::Null));
        };
        let data_type = leading.expr.data_type;
        if data_type.numeric() {
            return self.unify_numbers(what, values);
        }
        let mut target = data_type;
        let mut exprs = Vec::with_capacity(values.len());
        let mut failed = false;
        for value in values {
            match self.of_type(what, periods, value, target) {
                Some(expr) => {
                    if matches!(target, DataType::Period(_)) && expr.data_type != target {
                        target = DataType::Period(None);
                    }
                    exprs.push(expr);
                }
                None => failed = true,
            }
        }
        if failed {
            return None;
        }
        Some((exprs.into_iter().map(|expr| cast(expr, target)).collect(), Kind::Plain))
    }

    fn of_type(
        &mut self,
        what: &str,
        periods: Periods,
        value: Value,
        target: DataType,
    ) -> Option<Expr> {
        if value.kind == Kind::Null {
            return Some(null(target, None));
        }
        let found = value.expr.data_type;
        if found == target {
            return Some(value.expr);
        }
        if let (DataType::Period(a), DataType::Period(b)) = (found, target)
            && (periods == Periods::Mixed || a.is_none() || b.is_none())
        {
            return Some(value.expr);
        }
        if text_literal(&value) {
            return self.time_literal(&value, target, what);
        }
        let at = self.span(value.at);
        self.fail(types::mismatch(at, what, target, found))
    }

    fn unify_numbers(&mut self, what: &str, values: Vec<Value>) -> Option<(Vec<Expr>, Kind)> {
        let plain = values.iter().find(|v| v.kind == Kind::Plain && v.expr.data_type.numeric());
        let unit = plain.and_then(|v| v.expr.unit.clone());
        let kind = if plain.is_some() { Kind::Plain } else { Kind::Adapting };
        let unit = unit.unwrap_or_else(units::one);
        let leading = values.iter().find(|v| v.kind != Kind::Null && v.expr.data_type.numeric());
        let leading = leading.map_or(DataType::Exact, |v| v.expr.data_type);
        let mut exprs = Vec::with_capacity(values.len());
        let mut target: Option<DataType> = None;
        let mut failed = false;
        for value in values {
            let expr = self.as_number_in(what, value, leading, &unit);
            match expr {
                Some(Some(expr)) => {
                    target = Some(target.map_or(expr.data_type, |t| common(t, expr.data_type)));
                    exprs.push(Some(expr));
                }
                Some(None) => exprs.push(None),
                None => failed = true,
            }
        }
        let target = target.filter(|_| !failed)?;
        let exprs = exprs.into_iter().map(|expr| match expr {
            Some(expr) => cast(expr, target),
            None => null(target, Some(unit.clone())),
        });
        Some((exprs.collect(), kind))
    }

    /// `Some(None)` is null.
    #[expect(clippy::option_option, reason = "failed, null, or a number")]
    fn as_number_in(
        &mut self,
        what: &str,
        value: Value,
        leading: DataType,
        unit: &Unit,
    ) -> Option<Option<Expr>> {
        let at = value.at;
        match value.kind {
            Kind::Null => Some(None),
            _ if !value.expr.data_type.numeric() => {
                let span = self.span(at);
                self.fail(types::mismatch(span, what, leading, value.expr.data_type))
            }
            Kind::Adapting => Some(Some(Expr { unit: Some(unit.clone()), ..value.expr })),
            Kind::Plain => {
                let found = value.expr.unit.clone().unwrap_or_else(units::one);
                match in_unit(value.expr, unit) {
                    Some(expr) => Some(Some(expr)),
                    None => {
                        let span = self.span(at);
                        self.fail(unit_findings::mismatch(span, what, unit, &found))
                    }
                }
            }
        }
    }
}

/// Whether it is text written out, which can stand for a date or a period.
pub(super) fn text_literal(value: &Value) -> bool {
    matches!(value.expr.node, Node::Literal(Literal::Text(_)))
}
