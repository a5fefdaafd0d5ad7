//! Seconds that each subject spent in each state in each period: one pass over a state stream
//! with a few bytes a subject.
//!
//! A state holds from its record to the subject's next one; the last record of a subject opens
//! an interval that is not counted. Windows of a query engine would buffer and sort everything
//! for this; here records that come in order are never held at all, and records that do not are
//! held and sorted one day at a time.
//!
//! Start reading at [`run`], then [`Walk`].

use crate::lower::{Bound, lower_text_as_found};
use crate::runtime::{Bindings, Engine, Prepared};
use crate::types::{column_name, stage_schema};
use crate::{Clock, Error};
use arrow_array::RecordBatch;
use arrow_schema::SchemaRef;
use datafusion::common::{Column, plan_datafusion_err};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, lit};
use datafusion::scalar::ScalarValue;
use district::Grain;
use futures::StreamExt;
use indicator::ir::{Col, Rel, TableRef};
use std::sync::Arc;

mod carry;
mod intern;
mod rows;
mod trace;
mod walk;

pub use carry::{Carry, Held};
pub use rows::Input;
pub use trace::{Moment, Window, determining};
pub use walk::Walk;

/// Rows that a chunk of days should have: few enough to sort in memory, enough that planning
/// a chunk costs nothing.
const CHUNK_ROWS: u64 = 4_000_000;

/// What is asked of a state stream.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// Column of the subject.
    pub subject: usize,
    /// Column of the state.
    pub state: usize,
    /// Column of the moment.
    pub at: usize,
    /// The size of the periods.
    pub grain: Grain,
    /// The output's columns.
    pub columns: &'a [Col],
}

/// The rows for all of `input`, in any order, after what `carry` holds; and what holds after it.
///
/// A period that began before the first record given is there only from `carry` on: whoever
/// resumes in the middle takes the rows of later periods and leaves those.
pub fn run(
    input: &[RecordBatch],
    carry: &Carry,
    clock: &Arc<Clock>,
    grain: Grain,
    schema: &SchemaRef,
) -> Result<(RecordBatch, Carry), Error> {
    let mut walk = Walk::new(clock, grain, carry);
    let mark = walk.mark();
    let mut in_order = true;
    for batch in input {
        in_order = in_order && walk.push(&Input::of(batch)?);
    }
    if !in_order {
        walk.rewind(mark);
        let batches = input.iter().map(Input::of).collect::<Result<Vec<_>, _>>()?;
        walk.push_unordered(&batches);
    }
    let after = walk.carry();
    Ok((walk.finish(schema)?, after))
}

/// The rows for a relation over a state stream, from its first record to its last.
pub(crate) async fn over_scan(
    engine: &Engine,
    name: &str,
    input: &Rel,
    question: &Question<'_>,
    prepared: &Prepared<'_>,
    bindings: &Bindings,
) -> Result<(RecordBatch, Carry), Error> {
    let source = Source::new(engine, name, input, question, prepared, bindings)?;
    let schema = stage_schema(question.columns);
    let mut walk = Walk::new(&prepared.clock, question.grain, &Carry::default());
    match source.chunks(bindings) {
        Some(chunks) => {
            for days in chunks {
                source.chunk(&mut walk, Some(days)).await?;
            }
        }
        None => source.chunk(&mut walk, None).await?,
    }
    let after = walk.carry();
    Ok((walk.finish(&schema)?, after))
}

/// Where the records of a state stream come from.
struct Source<'a> {
    engine: &'a Engine,
    name: &'a str,
    /// The relation, with all its columns.
    plan: LogicalPlan,
    /// Columns of subject, state and moment.
    wanted: [usize; 3],
    /// Columns of `record_no` and `observed_on`.
    record_no: Option<usize>,
    observed_on: Option<usize>,
    /// Whether the moments are those that the stream is cut into days by.
    by_day: bool,
}

impl<'a> Source<'a> {
    fn new(
        engine: &'a Engine,
        name: &'a str,
        input: &Rel,
        question: &Question<'_>,
        prepared: &Prepared<'_>,
        bindings: &Bindings,
    ) -> Result<Self, Error> {
        let mut resolve = |table: &TableRef, occurrence: usize| {
            let found = bindings.get(&(table.clone(), occurrence)).cloned();
            found.ok_or_else(|| plan_datafusion_err!("expected a table for {table:?}"))
        };
        let plan =
            lower_text_as_found(input, &prepared.clock, &mut resolve).map_err(Error::plan(name))?;
        let columns = input.columns();
        let find = |wanted: &str| columns.iter().rposition(|col| col.name == wanted);
        let at = columns.get(question.at).map_or("", |col| col.name.as_str());
        let event = bindings.values().find_map(|bound| bound.event_column.as_deref());
        Ok(Self {
            engine,
            name,
            plan,
            wanted: [question.subject, question.state, question.at],
            record_no: find("record_no"),
            observed_on: find("observed_on"),
            by_day: at == "observed_at" || event == Some(at),
        })
    }

    /// Runs of days to read one after the other; none: all at once.
    fn chunks(&self, bindings: &Bindings) -> Option<Vec<(i32, i32)>> {
        let days = bindings.values().find_map(|bound: &Bound| bound.days.as_ref())?;
        if !self.by_day || self.observed_on.is_none() {
            return None;
        }
        let mut chunks: Vec<(i32, i32)> = Vec::new();
        let mut held = 0;
        for (day, rows) in days.iter() {
            match chunks.last_mut() {
                Some(last) if held + rows <= CHUNK_ROWS => {
                    last.1 = *day;
                    held += rows;
                }
                _ => {
                    chunks.push((*day, *day));
                    held = *rows;
                }
            }
        }
        Some(chunks)
    }

    async fn chunk(&self, walk: &mut Walk, days: Option<(i32, i32)>) -> Result<(), Error> {
        let mark = walk.mark();
        if self.in_order(walk, days).await? {
            return Ok(());
        }
        // Late or repeated records: once more, with the numbers that say which came later.
        walk.rewind(mark);
        let plan = self.select(days, true).map_err(Error::plan(self.name))?;
        let (_, batches) = self.engine.batches_of(self.name, &plan).await?;
        let input = batches.iter().map(Input::of).collect::<Result<Vec<_>, _>>()?;
        walk.push_unordered(&input);
        Ok(())
    }

    async fn in_order(&self, walk: &mut Walk, days: Option<(i32, i32)>) -> Result<bool, Error> {
        let plan = self.select(days, false).map_err(Error::plan(self.name))?;
        let partitions = self.engine.partitions_of(self.name, &plan).await?;
        for mut batches in partitions {
            while let Some(batch) = batches.next().await {
                let batch = batch.map_err(Error::run(self.name))?;
                if !walk.push(&Input::of(&batch)?) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Subject, state, moment, and `record_no` if it is asked for, of a run of days.
    fn select(
        &self,
        days: Option<(i32, i32)>,
        numbered: bool,
    ) -> datafusion::common::Result<LogicalPlan> {
        let column = |place: usize| Expr::Column(Column::from_name(column_name(place)));
        let mut builder = LogicalPlanBuilder::from(self.plan.clone());
        if let Some(((first, last), place)) = days.zip(self.observed_on) {
            let date = |day| lit(ScalarValue::Date32(Some(day)));
            builder = builder.filter(column(place).between(date(first), date(last)))?;
        }
        let mut columns: Vec<Expr> = self.wanted.iter().copied().map(column).collect();
        if numbered {
            columns.extend(self.record_no.map(column));
        }
        builder.project(columns)?.build()
    }
}

#[cfg(test)]
mod tests;
