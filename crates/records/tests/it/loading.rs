//! What goes in: new records, repeats, corrections, interrupted loads.

use crate::support::{
    DAY, HOUR, START, air, begin, column, count, facts, load, open, outcome, register, rows,
    rows_from_line, show, zone,
};
use district::DataType;
use expect_test::expect;
use records::{Access, Error, Lake, QuarantineFilter, QuarantineRow, QuarantineState, Which};
use tempfile::tempdir;

#[tokio::test]
async fn a_load_shows_its_rows() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    assert_eq!(lake.snapshot().await.unwrap(), 0);
    let done = load(&lake, "a", &[("dongsi", 0, 35_500), ("dongsi", 25, 40_000)]).await;
    assert_eq!((done.snapshot, done.added, done.file_no), (1, 2, 1));
    let shown = show(&lake, 1, Which::All).await;
    expect![[r#"
        1 dongsi 0 35500
        2 dongsi 25 40000
    "#]]
    .assert_eq(&shown);
    assert_eq!(count(&lake, 0).await, 0);
    let files = lake.list_files().await.unwrap();
    assert_eq!((files.len(), files[0].added, files[0].snapshot), (1, 2, 1));
}

#[tokio::test]
async fn l1_the_same_file_twice_adds_nothing() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1)]).await;
    let again = begin(&lake, "a").await;
    assert!(again.already_loaded());
    let done = again.commit(START).await.unwrap();
    assert_eq!((done.snapshot, done.added), (1, 0));
    assert_eq!(lake.snapshot().await.unwrap(), 1);
}

#[tokio::test]
async fn l1_the_same_rows_in_another_file_add_nothing() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1), ("dongsi", 1, 2), ("tiantan", 0, 3)]).await;
    let done = load(&lake, "b", &[("tiantan", 0, 3), ("dongsi", 1, 2), ("dongsi", 0, 1)]).await;
    assert_eq!((done.added, done.repeated, done.snapshot), (0, 3, 1));
    let done = load(&lake, "c", &[("dongsi", 1, 2), ("dongsi", 2, 7), ("dongsi", 2, 7)]).await;
    assert_eq!((done.added, done.repeated, done.snapshot), (1, 2, 2));
    assert_eq!(count(&lake, 2).await, 4);
}

#[tokio::test]
async fn a_correction_supersedes_the_older_record() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1), ("dongsi", 1, 2)]).await;
    let done = load(&lake, "b", &[("dongsi", 0, 9), ("dongsi", 1, 2)]).await;
    assert_eq!((done.added, done.repeated, done.corrected), (1, 1, 1));
    let newer = show(&lake, 2, Which::All).await;
    expect![[r#"
        2 dongsi 1 2
        3 dongsi 0 9
    "#]]
    .assert_eq(&newer);
    let older = show(&lake, 1, Which::All).await;
    expect![[r#"
        1 dongsi 0 1
        2 dongsi 1 2
    "#]]
    .assert_eq(&older);
    // The corrected value is what a third file is compared with.
    let done = load(&lake, "c", &[("dongsi", 0, 9)]).await;
    assert_eq!((done.repeated, done.corrected), (1, 0));
    let done = load(&lake, "d", &[("dongsi", 0, 1)]).await;
    assert_eq!((done.repeated, done.corrected), (0, 1));
}

#[tokio::test]
async fn of_two_corrections_in_one_load_the_last_wins() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1)]).await;
    let mut second = begin(&lake, "b").await;
    let batch = rows(&[("dongsi", 0, 2), ("tiantan", 5, 5), ("dongsi", 0, 3), ("dongsi", 0, 3)]);
    assert_eq!(second.stage(&batch).await.unwrap(), outcome(3, 1, 2));
    // A chunk that was written is looked into, too.
    second.checkpoint().await.unwrap();
    let batch = rows(&[("dongsi", 0, 4), ("tiantan", 5, 5)]);
    assert_eq!(second.stage(&batch).await.unwrap(), outcome(1, 1, 1));
    second.commit(START).await.unwrap();
    let shown = show(&lake, 2, Which::All).await;
    expect![[r#"
        3 tiantan 5 5
        5 dongsi 0 4
    "#]]
    .assert_eq(&shown);
}

#[tokio::test]
async fn a_file_out_of_time_order_is_judged_like_a_sorted_one() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let mut all: Vec<(String, i64, i64)> = Vec::new();
    for step in 0..2_000_i64 {
        let hour = (step * 7_919) % 1_000;
        all.push((format!("s{}", step % 7), hour, hour + step % 7));
    }
    let borrowed: Vec<_> = all.iter().map(|row| (row.0.as_str(), row.1, row.2)).collect();
    let mut keys: Vec<_> = borrowed.iter().map(|row| (row.0, row.1)).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut disordered = begin(&lake, "a").await;
    for chunk in borrowed.chunks(300) {
        disordered.stage(&rows(chunk)).await.unwrap();
        disordered.checkpoint().await.unwrap();
    }
    let done = disordered.commit(START).await.unwrap();
    assert_eq!(done.added, u64::try_from(keys.len()).unwrap());
    assert_eq!(done.corrected, 0);
    let mut sorted = borrowed.clone();
    sorted.sort_unstable();
    let done = load(&lake, "b", &sorted).await;
    assert_eq!(done.added, 0);
}

