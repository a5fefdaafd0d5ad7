//! Where one more would help most: the best one, and the best few of many candidates.
//!
//! A candidate gives an origin a gain, and an origin takes the best of what is chosen: the value
//! of a choice is the sum over the origins of the greatest gain that it offers them. That covers
//! people newly covered (the gain is the people) and the mean walk (people × minutes saved). The
//! value has falling returns (it is submodular), so [`Gains::greedy`] is never below 63 % of the
//! best, and [`Gains::exact`] has bounds to prove the best with.
//! [`Served`] is the same for facilities that can serve only so many.
//!
//! Knows nothing of the network: rows of gains in, choices out.
//! Start reading at [`Gains::exact`].

mod dual;
mod greedy;
mod milp;
mod reduce;
mod search;
mod served;

pub use milp::MilpLimits;
pub use served::{Served, Site};

use crate::num;
use greedy::Objective;

/// What one candidate gives one origin.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cell {
    origin: u32,
    gain: f64,
}

/// What every candidate gives every origin, row by row in one run.
#[derive(Debug, Clone)]
pub struct Gains {
    origins: usize,
    starts: Vec<usize>,
    cells: Vec<Cell>,
    /// Whether all gains are whole numbers: then a better value is better by one.
    whole: bool,
}

/// Why gains cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChooseError {
    /// An origin that is not listed.
    #[error("expected an index of an origin below {count}, found {found} at candidate {candidate}")]
    Origin {
        /// How many origins there are.
        count: usize,
        /// The index.
        found: u32,
        /// The candidate.
        candidate: usize,
    },
    /// An amount that is below zero or no number.
    #[error("expected {what} of at least zero, found {found} at position {position}")]
    Amount {
        /// Gain, capacity or demand.
        what: &'static str,
        /// The amount.
        found: f64,
        /// The candidate, site or origin.
        position: usize,
    },
}

/// One of the chosen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pick {
    /// The candidate.
    pub candidate: u32,
    /// What it adds to those before it.
    pub gain: f64,
}

/// How good a choice is known to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// No other choice of as many has a greater value (but for 10⁻⁹ of it).
    Optimal,
    /// No choice of as many has a value above [`Choice::bound`].
    Bounded,
}

/// A choice of some candidates.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The chosen, each with what it adds to those before it, the greatest first. They are fewer
    /// than asked for when no further one would add anything.
    pub picks: Vec<Pick>,
    /// The value of all of them together.
    pub value: f64,
    /// No choice of as many has a greater value than this.
    pub bound: f64,
    /// How many branches were looked at.
    pub nodes: u64,
    /// Whether it is the best.
    pub proof: Proof,
}

impl Choice {
    /// The chosen, by index.
    pub fn candidates(&self) -> Vec<u32> {
        self.picks.iter().map(|pick| pick.candidate).collect()
    }
}

impl Gains {
    /// Takes rows of `(origin, gain)`, one a candidate; gains of zero may be left out, and of two
    /// for the same origin the greater counts.
    pub fn new(origins: usize, rows: &[Vec<(u32, f64)>]) -> Result<Self, ChooseError> {
        let mut gains = Self::empty(origins);
        for (candidate, row) in rows.iter().enumerate() {
            for &(found, gain) in row {
                if num::at(found) >= origins {
                    return Err(ChooseError::Origin { count: origins, found, candidate });
                }
                check_amount("a gain", gain, candidate)?;
            }
            let mut cells: Vec<Cell> = row
                .iter()
                .filter(|(_, gain)| *gain > 0.0)
                .map(|&(origin, gain)| Cell { origin, gain })
                .collect();
            cells.sort_by(|a, b| a.origin.cmp(&b.origin).then(b.gain.total_cmp(&a.gain)));
            cells.dedup_by_key(|cell| cell.origin);
            gains.push(&cells);
        }
        Ok(gains)
    }

