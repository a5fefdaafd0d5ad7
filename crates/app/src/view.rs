//! A figure as it is shown: names, unit, published digits, reason in words, beside its key.
//!
//! Everything is taken from the pack version that computed the figure, so that what is shown
//! is a function of what was computed (L2); the pack at hand helps out where that is gone.

use crate::opened::{ReadyPack, archived_files, version_text};
use diag::Text;
use district::{Exact, Figure, FigureKey, Pack, Rounding, Unit};
use records::{Lake, StoredFigure};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Digits after the point of `value` in JSON.
const VALUE_DECIMALS: i32 = 6;

/// One figure as it is shown.
#[derive(Debug, Clone)]
pub struct FigureView {
    /// What was computed.
    pub figure: Figure,
    /// The indicator's name.
    pub indicator_name: Text,
    /// The place's name.
    pub place_name: Text,
    /// How many places the place lies in.
    pub place_depth: usize,
    /// The unit of the value; `1` for a plain number.
    pub unit: String,
    /// The value rounded once to the published digits of its edition.
    pub shown: Option<String>,
    /// The published digits after the point.
    pub decimals: u32,
    /// The figures that bound it; none if its indicator names none, or they were not looked for.
    pub bounds: Option<Bounds>,
    /// Why it is not valid, in words.
    pub reason_text: Option<Text>,
    /// The snapshot from which it was computed.
    pub snapshot: i64,
    /// The pack version that computed it.
    pub pack_version: String,
    /// The digest of that version.
    pub pack_digest: String,
    /// When.
    pub computed_at_us: i64,
    /// The snapshot at which it became another value, if it did.
    pub until_snapshot: Option<i64>,
}

/// The figures that say how far another one may be off.
#[derive(Debug, Clone, Default)]
pub struct Bounds {
    /// The lower one; none if it is not there.
    pub low: Option<Bound>,
    /// The upper one; none if it is not there.
    pub high: Option<Bound>,
}

/// A figure that bounds another one; it opens to evidence of its own.
#[derive(Debug, Clone)]
pub struct Bound {
    /// The figure.
    pub figure: Figure,
    /// Its value in the published digits of the figure that it bounds.
    pub shown: Option<String>,
    /// The snapshot from which it was computed.
    pub snapshot: i64,
}

impl Bound {
    /// The value as it may stand beside the figure; nothing if it is not valid.
    pub fn valid_shown(&self) -> Option<&str> {
        self.shown.as_deref().filter(|_| self.figure.valid())
    }
}

impl FigureView {
    /// Both bounds as they are shown; none unless there are both, and both valid.
    pub fn bounds_shown(&self) -> Option<(String, String)> {
        self.shown.as_ref()?;
        let bounds = self.bounds.as_ref()?;
        let text = |bound: &Option<Bound>| Some(bound.as_ref()?.valid_shown()?.to_owned());
        text(&bounds.low).zip(text(&bounds.high))
    }

    /// The value with its bounds, `81.2 (78.9–83.0)`.
    pub fn shown_bounded(&self) -> Option<String> {
        let value = self.shown.as_ref()?;
        Some(match self.bounds_shown() {
            Some((low, high)) => format!("{value} ({low}–{high})"),
            None => value.clone(),
        })
    }

    /// The unit as it stands behind a number: nothing for a plain one.
    pub fn unit_shown(&self) -> &str {
        if self.unit == "1" { "" } else { &self.unit }
    }
}

/// A value as decimal text, rounded half to even to six digits, without trailing zeros.
pub fn value_text(value: &Exact) -> String {
    value.round(VALUE_DECIMALS, Rounding::HalfEven).to_string()
}

/// A figure's id: `indicator@place/period#edition;by`.
pub fn figure_id(key: &FigureKey) -> String {
    let mut id = format!("{}@{}/{}", key.indicator, key.place, key.period);
    if let Some(edition) = &key.edition {
        id.push('#');
        id.push_str(edition);
    }
    if !key.by.is_empty() {
        id.push('?');
        id.push_str(&key.by);
    }
    id
}

