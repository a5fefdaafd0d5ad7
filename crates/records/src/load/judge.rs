//! Decides for each row: new, repeated, or a correction of a record that is there already.
//!
//! The common case costs one hash and one look-up a row. Where the event time is part of the key,
//! two rows with the same key have the same subject and the same time. So a row that is later than
//! everything this load has seen of its subject cannot repeat a row of the load, and a row outside
//! the time range or the subject list of every file in the lake cannot repeat one of those: it is
//! new, without its key being looked at.
//! Only for other rows the files that could hold the key are *opened*: the key and content of
//! their rows go into one map, and the answer is exact. Files are opened once, and all of them are
//! closed when the map grows beyond what memory allows.
//! A stream without time in its key has one time, so that every file with the subject is opened.

use super::hash::{HashedMap, KeyShape, RowHasher};
use super::rows::Rows;
use crate::Error;
use crate::schema::RECORD_NO;
use crate::store::snapshots::DataFile;
use crate::store::streams::StoredColumn;
use crate::table::read_columns;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, RecordBatch};
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Records kept in the map before it is emptied: about half a gibibyte.
const KNOWN_MAX: usize = 8_000_000;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// A record with a key that is not there.
    New { record_no: i64 },
    /// A record that is there, value for value.
    Repeated,
    /// A record with other values under a key that is there.
    Correction { record_no: i64, of: i64 },
}

#[derive(Debug, Clone, Copy)]
struct Known {
    record_no: i64,
    content: u64,
}

#[derive(Debug)]
struct Unit {
    file: DataFile,
    open: bool,
}

/// What is known of the records that are there.
#[derive(Debug)]
pub(crate) struct Judge {
    dir: PathBuf,
    columns: Vec<StoredColumn>,
    shape: KeyShape,
    units: Vec<Unit>,
    /// The latest time in any unit.
    units_to: i64,
    /// The latest time of each subject in this load.
    frontier: HashedMap<u64, i64>,
    /// For a load that goes on: times up to here may have been seen before the interruption.
    floor: Option<i64>,
    known: HashedMap<u128, Known>,
    known_max: usize,
    /// Whether the rows that wait in the buffer are in the map.
    buffer_open: bool,
    superseded: BTreeSet<i64>,
}

impl Judge {
    pub(crate) fn new(
        dir: PathBuf,
        columns: Vec<StoredColumn>,
        shape: KeyShape,
        superseded: BTreeSet<i64>,
    ) -> Self {
        Self {
            dir,
            columns,
            shape,
            units: Vec::new(),
            units_to: i64::MIN,
            frontier: HashedMap::default(),
            floor: None,
            known: HashedMap::default(),
            known_max: KNOWN_MAX,
            buffer_open: false,
            superseded,
        }
    }

    /// Adds files whose records are there: of the lake, or staged by this load.
    pub(crate) fn add_files(&mut self, files: &[DataFile]) {
        for file in files {
            self.units_to = self.units_to.max(file.at.1);
            self.units.push(Unit { file: file.clone(), open: self.buffer_open });
        }
    }

    /// Says that what waited in the buffer is now in files.
    pub(crate) fn buffer_flushed(&mut self) {
        self.buffer_open = false;
    }

    /// Says that this load had been cut off after writing these files.
    pub(crate) fn go_on_from(&mut self, staged: &[DataFile]) {
        self.floor = staged.iter().map(|file| file.at.1).max();
        if !self.shape.timed {
            self.floor = self.floor.map(|_| i64::MAX);
        }
    }

    /// Judges the rows in order; new ones are numbered from `next_no`.
    pub(crate) fn judge(
        &mut self,
        rows: &Rows,
        subjects: &[u64],
        buffered: &dyn Fn() -> Vec<RecordBatch>,
        next_no: &mut i64,
    ) -> Result<Vec<Verdict>, Error> {
        let shape = self.shape.clone();
        let Some(mut hasher) = RowHasher::new(&rows.columns, &shape) else {
            return Ok(Vec::new());
        };
        let mut verdicts = Vec::with_capacity(rows.len());
        for (row, subject) in subjects.iter().enumerate() {
            let at = rows.observed_at.value(row);
            let seen = self.seen_in_load(*subject, at);
            let suspected = seen || self.covered(*subject, at);
            let verdict = if suspected {
                self.open_for(*subject, at)?;
                if !self.buffer_open {
                    self.open_buffer(&buffered(), &mut hasher, &verdicts)?;
                }
                self.look_up(hasher.record(row), next_no)
            } else {
                let record_no = take(next_no);
                if self.buffer_open {
                    let (key, content) = hasher.record(row);
                    self.known.insert(key, Known { record_no, content });
                }
                Verdict::New { record_no }
            };
            verdicts.push(verdict);
        }
        Ok(verdicts)
    }