    fn empty(origins: usize) -> Self {
        Self { origins, starts: vec![0], cells: Vec::new(), whole: true }
    }

    fn push(&mut self, cells: &[Cell]) {
        self.whole &= cells.iter().all(|cell| cell.gain.fract().abs() <= 0.0);
        self.cells.extend_from_slice(cells);
        self.starts.push(self.cells.len());
    }

    fn row(&self, candidate: u32) -> &[Cell] {
        let at = num::at(candidate);
        &self.cells[self.starts[at]..self.starts[at + 1]]
    }

    /// How many candidates there are.
    pub fn candidates(&self) -> usize {
        self.starts.len() - 1
    }

    /// What each candidate would add alone: the surface of gains.
    pub fn surface(&self) -> Vec<f64> {
        let all = 0..num::id(self.candidates());
        all.map(|candidate| self.row(candidate).iter().map(|cell| cell.gain).sum()).collect()
    }

    /// The value of a choice.
    pub fn value(&self, chosen: &[u32]) -> f64 {
        let mut state = self.start();
        for &candidate in chosen {
            self.add(&mut state, candidate);
        }
        state.iter().sum()
    }

    /// Takes the best one more, `k` times; of equals the first. At once, and never below 63 % of
    /// the best choice.
    pub fn greedy(&self, k: usize) -> Choice {
        greedy::bounded(self, &greedy::greedy(self, k), k)
    }

    /// [`Gains::greedy`], then exchanges one for another as long as that is better.
    pub fn swapped(&self, k: usize) -> Choice {
        greedy::bounded(self, &greedy::swapped(self, k), k)
    }

    /// The best choice of `k`, with its proof, or the best found after `nodes_max` branches.
    pub fn exact(&self, k: usize, nodes_max: u64) -> Choice {
        let start = greedy::swapped(self, k);
        let reduced = reduce::Reduced::of(self);
        let found = search::search(&reduced.gains, &reduced.inward(self, &start), k, nodes_max);
        let best = if found.improved { reduced.outward(&found.chosen) } else { start };
        self.settle(&best, &found)
    }

    /// The choice as it is given back: the picks in order, the value from the gains as given.
    fn settle(&self, chosen: &[u32], found: &search::Found) -> Choice {
        let picks = greedy::ordered(self, chosen);
        let value = self.value(chosen);
        let proof = if found.complete { Proof::Optimal } else { Proof::Bounded };
        let bound = if found.complete { value } else { found.bound.max(value) };
        Choice { picks, value, bound, nodes: found.nodes, proof }
    }
}

impl Objective for Gains {
    /// The greatest gain so far, by origin.
    type State = Vec<f64>;

    fn candidates(&self) -> usize {
        Self::candidates(self)
    }

    fn start(&self) -> Vec<f64> {
        vec![0.0; self.origins]
    }

    fn gain(&self, state: &Vec<f64>, candidate: u32) -> f64 {
        let row = self.row(candidate).iter();
        row.map(|cell| (cell.gain - state[num::at(cell.origin)]).max(0.0)).sum()
    }

    fn add(&self, state: &mut Vec<f64>, candidate: u32) {
        for cell in self.row(candidate) {
            let best = &mut state[num::at(cell.origin)];
            *best = best.max(cell.gain);
        }
    }

    fn most(&self, candidate: u32) -> f64 {
        self.row(candidate).iter().map(|cell| cell.gain).sum()
    }

    fn whole(&self) -> bool {
        self.whole
    }

    fn relax(&self, node: &mut dual::Node<'_, Vec<f64>>) -> f64 {
        dual::relax(self, node)
    }
}

fn check_amount(what: &'static str, found: f64, position: usize) -> Result<(), ChooseError> {
    let fits = found.is_finite() && found >= 0.0;
    if fits { Ok(()) } else { Err(ChooseError::Amount { what, found, position }) }
}

#[cfg(test)]
mod tests;
