//! The pass itself: per subject the last record, the period under way and what was spent in it.

use super::carry::{Carry, Held};
use super::intern::{Interner, NONE, index};
use super::rows::{Input, Spent, rows_of};
use crate::clock::Piece;
use crate::{Clock, Error};
use arrow_array::{Array, RecordBatch};
use arrow_schema::SchemaRef;
use district::Grain;
use std::collections::BTreeMap;
use std::sync::Arc;

/// States of one period up to which a list is searched from its start.
const LISTED: usize = 16;

/// A pass over the records of a state stream.
#[derive(Debug, Clone)]
pub struct Walk {
    clock: Arc<Clock>,
    grain: Grain,
    subjects: Interner,
    states: Interner,
    lanes: Vec<Lane>,
    spent: Vec<Spent>,
}

/// A point to go back to.
#[derive(Debug, Clone)]
pub struct Mark {
    lanes: Vec<Lane>,
    spent: usize,
}

/// One subject.
#[derive(Debug, Clone)]
struct Lane {
    /// Moment and state of the last record.
    last: Option<(i64, u32)>,
    /// The stretch of a period in which it lies.
    piece: Piece,
    /// What was spent in that stretch.
    tally: Tally,
}

impl Lane {
    const fn new() -> Self {
        Self {
            last: None,
            piece: Piece { code: 0, end_us: i64::MIN },
            tally: Tally { list: Vec::new(), places: BTreeMap::new() },
        }
    }
}

/// Microseconds and records by state.
#[derive(Debug, Clone)]
struct Tally {
    list: Vec<(u32, i64, i64)>,
    /// Where each state stands, once the list is long.
    places: BTreeMap<u32, usize>,
}

impl Tally {
    fn add(&mut self, state: u32, micros: i64, records: i64) {
        if self.list.len() <= LISTED {
            for slot in &mut self.list {
                if slot.0 == state {
                    slot.1 += micros;
                    slot.2 += records;
                    return;
                }
            }
            self.list.push((state, micros, records));
            if self.list.len() > LISTED {
                self.places = self.list.iter().enumerate().map(|(at, slot)| (slot.0, at)).collect();
            }
            return;
        }
        let next = self.list.len();
        let at = *self.places.entry(state).or_insert(next);
        match self.list.get_mut(at) {
            Some(slot) => {
                slot.1 += micros;
                slot.2 += records;
            }
            None => self.list.push((state, micros, records)),
        }
    }
}

/// A record, packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Packed {
    subject: u32,
    at: i64,
    record_no: i64,
    state: u32,
}

impl Walk {
    /// A pass that goes on from what `carry` holds.
    pub fn new(clock: &Arc<Clock>, grain: Grain, carry: &Carry) -> Self {
        let mut walk = Self {
            clock: Arc::clone(clock),
            grain,
            subjects: Interner::default(),
            states: Interner::default(),
            lanes: Vec::new(),
            spent: Vec::new(),
        };
        for (subject, held) in &carry.0 {
            let subject = walk.subjects.code(subject);
            let state = held.state.as_deref().map_or(NONE, |state| walk.states.code(state));
            walk.widen();
            let piece = walk.clock.piece(held.at_us, grain);
            if let Some(lane) = walk.lanes.get_mut(index(subject)) {
                lane.last = Some((held.at_us, state));
                lane.piece = piece;
            }
        }
        walk
    }

    /// A point to go back to with [`Walk::rewind`].
    pub fn mark(&self) -> Mark {
        Mark { lanes: self.lanes.clone(), spent: self.spent.len() }
    }

    /// Forgets all that was taken in since.
    pub fn rewind(&mut self, mark: Mark) {
        self.lanes = mark.lanes;
        self.spent.truncate(mark.spent);
        self.widen();
    }

    /// What holds now.
    pub fn carry(&self) -> Carry {
        let mut held = BTreeMap::new();
        for (subject, lane) in self.subjects.texts().iter().zip(&self.lanes) {
            if let Some((at_us, state)) = lane.last {
                let state = self.states.texts().get(index(state)).map(ToString::to_string);
                held.insert(subject.to_string(), Held { at_us, state });
            }
        }
        Carry(held)
    }

