//! Functions of time: natural periods, dates, seconds, workdays.

use super::coerce::cast;
use super::expr::date_of;
use super::function::{Form, first, plain};
use super::{Binder, Kind, Value};
use crate::findings::types;
use crate::ir::{Expr, Function, Literal, Node};
use crate::units;
use district::{DataType, Grain, Period, did_you_mean};
use sqlparser::tokenizer::Span as SqlSpan;
use std::sync::Arc;

const PERIOD: (&str, &str) = ("周期", "a period");
const WHEN: (&str, &str) = ("时刻、日期或周期", "an instant, a date or a period");

impl Binder<'_, '_> {
    pub(super) fn time_function(
        &mut self,
        form: &Form,
        values: Vec<Value>,
        at: SqlSpan,
    ) -> Option<Value> {
        match form.name {
            "all_time" => Some(Value { expr: all_time(), kind: Kind::Plain, at }),
            "days_in" => {
                let value = self.period_argument(form, first(values)?)?;
                let unit = Some(units::one());
                Some(plain(Function::DaysIn, vec![value.expr], DataType::Integer, unit, at))
            }
            "start_of" => {
                let value = self.period_argument(form, first(values)?)?;
                Some(plain(Function::StartOf, vec![value.expr], DataType::Date, None, at))
            }
            "back" => {
                let [value, count]: [Value; 2] = values.try_into().ok()?;
                let value = self.period_argument(form, value)?;
                self.wants(form.name, &count, DataType::Integer, ("整数", "an integer"))?;
                let data_type = value.expr.data_type;
                let exprs = vec![value.expr, cast(count.expr, DataType::Integer)];
                Some(plain(Function::Back, exprs, data_type, None, at))
            }
            "hour_of_day" => {
                let value = first(values)?;
                self.wants(form.name, &value, DataType::Instant, ("时刻", "an instant"))?;
                let exprs = vec![cast(value.expr, DataType::Instant)];
                let unit = Some(units::one());
                Some(plain(Function::HourOfDay, exprs, DataType::Integer, unit, at))
            }
            "month_of_year" => {
                let value = self.time_argument(form, first(values)?)?;
                let unit = Some(units::one());
                Some(plain(Function::MonthOfYear, vec![value.expr], DataType::Integer, unit, at))
            }
            "seconds_between" => self.seconds_between(form, values, at),
            "workdays_between" => self.workdays_between(form, values, at),
            name => {
                let grain = Grain::find(name)?;
                self.period_of(form, grain, first(values)?, at)
            }
        }
    }

    /// A period, or null as one.
    fn period_argument(&mut self, form: &Form, value: Value) -> Option<Value> {
        match value.expr.data_type {
            DataType::Period(_) => Some(value),
            _ if value.kind == Kind::Null => {
                Some(Value { expr: super::null(DataType::Period(None), None), ..value })
            }
            found => {
                let span = self.span(value.at);
                self.fail(types::argument_type(span, form.name, PERIOD, found))
            }
        }
    }

    /// An instant, a date, a period, or null as an instant.
    fn time_argument(&mut self, form: &Form, value: Value) -> Option<Value> {
        match value.expr.data_type {
            DataType::Instant | DataType::Date | DataType::Period(_) => Some(value),
            _ if value.kind == Kind::Null => {
                Some(Value { expr: super::null(DataType::Instant, None), ..value })
            }
            found => {
                let span = self.span(value.at);
                self.fail(types::argument_type(span, form.name, WHEN, found))
            }
        }
    }

    fn period_of(&mut self, form: &Form, grain: Grain, value: Value, at: SqlSpan) -> Option<Value> {
        let value = self.time_argument(form, value)?;
        let from = match value.expr.data_type {
            DataType::Date => Some(Grain::Day),
            DataType::Period(from) => from,
            DataType::Instant
            | DataType::Text
            | DataType::Integer
            | DataType::Decimal(_)
            | DataType::Exact
            | DataType::Boolean => None,
        };
        if let Some(from) = from.filter(|from| *from > grain) {
            let span = self.span(at);
            return self.fail(types::finer(span, from, grain));
        }
        let data_type = DataType::Period(Some(grain));
        if value.expr.data_type == data_type {
            return Some(value);
        }
        Some(plain(Function::PeriodOf(grain), vec![value.expr], data_type, None, at))
    }

    fn seconds_between(&mut self, form: &Form, values: Vec<Value>, at: SqlSpan) -> Option<Value> {
        for value in &values {
            self.wants(form.name, value, DataType::Instant, ("时刻", "an instant"))?;
        }
        let exprs = values.into_iter().map(|v| cast(v.expr, DataType::Instant)).collect();
        let second = self.unit_named("s", at)?;
        Some(plain(Function::SecondsBetween, exprs, DataType::Decimal(6), Some(second), at))
    }

    fn workdays_between(&mut self, form: &Form, values: Vec<Value>, at: SqlSpan) -> Option<Value> {
        let [from, to, calendar]: [Value; 3] = values.try_into().ok()?;
        let name = self.wants_text_literal(form.name, form.shape, &calendar)?;
        let Some(found) = self.world.pack.calendars.get(&name) else {
            let near = did_you_mean(&name, self.world.pack.calendars.keys().map(String::as_str));
            let span = self.span(calendar.at);
            return self.fail(types::calendar(span, &name, near));
        };
        let mut exprs = Vec::with_capacity(2);
        for value in [from, to] {
            let value = self.time_argument(form, value)?;
            exprs.push(date_of(value.expr));
        }
        let function = Function::Workdays(Arc::new(found.clone()));
        Some(plain(function, exprs, DataType::Integer, Some(units::one()), at))
    }
}

fn all_time() -> Expr {
    Expr {
        node: Node::Literal(Literal::Period(Period::ALL.code())),
        data_type: DataType::Period(Some(Grain::All)),
        unit: None,
    }
}
