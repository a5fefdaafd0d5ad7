//! What makes a whole log unusable, and what makes one row or event of it unusable: a code, a
//! line, and in both languages what was expected and what was found.

use diag::{Code, Text, codes};
use serde::Serialize;

/// Why a log cannot be read or written at all. Nothing of it is taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .text.en)]
pub struct Error {
    /// The code with its page.
    pub code: Code,
    /// The line at which reading stopped, from 1, where there is one.
    pub line: Option<u64>,
    /// What was expected, what was found, and where.
    pub text: Text,
}

impl Error {
    /// Expected one thing and found another, at a line.
    pub(crate) fn at(code: Code, line: u64, expected: &Text, found: &Text) -> Self {
        Self { code, line: Some(line), text: at_line(line, expected, found) }
    }

    /// Expected one thing and found another in the bytes as a whole.
    pub(crate) fn whole(code: Code, expected: &Text, found: &Text) -> Self {
        Self { code, line: None, text: between(expected, found) }
    }

    /// The bytes do not unpack, or are more than the limit.
    pub(crate) fn unpack(expected: &Text, found: &Text) -> Self {
        Self::whole(codes::mine::S0602, expected, found)
    }
}

/// A row, an event or an attribute that does not fit. The rest of the log is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The code with its page.
    pub code: Code,
    /// Its line, from 1: the first of a row, the last of an event.
    pub line: u64,
    /// What was refused with it.
    pub scope: Scope,
    /// What stands there, as much as is needed to find it.
    pub raw: String,
    /// What was expected and what was found.
    pub text: Text,
}

/// How much was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// A row of a CSV.
    Row,
    /// An event of an XES log.
    Event,
    /// One attribute; its event or case was taken without it.
    Attribute,
}

impl Refused {
    pub(crate) fn new(line: u64, scope: Scope, raw: &str, expected: &Text, found: &Text) -> Self {
        let raw = short(raw);
        Self { code: codes::mine::S0604, line, scope, raw, text: at_line(line, expected, found) }
    }
}

fn between(expected: &Text, found: &Text) -> Text {
    Text::new(
        format!("应为{}，实为{}", expected.zh, found.zh),
        format!("expected {}, found {}", expected.en, found.en),
    )
}

fn at_line(line: u64, expected: &Text, found: &Text) -> Text {
    Text::new(
        format!("第{line}行：应为{}，实为{}", expected.zh, found.zh),
        format!("line {line}: expected {}, found {}", expected.en, found.en),
    )
}

/// A piece of a text that a person can read: at most 200 characters.
pub(crate) fn short(text: &str) -> String {
    let mut piece: String = text.chars().take(200).collect();
    if piece.len() < text.len() {
        piece.push('…');
    }
    piece
}

/// A text as it was found, in backticks.
pub(crate) fn quoted(text: &str) -> Text {
    Text::same(format!("`{}`", short(text)))
}
