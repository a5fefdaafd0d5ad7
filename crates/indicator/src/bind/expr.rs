//! Expressions: columns, conditions, CASE, CAST; operators and functions are bound next door.

use super::coerce::{Periods, cast, null};
use super::group::Grouping;
use super::operator::boolean;
use super::scope::Scope;
use super::{Binder, Kind, Value};
use crate::findings::{text as text_findings, types};
use crate::ir::{Expr, Function, Node};
use crate::units;
use district::{DataType, Grain, Rounding};
use sqlparser::ast::{self, Spanned};
use sqlparser::tokenizer::Span as SqlSpan;

/// Where an expression stands.
pub(super) struct Context<'s> {
    /// The columns that it can name.
    pub(super) scope: &'s Scope,
    /// The clause, for messages.
    pub(super) clause: &'static str,
    /// Where aggregates are collected; none where there can be none.
    pub(super) grouping: Option<&'s mut Grouping>,
    /// Whether it is within an aggregate's arguments.
    pub(super) inside: bool,
}

impl<'s> Context<'s> {
    /// A clause without aggregates.
    pub(super) fn rows(scope: &'s Scope, clause: &'static str) -> Self {
        Self { scope, clause, grouping: None, inside: false }
    }
}

impl Binder<'_, '_> {
    pub(super) fn expr(&mut self, context: &mut Context<'_>, expr: &ast::Expr) -> Option<Value> {
        self.deeper(|| expr.span(), |this| this.expr_here(context, expr))
    }

    /// A condition: boolean, or null.
    pub(super) fn condition(
        &mut self,
        context: &mut Context<'_>,
        expr: &ast::Expr,
    ) -> Option<Expr> {
        let value = self.expr(context, expr)?;
        self.as_condition(value)
    }

