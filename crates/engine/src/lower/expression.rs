//! Expressions: DataFusion's own operators where they are exact, ours where they are not.

use super::{Lowering, Slot, named};
use crate::functions::arithmetic::{self, Operation};
use crate::functions::compare::{Comparison, compare};
use crate::functions::{standard, text, time};
use crate::number::{Num, NumberWriter};
use crate::types::arrow_type;
use datafusion::common::{Result, ScalarValue, plan_datafusion_err, plan_err};
use datafusion::functions::expr_fn;
use datafusion::logical_expr::{Expr, Operator, binary_expr, cast, lit, not, when};
use district::{DataType, Exact, Grain};
use indicator::ir::{self, Function, Literal, Node};
use std::sync::Arc;

impl Lowering<'_, '_> {
    pub(super) fn expr(&mut self, expr: &ir::Expr, slots: &[Slot]) -> Result<Expr> {
        match &expr.node {
            Node::Column(place) => slots.get(*place).map(Slot::expr).ok_or_else(|| {
                plan_datafusion_err!("expected column {place}, found only {}", slots.len())
            }),
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
        let mut given = Given { function, pairs: Vec::with_capacity(arguments.len()) };
        for argument in arguments {
            given.pairs.push((self.expr(argument, slots)?, argument.data_type));
        }
        let (to, clock) = (expr.data_type, Arc::clone(&self.clock));
        Ok(match function {
            Function::Add => given.arithmetic(Operation::Add, to)?,
            Function::Sub => given.arithmetic(Operation::Sub, to)?,
            Function::Mul => given.arithmetic(Operation::Mul, to)?,
            Function::Div => given.arithmetic(Operation::Div, to)?,
            Function::Mod => given.arithmetic(Operation::Mod, to)?,
            Function::Neg => arithmetic::negative(to, given.one()?),
            Function::Abs => arithmetic::absolute(to, given.one()?),
            Function::Round(digits, how) => arithmetic::round(*digits, *how, to, given.one()?),
            Function::Scale(factor, offset) => arithmetic::scale(factor, offset, to, given.one()?),
            Function::Convert(unit) => arithmetic::convert(unit, to, given.two()?),
            Function::Eq => given.comparison(Comparison::Eq)?,
            Function::NotEq => given.comparison(Comparison::NotEq)?,
            Function::Lt => given.comparison(Comparison::Lt)?,
            Function::LtEq => given.comparison(Comparison::LtEq)?,
            Function::Gt => given.comparison(Comparison::Gt)?,
            Function::GtEq => given.comparison(Comparison::GtEq)?,
            Function::And => given.fold(Operator::And)?,
            Function::Or => given.fold(Operator::Or)?,
            Function::Not => not(given.one()?),
            Function::IsNull => given.one()?.is_null(),
            Function::IsNotNull => given.one()?.is_not_null(),
            Function::InList => in_list(given.pairs)?,
            Function::Like => given.like()?,
            Function::Coalesce => expr_fn::coalesce(given.lifted(to)?),
            Function::NullIf => given.null_if(to)?,
            Function::Greatest => given.extreme(true, to)?,
            Function::Least => given.extreme(false, to)?,
            Function::Concat => self.concat(given.pairs)?,
            Function::Lower => as_text(expr_fn::lower(given.one()?)),
            Function::Upper => as_text(expr_fn::upper(given.one()?)),
            Function::Trim => as_text(expr_fn::btrim(vec![given.one()?])),
            Function::PeriodOf(grain) => time::period_of(*grain, &clock, given.one()?),
            Function::DaysIn => time::days_in(given.one()?),
            Function::StartOf => time::start_of(given.one()?),
            Function::Back => time::back(to, given.two()?),
            Function::HourOfDay => time::hour_of_day(&clock, given.one()?),
            Function::MonthOfYear => time::month_of_year(&clock, given.one()?),
            Function::SecondsBetween => time::seconds_between(given.two()?),
            Function::Workdays(calendar) => time::workdays(calendar, &clock, given.two()?),
            Function::Iaqi(table) => standard::iaqi(table, given.one()?),
            Function::Primary(names, least) => standard::primary(names, *least, given.values()),
            Function::ClassOf(limits) => standard::class_of(limits, given.one()?),
        })
    }

    fn concat(&mut self, pairs: Vec<(Expr, DataType)>) -> Result<Expr> {
        let mut texts = Vec::with_capacity(pairs.len());
        for (value, from) in pairs {
            let text = self.convert(value, from, DataType::Text)?;
            texts.push(expr_fn::coalesce(vec![text, lit("")]));
        }
        Ok(as_text(expr_fn::concat(texts)))
    }
}

/// The arguments of a call with their types.
struct Given<'a> {
    function: &'a Function,
    pairs: Vec<(Expr, DataType)>,
}

