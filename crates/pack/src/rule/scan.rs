//! The pieces of a rule's text and whether they stand in an order that a rule can have.
//!
//! The parser of crate `cel` speaks one language, gives no offsets with its errors, and was
//! written for people who write programs: what it would stumble over is found here first, with
//! a place and in both languages. It is also what keeps its recursion shallow.

use super::Fault;
use super::shape::shape;
use diag::Text;
use district::Exact;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a rule; a longer one is a table in disguise.
const LENGTH_MAX: usize = 2_000;
/// Pieces of a rule: its tree is never deeper.
const PIECES_MAX: usize = 240;

/// Words that CEL keeps for itself.
const RESERVED: [&str; 17] = [
    "as",
    "break",
    "const",
    "continue",
    "else",
    "for",
    "function",
    "if",
    "import",
    "let",
    "loop",
    "namespace",
    "package",
    "return",
    "var",
    "void",
    "while",
];

/// Longer ones first.
const SIGNS: [&str; 20] = [
    "&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "-", "+", "*", "/", "%", "?", ":", ",", ".",
    "(", "[",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A number, a text, `true`, `false` or `null`.
    Value,
    /// A name, or a part of one.
    Name,
    /// An operator or a bracket.
    Sign,
}

#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
}

/// A text whose pieces are known and in order.
pub(super) struct Scanned<'t> {
    pub(super) text: &'t str,
    pub(super) pieces: Vec<Piece>,
    /// Where each bracket that opens is closed, by the offset of the one that opens.
    pub(super) closed: BTreeMap<usize, usize>,
}

impl Scanned<'_> {
    /// The piece at a line and column from 1, as the parser counts them: the text if there is none.
    pub(super) fn around(&self, (line, column): (isize, isize)) -> Range<usize> {
        let index = |count: isize| usize::try_from(count).ok()?.checked_sub(1);
        let place = index(line).zip(index(column)).and_then(|(line, column)| {
            let before: usize = self.text.split_inclusive('\n').take(line).map(str::len).sum();
            let chars = self.text.get(before..)?.char_indices();
            let offset = chars.map(|(at, _)| at).nth(column)?;
            let after = self.pieces.partition_point(|piece| piece.range.start <= before + offset);
            self.pieces.get(after.checked_sub(1)?)
        });
        place.map_or(0..self.text.len(), |piece| piece.range.clone())
    }

    /// The piece that begins at `offset`.
    pub(super) fn at(&self, offset: usize) -> Option<usize> {
        self.pieces.binary_search_by_key(&offset, |piece| piece.range.start).ok()
    }
}

/// Takes `text` apart.
pub(super) fn scan(text: &str) -> Result<Scanned<'_>, Fault> {
    if text.len() > LENGTH_MAX {
        let detail = Text::new(
            format!("长 {} 字节，最多 {LENGTH_MAX} 字节", text.len()),
            format!("it is {} bytes long, at most {LENGTH_MAX} are read", text.len()),
        );
        return Err(Fault::syntax(0..text.len(), detail));
    }
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_ascii_whitespace() {
            at += c.len_utf8();
            continue;
        }
        if text[at..].starts_with("//") {
            at = text[at..].find('\n').map_or(text.len(), |end| at + end);
            continue;
        }
        let piece = piece(text, at, c)?;
        at = piece.range.end;
        pieces.push(piece);
    }
    if pieces.len() > PIECES_MAX {
        let detail = Text::new(
            format!("由 {} 个部分组成，最多 {PIECES_MAX} 个", pieces.len()),
            format!("it is made of {} pieces, at most {PIECES_MAX} are read", pieces.len()),
        );
        return Err(Fault::syntax(0..text.len(), detail));
    }
    let closed = shape(text, &pieces)?;
    bare_has(text, &pieces)?;
    Ok(Scanned { text, pieces, closed })
}

/// `has(x)` without a dot, which CEL does not read.
fn bare_has(text: &str, pieces: &[Piece]) -> Result<(), Fault> {
    for four in pieces.windows(4) {
        let words: Vec<&str> = four.iter().map(|piece| &text[piece.range.clone()]).collect();
        if let (["has", "(", name, ")"], [_, _, piece, _]) = (words.as_slice(), four) {
            let detail = Text::new(
                format!("写成 `has(applicant.{name})`，名称要带点"),
                format!("write `has(applicant.{name})`, it takes a name with a dot"),
            );
            return Err(Fault::syntax(piece.range.clone(), detail));
        }
    }
    Ok(())
}

