//! CEL text to the expressions of [`district::rule`].
//!
//! CEL is read by the parser of crate `cel`, which is named in this file and nowhere else. The
//! subset: comparisons, `&& || !`, `+ - * /`, `in`, `? :`, lists, `size()`, `has()`, and dotted
//! names. Everything else is refused with its place.
//!
//! Invariants, stated as absences: no number passes through a float (a decimal is read from the
//! text of its literal); no text makes it panic, nor print. Start reading at [`read`].

mod place;
mod scan;
mod shape;

pub(crate) use place::Placed;

use crate::findings::short;
use cel::common::ast::{CallExpr, Expr as Cel, IdedExpr, LiteralValue, SourceInfo, operators};
use cel::parser::Parser;
use diag::{Span, Text};
use district::Exact;
use district::rule::{Answers, Arithmetic, Comparison, Expr, Rule, Value};
use scan::Scanned;
use std::ops::Range;
use std::panic::AssertUnwindSafe;

/// A rule with the places of its parts.
#[derive(Debug, Clone)]
pub(crate) struct ReadRule {
    pub(crate) rule: Rule,
    /// The place of each part, in the order in which [`Expr::visit`] comes to them.
    pub(crate) spans: Vec<Span>,
}

/// Why a rule cannot be used.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Where in the rule's text.
    pub(crate) range: Range<usize>,
    pub(crate) kind: FaultKind,
    pub(crate) detail: Text,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FaultKind {
    /// Not CEL.
    Syntax,
    /// CEL, and more than rules may say.
    Part,
}

impl Fault {
    fn syntax(range: Range<usize>, detail: Text) -> Self {
        Self { range, kind: FaultKind::Syntax, detail }
    }

    fn part(range: Range<usize>, detail: Text) -> Self {
        Self { range, kind: FaultKind::Part, detail }
    }
}

/// Reads a rule.
pub(crate) fn read(placed: &Placed<'_>) -> Result<ReadRule, Fault> {
    let text = placed.text;
    let scanned = scan::scan(text)?;
    // What the scan lets through is parsed without recursion deeper than its limits; should the
    // parser panic all the same, the rule is refused and nothing else suffers.
    let parser = Parser::new().enable_ident_escape_syntax(true);
    let parsed = std::panic::catch_unwind(AssertUnwindSafe(|| parser.parse_with_source_info(text)));
    let (tree, places) = match parsed {
        Ok(Ok(parsed)) => parsed,
        Ok(Err(errors)) => {
            let first = errors.errors.first().map_or((0, 0), |error| error.pos);
            return Err(not_cel(scanned.around(first)));
        }
        Err(_) => return Err(not_cel(0..text.len())),
    };
    let mut lowering = Lowering { scanned: &scanned, places: &places, ranges: Vec::new() };
    let (expr, _) = lowering.expr(&tree)?;
    let spans = lowering.ranges.into_iter().map(|range| placed.span(range)).collect();
    let rule = Rule { text: text.to_owned(), expr, span: placed.whole() };
    Ok(ReadRule { rule, spans })
}

fn not_cel(range: Range<usize>) -> Fault {
    Fault::syntax(range, Text::new("不符合 CEL 语法", "a form that CEL does not have"))
}

type Part = (Expr, Range<usize>);

struct Lowering<'r> {
    scanned: &'r Scanned<'r>,
    places: &'r SourceInfo,
    ranges: Vec<Range<usize>>,
}