    fn widen(&mut self) {
        self.lanes.resize_with(self.subjects.texts().len(), Lane::new);
    }

    fn codes(&mut self, input: &Input<'_>) -> Option<(Vec<u32>, Vec<u32>)> {
        let subjects = self.subjects.codes(input.subject)?;
        let states = self.states.codes(input.state)?;
        self.widen();
        Some((subjects, states))
    }

    /// Takes records in; `false` as soon as one is not in order of time for its subject, or at
    /// the same moment as one of another state, so that their numbers must decide.
    pub fn push(&mut self, input: &Input<'_>) -> bool {
        let Some((subjects, states)) = self.codes(input) else { return false };
        let moments = input.at.values();
        let complete = input.at.null_count() == 0;
        for (row, ((subject, state), at)) in subjects.iter().zip(&states).zip(moments).enumerate() {
            if *subject == NONE || !(complete || input.at.is_valid(row)) {
                continue;
            }
            let Some(lane) = self.lanes.get_mut(index(*subject)) else { continue };
            if let Some((last_at, last_state)) = lane.last
                && (*at < last_at || (*at == last_at && *state != last_state))
            {
                return false;
            }
            step(lane, (*subject, *at, *state), &self.clock, self.grain, &mut self.spent);
        }
        true
    }

    /// Takes records in, in whatever order they come. None of them may be from before the
    /// records that were taken in already.
    pub fn push_unordered(&mut self, inputs: &[Input<'_>]) {
        let mut records = Vec::with_capacity(inputs.iter().map(|input| input.at.len()).sum());
        for input in inputs {
            let Some((subjects, states)) = self.codes(input) else { continue };
            for (row, (subject, state)) in subjects.into_iter().zip(states).enumerate() {
                if subject != NONE && input.at.is_valid(row) {
                    let record_no = input.record_no.map_or(0, |numbers| numbers.value(row));
                    records.push(Packed { subject, at: input.at.value(row), record_no, state });
                }
            }
        }
        records.sort_unstable();
        for record in records {
            if let Some(lane) = self.lanes.get_mut(index(record.subject)) {
                let record = (record.subject, record.at, record.state);
                step(lane, record, &self.clock, self.grain, &mut self.spent);
            }
        }
    }

    /// The rows.
    pub fn finish(mut self, schema: &SchemaRef) -> Result<RecordBatch, Error> {
        for (subject, lane) in (0_u32..).zip(&mut self.lanes) {
            flush(lane, subject, &mut self.spent);
        }
        rows_of(self.spent, &self.subjects, &self.states, schema)
    }
}

/// One record: what was spent since the last one, and that it was there.
#[inline]
fn step(
    lane: &mut Lane,
    (subject, at, state): (u32, i64, u32),
    clock: &Clock,
    grain: Grain,
    spent: &mut Vec<Spent>,
) {
    if let Some((from, before)) = lane.last {
        if at <= lane.piece.end_us {
            lane.tally.add(before, at.saturating_sub(from).max(0), 0);
        } else {
            cross(lane, (subject, at, before), from, (clock, grain), spent);
        }
    }
    if at >= lane.piece.end_us {
        flush(lane, subject, spent);
        lane.piece = clock.piece(at, grain);
    }
    lane.tally.add(state, 0, 1);
    lane.last = Some((at, state));
}

/// An interval that reaches beyond its period: each period on the way gets its part.
fn cross(
    lane: &mut Lane,
    (subject, to, state): (u32, i64, u32),
    from: i64,
    (clock, grain): (&Clock, Grain),
    spent: &mut Vec<Spent>,
) {
    let mut from = from;
    while to > lane.piece.end_us {
        lane.tally.add(state, lane.piece.end_us.saturating_sub(from).max(0), 0);
        from = lane.piece.end_us;
        flush(lane, subject, spent);
        lane.piece = clock.piece(from, grain);
    }
    lane.tally.add(state, to.saturating_sub(from), 0);
}

fn flush(lane: &mut Lane, subject: u32, spent: &mut Vec<Spent>) {
    let code = lane.piece.code;
    for (state, micros, records) in lane.tally.list.drain(..) {
        spent.push(Spent { subject, code, state, micros, records });
    }
    lane.tally.places.clear();
}
