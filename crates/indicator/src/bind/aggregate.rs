//! Aggregates: where they may stand, what they take, what they give.

use super::coerce::cast;
use super::expr::Context;
use super::function::{Form, distinct};
use super::group::{AGGREGATES_FROM, Aggregated};
use super::literal::as_number;
use super::{Binder, Kind, Value};
use crate::findings::{names, text as text_findings, types, units as unit_findings};
use crate::ir::{Aggregate, AggregateFunction as F, Expr, Node};
use crate::units;
use district::{DataType, Exact, Grain, Unit};
use sqlparser::ast;
use sqlparser::tokenizer::Span as SqlSpan;

/// A function with its arguments, and the type and unit of what it gives.
type Made = (F, Vec<Expr>, DataType, Option<Unit>);

pub(super) const FORMS: &[Form] = &[
    Form { name: "avg", shape: "avg(x)", least: 1, most: 1 },
    Form { name: "count", shape: "count(*) / count(x) / count(DISTINCT x)", least: 1, most: 1 },
    Form { name: "gini", shape: "gini(x, w)", least: 2, most: 2 },
    Form { name: "max", shape: "max(x)", least: 1, most: 1 },
    Form { name: "mda8", shape: "mda8(hour_of_day, x)", least: 2, most: 2 },
    Form { name: "median", shape: "median(x)", least: 1, most: 1 },
    Form { name: "median_by", shape: "median_by(x, w)", least: 2, most: 2 },
    Form { name: "min", shape: "min(x)", least: 1, most: 1 },
    Form { name: "palma", shape: "palma(x, w) / palma(x, w, r)", least: 2, most: 3 },
    Form { name: "percentile", shape: "percentile(x, 0.98)", least: 2, most: 2 },
    Form { name: "percentile_by", shape: "percentile_by(x, 0.5, w)", least: 3, most: 3 },
    Form { name: "short", shape: "short('day_hours', x, 20)", least: 3, most: 3 },
    Form { name: "sum", shape: "sum(x)", least: 1, most: 1 },
    Form { name: "year_short", shape: "year_short(day_period, x)", least: 2, most: 2 },
];

impl Binder<'_, '_> {
    pub(super) fn aggregate(
        &mut self,
        context: &mut Context<'_>,
        form: &Form,
        call: &ast::Function,
        arguments: &[Option<&ast::Expr>],
        at: SqlSpan,
    ) -> Option<Value> {
        if context.inside {
            let span = self.span(at);
            return self.fail(names::nested(span, form.name));
        }
        if context.grouping.is_none() {
            let span = self.span(at);
            return self.fail(names::aggregate_place(span, form.name, context.clause));
        }
        self.count_arguments(form, arguments.len(), at)?;
        context.inside = true;
        let values: Vec<Option<Option<Value>>> = arguments
            .iter()
            .map(|argument| match argument {
                Some(expr) => self.expr(context, expr).map(Some),
                None => Some(None),
            })
            .collect();
        let filter = call.filter.as_ref().map(|filter| self.condition(context, filter));
        context.inside = false;
        let values: Option<Vec<Option<Value>>> = values.into_iter().collect();
        let filter = match filter {
            Some(filter) => Some(filter?),
            None => None,
        };
        let made = self.make(form, distinct(call), values?, at)?;
        let (function, arguments, data_type, unit) = made;
        let aggregate = Aggregate { function, arguments, filter };
        let grouping = context.grouping.as_mut()?;
        let index = grouping.add(Aggregated { aggregate, data_type, unit: unit.clone() });
        let expr = Expr { node: Node::Column(AGGREGATES_FROM + index), data_type, unit };
        Some(Value { expr, kind: Kind::Plain, at })
    }

    fn make(
        &mut self,
        form: &Form,
        distinct: bool,
        values: Vec<Option<Value>>,
        at: SqlSpan,
    ) -> Option<Made> {
        let star = values.iter().any(Option::is_none);
        if (star || distinct) && (form.name != "count" || (star && distinct)) {
            let span = self.span(at);
            return self.fail(text_findings::not_accepted(
                span,
                &format!("{}({})", form.name, if star { "*" } else { "DISTINCT …" }),
                "`*` 与 DISTINCT 只用于 count",
                "`*` and DISTINCT go with count only",
            ));
        }
        let one = Some(units::one());
        if star {
            return Some((F::CountRows, Vec::new(), DataType::Integer, one));
        }
        let mut values = values.into_iter().flatten();
        let value = values.next()?;
        match form.name {
            "count" => {
                let function = if distinct { F::CountDistinct } else { F::Count };
                Some((function, vec![value.expr], DataType::Integer, one))
            }
            "sum" => self.sum_of(value),
            "avg" => self.number_made(form, F::Avg, value),
            "median" => self.number_made(form, F::Percentile(half()), value),
            "percentile" => {
                let share = self.share(form, &values.next()?)?;
                self.number_made(form, F::Percentile(share), value)
            }
            "median_by" => self.percentile_by(form, half(), value, values.next()?),
            "percentile_by" => {
                let share = self.share(form, &values.next()?)?;
                self.percentile_by(form, share, value, values.next()?)
            }
            "gini" => self.inequality(form, F::Gini, value, values),
            "palma" => self.inequality(form, F::Palma, value, values),
            "min" => self.extreme(form, F::Min, value),
            "max" => self.extreme(form, F::Max, value),
            "short" => {
                let rule = self.wants_text_literal(form.name, form.shape, &value)?;
                let counted = values.next()?;
                let min = self.whole_literal(form, &values.next()?)?;
                Some((F::Short { rule, min }, vec![counted.expr], DataType::Text, None))
            }
            "mda8" => self.mda8(form, value, values.next()?, at),
            _ => self.year_short(form, value, values.next()?, at),
        }
    }

