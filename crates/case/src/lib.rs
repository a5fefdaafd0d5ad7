//! The case machine: `decide(state, command, context) → events` and `apply(state, event)`.
mod actor;
mod apply;
mod clock;
mod command;
mod context;
mod decide;
mod desk;
mod event;
pub mod hours;
pub mod law;
mod reject;
mod state;
mod timer;

pub use actor::{Actor, ActorRole};
pub use apply::{apply, fold};
pub use clock::{Clocks, clocks};
pub use command::{Command, CommandKind, Outcome, Submission};
pub use context::Context;
pub use decide::decide;
pub use event::*;
pub use reject::*;
pub use state::*;
pub use timer::{Timer, TimerKind, timers};
