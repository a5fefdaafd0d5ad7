//! `snapshots`, `optimise`, `vacuum`.

use super::Face;
use crate::table::{Set, Table};
use app::Exit;
use diag::Language;
use serde_json::json;

/// Lists the snapshots.
pub(crate) async fn snapshots(face: &mut Face<'_>) -> anyhow::Result<Exit> {
    let rows = app::upkeep::snapshots(&face.app).await?;
    let mut table = Table::new(&[
        (face.talk.pick("快照", "snapshot"), Set::Right),
        (face.talk.pick("时间", "at"), Set::Left),
        (face.talk.pick("原因", "cause"), Set::Left),
    ]);
    for row in rows {
        let at = app::clock::rfc3339(row.created_at_us);
        if face.json {
            face.out.json(&json!({"snapshot": row.no, "created_at": at, "cause": row.cause}))?;
        } else {
            table.row(vec![row.no.to_string(), at, row.cause]);
        }
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    Ok(Exit::Done)
}

/// Merges small files.
pub(crate) async fn optimise(face: &mut Face<'_>, streams: Vec<String>) -> anyhow::Result<Exit> {
    for done in app::upkeep::optimise(&face.app, &streams).await? {
        if face.json {
            face.out.json(&json!({
                "stream": done.stream, "files_before": done.before, "files_after": done.after,
            }))?;
        } else {
            face.out.text(&match face.language() {
                Language::Zh => {
                    format!("{}：{} 个文件合并为 {}", done.stream, done.before, done.after)
                }
                Language::En => {
                    format!("{}: {} files merged into {}", done.stream, done.before, done.after)
                }
            })?;
        }
    }
    Ok(Exit::Done)
}

/// Deletes files that nothing needs.
pub(crate) async fn vacuum(face: &mut Face<'_>) -> anyhow::Result<Exit> {
    let done = app::upkeep::vacuum(&face.app).await?;
    if face.json {
        face.out.json(&json!({"files": done.files, "bytes": done.bytes}))?;
    } else {
        face.out.text(&match face.language() {
            Language::Zh => format!("删除了 {} 个文件，{} 字节", done.files, done.bytes),
            Language::En => format!("{} files deleted, {} bytes", done.files, done.bytes),
        })?;
    }
    Ok(Exit::Done)
}
