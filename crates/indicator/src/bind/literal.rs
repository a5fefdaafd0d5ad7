//! Values that are written out: numbers, texts, dates, instants, periods.

use super::coerce::SCALE_MAX;
use super::{Binder, Kind, Value};
use crate::findings::{text as text_findings, types};
use crate::ir::{Expr, Literal, Node};
use crate::units;
use district::{DataType, Exact, Period};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use sqlparser::ast::{self, Value as SqlValue};
use sqlparser::tokenizer::Span as SqlSpan;

/// A number written out, in the narrowest type that holds it.
pub(super) fn number(number: Exact) -> Expr {
    if number.to_i64().is_some() {
        let node = Node::Literal(Literal::Number(number));
        return Expr { node, data_type: DataType::Integer, unit: Some(units::one()) };
    }
    let scale = (1..=SCALE_MAX).find(|scale| {
        // Room for sums and products; what is larger is exact.
        let unscaled = number.to_decimal(u32::from(*scale));
        unscaled.is_some_and(|unscaled| unscaled.unsigned_abs() < 10_u128.pow(24))
    });
    let data_type = match scale {
        Some(scale) => DataType::Decimal(scale),
        None => DataType::Exact,
    };
    Expr { node: Node::Literal(Literal::Number(number)), data_type, unit: Some(units::one()) }
}

/// Text written out.
pub(super) fn text(text: &str) -> Expr {
    let node = Node::Literal(Literal::Text(text.to_owned()));
    Expr { node, data_type: DataType::Text, unit: None }
}

/// The text of a value that is text written out.
pub(super) fn as_text(value: &Value) -> Option<&str> {
    match &value.expr.node {
        Node::Literal(Literal::Text(text)) => Some(text),
        _ => None,
    }
}

/// The number of a value that is a number written out.
pub(super) fn as_number(value: &Value) -> Option<&Exact> {
    match &value.expr.node {
        Node::Literal(Literal::Number(number)) => Some(number),
        _ => None,
    }
}

impl Binder<'_, '_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's literals are many")]
    pub(super) fn literal(&mut self, value: &SqlValue, at: SqlSpan) -> Option<Value> {
        let plain = |expr| Some(Value { expr, kind: Kind::Plain, at });
        match value {
            SqlValue::Number(digits, _) => {
                let span = self.span(at);
                if digits.contains(['e', 'E']) {
                    return self.fail(text_findings::float(span, digits));
                }
                match digits.parse::<Exact>() {
                    Ok(exact) => Some(Value { expr: number(exact), kind: Kind::Adapting, at }),
                    Err(_) => self.fail(types::number(span, digits)),
                }
            }
            SqlValue::SingleQuotedString(content) => plain(text(content)),
            SqlValue::Boolean(value) => plain(Expr {
                node: Node::Literal(Literal::Boolean(*value)),
                data_type: DataType::Boolean,
                unit: None,
            }),
            SqlValue::Null => {
                Some(Value { expr: super::null(DataType::Text, None), kind: Kind::Null, at })
            }
            other => {
                let span = self.span(at);
                self.fail(text_findings::not_accepted(
                    span,
                    &other.to_string(),
                    "文字用单引号，数用小数",
                    "put texts in single quotes and write numbers as decimals",
                ))
            }
        }
    }

    /// `DATE '…'` and `TIMESTAMP '…'`.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the parser's types are many")]
    pub(super) fn typed_literal(&mut self, typed: &ast::TypedString) -> Option<Value> {
        let at = typed.value.span;
        let target = match &typed.data_type {
            ast::DataType::Date => DataType::Date,
            ast::DataType::Timestamp(..) => DataType::Instant,
            other => {
                let span = self.span(at);
                return self.fail(text_findings::not_accepted(
                    span,
                    &other.to_string(),
                    "用 `DATE '…'` 或 `TIMESTAMP '…'`",
                    "use `DATE '…'` or `TIMESTAMP '…'`",
                ));
            }
        };
        let inner = self.literal(&typed.value.value, at)?;
        let expr = self.time_literal(&inner, target, "")?;
        Some(Value { expr, kind: Kind::Plain, at })
    }

    /// Text written out as a date, an instant or a period.
    pub(super) fn time_literal(
        &mut self,
        value: &Value,
        target: DataType,
        what: &str,
    ) -> Option<Expr> {
        let content = as_text(value).unwrap_or_default();
        let literal = match target {
            DataType::Date => content.parse::<Date>().ok().and_then(days).map(Literal::Date),
            DataType::Instant => self.instant(content).map(Literal::Instant),
            DataType::Period(grain) => content
                .parse::<Period>()
                .ok()
                .filter(|period| grain.is_none_or(|grain| grain == period.grain()))
                .map(|period| Literal::Period(period.code())),
            DataType::Text
            | DataType::Integer
            | DataType::Decimal(_)
            | DataType::Exact
            | DataType::Boolean => {
                let span = self.span(value.at);
                return self.fail(types::mismatch(span, what, target, DataType::Text));
            }
        };
        match literal {
            Some(literal) => {
                Some(Expr { node: Node::Literal(literal), data_type: target, unit: None })
            }
            None => {
                let span = self.span(value.at);
                self.fail(types::not_a_time(span, content, target))
            }
        }
    }

    /// With an offset as it says; without one in the district's own time.
    fn instant(&self, content: &str) -> Option<i64> {
        if let Ok(at) = content.parse::<Timestamp>() {
            return Some(at.as_microsecond());
        }
        let civil = content.parse::<DateTime>().ok()?;
        self.world.pack.zone.instant_us(civil)
    }
}

fn days(date: Date) -> Option<i32> {
    Date::constant(1970, 1, 1).until(date).ok().map(|span| span.get_days())
}
