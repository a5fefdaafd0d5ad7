//! Findings about what a field's answers have to satisfy.

use super::{suggest, words};
use crate::kind::Kind;
use diag::codes::pack::{E0167, E0172, E0173};
use diag::{Diagnostic, Span, Text};

pub(crate) fn check_not_of_type(
    owner: &Text,
    key: &str,
    field_type: &str,
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}对 {field_type} 类型的回答用了 `{key}`",
        "{owner} has `{key}` for answers of type {field_type}",
        owner = owner,
        key = key,
        field_type = field_type,
    );
    let of = match key {
        "min" | "max" => "`integer`, `decimal`",
        "values" => "`choice`",
        _ => "`text`",
    };
    Diagnostic::error(E0172, message).label(span, Text::default()).help(words!(
        "删去 `{key}`，它只用于 {of}",
        "remove `{key}`, which is for {of}",
        key = key,
        of = of,
    ))
}

pub(crate) fn min_over_max(
    owner: &Text,
    (min_key, min): (&str, &str),
    (max_key, max): (&str, &str),
    span: Span,
) -> Diagnostic {
    let message = words!(
        "{owner}的 `{min_key}` 是 {min}，大于 `{max_key}` 的 {max}",
        "{owner} has `{min_key}` {min}, which is over `{max_key}` {max}",
        owner = owner,
        min_key = min_key,
        min = min,
        max_key = max_key,
        max = max,
    );
    Diagnostic::error(E0173, message).label(span, Text::default())
}

/// A value that an item demands and the field does not have.
pub(crate) fn value_not_of_field<'a>(
    owner: &Text,
    field: &str,
    value: &str,
    span: Span,
    values: impl Iterator<Item = &'a str> + Clone,
) -> Diagnostic {
    let message = words!(
        "{owner}只接受 `{value}`，但{field}没有这个选项",
        "{owner} allows only `{value}`, which {field} does not have",
        owner = owner,
        value = value,
        field = Kind::Field.named(field),
    );
    let diagnostic = Diagnostic::error(E0167, message).label(span, Text::default());
    suggest(diagnostic, value, values)
}
