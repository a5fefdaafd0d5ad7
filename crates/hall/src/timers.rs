//! The round of the timers: those that are due ring together, and none that cannot be served
//! hides another.

use crate::effects::own_key;
use crate::needs::{Clock, Desk, Order};
use crate::refusal::{Refusal, RefusalKind, stored};
use case::Command;
use journal::{Store, TimerRow};

/// Timers that are rung in one round.
pub const TIMERS_MAX: usize = 256;
/// How long a timer is put off whose case cannot be served.
pub(crate) const PUT_OFF_US: i64 = 60_000_000;

/// Rings the timers that are due, together; says how many there were.
pub async fn ring<S: Store, D: Desk, C: Clock>(
    store: &S,
    desk: &D,
    clock: &C,
) -> Result<usize, Refusal> {
    let due = store.due_timers(clock.now_us(), None, TIMERS_MAX).await.map_err(stored)?;
    let rings = due.iter().map(|timer| ring_one(store, desk, clock, timer));
    futures::future::join_all(rings).await;
    Ok(due.len())
}

async fn ring_one<S: Store, D: Desk, C: Clock>(store: &S, desk: &D, clock: &C, timer: &TimerRow) {
    let own = own_key(&timer.case_id, &timer.key).to_owned();
    // The moment is part of the key: a timer can come back with the moment that it had before,
    // when an item is done again, and is then no repeat. What rang twice is not due any more.
    let fire = Order {
        case_id: timer.case_id.clone(),
        key: format!("timer/{}/{}/{}", timer.key, timer.due_us, clock.now_us()),
        commands: vec![Command::fire(own)],
        settle: None,
    };
    let Err(refusal) = desk.order(fire).await else { return };
    // What is not due any more is worked out anew; what cannot be served now waits, and is told.
    let settled = if refusal.kind == RefusalKind::Rejected {
        let settle = Order {
            case_id: timer.case_id.clone(),
            key: format!("settle/{}/{}/{}", timer.key, timer.due_us, clock.now_us()),
            commands: Vec::new(),
            settle: Some(timer.key.clone()),
        };
        desk.order(settle).await.is_ok()
    } else {
        false
    };
    if !settled {
        let later_us = clock.now_us() + PUT_OFF_US;
        // If even that fails, the next round finds the timer where it is.
        let _kept = store.postpone_timer(&timer.key, later_us).await;
    }
}
