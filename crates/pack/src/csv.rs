//! CSV with the place of each cell, so that a finding points at the very cell.
//!
//! RFC 4180: commas, double quotes, LF or CRLF. A byte order mark at the start is skipped.

use crate::files::FileText;
use crate::findings::csv;
use diag::{Diagnostic, Span, Text};
use district::{DataType, Exact, Period};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Range;

/// One cell: what it says, and where.
#[derive(Debug, Clone)]
pub(crate) struct Cell<'a> {
    pub(crate) text: Cow<'a, str>,
    pub(crate) range: Range<usize>,
}

/// Splits a text into rows of cells. The second part are places of quotes that do not pair.
pub(crate) fn split(text: &str) -> (Vec<Vec<Cell<'_>>>, Vec<Range<usize>>) {
    let mut rows = Vec::new();
    let mut wrong = Vec::new();
    let mut row = Vec::new();
    let mut at = if text.starts_with('\u{feff}') { 3 } else { 0 };
    while at < text.len() || !row.is_empty() {
        let (cell, next) = cell(text, at, &mut wrong);
        row.push(cell);
        at = next;
        match text.as_bytes().get(at) {
            Some(b',') => {
                at += 1;
                if at < text.len() {
                    continue;
                }
                row.push(Cell { text: Cow::Borrowed(""), range: at..at });
            }
            Some(b'\r') if text.as_bytes().get(at + 1) == Some(&b'\n') => at += 2,
            Some(_) => at += 1,
            None => {}
        }
        // A line with nothing on it is not a row.
        if row.len() > 1 || row.iter().any(|cell: &Cell<'_>| !cell.range.is_empty()) {
            rows.push(std::mem::take(&mut row));
        }
        row.clear();
    }
    (rows, wrong)
}

/// The cell that begins at `at`, and where it ends: at a comma, a line end or the end.
fn cell<'a>(text: &'a str, at: usize, wrong: &mut Vec<Range<usize>>) -> (Cell<'a>, usize) {
    let bytes = text.as_bytes();
    let ends = |from: usize| {
        let rest = bytes[from..].iter().position(|byte| matches!(byte, b',' | b'\n' | b'\r'));
        rest.map_or(bytes.len(), |found| from + found)
    };
    if bytes.get(at) != Some(&b'"') {
        let end = ends(at);
        return (Cell { text: Cow::Borrowed(&text[at..end]), range: at..end }, end);
    }
    let mut inner = String::new();
    let mut from = at + 1;
    loop {
        let Some(found) = bytes[from..].iter().position(|byte| *byte == b'"') else {
            // The quote is never closed: the line is taken as it stands, and reading goes on.
            let end = ends(at);
            wrong.push(at..end);
            return (Cell { text: Cow::Borrowed(&text[at..end]), range: at..end }, end);
        };
        let quote = from + found;
        inner.push_str(&text[from..quote]);
        if bytes.get(quote + 1) == Some(&b'"') {
            inner.push('"');
            from = quote + 2;
            continue;
        }
        let end = ends(quote + 1);
        if end > quote + 1 {
            wrong.push(at..end);
        }
        return (Cell { text: Cow::Owned(inner), range: at..end }, end);
    }
}

/// A CSV file whose header has been held against the columns that are expected.
pub(crate) struct Sheet<'a> {
    pub(crate) file: FileText<'a>,
    pub(crate) header: Vec<Cell<'a>>,
    /// Rows of as many cells as the header has.
    pub(crate) rows: Vec<Vec<Cell<'a>>>,
}

