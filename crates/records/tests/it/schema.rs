//! A stream whose declaration changes.

use crate::support::{START, air, column, count, facts, load, open, query, rows, show, zone};
use arrow_array::Array;
use district::DataType;
use expect_test::expect;
use records::{Error, Which};
use tempfile::tempdir;

#[tokio::test]
async fn an_added_column_is_null_in_older_records() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1)]).await;
    let mut wider = air();
    wider.columns.insert(0, column("NO2", DataType::Decimal(2)));
    lake.declare_stream(&wider).await.unwrap();
    let mut second = lake.begin_load(&wider, &zone(), facts("b"), START).await.unwrap();
    second.stage(&rows(&[("dongsi", 1, 2), ("dongsi", 0, 1)])).await.unwrap();
    let done = second.commit(START).await.unwrap();
    assert_eq!((done.added, done.repeated), (1, 1));
    let table = lake.table("air", 2, Which::All).await.unwrap();
    let batches = query(table, "SELECT \"NO2\" FROM air WHERE \"NO2\" IS NULL").await;
    assert_eq!(batches.iter().map(|batch| batch.column(0).null_count()).sum::<usize>(), 2);
    // The older snapshot is read in the newer schema.
    assert_eq!(show(&lake, 1, Which::All).await, "1 dongsi 0 1\n");
}

#[tokio::test]
async fn a_changed_type_is_refused_with_a_way_out() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let mut other = air();
    other.columns[2].data_type = DataType::Decimal(4);
    let error = lake.declare_stream(&other).await.unwrap_err();
    assert!(matches!(error, Error::TypeChanged { .. }));
    expect![[r#"column `PM2.5` of stream `air` is decimal(3) in the lake and decimal(4) in the pack; declare the new type under a new column name (the old column stays readable), or load the stream into a fresh folder"#]]
        .assert_eq(&error.to_string());
}

#[tokio::test]
async fn a_removed_column_stays_readable() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1)]).await;
    let mut narrower = air();
    narrower.columns.pop();
    lake.declare_stream(&narrower).await.unwrap();
    load(&lake, "b", &[("dongsi", 1, 2)]).await;
    assert_eq!(count(&lake, 2).await, 2);
    assert_eq!(show(&lake, 1, Which::All).await, "1 dongsi 0 1\n");
}

#[tokio::test]
async fn names_that_foreign_readers_cannot_tell_apart_are_refused() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    for name in ["STATION", "record_no"] {
        let mut twice = air();
        twice.id = format!("t_{}", name.to_lowercase());
        twice.columns.push(column(name, DataType::Text));
        let error = lake.declare_stream(&twice).await.unwrap_err();
        assert!(matches!(error, Error::ColumnName { .. }), "{error:?}");
    }
}

fn texts(texts: &[&str]) -> arrow_array::ArrayRef {
    std::sync::Arc::new(arrow_array::StringArray::from(texts.to_vec()))
}

#[tokio::test]
async fn every_type_comes_back_as_it_went_in() {
    use arrow_array::{ArrayRef, RecordBatch};
    use std::sync::Arc;
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let mut all = air();
    all.id = "all".to_owned();
    all.columns.extend([
        column("a b (c)", DataType::Integer),
        column("flag", DataType::Boolean),
        column("day", DataType::Date),
        column("ratio", DataType::Exact),
        column("month", DataType::Period(None)),
        column("数值", DataType::Text),
    ]);
    lake.declare_stream(&all).await.unwrap();
    let batch = rows(&[("dongsi", 0, 1), ("dongsi", 1, 2)]);
    let ratio = arrow_array::StructArray::from(vec![
        (
            Arc::new(arrow_schema::Field::new("n", arrow_schema::DataType::Utf8, false)),
            texts(&["44", "1"]),
        ),
        (
            Arc::new(arrow_schema::Field::new("d", arrow_schema::DataType::Utf8, false)),
            texts(&["7", "3"]),
        ),
    ]);
    let extra: Vec<(&str, ArrayRef)> = vec![
        ("a b (c)", Arc::new(arrow_array::Int64Array::from(vec![Some(5), None]))),
        ("flag", Arc::new(arrow_array::BooleanArray::from(vec![Some(true), None]))),
        ("day", Arc::new(arrow_array::Date32Array::from(vec![Some(16_436), None]))),
        ("ratio", Arc::new(ratio)),
        ("month", Arc::new(arrow_array::Int64Array::from(vec![Some(77), None]))),
        ("数值", Arc::new(arrow_array::StringArray::from(vec![Some("东四"), None]))),
    ];
    let schema = batch.schema();
    let both = schema
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, array)| (field.name().as_str(), Arc::clone(array)))
        .chain(extra);
    let batch = RecordBatch::try_from_iter(both).unwrap();
    let mut first = lake.begin_load(&all, &zone(), facts("a"), START).await.unwrap();
    first.stage(&batch).await.unwrap();
    first.commit(START).await.unwrap();
    // Read back for comparison, the same rows are repeats.
    let mut second = lake.begin_load(&all, &zone(), facts("b"), START).await.unwrap();
    let done = second.stage(&batch).await.unwrap();
    assert_eq!((done.added, done.repeated), (0, 2));
    let table = lake.table("all", 1, Which::All).await.unwrap();
    let batches = query(
        table,
        "SELECT \"a b (c)\", flag, day, ratio, month, \"数值\" FROM air ORDER BY record_no",
    )
    .await;
    let text = arrow::util::pretty::pretty_format_batches(&batches).unwrap().to_string();
    expect![[r#"
        +---------+------+------------+---------------+-------+------+
        | a b (c) | flag | day        | ratio         | month | 数值 |
        +---------+------+------------+---------------+-------+------+
        | 5       | true | 2015-01-01 | {n: 44, d: 7} | 77    | 东四 |
        |         |      |            | {n: 1, d: 3}  |       |      |
        +---------+------+------------+---------------+-------+------+"#]]
    .assert_eq(&text);
}
