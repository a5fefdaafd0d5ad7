//! Which rows are chosen, while answers come in one by one.

use super::{Decided, decide_by};
use crate::testing::{answers, rule};
use diag::{Span, Text};
use district::service::{DecisionRow, DecisionTable, Hit};

fn check(hit: Hit, rows: &[&str], given: &str, expect: &str) {
    let row = |text: &&str| DecisionRow {
        when: rule(text),
        gives: (*text).to_owned(),
        ground: Text::default(),
        span: Span::default(),
    };
    let table = DecisionTable {
        id: "table".to_owned(),
        name: Text::default(),
        hit,
        inputs: Vec::new(),
        rows: rows.iter().map(row).collect(),
        span: Span::default(),
    };
    let names = |rows: Vec<&DecisionRow>| {
        rows.iter().map(|row| row.gives.as_str()).collect::<Vec<_>>().join(" ")
    };
    let found = match decide_by(&table, &answers(given)) {
        Decided::Rows(rows) => names(rows),
        Decided::Open(open) => format!("open {}", open.into_iter().collect::<Vec<_>>().join(" ")),
        Decided::Gap => "gap".to_owned(),
        Decided::Overlap(rows) => format!("overlap {}", names(rows)),
        Decided::Misfit(row, what) => format!("{}: {what}", row.gives),
    };
    assert_eq!(found, expect);
}

#[test]
fn the_first_row_that_holds_decides_whatever_follows() {
    check(Hit::First, &["a", "b"], "a=yes", "a");
    check(Hit::First, &["a", "b"], "b=yes", "open a");
    check(Hit::First, &["a", "b"], "a=no b=yes", "b");
    check(Hit::First, &["a", "b"], "a=no b=no", "gap");
}

#[test]
fn all_rows_or_exactly_one() {
    check(Hit::All, &["a", "b", "!a"], "a=yes b=yes", "a b");
    check(Hit::All, &["a", "b"], "a=no b=no", "");
    check(Hit::One, &["a", "b"], "a=yes b=no", "a");
    check(Hit::One, &["a", "b", "c"], "a=yes b=yes", "overlap a b");
    check(Hit::One, &["a", "b"], "a=yes", "open b");
    check(Hit::One, &["a"], "a=3", "a: expected true or false, found 3");
}
