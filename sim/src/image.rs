//! What the store holds in memory: a fold of the records on its disk.

use crate::bug::Bug;
use journal::{
    CommandRow, Committed, Entry, Event, Hash, Message, Outcome, START, TaskChange, TaskRow,
    TimerChange, TimerRow, case_hash, chain_hash,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What one write leaves on the disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Record {
    Commit(Vec<Entry>),
    Postponed { key: String, due_us: i64 },
    Delivered { ids: Vec<i64> },
    Failed { id: i64, next_us: i64, tries_max: i64, error: String },
    Advanced { name: String, to: i64 },
}

/// Where a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sent {
    Waits,
    Arrived,
    Dead,
}

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Image {
    pub(crate) events: Vec<Event>,
    /// The same as the case machine reads them.
    pub(crate) parsed: Vec<Option<case::Event>>,
    /// The positions of a case's events.
    pub(crate) cases: BTreeMap<String, Vec<usize>>,
    pub(crate) commands: BTreeMap<String, CommandRow>,
    pub(crate) tasks: BTreeMap<String, TaskRow>,
    pub(crate) timers: BTreeMap<String, TimerRow>,
    pub(crate) outbox: Vec<(Message, Sent)>,
    message_keys: BTreeSet<String>,
    pub(crate) reached: BTreeMap<String, i64>,
    /// Entries in the order in which they went in.
    pub(crate) entries: Vec<Entry>,
    /// How often a key was carried out; more than once is a breach.
    pub(crate) doubled: Option<String>,
    keys: BTreeSet<String>,
}

impl Image {
    pub(crate) fn tip(&self) -> (i64, Hash) {
        self.events.last().map_or((0, START), |event| (event.seq, event.chain_hash))
    }

    pub(crate) fn events_of(&self, case: &str) -> impl Iterator<Item = &Event> {
        let positions = self.cases.get(case).into_iter().flatten();
        positions.filter_map(|at| self.events.get(*at))
    }

    pub(crate) fn parsed_of(&self, case: &str) -> impl Iterator<Item = Option<&case::Event>> {
        let positions = self.cases.get(case).into_iter().flatten();
        positions.filter_map(|at| self.parsed.get(*at)).map(Option::as_ref)
    }

    pub(crate) fn count_of(&self, case: &str) -> i64 {
        let count = self.cases.get(case).map_or(0, Vec::len);
        i64::try_from(count).unwrap_or(i64::MAX)
    }

    /// Judges a batch as the journal does; what is left is to be written.
    pub(crate) fn judge(&self, batch: Vec<Entry>, bug: Option<Bug>) -> (Vec<Outcome>, Vec<Entry>) {
        let mut ahead: BTreeMap<String, i64> = BTreeMap::new();
        let mut commands: BTreeMap<String, (Hash, String, String)> = BTreeMap::new();
        let mut left_out: BTreeMap<String, i64> = BTreeMap::new();
        let (mut seq, mut taken) = (self.tip().0, Vec::new());
        let outcomes = batch.into_iter().map(|entry| {
            let known = commands.get(&entry.command_key).cloned().or_else(|| {
                let row = self.commands.get(&entry.command_key)?;
                Some((row.digest, row.answer.clone(), row.case_id.clone()))
            });
            let from = left_out.get(&entry.case_id).copied().unwrap_or(i64::MAX);
            let orphan = entry.expected_seq > from;
            let mut leave = || {
                left_out.insert(entry.case_id.clone(), entry.expected_seq.min(from));
            };
            if let Some((digest, answer, case_id)) = known {
                leave();
                let same_digest = digest == entry.command_digest;
                return Outcome::Repeated { answer, same_digest, case_id };
            }
            let actual = ahead.get(&entry.case_id).copied();
            let actual = actual.unwrap_or_else(|| self.count_of(&entry.case_id));
            if (orphan || actual != entry.expected_seq) && bug != Some(Bug::NoConflicts) {
                leave();
                return Outcome::Conflict { actual };
            }
            let mut keys = entry.outbox.iter().map(|message| &message.key);
            if let Some(key) = keys.find(|key| self.message_keys.contains(*key))
                && bug != Some(Bug::MessageKeyReused)
            {
                leave();
                return Outcome::KeyTaken { key: key.clone() };
            }
            let more = i64::try_from(entry.events.len()).unwrap_or(0);
            let committed = Committed {
                first_seq: seq + 1,
                first_case_seq: actual + 1,
                case_events: actual + more,
            };
            seq += more;
            ahead.insert(entry.case_id.clone(), actual + more);
            if bug != Some(Bug::CommandKeyForgotten) {
                let done = (entry.command_digest, entry.answer.clone(), entry.case_id.clone());
                commands.insert(entry.command_key.clone(), done);
            }
            taken.push(entry);
            Outcome::Committed(committed)
        });
        let outcomes = outcomes.collect();
        (outcomes, taken)
    }

