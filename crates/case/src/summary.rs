//! What a list of cases shows of each.

use crate::clock::{Clock, Which};
use crate::context::Context;
use crate::event::{Closing, Light, Subject};
use crate::state::{Case, Status};
use serde::Serialize;

/// A case in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Head {
    /// Its id.
    pub case: String,
    /// The thing, item or programme.
    pub subject: Subject,
    /// The place to which it belongs.
    pub place: String,
    /// How far it is.
    pub status: Status,
    /// How it was closed, if it is.
    pub closing: Option<Closing>,
    /// When it was opened, in µs.
    pub opened_us: Option<i64>,
    /// When it was handed in.
    pub submitted_us: Option<i64>,
    /// When it was taken up.
    pub accepted_us: Option<i64>,
    /// When the whole is promised, as things stand.
    pub due_us: Option<i64>,
    /// When it was closed.
    pub closed_us: Option<i64>,
    /// The pack version to which it is pinned.
    pub pack: String,
    /// The sealed reference of the applicant.
    pub applicant: String,
    /// Items that are left to be done.
    pub open_items: usize,
    /// How far the promised time of the whole, or of its latest task, is over.
    pub light: Light,
    /// The number of its last event.
    pub seq: u64,
}

/// What a list of cases shows of this one.
pub fn summary(case: &Case, ctx: &Context<'_>) -> Head {
    let clock = Clock::of_case(case, ctx).filter(|_| case.standing.is_none());
    let due_us = clock.map(|clock| clock.due_us(Which::Promised, case.promised_halves));
    let late = |due_us: i64| case.closed_us.unwrap_or(ctx.now_us) > due_us;
    let own = if due_us.is_some_and(late) { Light::Red } else { case.reminded };
    let light = if case.open() {
        let tasks = crate::task::tasks(case, ctx);
        tasks.iter().map(|task| task.light).max().unwrap_or_default().max(own)
    } else {
        own
    };
    Head {
        case: case.id.clone(),
        subject: case.subject.clone(),
        place: case.place.clone(),
        status: case.status,
        closing: case.closing,
        opened_us: case.opened_us,
        submitted_us: case.submitted_us,
        accepted_us: case.accepted_us,
        due_us,
        closed_us: case.closed_us,
        pack: case.pack.clone(),
        applicant: case.applicant.clone(),
        open_items: case.items.iter().filter(|run| !run.state.done()).count(),
        light,
        seq: case.seq,
    }
}
