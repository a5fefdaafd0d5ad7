//! `quarantine list`, `show`, `replay`.

use super::Face;
use crate::table::{Set, Table};
use app::Exit;
use app::quarantine::{self, WaitingRow};
use diag::Language;
use serde_json::{Value, json};
use std::fmt::Write;

/// Lists the rows that wait.
pub(crate) async fn list(
    face: &mut Face<'_>,
    stream: Option<String>,
    all: bool,
) -> anyhow::Result<Exit> {
    let rows = quarantine::list(&face.app, stream, all).await?;
    let language = face.language();
    let mut table = Table::new(&[
        ("id", Set::Right),
        (face.talk.pick("记录流", "stream"), Set::Left),
        (face.talk.pick("文件", "file"), Set::Left),
        (face.talk.pick("行", "line"), Set::Right),
        (face.talk.pick("单元格", "cell"), Set::Left),
        (face.talk.pick("列", "column"), Set::Left),
        (face.talk.pick("代码", "code"), Set::Left),
        (face.talk.pick("应为", "expected"), Set::Left),
        (face.talk.pick("实为", "found"), Set::Left),
        (face.talk.pick("状态", "state"), Set::Left),
    ]);
    for row in &rows {
        if face.json {
            face.out.json(&object(row, language, false))?;
            continue;
        }
        table.row(vec![
            row.id.to_string(),
            row.stream.clone(),
            row.file.clone(),
            row.line.to_string(),
            row.cell.clone().unwrap_or_default(),
            row.column.clone().unwrap_or_default(),
            row.code.clone(),
            row.expected.get(language).to_owned(),
            shortened(&row.found),
            if row.replayed { face.talk.pick("已导入", "replayed") } else { "" }.to_owned(),
        ]);
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    if rows.is_empty() {
        face.talk.say(face.talk.pick("没有隔离的行", "no rows wait in quarantine"));
    }
    Ok(Exit::Done)
}

/// Shows one row.
pub(crate) async fn show(face: &mut Face<'_>, id: i64) -> anyhow::Result<Exit> {
    let row = quarantine::show(&face.app, id).await?;
    let language = face.language();
    if face.json {
        face.out.json(&object(&row, language, true))?;
        return Ok(Exit::Done);
    }
    let place = row.cell.as_ref().map_or_else(|| row.line.to_string(), Clone::clone);
    let lines = [
        (face.talk.pick("位置", "where"), format!("{}:{place}", row.file)),
        (face.talk.pick("记录流", "stream"), row.stream.clone()),
        (face.talk.pick("列", "column"), row.column.clone().unwrap_or_default()),
        (face.talk.pick("代码", "code"), row.code.clone()),
        (face.talk.pick("应为", "expected"), row.expected.get(language).to_owned()),
        (face.talk.pick("实为", "found"), row.found.clone()),
        (face.talk.pick("原文", "raw"), raw_text(&row.raw)),
    ];
    for (name, value) in lines {
        if !value.is_empty() {
            face.out.text(&format!("{name}: {value}"))?;
        }
    }
    Ok(Exit::Done)
}

/// Loads rows again that fit now.
pub(crate) async fn replay(face: &mut Face<'_>, ids: Vec<i64>) -> anyhow::Result<Exit> {
    let outcome = quarantine::replay(&face.app, &ids).await?;
    let language = face.language();
    if face.json {
        face.out.json(&json!({
            "replayed": outcome.replayed,
            "waiting": outcome.waiting.iter().map(|row| row.id).collect::<Vec<_>>(),
            "added": outcome.added,
            "repeated": outcome.repeated,
            "corrected": outcome.corrected,
            "snapshot": outcome.snapshot,
        }))?;
    } else {
        let (fit, wait) = (outcome.replayed.len(), outcome.waiting.len());
        face.out.text(&match language {
            Language::Zh => format!("{fit} 行已导入，{wait} 行仍在隔离"),
            Language::En => format!("{fit} rows loaded, {wait} still wait"),
        })?;
        for row in outcome.waiting.iter().take(20) {
            let expected = row.expected.get(language);
            face.out.text(&format!(
                "  {} {}:{} {} {expected} / {}",
                row.id,
                row.file,
                row.line,
                row.code,
                shortened(&row.found)
            ))?;
        }
    }
    Ok(if outcome.waiting.is_empty() { Exit::Done } else { Exit::Findings })
}

fn object(row: &WaitingRow, language: Language, raw: bool) -> Value {
    let mut out = json!({
        "id": row.id,
        "stream": row.stream,
        "file": row.file,
        "line": row.line,
        "cell": row.cell,
        "column": row.column,
        "code": row.code,
        "expected": row.expected.get(language),
        "found": row.found,
        "state": if row.replayed { "replayed" } else { "waiting" },
    });
    if raw && let Some(object) = out.as_object_mut() {
        object.insert("raw".to_owned(), Value::from(String::from_utf8_lossy(&row.raw)));
        let hex = row.raw.iter().fold(String::new(), |mut hex, byte| {
            // Writing to a String does not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        object.insert("raw_hex".to_owned(), Value::from(hex));
    }
    out
}

/// Raw bytes as text; what is not printable is escaped.
fn raw_text(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let escaped: String = text
        .trim_end_matches(['\r', '\n'])
        .chars()
        .take(4000)
        .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
        .collect();
    if raw.len() > 4000 { format!("{escaped}… ({} bytes)", raw.len()) } else { escaped }
}

fn shortened(text: &str) -> String {
    const SHOWN: usize = 40;
    let short: String = text.chars().take(SHOWN).collect();
    if text.chars().count() > SHOWN { format!("{short}…") } else { short }
}
