//! The case machine: what is asked of a case becomes events, and events make its state.
//!
//! * [`decide`] takes a case, a command and a context, and gives events or a [`Reject`].
//! * [`apply`] takes an event into a case; [`fold`] makes a case of its events (L4).
//! * [`tasks`], [`timers`], [`clocks`], [`summary`] are worked out from the state and never
//!   stored in it, so that they cannot disagree with it. A timer that fires is a command
//!   ([`Command::fire`]) that is worked out anew: fired twice, it is [`Reject::NotDue`].
//! * [`facts`] are rows for streams, [`results`] and [`revocations`] what wallets gain and lose.
//!
//! Clocks (L6): an item's clocks begin when it can be done, the whole's at the acceptance. They
//! count working halves ([`hours`]); wall, legal, promised and paused time stay apart
//! ([`Clocks`]). The clock of the whole stands still while an item is paused and no other can be
//! worked on: a stop at one office excuses no other.
//!
//! Supplements: before the acceptance the whole is asked for once, within five working days of
//! its submission; afterwards each item once, within five working days of the moment at which
//! its office could begin, because only then did it receive what it works from.
//!
//! Who may: applicants (or who acts for them, or an officer who enters it at a window, which
//! counts as a visit) do the applicant's part; officers the tasks of their own desk, or of one
//! below it, and claim them first; an office's system needs no claim; operators help where a case
//! is stuck, and never decide.
//!
//! Invariants, stated as absences: nothing here reads a clock or a file; no event is edited; no
//! item is decided twice without having been taken up again; no open case is without a task or a
//! timer (C2, [`invariants_at`]).
//!
//! Knows nothing of storage, HTTP and idempotency keys. Start reading at [`CommandKind`].
#![warn(missing_docs)]

mod actor;
mod apply;
mod clock;
mod command;
mod context;
mod decide;
mod desk;
mod event;
mod facts;
mod grants;
pub mod hours;
mod invariant;
pub mod law;
mod reject;
mod state;
mod summary;
mod task;
mod timer;

pub use actor::{Actor, ActorRole};
pub use apply::{apply, fold};
pub use clock::{Clocks, clocks};
pub use command::{Command, CommandKind, Outcome, Submission};
pub use context::Context;
pub use decide::decide;
pub use event::{
    Closing, Event, EventKind, Issued, Light, MaterialFrom, MaterialRef, MeasurePlan, Subject,
};
pub use facts::{Fact, facts};
pub use grants::{Grant, Revocation, results, revocations};
pub use invariant::{invariants, invariants_at};
pub use reject::{Declared, Late, MigrationFault, Once, PlanFault, Reject};
pub use state::{
    Appeal, Case, Delivery, ItemRun, ItemState, MeasureLast, MeasureRun, Pause, PauseWhy, Standing,
    Status, Stop, Supplement,
};
pub use summary::{Head, summary};
pub use task::{Task, TaskKind, tasks};
pub use timer::{Timer, TimerKind, timers};

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
