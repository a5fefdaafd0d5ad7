//! `targets`, `report`.

use super::Face;
use crate::table::{Set, Table};
use app::Exit;
use app::targets::TargetView;
use app::view::figure_id;
use district::Exact;
use serde_json::{Value, json};

/// Shows how the targets stand.
pub(crate) async fn targets(face: &mut Face<'_>) -> anyhow::Result<Exit> {
    let list = app::targets::targets(&face.app).await?;
    let language = face.language();
    let mut table = Table::new(&[
        (face.talk.pick("目标", "target"), Set::Left),
        (face.talk.pick("指标", "indicator"), Set::Left),
        (face.talk.pick("地点", "place"), Set::Left),
        (face.talk.pick("最近", "latest"), Set::Right),
        (face.talk.pick("应为", "asked"), Set::Right),
        (face.talk.pick("目标值", "to reach"), Set::Right),
        (face.talk.pick("期限", "by"), Set::Left),
        (face.talk.pick("情况", "status"), Set::Left),
    ]);
    for view in &list {
        if face.json {
            face.out.json(&object(view, language))?;
            continue;
        }
        let standing = &view.standing;
        let show = |value: Option<&Exact>| {
            value.map_or_else(String::new, |value| value.to_text(view.decimals))
        };
        table.row(vec![
            view.target.id.clone(),
            view.indicator_name.get(language).to_owned(),
            view.place_name.get(language).to_owned(),
            show(standing.latest.as_ref().map(|(_, value)| value)),
            show(standing.asked.as_ref()),
            format!("{} {}", show(Some(&standing.target)), view.unit).trim_end().to_owned(),
            standing.by.to_string(),
            standing.status.words().get(language).to_owned(),
        ]);
    }
    if !table.empty() {
        face.out.text(&table.text())?;
        for view in &list {
            face.out.text(&format!("{}: {}", view.target.id, view.text.get(language)))?;
        }
    }
    if list.is_empty() {
        face.talk.say(face.talk.pick("配置包没有声明目标", "the pack declares no targets"));
    }
    Ok(Exit::Done)
}

fn object(view: &TargetView, language: diag::Language) -> Value {
    let exact = |value: Option<&Exact>| value.map(ToString::to_string);
    let standing = &view.standing;
    let trend = standing.trend.as_ref().map(|trend| {
        json!({
            "method": "theil_sen",
            "slope": trend.slope.to_string(),
            "slope_band": [trend.slope_low.to_string(), trend.slope_high.to_string()],
            "level": trend.level.to_string(),
            "figures": trend.count,
            "reached": trend.reached.to_string(),
            "reached_band": [trend.reached_low.to_string(), trend.reached_high.to_string()],
        })
    });
    let trajectory: Vec<Value> = standing
        .trajectory()
        .iter()
        .map(|(period, value)| json!({"period": period, "value": value.to_string()}))
        .collect();
    json!({
        "target": view.target.id,
        "indicator": view.target.indicator,
        "place": view.target.place,
        "edition": view.target.edition,
        "value": standing.target.to_string(),
        "unit": view.unit,
        "by": standing.by,
        "latest": standing.latest.as_ref().map(|(period, value)| {
            json!({"period": period, "value": value.to_string()})
        }),
        "asked": exact(standing.asked.as_ref()),
        "ahead": exact(standing.ahead.as_ref()),
        "distance": exact(standing.distance.as_ref()),
        "trajectory": trajectory,
        "trend": trend,
        "status": standing.status.code(),
        "text": view.text.get(language),
    })
}

/// Prints a report, or the list of reports.
pub(crate) async fn report(face: &mut Face<'_>, id: Option<&str>) -> anyhow::Result<Exit> {
    let language = face.language();
    let Some(id) = id else {
        for (id, name) in app::targets::reports(&face.app)? {
            let name = name.get(language);
            if face.json {
                face.out.json(&json!({"report": id, "name": name}))?;
            } else {
                face.out.text(&format!("{id}  {name}"))?;
            }
        }
        return Ok(Exit::Done);
    };
    let view = app::targets::report(&face.app, id).await?;
    let findings: Vec<(&str, String)> = view
        .composed
        .findings
        .iter()
        .filter(|finding| finding.language == language)
        .map(|finding| (finding.placeholder.as_str(), finding.why.text().get(language).to_owned()))
        .collect();
    if face.json {
        let figures: Vec<String> =
            view.figures.iter().map(|figure| figure_id(&figure.figure.key)).collect();
        let findings: Vec<Value> = findings
            .iter()
            .map(|(placeholder, why)| json!({"placeholder": placeholder, "why": why}))
            .collect();
        face.out.json(&json!({
            "report": view.id,
            "name": view.name.get(language),
            "text": view.composed.text.get(language),
            "figures": figures,
            "findings": findings,
        }))?;
    } else {
        face.out.text(&format!("{}\n", view.name.get(language)))?;
        face.out.text(view.composed.text.get(language))?;
        face.out.flush()?;
        for (placeholder, why) in &findings {
            face.talk.warning(&format!("{placeholder}: {why}"));
        }
    }
    Ok(if view.composed.findings.is_empty() { Exit::Done } else { Exit::Findings })
}
