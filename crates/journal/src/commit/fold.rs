//! Judges the entries of a batch one after the other and gathers what the good ones write.

use super::state::{CaseState, Desk, Done, State, has_nul};
use super::writes::{HeadWrite, NewRow, Writes};
use crate::chain::{case_hash, chain_hash};
use crate::{
    Committed, Entry, HeadRow, NewMessage, NewPersonKey, Outcome, ResultChange, TaskChange,
    TaskRow, TimerChange,
};
use std::collections::BTreeMap;

/// One outcome per entry, and the rows to write.
pub(super) fn fold<'a>(state: &mut State, batch: &'a [Entry]) -> (Vec<Outcome>, Writes<'a>) {
    let mut writes = Writes::default();
    let mut left_out: BTreeMap<&str, i64> = BTreeMap::new();
    let outcomes = batch
        .iter()
        .map(|entry| match refusal(state, entry).or_else(|| orphan(state, &left_out, entry)) {
            Some(outcome) => {
                let from = left_out.entry(&entry.case_id).or_insert(entry.expected_seq);
                *from = entry.expected_seq.min(*from);
                outcome
            }
            None => Outcome::Committed(take(state, &mut writes, entry)),
        })
        .collect();
    (outcomes, writes)
}

/// An entry that was decided on top of one that is left out is left out too: the number that it
/// expects may be right by chance, because another process wrote as many events.
fn orphan(state: &State, left_out: &BTreeMap<&str, i64>, entry: &Entry) -> Option<Outcome> {
    let from = left_out.get(entry.case_id.as_str())?;
    let actual = state.cases.get(&entry.case_id).map_or(0, |case| case.events);
    (entry.expected_seq > *from).then_some(Outcome::Conflict { actual })
}

/// Why an entry is left out, if it is.
fn refusal(state: &State, entry: &Entry) -> Option<Outcome> {
    if let Some(done) = state.commands.get(&entry.command_key) {
        return Some(Outcome::Repeated {
            answer: done.answer.clone(),
            same_digest: done.digest == entry.command_digest,
            case_id: done.case_id.clone(),
        });
    }
    if has_nul(entry) {
        return Some(Outcome::NulText);
    }
    let actual = state.cases.get(&entry.case_id).map_or(0, |case| case.events);
    if actual != entry.expected_seq {
        return Some(Outcome::Conflict { actual });
    }
    let mut keys: Vec<&str> = entry.outbox.iter().map(|message| message.key.as_str()).collect();
    keys.sort_unstable();
    let twice = keys.windows(2).find_map(|pair| match pair {
        [one, two] if one == two => Some((*one).to_owned()),
        [..] => None,
    });
    let taken = keys.iter().find(|key| state.message_keys.contains(**key));
    let person = entry
        .person_keys
        .iter()
        .find(|key| state.persons.get(&key.person).is_some_and(|(_, there)| *there))
        .map(|key| key.person.clone());
    twice.or(taken.map(|key| (*key).to_owned())).or(person).map(|key| Outcome::KeyTaken { key })
}

