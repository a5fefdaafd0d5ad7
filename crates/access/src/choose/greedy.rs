//! The best one more, again and again, and exchanges of one for another.
//!
//! Returns fall, so what a candidate added before is the most it can add now: only those at the
//! top of the heap are looked at again (lazy greedy, Minoux 1978).

use super::dual::Node;
use super::{Choice, Pick, Proof};
use crate::num;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// A value of choices with falling returns.
pub(super) trait Objective {
    /// What is kept of the candidates that are chosen so far.
    type State: Clone;

    /// How many candidates there are.
    fn candidates(&self) -> usize;

    /// Nothing chosen.
    fn start(&self) -> Self::State;

    /// What one more would add.
    fn gain(&self, state: &Self::State, candidate: u32) -> f64;

    /// Chooses one more.
    fn add(&self, state: &mut Self::State, candidate: u32);

    /// The most that a candidate can ever add, at little cost.
    fn most(&self, candidate: u32) -> f64;

    /// Whether all values are whole numbers.
    fn whole(&self) -> bool;

    /// A bound on what the open candidates can add that is tighter than the sum of their gains;
    /// drops candidates that cannot be part of a better choice.
    fn relax(&self, node: &mut Node<'_, Self::State>) -> f64;
}

/// What a candidate adds at most, as known in some round.
struct Entry {
    gain: f64,
    candidate: Reverse<u32>,
    /// The number of picks for which the gain is exact; none: it is the most it can be.
    round: Option<usize>,
}

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.gain.total_cmp(&other.gain).then(self.candidate.cmp(&other.candidate))
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Entry {}

/// The best one more, `k` times.
pub(super) fn greedy<O: Objective>(objective: &O, k: usize) -> Vec<u32> {
    let all = 0..num::id(objective.candidates());
    picks(objective, all, k).into_iter().map(|pick| pick.candidate).collect()
}

/// The chosen in the order in which greedy would take them.
pub(super) fn ordered<O: Objective>(objective: &O, chosen: &[u32]) -> Vec<Pick> {
    picks(objective, chosen.iter().copied(), chosen.len())
}

fn picks<O: Objective>(objective: &O, among: impl Iterator<Item = u32>, k: usize) -> Vec<Pick> {
    let mut heap: BinaryHeap<Entry> = among
        .map(|candidate| Entry {
            gain: objective.most(candidate),
            candidate: Reverse(candidate),
            round: None,
        })
        .collect();
    let mut state = objective.start();
    let mut picks = Vec::new();
    while picks.len() < k {
        let Some(top) = heap.pop() else { break };
        let candidate = top.candidate.0;
        if top.gain <= 0.0 {
            break;
        }
        if top.round == Some(picks.len()) {
            objective.add(&mut state, candidate);
            picks.push(Pick { candidate, gain: top.gain });
        } else {
            let gain = objective.gain(&state, candidate);
            let round = Some(picks.len());
            heap.push(Entry { gain, candidate: Reverse(candidate), round });
        }
    }
    picks
}

/// Greedy, then exchanges of one for another while they are better.
pub(super) fn swapped<O: Objective>(objective: &O, k: usize) -> Vec<u32> {
    let mut chosen = greedy(objective, k);
    // Every exchange makes the value greater, but ever so little; the limit makes it end.
    for _ in 0..(8 * k + 8) {
        let Some((out, into)) = best_swap(objective, &chosen) else { break };
        chosen[out] = into;
    }
    chosen
}

fn best_swap<O: Objective>(objective: &O, chosen: &[u32]) -> Option<(usize, u32)> {
    let value = total(objective, chosen);
    let mut best = value * (1.0 + 1e-12);
    let mut swap = None;
    for out in 0..chosen.len() {
        let mut rest = chosen.to_vec();
        rest.remove(out);
        let mut state = objective.start();
        let mut without = 0.0;
        for &candidate in &rest {
            without += objective.gain(&state, candidate);
            objective.add(&mut state, candidate);
        }
        for candidate in 0..num::id(objective.candidates()) {
            if without + objective.most(candidate) <= best || chosen.contains(&candidate) {
                continue;
            }
            let with = without + objective.gain(&state, candidate);
            if with > best {
                best = with;
                swap = Some((out, candidate));
            }
        }
    }
    swap
}

/// The value of a choice as the sum of what each adds.
pub(super) fn total<O: Objective>(objective: &O, chosen: &[u32]) -> f64 {
    let mut state = objective.start();
    let mut value = 0.0;
    for &candidate in chosen {
        value += objective.gain(&state, candidate);
        objective.add(&mut state, candidate);
    }
    value
}

/// A choice with the bound that falling returns give: no `k` can add more to what is chosen than
/// the `k` greatest gains beside it, nor more than the `k` greatest alone.
pub(super) fn bounded<O: Objective>(objective: &O, chosen: &[u32], k: usize) -> Choice {
    let picks = ordered(objective, chosen);
    let value: f64 = picks.iter().map(|pick| pick.gain).sum();
    let mut state = objective.start();
    for &candidate in chosen {
        objective.add(&mut state, candidate);
    }
    let all = || 0..num::id(objective.candidates());
    let beside = greatest(all().map(|candidate| objective.gain(&state, candidate)), k);
    let alone = greatest(all().map(|candidate| objective.most(candidate)), k);
    let bound = (value + beside).min(alone).max(value);
    let proof = if bound <= value { Proof::Optimal } else { Proof::Bounded };
    Choice { picks, value, bound, nodes: 0, proof }
}

fn greatest(gains: impl Iterator<Item = f64>, k: usize) -> f64 {
    let mut gains: Vec<f64> = gains.collect();
    gains.sort_by(|a, b| b.total_cmp(a));
    gains.iter().take(k).sum()
}
