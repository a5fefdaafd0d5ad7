//! From a figure down to the very records it rests on, through every stage (L3).
//!
//! Nothing is stored for this: the figure's key is traced to the keys of the stages it was
//! computed from, these to theirs, and the last ones to row ids; then the rows are fetched.
//!
//! Start reading at [`Engine::evidence`].

mod durations;

use crate::lower::Bound;
use crate::refresh::{bounds_of, distinct, keys_scan, table_of};
use crate::runtime::{Bindings, Context, Engine, Prepared};
use crate::tables::Days;
use crate::{Error, Tables};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{Field, Schema};
use arrow_select::concat::concat_batches;
use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, JoinType, ScalarValue};
use datafusion::datasource::{MemTable, provider_as_source};
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder};
use datafusion::prelude::{Expr, col, lit};
use district::FigureKey;
use futures::future::BoxFuture;
use indicator::ir::{FigureStage, Graph, Rel, Stage, StageId, TableRef};
use indicator::rewrite::{ORIGIN_COLUMNS, trace};
use records::Which;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The records behind a figure.
#[derive(Debug, Default)]
pub struct Evidence {
    /// Why the rows are the smallest safe superset; empty where they are exact.
    pub because: Vec<String>,
    /// By stream: the rows with all their columns, in order of `record_no`.
    pub streams: BTreeMap<String, RecordBatch>,
}

impl Evidence {
    /// Whether every row matters.
    pub fn exact(&self) -> bool {
        self.because.is_empty()
    }

    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.streams.values().map(RecordBatch::num_rows).sum()
    }
}

/// Said of a figure that no record contributed a value to.
const NO_VALUE: &str = "no value: records without one are not listed";

/// Tables without what is cached beside them.
struct Uncached<'a>(&'a dyn Tables);

impl Tables for Uncached<'_> {
    fn table<'a>(
        &'a self,
        stream: &'a str,
        which: Which,
    ) -> BoxFuture<'a, Result<Arc<dyn TableProvider>, Error>> {
        self.0.table(stream, which)
    }

    fn days<'a>(&'a self, stream: &'a str) -> BoxFuture<'a, Result<Option<Days>, Error>> {
        self.0.days(stream)
    }
}

/// Row ids of one stream: number → day.
type RowIds = BTreeMap<i64, i32>;

/// Keys of one stage that are asked for, and which of its columns matter.
struct Asked {
    keys: RecordBatch,
    live: Vec<bool>,
}

/// A trace under way.
struct Tracing<'a> {
    engine: &'a Engine,
    graph: &'a Graph,
    prepared: &'a Prepared<'a>,
    tables: &'a dyn Tables,
    /// Rows of stages that were asked for.
    stages: BTreeMap<StageId, Bound>,
    asked: BTreeMap<StageId, Asked>,
    /// Whole rows by stream.
    found: BTreeMap<String, Vec<RecordBatch>>,
    /// Rows that are still to be fetched.
    rows: BTreeMap<String, RowIds>,
    because: BTreeSet<String>,
}

impl Engine {
    /// The records that the figure of `key` rests on, at the snapshot of `tables`.
    pub async fn evidence(
        &self,
        graph: &Graph,
        context: &Context,
        tables: &dyn Tables,
        key: &FigureKey,
    ) -> Result<Evidence, Error> {
        let first = self.evidence_once(graph, context, tables, key).await;
        if first.is_ok() {
            return first;
        }
        // What is cached may be damaged: without it the answer is the same.
        self.evidence_once(graph, context, &Uncached(tables), key).await
    }

    async fn evidence_once(
        &self,
        graph: &Graph,
        context: &Context,
        tables: &dyn Tables,
        key: &FigureKey,
    ) -> Result<Evidence, Error> {
        let figure = graph
            .figures
            .iter()
            .find(|figure| figure.indicator == key.indicator && figure.edition == key.edition)
            .ok_or_else(|| Error::StageMissing(key.indicator.clone()))?;
        let prepared = Prepared::new(context)?;
        let mut tracing = Tracing {
            engine: self,
            graph,
            prepared: &prepared,
            tables,
            stages: BTreeMap::new(),
            asked: BTreeMap::new(),
            found: BTreeMap::new(),
            rows: BTreeMap::new(),
            because: BTreeSet::new(),
        };
        tracing.ask_figure(figure, key)?;
        // A stage is asked for by later ones only: from the last to the first.
        for stage in graph.stages.iter().rev() {
            if let Some(asked) = tracing.asked.remove(&stage.id) {
                tracing.stage(stage, &asked).await?;
            }
        }
        tracing.fetch().await
    }
}

