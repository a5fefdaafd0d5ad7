//! Decisions: grant, refuse, send back, and what silence decides.

use super::{Facts, Hand, ending, guard, plan};
use crate::actor::ActorRole;
use crate::command::Outcome;
use crate::event::{EventKind, Issued};
use crate::hours::date;
use crate::law::{HASTY_US, SENT_BACK_MAX};
use crate::reject::Reject;
use crate::state::{ItemRun, ItemState};
use district::plan::PlannedItem;
use district::service::Item;
use jiff::ToSpan;
use std::collections::BTreeMap;

pub(super) fn decide(
    hand: &Hand<'_>,
    item: &str,
    outcome: &Outcome,
    dated_us: Option<i64>,
) -> Facts {
    hand.running()?;
    let run = hand.item_in(item, guard::WORKABLE)?;
    hand.desk(run)?;
    hand.holder(run)?;
    dated(hand, run, dated_us)?;
    let claimed_us = run.claimed_us.filter(|_| run.claimed_by.is_some());
    let officer = matches!(hand.role(), ActorRole::Officer { .. });
    let hasty = officer && claimed_us.is_some_and(|at_us| hand.ctx.now_us - at_us < HASTY_US);
    let item = item.to_owned();
    match outcome {
        Outcome::Refuse { ground } => {
            Hand::text("ground", ground)?;
            let remedy = remedy(hand, &item);
            let closing = ending::left(hand.case, &item, false, 0);
            let ground = ground.clone();
            let refused = EventKind::Refused { item, ground, remedy, dated_us, hasty };
            Ok(ending::with_close(refused, closing))
        }
        Outcome::Grant { calls, extension, documents } => {
            if let Some(slot) = documents.keys().find(|slot| !run.plan.gives.contains(slot)) {
                return Err(not_given(run, slot));
            }
            called(hand, &item, calls, extension)?;
            let closing = ending::left(hand.case, &item, true, extension.len());
            let granted = EventKind::Granted {
                results: issue(hand, run, dated_us, documents),
                item,
                dated_us,
                hasty,
                calls: calls.clone(),
                extension: extension.clone(),
            };
            Ok(ending::with_close(granted, closing))
        }
    }
}

/// What the limit's passing decides, where it decides.
pub(super) fn silent(hand: &Hand<'_>, run: &ItemRun, granted: bool) -> Vec<EventKind> {
    let item = run.plan.id.clone();
    let closing = ending::left(hand.case, &item, granted, 0);
    let kind = if granted {
        let results = issue(hand, run, None, &BTreeMap::new());
        EventKind::DeemedGranted { item, results }
    } else {
        let remedy = remedy(hand, &item);
        EventKind::DeemedRefused { item, remedy }
    };
    ending::with_close(kind, closing)
}

fn remedy(hand: &Hand<'_>, item: &str) -> diag::Text {
    hand.ctx.item(item).map(|item: &Item| item.remedy.clone()).unwrap_or_default()
}

/// The item gives no such result.
pub(super) fn not_given(run: &ItemRun, slot: &str) -> Reject {
    Reject::NotGiven {
        item: Some(run.plan.id.clone()),
        slot: slot.to_owned(),
        found: run.plan.gives.clone(),
    }
}

/// A decision can be dated between the moment at which it first could be made and now.
fn dated(hand: &Hand<'_>, run: &ItemRun, dated_us: Option<i64>) -> Result<(), Reject> {
    let Some(dated_us) = dated_us else { return Ok(()) };
    // Done again: not before it was taken up again.
    let again_us = run.pauses.iter().filter_map(|pause| pause.to_us).max();
    let earliest_us = run.ready_us.max(again_us).max(hand.case.accepted_us);
    if earliest_us.is_some_and(|earliest| dated_us >= earliest) && dated_us <= hand.ctx.now_us {
        return Ok(());
    }
    Err(Reject::Dated {
        dated: hand.civil(dated_us),
        earliest: earliest_us.and_then(|at_us| hand.civil(at_us)),
        latest: hand.civil(hand.ctx.now_us),
    })
}

