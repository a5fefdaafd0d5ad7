//! Relations built by hand, run over a few rows in memory, held against values worked out by
//! hand.

use crate::runtime::{Bindings, Context, Engine, Options, Prepared};
use crate::tables::{memory, values};
use crate::types::arrow_type;
use crate::{Bound, Tables, constant_rows};
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_schema::{Field, Schema};
use datafusion::physical_plan::displayable;
use district::{DataType, Exact, Zone};
use expect_test::Expect;
use indicator::ir::{
    Aggregate, AggregateFunction, Col, Expr, Function, Literal, Node, Rel, TableRef,
};
use std::collections::BTreeMap;
use std::sync::Arc;

mod aggregates;
mod compute;
mod functions;
mod relations;
mod weighted;

/// Runs a future to its end.
fn block<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap()
        .block_on(future)
}

fn engine() -> Engine {
    Engine::new(Options { memory_bytes: 64 << 20, threads: 2 }).unwrap()
}

fn context() -> Context {
    Context {
        zone: Zone::find("Asia/Shanghai").unwrap(),
        constants: BTreeMap::new(),
        streams: BTreeMap::new(),
    }
}

/// A table from a text: a line a row, cells between `|`, `-` for no value; the first line names
/// the columns with their types.
struct Given {
    columns: Vec<Col>,
    rows: RecordBatch,
}

fn given(text: &str) -> Given {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let columns: Vec<Col> = lines
        .next()
        .unwrap()
        .split('|')
        .map(|cell| {
            let (name, data_type) = cell.trim().split_once(':').unwrap();
            Col { name: name.to_owned(), data_type: type_of(data_type), unit: None }
        })
        .collect();
    let cells: Vec<Vec<Option<&str>>> = lines
        .map(|line| {
            let cells = line.split('|').map(str::trim);
            cells.map(|cell| (cell != "-").then_some(cell)).collect()
        })
        .collect();
    let fields: Vec<Field> =
        columns.iter().map(|col| Field::new(&col.name, arrow_type(col.data_type), true)).collect();
    let arrays = columns
        .iter()
        .enumerate()
        .map(|(at, col)| {
            let texts: Vec<Option<&str>> = cells.iter().map(|row| row[at]).collect();
            values(col.data_type, &texts).unwrap()
        })
        .collect();
    let rows = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap();
    Given { columns, rows }
}

fn type_of(text: &str) -> DataType {
    match text {
        "text" => DataType::Text,
        "integer" => DataType::Integer,
        "exact" => DataType::Exact,
        "boolean" => DataType::Boolean,
        "instant" => DataType::Instant,
        "date" => DataType::Date,
        "period" => DataType::Period(None),
        _ => DataType::Decimal(text.strip_prefix("decimal").unwrap().parse().unwrap()),
    }
}

impl Given {
    fn scan(&self, name: &str) -> Rel {
        let table = TableRef::Stream(name.to_owned());
        Rel::Scan { table, occurrence: 0, columns: self.columns.clone() }
    }

    fn col(&self, name: &str) -> Expr {
        let at = self.columns.iter().position(|col| col.name == name).unwrap();
        column(at, self.columns[at].data_type)
    }
}

fn column(at: usize, data_type: DataType) -> Expr {
    Expr { node: Node::Column(at), data_type, unit: None }
}

fn call(function: Function, data_type: DataType, arguments: Vec<Expr>) -> Expr {
    Expr { node: Node::Call(function, arguments), data_type, unit: None }
}

fn number(text: &str, data_type: DataType) -> Expr {
    let node = Node::Literal(Literal::Number(text.parse().unwrap()));
    Expr { node, data_type, unit: None }
}

fn text(value: &str) -> Expr {
    let node = Node::Literal(Literal::Text(value.to_owned()));
    Expr { node, data_type: DataType::Text, unit: None }
}

fn cast(inner: Expr, data_type: DataType) -> Expr {
    Expr { node: Node::Cast(Box::new(inner)), data_type, unit: None }
}

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

fn named(expr: Expr) -> (Expr, Col) {
    let col = Col { name: "x".to_owned(), data_type: expr.data_type, unit: None };
    (expr, col)
}

fn project(input: Rel, exprs: Vec<Expr>) -> Rel {
    Rel::Project { input: Box::new(input), exprs: exprs.into_iter().map(named).collect() }
}

fn fold(
    function: AggregateFunction,
    data_type: DataType,
    arguments: Vec<Expr>,
) -> (Aggregate, Col) {
    let col = Col { name: "x".to_owned(), data_type, unit: None };
    (Aggregate { function, arguments, filter: None }, col)
}

fn bindings(tables: &[(&str, &Given)]) -> Bindings {
    let mut bindings = Bindings::new();
    for (name, given) in tables {
        // In two partitions, so that folds are merged too.
        let rows = &given.rows;
        let half = rows.num_rows() / 2;
        let parts = vec![vec![rows.slice(0, half)], vec![rows.slice(half, rows.num_rows() - half)]];
        let table = datafusion::datasource::MemTable::try_new(rows.schema(), parts).unwrap();
        let table = Arc::new(table);
        let key = (TableRef::Stream((*name).to_owned()), 0);
        bindings.insert(key, Bound::rows(table));
    }
    bindings
}

/// The rows as texts, sorted.
fn rows(rel: &Rel, tables: &[(&str, &Given)]) -> Result<String, crate::Error> {
    let columns = rel.columns();
    let texts = (0..columns.len())
        .map(|at| cast(column(at, columns[at].data_type), DataType::Text))
        .collect();
    let shown = project(rel.clone(), texts);
    let context = context();
    let prepared = Prepared::new(&context).unwrap();
    let found = block(engine().run("test", &shown, &prepared, &bindings(tables)))?;
    let mut lines: Vec<String> = (0..found.num_rows())
        .map(|row| {
            let cells: Vec<&str> = found
                .columns()
                .iter()
                .map(|column| {
                    let texts = column.as_string::<i32>();
                    if arrow_array::Array::is_valid(texts, row) { texts.value(row) } else { "-" }
                })
                .collect();
            cells.join(" | ")
        })
        .collect();
    lines.sort();
    Ok(lines.join("\n"))
}

fn check(rel: &Rel, tables: &[(&str, &Given)], expected: &Expect) {
    let found = match rows(rel, tables) {
        Ok(found) => found,
        Err(error) => crate::runtime::chain(&error),
    };
    expected.assert_eq(&found);
}

/// The plan as it runs.
fn plan(rel: &Rel, tables: &[(&str, &Given)]) -> String {
    let context = context();
    let prepared = Prepared::new(&context).unwrap();
    let engine = engine();
    let plan = engine.plan("test", rel, &prepared, &bindings(tables)).unwrap();
    let physical = block(engine.physical("test", &plan)).unwrap();
    displayable(physical.as_ref()).indent(false).to_string()
}
