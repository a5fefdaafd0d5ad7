//! Loading one file into one stream: stage rows chunk by chunk, then commit them all at once.

mod buffer;
mod commit;
pub(crate) mod hash;
mod judge;
mod rows;
pub(crate) mod writer;

pub(crate) use buffer::Buffer;

use crate::lake::Lake;
use crate::schema::stored_schema;
use crate::store::snapshots::DataFile;
use crate::store::staging::{Checkpoint, Progress, StagedLoad};
use crate::store::streams::StoredColumn;
use crate::{Error, FileFacts, QuarantineRow, SnapshotNo};
use arrow_array::{BooleanArray, Int64Array, RecordBatch};
use arrow_schema::SchemaRef;
use district::declare::EventTime;
use district::{Stream, Zone};
use hash::{KeyShape, RowHasher};
use judge::{Judge, Verdict};
use rows::{Days, Rows, Stamp, stamped};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Rows that wait in memory before they are written, at most.
const CHUNK_ROWS: usize = 4 * 1_048_576;
/// Bytes that wait in memory before they are written, at most.
const CHUNK_BYTES: usize = 256 * 1_048_576;
/// Quarantined rows that wait in memory before they are written, at most.
const REFUSED_MAX: usize = 50_000;

/// What one batch came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StageOutcome {
    /// Records that were new (corrections counted).
    pub added: u64,
    /// Records that were there already.
    pub repeated: u64,
    /// Records that replaced an older one.
    pub corrected: u64,
}

/// What a load came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LoadOutcome {
    /// The snapshot that shows the records; the newest one, if there were none to add.
    pub snapshot: SnapshotNo,
    /// The file's number.
    pub file_no: i32,
    /// Records that were new (corrections counted).
    pub added: u64,
    /// Records that were there already.
    pub repeated: u64,
    /// Records that replaced an older one.
    pub corrected: u64,
    /// Rows that went into quarantine.
    pub quarantined: u64,
}

/// A file on its way into a stream. Dropping it leaves what is staged for the next attempt.
#[derive(Debug)]
pub struct Load {
    lake: Lake,
    stream: String,
    columns: Vec<StoredColumn>,
    schema: SchemaRef,
    facts: FileFacts,
    already: Option<(i32, SnapshotNo)>,
    staged: StagedLoad,
    staged_rows: u64,
    shape: KeyShape,
    days: Days,
    judge: Judge,
    buffer: Buffer,
    next_no: i64,
    chunk: u32,
    superseded: Vec<(i64, i64)>,
    refused: Vec<QuarantineRow>,
}

impl Drop for Load {
    fn drop(&mut self) {
        self.lake.release(&self.stream);
    }
}

impl Load {
    pub(crate) async fn begin(
        lake: &Lake,
        stream: &Stream,
        zone: &Zone,
        facts: FileFacts,
        now_us: i64,
    ) -> Result<Self, Error> {
        let store = lake.store();
        // A commit that failed half-way in this process is finished before anything builds on it.
        lake.finish_intents().await?;
        let mut stored = store.get_stream(&stream.id).await?;
        let zone_name = zone.time_zone().iana_name().unwrap_or("UTC").to_owned();
        if stored.zone.is_empty() {
            stored.zone.clone_from(&zone_name);
            store.put_stream(&stored, false).await?;
        } else if stored.zone != zone_name {
            return Err(Error::ZoneChanged {
                stream: stream.id.clone(),
                was: stored.zone,
                is: zone_name,
            });
        }
        lake.occupy(&stream.id)?;
        let begun = Self::begin_occupied(lake, stream, zone, facts, now_us, stored.columns).await;
        if begun.is_err() {
            lake.release(&stream.id);
        }
        begun
    }

