//! Bringing stages from one snapshot to the next: only keys that a changed record can reach are
//! computed, and only rows that came out other than before are handed on (early cut-off).
//!
//! Same digits as a full rebuild, always: a stage's rows for some keys are computed by the very
//! relation that computes all of them, restricted to those keys (`indicator::rewrite`).
//!
//! Start reading at [`Engine::refresh`].

mod durations;
mod full;
mod partial;

pub(crate) use partial::{bounds_of, distinct, keys_scan, table_of};

use crate::Error;
use crate::cache::{Buckets, Manifest};
use crate::compute::figures_of;
use crate::runtime::{Context, Engine, Prepared};
use arrow_array::RecordBatch;
use district::{Figure, FigureKey};
use indicator::ir::{Graph, Stage, StageId, TableRef};
use records::{CacheEntry, Lake, SnapshotNo};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What cached rows were computed by, besides the stage's own digest. To be changed whenever the
/// same relation gives other rows or the files have another form.
pub const FINGERPRINT: &str = "3";

/// What is asked of a refresh.
#[derive(Debug, Clone)]
pub struct RefreshRequest {
    /// The snapshot to bring everything to.
    pub to: SnapshotNo,
    /// Forget what is cached.
    pub full: bool,
    /// Report every figure, also where nothing changed.
    pub every: bool,
    /// The folder for cached rows; may be deleted at any time.
    pub cache: PathBuf,
}

/// What became of one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageReport {
    /// Its name, for people.
    pub name: String,
    /// Keys that were computed; none: all of them.
    pub stale: Option<usize>,
    /// Rows that came out other than before.
    pub changed: usize,
}

/// What a refresh found.
#[derive(Debug, Default)]
pub struct RefreshOutcome {
    /// Figures that are new or other than before.
    pub figures: Vec<Figure>,
    /// Figures that are no longer there.
    pub gone: Vec<FigureKey>,
    /// Indicators (with edition) of which `figures` holds every figure there is.
    pub complete: BTreeSet<(String, Option<String>)>,
    /// Stage by stage.
    pub stages: Vec<StageReport>,
    /// What to remember, once the figures have been stored.
    pub cache: Vec<CacheEntry>,
}

/// One stage under way.
struct State {
    buckets: Buckets,
    /// Old and new rows that differ; none: everything may.
    change: Option<Changed>,
}

/// What changed in one stage.
struct Changed {
    /// From this snapshot on.
    since: SnapshotNo,
    /// Old rows that differ and new ones.
    rows: RecordBatch,
    /// New rows that differ.
    fresh: RecordBatch,
    /// Old rows whose key is gone.
    gone: RecordBatch,
}

/// A refresh under way.
struct Refresh<'a> {
    engine: &'a Engine,
    graph: &'a Graph,
    prepared: &'a Prepared<'a>,
    lake: &'a Lake,
    request: &'a RefreshRequest,
    states: BTreeMap<StageId, State>,
    /// Tells the files of this refresh from those of earlier ones.
    generation: String,
}

impl Engine {
    /// Computes what is stale at `request.to` and says which figures changed.
    ///
    /// Writes files under `request.cache` that nothing names until the caller stores
    /// [`RefreshOutcome::cache`]; a refresh that does not get so far has changed nothing.
    pub async fn refresh(
        &self,
        graph: &Graph,
        context: &Context,
        lake: &Lake,
        request: &RefreshRequest,
        progress: &(dyn Fn(&str, usize, usize) + Sync),
    ) -> Result<RefreshOutcome, Error> {
        let first = self.refresh_once(graph, context, lake, request, progress).await;
        if first.is_ok() || request.full {
            return first;
        }
        // What is cached may be gone or damaged. Without it the answer is the same, or the
        // same fault shows.
        let whole = RefreshRequest { full: true, ..request.clone() };
        self.refresh_once(graph, context, lake, &whole, progress).await
    }

    async fn refresh_once(
        &self,
        graph: &Graph,
        context: &Context,
        lake: &Lake,
        request: &RefreshRequest,
        progress: &(dyn Fn(&str, usize, usize) + Sync),
    ) -> Result<RefreshOutcome, Error> {
        let prepared = Prepared::new(context)?;
        let mut refresh = Refresh {
            engine: self,
            graph,
            prepared: &prepared,
            lake,
            request,
            states: BTreeMap::new(),
            generation: format!("s{}", request.to),
        };
        let mut outcome = RefreshOutcome::default();
        for (at, stage) in graph.stages.iter().enumerate() {
            progress(&stage.name, at, graph.stages.len());
            let (state, report) = refresh.stage(stage).await?;
            outcome.cache.push(entry(stage, &state, request.to)?);
            outcome.stages.push(report);
            refresh.states.insert(stage.id.clone(), state);
        }
        refresh.figures(&mut outcome)?;
        Ok(outcome)
    }
}

