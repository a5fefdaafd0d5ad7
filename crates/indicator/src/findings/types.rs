//! Findings about types and arguments.

use super::{Help, error, listed};
use diag::codes::sql as code;
use diag::{Diagnostic, Span};
use district::{DataType, Grain};

/// Too many or too few arguments.
pub(crate) fn argument_count(at: Span, name: &str, form: &str, found: usize) -> Diagnostic {
    error(
        code::E0235,
        at,
        format!("`{name}` 的参数个数不对：给了 {found} 个"),
        format!("`{name}` has the wrong number of arguments: {found} given"),
    )
    .helped(format!("写成 `{form}`"), format!("write `{form}`"))
}

/// An argument of another type.
pub(crate) fn argument_type(
    at: Span,
    name: &str,
    expected: (&str, &str),
    found: DataType,
) -> Diagnostic {
    error(
        code::E0236,
        at,
        format!("`{name}` 要 {}，实为 {found}", expected.0),
        format!("`{name}` takes {}, found {found}", expected.1),
    )
}

/// An argument that must be written out.
pub(crate) fn literal_wanted(at: Span, name: &str, form: &str) -> Diagnostic {
    error(
        code::E0237,
        at,
        format!("`{name}` 的这个参数要直接写出来"),
        format!("this argument of `{name}` must be written out"),
    )
    .helped(format!("写成 `{form}`"), format!("write `{form}`"))
}

/// No such grain.
pub(crate) fn grain(at: Span, found: &str) -> Diagnostic {
    let list = listed(Grain::EVERY.map(Grain::name));
    error(
        code::E0238,
        at,
        format!("没有周期 `{found}`"),
        format!("there is no period size `{found}`"),
    )
    .helped(format!("用 {list} 之一"), format!("use one of {list}"))
}

/// A smaller period out of a larger one.
pub(crate) fn finer(at: Span, from: Grain, to: Grain) -> Diagnostic {
    error(
        code::E0239,
        at,
        format!("{from} 周期里不止一个 {to}"),
        format!("a {from} has more than one {to}"),
    )
    .helped("由时刻或更小的周期换算", "derive it from an instant or a smaller period")
}

/// No calendar of that name.
pub(crate) fn calendar(at: Span, name: &str, near: Option<&str>) -> Diagnostic {
    error(code::E0241, at, format!("没有日历 `{name}`"), format!("there is no calendar `{name}`"))
        .near(near, "在配置包中用 [[calendar]] 声明它", "declare it in the pack with [[calendar]]")
}

/// Two types that do not go together.
pub(crate) fn mismatch(at: Span, what: &str, left: DataType, right: DataType) -> Diagnostic {
    error(
        code::E0242,
        at,
        format!("`{what}` 两边类型不同：{left} 与 {right}"),
        format!("`{what}` has {left} on one side and {right} on the other"),
    )
    .helped("用函数或 CAST 化为同一类型", "bring both to one type with a function or CAST")
}

/// An operator on a type that it does not take.
pub(crate) fn operand(at: Span, what: &str, found: DataType) -> Diagnostic {
    error(
        code::E0243,
        at,
        format!("`{what}` 不能用于 {found}"),
        format!("`{what}` cannot be applied to {found}"),
    )
}

/// A condition that is not boolean.
pub(crate) fn condition(at: Span, found: DataType) -> Diagnostic {
    error(
        code::E0244,
        at,
        format!("条件应为真假值，实为 {found}"),
        format!("a condition is boolean, found {found}"),
    )
    .helped("写成比较，如 `x > 0`", "write a comparison such as `x > 0`")
}

/// A text that is no date, instant or period.
pub(crate) fn not_a_time(at: Span, found: &str, wanted: DataType) -> Diagnostic {
    let example = match wanted {
        DataType::Date => "2015-03-01",
        DataType::Instant => "2015-03-01 08:00:00+08:00",
        DataType::Period(Some(Grain::Hour)) => "2015-03-01T05",
        DataType::Period(Some(Grain::Day)) => "2015-03-01",
        DataType::Period(Some(Grain::Quarter)) => "2015-Q1",
        DataType::Period(Some(Grain::Year)) => "2015",
        DataType::Period(Some(Grain::All)) => "all",
        DataType::Period(_) => "2015-03",
        DataType::Text
        | DataType::Integer
        | DataType::Decimal(_)
        | DataType::Exact
        | DataType::Boolean => "",
    };
    error(
        code::E0245,
        at,
        format!("`{found}` 不能读作 {wanted}"),
        format!("`{found}` cannot be read as {wanted}"),
    )
    .helped(format!("写成 `'{example}'`"), format!("write `'{example}'`"))
}

/// A number that is too large for what takes it.
pub(crate) fn number(at: Span, found: &str) -> Diagnostic {
    let found: String = found.chars().take(24).collect();
    error(
        code::E0246,
        at,
        format!("`{found}` 不是可用的数"),
        format!("`{found}` is not a number that can be used here"),
    )
    .helped("写成小数，如 `12.5`", "write a decimal such as `12.5`")
}

/// A cast that is refused.
pub(crate) fn cast(at: Span, from: &str, to: &str) -> Diagnostic {
    error(
        code::E0247,
        at,
        format!("不能由 {from} 转为 {to}"),
        format!("{from} cannot be cast to {to}"),
    )
    .helped(
        "可转为 text、integer、decimal(s)、exact、date；文字转数用 `number(x)`",
        "cast to text, integer, decimal(s), exact or date; for text use `number(x)`",
    )
}

/// Durations over a stream that has no states.
pub(crate) fn not_a_state_stream(at: Span, name: &str) -> Diagnostic {
    error(
        code::E0280,
        at,
        format!("`{name}` 不是状态流，`durations` 用不了"),
        format!("`{name}` is not a state stream, which `durations` needs"),
    )
    .helped(
        "给记录流写 `kind = \"state\"`、`subject` 与 `state`",
        "declare the stream with `kind = \"state\"`, `subject` and `state`",
    )
}
