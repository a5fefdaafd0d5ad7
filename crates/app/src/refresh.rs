//! Bringing all figures up to the newest snapshot: what changed is found through the graph,
//! only that is computed, and a revision is written only where a figure became another.
//!
//! Order: figures first, then what the engine remembers. A refresh that is killed between the
//! two computes again what it has published, to the same digits, and publishes nothing twice.

use crate::clock::{self, Stopwatch};
use crate::error::Error;
use crate::opened::{App, ReadyPack};
use crate::progress::Progress;
use crate::under;
use district::FigureKey;
use engine::RefreshRequest;
use records::{CacheEntry, FigureFilter, Lake, SnapshotNo};
use std::collections::BTreeSet;

/// Under this name the store remembers which pack version the published figures are of.
pub(crate) const PUBLISHED: &str = "@published";

/// What came out.
#[derive(Debug, Clone)]
pub struct RefreshOutcome {
    /// The snapshot that the figures now rest on.
    pub snapshot: i64,
    /// The pack version that computed them.
    pub pack_version: String,
    /// How many revisions were written: figures that are new or became others.
    pub changed: u64,
    /// Figures that are no longer.
    pub gone: Vec<FigureKey>,
    /// What was done in each step.
    pub stages: Vec<StageDone>,
    /// How long it took.
    pub took_ms: u64,
}

/// What was done in one step of the graph.
#[derive(Debug, Clone)]
pub struct StageDone {
    /// The model or indicator.
    pub name: String,
    /// Cells that had to be computed; none: all.
    pub stale: Option<usize>,
    /// Cells that came out differently.
    pub changed: usize,
}

/// Computes what the records since the last refresh change.
pub async fn refresh(
    app: &App,
    full: bool,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<RefreshOutcome, Error> {
    let watch = Stopwatch::start();
    let ready = app.ready_pack()?;
    let lake = app.lake_for_writing().await?;
    let to = lake.snapshot().await.map_err(under::records)?;
    if to == 0 {
        return Err(Error::refused("还没有记录", "there are no records yet")
            .help("先运行 hemei load", "run hemei load first"));
    }
    under::archive_pack(&lake, &ready).await?;
    for stream in ready.pack.streams.values() {
        under::declare_stream(&lake, stream).await?;
    }
    let before = lake.cache_get(PUBLISHED).await.map_err(under::records)?;
    // Another pack version may give other figures from the very same cached rows.
    let every = full || before.is_none_or(|entry| entry.fingerprint != ready.pack.digest);
    let request = RefreshRequest { to, full, every, cache: lake.cache_dir() };
    let told = |name: &str, done: usize, of: usize| {
        let count = |n: usize| u64::try_from(n).unwrap_or(0);
        progress(Progress::Stage { name: name.to_owned(), done: count(done), of: count(of) });
    };
    let engine = under::start_engine()?;
    let done = Box::pin(engine.refresh(&ready.graph, &ready.context, &lake, &request, &told))
        .await
        .map_err(under::engine)?;
    progress(Progress::Done);
    let (changed, gone) =
        publish(&lake, &ready, to, every, done.figures, done.gone, &done.complete).await?;
    remember(&lake, &ready, to, done.cache).await?;
    Ok(RefreshOutcome {
        snapshot: to,
        pack_version: ready.version(),
        changed,
        gone,
        stages: done
            .stages
            .into_iter()
            .map(|stage| StageDone { name: stage.name, stale: stage.stale, changed: stage.changed })
            .collect(),
        took_ms: watch.elapsed_ms(),
    })
}

/// Writes revisions of what changed, and ends figures that no longer come out.
async fn publish(
    lake: &Lake,
    ready: &ReadyPack,
    to: SnapshotNo,
    every: bool,
    figures: Vec<district::Figure>,
    gone: Vec<FigureKey>,
    complete: &BTreeSet<(String, Option<String>)>,
) -> Result<(u64, Vec<FigureKey>), Error> {
    let mut gone: BTreeSet<FigureKey> = gone.into_iter().collect();
    if every || !complete.is_empty() {
        let now: BTreeSet<&FigureKey> = figures.iter().map(|figure| &figure.key).collect();
        let stored = lake.list_figures(&FigureFilter::default()).await.map_err(under::records)?;
        gone.extend(
            stored
                .into_iter()
                .map(|stored| stored.figure.key)
                .filter(|key| {
                    every || complete.contains(&(key.indicator.clone(), key.edition.clone()))
                })
                .filter(|key| !now.contains(key)),
        );
    }
    let gone: Vec<FigureKey> = gone.into_iter().collect();
    let changed = lake
        .put_figures(to, &ready.pack.digest, clock::now_us(), &figures, &gone)
        .await
        .map_err(under::records)?;
    Ok((changed, gone))
}

/// Stores what the engine remembers, and deletes the files that it no longer names.
async fn remember(
    lake: &Lake,
    ready: &ReadyPack,
    to: SnapshotNo,
    mut entries: Vec<CacheEntry>,
) -> Result<(), Error> {
    let stages = entries.clone();
    entries.push(CacheEntry {
        stage: PUBLISHED.to_owned(),
        fingerprint: ready.pack.digest.clone(),
        snapshot: to,
        manifest: String::new(),
    });
    lake.cache_put(&entries).await.map_err(under::records)?;
    engine::sweep(&ready.graph, &lake.cache_dir(), &stages);
    Ok(())
}
