//! Rewritings against a naive interpreter, on generated data: nothing stale is missed, and a
//! figure rests on exactly its evidence (L3).

mod interpreter;

use super::{dirty, trace};
use crate::ir::{
    Aggregate, AggregateFunction, Col, Expr, Function, Graph, JoinKind, Literal, Node, Rel, Stage,
    StageId, TableRef,
};
use crate::rewrite::{call, column};
use district::{DataType, Exact, Unit, Zone};
use interpreter::{Row, Value, World, compute, keep, run};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// `hour(station, day, value, record_no)` and `station(station, kind, record_no)`.
const RECORD: [usize; 2] = [3, 2];

fn int(name: &str) -> Col {
    Col { name: name.to_owned(), data_type: DataType::Integer, unit: Some(Unit::dimensionless()) }
}

fn stream(id: &str, occurrence: usize, columns: &[&str]) -> Rel {
    let columns = columns.iter().map(|name| int(name)).collect();
    Rel::Scan { table: TableRef::Stream(id.to_owned()), occurrence, columns }
}

fn number(value: i64) -> Expr {
    Expr {
        node: Node::Literal(Literal::Number(Exact::from(value))),
        data_type: DataType::Integer,
        unit: None,
    }
}

fn aggregate(function: AggregateFunction, arguments: Vec<Expr>) -> Aggregate {
    Aggregate { function, arguments, filter: None }
}

/// Days with at least two values: station, day, sum, count; then per station kind the sum over
/// such days of stations that are registered; the shape of every indicator here.
fn graph(kind: JoinKind) -> Graph {
    let hour = stream("hour", 0, &["station", "day", "value", "record_no"]);
    let columns = hour.columns();
    let at = |n: usize| column(&columns, n);
    let keys = vec![(at(0), int("station")), (at(1), int("day"))];
    let aggregates = vec![
        (aggregate(AggregateFunction::Sum, vec![at(2)]), int("sum")),
        (aggregate(AggregateFunction::Count, vec![at(2)]), int("n")),
        (aggregate(AggregateFunction::CountRows, vec![]), int("rows")),
    ];
    let rel = Rel::Aggregate { input: Box::new(hour), keys, aggregates };
    let day = Stage { id: StageId("day".into()), name: "day".into(), rel, keys: 2 };

    let scan = Rel::Scan {
        table: TableRef::Stage(day.id.clone()),
        occurrence: 0,
        columns: day.rel.columns(),
    };
    let columns = scan.columns();
    let enough = call(Function::GtEq, vec![column(&columns, 3), number(2)], DataType::Boolean);
    let days = Rel::Filter { input: Box::new(scan), predicate: enough };
    let stations = stream("station", 1, &["station", "kind", "record_no"]);
    let on = vec![(column(&columns, 0), column(&stations.columns(), 0))];
    let joined =
        Rel::Join { left: Box::new(days), right: Box::new(stations), kind, on, condition: None };
    let columns = joined.columns();
    let key = match kind {
        JoinKind::Inner | JoinKind::Left => 6,
        JoinKind::Semi | JoinKind::Anti => 0,
    };
    let keys = vec![(column(&columns, key), int("key"))];
    let aggregates = vec![
        (aggregate(AggregateFunction::Sum, vec![column(&columns, 2)]), int("total")),
        (aggregate(AggregateFunction::CountRows, vec![]), int("days")),
    ];
    let rel = Rel::Aggregate { input: Box::new(joined), keys, aggregates };
    let total = Stage { id: StageId("total".into()), name: "total".into(), rel, keys: 1 };
    Graph { stages: vec![day, total], figures: Vec::new() }
}

fn world(hours: &[(i64, i64, Value)], stations: &[(i64, i64)]) -> World {
    let number = |at: usize| Some(i64::try_from(at).unwrap());
    let mut world = World::default();
    let rows = hours.iter().enumerate();
    let rows = rows.map(|(at, (s, d, v))| vec![Some(*s), Some(*d), *v, number(at)]);
    world.streams.insert("hour".into(), rows.collect());
    let rows = stations.iter().enumerate();
    let rows = rows.map(|(at, (s, k))| vec![Some(*s), Some(*k), number(at)]);
    world.streams.insert("station".into(), rows.collect());
    world
}

/// The records of `hour` and `station` that one key of the last stage rests on.
fn evidence(graph: &Graph, world: &World, key: &Row) -> [BTreeSet<Value>; 2] {
    let zone = Zone::utc();
    let [day, total] = graph.stages.as_slice() else { unreachable!() };
    let mut world = world.clone();
    world.keys = vec![key.clone()];
    let live = vec![true; 3];
    let stations = trace(graph, total, 1, &live, &[], &zone)
        .map(|trace| run(&trace.rel, &world).into_iter().map(|row| row[RECORD[1]]).collect())
        .unwrap_or_default();
    let days = trace(graph, total, 0, &live, &[], &zone).unwrap();
    world.keys = run(&days.rel, &world);
    let hours = trace(graph, day, 0, &days.live, &[], &zone).unwrap();
    assert!(hours.superset.is_empty());
    [run(&hours.rel, &world).into_iter().map(|row| row[RECORD[0]]).collect(), stations]
}

