//! The engine itself: one DataFusion session with bounded memory, and the steps that everything
//! above it is made of: bind the scans of a relation, run it, hold its rows.

use crate::lower::{Bound, lower};
use crate::tables::{Tables, constant_rows, memory, stream_schema};
use crate::types::stage_schema;
use crate::{Clock, Error, durations};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use arrow_select::concat::concat_batches;
use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, plan_datafusion_err};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SendableRecordBatchStream, SessionStateBuilder};
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::{ExecutionPlan, ExecutionPlanProperties, collect};
use datafusion::prelude::{SessionConfig, SessionContext};
use district::declare::EventTime;
use district::{PackTable, Stream, Zone};
use indicator::ir::{Graph, Rel, StageId, TableRef};
use records::Which;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows in one batch: enough to keep the loops busy, few enough to stay in the cache.
const BATCH_ROWS: usize = 16_384;

/// What the engine may use.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Memory for groups, sorts and joins; beyond it they spill to files.
    pub memory_bytes: usize,
    /// Partitions that run side by side.
    pub threads: usize,
}

/// What a pack says that plans depend on.
#[derive(Debug, Clone)]
pub struct Context {
    /// The district's own time zone.
    pub zone: Zone,
    /// Constant tables by name, `place` and `place_ancestor` among them.
    pub constants: BTreeMap<String, PackTable>,
    /// Streams by id.
    pub streams: BTreeMap<String, Stream>,
}

/// Runs relations.
pub struct Engine {
    session: SessionContext,
}

/// Which table each scan of a relation reads.
pub type Bindings = BTreeMap<(TableRef, usize), Bound>;

/// A context made ready: the clock and the constant tables, built once.
pub struct Prepared<'a> {
    /// What it was made of.
    pub context: &'a Context,
    /// The zone's clock.
    pub clock: Arc<Clock>,
    constants: BTreeMap<String, Arc<dyn TableProvider>>,
}

impl<'a> Prepared<'a> {
    /// Builds the clock and the constant tables.
    pub fn new(context: &'a Context) -> Result<Self, Error> {
        let mut constants: BTreeMap<String, Arc<dyn TableProvider>> = BTreeMap::new();
        for (name, table) in &context.constants {
            let rows = constant_rows(table)?;
            constants.insert(name.clone(), memory(name, rows.schema(), vec![rows])?);
        }
        Ok(Self { context, clock: Arc::new(Clock::new(&context.zone)), constants })
    }

    /// A constant table.
    pub fn constant(&self, name: &str) -> Result<Bound, Error> {
        let found = self.constants.get(name).cloned();
        found.map(Bound::rows).ok_or_else(|| Error::TableMissing(name.to_owned()))
    }

    /// A provider of a stream's rows, with what its declaration says about its event time.
    pub fn stream(&self, stream: &str, provider: Arc<dyn TableProvider>) -> Bound {
        let event_column = match self.context.streams.get(stream).map(|s| &s.event_time) {
            Some(EventTime::Column(column)) => Some(column.clone()),
            Some(EventTime::Parts(_)) | None => None,
        };
        Bound { provider, event_column, days: None }
    }

    /// Binds every scan of a relation: streams by `tables`, stages by `stages`.
    pub async fn bind(
        &self,
        rel: &Rel,
        tables: &dyn Tables,
        stages: &BTreeMap<StageId, RecordBatch>,
    ) -> Result<Bindings, Error> {
        let mut scans = Vec::new();
        rel.scans(&mut |table, occurrence| scans.push((table.clone(), occurrence)));
        let mut bindings = Bindings::new();
        for (table, occurrence) in scans {
            let bound = match &table {
                TableRef::Stream(name) => Bound {
                    days: tables.days(name).await?,
                    ..self.stream(name, tables.table(name, Which::All).await?)
                },
                TableRef::Constant(name) => self.constant(name)?,
                TableRef::Stage(id) => match stages.get(id) {
                    Some(rows) => Bound::rows(memory(&id.0, rows.schema(), vec![rows.clone()])?),
                    None => return Err(Error::StageNotReady(id.0.clone())),
                },
            };
            bindings.insert((table, occurrence), bound);
        }
        Ok(bindings)
    }
}

