//! What somebody has to do: worked out from the state, never stored in it. Every open case that
//! waits for people has a task for them.

use crate::clock::{Clock, Which};
use crate::context::Context;
use crate::decide::first_desk;
use crate::desk::of_item;
use crate::event::Light;
use crate::hours::Count;
use crate::law::ACCEPTANCE_HALVES;
use crate::state::{Appeal, Case, ItemRun, ItemState, MeasureRun, Status};
use crate::timer::{TimerKind, due_us, legal_halves, measure_due_us};
use serde::{Deserialize, Serialize};

/// Something that somebody has to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// Unique in the case: `do:household-entry`.
    pub key: String,
    /// What.
    pub kind: TaskKind,
    /// The item or measure; none: the whole.
    pub item: Option<String>,
    /// The office; empty: the applicant's own task.
    pub office: String,
    /// The level at which it is now; empty for the applicant.
    pub level: String,
    /// Where its desk stands; the case's place for the applicant.
    pub place: String,
    /// Who has taken it.
    pub claimed_by: Option<String>,
    /// When the law wants it done, in µs; of measures and intake, when it climbs or happens by
    /// itself.
    pub due_us: Option<i64>,
    /// When it is promised.
    pub promised_due_us: Option<i64>,
    /// How far its promised time is over.
    pub light: Light,
}

/// What kind of task. The names are stored: append-only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaskKind {
    /// Take an application up, or ask for a supplement.
    Accept,
    /// Do an item.
    Do,
    /// Let a stopped clock go on.
    Resume,
    /// The applicant: add what was asked for.
    Supply,
    /// Answer an appeal.
    Appeal,
    /// Carry out a measure.
    Measure,
    /// The applicant: sign for a delivery.
    Sign,
}

impl TaskKind {
    /// The word for it, as stored and in keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Do => "do",
            Self::Resume => "resume",
            Self::Supply => "supply",
            Self::Appeal => "appeal",
            Self::Measure => "measure",
            Self::Sign => "sign",
        }
    }

    fn task(self, item: Option<&str>) -> Task {
        let name = self.name();
        Task {
            key: item.map_or_else(|| name.to_owned(), |item| format!("{name}:{item}")),
            kind: self,
            item: item.map(str::to_owned),
            office: String::new(),
            level: String::new(),
            place: String::new(),
            claimed_by: None,
            due_us: None,
            promised_due_us: None,
            light: Light::None,
        }
    }
}

/// Everything that somebody has to do on a case; no two have the same key.
pub fn tasks(case: &Case, ctx: &Context<'_>) -> Vec<Task> {
    let mut tasks = Vec::new();
    match case.status {
        Status::Unopened | Status::Draft => {}
        Status::Submitted => tasks.extend(accept(case, ctx)),
        Status::Supplement => tasks.push(own(case, TaskKind::Supply, None)),
        Status::Running => tasks.extend(case.items.iter().filter_map(|run| work(case, run, ctx))),
        Status::Closed => {}
    }
    let open = |run: &&ItemRun| matches!(run.appeal, Appeal::Open(_));
    for run in case.items.iter().filter(open) {
        tasks.push(at_desk(case, run, TaskKind::Appeal, ctx));
    }
    let unsigned = |(at, delivery): (usize, &crate::state::Delivery)| {
        delivery
            .signed_us
            .is_none()
            .then(|| Task { key: format!("sign:{at}"), ..own(case, TaskKind::Sign, None) })
    };
    tasks.extend(case.deliveries.iter().enumerate().filter_map(unsigned));
    if case.status == Status::Running {
        let measures = case.standing.iter().flat_map(|standing| &standing.measures);
        tasks.extend(measures.filter_map(|measure| visit(case, measure, ctx)));
    }
    tasks
}

/// The applicant's own task.
fn own(case: &Case, kind: TaskKind, item: Option<&str>) -> Task {
    Task { place: case.place.clone(), ..kind.task(item) }
}

fn accept(case: &Case, ctx: &Context<'_>) -> Option<Task> {
    let (office, level, place) = first_desk(case, ctx)?;
    let received_us = case.received_us?;
    let due_us = Count::from(ctx, received_us).end_us(ACCEPTANCE_HALVES);
    Some(Task {
        office: office.to_owned(),
        level: level.to_owned(),
        place: place.to_owned(),
        due_us: Some(due_us),
        light: if ctx.now_us > due_us { Light::Red } else { Light::None },
        ..TaskKind::Accept.task(None)
    })
}

fn at_desk(case: &Case, run: &ItemRun, kind: TaskKind, ctx: &Context<'_>) -> Task {
    Task {
        office: run.office().to_owned(),
        level: run.level_now().to_owned(),
        place: of_item(case, run, ctx).to_owned(),
        ..kind.task(Some(&run.plan.id))
    }
}

fn work(case: &Case, run: &ItemRun, ctx: &Context<'_>) -> Option<Task> {
    match run.state {
        ItemState::Ready | ItemState::Claimed => {
            let clock = Clock::of_item(run, ctx)?;
            let promised_halves = run.plan.promised_halves;
            let promised_us = clock.due_us(Which::Promised, promised_halves);
            let yellow_us = clock.yellow_us(promised_halves);
            let light = if ctx.now_us > promised_us {
                Light::Red
            } else if yellow_us.is_some_and(|yellow_us| ctx.now_us >= yellow_us) {
                Light::Yellow
            } else {
                Light::None
            };
            Some(Task {
                claimed_by: run.claimed_by.clone(),
                due_us: Some(clock.due_us(Which::Legal, legal_halves(run))),
                promised_due_us: Some(promised_us),
                // A light that has been shown stays, even if a pause has moved the limit since.
                light: light.max(run.reminded),
                ..at_desk(case, run, TaskKind::Do, ctx)
            })
        }
        ItemState::Stopped => Some(Task {
            claimed_by: run.claimed_by.clone(),
            due_us: due_us(case, TimerKind::Stop, Some(&run.plan.id), ctx),
            ..at_desk(case, run, TaskKind::Resume, ctx)
        }),
        ItemState::Supplement => Some(own(case, TaskKind::Supply, Some(&run.plan.id))),
        ItemState::Waiting
        | ItemState::Granted
        | ItemState::Refused
        | ItemState::DeemedGranted
        | ItemState::DeemedRefused
        | ItemState::Cancelled => None,
    }
}

/// A measure's task stands at the ladder's present step; it is due when it climbs.
fn visit(case: &Case, measure: &MeasureRun, ctx: &Context<'_>) -> Option<Task> {
    let task_us = measure.task_us?;
    let ladder = ctx.ladder(case)?;
    let step = usize::try_from(measure.step).ok()?;
    let level = ladder.levels.get(step).or(ladder.levels.last())?;
    let place = ctx.places.ancestor(&case.place, level).map_or(&case.place, |place| &place.id);
    let office = ctx.item(&measure.item).map(|item| item.office.clone()).unwrap_or_default();
    let due_us = measure_due_us(case, measure, ctx);
    let light = if measure.climbs > 0 || due_us.is_some_and(|due_us| ctx.now_us > due_us) {
        Light::Red
    } else if due_us.is_some_and(|due_us| ctx.now_us >= task_us + (due_us - task_us) / 3 * 2) {
        Light::Yellow
    } else {
        Light::None
    };
    Some(Task {
        office,
        level: level.clone(),
        place: place.clone(),
        claimed_by: measure.claimed_by.clone(),
        due_us,
        light,
        ..TaskKind::Measure.task(Some(&measure.item))
    })
}
