//! Functions of one row: their names, their forms, and what they become.

use super::coerce::{Periods, cast, in_unit};
use super::expr::Context;
use super::literal::{as_number, as_text};
use super::{Binder, Kind, Value, aggregate};
use crate::findings::{names, text as text_findings, types, units as unit_findings};
use crate::ir::{Expr, Function, Node};
use crate::units;
use district::{DataType, Rounding, Unit, UnitError, did_you_mean};
use sqlparser::ast::{self, FunctionArg, FunctionArgExpr, FunctionArguments};
use sqlparser::tokenizer::Span as SqlSpan;

/// A function: its name, how it is written, the least and the greatest number of arguments.
pub(super) struct Form {
    pub(super) name: &'static str,
    pub(super) shape: &'static str,
    pub(super) least: usize,
    pub(super) most: usize,
}

const fn form(name: &'static str, shape: &'static str, least: usize, most: usize) -> Form {
    Form { name, shape, least, most }
}

const MANY: usize = 256;

const FORMS: &[Form] = &[
    form("abs", "abs(x)", 1, 1),
    form("all_time", "all_time()", 0, 0),
    form("back", "back(period, 1)", 2, 2),
    form("class_of", "class_of('COD', x, 'lake')", 2, 3),
    form("coalesce", "coalesce(a, b, …)", 1, MANY),
    form("concat", "concat(a, b, …)", 1, MANY),
    form("convert", "convert(x, unit_column, 'mg/L')", 3, 3),
    form("day", "day(t)", 1, 1),
    form("days_in", "days_in(period)", 1, 1),
    form("edition", "edition()", 0, 0),
    form("greatest", "greatest(a, b, …)", 1, MANY),
    form("hour", "hour(t)", 1, 1),
    form("hour_of_day", "hour_of_day(t)", 1, 1),
    form("iaqi", "iaqi('PM25_24h', x)", 2, 2),
    form("in_unit", "in_unit(x, 'mg/m³')", 2, 2),
    form("least", "least(a, b, …)", 1, MANY),
    form("lower", "lower(x)", 1, 1),
    form("month", "month(t)", 1, 1),
    form("month_of_year", "month_of_year(t)", 1, 1),
    form("nullif", "nullif(a, b)", 2, 2),
    form("number", "number(text)", 1, 1),
    form("param", "param('name')", 1, 1),
    form("primary_of", "primary_of('PM25', i, 'O3', j, …)", 2, MANY),
    form("quarter", "quarter(t)", 1, 1),
    form("round", "round(x, 2)", 1, 2),
    form("round_up", "round_up(x, 0)", 1, 2),
    form("seconds_between", "seconds_between(a, b)", 2, 2),
    form("start_of", "start_of(period)", 1, 1),
    form("trim", "trim(x)", 1, 1),
    form("upper", "upper(x)", 1, 1),
    form("workdays_between", "workdays_between(a, b, 'cn')", 3, 3),
    form("year", "year(t)", 1, 1),
];

impl Binder<'_, '_> {
    pub(super) fn function(
        &mut self,
        context: &mut Context<'_>,
        call: &ast::Function,
        at: SqlSpan,
    ) -> Option<Value> {
        let name = call.name.to_string().to_lowercase();
        if call.over.is_some() {
            let span = self.span(at);
            return self.fail(text_findings::window(span));
        }
        let Some(arguments) = arguments(call) else {
            let span = self.span(at);
            return self.fail(text_findings::not_accepted(
                span,
                &name,
                "参数依次写在括号里",
                "write the arguments in parentheses, in order",
            ));
        };
        if let Some(form) = aggregate::FORMS.iter().find(|form| form.name == name) {
            return self.aggregate(context, form, call, &arguments, at);
        }
        let Some(form) = FORMS.iter().find(|form| form.name == name) else {
            let all = FORMS.iter().chain(aggregate::FORMS).map(|form| form.name);
            let near = did_you_mean(&name, all);
            let span = self.span(at);
            return self.fail(names::function(span, &name, near));
        };
        if call.filter.is_some() || distinct(call) {
            let span = self.span(at);
            return self.fail(text_findings::not_accepted(
                span,
                "FILTER/DISTINCT",
                "只有聚合才有 FILTER 与 DISTINCT",
                "only aggregates have FILTER and DISTINCT",
            ));
        }
        self.count_arguments(form, arguments.len(), at)?;
        let values: Vec<Option<Value>> = arguments
            .iter()
            .map(|argument| match argument {
                Some(expr) => self.expr(context, expr),
                None => {
                    let span = self.span(at);
                    self.fail(types::argument_count(span, form.name, form.shape, 0))
                }
            })
            .collect();
        let values: Option<Vec<Value>> = values.into_iter().collect();
        self.apply(form, values?, at)
    }

