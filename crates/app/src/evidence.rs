//! The records that a figure rests on (L3), each with the file and line or cell it came from.

use crate::bounds;
use crate::cells;
use crate::error::Error;
use crate::figures::pack_of;
use crate::opened::{App, ReadyPack};
use crate::select::Selection;
use crate::under;
use crate::view::{FigureView, Shelf, figure_id};
use arrow_array::RecordBatch;
use diag::Text;
use district::{FigureKey, Stream};
use records::{FileRow, Lake, StoredFigure};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct EvidenceRequest {
    /// Which figure; it has to be one.
    pub selection: Selection,
    /// At most so many rows of each stream are given; all are counted.
    pub limit: Option<usize>,
}

/// A figure opened.
#[derive(Debug, Clone)]
pub struct EvidenceOutcome {
    /// The figure.
    pub view: FigureView,
    /// Whether these are exactly the rows, or the smallest safe superset.
    pub exact: bool,
    /// Why they are a superset, where they are: the codes.
    pub because: Vec<String>,
    /// The same in words.
    pub because_text: Vec<Text>,
    /// All rows behind the figure.
    pub rows: usize,
    /// By stream.
    pub streams: Vec<StreamEvidence>,
}

/// The rows of one stream behind a figure.
#[derive(Debug, Clone)]
pub struct StreamEvidence {
    /// The stream.
    pub stream: String,
    /// How many there are.
    pub total: usize,
    /// The rows given.
    pub rows: Vec<EvidenceRow>,
}

/// One record behind a figure.
#[derive(Debug, Clone)]
pub struct EvidenceRow {
    /// The stream.
    pub stream: String,
    /// Its id in the stream.
    pub row_id: i64,
    /// Where it came from.
    pub source: RowSource,
    /// The declared columns, in order.
    pub columns: Map<String, Value>,
}

/// Where a record came from.
#[derive(Debug, Clone, Default)]
pub struct RowSource {
    /// The file, as it was named when it was loaded.
    pub file: Option<String>,
    /// The sheet, in a workbook.
    pub sheet: Option<String>,
    /// The line, in a text.
    pub line: Option<i64>,
    /// The cells of the record, in a workbook: `B5:H5`.
    pub cell: Option<String>,
    /// The cell of each column, in a workbook: `C5`.
    pub cells: BTreeMap<String, String>,
}

/// Opens a figure down to its records, at its snapshot and with its pack version.
pub async fn evidence(app: &App, request: &EvidenceRequest) -> Result<EvidenceOutcome, Error> {
    let lake = app.lake().await?;
    let ready = app.pack_at_hand(&lake).await?;
    let mut view = single(&lake, &ready, &request.selection).await?;
    let mut shelf = Shelf::new(&lake, &ready);
    bounds::attach(&lake, &mut shelf, std::slice::from_mut(&mut view), None).await?;
    let ready = pack_of(&lake, &ready, &view).await?;
    let found = under::evidence(&lake, &ready, &view).await?;
    let mut files = Files::new(&lake);
    let mut streams = Vec::new();
    for (id, batch) in &found.streams {
        let Some(stream) = ready.pack.streams.get(id) else { continue };
        let rows = rows(&ready, stream, batch, request.limit, &mut files).await?;
        streams.push(StreamEvidence { stream: id.clone(), total: batch.num_rows(), rows });
    }
    let rows = streams.iter().map(|stream| stream.total).sum();
    let because_text = found.because.iter().map(|code| report::because(code)).collect();
    let exact = found.exact();
    Ok(EvidenceOutcome { view, exact, because: found.because, because_text, rows, streams })
}

