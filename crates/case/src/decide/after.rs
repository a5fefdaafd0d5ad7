//! What can still be done about decided items, in open cases and closed ones: results, appeals,
//! delivery, rating.

use super::{Facts, Hand, guard, outcome};
use crate::actor::ActorRole;
use crate::event::{EventKind, Issued};
use crate::hours::date;
use crate::law::APPEAL_DAYS;
use crate::reject::{Late, Once, Reject};
use crate::state::{Appeal, Status};
use jiff::ToSpan;
use jiff::civil::Date;

pub(super) fn issue(
    hand: &Hand<'_>,
    item: &str,
    slot: &str,
    valid_until: Option<Date>,
    document: Option<&str>,
) -> Facts {
    let run = hand.item_in(item, guard::GRANTED)?;
    hand.desk(run)?;
    if !run.plan.gives.iter().any(|given| given == slot) {
        return Err(outcome::not_given(run, slot));
    }
    let on = date(hand.ctx, run.done_us.unwrap_or(hand.ctx.now_us));
    let result = Issued {
        slot: slot.to_owned(),
        valid_until: valid_until.or_else(|| outcome::valid_until(hand, slot, on)),
        document: document.map(str::to_owned),
    };
    if run.issued.contains(&result) {
        return Err(Reject::Unchanged);
    }
    Ok(vec![EventKind::Reissued { item: item.to_owned(), result }])
}

pub(super) fn revoke(hand: &Hand<'_>, item: &str, slot: &str, reason: &str) -> Facts {
    let run = hand.item_in(item, guard::GRANTED)?;
    if *hand.role() != ActorRole::Operator {
        hand.desk(run)?;
    }
    Hand::text("reason", reason)?;
    if !run.issued.iter().any(|issued| issued.slot == slot) {
        let found = run.issued.iter().map(|issued| issued.slot.clone()).collect();
        let (item, slot) = (Some(item.to_owned()), slot.to_owned());
        return Err(Reject::NotGiven { item, slot, found });
    }
    let (item, slot, reason) = (item.to_owned(), slot.to_owned(), reason.to_owned());
    Ok(vec![EventKind::Revoked { item, slot, reason }])
}

pub(super) fn correct(hand: &Hand<'_>, item: &str, reason: &str, text: &str) -> Facts {
    let run = hand.item(item)?;
    if !run.state.granted() && !run.state.refused() {
        let (item, expected, found) = (item.to_owned(), guard::GRANTED, run.state);
        return Err(Reject::ItemState { item, expected, found });
    }
    hand.desk(run)?;
    Hand::text("reason", reason)?;
    Hand::text("text", text)?;
    let (item, reason, text) = (item.to_owned(), reason.to_owned(), text.to_owned());
    Ok(vec![EventKind::Corrected { item, reason, text }])
}

pub(super) fn appeal(hand: &Hand<'_>, item: &str, text: &str) -> Facts {
    let run = hand.item_in(item, guard::REFUSED)?;
    hand.applicant()?;
    Hand::text("text", text)?;
    if run.appeal != Appeal::None {
        return Err(Reject::Once { what: Once::Appeal, item: Some(item.to_owned()) });
    }
    let done_us = run.done_us.unwrap_or(hand.ctx.now_us);
    // The day of the refusal is not counted, and the last day is whole.
    let last_on = date(hand.ctx, done_us).saturating_add(i64::from(APPEAL_DAYS).days());
    if date(hand.ctx, hand.ctx.now_us) > last_on {
        let until = Some(last_on.at(23, 59, 59, 0));
        return Err(Reject::TooLate { what: Late::Appeal, until });
    }
    Ok(vec![EventKind::Appealed { item: item.to_owned(), text: text.to_owned() }])
}

pub(super) fn settle_appeal(hand: &Hand<'_>, item: &str, overturned: bool, ground: &str) -> Facts {
    let run = hand.item(item)?;
    if !crate::apply::appealed(run) {
        return Err(Reject::NoAppeal { item: item.to_owned() });
    }
    hand.desk(run)?;
    if run.decided_by.as_ref() == Some(&hand.actor.id) {
        return Err(Reject::OwnDecision { item: item.to_owned() });
    }
    Hand::text("ground", ground)?;
    // Done again it can only be if what it takes from is there, or will be.
    let before = run.plan.after.iter().filter_map(|after| hand.case.find_item(after));
    let dead = before.into_iter().find(|i| i.state.done() && !i.state.granted());
    if let Some(dead) = dead.filter(|_| overturned) {
        let (item, expected) = (dead.plan.id.clone(), guard::GRANTED);
        return Err(Reject::ItemState { item, expected, found: dead.state });
    }
    let (item, ground) = (item.to_owned(), ground.to_owned());
    Ok(vec![EventKind::AppealSettled { item, overturned, ground }])
}

pub(super) fn deliver(hand: &Hand<'_>, slots: &[String], by: &str) -> Facts {
    hand.status(&[Status::Running, Status::Closed])?;
    if !matches!(hand.role(), ActorRole::Operator) {
        let at_desk = hand.case.items.iter().any(|run| hand.desk(run).is_ok());
        if let Some(run) = hand.case.items.first().filter(|_| !at_desk) {
            hand.desk(run)?;
        }
    }
    Hand::text("by", by)?;
    let in_force = || hand.case.items.iter().flat_map(|run| &run.issued);
    let missing = slots.iter().find(|slot| !in_force().any(|issued| issued.slot == **slot));
    if slots.is_empty() || missing.is_some() {
        let slot = missing.cloned().unwrap_or_default();
        let found = in_force().map(|issued| issued.slot.clone()).collect();
        return Err(Reject::NotGiven { item: None, slot, found });
    }
    Ok(vec![EventKind::Delivered { slots: slots.to_vec(), by: by.to_owned() }])
}

pub(super) fn sign(hand: &Hand<'_>, delivery: u32) -> Facts {
    hand.applicant()?;
    let count = hand.case.deliveries.len();
    let at = usize::try_from(delivery).unwrap_or(usize::MAX);
    match hand.case.deliveries.get(at) {
        None => Err(Reject::Delivery { delivery, count }),
        Some(found) if found.signed_us.is_some() => {
            Err(Reject::Once { what: Once::Signature, item: None })
        }
        Some(_) => Ok(vec![EventKind::Signed { delivery }]),
    }
}

pub(super) fn rate(hand: &Hand<'_>, stars: u8, kept_promise: Option<bool>) -> Facts {
    hand.status(&[Status::Closed])?;
    if matches!(hand.role(), ActorRole::Officer { .. }) {
        return Err(hand.refuse_role(&["applicant", "helper"]));
    }
    hand.applicant()?;
    if !(1..=5).contains(&stars) {
        return Err(Reject::Rating { stars });
    }
    if hand.case.rating.is_some() {
        return Err(Reject::Once { what: Once::Rating, item: None });
    }
    Ok(vec![EventKind::Rated { stars, kept_promise }])
}