impl Tracing<'_> {
    fn ask_figure(&mut self, figure: &FigureStage, key: &FigureKey) -> Result<(), Error> {
        let stage = self.graph.find(&figure.stage);
        let stage = stage.ok_or_else(|| Error::StageMissing(figure.stage.0.clone()))?;
        let columns = stage.rel.columns();
        let mut values: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from(vec![key.place.as_str()])),
            Arc::new(Int64Array::from(vec![key.period.code()])),
        ];
        let by = key.by.split(';').filter(|part| !part.is_empty());
        values.extend(by.map(|part| -> ArrayRef {
            let value = part.split_once('=').map_or(part, |(_, value)| value);
            Arc::new(StringArray::from(vec![value]))
        }));
        let schema = crate::types::stage_schema(&columns[..stage.keys]);
        let keys = RecordBatch::try_new(schema, values).map_err(Error::rows(&stage.name))?;
        self.asked.insert(stage.id.clone(), Asked { keys, live: vec![true; columns.len()] });
        Ok(())
    }

    async fn stage(&mut self, stage: &Stage, asked: &Asked) -> Result<(), Error> {
        if asked.keys.num_rows() == 0 {
            return Ok(());
        }
        if let Rel::Durations { .. } = &stage.rel {
            return self.durations(stage, asked).await;
        }
        let mut scans = Vec::new();
        stage.rel.scans(&mut |table, occurrence| scans.push((table.clone(), occurrence)));
        let mut bindings = self.bindings(stage).await?;
        bindings.insert(keys_scan(), table_of(&asked.keys)?);
        let bounds = bounds_of(stage, &asked.keys);
        for (table, occurrence) in &scans {
            let zone = &self.prepared.context.zone;
            let found = trace(self.graph, stage, *occurrence, &asked.live, &bounds, zone);
            let Some(found) = found else { continue };
            let why = found.superset.iter().map(|why| format!("{}: {why}", stage.name));
            self.because.extend(why);
            let rows = self.engine.run(&stage.name, &found.rel, self.prepared, &bindings).await?;
            match table {
                TableRef::Stream(id) => self.note(id, stage, *occurrence, &rows)?,
                TableRef::Stage(id) => self.ask(id, rows, &found.live)?,
                TableRef::Constant(_) => {}
            }
        }
        Ok(())
    }

    /// The table of a scan; the rows of a stage are read where they are kept, or computed.
    fn table<'b>(&'b mut self, table: &'b TableRef) -> BoxFuture<'b, Result<Bound, Error>> {
        Box::pin(async move {
            let id = match table {
                TableRef::Stream(id) => return self.stream(id).await,
                TableRef::Constant(id) => return self.prepared.constant(id),
                TableRef::Stage(id) => id,
            };
            if let Some(rows) = self.stages.get(id) {
                return Ok(rows.clone());
            }
            let stage = self.graph.find(id);
            let stage = stage.ok_or_else(|| Error::StageMissing(id.0.clone()))?;
            let rows = if let Some(rows) = self.tables.cached(stage).await? {
                rows
            } else {
                let bindings = self.bindings(stage).await?;
                let (name, rel) = (&stage.name, &stage.rel);
                let rows = self.engine.run(name, rel, self.prepared, &bindings).await?;
                table_of(&rows)?
            };
            self.stages.insert(id.clone(), rows.clone());
            Ok(rows)
        })
    }

    /// A table for each scan of a stage.
    async fn bindings(&mut self, stage: &Stage) -> Result<Bindings, Error> {
        let mut scans = Vec::new();
        stage.rel.scans(&mut |table, occurrence| scans.push((table.clone(), occurrence)));
        let mut bindings = Bindings::new();
        for (table, occurrence) in scans {
            let bound = self.table(&table).await?;
            bindings.insert((table, occurrence), bound);
        }
        Ok(bindings)
    }

    async fn stream(&self, id: &str) -> Result<Bound, Error> {
        let provider = self.tables.table(id, Which::All).await?;
        Ok(Bound { days: self.tables.days(id).await?, ..self.prepared.stream(id, provider) })
    }

    fn ask(&mut self, id: &StageId, keys: RecordBatch, live: &[bool]) -> Result<(), Error> {
        let Some(asked) = self.asked.get_mut(id) else {
            self.asked.insert(id.clone(), Asked { keys, live: live.to_vec() });
            return Ok(());
        };
        let all = concat_batches(&asked.keys.schema(), [&asked.keys, &keys]);
        asked.keys = distinct(&all.map_err(Error::rows(&id.0))?)?;
        asked.live.iter_mut().zip(live).for_each(|(a, b)| *a |= b);
        Ok(())
    }

    /// Notes whole rows of a stream, under the names of its columns.
    fn note(
        &mut self,
        stream: &str,
        stage: &Stage,
        occurrence: usize,
        rows: &RecordBatch,
    ) -> Result<(), Error> {
        let mut columns = Vec::new();
        scan_columns(&stage.rel, occurrence, &mut columns);
        let names = columns.iter().map(String::as_str).chain(ORIGIN_COLUMNS);
        let fields: Vec<Field> = names
            .zip(rows.columns())
            .map(|(name, values)| Field::new(name, values.data_type().clone(), true))
            .collect();
        let schema = Arc::new(Schema::new(fields));
        let rows = RecordBatch::try_new(schema, rows.columns().to_vec());
        self.found.entry(stream.to_owned()).or_default().push(rows.map_err(Error::rows(stream))?);
        Ok(())
    }

    /// All rows that were found, each once and in order of number; what is only known by its
    /// number is fetched.
    async fn fetch(mut self) -> Result<Evidence, Error> {
        for (stream, ids) in std::mem::take(&mut self.rows) {
            let provider = self.tables.table(&stream, Which::All).await?;
            let plan = by_id(provider, &ids).map_err(Error::plan(&stream))?;
            let rows = self.engine.rows_of(&stream, &plan).await?;
            self.found.entry(stream).or_default().push(rows);
        }
        if self.found.values().flatten().all(|rows| rows.num_rows() == 0) {
            self.because.insert(NO_VALUE.to_owned());
        }
        let mut streams = BTreeMap::new();
        for (stream, batches) in self.found {
            streams.insert(stream.clone(), in_order(&stream, &batches)?);
        }
        Ok(Evidence { because: self.because.into_iter().collect(), streams })
    }
}

