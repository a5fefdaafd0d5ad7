//! What a timer does when it fires. It is worked out anew from the state: a timer that fires
//! twice, or whose reason has gone, is not due and changes nothing.

use super::{Facts, Hand, outcome, work};
use crate::actor::ActorRole;
use crate::event::{EventKind, Light};
use crate::reject::Reject;
use crate::timer::{TimerKind, due_us, read_key, silence};
use district::service::Silence;

pub(super) fn fire(hand: &Hand<'_>, key: &str) -> Facts {
    if !matches!(hand.role(), ActorRole::System | ActorRole::Operator) {
        return Err(hand.refuse_role(&["system", "operator"]));
    }
    let not_due = || Reject::NotDue { key: key.to_owned() };
    let (kind, item) = read_key(key).ok_or_else(not_due)?;
    let due_us = due_us(hand.case, kind, item, hand.ctx).ok_or_else(not_due)?;
    if hand.ctx.now_us < due_us {
        return Err(not_due());
    }
    let owned = || item.map(str::to_owned);
    let name = || item.unwrap_or_default().to_owned();
    match kind {
        TimerKind::Accept => Ok(vec![EventKind::Accepted { deemed: true }]),
        TimerKind::Yellow => Ok(vec![EventKind::Reminded { item: owned(), light: Light::Yellow }]),
        TimerKind::Red => Ok(vec![EventKind::Reminded { item: owned(), light: Light::Red }]),
        TimerKind::Stop => Ok(vec![work::resumed(hand, &name())]),
        TimerKind::Measure => Ok(vec![EventKind::MeasureDue { item: name() }]),
        TimerKind::Climb => climb(hand, &name()),
        TimerKind::Legal => Ok(legal(hand, item)),
    }
}

fn climb(hand: &Hand<'_>, item: &str) -> Facts {
    match hand.case.find_item(item) {
        Some(run) => work::climbed(hand, run, "ladder"),
        None => work::climb_measure(hand, item, "ladder"),
    }
}

/// The legal limit passed: it is decided, or it climbs where it can and counts as broken.
fn legal(hand: &Hand<'_>, item: Option<&str>) -> Vec<EventKind> {
    let Some(run) = item.and_then(|item| hand.case.find_item(item)) else {
        return vec![EventKind::LimitPassed { item: None }];
    };
    match silence(run, hand.ctx) {
        Silence::Grants => outcome::silent(hand, run, true),
        Silence::Refuses => outcome::silent(hand, run, false),
        Silence::Climbs => {
            let mut kinds = vec![EventKind::LimitPassed { item: Some(run.plan.id.clone()) }];
            // At the top there is nowhere to climb: the limit counts as broken all the same.
            kinds.extend(work::climbed(hand, run, "legal limit").unwrap_or_default());
            kinds
        }
    }
}
