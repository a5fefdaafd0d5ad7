//! Seconds in states brought up to date: what comes after everything known is added to it, and
//! what comes late costs the days around it for its own subject.

use super::{Changed, Refresh, StageReport, State};
use crate::Error;
use crate::cache::Buckets;
use crate::durations::{Carry, Held, Window, run};
use crate::keys::{Change, Keys, change};
use crate::lower::Bound;
use crate::subjects::{StateStream, stream_of};
use arrow_array::cast::AsArray;
use arrow_array::types::{Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Decimal128Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_select::concat::concat_batches;
use arrow_select::filter::filter_record_batch;
use district::{Grain, Period};
use indicator::ir::{Rel, Stage};
use records::{SnapshotNo, Which};
use std::collections::{BTreeMap, BTreeSet};

/// Beyond this many late rows the stage is computed as a whole: it is one pass.
const LATE_ROWS_MAX: usize = 200_000;
/// Beyond this many new rows, too: they are held in memory.
const NEW_ROWS_MAX: usize = 8_000_000;
/// Columns of the output after subject, period and state.
const SECONDS: usize = 3;
const RECORDS: usize = 4;

/// The stage's parts.
struct Parts<'a> {
    stream: StateStream<'a>,
    id: &'a str,
    grain: Grain,
}

fn parts(stage: &Stage) -> Option<Parts<'_>> {
    let Rel::Durations { input, subject, state, at, grain, .. } = &stage.rel else { return None };
    let stream = StateStream { scan: input, subject: *subject, state: *state, at: *at };
    Some(Parts { id: stream_of(input)?, stream, grain: *grain })
}

