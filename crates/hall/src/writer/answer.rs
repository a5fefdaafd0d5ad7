//! What the writer answers.

use crate::refusal::{Refusal, RefusalKind};
use case::{Case, Event};
use serde_json::{Value, json};
use tokio::sync::oneshot;

/// What a command came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The case.
    pub case: String,
    /// Its version: the number of its last event.
    pub version: u64,
    /// What is answered, the same whenever the command is repeated.
    pub body: Value,
}

impl Reply {
    /// What these events came to.
    pub(super) fn of(case_id: &str, after: &Case, events: &[Event]) -> Self {
        let body = json!({
            "case": case_id,
            "version": after.seq,
            "status": after.status.name(),
            "events": events.iter().map(|event| event.kind.name()).collect::<Vec<_>>(),
        });
        Self { case: case_id.to_owned(), version: after.seq, body }
    }
}

/// A command of this key was carried out before.
pub fn repeated(text: &str, same: bool) -> Result<Reply, Refusal> {
    if !same {
        return Err(Refusal::new(
            RefusalKind::KeyReused,
            "这个 Idempotency-Key 已用于另一个请求",
            "this Idempotency-Key was used for another request",
        )
        .help("换一个键", "choose another key"));
    }
    let body: Value = serde_json::from_str(text).unwrap_or_default();
    let version = body.get("version").and_then(Value::as_u64).unwrap_or_default();
    let case = body.get("case").and_then(Value::as_str).unwrap_or_default().to_owned();
    Ok(Reply { case, version, body })
}

/// Somebody else was quicker.
pub(super) fn changed(seq: i64, expected: i64) -> Refusal {
    Refusal::new(
        RefusalKind::Changed,
        format!("办件已是第 {seq} 版，请求依据的是第 {expected} 版"),
        format!("the case is at version {seq}, the request was made of {expected}"),
    )
    .help("重新读取办件后再试", "read the case again, then decide anew")
}

pub(super) fn busy() -> Refusal {
    Refusal::new(
        RefusalKind::CouldNot,
        "办件同时被多处更改，未能轮到",
        "the case is being changed from several sides, and its turn did not come",
    )
}

pub(super) fn key_taken(key: &str) -> Refusal {
    Refusal::new(
        RefusalKind::CouldNot,
        format!("编号 `{key}` 已被占用"),
        format!("the key `{key}` is taken"),
    )
}

pub(super) fn nul_text() -> Refusal {
    Refusal::new(
        RefusalKind::Form,
        "文字中不应有 U+0000",
        "expected texts without U+0000, found one",
    )
}

pub(super) fn answer(to: oneshot::Sender<Result<Reply, Refusal>>, with: Result<Reply, Refusal>) {
    // Nobody may be waiting any more; the command stands all the same.
    let _gone = to.send(with);
}
