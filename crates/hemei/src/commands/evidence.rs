//! `evidence`, `recompute`.

use super::{Face, selection};
use crate::args::FigureArgs;
use crate::table::{Set, Table};
use app::Exit;
use app::evidence::{EvidenceOutcome, EvidenceRequest, EvidenceRow, StreamEvidence};
use app::view::figure_id;
use diag::Language;
use serde_json::Value;

/// Rows of a stream that are shown to a person who did not say how many.
const SHOWN: usize = 20;

/// Shows the rows that a figure rests on.
pub(crate) async fn evidence(
    face: &mut Face<'_>,
    figure: FigureArgs,
    limit: Option<usize>,
) -> anyhow::Result<Exit> {
    let limit = limit.or(if face.json { None } else { Some(SHOWN) });
    let request = EvidenceRequest { selection: selection(figure), limit };
    let outcome = app::evidence::evidence(&face.app, &request).await?;
    print(face, &outcome)?;
    Ok(Exit::Done)
}

/// Prints a figure opened.
pub(crate) fn print(face: &mut Face<'_>, outcome: &EvidenceOutcome) -> anyhow::Result<()> {
    if face.json {
        face.out.json(&app::json::evidence_head(outcome, face.language()))?;
        for row in outcome.streams.iter().flat_map(|stream| &stream.rows) {
            face.out.json(&app::json::evidence_row(row))?;
        }
        return Ok(());
    }
    face.out.text(&head(outcome, face.language()))?;
    for why in &outcome.because_text {
        face.out.text(&format!("  {}", why.get(face.language())))?;
    }
    for stream in &outcome.streams {
        face.out.text("")?;
        print_stream(face, stream)?;
    }
    Ok(())
}

fn head(outcome: &EvidenceOutcome, language: Language) -> String {
    let view = &outcome.view;
    let id = figure_id(&view.figure.key);
    let value = view.shown_bounded().unwrap_or_else(|| "-".to_owned());
    let (unit, rows, snapshot) = (view.unit_shown(), outcome.rows, view.snapshot);
    match (language, outcome.exact) {
        (Language::Zh, true) => {
            format!("{id} = {value} {unit}，快照 {snapshot}：恰好依据 {rows} 行记录")
        }
        (Language::Zh, false) => {
            format!("{id} = {value} {unit}，快照 {snapshot}：依据不超出这 {rows} 行记录")
        }
        (Language::En, true) => {
            format!("{id} = {value} {unit} at snapshot {snapshot} rests on exactly {rows} rows")
        }
        (Language::En, false) => format!(
            "{id} = {value} {unit} at snapshot {snapshot} rests on no more than these {rows} rows"
        ),
    }
}

fn print_stream(face: &mut Face<'_>, stream: &StreamEvidence) -> anyhow::Result<()> {
    let left = stream.total - stream.rows.len();
    face.out.text(&match face.language() {
        Language::Zh => format!("{}：{} 行", stream.stream, stream.total),
        Language::En => format!("{}: {} rows", stream.stream, stream.total),
    })?;
    let Some(first) = stream.rows.first() else { return Ok(()) };
    let mut columns = vec![
        (face.talk.pick("行号", "row"), Set::Right),
        (face.talk.pick("来源", "source"), Set::Left),
    ];
    columns.extend(first.columns.keys().map(|name| (name.as_str(), Set::Left)));
    let mut table = Table::new(&columns);
    for row in &stream.rows {
        let mut cells = vec![row.row_id.to_string(), source(row)];
        cells.extend(row.columns.values().map(plain));
        table.row(cells);
    }
    face.out.text(&table.text())?;
    if left > 0 {
        face.out.text(&match face.language() {
            Language::Zh => format!("… 另有 {left} 行；用 --limit 多看一些，用 --json 全部输出"),
            Language::En => {
                format!("… and {left} more; --limit shows more of them, --json all")
            }
        })?;
    }
    Ok(())
}

fn source(row: &EvidenceRow) -> String {
    let file = row
        .source
        .file
        .as_deref()
        .map_or("-", |path| path.rsplit(['/', '\\']).next().unwrap_or(path));
    let place = match (&row.source.cell, row.source.line) {
        (Some(cell), _) => cell.clone(),
        (None, Some(line)) => line.to_string(),
        (None, None) => return file.to_owned(),
    };
    match &row.source.sheet {
        Some(sheet) => format!("{file}:{sheet}!{place}"),
        None => format!("{file}:{place}"),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

/// Computes a figure again and compares every digit.
pub(crate) async fn recompute(face: &mut Face<'_>, figure: FigureArgs) -> anyhow::Result<Exit> {
    let outcome = app::recompute::recompute(&face.app, &selection(figure)).await?;
    let same = outcome.differences.is_empty();
    if face.json {
        face.out.json(&app::json::recomputed(&outcome))?;
        return Ok(if same { Exit::Done } else { Exit::Findings });
    }
    let view = &outcome.published;
    let id = figure_id(&view.figure.key);
    let value = view.shown.as_deref().unwrap_or("-");
    let (snapshot, version) = (view.snapshot, &view.pack_version);
    face.out.text(&match (face.language(), same) {
        (Language::Zh, true) => {
            format!(
                "{id} = {value} {}：由快照 {snapshot} 和配置包 {version} 重算，一位不差",
                view.unit_shown()
            )
        }
        (Language::Zh, false) => {
            format!("{id}：由快照 {snapshot} 和配置包 {version} 重算，结果不同")
        }
        (Language::En, true) => format!(
            "{id} = {value} {}: computed again from snapshot {snapshot} with pack {version}, \
             every digit the same",
            view.unit_shown()
        ),
        (Language::En, false) => {
            format!("{id}: computed again from snapshot {snapshot} with pack {version}, it differs")
        }
    })?;
    for found in &outcome.differences {
        let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
        let (was, is) = (side(&found.was), side(&found.is));
        face.out.text(&match face.language() {
            Language::Zh => format!("  {}：公布 {was}，重算 {is}", found.part),
            Language::En => format!("  {}: published {was}, computed {is}", found.part),
        })?;
    }
    Ok(if same { Exit::Done } else { Exit::Findings })
}
