//! Whether a plan is whole: what is handed in at submission, and what extends it.

use super::Hand;
use crate::command::Submission;
use crate::event::Subject;
use crate::reject::{Declared, PlanFault, Reject};
use district::plan::PlannedItem;
use district::service::Item;

/// One spelling of slots: the applicant's without role.
pub(super) fn slot(text: &str) -> &str {
    text.strip_prefix("applicant.").unwrap_or(text)
}

/// A submission is whole: every item declared, once, after those it needs, within its limits;
/// every material that no item gives handed in.
pub(super) fn whole(hand: &Hand<'_>, submission: &Submission) -> Result<(), Reject> {
    let items = &submission.items;
    if items.is_empty() {
        return Err(Reject::Plan(PlanFault::Empty));
    }
    if let Subject::Item(single) = &hand.case.subject
        && !items.iter().any(|item| item.id == *single)
    {
        return Err(Reject::Plan(PlanFault::Single(single.clone())));
    }
    let (promised_halves, ceiling_halves) = (submission.promised_halves, submission.ceiling_halves);
    if promised_halves > ceiling_halves {
        return Err(Reject::Plan(PlanFault::Ceiling { promised_halves, ceiling_halves }));
    }
    in_order(hand, &[], items)?;
    let there = |taken: &String| {
        let taken = slot(taken);
        let handed = |name: &String| slot(name) == taken;
        submission.materials.contains_key(taken)
            || submission.materials.keys().any(handed)
            || items.iter().any(|item| item.gives.iter().any(handed))
    };
    match items.iter().flat_map(|item| &item.takes).find(|taken| !there(taken)) {
        Some(taken) => Err(Reject::Material { slot: taken.clone() }),
        None => Ok(()),
    }
}

/// Every item of `items` is declared, stands once, and comes after items that stand before it
/// or in `before`.
pub(super) fn in_order(
    hand: &Hand<'_>,
    before: &[&PlannedItem],
    items: &[PlannedItem],
) -> Result<(), Reject> {
    for (at, planned) in items.iter().enumerate() {
        let earlier = items.get(..at).unwrap_or_default();
        let stands = |id: &str| {
            before.iter().any(|item| item.id == id) || earlier.iter().any(|item| item.id == id)
        };
        if stands(&planned.id) {
            return Err(Reject::Plan(PlanFault::Twice(planned.id.clone())));
        }
        if let Some(after) = planned.after.iter().find(|after| !stands(after)) {
            let (item, after) = (planned.id.clone(), after.clone());
            return Err(Reject::Plan(PlanFault::Order { item, after }));
        }
        let declared = hand
            .ctx
            .item(&planned.id)
            .ok_or_else(|| Reject::NotDeclared { kind: Declared::Item, id: planned.id.clone() })?;
        as_declared(planned, declared)?;
    }
    Ok(())
}

fn as_declared(planned: &PlannedItem, declared: &Item) -> Result<(), Reject> {
    let level = declared.level.as_ref().unwrap_or(&planned.level);
    if planned.office != declared.office || planned.level != *level {
        return Err(Reject::Plan(PlanFault::Office {
            item: planned.id.clone(),
            expected: format!("{}/{level}", declared.office),
            found: format!("{}/{}", planned.office, planned.level),
        }));
    }
    // A promise may be shorter than declared (a what-if that was put in force), never longer
    // than the law; the legal limit is the declared one.
    let legal_halves = declared.legal.days.count_halves();
    if planned.legal_halves != legal_halves || planned.promised_halves > legal_halves {
        return Err(Reject::Plan(PlanFault::Limits { item: planned.id.clone() }));
    }
    Ok(())
}