    /// Whether this load may have had the key already; remembers that it has it now.
    fn seen_in_load(&mut self, subject: u64, at: i64) -> bool {
        let at = if self.shape.timed { at } else { 0 };
        let floor = self.floor;
        let mut seen = false;
        self.frontier
            .entry(subject)
            .and_modify(|last| {
                seen = at <= *last;
                *last = at.max(*last);
            })
            .or_insert_with(|| {
                seen = floor.is_some_and(|floor| at <= floor);
                at
            });
        seen
    }

    fn could_hold(&self, file: &DataFile, subject: u64, at: i64) -> bool {
        let in_time = !self.shape.timed || (file.at.0 <= at && at <= file.at.1);
        in_time && file.subjects.as_ref().is_none_or(|list| list.binary_search(&subject).is_ok())
    }

    fn covered(&self, subject: u64, at: i64) -> bool {
        if self.shape.timed && at > self.units_to {
            return false;
        }
        self.units.iter().any(|unit| self.could_hold(&unit.file, subject, at))
    }

    /// Opens every file that could hold the key.
    fn open_for(&mut self, subject: u64, at: i64) -> Result<(), Error> {
        if self.shape.timed && self.known.len() > self.known_max {
            self.known.clear();
            self.buffer_open = false;
            for unit in &mut self.units {
                unit.open = false;
            }
        }
        let wanted: Vec<usize> = self
            .units
            .iter()
            .enumerate()
            .filter(|(_, unit)| !unit.open && self.could_hold(&unit.file, subject, at))
            .map(|(at, _)| at)
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        for index in wanted {
            self.open(index)?;
        }
        // A single row that needs more than the limit must not empty the map for the next one.
        self.known_max = self.known_max.max(self.known.len().saturating_mul(2).min(KNOWN_MAX * 8));
        if self.known.len() <= KNOWN_MAX / 2 {
            self.known_max = KNOWN_MAX;
        }
        Ok(())
    }

    fn open(&mut self, index: usize) -> Result<(), Error> {
        let Some(unit) = self.units.get_mut(index) else { return Ok(()) };
        unit.open = true;
        let path = self.dir.join(&unit.file.path);
        let expected = format!("{} rows", unit.file.rows);
        let batches = read_columns(&path, &expected, &self.columns)?;
        for batch in batches {
            self.learn(&batch?)?;
        }
        Ok(())
    }

    /// Puts the rows of stored batches into the map, without those that are superseded.
    fn learn(&mut self, batch: &RecordBatch) -> Result<(), Error> {
        let columns: Vec<ArrayRef> =
            batch.columns().iter().take(self.columns.len()).cloned().collect();
        let shape = self.shape.clone();
        let numbers =
            batch.column_by_name(RECORD_NO).and_then(|array| array.as_primitive_opt::<Int64Type>());
        let (Some(mut hasher), Some(numbers)) = (RowHasher::new(&columns, &shape), numbers) else {
            return Err(Error::StoreValue {
                expected: "a data file with the stored columns",
                found: batch.schema().to_string(),
            });
        };
        for (row, record_no) in numbers.values().iter().enumerate() {
            if self.superseded.contains(record_no) {
                continue;
            }
            let (key, content) = hasher.record(row);
            self.known.insert(key, Known { record_no: *record_no, content });
        }
        Ok(())
    }

    /// Puts the rows that wait in the buffer, and those judged before in this batch, into the map.
    fn open_buffer(
        &mut self,
        buffered: &[RecordBatch],
        hasher: &mut RowHasher<'_>,
        verdicts: &[Verdict],
    ) -> Result<(), Error> {
        for batch in buffered {
            self.learn(batch)?;
        }
        for (row, verdict) in verdicts.iter().enumerate() {
            let record_no = match verdict {
                Verdict::New { record_no } | Verdict::Correction { record_no, .. } => *record_no,
                Verdict::Repeated => continue,
            };
            if self.superseded.contains(&record_no) {
                continue;
            }
            let (key, content) = hasher.record(row);
            self.known.insert(key, Known { record_no, content });
        }
        self.buffer_open = true;
        Ok(())
    }

    fn look_up(&mut self, (key, content): (u128, u64), next_no: &mut i64) -> Verdict {
        match self.known.get(&key).copied() {
            None => {
                let record_no = take(next_no);
                self.known.insert(key, Known { record_no, content });
                Verdict::New { record_no }
            }
            Some(there) if there.content == content => Verdict::Repeated,
            Some(there) => {
                let record_no = take(next_no);
                self.known.insert(key, Known { record_no, content });
                self.superseded.insert(there.record_no);
                Verdict::Correction { record_no, of: there.record_no }
            }
        }
    }
}

fn take(next_no: &mut i64) -> i64 {
    let taken = *next_no;
    *next_no += 1;
    taken
}