/// Pack versions by digest, read once each.
pub(crate) struct Shelf<'a> {
    lake: &'a Lake,
    current: Arc<Pack>,
    archived: BTreeMap<String, Option<Arc<Pack>>>,
}

impl<'a> Shelf<'a> {
    /// A shelf that begins with the pack at hand.
    pub(crate) fn new(lake: &'a Lake, current: &ReadyPack) -> Self {
        Self { lake, current: Arc::clone(&current.pack), archived: BTreeMap::new() }
    }

    /// The figures as they are shown.
    pub(crate) async fn views(&mut self, stored: Vec<StoredFigure>) -> Vec<FigureView> {
        let mut out = Vec::with_capacity(stored.len());
        for stored in stored {
            let pack = self.pack(&stored.pack_digest).await;
            out.push(view(&pack, stored));
        }
        out
    }

    /// The indicators that bound those of a figure: as the pack says that computed it, or else
    /// the one at hand, for a pack may name bounds of figures that were there before.
    pub(crate) async fn bounds_of(&mut self, view: &FigureView) -> Option<district::Bounds> {
        let of = |pack: &Pack| pack.indicators.get(&view.figure.key.indicator)?.bounds.clone();
        of(&*self.pack(&view.pack_digest).await).or_else(|| of(&self.current))
    }

    /// The unit in which that pack computes an indicator.
    pub(crate) async fn unit_of(&mut self, digest: &str, indicator: &str) -> Option<Unit> {
        let pack = self.pack(digest).await;
        pack.indicators.get(indicator).map(|indicator| indicator.unit.clone())
    }

    /// The pack of that digest; the one at hand if it is neither that nor in the archive.
    async fn pack(&mut self, digest: &str) -> Arc<Pack> {
        if self.current.digest == digest {
            return Arc::clone(&self.current);
        }
        if !self.archived.contains_key(digest) {
            let files = archived_files(self.lake, digest).await;
            let read = files.ok().and_then(|files| pack::check(&files).0).map(Arc::new);
            self.archived.insert(digest.to_owned(), read);
        }
        let found = self.archived.get(digest).cloned().flatten();
        found.unwrap_or_else(|| Arc::clone(&self.current))
    }
}

fn view(pack: &Pack, stored: StoredFigure) -> FigureView {
    let digest = stored.pack_digest;
    let version = if pack.digest == digest { pack.version.as_str() } else { "" };
    FigureView {
        snapshot: stored.snapshot,
        pack_version: version_text(version, &digest),
        pack_digest: digest,
        computed_at_us: stored.computed_at_us,
        until_snapshot: stored.superseded_by,
        ..of_pack(Some(pack), stored.figure)
    }
}

/// The figure as `pack` shows it, not yet said where it comes from.
pub(crate) fn of_pack(pack: Option<&Pack>, figure: Figure) -> FigureView {
    let key = &figure.key;
    let indicator = pack.and_then(|pack| pack.indicators.get(&key.indicator));
    let place = pack.and_then(|pack| pack.places.find(&key.place));
    let decimals =
        indicator.map_or(6, |indicator| report::decimals(indicator, key.edition.as_deref()));
    FigureView {
        indicator_name: indicator
            .map_or_else(|| Text::same(&key.indicator), |indicator| indicator.name.clone()),
        place_name: place.map_or_else(|| Text::same(&key.place), |place| place.name.clone()),
        place_depth: pack.map_or(0, |pack| pack.places.lineage(&key.place).count()),
        unit: indicator.map_or_else(String::new, |indicator| indicator.unit.symbol.clone()),
        shown: figure.value.as_ref().map(|value| value.to_text(decimals)),
        decimals,
        bounds: None,
        reason_text: figure.reason.as_ref().map(report::words),
        figure,
        snapshot: 0,
        pack_version: String::new(),
        pack_digest: String::new(),
        computed_at_us: 0,
        until_snapshot: None,
    }
}
