//! What goes into the journal and comes out of it; every body is an opaque JSON text.

use crate::chain::Hash;
use serde::{Deserialize, Serialize};

/// Whether a journal is opened for reading only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Readers never wait for the writer and never migrate.
    Read,
    /// Creates what is missing, migrates what is old.
    Write,
}

/// One command's effect on one case, to be made durable as a whole or not at all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The case.
    pub case_id: String,
    /// How many events the case had when the command was decided.
    pub expected_seq: i64,
    /// Names the command for ever: the same key is carried out once.
    pub command_key: String,
    /// The digest of the command's content, to tell a repeat from a reuse.
    pub command_digest: Hash,
    /// When, in microseconds.
    pub at_us: i64,
    /// What happened; may be empty where only tasks, timers or keys change.
    pub events: Vec<NewEvent>,
    /// What is answered, now and whenever the command is repeated.
    pub answer: String,
    /// The row of the list of cases, where it changes.
    pub head: Option<HeadRow>,
    /// Changes of tasks, in order.
    pub tasks: Vec<TaskChange>,
    /// Changes of timers, in order.
    pub timers: Vec<TimerChange>,
    /// Messages to the outside.
    pub outbox: Vec<NewMessage>,
    /// Changes of the wallet, in order.
    pub results: Vec<ResultChange>,
    /// Keys of persons that appear with this entry.
    pub person_keys: Vec<NewPersonKey>,
}

/// An event about to be written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewEvent {
    /// Its kind.
    pub kind: String,
    /// Its content.
    pub body: String,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It is on disk.
    Committed(Committed),
    /// The command was carried out before.
    Repeated {
        /// What was answered then.
        answer: String,
        /// Whether the command is the same; if not, the key was reused for another.
        same_digest: bool,
        /// The case that it was carried out on.
        case_id: String,
    },
    /// The case has moved on: read it again and decide again.
    Conflict {
        /// How many events the case has.
        actual: i64,
    },
    /// The key of a message was used before, or the person has a key already.
    KeyTaken {
        /// The key, or the person.
        key: String,
    },
    /// A text holds U+0000, which PostgreSQL cannot store.
    NulText,
}

/// Where a committed entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The global number of its first event, or the number that the next event gets if it has
    /// none.
    pub first_seq: i64,
    /// The number of its first event in the case, counted from 1.
    pub first_case_seq: i64,
    /// How many events the case has now.
    pub case_events: i64,
}

/// An event as it stands in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number in the journal, from 1, without gaps.
    pub seq: i64,
    /// The case.
    pub case_id: String,
    /// Its number in the case, from 1, without gaps.
    pub case_seq: i64,
    /// When, in microseconds.
    pub at_us: i64,
    /// Its kind.
    pub kind: String,
    /// Its content.
    pub body: String,
    /// The case's chain up to here.
    pub case_hash: Hash,
    /// The journal's chain up to here.
    pub chain_hash: Hash,
}

/// The row of a case in lists, as the case machine gives it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeadRow {
    /// The state, in a word.
    pub status: String,
    /// The thing or programme that it is a case of.
    pub thing: String,
    /// The place that it belongs to.
    pub place: String,
    /// Who applied.
    pub applicant: String,
    /// When it was opened, in microseconds; lists are in this order.
    pub opened_us: i64,
    /// What else a list shows.
    pub body: String,
}

/// The newest state of a case as far as the journal knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The case.
    pub case_id: String,
    /// How many events it has.
    pub events: i64,
    /// The end of its chain.
    pub case_hash: Hash,
    /// When it last changed, in microseconds.
    pub changed_us: i64,
    /// Its row.
    pub row: HeadRow,
}

/// Which cases a list shows, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseQuery {
    /// Only of this status.
    pub status: Option<String>,
    /// Only of this thing.
    pub thing: Option<String>,
    /// Only of this place.
    pub place: Option<String>,
    /// Only of this applicant.
    pub applicant: Option<String>,
    /// Goes on after this `(opened_us, case_id)`.
    pub after: Option<(i64, String)>,
    /// How many.
    pub limit: usize,
}

