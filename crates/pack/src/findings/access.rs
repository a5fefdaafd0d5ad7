//! Findings about access: registers of homes and facilities, tags, files, rules of circles.

use super::{name_list, near, words};
use crate::kind::Kind;
use diag::codes::pack::{E0105, E0183, E0185, E0186, E0187, E0188, E0189};
use diag::{Diagnostic, Span, Text};

/// A section of a file of rules that stands alone, where only some of a pack's are read.
pub(crate) fn section_not_of_rules(section: &str, span: Span, sections: &[&str]) -> Diagnostic {
    let message = words!(
        "单独的可达性规则文件没有名为 `{section}` 的段",
        "a file of access rules has no section `{section}`",
        section = section,
    );
    let diagnostic = Diagnostic::error(E0105, message).label(span, Text::default());
    super::suggest(diagnostic, section, sections.iter().copied())
}

pub(crate) fn number_out_of_bounds(
    owner: &Text,
    key: &str,
    found: &str,
    most: &str,
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应大于 0、至多 {most}，却是 {found}",
        "{owner} takes a number over 0 and up to {most} as `{key}`, found {found}",
        owner = owner,
        key = key,
        most = most,
        found = found,
    );
    Diagnostic::error(E0183, message).label(span, Text::default())
}

/// A stream that is not a register stands where homes, facilities or gates are to be.
pub(crate) fn not_register(owner: &Text, key: &str, stream: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 应为登记册，却是{stream}",
        "{owner} takes a register as `{key}`, found {stream}",
        owner = owner,
        key = key,
        stream = Kind::Stream.named(stream),
    );
    Diagnostic::error(E0185, message)
        .label(span, Text::default())
        .help(words!("把它声明为 `[[register]]`", "declare it as a `[[register]]`"))
}

/// A register without a column that its use calls for.
pub(crate) fn register_lacks<'a>(
    owner: &Text,
    (key, register): (&str, &str),
    (column, data_type): (&str, &str),
    (span, declared): (Span, Span),
    columns: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 要用列 `{column}`，但{register}没有这一列",
        "{owner} needs the column `{column}` for `{key}`, which {register} does not have",
        owner = owner,
        key = key,
        column = column,
        register = Kind::Register.named(register),
    );
    let diagnostic = Diagnostic::error(E0185, message)
        .label(span, Text::default())
        .label(declared, Text::new("登记册在此声明", "the register is declared here"));
    match near(column, columns) {
        Some(near) => diagnostic.help(words!(
            "把列 `{near}` 改名为 `{column}`，再用数据源的 `fields` 对应",
            "call the column `{near}` `{column}`, and map it with `fields` of the source",
            near = near,
            column = column,
        )),
        None => diagnostic.help(words!(
            "加上类型为 {data_type} 的列 `{column}`",
            "add a column `{column}` of type {data_type}",
            column = column,
            data_type = data_type,
        )),
    }
}

/// A column of a register whose type its use cannot do with.
pub(crate) fn register_type(
    owner: &Text,
    (key, register): (&str, &str),
    column: &str,
    (found, expected): (&str, &Text),
    (span, declared): (Span, Span),
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 要用{register}的列 `{column}`，应为{expected}，却是 {found}",
        "{owner} needs {expected} as the column `{column}` of {register} for `{key}`, found {found}",
        owner = owner,
        key = key,
        column = column,
        register = Kind::Register.named(register),
        found = found,
        expected = expected,
    );
    Diagnostic::error(E0186, message)
        .label(declared, Text::default())
        .label(span, words!("用于此处的 `{key}`", "used as `{key}` here", key = key))
}

pub(crate) fn tag_form(owner: &Text, tag: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `osm` 应为 `键=值`，却是 `{tag}`",
        "{owner} takes `key=value` in `osm`, found `{tag}`",
        owner = owner,
        tag = tag,
    );
    Diagnostic::error(E0187, message).label(span, Text::default()).help(words!(
        "写成 `amenity=pharmacy`；要同时成立的用 `+` 相连：`amenity=school+isced:level=1`",
        "write `amenity=pharmacy`, and join those that hold together with `+`: \
         `amenity=school+isced:level=1`",
    ))
}

pub(crate) fn file_format(
    owner: &Text,
    key: &str,
    path: &str,
    endings: &[&str],
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 是 `{path}`，不是可读取的格式",
        "{owner} has `{path}` as `{key}`, which is not of a format that is read",
        owner = owner,
        key = key,
        path = path,
    );
    Diagnostic::error(E0188, message).label(span, Text::default()).help(words!(
        "用以 {endings} 结尾的文件",
        "name a file that ends in {endings}",
        endings = name_list(endings.iter().copied()),
    ))
}

pub(crate) fn rule_twice(owner: &Text, rule: &str, span: Span, first: Span) -> Diagnostic {
    let message = words!(
        "{owner}的 `circle_rule` 有两条规则 `{rule}`",
        "{owner} has two rules `{rule}` in `circle_rule`",
        owner = owner,
        rule = rule,
    );
    Diagnostic::error(E0189, message)
        .label(span, Text::default())
        .label(first, Text::new("首次在此", "first listed here"))
        .help(words!(
            "给每个层级的规则各自的名称，如 `bus_stop_10min`",
            "give the rule of each level a name of its own, such as `bus_stop_10min`",
        ))
}
