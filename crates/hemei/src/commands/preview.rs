//! `preview`.

use super::Face;
use crate::table::{Set, Table};
use app::Exit;
use app::view::{FigureView, value_text};
use diag::Language;
use std::path::Path;

/// Shows which published figures a changed pack would change.
pub(crate) async fn preview(face: &mut Face<'_>, folder: &Path) -> anyhow::Result<Exit> {
    let outcome = app::preview::preview(&face.app, folder).await?;
    let language = face.language();
    let mut table = Table::new(&[
        (face.talk.pick("指标", "indicator"), Set::Left),
        (face.talk.pick("地点", "place"), Set::Left),
        (face.talk.pick("时段", "period"), Set::Left),
        (face.talk.pick("版本", "edition"), Set::Left),
        (face.talk.pick("维度", "by"), Set::Left),
        (face.talk.pick("现为", "was"), Set::Right),
        (face.talk.pick("将为", "is"), Set::Right),
    ]);
    for change in &outcome.changes {
        if face.json {
            face.out.json(&app::json::previewed(&outcome, change, language))?;
            continue;
        }
        let key = &change.key;
        let close = shown_alike(change.was.as_ref(), change.is.as_ref());
        table.row(vec![
            key.indicator.clone(),
            key.place.clone(),
            key.period.to_string(),
            key.edition.clone().unwrap_or_default(),
            key.by.clone(),
            side(change.was.as_ref(), close, language),
            side(change.is.as_ref(), close, language),
        ]);
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    face.out.flush()?;
    let (changed, same) = (outcome.changes.len(), outcome.same);
    let (version, snapshot) = (&outcome.pack_version, outcome.snapshot);
    face.talk.say(&match language {
        Language::Zh => {
            format!("配置包 {version}，快照 {snapshot}：{changed} 个指标值会变，{same} 个不变；没有写入任何内容")
        }
        Language::En => format!(
            "pack {version} at snapshot {snapshot}: {changed} figures would change, {same} would \
             not; nothing was written"
        ),
    });
    Ok(if changed == 0 { Exit::Done } else { Exit::Findings })
}

/// Whether both sides are published alike, so that more digits are needed to tell them apart.
fn shown_alike(was: Option<&FigureView>, is: Option<&FigureView>) -> bool {
    was.zip(is).is_some_and(|(was, is)| was.shown == is.shown && was.unit == is.unit)
}

fn side(view: Option<&FigureView>, exact: bool, language: Language) -> String {
    let Some(view) = view else { return "-".to_owned() };
    let value = match (&view.figure.value, &view.shown) {
        (Some(value), Some(_)) if exact => value_text(value),
        (_, Some(shown)) => shown.clone(),
        (_, None) => "-".to_owned(),
    };
    let value = format!("{value} {}", view.unit_shown());
    let mark = match (view.figure.valid(), language) {
        (true, _) => "",
        (false, Language::Zh) => "（无效）",
        (false, Language::En) => " (not valid)",
    };
    format!("{}{mark}", value.trim_end())
}
