//! Rows for the streams that cases flow into ([`district::case_streams`]): what an event means
//! for figures. They are worked out from the case as it is *after* the event was applied.
//!
//! Instants are RFC 3339 in UTC with microseconds; working days are decimal texts in halves,
//! days on the wall decimal texts with six digits (L10).

use crate::clock::{Clock, Clocks};
use crate::context::Context;
use crate::event::{Closing, Event, EventKind, MaterialFrom, Subject};
use crate::hours::days_later_us;
use crate::state::{Case, ItemRun, ItemState, Status};
use district::service::Party;
use district::{Exact, Rounding, WorkDays};
use serde_json::Value;
use std::collections::BTreeMap;

/// A row of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The stream.
    pub stream: &'static str,
    /// Values by column; what is not known is not there.
    pub row: BTreeMap<&'static str, Value>,
}

/// The rows that an event brings.
pub fn facts(event: &Event, after: &Case, ctx: &Context<'_>) -> Vec<Fact> {
    let ctx = &ctx.at(event.at_us);
    let mut facts = vec![case_event(event, after)];
    let ended = |run: &&ItemRun| run.state.done() && run.done_seq == event.seq;
    facts.extend(after.items.iter().filter(ended).map(|run| item_done(after, run, ctx)));
    match &event.kind {
        EventKind::Closed { .. } if after.standing.is_none() => {
            facts.extend(thing_done(after, ctx));
        }
        EventKind::Closed { .. }
        | EventKind::StandingOpened { .. }
        | EventKind::Reclassed { .. } => facts.push(standing(event, after)),
        EventKind::Rated { stars, kept_promise } => {
            facts.push(thing_rated(event, after, *stars, *kept_promise));
        }
        EventKind::MeasureDone { item, .. } => {
            facts.extend(measure_done(event, after, item, true, ctx));
        }
        EventKind::MeasureUndone { item, .. } => {
            facts.extend(measure_done(event, after, item, false, ctx));
        }
        EventKind::Opened { .. }
        | EventKind::DraftSaved { .. }
        | EventKind::Submitted(_)
        | EventKind::Accepted { .. }
        | EventKind::SupplementAsked { .. }
        | EventKind::Supplied { .. }
        | EventKind::ClockStopped { .. }
        | EventKind::ClockResumed { .. }
        | EventKind::Extended { .. }
        | EventKind::Claimed { .. }
        | EventKind::GivenBack { .. }
        | EventKind::Granted { .. }
        | EventKind::Refused { .. }
        | EventKind::DeemedGranted { .. }
        | EventKind::DeemedRefused { .. }
        | EventKind::LimitPassed { .. }
        | EventKind::Reminded { .. }
        | EventKind::SentBack { .. }
        | EventKind::Reissued { .. }
        | EventKind::Revoked { .. }
        | EventKind::Transferred { .. }
        | EventKind::Climbed { .. }
        | EventKind::Corrected { .. }
        | EventKind::Appealed { .. }
        | EventKind::AppealSettled { .. }
        | EventKind::Delivered { .. }
        | EventKind::Signed { .. }
        | EventKind::ItemCancelled { .. }
        | EventKind::Migrated { .. }
        | EventKind::MeasureDue { .. } => {}
    }
    facts
}

type Row = BTreeMap<&'static str, Value>;

fn row(case: &Case) -> Row {
    BTreeMap::from([("case_id", text(&case.id)), ("place", text(&case.place))])
}

fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// An instant as RFC 3339 in UTC with microseconds.
fn instant(at_us: i64) -> Value {
    jiff::Timestamp::from_microsecond(at_us)
        .map_or(Value::Null, |at| Value::String(format!("{at:.6}")))
}

fn days(halves: u32) -> Value {
    Value::String(WorkDays::halves(halves).to_string())
}

/// Days on the wall, to the sixth digit.
fn wall_days(wall_us: i64) -> Value {
    let day_us = 86_400_000_000_i64;
    Exact::ratio(wall_us, day_us).map_or(Value::Null, |days| {
        let rounded = days.round(6, Rounding::HalfEven);
        Value::String(rounded.to_terminating_text().unwrap_or_else(|| rounded.to_text(6)))
    })
}

fn thing(case: &Case, row: &mut Row) {
    if let Subject::Thing(id) = &case.subject {
        row.insert("thing", text(id));
    }
}

fn desk(run: &ItemRun, row: &mut Row) {
    row.insert("office", text(run.office()));
    row.insert("level", text(run.level_now()));
}

fn case_event(event: &Event, case: &Case) -> Fact {
    let mut row = row(case);
    row.insert("case_seq", event.seq.into());
    row.insert("happened_at", instant(event.at_us));
    row.insert("kind", text(event.kind.name()));
    row.insert("actor_role", text(event.actor.role.name()));
    thing(case, &mut row);
    if let Some(item) = event.kind.item() {
        row.insert("item", text(item));
        if let Some(run) = case.find_item(item) {
            desk(run, &mut row);
        }
    }
    Fact { stream: "case_event", row }
}