    async fn begin_occupied(
        lake: &Lake,
        stream: &Stream,
        zone: &Zone,
        facts: FileFacts,
        now_us: i64,
        columns: Vec<StoredColumn>,
    ) -> Result<Self, Error> {
        let store = lake.store();
        let already = store.find_loaded(&stream.id, &facts).await?;
        let base = store.last_change(&stream.id).await?;
        let mut staged = store.find_staged(&stream.id, &facts).await?;
        if let Some(stale) = staged.as_ref().filter(|staged| staged.base != base) {
            // Its rows were judged against a stream that has changed since.
            store.discard(stale.file_no).await?;
            staged = None;
        }
        let staged = match (staged, already) {
            (Some(staged), _) => staged,
            (None, Some((file_no, snapshot))) => StagedLoad {
                file_no,
                base: snapshot,
                begun_at_us: now_us,
                progress: Progress::default(),
            },
            (None, None) => store.begin_file(&stream.id, &facts, base, now_us).await?,
        };
        let snapshot = store.newest_snapshot().await?;
        let superseded = store.superseded(&stream.id, 0, snapshot).await?;
        let in_load = store.staged_superseded(staged.file_no).await?;
        let superseded: BTreeSet<i64> =
            superseded.iter().chain(&in_load).map(|(old, _)| *old).collect();
        let shape = key_shape(stream, &columns);
        let dir = lake.stream_dir(&stream.id);
        let mut judge = Judge::new(dir, columns.clone(), shape.clone(), superseded);
        judge.add_files(&store.files_at(&stream.id, snapshot).await?);
        let staged_files = store.staged_files(staged.file_no).await?;
        judge.add_files(&staged_files);
        judge.go_on_from(&staged_files);
        let committed = store.table_state(&stream.id, snapshot).await?.record_no_max;
        let last = staged_files.iter().map(|file| file.no.1).max();
        let schema = stored_schema(&columns);
        Ok(Self {
            lake: lake.clone(),
            stream: stream.id.clone(),
            schema: Arc::clone(&schema),
            columns,
            facts,
            already,
            staged_rows: staged.progress.consumed,
            staged,
            shape,
            days: Days::new(zone.clone()),
            judge,
            buffer: Buffer::new(schema),
            next_no: last.unwrap_or(committed).max(committed) + 1,
            chunk: u32::try_from(staged_files.len()).unwrap_or(u32::MAX),
            superseded: Vec::new(),
            refused: Vec::new(),
        })
    }

    /// Whether the same file has been loaded into this stream before: committing adds nothing.
    pub fn already_loaded(&self) -> bool {
        self.already.is_some()
    }

    /// Rows that an interrupted run of the same file has staged: the caller skips that many
    /// decoded rows (refused rows are not counted; refusing one of them again changes nothing).
    pub fn staged_rows(&self) -> u64 {
        self.staged_rows
    }

    /// The number that the file's records carry.
    pub fn file_no(&self) -> i32 {
        self.staged.file_no
    }

    /// Notes which letter each column has in the sheet that the rows come from, so that a record
    /// can be found in its workbook again.
    pub async fn note_letters(&self, letters: &BTreeMap<String, String>) -> Result<(), Error> {
        if self.already_loaded() || letters.is_empty() {
            return Ok(());
        }
        self.lake.store().put_letters(self.staged.file_no, letters).await
    }

    /// Takes a batch of decoded rows: the declared columns, `observed_at`, `line_no`.
    pub async fn stage(&mut self, batch: &RecordBatch) -> Result<StageOutcome, Error> {
        let mut outcome = StageOutcome::default();
        if self.already_loaded() || batch.num_rows() == 0 {
            return Ok(outcome);
        }
        let rows = Rows::new(&self.stream, &self.columns, batch, &mut self.days)?;
        let subjects = self.subjects(&rows)?;
        let buffer = &self.buffer;
        let verdicts =
            self.judge.judge(&rows, &subjects, &|| buffer.batches(), &mut self.next_no)?;
        for verdict in &verdicts {
            match verdict {
                Verdict::New { .. } => outcome.added += 1,
                Verdict::Repeated => outcome.repeated += 1,
                Verdict::Correction { record_no, of } => {
                    outcome.added += 1;
                    outcome.corrected += 1;
                    self.superseded.push((*of, *record_no));
                }
            }
        }
        let progress = &mut self.staged.progress;
        progress.consumed += u64::try_from(rows.len()).unwrap_or(u64::MAX);
        progress.added += outcome.added;
        progress.repeated += outcome.repeated;
        progress.corrected += outcome.corrected;
        self.keep(&rows, subjects, &verdicts)?;
        if self.buffer.rows() >= CHUNK_ROWS || self.buffer.bytes() >= CHUNK_BYTES {
            self.checkpoint().await?;
        }
        Ok(outcome)
    }

    /// Takes rows that did not fit.
    pub async fn refuse(&mut self, rows: Vec<QuarantineRow>) -> Result<(), Error> {
        if self.already_loaded() {
            return Ok(());
        }
        self.refused.extend(rows);
        if self.refused.len() >= REFUSED_MAX { self.checkpoint().await } else { Ok(()) }
    }

