//! `apply`: what an event makes of a case. It never refuses and never panics: an event about an
//! item that is not there changes nothing besides the number of the last event.
//!
//! What follows by rule alone is worked out here, after each event: items whose inputs are
//! granted become ready, dependents of a refused item fall, and the clock of the whole stands
//! still or goes on.

use crate::event::{Event, EventKind as E};
use crate::state::{Appeal, Case, Delivery, ItemRun, ItemState, PauseWhy, Status};

mod items;
mod standing;
mod whole;

/// Takes an event into a case.
pub fn apply(case: &mut Case, event: &Event) {
    case.seq = event.seq;
    case.last_us = event.at_us;
    let mut from_us = event.at_us;
    match &event.kind {
        E::Opened { .. }
        | E::DraftSaved { .. }
        | E::Submitted(_)
        | E::SupplementAsked { item: None, .. }
        | E::Supplied { item: None, .. } => whole::intake(case, event),
        E::Accepted { deemed } => {
            case.status = Status::Running;
            let received_us = case.received_us.filter(|_| *deemed);
            from_us = received_us.unwrap_or(event.at_us);
            case.accepted_us = Some(from_us);
        }
        E::Extended { item: None, halves, .. } => case.extended_halves += halves,
        E::LimitPassed { item: None } => case.limit_passed = true,
        E::Reminded { item: None, light } => case.reminded = case.reminded.max(*light),
        E::Delivered { slots, by } => case.deliveries.push(Delivery {
            slots: slots.clone(),
            by: by.clone(),
            at_us: event.at_us,
            signed_us: None,
        }),
        E::Signed { delivery } => whole::signed(case, event, *delivery),
        E::Rated { stars, kept_promise } => case.rating = Some((*stars, *kept_promise)),
        E::Closed { how, reason } => whole::closed(case, event, *how, reason),
        E::Migrated { pack, items } => whole::migrated(case, pack, items),
        E::StandingOpened { .. }
        | E::MeasureDue { .. }
        | E::MeasureDone { .. }
        | E::MeasureUndone { .. }
        | E::Reclassed { .. } => standing::apply(case, event),
        E::SupplementAsked { item: Some(item), .. }
        | E::Supplied { item: Some(item), .. }
        | E::Extended { item: Some(item), .. }
        | E::LimitPassed { item: Some(item) }
        | E::Reminded { item: Some(item), .. }
        | E::ClockStopped { item, .. }
        | E::ClockResumed { item, .. }
        | E::Claimed { item }
        | E::GivenBack { item }
        | E::Granted { item, .. }
        | E::Refused { item, .. }
        | E::DeemedGranted { item, .. }
        | E::DeemedRefused { item, .. }
        | E::SentBack { item, .. }
        | E::Reissued { item, .. }
        | E::Revoked { item, .. }
        | E::Transferred { item, .. }
        | E::Climbed { item, .. }
        | E::Corrected { item, .. }
        | E::Appealed { item, .. }
        | E::AppealSettled { item, .. }
        | E::ItemCancelled { item, .. } => items::apply(case, event, item),
    }
    if let E::ClockResumed { ended_us: Some(ended_us), .. } = &event.kind {
        from_us = *ended_us;
    }
    settle(case, from_us);
}

/// The case that these events make.
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Case {
    let mut case = Case::default();
    for event in events {
        apply(&mut case, event);
    }
    case
}

/// What follows by rule: items become ready, and the clock of the whole stands still or goes on.
///
/// The clock of the whole stands still while at least one item is paused and none can be worked
/// on: as long as anything can go on, the promise of the whole goes on too, because a stop at one
/// office excuses no other. Items that only wait for a paused one cannot go on and do not count.
fn settle(case: &mut Case, at_us: i64) {
    if case.status != Status::Running || case.standing.is_some() {
        return;
    }
    for at in 0..case.items.len() {
        let ready = case
            .items
            .get(at)
            .is_some_and(|run| run.state == ItemState::Waiting && case.all_before_granted(run));
        if let Some(run) = case.items.get_mut(at).filter(|_| ready) {
            run.state = ItemState::Ready;
            run.ready_us.get_or_insert(at_us);
            run.level_us = Some(at_us);
            items::resume(run, at_us);
        }
    }
    let workable = case.items.iter().any(|run| run.state.workable());
    let still = !workable && case.items.iter().any(|run| run.state.paused());
    let paused = case.pauses.last().is_some_and(|pause| pause.to_us.is_none());
    if still && !paused {
        items::pause(&mut case.pauses, at_us, PauseWhy::Whole);
    } else if !still && paused {
        items::end_pause(&mut case.pauses, at_us);
    }
}

/// Opens a case again in which an appeal was won.
fn reopen(case: &mut Case, at_us: i64) {
    let Some(closed_us) = case.closed_us.take() else { return };
    case.status = Status::Running;
    case.closing = None;
    items::pause(&mut case.pauses, closed_us, PauseWhy::Decided);
    items::end_pause(&mut case.pauses, at_us);
}

/// Makes an item fall, if it is not done.
fn fall(run: &mut ItemRun, event: &Event, why: &str) {
    if run.state.done() {
        return;
    }
    items::end(run, event, ItemState::Cancelled, None);
    run.cancelled_by = Some(why.to_owned());
}

/// Whether an appeal waits for its answer.
pub(crate) fn appealed(run: &ItemRun) -> bool {
    matches!(run.appeal, Appeal::Open(_))
}
