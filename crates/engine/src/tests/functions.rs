//! Every scalar function.

use super::{call, cast, check, column, exact, given, number, project, text};
use district::{DataType, Grain, Rounding, Unit, WorkCalendar};
use expect_test::{Expect, expect};
use indicator::ir::{BreakPoints, Expr, Function, LimitRule, Limits, Literal, Node};
use std::sync::Arc;

const EXACT: DataType = DataType::Exact;
const INTEGER: DataType = DataType::Integer;
const BOOLEAN: DataType = DataType::Boolean;

/// Functions of the columns of a table, by row.
fn each(table: &str, exprs: Vec<Expr>, expected: &Expect) {
    let given = given(table);
    check(&project(given.scan("t"), exprs), &[("t", &given)], expected);
}

fn pair(function: Function, of: DataType, to: DataType) -> Expr {
    call(function, to, vec![column(0, of), column(1, of)])
}

#[test]
fn arithmetic_is_exact_on_every_type() {
    let all = |of: DataType, product: DataType| {
        let mut exprs = vec![
            pair(Function::Add, of, of),
            pair(Function::Sub, of, of),
            pair(Function::Mul, of, product),
            pair(Function::Div, of, EXACT),
        ];
        exprs.push(call(Function::Neg, of, vec![column(0, of)]));
        exprs.push(call(Function::Abs, of, vec![column(0, of)]));
        exprs
    };
    each(
        "a:integer | b:integer
         7 | 2
         -7 | 3
         1 | 0
         - | 1",
        all(INTEGER, INTEGER),
        &expect![[r"
            - | - | - | - | - | -
            -4 | -10 | -21 | -7/3 | 7 | 7
            1 | 1 | 0 | - | -1 | 1
            9 | 5 | 14 | 3.5 | -7 | 7"]],
    );
    each(
        "a:decimal2 | b:decimal2
         1.10 | 0.25
         -0.01 | 3.00
         5.00 | 0.00
         - | 1.00",
        all(DataType::Decimal(2), DataType::Decimal(4)),
        &expect![[r"
            - | - | - | - | - | -
            1.35 | 0.85 | 0.2750 | 4.4 | -1.10 | 1.10
            2.99 | -3.01 | -0.0300 | -1/300 | 0.01 | 0.01
            5.00 | 5.00 | 0.0000 | - | -5.00 | 5.00"]],
    );
    each(
        "a:exact | b:exact
         1/3 | 1/6
         1e40 | 3
         -2/7 | 0
         - | 1",
        all(EXACT, EXACT),
        &expect![[r"
            - | - | - | - | - | -
            -2/7 | -2/7 | 0 | - | 2/7 | 2/7
            0.5 | 1/6 | 1/18 | 2 | -1/3 | 1/3
            10000000000000000000000000000000000000003 | 9999999999999999999999999999999999999997 | 30000000000000000000000000000000000000000 | 10000000000000000000000000000000000000000/3 | -10000000000000000000000000000000000000000 | 10000000000000000000000000000000000000000"]],
    );
}

#[test]
fn what_does_not_fit_is_an_error() {
    each(
        "a:integer | b:integer
         9223372036854775807 | 1",
        vec![pair(Function::Add, INTEGER, INTEGER)],
        &expect![
            "could not compute `test`: in `add`: expected a whole number of 64 bits, found 9223372036854775807 Add 1"
        ],
    );
    let big = "90000000000000000000000000000000000.00";
    each(
        &format!("a:decimal2 | b:decimal2\n {big} | {big}"),
        vec![pair(Function::Mul, DataType::Decimal(2), DataType::Decimal(4))],
        &expect![
            "could not compute `test`: in `mul`: expected a decimal of 38 digits, 4 of them after the point, found more: 9000000000000000000000000000000000000 Mul 9000000000000000000000000000000000000; cast to exact first"
        ],
    );
}

#[test]
fn remainders_keep_the_sign_of_the_left() {
    each(
        "a:integer | b:integer
         7 | 3
         -7 | 3
         7 | 0",
        vec![pair(Function::Mod, INTEGER, INTEGER)],
        &expect![[r"
            -
            -1
            1"]],
    );
}

#[test]
fn comparisons_of_exact_numbers() {
    let table = "a:exact | b:exact
         1/3 | 1/3
         0.3333 | 1/3
         1e40 | -1
         - | 1";
    let functions =
        [Function::Eq, Function::NotEq, Function::Lt, Function::LtEq, Function::Gt, Function::GtEq];
    let exprs = functions.into_iter().map(|function| pair(function, EXACT, BOOLEAN)).collect();
    each(
        table,
        exprs,
        &expect![[r"
            - | - | - | - | - | -
            false | true | false | false | true | true
            false | true | true | true | false | false
            true | false | false | true | false | true"]],
    );
    let chosen = vec![
        pair(Function::Greatest, EXACT, EXACT),
        pair(Function::Least, EXACT, EXACT),
        pair(Function::NullIf, EXACT, EXACT),
        pair(Function::Coalesce, EXACT, EXACT),
        call(
            Function::InList,
            BOOLEAN,
            vec![column(0, EXACT), number("1/3", EXACT), number("5", EXACT)],
        ),
    ];
    each(
        table,
        chosen,
        &expect![[r"
            1 | 1 | - | 1 | -
            1/3 | 0.3333 | 0.3333 | 0.3333 | false
            1/3 | 1/3 | - | 1/3 | true
            10000000000000000000000000000000000000000 | -1 | 10000000000000000000000000000000000000000 | 10000000000000000000000000000000000000000 | false"]],
    );
}

#[test]
fn comparisons_across_types_are_exact_too() {
    let exprs = vec![
        call(Function::Lt, BOOLEAN, vec![column(0, INTEGER), column(1, DataType::Decimal(3))]),
        call(Function::Eq, BOOLEAN, vec![column(0, INTEGER), column(2, EXACT)]),
        call(Function::Greatest, EXACT, vec![column(0, INTEGER), column(2, EXACT)]),
    ];
    each(
        "a:integer | b:decimal3 | c:exact
         1 | 1.001 | 1
         2 | 1.999 | 7/3",
        exprs,
        &expect![[r"
            false | false | 7/3
            true | true | 1"]],
    );
}

#[test]
fn logic_has_three_values() {
    let not = call(Function::Not, BOOLEAN, vec![column(0, BOOLEAN)]);
    let case = Expr {
        node: Node::Case(vec![(column(0, BOOLEAN), text("yes"))], None),
        data_type: DataType::Text,
        unit: None,
    };
    each(
        "a:boolean | b:boolean
         true | -
         false | -
         - | -
         true | false",
        vec![
            pair(Function::And, BOOLEAN, BOOLEAN),
            pair(Function::Or, BOOLEAN, BOOLEAN),
            not,
            call(Function::IsNull, BOOLEAN, vec![column(1, BOOLEAN)]),
            call(Function::IsNotNull, BOOLEAN, vec![column(1, BOOLEAN)]),
            case,
        ],
        &expect![[r"
            - | - | - | true | false | -
            - | true | false | true | false | yes
            false | - | true | true | false | -
            false | true | false | false | true | yes"]],
    );
}

#[test]
fn rounding_follows_the_standards() {
    let round =
        |digits, rounding, to| call(Function::Round(digits, rounding), to, vec![column(0, EXACT)]);
    each(
        "a:exact
         2.5
         3.5
         -2.5
         10.502
         55.0000001
         55
         1/3",
        vec![
            round(0, Rounding::HalfEven, INTEGER),
            round(1, Rounding::HalfEven, EXACT),
            round(0, Rounding::Up, INTEGER),
            round(2, Rounding::Down, DataType::Decimal(2)),
            round(-1, Rounding::HalfEven, EXACT),
        ],
        &expect![[r"
            -2 | -2.5 | -2 | -2.50 | 0
            0 | 0.3 | 1 | 0.33 | 0
            11 | 10.5 | 11 | 10.50 | 10
            2 | 2.5 | 3 | 2.50 | 0
            4 | 3.5 | 4 | 3.50 | 0
            55 | 55 | 55 | 55.00 | 60
            55 | 55 | 56 | 55.00 | 60"]],
    );
}

#[test]
fn units_are_changed_exactly() {
    let celsius = Function::Scale(exact("1.8"), exact("32"));
    let to_mg = Function::Convert(Unit::parse("mg/L").unwrap());
    each(
        "a:exact | u:text
         37 | µg/L
         1/3 | mg/L
         2 | kg
         2 | nonsense
         2 | -
         - | mg/L",
        vec![
            call(celsius, EXACT, vec![column(0, EXACT)]),
            call(to_mg, EXACT, vec![column(0, EXACT), column(1, DataType::Text)]),
        ],
        &expect![[r"
            - | -
            32.6 | 1/3
            35.6 | -
            35.6 | -
            35.6 | -
            98.6 | 0.037"]],
    );
}

#[test]
fn texts() {
    let a = || column(0, DataType::Text);
    let one = |function| call(function, DataType::Text, vec![a()]);
    each(
        "a:text
         Ab c
         12.50
         1/4
         2015-03-01
         -",
        vec![
            one(Function::Lower),
            one(Function::Upper),
            call(Function::Concat, DataType::Text, vec![a(), text("+"), a()]),
            call(Function::Like, BOOLEAN, vec![a(), text("%1%")]),
            cast(a(), EXACT),
            cast(a(), DataType::Decimal(1)),
            cast(a(), DataType::Date),
        ],
        &expect![[r"
            - | - | + | - | - | - | -
            1/4 | 1/4 | 1/4+1/4 | true | 0.25 | 0.2 | -
            12.50 | 12.50 | 12.50+12.50 | true | 12.5 | 12.5 | -
            2015-03-01 | 2015-03-01 | 2015-03-01+2015-03-01 | true | - | - | 2015-03-01
            ab c | AB C | Ab c+Ab c | false | - | - | -"]],
    );
    let padded = call(Function::Trim, DataType::Text, vec![text("  x y ")]);
    each("a:integer\n 1", vec![padded], &expect!["x y"]);
}

#[test]
fn periods_of_instants_dates_and_periods() {
    let of = |grain, at: usize, from| {
        call(Function::PeriodOf(grain), DataType::Period(Some(grain)), vec![column(at, from)])
    };
    each(
        "at:instant | on:date | p:period
         2015-12-31T16:30:00Z | 2015-12-31 | 2015-11
         2015-02-28T15:59:59.999999Z | 2016-02-29 | 2015-02-03T05
         - | - | -",
        vec![
            of(Grain::Hour, 0, DataType::Instant),
            of(Grain::Day, 0, DataType::Instant),
            of(Grain::Quarter, 0, DataType::Instant),
            of(Grain::Month, 1, DataType::Date),
            of(Grain::Year, 2, DataType::Period(None)),
            of(Grain::Day, 2, DataType::Period(None)),
            of(Grain::All, 2, DataType::Period(None)),
        ],
        &expect![[r"
            - | - | - | - | - | - | -
            2015-02-28T23 | 2015-02-28 | 2015-Q1 | 2016-02 | 2015 | 2015-02-03 | all
            2016-01-01T00 | 2016-01-01 | 2016-Q1 | 2015-12 | 2015 | - | all"]],
    );
}

#[test]
fn calendars() {
    let period = || column(0, DataType::Period(None));
    let back =
        |n: &str| call(Function::Back, DataType::Period(None), vec![period(), number(n, INTEGER)]);
    each(
        "p:period
         2016-02
         2016
         2016-Q1
         2016-03-01
         2016-03-01T00
         all",
        vec![
            call(Function::DaysIn, INTEGER, vec![period()]),
            call(Function::StartOf, DataType::Date, vec![period()]),
            back("1"),
            back("-13"),
            call(Function::MonthOfYear, INTEGER, vec![period()]),
        ],
        &expect![[r"
            - | - | all | all | -
            1 | 2016-03-01 | 2016-02-29 | 2016-03-14 | 3
            1 | 2016-03-01 | 2016-02-29T23 | 2016-03-01T13 | 3
            29 | 2016-02-01 | 2016-01 | 2017-03 | 2
            366 | 2016-01-01 | 2015 | 2029 | -
            91 | 2016-01-01 | 2015-Q4 | 2019-Q2 | -"]],
    );
}

#[test]
fn instants() {
    let at = |place| column(place, DataType::Instant);
    let calendar = WorkCalendar {
        id: "cn".to_owned(),
        holidays: ["2015-10-01".parse().unwrap(), "2015-10-02".parse().unwrap()].into(),
        makeup_workdays: ["2015-10-10".parse().unwrap()].into(),
        years: [2015].into(),
    };
    let workdays = Function::Workdays(Arc::new(calendar));
    let date = |place| cast(at(place), DataType::Date);
    each(
        "a:instant | b:instant
         2015-09-30T15:59:59.5Z | 2015-10-10T16:00:00Z
         2015-10-10T00:00:00Z | 2015-10-09T00:00:00Z
         - | 2015-10-09T00:00:00Z",
        vec![
            call(Function::HourOfDay, INTEGER, vec![at(0)]),
            call(Function::MonthOfYear, INTEGER, vec![at(1)]),
            call(Function::SecondsBetween, DataType::Decimal(6), vec![at(0), at(1)]),
            call(workdays, INTEGER, vec![date(0), date(1)]),
            cast(at(0), DataType::Text),
        ],
        &expect![[r"
            - | 10 | - | - | -
            23 | 10 | 864000.500000 | 6 | 2015-09-30T23:59:59.5+08:00
            8 | 10 | -86400.000000 | 0 | 2015-10-10T08:00:00+08:00"]],
    );
}

fn points(pairs: &[(i64, &str)], above: Option<i64>) -> Function {
    let points = pairs.iter().map(|(index, c)| ((*index).into(), exact(c))).collect();
    Function::Iaqi(Arc::new(BreakPoints { points, above }))
}

#[test]
fn sub_indices_round_up_on_exact_values() {
    // CO 24 h of HJ 633-2012: 2.2 mg/m3 is 55 exactly, which floats make 56.
    let co = [(0, "0"), (50, "2"), (100, "4"), (150, "14"), (200, "24"), (300, "36")];
    each(
        "c:decimal6
         2.2
         0
         2
         2.0001
         36
         36.1
         -0.1
         -",
        vec![
            call(points(&co, Some(500)), INTEGER, vec![column(0, DataType::Decimal(6))]),
            call(points(&co, None), INTEGER, vec![column(0, DataType::Decimal(6))]),
        ],
        &expect![[r"
            - | -
            0 | 0
            0 | 0
            300 | 300
            50 | 50
            500 | -
            51 | 51
            55 | 55"]],
    );
}

#[test]
fn primary_pollutants() {
    let names = ["PM25", "O3", "CO"].map(str::to_owned).to_vec();
    let columns = (0..3).map(|at| column(at, INTEGER)).collect();
    each(
        "a:integer | b:integer | c:integer
         51 | 51 | 20
         50 | 50 | 50
         70 | - | 80
         - | - | -",
        vec![call(Function::Primary(names, 50), DataType::Text, columns)],
        &expect![[r"

            -
            CO
            O3|PM25"]],
    );
}

#[test]
fn classes_by_limits() {
    let limits = |rule, limits: &[(&str, Option<&str>)]| {
        let limits = limits.iter().map(|(low, high)| (exact(low), high.map(exact))).collect();
        Function::ClassOf(Arc::new(Limits { rule, limits }))
    };
    let at_most = [("0.15", None), ("0.5", None), ("1.0", None), ("1.5", None), ("2.0", None)];
    let at_least = [("7.5", None), ("6", None), ("5", None)];
    let range = [("6", Some("9"))];
    let class = |function| call(function, INTEGER, vec![column(0, EXACT)]);
    each(
        "x:exact
         0.15
         0.5001
         2.1
         6
         9
         9.01
         -",
        vec![
            class(limits(LimitRule::AtMost, &at_most)),
            class(limits(LimitRule::AtLeast, &at_least)),
            class(limits(LimitRule::Range, &range)),
        ],
        &expect![[r"
            - | - | -
            1 | 4 | 2
            3 | 4 | 2
            6 | 1 | 1
            6 | 1 | 2
            6 | 2 | 1
            6 | 4 | 2"]],
    );
}

#[test]
fn constants_of_every_type() {
    let literal = |value, data_type| Expr { node: Node::Literal(value), data_type, unit: None };
    each(
        "a:integer\n 1",
        vec![
            literal(Literal::Null, EXACT),
            literal(Literal::Boolean(true), BOOLEAN),
            literal(Literal::Date(16_500), DataType::Date),
            literal(Literal::Instant(0), DataType::Instant),
            number("12.5", DataType::Decimal(3)),
            number("-7", INTEGER),
            number("1/7", EXACT),
        ],
        &expect!["- | true | 2015-03-06 | 1970-01-01T08:00:00+08:00 | 12.500 | -7 | 1/7"],
    );
}
