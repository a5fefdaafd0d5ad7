//! Findings about rules: what cannot be read, and names and values that do not go together.

use super::{suggest, words};
use diag::codes::pack::{E0163, E0164, E0165, E0166, E0167};
use diag::{Diagnostic, Span, Text};

pub(crate) fn not_read(owner: &Text, detail: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}有读不懂的规则：{detail}",
        "{owner} has a rule that cannot be read: {detail}",
        owner = owner,
        detail = detail,
    );
    Diagnostic::error(E0163, message).label(span, Text::default()).help(words!(
        "写成 `parent.insured && child.age < 7` 的样子",
        "write it like `parent.insured && child.age < 7`",
    ))
}

pub(crate) fn part(owner: &Text, part: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的规则用了{part}，规则中没有",
        "{owner} has a rule with {part}, which rules do not have",
        owner = owner,
        part = part,
    );
    Diagnostic::error(E0164, message).label(span, Text::default()).help(words!(
        "只用比较、`&&`、`||`、`!`、`+ - * /`、`in`、`? :`、列表、`size()`、`has()` 和名称",
        "use comparisons, `&&`, `||`, `!`, `+ - * /`, `in`, `? :`, lists, `size()`, `has()` and \
         names",
    ))
}

pub(crate) fn name_not_found<'a>(
    owner: &Text,
    name: &str,
    what: &Text,
    span: Span,
    names: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let found = name.rsplit('.').next().unwrap_or(name);
    let message = words!(
        "{owner}的规则提到 `{name}`，但{what}",
        "{owner} has a rule that names `{name}`, and {what}",
        owner = owner,
        name = name,
        what = what,
    );
    let diagnostic = Diagnostic::error(E0165, message).label(span, Text::default());
    suggest(diagnostic, found, names)
}

/// A name with a hyphen in it, which a rule takes for a minus.
pub(crate) fn name_hyphenated(owner: &Text, name: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的规则把 `{name}` 读作减法",
        "{owner} has a rule in which `{name}` is a subtraction",
        owner = owner,
        name = name,
    );
    let quoted = name
        .split_once('.')
        .map_or_else(|| format!("applicant.`{name}`"), |(role, field)| format!("{role}.`{field}`"));
    Diagnostic::error(E0165, message).label(span, Text::default()).help(words!(
        "写成 {quoted}，或在 `id` 中改用下划线",
        "write {quoted}, or use underscores in the `id`",
        quoted = quoted,
    ))
}

pub(crate) fn types(owner: &Text, expected: &Text, found: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的规则中，应为{expected}，却是{found}",
        "{owner} has a rule that takes {expected} where it has {found}",
        owner = owner,
        expected = expected,
        found = found,
    );
    Diagnostic::error(E0166, message)
        .label(span, words!("应为{expected}", "expected {expected}", expected = expected))
}

pub(crate) fn choice_not_found<'a>(
    owner: &Text,
    name: &str,
    value: &str,
    span: Span,
    values: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}的规则把 `{name}` 与 \"{value}\" 相比，但没有这个选项",
        "{owner} has a rule that holds `{name}` against \"{value}\", which is not one of its values",
        owner = owner,
        name = name,
        value = value,
    );
    let diagnostic = Diagnostic::error(E0167, message).label(span, Text::default());
    suggest(diagnostic, value, values)
}