impl<'a> Sheet<'a> {
    /// Splits `file`, reporting quotes, repeated columns and rows of another width.
    pub(crate) fn read(file: FileText<'a>, owner: &Text, found: &mut Vec<Diagnostic>) -> Self {
        let (mut rows, wrong) = split(file.text);
        let span = |range: Range<usize>| Span::new(file.source, range);
        found.extend(
            wrong.into_iter().map(|range| csv::quote(owner, span(first_line(file.text, range)))),
        );
        let header = if rows.is_empty() { Vec::new() } else { rows.remove(0) };
        let mut seen = BTreeSet::new();
        for cell in &header {
            if !seen.insert(cell.text.clone()) {
                found.push(csv::header_twice(owner, &cell.text, span(cell.range.clone())));
            }
        }
        rows.retain(|row| {
            if row.len() == header.len() {
                return true;
            }
            let start = row.first().map_or(0, |cell| cell.range.start);
            let end = row.last().map_or(start, |cell| cell.range.end);
            let at = span(first_line(file.text, start..end));
            found.push(csv::row_width(owner, row.len(), header.len(), at));
            false
        });
        Self { file, header, rows }
    }

    /// Where the header stands.
    pub(crate) fn header_span(&self) -> Span {
        let start = self.header.first().map_or(0, |cell| cell.range.start);
        let end = self.header.last().map_or(start, |cell| cell.range.end);
        Span::new(self.file.source, start..end)
    }

    /// The index of each expected column, in that order; findings for those missing and extra.
    pub(crate) fn columns(
        &self,
        owner: &Text,
        expected: &[&str],
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Option<usize>> {
        let mut seen = BTreeSet::new();
        for cell in self.header.iter().filter(|cell| seen.insert(cell.text.as_ref())) {
            if !expected.contains(&cell.text.as_ref()) {
                let span = Span::new(self.file.source, cell.range.clone());
                found.push(csv::header_extra(owner, &cell.text, span, expected.iter().copied()));
            }
        }
        let index = |column: &&str| self.header.iter().position(|cell| cell.text == *column);
        let indexes: Vec<Option<usize>> = expected.iter().map(index).collect();
        for (column, index) in expected.iter().zip(&indexes) {
            if index.is_none() {
                let path = self.file.path;
                found.push(csv::header_lacks(owner, path, column, self.header_span()));
            }
        }
        indexes
    }

    /// The span of a cell.
    pub(crate) fn span(&self, cell: &Cell<'_>) -> Span {
        Span::new(self.file.source, cell.range.clone())
    }
}

fn first_line(text: &str, range: Range<usize>) -> Range<usize> {
    let line = text[range.clone()].find(['\n', '\r']);
    range.start..line.map_or(range.end, |at| range.start + at)
}

/// Checks a cell against its type and returns what is kept of it: nothing for an empty cell.
pub(crate) fn typed(text: &str, data_type: DataType) -> Result<Option<String>, Text> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    if data_type == DataType::Text {
        return Ok(Some(text.to_owned()));
    }
    let text = text.trim();
    let fits = match data_type {
        DataType::Text => true,
        DataType::Integer => text.parse::<i64>().is_ok(),
        DataType::Decimal(scale) => {
            text.parse::<Exact>().is_ok_and(|value| value.to_decimal(scale.into()).is_some())
        }
        DataType::Exact => text.parse::<Exact>().is_ok(),
        DataType::Boolean => matches!(text, "true" | "false"),
        DataType::Instant => text.parse::<jiff::Timestamp>().is_ok(),
        DataType::Date => crate::reader::parse_date(text).is_some(),
        DataType::Period(_) => text.parse::<Period>().is_ok(),
    };
    if fits { Ok(Some(text.to_owned())) } else { Err(type_words(data_type)) }
}

fn type_words(data_type: DataType) -> Text {
    match data_type {
        DataType::Text => Text::new("文字", "a text"),
        DataType::Integer => Text::new("整数", "a whole number"),
        DataType::Decimal(scale) => Text::new(
            format!("至多 {scale} 位小数的数"),
            format!("a number of at most {scale} decimals"),
        ),
        DataType::Exact => Text::new("数", "a number"),
        DataType::Boolean => Text::new("`true` 或 `false`", "`true` or `false`"),
        DataType::Instant => Text::new("带时区的时刻", "a moment with its offset"),
        DataType::Date => Text::new("日期", "a date"),
        DataType::Period(_) => Text::new("时期", "a period"),
    }
}

#[cfg(test)]
mod tests;
