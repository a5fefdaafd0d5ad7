//! The rows of a batch, gathered per table and given to the engine as JSON.

use super::state::{Desk, State};
use crate::chain::{Hash, hex};
use crate::{
    Entry, Error, HeadRow, NewEvent, NewMessage, NewPersonKey, ResultRow, TaskRow, TimerRow,
};
use serde::Serialize;
use std::collections::BTreeMap;

type EventRow<'a> = (i64, &'a str, i64, i64, &'a str, &'a str, String, String, i64);
type WholeHead<'a> =
    (&'a str, i64, i64, String, &'a str, &'a str, &'a str, &'a str, i64, i64, &'a str);
type TouchedHead<'a> = (&'a str, i64, i64, String, i64, Option<&'a str>);
type CommandRow<'a> = (&'a str, String, &'a str, &'a str, i64, usize, i64);
type OutboxRow<'a> = (i64, &'a str, &'a str, &'a str, &'a str, &'a str, i64, i64, i64);
type Revocation<'a> = (i64, &'a str);

/// The row of a case as an entry leaves it.
#[derive(Debug)]
pub(super) struct HeadWrite<'a> {
    pub(super) case_id: &'a str,
    pub(super) events: i64,
    pub(super) last_seq: i64,
    pub(super) hash: Hash,
    pub(super) changed_us: i64,
    /// Set if an indexed column changes.
    pub(super) whole: Option<&'a HeadRow>,
    pub(super) body: Option<&'a str>,
}

/// Where a new event stands.
#[derive(Debug)]
pub(super) struct NewRow<'h> {
    pub(super) seq: i64,
    pub(super) case_seq: i64,
    pub(super) prev_seq: i64,
    pub(super) case_hash: &'h Hash,
    pub(super) chain_hash: &'h Hash,
}

/// What a batch writes; of each key only its last state.
#[derive(Debug, Default)]
pub(super) struct Writes<'a> {
    events: Vec<EventRow<'a>>,
    heads: BTreeMap<&'a str, HeadWrite<'a>>,
    commands: Vec<CommandRow<'a>>,
    tasks: BTreeMap<&'a str, Option<&'a TaskRow>>,
    counts: BTreeMap<Desk, i64>,
    timers: BTreeMap<&'a str, Option<&'a TimerRow>>,
    outbox: Vec<OutboxRow<'a>>,
    results: BTreeMap<&'a str, (&'a ResultRow, Option<Revocation<'a>>)>,
    revoked: BTreeMap<&'a str, Revocation<'a>>,
    person_keys: Vec<(&'a str, i64, i64, i64)>,
    key_secrets: Vec<(i64, String)>,
}

impl<'a> Writes<'a> {
    /// Whether no entry was taken: each one taken leaves at least its command.
    pub(super) fn is_empty(&self) -> bool {
        self.commands.is_empty()
    }

    pub(super) fn event_count(&self) -> i64 {
        i64::try_from(self.events.len()).unwrap_or(i64::MAX)
    }

    pub(super) fn event(&mut self, entry: &'a Entry, event: &'a NewEvent, row: &NewRow<'_>) {
        self.events.push((
            row.seq,
            &entry.case_id,
            row.case_seq,
            entry.at_us,
            &event.kind,
            &event.body,
            hex(row.case_hash),
            hex(row.chain_hash),
            row.prev_seq,
        ));
    }

    /// A later state of a case keeps what an earlier one of the same batch said.
    pub(super) fn head(&mut self, mut head: HeadWrite<'a>) {
        if let Some(earlier) = self.heads.remove(head.case_id) {
            head.whole = head.whole.or(earlier.whole);
            head.body = head.body.or(earlier.body);
        }
        self.heads.insert(head.case_id, head);
    }

    pub(super) fn command(&mut self, entry: &'a Entry, seq: i64) {
        self.commands.push((
            &entry.command_key,
            hex(&entry.command_digest),
            &entry.answer,
            &entry.case_id,
            seq,
            entry.events.len(),
            entry.at_us,
        ));
    }

    pub(super) fn task(&mut self, key: &'a str, row: Option<&'a TaskRow>) {
        self.tasks.insert(key, row);
    }

    pub(super) fn count(&mut self, desk: Desk, by: i64) {
        *self.counts.entry(desk).or_default() += by;
    }

    pub(super) fn timer(&mut self, key: &'a str, row: Option<&'a TimerRow>) {
        self.timers.insert(key, row);
    }

