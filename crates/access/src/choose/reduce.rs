//! The same problem with less in it: candidates that another beats everywhere, and origins that
//! see the same.

use super::{Cell, Gains};
use crate::num;
use std::collections::BTreeMap;

/// A smaller problem with the same best value.
#[derive(Debug)]
pub(super) struct Reduced {
    /// Its gains.
    pub gains: Gains,
    /// Its candidates, as the larger problem has them.
    candidates: Vec<u32>,
}

/// What tells origins apart that can become one: the candidates that give to it and how much each
/// does, as a multiple of the first, bit by bit.
type Column = Vec<(u32, u64)>;

impl Reduced {
    /// Drops the candidates that another beats everywhere, and makes origins one that differ only
    /// by a factor.
    pub(super) fn of(gains: &Gains) -> Self {
        let candidates = undominated(gains);
        Self { gains: merged(gains, &candidates), candidates }
    }

    /// A smaller problem still: only some of its candidates.
    pub(super) fn only(&self, kept: &[u32]) -> Self {
        let candidates = kept.iter().map(|&at| self.candidates[num::at(at)]).collect();
        Self { gains: merged(&self.gains, kept), candidates }
    }

    /// A choice of the larger problem as a start: its value, and its candidates where they are
    /// here too.
    pub(super) fn inward(&self, gains: &Gains, chosen: &[u32]) -> (Vec<u32>, f64) {
        let here = chosen.iter().filter_map(|one| self.candidates.binary_search(one).ok());
        (here.map(num::id).collect(), gains.value(chosen))
    }

    /// A choice of the smaller problem as one of the larger.
    pub(super) fn outward(&self, chosen: &[u32]) -> Vec<u32> {
        chosen.iter().map(|&at| self.candidates[num::at(at)]).collect()
    }
}

/// The candidates that no other one equals or beats at every origin; of equals the first stays.
fn undominated(gains: &Gains) -> Vec<u32> {
    let all = 0..num::id(gains.candidates());
    let mut by_origin: Vec<Vec<u32>> = vec![Vec::new(); gains.origins];
    for candidate in all.clone() {
        for cell in gains.row(candidate) {
            by_origin[num::at(cell.origin)].push(candidate);
        }
    }
    all.filter(|&candidate| {
        let row = gains.row(candidate);
        // Only who gives to its rarest origin can beat it.
        let rarest = row.iter().min_by_key(|cell| by_origin[num::at(cell.origin)].len());
        rarest.is_some_and(|cell| {
            let rivals = by_origin[num::at(cell.origin)].iter();
            let beaten = |&rival: &u32| {
                let other = gains.row(rival);
                let longer = other.len() > row.len();
                let candidate_first = !longer && candidate < rival;
                rival != candidate
                    && other.len() >= row.len()
                    && below(row, other)
                    && (!candidate_first || !below(other, row))
            };
            !rivals.into_iter().any(beaten)
        })
    })
    .collect()
}

/// Whether every gain of `row` is in `other`, and not greater.
fn below(row: &[Cell], other: &[Cell]) -> bool {
    let mut rest = other.iter();
    row.iter().all(|cell| {
        let found = rest.find(|theirs| theirs.origin >= cell.origin);
        found.is_some_and(|theirs| theirs.origin == cell.origin && theirs.gain >= cell.gain)
    })
}

/// The gains of some candidates, with origins that differ only by a factor made one.
fn merged(gains: &Gains, candidates: &[u32]) -> Gains {
    let mut columns: Vec<Vec<(u32, f64)>> = vec![Vec::new(); gains.origins];
    for (row, &candidate) in candidates.iter().enumerate() {
        for cell in gains.row(candidate) {
            columns[num::at(cell.origin)].push((num::id(row), cell.gain));
        }
    }
    let mut origins: BTreeMap<Column, Vec<f64>> = BTreeMap::new();
    for column in columns.into_iter().filter(|column| !column.is_empty()) {
        let first = column[0].1;
        let key = column.iter().map(|&(row, gain)| (row, (gain / first).to_bits())).collect();
        let sums = origins.entry(key).or_insert_with(|| vec![0.0; column.len()]);
        for (sum, (_, gain)) in sums.iter_mut().zip(&column) {
            *sum += gain;
        }
    }
    let mut rows: Vec<Vec<Cell>> = vec![Vec::new(); candidates.len()];
    let count = origins.len();
    for (origin, (key, sums)) in origins.into_iter().enumerate() {
        for ((row, _), gain) in key.into_iter().zip(sums) {
            rows[num::at(row)].push(Cell { origin: num::id(origin), gain });
        }
    }
    let mut merged = Gains::empty(count);
    for row in rows {
        merged.push(&row);
    }
    merged
}
