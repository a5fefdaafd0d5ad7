//! Expressions: DataFusion's own operators where they are exact, ours where they are not.

use super::{Lowering, Slot, named};
use crate::functions::arithmetic::{self, Operation};
use crate::functions::compare::{Comparison, compare};
use crate::functions::{standard, text, time};
use crate::number::{Num, NumberWriter};
use crate::types::arrow_type;
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::functions::expr_fn;
use datafusion::logical_expr::{Expr, Operator, binary_expr, cast, lit, not, when};
use district::{DataType, Exact, Grain};
use indicator::ir::{self, Function, Literal, Node};

impl Lowering<'_, '_> {
    pub(super) fn expr(&mut self, expr: &ir::Expr, slots: &[Slot]) -> Result<Expr> {
        match &expr.node {
            Node::Column(place) => match slots.get(*place) {
                Some(slot) => Ok(slot.expr()),
                None => plan_err!("expected column {place}, found only {}", slots.len()),
            },
            Node::Literal(value) => literal(value, expr.data_type),
            Node::Cast(inner) => {
                let from = inner.data_type;
                let inner = self.expr(inner, slots)?;
                self.convert(inner, from, expr.data_type)
            }
            Node::Case(branches, otherwise) => {
                self.case(expr.data_type, branches, otherwise.as_deref(), slots)
            }
            Node::Call(function, arguments) => self.call(expr, function, arguments, slots),
        }
    }

    fn case(
        &mut self,
        data_type: DataType,
        branches: &[(ir::Expr, ir::Expr)],
        otherwise: Option<&ir::Expr>,
        slots: &[Slot],
    ) -> Result<Expr> {
        let mut value = match otherwise {
            Some(expr) => lift(self.expr(expr, slots)?, expr.data_type, data_type)?,
            None => literal(&Literal::Null, data_type)?,
        };
        for (condition, then) in branches.iter().rev() {
            let condition = self.expr(condition, slots)?;
            let then = lift(self.expr(then, slots)?, then.data_type, data_type)?;
            value = when(condition, then).otherwise(value)?;
        }
        Ok(value)
    }

    fn convert(&mut self, expr: Expr, from: DataType, to: DataType) -> Result<Expr> {
        match (from, to) {
            (_, DataType::Text) if from != DataType::Text => {
                Ok(text::to_text(from, &self.clock, expr))
            }
            (DataType::Text, DataType::Integer | DataType::Decimal(_) | DataType::Exact) => {
                Ok(text::to_number(to, expr))
            }
            (DataType::Text, DataType::Date) => Ok(text::to_date(expr)),
            (DataType::Instant | DataType::Date, DataType::Period(Some(grain))) => {
                Ok(time::period_of(grain, &self.clock, expr))
            }
            (DataType::Instant, DataType::Date) => {
                Ok(time::start_of(time::period_of(Grain::Day, &self.clock, expr)))
            }
            (DataType::Period(_), DataType::Date) => Ok(time::start_of(expr)),
            (from, to) if from.numeric() && to.numeric() && from != to => {
                Ok(arithmetic::cast(to, expr))
            }
            (from, to) => lift(expr, from, to),
        }
    }