fn take<'a>(state: &mut State, writes: &mut Writes<'a>, entry: &'a Entry) -> Committed {
    let first_seq = state.seq + 1;
    let mut case = state.cases.remove(&entry.case_id).unwrap_or_default();
    let first_case_seq = case.events + 1;
    for event in &entry.events {
        state.seq += 1;
        case.events += 1;
        case.hash = case_hash(
            &case.hash,
            &entry.case_id,
            case.events,
            entry.at_us,
            &event.kind,
            &event.body,
        );
        state.chain = chain_hash(&state.chain, &case.hash, state.seq);
        let row = NewRow {
            seq: state.seq,
            case_seq: case.events,
            prev_seq: case.last_seq,
            case_hash: &case.hash,
            chain_hash: &state.chain,
        };
        writes.event(entry, event, &row);
        case.last_seq = state.seq;
    }
    if !entry.events.is_empty() || entry.head.is_some() {
        writes.head(head(&mut case, entry));
    }
    let committed = Committed { first_seq, first_case_seq, case_events: case.events };
    state.cases.insert(entry.case_id.clone(), case);
    let done = Done {
        digest: entry.command_digest.to_vec(),
        answer: entry.answer.clone(),
        case_id: entry.case_id.clone(),
    };
    state.commands.insert(entry.command_key.clone(), done);
    writes.command(entry, first_seq);
    for change in &entry.tasks {
        task(state, writes, change);
    }
    for change in &entry.timers {
        match change {
            TimerChange::Put(row) => writes.timer(&row.key, Some(row)),
            TimerChange::Delete(key) => writes.timer(key, None),
        }
    }
    for message in &entry.outbox {
        put_message(state, writes, entry, message);
    }
    for change in &entry.results {
        match change {
            ResultChange::Put(row) => writes.result(row),
            ResultChange::Revoke { id, at_us, why } => writes.revoke(id, *at_us, why),
        }
    }
    for key in &entry.person_keys {
        person_key(state, writes, entry, key);
    }
    committed
}

/// The row of a case: whole if something changes by which lists are ordered or filtered.
fn head<'a>(case: &mut CaseState, entry: &'a Entry) -> HeadWrite<'a> {
    static NONE: HeadRow = HeadRow {
        status: String::new(),
        thing: String::new(),
        place: String::new(),
        applicant: String::new(),
        opened_us: 0,
        body: String::new(),
    };
    let row = entry.head.as_ref();
    let listed = row.map(|row| {
        let texts = [&row.status, &row.thing, &row.place, &row.applicant].map(String::to_owned);
        (texts, row.opened_us)
    });
    let whole = match (&listed, &case.listed) {
        (Some(new), Some(old)) => (new != old).then_some(row.unwrap_or(&NONE)),
        (Some(_), None) => row,
        (None, Some(_)) => None,
        // A case that nobody lists still has its place in the order of opening.
        (None, None) => Some(&NONE),
    };
    case.listed = listed.or(case.listed.take()).or(Some(Default::default()));
    HeadWrite {
        case_id: &entry.case_id,
        events: case.events,
        last_seq: case.last_seq,
        hash: case.hash,
        changed_us: entry.at_us,
        whole,
        body: row.map(|row| row.body.as_str()),
    }
}

fn task<'a>(state: &mut State, writes: &mut Writes<'a>, change: &'a TaskChange) {
    let (key, row) = match change {
        TaskChange::Put(row) => (row.key.as_str(), Some(row)),
        TaskChange::Delete(key) => (key.as_str(), None),
    };
    if let Some(old) = state.tasks.remove(key) {
        writes.count(old, -1);
    }
    if let Some(row) = row {
        let desk = desk(row);
        writes.count(desk.clone(), 1);
        state.tasks.insert(key.to_owned(), desk);
    }
    writes.task(key, row);
}

fn desk(row: &TaskRow) -> Desk {
    Desk {
        office: row.office.clone(),
        level: row.level.clone(),
        place: row.place.clone(),
        claimed: i64::from(row.claimed_by.is_some()),
        light: row.light.number(),
    }
}

fn put_message<'a>(
    state: &mut State,
    writes: &mut Writes<'a>,
    entry: &'a Entry,
    message: &'a NewMessage,
) {
    state.message_no += 1;
    state.message_keys.insert(message.key.clone());
    writes.message(state.message_no, entry, state.seq, message);
}

fn person_key<'a>(
    state: &mut State,
    writes: &mut Writes<'a>,
    entry: &Entry,
    key: &'a NewPersonKey,
) {
    state.key_no += 1;
    let newest = state.persons.entry(key.person.clone()).or_default();
    *newest = (newest.0 + 1, true);
    writes.person_key(state.key_no, newest.0, entry.at_us, key);
}

#[cfg(test)]
mod tests;