/// Deletes cached files that no entry names; to be called once the entries are stored.
pub fn sweep(graph: &Graph, cache: &std::path::Path, entries: &[CacheEntry]) {
    for entry in entries {
        let stage = graph.stages.iter().find(|stage| stage.id.0 == entry.stage);
        let manifest = serde_json::from_str::<Manifest>(&entry.manifest);
        if let (Some(stage), Ok(manifest)) = (stage, manifest) {
            Buckets::new(cache, stage).with(manifest).sweep();
        }
    }
}

fn entry(stage: &Stage, state: &State, to: SnapshotNo) -> Result<CacheEntry, Error> {
    let manifest = serde_json::to_string(&state.buckets.manifest);
    Ok(CacheEntry {
        stage: stage.id.0.clone(),
        fingerprint: FINGERPRINT.to_owned(),
        snapshot: to,
        manifest: manifest
            .map_err(|source| Error::Manifest { name: stage.name.clone(), source })?,
    })
}

impl Refresh<'_> {
    /// Brings one stage to the snapshot: untouched, in part, or as a whole.
    async fn stage(&mut self, stage: &Stage) -> Result<(State, StageReport), Error> {
        if let Some((since, buckets)) = self.cached(stage).await? {
            if since == self.request.to {
                return Ok(untouched(stage, since, buckets));
            }
            let attempt = self.partial(stage, since, buckets).await;
            match attempt {
                Ok(Some(done)) => return Ok(done),
                // A cached file that cannot be read is no loss: the stage is computed whole.
                Ok(None) | Err(Error::Rows { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        self.whole(stage).await
    }

    /// What is cached of a stage, if it can be used.
    async fn cached(&self, stage: &Stage) -> Result<Option<(SnapshotNo, Buckets)>, Error> {
        if self.request.full {
            return Ok(None);
        }
        let entry = self.lake.cache_get(&stage.id.0).await.map_err(Error::lake(&stage.name))?;
        let Some(entry) = entry else { return Ok(None) };
        let fits = entry.fingerprint == FINGERPRINT && entry.snapshot <= self.request.to;
        let manifest = serde_json::from_str(&entry.manifest);
        Ok(match manifest {
            Ok(manifest) if fits => {
                let buckets = Buckets::new(&self.request.cache, stage).with(manifest);
                buckets.readable().then_some((entry.snapshot, buckets))
            }
            Ok(_) | Err(_) => None,
        })
    }

    /// The tables that a stage scans, with the number of each scan.
    fn scans(stage: &Stage) -> Vec<(TableRef, usize)> {
        let mut scans = Vec::new();
        stage.rel.scans(&mut |table, occurrence| scans.push((table.clone(), occurrence)));
        scans
    }

    fn figures(&self, outcome: &mut RefreshOutcome) -> Result<(), Error> {
        for figure in &self.graph.figures {
            let stage = self.graph.find(&figure.stage);
            let Some((stage, state)) = stage.zip(self.states.get(&figure.stage)) else { continue };
            if let Some(change) = state.change.as_ref().filter(|_| !self.request.every) {
                outcome.figures.extend(figures_of(stage, figure, &change.fresh, None)?);
                let gone = figures_of(stage, figure, &change.gone, None)?;
                outcome.gone.extend(gone.into_iter().map(|figure| figure.key));
            } else {
                let rows = state.buckets.read_all()?;
                outcome.figures.extend(figures_of(stage, figure, &rows, None)?);
                outcome.complete.insert((figure.indicator.clone(), figure.edition.clone()));
            }
        }
        Ok(())
    }
}

fn untouched(stage: &Stage, since: SnapshotNo, buckets: Buckets) -> (State, StageReport) {
    let none = RecordBatch::new_empty(buckets.schema.clone());
    let change = Changed { since, rows: none.clone(), fresh: none.clone(), gone: none };
    let report = StageReport { name: stage.name.clone(), stale: Some(0), changed: 0 };
    (State { buckets, change: Some(change) }, report)
}