    pub(super) fn count_arguments(&mut self, form: &Form, found: usize, at: SqlSpan) -> Option<()> {
        let odd = form.name == "primary_of" && found % 2 == 1;
        if (form.least..=form.most).contains(&found) && !odd {
            return Some(());
        }
        let span = self.span(at);
        self.fail(types::argument_count(span, form.name, form.shape, found))
    }

    fn apply(&mut self, form: &Form, values: Vec<Value>, at: SqlSpan) -> Option<Value> {
        match form.name {
            "all_time" | "hour" | "day" | "month" | "quarter" | "year" | "days_in" | "start_of"
            | "back" | "hour_of_day" | "month_of_year" | "seconds_between" | "workdays_between" => {
                self.time_function(form, values, at)
            }
            "iaqi" | "class_of" | "param" | "edition" => self.edition_function(form, values, at),
            "coalesce" => self.choice("coalesce", Function::Coalesce, values, at),
            "nullif" => self.choice("nullif", Function::NullIf, values, at),
            "greatest" => self.choice("greatest", Function::Greatest, values, at),
            "least" => self.choice("least", Function::Least, values, at),
            "concat" => {
                let exprs = values.into_iter().map(|v| cast(v.expr, DataType::Text)).collect();
                Some(plain(Function::Concat, exprs, DataType::Text, None, at))
            }
            "lower" => self.text_call("lower", Function::Lower, first(values)?, at),
            "upper" => self.text_call("upper", Function::Upper, first(values)?, at),
            "trim" => self.text_call("trim", Function::Trim, first(values)?, at),
            "abs" => self.abs(first(values)?, at),
            "round" => self.round(form, values, Rounding::HalfEven, at),
            "round_up" => self.round(form, values, Rounding::Up, at),
            "number" => self.number_of(first(values)?, at),
            "in_unit" => self.change_unit(form, values, at),
            "convert" => self.convert(form, values, at),
            "primary_of" => self.primary(form, values, at),
            _ => None,
        }
    }

    fn choice(
        &mut self,
        what: &str,
        function: Function,
        values: Vec<Value>,
        at: SqlSpan,
    ) -> Option<Value> {
        let periods = if function == Function::NullIf { Periods::Same } else { Periods::Mixed };
        let (exprs, kind) = self.unify(what, periods, values)?;
        let (data_type, unit) = exprs.first().map(|e| (e.data_type, e.unit.clone()))?;
        Some(Value { kind, ..plain(function, exprs, data_type, unit, at) })
    }

    pub(super) fn text_call(
        &mut self,
        name: &str,
        function: Function,
        value: Value,
        at: SqlSpan,
    ) -> Option<Value> {
        self.wants(name, &value, DataType::Text, ("文字", "text"))?;
        let expr = cast(value.expr, DataType::Text);
        Some(plain(function, vec![expr], DataType::Text, None, at))
    }

    /// Refuses an argument of another type; null is of any.
    pub(super) fn wants(
        &mut self,
        name: &str,
        value: &Value,
        data_type: DataType,
        expected: (&str, &str),
    ) -> Option<()> {
        if value.kind == Kind::Null || value.expr.data_type == data_type {
            return Some(());
        }
        let span = self.span(value.at);
        self.fail(types::argument_type(span, name, expected, value.expr.data_type))
    }