    fn call(
        &mut self,
        expr: &ir::Expr,
        function: &Function,
        arguments: &[ir::Expr],
        slots: &[Slot],
    ) -> Result<Expr> {
        if let (Function::PeriodOf(grain), [argument]) = (function, arguments)
            && let Some(day) = day_column(*grain, argument, slots)
        {
            return Ok(time::period_of(*grain, &self.clock, named(&day)));
        }
        let types: Vec<DataType> = arguments.iter().map(|argument| argument.data_type).collect();
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            values.push(self.expr(argument, slots)?);
        }
        let returns = expr.data_type;
        if let Some(operation) = operation(function) {
            let (left, right) = two(function, values)?;
            return Ok(arithmetic::binary(operation, returns, left, right));
        }
        if let Some((comparison, operator)) = comparison(function) {
            let (left, right) = two(function, values)?;
            return comparing(comparison, operator, left, right, &types);
        }
        match function {
            Function::Neg => Ok(arithmetic::negative(returns, one(function, values)?)),
            Function::Abs => Ok(arithmetic::absolute(returns, one(function, values)?)),
            Function::Round(digits, rounding) => {
                Ok(arithmetic::round(*digits, *rounding, returns, one(function, values)?))
            }
            Function::Scale(factor, offset) => {
                Ok(arithmetic::scale(factor, offset, returns, one(function, values)?))
            }
            Function::Convert(unit) => {
                let (value, symbol) = two(function, values)?;
                Ok(arithmetic::convert(unit, returns, value, symbol))
            }
            Function::And => fold(function, values, Operator::And),
            Function::Or => fold(function, values, Operator::Or),
            Function::Not => Ok(not(one(function, values)?)),
            Function::IsNull => Ok(one(function, values)?.is_null()),
            Function::IsNotNull => Ok(one(function, values)?.is_not_null()),
            Function::InList => in_list(values, &types),
            Function::NullIf => null_if(values, &types, returns),
            Function::Coalesce => Ok(expr_fn::coalesce(lift_all(values, &types, returns)?)),
            Function::Greatest | Function::Least => {
                extreme(*function == Function::Greatest, values, &types, returns)
            }
            _ => self.named_call(function, values, &types, returns),
        }
    }

    fn named_call(
        &mut self,
        function: &Function,
        values: Vec<Expr>,
        types: &[DataType],
        returns: DataType,
    ) -> Result<Expr> {
        let clock = self.clock.clone();
        Ok(match function {
            Function::Like => {
                let (value, pattern) = two(function, values)?;
                value.like(pattern)
            }
            Function::Concat => {
                let mut texts = Vec::with_capacity(values.len());
                for (value, from) in values.into_iter().zip(types) {
                    let text = self.convert(value, *from, DataType::Text)?;
                    texts.push(expr_fn::coalesce(vec![text, lit("")]));
                }
                cast(expr_fn::concat(texts), arrow_type(DataType::Text))
            }
            Function::Lower => as_text(expr_fn::lower(one(function, values)?)),
            Function::Upper => as_text(expr_fn::upper(one(function, values)?)),
            Function::Trim => as_text(expr_fn::btrim(vec![one(function, values)?])),
            Function::PeriodOf(grain) => time::period_of(*grain, &clock, one(function, values)?),
            Function::DaysIn => time::days_in(one(function, values)?),
            Function::StartOf => time::start_of(one(function, values)?),
            Function::Back => {
                let (period, count) = two(function, values)?;
                time::back(returns, period, count)
            }
            Function::HourOfDay => time::hour_of_day(&clock, one(function, values)?),
            Function::MonthOfYear => time::month_of_year(&clock, one(function, values)?),
            Function::SecondsBetween => {
                let (from, to) = two(function, values)?;
                time::seconds_between(from, to)
            }
            Function::Workdays(calendar) => {
                let (from, to) = two(function, values)?;
                time::workdays(calendar, &clock, from, to)
            }
            Function::Iaqi(table) => standard::iaqi(table, one(function, values)?),
            Function::Primary(names, threshold) => standard::primary(names, *threshold, values),
            Function::ClassOf(limits) => standard::class_of(limits, one(function, values)?),
            _ => return plan_err!("expected a function of a known kind, found {function:?}"),
        })
    }
}

/// The column of local dates to read a period of a day or more off, where there is one.
fn day_column(grain: Grain, argument: &ir::Expr, slots: &[Slot]) -> Option<String> {
    match (&argument.node, grain) {
        (_, Grain::Hour) => None,
        (Node::Column(place), _) => slots.get(*place)?.day.clone(),
        (Node::Literal(_) | Node::Call(..) | Node::Case(..) | Node::Cast(_), _) => None,
    }
}

fn as_text(expr: Expr) -> Expr {
    cast(expr, arrow_type(DataType::Text))
}

fn one(function: &Function, values: Vec<Expr>) -> Result<Expr> {
    match <[Expr; 1]>::try_from(values) {
        Ok([value]) => Ok(value),
        Err(values) => plan_err!("expected 1 argument of {function:?}, found {}", values.len()),
    }
}

fn two(function: &Function, values: Vec<Expr>) -> Result<(Expr, Expr)> {
    match <[Expr; 2]>::try_from(values) {
        Ok([left, right]) => Ok((left, right)),
        Err(values) => plan_err!("expected 2 arguments of {function:?}, found {}", values.len()),
    }
}

fn fold(function: &Function, values: Vec<Expr>, operator: Operator) -> Result<Expr> {
    match values.into_iter().reduce(|left, right| binary_expr(left, operator, right)) {
        Some(expr) => Ok(expr),
        None => plan_err!("expected arguments of {function:?}, found none"),
    }
}

fn operation(function: &Function) -> Option<Operation> {
    match function {
        Function::Add => Some(Operation::Add),
        Function::Sub => Some(Operation::Sub),
        Function::Mul => Some(Operation::Mul),
        Function::Div => Some(Operation::Div),
        Function::Mod => Some(Operation::Mod),
        _ => None,
    }
}

