//! Evaluating a rule's expression over answers, some of which may not be known yet.

use super::{Answers, Arithmetic, Comparison, Expr, Outcome, Value};
use crate::Exact;
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::BTreeSet;

impl Expr {
    /// The value of the expression, or what is still open, or what does not fit.
    pub fn evaluate(&self, answers: &Answers) -> Outcome {
        match self {
            Self::Literal(value) => Outcome::Value(value.clone()),
            Self::Name(name) => match answers.find(name) {
                Some(value) => Outcome::Value(value.clone()),
                None => open(name),
            },
            Self::Has(name) => match answers.find(name) {
                Some(value) => yes_no(*value != Value::Null),
                None => open(name),
            },
            Self::Not(a) => match a.evaluate(answers) {
                Outcome::Value(Value::Bool(value)) => yes_no(!value),
                Outcome::Value(Value::Null) => yes_no(true),
                other @ (Outcome::Value(_) | Outcome::Open(_) | Outcome::Misfit(_)) => {
                    expected(other, "true or false")
                }
            },
            Self::Negate(a) => match a.evaluate(answers) {
                Outcome::Value(Value::Number(value)) => Outcome::Value(Value::Number(-value)),
                other @ (Outcome::Value(_) | Outcome::Open(_) | Outcome::Misfit(_)) => {
                    expected(other, "a number")
                }
            },
            Self::And(a, b) => both(a.evaluate(answers), b.evaluate(answers), false),
            Self::Or(a, b) => both(a.evaluate(answers), b.evaluate(answers), true),
            Self::Compare(how, a, b) => {
                pair(a.evaluate(answers), b.evaluate(answers), |a, b| compare(*how, &a, &b))
            }
            Self::Arithmetic(how, a, b) => {
                pair(a.evaluate(answers), b.evaluate(answers), |a, b| combine(*how, a, b))
            }
            Self::In(a, b) => pair(a.evaluate(answers), b.evaluate(answers), |a, b| match b {
                Value::List(items) => yes_no(items.contains(&a)),
                Value::Null => yes_no(false),
                other @ (Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::Date(_)) => {
                    expected(Outcome::Value(other), "a list")
                }
            }),
            Self::If(c, a, b) => match c.evaluate(answers) {
                Outcome::Value(Value::Bool(true)) => a.evaluate(answers),
                Outcome::Value(Value::Bool(false) | Value::Null) => b.evaluate(answers),
                other @ (Outcome::Value(_) | Outcome::Open(_) | Outcome::Misfit(_)) => {
                    expected(other, "true or false")
                }
            },
            Self::List(items) => list(items, answers),
            Self::Size(a) => match a.evaluate(answers) {
                Outcome::Value(Value::Text(text)) => count(text.chars().count()),
                Outcome::Value(Value::List(items)) => count(items.len()),
                other @ (Outcome::Value(_) | Outcome::Open(_) | Outcome::Misfit(_)) => {
                    expected(other, "a text or a list")
                }
            },
        }
    }
}

fn open(name: &str) -> Outcome {
    Outcome::Open(BTreeSet::from([name.to_owned()]))
}

fn yes_no(value: bool) -> Outcome {
    Outcome::Value(Value::Bool(value))
}

fn count(items: usize) -> Outcome {
    let items = u64::try_from(items).unwrap_or(u64::MAX);
    Exact::ratio(items, 1).map_or_else(
        || Outcome::Misfit("expected a count".to_owned()),
        |items| Outcome::Value(Value::Number(items)),
    )
}

fn expected(found: Outcome, what: &str) -> Outcome {
    match found {
        Outcome::Value(value) => Outcome::Misfit(format!("expected {what}, found {value}")),
        Outcome::Open(_) | Outcome::Misfit(_) => found,
    }
}

