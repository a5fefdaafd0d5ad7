//! Byte offsets to lines and columns, as people count them.
//!
//! A column is one Unicode scalar value; columns and lines are counted from 1.

use crate::{SourceId, Sources, Span};
use std::collections::BTreeMap;

/// A place in a text, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

/// Where the lines of one text begin, so that looking up many offsets is not quadratic.
#[derive(Debug, Clone)]
pub struct LineIndex<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> LineIndex<'a> {
    /// Reads `text` once.
    pub fn new(text: &'a str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { text, starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect() }
    }

    /// The position of the byte at `offset`; one that lies within a character counts as its
    /// first byte, and one beyond the end as the end.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor_boundary(self.text, offset);
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.line_start(line);
        Position { line, column: self.text[start..offset].chars().count() + 1 }
    }

    /// The first byte of a line, counted from 1; the end of the text if there is no such line.
    pub fn line_start(&self, line: usize) -> usize {
        self.starts.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    /// The whole text.
    pub fn text(&self) -> &'a str {
        self.text
    }
}

/// The nearest character boundary of `text` at or before `offset`.
pub(crate) fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The line indexes of many sources, each made when it is first asked for.
pub struct Positions<'a> {
    sources: &'a Sources,
    indexes: BTreeMap<SourceId, LineIndex<'a>>,
}

impl<'a> Positions<'a> {
    /// Makes an empty set over `sources`.
    pub fn new(sources: &'a Sources) -> Self {
        Self { sources, indexes: BTreeMap::new() }
    }

    /// The line index of `source`.
    pub fn index(&mut self, source: SourceId) -> &LineIndex<'a> {
        let sources = self.sources;
        self.indexes.entry(source).or_insert_with(|| LineIndex::new(sources.text(source)))
    }

    /// Where `span` begins and ends.
    pub fn range(&mut self, span: &Span) -> (Position, Position) {
        let index = self.index(span.source);
        (index.position(span.start), index.position(span.end.max(span.start)))
    }

    /// The name of `source`.
    pub fn name(&self, source: SourceId) -> &'a str {
        self.sources.name(source)
    }
}

#[cfg(test)]
mod tests;