    /// Takes a record.
    pub(crate) fn apply(&mut self, record: &Record, bug: Option<Bug>) {
        match record {
            Record::Commit(entries) => {
                for entry in entries {
                    self.take(entry, bug);
                }
            }
            Record::Postponed { key, due_us } => {
                if let Some(row) = self.timers.get_mut(key) {
                    row.due_us = *due_us;
                }
            }
            Record::Delivered { ids } => {
                for id in ids {
                    if let Some((_, sent)) = self.message(*id) {
                        *sent = Sent::Arrived;
                    }
                }
            }
            Record::Failed { id, next_us, tries_max, error } => {
                if let Some((message, sent)) = self.message(*id) {
                    message.tries += 1;
                    message.next_us = *next_us;
                    message.error.clone_from(error);
                    if message.tries >= *tries_max {
                        *sent = Sent::Dead;
                    }
                }
            }
            Record::Advanced { name, to } => {
                self.reached.insert(name.clone(), *to);
            }
        }
    }

    pub(crate) fn message(&mut self, id: i64) -> Option<&mut (Message, Sent)> {
        let at = usize::try_from(id - 1).ok()?;
        self.outbox.get_mut(at).filter(|(_, sent)| *sent == Sent::Waits)
    }

    fn take(&mut self, entry: &Entry, bug: Option<Bug>) {
        let first_seq = self.tip().0 + 1;
        for event in &entry.events {
            self.event(entry, &event.kind, &event.body);
        }
        if !self.keys.insert(entry.command_key.clone()) {
            self.doubled = Some(entry.command_key.clone());
        }
        if bug != Some(Bug::CommandKeyForgotten) {
            let row = CommandRow {
                digest: entry.command_digest,
                answer: entry.answer.clone(),
                case_id: entry.case_id.clone(),
                first_seq,
                events: i64::try_from(entry.events.len()).unwrap_or(0),
                at_us: entry.at_us,
            };
            self.commands.insert(entry.command_key.clone(), row);
        }
        for change in &entry.tasks {
            match change {
                TaskChange::Put(row) => drop(self.tasks.insert(row.key.clone(), row.clone())),
                TaskChange::Delete(_) if bug == Some(Bug::TaskStays) => {}
                TaskChange::Delete(key) => drop(self.tasks.remove(key)),
            }
        }
        for change in &entry.timers {
            match change {
                TimerChange::Put(row) => drop(self.timers.insert(row.key.clone(), row.clone())),
                TimerChange::Delete(_) if bug == Some(Bug::TimerStays) => {}
                TimerChange::Delete(key) => drop(self.timers.remove(key)),
            }
        }
        for message in &entry.outbox {
            let id = i64::try_from(self.outbox.len()).unwrap_or(0) + 1;
            let mut key = message.key.clone();
            if bug == Some(Bug::MessageKeyReused) {
                key = format!("{}/{}", message.destination, entry.case_id);
            }
            self.message_keys.insert(key.clone());
            let row = Message {
                id,
                key,
                destination: message.destination.clone(),
                kind: message.kind.clone(),
                body: message.body.clone(),
                case_id: entry.case_id.clone(),
                made_us: entry.at_us,
                tries: 0,
                next_us: entry.at_us.max(message.not_before_us),
                error: String::new(),
            };
            self.outbox.push((row, Sent::Waits));
        }
        self.entries.push(entry.clone());
    }

    fn event(&mut self, entry: &Entry, kind: &str, body: &str) {
        let (last_seq, chain) = self.tip();
        let positions = self.cases.entry(entry.case_id.clone()).or_default();
        let before = positions.last().and_then(|at| self.events.get(*at));
        let previous = before.map_or(START, |event| event.case_hash);
        let case_seq = before.map_or(0, |event| event.case_seq) + 1;
        let hash = case_hash(&previous, &entry.case_id, case_seq, entry.at_us, kind, body);
        let seq = last_seq + 1;
        positions.push(self.events.len());
        self.parsed.push(serde_json::from_str(body).ok());
        self.events.push(Event {
            seq,
            case_id: entry.case_id.clone(),
            case_seq,
            at_us: entry.at_us,
            kind: kind.to_owned(),
            body: body.to_owned(),
            case_hash: hash,
            chain_hash: chain_hash(&chain, &hash, seq),
        });
    }
}
