//! Handling of tasks: claim, give back, stop and resume, extend, transfer, climb.

use super::{Facts, Hand, guard};
use crate::actor::ActorRole;
use crate::clock::{Clock, Which};
use crate::desk::next_level;
use crate::event::EventKind;
use crate::law::{EXTENSION_HALVES_MAX, WHOLE_EXTENSION_HALVES_MAX};
use crate::reject::{Declared, Late, Once, Reject};
use crate::state::{ItemRun, ItemState};
use crate::timer::{TimerKind, due_us, legal_halves};

pub(super) fn claim(hand: &Hand<'_>, item: &str) -> Facts {
    hand.running()?;
    if let Some(measure) = hand.case.find_measure(item) {
        hand.measure_desk(measure)?;
        if measure.claimed_by.is_some() {
            let (item, by) = (item.to_owned(), measure.claimed_by.clone());
            return Err(Reject::Claim { item, by });
        }
        if measure.task_us.is_none() {
            return Err(Reject::NotDue { key: format!("measure:{item}") });
        }
        return Ok(vec![EventKind::Claimed { item: item.to_owned() }]);
    }
    let run = hand.item_in(item, guard::WORKABLE)?;
    hand.desk(run)?;
    if run.claimed_by.is_some() {
        return Err(Reject::Claim { item: item.to_owned(), by: run.claimed_by.clone() });
    }
    Ok(vec![EventKind::Claimed { item: item.to_owned() }])
}

pub(super) fn give_back(hand: &Hand<'_>, item: &str) -> Facts {
    hand.running()?;
    let claimed_by = if let Some(measure) = hand.case.find_measure(item) {
        &measure.claimed_by
    } else {
        &hand.item_in(item, &[ItemState::Claimed])?.claimed_by
    };
    let own = claimed_by.as_ref() == Some(&hand.actor.id);
    if claimed_by.is_none() || !(own || *hand.role() == ActorRole::Operator) {
        return Err(Reject::Claim { item: item.to_owned(), by: claimed_by.clone() });
    }
    Ok(vec![EventKind::GivenBack { item: item.to_owned() }])
}

pub(super) fn stop(hand: &Hand<'_>, item: &str, ground: &str) -> Facts {
    hand.running()?;
    let run = hand.item_in(item, guard::WORKABLE)?;
    hand.desk(run)?;
    hand.holder_or_free(run)?;
    let declared = hand.ctx.item(item).map(|item| item.stops.as_slice()).unwrap_or_default();
    let Some(stop) = declared.iter().find(|stop| stop.id == ground) else {
        return Err(Reject::StopGround {
            item: item.to_owned(),
            ground: ground.to_owned(),
            declared: declared.iter().map(|stop| stop.id.clone()).collect(),
        });
    };
    let halves_max = stop.days_max.map(district::WorkDays::count_halves);
    let (item, ground) = (item.to_owned(), ground.to_owned());
    Ok(vec![EventKind::ClockStopped { item, ground, halves_max }])
}

pub(super) fn resume(hand: &Hand<'_>, item: &str) -> Facts {
    hand.running()?;
    let run = hand.item_in(item, &[ItemState::Stopped])?;
    if *hand.role() != ActorRole::Operator {
        hand.desk(run)?;
    }
    Ok(vec![resumed(hand, item)])
}

/// The clock goes on now, or from where the ground's time was over, if nobody noticed.
pub(super) fn resumed(hand: &Hand<'_>, item: &str) -> EventKind {
    let over_us = due_us(hand.case, TimerKind::Stop, Some(item), hand.ctx);
    let ended_us = over_us.filter(|over_us| *over_us < hand.ctx.now_us);
    EventKind::ClockResumed { item: item.to_owned(), ended_us }
}