fn piece(text: &str, at: usize, c: char) -> Result<Piece, Fault> {
    let rest = &text[at..];
    let digit_next = rest[c.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
    if c.is_ascii_digit() || (c == '.' && digit_next) {
        return number(text, at);
    }
    let quote = rest.find(['"', '\'']).filter(|quote| *quote <= 2).filter(|quote| {
        matches!(rest[..*quote].to_ascii_lowercase().as_str(), "" | "r" | "b" | "br" | "rb")
    });
    if let Some(quote) = quote {
        return quoted(text, at, quote);
    }
    if c.is_ascii_alphabetic() || c == '_' {
        return word(text, at);
    }
    if c == '`' {
        let end = rest[1..].find('`').filter(|end| *end > 0);
        let range = at..end.map_or(text.len(), |end| at + end + 2);
        let whole = text[range.clone()]
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '`' | '_' | '-' | '.' | '/' | ' '));
        if end.is_none() || !whole {
            let detail = Text::new("反引号之间不是名称", "no name between backticks");
            return Err(Fault::syntax(range, detail));
        }
        return Ok(Piece { kind: Kind::Name, range });
    }
    let sign = SIGNS.iter().chain(&[")", "]"]).find(|sign| rest.starts_with(**sign));
    if let Some(sign) = sign {
        return Ok(Piece { kind: Kind::Sign, range: at..at + sign.len() });
    }
    let range = at..at + c.len_utf8();
    if matches!(c, '{' | '}') {
        return Err(Fault::part(range, Text::new("花括号", "braces")));
    }
    let (zh, en) = match c {
        '=' => ("等于写作 `==`".to_owned(), "equality is written `==`".to_owned()),
        '&' => ("并且写作 `&&`".to_owned(), "and is written `&&`".to_owned()),
        '|' => ("或者写作 `||`".to_owned(), "or is written `||`".to_owned()),
        _ => {
            let c = super::short(&c.to_string());
            (format!("`{c}` 不是规则的符号"), format!("`{c}` is not a sign of rules"))
        }
    };
    Err(Fault::syntax(range, Text::new(zh, en)))
}

fn number(text: &str, at: usize) -> Result<Piece, Fault> {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let mut end = digits(at);
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = matches!(bytes.get(end + 1), Some(b'+' | b'-'));
        let exponent = end + 1 + usize::from(signed);
        if bytes.get(exponent).is_some_and(u8::is_ascii_digit) {
            end = digits(exponent);
        }
    }
    let odd = |c: char| !(c.is_alphanumeric() || c == '_');
    let tail = text[end..].find(odd).unwrap_or(text.len() - end);
    if tail > 0 {
        let range = at..end + tail;
        let found = super::short(&text[range.clone()]);
        let detail = Text::new(
            format!("数写成 `35` 或 `0.75` 的样子，却是 `{found}`"),
            format!("a number is written like `35` or `0.75`, found `{found}`"),
        );
        return Err(Fault::syntax(range, detail));
    }
    let digits = &text[at..end];
    let whole = digits.bytes().all(|byte| byte.is_ascii_digit());
    // The parser reads whole numbers of 64 bits.
    if digits.parse::<Exact>().is_err() || (whole && digits.parse::<i64>().is_err()) {
        let detail = Text::new("数太大或太小", "a number too large or too small");
        return Err(Fault::syntax(at..end, detail));
    }
    Ok(Piece { kind: Kind::Value, range: at..end })
}

fn quoted(text: &str, at: usize, quote: usize) -> Result<Piece, Fault> {
    let prefix = text[at..at + quote].to_ascii_lowercase();
    let open = at + quote;
    let mark = &text[open..=open];
    let triple = mark.repeat(3);
    let mark = if text[open..].starts_with(&triple) { triple.as_str() } else { mark };
    let mut end = open + mark.len();
    loop {
        let rest = &text[end..];
        let Some(c) = rest.chars().next() else {
            let detail = Text::new("文字没有以引号结束", "a text without its closing quote");
            return Err(Fault::syntax(at..text.len(), detail));
        };
        if rest.starts_with(mark) {
            break;
        }
        end += c.len_utf8();
        if c == '\\' && !prefix.contains('r') {
            end += text[end..].chars().next().map_or(0, char::len_utf8);
        }
        if mark.len() == 1 && matches!(c, '\n' | '\r') {
            let detail = Text::new("文字在一行内没有结束", "a text that does not end on its line");
            return Err(Fault::syntax(at..end, detail));
        }
    }
    let range = at..end + mark.len();
    if prefix.contains('b') {
        return Err(Fault::part(range, Text::new("字节串", "a text of bytes")));
    }
    Ok(Piece { kind: Kind::Value, range })
}

fn word(text: &str, at: usize) -> Result<Piece, Fault> {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    let end = text[at..].find(ends).map_or(text.len(), |end| at + end);
    let range = at..end;
    let word = &text[range.clone()];
    if RESERVED.contains(&word) {
        let detail = Text::new(
            format!("`{word}` 是 CEL 的保留字"),
            format!("`{word}` is a word that CEL keeps for itself"),
        );
        return Err(Fault::syntax(range, detail));
    }
    let kind = match word {
        "true" | "false" | "null" => Kind::Value,
        "in" => Kind::Sign,
        _ => Kind::Name,
    };
    Ok(Piece { kind, range })
}
