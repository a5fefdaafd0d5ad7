//! A small stream, rows for it, and ways to look at what a lake shows.

use arrow_array::cast::AsArray;
use arrow_array::types::Decimal128Type;
use arrow_array::{
    ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use datafusion::catalog::TableProvider;
use datafusion::prelude::SessionContext;
use diag::{Span, Text};
use district::declare::EventTime;
use district::{Column, DataType, Stream, StreamKind, Zone};
use records::{Access, FileFacts, Lake, Load, LoadOutcome, SnapshotNo, StageOutcome, Which};
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

pub(crate) const HOUR: i64 = 3_600_000_000;
pub(crate) const DAY: i64 = 24 * HOUR;
/// 2015-01-01 00:00 in Beijing.
pub(crate) const START: i64 = 1_420_041_600_000_000;

pub(crate) fn column(id: &str, data_type: DataType) -> Column {
    Column {
        id: id.to_owned(),
        name: Text::same(id),
        data_type,
        unit: None,
        required: false,
        nulls: Vec::new(),
        values: Vec::new(),
        span: Span::default(),
    }
}

/// `air`: station, at, pm; keyed by station and at.
pub(crate) fn air() -> Stream {
    Stream {
        id: "air".to_owned(),
        name: Text::same("air"),
        kind: StreamKind::Sample,
        columns: vec![
            column("station", DataType::Text),
            column("at", DataType::Instant),
            column("PM2.5", DataType::Decimal(3)),
        ],
        key: vec!["station".to_owned(), "at".to_owned()],
        event_time: EventTime::Column("at".to_owned()),
        place: Some("station".to_owned()),
        subject: None,
        state: None,
        valid: None,
        span: Span::default(),
    }
}

/// The same, under another name and keyed by station alone.
pub(crate) fn register() -> Stream {
    Stream { id: "station".to_owned(), key: vec!["station".to_owned()], ..air() }
}

pub(crate) fn zone() -> Zone {
    Zone::find("Asia/Shanghai").unwrap()
}

/// Rows (station, hours since START, thousandths of PM2.5).
pub(crate) fn rows(rows: &[(&str, i64, i64)]) -> RecordBatch {
    rows_from_line(rows, 2)
}

pub(crate) fn rows_from_line(rows: &[(&str, i64, i64)], line: i64) -> RecordBatch {
    let stations: StringArray = rows.iter().map(|row| Some(row.0)).collect();
    let at: Vec<i64> = rows.iter().map(|row| START + row.1 * HOUR).collect();
    let at = TimestampMicrosecondArray::from(at).with_timezone("UTC");
    let pm: Decimal128Array = rows.iter().map(|row| Some(i128::from(row.2))).collect();
    let pm = pm.with_precision_and_scale(38, 3).unwrap();
    let lines: Int64Array = (line..).take(rows.len()).map(Some).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("station", Arc::new(stations)),
        ("at", Arc::new(at.clone())),
        ("PM2.5", Arc::new(pm)),
        ("observed_at", Arc::new(at)),
        ("line_no", Arc::new(lines)),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

pub(crate) fn facts(name: &str) -> FileFacts {
    FileFacts {
        path: format!("{name}.csv"),
        sha256: format!("sha-of-{name}"),
        format: "csv".to_owned(),
        sheet: None,
    }
}

pub(crate) async fn open(dir: &Path) -> Lake {
    let lake = Lake::open(dir, Access::Write).await.unwrap();
    lake.declare_stream(&air()).await.unwrap();
    lake
}

pub(crate) async fn begin(lake: &Lake, name: &str) -> Load {
    lake.begin_load(&air(), &zone(), facts(name), START).await.unwrap()
}

/// Loads one file of one batch.
pub(crate) async fn load(lake: &Lake, name: &str, batch: &[(&str, i64, i64)]) -> LoadOutcome {
    let mut load = begin(lake, name).await;
    load.stage(&rows(batch)).await.unwrap();
    load.commit(START + DAY).await.unwrap()
}

pub(crate) fn outcome(added: u64, repeated: u64, corrected: u64) -> StageOutcome {
    StageOutcome { added, repeated, corrected }
}

pub(crate) async fn query(table: Arc<dyn TableProvider>, sql: &str) -> Vec<RecordBatch> {
    let ctx = SessionContext::new();
    ctx.register_table("air", table).unwrap();
    ctx.sql(sql).await.unwrap().collect().await.unwrap()
}

/// What a lake shows: `record_no station hour pm`, in order of record number.
pub(crate) async fn show(lake: &Lake, snapshot: SnapshotNo, which: Which) -> String {
    let table = lake.table("air", snapshot, which).await.unwrap();
    let sql = "SELECT record_no, station, \"PM2.5\", observed_at FROM air ORDER BY record_no";
    let mut out = String::new();
    for batch in query(table, sql).await {
        let numbers = batch.column(0).as_primitive::<arrow_array::types::Int64Type>();
        let stations = batch.column(1).as_string::<i32>();
        let pm = batch.column(2).as_primitive::<Decimal128Type>();
        let at = batch.column(3).as_primitive::<arrow_array::types::TimestampMicrosecondType>();
        for row in 0..batch.num_rows() {
            let hour = (at.value(row) - START) / HOUR;
            writeln!(
                out,
                "{} {} {hour} {}",
                numbers.value(row),
                stations.value(row),
                pm.value(row)
            )
            .unwrap();
        }
    }
    out
}

pub(crate) async fn count(lake: &Lake, snapshot: SnapshotNo) -> i64 {
    let table = lake.table("air", snapshot, Which::All).await.unwrap();
    let batches = query(table, "SELECT count(*) FROM air").await;
    batches[0].column(0).as_primitive::<arrow_array::types::Int64Type>().value(0)
}
