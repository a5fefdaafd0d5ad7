//! Whether the values in a rule go together: a light check of types, so that no answer can make
//! a rule impossible to judge.

use super::names;
use crate::draft::{Draft, RuleUse};
use crate::findings::{rules, short};
use diag::{Diagnostic, Span, Text};
use district::rule::{Arithmetic, Comparison, Expr, Value};
use jiff::civil::Date;

/// What is known of a value before there is one.
#[derive(Debug, Clone)]
pub(super) enum Type {
    /// Nothing, or it has been reported already.
    Any,
    Boolean,
    Number,
    Text,
    /// A text that stands in the rule.
    Literal(String),
    /// One of the values of a name.
    Choice(String, Vec<String>),
    Date,
    /// The members that are known, with their places.
    List(Vec<Typed>),
}

/// A type with its place.
type Typed = (Type, Span);

/// Checks one rule.
pub(super) fn check(draft: &Draft<'_>, used: &RuleUse, found: &mut Vec<Diagnostic>) {
    let mut checker = Checker { draft, used, next: 0, hyphenated: Vec::new(), found: Vec::new() };
    let whole = checker.infer(&used.read.rule.expr);
    checker.expect(&whole, &Type::Boolean);
    // A name that a rule takes for a subtraction says it all.
    let all = checker.hyphenated.is_empty();
    found.extend(if all { checker.found } else { checker.hyphenated });
}

struct Checker<'c, 'd> {
    draft: &'c Draft<'d>,
    used: &'c RuleUse,
    /// The part that comes next in the order of [`Expr::visit`].
    next: usize,
    hyphenated: Vec<Diagnostic>,
    found: Vec<Diagnostic>,
}

impl Checker<'_, '_> {
    fn infer(&mut self, expr: &Expr) -> Typed {
        let read = &self.used.read;
        let span = read.spans.get(self.next).unwrap_or(&read.rule.span).clone();
        self.next += 1;
        let found = match expr {
            Expr::Literal(value) => literal(value, &span),
            Expr::Name(name) => self.name(name, &span),
            Expr::Has(name) => {
                self.name(name, &span);
                Type::Boolean
            }
            Expr::Not(a) => {
                let a = self.infer(a);
                self.expect(&a, &Type::Boolean);
                Type::Boolean
            }
            Expr::Negate(a) => {
                let a = self.infer(a);
                self.expect(&a, &Type::Number);
                Type::Number
            }
            Expr::And(a, b) | Expr::Or(a, b) => {
                for side in [a, b] {
                    let side = self.infer(side);
                    self.expect(&side, &Type::Boolean);
                }
                Type::Boolean
            }
            Expr::Compare(how, a, b) => {
                let (a, b) = (self.infer(a), self.infer(b));
                self.compare(&a, &b);
                self.ordered(*how, &a);
                Type::Boolean
            }
            Expr::Arithmetic(how, a, b) => self.arithmetic(*how, a, b),
            Expr::In(a, b) => {
                let (a, b) = (self.infer(a), self.infer(b));
                match &b.0 {
                    Type::List(members) => members.iter().for_each(|b| self.compare(&a, b)),
                    Type::Any => {}
                    Type::Boolean
                    | Type::Number
                    | Type::Text
                    | Type::Literal(_)
                    | Type::Choice(..)
                    | Type::Date => self.expect(&b, &Type::List(Vec::new())),
                }
                Type::Boolean
            }
            Expr::If(c, a, b) => {
                let c = self.infer(c);
                self.expect(&c, &Type::Boolean);
                let (a, b) = (self.infer(a), self.infer(b));
                self.compare(&a, &b);
                if matches!(a.0, Type::Any) { b.0 } else { a.0 }
            }
            Expr::List(members) => Type::List(members.iter().map(|m| self.infer(m)).collect()),
            Expr::Size(a) => {
                let a = self.infer(a);
                if matches!(a.0, Type::Boolean | Type::Number | Type::Date) {
                    let expected = Text::new("文字或列表", "a text or a list");
                    self.say(&expected, &a);
                }
                Type::Number
            }
        };
        (found, span)
    }

