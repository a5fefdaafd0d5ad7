//! Figures as they were published, with their revisions: was, is, since when, which rows did it.

use crate::bounds;
use crate::error::Error;
use crate::opened::{App, ReadyPack, archived_pack};
use crate::select::{self, Selection};
use crate::under;
use crate::view::{FigureView, Shelf};
use diag::Text;
use records::Lake;
use std::collections::{BTreeMap, BTreeSet};

/// Row ids that are shown of one change.
const IDS_SHOWN_MAX: usize = 20;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct FiguresRequest {
    /// Which figures.
    pub selection: Selection,
    /// As published at a snapshot number or a date.
    pub as_of: Option<String>,
    /// Whether revisions are wanted for every figure, not only for a single one.
    pub revisions: bool,
}

/// A figure with what it was before.
#[derive(Debug, Clone)]
pub struct FigureHistory {
    /// The figure.
    pub view: FigureView,
    /// All its revisions, oldest first, the shown one among them; none if not asked for.
    pub revisions: Vec<Revision>,
}

/// One value that a figure had.
#[derive(Debug, Clone)]
pub struct Revision {
    /// The value and where it comes from.
    pub view: FigureView,
    /// The records that made it another value than the one before; none if it is the first.
    pub change: Option<Change>,
}

/// What made a figure another value.
#[derive(Debug, Clone, Default)]
pub struct Change {
    /// By stream.
    pub records: Vec<ChangedRecords>,
    /// Why it could not be told from records alone, such as another version of the pack.
    pub because: Option<Text>,
}

/// Records of one stream that entered or left a figure's evidence.
#[derive(Debug, Clone)]
pub struct ChangedRecords {
    /// The stream.
    pub stream: String,
    /// How many entered.
    pub added: usize,
    /// How many left, superseded by corrections.
    pub removed: usize,
    /// The first row ids that entered.
    pub added_ids: Vec<i64>,
    /// The first row ids that left.
    pub removed_ids: Vec<i64>,
}

/// Lists the figures asked for, in order of indicator, place, period, edition.
pub async fn figures(app: &App, request: &FiguresRequest) -> Result<Vec<FigureHistory>, Error> {
    let lake = app.lake().await?;
    let ready = app.pack_at_hand(&lake).await?;
    let selection = request.selection.clone().unfolded();
    let mut filter = selection.filter(&ready.pack)?;
    if let Some(text) = &request.as_of {
        filter.as_of = Some(select::as_of(&lake, &ready.pack, text).await?);
    }
    let stored = lake.list_figures(&filter).await.map_err(under::records)?;
    let mut shelf = Shelf::new(&lake, &ready);
    let fitting =
        stored.into_iter().filter(|stored| selection.by_fits(&stored.figure.key.by)).collect();
    let mut list = shelf.views(fitting).await;
    list.sort_by(|a, b| a.figure.key.cmp(&b.figure.key));
    if list.is_empty() {
        return Err(nothing_found(&lake).await);
    }
    bounds::attach(&lake, &mut shelf, &mut list, filter.as_of).await?;
    let with_revisions = request.revisions || list.len() == 1;
    let mut out = Vec::with_capacity(list.len());
    for view in list {
        let revisions = if with_revisions {
            revisions(&lake, &ready, &mut shelf, &view).await?
        } else {
            Vec::new()
        };
        out.push(FigureHistory { view, revisions });
    }
    Ok(out)
}

async fn nothing_found(lake: &Lake) -> Error {
    let any = lake.list_figures(&records::FigureFilter::default()).await;
    if any.is_ok_and(|figures| figures.is_empty()) {
        return Error::refused("还没有算出任何指标值", "no figures have been computed yet")
            .help("先运行 hemei refresh", "run hemei refresh first");
    }
    Error::refused("没有这样的指标值", "there is no such figure")
        .help("少写几个条件，或运行 hemei refresh", "ask with fewer options, or run hemei refresh")
}

/// All values that the figure had up to the shown one.
async fn revisions(
    lake: &Lake,
    at_hand: &ReadyPack,
    shelf: &mut Shelf<'_>,
    shown: &FigureView,
) -> Result<Vec<Revision>, Error> {
    let key = &shown.figure.key;
    let stored = lake.list_revisions(key).await.map_err(under::records)?;
    let mut views = shelf.views(stored).await;
    views.retain(|view| view.snapshot <= shown.snapshot);
    views.sort_by_key(|view| (view.snapshot, view.computed_at_us));
    let mut out: Vec<Revision> = Vec::with_capacity(views.len());
    for view in views {
        let change = match out.last() {
            Some(before) => Some(change(lake, at_hand, &before.view, &view).await?),
            None => None,
        };
        out.push(Revision { view, change });
    }
    Ok(out)
}

/// What entered and left the evidence between two revisions.
async fn change(
    lake: &Lake,
    at_hand: &ReadyPack,
    was: &FigureView,
    is: &FigureView,
) -> Result<Change, Error> {
    let because = (was.pack_digest != is.pack_digest).then(|| {
        Text::new(
            format!("配置包由 {} 变为 {}", was.pack_version, is.pack_version),
            format!("the pack changed from {} to {}", was.pack_version, is.pack_version),
        )
    });
    let before = evidence_ids(lake, at_hand, was).await?;
    let after = evidence_ids(lake, at_hand, is).await?;
    let streams: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let none = BTreeSet::new();
    let records = streams
        .into_iter()
        .filter_map(|stream| {
            let was = before.get(stream).unwrap_or(&none);
            let is = after.get(stream).unwrap_or(&none);
            let (added, added_ids) = first(is.difference(was));
            let (removed, removed_ids) = first(was.difference(is));
            (added + removed > 0).then(|| ChangedRecords {
                stream: stream.clone(),
                added,
                removed,
                added_ids,
                removed_ids,
            })
        })
        .collect();
    Ok(Change { records, because })
}

fn first<'a>(ids: impl Iterator<Item = &'a i64>) -> (usize, Vec<i64>) {
    let all: Vec<i64> = ids.copied().collect();
    (all.len(), all.into_iter().take(IDS_SHOWN_MAX).collect())
}

/// The row ids of the evidence of a revision, by stream; empty where its pack version is gone.
async fn evidence_ids(
    lake: &Lake,
    at_hand: &ReadyPack,
    view: &FigureView,
) -> Result<BTreeMap<String, BTreeSet<i64>>, Error> {
    let Ok(ready) = pack_of(lake, at_hand, view).await else { return Ok(BTreeMap::new()) };
    let evidence = under::evidence(lake, &ready, view).await?;
    let mut ids = BTreeMap::new();
    for (stream, batch) in &evidence.streams {
        let rows = 0..batch.num_rows();
        let set: BTreeSet<i64> =
            rows.filter_map(|row| crate::cells::find_i64(batch, "record_no", row)).collect();
        ids.insert(stream.clone(), set);
    }
    Ok(ids)
}

/// The pack version that computed a figure, ready to run.
pub(crate) async fn pack_of(
    lake: &Lake,
    at_hand: &ReadyPack,
    view: &FigureView,
) -> Result<ReadyPack, Error> {
    if at_hand.pack.digest == view.pack_digest {
        return Ok(at_hand.clone());
    }
    archived_pack(lake, &view.pack_digest).await
}
