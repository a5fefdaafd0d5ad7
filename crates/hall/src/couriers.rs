//! Couriers: messages on their way to other systems. Each destination has its own courier, so
//! that one that hangs, or that answers late, holds up nobody but itself.

use crate::needs::{Clock, Post};
use crate::refusal::{Refusal, stored};
use futures::StreamExt as _;
use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use journal::{Message, Store};
use std::collections::{BTreeMap, BTreeSet};

/// Messages of one destination that a courier takes at once.
const MESSAGES_MAX: usize = 32;
/// Tries before a message is given up.
pub const TRIES_MAX: i64 = 12;

/// Where a courier came back from, and until when nothing is sent there.
struct Back {
    destination: String,
    rests_until_us: i64,
}

/// All couriers that are under way.
pub struct Couriers<'a, S, P, C> {
    store: &'a S,
    post: &'a P,
    clock: &'a C,
    under_way: FuturesUnordered<BoxFuture<'a, Back>>,
    busy: BTreeSet<String>,
    resting: BTreeMap<String, i64>,
}

impl<'a, S: Store, P: Post, C: Clock> Couriers<'a, S, P, C> {
    /// Nobody is under way yet.
    pub fn new(store: &'a S, post: &'a P, clock: &'a C) -> Self {
        Self {
            store,
            post,
            clock,
            under_way: FuturesUnordered::new(),
            busy: BTreeSet::new(),
            resting: BTreeMap::new(),
        }
    }

    /// Sends a courier to each destination for which something is due and where none is on the
    /// way. Says when the next is to be sent, as far as that is known.
    pub async fn start(&mut self) -> Result<Option<i64>, Refusal> {
        let now_us = self.clock.now_us();
        self.resting.retain(|_, until_us| *until_us > now_us);
        let mut next_us: Option<i64> = None;
        for to in self.store.list_destinations().await.map_err(stored)? {
            if self.busy.contains(&to.name) {
                continue;
            }
            let due_us = to.next_us.max(self.resting.get(&to.name).copied().unwrap_or(i64::MIN));
            if due_us > now_us {
                next_us = Some(next_us.map_or(due_us, |next_us| next_us.min(due_us)));
                continue;
            }
            let list = self.store.due_messages_of(&to.name, now_us, MESSAGES_MAX).await;
            let list = list.map_err(stored)?;
            self.busy.insert(to.name.clone());
            let (store, post, clock) = (self.store, self.post, self.clock);
            self.under_way.push(Box::pin(go(store, post, clock, to.name, list)));
        }
        Ok(next_us)
    }

    /// Waits until one courier is back; for ever, if none is under way.
    pub async fn one_back(&mut self) {
        match self.under_way.next().await {
            Some(back) => {
                self.busy.remove(&back.destination);
                self.resting.insert(back.destination, back.rests_until_us);
            }
            None => std::future::pending().await,
        }
    }
}

/// In order; the first that fails lets the rest of its destination wait.
async fn go<S: Store, P: Post, C: Clock>(
    store: &S,
    post: &P,
    clock: &C,
    destination: String,
    list: Vec<Message>,
) -> Back {
    for message in list {
        let noted = match post.deliver(&message).await {
            // Not noted: it is sent again, with the same key.
            Ok(()) => store.mark_delivered(&[message.id], clock.now_us()).await.is_ok(),
            Err(error) => {
                let next_us = clock.now_us() + backoff_us(message.tries);
                let kept = store.mark_failed(message.id, next_us, TRIES_MAX, &error).await;
                // Whether it could be noted or not, the destination is left alone for a while.
                let _found_again_later = kept;
                return Back { destination, rests_until_us: next_us };
            }
        };
        if !noted {
            let rests_until_us = clock.now_us() + backoff_us(0);
            return Back { destination, rests_until_us };
        }
    }
    Back { destination, rests_until_us: i64::MIN }
}

/// 2 s, 4 s, 8 s, … at most an hour.
fn backoff_us(tries: i64) -> i64 {
    let doubled = 1_000_000_i64 << u32::try_from(tries.clamp(0, 11) + 1).unwrap_or(1);
    doubled.min(3_600_000_000)
}
