//! Every aggregate, over groups in two partitions.

use super::{Given, call, check, column, exact, fold, given, named, number, rows, text};
use district::{DataType, Exact};
use expect_test::{Expect, expect};
use indicator::ir::{Aggregate, AggregateFunction, Col, Function, Rel};
use std::fmt::Write;

const EXACT: DataType = DataType::Exact;
const INTEGER: DataType = DataType::Integer;

fn grouped(given: &Given, folds: Vec<(Aggregate, Col)>) -> Rel {
    let key = named(given.col("k"));
    Rel::Aggregate { input: Box::new(given.scan("t")), keys: vec![key], aggregates: folds }
}

fn each(table: &str, folds: impl Fn(&Given) -> Vec<(Aggregate, Col)>, expected: &Expect) {
    let given = given(table);
    check(&grouped(&given, folds(&given)), &[("t", &given)], expected);
}

#[test]
fn counts_sums_and_means_of_every_type() {
    for of in ["integer", "decimal2", "exact"] {
        each(
            &format!(
                "k:text | v:{of}
                 a | 1
                 a | 2
                 a | 2
                 a | -
                 b | -
                 - | 7
                 - | 8"
            ),
            |given| {
                let v = || vec![given.col("v")];
                let of = given.col("v").data_type;
                vec![
                    fold(AggregateFunction::CountRows, INTEGER, vec![]),
                    fold(AggregateFunction::Count, INTEGER, v()),
                    fold(AggregateFunction::CountDistinct, INTEGER, v()),
                    fold(AggregateFunction::Sum, EXACT, v()),
                    fold(AggregateFunction::Avg, EXACT, v()),
                    fold(AggregateFunction::Percentile(exact("0.5")), EXACT, v()),
                    fold(
                        AggregateFunction::Short { rule: "have".to_owned(), min: 3 },
                        DataType::Text,
                        v(),
                    ),
                    (
                        fold(AggregateFunction::Max, of, v()).0,
                        Col { name: String::new(), data_type: of, unit: None },
                    ),
                ]
            },
            &expect_of(of),
        );
    }
}

