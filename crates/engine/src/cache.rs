//! The rows of stages as they stood after the last refresh, one Arrow file per bucket.
//!
//! Derived and nothing else: any file may be missing or unreadable, then the stage is computed
//! again. A bucket is a larger period than the stage's own (hours by day, days by month), so
//! that a stale hour rewrites one small file. Decision 5.
//!
//! Knows nothing of how rows are computed.

mod stage_table;

pub(crate) use stage_table::StageTable;

use crate::Error;
use crate::durations::Carry;
use crate::types::stage_schema;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, BooleanArray, RecordBatch};
use arrow_ipc::reader::FileReader;
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, SchemaRef};
use arrow_select::concat::concat_batches;
use arrow_select::filter::filter_record_batch;
use district::{DataType, Grain, Period};
use indicator::ir::Stage;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where the rows of one stage lie.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct Manifest {
    /// File names by bucket (a period's code, or 0 where the stage has no period of its own).
    pub(crate) buckets: BTreeMap<i64, String>,
    /// The size of a bucket, where it was chosen by how many rows there are.
    #[serde(default)]
    pub(crate) bucket: Option<String>,
    /// For durations: the file that holds the last record of each subject.
    #[serde(default)]
    pub(crate) carry: Option<String>,
}

/// How a stage is cut into buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// The key column that holds the period.
    pub(crate) column: usize,
    /// The size of the stage's own periods.
    pub(crate) period: Grain,
    /// The size of a bucket.
    pub(crate) grain: Grain,
}

/// From this many rows a day on, days have buckets of their own: a stale day then rewrites its
/// own rows and not a month's.
const ROWS_A_DAY: usize = 500;

/// The cut of a stage: by its first period key of a fine grain; none: one bucket.
pub(crate) fn cut_of(stage: &Stage) -> Option<Cut> {
    let columns = stage.rel.columns();
    columns.iter().take(stage.keys).enumerate().find_map(|(column, col)| match col.data_type {
        DataType::Period(Some(period @ Grain::Hour)) => {
            Some(Cut { column, period, grain: Grain::Day })
        }
        DataType::Period(Some(period @ Grain::Day)) => {
            Some(Cut { column, period, grain: Grain::Month })
        }
        DataType::Period(_)
        | DataType::Text
        | DataType::Integer
        | DataType::Decimal(_)
        | DataType::Exact
        | DataType::Boolean
        | DataType::Instant
        | DataType::Date => None,
    })
}

/// The rows of one stage, bucket by bucket, read when they are asked for.
#[derive(Debug, Clone)]
pub(crate) struct Buckets {
    /// The folder of this stage.
    pub(crate) folder: PathBuf,
    /// `c0`, `c1`, ….
    pub(crate) schema: SchemaRef,
    /// How it is cut.
    pub(crate) cut: Option<Cut>,
    /// Which files.
    pub(crate) manifest: Manifest,
}

impl Buckets {
    /// No rows yet. `generation` tells apart the files of different refreshes.
    pub(crate) fn new(cache: &Path, stage: &Stage) -> Self {
        Self {
            folder: cache.join(&stage.id.0),
            schema: stage_schema(&stage.rel.columns()),
            cut: cut_of(stage),
            manifest: Manifest::default(),
        }
    }

    /// The buckets that were written down.
    pub(crate) fn with(mut self, manifest: Manifest) -> Self {
        if let Some(cut) = &mut self.cut
            && let Some(grain) = manifest.bucket.as_deref().and_then(Grain::find)
        {
            cut.grain = grain;
        }
        self.manifest = manifest;
        self
    }

    /// Chooses the size of a bucket by the rows of the whole stage.
    pub(crate) fn choose(&mut self, rows: &RecordBatch) {
        let Some(cut) = &mut self.cut else { return };
        if cut.period == Grain::Day {
            let own = Cut { grain: Grain::Day, ..*cut };
            let days: BTreeSet<i64> = bucket_codes(rows, own).into_iter().collect();
            if rows.num_rows() >= days.len().saturating_mul(ROWS_A_DAY).max(1) {
                cut.grain = Grain::Day;
            }
        }
        self.manifest.bucket = Some(cut.grain.name().to_owned());
    }

    /// The rows of one bucket.
    pub(crate) fn read(&self, bucket: i64) -> Result<RecordBatch, Error> {
        let Some(name) = self.manifest.buckets.get(&bucket) else {
            return Ok(RecordBatch::new_empty(self.schema.clone()));
        };
        let path = self.folder.join(name);
        read_file(&path, &self.schema).map_err(Error::rows(&path.display().to_string()))
    }

    /// Whether every file that is named is there.
    pub(crate) fn readable(&self) -> bool {
        self.manifest.buckets.values().all(|name| self.folder.join(name).is_file())
    }

    /// All rows.
    pub(crate) fn read_all(&self) -> Result<RecordBatch, Error> {
        let buckets = self.manifest.buckets.keys();
        let batches = buckets.map(|bucket| self.read(*bucket)).collect::<Result<Vec<_>, _>>()?;
        concat_batches(&self.schema, &batches).map_err(Error::rows("stage"))
    }

