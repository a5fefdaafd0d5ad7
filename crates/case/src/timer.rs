//! What happens by itself: timers are worked out from the state, never stored in it. When one
//! fires, `decide` works it out again: one that is not due any more changes nothing.

use crate::clock::{Clock, Which};
use crate::context::Context;
use crate::desk::next_level;
use crate::event::Light;
use crate::hours::{Count, days_later_us};
use crate::law::ACCEPTANCE_HALVES;
use crate::state::{Case, ItemRun, ItemState, MeasureRun, Status};
use district::service::Silence;
use serde::{Deserialize, Serialize};

/// A moment at which something happens by itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Timer {
    /// Unique in the case: `yellow:household-entry`.
    pub key: String,
    /// What happens.
    pub kind: TimerKind,
    /// When, in µs.
    pub due_us: i64,
}

/// What happens by itself. The names are stored: append-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKind {
    /// The application counts as taken up.
    Accept,
    /// Two thirds of the promised time are over.
    Yellow,
    /// The promised time is over.
    Red,
    /// The task climbs.
    Climb,
    /// The legal limit passes: what that means is declared by the item.
    Legal,
    /// A stop by law ends.
    Stop,
    /// A measure falls due.
    Measure,
}

impl TimerKind {
    /// All of them.
    pub const EVERY: [Self; 7] = [
        Self::Accept,
        Self::Yellow,
        Self::Red,
        Self::Climb,
        Self::Legal,
        Self::Stop,
        Self::Measure,
    ];

    /// The word for it, as stored and in keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Yellow => "yellow",
            Self::Red => "red",
            Self::Climb => "climb",
            Self::Legal => "legal",
            Self::Stop => "stop",
            Self::Measure => "measure",
        }
    }

    fn timer(self, item: Option<&str>, due_us: i64) -> Timer {
        let name = self.name();
        let key = item.map_or_else(|| name.to_owned(), |item| format!("{name}:{item}"));
        Timer { key, kind: self, due_us }
    }
}

/// Everything that happens by itself from here on, unless something else happens first; no two
/// have the same key.
pub fn timers(case: &Case, ctx: &Context<'_>) -> Vec<Timer> {
    let mut timers = Vec::new();
    let mut put = |kind: TimerKind, item: Option<&str>| {
        if let Some(due_us) = due_us(case, kind, item, ctx) {
            timers.push(kind.timer(item, due_us));
        }
    };
    put(TimerKind::Accept, None);
    if case.status != Status::Running {
        return timers;
    }
    for kind in [TimerKind::Yellow, TimerKind::Red, TimerKind::Legal] {
        put(kind, None);
    }
    let kinds =
        [TimerKind::Yellow, TimerKind::Red, TimerKind::Climb, TimerKind::Legal, TimerKind::Stop];
    for run in case.items.iter().filter(|run| run.state.workable() || run.state.paused()) {
        for kind in kinds {
            put(kind, Some(&run.plan.id));
        }
    }
    for measure in case.standing.iter().flat_map(|standing| &standing.measures) {
        put(TimerKind::Measure, Some(&measure.item));
        put(TimerKind::Climb, Some(&measure.item));
    }
    timers
}

/// Reads a key: what happens, and to which item.
pub(crate) fn read_key(key: &str) -> Option<(TimerKind, Option<&str>)> {
    let (name, item) = key.split_once(':').map_or((key, None), |(name, item)| (name, Some(item)));
    let kind = TimerKind::EVERY.into_iter().find(|kind| kind.name() == name)?;
    Some((kind, item))
}

/// When it happens; none: it does not, as things stand.
pub(crate) fn due_us(
    case: &Case,
    kind: TimerKind,
    item: Option<&str>,
    ctx: &Context<'_>,
) -> Option<i64> {
    let Some(item) = item else { return of_whole(case, kind, ctx) };
    if case.status != Status::Running {
        return None;
    }
    if let Some(measure) = case.find_measure(item) {
        return of_measure(case, measure, kind, ctx);
    }
    of_item(case, case.find_item(item)?, kind, ctx)
}

