//! The lake as callers see it: open, declare, load, read, keep figures.

use crate::load::{Load, LoadOutcome};
use crate::lock::Lock;
use crate::store::Store;
use crate::store::streams::StoredStream;
use crate::upkeep::{OptimiseOutcome, VacuumOutcome};
use crate::{
    Access, ArchivedPack, CacheEntry, Error, FigureFilter, FileFacts, FileRow, QuarantineFilter,
    QuarantinedRow, SnapTable, SnapshotNo, SnapshotRow, StoredFigure, Which, delta, fsync, schema,
};
use datafusion::catalog::TableProvider;
use district::declare::EventTime;
use district::{Figure, FigureKey, Stream, Zone};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Where a test stops a commit, as if the process had been killed there.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopAt {
    /// After the intent row, before any Delta commit.
    Intent,
    /// After the Delta commits, before the snapshot row.
    DeltaCommit,
}

impl StopAt {
    fn number(self) -> u8 {
        match self {
            Self::Intent => 1,
            Self::DeltaCommit => 2,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Intent => "the intent",
            Self::DeltaCommit => "the Delta commit",
        }
    }
}

/// One folder of records, with its store. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Lake {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) dir: PathBuf,
    pub(crate) store: Store,
    loading: Mutex<BTreeSet<String>>,
    stop: AtomicU8,
    // Last, so that the store is closed before the lock is let go.
    _lock: Option<Lock>,
}

/// Refuses streams whose store is gone: a new one would count from the beginning and write over
/// what is there.
fn store_beside_streams(dir: &Path) -> Result<(), Error> {
    let store = dir.join("hemei.db");
    if store.exists() {
        return Ok(());
    }
    let Ok(entries) = std::fs::read_dir(dir.join("streams")) else { return Ok(()) };
    let orphans = entries.flatten().any(|entry| entry.path().join("_delta_log").exists());
    if orphans {
        let why = "there are streams beside it but no store: put `hemei.db` back from a backup, \
                   or move the folder `streams` away to begin anew";
        let why = std::io::Error::new(std::io::ErrorKind::NotFound, why);
        return Err(Error::io("open", &store, why));
    }
    Ok(())
}

