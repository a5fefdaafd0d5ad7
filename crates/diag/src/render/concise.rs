//! One line a diagnostic: `path:line:column: error[E0207]: message`.

use super::{Style, severity_word};
use crate::Diagnostic;
use crate::position::Positions;
use std::fmt::Write;

pub(super) fn render(
    out: &mut String,
    diagnostic: &Diagnostic,
    positions: &mut Positions<'_>,
    style: Style,
) {
    if let Some(label) = diagnostic.labels.first() {
        let (start, _) = positions.range(&label.span);
        let name = positions.name(label.span.source);
        let _ = write!(out, "{name}:{}:{}: ", start.line, start.column);
    }
    let word = severity_word(diagnostic.severity, style.language);
    let message = diagnostic.message.get(style.language);
    let _ = writeln!(out, "{word}[{}]: {message}", diagnostic.code.0);
}
