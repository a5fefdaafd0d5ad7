//! The pieces of a rule's text and whether they stand in an order that a rule can have.
//!
//! The parser of crate `cel` speaks one language, gives no offsets with its errors, and was
//! written for people who write programs: what it would stumble over is found here first, with
//! a place and in both languages. It is also what keeps its recursion shallow.

use super::{Fault, FaultKind};
use diag::Text;
use district::Exact;
use std::collections::BTreeMap;
use std::ops::Range;

/// Bytes of a rule; a longer one is a table in disguise.
const LENGTH_MAX: usize = 2_000;
/// Pieces of a rule: its tree is never deeper.
const PIECES_MAX: usize = 240;
/// Brackets in brackets. In a build without optimisation the parser takes 130 kB of stack for
/// each, and some threads have 2 MB in all.
const DEPTH_MAX: usize = 6;
/// `? :` in a rule.
const CONDITIONS_MAX: usize = 16;

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

/// What may come next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    /// A value.
    Value,
    /// A value, or the end of a list or call that has none.
    ValueOrClose,
    /// An operator.
    Operator,
    /// The next part of a dotted name.
    Part,
}

struct Shape<'t> {
    text: &'t str,
    open: Vec<usize>,
    closed: BTreeMap<usize, usize>,
    conditions: usize,
    next: Next,
    /// The name before, if the piece before is one, so that `(` is a call.
    named: Option<Range<usize>>,
    /// The sign before, if it stands before its operand.
    prefix: Option<char>,
}

/// Values and operators take turns, and brackets go together.
fn shape(text: &str, pieces: &[Piece]) -> Result<BTreeMap<usize, usize>, Fault> {
    let mut shape = Shape {
        text,
        open: Vec::new(),
        closed: BTreeMap::new(),
        conditions: 0,
        next: Next::Value,
        named: None,
        prefix: None,
    };
    for piece in pieces {
        shape.step(piece)?;
        let brackets = shape.open.iter().filter(|open| !text[**open..].starts_with('?'));
        if brackets.count() > DEPTH_MAX || shape.conditions > CONDITIONS_MAX {
            let detail = Text::new(
                format!("嵌套多于 {DEPTH_MAX} 层，或 `? :` 多于 {CONDITIONS_MAX} 个"),
                format!(
                    "it is nested more than {DEPTH_MAX} deep, or has over {CONDITIONS_MAX} `? :`"
                ),
            );
            return Err(Fault::syntax(piece.range.clone(), detail));
        }
    }
    let end = text.len()..text.len();
    if let Some(open) = shape.open.last() {
        let sign = &text[*open..=*open];
        let detail =
            Text::new(format!("`{sign}` 没有结束"), format!("`{sign}` without its other half"));
        return Err(Fault::syntax(*open..*open + 1, detail));
    }
    if shape.next != Next::Operator {
        let detail = Text::new("末尾缺少值", "a value is missing at its end");
        return Err(Fault::syntax(end, detail));
    }
    Ok(shape.closed)
}

impl Shape<'_> {
    fn step(&mut self, piece: &Piece) -> Result<(), Fault> {
        let word = &self.text[piece.range.clone()];
        let named = std::mem::take(&mut self.named);
        let prefix = self.prefix.take();
        match (self.next, piece.kind) {
            (Next::Part, Kind::Name) => {
                self.named = Some(piece.range.clone());
                self.next = Next::Operator;
                Ok(())
            }
            (Next::Value | Next::ValueOrClose, Kind::Value | Kind::Name) => {
                if word.starts_with('`') {
                    return Err(self.unexpected(piece));
                }
                self.named = (piece.kind == Kind::Name).then(|| piece.range.clone());
                self.next = Next::Operator;
                Ok(())
            }
            (Next::Value | Next::ValueOrClose, Kind::Sign) => self.before_value(piece, prefix),
            (Next::Operator, Kind::Sign) => self.after_value(piece, named),
            (Next::Operator, Kind::Value | Kind::Name) | (Next::Part, Kind::Value | Kind::Sign) => {
                Err(self.unexpected(piece))
            }
        }
    }

    fn before_value(&mut self, piece: &Piece, prefix: Option<char>) -> Result<(), Fault> {
        match &self.text[piece.range.clone()] {
            "(" | "[" => {
                let list = self.text[piece.range.clone()].starts_with('[');
                self.next = if list { Next::ValueOrClose } else { Next::Value };
                self.open.push(piece.range.start);
                Ok(())
            }
            sign @ ("!" | "-") => {
                let sign = sign.chars().next();
                if prefix.is_some() && prefix != sign {
                    return Err(self.unexpected(piece));
                }
                self.prefix = sign;
                self.next = Next::Value;
                Ok(())
            }
            ")" | "]" if self.next == Next::ValueOrClose => self.close(piece),
            _ => Err(self.unexpected(piece)),
        }
    }

    fn after_value(&mut self, piece: &Piece, named: Option<Range<usize>>) -> Result<(), Fault> {
        match &self.text[piece.range.clone()] {
            "." => self.next = Next::Part,
            "(" => {
                let Some(name) = named else { return Err(self.unexpected(piece)) };
                if !matches!(&self.text[name.clone()], "size" | "has") {
                    return Err(super::function(self.text, name));
                }
                self.open.push(piece.range.start);
                self.next = Next::ValueOrClose;
            }
            "[" => return Err(Fault::part(piece.range.clone(), Text::new("下标", "an index"))),
            "?" => {
                self.conditions += 1;
                self.open.push(piece.range.start);
                self.next = Next::Value;
            }
            ":" => {
                self.pop(piece, '?')?;
                self.next = Next::Value;
            }
            "," => {
                let inner = self.open.last().map(|open| &self.text[*open..=*open]);
                if !matches!(inner, Some("(" | "[")) {
                    return Err(self.unexpected(piece));
                }
                self.next = Next::Value;
            }
            ")" | "]" => return self.close(piece),
            "%" => return Err(Fault::part(piece.range.clone(), Text::new("`%` 取余", "`%`"))),
            "!" => return Err(self.unexpected(piece)),
            _ => self.next = Next::Value,
        }
        Ok(())
    }

    fn close(&mut self, piece: &Piece) -> Result<(), Fault> {
        let open = if self.text[piece.range.clone()].starts_with(')') { '(' } else { '[' };
        let at = self.pop(piece, open)?;
        self.closed.insert(at, piece.range.end);
        self.next = Next::Operator;
        Ok(())
    }

    fn pop(&mut self, piece: &Piece, expected: char) -> Result<usize, Fault> {
        match self.open.last() {
            Some(open) if self.text[*open..].starts_with(expected) => {
                let open = *open;
                self.open.pop();
                Ok(open)
            }
            Some(_) | None => Err(self.unexpected(piece)),
        }
    }

    fn unexpected(&self, piece: &Piece) -> Fault {
        let found = super::short(&self.text[piece.range.clone()]);
        let (zh, en) = match self.next {
            Next::Value | Next::ValueOrClose => ("值", "a value"),
            Next::Operator => ("运算符", "an operator"),
            Next::Part => ("名称", "a name"),
        };
        let detail = Text::new(
            format!("此处应为{zh}，却是 `{found}`"),
            format!("expected {en}, found `{found}`"),
        );
        Fault { range: piece.range.clone(), kind: FaultKind::Syntax, detail }
    }
}
