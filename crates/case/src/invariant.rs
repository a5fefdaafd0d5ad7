//! What always holds of a case, whatever was asked of it. Tests and the simulator call these;
//! that a fold of the events equals the live state (C1) is for the caller to compare.

use crate::clock::Clock;
use crate::context::Context;
use crate::event::Closing;
use crate::law::SENT_BACK_MAX;
use crate::state::{Case, ItemRun, ItemState, Pause, PauseWhy, Status};
use crate::task::{TaskKind, tasks};
use crate::timer::timers;
use std::collections::BTreeSet;

/// What holds of a case by itself; or the first thing that does not.
pub fn invariants(case: &Case) -> Result<(), String> {
    let ids: BTreeSet<&str> = case.items.iter().map(|run| run.plan.id.as_str()).collect();
    hold(ids.len() == case.items.len(), || "an item stands twice in the plan".to_owned())?;
    let open = case.items.iter().any(|run| !run.state.done());
    if case.standing.is_none() {
        hold(case.status != Status::Running || open, || {
            "a running case has nothing left to be done".to_owned()
        })?;
    }
    hold(case.status != Status::Closed || !open, || "a closed case has open items".to_owned())?;
    hold((case.status == Status::Closed) == case.closed_us.is_some(), || {
        "closed without a moment, or the other way round".to_owned()
    })?;
    hold(case.closing.is_some() == case.closed_us.is_some(), || {
        "closed without saying how".to_owned()
    })?;
    let granted = case.items.iter().filter(|run| run.state.granted()).count();
    let fits = match case.closing {
        Some(Closing::Granted) => granted == case.items.len(),
        Some(Closing::Partly) => granted > 0 && granted < case.items.len(),
        Some(Closing::Refused) => granted == 0,
        Some(Closing::Withdrawn | Closing::Cancelled | Closing::Ended) | None => true,
    };
    hold(fits, || format!("closed as {:?} with {granted} items granted", case.closing))?;
    in_order("case", [case.opened_us, case.submitted_us, case.received_us, case.accepted_us])?;
    pauses("case", &case.pauses)?;
    let still = case.pauses.last().is_some_and(|pause| pause.to_us.is_none());
    let workable = case.items.iter().any(|run| run.state.workable());
    let paused = case.items.iter().any(|run| run.state.paused());
    let rule = case.status == Status::Running && paused && !workable;
    hold(still == rule, || format!("the clock of the whole: still {still}, by rule {rule}"))?;
    case.items.iter().try_for_each(|run| item(case, run))
}

fn hold(holds: bool, otherwise: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(otherwise()) }
}

fn in_order(what: &str, moments: [Option<i64>; 4]) -> Result<(), String> {
    let known: Vec<i64> = moments.into_iter().flatten().collect();
    hold(known.is_sorted(), || format!("{what}: moments out of order: {known:?}"))
}

fn pauses(what: &str, pauses: &[Pause]) -> Result<(), String> {
    let mut last_us = i64::MIN;
    for (at, pause) in pauses.iter().enumerate() {
        let lasts = pause.to_us.is_none();
        hold(!lasts || at + 1 == pauses.len(), || format!("{what}: two pauses at once"))?;
        hold(pause.from_us >= last_us, || format!("{what}: pauses overlap"))?;
        last_us = pause.to_us.unwrap_or(i64::MAX);
        hold(last_us >= pause.from_us, || format!("{what}: a pause ends before it begins"))?;
    }
    Ok(())
}

