//! Findings about editions of standards, dates and calendars.

use super::words;
use crate::kind::Kind;
use diag::codes::pack::{E0140, E0141, E0142, E0143, E0144, E0145};
use diag::{Diagnostic, Span, Text};

pub(crate) fn edition_reversed(owner: &Text, from: &str, to: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}自 {from} 起施行，却在 {to} 已经止",
        "{owner} is in force from {from} and ends on {to}, before it begins",
        owner = owner,
        from = from,
        to = to,
    );
    Diagnostic::error(E0140, message).label(span, Text::default())
}

pub(crate) fn edition_overlap(
    standard: &str,
    (earlier, later): (&str, &str),
    from: &str,
    span: Span,
    first: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的版本 `{earlier}` 与 `{later}` 自 {from} 起同时有效",
        "{owner} has the editions `{earlier}` and `{later}` in force together from {from}",
        owner = Kind::Standard.named(standard),
        earlier = earlier,
        later = later,
        from = from,
    );
    Diagnostic::error(E0141, message)
        .label(span, Text::new("后一版由此起", "the later one begins here"))
        .label(first, Text::new("前一版", "the earlier one"))
        .help(words!(
            "让版本 `{earlier}` 的 `to` 为后一版施行的前一日",
            "let `to` of edition `{earlier}` be the day before the later one begins",
            earlier = earlier,
        ))
}

pub(crate) fn edition_gap(
    standard: &str,
    (earlier, later): (&str, &str),
    days: &str,
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的版本 `{earlier}` 与 `{later}` 之间有 {days} 天无版本有效",
        "{owner} has {days} days between the editions `{earlier}` and `{later}` with none in force",
        owner = Kind::Standard.named(standard),
        earlier = earlier,
        later = later,
        days = days,
    );
    Diagnostic::warning(E0142, message).label(span, Text::default())
}

pub(crate) fn date_not_read(owner: &Text, key: &str, found: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应为日期，却是 `{found}`",
        "{owner} takes a date as `{key}`, found `{found}`",
        owner = owner,
        key = key,
        found = found,
    );
    Diagnostic::error(E0143, message)
        .label(span, Text::default())
        .help(words!("写成 `2026-03-01` 的样子", "write it like `2026-03-01`"))
}

pub(crate) fn day_twice(owner: &Text, date: &str, span: Span, first: Span) -> Diagnostic {
    let message =
        words!("{owner}两次列出 {date}", "{owner} lists {date} twice", owner = owner, date = date,);
    Diagnostic::error(E0144, message)
        .label(span, Text::default())
        .label(first, Text::new("首次在此", "first listed here"))
}

pub(crate) fn year_not_declared(owner: &Text, year: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}列出 {year} 年的日期，但 `years` 没有这一年",
        "{owner} lists days of {year}, which is not among its `years`",
        owner = owner,
        year = year,
    );
    Diagnostic::warning(E0145, message).label(span, Text::default()).help(words!(
        "清单完整后，在 `years` 中加上 {year}",
        "add {year} to `years` once its list is complete",
        year = year,
    ))
}
