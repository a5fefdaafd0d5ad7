//! Rules: conditions that items, things and programmes state in CEL, as a small expression tree
//! over exact values, with an evaluation that knows three answers: yes, no, and "still open".
//!
//! `pack` reads CEL text into [`Expr`]; nothing else has to know CEL. Evaluation is total: it
//! gives a value, or the names it still needs, or what does not fit, and never panics.
//!
//! Start reading at [`Rule::judge`].

use crate::Exact;
use diag::Span;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

mod evaluate;

/// A value in an answer, a register's row or a rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Said to be absent.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number, exact (L10).
    Number(Exact),
    /// A text, or the id of a choice.
    Text(String),
    /// A civil date.
    Date(Date),
    /// Several values.
    List(Vec<Value>),
}

/// What rules look at: values by dotted name, such as `child.name`; names without a dot are the
/// applicant's, and `applicant.x` is the same name as `x`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Value>);

impl Answers {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The one spelling of a name: without the leading `applicant.`.
    pub fn canonical(name: &str) -> &str {
        name.strip_prefix("applicant.").unwrap_or(name)
    }

    /// Sets a value; an older one of the same name is replaced.
    pub fn set(&mut self, name: &str, value: Value) {
        self.0.insert(Self::canonical(name).to_owned(), value);
    }

    /// The value of a name, in either spelling.
    pub fn find(&self, name: &str) -> Option<&Value> {
        self.0.get(Self::canonical(name))
    }

    /// Takes a value out.
    pub fn remove(&mut self, name: &str) -> Option<Value> {
        self.0.remove(Self::canonical(name))
    }

    /// All, by name.
    pub fn list(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

impl<N: AsRef<str>> FromIterator<(N, Value)> for Answers {
    fn from_iter<I: IntoIterator<Item = (N, Value)>>(items: I) -> Self {
        let mut answers = Self::new();
        for (name, value) in items {
            answers.set(name.as_ref(), value);
        }
        answers
    }
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// How two numbers are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, exact; by zero does not fit
    Divide,
}

/// A rule's expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expr {
    /// A constant.
    Literal(Value),
    /// A dotted name, canonical.
    Name(String),
    /// `!a`
    Not(Box<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// `a && b`: no if either is no, even while the other is open.
    And(Box<Expr>, Box<Expr>),
    /// `a || b`: yes if either is yes, even while the other is open.
    Or(Box<Expr>, Box<Expr>),
    /// `a < b` and its like.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// `a + b` and its like.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// `a in b`, where `b` is a list.
    In(Box<Expr>, Box<Expr>),
    /// `c ? a : b`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `size(a)`: of a text its characters, of a list its members.
    Size(Box<Expr>),
    /// `has(x.y)`: whether the name is answered and not null.
    Has(String),
}

/// A rule with its text and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// As it was written.
    pub text: String,
    /// What it says.
    pub expr: Expr,
    /// Where it stands.
    pub span: Span,
}

/// What evaluating gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A value.
    Value(Value),
    /// These names have to be known first.
    Open(BTreeSet<String>),
    /// Two values do not go together: what was expected and what was found.
    Misfit(String),
}

/// What a condition says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It holds.
    Yes,
    /// It does not.
    No,
    /// It depends on these names, which are not known yet.
    Open(BTreeSet<String>),
    /// It cannot be judged: what was expected and what was found.
    Misfit(String),
}

impl Rule {
    /// The rule that always holds.
    pub fn always() -> Self {
        let expr = Expr::Literal(Value::Bool(true));
        Self { text: "true".to_owned(), expr, span: Span::default() }
    }

    /// Judges the rule as a condition.
    pub fn judge(&self, answers: &Answers) -> Verdict {
        match self.expr.evaluate(answers) {
            Outcome::Value(Value::Bool(true)) => Verdict::Yes,
            Outcome::Value(Value::Bool(false)) => Verdict::No,
            Outcome::Value(Value::Null) => Verdict::No,
            Outcome::Value(
                other @ (Value::Number(_) | Value::Text(_) | Value::Date(_) | Value::List(_)),
            ) => Verdict::Misfit(format!("expected true or false, found {other}")),
            Outcome::Open(names) => Verdict::Open(names),
            Outcome::Misfit(what) => Verdict::Misfit(what),
        }
    }
}

impl Expr {
    /// Every name that the expression mentions.
    pub fn names(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.visit(&mut |expr| {
            if let Self::Name(name) | Self::Has(name) = expr {
                names.insert(name.as_str());
            }
        });
        names
    }

    /// Calls `see` with this expression and every one in it.
    pub fn visit<'a>(&'a self, see: &mut dyn FnMut(&'a Self)) {
        see(self);
        match self {
            Self::Literal(_) | Self::Name(_) | Self::Has(_) => {}
            Self::Not(a) | Self::Negate(a) | Self::Size(a) => a.visit(see),
            Self::And(a, b)
            | Self::Or(a, b)
            | Self::Compare(_, a, b)
            | Self::Arithmetic(_, a, b)
            | Self::In(a, b) => {
                a.visit(see);
                b.visit(see);
            }
            Self::If(c, a, b) => {
                c.visit(see);
                a.visit(see);
                b.visit(see);
            }
            Self::List(items) => items.iter().for_each(|item| item.visit(see)),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Text(value) => write!(f, "\"{value}\""),
            Self::Date(value) => write!(f, "{value}"),
            Self::List(items) => {
                f.write_str("[")?;
                for (at, item) in items.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{item}")?;
                }
                f.write_str("]")
            }
        }
    }
}

impl Value {
    /// A number from text such as `12.5`.
    pub fn number(text: &str) -> Option<Self> {
        Exact::from_str(text).ok().map(Self::Number)
    }

    /// A text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}

#[cfg(test)]
mod tests;
