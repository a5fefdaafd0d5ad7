//! Which published figures a changed pack would change, before it is taken over. Nothing is
//! written: not a record, not a figure, not a cache.

use crate::error::Error;
use crate::folder;
use crate::opened::{App, ReadyPack, ready};
use crate::under;
use crate::view::{self, FigureView, Shelf};
use district::FigureKey;
use records::FigureFilter;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What would be.
#[derive(Debug, Clone)]
pub struct PreviewOutcome {
    /// The snapshot that both sides rest on.
    pub snapshot: i64,
    /// The changed pack's version.
    pub pack_version: String,
    /// Figures that stay as they are.
    pub same: usize,
    /// Figures that would be others, in order of key.
    pub changes: Vec<FigureChange>,
}

/// A figure that would be another.
#[derive(Debug, Clone)]
pub struct FigureChange {
    /// Which.
    pub key: FigureKey,
    /// As published; none if it would be new.
    pub was: Option<FigureView>,
    /// As it would be; none if it would be gone.
    pub is: Option<FigureView>,
}

/// Compares the published figures with those of the pack in `changed`.
pub async fn preview(app: &App, changed: &Path) -> Result<PreviewOutcome, Error> {
    let new = ready(changed, folder::read(changed)?)?;
    let lake = app.lake().await?;
    let at_hand = app.pack_at_hand(&lake).await?;
    let snapshot = lake.snapshot().await.map_err(under::records)?;
    let stored = lake.list_figures(&FigureFilter::default()).await.map_err(under::records)?;
    let views = Shelf::new(&lake, &at_hand).views(stored).await;
    let mut published: BTreeMap<FigureKey, FigureView> =
        views.into_iter().map(|view| (view.figure.key.clone(), view)).collect();
    let computed = compute_all(&new, &under::tables(&lake, snapshot)).await?;
    let keys: BTreeSet<FigureKey> = published.keys().chain(computed.keys()).cloned().collect();
    let mut outcome =
        PreviewOutcome { snapshot, pack_version: new.version(), same: 0, changes: Vec::new() };
    for key in keys {
        let was = published.remove(&key);
        let is = computed.get(&key).cloned();
        if looks_same(was.as_ref(), is.as_ref()) {
            outcome.same += 1;
        } else {
            outcome.changes.push(FigureChange { key, was, is });
        }
    }
    Ok(outcome)
}

/// A change of digits, validity, unit or published decimals is one; a new name is not.
fn looks_same(was: Option<&FigureView>, is: Option<&FigureView>) -> bool {
    match (was, is) {
        (Some(was), Some(is)) => {
            was.figure == is.figure && was.shown == is.shown && was.unit == is.unit
        }
        (None, None) => true,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// Every figure of a pack, from the records alone.
pub(crate) async fn compute_all(
    ready: &ReadyPack,
    tables: &dyn engine::Tables,
) -> Result<BTreeMap<FigureKey, FigureView>, Error> {
    let engine = under::start_engine()?;
    let mut out = BTreeMap::new();
    for stage in &ready.graph.figures {
        let figures = engine
            .compute(&ready.graph, &ready.context, tables, stage, None)
            .await
            .map_err(under::engine)?;
        for figure in figures {
            out.insert(figure.key.clone(), view::of_pack(Some(&ready.pack), figure));
        }
    }
    Ok(out)
}
