//! Four clocks that are never mixed (L6): wall time, legal time, promised time, paused time.
//!
//! Legal and promised time are counted in working halves ([`crate::hours`]). Both stand still
//! while an item is stopped on a legal ground, while the applicant was asked to add something,
//! and between a decision and the moment at which the item is done again. The promised clock of
//! an item stands still, too, while an earlier item is done again; the legal one does not. For
//! the whole only the rule of `apply` counts: everything that could go on stands still.

use crate::context::Context;
use crate::hours::Count;
use crate::state::{Case, ItemRun, Pause, PauseWhy};
use serde::Serialize;

/// Where the four clocks stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Clocks {
    /// Microseconds on the wall: of an item since it first could be done, of the whole since it
    /// was handed in.
    pub wall_us: i64,
    /// Working halves that the law counts: elapsed without `paused_halves`.
    pub legal_halves: u32,
    /// Working halves that the promise counts: elapsed without `paused_halves` and
    /// `returned_halves`.
    pub promised_halves: u32,
    /// Working halves in which both clocks stood still.
    pub paused_halves: u32,
    /// Working halves in which only the promised clock stood still.
    pub returned_halves: u32,
    /// All working halves since the clocks began.
    pub elapsed_halves: u32,
}

/// Which of the two counted clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    Legal,
    Promised,
}

/// A clock that has begun.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock<'a> {
    count: Count<'a>,
    start_us: i64,
    end_us: i64,
    pauses: &'a [Pause],
}

impl<'a> Clock<'a> {
    /// An item's, if it has begun.
    pub(crate) fn of_item(run: &'a ItemRun, ctx: &'a Context<'a>) -> Option<Self> {
        let start_us = run.ready_us?;
        let end_us = run.done_us.unwrap_or(ctx.now_us);
        Some(Self::between(ctx, start_us, end_us, &run.pauses))
    }

    /// The whole's, if it has begun.
    pub(crate) fn of_case(case: &'a Case, ctx: &'a Context<'a>) -> Option<Self> {
        let end_us = case.closed_us.unwrap_or(ctx.now_us);
        Some(Self::between(ctx, case.accepted_us?, end_us, &case.pauses))
    }

    /// From one instant to another.
    pub(crate) fn between(
        ctx: &'a Context<'a>,
        start_us: i64,
        end_us: i64,
        pauses: &'a [Pause],
    ) -> Self {
        let end_us = end_us.max(start_us);
        Self { count: Count::from(ctx, start_us), start_us, end_us, pauses }
    }

    /// Working halves in which it stood still: of both clocks, and of the promised one only.
    fn still(&self) -> (u32, u32) {
        let (mut paused, mut returned) = (0, 0);
        for pause in self.pauses {
            let from_us = pause.from_us.clamp(self.start_us, self.end_us);
            let to_us = pause.to_us.unwrap_or(self.end_us).clamp(from_us, self.end_us);
            let halves = self.count.half(to_us).saturating_sub(self.count.half(from_us));
            match pause.why {
                PauseWhy::Returned => returned += halves,
                PauseWhy::Stopped | PauseWhy::Supplement | PauseWhy::Decided | PauseWhy::Whole => {
                    paused += halves;
                }
            }
        }
        (paused, returned)
    }

    /// Where the clocks stand.
    pub(crate) fn clocks(&self) -> Clocks {
        let elapsed_halves = self.count.half(self.end_us);
        let (paused_halves, returned_halves) = self.still();
        let legal_halves = elapsed_halves.saturating_sub(paused_halves);
        Clocks {
            wall_us: self.end_us - self.start_us,
            legal_halves,
            promised_halves: legal_halves.saturating_sub(returned_halves),
            paused_halves,
            returned_halves,
            elapsed_halves,
        }
    }

    /// When a limit of so many halves ends, shifted by the pauses so far.
    pub(crate) fn due_us(&self, which: Which, limit_halves: u32) -> i64 {
        let (paused, returned) = self.still();
        let returned = match which {
            Which::Legal => 0,
            Which::Promised => returned,
        };
        let limit = self.count.allowance(limit_halves);
        self.count.end_us(limit.saturating_add(paused).saturating_add(returned))
    }

    /// When two thirds of a limit are over; none if the limit has no such moment before its end.
    pub(crate) fn yellow_us(&self, limit_halves: u32) -> Option<i64> {
        let limit = self.count.allowance(limit_halves);
        (limit > 0).then(|| self.due_us(Which::Promised, limit * 2 / 3))
    }

    /// Whether the promise was kept.
    pub(crate) fn kept(&self, limit_halves: u32) -> bool {
        self.clocks().promised_halves <= self.count.allowance(limit_halves)
    }
}

/// Where the clocks of an item (or, with none, of the whole) stand; none before they begin.
pub fn clocks(case: &Case, item: Option<&str>, ctx: &Context<'_>) -> Option<Clocks> {
    if let Some(item) = item {
        return Clock::of_item(case.find_item(item)?, ctx).map(|clock| clock.clocks());
    }
    let mut clocks = Clock::of_case(case, ctx)?.clocks();
    if let Some(submitted_us) = case.submitted_us {
        clocks.wall_us = case.closed_us.unwrap_or(ctx.now_us).max(submitted_us) - submitted_us;
    }
    Some(clocks)
}
