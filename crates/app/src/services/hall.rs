//! The hall in which cases run: the pack, the journal, the lake, the keys, and the tasks that
//! keep them going.
//!
//! Commands go to one writer, which decides them by the case machine and answers after they are
//! on disk. What follows from events is brought on by three tasks of their own: timers that
//! ring, messages to other systems, rows for the lake. One that fails tries again later and
//! holds up nobody else.
//!
//! Start reading at [`Hall::command`], then the crate `hall`.

mod asks;
mod exports;
mod loops;
mod messages;
mod orders;
mod papers;
mod programmes;
mod publisher;
mod reads;
mod secrets;
mod versions;

pub use asks::{OpenAsk, PlanAsk};
pub(crate) use exports::{ocel, xes};
pub use messages::Signed;
pub(crate) use reads::past_cases;
pub use reads::{CaseAsk, InboxAsk};

use super::refusal::{Refusal, RefusalKind};
use super::tokens::{Tokens, Who};
use crate::clock::Wall;
use crate::error::Error;
use crate::opened::App;
use crate::under;
pub use ::hall::Reply;
pub(crate) use ::hall::event as event_of;
use ::hall::{Order, Routes, stored};
use case::Case;
use journal::{Access, Journal};
use records::Lake;
pub(crate) use secrets::Secrets;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;
pub(crate) use versions::Version;
use versions::Versions;

/// Commands that may wait for the writer before callers wait for room.
const QUEUE: usize = 4096;

type Request = ::hall::Request<Version>;
type Writer = ::hall::Writer<Journal, Arc<Versions>, Wall>;

/// A running hall; clones share it.
#[derive(Clone)]
pub struct Hall {
    inner: Arc<Inner>,
}

struct Inner {
    versions: Arc<Versions>,
    journal: Journal,
    lake: Lake,
    data: PathBuf,
    secrets: Secrets,
    tokens: RwLock<TokensRead>,
    routes: Routes,
    writer: Mutex<Option<mpsc::Sender<Request>>>,
    wake: Arc<Notify>,
    stop: Arc<Notify>,
    tasks: Mutex<Vec<JoinHandle<()>>>,
    client: reqwest::Client,
    publishing: tokio::sync::Mutex<()>,
}

/// How a hall is opened.
#[derive(Debug, Clone, Default)]
pub struct HallSettings {
    /// Where the journal lies: `sqlite:PATH` or `postgres://…`; none: in the data folder.
    pub store: Option<String>,
    /// Whether the tasks run that do things by themselves: timers, messages, the publisher.
    pub by_itself: bool,
}

/// The address of the journal.
pub(crate) fn store_address(data: &std::path::Path, store: Option<&str>) -> String {
    store.map_or_else(|| format!("sqlite:{}", data.join("journal.db").display()), str::to_owned)
}

