//! Findings about names that lead to other declarations.

use super::{suggest, words};
use crate::kind::Kind;
use diag::codes::pack::{E0130, E0131, E0132, E0133, E0134, E0158, E0159, E0160};
use diag::{Diagnostic, Span, Text};

pub(crate) fn not_declared<'a>(
    owner: &Text,
    kind: Kind,
    id: &str,
    span: Span,
    ids: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}提到{what}，但没有这样的声明",
        "{owner} names the {what}, which is not declared",
        owner = owner,
        what = kind.named(id),
    );
    let diagnostic = Diagnostic::error(E0130, message).label(span, Text::default());
    suggest(diagnostic, id, ids)
}

pub(crate) fn field_column<'a>(
    owner: &Text,
    stream: &str,
    column: &str,
    span: Span,
    columns: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}填写列 `{column}`，但记录流 `{stream}` 没有这一列",
        "{owner} fills the column `{column}`, which stream `{stream}` does not have",
        owner = owner,
        column = column,
        stream = stream,
    );
    let diagnostic = Diagnostic::error(E0131, message).label(span, Text::default());
    suggest(diagnostic, column, columns)
}

pub(crate) fn capture_not_in_pattern<'a>(
    owner: &Text,
    capture: &str,
    span: Span,
    captures: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}取用 `file:{capture}`，但 `pattern` 中没有 `{open}{capture}{close}`",
        "{owner} takes `file:{capture}`, and its `pattern` has no `{open}{capture}{close}`",
        owner = owner,
        capture = capture,
        open = "{",
        close = "}",
    );
    let diagnostic = Diagnostic::error(E0132, message).label(span, Text::default());
    suggest(diagnostic, capture, captures)
}

pub(crate) fn pattern_not_read(
    owner: &Text,
    pattern: &str,
    detail: &Text,
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `pattern` 写作 `{pattern}`：{detail}",
        "{owner} has the pattern `{pattern}`: {detail}",
        owner = owner,
        pattern = pattern,
        detail = detail,
    );
    Diagnostic::error(E0133, message).label(span, Text::default()).help(words!(
        "用 `*` 表示任意文字，用 `{open}名称{close}` 取出一段",
        "write `*` for any text and `{open}name{close}` for a part to keep",
        open = "{",
        close = "}",
    ))
}

pub(crate) fn key_not_of_format(owner: &Text, key: &str, format: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的格式是 {format}，不用 `{key}`",
        "{owner} reads {format}, which has no `{key}`",
        owner = owner,
        key = key,
        format = format,
    );
    Diagnostic::error(E0134, message).label(span, Text::default()).help(words!(
        "删去 `{key}`",
        "remove `{key}`",
        key = key
    ))
}

pub(crate) fn report_mark(owner: &Text, mark: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}中的 `{mark}` 不是指标值的写法",
        "{owner} has `{mark}`, which does not name a figure",
        owner = owner,
        mark = mark,
    );
    Diagnostic::error(E0158, message).label(span, Text::default()).help(words!(
        "写成 `{open}指标@地点/时期{close}`；普通花括号写两遍",
        "write `{open}indicator@place/period{close}`; a plain brace is written twice",
        open = "{",
        close = "}",
    ))
}

pub(crate) fn declared_not_used(owner: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}没有被任何声明或 SQL 用到",
        "{owner} is not used by any declaration or SQL",
        owner = owner,
    );
    Diagnostic::warning(E0159, message).label(span, Text::default())
}

/// A source alone does not make a stream of use.
pub(crate) fn stream_not_read(owner: &Text, span: Span) -> Diagnostic {
    let message = words!("没有 SQL 用到{owner}", "no SQL reads {owner}", owner = owner);
    Diagnostic::warning(E0159, message).label(span, Text::default())
}

pub(crate) fn nothing_declared(id: &str, span: Span) -> Diagnostic {
    let message = words!("配置包 `{id}` 没有指标", "pack `{id}` has no indicator", id = id,);
    Diagnostic::warning(E0160, message).label(span, Text::default()).help(words!(
        "写一个 `.sql` 文件，文件头含 `indicator = \"…\"`",
        "write an `.sql` file whose head has `indicator = \"…\"`",
    ))
}
