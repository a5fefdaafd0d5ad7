//! The one task that changes cases: it takes all commands that wait, decides them in memory one
//! after another, and makes them durable in one transaction before it answers any.
//!
//! A command that is refused changes nothing. A command that came before, by its key, is
//! answered as it was then. A case that another process has changed is read again and the
//! command decided again; so is a command that was refused because of one before it in the same
//! batch, if that one did not go in.

mod answer;

use crate::effects::{self, Change, Routes, Worked};
use crate::needs::{Clock, Order, Pack, Packs};
use crate::publisher::event;
use crate::refusal::{Refusal, RefusalKind, stored};
use crate::words::digest;
pub use answer::{Reply, repeated};
use answer::{answer, busy, changed, key_taken, nul_text};
use case::{Case, Command, CommandKind};
use journal::{Entry, Hash, Outcome, Store};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::{Notify, mpsc, oneshot};

/// Commands that are made durable together, at most.
const BATCH_MAX: usize = 512;
/// Cases that are kept in memory, at most; the rest is folded from its events when needed.
const CASES_MAX: usize = 20_000;
/// How often a command is decided again because its case had moved on.
const TRIES_MAX: u32 = 4;

/// A command on its way; `V` is a pack version.
pub struct Request<V> {
    /// The case.
    pub case_id: String,
    /// Names the command for ever.
    pub key: String,
    /// The digest of what was asked.
    pub digest: Hash,
    /// The version of the case that it was made of, if it says so.
    pub if_version: Option<i64>,
    /// Carried out together or not at all.
    pub commands: Vec<Command>,
    /// For a case that is opened: its pack version.
    pub version: Option<Arc<V>>,
    /// A timer that is taken off, and put back only if the case still has it.
    pub settle: Option<String>,
    /// Where the answer goes.
    pub reply: oneshot::Sender<Result<Reply, Refusal>>,
    /// How often it was decided again.
    pub tries: u32,
}

impl<V> Request<V> {
    /// What the machine wants.
    pub fn of(order: Order, reply: oneshot::Sender<Result<Reply, Refusal>>) -> Self {
        Self {
            digest: digest(&[&order.key]),
            case_id: order.case_id,
            key: order.key,
            if_version: None,
            commands: order.commands,
            version: None,
            settle: order.settle,
            reply,
            tries: 0,
        }
    }
}

/// A case, and its rows as they stand in the journal; none: not worked out yet.
#[derive(Clone, Default)]
struct Known {
    case: Arc<Case>,
    rows: Option<Arc<Worked>>,
}

/// Whether a command opens a case of a new id: there is nothing to read of it. One that turns
/// out to be there is a conflict, and the second time it is read.
fn opens<V>(request: &Request<V>) -> bool {
    let first = request.commands.first().map(|command| &command.what);
    let opening =
        matches!(first, Some(CommandKind::Open { .. } | CommandKind::OpenStanding { .. }));
    opening && request.tries == 0
}

/// What is known of a case in memory.
struct Held {
    known: Known,
    used: u64,
}

/// The writer's own state.
pub struct Writer<S, P, C> {
    store: S,
    packs: P,
    clock: C,
    routes: Routes,
    /// Told after each commit that added timers or messages.
    wake: Arc<Notify>,
    held: BTreeMap<String, Held>,
    turn: u64,
    last_us: i64,
}

struct Decided<V> {
    request: Request<V>,
    entry: Entry,
    after: Known,
    reply: Reply,
}

/// A command that was refused, and by which version of the case.
struct Refused<V> {
    request: Request<V>,
    refusal: Refusal,
    seq: u64,
    basis: Basis,
}

/// What a version of a case comes from.
#[derive(Clone, Copy)]
enum Basis {
    /// A command of the same batch; not on disk.
    Batch,
    /// Memory; another process may have been quicker.
    Memory,
    /// Just read.
    Journal,
}

