//! Figures beside the figures that bound them: same place, period, edition and dimensions.
//!
//! A bound is a figure of its own, with its own evidence. One that is not there stays out;
//! nothing is put in its place.

use crate::error::Error;
use crate::under;
use crate::view::{Bound, Bounds, FigureView, Shelf};
use district::FigureKey;
use records::{FigureFilter, Lake, SnapshotNo, StoredFigure};
use std::collections::{BTreeMap, BTreeSet};

/// Puts to each figure those that its indicator names as bounds, as published at `as_of`.
pub(crate) async fn attach(
    lake: &Lake,
    shelf: &mut Shelf<'_>,
    views: &mut [FigureView],
    as_of: Option<SnapshotNo>,
) -> Result<(), Error> {
    let mut declared = Vec::with_capacity(views.len());
    for view in views.iter() {
        declared.push(shelf.bounds_of(view).await);
    }
    let wanted: BTreeSet<&String> =
        declared.iter().flatten().flat_map(|bounds| [&bounds.low, &bounds.high]).collect();
    let mut stored: BTreeMap<FigureKey, StoredFigure> = BTreeMap::new();
    for indicator in wanted {
        // One figure alone needs one companion, and not all that there are of its indicator.
        let only = match &*views {
            [view] => Some(&view.figure.key),
            _ => None,
        };
        let filter = FigureFilter {
            indicator: Some(indicator.clone()),
            place: only.map(|key| key.place.clone()),
            period: only.map(|key| key.period),
            as_of,
            ..FigureFilter::default()
        };
        let found = lake.list_figures(&filter).await.map_err(under::records)?;
        stored.extend(found.into_iter().map(|found| (found.figure.key.clone(), found)));
    }
    for (view, bounds) in views.iter_mut().zip(&declared) {
        let Some(bounds) = bounds else { continue };
        let low = beside(shelf, view, &bounds.low, &stored).await;
        let high = beside(shelf, view, &bounds.high, &stored).await;
        view.bounds = Some(Bounds { low, high });
    }
    Ok(())
}

/// The figure of `indicator` that stands beside `view`, unless it was computed in another unit.
async fn beside(
    shelf: &mut Shelf<'_>,
    view: &FigureView,
    indicator: &str,
    stored: &BTreeMap<FigureKey, StoredFigure>,
) -> Option<Bound> {
    let key = FigureKey { indicator: indicator.to_owned(), ..view.figure.key.clone() };
    let found = stored.get(&key)?;
    let own = shelf.unit_of(&view.pack_digest, &view.figure.key.indicator).await?;
    let unit = shelf.unit_of(&found.pack_digest, indicator).await?;
    own.equivalent(&unit).then(|| Bound {
        shown: found.figure.value.as_ref().map(|value| value.to_text(view.decimals)),
        figure: found.figure.clone(),
        snapshot: found.snapshot,
    })
}
