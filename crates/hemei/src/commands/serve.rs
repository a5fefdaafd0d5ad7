//! `serve`, `token`, `verify`, `export`, `import-log`, `mine`.

use super::Face;
use super::services::write;
use crate::args::{StoreArgs, TokenCommand};
use app::services::hall::{Hall, HallSettings};
use app::services::logs::{self, LogColumns};
use app::services::tokens::{Role, Tokens, Who};
use app::services::{log_text, paper};
use app::{Error, Exit};
use diag::Language;
use serde_json::json;
use std::path::{Path, PathBuf};

/// Serves until it is stopped.
pub(crate) async fn serve(
    face: &mut Face<'_>,
    listen: &str,
    store: StoreArgs,
) -> anyhow::Result<Exit> {
    first_token(face)?;
    let settings = HallSettings { store: store.store, by_itself: true };
    let hall = Hall::open(&face.app, &settings).await?;
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|found| {
        Error::could_not(format!("无法在 {listen} 上监听"), format!("could not listen at {listen}"))
            .because(found.to_string())
            .help("用 --listen 换一个地址", "choose another address with --listen")
    })?;
    let at = listener.local_addr().map_or_else(|_| listen.to_owned(), |at| at.to_string());
    if face.json {
        face.out.json(&json!({"listening": format!("http://{at}")}))?;
    } else {
        face.out.text(&match face.language() {
            Language::Zh => {
                format!("正在 http://{at} 提供服务；接口文档 http://{at}/api/openapi.json")
            }
            Language::En => {
                format!(
                    "serving at http://{at}; the API is described at http://{at}/api/openapi.json"
                )
            }
        })?;
    }
    face.out.flush()?;
    let stop = stopped();
    let desk = app::access::desk::Desk::new(face.app.clone());
    web::serve(hall.clone(), desk, listener, stop).await.map_err(|found| {
        Error::could_not("服务中断", "the server broke off").because(found.to_string())
    })?;
    face.talk.say(face.talk.pick("正在停止", "stopping"));
    hall.close().await?;
    Ok(Exit::Done)
}

/// Ctrl-C, or the signal by which services are stopped.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _signal = interrupt => {}
                _signal = terminate.recv() => {}
            }
            return;
        }
    }
    let _signal = interrupt.await;
}

/// A folder without tokens gets one for the operator, which is kept where only its owner reads.
fn first_token(face: &Face<'_>) -> Result<(), Error> {
    let data = face.app.data_dir()?;
    let path = app::services::tokens::first(data)?;
    if let Some(path) = path {
        face.talk.say(&match face.language() {
            Language::Zh => format!("操作员令牌写在 {}", path.display()),
            Language::En => format!("the operator's token is in {}", path.display()),
        });
    }
    Ok(())
}

/// Makes, lists, revokes tokens.
pub(crate) fn token(face: &mut Face<'_>, command: TokenCommand) -> anyhow::Result<Exit> {
    let data = face.app.data_dir()?.to_path_buf();
    let mut tokens = Tokens::read(&data)?;
    match command {
        TokenCommand::Add { id, role, office, place } => {
            let found = Role::ALL.iter().find(|(word, _)| *word == role).map(|(_, role)| *role);
            let Some(role) = found else {
                let words: Vec<&str> = Role::ALL.iter().map(|(word, _)| *word).collect();
                let list = words.join(", ");
                return Err(Error::wrong_use(
                    format!("`{role}` 不是角色"),
                    format!("`{role}` is not a role"),
                )
                .help(format!("写成 {list} 之一"), format!("write one of {list}"))
                .into());
            };
            if matches!(role, Role::Officer | Role::Outside) && office.is_none() {
                return Err(
                    Error::wrong_use("这个角色需要 --office", "this role needs --office").into()
                );
            }
            let token = tokens.add(Who { id, role, office, place, since: String::new() })?;
            if face.json {
                face.out.json(&json!({"token": token}))?;
            } else {
                face.out.text(&token)?;
            }
        }
        TokenCommand::List => {
            for who in tokens.list() {
                let row = json!(who);
                if face.json {
                    face.out.json(&row)?;
                } else {
                    let office = who.office.clone().unwrap_or_default();
                    let place = who.place.clone().unwrap_or_default();
                    face.out.text(&format!("{}  {:?}  {office}  {place}", who.id, who.role))?;
                }
            }
        }
        TokenCommand::Revoke { id } => {
            let gone = tokens.revoke(&id)?;
            if face.json {
                face.out.json(&json!({"revoked": gone}))?;
            } else {
                face.out.text(&gone.to_string())?;
            }
        }
    }
    Ok(Exit::Done)
}