impl Refresh<'_> {
    /// As [`Refresh::partial`], for a stage of durations; `None` if it is to be computed whole.
    pub(super) async fn partial_durations(
        &mut self,
        stage: &Stage,
        since: SnapshotNo,
        mut buckets: Buckets,
    ) -> Result<Option<(State, StageReport)>, Error> {
        let Some((parts, carry)) = parts(stage).zip(buckets.read_carry()?) else {
            return Ok(None);
        };
        let bound = self.stream(parts.id, Which::Since(since)).await?;
        let new = parts.stream.all(self.engine, &stage.name, self.prepared, &bound).await?;
        let rows: usize = new.iter().map(RecordBatch::num_rows).sum();
        if rows > NEW_ROWS_MAX {
            return Ok(None);
        }
        let late = late_subjects(&new, &carry);
        if late.is_empty() {
            let (added, after) =
                run(&new, &carry, &self.prepared.clock, parts.grain, &buckets.schema)?;
            let found = add(stage, &buckets, &added)?;
            buckets.write_carry(&after, &self.generation)?;
            return self.done(stage, since, buckets, found, added.num_rows()).map(Some);
        }
        if rows > LATE_ROWS_MAX {
            return Ok(None);
        }
        let found = self.around(stage, &parts, &buckets, &new).await?;
        let (found, tails) = found;
        let mut after = carry;
        for (subject, held) in tails {
            match held {
                Some(held) => after.0.insert(subject, held),
                None => after.0.remove(&subject),
            };
        }
        buckets.write_carry(&after, &self.generation)?;
        let stale = found.rows.num_rows();
        self.done(stage, since, buckets, found, stale).map(Some)
    }

    fn done(
        &self,
        stage: &Stage,
        since: SnapshotNo,
        mut buckets: Buckets,
        found: Change,
        stale: usize,
    ) -> Result<(State, StageReport), Error> {
        self.replace(&mut buckets, stage, &found)?;
        let changed = found.rows.num_rows();
        let report = StageReport { name: stage.name.clone(), stale: Some(stale), changed };
        let Change { rows, fresh, gone } = found;
        Ok((State { buckets, change: Some(Changed { since, rows, fresh, gone }) }, report))
    }

    /// Every subject that changed, computed anew over the periods that its changed records reach.
    async fn around(
        &self,
        stage: &Stage,
        parts: &Parts<'_>,
        buckets: &Buckets,
        new: &[RecordBatch],
    ) -> Result<(Change, BTreeMap<String, Option<Held>>), Error> {
        let all = self.stream(parts.id, Which::All).await?;
        let mut old_rows = Vec::new();
        let mut new_rows = Vec::new();
        let mut tails = BTreeMap::new();
        for (subject, (first, last)) in extents(new) {
            let reach = self.reach(stage, parts, &all, &subject, first, last).await?;
            let cells = cells_of(buckets, &subject, &reach)?;
            old_rows.push(cells);
            match reach.tail.clone() {
                Tail::Untouched => {}
                Tail::Now(held) => {
                    tails.insert(subject.clone(), held);
                }
            }
            let batch = as_batch(&subject, &reach.records)?;
            let (rows, _) = run(
                &[batch],
                &Carry::default(),
                &self.prepared.clock,
                parts.grain,
                &buckets.schema,
            )?;
            new_rows.push(within(&rows, reach.first, reach.last)?);
        }
        let glue = |batches: &[RecordBatch]| {
            concat_batches(&buckets.schema, batches).map_err(Error::rows(&stage.name))
        };
        Ok((change(&glue(&old_rows)?, &glue(&new_rows)?, stage.keys)?, tails))
    }

    /// Which periods of a subject its records from `first` to `last` reach, and all records that
    /// those periods are computed from.
    async fn reach(
        &self,
        stage: &Stage,
        parts: &Parts<'_>,
        all: &Bound,
        subject: &str,
        first: i64,
        last: i64,
    ) -> Result<Reach, Error> {
        let name = BTreeSet::from([subject.to_owned()]);
        let (engine, prepared) = (self.engine, self.prepared);
        let read = async |window: Window| {
            let found =
                parts.stream.around(engine, &stage.name, prepared, all, &name, window).await?;
            Ok::<_, Error>(found.into_values().next().unwrap_or_default())
        };
        let window = Window { from_us: first, to_us: last.saturating_add(1) };
        let near = read(window).await?;
        let before = near.iter().rfind(|said| said.at_us < first).map_or(first, |s| s.at_us);
        let next = near.iter().find(|said| said.at_us > last).map(|said| said.at_us);
        let period = |at_us: i64| {
            let civil = prepared.context.zone.civil(at_us).unwrap_or_default();
            Period::of(civil, parts.grain)
        };
        let start = period(before);
        let end = next.map(period);
        let whole = Window {
            from_us: Window::of(start, &prepared.clock).from_us,
            to_us: Window::of(end.unwrap_or_else(|| period(last)), &prepared.clock).to_us,
        };
        let records = read(whole).await?;
        let last_said =
            || records.last().map(|said| Held { at_us: said.at_us, state: said.state.clone() });
        let tail = if next.is_none() { Tail::Now(last_said()) } else { Tail::Untouched };
        Ok(Reach { first: start.code(), last: end.map(Period::code), records, tail })
    }
}

/// What has to be computed anew for one subject.
struct Reach {
    /// The first period.
    first: i64,
    /// The last period; none: to the end.
    last: Option<i64>,
    /// The records.
    records: Vec<crate::subjects::Said>,
    /// What holds after the subject's last record.
    tail: Tail,
}

/// What holds after a subject's last record.
#[derive(Debug, Clone)]
enum Tail {
    /// What held before: the change does not reach the end.
    Untouched,
    /// This; nothing, if no record is left.
    Now(Option<Held>),
}

/// Subjects with a record that is not after everything known of them.
fn late_subjects(new: &[RecordBatch], carry: &Carry) -> BTreeSet<String> {
    let mut late = BTreeSet::new();
    for (subject, (first, _)) in extents(new) {
        if carry.0.get(&subject).is_some_and(|held| first <= held.at_us) {
            late.insert(subject);
        }
    }
    late
}

/// The first and last moment of each subject.
fn extents(new: &[RecordBatch]) -> BTreeMap<String, (i64, i64)> {
    let mut extents: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
    for batch in new {
        let subjects = batch.column(0).as_string::<i32>();
        let moments = batch.column(2).as_primitive::<TimestampMicrosecondType>();
        for row in 0..batch.num_rows() {
            if subjects.is_null(row) || moments.is_null(row) {
                continue;
            }
            let at = moments.value(row);
            let extent = extents.entry(subjects.value(row)).or_insert((at, at));
            *extent = (extent.0.min(at), extent.1.max(at));
        }
    }
    extents.into_iter().map(|(subject, extent)| (subject.to_owned(), extent)).collect()
}