    /// Puts `rows` in place of the bucket's; files of earlier refreshes are left for
    /// [`Buckets::sweep`], so that a refresh that does not finish has changed nothing.
    pub(crate) fn write(
        &mut self,
        bucket: i64,
        rows: &RecordBatch,
        name: &str,
    ) -> Result<(), Error> {
        if rows.num_rows() == 0 {
            self.manifest.buckets.remove(&bucket);
            return Ok(());
        }
        let file = write_file(&self.folder, &format!("{name}-{bucket}"), rows)?;
        self.manifest.buckets.insert(bucket, file);
        Ok(())
    }

    /// The last record of each subject, if it is there and can be read.
    pub(crate) fn read_carry(&self) -> Result<Option<Carry>, Error> {
        let Some(name) = &self.manifest.carry else { return Ok(None) };
        let path = self.folder.join(name);
        let rows = read_file(&path, &Carry::schema());
        let rows = rows.map_err(Error::rows(&path.display().to_string()))?;
        Carry::from_batch(&rows).map(Some)
    }

    /// Keeps the last record of each subject.
    pub(crate) fn write_carry(&mut self, carry: &Carry, name: &str) -> Result<(), Error> {
        let file = write_file(&self.folder, &format!("{name}-carry"), &carry.to_batch()?)?;
        self.manifest.carry = Some(file);
        Ok(())
    }

    /// Whether a bucket can hold periods from `first` to `last` (codes; none: to the end).
    pub(crate) fn touches(&self, bucket: i64, first: i64, last: Option<i64>) -> bool {
        let Some(cut) = self.cut else { return true };
        bucket == 0
            || (bucket >= bucket_of(first, cut)
                && last.is_none_or(|last| bucket <= bucket_of(last, cut)))
    }

    /// Deletes files that the manifest does not name. What cannot be deleted stays: it is only
    /// space.
    pub(crate) fn sweep(&self) {
        let named = self.manifest.buckets.values().chain(&self.manifest.carry);
        let kept: BTreeSet<&str> = named.map(String::as_str).collect();
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            if entry.file_name().to_str().is_some_and(|name| !kept.contains(name)) {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }

    /// Cuts rows into buckets.
    pub(crate) fn split(&self, rows: &RecordBatch) -> Result<BTreeMap<i64, RecordBatch>, Error> {
        let Some(cut) = self.cut else { return Ok(BTreeMap::from([(0, rows.clone())])) };
        let codes = bucket_codes(rows, cut);
        let distinct: BTreeSet<i64> = codes.iter().copied().collect();
        if let [only] = distinct.iter().copied().collect::<Vec<_>>().as_slice() {
            return Ok(BTreeMap::from([(*only, rows.clone())]));
        }
        distinct
            .into_iter()
            .map(|bucket| {
                let mask: BooleanArray = codes.iter().map(|code| Some(*code == bucket)).collect();
                let rows = filter_record_batch(rows, &mask).map_err(Error::rows("stage"))?;
                Ok((bucket, rows))
            })
            .collect()
    }
}

/// The bucket of every row; 0 for a row without a period.
fn bucket_codes(rows: &RecordBatch, cut: Cut) -> Vec<i64> {
    let periods = rows.column(cut.column).as_primitive::<Int64Type>();
    let mut last = (i64::MIN, 0);
    (0..periods.len())
        .map(|row| {
            if periods.is_null(row) {
                return 0;
            }
            let code = periods.value(row);
            if code != last.0 {
                last = (code, bucket_of(code, cut));
            }
            last.1
        })
        .collect()
}

/// The bucket in which a period lies; 0 where it has none.
pub(crate) fn bucket_of(code: i64, cut: Cut) -> i64 {
    let period = Period::from_code(code).and_then(|period| period.truncate(cut.grain));
    period.map_or(0, Period::code)
}

/// Reads a file and holds its bytes against the digest that its name ends in: a damaged file
/// must be no rows at all, never other ones.
#[expect(clippy::disallowed_methods, reason = "cached rows are files of the engine's own")]
fn read_file(path: &Path, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let bytes = std::fs::read(path)?;
    let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
    let expected = name.rsplit('-').next().unwrap_or_default();
    let found = digest(&bytes);
    if found != expected {
        let what = format!("expected rows with the digest {expected}, found {found}");
        return Err(ArrowError::IpcError(what));
    }
    let reader = FileReader::try_new(std::io::Cursor::new(bytes), None)?;
    let batches = reader.collect::<Result<Vec<_>, _>>()?;
    concat_batches(schema, &batches)
}

/// Writes rows to a file whose name begins with `stem` and ends in the digest of its bytes;
/// returns the name.
#[expect(clippy::disallowed_methods, reason = "cached rows are files of the engine's own")]
fn write_file(folder: &Path, stem: &str, rows: &RecordBatch) -> Result<String, Error> {
    let write = || -> Result<String, ArrowError> {
        let mut writer = FileWriter::try_new(Vec::new(), &rows.schema())?;
        writer.write(rows)?;
        let bytes = writer.into_inner()?;
        let name = format!("{stem}-{}.arrow", digest(&bytes));
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(&name), bytes)?;
        Ok(name)
    };
    write().map_err(Error::rows(&folder.display().to_string()))
}

fn digest(bytes: &[u8]) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(bytes))
}

#[cfg(test)]
mod tests;
