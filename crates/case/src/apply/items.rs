//! Events about one item.

use super::{fall, reopen};
use crate::event::{Event, EventKind, Issued, Light};
use crate::state::{Appeal, Case, ItemRun, ItemState, Pause, PauseWhy, Stop, Supplement};

/// Takes an event about an item into its case.
pub(super) fn apply(case: &mut Case, event: &Event, item: &str) {
    if super::standing::on_task(case, event, item) {
        return;
    }
    let Some(at) = case.items.iter().position(|run| run.plan.id == item) else { return };
    let at_us = event.at_us;
    // What concerns other items or the whole.
    if let EventKind::Granted { extension, .. } = &event.kind {
        // What an officer calls for was not part of the promise: the whole may take as much
        // longer as the longest way through it.
        case.promised_halves = case.promised_halves.saturating_add(longest_halves(extension));
        case.items.extend(extension.iter().cloned().map(ItemRun::new));
    } else if let EventKind::Supplied { materials, answers, .. } = &event.kind {
        case.visits += super::whole::visit(event);
        super::whole::supplied(case, materials, answers.as_ref());
    } else if let EventKind::SentBack { to, .. } = &event.kind {
        send_back(case, item, to, at_us);
    } else if let EventKind::AppealSettled { overturned, .. } = &event.kind {
        if *overturned {
            restore(case, item, at_us);
        }
    } else if falls(&event.kind) {
        for fallen in case.dependents(item) {
            if let Some(run) = case.items.get_mut(fallen) {
                fall(run, event, item);
            }
        }
    }
    if let Some(run) = case.items.get_mut(at) {
        on_item(run, event);
    }
}

/// Working half days of the longest way through items of which each comes after those it needs.
fn longest_halves(items: &[district::plan::PlannedItem]) -> u32 {
    let mut ends: Vec<(&str, u32)> = Vec::with_capacity(items.len());
    for item in items {
        let before = ends.iter().filter(|(id, _)| item.after.iter().any(|after| after == id));
        let start = before.map(|(_, end)| *end).max().unwrap_or(0);
        ends.push((&item.id, start.saturating_add(item.promised_halves)));
    }
    ends.into_iter().map(|(_, end)| end).max().unwrap_or(0)
}

fn falls(kind: &EventKind) -> bool {
    matches!(
        kind,
        EventKind::Refused { .. }
            | EventKind::DeemedRefused { .. }
            | EventKind::ItemCancelled { .. }
    )
}

fn on_item(run: &mut ItemRun, event: &Event) {
    let at_us = event.at_us;
    let kind = &event.kind;
    if let EventKind::Claimed { .. } = kind {
        run.state = ItemState::Claimed;
        run.claimed_by = Some(event.actor.id.clone());
        run.claimed_us = Some(at_us);
    } else if let EventKind::GivenBack { .. } = kind {
        unclaim(run);
    } else if let EventKind::Granted { results, dated_us, hasty, .. } = kind {
        run.hasty = *hasty;
        results.clone_into(&mut run.issued);
        end(run, event, ItemState::Granted, *dated_us);
    } else if let EventKind::Refused { dated_us, hasty, .. } = kind {
        run.hasty = *hasty;
        end(run, event, ItemState::Refused, *dated_us);
    } else if let EventKind::DeemedGranted { results, .. } = kind {
        results.clone_into(&mut run.issued);
        run.limit_passed = true;
        end(run, event, ItemState::DeemedGranted, None);
    } else if let EventKind::DeemedRefused { .. } = kind {
        run.limit_passed = true;
        end(run, event, ItemState::DeemedRefused, None);
    } else if let EventKind::ItemCancelled { reason, .. } = kind {
        fall(run, event, reason);
    } else if let EventKind::SupplementAsked { what, slots, .. } = kind {
        run.state = ItemState::Supplement;
        let asked = run.supplement.asked + 1;
        run.supplement = Supplement { asked, what: Some(what.clone()), slots: slots.clone() };
        pause(&mut run.pauses, at_us, PauseWhy::Supplement);
    } else if let EventKind::Supplied { .. } = kind {
        run.visits += super::whole::visit(event);
        run.supplement.what = None;
        run.supplement.slots.clear();
        go_on(run, at_us);
    } else if let EventKind::ClockStopped { ground, halves_max, .. } = kind {
        run.state = ItemState::Stopped;
        let ground = ground.clone();
        run.stop = Some(Stop { ground, from_us: at_us, halves_max: *halves_max });
        pause(&mut run.pauses, at_us, PauseWhy::Stopped);
    } else if let EventKind::ClockResumed { ended_us, .. } = kind {
        run.stop = None;
        go_on(run, ended_us.unwrap_or(at_us));
    } else {
        around(run, event);
    }
}

/// What changes the handling of an item, but not how far it is.
fn around(run: &mut ItemRun, event: &Event) {
    let kind = &event.kind;
    if let EventKind::Extended { halves, .. } = kind {
        run.extended_halves += halves;
    } else if let EventKind::LimitPassed { .. } = kind {
        run.limit_passed = true;
    } else if let EventKind::Reminded { light, .. } = kind {
        run.reminded = run.reminded.max(*light);
    } else if let EventKind::Transferred { office, place, .. } = kind {
        run.desk = Some((office.clone(), place.clone()));
        run.level = None;
        run.level_us = Some(event.at_us);
        if run.state == ItemState::Claimed {
            unclaim(run);
        }
        run.claimed_by = None;
    } else if let EventKind::Climbed { level, .. } = kind {
        run.climbs += 1;
        run.level = Some(level.clone());
        run.level_us = Some(event.at_us);
    } else if let EventKind::Reissued { result, .. } = kind {
        reissue(run, result);
    } else if let EventKind::Revoked { slot, .. } = kind {
        run.issued.retain(|issued| issued.slot != *slot);
    } else if let EventKind::Corrected { .. } = kind {
        run.corrections += 1;
    } else if let EventKind::Appealed { .. } = kind {
        run.appeal = Appeal::Open(event.at_us);
    } else if let EventKind::AppealSettled { overturned, .. } = kind {
        run.appeal = if *overturned { Appeal::Overturned } else { Appeal::Upheld };
    }
}

