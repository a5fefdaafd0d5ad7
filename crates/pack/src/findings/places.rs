//! Findings about the tree of places.

use super::words;
use crate::kind::Kind;
use diag::codes::pack::{E0135, E0150};
use diag::{Diagnostic, Span, Text};

pub(crate) fn place_cycle(path: &[&str], span: Span) -> Diagnostic {
    let first = path.first().copied().unwrap_or_default();
    let circle = path
        .iter()
        .chain(path.first())
        .map(|id| format!("`{}`", super::short(id)))
        .collect::<Vec<_>>();
    let message = words!(
        "{owner}位于自身之内：{circle}",
        "{owner} lies in itself: {circle}",
        owner = Kind::Place.named(first),
        circle = Text::same(circle.join(" → ")),
    );
    Diagnostic::error(E0135, message)
        .label(span, Text::default())
        .help(words!("给其中一个地点另一个 `parent`", "give one of them another `parent`"))
}

pub(crate) fn level_without_place<'a>(
    owner: &Text,
    key: &str,
    level: &str,
    span: Span,
    levels: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{key}` 写作 `{level}`，但没有这一级的地点",
        "{owner} has the level `{level}` in `{key}`, and no place is of that level",
        owner = owner,
        key = key,
        level = level,
    );
    let diagnostic = Diagnostic::error(E0150, message).label(span, Text::default());
    super::suggest(diagnostic, level, levels)
}