/// How near a task is to its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub enum Light {
    /// In time.
    #[default]
    Green,
    /// Soon due.
    Yellow,
    /// Past due.
    Red,
}

impl Light {
    pub(crate) fn number(self) -> i64 {
        match self {
            Self::Green => 0,
            Self::Yellow => 1,
            Self::Red => 2,
        }
    }

    pub(crate) fn of(number: i64) -> Self {
        match number {
            0 => Self::Green,
            1 => Self::Yellow,
            _ => Self::Red,
        }
    }
}

/// Something that a person has to do, as it waits at a desk.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskRow {
    /// Names the task.
    pub key: String,
    /// The case.
    pub case_id: String,
    /// The office at whose desk it waits.
    pub office: String,
    /// The level of that desk.
    pub level: String,
    /// The place of that desk.
    pub place: String,
    /// Green, yellow or red, as the last timer left it.
    pub light: Light,
    /// When it is due, in microseconds.
    pub due_us: i64,
    /// Who has taken it.
    pub claimed_by: Option<String>,
    /// What else a list shows.
    pub body: String,
}

/// A change of a task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskChange {
    /// It is there, like this.
    Put(TaskRow),
    /// The task of this key is done or gone.
    Delete(String),
}

/// A moment at which a case is to be looked at again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimerRow {
    /// Names the timer.
    pub key: String,
    /// The case.
    pub case_id: String,
    /// What it is for.
    pub kind: String,
    /// When, in microseconds.
    pub due_us: i64,
    /// What the case machine wants back.
    pub body: String,
}

/// A change of a timer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TimerChange {
    /// It rings at its moment.
    Put(TimerRow),
    /// The timer of this key is taken off.
    Delete(String),
}

/// A message to be delivered at least once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMessage {
    /// The key by which the receiver recognises a repeat; never reused.
    pub key: String,
    /// The subscription or system it goes to.
    pub destination: String,
    /// Its kind.
    pub kind: String,
    /// Its content.
    pub body: String,
    /// Not before this moment, in microseconds; 0 for at once.
    pub not_before_us: i64,
}

/// A message in the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number.
    pub id: i64,
    /// The key by which the receiver recognises a repeat.
    pub key: String,
    /// The subscription or system it goes to.
    pub destination: String,
    /// Its kind.
    pub kind: String,
    /// Its content.
    pub body: String,
    /// The case it came from.
    pub case_id: String,
    /// When it was put in, in microseconds.
    pub made_us: i64,
    /// How often it was tried in vain.
    pub tries: i64,
    /// When it is due, in microseconds.
    pub next_us: i64,
    /// What the last try met; empty before the first.
    pub error: String,
}

/// A result or material that somebody holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultRow {
    /// Names the result.
    pub id: String,
    /// Who holds it.
    pub holder: String,
    /// What it is: the id of its material.
    pub kind: String,
    /// The case that gave it.
    pub case_id: String,
    /// The day it was given, `YYYY-MM-DD`.
    pub given_on: String,
    /// The last day on which it holds; none if it holds for good.
    pub until_on: Option<String>,
    /// When and why it was revoked, in microseconds.
    pub revoked: Option<(i64, String)>,
    /// What else is said about it.
    pub body: String,
}

/// A change of the wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResultChange {
    /// It is there, like this.
    Put(ResultRow),
    /// It no longer holds.
    Revoke {
        /// Which.
        id: String,
        /// Since when, in microseconds.
        at_us: i64,
        /// Why.
        why: String,
    },
}

/// The wrapped key of a person who had none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPersonKey {
    /// The person.
    pub person: String,
    /// The key, wrapped by a key that the journal never sees.
    pub wrapped: Vec<u8>,
}