fn reissue(run: &mut ItemRun, result: &Issued) {
    match run.issued.iter_mut().find(|issued| issued.slot == result.slot) {
        Some(issued) => *issued = result.clone(),
        None => run.issued.push(result.clone()),
    }
}

fn unclaim(run: &mut ItemRun) {
    run.state = ItemState::Ready;
    run.claimed_by = None;
    run.claimed_us = None;
}

/// Where an item stands after a pause: with who had it, or free.
fn go_on(run: &mut ItemRun, at_us: i64) {
    run.state = if run.claimed_by.is_some() { ItemState::Claimed } else { ItemState::Ready };
    end_pause(&mut run.pauses, at_us);
}

/// Ends an item's pause of whatever kind.
pub(super) fn resume(run: &mut ItemRun, at_us: i64) {
    end_pause(&mut run.pauses, at_us);
}

/// Begins a pause.
pub(super) fn pause(pauses: &mut Vec<Pause>, from_us: i64, why: PauseWhy) {
    end_pause(pauses, from_us);
    pauses.push(Pause { from_us, to_us: None, why });
}

/// Ends the pause that lasts, if one does.
pub(super) fn end_pause(pauses: &mut [Pause], at_us: i64) {
    if let Some(last) = pauses.last_mut().filter(|pause| pause.to_us.is_none()) {
        last.to_us = Some(at_us.max(last.from_us));
    }
}

/// Ends the work on an item.
pub(super) fn end(run: &mut ItemRun, event: &Event, state: ItemState, dated_us: Option<i64>) {
    run.state = state;
    run.done_us = Some(dated_us.unwrap_or(event.at_us));
    run.done_seq = event.seq;
    run.decided_by = Some(event.actor.id.clone());
    run.stop = None;
    run.supplement.what = None;
    run.supplement.slots.clear();
    run.cancelled_by = None;
    end_pause(&mut run.pauses, event.at_us);
}

/// Makes a decided item one that can be done again.
fn again(run: &mut ItemRun, at_us: i64) {
    if let Some(done_us) = run.done_us.take().filter(|_| run.ready_us.is_some()) {
        let last_us = run.pauses.last().and_then(|pause| pause.to_us).unwrap_or(done_us);
        pause(&mut run.pauses, done_us.max(last_us), PauseWhy::Decided);
        end_pause(&mut run.pauses, at_us);
    }
    run.round += 1;
    run.claimed_by = None;
    run.claimed_us = None;
    run.decided_by = None;
    run.done_seq = 0;
    run.hasty = false;
    run.cancelled_by = None;
    run.issued.clear();
    run.level = None;
    run.level_us = Some(at_us);
    run.reminded = Light::None;
    run.limit_passed = false;
}

/// `item` goes back to `to`; whatever else takes from `to` and is being worked on waits too.
fn send_back(case: &mut Case, item: &str, to: &str, at_us: i64) {
    for run in &mut case.items {
        if run.plan.id == to {
            again(run, at_us);
            run.state = ItemState::Ready;
            continue;
        }
        let takes = run.plan.after.iter().any(|after| after == to);
        if takes && (run.state.workable() || run.state.paused()) {
            run.state = ItemState::Waiting;
            run.claimed_by = None;
            run.claimed_us = None;
            run.stop = None;
            run.supplement.what = None;
            run.supplement.slots.clear();
            pause(&mut run.pauses, at_us, PauseWhy::Returned);
        }
        run.sent_back += u32::from(run.plan.id == item);
    }
}

/// A refusal fell: the item, and what fell with it, wait until they can be done again.
fn restore(case: &mut Case, item: &str, at_us: i64) {
    reopen(case, at_us);
    let mut restored = vec![item.to_owned()];
    for run in &mut case.items {
        let fell = run.state == ItemState::Cancelled
            && run.cancelled_by.as_ref().is_some_and(|by| restored.contains(by));
        if fell || run.plan.id == item {
            again(run, at_us);
            run.state = ItemState::Waiting;
            if run.ready_us.is_some() {
                pause(&mut run.pauses, at_us, PauseWhy::Returned);
            }
            restored.push(run.plan.id.clone());
        }
    }
    fall_again(case, at_us);
}

/// What also takes from an item that is still refused or cancelled falls with that one.
fn fall_again(case: &mut Case, at_us: i64) {
    let seq = case.seq;
    for at in 0..case.items.len() {
        let Some(run) = case.items.get(at) else { continue };
        let why = |after: &&String| {
            case.find_item(after).is_some_and(|i| i.state.done() && !i.state.granted())
        };
        let Some(why) = run.plan.after.iter().find(why).cloned() else { continue };
        if let Some(run) = case.items.get_mut(at).filter(|run| !run.state.done()) {
            run.state = ItemState::Cancelled;
            run.done_seq = seq;
            run.done_us = Some(at_us);
            run.cancelled_by = Some(why);
            end_pause(&mut run.pauses, at_us);
        }
    }
}