    pub(super) fn message(&mut self, id: i64, entry: &'a Entry, seq: i64, new: &'a NewMessage) {
        let next_us = new.not_before_us.max(entry.at_us);
        self.outbox.push((
            id,
            &new.key,
            &new.destination,
            &new.kind,
            &new.body,
            &entry.case_id,
            seq,
            entry.at_us,
            next_us,
        ));
    }

    pub(super) fn result(&mut self, row: &'a ResultRow) {
        self.revoked.remove(row.id.as_str());
        let revoked = row.revoked.as_ref().map(|(at_us, why)| (*at_us, why.as_str()));
        self.results.insert(&row.id, (row, revoked));
    }

    pub(super) fn revoke(&mut self, id: &'a str, at_us: i64, why: &'a str) {
        match self.results.get_mut(id) {
            Some((_, revoked)) => *revoked = Some((at_us, why)),
            None => {
                self.revoked.insert(id, (at_us, why));
            }
        }
    }

    pub(super) fn person_key(
        &mut self,
        id: i64,
        generation: i64,
        at_us: i64,
        key: &'a NewPersonKey,
    ) {
        self.person_keys.push((&key.person, generation, id, at_us));
        self.key_secrets.push((id, hex(&key.wrapped)));
    }

    /// The arguments of the text that writes, in its order.
    pub(super) fn into_json(self, state: &State) -> Result<[String; 15], Error> {
        let (whole, touched) = heads(&self.heads);
        let put: Vec<_> = self.tasks.values().flatten().map(|row| task(row)).collect();
        let counts: Vec<_> = self
            .counts
            .iter()
            .filter(|(_, by)| **by != 0)
            .map(|(at, by)| (&at.office, &at.level, &at.place, at.claimed, at.light, by))
            .collect();
        let timers: Vec<_> = self
            .timers
            .values()
            .flatten()
            .map(|row| (&row.key, &row.case_id, &row.kind, row.due_us, &row.body))
            .collect();
        let results: Vec<_> = self.results.values().map(|row| result(row)).collect();
        let revoked: Vec<_> =
            self.revoked.iter().map(|(id, (at_us, why))| (id, at_us, why)).collect();
        let tip = [(state.seq, hex(&state.chain), state.message_no, state.key_no)];
        Ok([
            json(&self.events)?,
            json(&whole)?,
            json(&touched)?,
            json(&self.commands)?,
            json(&put)?,
            json(&gone(&self.tasks))?,
            json(&counts)?,
            json(&timers)?,
            json(&gone(&self.timers))?,
            json(&self.outbox)?,
            json(&results)?,
            json(&revoked)?,
            json(&self.person_keys)?,
            json(&self.key_secrets)?,
            json(&tip)?,
        ])
    }
}

fn json(rows: &impl Serialize) -> Result<String, Error> {
    serde_json::to_string(rows).map_err(|source| Error::Value {
        expected: "rows that can be written as JSON",
        found: source.to_string(),
    })
}

fn gone<'a, T>(rows: &BTreeMap<&'a str, Option<T>>) -> Vec<&'a str> {
    rows.iter().filter(|(_, row)| row.is_none()).map(|(key, _)| *key).collect()
}

fn heads<'a>(
    heads: &BTreeMap<&'a str, HeadWrite<'a>>,
) -> (Vec<WholeHead<'a>>, Vec<TouchedHead<'a>>) {
    let mut whole: Vec<WholeHead<'a>> = Vec::new();
    let mut touched: Vec<TouchedHead<'a>> = Vec::new();
    for head in heads.values() {
        match head.whole {
            Some(row) => whole.push((
                head.case_id,
                head.events,
                head.last_seq,
                hex(&head.hash),
                &row.status,
                &row.thing,
                &row.place,
                &row.applicant,
                row.opened_us,
                head.changed_us,
                head.body.unwrap_or(&row.body),
            )),
            None => touched.push((
                head.case_id,
                head.events,
                head.last_seq,
                hex(&head.hash),
                head.changed_us,
                head.body,
            )),
        }
    }
    (whole, touched)
}

fn task(row: &TaskRow) -> impl Serialize {
    (
        &row.key,
        &row.case_id,
        &row.office,
        &row.level,
        &row.place,
        row.light.number(),
        row.due_us,
        i64::from(row.claimed_by.is_some()),
        row.claimed_by.as_deref().unwrap_or_default(),
        &row.body,
    )
}

fn result((row, revoked): &(&ResultRow, Option<Revocation<'_>>)) -> impl Serialize {
    (
        &row.id,
        &row.holder,
        &row.kind,
        &row.case_id,
        &row.given_on,
        &row.until_on,
        revoked.map(|(at_us, _)| at_us),
        revoked.map(|(_, why)| why.to_owned()),
        &row.body,
    )
}