impl<S: Store, P: Packs, C: Clock> Writer<S, P, C> {
    /// A writer that remembers nothing yet.
    pub fn new((store, packs, clock): (S, P, C), routes: Routes, wake: Arc<Notify>) -> Self {
        Self { store, packs, clock, routes, wake, held: BTreeMap::new(), turn: 0, last_us: 0 }
    }

    /// Runs until nobody can send any more.
    pub async fn run(&mut self, from: &mut mpsc::Receiver<Request<P::Pack>>) {
        let mut waiting = Vec::new();
        loop {
            if waiting.is_empty() && from.recv_many(&mut waiting, BATCH_MAX).await == 0 {
                return;
            }
            waiting = self.batch(waiting).await;
        }
    }

    /// Decides and commits; gives back what has to be decided again.
    pub async fn batch(&mut self, requests: Vec<Request<P::Pack>>) -> Vec<Request<P::Pack>> {
        self.turn += 1;
        self.last_us = self.clock.now_us().max(self.last_us);
        // Cases as the commands before have left them; not on disk yet.
        let mut ahead: BTreeMap<String, Known> = BTreeMap::new();
        let mut decided = Vec::new();
        let mut refused = Vec::new();
        for request in requests {
            let (before, basis) = match ahead.get(&request.case_id) {
                Some(known) => (Ok(known.clone()), Basis::Batch),
                None if opens(&request) => (Ok(Known::default()), Basis::Memory),
                None => self.known(&request.case_id).await,
            };
            match before {
                Ok(before) => match self.decide(request, &before).await {
                    Ok(made) => {
                        ahead.insert(made.entry.case_id.clone(), made.after.clone());
                        decided.push(made);
                    }
                    Err((request, refusal)) => {
                        let seq = before.case.seq;
                        refused.push(Refused { request, refusal, seq, basis });
                    }
                },
                Err(refusal) => answer(request.reply, Err(refusal)),
            }
        }
        let mut again = self.commit(decided).await;
        for refused in refused {
            self.refuse(refused, &mut again).await;
        }
        again
    }

    /// The case as memory has it, if it does; what it has is on disk.
    pub fn find_held(&self, id: &str) -> Option<&Case> {
        self.held.get(id).map(|held| &*held.known.case)
    }

    /// The case from memory, or from its events.
    async fn known(&mut self, id: &str) -> (Result<Known, Refusal>, Basis) {
        if let Some(held) = self.held.get_mut(id) {
            held.used = self.turn;
            return (Ok(held.known.clone()), Basis::Memory);
        }
        let folded = folded(&self.store, id).await;
        (folded.map(|case| Known { case: Arc::new(case), rows: None }), Basis::Journal)
    }

    /// The pack version by which a command is judged.
    async fn version(
        &self,
        request: &Request<P::Pack>,
        before: &Case,
    ) -> Result<Arc<P::Pack>, Refusal> {
        match (&request.version, before.pack.as_str()) {
            (Some(version), _) => Ok(Arc::clone(version)),
            (None, "") => Err(Refusal::not_found(("办件", "case"), &request.case_id)),
            (None, digest) => self.packs.get(digest).await.map_err(|mut refusal| {
                refusal.kind = RefusalKind::CouldNot;
                refusal
            }),
        }
    }

