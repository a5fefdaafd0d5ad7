//! The durable store of case events, tasks, timers and the outbox.
//!
//! The problem: an office's answer must be on disk before it is given, thousands a second, on
//! the one file of a small district as on the database server of a city; and years later it must
//! be shown that nothing was changed.
//!
//! The shape: a command becomes an [`Entry`], many entries a batch, a batch one transaction. One
//! statement reads what the batch needs to know, the entries are judged in memory, and one text
//! writes what they leave; the answer follows the sync. The statements are the same on both
//! engines (`db/dialect.rs`). Each page that a commit touches costs it a write to the log, so
//! there are few indexes: the events of a case are found along their chain, and one index serves
//! every inbox. Each event carries two SHA-256 links, one through its case and one through the
//! journal ([`case_hash`], [`chain_hash`]); [`Journal::verify`] walks them.
//!
//! The invariants by number ([`Invariant`]), which the simulator holds the same code to:
//!
//! * J1: an acknowledged event is in the journal, in order, after any crash;
//! * J2: at most the events in flight may follow the acknowledged ones;
//! * T1: a stream holds each journal event at most once;
//! * T2: a stream is a prefix of the journal;
//! * T3: after a drain the stream equals the journal;
//! * O1: an effect is delivered at least once, and its key is never reused;
//! * C1: replaying the journal gives the same state as the live one;
//! * C2: no case is open past a passed deadline without a task.
//!
//! Stated as absences: no event is ever edited or removed; no number is left out or given twice,
//! whichever process writes; no entry that is refused changes anything, and none of the others
//! in its batch; nothing here reads a clock: moments come as arguments, in microseconds.
//!
//! Rejected: a savepoint for each command (a third of the speed); `sqlx::Any` (slower, and
//! without types); an index for each filter of an inbox (twice the pages for each commit);
//! a log file of our own beside the database (no second process, no SQL).
//!
//! Knows nothing of what a case is for: bodies are opaque texts.
//! Start reading at [`Journal`], then [`Journal::commit`].
#![expect(clippy::wildcard_enum_match_arm, reason = "the engines' errors are not ours to list")]

mod backup;
mod cases;
mod chain;
mod checkpoints;
mod commit;
mod db;
mod error;
mod events;
mod inbox;
mod invariant;
mod journal;
mod keys;
mod layout;
mod model;
mod outbox;
mod positions;
mod store;
mod subscriptions;
mod timers;
mod verify;
mod wallet;

pub use chain::{Hash, START, case_hash, chain_hash, hex};
pub use checkpoints::Checkpoint;
pub use error::Error;
pub use events::CommandRow;
pub use inbox::{Claim, InboxQuery, TaskCount};
pub use invariant::Invariant;
pub use journal::Journal;
pub use keys::PersonKey;
pub use model::{
    Access, CaseQuery, Committed, Entry, Event, Head, HeadRow, Light, Message, NewEvent,
    NewMessage, NewPersonKey, Outcome, ResultChange, ResultRow, TaskChange, TaskRow, TimerChange,
    TimerRow,
};
pub use outbox::{Destination, Failure};
pub use store::Store;
pub use subscriptions::Subscription;
pub use verify::{Fault, VerifyReport};

#[cfg(test)]
mod tests;
