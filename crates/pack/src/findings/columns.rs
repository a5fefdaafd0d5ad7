//! Findings about the columns of streams and tables.

use super::{suggest, words};
use diag::codes::pack::{E0120, E0121, E0122, E0123, E0124, E0125, E0126, E0127, E0128, E0129};
use diag::{Diagnostic, Span, Text};
use district::UnitError;

pub(crate) fn unit_not_read(owner: &Text, unit: &str, error: &UnitError, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的单位 `{unit}` 无法读出",
        "{owner} has the unit `{unit}`, which cannot be read",
        owner = owner,
        unit = unit,
    );
    let (label, help) = match error {
        UnitError::Unknown(part, near) => (
            words!("没有单位 `{part}`", "there is no unit `{part}`", part = part),
            near.as_ref()
                .map(|near| words!("是否指 `{near}`？", "did you mean `{near}`?", near = near)),
        ),
        UnitError::Offset(part) => (
            words!("`{part}` 不能乘除", "`{part}` cannot be multiplied or divided", part = part),
            None,
        ),
        UnitError::Mismatch(..) => (Text::default(), None),
    };
    let diagnostic = Diagnostic::error(E0120, message).label(span, label);
    match help {
        Some(help) => diagnostic.help(help),
        None => diagnostic,
    }
}

pub(crate) fn unit_without_number(owner: &Text, data_type: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}是 {data_type} 类型，却有单位",
        "{owner} is of type {data_type} and has a unit",
        owner = owner,
        data_type = data_type,
    );
    Diagnostic::error(E0121, message).label(span, Text::default()).help(words!(
        "删去 `unit`，或把类型改为 `integer` 或 `decimal`",
        "remove `unit`, or make the type `integer` or `decimal`",
    ))
}

pub(crate) fn decimals_out_of_range(owner: &Text, found: &str, max: u32, span: Span) -> Diagnostic {
    let max = max.to_string();
    let message = words!(
        "{owner}的小数位数应为 0 至 {max}，却是 {found}",
        "{owner} takes 0 to {max} decimals, found {found}",
        owner = owner,
        max = max,
        found = found,
    );
    Diagnostic::error(E0122, message).label(span, Text::default())
}

pub(crate) fn decimals_without_decimal(owner: &Text, data_type: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}是 {data_type} 类型，没有 `decimals`",
        "{owner} is of type {data_type}, which has no `decimals`",
        owner = owner,
        data_type = data_type,
    );
    Diagnostic::error(E0122, message).label(span, Text::default()).help(words!(
        "删去 `decimals`，或把类型改为 `decimal`",
        "remove `decimals`, or make the type `decimal`",
    ))
}

pub(crate) fn column_reserved(owner: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}用了系统列的名字",
        "{owner} has the name of a system column",
        owner = owner,
    );
    Diagnostic::error(E0123, message).label(span, Text::default()).help(words!(
        "在文件中另取列名，再用数据源的 `fields` 对应",
        "give it another name and map it with `fields` of the source",
    ))
}

pub(crate) fn column_twice(owner: &Text, span: Span, first: Span) -> Diagnostic {
    let message = words!("{owner}声明了两次", "{owner} is declared twice", owner = owner);
    Diagnostic::error(E0124, message)
        .label(span, Text::new("第二次在此", "declared again"))
        .label(first, Text::new("首次在此", "first declared here"))
}

pub(crate) fn column_not_found<'a>(
    owner: &Text,
    key: &str,
    column: &str,
    span: Span,
    columns: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 提到列 `{column}`，但没有这一列",
        "{owner} names the column `{column}` in `{key}` and has no such column",
        owner = owner,
        key = key,
        column = column,
    );
    let diagnostic = Diagnostic::error(E0125, message).label(span, Text::default());
    suggest(diagnostic, column, columns)
}

pub(crate) fn column_type_for_role(
    owner: &Text,
    key: &str,
    column: &str,
    found: &str,
    expected: &str,
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 用列 `{column}`，其类型为 {found}，应为 {expected}",
        "{owner} uses the column `{column}` of type {found} as `{key}`, which takes {expected}",
        owner = owner,
        key = key,
        column = column,
        found = found,
        expected = expected,
    );
    Diagnostic::error(E0126, message).label(span, Text::default())
}

pub(crate) fn key_not_of_kind(owner: &Text, key: &str, kind: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}是 {kind} 类，不用 `{key}`",
        "{owner} is of kind {kind}, which has no `{key}`",
        owner = owner,
        key = key,
        kind = kind,
    );
    Diagnostic::error(E0127, message).label(span, Text::default()).help(words!(
        "删去 `{key}`，或改 `kind`",
        "remove `{key}`, or change `kind`",
        key = key
    ))
}

pub(crate) fn event_time_parts(owner: &Text, count: usize, span: Span) -> Diagnostic {
    let count = count.to_string();
    let message = words!(
        "{owner}的 `event_time` 有 {count} 列，应为一列，或 1 至 5 个整数部分",
        "{owner} makes its `event_time` of {count} columns, expected one column or up to five parts",
        owner = owner,
        count = count,
    );
    Diagnostic::error(E0128, message).label(span, Text::default()).help(words!(
        "依次写年、月、日、时、分的列",
        "name the columns of year, month, day, hour and minute in this order",
    ))
}

pub(crate) fn values_not_usable(owner: &Text, detail: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `values` 不可用：{detail}",
        "{owner} has `values` that cannot be used: {detail}",
        owner = owner,
        detail = detail,
    );
    Diagnostic::error(E0129, message).label(span, Text::default())
}
