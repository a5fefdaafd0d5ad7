//! Findings about SQL files and their heads.

use super::words;
use diag::codes::pack::{E0146, E0147, E0148, E0149};
use diag::{Diagnostic, Span, Text};

pub(crate) fn head_missing(path: &str, span: Span) -> Diagnostic {
    let message =
        words!("SQL 文件 `{path}` 没有文件头", "SQL file `{path}` has no head", path = path,);
    Diagnostic::error(E0146, message).label(span, Text::default()).help(words!(
        "以 `/*---` 开头，写 TOML，再以 `---*/` 结束",
        "begin it with `/*---`, write TOML, and end the head with `---*/`",
    ))
}

pub(crate) fn head_unterminated(path: &str, span: Span) -> Diagnostic {
    let message = words!(
        "SQL 文件 `{path}` 的文件头没有结束",
        "SQL file `{path}` has a head without an end",
        path = path,
    );
    Diagnostic::error(E0147, message)
        .label(span, Text::new("由此开始", "it begins here"))
        .help(words!("在 SQL 之前写 `---*/`", "write `---*/` before the SQL"))
}

pub(crate) fn head_neither(path: &str, both: bool, span: Span) -> Diagnostic {
    let message = if both {
        words!(
            "SQL 文件 `{path}` 同时声明中间表和指标",
            "SQL file `{path}` declares both a model and an indicator",
            path = path,
        )
    } else {
        words!(
            "SQL 文件 `{path}` 既不是中间表也不是指标",
            "SQL file `{path}` is neither a model nor an indicator",
            path = path,
        )
    };
    Diagnostic::error(E0148, message).label(span, Text::default()).help(words!(
        "在文件头写 `model = \"…\"` 或 `indicator = \"…\"` 之一",
        "write one of `model = \"…\"` and `indicator = \"…\"` in the head",
    ))
}

pub(crate) fn sql_empty(owner: &Text, span: Span) -> Diagnostic {
    let message = words!("{owner}没有 SQL 语句", "{owner} has no SQL statement", owner = owner);
    Diagnostic::error(E0149, message)
        .label(span, Text::default())
        .help(words!("在文件头之后写 `SELECT …`", "write `SELECT …` after the head"))
}
