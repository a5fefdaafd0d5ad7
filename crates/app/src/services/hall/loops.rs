//! What happens by itself: timers ring, messages go out, rows reach the lake. Each loop sleeps
//! until something is due or it is woken, and none is stopped by one case or one destination
//! that fails. What a round does is the crate `hall`'s.

use super::Hall;
use crate::clock::{self, Wall};
use ::hall::{Couriers, Post, TIMERS_MAX, ring};
use journal::Message;
use seal::webhook;
use std::time::Duration;

/// How long a loop sleeps at most: another process may have put something in.
const SLEEP_MAX_US: i64 = 5_000_000;
/// How often rows are brought to the lake, at most.
const PUBLISH_EVERY: Duration = Duration::from_secs(5);

/// Rings timers, in order of their moments.
pub(super) async fn timers(hall: Hall) {
    loop {
        let rung = ring(hall.journal(), &hall, &Wall).await.unwrap_or(0);
        if rung >= TIMERS_MAX {
            continue;
        }
        let next = hall.journal().next_timer_at().await.ok().flatten();
        sleep_until(&hall, next).await;
    }
}

async fn sleep_until(hall: &Hall, next_us: Option<i64>) {
    let now_us = clock::now_us();
    let wait_us = next_us.map_or(SLEEP_MAX_US, |at| (at - now_us).clamp(2_000, SLEEP_MAX_US));
    let wait = Duration::from_micros(u64::try_from(wait_us).unwrap_or(0));
    tokio::select! {
        () = tokio::time::sleep(wait) => {}
        () = hall.inner.wake.notified() => {}
    }
}

/// Sends messages; each destination has its own courier, and one that hangs holds up itself only.
pub(super) async fn messages(hall: Hall) {
    let mut couriers = Couriers::new(hall.journal(), &hall, &Wall);
    loop {
        // What could not be read is looked for again.
        let next = couriers.start().await.unwrap_or_default();
        tokio::select! {
            () = sleep_until(&hall, next) => {}
            () = couriers.one_back() => {}
        }
    }
}

impl Post for Hall {
    async fn deliver(&self, message: &Message) -> Result<(), String> {
        let found = self.inner.routes.find(&message.destination);
        let Some(row) = found else {
            // Nobody is there any more: there is nothing to wait for.
            return Ok(());
        };
        let secret =
            self.inner.secrets.webhook_secret(&row.id).map_err(|refusal| refusal.message.en)?;
        let at = jiff::Timestamp::from_microsecond(clock::now_us()).map_err(|e| e.to_string())?;
        let body = message.body.as_bytes();
        let headers =
            webhook::sign(&message.key, at, body, &[secret]).map_err(|fault| fault.text().en)?;
        let mut request = self
            .inner
            .client
            .post(&row.url)
            .header("content-type", "application/cloudevents+json")
            .body(message.body.clone());
        for (name, value) in headers.pairs() {
            request = request.header(name, value);
        }
        let response = request.send().await.map_err(|found| format!("no answer: {found}"))?;
        if response.status().is_success() {
            return Ok(());
        }
        Err(format!("expected a status of 2xx, found {}", response.status()))
    }
}

/// Brings rows to the lake while there are any.
pub(super) async fn publisher(hall: Hall) {
    loop {
        // What fails is tried again: the position has not moved.
        let _published = hall.publish().await;
        tokio::time::sleep(PUBLISH_EVERY).await;
    }
}
