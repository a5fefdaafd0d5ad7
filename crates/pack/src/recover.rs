//! A TOML text with errors in it, made into one without: the broken lines are reported and
//! blanked, so that everything else in the file is still checked, at its own offsets.
//!
//! The parser recovers within a line, but gives up on the rest of the file at a key without
//! `=`, and takes an array that is not closed to the end. A table header at the start of a
//! line is where reading can begin anew, so each section is read by itself.

use crate::findings::files;
use diag::{Diagnostic, SourceId, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, Error};

/// A text that parses, and the sections of it in which lines were blanked.
pub(crate) struct Recovered<'a> {
    pub(crate) source: SourceId,
    pub(crate) text: Cow<'a, str>,
    broken: Vec<Range<usize>>,
}

impl Recovered<'_> {
    /// The same, with its own copy of the text.
    pub(crate) fn into_owned<'b>(self) -> Recovered<'b> {
        let text = Cow::Owned(self.text.into_owned());
        Recovered { source: self.source, text, broken: self.broken }
    }

    /// Whether lines of the section at `offset` were blanked: what is missing there is not news.
    pub(crate) fn broken_at(&self, offset: usize) -> bool {
        let after = self.broken.partition_point(|section| section.start <= offset);
        after > 0 && self.broken[after - 1].end > offset
    }
}

/// Rounds of blanking before a section is given up: each one shows what the last one hid.
const ROUNDS_MAX: usize = 12;

/// Makes `text` parse, reporting what does not.
pub(crate) fn recover<'a>(
    source: SourceId,
    text: &'a str,
    found: &mut Vec<Diagnostic>,
) -> Recovered<'a> {
    if DeTable::parse(text).is_ok() {
        return Recovered { source, text: Cow::Borrowed(text), broken: Vec::new() };
    }
    let mut bytes = text.as_bytes().to_vec();
    let mut errors = BTreeMap::new();
    let mut broken = Vec::new();
    for section in sections(text) {
        let before = errors.len();
        repair(text, &section, &mut bytes, &mut errors);
        if errors.len() > before {
            broken.push(section);
        }
    }
    // Only whole lines were blanked, so this is UTF-8; what is left are keys given twice across
    // sections, which the parser reports while keeping the rest.
    let text = String::from_utf8(bytes).unwrap_or_default();
    let (_, across) = DeTable::parse_recoverable(&text);
    for error in &across {
        note(error, 0, &mut errors);
    }
    found.extend(errors.into_iter().map(|((start, _), (end, message))| {
        files::not_toml(&message, Span::new(source, start..end.max(start)))
    }));
    Recovered { source, text: Cow::Owned(text), broken }
}

/// Errors by where they start and what they say; the value is where they end.
type Errors = BTreeMap<(usize, String), (usize, String)>;

fn note(error: &Error, offset: usize, errors: &mut Errors) -> usize {
    let span = error.span().unwrap_or(0..0);
    let start = span.start + offset;
    let message = error.message().to_owned();
    errors.entry((start, message.clone())).or_insert((span.end + offset, message));
    start
}

/// Blanks the lines of one section until the rest of it parses.
fn repair(text: &str, section: &Range<usize>, bytes: &mut [u8], errors: &mut Errors) {
    for _ in 0..ROUNDS_MAX {
        // Whole lines of UTF-8 with some of them blanked are UTF-8.
        let Ok(current) = std::str::from_utf8(&bytes[section.clone()]) else { break };
        let (_, said) = DeTable::parse_recoverable(current);
        let serious: Vec<&Error> =
            said.iter().filter(|error| error.message() != "duplicate key").collect();
        if serious.is_empty() {
            return;
        }
        let starts: Vec<usize> =
            serious.iter().map(|error| note(error, section.start, errors)).collect();
        for start in starts {
            let line = line_around(text, start.min(section.end), section);
            blank(&mut bytes[line]);
        }
    }
    let header = line_around(text, section.start, section);
    blank(&mut bytes[header.end..section.end]);
    if std::str::from_utf8(&bytes[header.clone()])
        .is_ok_and(|line| !DeTable::parse_recoverable(line).1.is_empty())
    {
        blank(&mut bytes[header]);
    }
}

fn blank(bytes: &mut [u8]) {
    for byte in bytes.iter_mut().filter(|byte| !matches!(byte, b'\n' | b'\r')) {
        *byte = b' ';
    }
}

/// The line around `offset`, cut to `section`. An error at a line's end belongs to that line; one
/// at the end of the section to the last line that has something on it.
fn line_around(text: &str, offset: usize, section: &Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let mut at = offset.max(section.start);
    while at > section.start && at >= section.end {
        at -= 1;
        if bytes.get(at).is_some_and(|byte| !byte.is_ascii_whitespace()) {
            break;
        }
    }
    let back = bytes[section.start..at].iter().rposition(|byte| *byte == b'\n');
    let start = back.map_or(section.start, |found| section.start + found + 1);
    let ahead = bytes[at..section.end].iter().position(|byte| *byte == b'\n');
    start..ahead.map_or(section.end, |found| at + found)
}

/// The text cut before each line that opens a table, outside texts of several lines.
fn sections(text: &str) -> Vec<Range<usize>> {
    let mut cuts = vec![0];
    let mut offset = 0;
    let mut quotes = 0_usize;
    let last_mark = text.rfind("\"\"\"").max(text.rfind("'''")).unwrap_or(0);
    for line in text.split_inclusive('\n') {
        // A mark that is never closed does not swallow the headers after it.
        let inside = quotes % 2 == 1 && offset <= last_mark;
        if offset > 0 && !inside && header(line) {
            cuts.push(offset);
            quotes = 0;
        }
        quotes += line.matches("\"\"\"").count() + line.matches("'''").count();
        offset += line.len();
    }
    cuts.push(text.len());
    cuts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

fn header(line: &str) -> bool {
    let line = line.trim();
    let line = line.split_once('#').map_or(line, |(before, _)| before.trim_end());
    let Some(inner) = line.strip_prefix('[') else { return false };
    let inner = inner.trim_start_matches('[').trim_end_matches(']');
    let word = inner.trim();
    line.ends_with(']')
        && word.starts_with(|c: char| c.is_ascii_alphabetic())
        && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

#[cfg(test)]
mod tests;