    async fn decide(
        &self,
        request: Request<P::Pack>,
        known: &Known,
    ) -> Result<Decided<P::Pack>, (Request<P::Pack>, Refusal)> {
        let before = &*known.case;
        let version = match self.version(&request, before).await {
            Ok(version) => version,
            Err(refusal) => return Err((request, refusal)),
        };
        let seq = i64::try_from(before.seq).unwrap_or(i64::MAX);
        if let Some(expected) = request.if_version.filter(|expected| *expected != seq) {
            return Err((request, changed(seq, expected)));
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
                Err(reject) => return Err((request, effects::refused(&reject))),
            }
        }
        let reply = Reply::of(&request.case_id, &after, &events);
        let mut entry = Entry {
            case_id: request.case_id.clone(),
            expected_seq: seq,
            command_key: request.key.clone(),
            command_digest: request.digest,
            at_us: context.now_us,
            answer: reply.body.to_string(),
            ..Entry::default()
        };
        let rows = match &known.rows {
            Some(rows) => Arc::clone(rows),
            None => Arc::new(Worked::of(before, &context.at(before.last_us))),
        };
        let now = Arc::new(Worked::of(&after, &context));
        let change = Change {
            before,
            rows: &rows,
            after: &after,
            now: &now,
            events: &events,
            context: &context,
        };
        let settled = request.settle.as_deref();
        effects::fill(&mut entry, &change, (&*version, &self.routes), settled);
        let after = Known { case: Arc::new(after), rows: Some(now) };
        Ok(Decided { request, entry, after, reply })
    }

    /// A command that cannot be carried out may be the repeat of one that was. It may also have
    /// been refused because of a command that did not go in after all, or of what memory had and
    /// another process has changed: then it is decided again.
    async fn refuse(&mut self, refused: Refused<P::Pack>, again: &mut Vec<Request<P::Pack>>) {
        let answered = match self.store.find_command(&refused.request.key).await {
            Ok(Some(known)) => {
                let same = known.digest == refused.request.digest;
                repeated(&known.answer, same)
            }
            Ok(None) => match self.stands(&refused).await {
                Ok(true) => Err(refused.refusal),
                Ok(false) => {
                    let mut request = refused.request;
                    request.tries += 1;
                    if request.tries < TRIES_MAX {
                        again.push(request);
                        return;
                    }
                    return answer(request.reply, Err(busy()));
                }
                Err(error) => Err(stored(error)),
            },
            Err(error) => Err(stored(error)),
        };
        answer(refused.request.reply, answered);
    }

    /// Whether the version of the case that a refusal rests on is the newest one, on disk.
    async fn stands(&mut self, refused: &Refused<P::Pack>) -> Result<bool, journal::Error> {
        let id = &refused.request.case_id;
        match refused.basis {
            Basis::Batch => Ok(self.find_held(id).is_some_and(|case| case.seq >= refused.seq)),
            Basis::Memory => {
                let seq = i64::try_from(refused.seq).unwrap_or(i64::MAX);
                let newest = self.store.events_of_after(id, seq).await?.is_empty();
                if !newest {
                    self.held.remove(id);
                }
                Ok(newest)
            }
            Basis::Journal => Ok(true),
        }
    }

    async fn commit(&mut self, decided: Vec<Decided<P::Pack>>) -> Vec<Request<P::Pack>> {
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
        let outcomes = match self.store.commit(entries).await {
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
            self.settle(request, (after, reply), outcome, &mut again);
        }
        self.forget();
        if wake {
            self.wake.notify_waiters();
        }
        again
    }

    fn settle(
        &mut self,
        mut request: Request<P::Pack>,
        (after, reply): (Known, Reply),
        outcome: Outcome,
        again: &mut Vec<Request<P::Pack>>,
    ) {
        let answered = match outcome {
            Outcome::Committed(_) => {
                let held = Held { known: after, used: self.turn };
                self.held.insert(request.case_id, held);
                return answer(request.reply, Ok(reply));
            }
            Outcome::Repeated { answer: text, same_digest, case_id: _ } => {
                repeated(&text, same_digest)
            }
            Outcome::Conflict { actual: _ } => {
                request.tries += 1;
                if request.tries < TRIES_MAX {
                    self.held.remove(&request.case_id);
                    again.push(request);
                    return;
                }
                Err(busy())
            }
            Outcome::KeyTaken { key } => Err(key_taken(&key)),
            Outcome::NulText => Err(nul_text()),
        };
        // What memory has may be what this command would have made of the case.
        self.held.remove(&request.case_id);
        answer(request.reply, answered);
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

/// A case, folded from its events; one without events is the case that is not opened yet.
pub async fn folded<S: Store>(store: &S, id: &str) -> Result<Case, Refusal> {
    let events = store.events_of_after(id, 0).await.map_err(stored)?;
    let mut case = Case::default();
    for row in &events {
        case::apply(&mut case, &event(row)?);
    }
    Ok(case)
}