fn expect_of(of: &str) -> Expect {
    if of == "decimal2" {
        return expect![[r"
            - | 2 | 2 | 2 | 15 | 7.5 | 7.5 | have(2/3) | 8.00
            a | 4 | 3 | 2 | 5 | 5/3 | 2 | - | 2.00
            b | 1 | 0 | 0 | - | - | - | have(0/3) | -"]];
    }
    expect![[r"
        - | 2 | 2 | 2 | 15 | 7.5 | 7.5 | have(2/3) | 8
        a | 4 | 3 | 2 | 5 | 5/3 | 2 | - | 2
        b | 1 | 0 | 0 | - | - | - | have(0/3) | -"]]
}

#[test]
fn least_and_greatest_of_every_type() {
    let table = "k:text | e:exact | s:text | i:instant | p:period
         a | 1/3 | x | 2015-01-01T00:00:00Z | 2015-01
         a | 0.3333 | y | 2016-01-01T00:00:00Z | 2014-12
         a | - | - | - | -";
    each(
        table,
        |given| {
            let mut folds = Vec::new();
            for name in ["e", "s", "i", "p"] {
                let of = given.col(name).data_type;
                folds.push(fold(AggregateFunction::Min, of, vec![given.col(name)]));
                folds.push(fold(AggregateFunction::Max, of, vec![given.col(name)]));
            }
            folds
        },
        &expect![
            "a | 0.3333 | 1/3 | x | y | 2015-01-01T08:00:00+08:00 | 2016-01-01T08:00:00+08:00 | 2014-12 | 2015-01"
        ],
    );
}

#[test]
fn filters_belong_to_their_aggregate() {
    each(
        "k:text | v:decimal1
         a | 1.0
         a | 5.0
         b | 9.0",
        |given| {
            let small = call(
                Function::Lt,
                DataType::Boolean,
                vec![given.col("v"), number("6", DataType::Decimal(1))],
            );
            let with = |function, to| {
                let (mut aggregate, col) = fold(function, to, vec![given.col("v")]);
                aggregate.filter = Some(small.clone());
                (aggregate, col)
            };
            vec![
                with(AggregateFunction::Count, INTEGER),
                with(AggregateFunction::CountDistinct, INTEGER),
                with(AggregateFunction::Sum, DataType::Decimal(1)),
                with(AggregateFunction::Avg, EXACT),
                with(AggregateFunction::Percentile(exact("1")), EXACT),
                fold(AggregateFunction::Sum, DataType::Decimal(1), vec![given.col("v")]),
            ]
        },
        &expect![[r"
            a | 2 | 2 | 6.0 | 3 | 5 | 6.0
            b | 0 | 0 | - | - | - | 9.0"]],
    );
}

#[test]
fn sums_of_integers_do_not_wrap() {
    each(
        "k:text | v:integer
         a | 9223372036854775807
         a | 9223372036854775807
         a | -9223372036854775807
         a | -9223372036854775807",
        |given| vec![fold(AggregateFunction::Sum, INTEGER, vec![given.col("v")])],
        &expect!["a | 0"],
    );
    let given = given("k:text | v:integer\n a | 9223372036854775807\n a | 1");
    let sum = fold(AggregateFunction::Sum, INTEGER, vec![given.col("v")]);
    assert!(rows(&grouped(&given, vec![sum]), &[("t", &given)]).is_err());
}

#[test]
fn percentiles_agree_with_a_naive_reference() {
    for n in 1..30_i64 {
        let mut table = "k:text | v:decimal3\n".to_owned();
        let mut values: Vec<i64> = (0..n).map(|i| (i * 7919 + 13) % 101).collect();
        for value in &values {
            writeln!(table, "a | {value}").unwrap();
        }
        values.sort_unstable();
        let given = given(&table);
        for p in ["0.98", "0.95", "0.5", "0", "1", "1/3"] {
            let k = &Exact::from(n - 1) * &exact(p);
            let at = k.round(0, district::Rounding::Down).to_i64().unwrap();
            let below = values[usize::try_from(at).unwrap()];
            let above = values.get(usize::try_from(at + 1).unwrap()).copied().unwrap_or(below);
            let rest = &k - &Exact::from(at);
            let expected = &Exact::from(below) + &(&rest * &Exact::from(above - below));
            let share = AggregateFunction::Percentile(exact(p));
            let percentile = fold(share, EXACT, vec![given.col("v")]);
            let found = rows(&grouped(&given, vec![percentile]), &[("t", &given)]).unwrap();
            assert_eq!(found, format!("a | {expected}"), "{n} values, p = {p}");
        }
    }
}

/// A day of hours with a value each, and what its running mean is.
fn mda8(hours: impl Iterator<Item = (i64, i64)>, limit: &str, expected: &Expect) {
    let mut table = "k:text | h:integer | v:decimal1\n".to_owned();
    for (hour, value) in hours {
        writeln!(table, "a | {hour} | {value}").unwrap();
    }
    let function = AggregateFunction::Mda8 { hours_min: 6, windows_min: 14, limit: exact(limit) };
    each(
        &table,
        |given| vec![fold(function.clone(), EXACT, vec![given.col("h"), given.col("v")])],
        expected,
    );
}

#[test]
fn running_means_of_eight_hours() {
    mda8((0..24).map(|h| (h, h)), "160", &expect!["a | 19.5"]);
    // 16 hours leave 0-based windows ending at 7 … 17: with six values each, eleven of them.
    mda8((0..16).map(|h| (h, 10)), "160", &expect!["a | -"]);
    mda8((0..16).map(|h| (h, 200)), "160", &expect!["a | 200"]);
    mda8((0..19).map(|h| (h, 10)), "160", &expect!["a | 10"]);
    mda8((0..24).filter(|h| h % 3 != 0).map(|h| (h, h)), "160", &expect!["a | -"]);
}

#[test]
fn days_that_do_not_make_a_year() {
    let year = |skip: &dyn Fn(i64, i64) -> bool| {
        let mut table = "k:text | d:period | v:exact\n".to_owned();
        for day in crate::clock::days(2015, 1, 1)..crate::clock::days(2016, 1, 1) {
            let (year, month, of_month) = crate::clock::civil(day);
            let value = if skip(month, of_month) { "-" } else { "1" };
            writeln!(table, "a | {year:04}-{month:02}-{of_month:02} | {value}").unwrap();
        }
        table
    };
    let short = |given: &Given| {
        let rule =
            AggregateFunction::YearShort { year_days: 324, month_days: 27, february_days: 25 };
        vec![fold(rule, DataType::Text, vec![given.col("d"), given.col("v")])]
    };
    each(&year(&|_, _| false), short, &expect!["a | -"]);
    each(&year(&|month, day| month == 2 && day > 25), short, &expect!["a | -"]);
    each(
        &year(&|month, day| (month == 2 && day > 24) || (month == 6 && day > 26)),
        short,
        &expect!["a | month_days(2015-02:24/25); month_days(2015-06:26/27)"],
    );
    each(
        &year(&|month, day| month > 10 || day > 28),
        short,
        &expect!["a | year_days(280/324); month_days(2015-11:0/27); month_days(2015-12:0/27)"],
    );
}

#[test]
fn keys_may_be_exact_or_expressions_or_none() {
    let given = given(
        "k:exact | v:integer
         1/3 | 1
         1/3 | 2
         0.5 | 3
         - | 4
         - | 5",
    );
    let sum = || fold(AggregateFunction::Sum, INTEGER, vec![column(1, INTEGER)]);
    check(
        &grouped(&given, vec![sum()]),
        &[("t", &given)],
        &expect![[r"
            - | 9
            0.5 | 3
            1/3 | 3"]],
    );
    let input = || Box::new(given.scan("t"));
    let keys = vec![named(text("x")), named(given.col("v")), named(given.col("v"))];
    let distinct = Rel::Aggregate { input: input(), keys, aggregates: vec![] };
    check(
        &distinct,
        &[("t", &given)],
        &expect![[r"
            x | 1 | 1
            x | 2 | 2
            x | 3 | 3
            x | 4 | 4
            x | 5 | 5"]],
    );
    let rows = fold(AggregateFunction::CountRows, INTEGER, vec![]);
    let whole = Rel::Aggregate { input: input(), keys: vec![], aggregates: vec![rows, sum()] };
    check(&whole, &[("t", &given)], &expect!["5 | 15"]);
}
