//! One JSON object a line, with both languages, for programs.

use crate::position::{Position, Positions};
use crate::{Code, Diagnostic, Severity, Text};
use serde::Serialize;

#[derive(Serialize)]
struct Object<'a> {
    code: Code,
    severity: Severity,
    message: &'a Text,
    spans: Vec<SpanObject<'a>>,
    help: Option<&'a Text>,
    see: String,
}

#[derive(Serialize)]
struct SpanObject<'a> {
    path: &'a str,
    start: PositionObject,
    end: PositionObject,
    label: &'a Text,
}

#[derive(Serialize)]
struct PositionObject {
    line: usize,
    column: usize,
    byte: usize,
}

pub(super) fn render(out: &mut String, diagnostic: &Diagnostic, positions: &mut Positions<'_>) {
    let spans = diagnostic.labels.iter().map(|label| {
        let (start, end) = positions.range(&label.span);
        SpanObject {
            path: positions.name(label.span.source),
            start: object(start, label.span.start),
            end: object(end, label.span.end),
            label: &label.text,
        }
    });
    let object = Object {
        code: diagnostic.code,
        severity: diagnostic.severity,
        message: &diagnostic.message,
        spans: spans.collect(),
        help: diagnostic.help.as_ref(),
        see: format!("hemei explain {}", diagnostic.code.0),
    };
    // Serialising owned texts and numbers has no way to fail; a failure would show as no line.
    if let Ok(text) = serde_json::to_string(&object) {
        out.push_str(&text);
        out.push('\n');
    }
}

fn object(position: Position, byte: usize) -> PositionObject {
    PositionObject { line: position.line, column: position.column, byte }
}