fn item(case: &Case, run: &ItemRun) -> Result<(), String> {
    let id = &run.plan.id;
    let state = run.state.name();
    let begun = case.accepted_us.is_some();
    hold(begun || matches!(run.state, ItemState::Waiting | ItemState::Cancelled), || {
        format!("{id} is {state} before the case is taken up")
    })?;
    let running = run.state.workable() || run.state.paused();
    hold(!running || case.all_before_granted(run), || {
        format!("{id} is {state} before those it needs are granted")
    })?;
    if case.status == Status::Running && run.state == ItemState::Waiting {
        hold(!case.all_before_granted(run), || format!("{id} waits for nothing"))?;
        let dead = |after: &String| {
            case.find_item(after).is_none_or(|i| i.state.done() && !i.state.granted())
        };
        hold(!run.plan.after.iter().any(dead), || format!("{id} waits for what never comes"))?;
    }
    hold(run.state.done() == run.done_us.is_some(), || {
        format!("{id} is {state}, done at {:?}", run.done_us)
    })?;
    hold((run.state != ItemState::Claimed) || run.claimed_by.is_some(), || {
        format!("{id} is claimed by nobody")
    })?;
    hold(run.state != ItemState::Ready || run.claimed_by.is_none(), || {
        format!("{id} is ready and claimed")
    })?;
    hold((run.state == ItemState::Stopped) == run.stop.is_some(), || {
        format!("{id} is {state}, stop {:?}", run.stop)
    })?;
    hold((run.state == ItemState::Supplement) == run.supplement.what.is_some(), || {
        format!("{id} is {state}, asked for {:?}", run.supplement.what)
    })?;
    hold(run.state.granted() || run.issued.is_empty(), || {
        format!("{id} is {state} and has results in force")
    })?;
    hold(run.sent_back <= SENT_BACK_MAX, || format!("{id} was sent back too often"))?;
    hold(run.supplement.asked <= 1, || format!("{id} was asked for twice"))?;
    in_order(id, [case.accepted_us, run.ready_us, run.done_us.and(run.ready_us), run.done_us])?;
    pauses(id, &run.pauses)?;
    let lasting = run.pauses.last().filter(|pause| pause.to_us.is_none()).map(|pause| pause.why);
    let expected = match run.state {
        ItemState::Stopped => Some(PauseWhy::Stopped),
        ItemState::Supplement => Some(PauseWhy::Supplement),
        ItemState::Waiting => run.ready_us.map(|_| PauseWhy::Returned),
        ItemState::Ready
        | ItemState::Claimed
        | ItemState::Granted
        | ItemState::Refused
        | ItemState::DeemedGranted
        | ItemState::DeemedRefused
        | ItemState::Cancelled => None,
    };
    hold(lasting == expected, || format!("{id} is {state}, its pause {lasting:?}"))
}

/// What holds of a case at a moment: its clocks add up, and if it is open somebody or something
/// will move it on (C2); or the first thing that does not.
pub fn invariants_at(case: &Case, ctx: &Context<'_>) -> Result<(), String> {
    invariants(case)?;
    for run in &case.items {
        let Some(clock) = Clock::of_item(run, ctx) else { continue };
        let clocks = clock.clocks();
        let promised = clocks.promised_halves + clocks.paused_halves + clocks.returned_halves;
        let legal = clocks.legal_halves + clocks.paused_halves;
        hold(promised == clocks.elapsed_halves && legal == clocks.elapsed_halves, || {
            format!("{}: clocks do not add up: {clocks:?}", run.plan.id)
        })?;
    }
    if let Some(clock) = Clock::of_case(case, ctx) {
        let clocks = clock.clocks();
        hold(clocks.promised_halves + clocks.paused_halves == clocks.elapsed_halves, || {
            format!("the clocks of the whole do not add up: {clocks:?}")
        })?;
    }
    moves_on(case, ctx)
}

fn moves_on(case: &Case, ctx: &Context<'_>) -> Result<(), String> {
    let (tasks, timers) = (tasks(case, ctx), timers(case, ctx));
    let keys: BTreeSet<&str> = tasks.iter().map(|task| task.key.as_str()).collect();
    hold(keys.len() == tasks.len(), || "two tasks have one key".to_owned())?;
    let keys: BTreeSet<&str> = timers.iter().map(|timer| timer.key.as_str()).collect();
    hold(keys.len() == timers.len(), || "two timers have one key".to_owned())?;
    let settled = matches!(case.status, Status::Unopened | Status::Draft | Status::Closed);
    let nothing_to_do = case.standing.as_ref().is_some_and(|standing| {
        standing.measures.iter().all(|m| m.every_days.is_none() && m.done_us.is_some())
    });
    hold(settled || nothing_to_do || !tasks.is_empty() || !timers.is_empty(), || {
        "an open case has neither a task nor a timer".to_owned()
    })?;
    hold(case.status != Status::Closed || timers.is_empty(), || {
        "a closed case has timers".to_owned()
    })?;
    for run in case.items.iter().filter(|run| run.state.workable() && !settled) {
        let has = |task: &crate::task::Task| {
            task.kind == TaskKind::Do && task.item.as_ref() == Some(&run.plan.id)
        };
        hold(tasks.iter().any(has), || format!("{} can be done and is no task", run.plan.id))?;
    }
    Ok(())
}