    fn name(&mut self, name: &str, span: &Span) -> Type {
        match names::name(self.draft, self.used, name, span) {
            Ok(found) => found,
            Err(stray) => {
                match *stray {
                    names::Stray::Hyphenated(finding) => self.hyphenated.push(finding),
                    names::Stray::Nowhere(finding) => self.found.push(finding),
                }
                Type::Any
            }
        }
    }

    fn arithmetic(&mut self, how: Arithmetic, a: &Expr, b: &Expr) -> Type {
        let (a, b) = (self.infer(a), self.infer(b));
        if how == Arithmetic::Add && textual(&a.0) && textual(&b.0) {
            return Type::Text;
        }
        self.expect(&a, &Type::Number);
        self.expect(&b, &Type::Number);
        Type::Number
    }

    /// Choices are names, and lists have no order: neither is less than another.
    fn ordered(&mut self, how: Comparison, a: &Typed) {
        let equal = matches!(how, Comparison::Equal | Comparison::NotEqual);
        if !equal && matches!(a.0, Type::Choice(..) | Type::List(_) | Type::Boolean) {
            self.say(&Text::new("数、文字或日期", "a number, a text or a date"), a);
        }
    }

    /// Two values that are held against each other.
    fn compare(&mut self, a: &Typed, b: &Typed) {
        match (&a.0, &b.0) {
            (Type::Choice(name, values), Type::Literal(text)) => {
                self.choice(name, values, text, &b.1);
            }
            (Type::Literal(text), Type::Choice(name, values)) => {
                self.choice(name, values, text, &a.1);
            }
            (Type::Date, Type::Literal(text)) => self.date(text, b),
            (Type::Literal(text), Type::Date) => self.date(text, a),
            _ => self.expect(b, &a.0),
        }
    }

    fn choice(&mut self, name: &str, values: &[String], text: &str, span: &Span) {
        if !values.iter().any(|value| value == text) {
            let known = values.iter().map(String::as_str);
            let (owner, span) = (&self.used.owner, span.clone());
            self.found.push(rules::choice_not_found(owner, name, text, span, known));
        }
    }

    fn date(&mut self, text: &str, at: &Typed) {
        if text.parse::<Date>().is_err() {
            let expected = Text::new("`2026-01-01` 样的日期", "a date such as `2026-01-01`");
            self.say(&expected, at);
        }
    }

    fn expect(&mut self, found: &Typed, expected: &Type) {
        let fits = match (expected, &found.0) {
            (Type::Any, _) | (_, Type::Any) => true,
            (Type::Boolean, Type::Boolean)
            | (Type::Number, Type::Number)
            | (Type::Date, Type::Date)
            | (Type::List(_), Type::List(_)) => true,
            (a, b) => textual(a) && textual(b),
        };
        if !fits {
            self.say(&describe(expected), found);
        }
    }

    fn say(&mut self, expected: &Text, found: &Typed) {
        let (what, span) = (describe(&found.0), found.1.clone());
        self.found.push(rules::types(&self.used.owner, expected, &what, span));
    }
}

fn textual(found: &Type) -> bool {
    matches!(found, Type::Text | Type::Literal(_) | Type::Choice(..))
}

fn literal(value: &Value, span: &Span) -> Type {
    match value {
        Value::Null => Type::Any,
        Value::Bool(_) => Type::Boolean,
        Value::Number(_) => Type::Number,
        Value::Text(text) => Type::Literal(text.clone()),
        Value::Date(_) => Type::Date,
        Value::List(values) => {
            Type::List(values.iter().map(|value| (literal(value, span), span.clone())).collect())
        }
    }
}

fn describe(found: &Type) -> Text {
    match found {
        Type::Any => Text::new("任意值", "any value"),
        Type::Boolean => Text::new("是或否", "yes or no"),
        Type::Number => Text::new("数", "a number"),
        Type::Text => Text::new("文字", "a text"),
        Type::Literal(text) => {
            let text = short(text);
            Text::new(format!("文字 \"{text}\""), format!("the text \"{text}\""))
        }
        Type::Choice(name, _) => {
            let name = short(name);
            Text::new(format!("`{name}` 的选项"), format!("a value of `{name}`"))
        }
        Type::Date => Text::new("日期", "a date"),
        Type::List(_) => Text::new("列表", "a list"),
    }
}
