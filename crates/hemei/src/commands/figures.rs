//! `refresh`, `figures`.

use super::Face;
use crate::args::FiguresArgs;
use crate::table::{Set, Table};
use app::Exit;
use app::figures::{Change, FigureHistory, FiguresRequest};
use app::select::Selection;
use app::view::{Bound, FigureView, figure_id};
use diag::Language;
use serde_json::json;

/// Brings all figures up to the newest snapshot.
pub(crate) async fn refresh(face: &mut Face<'_>, full: bool) -> anyhow::Result<Exit> {
    let talk = face.talk;
    let progress = |progress: app::Progress| talk.progress(&progress);
    let done = app::refresh::refresh(&face.app, full, &progress).await?;
    let (changed, gone) = (done.changed, done.gone.len());
    if face.json {
        let stages: Vec<_> = done
            .stages
            .iter()
            .map(|stage| json!({"stage": stage.name, "stale": stage.stale, "changed": stage.changed}))
            .collect();
        face.out.json(&json!({
            "snapshot": done.snapshot,
            "pack_version": done.pack_version,
            "changed": changed,
            "gone": gone,
            "stages": stages,
            "took_ms": done.took_ms,
        }))?;
        return Ok(Exit::Done);
    }
    let seconds = format!("{}.{:03}", done.took_ms / 1000, done.took_ms % 1000);
    face.out.text(&match face.language() {
        Language::Zh => format!(
            "快照 {}：{changed} 个指标值有变化，{gone} 个不再存在，用时 {seconds} 秒",
            done.snapshot
        ),
        Language::En => format!(
            "snapshot {}: {changed} figures changed, {gone} are gone, in {seconds} s",
            done.snapshot
        ),
    })?;
    Ok(Exit::Done)
}

/// Shows figures.
pub(crate) async fn figures(face: &mut Face<'_>, args: FiguresArgs) -> anyhow::Result<Exit> {
    let request = FiguresRequest {
        selection: Selection {
            indicator: args.indicator,
            place: args.place,
            period: args.period,
            edition: args.edition,
            by: args.by,
        },
        as_of: args.as_of,
        revisions: args.revisions,
    };
    let list = app::figures::figures(&face.app, &request).await?;
    print(face, &list)?;
    Ok(Exit::Done)
}

/// Prints figures, and their revisions below.
pub(crate) fn print(face: &mut Face<'_>, list: &[FigureHistory]) -> anyhow::Result<()> {
    let language = face.language();
    if face.json {
        for history in list {
            face.out.json(&app::json::history(history, language))?;
        }
        return Ok(());
    }
    let mut table = Table::new(&[
        (face.talk.pick("指标", "indicator"), Set::Left),
        (face.talk.pick("地点", "place"), Set::Left),
        (face.talk.pick("时段", "period"), Set::Left),
        (face.talk.pick("版本", "edition"), Set::Left),
        (face.talk.pick("维度", "by"), Set::Left),
        (face.talk.pick("值", "value"), Set::Right),
        (face.talk.pick("下限", "low"), Set::Right),
        (face.talk.pick("上限", "high"), Set::Right),
        (face.talk.pick("单位", "unit"), Set::Left),
        (face.talk.pick("有效", "valid"), Set::Left),
        (face.talk.pick("覆盖", "coverage"), Set::Right),
        (face.talk.pick("备注", "note"), Set::Left),
        (face.talk.pick("原因", "reason"), Set::Left),
    ]);
    for history in list {
        table.row(cells(&history.view, language));
    }
    face.out.text(&table.text())?;
    for history in list.iter().filter(|history| history.revisions.len() > 1) {
        face.out.text("")?;
        print_revisions(face, history)?;
    }
    Ok(())
}

fn cells(view: &FigureView, language: Language) -> Vec<String> {
    let figure = &view.figure;
    let valid = match (figure.valid(), language) {
        (true, Language::Zh) => "是",
        (true, Language::En) => "yes",
        (false, Language::Zh) => "否",
        (false, Language::En) => "no",
    };
    let coverage = figure.coverage.as_ref();
    let bounds = view.bounds.as_ref();
    let bound = |bound: Option<&Bound>| {
        bound.and_then(Bound::valid_shown).map(str::to_owned).unwrap_or_default()
    };
    vec![
        view.indicator_name.get(language).to_owned(),
        view.place_name.get(language).to_owned(),
        figure.key.period.to_string(),
        figure.key.edition.clone().unwrap_or_default(),
        figure.key.by.clone(),
        view.shown.clone().unwrap_or_else(|| "-".to_owned()),
        bound(bounds.and_then(|bounds| bounds.low.as_ref())),
        bound(bounds.and_then(|bounds| bounds.high.as_ref())),
        view.unit_shown().to_owned(),
        valid.to_owned(),
        coverage.map_or_else(String::new, |c| format!("{}/{}", c.have, c.of)),
        figure.note.clone().unwrap_or_default(),
        view.reason_text.as_ref().map_or_else(String::new, |text| text.get(language).to_owned()),
    ]
}

fn print_revisions(face: &mut Face<'_>, history: &FigureHistory) -> anyhow::Result<()> {
    let language = face.language();
    face.out.text(&figure_id(&history.view.figure.key))?;
    for revision in &history.revisions {
        let view = &revision.view;
        let value = view.shown.as_deref().unwrap_or("-");
        let at = app::clock::rfc3339(view.computed_at_us);
        let since = match language {
            Language::Zh => {
                format!("  {value} {}  自快照 {} 起，{at}", view.unit_shown(), view.snapshot)
            }
            Language::En => {
                format!("  {value} {}  since snapshot {}, {at}", view.unit_shown(), view.snapshot)
            }
        };
        face.out.text(since.trim_end())?;
        if let Some(change) = &revision.change {
            for line in change_lines(change, language) {
                face.out.text(&format!("      {line}"))?;
            }
        }
    }
    Ok(())
}

fn change_lines(change: &Change, language: Language) -> Vec<String> {
    let mut lines: Vec<String> =
        change.because.iter().map(|text| text.get(language).to_owned()).collect();
    for records in &change.records {
        let ids = |ids: &[i64]| {
            ids.iter().take(8).map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        let (added, removed) = (records.added, records.removed);
        let (new, old) = (ids(&records.added_ids), ids(&records.removed_ids));
        let stream = &records.stream;
        if added > 0 {
            lines.push(match language {
                Language::Zh => format!("{stream} 新增 {added} 行：{new}"),
                Language::En => format!("{stream}: {added} rows came in: {new}"),
            });
        }
        if removed > 0 {
            lines.push(match language {
                Language::Zh => format!("{stream} 被取代 {removed} 行：{old}"),
                Language::En => format!("{stream}: {removed} rows were superseded: {old}"),
            });
        }
    }
    lines
}
