//! Rows that wait to be written, by day.

use crate::schema::OBSERVED_ON;
use arrow::compute::{concat_batches, take_record_batch};
use arrow_array::cast::AsArray;
use arrow_array::types::Date32Type;
use arrow_array::{RecordBatch, UInt32Array};
use arrow_schema::{ArrowError, SchemaRef};
use std::collections::{BTreeMap, BTreeSet};

/// Subjects listed for a file; more are not listed, and the file is opened for any subject.
const SUBJECTS_MAX: usize = 4_096;
/// A file ends before it grows beyond so many rows, if it has a whole day.
const FILE_ROWS: usize = 1_048_576;
/// Days with at least so many rows have a file of their own.
const DAY_ROWS: usize = 262_144;

#[derive(Debug, Default)]
struct Day {
    batches: Vec<RecordBatch>,
    rows: usize,
    subjects: Option<BTreeSet<u64>>,
}

/// The rows of one file to write.
#[derive(Debug)]
pub(crate) struct FilePlan {
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) rows: usize,
    pub(crate) subjects: Option<Vec<u64>>,
}

/// Rows by day, until there are enough of them.
#[derive(Debug)]
pub(crate) struct Buffer {
    schema: SchemaRef,
    days: BTreeMap<i32, Day>,
    rows: usize,
    bytes: usize,
}

impl Buffer {
    pub(crate) fn new(schema: SchemaRef) -> Self {
        Self { schema, days: BTreeMap::new(), rows: 0, bytes: 0 }
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Bytes held, as Arrow counts them.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// All rows that wait.
    pub(crate) fn batches(&self) -> Vec<RecordBatch> {
        self.days.values().flat_map(|day| day.batches.iter().cloned()).collect()
    }

    /// Adds rows with their subjects.
    pub(crate) fn push(
        &mut self,
        mut batch: RecordBatch,
        mut subjects: Vec<u64>,
    ) -> Result<(), ArrowError> {
        self.bytes += batch.get_array_memory_size();
        self.rows += batch.num_rows();
        let mut days = days_of(&batch);
        if !days.is_sorted() {
            let mut order: Vec<usize> = (0..days.len()).collect();
            order.sort_by_key(|row| days[*row]);
            subjects = order.iter().map(|row| subjects[*row]).collect();
            days = order.iter().map(|row| days[*row]).collect();
            let order = order.into_iter().map(|row| u32::try_from(row).unwrap_or(u32::MAX));
            batch = take_record_batch(&batch, &UInt32Array::from_iter_values(order))?;
        }
        let mut from = 0;
        while let Some(day) = days.get(from) {
            let length = days[from..].partition_point(|other| other <= day);
            self.day(*day, batch.slice(from, length), &subjects[from..from + length]);
            from += length;
        }
        Ok(())
    }

    fn day(&mut self, number: i32, batch: RecordBatch, subjects: &[u64]) {
        let fresh = !self.days.contains_key(&number);
        let day = self.days.entry(number).or_default();
        if fresh {
            day.subjects = Some(BTreeSet::new());
        }
        day.rows += batch.num_rows();
        day.batches.push(batch);
        let mut last = None;
        if let Some(set) = &mut day.subjects {
            for subject in subjects {
                if last != Some(*subject) {
                    set.insert(*subject);
                    last = Some(*subject);
                }
            }
            if set.len() > SUBJECTS_MAX {
                day.subjects = None;
            }
        }
    }

    /// Empties the buffer into the files to write: whole days, small ones together.
    pub(crate) fn drain(&mut self) -> Result<Vec<FilePlan>, ArrowError> {
        let days = std::mem::take(&mut self.days);
        self.rows = 0;
        self.bytes = 0;
        let mut plans = Vec::new();
        let mut open: Vec<Day> = Vec::new();
        let mut open_rows = 0;
        for day in days.into_values() {
            let large = day.rows >= DAY_ROWS;
            if open_rows > 0 && (large || open_rows + day.rows > FILE_ROWS) {
                plans.push(self.plan(std::mem::take(&mut open))?);
                open_rows = 0;
            }
            open_rows += day.rows;
            open.push(day);
            if large {
                plans.push(self.plan(std::mem::take(&mut open))?);
                open_rows = 0;
            }
        }
        if !open.is_empty() {
            plans.push(self.plan(open)?);
        }
        Ok(plans)
    }

    fn plan(&self, days: Vec<Day>) -> Result<FilePlan, ArrowError> {
        let rows = days.iter().map(|day| day.rows).sum();
        let mut subjects = Some(BTreeSet::new());
        let mut batches = Vec::new();
        let mut small: Vec<RecordBatch> = Vec::new();
        let mut small_rows = 0;
        for day in days {
            subjects = match (subjects, day.subjects) {
                (Some(mut all), Some(mut of_day)) => {
                    all.append(&mut of_day);
                    Some(all)
                }
                _ => None,
            };
            for batch in day.batches {
                small_rows += batch.num_rows();
                small.push(batch);
                if small_rows >= 65_536 {
                    batches.push(self.join(&mut small)?);
                    small_rows = 0;
                }
            }
        }
        if !small.is_empty() {
            batches.push(self.join(&mut small)?);
        }
        let subjects = subjects
            .filter(|list| list.len() <= SUBJECTS_MAX)
            .map(|list| list.into_iter().collect());
        Ok(FilePlan { batches, rows, subjects })
    }

    fn join(&self, small: &mut Vec<RecordBatch>) -> Result<RecordBatch, ArrowError> {
        let parts = std::mem::take(small);
        match parts.as_slice() {
            [one] => Ok(one.clone()),
            _ => concat_batches(&self.schema, &parts),
        }
    }
}

fn days_of(batch: &RecordBatch) -> Vec<i32> {
    batch
        .column_by_name(OBSERVED_ON)
        .and_then(|array| array.as_primitive_opt::<Date32Type>())
        .map(|array| array.values().to_vec())
        .unwrap_or_default()
}
