//! What a batch needs to know of the journal, read by one statement.

use crate::chain::{Hash, START};
use crate::db::{Arg, args};
use crate::journal::hash_of;
use crate::{Entry, Error, ResultChange, TaskChange};
use std::collections::{BTreeMap, BTreeSet};

/// What is asked for: JSON arrays of keys.
#[derive(Debug)]
pub(super) struct Asked {
    texts: [String; 5],
}

/// A row of the statement: `what, key, n, m, hash, a, b, c, d, e`.
pub(super) type Found =
    (i64, String, i64, i64, Option<Vec<u8>>, String, String, String, String, i64);

/// The desk that a task is counted at.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Desk {
    pub(super) office: String,
    pub(super) level: String,
    pub(super) place: String,
    pub(super) claimed: i64,
    pub(super) light: i64,
}

/// A case as far as it is known.
#[derive(Debug, Clone, Default)]
pub(super) struct CaseState {
    pub(super) events: i64,
    /// The number of its last event.
    pub(super) last_seq: i64,
    pub(super) hash: Hash,
    /// Status, thing, place, applicant and opening, if the case has a row.
    pub(super) listed: Option<([String; 4], i64)>,
}

/// A command that was carried out.
#[derive(Debug, Clone)]
pub(super) struct Done {
    pub(super) digest: Vec<u8>,
    pub(super) answer: String,
    pub(super) case_id: String,
}

/// All of it.
#[derive(Debug)]
pub(super) struct State {
    pub(super) seq: i64,
    pub(super) chain: Hash,
    pub(super) message_no: i64,
    pub(super) key_no: i64,
    pub(super) cases: BTreeMap<String, CaseState>,
    pub(super) commands: BTreeMap<String, Done>,
    pub(super) tasks: BTreeMap<String, Desk>,
    pub(super) message_keys: BTreeSet<String>,
    /// The newest generation of a person's key, and whether it is there.
    pub(super) persons: BTreeMap<String, (i64, bool)>,
}

/// Gathers the keys of a batch.
pub(super) fn asked(batch: &[Entry]) -> Asked {
    let set = |keys: Vec<&str>| {
        let keys: BTreeSet<&str> = keys.into_iter().filter(|key| !key.contains('\0')).collect();
        serde_json::to_string(&keys).unwrap_or_default()
    };
    let tasks = batch.iter().flat_map(|entry| &entry.tasks).map(|change| match change {
        TaskChange::Put(row) => row.key.as_str(),
        TaskChange::Delete(key) => key.as_str(),
    });
    let messages = batch.iter().flat_map(|entry| &entry.outbox).map(|message| &*message.key);
    let persons = batch.iter().flat_map(|entry| &entry.person_keys).map(|key| &*key.person);
    Asked {
        texts: [
            set(batch.iter().map(|entry| entry.case_id.as_str()).collect()),
            set(batch.iter().map(|entry| entry.command_key.as_str()).collect()),
            set(tasks.collect()),
            set(messages.collect()),
            set(persons.collect()),
        ],
    }
}

impl Asked {
    pub(super) fn args(&self) -> Vec<Arg> {
        let [cases, commands, tasks, messages, persons] = &self.texts;
        args![
            cases.as_str(),
            commands.as_str(),
            tasks.as_str(),
            messages.as_str(),
            persons.as_str()
        ]
    }
}

impl State {
    pub(super) fn of(rows: Vec<Found>) -> Result<Self, Error> {
        let mut state = Self {
            seq: 0,
            chain: START,
            message_no: 0,
            key_no: 0,
            cases: BTreeMap::new(),
            commands: BTreeMap::new(),
            tasks: BTreeMap::new(),
            message_keys: BTreeSet::new(),
            persons: BTreeMap::new(),
        };
        for row in rows {
            state.take(row)?;
        }
        Ok(state)
    }

    fn take(&mut self, row: Found) -> Result<(), Error> {
        let (what, key, number, other, hash, one, two, three, four, last) = row;
        let hash = hash.unwrap_or_default();
        match what {
            0 => {
                self.seq = number;
                self.message_no = other;
                self.chain = hash_of(&hash)?;
                self.key_no = last;
            }
            1 => {
                let case = CaseState {
                    events: number,
                    last_seq: last,
                    hash: hash_of(&hash)?,
                    listed: Some(([one, two, three, four], other)),
                };
                self.cases.insert(key, case);
            }
            2 => {
                self.commands.insert(key, Done { digest: hash, answer: one, case_id: two });
            }
            3 => {
                let desk =
                    Desk { office: one, level: two, place: three, claimed: number, light: other };
                self.tasks.insert(key, desk);
            }
            4 => {
                self.message_keys.insert(key);
            }
            _ => {
                let newest = self.persons.entry(key).or_default();
                *newest = (*newest).max((number, other == -1));
            }
        }
        Ok(())
    }
}

/// Whether an entry holds a U+0000 anywhere that it would be stored.
pub(super) fn has_nul(entry: &Entry) -> bool {
    let nul = |text: &str| text.contains('\0');
    let maybe = |text: &Option<String>| text.as_deref().is_some_and(nul);
    nul(&entry.case_id)
        || nul(&entry.command_key)
        || nul(&entry.answer)
        || entry.events.iter().any(|event| nul(&event.kind) || nul(&event.body))
        || entry.head.iter().any(|row| {
            [&row.status, &row.thing, &row.place, &row.applicant, &row.body]
                .iter()
                .any(|text| nul(text))
        })
        || entry.tasks.iter().any(|change| match change {
            TaskChange::Delete(key) => nul(key),
            TaskChange::Put(row) => {
                [&row.key, &row.case_id, &row.office, &row.level, &row.place, &row.body]
                    .iter()
                    .any(|text| nul(text))
                    || maybe(&row.claimed_by)
            }
        })
        || entry.timers.iter().any(|change| match change {
            crate::TimerChange::Delete(key) => nul(key),
            crate::TimerChange::Put(row) => {
                [&row.key, &row.case_id, &row.kind, &row.body].iter().any(|text| nul(text))
            }
        })
        || entry.outbox.iter().any(|message| {
            [&message.key, &message.destination, &message.kind, &message.body]
                .iter()
                .any(|text| nul(text))
        })
        || entry.results.iter().any(|change| match change {
            ResultChange::Revoke { id, at_us: _, why } => nul(id) || nul(why),
            ResultChange::Put(row) => {
                [&row.id, &row.holder, &row.kind, &row.case_id, &row.given_on, &row.body]
                    .iter()
                    .any(|text| nul(text))
                    || maybe(&row.until_on)
                    || row.revoked.as_ref().is_some_and(|(_, why)| nul(why))
            }
        })
        || entry.person_keys.iter().any(|key| nul(&key.person))
}