impl Lowering<'_> {
    fn expr(&mut self, node: &IdedExpr) -> Result<Part, Fault> {
        let at = self.ranges.len();
        self.ranges.push(0..0);
        let own = self.own(node);
        let (expr, range) = match &node.expr {
            Cel::Literal(literal) => (Expr::Literal(self.literal(literal, &own)?), own),
            Cel::Ident(name) => {
                if name.starts_with('.') {
                    return Err(Fault::part(own, Text::new("开头的点", "a leading dot")));
                }
                (Expr::Name(Answers::canonical(name).to_owned()), own)
            }
            Cel::Select(select) => {
                let (name, range) = self.dotted(node)?;
                let name = Answers::canonical(&name).to_owned();
                let expr = if select.test { Expr::Has(name) } else { Expr::Name(name) };
                (expr, range)
            }
            Cel::List(list) => {
                let mut parts = Vec::new();
                for element in &list.elements {
                    parts.push(self.expr(element)?.0);
                }
                (Expr::List(parts), own.start..self.end_of(&own))
            }
            Cel::Call(call) => self.call(call, own)?,
            Cel::Comprehension(_) => return Err(self.function(&own)),
            Cel::Map(_) | Cel::Struct(_) => {
                return Err(Fault::part(own, Text::new("花括号", "braces")));
            }
            Cel::Unspecified => return Err(not_cel(own)),
        };
        if let Some(place) = self.ranges.get_mut(at) {
            place.clone_from(&range);
        }
        Ok((expr, range))
    }

    /// The place that the parser gives for a node: a literal, a name, an operator, a bracket.
    fn own(&self, node: &IdedExpr) -> Range<usize> {
        let start = self.places.offset_for(node.id).and_then(|(start, _)| start.try_into().ok());
        let piece = start.and_then(|start| self.scanned.at(start));
        let piece = piece.and_then(|piece| self.scanned.pieces.get(piece));
        piece.map_or(0..self.scanned.text.len(), |piece| piece.range.clone())
    }

    fn literal(&self, literal: &LiteralValue, own: &Range<usize>) -> Result<Value, Fault> {
        let number = |negative: bool| {
            let digits = self.scanned.text.get(own.clone()).unwrap_or_default();
            let exact = digits.parse::<Exact>().map_err(|_| {
                let detail = Text::new("数太大或太小", "a number too large or too small");
                Fault::syntax(own.clone(), detail)
            })?;
            Ok(Value::Number(if negative { -exact } else { exact }))
        };
        match literal {
            LiteralValue::Null => Ok(Value::Null),
            LiteralValue::Boolean(value) => Ok(Value::Bool(*value.inner())),
            LiteralValue::Int(value) => Ok(Value::Number(Exact::from(*value.inner()))),
            // The parser has made a float of it; the digits are read again from the text.
            LiteralValue::Double(value) => number(value.inner().is_sign_negative()),
            LiteralValue::UInt(_) => number(false),
            LiteralValue::String(text) => Ok(Value::text(text.inner())),
            LiteralValue::Bytes(_) => {
                Err(Fault::part(own.clone(), Text::new("字节串", "a text of bytes")))
            }
        }
    }

    /// A name of parts with dots between them.
    fn dotted(&self, node: &IdedExpr) -> Result<(String, Range<usize>), Fault> {
        let own = self.own(node);
        match &node.expr {
            Cel::Ident(name) if !name.starts_with('.') => Ok((name.clone(), own)),
            Cel::Select(select) => {
                let (before, range) = self.dotted(&select.operand)?;
                let after = self.scanned.pieces.iter().filter(|piece| {
                    piece.range.start >= range.end && piece.kind == scan::Kind::Name
                });
                let end = after.map(|piece| piece.range.end).next().unwrap_or(range.end);
                Ok((format!("{before}.{}", select.field), range.start..end))
            }
            Cel::Ident(_)
            | Cel::Unspecified
            | Cel::Call(_)
            | Cel::Comprehension(_)
            | Cel::List(_)
            | Cel::Literal(_)
            | Cel::Map(_)
            | Cel::Struct(_) => {
                let detail = Text::new("对名称以外的东西取字段", "a field of what is not a name");
                Err(Fault::part(own, detail))
            }
        }
    }

    fn call(&mut self, call: &CallExpr, own: Range<usize>) -> Result<Part, Fault> {
        let name = call.func_name.as_str();
        match (name, &call.target, call.args.as_slice()) {
            (operators::LOGICAL_NOT, None, [a]) => {
                let (a, range) = self.expr(a)?;
                Ok((Expr::Not(Box::new(a)), own.start..range.end))
            }
            (operators::NEGATE, None, [a]) => {
                let (a, range) = self.expr(a)?;
                Ok((Expr::Negate(Box::new(a)), own.start..range.end))
            }
            (operators::CONDITIONAL, None, [c, a, b]) => {
                let (c, first) = self.expr(c)?;
                let (a, _) = self.expr(a)?;
                let (b, last) = self.expr(b)?;
                Ok((Expr::If(Box::new(c), Box::new(a), Box::new(b)), first.start..last.end))
            }
            ("size", None, [a]) => {
                let (inner, _) = self.expr(a)?;
                let range = self.function_name(&own).start..self.end_of(&own);
                Ok((Expr::Size(Box::new(inner)), range))
            }
            ("size", Some(a), []) => {
                let (inner, range) = self.expr(a)?;
                Ok((Expr::Size(Box::new(inner)), range.start..self.end_of(&own)))
            }
            (_, None, [a, b]) => match binary(name) {
                Some(join) => {
                    let (a, first) = self.expr(a)?;
                    let (b, last) = self.expr(b)?;
                    Ok((join(Box::new(a), Box::new(b)), first.start..last.end))
                }
                None => Err(self.function(&own)),
            },
            _ => Err(self.function(&own)),
        }
    }

    /// Where the bracket closes that opens at `own`.
    fn end_of(&self, own: &Range<usize>) -> usize {
        self.scanned.closed.get(&own.start).copied().unwrap_or(own.end)
    }

    /// The name before the bracket of a call.
    fn function_name(&self, own: &Range<usize>) -> Range<usize> {
        let before = self.scanned.at(own.start).and_then(|at| at.checked_sub(1));
        let before = before.and_then(|at| self.scanned.pieces.get(at));
        before.map_or(own.clone(), |piece| piece.range.clone())
    }

    fn function(&self, own: &Range<usize>) -> Fault {
        function(self.scanned.text, self.function_name(own))
    }
}

/// A function that rules do not have.
fn function(text: &str, name: Range<usize>) -> Fault {
    let word = short(text.get(name.clone()).unwrap_or_default());
    let detail = Text::new(format!("函数 `{word}()`"), format!("the function `{word}()`"));
    Fault::part(name, detail)
}

type Join = fn(Box<Expr>, Box<Expr>) -> Expr;

/// What an operator between two values makes of them.
fn binary(operator: &str) -> Option<Join> {
    use Arithmetic::{Add, Divide, Multiply, Subtract};
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
    Some(match operator {
        operators::LOGICAL_AND => Expr::And,
        operators::LOGICAL_OR => Expr::Or,
        operators::IN => Expr::In,
        operators::EQUALS => |a, b| Expr::Compare(Equal, a, b),
        operators::NOT_EQUALS => |a, b| Expr::Compare(NotEqual, a, b),
        operators::LESS => |a, b| Expr::Compare(Less, a, b),
        operators::LESS_EQUALS => |a, b| Expr::Compare(LessOrEqual, a, b),
        operators::GREATER => |a, b| Expr::Compare(Greater, a, b),
        operators::GREATER_EQUALS => |a, b| Expr::Compare(GreaterOrEqual, a, b),
        operators::ADD => |a, b| Expr::Arithmetic(Add, a, b),
        operators::SUBSTRACT => |a, b| Expr::Arithmetic(Subtract, a, b),
        operators::MULTIPLY => |a, b| Expr::Arithmetic(Multiply, a, b),
        operators::DIVIDE => |a, b| Expr::Arithmetic(Divide, a, b),
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
