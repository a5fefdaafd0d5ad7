//! Findings about CSV tables; each points at the cell.

use super::words;
use diag::codes::pack::{E0136, E0137, E0138, E0139};
use diag::{Diagnostic, Span, Text};

pub(crate) fn header_lacks(owner: &Text, path: &str, column: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的文件 `{path}` 缺少列 `{column}`",
        "{owner} expects the column `{column}`, which the file `{path}` does not have",
        owner = owner,
        path = path,
        column = column,
    );
    Diagnostic::error(E0136, message).label(
        span,
        words!("表头没有 `{column}`", "this header has no `{column}`", column = column),
    )
}

pub(crate) fn header_extra<'a>(
    owner: &Text,
    column: &str,
    span: Span,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}没有声明列 `{column}`，文件却有",
        "{owner} does not declare the column `{column}`, which its file has",
        owner = owner,
        column = column,
    );
    let diagnostic = Diagnostic::error(E0136, message).label(span, Text::default());
    super::suggest(diagnostic, column, known)
}

pub(crate) fn header_twice(owner: &Text, column: &str, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的文件中列 `{column}` 出现两次",
        "{owner} has a file with the column `{column}` twice",
        owner = owner,
        column = column,
    );
    Diagnostic::error(E0136, message).label(span, Text::default())
}

pub(crate) fn row_width(owner: &Text, found: usize, expected: usize, span: Span) -> Diagnostic {
    let (found, expected) = (found.to_string(), expected.to_string());
    let message = words!(
        "{owner}的一行有 {found} 格，应为 {expected} 格",
        "{owner} has a row of {found} cells, expected {expected}",
        owner = owner,
        found = found,
        expected = expected,
    );
    Diagnostic::error(E0137, message).label(span, Text::default())
}

pub(crate) fn cell(
    owner: &Text,
    column: &str,
    expected: &Text,
    found: &str,
    span: Span,
) -> Diagnostic {
    let label = words!("应为{expected}", "expected {expected}", expected = expected);
    if found.trim().is_empty() {
        let message = words!(
            "{owner}的列 `{column}` 应有{expected}，却是空的",
            "{owner} needs {expected} in column `{column}`, found an empty cell",
            owner = owner,
            column = column,
            expected = expected,
        );
        return Diagnostic::error(E0138, message).label(span, label);
    }
    let message = words!(
        "{owner}的列 `{column}` 应为{expected}，却是 `{found}`",
        "{owner} takes {expected} in column `{column}`, found `{found}`",
        owner = owner,
        column = column,
        expected = expected,
        found = found,
    );
    Diagnostic::error(E0138, message).label(span, label)
}

pub(crate) fn quote(owner: &Text, span: Span) -> Diagnostic {
    let message = words!(
        "{owner}的文件中有一格的引号不成对",
        "{owner} has a file with a cell whose quotes do not pair",
        owner = owner,
    );
    Diagnostic::error(E0139, message).label(span, Text::default()).help(words!(
        "格内的引号写两遍，并以引号结束该格",
        "write a quote within a cell twice, and end the cell with a quote",
    ))
}
