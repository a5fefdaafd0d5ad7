//! From opening to the acceptance, and supplements.

use super::{Facts, Hand, guard, plan};
use crate::actor::ActorRole;
use crate::command::{CommandKind, Submission};
use crate::desk::desk_place;
use crate::event::{EventKind, MaterialRef, Subject};
use crate::law::ACCEPTANCE_HALVES;
use crate::reject::{Declared, Late, Once, Reject};
use crate::state::{Case, ItemState, Status};
use std::collections::BTreeMap;

pub(super) fn open(hand: &Hand<'_>, what: &CommandKind) -> Facts {
    let CommandKind::Open { case, subject, place, applicant, pack } = what else {
        return Err(Reject::NotOpened);
    };
    Hand::text("case", case)?;
    Hand::text("applicant", applicant)?;
    Hand::text("pack", pack)?;
    hand.applicant_of(applicant)?;
    let services = hand.ctx.services;
    let declared = |kind| Reject::NotDeclared { kind, id: subject.id().to_owned() };
    match subject {
        Subject::Thing(id) => {
            let thing = services.things.get(id).ok_or_else(|| declared(Declared::Thing))?;
            known_place(hand, place)?;
            let mut lineage = hand.ctx.places.lineage(place);
            if !thing.places.is_empty() && !lineage.any(|p| thing.places.contains(&p.id)) {
                let (thing, place) = (id.clone(), place.clone());
                return Err(Reject::PlaceNotServed { thing, place });
            }
        }
        Subject::Item(id) => {
            services.items.get(id).ok_or_else(|| declared(Declared::Item))?;
            known_place(hand, place)?;
        }
        Subject::Programme(_) => {
            return Err(Reject::Kind { command: hand.command, standing: false });
        }
    }
    Ok(vec![EventKind::Opened {
        case: case.clone(),
        subject: subject.clone(),
        place: place.clone(),
        applicant: applicant.clone(),
        pack: pack.clone(),
    }])
}

/// The place is declared.
pub(super) fn known_place(hand: &Hand<'_>, place: &str) -> Result<(), Reject> {
    if hand.ctx.places.find(place).is_some() {
        return Ok(());
    }
    Err(Reject::NotDeclared { kind: Declared::Place, id: place.to_owned() })
}

pub(super) fn save_draft(hand: &Hand<'_>, answers: &serde_json::Value) -> Facts {
    hand.status(&[Status::Draft])?;
    hand.applicant()?;
    Ok(vec![EventKind::DraftSaved { answers: answers.clone() }])
}

pub(super) fn submit(hand: &Hand<'_>, submission: &Submission) -> Facts {
    hand.status(&[Status::Draft])?;
    hand.applicant()?;
    plan::whole(hand, submission)?;
    Ok(vec![EventKind::Submitted(Box::new(submission.clone()))])
}

/// The desk that takes a case up: that of the first item of the plan.
pub(crate) fn first_desk<'a>(
    case: &'a Case,
    ctx: &crate::Context<'a>,
) -> Option<(&'a str, &'a str, &'a str)> {
    let first = case.items.first()?;
    let (office, level) = (first.plan.office.as_str(), first.plan.level.as_str());
    Some((office, level, desk_place(ctx, office, level, &case.place)))
}

/// An officer who may take the case up: at the desk of any item that can begin at once.
pub(super) fn intake_desk(hand: &Hand<'_>) -> Result<(), Reject> {
    let begins = |run: &&crate::state::ItemRun| run.plan.after.is_empty();
    let mut first = None;
    for run in hand.case.items.iter().filter(begins) {
        match hand.desk(run) {
            Ok(()) => return Ok(()),
            Err(reject) => first = first.or(Some(reject)),
        }
    }
    match first {
        Some(Reject::Desk { expected, found, .. }) => {
            Err(Reject::Desk { item: None, expected, found })
        }
        Some(other) => Err(other),
        None => Ok(()),
    }
}

pub(super) fn accept(hand: &Hand<'_>) -> Facts {
    hand.status(&[Status::Submitted])?;
    if !matches!(hand.role(), ActorRole::Operator | ActorRole::System) {
        intake_desk(hand)?;
    }
    Ok(vec![EventKind::Accepted { deemed: false }])
}

pub(super) fn ask_supplement(
    hand: &Hand<'_>,
    item: Option<&str>,
    what: &str,
    slots: &[String],
) -> Facts {
    let (asked, from_us) = match item {
        None => {
            hand.status(&[Status::Submitted])?;
            intake_desk(hand)?;
            (hand.case.supplement.asked, hand.case.received_us)
        }
        Some(item) => {
            hand.running()?;
            let run = hand.item_in(item, guard::WORKABLE)?;
            hand.desk(run)?;
            hand.holder_or_free(run)?;
            (run.supplement.asked, run.ready_us)
        }
    };
    Hand::text("what", what)?;
    let item = item.map(str::to_owned);
    if asked > 0 {
        return Err(Reject::Once { what: Once::Supplement, item });
    }
    hand.within(Late::Supplement, from_us.unwrap_or(hand.ctx.now_us), ACCEPTANCE_HALVES)?;
    Ok(vec![EventKind::SupplementAsked { item, what: what.to_owned(), slots: slots.to_vec() }])
}

pub(super) fn supply(
    hand: &Hand<'_>,
    item: Option<&str>,
    materials: &BTreeMap<String, MaterialRef>,
    answers: Option<&serde_json::Value>,
) -> Facts {
    let supplement = match item {
        None => {
            hand.status(&[Status::Supplement])?;
            &hand.case.supplement
        }
        Some(item) => {
            hand.running()?;
            &hand.item_in(item, &[ItemState::Supplement])?.supplement
        }
    };
    hand.applicant()?;
    if let Some(slot) = supplement.slots.iter().find(|slot| !materials.contains_key(*slot)) {
        return Err(Reject::Material { slot: slot.clone() });
    }
    Ok(vec![EventKind::Supplied {
        item: item.map(str::to_owned),
        materials: materials.clone(),
        answers: answers.cloned(),
    }])
}
