//! Finds the placeholders of a text and takes them apart.

use std::ops::Range;

/// A placeholder as it stands in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    /// Where, in bytes, with its braces.
    pub at: Range<usize>,
    /// As written, with its braces.
    pub text: String,
    /// Its parts; none if it does not have the form.
    pub(super) name: Option<Name>,
}

/// The parts of a placeholder, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) indicator: String,
    pub(super) by: String,
    pub(super) place: String,
    pub(super) period: String,
    pub(super) edition: Option<String>,
}

/// The placeholders of `text`, in order. An opening brace that is never closed is one to its
/// line's end; a doubled brace is none.
pub fn placeholders(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text.get(at..).and_then(|rest| rest.find('{')).map(|i| at + i) {
        let rest = text.get(open + 1..).unwrap_or_default();
        if rest.starts_with('{') {
            at = open + 2;
            continue;
        }
        let (end, closed) = match rest.find(['}', '\n']) {
            Some(i) if rest[i..].starts_with('}') => (open + 1 + i + 1, true),
            Some(i) => (open + 1 + i, false),
            None => (text.len(), false),
        };
        let written = text.get(open..end).unwrap_or_default();
        let inner = written.trim_start_matches('{').trim_end_matches('}');
        found.push(Placeholder {
            at: open..end,
            text: written.to_owned(),
            name: if closed { name(inner) } else { None },
        });
        at = end;
    }
    found
}

fn name(inner: &str) -> Option<Name> {
    // Place ids are a pack's own and may hold anything but `/` and `#`; the head may hold a place.
    let (head, rest) = match inner.split_once('[') {
        Some((head, rest)) => {
            let (by, rest) = rest.split_once("]@")?;
            ((head, by), rest)
        }
        None => inner.split_once('@').map(|(head, rest)| ((head, ""), rest))?,
    };
    let (place, rest) = rest.split_once('/')?;
    let (period, edition) = match rest.split_once('#') {
        Some((period, edition)) => (period, Some(edition.trim().to_owned())),
        None => (rest, None),
    };
    let trimmed = |text: &str| text.trim().to_owned();
    let name = Name {
        indicator: trimmed(head.0),
        by: trimmed(head.1),
        place: trimmed(place),
        period: trimmed(period),
        edition,
    };
    let whole = ![&name.indicator, &name.place, &name.period].iter().any(|part| part.is_empty());
    whole.then_some(name)
}