impl Hall {
    /// Opens the pack, the data folder and the journal, and starts the writer.
    pub async fn open(app: &App, settings: &HallSettings) -> Result<Self, Error> {
        let ready = app.ready_pack()?;
        let lake = app.lake_for_writing().await?;
        under::archive_pack(&lake, &ready).await?;
        let data = app.data_dir()?.to_path_buf();
        let address = store_address(&data, settings.store.as_deref());
        let journal = Journal::open(&address, Access::Write).await.map_err(under::journal)?;
        let secrets = Secrets::open(&data)?;
        let tokens = Tokens::read(&data)?;
        let current = Arc::new(Version::new(ready));
        let versions = Arc::new(Versions::new(lake.clone(), current));
        let routes = Routes::default();
        routes.set(journal.list_subscriptions().await.map_err(under::journal)?);
        let wake = Arc::new(Notify::new());
        let (to, from) = mpsc::channel(QUEUE);
        let parts = (journal.clone(), Arc::clone(&versions), Wall);
        let writer = Writer::new(parts, routes.clone(), Arc::clone(&wake));
        let client = reqwest::Client::builder()
            .timeout(std::time::Duration::from_secs(10))
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|found| {
                Error::could_not("无法准备 HTTP 客户端", "could not prepare the HTTP client")
                    .because(found.to_string())
            })?;
        let hall = Self {
            inner: Arc::new(Inner {
                versions,
                journal,
                lake,
                data,
                secrets,
                tokens: RwLock::new(TokensRead { tokens, at_us: crate::clock::now_us() }),
                routes,
                writer: Mutex::new(Some(to)),
                wake,
                stop: Arc::new(Notify::new()),
                tasks: Mutex::default(),
                client,
                publishing: tokio::sync::Mutex::new(()),
            }),
        };
        hall.start(writer, from, settings.by_itself);
        Ok(hall)
    }

    #[expect(clippy::disallowed_methods, reason = "app starts the tasks of the district")]
    fn start(&self, mut writer: Writer, mut from: mpsc::Receiver<Request>, by_itself: bool) {
        let mut tasks = self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner);
        tasks.push(tokio::spawn(async move { writer.run(&mut from).await }));
        tasks.push(tokio::spawn(tidied(self.journal().clone())));
        if by_itself {
            tasks.push(tokio::spawn(loops::timers(self.clone())));
            tasks.push(tokio::spawn(loops::messages(self.clone())));
            tasks.push(tokio::spawn(loops::publisher(self.clone())));
        }
    }

    /// Finishes what has begun: the writer's queue, then what waits for the lake.
    pub async fn close(&self) -> Result<(), Error> {
        self.inner.stop.notify_waiters();
        let sender = self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        drop(sender);
        let tasks: Vec<JoinHandle<()>> = {
            let mut held = self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner);
            held.drain(..).collect()
        };
        let mut tasks = tasks.into_iter();
        if let Some(writer) = tasks.next() {
            // The writer ends when its queue is empty and nobody can send.
            let _joined = writer.await;
        }
        for task in tasks {
            task.abort();
            let _aborted = task.await;
        }
        self.publish().await?;
        self.inner.journal.close().await;
        Ok(())
    }

    /// Hands a command to the writer and waits until it is on disk.
    async fn send(&self, make: impl FnOnce(oneshot::Sender<Answered>) -> Request) -> Answered {
        let sender = {
            let held = self.inner.writer.lock().unwrap_or_else(PoisonError::into_inner);
            held.clone()
        };
        let (to, from) = oneshot::channel();
        let stopping = || {
            Refusal::new(RefusalKind::CouldNot, "服务正在停止", "the server is stopping")
                .help("稍后用同一个键再试", "try again later with the same key")
        };
        let Some(sender) = sender else { return Err(stopping()) };
        sender.send(make(to)).await.map_err(|_closed| stopping())?;
        from.await.map_err(|_dropped| stopping())?
    }

    /// Who holds a token. One that is not known is looked for in the file again, at most once a
    /// second, so that a new token works at once and rubbish costs little; one that was taken
    /// away stops working within seconds.
    pub fn find_token(&self, token: &str) -> Option<Who> {
        let now_us = crate::clock::now_us();
        {
            let held = self.inner.tokens.read().unwrap_or_else(PoisonError::into_inner);
            let found = held.tokens.find(token).cloned();
            let fresh_us = if found.is_some() { TOKENS_KNOWN_US } else { TOKENS_MISSED_US };
            if now_us - held.at_us < fresh_us {
                return found;
            }
        }
        let read = Tokens::read(&self.inner.data);
        let mut held = self.inner.tokens.write().unwrap_or_else(PoisonError::into_inner);
        held.at_us = now_us;
        if let Ok(tokens) = read {
            held.tokens = tokens;
        }
        held.tokens.find(token).cloned()
    }

    /// The pack that new cases are pinned to: id, version and digest.
    pub fn pack_version(&self) -> String {
        self.current().ready.version()
    }

    fn current(&self) -> &Arc<Version> {
        self.inner.versions.current()
    }

    fn journal(&self) -> &Journal {
        &self.inner.journal
    }
}

impl ::hall::Desk for Hall {
    async fn order(&self, order: Order) -> Answered {
        self.send(|reply| Request::of(order, reply)).await
    }
}

/// Moves what was committed from the log to its place, beside the commits and not in them.
async fn tidied(journal: Journal) {
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        // What fails is tried again; no commit depends on it.
        let _tidied = journal.tidy().await;
    }
}

/// How often the journal is tidied.
const TIDY_EVERY: std::time::Duration = std::time::Duration::from_millis(200);

/// How long a known token is trusted without looking into the file.
const TOKENS_KNOWN_US: i64 = 5_000_000;
/// How often the file is read for tokens that are not known.
const TOKENS_MISSED_US: i64 = 1_000_000;

/// The tokens as they were read, and when.
struct TokensRead {
    tokens: Tokens,
    at_us: i64,
}

type Answered = Result<Reply, Refusal>;

/// A case, folded from its events; one without events is the case that is not opened yet.
async fn folded(journal: &Journal, id: &str) -> Result<Case, Refusal> {
    ::hall::folded(journal, id).await
}