impl Lake {
    /// Opens the folder `dir`; for writing, takes its lock and finishes what was cut off.
    pub async fn open(dir: &Path, access: Access) -> Result<Self, Error> {
        let lock = match access {
            Access::Read => None,
            Access::Write => {
                fsync::create_dir(dir)?;
                let lock = Lock::take(dir)?;
                for sub in ["streams", "cache", "packs"] {
                    fsync::create_dir(&dir.join(sub))?;
                }
                Some(lock)
            }
        };
        let dir = match std::path::absolute(dir) {
            Ok(dir) => dir,
            Err(source) => return Err(Error::io("find", dir, source)),
        };
        store_beside_streams(&dir)?;
        let store = Store::open(&dir, access).await?;
        let inner = Inner {
            dir,
            store,
            loading: Mutex::new(BTreeSet::new()),
            stop: AtomicU8::new(0),
            _lock: lock,
        };
        let lake = Self { inner: Arc::new(inner) };
        if access == Access::Write {
            lake.finish_intents().await?;
        }
        Ok(lake)
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// Where derived files go; anything in it may be deleted.
    pub fn cache_dir(&self) -> PathBuf {
        self.inner.dir.join("cache")
    }

    /// The folder of a stream's Delta table.
    pub fn stream_dir(&self, stream: &str) -> PathBuf {
        self.inner.dir.join("streams").join(stream)
    }

    /// The newest snapshot; 0 if nothing has been loaded.
    pub async fn snapshot(&self) -> Result<SnapshotNo, Error> {
        self.store().newest_snapshot().await
    }

    /// All snapshots, oldest first.
    pub async fn list_snapshots(&self) -> Result<Vec<SnapshotRow>, Error> {
        self.store().list_snapshots().await
    }

    /// The newest snapshot that was there at `at_us`.
    pub async fn snapshot_at(&self, at_us: i64) -> Result<Option<SnapshotNo>, Error> {
        self.store().snapshot_at(at_us).await
    }

    /// The streams that were declared in this lake.
    pub async fn list_streams(&self) -> Result<Vec<String>, Error> {
        self.store().list_streams().await
    }

    /// Creates the stream's table, or adds the columns that are new; refuses a changed type.
    pub async fn declare_stream(&self, stream: &Stream) -> Result<(), Error> {
        let declared = schema::declared(stream)?;
        let key = key_words(stream);
        let dir = self.stream_dir(&stream.id);
        let Some(mut stored) = self.store().find_stream(&stream.id).await? else {
            let stored =
                StoredStream { id: stream.id.clone(), columns: declared, key, zone: String::new() };
            let fields = schema::delta_fields(&schema::stored_schema(&stored.columns));
            delta::create(&dir, &stream.id, &fields).await?;
            return self.store().put_stream(&stored, false).await;
        };
        let mut added = Vec::new();
        for column in declared {
            match stored.columns.iter().find(|it| it.id == column.id) {
                Some(there) if there.r#type == column.r#type => {}
                Some(there) => {
                    return Err(Error::TypeChanged {
                        stream: stream.id.clone(),
                        column: column.id,
                        was: there.r#type.clone(),
                        is: column.r#type,
                    });
                }
                None => added.push(column),
            }
        }
        let key_changed = stored.key != key;
        if added.is_empty() && !key_changed {
            return Ok(());
        }
        if !added.is_empty() {
            stored.columns.extend(added);
            let fields = schema::delta_fields(&schema::stored_schema(&stored.columns));
            delta::add_columns(&dir, &fields).await?;
        }
        stored.key = key;
        self.store().put_stream(&stored, key_changed).await
    }

    /// Begins to load a file into a declared stream, or goes on with a load that was cut off.
    ///
    /// `zone` is the district's own: days (`observed_on`) are cut in it.
    pub async fn begin_load(
        &self,
        stream: &Stream,
        zone: &Zone,
        facts: FileFacts,
        now_us: i64,
    ) -> Result<Load, Error> {
        Load::begin(self, stream, zone, facts, now_us).await
    }

    /// Commits loads of different streams together: one snapshot shows all of them or none.
    pub async fn commit_many(
        &self,
        loads: Vec<Load>,
        now_us: i64,
    ) -> Result<Vec<LoadOutcome>, Error> {
        Load::commit_many(self, loads, now_us).await
    }

    /// The rows of `stream` at `snapshot`, as a DataFusion table.
    ///
    /// Columns: those declared (all that ever were, in order of first declaration), then
    /// `observed_at`, `observed_on`, `record_no`, `received_at`, `file_no`, `line_no`.
    /// Text is `Utf8`, decimals are `Decimal128(38, scale)`; columns that a file does not have
    /// are null. Superseded rows are left out.
    pub async fn table(
        &self,
        stream: &str,
        snapshot: SnapshotNo,
        which: Which,
    ) -> Result<Arc<dyn TableProvider>, Error> {
        Ok(Arc::new(SnapTable::pin(self, stream, snapshot, which).await?))
    }

    /// The same table by its own type, which knows its days and files.
    pub async fn pin(
        &self,
        stream: &str,
        snapshot: SnapshotNo,
        which: Which,
    ) -> Result<SnapTable, Error> {
        SnapTable::pin(self, stream, snapshot, which).await
    }

    /// Files that have been loaded, in order of their numbers.
    pub async fn list_files(&self) -> Result<Vec<FileRow>, Error> {
        self.store().list_files().await
    }

    /// The file behind a `file_no`.
    pub async fn find_file(&self, file_no: i32) -> Result<Option<FileRow>, Error> {
        self.store().find_file(file_no).await
    }

    /// Rows in quarantine.
    pub async fn list_quarantine(
        &self,
        filter: &QuarantineFilter,
    ) -> Result<Vec<QuarantinedRow>, Error> {
        self.store().list_quarantine(filter).await
    }

    /// One row in quarantine.
    pub async fn find_quarantined(&self, id: i64) -> Result<Option<QuarantinedRow>, Error> {
        self.store().find_quarantined(id).await
    }

    /// Marks rows as decoded again and taken in.
    pub async fn mark_replayed(&self, ids: &[i64]) -> Result<(), Error> {
        self.store().mark_replayed(ids).await
    }

    /// Rewrites a stream's small files into few, sorted ones; rows and snapshots stay the same.
    pub async fn optimise(&self, stream: &str, now_us: i64) -> Result<OptimiseOutcome, Error> {
        crate::upkeep::optimise(self, stream, now_us).await
    }

    /// Deletes files that no kept snapshot names: see `upkeep`.
    pub async fn vacuum(&self) -> Result<VacuumOutcome, Error> {
        crate::upkeep::vacuum(self).await
    }

    /// Writes a revision of each figure whose digits changed, and ends those in `gone`;
    /// returns how many revisions were written. An unchanged figure writes nothing.
    pub async fn put_figures(
        &self,
        snapshot: SnapshotNo,
        pack_digest: &str,
        computed_at_us: i64,
        figures: &[Figure],
        gone: &[FigureKey],
    ) -> Result<u64, Error> {
        self.store().put_figures(snapshot, pack_digest, computed_at_us, figures, gone).await
    }

    /// Figures that fit the filter, in the order of their keys.
    pub async fn list_figures(&self, filter: &FigureFilter) -> Result<Vec<StoredFigure>, Error> {
        self.store().list_figures(filter).await
    }

    /// All revisions of one figure, oldest first.
    pub async fn list_revisions(&self, key: &FigureKey) -> Result<Vec<StoredFigure>, Error> {
        self.store().list_revisions(key).await
    }

    /// What is remembered about a stage.
    pub async fn cache_get(&self, stage: &str) -> Result<Option<CacheEntry>, Error> {
        self.store().cache_get(stage).await
    }

    /// What is remembered about all stages.
    pub async fn cache_list(&self) -> Result<Vec<CacheEntry>, Error> {
        self.store().cache_list().await
    }

    /// Remembers stages, all in one transaction.
    pub async fn cache_put(&self, entries: &[CacheEntry]) -> Result<(), Error> {
        self.store().cache_put(entries).await
    }

    /// Forgets stages, all in one transaction.
    pub async fn cache_remove(&self, stages: &[String]) -> Result<(), Error> {
        self.store().cache_remove(stages).await
    }

    /// Keeps the files of a pack under its digest; a digest that is there already is left alone.
    pub async fn archive_pack(
        &self,
        pack: &ArchivedPack,
        files: &[(String, Vec<u8>)],
    ) -> Result<(), Error> {
        crate::upkeep::archive_pack(self, pack, files).await
    }

    /// The files of an archived pack.
    pub async fn read_pack(&self, digest: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
        crate::upkeep::read_pack(self, digest).await
    }

    /// The packs that are archived, oldest first.
    pub async fn list_packs(&self) -> Result<Vec<ArchivedPack>, Error> {
        self.store().list_packs().await
    }

    pub(crate) fn store(&self) -> &Store {
        &self.inner.store
    }

    /// Takes the one place for a load of `stream`.
    pub(crate) fn occupy(&self, stream: &str) -> Result<(), Error> {
        let mut loading = self.inner.loading.lock().unwrap_or_else(PoisonError::into_inner);
        if loading.insert(stream.to_owned()) {
            Ok(())
        } else {
            Err(Error::LoadOpen { stream: stream.to_owned() })
        }
    }

    /// Gives the place back.
    pub(crate) fn release(&self, stream: &str) {
        self.inner.loading.lock().unwrap_or_else(PoisonError::into_inner).remove(stream);
    }

    /// Makes the next commit stop there, as if the process had been killed.
    #[doc(hidden)]
    pub fn stop_at(&self, stop: Option<StopAt>) {
        self.inner.stop.store(stop.map_or(0, StopAt::number), Ordering::Relaxed);
    }

    pub(crate) fn stopped(&self, here: StopAt) -> Result<(), Error> {
        if self.inner.stop.load(Ordering::Relaxed) == here.number() {
            return Err(Error::Stopped { at: here.name() });
        }
        Ok(())
    }
}

/// What identifies a record of `stream`, in words that change when it does.
fn key_words(stream: &Stream) -> String {
    let time = match &stream.event_time {
        EventTime::Column(column) => vec![column.as_str()],
        EventTime::Parts(parts) => parts.iter().map(String::as_str).collect(),
    };
    serde_json::json!({ "key": stream.key, "event_time": time }).to_string()
}
