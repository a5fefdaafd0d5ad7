//! Where a byte of a TOML text stands in the file that it was written in.

use diag::Span;
use std::ops::Range;

/// A text with the way back to the file.
pub(crate) struct Placed<'t> {
    pub(crate) text: &'t str,
    span: Span,
    /// For each byte of the text and its end: the byte of the file. `None`: not to be had.
    offsets: Option<Vec<usize>>,
}

impl<'t> Placed<'t> {
    /// `span` is that of the TOML value, with its quotes; `file` is the whole file.
    pub(crate) fn new(text: &'t str, span: Span, file: &str) -> Self {
        let offsets = file.get(span.range()).and_then(|raw| offsets(raw, text, span.start));
        Self { text, span, offsets }
    }

    /// The place of a part of the text.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let Some(offsets) = &self.offsets else { return self.span.clone() };
        let at = |byte: usize| offsets.get(byte).copied().unwrap_or(self.span.end);
        Span::new(self.span.source, at(range.start)..at(range.end).max(at(range.start)))
    }

    /// The place of the whole value, with its quotes.
    pub(crate) fn whole(&self) -> Span {
        self.span.clone()
    }
}

/// Reads the TOML text once more, byte by byte; `None` if it comes out otherwise.
fn offsets(raw: &str, text: &str, start: usize) -> Option<Vec<usize>> {
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let triple = quote.to_string().repeat(3);
    let long = raw.len() >= 6 && raw.starts_with(&triple);
    let width = if long { 3 } else { 1 };
    let mut at = width;
    if long {
        at += ["\r\n", "\n"].into_iter().find(|end| raw[at..].starts_with(end)).map_or(0, str::len);
    }
    let end = raw.len().checked_sub(width)?;
    let mut offsets = Vec::with_capacity(text.len() + 1);
    while offsets.len() < text.len() {
        let c = text.get(offsets.len()..)?.chars().next()?;
        if quote == '"' && raw.get(at..end)?.starts_with('\\') {
            let after = raw.get(at + 1..end)?;
            if after.starts_with([' ', '\t', '\n', '\r']) {
                // A line that goes on: nothing of it is in the text.
                at += 1 + after.len() - after.trim_start().len();
                continue;
            }
            offsets.extend(std::iter::repeat_n(start + at, c.len_utf8()));
            at += 1 + escape_len(after)?;
            continue;
        }
        if !raw.get(at..end)?.starts_with(c) {
            return None;
        }
        offsets.extend((0..c.len_utf8()).map(|byte| start + at + byte));
        at += c.len_utf8();
    }
    offsets.push(start + at);
    Some(offsets)
}

/// Bytes of an escape after its backslash.
fn escape_len(after: &str) -> Option<usize> {
    match after.chars().next()? {
        'x' => Some(3),
        'u' => Some(5),
        'U' => Some(9),
        c => Some(c.len_utf8()),
    }
}
