//! Where fields are cut, and what cannot be.

use super::{Obstacle, cut};
use district::Exact;
use district::rule::{Arithmetic, Comparison, Expr, Value};
use district::service::{Check, Field, FieldType};
use std::collections::BTreeMap;

fn name(name: &str) -> Expr {
    Expr::Name(name.to_owned())
}

fn literal(value: Value) -> Expr {
    Expr::Literal(value)
}

fn number(text: &str) -> Expr {
    literal(Value::number(text).unwrap())
}

fn less(a: Expr, b: Expr) -> Expr {
    Expr::Compare(Comparison::Less, Box::new(a), Box::new(b))
}

fn combine(how: Arithmetic, a: Expr, b: Expr) -> Expr {
    Expr::Arithmetic(how, Box::new(a), Box::new(b))
}

fn fields(list: &[(&str, FieldType)]) -> BTreeMap<String, Field> {
    let check = Check { min: Some(Exact::zero()), ..Check::default() };
    let field = |(id, field_type): &(&str, FieldType)| Field {
        id: (*id).to_owned(),
        name: diag::Text::default(),
        question: diag::Text::default(),
        field_type: field_type.clone(),
        unit: None,
        check: check.clone(),
        personal: false,
        register: None,
        span: diag::Span::default(),
    };
    list.iter().map(|known| (known.0.to_owned(), field(known))).collect()
}

fn shown(rules: &[Expr], fields: &[(&str, FieldType)], of: &str) -> String {
    let domains = cut(rules, &self::fields(fields));
    assert!(domains.obstacles.is_empty(), "{:?}", domains.obstacles);
    let values: Vec<String> = domains.of(of).iter().map(Value::to_string).collect();
    values.join(" ")
}

#[test]
fn numbers_are_cut_below_at_between_and_above() {
    let rules = [less(name("age"), number("18")), less(number("60"), name("age"))];
    let whole = [("age", FieldType::Integer)];
    assert_eq!(shown(&rules, &whole, "age"), "0 18 19 60 61");
    let decimal = [("age", FieldType::Decimal)];
    assert_eq!(shown(&rules, &decimal, "age"), "9 18 39 60 61");
    // 2 * age - 1 < 20 is cut at 10.5, which no whole number is.
    let twice = combine(Arithmetic::Multiply, number("2"), name("age"));
    let shifted = combine(Arithmetic::Subtract, twice, number("1"));
    let rule = less(shifted, number("20"));
    assert_eq!(shown(&[rule], &whole, "age"), "0 11");
}

#[test]
fn numbers_that_are_compared_with_each_other_can_stand_in_any_order() {
    let rules = [less(name("a"), name("b")), less(name("a"), number("5"))];
    let both = [("a", FieldType::Integer), ("b", FieldType::Integer)];
    assert_eq!(shown(&rules, &both, "a"), "0 1 2 5 6 7");
    assert_eq!(shown(&rules, &both, "b"), "0 1 2 5 6 7");
}

#[test]
fn dates_and_texts_are_cut_at_their_constants() {
    let born = less(name("born"), literal(Value::text("2020-01-01")));
    let date = [("born", FieldType::Date)];
    assert_eq!(shown(&[born], &date, "born"), "2019-12-31 2020-01-01 2020-01-02");
    let of = Expr::List(vec![Expr::Literal(Value::text("A")), Expr::Literal(Value::text("B"))]);
    let text = [("kind", FieldType::Text)];
    let listed = Expr::In(Box::new(name("kind")), Box::new(of));
    assert_eq!(shown(&[listed], &text, "kind"), "\"A\" \"B\" \"xxxxxxxa\"");
}

#[test]
fn what_cannot_be_cut_is_said() {
    let known = [("a", FieldType::Decimal), ("b", FieldType::Decimal), ("t", FieldType::Text)];
    let check = |rule: Expr, why: Obstacle| {
        let domains = cut([&rule], &fields(&known));
        assert_eq!(domains.obstacles.first().map(|(_, why, _)| *why), Some(why));
    };
    let product = combine(Arithmetic::Multiply, name("a"), name("b"));
    check(less(product, number("9")), Obstacle::Computed);
    check(less(name("t"), literal(Value::text("m"))), Obstacle::TextOrder);
    check(name("nowhere"), Obstacle::Undeclared);
}
