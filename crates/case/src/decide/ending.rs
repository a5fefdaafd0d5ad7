//! How a case ends, and how it moves to another pack version.

use super::{Facts, Hand, guard, plan, standing};
use crate::event::{Closing, EventKind};
use crate::reject::{MigrationFault, Reject};
use crate::state::{Case, ItemState, Status};
use district::plan::PlannedItem;

/// How the case closes if `item` is now granted, or not; none: something is left to be done.
pub(super) fn left(case: &Case, item: &str, granted: bool, extension: usize) -> Option<Closing> {
    let fallen = if granted { Vec::new() } else { case.dependents(item) };
    let (mut open, mut yes, mut no) = (extension, 0_usize, 0_usize);
    for (at, run) in case.items.iter().enumerate() {
        let state = if run.plan.id == item {
            if granted { ItemState::Granted } else { ItemState::Refused }
        } else if fallen.contains(&at) {
            ItemState::Cancelled
        } else {
            run.state
        };
        open += usize::from(!state.done());
        yes += usize::from(state.granted());
        no += usize::from(state.done() && !state.granted());
    }
    (open == 0).then(|| closing(yes, no))
}

fn closing(yes: usize, no: usize) -> Closing {
    match (yes, no) {
        (_, 0) => Closing::Granted,
        (0, _) => Closing::Refused,
        (_, _) => Closing::Partly,
    }
}

/// The event, and the closing that follows from it.
pub(super) fn with_close(kind: EventKind, closing: Option<Closing>) -> Vec<EventKind> {
    let mut kinds = vec![kind];
    kinds.extend(closing.map(|how| EventKind::Closed { how, reason: String::new() }));
    kinds
}

pub(super) fn withdraw(hand: &Hand<'_>, reason: &str) -> Facts {
    hand.applicant()?;
    Ok(vec![EventKind::Closed { how: Closing::Withdrawn, reason: reason.to_owned() }])
}

pub(super) fn cancel(hand: &Hand<'_>, item: Option<&str>, reason: &str) -> Facts {
    hand.operator()?;
    Hand::text("reason", reason)?;
    let reason = reason.to_owned();
    let Some(item) = item else {
        return Ok(vec![EventKind::Closed { how: Closing::Cancelled, reason }]);
    };
    hand.running()?;
    hand.item_in(item, guard::OPEN)?;
    let closing = left(hand.case, item, false, 0);
    Ok(with_close(EventKind::ItemCancelled { item: item.to_owned(), reason }, closing))
}

/// Closing by hand: a case in which nothing is left closes by itself, so this finds one only
/// after a migration that took the rest away.
pub(super) fn close(hand: &Hand<'_>) -> Facts {
    hand.operator()?;
    hand.running()?;
    let count = |wanted: fn(ItemState) -> bool| {
        hand.case.items.iter().filter(|run| wanted(run.state)).count()
    };
    let open = count(|state| !state.done());
    if open > 0 {
        return Err(Reject::Unfinished { items: open });
    }
    let how = closing(count(ItemState::granted), count(|s| s.done() && !s.granted()));
    Ok(vec![EventKind::Closed { how, reason: String::new() }])
}

pub(super) fn migrate(hand: &Hand<'_>, pack: &str, items: &[PlannedItem]) -> Facts {
    hand.operator()?;
    hand.status(&[Status::Submitted, Status::Supplement, Status::Running])?;
    Hand::text("pack", pack)?;
    let fault = |fault| Err(Reject::Migration(fault));
    if pack == hand.case.pack {
        return fault(MigrationFault::Same(pack.to_owned()));
    }
    let migrated = EventKind::Migrated { pack: pack.to_owned(), items: items.to_vec() };
    if hand.case.standing.is_some() {
        standing::migrates(hand, items)?;
        return Ok(vec![migrated]);
    }
    plan::in_order(hand, &[], items)?;
    for run in &hand.case.items {
        let begun = run.ready_us.is_some() || run.state.done();
        if begun && !items.iter().any(|item| item.id == run.plan.id) {
            return fault(MigrationFault::Loses(run.plan.id.clone()));
        }
    }
    for planned in items {
        let state = hand.case.find_item(&planned.id).map(|run| run.state);
        if state.is_some_and(ItemState::done) {
            continue;
        }
        let runs = state.is_some_and(|state| state != ItemState::Waiting);
        for after in &planned.after {
            let before = hand.case.find_item(after).map(|run| run.state);
            let (item, after) = (planned.id.clone(), after.clone());
            if before.is_some_and(|state| state.done() && !state.granted()) {
                return fault(MigrationFault::Dead { item, after });
            }
            if runs && !before.is_some_and(ItemState::granted) {
                return fault(MigrationFault::Order { item, after });
            }
        }
    }
    let state = |item: &PlannedItem| hand.case.find_item(&item.id).map(|run| run.state);
    let count = |wanted: fn(ItemState) -> bool| {
        items.iter().filter_map(state).filter(|state| wanted(*state)).count()
    };
    let (yes, no) = (count(ItemState::granted), count(|s| s.done() && !s.granted()));
    if items.is_empty() {
        return Err(Reject::Plan(crate::reject::PlanFault::Empty));
    }
    let done = hand.case.status == Status::Running && yes + no == items.len();
    Ok(with_close(migrated, done.then(|| closing(yes, no))))
}
