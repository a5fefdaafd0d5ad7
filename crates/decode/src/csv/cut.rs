//! Cuts one row that may have quotes.

use std::borrow::Cow;

/// What stands at the front of some bytes.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Cut<'a> {
    /// A row: its cells, its bytes with the line end, and the line ends within.
    Row { cells: Vec<Cow<'a, [u8]>>, length: usize, lines: i64 },
    /// The beginning of one.
    More,
    /// A quote with something behind it, or one that never closes.
    Quote,
}

/// Cuts the first row of `view`; `ended` if nothing follows it.
pub(crate) fn cut(view: &[u8], delimiter: u8, ended: bool) -> Cut<'_> {
    let mut cells = Vec::new();
    let (mut at, mut lines) = (0, 1);
    if view.is_empty() {
        return Cut::More;
    }
    loop {
        let rest = &view[at..];
        let next = if rest.first() == Some(&b'"') {
            let Some(closing) = closing(&rest[1..]) else {
                return if ended { Cut::Quote } else { Cut::More };
            };
            // A quote at the very end of the view may be half of a doubled one.
            if !ended && at + closing + 2 >= view.len() {
                return Cut::More;
            }
            let inside = &rest[1..=closing];
            lines += i64::try_from(memchr::memchr_iter(b'\n', inside).count()).unwrap_or(0);
            cells.push(undoubled(inside));
            at + closing + 2
        } else {
            let end = memchr::memchr2(delimiter, b'\n', rest).unwrap_or(rest.len());
            let cell = &rest[..end];
            let line_end = rest.get(end) != Some(&delimiter);
            let cell = if line_end { cell.strip_suffix(b"\r").unwrap_or(cell) } else { cell };
            cells.push(Cow::Borrowed(cell));
            at + end
        };
        match (view.get(next), view.get(next + 1)) {
            (Some(b'\n'), _) => return Cut::Row { cells, length: next + 1, lines },
            (Some(b'\r'), Some(b'\n')) => return Cut::Row { cells, length: next + 2, lines },
            (Some(b'\r'), None) if !ended => return Cut::More,
            (Some(byte), _) if *byte == delimiter => at = next + 1,
            (None, _) if ended => return Cut::Row { cells, length: next, lines },
            (None, _) => return Cut::More,
            (Some(_), _) => return Cut::Quote,
        }
    }
}

/// Where the quote that closes stands.
fn closing(inside: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        at += memchr::memchr(b'"', &inside[at..])?;
        if inside.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
        if at > inside.len() {
            return None;
        }
    }
}

fn undoubled(inside: &[u8]) -> Cow<'_, [u8]> {
    if memchr::memchr(b'"', inside).is_none() {
        return Cow::Borrowed(inside);
    }
    let mut out = Vec::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=at]);
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests;