/// The sums of what is cached and what is added, where something is added.
fn add(stage: &Stage, buckets: &Buckets, added: &RecordBatch) -> Result<Change, Error> {
    let old = super::partial::old_rows(stage, buckets, added)?;
    let keys = Keys::new(added, stage.keys)?;
    let places: BTreeMap<_, usize> =
        keys.list(&old)?.into_iter().enumerate().map(|(at, key)| (key, at)).collect();
    let (seconds, records) = measures(added);
    let (old_seconds, old_records) = measures(&old);
    let mut sums = Vec::with_capacity(added.num_rows());
    let mut counts = Vec::with_capacity(added.num_rows());
    for (row, key) in keys.list(added)?.iter().enumerate() {
        let before = places.get(key).copied();
        sums.push(seconds.value(row) + before.map_or(0, |at| old_seconds.value(at)));
        counts.push(records.value(row) + before.map_or(0, |at| old_records.value(at)));
    }
    let sums = Decimal128Array::from(sums).with_data_type(seconds.data_type().clone());
    let mut columns = added.columns().to_vec();
    columns[SECONDS] = std::sync::Arc::new(sums);
    columns[RECORDS] = std::sync::Arc::new(Int64Array::from(counts));
    let new = RecordBatch::try_new(added.schema(), columns).map_err(Error::rows(&stage.name))?;
    change(&old, &new, stage.keys)
}

fn measures(rows: &RecordBatch) -> (&Decimal128Array, &Int64Array) {
    let seconds = rows.column(SECONDS).as_primitive::<Decimal128Type>();
    (seconds, rows.column(RECORDS).as_primitive::<Int64Type>())
}

/// The cached rows of a subject in the periods that are computed anew.
fn cells_of(buckets: &Buckets, subject: &str, reach: &Reach) -> Result<RecordBatch, Error> {
    let mut found = vec![RecordBatch::new_empty(buckets.schema.clone())];
    for bucket in buckets.manifest.buckets.keys() {
        if !buckets.touches(*bucket, reach.first, reach.last) {
            continue;
        }
        let rows = buckets.read(*bucket)?;
        let subjects = rows.column(0).as_string::<i32>();
        let mask: BooleanArray =
            subjects.iter().map(|found| Some(found == Some(subject))).collect();
        let rows = filter_record_batch(&rows, &mask).map_err(Error::rows("stage"))?;
        found.push(within(&rows, reach.first, reach.last)?);
    }
    concat_batches(&buckets.schema, &found).map_err(Error::rows("stage"))
}

/// Rows whose period is one of those.
fn within(rows: &RecordBatch, first: i64, last: Option<i64>) -> Result<RecordBatch, Error> {
    let periods = rows.column(1).as_primitive::<Int64Type>();
    let mask: BooleanArray = periods
        .iter()
        .map(|code| {
            Some(code.is_some_and(|code| code >= first && last.is_none_or(|last| code <= last)))
        })
        .collect();
    filter_record_batch(rows, &mask).map_err(Error::rows("stage"))
}

/// Records as the durations read them.
fn as_batch(subject: &str, records: &[crate::subjects::Said]) -> Result<RecordBatch, Error> {
    let subjects = StringArray::from_iter_values(records.iter().map(|_| subject));
    let states: StringArray = records.iter().map(|said| said.state.as_deref()).collect();
    let moments = TimestampMicrosecondArray::from_iter_values(records.iter().map(|s| s.at_us));
    let numbers = Int64Array::from_iter_values(records.iter().map(|said| said.record_no));
    let columns: [(&str, ArrayRef, bool); 4] = [
        ("subject", std::sync::Arc::new(subjects), true),
        ("state", std::sync::Arc::new(states), true),
        ("at", std::sync::Arc::new(moments.with_timezone("UTC")), true),
        ("record_no", std::sync::Arc::new(numbers), true),
    ];
    RecordBatch::try_from_iter_with_nullable(columns).map_err(Error::rows(subject))
}
