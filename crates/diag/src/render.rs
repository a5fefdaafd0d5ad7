//! Renderers: the same diagnostics for a terminal, for a line-by-line reader, for a program.
//!
//! Whether colour is wanted (`NO_COLOR`, a pipe) is decided by the caller.
//! Start reading at [`render`].

mod concise;
mod full;
mod json;

use crate::position::Positions;
use crate::{Diagnostic, Language, Severity, Sources};

/// What the output is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Message, snippet of the source, help and where to read more.
    #[default]
    Full,
    /// One line: `path:line:column: error[E0207]: message`.
    Concise,
    /// One JSON object a line, with both languages.
    Json,
}

/// How diagnostics are rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// What the output is for.
    pub format: Format,
    /// The language of messages and section words; JSON carries both.
    pub language: Language,
    /// Whether terminal colours are used; they never carry meaning alone.
    pub color: bool,
}

/// Renders all of `diagnostics`, in the order given; every one ends with a line break.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, style: Style) -> String {
    let mut positions = Positions::new(sources);
    let mut out = String::new();
    for diagnostic in diagnostics {
        match style.format {
            Format::Full => full::render(&mut out, diagnostic, &mut positions, style),
            Format::Concise => concise::render(&mut out, diagnostic, &mut positions, style),
            Format::Json => json::render(&mut out, diagnostic, &mut positions),
        }
    }
    out
}

/// The word for a severity.
pub(crate) fn severity_word(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::En) => "error",
        (Severity::Error, Language::Zh) => "错误",
        (Severity::Warning, Language::En) => "warning",
        (Severity::Warning, Language::Zh) => "警告",
    }
}

#[cfg(test)]
mod tests;
