//! Where a part of a statement stands: the parser's lines and columns as byte spans of the file.

use diag::Span;
use district::SqlText;
use sqlparser::tokenizer::{Location, Span as SqlSpan};

/// One statement with its line starts.
#[derive(Debug, Clone)]
pub(crate) struct Source<'a> {
    sql: &'a SqlText,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    pub(crate) fn new(sql: &'a SqlText) -> Self {
        let starts = sql.text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        Self { sql, lines: std::iter::once(0).chain(starts).collect() }
    }

    /// The statement.
    pub(crate) fn text(&self) -> &'a str {
        &self.sql.text
    }

    /// The whole statement, without the blanks around it.
    pub(crate) fn whole(&self) -> Span {
        let text = self.sql.text.as_str();
        let start = text.len() - text.trim_start().len();
        self.bytes(start, start + text.trim().len())
    }

    /// What the parser's span covers; the whole statement where it gives none.
    pub(crate) fn span(&self, at: SqlSpan) -> Span {
        match (self.byte(at.start), self.byte(at.end)) {
            (Some(start), Some(end)) if start < end => self.bytes(start, self.closed(start, end)),
            (Some(start), _) if start < self.sql.text.len() => self.bytes(start, start + 1),
            _ => self.whole(),
        }
    }

    /// The span of `found`, which the parser stopped at: at `at`, or right before it.
    pub(crate) fn word(&self, at: SqlSpan, found: &str) -> Span {
        let end = self.byte(at.start).unwrap_or_default() + found.len();
        let before = self.sql.text.get(..end).unwrap_or(&self.sql.text);
        match before.rfind(found).filter(|_| !found.is_empty()) {
            Some(start) => self.bytes(start, start + found.len()),
            None => self.span(at),
        }
    }

    /// The parser ends a call at its last argument: the end past its closing parentheses.
    fn closed(&self, start: usize, end: usize) -> usize {
        let text = self.sql.text.as_str();
        let count = |wanted: u8| {
            text.get(start..end).unwrap_or_default().bytes().filter(|b| *b == wanted).count()
        };
        let mut open = count(b'(').saturating_sub(count(b')'));
        let rest = text.get(end..).unwrap_or_default();
        for call in ["()", "(*)"] {
            if rest.starts_with(call) {
                return end + call.len();
            }
        }
        let mut closed = end;
        for (at, byte) in rest.bytes().enumerate() {
            match byte {
                b')' if open > 0 => {
                    open -= 1;
                    closed = end + at + 1;
                }
                b' ' | b'\n' | b'*' if open > 0 => {}
                _ => break,
            }
        }
        closed
    }

    fn bytes(&self, start: usize, end: usize) -> Span {
        let base = self.sql.span.start;
        Span::new(self.sql.span.source, base + start..base + end)
    }

    /// The parser counts lines and characters from 1; 0 means that it does not know.
    fn byte(&self, at: Location) -> Option<usize> {
        let line = usize::try_from(at.line).ok()?.checked_sub(1)?;
        let column = usize::try_from(at.column).ok()?.checked_sub(1)?;
        let start = *self.lines.get(line)?;
        let rest = self.sql.text.get(start..)?;
        Some(start + rest.char_indices().nth(column).map_or(rest.len(), |(i, _)| i))
    }
}
