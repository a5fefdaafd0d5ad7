//! SQL files: the TOML head between `/*---` and `---*/`, and the statement after it.

use crate::declare;
use crate::draft::Draft;
use crate::files::FileText;
use crate::findings::sql;
use crate::kind::Kind;
use crate::reader::Reader;
use crate::recover::{Recovered, recover};
use diag::{Diagnostic, Span};
use district::SqlText;
use toml::de::DeTable;

const OPEN: &str = "/*---";
const CLOSE: &str = "---*/";

/// A file's head as TOML at its own offsets, and its statement.
pub(crate) struct SqlFile<'a> {
    path: &'a str,
    head: Recovered<'a>,
    head_span: Span,
    statement: SqlText,
}

/// Cuts a file into head and statement.
pub(crate) fn split<'a>(file: FileText<'a>, found: &mut Vec<Diagnostic>) -> Option<SqlFile<'a>> {
    let text = file.text;
    let start = text.find(|c: char| !c.is_whitespace() && c != '\u{feff}').unwrap_or(0);
    let Some(after) = text[start..].strip_prefix(OPEN) else {
        let line = text[start..].find('\n').map_or(text.len(), |end| start + end);
        found.push(sql::head_missing(file.path, Span::new(file.source, start..line)));
        return None;
    };
    let head_start = start + OPEN.len();
    let head_span = Span::new(file.source, start..head_start);
    let Some(length) = after.find(CLOSE) else {
        found.push(sql::head_unterminated(file.path, head_span));
        return None;
    };
    let head_end = head_start + length;
    let end = head_end + CLOSE.len();
    // Blanks before the head keep its offsets those of the file.
    let before: String =
        text[..head_start].bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect();
    let padded = before + &text[head_start..head_end];
    let head = {
        let recovered = recover(file.source, &padded, found);
        recovered.into_owned()
    };
    let statement =
        SqlText { text: text[end..].to_owned(), span: Span::new(file.source, end..text.len()) };
    Some(SqlFile { path: file.path, head, head_span, statement })
}

/// Reads a file's head.
pub(crate) fn declare(draft: &mut Draft<'_>, file: &SqlFile<'_>) {
    let (root, _) = DeTable::parse_recoverable(&file.head.text);
    let root = root.get_ref();
    let source = file.head.source;
    let kinds = (root.get("model").is_some(), root.get("indicator").is_some());
    let broken = file.head.broken_at(file.head_span.start);
    let kind = match kinds {
        (true, false) => Kind::Model,
        (false, true) => Kind::Indicator,
        // The key may be on a line that could not be read, which has been reported.
        (false, false) if broken => return,
        (both, _) => {
            draft.found.push(sql::head_neither(file.path, both, file.head_span.clone()));
            return;
        }
    };
    let reader = Reader::new(root, source, file.head_span.range(), kind.nameless(), broken);
    let statement = file.statement.clone();
    if kind == Kind::Model {
        declare::model(draft, reader, statement);
    } else {
        declare::indicator(draft, reader, statement);
    }
}
