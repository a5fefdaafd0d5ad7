//! A stage brought up to date in part: the keys that changed rows touch, and no others.

use super::{Changed, Refresh, StageReport, State};
use crate::Error;
use crate::cache::{Buckets, bucket_of};
use crate::keys::{Change, KeySet, Keys, change};
use crate::lower::Bound;
use crate::runtime::Bindings;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, RecordBatch};
use arrow_select::concat::concat_batches;
use arrow_select::filter::filter_record_batch;
use datafusion::datasource::{MemTable, ViewTable, provider_as_source};
use datafusion::logical_expr::LogicalPlanBuilder;
use district::{DataType, Period};
use indicator::ir::{Rel, Stage, TableRef};
use indicator::rewrite::{Bound as KeyBound, KEYS, dirty, restrict};
use records::{SnapshotNo, Which};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More texts than this are not put into a filter: looking each of them up would cost more than
/// the rows that it keeps out.
const TEXTS_MAX: usize = 16;

impl Refresh<'_> {
    /// Brings `stage` from snapshot `since` to the one asked for; `None` if what changed in its
    /// inputs is not known from that snapshot on.
    pub(super) async fn partial(
        &mut self,
        stage: &Stage,
        since: SnapshotNo,
        mut buckets: Buckets,
    ) -> Result<Option<(State, StageReport)>, Error> {
        if let Rel::Durations { .. } = stage.rel {
            return self.partial_durations(stage, since, buckets).await;
        }
        let Some(keys) = self.stale_keys(stage, since).await? else { return Ok(None) };
        let stale = keys.num_rows();
        let (rows, old) = if stale == 0 {
            let none = RecordBatch::new_empty(buckets.schema.clone());
            (none.clone(), none)
        } else {
            (self.rows_of_keys(stage, &keys).await?, old_rows(stage, &buckets, &keys)?)
        };
        let found = change(&old, &rows, stage.keys)?;
        self.replace(&mut buckets, stage, &found)?;
        let report = StageReport {
            name: stage.name.clone(),
            stale: Some(stale),
            changed: found.rows.num_rows(),
        };
        let Change { rows, fresh, gone } = found;
        let state = State { buckets, change: Some(Changed { since, rows, fresh, gone }) };
        Ok(Some((state, report)))
    }

    /// Distinct keys that changed input rows touch.
    async fn stale_keys(
        &self,
        stage: &Stage,
        since: SnapshotNo,
    ) -> Result<Option<RecordBatch>, Error> {
        let scans = Self::scans(stage);
        let mut changed: BTreeMap<usize, Bound> = BTreeMap::new();
        for (table, occurrence) in &scans {
            match self.changed_rows(table, since).await? {
                Known::Nothing => {}
                Known::Rows(bound) => {
                    changed.insert(*occurrence, bound);
                }
                Known::Not => return Ok(None),
            }
        }
        let mut batches = Vec::new();
        for occurrence in changed.keys() {
            let Some(rel) = dirty(stage, *occurrence) else { continue };
            let mut bindings = Bindings::new();
            for (table, other) in &scans {
                let rows = match changed.get(other) {
                    Some(rows) if other == occurrence => rows.clone(),
                    // Old partners count, too: what matched them is stale.
                    Some(rows) => both(self.whole_table(table).await?, rows)?,
                    None => self.whole_table(table).await?,
                };
                bindings.insert((table.clone(), *other), rows);
            }
            batches.push(self.engine.run(&stage.name, &rel, self.prepared, &bindings).await?);
        }
        let schema = crate::types::stage_schema(&stage.rel.columns()[..stage.keys]);
        let all = concat_batches(&schema, &batches).map_err(Error::rows(&stage.name))?;
        if batches.len() < 2 {
            return Ok(Some(all));
        }
        distinct(&all).map(Some)
    }

    /// What changed in a table after `since`.
    async fn changed_rows(&self, table: &TableRef, since: SnapshotNo) -> Result<Known, Error> {
        Ok(match table {
            TableRef::Constant(_) => Known::Nothing,
            TableRef::Stream(id) => {
                let bound = self.stream(id, Which::Since(since)).await?;
                let some = bound.days.as_ref().is_none_or(|days| !days.is_empty());
                if some { Known::Rows(bound) } else { Known::Nothing }
            }
            TableRef::Stage(id) => match self.states.get(id).and_then(|s| s.change.as_ref()) {
                Some(change) if change.rows.num_rows() == 0 && change.since <= since => {
                    Known::Nothing
                }
                Some(change) if change.since == since => Known::Rows(table_of(&change.rows)?),
                Some(_) | None => Known::Not,
            },
        })
    }

    /// The rows of `stage` for these keys as they are now.
    async fn rows_of_keys(&self, stage: &Stage, keys: &RecordBatch) -> Result<RecordBatch, Error> {
        let bounds = bounds_of(stage, keys);
        let Some(rel) = restrict(stage, &bounds, &self.prepared.context.zone) else {
            return Err(Error::StageNotReady(stage.name.clone()));
        };
        let mut bindings = Bindings::new();
        for (table, occurrence) in Self::scans(stage) {
            let bound = self.whole_table(&table).await?;
            bindings.insert((table, occurrence), bound);
        }
        bindings.insert(keys_scan(), table_of(keys)?);
        self.engine.run(&stage.name, &rel, self.prepared, &bindings).await
    }

    /// Writes the buckets in which something changed.
    pub(super) fn replace(
        &self,
        buckets: &mut Buckets,
        stage: &Stage,
        found: &Change,
    ) -> Result<(), Error> {
        if found.rows.num_rows() == 0 {
            return Ok(());
        }
        let keys = Keys::new(&found.rows, stage.keys)?;
        let stale = keys.set(&found.rows)?;
        let fresh = buckets.split(&found.fresh)?;
        for bucket in buckets.split(&found.rows)?.into_keys() {
            let kept = keys.select(&buckets.read(bucket)?, &stale, false)?;
            let rows: Vec<&RecordBatch> = fresh.get(&bucket).into_iter().chain([&kept]).collect();
            let rows = concat_batches(&buckets.schema, rows).map_err(Error::rows(&stage.name))?;
            buckets.write(bucket, &rows, &self.generation)?;
        }
        Ok(())
    }
}

