//! A graph of three stages to figures, checks of plans, durations over a stream, constants.

use super::{
    AggregateFunction, Context, DataType, Expr, Function, Given, Literal, Node, Rel, TableRef,
    Tables, block, call, column, constant_rows, context, engine, fold, given, named, project,
};
use crate::{Days, Error, MemoryTables, Prepared};
use arrow_array::RecordBatch;
use datafusion::catalog::TableProvider;
use diag::{Span, Text};
use district::declare::EventTime;
use district::{Column, Figure, FigureKey, Grain, PackTable, Stream, StreamKind, TableColumn};
use expect_test::expect;
use futures::future::BoxFuture;
use indicator::ir::{Col, FigureStage, Graph, Stage, StageId};
use records::Which;
use std::collections::BTreeMap;
use std::sync::Arc;

const EXACT: DataType = DataType::Exact;
const INTEGER: DataType = DataType::Integer;
const TEXT: DataType = DataType::Text;

fn words(text: &str) -> Text {
    Text { zh: text.into(), en: text.into() }
}

fn stream(id: &str, columns: &[(&str, DataType)]) -> Stream {
    let span = Span::default();
    let columns = columns
        .iter()
        .map(|(id, data_type)| Column {
            id: (*id).to_owned(),
            name: words(id),
            data_type: *data_type,
            unit: None,
            required: false,
            nulls: vec![],
            values: vec![],
            span: span.clone(),
        })
        .collect();
    Stream {
        id: id.to_owned(),
        name: words(id),
        kind: StreamKind::Sample,
        columns,
        key: vec![],
        event_time: EventTime::Column("observed_at".to_owned()),
        place: None,
        subject: None,
        state: None,
        valid: None,
        span,
    }
}

fn scan(table: TableRef, columns: Vec<Col>) -> Box<Rel> {
    Box::new(Rel::Scan { table, occurrence: 0, columns })
}

fn col(name: &str, data_type: DataType) -> Col {
    Col { name: name.to_owned(), data_type, unit: None }
}

fn air() -> Given {
    given(
        "station:text | v:decimal1 | observed_at:instant | observed_on:date | record_no:integer
         a | 1.0 | 2015-01-01T00:00:00Z | 2015-01-01 | 1
         a | 2.0 | 2015-01-01T01:00:00Z | 2015-01-01 | 2
         a | 9.0 | 2015-01-02T01:00:00Z | 2015-01-02 | 3
         b | 4.0 | 2015-12-31T15:00:00Z | 2015-12-31 | 4
         b | 4.0 | 2015-12-31T16:00:00Z | 2016-01-01 | 5",
    )
}

fn period(grain: Grain, of: Expr) -> Expr {
    call(Function::PeriodOf(grain), DataType::Period(Some(grain)), vec![of])
}

/// Daily means, and of these the yearly ones, as figures with the count of days.
fn graph(air: &Given) -> (Graph, FigureStage) {
    let day = Rel::Aggregate {
        input: Box::new(air.scan("air")),
        keys: vec![named(air.col("station")), named(period(Grain::Day, air.col("observed_at")))],
        aggregates: vec![fold(AggregateFunction::Avg, EXACT, vec![air.col("v")])],
    };
    let day = Stage { id: StageId("day".into()), name: "air_day".into(), rel: day, keys: 2 };
    let year = Rel::Aggregate {
        input: scan(TableRef::Stage(day.id.clone()), day.rel.columns()),
        keys: vec![
            named(column(0, TEXT)),
            named(period(Grain::Year, column(1, DataType::Period(Some(Grain::Day))))),
        ],
        aggregates: vec![
            fold(AggregateFunction::Sum, EXACT, vec![column(2, EXACT)]),
            fold(AggregateFunction::Count, INTEGER, vec![column(2, EXACT)]),
            fold(
                AggregateFunction::Short { rule: "days".into(), min: 2 },
                TEXT,
                vec![column(2, EXACT)],
            ),
        ],
    };
    let year = Stage { id: StageId("year".into()), name: "air_year".into(), rel: year, keys: 2 };
    let count = || super::cast(column(3, INTEGER), EXACT);
    let days = call(Function::DaysIn, INTEGER, vec![column(1, DataType::Period(None))]);
    let null = Expr { node: Node::Literal(Literal::Null), data_type: TEXT, unit: None };
    let rel = project(
        *scan(TableRef::Stage(year.id.clone()), year.rel.columns()),
        vec![
            column(0, TEXT),
            column(1, DataType::Period(Some(Grain::Year))),
            call(Function::Div, EXACT, vec![column(2, EXACT), count()]),
            column(2, EXACT),
            count(),
            column(3, INTEGER),
            days,
            column(4, TEXT),
            null,
        ],
    );
    let figures = Stage { id: StageId("figures".into()), name: "air".into(), rel, keys: 2 };
    let unused = Stage { id: StageId("unused".into()), name: "no".into(), ..figures.clone() };
    let figure = FigureStage {
        indicator: "air_mean".into(),
        edition: None,
        stage: figures.id.clone(),
        by: 0,
    };
    (Graph { stages: vec![day, year, unused, figures], figures: vec![figure.clone()] }, figure)
}