    /// Refuses an argument that is no number; null becomes one.
    pub(super) fn wants_number(&mut self, name: &str, value: Value) -> Option<Value> {
        match value.kind {
            Kind::Null => {
                let expr = super::null(DataType::Exact, Some(units::one()));
                Some(Value { expr, kind: Kind::Adapting, at: value.at })
            }
            _ if value.expr.data_type.numeric() => Some(value),
            _ => {
                let span = self.span(value.at);
                let expected = ("数", "a number");
                self.fail(types::argument_type(span, name, expected, value.expr.data_type))
            }
        }
    }

    /// The text of an argument that must be written out.
    pub(super) fn wants_text_literal(
        &mut self,
        name: &str,
        form: &str,
        value: &Value,
    ) -> Option<String> {
        match as_text(value) {
            Some(text) => Some(text.to_owned()),
            None => {
                let span = self.span(value.at);
                self.fail(types::literal_wanted(span, name, form))
            }
        }
    }

    fn abs(&mut self, value: Value, at: SqlSpan) -> Option<Value> {
        let value = self.wants_number("abs", value)?;
        let (data_type, unit) = (value.expr.data_type, value.expr.unit.clone());
        let kind = value.kind;
        Some(Value { kind, ..plain(Function::Abs, vec![value.expr], data_type, unit, at) })
    }

    fn round(
        &mut self,
        form: &Form,
        values: Vec<Value>,
        rounding: Rounding,
        at: SqlSpan,
    ) -> Option<Value> {
        let mut values = values.into_iter();
        let value = self.wants_number(form.name, values.next()?)?;
        let digits = match values.next() {
            None => 0,
            Some(digits) => {
                let number = as_number(&digits).and_then(district::Exact::to_i64);
                match number.and_then(|n| i32::try_from(n).ok()).filter(|n| n.abs() <= 30) {
                    Some(digits) => digits,
                    None => {
                        let span = self.span(digits.at);
                        return self.fail(types::literal_wanted(span, form.name, form.shape));
                    }
                }
            }
        };
        let unit = value.expr.unit.clone();
        let kind = value.kind;
        let exprs = vec![cast(value.expr, DataType::Exact)];
        let function = Function::Round(digits, rounding);
        Some(Value { kind, ..plain(function, exprs, DataType::Exact, unit, at) })
    }

    /// A number in a text has no unit yet: it takes the one it is put to.
    fn number_of(&mut self, value: Value, at: SqlSpan) -> Option<Value> {
        if value.kind != Kind::Null && value.expr.data_type.numeric() {
            return Some(Value { expr: cast(value.expr, DataType::Exact), ..value });
        }
        self.wants("number", &value, DataType::Text, ("文字", "text"))?;
        Some(Value { expr: cast(value.expr, DataType::Exact), kind: Kind::Adapting, at })
    }

    /// The unit that a text names.
    pub(super) fn unit_named(&mut self, text: &str, at: SqlSpan) -> Option<Unit> {
        match units::parse(text) {
            Ok(unit) => Some(unit),
            Err(error) => {
                let near = match &error {
                    UnitError::Unknown(_, near) => near.as_deref(),
                    UnitError::Mismatch(..) | UnitError::Offset(_) => None,
                };
                let span = self.span(at);
                self.fail(unit_findings::unreadable(span, text, near))
            }
        }
    }

    fn change_unit(&mut self, form: &Form, values: Vec<Value>, at: SqlSpan) -> Option<Value> {
        let [value, unit]: [Value; 2] = values.try_into().ok()?;
        let unit_at = unit.at;
        let name = self.wants_text_literal(form.name, form.shape, &unit)?;
        let unit = self.unit_named(&name, unit_at)?;
        let value = self.wants_number(form.name, value)?;
        let expr = self.expressed_in(form.name, value, &unit)?;
        Some(Value { expr, kind: Kind::Plain, at })
    }

