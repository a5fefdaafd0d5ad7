//! `plan`, `things`, `what-if`, `drift`, `programmes`, `migrate`, `publish`.

use super::Face;
use crate::args::{StoreArgs, WhatIfArgs};
use crate::table::{Set, Table};
use app::services::change::work_days;
use app::services::hall::{Hall, HallSettings};
use app::services::planning::{self, PlanRequest};
use app::services::tokens::{Role, Who};
use app::{Error, Exit};
use diag::Language;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The word of a text in both languages, in the language of the person.
fn word(value: &Value, language: Language) -> String {
    let key = match language {
        Language::Zh => "zh",
        Language::En => "en",
    };
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn text(value: &Value, name: &str) -> String {
    match value.get(name) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    }
}

fn list(value: &Value, name: &str) -> Vec<Value> {
    value.get(name).and_then(Value::as_array).cloned().unwrap_or_default()
}

/// Makes a plan.
pub(crate) async fn plan(
    face: &mut Face<'_>,
    request: PlanRequest,
    svg: Option<PathBuf>,
) -> anyhow::Result<Exit> {
    let planned = planning::plan(&face.app, &request).await?;
    if let Some(path) = svg {
        write(&path, planned.svg(face.language()).as_bytes())?;
        face.talk.say(&format!("{}", path.display()));
    }
    let plan = planned.json();
    if face.json {
        face.out.json(&plan)?;
        return Ok(Exit::Done);
    }
    let language = face.language();
    face.out.text(&word(&plan["name"], language))?;
    let mut table = Table::new(&[
        (face.talk.pick("事项", "item"), Set::Left),
        (face.talk.pick("部门", "office"), Set::Left),
        (face.talk.pick("在…之后", "after"), Set::Left),
        (face.talk.pick("承诺（工作日）", "promised days"), Set::Right),
        (face.talk.pick("开始", "start"), Set::Left),
        (face.talk.pick("到期", "due"), Set::Left),
        (face.talk.pick("关键", "critical"), Set::Left),
    ]);
    for item in list(&plan, "items") {
        let after: Vec<String> =
            list(&item, "after").iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
        let critical = item["critical"].as_bool().unwrap_or_default();
        table.row(vec![
            word(&item["name"], language),
            text(&item, "office"),
            after.join(", "),
            text(&item, "promised_days"),
            text(&item, "start_on"),
            text(&item, "due_on"),
            if critical { "●".to_owned() } else { String::new() },
        ]);
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    for line in summary(&plan, language) {
        face.out.text(&line)?;
    }
    Ok(Exit::Done)
}

fn summary(plan: &Value, language: Language) -> Vec<String> {
    let names = |part: &str, field: &str| {
        let list: Vec<String> = list(plan, part).iter().map(|row| text(row, field)).collect();
        list.join(", ")
    };
    let materials: Vec<String> = list(plan, "materials")
        .iter()
        .map(|row| format!("{} ({})", text(row, "id"), text(row, "source")))
        .collect();
    let provisional = plan["provisional"].as_bool().unwrap_or_default();
    let saving = |name: &str| {
        let detail = &plan["savings"]["detail"][name];
        if detail.is_null() {
            return "—".to_owned();
        }
        let ratio = detail["ratio"].as_f64().map(|ratio| format!("{:.1} %", ratio * 100.0));
        let ratio = ratio.unwrap_or_else(|| "—".to_owned());
        format!("{} → {} ({ratio})", text(detail, "from"), text(detail, "to"))
    };
    let open = names("open", "field");
    let mut lines = match language {
        Language::Zh => vec![
            format!("表单：{}", names("form", "field")),
            format!("材料：{}", materials.join("、")),
            format!(
                "承诺 {} 个工作日，{} 前办结{}；最长路径 {} 个工作日",
                text(plan, "promised_days"),
                text(plan, "promise_on"),
                if provisional { "（暂定：放假安排尚未公布）" } else { "" },
                text(plan, "critical_days"),
            ),
            format!("节省：承诺比法定 {}", saving("legal")),
            format!("节省：整体承诺比逐项承诺之和 {}", saving("bundle")),
            format!("节省：仅靠并行 {}", saving("parallel")),
            format!("节省：实际中位数比逐项承诺之和 {}", saving("actual")),
        ],
        Language::En => vec![
            format!("form: {}", names("form", "field")),
            format!("materials: {}", materials.join(", ")),
            format!(
                "promised in {} working days, by {}{}; the longest way takes {}",
                text(plan, "promised_days"),
                text(plan, "promise_on"),
                if provisional { " (provisional: holidays are not published yet)" } else { "" },
                text(plan, "critical_days"),
            ),
            format!("saved: promised against legal {}", saving("legal")),
            format!("saved: the whole against the sum of promises {}", saving("bundle")),
            format!("saved: by parallel work alone {}", saving("parallel")),
            format!("saved: actual median against the sum {}", saving("actual")),
        ],
    };
    if !open.is_empty() {
        lines.push(match language {
            Language::Zh => format!("待答（决定方案的其余部分）：{open}"),
            Language::En => format!("to be answered (the rest of the plan hangs on it): {open}"),
        });
    }
    lines
}

/// Lists things.
pub(crate) fn things(face: &mut Face<'_>) -> anyhow::Result<Exit> {
    let language = face.language();
    let mut table = Table::new(&[
        (face.talk.pick("编号", "id"), Set::Left),
        (face.talk.pick("一件事", "thing"), Set::Left),
        (face.talk.pick("对象", "for"), Set::Left),
        (face.talk.pick("承诺（工作日）", "promised days"), Set::Right),
    ]);
    for thing in planning::things(&face.app)? {
        if face.json {
            face.out.json(&thing)?;
            continue;
        }
        table.row(vec![
            text(&thing, "id"),
            word(&thing["name"], language),
            text(&thing, "for"),
            text(&thing, "promised_days"),
        ]);
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    Ok(Exit::Done)
}

/// Shows what a change would do.
pub(crate) async fn what_if(face: &mut Face<'_>, args: WhatIfArgs) -> anyhow::Result<Exit> {
    let changes = changes(&args)?;
    let found =
        app::services::change::what_if(&face.app, &changes, args.store.store.as_deref()).await?;
    if face.json {
        face.out.json(&found)?;
        return Ok(Exit::Done);
    }
    let mut table = Table::new(&[
        (face.talk.pick("一件事", "thing"), Set::Left),
        (face.talk.pick("最长路径", "longest way"), Set::Left),
        (face.talk.pick("承诺", "promise"), Set::Left),
        (face.talk.pick("兑现", "kept"), Set::Left),
    ]);
    for row in list(&found, "things") {
        let both =
            |name: &str| format!("{} → {}", text(&row["before"], name), text(&row["after"], name));
        table.row(vec![
            text(&row, "thing"),
            both("critical_days"),
            both("promise_on"),
            both("kept"),
        ]);
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    let replayed = &found["replayed"];
    if !replayed.is_null() {
        let both = |name: &str| {
            format!("{} → {}", text(&replayed["before"], name), text(&replayed["after"], name))
        };
        face.out.text(&match face.language() {
            Language::Zh => format!(
                "重演 {} 件：中位 {}，九成 {}，按期率 {}",
                text(&found, "past_cases"),
                both("median_days"),
                both("p90_days"),
                both("kept")
            ),
            Language::En => format!(
                "{} past cases played again: median {}, nine tenths {}, kept {}",
                text(&found, "past_cases"),
                both("median_days"),
                both("p90_days"),
                both("kept")
            ),
        })?;
    }
    Ok(Exit::Done)
}

fn changes(args: &WhatIfArgs) -> Result<Value, Error> {
    let wrong = |found: &str, expected: &str| {
        Error::wrong_use(
            format!("应写成 {expected}，实为 `{found}`"),
            format!("expected {expected}, found `{found}`"),
        )
    };
    let mut all = Vec::new();
    let days = |found: &String, expected: &str| {
        let (id, days) = found.split_once('=').ok_or_else(|| wrong(found, expected))?;
        work_days(days).ok_or_else(|| wrong(found, expected))?;
        let number: Value = serde_json::from_str(days).map_err(|_| wrong(found, expected))?;
        Ok::<_, Error>((id.to_owned(), number))
    };
    for found in &args.promise {
        let (thing, days) = days(found, "THING=DAYS")?;
        all.push(json!({"promise": {"thing": thing, "days": days}}));
    }
    for found in &args.item_promise {
        let (item, days) = days(found, "ITEM=DAYS")?;
        all.push(json!({"item_promise": {"item": item, "days": days}}));
    }
    for found in &args.item_legal {
        let (item, days) = days(found, "ITEM=DAYS")?;
        all.push(json!({"item_legal": {"item": item, "days": days}}));
    }
    for item in &args.remove {
        all.push(json!({"item_removed": {"item": item}}));
    }
    for found in &args.staff {
        let expected = "OFFICE@LEVEL=PEOPLE";
        let (desk, people) = found.split_once('=').ok_or_else(|| wrong(found, expected))?;
        let (office, level) = desk.split_once('@').ok_or_else(|| wrong(found, expected))?;
        let people: u32 = people.parse().map_err(|_| wrong(found, expected))?;
        all.push(json!({"staffing": {"office": office, "level": level, "people": people}}));
    }
    if !args.holiday.is_empty() {
        all.push(json!({"holidays": args.holiday}));
    }
    if !args.workday.is_empty() {
        all.push(json!({"workdays": args.workday}));
    }
    if all.is_empty() {
        return Err(Error::wrong_use("没有写明变更", "no change is named")
            .help("例如 --promise newborn=4", "such as --promise newborn=4"));
    }
    Ok(json!({"changes": all, "accepted_on": args.accepted}))
}

/// Shows how the same things differ.
pub(crate) fn drift(face: &mut Face<'_>, a: &Path, b: &Path) -> anyhow::Result<Exit> {
    let language = face.language();
    let found = planning::drift(a, b)?;
    for row in &found {
        if face.json {
            face.out.json(row)?;
            continue;
        }
        let ground = match (row["grounded"].as_bool().unwrap_or_default(), language) {
            (true, Language::Zh) => "有法律依据",
            (true, Language::En) => "with a legal ground",
            (false, Language::Zh) => "未写法律依据",
            (false, Language::En) => "without a legal ground",
        };
        face.out.text(&format!("{} [{ground}]", word(&row["sentence"], language)))?;
    }
    Ok(if found.is_empty() { Exit::Done } else { Exit::Findings })
}

async fn hall(face: &Face<'_>, store: StoreArgs) -> Result<Hall, Error> {
    Hall::open(&face.app, &HallSettings { store: store.store, by_itself: false }).await
}

/// Lists programmes, or the people of one.
pub(crate) async fn programmes(
    face: &mut Face<'_>,
    id: Option<String>,
    reclass: bool,
    store: StoreArgs,
) -> anyhow::Result<Exit> {
    let hall = hall(face, store).await?;
    let all = hall.programmes().await.map_err(Error::from)?;
    let mut rows = Vec::new();
    for row in all.as_array().into_iter().flatten() {
        let programme = text(row, "id");
        if id.as_ref().is_some_and(|id| *id != programme) {
            continue;
        }
        if reclass {
            let done = hall.reclass(&programme).await.map_err(Error::from)?;
            face.talk.say(&done.to_string());
        }
        rows.push(hall.programme(&programme).await.map_err(Error::from)?);
    }
    hall.close().await?;
    if let Some(id) = id.filter(|_| rows.is_empty()) {
        return Err(Error::refused(
            format!("没有帮扶机制 `{id}`"),
            format!("there is no programme `{id}`"),
        )
        .into());
    }
    for row in rows {
        if face.json {
            face.out.json(&row)?;
            continue;
        }
        let language = face.language();
        let rate = row["rate"].as_f64().map(|rate| format!("{:.1} %", rate * 100.0));
        face.out.text(&format!(
            "{}  {} / {}  {}",
            word(&row["name"], language),
            text(&row, "in_force"),
            text(&row, "population"),
            rate.unwrap_or_else(|| "—".to_owned()),
        ))?;
        let missing: Vec<String> =
            list(&row, "missing").iter().filter_map(|id| id.as_str().map(str::to_owned)).collect();
        if !missing.is_empty() {
            let label = face.talk.pick("未有措施", "without a measure");
            face.out.text(&format!("  {label}: {}", missing.join(", ")))?;
        }
    }
    Ok(Exit::Done)
}

/// Moves running cases to the pack's version.
pub(crate) async fn migrate(
    face: &mut Face<'_>,
    dry_run: bool,
    store: StoreArgs,
) -> anyhow::Result<Exit> {
    let hall = hall(face, store).await?;
    let operator = Who {
        id: "hemei-migrate".to_owned(),
        role: Role::Operator,
        office: None,
        place: None,
        since: String::new(),
    };
    let found = if dry_run { hall.migrations().await } else { hall.migrate(&operator).await };
    let found = found.map_err(Error::from)?;
    hall.close().await?;
    if face.json {
        face.out.json(&found)?;
        return Ok(Exit::Done);
    }
    let language = face.language();
    let (may, stay) = (list(&found, "may_move"), list(&found, "stay"));
    face.out.text(&match language {
        Language::Zh => format!("可以迁移 {} 件，保留原版本 {} 件", may.len(), stay.len()),
        Language::En => format!("{} cases can move, {} stay", may.len(), stay.len()),
    })?;
    for row in stay {
        let why = word(&row["why"], language);
        face.out.text(&format!("  {} {}: {why}", text(&row, "case"), text(&row, "thing")))?;
    }
    Ok(Exit::Done)
}

/// Brings the journal's events into the lake.
pub(crate) async fn publish(face: &mut Face<'_>, store: StoreArgs) -> anyhow::Result<Exit> {
    let hall = hall(face, store).await?;
    let done = hall.publish().await.map_err(Error::from)?;
    hall.close().await?;
    let out = json!({
        "added": done.added,
        "repeated": done.repeated,
        "refused": done.refused,
        "snapshot": done.snapshot,
    });
    if face.json {
        face.out.json(&out)?;
    } else {
        face.out.text(&match face.language() {
            Language::Zh => format!("新增 {} 行，重复 {} 行", done.added, done.repeated),
            Language::En => format!("{} rows added, {} repeated", done.added, done.repeated),
        })?;
    }
    Ok(Exit::Done)
}

/// Writes a file that was asked for.
#[expect(clippy::disallowed_methods, reason = "the face writes what it is asked to write")]
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|found| {
        Error::could_not(
            format!("无法写入 `{}`", path.display()),
            format!("could not write `{}`", path.display()),
        )
        .because(found.to_string())
    })
}
