//! Events of standing cases.

use crate::event::{Event, EventKind, MeasurePlan, Subject};
use crate::state::{Case, MeasureLast, MeasureRun, Standing, Status};

/// Takes an event of a standing case into it.
pub(super) fn apply(case: &mut Case, event: &Event) {
    if let EventKind::StandingOpened {
        case: id,
        programme,
        place,
        subject,
        pack,
        tier,
        classes,
        measures,
    } = &event.kind
    {
        id.clone_into(&mut case.id);
        case.subject = Subject::Programme(programme.clone());
        place.clone_into(&mut case.place);
        subject.clone_into(&mut case.applicant);
        pack.clone_into(&mut case.pack);
        case.status = Status::Running;
        case.opened_us = Some(event.at_us);
        case.accepted_us = Some(event.at_us);
        case.standing = Some(Standing {
            tier: tier.clone(),
            classes: classes.clone(),
            measures: measures.iter().map(|plan| begun(plan, event.at_us)).collect(),
            measures_counted: 0,
        });
        return;
    }
    let Some(standing) = case.standing.as_mut() else { return };
    if let EventKind::Reclassed { tier, classes, measures } = &event.kind {
        tier.clone_into(&mut standing.tier);
        classes.clone_into(&mut standing.classes);
        let mut old = std::mem::take(&mut standing.measures);
        standing.measures = measures.iter().map(|plan| kept(&mut old, plan, event.at_us)).collect();
        return;
    }
    let item = event.kind.item().unwrap_or("");
    let Some(measure) = standing.measures.iter_mut().find(|m| m.item == item) else { return };
    if let EventKind::MeasureDue { .. } = &event.kind {
        measure.task_us = Some(event.at_us);
        measure.level_us = Some(event.at_us);
    } else if let EventKind::MeasureDone { .. } = &event.kind {
        standing.measures_counted += 1;
        *measure = MeasureRun {
            since_us: event.at_us,
            done_us: Some(event.at_us),
            last: Some(last(measure)),
            ..begun(
                &MeasurePlan { item: item.to_owned(), every_days: measure.every_days },
                event.at_us,
            )
        };
    } else if let EventKind::MeasureUndone { .. } = &event.kind {
        standing.measures_counted += 1;
        measure.undone += 1;
        measure.last = Some(last(measure));
        measure.claimed_by = None;
    }
}

/// A measure whose cadence begins now.
fn begun(plan: &MeasurePlan, at_us: i64) -> MeasureRun {
    MeasureRun {
        item: plan.item.clone(),
        every_days: plan.every_days,
        since_us: at_us,
        done_us: None,
        task_us: None,
        level_us: None,
        claimed_by: None,
        step: 0,
        climbs: 0,
        undone: 0,
        last: None,
    }
}

fn last(measure: &MeasureRun) -> MeasureLast {
    MeasureLast { since_us: measure.since_us, step: measure.step, climbs: measure.climbs }
}

/// A measure that stays keeps what is known of it, with the new cadence.
fn kept(old: &mut Vec<MeasureRun>, plan: &MeasurePlan, at_us: i64) -> MeasureRun {
    old.iter()
        .position(|run| run.item == plan.item)
        .map(|at| old.remove(at))
        .map_or_else(|| begun(plan, at_us), |run| MeasureRun { every_days: plan.every_days, ..run })
}

/// Claims, returns and climbs of a measure's task; whether the event was about one.
pub(super) fn on_task(case: &mut Case, event: &Event, item: &str) -> bool {
    let Some(standing) = case.standing.as_mut() else { return false };
    let Some(measure) = standing.measures.iter_mut().find(|m| m.item == item) else {
        return false;
    };
    if let EventKind::Claimed { .. } = &event.kind {
        measure.claimed_by = Some(event.actor.id.clone());
    } else if let EventKind::GivenBack { .. } = &event.kind {
        measure.claimed_by = None;
    } else if let EventKind::Climbed { .. } = &event.kind {
        measure.step += 1;
        measure.climbs += 1;
        measure.level_us = Some(event.at_us);
        measure.claimed_by = None;
    }
    true
}
