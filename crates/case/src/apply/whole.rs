//! Events about the whole case: intake, delivery, migration, closing.

use super::fall;
use crate::actor::ActorRole;
use crate::event::{Closing, Event, EventKind};
use crate::state::{Case, ItemRun, Status};
use district::plan::PlannedItem;
use std::collections::BTreeMap;

/// Opening, draft, submission and the supplement before the acceptance.
pub(super) fn intake(case: &mut Case, event: &Event) {
    let at_us = event.at_us;
    if let EventKind::Opened { case: id, subject, place, applicant, pack } = &event.kind {
        id.clone_into(&mut case.id);
        case.subject = subject.clone();
        place.clone_into(&mut case.place);
        applicant.clone_into(&mut case.applicant);
        pack.clone_into(&mut case.pack);
        case.status = Status::Draft;
        case.opened_us = Some(at_us);
    } else if let EventKind::DraftSaved { answers } = &event.kind {
        case.answers = answers.clone();
    } else if let EventKind::Submitted(submission) = &event.kind {
        case.status = Status::Submitted;
        case.submitted_us = Some(at_us);
        case.received_us = Some(at_us);
        case.promised_halves = submission.promised_halves;
        case.ceiling_halves = submission.ceiling_halves;
        case.answers = submission.answers.clone();
        case.fields = submission.fields;
        case.materials = submission.materials.clone();
        case.items = submission.items.iter().cloned().map(ItemRun::new).collect();
        case.visits += visit(event);
    } else if let EventKind::SupplementAsked { what, slots, .. } = &event.kind {
        case.status = Status::Supplement;
        case.supplement.asked += 1;
        case.supplement.what = Some(what.clone());
        slots.clone_into(&mut case.supplement.slots);
    } else if let EventKind::Supplied { materials, answers, .. } = &event.kind {
        case.status = Status::Submitted;
        case.received_us = Some(at_us);
        case.supplement.what = None;
        case.supplement.slots.clear();
        case.visits += visit(event);
        supplied(case, materials, answers.as_ref());
    }
}

/// Takes over what was supplied.
pub(super) fn supplied(
    case: &mut Case,
    materials: &BTreeMap<String, crate::event::MaterialRef>,
    answers: Option<&serde_json::Value>,
) {
    for (slot, material) in materials {
        case.materials.insert(slot.clone(), material.clone());
    }
    if let Some(answers) = answers {
        case.answers = answers.clone();
    }
}

/// One if the applicant stood at a window: an act of theirs that an officer entered.
pub(super) fn visit(event: &Event) -> u32 {
    u32::from(matches!(event.actor.role, ActorRole::Officer { .. }))
}

pub(super) fn signed(case: &mut Case, event: &Event, delivery: u32) {
    let at = usize::try_from(delivery).unwrap_or(usize::MAX);
    if let Some(delivery) = case.deliveries.get_mut(at) {
        delivery.signed_us = Some(event.at_us);
        case.visits += visit(event);
    }
}

pub(super) fn closed(case: &mut Case, event: &Event, how: Closing, reason: &str) {
    case.status = Status::Closed;
    case.closing = Some(how);
    case.closed_us = Some(event.at_us);
    case.supplement.what = None;
    case.supplement.slots.clear();
    let why = if reason.is_empty() { how.name() } else { reason };
    for run in &mut case.items {
        fall(run, event, why);
    }
    super::items::end_pause(&mut case.pauses, event.at_us);
    if let Some(standing) = &mut case.standing {
        for measure in &mut standing.measures {
            measure.task_us = None;
            measure.claimed_by = None;
        }
    }
}

/// The new plan; what was begun keeps its state, and a shorter promise that was given is kept.
pub(super) fn migrated(case: &mut Case, pack: &str, items: &[PlannedItem]) {
    pack.clone_into(&mut case.pack);
    let mut old = std::mem::take(&mut case.items);
    for plan in items {
        let was = old.iter().position(|run| run.plan.id == plan.id);
        let run = was.map(|at| old.remove(at)).map_or_else(
            || ItemRun::new(plan.clone()),
            |mut run| {
                let promised_halves = run.plan.promised_halves.min(plan.promised_halves);
                run.plan = PlannedItem { promised_halves, ..plan.clone() };
                run
            },
        );
        case.items.push(run);
    }
}
