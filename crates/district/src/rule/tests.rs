//! Three-valued evaluation: what decides early, what stays open, what does not fit.

use super::{Answers, Comparison, Expr, Outcome, Value};
use expect_test::{Expect, expect};

#[expect(clippy::unnecessary_box_returns, reason = "every caller wants it boxed")]
fn name(text: &str) -> Box<Expr> {
    Box::new(Expr::Name(text.to_owned()))
}

fn check(expr: &Expr, answers: &[(&str, Value)], expected: &Expect) {
    let answers: Answers = answers.iter().cloned().collect();
    let text = match expr.evaluate(&answers) {
        Outcome::Value(value) => value.to_string(),
        Outcome::Open(names) => format!("open: {names:?}"),
        Outcome::Misfit(what) => format!("misfit: {what}"),
    };
    expected.assert_eq(&text);
}

#[test]
fn one_side_decides_while_the_other_is_open() {
    let and = Expr::And(name("a"), name("b"));
    check(&and, &[("a", Value::Bool(false))], &expect!["false"]);
    check(&and, &[("b", Value::Bool(false))], &expect!["false"]);
    check(&and, &[("a", Value::Bool(true))], &expect![[r#"open: {"b"}"#]]);
    let or = Expr::Or(name("a"), name("b"));
    check(&or, &[("b", Value::Bool(true))], &expect!["true"]);
    check(&or, &[], &expect![[r#"open: {"a", "b"}"#]]);
}

#[test]
fn values_that_do_not_go_together() {
    let less = Expr::Compare(Comparison::Less, name("a"), name("b"));
    let three = Value::number("3").unwrap();
    check(
        &less,
        &[("a", three.clone()), ("b", Value::text("x"))],
        &expect![[r#"misfit: expected two values of one type, found 3 and "x""#]],
    );
    check(&less, &[("a", three), ("b", Value::number("3.5").unwrap())], &expect!["true"]);
    let not = Expr::Not(name("a"));
    check(
        &not,
        &[("a", Value::text("x"))],
        &expect![[r#"misfit: expected true or false, found "x""#]],
    );
}

#[test]
fn the_applicant_needs_no_prefix() {
    check(&Expr::Name("age".to_owned()), &[("applicant.age", Value::Bool(true))], &expect!["true"]);
}
