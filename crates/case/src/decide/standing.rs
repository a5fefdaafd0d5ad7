//! Standing cases of programmes.

use super::{Facts, Hand, intake};
use crate::actor::ActorRole;
use crate::command::CommandKind;
use crate::event::{Closing, EventKind, MeasurePlan};
use crate::reject::{Declared, PlanFault, Reject};
use crate::state::MeasureRun;
use district::plan::PlannedItem;
use district::service::Programme;

/// The machine, an operator or an officer keeps a programme's population.
fn keeper(hand: &Hand<'_>) -> Result<(), Reject> {
    match hand.role() {
        ActorRole::Operator | ActorRole::System | ActorRole::Officer { .. } => Ok(()),
        ActorRole::Applicant | ActorRole::Helper { .. } | ActorRole::Outside { .. } => {
            Err(hand.refuse_role(&["operator", "system", "officer"]))
        }
    }
}

/// The tier is declared, and every measure's item, each once.
fn checked(
    hand: &Hand<'_>,
    programme: &Programme,
    tier: &str,
    measures: &[MeasurePlan],
) -> Result<(), Reject> {
    if !programme.tiers.iter().any(|declared| declared.id == tier) {
        return Err(Reject::NotDeclared { kind: Declared::Tier, id: tier.to_owned() });
    }
    for (at, measure) in measures.iter().enumerate() {
        if hand.ctx.item(&measure.item).is_none() {
            let id = measure.item.clone();
            return Err(Reject::NotDeclared { kind: Declared::Item, id });
        }
        if measures.iter().take(at).any(|other| other.item == measure.item) {
            return Err(Reject::Plan(PlanFault::Twice(measure.item.clone())));
        }
    }
    Ok(())
}

fn declared<'a>(hand: &Hand<'a>, programme: &str) -> Result<&'a Programme, Reject> {
    let found = hand.ctx.services.programmes.get(programme);
    found.ok_or_else(|| Reject::NotDeclared { kind: Declared::Programme, id: programme.to_owned() })
}

pub(super) fn open(hand: &Hand<'_>, what: &CommandKind) -> Facts {
    let CommandKind::OpenStanding {
        case,
        programme,
        place,
        subject,
        pack,
        tier,
        classes,
        measures,
    } = what
    else {
        return Err(Reject::NotOpened);
    };
    keeper(hand)?;
    Hand::text("case", case)?;
    Hand::text("subject", subject)?;
    Hand::text("pack", pack)?;
    intake::known_place(hand, place)?;
    checked(hand, declared(hand, programme)?, tier, measures)?;
    Ok(vec![EventKind::StandingOpened {
        case: case.clone(),
        programme: programme.clone(),
        place: place.clone(),
        subject: subject.clone(),
        pack: pack.clone(),
        tier: tier.clone(),
        classes: classes.clone(),
        measures: measures.clone(),
    }])
}

/// A standing case moves to a pack version that declares its programme, tier and measures; it
/// has no plan. Where tiers changed, the data say which follows, by `reclass`.
pub(super) fn migrates(hand: &Hand<'_>, items: &[PlannedItem]) -> Result<(), Reject> {
    if let Some(item) = items.first() {
        return Err(Reject::NoMeasure { item: item.id.clone() });
    }
    let programme = declared(hand, hand.case.subject.id())?;
    let Some(standing) = &hand.case.standing else { return Ok(()) };
    let plans: Vec<MeasurePlan> = standing.measures.iter().map(plan_of).collect();
    checked(hand, programme, &standing.tier, &plans)
}

fn plan_of(run: &MeasureRun) -> MeasurePlan {
    MeasurePlan { item: run.item.clone(), every_days: run.every_days }
}

fn measure<'a>(hand: &Hand<'a>, item: &str) -> Result<&'a MeasureRun, Reject> {
    let found = hand.case.find_measure(item);
    found.ok_or_else(|| Reject::NoMeasure { item: item.to_owned() })
}

/// A visit may be made before it is due: the cadence counts from it.
pub(super) fn done(hand: &Hand<'_>, item: &str, note: &str) -> Facts {
    let measure = measure(hand, item)?;
    hand.measure_desk(measure)?;
    let by_other = measure.claimed_by.as_ref().is_some_and(|by| *by != hand.actor.id);
    if by_other && !matches!(hand.role(), ActorRole::Outside { .. }) {
        return Err(Reject::Claim { item: item.to_owned(), by: measure.claimed_by.clone() });
    }
    if measure.every_days.is_none() && measure.done_us.is_some() {
        return Err(Reject::NotDue { key: format!("measure:{item}") });
    }
    Ok(vec![EventKind::MeasureDone { item: item.to_owned(), note: note.to_owned() }])
}

pub(super) fn undone(hand: &Hand<'_>, item: &str, reason: &str) -> Facts {
    let measure = measure(hand, item)?;
    hand.measure_desk(measure)?;
    Hand::text("reason", reason)?;
    if measure.task_us.is_none() {
        return Err(Reject::NotDue { key: format!("measure:{item}") });
    }
    Ok(vec![EventKind::MeasureUndone { item: item.to_owned(), reason: reason.to_owned() }])
}

pub(super) fn reclass(
    hand: &Hand<'_>,
    tier: &str,
    classes: &[String],
    measures: &[MeasurePlan],
) -> Facts {
    keeper(hand)?;
    checked(hand, declared(hand, hand.case.subject.id())?, tier, measures)?;
    let standing = hand.case.standing.as_ref();
    let same = standing.is_some_and(|standing| {
        standing.tier == tier
            && standing.classes == classes
            && standing.measures.iter().map(plan_of).eq(measures.iter().cloned())
    });
    if same {
        return Err(Reject::Unchanged);
    }
    Ok(vec![EventKind::Reclassed {
        tier: tier.to_owned(),
        classes: classes.to_vec(),
        measures: measures.to_vec(),
    }])
}

pub(super) fn end(hand: &Hand<'_>, reason: &str) -> Facts {
    keeper(hand)?;
    Hand::text("reason", reason)?;
    Ok(vec![EventKind::Closed { how: Closing::Ended, reason: reason.to_owned() }])
}