    /// Writes what waits in memory and remembers how far the file was read.
    ///
    /// Called when enough rows wait; a caller that stops on purpose calls it before dropping.
    pub async fn checkpoint(&mut self) -> Result<(), Error> {
        if self.already_loaded() {
            return Ok(());
        }
        let plans = self.buffer.drain().map_err(|source| self.shapeless(&source))?;
        let stem = format!("{:06}-{:04}", self.staged.file_no, self.chunk);
        self.chunk += 1;
        let dir = self.lake.stream_dir(&self.stream);
        let files = writer::write_all(&dir, &stem, &self.schema, plans)?;
        let chunk = Checkpoint {
            files,
            superseded: std::mem::take(&mut self.superseded),
            refused: std::mem::take(&mut self.refused),
            progress: self.staged.progress,
        };
        self.lake
            .store()
            .checkpoint(&self.stream, self.staged.file_no, self.staged.begun_at_us, &chunk)
            .await?;
        self.judge.add_files(&chunk.files);
        self.judge.buffer_flushed();
        Ok(())
    }

    /// Makes the staged rows visible, in one snapshot.
    pub async fn commit(self, now_us: i64) -> Result<LoadOutcome, Error> {
        let lake = self.lake.clone();
        let outcomes = Self::commit_many(&lake, vec![self], now_us).await?;
        Ok(outcomes.first().copied().unwrap_or_default())
    }

    fn subjects(&self, rows: &Rows) -> Result<Vec<u64>, Error> {
        let Some(mut hasher) = RowHasher::new(&rows.columns, &self.shape) else {
            return Err(Error::Rows {
                stream: self.stream.clone(),
                expected: "columns of stored types".to_owned(),
                found: format!("{:?}", self.schema),
            });
        };
        Ok((0..rows.len()).map(|row| hasher.subject(row)).collect())
    }

    /// Puts the rows that are not repeats into the buffer.
    fn keep(
        &mut self,
        rows: &Rows,
        mut subjects: Vec<u64>,
        verdicts: &[Verdict],
    ) -> Result<(), Error> {
        let number = |verdict: &Verdict| match verdict {
            Verdict::New { record_no } | Verdict::Correction { record_no, .. } => Some(*record_no),
            Verdict::Repeated => None,
        };
        let mask: Vec<bool> = verdicts.iter().map(|it| number(it).is_some()).collect();
        if !mask.contains(&true) {
            return Ok(());
        }
        let numbers: Int64Array =
            verdicts.iter().map(|it| number(it).unwrap_or_default()).map(Some).collect();
        let numbers = Int64Array::new(numbers.values().clone(), None);
        let supersedes: Int64Array = verdicts
            .iter()
            .map(|verdict| match verdict {
                Verdict::Correction { of, .. } => Some(*of),
                Verdict::New { .. } | Verdict::Repeated => None,
            })
            .collect();
        let stamp = Stamp { received_at: self.staged.begun_at_us, file_no: self.staged.file_no };
        let batch = stamped(&self.schema, rows, stamp, &numbers, &supersedes);
        let mut batch = batch.map_err(|source| self.shapeless(&source))?;
        if mask.contains(&false) {
            let mut kept = mask.iter();
            subjects.retain(|_| kept.next().copied().unwrap_or(false));
            batch = arrow::compute::filter_record_batch(&batch, &BooleanArray::from(mask))
                .map_err(|source| self.shapeless(&source))?;
        }
        self.buffer.push(batch, subjects).map_err(|source| self.shapeless(&source))
    }

    fn shapeless(&self, source: &arrow_schema::ArrowError) -> Error {
        Error::Rows {
            stream: self.stream.clone(),
            expected: "rows of the stored schema".to_owned(),
            found: source.to_string(),
        }
    }

    /// All files staged for this load.
    pub(crate) async fn staged_files(&self) -> Result<Vec<DataFile>, Error> {
        self.lake.store().staged_files(self.staged.file_no).await
    }
}

/// Which of the stored columns make subject and key.
fn key_shape(stream: &Stream, columns: &[StoredColumn]) -> KeyShape {
    let time = match &stream.event_time {
        EventTime::Column(column) => std::slice::from_ref(column),
        EventTime::Parts(parts) => parts.as_slice(),
    };
    KeyShape::new(columns, &stream.key, time)
}