fn comparison(function: &Function) -> Option<(Comparison, Operator)> {
    match function {
        Function::Eq => Some((Comparison::Eq, Operator::Eq)),
        Function::NotEq => Some((Comparison::NotEq, Operator::NotEq)),
        Function::Lt => Some((Comparison::Lt, Operator::Lt)),
        Function::LtEq => Some((Comparison::LtEq, Operator::LtEq)),
        Function::Gt => Some((Comparison::Gt, Operator::Gt)),
        Function::GtEq => Some((Comparison::GtEq, Operator::GtEq)),
        _ => None,
    }
}

fn comparing(
    comparison: Comparison,
    operator: Operator,
    left: Expr,
    right: Expr,
    types: &[DataType],
) -> Result<Expr> {
    let (Some(a), Some(b)) = (types.first(), types.get(1)) else {
        return plan_err!("expected two operands of {operator}");
    };
    if a.numeric() && b.numeric() && (a != b || *a == DataType::Exact) {
        return Ok(compare(comparison, left, right));
    }
    Ok(binary_expr(left, operator, right))
}

fn equal(left: Expr, right: Expr, a: DataType, b: DataType) -> Result<Expr> {
    comparing(Comparison::Eq, Operator::Eq, left, right, &[a, b])
}

fn in_list(values: Vec<Expr>, types: &[DataType]) -> Result<Expr> {
    let mut pairs = values.into_iter().zip(types.iter().copied());
    let Some((value, of)) = pairs.next() else {
        return plan_err!("expected a value to look for, found none");
    };
    let list: Vec<(Expr, DataType)> = pairs.collect();
    if list.iter().all(|(_, found)| *found == of) && of != DataType::Exact {
        let list = list.into_iter().map(|(item, _)| item).collect();
        return Ok(value.in_list(list, false));
    }
    let mut any = lit(false);
    for (item, found) in list {
        any = any.or(equal(value.clone(), item, of, found)?);
    }
    Ok(any)
}

fn null_if(values: Vec<Expr>, types: &[DataType], returns: DataType) -> Result<Expr> {
    let (left, right) = two(&Function::NullIf, values)?;
    let (a, b) = (types.first().copied(), types.get(1).copied());
    let same = equal(left.clone(), right, a.unwrap_or(returns), b.unwrap_or(returns))?;
    when(same, literal(&Literal::Null, returns)?).otherwise(left)
}

fn lift_all(values: Vec<Expr>, types: &[DataType], to: DataType) -> Result<Vec<Expr>> {
    values.into_iter().zip(types).map(|(value, from)| lift(value, *from, to)).collect()
}

fn extreme(
    greatest: bool,
    values: Vec<Expr>,
    types: &[DataType],
    returns: DataType,
) -> Result<Expr> {
    if returns.numeric() {
        return Ok(arithmetic::extreme(greatest, returns, values));
    }
    let values = lift_all(values, types, returns)?;
    Ok(if greatest { expr_fn::greatest(values) } else { expr_fn::least(values) })
}

/// The type in which values of both can be compared.
pub(super) fn common_type(left: DataType, right: DataType) -> DataType {
    match (left, right) {
        _ if left == right || !left.numeric() || !right.numeric() => left,
        (DataType::Integer, other) | (other, DataType::Integer) => other,
        _ => DataType::Exact,
    }
}

/// The same value in the physical form of another type that holds all of its values.
pub(super) fn lift(expr: Expr, from: DataType, to: DataType) -> Result<Expr> {
    if arrow_type(from) == arrow_type(to) && (from == to || !from.numeric()) {
        return Ok(expr);
    }
    if from.numeric() && to.numeric() {
        return Ok(arithmetic::cast(to, expr));
    }
    plan_err!("expected a value of type {to}, found {from}")
}

/// A constant of a type.
pub(super) fn literal(value: &Literal, data_type: DataType) -> Result<Expr> {
    let wanted = arrow_type(data_type);
    let scalar = match value {
        Literal::Null => ScalarValue::try_from(&wanted)?,
        Literal::Text(text) => ScalarValue::Utf8(Some(text.clone())),
        Literal::Number(number) => return number_literal(number, data_type),
        Literal::Boolean(value) => ScalarValue::Boolean(Some(*value)),
        Literal::Date(day) => ScalarValue::Date32(Some(*day)),
        Literal::Instant(at) => ScalarValue::TimestampMicrosecond(Some(*at), Some("UTC".into())),
        Literal::Period(code) => ScalarValue::Int64(Some(*code)),
    };
    if scalar.data_type() != wanted {
        return plan_err!("expected a constant of type {data_type}, found {value:?}");
    }
    Ok(lit(scalar))
}

fn number_literal(number: &Exact, data_type: DataType) -> Result<Expr> {
    let mut writer = NumberWriter::new(data_type, 1)?;
    writer.push(Some(Num::from(number)))?;
    Ok(lit(ScalarValue::try_from_array(&writer.finish()?, 0)?))
}