#[tokio::test]
async fn a_key_without_time_is_looked_for_in_the_whole_stream() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let stream = register();
    lake.declare_stream(&stream).await.unwrap();
    let mut first = lake.begin_load(&stream, &zone(), facts("a"), START).await.unwrap();
    first.stage(&rows(&[("dongsi", 0, 1), ("tiantan", 0, 2)])).await.unwrap();
    first.commit(START).await.unwrap();
    let mut second = lake.begin_load(&stream, &zone(), facts("b"), START).await.unwrap();
    let batch = rows(&[("tiantan", 900, 2), ("guanyuan", 0, 2), ("dongsi", 0, 1)]);
    assert_eq!(second.stage(&batch).await.unwrap(), outcome(2, 1, 1));
}

#[tokio::test]
async fn l1_an_interrupted_load_goes_on_where_it_stopped() {
    let dir = tempdir().unwrap();
    let all: Vec<_> = (0..100).map(|hour| ("dongsi", hour, hour)).collect();
    {
        let lake = open(dir.path()).await;
        let mut cut = begin(&lake, "a").await;
        cut.stage(&rows(&all[..40])).await.unwrap();
        cut.refuse(vec![refused(7)]).await.unwrap();
        cut.checkpoint().await.unwrap();
        // These wait in memory and are lost with the process.
        cut.stage(&rows(&all[40..60])).await.unwrap();
        cut.refuse(vec![refused(50)]).await.unwrap();
    }
    let lake = open(dir.path()).await;
    assert_eq!(count(&lake, 0).await, 0);
    let mut again = begin(&lake, "a").await;
    assert_eq!(again.staged_rows(), 40);
    again.refuse(vec![refused(7), refused(50)]).await.unwrap();
    again.stage(&rows_from_line(&all[40..], 42)).await.unwrap();
    let done = again.commit(START).await.unwrap();
    assert_eq!((done.added, done.repeated, done.quarantined), (100, 0, 2));
    assert_eq!(count(&lake, 1).await, 100);
}

#[tokio::test]
async fn an_interrupted_load_starts_over_when_the_stream_has_changed() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let mut cut = begin(&lake, "a").await;
    cut.stage(&rows(&[("dongsi", 0, 1), ("dongsi", 1, 1)])).await.unwrap();
    cut.checkpoint().await.unwrap();
    drop(cut);
    load(&lake, "b", &[("dongsi", 0, 1)]).await;
    let mut again = begin(&lake, "a").await;
    assert_eq!(again.staged_rows(), 0);
    again.stage(&rows(&[("dongsi", 0, 1), ("dongsi", 1, 1)])).await.unwrap();
    let done = again.commit(START).await.unwrap();
    assert_eq!((done.added, done.repeated), (1, 1));
    assert_eq!(count(&lake, 2).await, 2);
}

#[tokio::test]
async fn many_sparse_days_make_few_files() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let year: Vec<_> = (0..8_760).map(|hour| ("dongsi", hour, hour)).collect();
    load(&lake, "a", &year).await;
    let parquet = std::fs::read_dir(lake.stream_dir("air"))
        .unwrap()
        .filter(|entry| {
            entry.as_ref().unwrap().path().extension().is_some_and(|it| it == "parquet")
        })
        .count();
    assert_eq!(parquet, 1);
}

