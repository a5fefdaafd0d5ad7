//! Findings about files and sections.

use super::words;
use diag::codes::pack::{E0101, E0102, E0103, E0104, E0105, E0106, E0107, E0108};
use diag::{Diagnostic, Span, Text};

pub(crate) fn not_utf8(path: &str, byte: u8, at: usize, span: Span) -> Diagnostic {
    let (byte, at) = (format!("{byte:02X}"), at.to_string());
    let message = words!(
        "文件 `{path}` 不是 UTF-8：第 {at} 字节起为 0x{byte}",
        "file `{path}` is not UTF-8: found byte 0x{byte} at offset {at}",
        path = path,
        byte = byte,
        at = at,
    );
    Diagnostic::error(E0101, message).label(span, Text::default()).help(words!(
        "把文件另存为 UTF-8；若原为 GB18030，可用 `iconv -f GB18030 -t UTF-8`",
        "save the file as UTF-8; from GB18030, `iconv -f GB18030 -t UTF-8` does it",
    ))
}

pub(crate) fn pack_head_missing(files: usize, span: Option<Span>) -> Diagnostic {
    let count = files.to_string();
    let message = words!(
        "配置包没有 `pack.toml` 的 `[pack]` 段（共 {count} 个文件）",
        "the pack has no section `[pack]` in a file `pack.toml` among its {count} files",
        count = count,
    );
    let diagnostic = Diagnostic::error(E0102, message).help(words!(
        "在根目录写 `pack.toml`：`[pack]`、`id`、`version`、`name`、`time_zone`",
        "write `pack.toml` at the root with `[pack]`, `id`, `version`, `name` and `time_zone`",
    ));
    match span {
        Some(span) => diagnostic.label(span, Text::default()),
        None => diagnostic,
    }
}

/// What the TOML parser says, in our words; its own are English only.
const PARSER_WORDS: [(&str, &str, &str); 11] = [
    ("key with no value", "键后面缺少 `= 值`", "a key without `=` and a value"),
    (
        "string values must be quoted",
        "缺少值，或文字没有加引号",
        "no value, or a text without quotes",
    ),
    ("unclosed array table", "`[[` 没有对应的 `]]`", "`[[` without its `]]`"),
    ("unclosed table", "`[` 没有对应的 `]`", "`[` without its `]`"),
    ("unclosed array", "数组没有以 `]` 结束", "an array without its `]`"),
    ("unclosed inline table", "内联表没有以 `}` 结束", "an inline table without its `}`"),
    ("missing comma", "缺少逗号", "a comma is missing"),
    ("invalid basic string", "文字没有以引号结束", "a text without its closing quote"),
    ("invalid multi-line", "多行文字没有结束", "a text of several lines without its end"),
    ("unquoted keys cannot", "键名为空或含有需加引号的字符", "a key that is empty or needs quotes"),
    ("recursion limit", "嵌套过深", "nested too deeply"),
];

/// A line that the TOML parser does not take; a key given twice has a code of its own.
pub(crate) fn not_toml(message: &str, span: Span) -> Diagnostic {
    if message == "duplicate key" || message.starts_with("cannot extend") {
        return key_twice(span);
    }
    let words = PARSER_WORDS.iter().find(|(parser, _, _)| message.starts_with(parser));
    let detail = words.map_or_else(
        || Text::new("不符合 TOML 语法", "a form that TOML does not have"),
        |(_, zh, en)| Text::new(*zh, *en),
    );
    let message = words!("此处不是 TOML：{detail}", "this is not TOML: {detail}", detail = detail);
    Diagnostic::error(E0103, message).label(span, detail)
}

fn key_twice(span: Span) -> Diagnostic {
    let message = Text::new("同一键给出两次", "the same key is given twice");
    Diagnostic::error(E0104, message).label(span, Text::new("第二次在此", "the second one")).help(
        words!(
            "只留一个；若是多项声明，用 `[[…]]` 而不是 `[…]`",
            "keep one of them; for several declarations write `[[…]]` and not `[…]`",
        ),
    )
}

pub(crate) fn section_not_known(section: &str, span: Span, sections: &[&str]) -> Diagnostic {
    let message = words!(
        "配置包没有名为 `{section}` 的段",
        "a pack has no section `{section}`",
        section = section,
    );
    let diagnostic = Diagnostic::error(E0105, message).label(span, Text::default());
    super::suggest(diagnostic, section, sections.iter().copied())
}

pub(crate) fn file_missing<'a>(
    owner: &Text,
    path: &str,
    span: Span,
    near: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}所用的文件 `{path}` 不在配置包中",
        "{owner} names the file `{path}`, which the pack does not have",
        owner = owner,
        path = path,
    );
    let diagnostic = Diagnostic::error(E0106, message).label(span, Text::default());
    super::suggest(diagnostic, path, near)
}

pub(crate) fn path_outside(owner: &Text, path: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的路径 `{path}` 指向配置包之外",
        "{owner} names the path `{path}`, which leads out of the pack",
        owner = owner,
        path = path,
    );
    Diagnostic::error(E0107, message).label(span, Text::default()).help(words!(
        "把文件放进配置包，写相对路径，用 `/` 分隔",
        "put the file into the pack and write its relative path with `/` between the parts",
    ))
}

pub(crate) fn file_not_used(path: &str, span: Span) -> Diagnostic {
    let message = words!(
        "文件 `{path}` 没有任何声明使用",
        "file `{path}` is not used by any declaration",
        path = path,
    );
    Diagnostic::warning(E0108, message).label(span, Text::default()).help(words!(
        "用 `file = \"{path}\"` 引用它，或删除它",
        "name it with `file = \"{path}\"`, or remove it",
        path = path,
    ))
}
