//! The best choice with its proof: branches, each with bounds on what it can still become.
//!
//! A branch has some candidates chosen and some open. Two bounds cut it: returns fall, so no
//! choice adds more than the greatest gains together; and the prices of `dual`.

use super::dual::{Node, Open};
use super::greedy::{Objective, total};
use crate::num;

/// What a search found.
#[derive(Debug)]
pub(super) struct Found {
    /// The best choice, in the search's own candidates.
    pub chosen: Vec<u32>,
    /// Whether it is better than the one that the search began with.
    pub improved: bool,
    /// No choice has a greater value.
    pub bound: f64,
    /// How many branches were looked at.
    pub nodes: u64,
    /// Whether every branch was.
    pub complete: bool,
}

struct Search<'a, O> {
    objective: &'a O,
    best: f64,
    chosen: Vec<u32>,
    improved: bool,
    nodes: u64,
    nodes_max: u64,
    /// The greatest bound of a branch that was not looked at.
    unseen: f64,
}

/// How often the prices move at the start, and in a branch.
const ROUNDS: (usize, usize) = (600, 48);
/// How many cells may be looked at to move them at the start.
const WORK: usize = 300_000_000;

/// Searches the best `k`, starting from a choice that is known.
pub(super) fn search<O: Objective>(
    objective: &O,
    start: &(Vec<u32>, f64),
    k: usize,
    nodes_max: u64,
) -> Found {
    let mut search = Search {
        objective,
        best: start.1,
        chosen: start.0.clone(),
        improved: false,
        nodes: 0,
        nodes_max,
        unseen: f64::NEG_INFINITY,
    };
    let open: Vec<u32> = (0..num::id(objective.candidates())).collect();
    search.visit(&objective.start(), &mut Vec::new(), 0.0, &open, k, &[]);
    let complete = search.unseen < search.threshold();
    Found {
        bound: search.unseen.max(search.best),
        chosen: search.chosen,
        improved: search.improved,
        nodes: search.nodes,
        complete,
    }
}

/// What is left of the problem when only choices above `best` are of interest: the candidates
/// that may be part of one, and a bound.
pub(super) fn root<O: Objective>(objective: &O, best: f64, k: usize) -> (Vec<u32>, f64) {
    let search = Search {
        objective,
        best,
        chosen: Vec::new(),
        improved: false,
        nodes: 0,
        nodes_max: 0,
        unseen: f64::NEG_INFINITY,
    };
    let all: Vec<u32> = (0..num::id(objective.candidates())).collect();
    let state = objective.start();
    let open = search.gains(&state, &all);
    let Some((node, bound)) = search.bound(&state, 0.0, open, k, &[]) else {
        return (Vec::new(), best);
    };
    let mut open: Vec<u32> = node.open.iter().map(|open| open.candidate).collect();
    open.sort_unstable();
    (open, bound)
}

