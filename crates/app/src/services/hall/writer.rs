//! The one task that changes cases: it takes all commands that wait, decides them in memory one
//! after another, and makes them durable in one transaction before it answers any.
//!
//! A command that is refused changes nothing. A command that came before, by its key, is
//! answered as it was then. A case that another process has changed is read again and the
//! command decided again.

use super::super::refusal::{Refusal, RefusalKind};
use super::effects::{self, Change};
use super::versions::{Version, Versions};
use super::{Reply, stored};
use crate::clock;
use case::{Case, Command};
use journal::{Entry, Hash, Journal, Outcome};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Commands that are made durable together, at most.
const BATCH_MAX: usize = 512;
/// Cases that are kept in memory, at most; the rest is folded from its events when needed.
const CASES_MAX: usize = 20_000;
/// How often a command is decided again because its case had moved on.
const TRIES_MAX: u32 = 4;

/// A command on its way.
pub(crate) struct Request {
    pub(crate) case_id: String,
    pub(crate) key: String,
    pub(crate) digest: Hash,
    /// The version of the case that it was made of, if it says so.
    pub(crate) if_version: Option<i64>,
    /// Carried out together or not at all.
    pub(crate) commands: Vec<Command>,
    /// For a case that is opened: its pack version.
    pub(crate) version: Option<Arc<Version>>,
    /// A timer that is taken off, and put back only if the case still has it.
    pub(crate) settle: Option<String>,
    pub(crate) reply: oneshot::Sender<Result<Reply, Refusal>>,
    pub(crate) tries: u32,
}

/// What is known of a case in memory.
#[derive(Clone)]
struct Held {
    case: Arc<Case>,
    used: u64,
}

/// The writer's own state.
pub(crate) struct Writer {
    pub(crate) journal: Journal,
    pub(crate) versions: Arc<Versions>,
    pub(crate) routes: effects::Routes,
    /// Told after each commit that added timers or messages.
    pub(crate) wake: Arc<tokio::sync::Notify>,
    held: BTreeMap<String, Held>,
    turn: u64,
    last_us: i64,
}

struct Decided {
    request: Request,
    entry: Entry,
    after: Arc<Case>,
    reply: Reply,
}

impl Writer {
    pub(crate) fn new(
        journal: Journal,
        versions: Arc<Versions>,
        routes: effects::Routes,
        wake: Arc<tokio::sync::Notify>,
    ) -> Self {
        Self { journal, versions, routes, wake, held: BTreeMap::new(), turn: 0, last_us: 0 }
    }

    /// Runs until nobody can send any more.
    pub(crate) async fn run(mut self, mut from: mpsc::Receiver<Request>) {
        let mut waiting = Vec::new();
        loop {
            if waiting.is_empty() && from.recv_many(&mut waiting, BATCH_MAX).await == 0 {
                return;
            }
            waiting = self.batch(waiting).await;
        }
    }

    /// Decides and commits; gives back what has to be decided again.
    async fn batch(&mut self, requests: Vec<Request>) -> Vec<Request> {
        self.turn += 1;
        self.last_us = clock::now_us().max(self.last_us);
        let mut now: BTreeMap<String, Arc<Case>> = BTreeMap::new();
        let mut decided = Vec::new();
        for request in requests {
            match self.case(&mut now, &request.case_id).await {
                Ok(before) => match self.decide(request, &before).await {
                    Ok(made) => {
                        now.insert(made.entry.case_id.clone(), Arc::clone(&made.after));
                        decided.push(made);
                    }
                    Err((request, refusal)) => self.refuse(request, refusal).await,
                },
                Err(refusal) => answer(request.reply, Err(refusal)),
            }
        }
        self.commit(decided).await
    }

    /// The case as it stands after the commands before, from memory or from its events.
    async fn case(
        &mut self,
        now: &mut BTreeMap<String, Arc<Case>>,
        id: &str,
    ) -> Result<Arc<Case>, Refusal> {
        if let Some(case) = now.get(id) {
            return Ok(Arc::clone(case));
        }
        if let Some(held) = self.held.get_mut(id) {
            held.used = self.turn;
            return Ok(Arc::clone(&held.case));
        }
        let case = Arc::new(super::folded(&self.journal, id).await?);
        Ok(case)
    }

    async fn decide(
        &self,
        request: Request,
        before: &Arc<Case>,
    ) -> Result<Decided, (Request, Refusal)> {
        let version = match (&request.version, before.pack.as_str()) {
            (Some(version), _) => Ok(Arc::clone(version)),
            (None, "") => Err(Refusal::not_found(("办件", "case"), &request.case_id)),
            (None, digest) => self.versions.get(digest).await,
        };
        let version = match version {
            Ok(version) => version,
            Err(refusal) => return Err((request, refusal)),
        };
        let seq = i64::try_from(before.seq).unwrap_or(i64::MAX);
        if let Some(expected) = request.if_version.filter(|expected| *expected != seq) {
            let refusal = Refusal::new(
                RefusalKind::Changed,
                format!("办件已是第 {seq} 版，请求依据的是第 {expected} 版"),
                format!("the case is at version {seq}, the request was made of {expected}"),
            )
            .help("重新读取办件后再试", "read the case again, then decide anew");
            return Err((request, refusal));
        }
        let context = version.context(self.last_us.max(before.last_us));
        let mut after = Case::clone(before);
        let mut events = Vec::new();
        for command in &request.commands {
            match case::decide(&after, command, &context) {
                Ok(more) => {
                    for event in &more {
                        case::apply(&mut after, event);
                    }
                    events.extend(more);
                }
                Err(reject) => return Err((request, effects::refusal(&reject))),
            }
        }
        let change = Change { before, after: &after, events: &events, context: &context };
        let reply = Reply {
            case: request.case_id.clone(),
            version: after.seq,
            body: json!({
                "case": request.case_id,
                "version": after.seq,
                "status": after.status.name(),
                "events": events.iter().map(|event| event.kind.name()).collect::<Vec<_>>(),
            }),
        };
        let mut entry = Entry {
            case_id: request.case_id.clone(),
            expected_seq: seq,
            command_key: request.key.clone(),
            command_digest: request.digest,
            at_us: context.now_us,
            answer: reply.body.to_string(),
            ..Entry::default()
        };
        if let Some(timer) = &request.settle {
            entry.timers.push(journal::TimerChange::Delete(timer.clone()));
        }
        effects::fill(&mut entry, &change, &version, &self.routes);
        Ok(Decided { request, entry, after: Arc::new(after), reply })
    }