impl Engine {
    /// An engine with its own memory pool.
    pub fn new(options: Options) -> Result<Self, Error> {
        let mut config = SessionConfig::new()
            .with_target_partitions(options.threads.max(1))
            .with_batch_size(BATCH_ROWS)
            .with_collect_statistics(false)
            .with_information_schema(false)
            .with_create_default_catalog_and_schema(false);
        let parquet = &mut config.options_mut().execution.parquet;
        // The contract's text is Utf8; views would be cast back at every stage.
        parquet.schema_force_view_types = false;
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(options.memory_bytes)))
            .build_arc()
            .map_err(Error::plan("the engine"))?;
        let state = SessionStateBuilder::new()
            .with_config(config)
            .with_runtime_env(runtime)
            .with_default_features()
            .build();
        Ok(Self { session: SessionContext::new_with_state(state) })
    }

    /// The session, for plans that are not relations.
    pub fn session(&self) -> &SessionContext {
        &self.session
    }

    /// The plan of a relation whose scans are bound.
    pub fn plan(
        &self,
        name: &str,
        rel: &Rel,
        prepared: &Prepared<'_>,
        bindings: &Bindings,
    ) -> Result<LogicalPlan, Error> {
        let mut resolve = |table: &TableRef, occurrence: usize| {
            bindings.get(&(table.clone(), occurrence)).cloned().ok_or_else(|| missing(table))
        };
        lower(rel, &prepared.clock, &mut resolve).map_err(Error::plan(name))
    }

    /// The plan as it will run.
    pub async fn physical(
        &self,
        name: &str,
        plan: &LogicalPlan,
    ) -> Result<Arc<dyn ExecutionPlan>, Error> {
        self.session.state().create_physical_plan(plan).await.map_err(Error::plan(name))
    }

    /// All rows of a plan, batch by batch.
    pub async fn batches_of(
        &self,
        name: &str,
        plan: &LogicalPlan,
    ) -> Result<(SchemaRef, Vec<RecordBatch>), Error> {
        let physical = self.physical(name, plan).await?;
        let schema = physical.schema();
        let batches = collect(physical, self.session.task_ctx()).await.map_err(Error::run(name))?;
        Ok((schema, batches))
    }

    /// All rows of a plan as one batch.
    pub async fn rows_of(&self, name: &str, plan: &LogicalPlan) -> Result<RecordBatch, Error> {
        let (schema, batches) = self.batches_of(name, plan).await?;
        concat_batches(&schema, &batches).map_err(Error::rows(name))
    }

    /// The rows of a plan as they come, in the order of the files: one stream a partition.
    pub async fn partitions_of(
        &self,
        name: &str,
        plan: &LogicalPlan,
    ) -> Result<Vec<SendableRecordBatchStream>, Error> {
        let mut state = self.session.state();
        // With one partition nothing is dealt out and mixed again on the way.
        state.config_mut().options_mut().execution.target_partitions = 1;
        let physical = state.create_physical_plan(plan).await.map_err(Error::plan(name))?;
        let count = physical.output_partitioning().partition_count();
        (0..count)
            .map(|at| physical.execute(at, self.session.task_ctx()).map_err(Error::run(name)))
            .collect()
    }

    /// The rows of a relation, whatever its root: `c0`, `c1`, … in the types of its columns.
    pub async fn run(
        &self,
        name: &str,
        rel: &Rel,
        prepared: &Prepared<'_>,
        bindings: &Bindings,
    ) -> Result<RecordBatch, Error> {
        if let Rel::Durations { .. } = rel {
            return self.run_durations(name, rel, prepared, bindings).await.map(|(rows, _)| rows);
        }
        let plan = self.plan(name, rel, prepared, bindings)?;
        let schema = stage_schema(&rel.columns());
        let (_, batches) = self.batches_of(name, &plan).await?;
        // Names and nullability as the contract has them, whatever the plan inferred.
        let batches = batches
            .into_iter()
            .map(|batch| RecordBatch::try_new(Arc::clone(&schema), batch.columns().to_vec()))
            .collect::<Result<Vec<_>, _>>()
            .map_err(Error::rows(name))?;
        concat_batches(&schema, &batches).map_err(Error::rows(name))
    }

    /// The rows of a relation whose root is `Durations`, and what holds after its last record.
    pub(crate) async fn run_durations(
        &self,
        name: &str,
        rel: &Rel,
        prepared: &Prepared<'_>,
        bindings: &Bindings,
    ) -> Result<(RecordBatch, durations::Carry), Error> {
        let Rel::Durations { input, subject, state, at, grain, columns } = rel else {
            return Err(Error::StageMissing(name.to_owned()));
        };
        let question = durations::Question {
            subject: *subject,
            state: *state,
            at: *at,
            grain: *grain,
            columns,
        };
        durations::over_scan(self, name, input, &question, prepared, bindings).await
    }

    /// Plans every stage over empty tables; what fails, by the stage's name.
    pub async fn check_plan(&self, graph: &Graph, context: &Context) -> Vec<(String, String)> {
        let prepared = match Prepared::new(context) {
            Ok(prepared) => prepared,
            Err(error) => return vec![("constants".to_owned(), chain(&error))],
        };
        let mut findings = Vec::new();
        for stage in &graph.stages {
            if let Err(error) = self.check_stage(&stage.name, &stage.rel, graph, &prepared).await {
                findings.push((stage.name.clone(), chain(&error)));
            }
        }
        findings
    }

    async fn check_stage(
        &self,
        name: &str,
        rel: &Rel,
        graph: &Graph,
        prepared: &Prepared<'_>,
    ) -> Result<(), Error> {
        let mut scans = Vec::new();
        rel.scans(&mut |table, occurrence| scans.push((table.clone(), occurrence)));
        let mut bindings = Bindings::new();
        for (table, occurrence) in scans {
            let bound = match &table {
                TableRef::Constant(name) => prepared.constant(name)?,
                TableRef::Stream(id) => {
                    let stream = prepared.context.streams.get(id);
                    let stream = stream.ok_or_else(|| Error::TableMissing(id.clone()))?;
                    prepared.stream(id, memory(id, stream_schema(stream), Vec::new())?)
                }
                TableRef::Stage(id) => {
                    let stage = graph.find(id).ok_or_else(|| Error::StageMissing(id.0.clone()))?;
                    let schema = stage_schema(&stage.rel.columns());
                    Bound::rows(memory(&id.0, schema, Vec::new())?)
                }
            };
            bindings.insert((table, occurrence), bound);
        }
        if let Rel::Durations { .. } = rel {
            return self.run(name, rel, prepared, &bindings).await.map(|_| ());
        }
        let plan = self.plan(name, rel, prepared, &bindings)?;
        self.physical(name, &plan).await.map(|_| ())
    }
}

fn missing(table: &TableRef) -> DataFusionError {
    plan_datafusion_err!("expected a table for the scan of {table:?}, found none")
}

/// An error with all that led to it, in one line.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}
