//! The fenced blocks of a chapter.

use std::ops::Range;

/// One fenced block.
pub(super) struct Block<'a> {
    /// What it is for.
    pub(super) kind: Kind,
    /// What stands between its fences.
    pub(super) body: &'a str,
    /// Where that stands in the chapter.
    pub(super) range: Range<usize>,
    /// The line of its opening fence, from 1.
    pub(super) line: usize,
}

/// What a block is for.
pub(super) enum Kind {
    /// A file to write, or to add to.
    File {
        /// Where.
        path: String,
        /// Whether it is added to the end.
        append: bool,
    },
    /// Commands and what they print.
    Console {
        /// The status that the last one ends with.
        exit: i32,
    },
    /// Shown only.
    Shown,
}

/// The blocks of `text`, in order.
pub(super) fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, usize, Kind)> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let start = at;
        at += line.len();
        let Some(info) = line.strip_prefix("```") else { continue };
        match open.take() {
            Some((line, from, kind)) => {
                found.push(Block { kind, body: &text[from..start], range: from..start, line });
            }
            None => open = Some((number + 1, at, kind(info.trim()))),
        }
    }
    assert!(open.is_none(), "a fenced block is not closed");
    found
}

fn kind(info: &str) -> Kind {
    let mut words = info.split_whitespace();
    let language = words.next().unwrap_or("");
    let rest = words.next().unwrap_or("");
    if language == "console" {
        let exit = rest.strip_prefix("exit=").map_or(0, |exit| exit.parse().unwrap());
        return Kind::Console { exit };
    }
    match rest.strip_prefix('+') {
        _ if rest.is_empty() => Kind::Shown,
        Some(path) => Kind::File { path: path.to_owned(), append: true },
        None => Kind::File { path: rest.to_owned(), append: false },
    }
}
