//! Everything around the hall, and the one handle by which the hall sees it: the clock, the lake
//! and other systems. The store is in `store`.

use crate::bug::Bug;
use crate::disk::Disk;
use crate::image::Image;
use crate::random::Random;
use hall::{Clock, Post, Published, Refusal, RefusalKind, Rows, Table};
use journal::{Entry, Error, Message};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};

/// How often what goes wrong, in ten thousand; a seed draws its own.
#[derive(Debug, Default)]
pub(crate) struct Rates {
    /// The power goes, at a call on the disk or the lake.
    pub(crate) crash: u64,
    /// A write is refused, and nothing happened.
    pub(crate) refused: u64,
    /// A write is done, and its answer lost.
    pub(crate) lost: u64,
    /// A receiver says no.
    pub(crate) no: u64,
    /// A receiver takes the message and says no.
    pub(crate) took: u64,
    /// A receiver answers late.
    pub(crate) late: u64,
}

/// The lake's streams.
#[derive(Debug, Default)]
pub(crate) struct Lake {
    pub(crate) streams: BTreeMap<&'static str, Vec<String>>,
    known: BTreeSet<String>,
}

/// All of it.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) random: Random,
    pub(crate) bug: Option<Bug>,
    pub(crate) rates: Rates,
    pub(crate) now_us: i64,
    pub(crate) disk: Disk,
    pub(crate) image: Image,
    pub(crate) lake: Lake,
    /// What receivers have taken: content by key.
    pub(crate) received: BTreeMap<String, String>,
    /// A key that came with two contents.
    pub(crate) key_reused: Option<String>,
    /// What was asked of the store since it was opened.
    pub(crate) attempts: Vec<Entry>,
    pub(crate) crashed: bool,
    /// Nothing goes wrong any more, besides the receiver that never answers.
    pub(crate) calm: bool,
    wakers: Vec<Waker>,
}

/// The handle of the hall.
#[derive(Debug, Clone)]
pub struct Hand(Arc<Mutex<World>>);

/// The receiver that never answers.
pub(crate) const SILENT: &str = "silent";

impl World {
    /// A call on the disk or the lake; the power may go.
    pub(crate) fn call(&mut self, at: &'static str) -> Result<(), Error> {
        if !self.crashed && !self.calm && self.random.chance(self.rates.crash) {
            self.crashed = true;
            self.disk.crash(&mut self.random);
        }
        if self.crashed { Err(Error::Stopped { at }) } else { Ok(()) }
    }

    pub(crate) fn fails(&mut self, rate: u64) -> bool {
        !self.calm && self.random.chance(rate)
    }

    fn take(&mut self, message: &Message) {
        let body = self.received.insert(message.key.clone(), message.body.clone());
        if body.is_some_and(|body| body != message.body) {
            self.key_reused = Some(message.key.clone());
        }
    }
}

impl Hand {
    pub(crate) fn new(world: World) -> Self {
        Self(Arc::new(Mutex::new(world)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, World> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Time passes.
    pub(crate) fn pass(&self, by_us: i64) {
        let wakers = {
            let mut world = self.lock();
            world.now_us += by_us;
            std::mem::take(&mut world.wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    async fn until(&self, at_us: i64) {
        std::future::poll_fn(|context| {
            let mut world = self.lock();
            if world.now_us >= at_us {
                return Poll::Ready(());
            }
            world.wakers.push(context.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

impl World {
    pub(crate) fn new(mut random: Random, bug: Option<Bug>, now_us: i64) -> Self {
        let mut rate = |most: u64| if random.chance(3_300) { 0 } else { random.below(most) };
        let rates = Rates {
            crash: rate(250),
            refused: rate(300),
            lost: rate(300),
            no: rate(4_000),
            took: rate(2_000),
            late: rate(3_000),
        };
        Self {
            random,
            bug,
            rates,
            now_us,
            disk: Disk::default(),
            image: Image::default(),
            lake: Lake::default(),
            received: BTreeMap::new(),
            key_reused: None,
            attempts: Vec::new(),
            crashed: false,
            calm: false,
            wakers: Vec::new(),
        }
    }
}

impl Clock for Hand {
    fn now_us(&self) -> i64 {
        self.lock().now_us
    }
}

impl Post for Hand {
    async fn deliver(&self, message: &Message) -> Result<(), String> {
        if message.destination == SILENT {
            return std::future::pending().await;
        }
        let late_us = {
            let mut world = self.lock();
            let late = world.rates.late;
            let by_us = i64::try_from(world.random.below(7_200_000_000)).unwrap_or(0);
            world.fails(late).then(|| world.now_us + by_us)
        };
        if let Some(at_us) = late_us {
            self.until(at_us).await;
        }
        let mut world = self.lock();
        let (no, took) = (world.rates.no, world.rates.took);
        if world.fails(no) {
            return Err("503".to_owned());
        }
        world.take(message);
        if world.fails(took) { Err("no answer".to_owned()) } else { Ok(()) }
    }
}

impl Table for Hand {
    async fn append(&self, _range: (u64, u64), rows: Rows) -> Result<Published, Refusal> {
        let stopped = |error: Error| hall::stored(error);
        let mut world = self.lock();
        let world = &mut *world;
        world.call("append").map_err(stopped)?;
        let refused = world.rates.refused;
        if world.fails(refused) {
            return Err(Refusal::new(RefusalKind::CouldNot, "湖", "the lake is away"));
        }
        let mut published = Published::default();
        for (stream, rows) in rows {
            for row in rows {
                let text = serde_json::to_string(&row).unwrap_or_default();
                let new = world.lake.known.insert(format!("{stream} {text}"));
                if new || world.bug == Some(Bug::RepeatsKept) {
                    world.lake.streams.entry(stream).or_default().push(text);
                    published.added += 1;
                } else {
                    published.repeated += 1;
                }
            }
        }
        world.call("appended").map_err(stopped)?;
        let lost = world.rates.lost;
        if world.fails(lost) {
            return Err(Refusal::new(RefusalKind::CouldNot, "湖", "the lake did not answer"));
        }
        Ok(published)
    }
}
