//! What happens by itself: timers ring, messages go out, rows reach the lake. Each loop sleeps
//! until something is due or it is woken, and none is stopped by one case or one destination
//! that fails.

use super::effects;
use super::writer::Request;
use super::{Hall, stored};
use crate::clock;
use crate::services::refusal::{Refusal, RefusalKind};
use case::Command;
use journal::{Message, TimerRow};
use seal::webhook;
use std::collections::BTreeMap;
use std::time::Duration;

/// Timers that are rung in one round.
const TIMERS_MAX: usize = 256;
/// Messages of one destination that are sent in one round.
const MESSAGES_MAX: usize = 32;
/// Tries before a message is given up.
const TRIES_MAX: i64 = 12;
/// How long a loop sleeps at most: another process may have put something in.
const SLEEP_MAX_US: i64 = 5_000_000;
/// How long a timer is put off whose case cannot be served.
const PUT_OFF_US: i64 = 60_000_000;
/// How often rows are brought to the lake, at most.
const PUBLISH_EVERY: Duration = Duration::from_secs(5);

/// Rings timers, in order of their moments.
pub(super) async fn timers(hall: Hall) {
    loop {
        let rung = ring(&hall, clock::now_us()).await.unwrap_or(0);
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

/// Rings the timers that are due by `now_us`, together; says how many there were.
pub(super) async fn ring(hall: &Hall, now_us: i64) -> Result<usize, Refusal> {
    let due = hall.journal().due_timers(now_us, None, TIMERS_MAX).await.map_err(stored)?;
    let rings = due.iter().map(|timer| ring_one(hall, timer));
    futures::future::join_all(rings).await;
    Ok(due.len())
}

async fn ring_one(hall: &Hall, timer: &TimerRow) {
    let key = effects::own_key(&timer.case_id, &timer.key).to_owned();
    let command_key = format!("timer/{}/{}", timer.key, timer.due_us);
    let fired = send(hall, timer, command_key, vec![Command::fire(key)], None).await;
    let Err(refusal) = fired else { return };
    // What is not due any more is worked out anew; what cannot be served now waits, and is told.
    let settled = if refusal.kind == RefusalKind::Rejected {
        let key = format!("settle/{}/{}/{}", timer.key, timer.due_us, clock::now_us());
        send(hall, timer, key, Vec::new(), Some(timer.key.clone())).await.is_ok()
    } else {
        false
    };
    if !settled {
        let later = clock::now_us() + PUT_OFF_US;
        // If even that fails, the next round finds the timer where it is.
        let _kept = hall.journal().postpone_timer(&timer.key, later).await;
    } else {
        let left = hall.journal().due_timers(timer.due_us, None, TIMERS_MAX).await;
        let stays = left.is_ok_and(|left| left.iter().any(|t| t.key == timer.key));
        if stays {
            let later = clock::now_us() + PUT_OFF_US;
            let _kept = hall.journal().postpone_timer(&timer.key, later).await;
        }
    }
}

async fn send(
    hall: &Hall,
    timer: &TimerRow,
    key: String,
    commands: Vec<Command>,
    settle: Option<String>,
) -> Result<(), Refusal> {
    let digest = super::asks::digest(&[&key]);
    hall.send(|reply| Request {
        case_id: timer.case_id.clone(),
        key,
        digest,
        if_version: None,
        commands,
        version: None,
        settle,
        reply,
        tries: 0,
    })
    .await
    .map(|_reply| ())
}

/// Sends messages; each destination has its own turn, and one that hangs holds up itself only.
pub(super) async fn messages(hall: Hall) {
    loop {
        let due = hall.journal().due_messages(clock::now_us(), MESSAGES_MAX).await;
        let due = due.unwrap_or_default();
        let some = !due.is_empty();
        let mut by_destination: BTreeMap<String, Vec<Message>> = BTreeMap::new();
        for message in due {
            by_destination.entry(message.destination.clone()).or_default().push(message);
        }
        let turns = by_destination.into_values().map(|list| deliver_all(&hall, list));
        futures::future::join_all(turns).await;
        if !some {
            let next = hall.journal().next_message_at().await.ok().flatten();
            sleep_until(&hall, next).await;
        }
    }
}

/// In order; the first that fails lets the rest of its destination wait.
async fn deliver_all(hall: &Hall, list: Vec<Message>) {
    for message in list {
        let now_us = clock::now_us();
        match deliver(hall, &message).await {
            Ok(()) => {
                let _again_if_lost = hall.journal().mark_delivered(&[message.id], now_us).await;
            }
            Err(error) => {
                let next = clock::now_us() + backoff_us(message.tries);
                let journal = hall.journal();
                let _kept = journal.mark_failed(message.id, next, TRIES_MAX, &error).await;
                return;
            }
        }
    }
}

/// 2 s, 4 s, 8 s, … at most an hour.
fn backoff_us(tries: i64) -> i64 {
    let doubled = 1_000_000_i64 << u32::try_from(tries.clamp(0, 11) + 1).unwrap_or(1);
    doubled.min(3_600_000_000)
}

async fn deliver(hall: &Hall, message: &Message) -> Result<(), String> {
    let Some(row) = hall.inner.routes.find(&message.destination) else {
        // Nobody is there any more: there is nothing to wait for.
        return Ok(());
    };
    let secret =
        hall.inner.secrets.webhook_secret(&row.id).map_err(|refusal| refusal.message.en)?;
    let at = jiff::Timestamp::from_microsecond(clock::now_us()).map_err(|e| e.to_string())?;
    let body = message.body.as_bytes();
    let headers =
        webhook::sign(&message.key, at, body, &[secret]).map_err(|fault| fault.text().en)?;
    let mut request = hall
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

/// Brings rows to the lake while there are any.
pub(super) async fn publisher(hall: Hall) {
    loop {
        // What fails is tried again: the position has not moved.
        let _published = hall.publish().await;
        tokio::time::sleep(PUBLISH_EVERY).await;
    }
}
