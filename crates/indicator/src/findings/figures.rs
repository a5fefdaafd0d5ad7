//! Findings about the output of an indicator.

use super::{Help, error};
use diag::codes::sql as code;
use diag::{Diagnostic, Span, Text};
use district::{DataType, Grain};

/// No `place` column.
pub(crate) fn no_place(at: Span, indicator: &str) -> Diagnostic {
    error(
        code::E0260,
        at,
        format!("指标 `{indicator}` 没有输出 `place`"),
        format!("indicator `{indicator}` gives no `place`"),
    )
    .helped("选出地点，如 `station AS place`", "select the place, as in `station AS place`")
}

/// No `period` column.
pub(crate) fn no_period(at: Span, indicator: &str, grain: Grain) -> Diagnostic {
    error(
        code::E0261,
        at,
        format!("指标 `{indicator}` 没有输出 `period`"),
        format!("indicator `{indicator}` gives no `period`"),
    )
    .helped(
        format!("选出周期，如 `{grain}(observed_at) AS period`"),
        format!("select the period, as in `{grain}(observed_at) AS period`"),
    )
}

/// No value.
pub(crate) fn no_value(at: Span, indicator: &str) -> Diagnostic {
    error(
        code::E0262,
        at,
        format!("指标 `{indicator}` 没有输出 `value`"),
        format!("indicator `{indicator}` gives no `value`"),
    )
    .helped(
        "选出 `value`，或 `numerator` 与 `denominator`",
        "select `value`, or `numerator` and `denominator`",
    )
}

/// A column of the wrong type.
pub(crate) fn column_type(at: Span, column: &str, wanted: &str, found: DataType) -> Diagnostic {
    error(
        code::E0263,
        at,
        format!("`{column}` 应为 {wanted}，实为 {found}"),
        format!("`{column}` is {found}, {wanted} expected"),
    )
    .helped(format!("让 `{column}` 成为 {wanted}"), format!("make `{column}` {wanted}"))
}

/// A period of another grain.
pub(crate) fn period_grain(at: Span, wanted: Grain, found: DataType) -> Diagnostic {
    error(
        code::E0264,
        at,
        format!("`period` 声明为 {wanted}，SQL 给出 {found}"),
        format!("`period` is declared as {wanted}, the SQL gives {found}"),
    )
    .helped(
        format!("写成 `{wanted}(…) AS period`，或改声明"),
        format!("write `{wanted}(…) AS period`, or correct the declaration"),
    )
}

/// A `by` column that is not selected.
pub(crate) fn by_missing(at: Span, column: &str) -> Diagnostic {
    error(
        code::E0265,
        at,
        format!("`by` 里的 `{column}` 没有输出"),
        format!("`{column}` of `by` is not selected"),
    )
    .helped(
        format!("选出 `{column}`，或从 `by` 删去"),
        format!("select `{column}`, or take it out of `by`"),
    )
}

/// One of numerator and denominator without the other.
pub(crate) fn half_ratio(at: Span, given: &str, missing: &str) -> Diagnostic {
    error(
        code::E0266,
        at,
        format!("有 `{given}` 而无 `{missing}`"),
        format!("there is `{given}` without `{missing}`"),
    )
    .helped(format!("选出 `{missing}`"), format!("select `{missing}`"))
}

/// A column that figures do not have.
pub(crate) fn extra(at: Span, column: &str, near: Option<&str>) -> Diagnostic {
    error(
        code::E0267,
        at,
        format!("指标的输出里没有 `{column}` 这一列"),
        format!("an indicator has no output column `{column}`"),
    )
    .near(
        near,
        format!("删去它，或写进 `by = [\"{column}\"]`"),
        format!("remove it, or declare `by = [\"{column}\"]`"),
    )
}

/// Rolled up to a level that no place has.
pub(crate) fn level(at: Span, indicator: &str, level: &str, near: Option<&str>) -> Diagnostic {
    error(
        code::E0268,
        at,
        format!("指标 `{indicator}` 汇总到 `{level}`，而没有地点属于这一级"),
        format!("indicator `{indicator}` rolls up to `{level}`, a level that no place has"),
    )
    .near(near, "在地点表中给出这一级", "give places of that level")
}

/// Rolled up to a period that is not larger.
pub(crate) fn roll_up_period(at: Span, indicator: &str, from: Grain, to: Grain) -> Diagnostic {
    error(
        code::E0269,
        at,
        format!("指标 `{indicator}` 由 {from} 汇总到 {to}，而 {to} 并不更大"),
        format!("indicator `{indicator}` rolls up from {from} to {to}, which is not larger"),
    )
    .helped("只写更大的周期", "name larger periods only")
}

/// An indicator bounded by one whose figures cannot stand beside its own.
pub(crate) fn bounds(at: Span, indicator: &str, companion: &str, parts: &[Text]) -> Diagnostic {
    let zh: Vec<&str> = parts.iter().map(|part| part.zh.as_str()).collect();
    let en: Vec<&str> = parts.iter().map(|part| part.en.as_str()).collect();
    let (zh, en) = (zh.join("、"), en.join(", "));
    error(
        code::E0275,
        at,
        format!("指标 `{indicator}` 的上下限 `{companion}` 与它不同：{zh}"),
        format!("indicator `{indicator}` is bounded by `{companion}`, which differs in {en}"),
    )
    .helped(
        format!("在 `{companion}` 的头部写同样的{zh}"),
        format!("write the same {en} in the head of `{companion}`"),
    )
}

/// Bounds that are the indicator itself, or one another.
pub(crate) fn bounds_same(at: Span, indicator: &str) -> Diagnostic {
    error(
        code::E0275,
        at,
        format!("指标 `{indicator}` 的下限与上限应是另外两个指标"),
        format!("the bounds of indicator `{indicator}` are not two other indicators"),
    )
    .helped("先下限，后上限", "name the lower one, then the upper one")
}