/// The one published figure that a selection means.
pub(crate) async fn single(
    lake: &Lake,
    ready: &ReadyPack,
    selection: &Selection,
) -> Result<FigureView, Error> {
    let selection = selection.clone().unfolded();
    let filter = selection.filter(&ready.pack)?;
    let stored = lake.list_figures(&filter).await.map_err(under::records)?;
    let mut fitting: Vec<_> =
        stored.into_iter().filter(|stored| selection.by_fits(&stored.figure.key.by)).collect();
    if selection.edition.is_none() {
        keep_edition(ready, &mut fitting);
    }
    if fitting.len() > 1 {
        let ids: Vec<String> =
            fitting.iter().take(6).map(|stored| figure_id(&stored.figure.key)).collect();
        let list = ids.join(", ");
        let more = if fitting.len() > ids.len() { ", …" } else { "" };
        return Err(Error::wrong_use(
            format!("有 {} 个指标值相符，这里需要一个", fitting.len()),
            format!("{} figures fit where one is expected", fitting.len()),
        )
        .help(format!("指明一个：{list}{more}"), format!("name one of them: {list}{more}")));
    }
    match fitting.pop() {
        Some(stored) => {
            let views = Shelf::new(lake, ready).views(vec![stored]).await;
            views.into_iter().next().ok_or_else(no_such_figure)
        }
        None => Err(no_such_figure()),
    }
}

/// Where figures differ by edition alone, keeps the one of the edition that is in force for the
/// period.
fn keep_edition(ready: &ReadyPack, fitting: &mut Vec<StoredFigure>) {
    let Some(key) = fitting.first().map(|stored| stored.figure.key.clone()) else { return };
    let same = |stored: &StoredFigure| {
        FigureKey { edition: key.edition.clone(), ..stored.figure.key.clone() } == key
    };
    if !fitting.iter().all(same) {
        return;
    }
    let pack = &ready.pack;
    let standard = pack.indicators.get(&key.indicator).and_then(|it| it.standard.as_ref());
    let standard = standard.and_then(|id| pack.standards.get(id));
    let Some(edition) = standard.and_then(|standard| standard.edition_for(key.period)) else {
        return;
    };
    let of_edition =
        |stored: &StoredFigure| stored.figure.key.edition.as_deref() == Some(edition.id.as_str());
    if fitting.iter().any(of_edition) {
        fitting.retain(of_edition);
    }
}

fn no_such_figure() -> Error {
    Error::refused("没有这样的指标值", "there is no such figure").help(
        "运行 hemei figures 查看有哪些，或运行 hemei refresh",
        "run hemei figures to see which there are, or hemei refresh",
    )
}

async fn rows(
    ready: &ReadyPack,
    stream: &Stream,
    batch: &RecordBatch,
    limit: Option<usize>,
    files: &mut Files<'_>,
) -> Result<Vec<EvidenceRow>, Error> {
    let mut out = Vec::new();
    for row in 0..batch.num_rows().min(limit.unwrap_or(usize::MAX)) {
        let source = files.source(batch, row).await?;
        out.push(EvidenceRow {
            stream: stream.id.clone(),
            row_id: cells::find_i64(batch, "record_no", row).unwrap_or_default(),
            source,
            columns: columns(ready, stream, batch, row),
        });
    }
    Ok(out)
}

fn columns(
    ready: &ReadyPack,
    stream: &Stream,
    batch: &RecordBatch,
    row: usize,
) -> Map<String, Value> {
    let mut out = Map::new();
    for column in &stream.columns {
        let value = batch.column_by_name(&column.id).map_or(Value::Null, |array| {
            cells::value(array.as_ref(), row, column.data_type, &ready.pack.zone)
        });
        out.insert(column.id.clone(), value);
    }
    out
}

/// The files that records came from, looked up once each.
struct Files<'a> {
    lake: &'a Lake,
    known: BTreeMap<i64, Option<FileRow>>,
}

impl<'a> Files<'a> {
    fn new(lake: &'a Lake) -> Self {
        Self { lake, known: BTreeMap::new() }
    }

    async fn source(&mut self, batch: &RecordBatch, row: usize) -> Result<RowSource, Error> {
        let line = cells::find_i64(batch, "line_no", row);
        let Some(file_no) = cells::find_i64(batch, "file_no", row) else {
            return Ok(RowSource { line, ..RowSource::default() });
        };
        if !self.known.contains_key(&file_no) {
            let no = i32::try_from(file_no).unwrap_or(i32::MAX);
            let row = self.lake.find_file(no).await.map_err(under::records)?;
            self.known.insert(file_no, row);
        }
        let Some(file) = self.known.get(&file_no).and_then(Option::as_ref) else {
            return Ok(RowSource { line, ..RowSource::default() });
        };
        Ok(under::row_source(file, line))
    }
}

#[cfg(test)]
mod tests;
