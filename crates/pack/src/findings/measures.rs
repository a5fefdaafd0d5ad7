//! Findings about indicators and targets.

use super::words;
use diag::codes::pack::{E0151, E0152, E0153, E0154, E0155, E0156, E0157};
use diag::{Diagnostic, Span, Text};
use district::Grain;

pub(crate) fn roll_up_not_larger(owner: &Text, grain: Grain, own: Grain, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}按 {own} 计算，不能汇总到 {grain}",
        "{owner} is computed by {own} and cannot be added up to {grain}",
        owner = owner,
        own = own.name(),
        grain = grain.name(),
    );
    Diagnostic::error(E0151, message).label(span, Text::default()).help(words!(
        "写比 {own} 更大的时期",
        "write a period larger than {own}",
        own = own.name()
    ))
}

pub(crate) fn edition_not_computed<'a>(
    owner: &Text,
    edition: &str,
    span: Span,
    editions: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}提到版本 `{edition}`，但指标不按这一版计算",
        "{owner} names the edition `{edition}`, under which the indicator is not computed",
        owner = owner,
        edition = edition,
    );
    let diagnostic = Diagnostic::error(E0152, message).label(span, Text::default());
    super::suggest(diagnostic, edition, editions)
}

pub(crate) fn edition_to_choose<'a>(
    owner: &Text,
    span: Span,
    editions: impl Iterator<Item = &'a str>,
) -> Diagnostic {
    let message = words!(
        "{owner}没有说明版本，而指标按多个版本计算",
        "{owner} names no edition, and its indicator is computed under several",
        owner = owner,
    );
    let list = super::name_list(editions);
    Diagnostic::error(E0152, message).label(span, Text::default()).help(words!(
        "加上 `edition`，其一：{list}",
        "add `edition`, one of {list}",
        list = list
    ))
}

pub(crate) fn standard_and_editions(
    owner: &Text,
    has: &str,
    lacks: &str,
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}有 `{has}` 而没有 `{lacks}`",
        "{owner} has `{has}` and no `{lacks}`",
        owner = owner,
        has = has,
        lacks = lacks,
    );
    Diagnostic::error(E0153, message)
        .label(span, Text::default())
        .help(words!("两者一起写，或都不写", "write both of them or none",))
}

pub(crate) fn number_not_read(owner: &Text, key: &str, found: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应为数，却是 `{found}`",
        "{owner} takes a number as `{key}`, found `{found}`",
        owner = owner,
        key = key,
        found = found,
    );
    Diagnostic::error(E0154, message).label(span, Text::default()).help(words!(
        "写成 `35`、`\"0.75\"` 或 `\"1/3\"` 的样子",
        "write it like `35`, `\"0.75\"` or `\"1/3\"`",
    ))
}

pub(crate) fn period_not_read(owner: &Text, key: &str, found: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应为时期，却是 `{found}`",
        "{owner} takes a period as `{key}`, found `{found}`",
        owner = owner,
        key = key,
        found = found,
    );
    Diagnostic::error(E0155, message).label(span, Text::default()).help(words!(
        "写成 `2027`、`2027-Q1`、`2027-03` 或 `2027-03-01` 的样子",
        "write it like `2027`, `2027-Q1`, `2027-03` or `2027-03-01`",
    ))
}

pub(crate) fn target_grain(owner: &Text, by: &str, grains: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}定在 `{by}`，而指标按 {grains} 给出",
        "{owner} is set for `{by}`, and its indicator is given by {grains}",
        owner = owner,
        by = by,
        grains = grains,
    );
    Diagnostic::error(E0156, message).label(span, Text::default())
}

pub(crate) fn target_order(owner: &Text, from: &str, by: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}从 `{from}` 起，不早于期限 `{by}`",
        "{owner} starts from `{from}`, which is not before `{by}`",
        owner = owner,
        from = from,
        by = by,
    );
    Diagnostic::error(E0157, message).label(span, Text::default())
}
