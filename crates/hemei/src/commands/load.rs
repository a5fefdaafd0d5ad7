//! `load`, `sources`.

use super::Face;
use crate::args::LoadArgs;
use crate::table::{Set, Table};
use app::load::{FileOutcome, FileState, LoadRequest};
use app::{Error, Exit, Stop};
use diag::Language;
use serde_json::json;

/// Set by Ctrl-C; the load stops at the next chunk.
static STOP: Stop = Stop::new();

/// Loads files; Ctrl-C stops cleanly, a second one at once.
pub(crate) async fn load(face: &mut Face<'_>, args: LoadArgs) -> anyhow::Result<Exit> {
    let set = args.set.iter().map(|text| column_value(text)).collect::<Result<Vec<_>, _>>()?;
    let request = LoadRequest { stream: args.stream, files: args.files, source: args.source, set };
    let talk = face.talk;
    let progress = |progress: app::Progress| talk.progress(&progress);
    let loading = app::load::load(&face.app, &request, &STOP, &progress);
    let outcome = app::until_interrupted(loading, &STOP, || {
        talk.say(
            talk.pick("正在停止…（再按一次立即退出）", "stopping… (once more to leave at once)"),
        );
    })
    .await?;
    for file in &outcome.files {
        let language = face.language();
        for said in &file.said {
            face.talk.say_text(said);
        }
        if face.json {
            face.out.json(&app::json::loaded(file, language))?;
        } else {
            face.out.text(&line(file, language))?;
        }
        if let FileState::Refused(error) = &file.state {
            face.talk.error(error);
        }
        if file.quarantined > 0 {
            face.talk.say(face.talk.pick(
                "用 hemei quarantine list 查看未能导入的行",
                "hemei quarantine list shows the rows that did not fit",
            ));
        }
    }
    face.out.flush()?;
    if outcome.stopped {
        face.talk.say(face.talk.pick(
            "已停止；再次运行同一命令会接着导入",
            "stopped; the same command goes on where it stopped",
        ));
    }
    Ok(outcome.exit())
}

fn column_value(text: &str) -> Result<(String, String), Error> {
    match text.split_once('=') {
        Some((column, value)) if !column.is_empty() => Ok((column.to_owned(), value.to_owned())),
        _ => Err(Error::wrong_use(
            format!("--set 应为 列=值，实为 `{text}`"),
            format!("expected column=value after --set, found `{text}`"),
        )),
    }
}

fn line(file: &FileOutcome, language: Language) -> String {
    let path = file.path.display();
    let (a, r, c, q) = (file.added, file.repeated, file.corrected, file.quarantined);
    let snapshot = file.snapshot.map_or_else(|| "-".to_owned(), |no| no.to_string());
    match (&file.state, language) {
        (FileState::Loaded, Language::Zh) => {
            format!("{path}：新增 {a}，重复 {r}，更正 {c}，隔离 {q}，快照 {snapshot}")
        }
        (FileState::Loaded, Language::En) => format!(
            "{path}: {a} added, {r} repeated, {c} corrected, {q} quarantined, snapshot {snapshot}"
        ),
        (FileState::AlreadyLoaded, Language::Zh) => format!("{path}：此前已导入，没有新内容"),
        (FileState::AlreadyLoaded, Language::En) => format!("{path}: loaded before, nothing new"),
        (FileState::Stopped(rows), Language::Zh) => format!("{path}：停在第 {rows} 行"),
        (FileState::Stopped(rows), Language::En) => format!("{path}: stopped after {rows} rows"),
        (FileState::Refused(_), Language::Zh) => format!("{path}：未导入"),
        (FileState::Refused(_), Language::En) => format!("{path}: nothing loaded"),
    }
}

/// Lists streams and the sources that feed them.
pub(crate) fn sources(face: &mut Face<'_>) -> anyhow::Result<Exit> {
    let list = app::sources::sources(&face.app)?;
    let language = face.language();
    let mut table = Table::new(&[
        (face.talk.pick("记录流", "stream"), Set::Left),
        (face.talk.pick("名称", "name"), Set::Left),
        (face.talk.pick("数据源", "source"), Set::Left),
        (face.talk.pick("格式", "format"), Set::Left),
        (face.talk.pick("文件名", "files"), Set::Left),
    ]);
    for row in list {
        let name = row.stream_name.get(language).to_owned();
        if face.json {
            face.out.json(&json!({
                "stream": row.stream, "name": name, "source": row.source,
                "format": row.format, "pattern": row.pattern,
            }))?;
        } else {
            let text = |value: Option<String>| value.unwrap_or_default();
            let format = row.format.unwrap_or_default().to_owned();
            table.row(vec![row.stream, name, text(row.source), format, text(row.pattern)]);
        }
    }
    if !table.empty() {
        face.out.text(&table.text())?;
    }
    Ok(Exit::Done)
}
