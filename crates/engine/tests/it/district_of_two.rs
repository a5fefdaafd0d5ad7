//! A district of two machines and two meters: a pack as text, rows as tuples, a lake on disk.

use arrow_array::{
    ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use district::{Figure, FigureKey, PackTable, TableColumn};
use engine::{Context, Engine, LakeTables, Options, RefreshRequest};
use indicator::ir::Graph;
use pack::PackFile;
use records::{Access, FileFacts, Lake, SnapshotNo};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

const HOUR: i64 = 3_600_000_000;
/// 2015-03-01 00:00 in Ningbo.
const START: i64 = 1_425_139_200_000_000;

const PACK: &str = r#"
[pack]
id = "two"
version = "1"
name = { zh = "二", en = "Two" }
time_zone = "Asia/Shanghai"

[[place]]
id = "plant"
name = { zh = "厂", en = "Plant" }
level = "plant"

[[place]]
id = "a"
name = { zh = "甲", en = "A" }
level = "machine"
parent = "plant"

[[place]]
id = "b"
name = { zh = "乙", en = "B" }
level = "machine"
parent = "plant"

[[stream]]
id = "state"
kind = "state"
name = { zh = "状态", en = "State" }
key = ["machine", "at"]
event_time = "at"
place = "machine"
subject = "machine"
state = "state"

[[stream.column]]
id = "machine"
type = "text"
name = { zh = "机", en = "Machine" }

[[stream.column]]
id = "at"
type = "instant"
name = { zh = "时", en = "At" }

[[stream.column]]
id = "state"
type = "text"
name = { zh = "状态", en = "State" }

[[stream.column]]
id = "power"
type = "decimal"
decimals = 1
unit = "W"
name = { zh = "功率", en = "Power" }
"#;

const AVAILABILITY: &str = r#"/*---
indicator = "availability"
name = { zh = "可动率", en = "Availability" }
description = { zh = "可动", en = "Share of time ACTIVE" }
unit = "%"
level = "machine"
period = "day"
roll_up = { places = ["plant"], periods = ["month"] }
---*/
SELECT machine AS place, period,
  coalesce(sum(seconds) FILTER (WHERE state = 'ACTIVE'), 0) AS numerator,
  sum(seconds) AS denominator
FROM durations(state, 'day')
GROUP BY machine, period
"#;

/// Mean of hourly means of days with at least two hours: three levels, with a filter between.
const POWER: &str = r#"/*---
indicator = "power"
name = { zh = "功率", en = "Power" }
description = { zh = "日均值的均值", en = "Mean of daily means" }
unit = "W"
level = "machine"
period = "month"
---*/
WITH hourly AS (
  SELECT machine, hour(observed_at) AS hour, avg(power) AS mean FROM state
  GROUP BY machine, hour(observed_at)
),
daily AS (
  SELECT machine, day(hour) AS day, avg(mean) AS mean, count(mean) AS n FROM hourly
  GROUP BY machine, day(hour)
)
SELECT machine AS place, month(day) AS period, avg(mean) AS value, count(mean) AS have,
  days_in(month(day)) AS expected
FROM daily WHERE n >= 2
GROUP BY machine, month(day)
"#;

const MEDIAN: &str = r#"/*---
indicator = "power_p90"
name = { zh = "功率九成位", en = "Power, 90th percentile" }
description = { zh = "有活动的日子", en = "Of machines that were ACTIVE that day" }
unit = "W"
level = "machine"
period = "day"
---*/
SELECT machine AS place, day(observed_at) AS period, percentile(power, 0.9) AS value,
  count(power) AS have
FROM state AS s
WHERE EXISTS (SELECT 1 FROM state AS t WHERE t.machine = s.machine
  AND t.observed_on = s.observed_on AND t.state = 'ACTIVE')
GROUP BY machine, day(observed_at)
"#;

/// A row: machine, quarter hours since the start, state, tenths of a watt.
pub(crate) type Row = (usize, i64, usize, Option<i64>);

const MACHINES: [&str; 2] = ["a", "b"];
const STATES: [&str; 3] = ["ACTIVE", "IDLE", "UNAVAILABLE"];

/// The district, open.
pub(crate) struct Two {
    pub(crate) lake: Lake,
    pub(crate) engine: Engine,
    pub(crate) graph: Graph,
    pub(crate) context: Context,
    pack: district::Pack,
    files: usize,
    /// What the refreshes have said so far.
    pub(crate) figures: BTreeMap<FigureKey, Figure>,
}

impl Two {
    pub(crate) async fn open(dir: &Path) -> Self {
        let file = |path: &str, text: &str| PackFile {
            path: path.to_owned(),
            bytes: text.as_bytes().to_vec(),
        };
        let files = [
            file("pack.toml", PACK),
            file("availability.sql", AVAILABILITY),
            file("power.sql", POWER),
            file("power_p90.sql", MEDIAN),
        ];
        let (pack, sources, findings) = pack::check(&files);
        assert_eq!(findings, Vec::new());
        let pack = pack.unwrap();
        let (graph, findings) = indicator::compile(&pack, &sources);
        assert_eq!(findings, Vec::new());
        let lake = Lake::open(dir, Access::Write).await.unwrap();
        lake.declare_stream(&pack.streams["state"]).await.unwrap();
        let context = Context {
            zone: pack.zone.clone(),
            constants: places(&pack),
            streams: pack.streams.clone(),
        };
        let engine = Engine::new(Options { memory_bytes: 1 << 28, threads: 2 }).unwrap();
        Self { lake, engine, graph, context, pack, files: 0, figures: BTreeMap::new() }
    }

    /// Loads rows as one file.
    pub(crate) async fn load(&mut self, rows: &[Row]) -> SnapshotNo {
        self.files += 1;
        let facts = FileFacts {
            path: format!("{}.csv", self.files),
            sha256: format!("sha-{}", self.files),
            format: "csv".to_owned(),
            sheet: None,
        };
        let stream = &self.pack.streams["state"];
        let mut load = self.lake.begin_load(stream, &self.pack.zone, facts, START).await.unwrap();
        load.stage(&batch(rows)).await.unwrap();
        load.commit(START).await.unwrap().snapshot
    }

    /// Refreshes and takes over what is said to have changed.
    pub(crate) async fn refresh(&mut self) {
        let to = self.lake.snapshot().await.unwrap();
        let cache = self.lake.cache_dir();
        let request = RefreshRequest { to, full: false, every: false, cache: cache.clone() };
        let quiet = |_: &str, _: usize, _: usize| {};
        let done = self
            .engine
            .refresh(&self.graph, &self.context, &self.lake, &request, &quiet)
            .await
            .unwrap();
        let whole =
            |key: &FigureKey| done.complete.contains(&(key.indicator.clone(), key.edition.clone()));
        self.figures.retain(|key, _| !whole(key));
        for key in &done.gone {
            self.figures.remove(key);
        }
        self.figures.extend(done.figures.into_iter().map(|figure| (figure.key.clone(), figure)));
        self.lake.cache_put(&done.cache).await.unwrap();
        engine::sweep(&self.graph, &cache, &done.cache);
    }

    /// Every figure from the records alone.
    pub(crate) async fn rebuilt(&self) -> BTreeMap<FigureKey, Figure> {
        let snapshot = self.lake.snapshot().await.unwrap();
        let tables = LakeTables::new(self.lake.clone(), snapshot);
        let mut all = BTreeMap::new();
        for stage in &self.graph.figures {
            let figures =
                self.engine.compute(&self.graph, &self.context, &tables, stage, None).await;
            let figures = figures.unwrap();
            all.extend(figures.into_iter().map(|figure| (figure.key.clone(), figure)));
        }
        all
    }
}

fn places(pack: &district::Pack) -> BTreeMap<String, PackTable> {
    let column = |id: &str| TableColumn {
        id: id.to_owned(),
        data_type: district::DataType::Text,
        unit: None,
    };
    let table = |id: &str, columns: &[&str], rows: Vec<Vec<Option<String>>>| {
        let columns = columns.iter().map(|id| column(id)).collect();
        (id.to_owned(), PackTable { id: id.to_owned(), columns, rows, span: diag::Span::default() })
    };
    let some = |text: &str| Some(text.to_owned());
    let place = pack.places.list().map(|place| {
        vec![
            some(&place.id),
            some(&place.level),
            some(&place.name.zh),
            some(&place.name.en),
            place.parent.clone(),
        ]
    });
    let ancestors = pack.places.list().flat_map(|place| {
        let of = |up: &district::Place| vec![some(&place.id), some(&up.level), some(&up.id)];
        pack.places.lineage(&place.id).map(of).collect::<Vec<_>>()
    });
    BTreeMap::from([
        table("place", &["id", "level", "zh", "en", "parent"], place.collect()),
        table("place_ancestor", &["place", "level", "ancestor"], ancestors.collect()),
    ])
}

fn batch(rows: &[Row]) -> RecordBatch {
    let machines: StringArray = rows.iter().map(|row| Some(MACHINES[row.0])).collect();
    let at: Vec<i64> = rows.iter().map(|row| START + row.1 * HOUR / 4).collect();
    let at = TimestampMicrosecondArray::from(at).with_timezone("UTC");
    let states: StringArray = rows.iter().map(|row| Some(STATES[row.2])).collect();
    let power: Decimal128Array = rows.iter().map(|row| row.3.map(i128::from)).collect();
    let power = power.with_precision_and_scale(38, 1).unwrap();
    let lines: Int64Array = (2..).take(rows.len()).map(Some).collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("machine", Arc::new(machines)),
        ("at", Arc::new(at.clone())),
        ("state", Arc::new(states)),
        ("power", Arc::new(power)),
        ("observed_at", Arc::new(at)),
        ("line_no", Arc::new(lines)),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}