fn shown(figures: &[Figure]) -> String {
    let lines: Vec<String> = figures
        .iter()
        .map(|figure| {
            let number = |value: &Option<district::Exact>| {
                value.as_ref().map_or_else(|| "-".to_owned(), ToString::to_string)
            };
            format!(
                "{} {} = {} = {} / {}, {:?}, {:?}",
                figure.key.place,
                figure.key.period,
                number(&figure.value),
                number(&figure.numerator),
                number(&figure.denominator),
                figure.coverage.as_ref().map(|c| (c.have, c.of)),
                figure.reason.as_ref().map(|reason| reason.0.as_str()),
            )
        })
        .collect();
    lines.join("\n")
}

fn air_context() -> Context {
    let air = stream("air", &[("station", TEXT), ("v", DataType::Decimal(1))]);
    Context { streams: [("air".to_owned(), air)].into(), ..context() }
}

fn tables(context: &Context, rows: &[(&str, &RecordBatch)]) -> MemoryTables {
    let rows = rows.iter().map(|(id, rows)| ((*id).to_owned(), vec![(*rows).clone()])).collect();
    MemoryTables::new(context.streams.values(), rows).unwrap()
}

#[test]
fn figures_come_out_of_the_graph() {
    let air = air();
    let (graph, stage) = graph(&air);
    let context = air_context();
    let tables = tables(&context, &[("air", &air.rows)]);
    let all = block(engine().compute(&graph, &context, &tables, &stage, None)).unwrap();
    expect![[r#"
        a 2015 = 5.25 = 10.5 / 2, Some((2, 365)), None
        b 2015 = 4 = 4 / 1, Some((1, 365)), Some("days(1/2)")
        b 2016 = 4 = 4 / 1, Some((1, 366)), Some("days(1/2)")"#]]
    .assert_eq(&shown(&all));
    let key = FigureKey {
        indicator: "air_mean".into(),
        place: "b".into(),
        period: "2016".parse().unwrap(),
        edition: None,
        by: String::new(),
    };
    let one = block(engine().compute(&graph, &context, &tables, &stage, Some(&key))).unwrap();
    expect![[r#"b 2016 = 4 = 4 / 1, Some((1, 366)), Some("days(1/2)")"#]].assert_eq(&shown(&one));
}

#[test]
fn plans_are_checked_without_rows() {
    let air = air();
    let (mut graph, _) = graph(&air);
    let context = air_context();
    assert_eq!(block(engine().check_plan(&graph, &context)), vec![]);
    graph.stages[0].rel = project(air.scan("air"), vec![column(7, TEXT)]);
    graph.stages[1].rel = air.scan("water");
    graph.stages.truncate(2);
    let found = block(engine().check_plan(&graph, &context));
    let lines: Vec<String> =
        found.into_iter().map(|(stage, message)| format!("{stage}: {message}")).collect();
    expect![[r"
        air_day: could not plan `air_day`: expected column 7, found only 5
        air_year: expected a table `water`, found none"]]
    .assert_eq(&lines.join("\n"));
}

fn durations(given: &Given) -> Rel {
    Rel::Durations {
        input: Box::new(given.scan("machine")),
        subject: 0,
        state: 1,
        at: 2,
        grain: Grain::Day,
        columns: vec![
            col("machine", TEXT),
            col("period", DataType::Period(Some(Grain::Day))),
            col("state", TEXT),
            col("seconds", DataType::Decimal(6)),
            col("records", INTEGER),
        ],
    }
}

/// Days are known, as the lake knows them.
struct ByDay(MemoryTables);

impl Tables for ByDay {
    fn table<'a>(
        &'a self,
        stream: &'a str,
        which: Which,
    ) -> BoxFuture<'a, Result<Arc<dyn TableProvider>, Error>> {
        self.0.table(stream, which)
    }

    fn days<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Days>, Error>> {
        Box::pin(async { Ok(Some(vec![(16_436, 3_000_000), (16_437, 3_000_000)].into())) })
    }
}

#[test]
fn durations_over_a_stream_in_and_out_of_order() {
    let order = [
        "m1 | ON | 2015-01-01T10:00:00Z | 2015-01-01 | 1",
        "m1 | OFF | 2015-01-01T17:30:00Z | 2015-01-02 | 2",
        "m2 | ON | 2015-01-01T12:00:00Z | 2015-01-01 | 3",
        "m1 | ON | 2015-01-01T11:00:00Z | 2015-01-01 | 4",
        "m1 | OFF | 2015-01-01T11:00:00Z | 2015-01-01 | 5",
    ];
    for order in [order.to_vec(), order.iter().rev().copied().collect()] {
        let head = "machine:text | state:text | observed_at:instant | observed_on:date | record_no:integer";
        let machine = given(&format!("{head}\n{}", order.join("\n")));
        let state = stream("machine", &[("machine", TEXT), ("state", TEXT)]);
        let context = Context { streams: [("machine".to_owned(), state)].into(), ..context() };
        let prepared = Prepared::new(&context).unwrap();
        let rel = durations(&machine);
        for by_day in [false, true] {
            let memory = tables(&context, &[("machine", &machine.rows)]);
            let by_days = ByDay(memory);
            let tables: &dyn Tables = if by_day { &by_days } else { &by_days.0 };
            let bindings = block(prepared.bind(&rel, tables, &BTreeMap::new())).unwrap();
            let rows = block(engine().run("durations", &rel, &prepared, &bindings)).unwrap();
            let shown = arrow::util::pretty::pretty_format_batches(&[rows]).unwrap().to_string();
            expect![[r"
                +----+-----------+-----+--------------+----+
                | c0 | c1        | c2  | c3           | c4 |
                +----+-----------+-----+--------------+----+
                | m1 | 378685442 | OFF | 18000.000000 | 1  |
                | m1 | 378685442 | ON  | 3600.000000  | 2  |
                | m1 | 378708482 | OFF | 5400.000000  | 1  |
                | m2 | 378685442 | ON  | 0.000000     | 1  |
                +----+-----------+-----+--------------+----+"]]
            .assert_eq(&shown);
        }
    }
}

#[test]
fn constant_tables_are_read_by_type() {
    let types = [TEXT, INTEGER, DataType::Decimal(2), EXACT, DataType::Date];
    let columns = types
        .iter()
        .map(|data_type| TableColumn {
            id: data_type.to_string(),
            data_type: *data_type,
            unit: None,
        })
        .collect::<Vec<_>>();
    let row = |cells: [&str; 5]| cells.iter().map(|cell| Some((*cell).to_owned())).collect();
    let table =
        |rows| PackTable { id: "t".into(), columns: columns.clone(), rows, span: Span::default() };
    let good = table(vec![row(["x", "7", "1.5", "1/3", "2015-03-01"]), vec![None; 5]]);
    let shown = arrow::util::pretty::pretty_format_batches(&[constant_rows(&good).unwrap()]);
    expect![[r"
        +----+----+------+--------------+------------+
        | c0 | c1 | c2   | c3           | c4         |
        +----+----+------+--------------+------------+
        | x  | 7  | 1.50 | {n: 1, d: 3} | 2015-03-01 |
        |    |    |      |              |            |
        +----+----+------+--------------+------------+"]]
    .assert_eq(&shown.unwrap().to_string());
    let wrong = table(vec![row(["x", "7.5", "1.5", "1/3", "2015-03-01"])]);
    let error = constant_rows(&wrong).unwrap_err().to_string();
    expect!["table `t`, column `integer`: expected integer, found `7.5`"].assert_eq(&error);
}
