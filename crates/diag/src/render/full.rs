//! The terminal form: message, snippets, help, where to read more.
//!
//! The only file that names `annotate-snippets`, so that it can be changed for another.

use super::{Style, severity_word};
use crate::position::{Positions, floor_boundary};
use crate::{Diagnostic, Label, Language, Severity, Span};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// Labels farther apart than this are shown as snippets of their own, so that a snippet costs
/// what it shows and not what lies between.
const LINES_APART_MAX: usize = 6;

/// A line longer than this is named but not shown: nobody reads it, and a terminal chokes on it.
const LINE_BYTES_MAX: usize = 2_000;

pub(super) fn render<'a>(
    out: &mut String,
    diagnostic: &'a Diagnostic,
    positions: &mut Positions<'a>,
    style: Style,
) {
    let word = severity_word(diagnostic.severity, style.language);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let message = diagnostic.message.get(style.language);
    let title = level.with_name(word).primary_title(message).id(diagnostic.code.0);
    let clusters = clusters(&diagnostic.labels, positions);
    let mut group = Group::with_title(title);
    for cluster in &clusters {
        group = add(group, cluster, style.language);
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    out.push_str(&renderer.decor_style(DecorStyle::Unicode).render(&[group]));
    out.push('\n');
    let (help, see, colon) = match style.language {
        Language::En => ("help", "see", ": "),
        Language::Zh => ("帮助", "详见", "："),
    };
    if let Some(text) = &diagnostic.help {
        out.push_str(&[help, colon, text.get(style.language), "\n"].concat());
    }
    out.push_str(&[see, colon, "hemei explain ", diagnostic.code.0, "\n\n"].concat());
}

/// Labels of one source whose lines lie near each other, with the text that shows them.
struct Cluster<'a> {
    name: &'a str,
    /// The first line, counted from 1, and the column of the first label in it.
    line: usize,
    column: usize,
    text: &'a str,
    labels: Vec<(Range<usize>, bool, &'a Label)>,
}

struct Place<'a> {
    lines: Range<usize>,
    span: Range<usize>,
    primary: bool,
    label: &'a Label,
}

fn clusters<'a>(labels: &'a [Label], positions: &mut Positions<'a>) -> Vec<Cluster<'a>> {
    let mut groups: Vec<(Span, Vec<Place<'a>>)> = Vec::new();
    for (order, label) in labels.iter().enumerate() {
        let (start, end) = positions.range(&label.span);
        let text = positions.index(label.span.source).text();
        let from = floor_boundary(text, label.span.start);
        let to = floor_boundary(text, label.span.end).max(from);
        let lines = start.line..end.line;
        let place = Place { lines, span: from..to, primary: order == 0, label };
        let near = groups.iter_mut().find(|(first, places)| {
            let same = first.source == label.span.source;
            same && places.iter().any(|other| apart(&other.lines, &place.lines) <= LINES_APART_MAX)
        });
        match near {
            Some((_, places)) => places.push(place),
            None => groups.push((label.span.clone(), vec![place])),
        }
    }
    groups.into_iter().map(|(span, places)| cluster(&span, places, positions)).collect()
}

fn apart(left: &Range<usize>, right: &Range<usize>) -> usize {
    right.start.saturating_sub(left.end).max(left.start.saturating_sub(right.end))
}

fn cluster<'a>(span: &Span, places: Vec<Place<'a>>, positions: &mut Positions<'a>) -> Cluster<'a> {
    let (position, _) = positions.range(span);
    let name = positions.name(span.source);
    let index = positions.index(span.source);
    let first = places.iter().map(|place| place.lines.start).min().unwrap_or(1);
    let last = places.iter().map(|place| place.lines.end).max().unwrap_or(first);
    let from = index.line_start(first);
    let to = index.line_start(last + 1).max(from);
    let text = &index.text()[from..to];
    let shift = |range: Range<usize>| range.start - from..range.end - from;
    let labels =
        places.into_iter().map(|place| (shift(place.span), place.primary, place.label)).collect();
    let shown = text.lines().all(|line| line.len() <= LINE_BYTES_MAX);
    let line = if shown { first } else { position.line };
    Cluster { name, line, column: position.column, text: if shown { text } else { "" }, labels }
}

fn add<'a>(group: Group<'a>, cluster: &Cluster<'a>, language: Language) -> Group<'a> {
    if cluster.text.is_empty() {
        let origin = Origin::path(cluster.name).line(cluster.line).char_column(cluster.column);
        return group.element(origin);
    }
    let annotations = cluster.labels.iter().map(|(span, primary, label)| {
        let kind = if *primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let text = label.text.get(language);
        kind.span(span.clone()).label((!text.is_empty()).then_some(text))
    });
    group.element(
        Snippet::source(cluster.text)
            .line_start(cluster.line)
            .path(cluster.name)
            .annotations(annotations),
    )
}