/// What is known of the changes of a table.
enum Known {
    /// There are none.
    Nothing,
    /// Old and new rows that differ.
    Rows(Bound),
    /// They cannot be told.
    Not,
}

/// The scan of [`KEYS`] that rewritings put in.
pub(crate) fn keys_scan() -> (TableRef, usize) {
    (TableRef::Constant(KEYS.to_owned()), usize::MAX)
}

/// The rows of two tables of one stream or stage, one after the other.
fn both(all: Bound, changed: &Bound) -> Result<Bound, Error> {
    let scan = |bound: &Bound| {
        LogicalPlanBuilder::scan("rows", provider_as_source(bound.provider.clone()), None)
    };
    let (first, second) = (scan(&all), scan(changed));
    let plan = first.and_then(|first| first.union(second?.build()?)?.build());
    let plan = plan.map_err(Error::plan("rows"))?;
    let provider = Arc::new(ViewTable::new(plan, None));
    Ok(Bound { provider, event_column: all.event_column, days: None })
}

/// Rows as a table.
pub(crate) fn table_of(rows: &RecordBatch) -> Result<Bound, Error> {
    let table = MemTable::try_new(rows.schema(), vec![vec![rows.clone()]]);
    Ok(Bound::rows(Arc::new(table.map_err(Error::plan("rows"))?)))
}

/// The cached rows of these keys.
pub(super) fn old_rows(
    stage: &Stage,
    buckets: &Buckets,
    keys: &RecordBatch,
) -> Result<RecordBatch, Error> {
    let touched: BTreeSet<i64> = match buckets.cut {
        Some(cut) => {
            let periods = keys.column(cut.column).as_primitive::<Int64Type>();
            periods.iter().map(|code| code.map_or(0, |code| bucket_of(code, cut))).collect()
        }
        None => BTreeSet::from([0]),
    };
    let batches = touched.iter().map(|bucket| buckets.read(*bucket));
    let batches = batches.collect::<Result<Vec<_>, _>>()?;
    let rows = concat_batches(&buckets.schema, &batches).map_err(Error::rows(&stage.name))?;
    let by_key = Keys::new(keys, stage.keys)?;
    let wanted: KeySet = by_key.set(keys)?;
    by_key.select(&rows, &wanted, true)
}

/// What the keys have in common, for pruning.
pub(crate) fn bounds_of(stage: &Stage, keys: &RecordBatch) -> Vec<KeyBound> {
    let columns = stage.rel.columns();
    let columns = columns.iter().take(stage.keys).zip(keys.columns());
    columns
        .map(|(col, values)| match col.data_type {
            DataType::Period(Some(_)) if values.null_count() == 0 => {
                let codes = values.as_primitive::<Int64Type>();
                let first = codes.iter().flatten().min().and_then(Period::from_code);
                let last = codes.iter().flatten().max().and_then(Period::from_code);
                match first.zip(last) {
                    Some((first, last)) => KeyBound::Periods(first, last),
                    None => KeyBound::Any,
                }
            }
            DataType::Text if values.null_count() == 0 => {
                let texts = values.as_string::<i32>().iter().flatten();
                let texts: BTreeSet<&str> = texts.collect();
                if texts.len() > TEXTS_MAX {
                    return KeyBound::Any;
                }
                KeyBound::Texts(texts.into_iter().map(str::to_owned).collect())
            }
            DataType::Period(_)
            | DataType::Text
            | DataType::Integer
            | DataType::Decimal(_)
            | DataType::Exact
            | DataType::Boolean
            | DataType::Instant
            | DataType::Date => KeyBound::Any,
        })
        .collect()
}

/// Each row once.
pub(crate) fn distinct(rows: &RecordBatch) -> Result<RecordBatch, Error> {
    let keys = Keys::new(rows, rows.num_columns())?;
    let mask = keys.first_of_each(rows)?;
    filter_record_batch(rows, &mask).map_err(Error::rows("keys"))
}