fn total_of(graph: &Graph, world: &World, key: &Row) -> Option<Row> {
    let mut world = world.clone();
    compute(&graph.stages, &mut world);
    let rows = &world.stages[&StageId("total".into())];
    rows.iter().find(|row| row[0] == key[0]).cloned()
}

fn hours() -> impl Strategy<Value = Vec<(i64, i64, Value)>> {
    let value = prop_oneof![4 => (1_i64..100).prop_map(Some), 1 => Just(None)];
    prop::collection::vec((0_i64..3, 0_i64..3, value), 0..24)
}

fn stations() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::sample::subsequence(vec![(0, 0), (1, 0), (2, 1)], 0..=3)
}

fn kinds() -> impl Strategy<Value = JoinKind> {
    prop::sample::select(vec![JoinKind::Inner, JoinKind::Left, JoinKind::Semi, JoinKind::Anti])
}

proptest! {
    #[test]
    fn l3_the_evidence_alone_gives_the_figure_and_nothing_else_matters(
        hours in hours(), stations in stations(), kind in kinds(),
    ) {
        let graph = graph(kind);
        let mut world = world(&hours, &stations);
        compute(&graph.stages, &mut world);
        for row in world.stages[&StageId("total".into())].clone() {
            let key = vec![row[0]];
            let wanted = evidence(&graph, &world, &key);
            let names = ["hour", "station"];
            // Recomputing from the evidence alone gives the same row.
            let mut alone = world.clone();
            for (at, name) in names.iter().enumerate() {
                // An anti join rests on absence: what must not be there is not evidence.
                let rows = keep(&world.streams[*name], RECORD[at], &wanted[at]);
                alone.streams.insert((*name).into(), rows);
            }
            prop_assert_eq!(total_of(&graph, &alone, &key), Some(row.clone()));
            // Taking any one record away changes the row exactly if it is evidence.
            for (at, name) in names.iter().enumerate() {
                for record in &world.streams[*name] {
                    let mut less = world.clone();
                    less.streams.get_mut(*name).unwrap().retain(|other| other != record);
                    let changed = total_of(&graph, &less, &key) != Some(row.clone());
                    let named = wanted[at].contains(&record[RECORD[at]]);
                    let absence = kind == JoinKind::Anti
                        || (kind == JoinKind::Left && key[0].is_none());
                    if absence && at == 1 {
                        // What rests on an absence changes when another partner goes.
                        continue;
                    }
                    // A day has 2 values or more: with a third one gone the sum still moves.
                    prop_assert!(named || !changed, "{name} {record:?} is missing");
                    let valueless = at == 0 && record[2].is_none();
                    prop_assert!(changed || !named || valueless, "{name} {record:?} is too much");
                }
            }
        }
    }

    #[test]
    fn nothing_stale_is_missed(
        before in hours(), after in hours(), was in stations(), is in stations(), kind in kinds(),
    ) {
        let graph = graph(kind);
        let (mut old, mut new) = (world(&before, &was), world(&after, &is));
        compute(&graph.stages, &mut old);
        compute(&graph.stages, &mut new);
        let delta = |a: &[Row], b: &[Row]| -> Vec<Row> {
            a.iter().filter(|row| !b.contains(row)).chain(b.iter().filter(|row| !a.contains(row)))
                .cloned().collect()
        };
        for stage in &graph.stages {
            let mut touched = BTreeSet::new();
            let mut scans = Vec::new();
            stage.rel.scans(&mut |table, occurrence| scans.push((table.clone(), occurrence)));
            let rows = |world: &World, table: &TableRef| match table {
                TableRef::Stream(id) => world.streams[id].clone(),
                TableRef::Stage(id) => world.stages[id].clone(),
                TableRef::Constant(_) => Vec::new(),
            };
            for (_, changed) in &scans {
                let mut both = World::default();
                for (table, occurrence) in &scans {
                    let (a, b) = (rows(&old, table), rows(&new, table));
                    let mut bound = delta(&a, &b);
                    if occurrence != changed {
                        bound.extend(b);
                    }
                    both.bound.insert(*occurrence, bound);
                }
                touched.extend(run(&dirty(stage, *changed).unwrap(), &both));
            }
            let id = &stage.id;
            for row in delta(&old.stages[id], &new.stages[id]) {
                prop_assert!(touched.contains(&row[..stage.keys]), "{row:?} of {}", stage.name);
            }
        }
    }
}