/// Walks the chain, or verifies a document.
pub(crate) async fn verify(
    face: &mut Face<'_>,
    file: Option<PathBuf>,
    keys: Option<PathBuf>,
    store: StoreArgs,
) -> anyhow::Result<Exit> {
    if let Some(file) = file {
        let found = paper::verify_file(&face.app, &file, keys.as_deref())?;
        if face.json {
            face.out.json(&json!({"valid": true, "document": found}))?;
        } else {
            let kind = face.talk.pick("有效", "valid");
            face.out.text(&format!("{kind}: {found}"))?;
        }
        return Ok(Exit::Done);
    }
    let talk = face.talk;
    let found = paper::verify_journal(&face.app, store.store.as_deref(), |done, of| {
        talk.progress(&app::Progress::Stage {
            name: "journal".to_owned(),
            done: u64::try_from(done).unwrap_or(0),
            of: u64::try_from(of).unwrap_or(0),
        });
    })
    .await?;
    talk.progress(&app::Progress::Done);
    let whole = found["whole"].as_bool().unwrap_or_default();
    if face.json {
        face.out.json(&found)?;
    } else {
        let events = found["events"].to_string();
        let fault = &found["fault"];
        face.out.text(&match (face.language(), whole) {
            (Language::Zh, true) => format!("{events} 个事件，链条完整"),
            (Language::En, true) => format!("{events} events, the chain is whole"),
            (Language::Zh, false) => fault["zh"].as_str().unwrap_or_default().to_owned(),
            (Language::En, false) => fault["en"].as_str().unwrap_or_default().to_owned(),
        })?;
    }
    Ok(if whole { Exit::Done } else { Exit::Findings })
}

/// Writes the log for other programs.
pub(crate) async fn export(
    face: &mut Face<'_>,
    ocel: Option<PathBuf>,
    xes: Option<PathBuf>,
    store: StoreArgs,
) -> anyhow::Result<Exit> {
    let store = store.store.as_deref();
    let (path, text) = match (ocel, xes) {
        (Some(path), _) => (path, log_text::ocel(&face.app, store).await?),
        (None, Some(path)) => (path, log_text::xes(&face.app, store).await?),
        (None, None) => return Ok(Exit::WrongUse),
    };
    write(&path, text.as_bytes())?;
    if face.json {
        face.out.json(&json!({"file": path, "bytes": text.len()}))?;
    } else {
        face.out.text(&format!("{}", path.display()))?;
    }
    Ok(Exit::Done)
}

/// Brings in a log.
pub(crate) async fn import_log(
    face: &mut Face<'_>,
    stream: &str,
    file: &Path,
    columns: LogColumns,
) -> anyhow::Result<Exit> {
    let done = logs::import(&face.app, stream, file, &columns).await?;
    for refused in &done.refused {
        face.talk.warning(refused.get(face.language()));
    }
    if face.json {
        face.out.json(&json!({
            "stream": stream,
            "cases": done.cases,
            "events": done.events,
            "added": done.added,
            "repeated": done.repeated,
            "refused": done.refused_count,
            "snapshot": done.snapshot,
        }))?;
    } else {
        face.out.text(&match face.language() {
            Language::Zh => format!(
                "{} 件，{} 个事件；新增 {} 行，重复 {} 行，不合要求 {} 处",
                done.cases, done.events, done.added, done.repeated, done.refused_count
            ),
            Language::En => format!(
                "{} cases, {} events; {} rows added, {} repeated, {} did not fit",
                done.cases, done.events, done.added, done.repeated, done.refused_count
            ),
        })?;
    }
    Ok(if done.refused_count == 0 { Exit::Done } else { Exit::Findings })
}

/// Mines a log.
pub(crate) async fn mine(face: &mut Face<'_>, stream: Option<String>) -> anyhow::Result<Exit> {
    let found = logs::mine(&face.app, stream.as_deref()).await?;
    if face.json {
        face.out.json(&found)?;
        return Ok(Exit::Done);
    }
    for line in logs::mined_lines(&found, face.language()) {
        face.out.text(&line)?;
    }
    Ok(Exit::Done)
}