    fn as_condition(&mut self, value: Value) -> Option<Expr> {
        match value.kind {
            Kind::Null => Some(null(DataType::Boolean, None)),
            _ if value.expr.data_type == DataType::Boolean => Some(value.expr),
            _ => {
                let span = self.span(value.at);
                self.fail(types::condition(span, value.expr.data_type))
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's expressions are many")]
    fn expr_here(&mut self, context: &mut Context<'_>, expr: &ast::Expr) -> Option<Value> {
        let at = || expr.span();
        match expr {
            ast::Expr::Identifier(ident) => self.column(context, std::slice::from_ref(ident), at()),
            ast::Expr::CompoundIdentifier(parts) => self.column(context, parts, at()),
            ast::Expr::Nested(inner) => self.expr(context, inner),
            ast::Expr::Value(value) => self.literal(&value.value, value.span),
            ast::Expr::TypedString(typed) => self.typed_literal(typed),
            ast::Expr::BinaryOp { left, op, right } => {
                self.binary(context, expr, (left, op, right), at())
            }
            ast::Expr::UnaryOp { op, expr: inner } => self.unary(context, *op, inner, at()),
            ast::Expr::IsNull(inner) => self.null_test(context, Function::IsNull, inner, at()),
            ast::Expr::IsNotNull(inner) => {
                self.null_test(context, Function::IsNotNull, inner, at())
            }
            ast::Expr::InList { expr: inner, list, negated } => {
                let value = self.in_list(context, inner, list, at())?;
                Some(negate(value, *negated))
            }
            ast::Expr::Between { expr: inner, negated, low, high } => {
                let value = self.between(context, inner, [low, high], at())?;
                Some(negate(value, *negated))
            }
            ast::Expr::Like { negated, any: false, expr: inner, pattern, escape_char: None } => {
                let value = self.like(context, inner, pattern, at())?;
                Some(negate(value, *negated))
            }
            ast::Expr::Case { operand, conditions, else_result, .. } => {
                self.case(context, operand.as_deref(), conditions, else_result.as_deref(), at())
            }
            ast::Expr::Cast { expr: inner, data_type, format: None, array: false, .. } => {
                let value = self.expr(context, inner)?;
                self.cast_to(value, data_type, at())
            }
            ast::Expr::Function(function) => self.function(context, function, at()),
            ast::Expr::Trim { trim_where: None, trim_what: None, expr, trim_characters: None } => {
                let value = self.expr(context, expr)?;
                self.text_call("trim", Function::Trim, value, at())
            }
            other => self.refuse(other),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's expressions are many")]
    fn refuse(&mut self, expr: &ast::Expr) -> Option<Value> {
        let span = self.span(expr.span());
        let finding = match expr {
            ast::Expr::Subquery(_) => text_findings::scalar_subquery(span),
            ast::Expr::Exists { .. } => text_findings::subquery_place(span, "EXISTS"),
            ast::Expr::InSubquery { .. } => text_findings::subquery_place(span, "IN (SELECT …)"),
            ast::Expr::Extract { .. } => text_findings::not_accepted(
                span,
                "EXTRACT",
                "用 `year(t)`、`month_of_year(t)`、`hour_of_day(t)`",
                "use `year(t)`, `month_of_year(t)`, `hour_of_day(t)`",
            ),
            ast::Expr::Ceil { .. } | ast::Expr::Floor { .. } => text_findings::not_accepted(
                span,
                "CEIL/FLOOR",
                "向上取整用 `round_up(x, 0)`，修约用 `round(x, 0)`",
                "use `round_up(x, 0)` or `round(x, 0)`",
            ),
            other => {
                let what: String = other.to_string().chars().take(40).collect();
                text_findings::not_accepted(
                    span,
                    &what,
                    "可用的写法见手册",
                    "the manual lists what can be written",
                )
            }
        };
        self.fail(finding)
    }

    fn column(
        &mut self,
        context: &mut Context<'_>,
        parts: &[ast::Ident],
        at: SqlSpan,
    ) -> Option<Value> {
        match context.scope.resolve(self.source, parts, at) {
            Ok(value) => {
                let value = value?;
                if let (Node::Column(index), Some(grouping), false) =
                    (&value.expr.node, context.grouping.as_mut(), context.inside)
                {
                    grouping.outside.push((*index, at));
                }
                Some(value)
            }
            Err(finding) => self.fail(*finding),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's operators are many")]
    fn unary(
        &mut self,
        context: &mut Context<'_>,
        op: ast::UnaryOperator,
        inner: &ast::Expr,
        at: SqlSpan,
    ) -> Option<Value> {
        match op {
            ast::UnaryOperator::Not => {
                let expr = self.condition(context, inner)?;
                Some(Value { expr: boolean(Function::Not, vec![expr]), kind: Kind::Plain, at })
            }
            ast::UnaryOperator::Plus => self.expr(context, inner),
            ast::UnaryOperator::Minus => {
                let value = self.expr(context, inner)?;
                self.numbers("-", [&value])?;
                if let Some(number) = super::literal::as_number(&value) {
                    let expr = super::literal::number(-number.clone());
                    return Some(Value { expr, kind: value.kind, at });
                }
                let (data_type, unit) = (value.expr.data_type, value.expr.unit.clone());
                let node = Node::Call(Function::Neg, vec![value.expr]);
                Some(Value { expr: Expr { node, data_type, unit }, kind: value.kind, at })
            }
            other => {
                let span = self.span(at);
                self.fail(text_findings::not_accepted(
                    span,
                    &other.to_string(),
                    "一元算符只有 - 与 NOT",
                    "the unary operators are - and NOT",
                ))
            }
        }
    }

    fn null_test(
        &mut self,
        context: &mut Context<'_>,
        function: Function,
        inner: &ast::Expr,
        at: SqlSpan,
    ) -> Option<Value> {
        let value = self.expr(context, inner)?;
        Some(Value { expr: boolean(function, vec![value.expr]), kind: Kind::Plain, at })
    }

    fn in_list(
        &mut self,
        context: &mut Context<'_>,
        inner: &ast::Expr,
        list: &[ast::Expr],
        at: SqlSpan,
    ) -> Option<Value> {
        let values: Vec<Option<Value>> =
            std::iter::once(inner).chain(list).map(|expr| self.expr(context, expr)).collect();
        let values: Option<Vec<Value>> = values.into_iter().collect();
        let (exprs, _) = self.unify("IN", Periods::Same, values?)?;
        Some(Value { expr: boolean(Function::InList, exprs), kind: Kind::Plain, at })
    }

    fn between(
        &mut self,
        context: &mut Context<'_>,
        inner: &ast::Expr,
        [low, high]: [&ast::Expr; 2],
        at: SqlSpan,
    ) -> Option<Value> {
        let value = self.expr(context, inner);
        let (low, high) = (self.expr(context, low), self.expr(context, high));
        let value = value?;
        let low = self.compare(Function::GtEq, "BETWEEN", value.clone(), low?, at);
        let high = self.compare(Function::LtEq, "BETWEEN", value, high?, at);
        let expr = boolean(Function::And, vec![low?.expr, high?.expr]);
        Some(Value { expr, kind: Kind::Plain, at })
    }

    fn like(
        &mut self,
        context: &mut Context<'_>,
        inner: &ast::Expr,
        pattern: &ast::Expr,
        at: SqlSpan,
    ) -> Option<Value> {
        let value = self.expr(context, inner);
        let pattern = self.expr(context, pattern);
        let (value, pattern) = (value?, pattern?);
        if super::literal::as_text(&pattern).is_none() {
            let span = self.span(pattern.at);
            return self.fail(types::literal_wanted(span, "LIKE", "x LIKE 'PM%'"));
        }
        let (exprs, _) = self.unify("LIKE", Periods::Same, vec![value, pattern])?;
        Some(Value { expr: boolean(Function::Like, exprs), kind: Kind::Plain, at })
    }

    fn case(
        &mut self,
        context: &mut Context<'_>,
        operand: Option<&ast::Expr>,
        conditions: &[ast::CaseWhen],
        otherwise: Option<&ast::Expr>,
        at: SqlSpan,
    ) -> Option<Value> {
        let operand = match operand {
            Some(operand) => Some(self.expr(context, operand)?),
            None => None,
        };
        let mut whens = Vec::with_capacity(conditions.len());
        let mut results = Vec::with_capacity(conditions.len() + 1);
        for branch in conditions {
            whens.push(match &operand {
                None => self.condition(context, &branch.condition),
                Some(operand) => self.expr(context, &branch.condition).and_then(|value| {
                    let compared = self.compare(Function::Eq, "CASE", operand.clone(), value, at);
                    compared.map(|value| value.expr)
                }),
            });
            results.push(self.expr(context, &branch.result));
        }
        if let Some(otherwise) = otherwise {
            results.push(self.expr(context, otherwise));
        }
        let whens: Option<Vec<Expr>> = whens.into_iter().collect();
        let results: Option<Vec<Value>> = results.into_iter().collect();
        let (mut results, kind) = self.unify("CASE", Periods::Mixed, results?)?;
        let whens = whens?;
        let (data_type, unit) = results.first().map(|e| (e.data_type, e.unit.clone()))?;
        let otherwise = if otherwise.is_some() { results.pop().map(Box::new) } else { None };
        let node = Node::Case(whens.into_iter().zip(results).collect(), otherwise);
        Some(Value { expr: Expr { node, data_type, unit }, kind, at })
    }

    fn cast_to(&mut self, value: Value, target: &ast::DataType, at: SqlSpan) -> Option<Value> {
        let name = target.to_string();
        let to = match cast_target(target) {
            Ok(to) => to,
            Err(float) => {
                let span = self.span(at);
                return self.fail(if float {
                    text_findings::float(span, &name)
                } else {
                    types::cast(span, &value.expr.data_type.to_string(), &name)
                });
            }
        };
        let from = value.expr.data_type;
        if value.kind == Kind::Null {
            let unit = to.numeric().then(units::one);
            return Some(Value { expr: null(to, unit), kind: Kind::Plain, at });
        }
        let kind = if to.numeric() { value.kind } else { Kind::Plain };
        let expr = match (from, to) {
            (from, to) if from == to => value.expr,
            (_, DataType::Text) => cast(value.expr, to),
            (DataType::Text, DataType::Date) if super::coerce::text_literal(&value) => {
                self.time_literal(&value, to, "CAST")?
            }
            (DataType::Instant | DataType::Period(_), DataType::Date) => date_of(value.expr),
            (DataType::Text, DataType::Exact | DataType::Integer | DataType::Decimal(_)) => {
                narrow(cast(value.expr, DataType::Exact), to)
            }
            (from, to) if from.numeric() && to.numeric() => narrow(value.expr, to),
            _ => {
                let span = self.span(at);
                return self.fail(types::cast(span, &from.to_string(), &name));
            }
        };
        Some(Value { expr, kind, at })
    }
}

/// The date in which an instant or period begins.
pub(super) fn date_of(expr: Expr) -> Expr {
    let day = match expr.data_type {
        DataType::Instant => Expr {
            node: Node::Call(Function::PeriodOf(Grain::Day), vec![expr]),
            data_type: DataType::Period(Some(Grain::Day)),
            unit: None,
        },
        DataType::Date => return expr,
        DataType::Period(_)
        | DataType::Text
        | DataType::Integer
        | DataType::Decimal(_)
        | DataType::Exact
        | DataType::Boolean => expr,
    };
    Expr { node: Node::Call(Function::StartOf, vec![day]), data_type: DataType::Date, unit: None }
}

/// A number as another type of number: rounded half to even where that has fewer digits.
fn narrow(expr: Expr, to: DataType) -> Expr {
    let digits = |data_type| match data_type {
        DataType::Integer => Some(0_i32),
        DataType::Decimal(scale) => Some(i32::from(scale)),
        DataType::Exact
        | DataType::Text
        | DataType::Boolean
        | DataType::Instant
        | DataType::Date
        | DataType::Period(_) => None,
    };
    match (digits(expr.data_type), digits(to)) {
        (Some(from), Some(wanted)) if wanted >= from => cast(expr, to),
        (_, None) => cast(expr, to),
        (_, Some(wanted)) => {
            let unit = expr.unit.clone();
            let exact = cast(expr, DataType::Exact);
            let node = Node::Call(Function::Round(wanted, Rounding::HalfEven), vec![exact]);
            cast(Expr { node, data_type: DataType::Exact, unit }, to)
        }
    }
}

fn negate(value: Value, negated: bool) -> Value {
    if negated { Value { expr: boolean(Function::Not, vec![value.expr]), ..value } } else { value }
}

/// The type that is meant; `Err(true)` if it is a float.
#[expect(clippy::wildcard_enum_match_arm, reason = "the parser's types are many")]
fn cast_target(target: &ast::DataType) -> Result<DataType, bool> {
    use ast::ExactNumberInfo as Info;
    match target {
        ast::DataType::Text | ast::DataType::String(None) | ast::DataType::Varchar(None) => {
            Ok(DataType::Text)
        }
        ast::DataType::Integer(None) | ast::DataType::Int(None) | ast::DataType::BigInt(None) => {
            Ok(DataType::Integer)
        }
        ast::DataType::Date => Ok(DataType::Date),
        ast::DataType::Decimal(info) | ast::DataType::Numeric(info) => {
            let scale = match info {
                Info::None => return Err(false),
                Info::Precision(scale) => u8::try_from(*scale).ok(),
                Info::PrecisionAndScale(_, scale) => u8::try_from(*scale).ok(),
            };
            let scale = scale.filter(|scale| *scale <= super::coerce::SCALE_MAX);
            scale.map(DataType::Decimal).ok_or(false)
        }
        ast::DataType::Custom(name, modifiers) if modifiers.is_empty() => {
            if name.to_string().eq_ignore_ascii_case("exact") {
                Ok(DataType::Exact)
            } else {
                Err(false)
            }
        }
        ast::DataType::Float(_)
        | ast::DataType::Float4
        | ast::DataType::Float8
        | ast::DataType::Float32
        | ast::DataType::Float64
        | ast::DataType::Real
        | ast::DataType::Double(_)
        | ast::DataType::DoublePrecision => Err(true),
        _ => Err(false),
    }
}
