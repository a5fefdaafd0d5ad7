//! Expressions as text.

use crate::ir::{Expr, Function, LimitRule, Literal, Node};
use district::{DataType, Period, Rounding};
use std::fmt::Write;

/// Appends the text of an expression; `typed` tells the types that casts lead to as well.
pub(super) fn expression(expr: &Expr, below: &[String], typed: bool, out: &mut String) {
    match &expr.node {
        Node::Column(index) => {
            match below.get(*index) {
                Some(name) => out.push_str(name),
                // Writing to a string does not fail.
                None => drop(write!(out, "#{index}")),
            }
            if typed {
                let _ = write!(out, ":{}", type_name(expr.data_type));
            }
        }
        Node::Literal(value) => literal(value, expr.data_type, typed, out),
        Node::Cast(inner) => {
            expression(inner, below, typed, out);
            let _ = write!(out, "::{}", type_name(expr.data_type));
        }
        Node::Case(branches, otherwise) => {
            out.push_str("case");
            for (when, then) in branches {
                out.push_str(" when ");
                expression(when, below, typed, out);
                out.push_str(" then ");
                expression(then, below, typed, out);
            }
            if let Some(otherwise) = otherwise {
                out.push_str(" else ");
                expression(otherwise, below, typed, out);
            }
            out.push_str(" end");
        }
        Node::Call(function, arguments) => call(function, arguments, below, typed, out),
    }
}

fn call(function: &Function, arguments: &[Expr], below: &[String], typed: bool, out: &mut String) {
    if let (Some(symbol), [left, right]) = (infix(function), arguments) {
        out.push('(');
        expression(left, below, typed, out);
        let _ = write!(out, " {symbol} ");
        expression(right, below, typed, out);
        out.push(')');
        return;
    }
    out.push_str(&name(function));
    out.push('(');
    for (index, argument) in arguments.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        expression(argument, below, typed, out);
    }
    for extra in extras(function) {
        let _ = write!(out, "; {extra}");
    }
    out.push(')');
}

fn literal(literal: &Literal, data_type: DataType, typed: bool, out: &mut String) {
    let _ = match literal {
        Literal::Null => write!(out, "null"),
        Literal::Text(text) => write!(out, "'{}'", text.replace('\'', "''")),
        Literal::Number(number) => write!(out, "{}", shown(number)),
        Literal::Boolean(value) => write!(out, "{value}"),
        Literal::Date(days) => write!(out, "date {days}"),
        Literal::Instant(at) => write!(out, "instant {at}"),
        Literal::Period(code) => match Period::from_code(*code) {
            Some(period) => write!(out, "period {period}"),
            None => write!(out, "period {code}"),
        },
    };
    if typed || *literal == Literal::Null {
        let _ = write!(out, "::{}", type_name(data_type));
    }
}

/// A number as text; whole ones, which are most, without any arithmetic on them.
fn shown(number: &district::Exact) -> String {
    number.to_i64().map_or_else(|| number.to_string(), |whole| whole.to_string())
}

fn type_name(data_type: DataType) -> String {
    match data_type {
        DataType::Decimal(scale) => format!("decimal({scale})"),
        other => other.to_string(),
    }
}

fn infix(function: &Function) -> Option<&'static str> {
    Some(match function {
        Function::Add => "+",
        Function::Sub => "-",
        Function::Mul => "*",
        Function::Div => "/",
        Function::Mod => "%",
        Function::Eq => "=",
        Function::NotEq => "<>",
        Function::Lt => "<",
        Function::LtEq => "<=",
        Function::Gt => ">",
        Function::GtEq => ">=",
        Function::And => "and",
        Function::Or => "or",
        _ => return None,
    })
}

/// The name that the function has in SQL, where it has one.
fn name(function: &Function) -> String {
    let name = match function {
        Function::Neg => "-",
        Function::Abs => "abs",
        Function::Not => "not",
        Function::IsNull => "is_null",
        Function::IsNotNull => "is_not_null",
        Function::InList => "in",
        Function::Like => "like",
        Function::Coalesce => "coalesce",
        Function::NullIf => "nullif",
        Function::Greatest => "greatest",
        Function::Least => "least",
        Function::Concat => "concat",
        Function::Lower => "lower",
        Function::Upper => "upper",
        Function::Trim => "trim",
        Function::Round(_, Rounding::HalfEven) => "round",
        Function::Round(_, Rounding::Up) => "round_up",
        Function::Round(_, Rounding::Down) => "round_down",
        Function::Scale(..) => "scale",
        Function::Convert(_) => "convert",
        Function::PeriodOf(grain) => grain.name(),
        Function::DaysIn => "days_in",
        Function::StartOf => "start_of",
        Function::Back => "back",
        Function::HourOfDay => "hour_of_day",
        Function::MonthOfYear => "month_of_year",
        Function::SecondsBetween => "seconds_between",
        Function::Workdays(_) => "workdays_between",
        Function::Iaqi(_) => "iaqi",
        Function::Primary(..) => "primary_of",
        Function::ClassOf(_) => "class_of",
        Function::Add
        | Function::Sub
        | Function::Mul
        | Function::Div
        | Function::Mod
        | Function::Eq
        | Function::NotEq
        | Function::Lt
        | Function::LtEq
        | Function::Gt
        | Function::GtEq
        | Function::And
        | Function::Or => return infix(function).unwrap_or_default().to_owned(),
    };
    name.to_owned()
}

/// What a function carries beside its arguments.
fn extras(function: &Function) -> Vec<String> {
    match function {
        Function::Round(digits, _) => vec![digits.to_string()],
        Function::Scale(factor, offset) if offset.zero_valued() => vec![factor.to_string()],
        Function::Scale(factor, offset) => vec![format!("{factor}, {offset}")],
        Function::Convert(unit) => {
            vec![format!("{} = {} + {}", unit.symbol, unit.factor, unit.offset)]
        }
        Function::Workdays(calendar) => {
            let dates = |days: &std::collections::BTreeSet<jiff::civil::Date>| {
                days.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
            };
            let (holidays, makeup) = (dates(&calendar.holidays), dates(&calendar.makeup_workdays));
            vec![format!("{} off {holidays} on {makeup}", calendar.id)]
        }
        Function::Iaqi(points) => {
            let pairs: Vec<String> = points
                .points
                .iter()
                .map(|(index, bound)| format!("{}@{}", shown(index), shown(bound)))
                .collect();
            let above = points.above.map(|n| format!(" above {n}")).unwrap_or_default();
            vec![format!("{}{above}", pairs.join(" "))]
        }
        Function::Primary(names, threshold) => vec![format!("{} > {threshold}", names.join(" "))],
        Function::ClassOf(limits) => {
            let rule = match limits.rule {
                LimitRule::AtMost => "<=",
                LimitRule::AtLeast => ">=",
                LimitRule::Range => "range",
            };
            let bounds: Vec<String> = limits
                .limits
                .iter()
                .map(|(low, high)| match high {
                    Some(high) => format!("{low}-{high}"),
                    None => low.to_string(),
                })
                .collect();
            vec![format!("{rule} {}", bounds.join(" "))]
        }
        _ => Vec::new(),
    }
}
