//! Weighted percentile, Gini and Palma, over groups in two partitions.

use super::{Given, check, exact, fold, given, named, rows};
use district::{DataType, Exact, Rounding};
use expect_test::{Expect, expect};
use indicator::ir::{AggregateFunction, Rel};
use std::fmt::Write;

const EXACT: DataType = DataType::Exact;

/// `percentile_by(x, 0, w)`, `median_by(x, w)`, `percentile_by(x, 1, w)`, `gini(x, w)`,
/// `palma(x, w)`.
fn spread(given: &Given) -> Rel {
    let arguments = || vec![given.col("x"), given.col("w")];
    let by = |share| fold(AggregateFunction::PercentileBy(exact(share)), EXACT, arguments());
    let folds = vec![
        by("0"),
        by("0.5"),
        by("1"),
        fold(AggregateFunction::Gini, EXACT, arguments()),
        fold(AggregateFunction::Palma, EXACT, arguments()),
    ];
    let keys = vec![named(given.col("k"))];
    Rel::Aggregate { input: Box::new(given.scan("t")), keys, aggregates: folds }
}

fn check_spread(table: &str, expected: &Expect) {
    let given = given(table);
    check(&spread(&given), &[("t", &given)], expected);
}

#[test]
fn rows_weigh_as_their_people() {
    // a: weights 1, 1, 2 of 1, 2, 3. Pairs: 1·1·1 + 1·2·2 + 1·2·1 = 7 of 4 people · sum 9. Lower
    // 1.6 people: 1 + 0.6 · 2 = 2.2; upper 0.4: 1.2; (1.2 / 0.4) / (2.2 / 1.6) = 24/11.
    // b: one value is no inequality. c: nobody has anything. d: nobody is there.
    check_spread(
        "k:text | x:decimal1 | w:integer
         a | 3 | 1
         a | 1 | 1
         a | 3 | 1
         a | 2 | 1
         a | - | 5
         a | 9 | -
         a | 0 | 0
         b | 7.5 | 3
         b | 7.5 | 4
         c | 0 | 2
         c | 0 | 1
         d | 4 | 0
         d | - | 2",
        &expect![[r"
            a | 1 | 2 | 3 | 7/36 | 24/11
            b | 7.5 | 7.5 | 7.5 | 0 | 1
            c | 0 | 0 | 0 | - | -
            d | - | - | - | - | -"]],
    );
}

#[test]
fn a_median_is_reached_at_exactly_half() {
    check_spread(
        "k:text | x:exact | w:exact
         a | 5 | 1/3
         a | 10 | 1/6
         a | 15 | 1/2
         b | 5 | 1/3
         b | 10 | 0.1666
         b | 15 | 1/2",
        &expect![[r"
            a | 5 | 10 | 15 | 17/78 | 18/7
            b | 5 | 15 | 15 | 53118750/243718751 | 44997/17498"]],
    );
}

#[test]
fn a_weight_below_zero_leaves_no_value() {
    check_spread(
        "k:text | x:integer | w:integer
         a | 1 | 4
         a | 2 | -1
         b | 1 | 4",
        &expect![[r"
            a | - | - | - | - | -
            b | 1 | 1 | 1 | 0 | 1"]],
    );
}

#[test]
fn palma_ranks_by_what_it_is_told() {
    // The poorest four of ten reach 1, 2 and half of the two at rank 3 (who reach 4 and 6);
    // the richest one reaches 8.
    let given = given(
        "k:text | x:integer | w:integer | r:integer
         a | 1 | 2 | 1
         a | 2 | 1 | 2
         a | 4 | 1 | 3
         a | 6 | 1 | 3
         a | 0 | 4 | 4
         a | 8 | 1 | 5
         a | 99 | 1 | -",
    );
    let arguments = vec![given.col("x"), given.col("w"), given.col("r")];
    let palma = fold(AggregateFunction::Palma, EXACT, arguments);
    let keys = vec![named(given.col("k"))];
    let rel = Rel::Aggregate { input: Box::new(given.scan("t")), keys, aggregates: vec![palma] };
    // (8 / 1) / ((2 · 1 + 2 + (4 + 6) / 2) / 4)
    check(&rel, &[("t", &given)], &expect!["a | 32/9"]);
}

/// The definitions as they are written, over one person a row.
fn naive(people: &[i64]) -> String {
    let count = |n: usize| Exact::from(i64::try_from(n).unwrap());
    let sum: i64 = people.iter().sum();
    let pairs: i64 = people.iter().flat_map(|a| people.iter().map(move |b| (a - b).abs())).sum();
    let gini =
        Exact::from(pairs).checked_div(&(&(&count(2) * &count(people.len())) * &Exact::from(sum)));
    let mut sorted = people.to_vec();
    sorted.sort_unstable();
    // Everyone ten times over, so that tenths are whole.
    let tens: Vec<i64> = sorted.iter().flat_map(|x| [*x; 10]).collect();
    let lower: i64 = tens.iter().take(people.len() * 4).sum();
    let upper: i64 = tens.iter().rev().take(people.len()).sum();
    let palma = Exact::from(upper * 4).checked_div(&Exact::from(lower));
    let place = (&count(people.len()) * &exact("0.5")).round(0, Rounding::Up).to_i64().unwrap();
    let median = sorted[usize::try_from(place).unwrap() - 1];
    let shown = |value: Option<Exact>| value.map_or_else(|| "-".to_owned(), |v| v.to_string());
    let (least, greatest) = (sorted[0], sorted[sorted.len() - 1]);
    format!("a | {least} | {median} | {greatest} | {} | {}", shown(gini), shown(palma))
}

#[test]
fn weights_are_people_one_by_one() {
    for n in 1..25_i64 {
        let mut table = "k:text | x:integer | w:integer\n".to_owned();
        let mut people = Vec::new();
        for i in 0..n {
            let (x, w) = ((i * 7919 + 13 * n) % 37, (i * 31 + n) % 4);
            writeln!(table, "a | {x} | {w}").unwrap();
            people.extend((0..w).map(|_| x));
        }
        if people.is_empty() {
            continue;
        }
        let given = given(&table);
        let found = rows(&spread(&given), &[("t", &given)]).unwrap();
        assert_eq!(found, naive(&people), "{n} rows");
    }
}