fn of_whole(case: &Case, kind: TimerKind, ctx: &Context<'_>) -> Option<i64> {
    if kind == TimerKind::Accept {
        let received_us = case.received_us.filter(|_| case.status == Status::Submitted)?;
        return Some(Count::from(ctx, received_us).end_us(ACCEPTANCE_HALVES));
    }
    let still = case.pauses.last().is_some_and(|pause| pause.to_us.is_none());
    if case.status != Status::Running || case.standing.is_some() || still {
        return None;
    }
    let clock = Clock::of_case(case, ctx)?;
    let legal_halves = case.ceiling_halves.saturating_add(case.extended_halves);
    match kind {
        TimerKind::Yellow if case.reminded < Light::Yellow => clock.yellow_us(case.promised_halves),
        TimerKind::Red if case.reminded < Light::Red => {
            Some(clock.due_us(Which::Promised, case.promised_halves))
        }
        TimerKind::Legal if !case.limit_passed => Some(clock.due_us(Which::Legal, legal_halves)),
        TimerKind::Accept
        | TimerKind::Yellow
        | TimerKind::Red
        | TimerKind::Legal
        | TimerKind::Climb
        | TimerKind::Stop
        | TimerKind::Measure => None,
    }
}

fn of_item(case: &Case, run: &ItemRun, kind: TimerKind, ctx: &Context<'_>) -> Option<i64> {
    if kind == TimerKind::Stop {
        let stop = run.stop.as_ref().filter(|_| run.state == ItemState::Stopped)?;
        return Some(Count::from(ctx, stop.from_us).end_us(stop.halves_max?));
    }
    if !run.state.workable() {
        return None;
    }
    let clock = Clock::of_item(run, ctx)?;
    match kind {
        TimerKind::Yellow if run.reminded < Light::Yellow => {
            clock.yellow_us(run.plan.promised_halves)
        }
        TimerKind::Red if run.reminded < Light::Red => {
            Some(clock.due_us(Which::Promised, run.plan.promised_halves))
        }
        TimerKind::Legal if !run.limit_passed => {
            Some(clock.due_us(Which::Legal, legal_halves(run)))
        }
        TimerKind::Climb => climb_us(case, run, ctx),
        TimerKind::Accept
        | TimerKind::Yellow
        | TimerKind::Red
        | TimerKind::Legal
        | TimerKind::Stop
        | TimerKind::Measure => None,
    }
}

/// The legal limit of an item with its extension, in halves.
pub(crate) fn legal_halves(run: &ItemRun) -> u32 {
    run.plan.legal_halves.saturating_add(run.extended_halves)
}

/// What silence means for an item.
pub(crate) fn silence(run: &ItemRun, ctx: &Context<'_>) -> Silence {
    ctx.item(&run.plan.id).map_or(Silence::Climbs, |item| item.silence)
}

fn climb_us(case: &Case, run: &ItemRun, ctx: &Context<'_>) -> Option<i64> {
    let ladder = ctx.ladder(case)?;
    let level = run.level_now();
    let step = ladder.levels.iter().position(|l| l == level)?;
    next_level(case, run.office(), level, ctx)?;
    let halves = ladder.climb_after.get(step)?.count_halves();
    let clock = Clock::between(ctx, run.level_us?, ctx.now_us, &run.pauses);
    Some(clock.due_us(Which::Promised, halves))
}

fn of_measure(
    case: &Case,
    measure: &MeasureRun,
    kind: TimerKind,
    ctx: &Context<'_>,
) -> Option<i64> {
    match kind {
        TimerKind::Measure if measure.task_us.is_none() => match measure.every_days {
            Some(days) => Some(days_later_us(ctx, measure.since_us, days)),
            None => measure.done_us.is_none().then_some(measure.since_us),
        },
        TimerKind::Climb if measure.task_us.is_some() => {
            let ladder = ctx.ladder(case)?;
            let step = usize::try_from(measure.step).ok()?;
            ladder.levels.get(step + 1)?;
            measure_due_us(case, measure, ctx)
        }
        TimerKind::Accept
        | TimerKind::Yellow
        | TimerKind::Red
        | TimerKind::Climb
        | TimerKind::Legal
        | TimerKind::Stop
        | TimerKind::Measure => None,
    }
}

/// When the time at the present step of the ladder is over for a measure's task.
pub(crate) fn measure_due_us(case: &Case, measure: &MeasureRun, ctx: &Context<'_>) -> Option<i64> {
    let ladder = ctx.ladder(case)?;
    let step = usize::try_from(measure.step).ok()?;
    let halves = ladder.climb_after.get(step)?.count_halves();
    let count = Count::from(ctx, measure.level_us?);
    Some(count.end_us(count.allowance(halves)))
}
