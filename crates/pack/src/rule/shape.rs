//! Whether the pieces of a rule stand in an order that a rule can have: values and operators take
//! turns, brackets go together and not too deep.

use super::scan::{Kind, Piece};
use super::{Fault, FaultKind};
use crate::findings::short;
use diag::Text;
use std::collections::BTreeMap;
use std::ops::Range;

/// Brackets in brackets. In a build without optimisation the parser takes 130 kB of stack for
/// each, and some threads have 2 MB in all.
const DEPTH_MAX: usize = 6;
/// `? :` in a rule.
const CONDITIONS_MAX: usize = 16;

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
pub(super) fn shape(text: &str, pieces: &[Piece]) -> Result<BTreeMap<usize, usize>, Fault> {
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
        let found = short(&self.text[piece.range.clone()]);
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
