//! The shortest ways from or to places: Dijkstra's algorithm over junctions, with arrays that
//! are used again.
//!
//! A search may be bounded: what is farther than its limit is not visited.

use crate::network::Position;
use crate::num::at;
use crate::pace::{CLOSED, Times};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Which way people go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// From everywhere to the places searched from: people walk to facilities.
    Sources,
    /// From the places searched from to everywhere.
    Everywhere,
}

impl Toward {
    pub(crate) fn sources(self) -> bool {
        match self {
            Self::Sources => true,
            Self::Everywhere => false,
        }
    }
}

/// Nothing: no source, no way.
pub(crate) const NONE: u32 = u32::MAX;

/// A search and what it found; made once and used for many.
#[derive(Debug, Clone)]
pub struct Search {
    /// Minutes of each junction; infinite where it was not reached.
    minutes: Vec<f64>,
    /// The source that each junction is nearest to.
    source: Vec<u32>,
    /// The half by which each junction was reached, seen from the junction before it.
    by: Vec<u32>,
    /// Junctions that were touched, in the order in which they were first.
    touched: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Search {
    /// Makes a search over so many junctions.
    pub fn new(junctions: usize) -> Self {
        Self {
            minutes: vec![f64::INFINITY; junctions],
            source: vec![NONE; junctions],
            by: vec![NONE; junctions],
            touched: Vec::new(),
            heap: BinaryHeap::new(),
        }
    }

    /// Forgets what was found.
    pub fn clear(&mut self) {
        for junction in self.touched.drain(..) {
            self.minutes[at(junction)] = f64::INFINITY;
            self.source[at(junction)] = NONE;
            self.by[at(junction)] = NONE;
        }
        self.heap.clear();
    }

    /// Searches from all sources at once, up to `limit` minutes.
    pub fn run(&mut self, times: &Times, sources: &[Position], limit: f64, toward: Toward) {
        self.clear();
        for (number, position) in sources.iter().enumerate() {
            self.start(times, *position, crate::num::id(number), toward);
        }
        self.spread(times, limit, toward);
    }

    /// Adds a source: the two ends of its chain.
    pub(crate) fn start(&mut self, times: &Times, position: Position, source: u32, toward: Toward) {
        for (junction, minutes) in times.ends(position, toward.sources()) {
            if minutes < CLOSED {
                self.offer(junction, minutes, source, NONE);
            }
        }
    }

    /// Takes a way to a junction if it is shorter, or as short from a source of a lower number.
    pub(crate) fn offer(&mut self, junction: u32, minutes: f64, source: u32, by: u32) -> bool {
        let index = at(junction);
        let found = self.minutes[index];
        if minutes > found || (minutes >= found && source >= self.source[index]) {
            return false;
        }
        if found.is_infinite() {
            self.touched.push(junction);
        }
        self.minutes[index] = minutes;
        self.source[index] = source;
        self.by[index] = by;
        self.heap.push(Reverse((minutes.to_bits(), junction)));
        true
    }

    /// Works off the heap, up to `limit` minutes.
    pub(crate) fn spread(&mut self, times: &Times, limit: f64, toward: Toward) {
        self.spread_while(times, limit, toward, |_, _| true);
    }

    /// Works off the heap, up to `limit` minutes, through junctions that `goes_on` lets pass.
    pub(crate) fn spread_while(
        &mut self,
        times: &Times,
        limit: f64,
        toward: Toward,
        goes_on: impl Fn(u32, f64) -> bool,
    ) {
        let towards = toward.sources();
        while let Some(Reverse((bits, junction))) = self.heap.pop() {
            let minutes = f64::from_bits(bits);
            if minutes > limit {
                break;
            }
            // A shorter way was found after this one was put on the heap.
            if minutes > self.minutes[at(junction)] {
                continue;
            }
            let source = self.source[at(junction)];
            for hop in times.hops_of(junction, towards) {
                let next = minutes + hop.minutes;
                if hop.minutes < CLOSED && next <= limit && goes_on(hop.to, next) {
                    self.offer(hop.to, next, source, hop.half);
                }
            }
        }
        self.heap.clear();
    }

    /// Minutes of a junction.
    pub fn minutes(&self, junction: u32) -> f64 {
        self.minutes[at(junction)]
    }

    /// The source that a junction is nearest to.
    pub(crate) fn source(&self, junction: u32) -> u32 {
        self.source[at(junction)]
    }

    /// The half by which a junction was reached.
    pub(crate) fn by(&self, junction: u32) -> u32 {
        self.by[at(junction)]
    }

    /// The junctions that were reached.
    pub fn touched(&self) -> &[u32] {
        &self.touched
    }

    /// Makes a junction one that was not reached.
    pub(crate) fn forget(&mut self, junction: u32) {
        self.minutes[at(junction)] = f64::INFINITY;
        self.source[at(junction)] = NONE;
        self.by[at(junction)] = NONE;
    }

    /// The shortest way between a place and the sources by way of the ends of its chain: minutes
    /// and the source. Sources on the same chain are the caller's to hold against it.
    pub(crate) fn at_place(&self, times: &Times, position: Position, toward: Toward) -> (f64, u32) {
        let mut best = (f64::INFINITY, NONE);
        for (junction, minutes) in times.ends(position, !toward.sources()) {
            let index = at(junction);
            let whole = minutes + self.minutes[index];
            if minutes < CLOSED && nearer(whole, self.source[index], best) {
                best = (whole, self.source[index]);
            }
        }
        best
    }
}

/// Whether a way is shorter, or as short to a source of a lower number.
pub(crate) fn nearer(minutes: f64, source: u32, (best, of): (f64, u32)) -> bool {
    minutes < best || (minutes <= best && minutes.is_finite() && source < of)
}