    /// A number in a unit: changed exactly, or a finding; a number written out takes it.
    pub(super) fn expressed_in(&mut self, what: &str, value: Value, unit: &Unit) -> Option<Expr> {
        if value.kind == Kind::Adapting {
            return Some(Expr { unit: Some(unit.clone()), ..value.expr });
        }
        let found = value.expr.unit.clone().unwrap_or_else(units::one);
        match in_unit(value.expr, unit) {
            Some(expr) => Some(expr),
            None => {
                let span = self.span(value.at);
                self.fail(unit_findings::mismatch(span, what, unit, &found))
            }
        }
    }

    fn convert(&mut self, form: &Form, values: Vec<Value>, at: SqlSpan) -> Option<Value> {
        let [value, from, to]: [Value; 3] = values.try_into().ok()?;
        let to_at = to.at;
        let name = self.wants_text_literal(form.name, form.shape, &to)?;
        let unit = self.unit_named(&name, to_at)?;
        let value = self.wants_number(form.name, value)?;
        self.wants(form.name, &from, DataType::Text, ("单位的名称", "the name of a unit"))?;
        let exprs = vec![cast(value.expr, DataType::Exact), cast(from.expr, DataType::Text)];
        let function = Function::Convert(unit.clone());
        Some(plain(function, exprs, DataType::Exact, Some(unit), at))
    }

    fn primary(&mut self, form: &Form, values: Vec<Value>, at: SqlSpan) -> Option<Value> {
        /// HJ 633: an index up to 50 makes no pollutant primary.
        const THRESHOLD: i64 = 50;
        let mut names = Vec::new();
        let mut exprs = Vec::new();
        let mut values = values.into_iter();
        while let (Some(name), Some(index)) = (values.next(), values.next()) {
            names.push(self.wants_text_literal(form.name, form.shape, &name)?);
            self.wants(form.name, &index, DataType::Integer, ("整数指数", "an integer index"))?;
            exprs.push(cast(index.expr, DataType::Integer));
        }
        let function = Function::Primary(names, THRESHOLD);
        Some(plain(function, exprs, DataType::Text, None, at))
    }
}

pub(super) fn first(values: Vec<Value>) -> Option<Value> {
    values.into_iter().next()
}

pub(super) fn plain(
    function: Function,
    exprs: Vec<Expr>,
    data_type: DataType,
    unit: Option<Unit>,
    at: SqlSpan,
) -> Value {
    let expr = Expr { node: Node::Call(function, exprs), data_type, unit };
    Value { expr, kind: Kind::Plain, at }
}

/// Whether the call says DISTINCT.
pub(super) fn distinct(call: &ast::Function) -> bool {
    match &call.args {
        FunctionArguments::List(list) => {
            matches!(list.duplicate_treatment, Some(ast::DuplicateTreatment::Distinct))
        }
        FunctionArguments::None | FunctionArguments::Subquery(_) => false,
    }
}

/// The arguments, `None` for `*`; nothing for a form of call that is not ours.
fn arguments(call: &ast::Function) -> Option<Vec<Option<&ast::Expr>>> {
    let plain = matches!(call.parameters, FunctionArguments::None)
        && call.within_group.is_empty()
        && call.null_treatment.is_none()
        && !call.uses_odbc_syntax;
    let FunctionArguments::List(list) = &call.args else { return None };
    if !plain || !list.clauses.is_empty() {
        return None;
    }
    list.args
        .iter()
        .map(|argument| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(expr)) => Some(Some(expr)),
            FunctionArg::Unnamed(FunctionArgExpr::Wildcard) => Some(None),
            FunctionArg::Unnamed(
                FunctionArgExpr::QualifiedWildcard(_) | FunctionArgExpr::WildcardWithOptions(_),
            )
            | FunctionArg::Named { .. }
            | FunctionArg::ExprNamed { .. } => None,
        })
        .collect()
}
