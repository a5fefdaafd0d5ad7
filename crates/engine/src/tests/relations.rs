//! Filters, joins, unions, and what the lake can skip.

use super::{call, check, column, given, number, plan, project, text};
use district::{DataType, Grain};
use expect_test::expect;
use indicator::ir::{Col, Expr, Function, JoinKind, Literal, Node, Rel, TableRef};

const EXACT: DataType = DataType::Exact;
const INTEGER: DataType = DataType::Integer;
const TEXT: DataType = DataType::Text;

fn join(
    left: Rel,
    right: Rel,
    kind: JoinKind,
    on: Vec<(Expr, Expr)>,
    condition: Option<Expr>,
) -> Rel {
    Rel::Join { left: Box::new(left), right: Box::new(right), kind, on, condition }
}

#[test]
fn joins_of_every_kind() {
    let a = given("k:text | v:integer\n x | 1\n y | 2\n - | 3\n z | 4");
    let b = given("k:text | v:integer\n x | 10\n x | 11\n y | 1\n - | 12");
    let tables = [("a", &a), ("b", &b)];
    let on = || vec![(column(0, TEXT), column(0, TEXT))];
    let of = |kind, condition| join(a.scan("a"), b.scan("b"), kind, on(), condition);
    check(
        &of(JoinKind::Inner, None),
        &tables,
        &expect![[r"
            x | 1 | x | 10
            x | 1 | x | 11
            y | 2 | y | 1"]],
    );
    check(
        &of(JoinKind::Left, None),
        &tables,
        &expect![[r"
            - | 3 | - | -
            x | 1 | x | 10
            x | 1 | x | 11
            y | 2 | y | 1
            z | 4 | - | -"]],
    );
    check(
        &of(JoinKind::Semi, None),
        &tables,
        &expect![[r"
        x | 1
        y | 2"]],
    );
    check(
        &of(JoinKind::Anti, None),
        &tables,
        &expect![[r"
        - | 3
        z | 4"]],
    );
    let smaller =
        call(Function::Lt, DataType::Boolean, vec![column(1, INTEGER), column(3, INTEGER)]);
    check(&of(JoinKind::Semi, Some(smaller.clone())), &tables, &expect!["x | 1"]);
    check(
        &of(JoinKind::Left, Some(smaller)),
        &tables,
        &expect![[r"
            - | 3 | - | -
            x | 1 | x | 10
            x | 1 | x | 11
            y | 2 | - | -
            z | 4 | - | -"]],
    );
    let all = join(a.scan("a"), b.scan("b"), JoinKind::Semi, vec![], None);
    check(
        &all,
        &tables,
        &expect![[r"
        - | 3
        x | 1
        y | 2
        z | 4"]],
    );
}

#[test]
fn keys_of_different_number_types_meet() {
    let a = given("k:integer\n 1\n 2");
    let b = given("k:exact\n 1\n 3/2");
    let on = vec![(column(0, INTEGER), column(0, EXACT))];
    check(
        &join(a.scan("a"), b.scan("b"), JoinKind::Inner, on, None),
        &[("a", &a), ("b", &b)],
        &expect!["1 | 1"],
    );
}

#[test]
fn a_table_joined_with_itself() {
    let a = given("k:text | v:integer\n x | 1\n x | 2");
    let on = vec![(column(0, TEXT), column(0, TEXT))];
    let itself = join(a.scan("a"), a.scan("a"), JoinKind::Inner, on, None);
    let sum = call(Function::Add, INTEGER, vec![column(1, INTEGER), column(3, INTEGER)]);
    check(
        &project(itself, vec![sum]),
        &[("a", &a)],
        &expect![[r"
        2
        3
        3
        4"]],
    );
}

#[test]
fn null_keys_are_found_in_tables_of_keys() {
    let a = given("k:text | v:integer\n x | 1\n - | 2");
    let keys = given("k:text\n -");
    let scan = Rel::Scan {
        table: TableRef::Constant("__keys".to_owned()),
        occurrence: 0,
        columns: keys.columns.clone(),
    };
    let on = vec![(column(0, TEXT), column(0, TEXT))];
    let rel = join(a.scan("a"), scan, JoinKind::Semi, on, None);
    let context = super::context();
    let prepared = super::Prepared::new(&context).unwrap();
    let mut bindings = super::bindings(&[("a", &a)]);
    let table = super::memory("__keys", keys.rows.schema(), vec![keys.rows.clone()]).unwrap();
    bindings.insert((TableRef::Constant("__keys".to_owned()), 0), super::Bound::rows(table));
    let rows = super::block(super::engine().run("t", &rel, &prepared, &bindings)).unwrap();
    assert_eq!(rows.num_rows(), 1);
}

#[test]
fn unions_lift_numbers() {
    let a = given("k:integer\n 1\n 1");
    let b = given("k:exact\n 1/2");
    let columns = vec![Col { name: "k".to_owned(), data_type: EXACT, unit: None }];
    let inputs = vec![a.scan("a"), b.scan("b"), a.scan("a")];
    check(
        &Rel::Union { inputs, columns },
        &[("a", &a), ("b", &b)],
        &expect![[r"
            0.5
            1
            1
            1
            1"]],
    );
}

const AIR: &str = "v:integer | observed_at:instant | observed_on:date | record_no:integer
     1 | 2015-02-28T15:30:00Z | 2015-02-28 | 1
     2 | 2015-02-28T16:30:00Z | 2015-03-01 | 2";

fn day_of(at: Expr) -> Expr {
    call(Function::PeriodOf(Grain::Day), DataType::Period(Some(Grain::Day)), vec![at])
}

#[test]
fn days_are_read_off_the_partition_column() {
    let air = given(AIR);
    let kept = project(air.scan("t"), vec![air.col("observed_at"), air.col("v")]);
    let literal =
        Node::Literal(Literal::Period("2015-03-01".parse::<district::Period>().unwrap().code()));
    let march = Expr { node: literal, data_type: DataType::Period(None), unit: None };
    let predicate = call(
        Function::Eq,
        DataType::Boolean,
        vec![day_of(column(0, DataType::Instant)), march.clone()],
    );
    let rel = Rel::Filter { input: Box::new(kept), predicate };
    check(&rel, &[("t", &air)], &expect!["2015-03-01T00:30:00+08:00 | 2"]);
    let plan = plan(&rel, &[("t", &air)]);
    assert!(plan.contains("period_day(observed_on@"), "{plan}");
    let both =
        Rel::Union { inputs: vec![air.scan("t"), air.scan("t")], columns: air.columns.clone() };
    let predicate =
        call(Function::Eq, DataType::Boolean, vec![day_of(column(1, DataType::Instant)), march]);
    let rel = Rel::Filter { input: Box::new(both), predicate };
    let plan = super::plan(&rel, &[("t", &air)]);
    assert!(plan.contains("period_day(observed_on@"), "{plan}");
}

#[test]
fn columns_are_found_by_name_and_missing_ones_are_null() {
    let air = given(AIR);
    let mut columns = air.columns.clone();
    columns.reverse();
    columns.push(Col { name: "added_later".to_owned(), data_type: EXACT, unit: None });
    let rel = Rel::Scan { table: TableRef::Stream("t".to_owned()), occurrence: 0, columns };
    check(
        &rel,
        &[("t", &air)],
        &expect![[r"
            1 | 2015-02-28 | 2015-02-28T23:30:00+08:00 | 1 | -
            2 | 2015-03-01 | 2015-03-01T00:30:00+08:00 | 2 | -"]],
    );
}

#[test]
fn an_error_names_the_stage() {
    let a = given("k:text\n x");
    let wrong = call(Function::Add, INTEGER, vec![column(0, TEXT), number("1", INTEGER)]);
    check(
        &project(a.scan("a"), vec![wrong]),
        &[("a", &a)],
        &expect![
            "could not compute `test`: in `add`: expected a column of numbers, found one of type Utf8"
        ],
    );
    let far = call(Function::Lower, TEXT, vec![column(9, TEXT)]);
    check(
        &project(a.scan("a"), vec![far, text("")]),
        &[("a", &a)],
        &expect!["could not plan `test`: expected column 9, found only 1"],
    );
}