    /// A command that cannot be carried out may be the repeat of one that was.
    async fn refuse(&mut self, request: Request, refusal: Refusal) {
        let known = self.journal.find_command(&request.key).await;
        let answered = match known {
            Ok(Some(known)) => repeated(&known.answer, known.digest == request.digest),
            Ok(None) => Err(refusal),
            Err(error) => Err(stored(error)),
        };
        answer(request.reply, answered);
    }

    async fn commit(&mut self, decided: Vec<Decided>) -> Vec<Request> {
        if decided.is_empty() {
            return Vec::new();
        }
        let mut wake = false;
        let mut parts = Vec::with_capacity(decided.len());
        let mut entries = Vec::with_capacity(decided.len());
        for made in decided {
            wake |= !made.entry.timers.is_empty() || !made.entry.outbox.is_empty();
            entries.push(made.entry);
            parts.push((made.request, made.after, made.reply));
        }
        let outcomes = match self.journal.commit(entries).await {
            Ok(outcomes) => outcomes,
            Err(error) => {
                // Whether it went in is not known: every case is read again before it is used.
                let refusal = stored(error);
                for (request, _, _) in parts {
                    self.held.remove(&request.case_id);
                    answer(request.reply, Err(refusal.clone()));
                }
                return Vec::new();
            }
        };
        let mut again = Vec::new();
        for ((request, after, reply), outcome) in parts.into_iter().zip(outcomes) {
            self.settle(request, after, reply, outcome, &mut again);
        }
        self.forget();
        if wake {
            self.wake.notify_waiters();
        }
        again
    }

    fn settle(
        &mut self,
        mut request: Request,
        after: Arc<Case>,
        reply: Reply,
        outcome: Outcome,
        again: &mut Vec<Request>,
    ) {
        match outcome {
            Outcome::Committed(_) => {
                let held = Held { case: after, used: self.turn };
                self.held.insert(request.case_id, held);
                answer(request.reply, Ok(reply));
            }
            Outcome::Repeated { answer: text, same_digest, case_id: _ } => {
                self.held.remove(&request.case_id);
                answer(request.reply, repeated(&text, same_digest));
            }
            Outcome::Conflict { actual: _ } => {
                self.held.remove(&request.case_id);
                request.tries += 1;
                if request.tries < TRIES_MAX {
                    again.push(request);
                } else {
                    let busy = Refusal::new(
                        RefusalKind::CouldNot,
                        "办件同时被多处更改，未能轮到",
                        "the case is being changed from several sides, and its turn did not come",
                    );
                    answer(request.reply, Err(busy));
                }
            }
            Outcome::KeyTaken { key } => {
                self.held.remove(&request.case_id);
                let taken = Refusal::new(
                    RefusalKind::CouldNot,
                    format!("编号 `{key}` 已被占用"),
                    format!("the key `{key}` is taken"),
                );
                answer(request.reply, Err(taken));
            }
            Outcome::NulText => {
                self.held.remove(&request.case_id);
                let nul = Refusal::new(
                    RefusalKind::Form,
                    "文字中不应有 U+0000",
                    "expected texts without U+0000, found one",
                );
                answer(request.reply, Err(nul));
            }
        }
    }

    /// Keeps memory bounded: the half that was not used for longest goes.
    fn forget(&mut self) {
        if self.held.len() <= CASES_MAX {
            return;
        }
        let mut turns: Vec<u64> = self.held.values().map(|held| held.used).collect();
        turns.sort_unstable();
        let middle = turns.get(turns.len() / 2).copied().unwrap_or(0);
        self.held.retain(|_, held| held.used > middle);
    }
}

fn repeated(text: &str, same: bool) -> Result<Reply, Refusal> {
    if !same {
        return Err(Refusal::new(
            RefusalKind::KeyReused,
            "这个 Idempotency-Key 已用于另一个请求",
            "this Idempotency-Key was used for another request",
        )
        .help("换一个键", "choose another key"));
    }
    let body: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let version = body.get("version").and_then(serde_json::Value::as_u64).unwrap_or_default();
    let case = body.get("case").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    Ok(Reply { case, version, body })
}

fn answer(to: oneshot::Sender<Result<Reply, Refusal>>, with: Result<Reply, Refusal>) {
    // Nobody may be waiting any more; the command stands all the same.
    let _gone = to.send(with);
}