pub(super) fn extend(
    hand: &Hand<'_>,
    item: Option<&str>,
    halves: u32,
    reason: &str,
    approved_by: &str,
) -> Facts {
    hand.running()?;
    let (before, halves_max, due_us) = if let Some(item) = item {
        let run = hand.item_in(item, guard::WORKABLE)?;
        hand.desk(run)?;
        let due_us = Clock::of_item(run, hand.ctx)
            .map(|clock| clock.due_us(Which::Legal, legal_halves(run)));
        (run.extended_halves, EXTENSION_HALVES_MAX, due_us)
    } else {
        if *hand.role() != ActorRole::Operator {
            super::intake::intake_desk(hand)?;
        }
        let due_us = Clock::of_case(hand.case, hand.ctx)
            .map(|clock| clock.due_us(Which::Legal, hand.case.ceiling_halves));
        (hand.case.extended_halves, WHOLE_EXTENSION_HALVES_MAX, due_us)
    };
    Hand::text("reason", reason)?;
    let item = item.map(str::to_owned);
    if before > 0 {
        return Err(Reject::Once { what: Once::Extension, item });
    }
    if halves == 0 || halves > halves_max {
        return Err(Reject::OverLimit { halves, halves_max });
    }
    if approved_by.trim().is_empty() || approved_by == hand.actor.id {
        return Err(Reject::Approval);
    }
    if let Some(due_us) = due_us.filter(|due_us| hand.ctx.now_us > *due_us) {
        return Err(Reject::TooLate { what: Late::Extension, until: hand.civil(due_us) });
    }
    let (reason, approved_by) = (reason.to_owned(), approved_by.to_owned());
    Ok(vec![EventKind::Extended { item, halves, reason, approved_by }])
}

pub(super) fn transfer(
    hand: &Hand<'_>,
    item: &str,
    office: &str,
    place: &str,
    reason: &str,
) -> Facts {
    hand.running()?;
    let run = hand.item_in(item, guard::OPEN)?;
    if *hand.role() != ActorRole::Operator {
        hand.desk(run)?;
        hand.holder_or_free(run)?;
    }
    let declared = hand
        .ctx
        .office(office)
        .ok_or_else(|| Reject::NotDeclared { kind: Declared::Office, id: office.to_owned() })?;
    let found = hand
        .ctx
        .places
        .find(place)
        .ok_or_else(|| Reject::NotDeclared { kind: Declared::Place, id: place.to_owned() })?;
    let has_desk = declared.levels.contains(&found.level)
        || declared.desks.iter().any(|desk| desk.place == place);
    let (to_office, to_place) = (office.to_owned(), place.to_owned());
    if !has_desk {
        return Err(Reject::NoDesk { office: to_office, place: to_place });
    }
    if run.office() == office && crate::desk::of_item(hand.case, run, hand.ctx) == place {
        return Err(Reject::SameDesk { office: to_office, place: to_place });
    }
    if run.office() != office {
        Hand::text("reason", reason)?;
    }
    let (item, reason) = (item.to_owned(), reason.to_owned());
    Ok(vec![EventKind::Transferred { item, office: to_office, place: to_place, reason }])
}

pub(super) fn climb(hand: &Hand<'_>, item: &str, reason: &str) -> Facts {
    hand.running()?;
    Hand::text("reason", reason)?;
    if let Some(measure) = hand.case.find_measure(item) {
        if *hand.role() != ActorRole::Operator {
            hand.measure_desk(measure)?;
        }
        if measure.task_us.is_none() {
            return Err(Reject::NotDue { key: format!("measure:{item}") });
        }
        return climb_measure(hand, item, reason);
    }
    let run = hand.item_in(item, guard::WORKABLE)?;
    if *hand.role() != ActorRole::Operator {
        hand.desk(run)?;
    }
    climbed(hand, run, reason)
}

/// The climb of an item, whoever wants it.
pub(super) fn climbed(hand: &Hand<'_>, run: &ItemRun, reason: &str) -> Facts {
    let level = run.level_now();
    let item = run.plan.id.clone();
    let Some(next) = next_level(hand.case, run.office(), level, hand.ctx) else {
        return Err(Reject::Top { item, level: level.to_owned() });
    };
    let (level, reason) = (next.to_owned(), reason.to_owned());
    Ok(vec![EventKind::Climbed { item, level, reason }])
}

/// The climb of a measure's task, whoever wants it.
pub(super) fn climb_measure(hand: &Hand<'_>, item: &str, reason: &str) -> Facts {
    let item = item.to_owned();
    let levels = hand.ctx.ladder(hand.case).map(|ladder| ladder.levels.as_slice());
    let levels = levels.unwrap_or_default();
    let step = hand.case.find_measure(&item).map_or(0, |measure| measure.step);
    let step = usize::try_from(step).unwrap_or(usize::MAX);
    match levels.get(step.saturating_add(1)) {
        Some(level) => {
            Ok(vec![EventKind::Climbed { item, level: level.clone(), reason: reason.to_owned() }])
        }
        None => Err(Reject::Top { item, level: levels.last().cloned().unwrap_or_default() }),
    }
}