impl<O: Objective> Search<'_, O> {
    /// A branch whose bound is below this holds nothing better.
    fn threshold(&self) -> f64 {
        let slack = self.best.abs().max(1.0) * 1e-9;
        if self.objective.whole() { self.best + 1.0 - 1e-6 } else { self.best + slack }
    }

    fn gains(&self, state: &O::State, open: &[u32]) -> Vec<Open> {
        let mut open: Vec<Open> = open
            .iter()
            .map(|&candidate| Open {
                candidate,
                gain: self.objective.gain(state, candidate),
                worth: f64::INFINITY,
            })
            .filter(|open| open.gain > 0.0)
            .collect();
        open.sort_by(|a, b| b.gain.total_cmp(&a.gain).then(a.candidate.cmp(&b.candidate)));
        open
    }

    fn offer(&mut self, chosen: &[u32], more: &[u32]) {
        let mut all = chosen.to_vec();
        all.extend_from_slice(more);
        let value = total(self.objective, &all);
        if value >= self.threshold() {
            self.best = value;
            self.chosen = all;
            self.improved = true;
        }
    }

    /// Bounds a branch; none if it holds nothing better.
    fn bound<'s>(
        &self,
        state: &'s O::State,
        value: f64,
        mut open: Vec<Open>,
        left: usize,
        prices: &[f64],
    ) -> Option<(Node<'s, O::State>, f64)> {
        let threshold = self.threshold();
        let sum = |of: &[Open]| of.iter().map(|open| open.gain).sum::<f64>();
        let simple = value + sum(&open[..left.min(open.len())]);
        if simple < threshold {
            return None;
        }
        // A choice with one of the later ones has at most the greatest gains beside it.
        let others = value + sum(&open[..(left - 1).min(open.len())]);
        let reach = open.partition_point(|open| others + open.gain >= threshold);
        open.truncate(reach.max(left));
        let (first, later) = ROUNDS;
        let rounds = if prices.is_empty() { first } else { later };
        let (base, prices) = (f64::INFINITY, prices.to_vec());
        let work = WORK;
        let mut node = Node { state, value, left, threshold, prices, base, open, work, rounds };
        let bound = self.objective.relax(&mut node).min(simple);
        (bound >= threshold).then_some((node, bound))
    }

    fn visit(
        &mut self,
        state: &O::State,
        chosen: &mut Vec<u32>,
        value: f64,
        open: &[u32],
        left: usize,
        prices: &[f64],
    ) {
        self.nodes += 1;
        let open = self.gains(state, open);
        if left <= 1 || open.len() <= left {
            let more: Vec<u32> = open.iter().take(left).map(|open| open.candidate).collect();
            self.offer(chosen, &more);
            return;
        }
        let Some((mut node, _)) = self.bound(state, value, open, left, prices) else { return };
        // What is worth most above the prices is looked at first: the rest is soon bounded, and
        // the first of them are often near the best.
        node.open.sort_by(|a, b| b.worth.total_cmp(&a.worth));
        if node.base.is_finite() {
            let more: Vec<u32> = node.open.iter().take(left).map(|open| open.candidate).collect();
            self.offer(chosen, &more);
        }
        for at in 0..node.open.len() {
            let rest = &node.open[at..];
            let bound = suffix(&node, rest);
            if bound < self.threshold() {
                return;
            }
            if self.nodes >= self.nodes_max {
                self.unseen = self.unseen.max(bound);
                return;
            }
            let pick = rest[0];
            if with(&node, rest) < self.threshold() {
                continue;
            }
            let mut below = state.clone();
            self.objective.add(&mut below, pick.candidate);
            chosen.push(pick.candidate);
            let rest: Vec<u32> = rest[1..].iter().map(|open| open.candidate).collect();
            self.visit(&below, chosen, value + pick.gain, &rest, left - 1, &node.prices);
            chosen.pop();
        }
    }
}

/// What a branch can become with only these open.
fn suffix<S>(node: &Node<'_, S>, rest: &[Open]) -> f64 {
    let gains = greatest(rest.iter().map(|open| open.gain), node.left);
    let worth = greatest(rest.iter().map(|open| open.worth), node.left);
    (node.value + gains).min(node.base + worth)
}

/// What a branch can become with the first of these chosen.
fn with<S>(node: &Node<'_, S>, rest: &[Open]) -> f64 {
    let gains = rest[0].gain + greatest(rest[1..].iter().map(|open| open.gain), node.left - 1);
    let worth = rest[0].worth + greatest(rest[1..].iter().map(|open| open.worth), node.left - 1);
    (node.value + gains).min(node.base + worth)
}

fn greatest(all: impl Iterator<Item = f64>, k: usize) -> f64 {
    let mut all: Vec<f64> = all.collect();
    if k < all.len() && k > 0 {
        all.select_nth_unstable_by(k - 1, |a, b| b.total_cmp(a));
    }
    all.iter().take(k).sum()
}