    fn sum_of(&mut self, value: Value) -> Option<Made> {
        let value = self.wants_amount("sum", value)?;
        let (data_type, unit) = (value.expr.data_type, value.expr.unit.clone());
        Some((F::Sum, vec![value.expr], data_type, unit))
    }

    /// An aggregate of numbers whose result is exact and keeps the unit.
    fn number_made(&mut self, form: &Form, function: F, value: Value) -> Option<Made> {
        let value = self.wants_number(form.name, value)?;
        let unit = value.expr.unit.clone();
        Some((function, vec![value.expr], DataType::Exact, unit))
    }

    /// A number whose zero means nothing is there: it can be summed and set in proportion.
    fn wants_amount(&mut self, name: &str, value: Value) -> Option<Value> {
        let value = self.wants_number(name, value)?;
        if let Some(unit) = value.expr.unit.as_ref().filter(|unit| units::shifted(unit)) {
            let span = self.span(value.at);
            let unit = unit.clone();
            return self.fail(unit_findings::offset(span, name, &unit));
        }
        Some(value)
    }

    fn percentile_by(
        &mut self,
        form: &Form,
        share: Exact,
        value: Value,
        weight: Value,
    ) -> Option<Made> {
        let value = self.wants_number(form.name, value);
        let weight = self.wants_amount(form.name, weight);
        let (value, weight) = (value?, weight?);
        let unit = value.expr.unit.clone();
        let function = F::PercentileBy(share);
        Some((function, vec![value.expr, weight.expr], DataType::Exact, unit))
    }

    /// A ratio over value and weight; what follows is a rank, whose zero means nothing.
    fn inequality(
        &mut self,
        form: &Form,
        function: F,
        value: Value,
        mut rest: impl Iterator<Item = Value>,
    ) -> Option<Made> {
        let value = self.wants_amount(form.name, value);
        let weight = self.wants_amount(form.name, rest.next()?);
        let mut arguments = vec![value?.expr, weight?.expr];
        if let Some(rank) = rest.next() {
            arguments.push(self.wants_number(form.name, rank)?.expr);
        }
        Some((function, arguments, DataType::Exact, Some(units::one())))
    }

    fn extreme(&mut self, form: &Form, function: F, value: Value) -> Option<Made> {
        if value.expr.data_type == DataType::Boolean {
            let span = self.span(value.at);
            let expected = ("数、文字或时间", "a number, text or time");
            return self.fail(types::argument_type(span, form.name, expected, DataType::Boolean));
        }
        let (data_type, unit) = (value.expr.data_type, value.expr.unit.clone());
        Some((function, vec![value.expr], data_type, unit))
    }

    fn share(&mut self, form: &Form, value: &Value) -> Option<Exact> {
        let share = as_number(value).filter(|p| (Exact::zero()..=Exact::one()).contains(*p));
        match share {
            Some(share) => Some(share.clone()),
            None => {
                let span = self.span(value.at);
                self.fail(types::literal_wanted(span, form.name, form.shape))
            }
        }
    }

    fn whole_literal(&mut self, form: &Form, value: &Value) -> Option<i64> {
        match as_number(value).and_then(Exact::to_i64) {
            Some(number) => Some(number),
            None => {
                let span = self.span(value.at);
                self.fail(types::literal_wanted(span, form.name, form.shape))
            }
        }
    }

    fn mda8(&mut self, form: &Form, hour: Value, value: Value, at: SqlSpan) -> Option<Made> {
        self.wants(form.name, &hour, DataType::Integer, ("整点 0–23", "the hour, 0–23"))?;
        let value = self.wants_number(form.name, value)?;
        let hours_min = self.count_param(form.name, "mda8_hours_min", at);
        let windows_min = self.count_param(form.name, "mda8_windows_min", at);
        let limit = self.param_of(form.name, "mda8_limit", at);
        // The limit is in µg/m³ (GB 3095): the values are brought to it.
        let unit = self.unit_named("µg/m³", at)?;
        let expr = self.expressed_in(form.name, value, &unit)?;
        let function = F::Mda8 { hours_min: hours_min?, windows_min: windows_min?, limit: limit? };
        let hour = cast(hour.expr, DataType::Integer);
        Some((function, vec![hour, expr], DataType::Exact, Some(unit)))
    }

    fn year_short(&mut self, form: &Form, day: Value, value: Value, at: SqlSpan) -> Option<Made> {
        let days = DataType::Period(Some(Grain::Day));
        self.wants(form.name, &day, days, ("日周期", "a day period"))?;
        let year_days = self.count_param(form.name, "year_days_min", at);
        let month_days = self.count_param(form.name, "month_days_min", at);
        let february_days = self.count_param(form.name, "february_days_min", at);
        let function = F::YearShort {
            year_days: year_days?,
            month_days: month_days?,
            february_days: february_days?,
        };
        Some((function, vec![cast(day.expr, days), value.expr], DataType::Text, None))
    }
}

fn half() -> Exact {
    Exact::from_decimal(5, 1)
}