/// The names of the columns of a scan.
fn scan_columns(rel: &Rel, occurrence: usize, names: &mut Vec<String>) {
    match rel {
        Rel::Scan { occurrence: at, columns, .. } => {
            if *at == occurrence {
                names.extend(columns.iter().map(|col| col.name.clone()));
            }
        }
        Rel::Filter { input, .. }
        | Rel::Project { input, .. }
        | Rel::Aggregate { input, .. }
        | Rel::Durations { input, .. } => scan_columns(input, occurrence, names),
        Rel::Join { left, right, .. } => {
            scan_columns(left, occurrence, names);
            scan_columns(right, occurrence, names);
        }
        Rel::Union { inputs, .. } => {
            for input in inputs {
                scan_columns(input, occurrence, names);
            }
        }
    }
}

/// Rows of one stream, each once, in order of number. Batches that were found in different ways
/// are brought to the columns of the first.
fn in_order(stream: &str, batches: &[RecordBatch]) -> Result<RecordBatch, Error> {
    let missing = || Error::TableMissing(stream.to_owned());
    let schema = batches.first().ok_or_else(missing)?.schema();
    let mut alike = Vec::with_capacity(batches.len());
    for batch in batches {
        let columns: Option<Vec<ArrayRef>> = schema
            .fields()
            .iter()
            .map(|field| {
                let values = batch.column_by_name(field.name())?;
                arrow::compute::cast(values, field.data_type()).ok()
            })
            .collect();
        let batch = RecordBatch::try_new(schema.clone(), columns.ok_or_else(missing)?);
        alike.push(batch.map_err(Error::rows(stream))?);
    }
    let rows = concat_batches(&schema, &alike).map_err(Error::rows(stream))?;
    let numbers = rows.column_by_name("record_no").ok_or_else(missing)?;
    let numbers = numbers.as_primitive::<Int64Type>();
    let first: BTreeMap<i64, u64> =
        (0_u64..).zip(numbers.values()).map(|(row, number)| (*number, row)).collect();
    let order = UInt64Array::from_iter_values(first.into_values());
    arrow::compute::take_record_batch(&rows, &order).map_err(Error::rows(stream))
}

/// The rows of these ids.
fn by_id(rows: Arc<dyn TableProvider>, ids: &RowIds) -> Result<LogicalPlan, DataFusionError> {
    let numbers: ArrayRef = Arc::new(Int64Array::from_iter_values(ids.keys().copied()));
    let wanted = RecordBatch::try_from_iter([("wanted", numbers)])?;
    let wanted = MemTable::try_new(wanted.schema(), vec![vec![wanted]])?;
    let wanted = LogicalPlanBuilder::scan("ids", provider_as_source(Arc::new(wanted)), None)?;
    let mut plan = LogicalPlanBuilder::scan("rows", provider_as_source(rows), None)?;
    for filter in near(ids) {
        plan = plan.filter(filter)?;
    }
    let on = (vec!["record_no"], vec!["wanted"]);
    plan.join(wanted.build()?, JoinType::LeftSemi, on, None)?
        .sort([col("record_no").sort(true, false)])?
        .build()
}

/// A filter that keeps whole days and files out; the exact rows are picked afterwards.
fn near(ids: &RowIds) -> Vec<Expr> {
    let mut filters = Vec::new();
    let days: BTreeSet<i32> = ids.values().copied().collect();
    let day = |day: i32| lit(ScalarValue::Date32(Some(day)));
    if days.len() <= 400 {
        let list = days.iter().map(|at| day(*at)).collect();
        filters.push(col("observed_on").in_list(list, false));
    } else if let (Some(first), Some(last)) = (days.first(), days.last()) {
        filters.push(col("observed_on").between(day(*first), day(*last)));
    }
    if let (Some((first, _)), Some((last, _))) = (ids.first_key_value(), ids.last_key_value()) {
        filters.push(col("record_no").between(lit(*first), lit(*last)));
    }
    filters
}