/// What the clocks say; whether a promise was kept is asked of decisions only.
fn clocked(clocks: &Clocks, kept: Option<bool>, row: &mut Row) {
    row.insert("taken_days", days(clocks.promised_halves));
    row.insert("paused_days", days(clocks.paused_halves + clocks.returned_halves));
    row.insert("wall_days", wall_days(clocks.wall_us));
    if let Some(kept) = kept {
        row.insert("kept", Value::Bool(kept));
    }
}

/// An item that was decided or fell; one that never could be done has no times.
fn item_done(case: &Case, run: &ItemRun, ctx: &Context<'_>) -> Fact {
    let mut row = row(case);
    thing(case, &mut row);
    desk(run, &mut row);
    row.insert("item", text(&run.plan.id));
    row.insert("round", run.round.into());
    row.insert("decided_at", instant(run.done_us.unwrap_or(ctx.now_us)));
    row.insert("outcome", text(run.state.name()));
    row.insert("legal_days", days(run.plan.legal_halves));
    row.insert("promised_days", days(run.plan.promised_halves));
    if let Some(clock) = Clock::of_item(run, ctx) {
        // What silence decided kept no promise.
        let silent = matches!(run.state, ItemState::DeemedGranted | ItemState::DeemedRefused);
        let kept = clock.kept(run.plan.promised_halves) && !silent;
        let decided = run.state != ItemState::Cancelled;
        clocked(&clock.clocks(), decided.then_some(kept), &mut row);
    }
    row.insert("supplements", run.supplement.asked.into());
    row.insert("climbs", run.climbs.into());
    Fact { stream: "item_done", row }
}

/// A thing that was closed; a draft that was never handed in is none.
fn thing_done(case: &Case, ctx: &Context<'_>) -> Option<Fact> {
    let Subject::Thing(id) = &case.subject else { return None };
    case.submitted_us?;
    let mut row = row(case);
    row.insert("thing", text(id));
    row.insert("closed_at", instant(case.closed_us?));
    if let Some(thing) = ctx.thing(case) {
        let party = match thing.party {
            Party::Person => "person",
            Party::Enterprise => "enterprise",
        };
        row.insert("party", text(party));
    }
    row.insert("outcome", text(case.closing.map_or("", |how| how.name())));
    row.insert("promised_days", days(case.promised_halves));
    row.insert("item_days", days(case.items.iter().map(|run| run.plan.promised_halves).sum()));
    if let Some(clock) = Clock::of_case(case, ctx)
        && let Some(clocks) = crate::clock::clocks(case, None, ctx)
    {
        let kept = clock.kept(case.promised_halves);
        let decided = !matches!(case.closing, Some(Closing::Withdrawn | Closing::Cancelled));
        clocked(&clocks, decided.then_some(kept), &mut row);
    }
    let of_items: u32 = case.items.iter().map(|run| run.supplement.asked).sum();
    row.insert("supplements", (case.supplement.asked + of_items).into());
    let brought = case.materials.values().filter(|m| m.from == MaterialFrom::Applicant).count();
    row.insert("materials", brought.into());
    row.insert("fields", case.fields.into());
    row.insert("visits", case.visits.into());
    Some(Fact { stream: "thing_done", row })
}

fn thing_rated(event: &Event, case: &Case, stars: u8, kept: Option<bool>) -> Fact {
    let mut row = row(case);
    thing(case, &mut row);
    row.insert("rated_at", instant(event.at_us));
    row.insert("rating", stars.into());
    if let Some(kept) = kept {
        row.insert("kept", Value::Bool(kept));
    }
    Fact { stream: "thing_rated", row }
}

fn of_person(case: &Case) -> Row {
    let mut row = row(case);
    row.insert("programme", text(case.subject.id()));
    row.insert("person", text(&case.applicant));
    if let Some(standing) = &case.standing {
        row.insert("tier", text(&standing.tier));
    }
    row
}

fn standing(event: &Event, case: &Case) -> Fact {
    let mut row = of_person(case);
    row.insert("case_seq", event.seq.into());
    row.insert("since_at", instant(event.at_us));
    let ended = case.status == Status::Closed;
    row.insert("state", text(if ended { "ended" } else { "in_force" }));
    Fact { stream: "standing", row }
}

fn measure_done(
    event: &Event,
    case: &Case,
    item: &str,
    done: bool,
    ctx: &Context<'_>,
) -> Option<Fact> {
    let measure = case.find_measure(item)?;
    let last = measure.last?;
    let mut row = of_person(case);
    row.insert("measure_no", case.standing.as_ref()?.measures_counted.into());
    row.insert("done_at", instant(event.at_us));
    row.insert("item", text(item));
    let due_us =
        measure.every_days.map_or(last.since_us, |days| days_later_us(ctx, last.since_us, days));
    row.insert("due_at", instant(due_us));
    row.insert("done", Value::Bool(done));
    let step = usize::try_from(last.step).ok();
    if let Some(level) = ctx.ladder(case).zip(step).and_then(|(l, step)| l.levels.get(step)) {
        row.insert("level", text(level));
    }
    row.insert("climbs", last.climbs.into());
    Some(Fact { stream: "measure_done", row })
}
