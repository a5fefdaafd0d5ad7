//! What keeps cases going: the one writer that decides commands and makes them durable, what
//! follows from events, and the rounds in which timers ring, messages go out and rows reach the
//! lake.
//!
//! The problem: this code is where an acknowledged command could be lost or doubled, so that it
//! must run on a simulated disk, a simulated clock and simulated people as well as on real ones.
//!
//! The shape: everything outside is a trait: [`journal::Store`] the disk, [`Packs`] the pack
//! versions that cases are pinned to, [`Post`] other systems, [`Table`] the lake, [`Clock`] the
//! clock, [`Desk`] the way to the writer. `app` stands behind them in production and sleeps
//! between the rounds; the simulator stands behind them in tests and never sleeps.
//!
//! Stated as absences: nothing here starts a task, sleeps, reads the clock or knows HTTP; no
//! answer is given before the commit that it speaks of; no case, destination or event that cannot
//! be served holds up another.
//!
//! Start reading at [`Writer::batch`]; then [`ring`], [`Couriers`], [`publish`].

mod couriers;
mod effects;
mod needs;
mod publisher;
mod refusal;
mod timers;
mod words;
mod writer;

pub use couriers::{Couriers, TRIES_MAX};
pub use effects::{Routes, Worked, own_key, refused};
pub use needs::{Clock, Desk, Order, Pack, Packs, Post, Table};
pub use publisher::{POSITION, Published, Rows, event, publish};
pub use refusal::{Refusal, RefusalKind, stored};
pub use timers::{TIMERS_MAX, ring};
pub use words::{OFFICE, digest, envelope, office_of, people_of, rfc3339};
pub use writer::{Reply, Request, Writer, folded, repeated};