#[tokio::test]
async fn quarantined_rows_are_listed_found_and_marked() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let mut only = begin(&lake, "a").await;
    only.refuse(vec![refused(3), refused(9)]).await.unwrap();
    let all = QuarantineFilter::default();
    assert_eq!(lake.list_quarantine(&all).await.unwrap(), vec![]);
    let done = only.commit(START).await.unwrap();
    assert_eq!((done.quarantined, done.added, done.snapshot), (2, 0, 0));
    let listed = lake.list_quarantine(&all).await.unwrap();
    assert_eq!(listed[0].row, refused(3));
    assert_eq!(listed[1].path, "a.csv");
    lake.mark_replayed(&[listed[0].id]).await.unwrap();
    let found = lake.find_quarantined(listed[0].id).await.unwrap().unwrap();
    assert_eq!(found.state, QuarantineState::Replayed);
    let open = QuarantineFilter { state: Some(QuarantineState::Open), ..all };
    assert_eq!(lake.list_quarantine(&open).await.unwrap().len(), 1);
}

#[tokio::test]
async fn two_loads_of_one_stream_at_once_are_refused() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let one = begin(&lake, "a").await;
    let two = lake.begin_load(&air(), &zone(), facts("b"), START).await;
    assert!(matches!(two, Err(Error::LoadOpen { .. })));
    drop(one);
    begin(&lake, "b").await;
}

#[tokio::test]
async fn rows_that_do_not_fit_the_stream_are_refused_whole() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    let mut stream = air();
    stream.columns.push(column("note", DataType::Integer));
    lake.declare_stream(&stream).await.unwrap();
    let mut bad = lake.begin_load(&stream, &zone(), facts("a"), START).await.unwrap();
    let batch = rows(&[("dongsi", 0, 1)]);
    let mut columns: Vec<_> = batch
        .schema()
        .fields()
        .iter()
        .zip(batch.columns())
        .map(|(field, array)| (field.name().clone(), array.clone()))
        .collect();
    columns.push(("note".to_owned(), columns[0].1.clone()));
    let batch = arrow_array::RecordBatch::try_from_iter(columns).unwrap();
    let error = bad.stage(&batch).await.unwrap_err();
    expect![[
        r#"rows for stream `air` do not fit: expected column `note` of type integer, found Utf8"#
    ]]
    .assert_eq(&error.to_string());
}

#[tokio::test]
async fn days_are_cut_in_the_districts_zone() {
    let dir = tempdir().unwrap();
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1), ("dongsi", 23, 2), ("dongsi", 24, 3)]).await;
    let table = lake.table("air", 1, Which::All).await.unwrap();
    let batches = crate::support::query(
        table,
        "SELECT CAST(observed_on AS text) AS day, count(*) AS n FROM air GROUP BY 1 ORDER BY 1",
    )
    .await;
    let text = arrow::util::pretty::pretty_format_batches(&batches).unwrap().to_string();
    expect![[r#"
        +------------+---+
        | day        | n |
        +------------+---+
        | 2015-01-01 | 2 |
        | 2015-01-02 | 1 |
        +------------+---+"#]]
    .assert_eq(&text);
    let utc = district::Zone::utc();
    let other = lake.begin_load(&air(), &utc, facts("b"), START).await;
    assert!(matches!(other, Err(Error::ZoneChanged { .. })));
    let _ = (DAY, HOUR);
}

#[tokio::test]
async fn a_reader_needs_a_lake_and_writes_nothing() {
    let dir = tempdir().unwrap();
    let missing = Lake::open(&dir.path().join("none"), Access::Read).await;
    assert!(matches!(missing, Err(Error::NoLake { .. })));
    let lake = open(dir.path()).await;
    load(&lake, "a", &[("dongsi", 0, 1)]).await;
    let reader = Lake::open(dir.path(), Access::Read).await.unwrap();
    assert_eq!(count(&reader, 1).await, 1);
    let load = reader.begin_load(&air(), &zone(), facts("b"), START).await;
    assert!(matches!(load, Err(Error::ReadOnly { .. })));
}

pub(crate) fn refused(line: i64) -> QuarantineRow {
    QuarantineRow {
        line,
        cell: None,
        column: Some("PM2.5".to_owned()),
        code: "R0101".to_owned(),
        expected: diag::Text::new("数字", "a number"),
        found: "abc".to_owned(),
        raw: vec![b'a', 0, 0xff],
    }
}