/// `&&` (`wins` is false) and `||` (`wins` is true): one side that wins decides by itself.
fn both(a: Outcome, b: Outcome, wins: bool) -> Outcome {
    let truth = |outcome: Outcome| match outcome {
        Outcome::Value(Value::Null) => yes_no(false),
        Outcome::Value(Value::Bool(_)) => outcome,
        other @ (Outcome::Value(_) | Outcome::Open(_) | Outcome::Misfit(_)) => {
            expected(other, "true or false")
        }
    };
    let (a, b) = (truth(a), truth(b));
    if a == yes_no(wins) || b == yes_no(wins) {
        return yes_no(wins);
    }
    match (a, b) {
        (misfit @ Outcome::Misfit(_), _) | (_, misfit @ Outcome::Misfit(_)) => misfit,
        (Outcome::Open(mut a), Outcome::Open(b)) => {
            a.extend(b);
            Outcome::Open(a)
        }
        (open @ Outcome::Open(_), Outcome::Value(_))
        | (Outcome::Value(_), open @ Outcome::Open(_)) => open,
        (Outcome::Value(_), Outcome::Value(_)) => yes_no(!wins),
    }
}

fn pair(a: Outcome, b: Outcome, of: impl FnOnce(Value, Value) -> Outcome) -> Outcome {
    match (a, b) {
        (misfit @ Outcome::Misfit(_), _) | (_, misfit @ Outcome::Misfit(_)) => misfit,
        (Outcome::Open(mut a), Outcome::Open(b)) => {
            a.extend(b);
            Outcome::Open(a)
        }
        (open @ Outcome::Open(_), Outcome::Value(_))
        | (Outcome::Value(_), open @ Outcome::Open(_)) => open,
        (Outcome::Value(a), Outcome::Value(b)) => of(a, b),
    }
}

fn compare(how: Comparison, a: &Value, b: &Value) -> Outcome {
    let equal = matches!(how, Comparison::Equal | Comparison::NotEqual);
    let order = match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        // CEL has no date literal: a text that is a date stands for it.
        (Value::Date(a), Value::Text(b)) => match b.parse::<Date>() {
            Ok(b) => a.cmp(&b),
            Err(_) => return Outcome::Misfit(format!("expected a date, found \"{b}\"")),
        },
        (Value::Text(a), Value::Date(b)) => match a.parse::<Date>() {
            Ok(a) => a.cmp(b),
            Err(_) => return Outcome::Misfit(format!("expected a date, found \"{a}\"")),
        },
        (Value::List(a), Value::List(b)) if equal => a.cmp(b),
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) | (_, Value::Null) if equal => Ordering::Less,
        (Value::Null, _) | (_, Value::Null) => return yes_no(false),
        (a, b) => {
            return Outcome::Misfit(format!("expected two values of one type, found {a} and {b}"));
        }
    };
    yes_no(match how {
        Comparison::Equal => order.is_eq(),
        Comparison::NotEqual => order.is_ne(),
        Comparison::Less => order.is_lt(),
        Comparison::LessOrEqual => order.is_le(),
        Comparison::Greater => order.is_gt(),
        Comparison::GreaterOrEqual => order.is_ge(),
    })
}

fn combine(how: Arithmetic, a: Value, b: Value) -> Outcome {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => match how {
            Arithmetic::Add => Outcome::Value(Value::Number(a + b)),
            Arithmetic::Subtract => Outcome::Value(Value::Number(a - b)),
            Arithmetic::Multiply => Outcome::Value(Value::Number(a * b)),
            Arithmetic::Divide => a.checked_div(&b).map_or_else(
                || Outcome::Misfit("expected a divisor that is not zero, found 0".to_owned()),
                |value| Outcome::Value(Value::Number(value)),
            ),
        },
        (Value::Text(a), Value::Text(b)) if how == Arithmetic::Add => {
            Outcome::Value(Value::Text(a + &b))
        }
        (a, b) => Outcome::Misfit(format!("expected two numbers, found {a} and {b}")),
    }
}

fn list(items: &[Expr], answers: &Answers) -> Outcome {
    let mut values = Vec::with_capacity(items.len());
    let mut names = BTreeSet::new();
    for item in items {
        match item.evaluate(answers) {
            Outcome::Value(value) => values.push(value),
            Outcome::Open(more) => names.extend(more),
            misfit @ Outcome::Misfit(_) => return misfit,
        }
    }
    if names.is_empty() { Outcome::Value(Value::List(values)) } else { Outcome::Open(names) }
}