impl Given<'_> {
    fn values(self) -> Vec<Expr> {
        self.pairs.into_iter().map(|(value, _)| value).collect()
    }

    fn exactly<const N: usize>(self) -> Result<[(Expr, DataType); N]> {
        let (function, pairs) = (self.function, self.pairs);
        <[(Expr, DataType); N]>::try_from(pairs).map_err(|pairs| {
            plan_datafusion_err!("expected {N} arguments of {function:?}, found {}", pairs.len())
        })
    }

    fn one(self) -> Result<Expr> {
        let [(value, _)] = self.exactly()?;
        Ok(value)
    }

    fn two(self) -> Result<(Expr, Expr)> {
        let [(left, _), (right, _)] = self.exactly()?;
        Ok((left, right))
    }

    fn arithmetic(self, operation: Operation, to: DataType) -> Result<Expr> {
        let (left, right) = self.two()?;
        Ok(arithmetic::binary(operation, to, left, right))
    }

    fn comparison(self, comparison: Comparison) -> Result<Expr> {
        let [left, right] = self.exactly()?;
        Ok(comparing(comparison, left, right))
    }

    fn like(self) -> Result<Expr> {
        let (value, pattern) = self.two()?;
        Ok(value.like(pattern))
    }

    fn fold(self, operator: Operator) -> Result<Expr> {
        let function = self.function;
        let joined = self.values().into_iter().reduce(|a, b| binary_expr(a, operator, b));
        joined.ok_or_else(|| plan_datafusion_err!("expected arguments of {function:?}, found none"))
    }

    fn null_if(self, to: DataType) -> Result<Expr> {
        let [left, right] = self.exactly()?;
        let value = left.0.clone();
        let same = comparing(Comparison::Eq, left, right);
        when(same, literal(&Literal::Null, to)?).otherwise(value)
    }

    fn lifted(self, to: DataType) -> Result<Vec<Expr>> {
        self.pairs.into_iter().map(|(value, from)| lift(value, from, to)).collect()
    }

    fn extreme(self, greatest: bool, to: DataType) -> Result<Expr> {
        if to.numeric() {
            return Ok(arithmetic::extreme(greatest, to, self.values()));
        }
        let values = self.lifted(to)?;
        Ok(if greatest { expr_fn::greatest(values) } else { expr_fn::least(values) })
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

fn comparing(
    comparison: Comparison,
    (left, left_type): (Expr, DataType),
    (right, right_type): (Expr, DataType),
) -> Expr {
    let numbers = left_type.numeric() && right_type.numeric();
    if numbers && (left_type != right_type || left_type == DataType::Exact) {
        return compare(comparison, left, right);
    }
    binary_expr(left, comparison.operator(), right)
}

fn in_list(pairs: Vec<(Expr, DataType)>) -> Result<Expr> {
    let mut pairs = pairs.into_iter();
    let Some((value, of)) = pairs.next() else {
        return plan_err!("expected a value to look for, found none");
    };
    let list: Vec<(Expr, DataType)> = pairs.collect();
    if list.iter().all(|(_, found)| *found == of) && of != DataType::Exact {
        let list = list.into_iter().map(|(item, _)| item).collect();
        return Ok(value.in_list(list, false));
    }
    let mut any = lit(false);
    for item in list {
        any = any.or(comparing(Comparison::Eq, (value.clone(), of), item));
    }
    Ok(any)
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
