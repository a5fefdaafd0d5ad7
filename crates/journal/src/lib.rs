//! The durable store of case events, tasks, timers and the outbox.
#![expect(clippy::wildcard_enum_match_arm, reason = "the engines' errors are not ours to list")]

mod cases;
mod chain;
mod commit;
mod db;
mod error;
mod events;
mod inbox;
mod invariant;
mod journal;
mod layout;
mod model;
mod outbox;
mod timers;

pub use chain::{Hash, START, case_hash, chain_hash, hex};
pub use error::Error;
pub use events::CommandRow;
pub use inbox::{Claim, InboxQuery, TaskCount};
pub use invariant::Invariant;
pub use journal::Journal;
pub use model::{
    Access, CaseQuery, Committed, Entry, Event, Head, HeadRow, Light, Message, NewEvent,
    NewMessage, NewPersonKey, Outcome, ResultChange, ResultRow, TaskChange, TaskRow, TimerChange,
    TimerRow,
};
pub use outbox::{Destination, Failure};