/// Everything that the item gives, valid as its material says.
fn issue(
    hand: &Hand<'_>,
    run: &ItemRun,
    dated_us: Option<i64>,
    documents: &BTreeMap<String, String>,
) -> Vec<Issued> {
    let on = date(hand.ctx, dated_us.unwrap_or(hand.ctx.now_us));
    let issued = |slot: &String| Issued {
        slot: slot.clone(),
        valid_until: valid_until(hand, slot, on),
        document: documents.get(slot).cloned(),
    };
    run.plan.gives.iter().map(issued).collect()
}

/// The last valid day of a result that is given on a day.
pub(super) fn valid_until(
    hand: &Hand<'_>,
    slot: &str,
    on: jiff::civil::Date,
) -> Option<jiff::civil::Date> {
    let material = slot.split_once('.').map_or(slot, |(_, material)| material);
    let days = hand.ctx.services.materials.get(material)?.valid_days?;
    Some(on.saturating_add(i64::from(days).days()))
}

/// What the officer calls for is declared, and the extension gives it.
fn called(
    hand: &Hand<'_>,
    item: &str,
    calls: &[String],
    extension: &[PlannedItem],
) -> Result<(), Reject> {
    let declared = hand.ctx.item(item).map(|item| item.calls.as_slice()).unwrap_or_default();
    let refused = |slot: &str| Reject::Call {
        slot: slot.to_owned(),
        declared: declared.iter().map(|call| call.slot.to_string()).collect(),
    };
    let material = |slot: &str| slot.rsplit_once('.').map_or(slot, |(_, m)| m).to_owned();
    let gives = |planned: &PlannedItem, slot: &str| {
        planned.gives.iter().any(|given| plan::slot(given) == plan::slot(slot))
    };
    for slot in calls {
        // Items name slots by words of their own; the thing binds the role, never the material.
        if !declared.iter().any(|call| call.slot.material == material(slot)) {
            return Err(refused(slot));
        }
        let planned = extension.iter().chain(hand.case.items.iter().map(|run| &run.plan));
        let given = planned.into_iter().any(|planned| gives(planned, slot));
        if !given {
            return Err(refused(slot));
        }
    }
    if let Some(first) = extension.first().filter(|_| calls.is_empty()) {
        return Err(refused(first.gives.first().unwrap_or(&first.id)));
    }
    let before: Vec<&PlannedItem> = hand.case.items.iter().map(|run| &run.plan).collect();
    plan::in_order(hand, &before, extension)?;
    // What comes after an item that is refused or cancelled could never be done.
    for planned in extension {
        for after in &planned.after {
            let dead = |run: &ItemRun| run.state.done() && !run.state.granted();
            if hand.case.find_item(after).is_some_and(dead) {
                let (item, after) = (planned.id.clone(), after.clone());
                return Err(Reject::Plan(crate::reject::PlanFault::Order { item, after }));
            }
        }
    }
    Ok(())
}

pub(super) fn send_back(hand: &Hand<'_>, item: &str, to: &str, reason: &str) -> Facts {
    hand.running()?;
    let run = hand.item_in(item, guard::WORKABLE)?;
    hand.desk(run)?;
    hand.holder(run)?;
    Hand::text("reason", reason)?;
    let can = |after: &&String| {
        hand.case.find_item(after).is_some_and(|run| run.state == ItemState::Granted)
    };
    if !run.plan.after.iter().filter(can).any(|after| after == to) {
        let earlier = run.plan.after.iter().filter(can).cloned().collect();
        let (item, to) = (item.to_owned(), to.to_owned());
        return Err(Reject::NotEarlier { item, to, earlier });
    }
    if run.sent_back >= SENT_BACK_MAX {
        return Err(Reject::SentBackTooOften { item: item.to_owned(), times: SENT_BACK_MAX });
    }
    let (item, to, reason) = (item.to_owned(), to.to_owned(), reason.to_owned());
    Ok(vec![EventKind::SentBack { item, to, reason }])
}
