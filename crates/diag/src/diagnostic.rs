//! What a diagnostic is: code, severity, message, labelled spans, help.

use crate::Text;
use serde::Serialize;
use std::ops::Range;

/// A stable code such as `E0207`: `E` pack, `R` records, `S` source, `C` case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Code(pub &'static str);

/// How much a diagnostic weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The pack cannot be used as it is.
    Error,
    /// The pack can be used, but what it says is probably not meant.
    Warning,
}

/// Index of a text in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Default)]
#[serde(transparent)]
pub struct SourceId(pub u32);

/// A byte range in one source text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// Which source text.
    pub source: SourceId,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Makes a span over `range` of `source`.
    pub fn new(source: SourceId, range: Range<usize>) -> Self {
        Self { source, start: range.start, end: range.end }
    }

    /// The byte range.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// A span with what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is there; may be empty.
    pub text: Text,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How much it weighs.
    pub severity: Severity,
    /// One line, lower case, no full stop, standing alone.
    pub message: Text,
    /// Where; the first is the primary one.
    pub labels: Vec<Label>,
    /// An imperative that would fix it, where one is known.
    pub help: Option<Text>,
}

impl Diagnostic {
    /// Makes an error without spans or help.
    pub fn error(code: Code, message: Text) -> Self {
        Self { code, severity: Severity::Error, message, labels: Vec::new(), help: None }
    }

    /// Makes a warning without spans or help.
    pub fn warning(code: Code, message: Text) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Adds a labelled span; the first one added is the primary one.
    #[must_use]
    pub fn label(mut self, span: Span, text: Text) -> Self {
        self.labels.push(Label { span, text });
        self
    }

    /// Sets the help line.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }
}

/// The source texts that spans point into, in the order in which they were added.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    texts: Vec<(String, String)>,
}

impl Sources {
    /// Adds a text under the name that is shown for it (a path within the pack).
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.texts.push((name.into(), text.into()));
        SourceId(u32::try_from(self.texts.len() - 1).unwrap_or(u32::MAX))
    }

    /// The name under which `id` was added.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |(name, _)| name)
    }

    /// The text of `id`.
    pub fn text(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |(_, text)| text)
    }

    fn get(&self, id: SourceId) -> Option<&(String, String)> {
        self.texts.get(usize::try_from(id.0).ok()?)
    }
}
