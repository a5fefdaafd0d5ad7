//! A tight bound: what the chosen could give if each origin had a price for being served.
//!
//! With a price for each origin, a candidate is worth what its gains are above the prices, and
//! all of them are independent: the prices of all origins plus the worth of the best few is never
//! below the best choice (Lagrangian relaxation, Cornuéjols, Fisher and Nemhauser 1977). The
//! prices are moved down that bound; at its lowest it equals the relaxation by linear programming.

use super::Gains;
use crate::num;

/// A candidate that may still be chosen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// Which one.
    pub candidate: u32,
    /// What it adds to what is chosen.
    pub gain: f64,
    /// What it is worth above the prices; infinite where there are none.
    pub worth: f64,
}

/// A branch of the search, as far as a bound needs it.
#[derive(Debug)]
pub(super) struct Node<'a, S> {
    /// What is chosen.
    pub state: &'a S,
    /// Its value.
    pub value: f64,
    /// How many are still to be chosen.
    pub left: usize,
    /// Bounds below this are of no use.
    pub threshold: f64,
    /// The prices by origin; they start the search of a branch below.
    pub prices: Vec<f64>,
    /// The prices of all origins and the value: a bound is this and the worth of `left`.
    pub base: f64,
    /// Candidates that may still be chosen.
    pub open: Vec<Open>,
    /// How much work may be done, in cells looked at.
    pub work: usize,
    /// How often the prices may be moved.
    pub rounds: usize,
}

/// The worth of the open candidates at some prices, and how often each origin is served by the
/// best of them.
struct Look {
    bound: f64,
    base: f64,
    worth: Vec<f64>,
    /// The least worth among the best.
    least: f64,
    served: Vec<u32>,
}

/// Moves the prices, drops the candidates that cannot be part of a better choice, and returns the
/// bound.
pub(super) fn relax(gains: &Gains, node: &mut Node<'_, Vec<f64>>) -> f64 {
    clip(gains, node);
    let mut best = f64::INFINITY;
    let mut prices = node.prices.clone();
    let mut length = 1.6;
    let mut idle = 0;
    let mut work = 0;
    for _ in 0..node.rounds {
        let seen = look(gains, node, &prices);
        work += node.open.iter().map(|open| gains.row(open.candidate).len()).sum::<usize>();
        if seen.bound < best - best.abs().min(1e15) * 1e-6 {
            idle = 0;
        } else {
            idle += 1;
            if idle >= 15 {
                idle = 0;
                length *= 0.75;
            }
        }
        if seen.bound < best {
            best = seen.bound;
            node.prices.clone_from(&prices);
            node.base = seen.base;
            keep(node, &seen);
        }
        let short = node.open.len() <= node.left || length < 1e-3 || work > node.work;
        if best < node.threshold || short || !step(&mut prices, &seen, node.threshold, length) {
            break;
        }
    }
    // Candidates that were dropped after the prices were found leave the bound as it is.
    best
}

/// A price above all gains that are open is of no use.
fn clip(gains: &Gains, node: &mut Node<'_, Vec<f64>>) {
    let mut most = vec![0.0_f64; gains.origins];
    for open in &node.open {
        for cell in gains.row(open.candidate) {
            let origin = num::at(cell.origin);
            most[origin] = most[origin].max(cell.gain - node.state[origin]);
        }
    }
    node.prices.resize(gains.origins, 0.0);
    for (price, most) in node.prices.iter_mut().zip(&most) {
        *price = price.min(*most);
    }
}

fn look(gains: &Gains, node: &Node<'_, Vec<f64>>, prices: &[f64]) -> Look {
    let worth_of = |open: &Open| -> f64 {
        let row = gains.row(open.candidate).iter();
        row.map(|cell| {
            let origin = num::at(cell.origin);
            (cell.gain - node.state[origin] - prices[origin]).max(0.0)
        })
        .sum()
    };
    let worth: Vec<f64> = node.open.iter().map(worth_of).collect();
    let mut order: Vec<usize> = (0..worth.len()).collect();
    let left = node.left.min(order.len());
    let by_worth = |a: &usize, b: &usize| worth[*b].total_cmp(&worth[*a]).then(a.cmp(b));
    if left > 0 && left < order.len() {
        order.select_nth_unstable_by(left - 1, by_worth);
    }
    order.truncate(left);
    let mut served = vec![0; gains.origins];
    let mut sum = 0.0;
    let mut least = f64::INFINITY;
    for &at in &order {
        sum += worth[at];
        least = least.min(worth[at]);
        for cell in gains.row(node.open[at].candidate) {
            let origin = num::at(cell.origin);
            if cell.gain - node.state[origin] > prices[origin] {
                served[origin] += 1;
            }
        }
    }
    let base = node.value + prices.iter().sum::<f64>();
    Look { bound: base + sum, base, worth, least, served }
}

/// Keeps the candidates that a better choice may have: with one of them among the best `left`, the
/// bound is still above the threshold.
fn keep(node: &mut Node<'_, Vec<f64>>, seen: &Look) {
    for (open, worth) in node.open.iter_mut().zip(&seen.worth) {
        open.worth = *worth;
    }
    let (bound, least, threshold) = (seen.bound, seen.least, node.threshold);
    node.open.retain(|open| open.worth >= least || bound - least + open.worth >= threshold);
}

/// Moves the prices against the bound's slope (Polyak's step); says whether there was a slope.
fn step(prices: &mut [f64], seen: &Look, target: f64, length: f64) -> bool {
    let slope = |served: u32, price: f64| {
        let slope = 1.0 - f64::from(served);
        if price <= 0.0 && slope > 0.0 { 0.0 } else { slope }
    };
    let norm: f64 =
        prices.iter().zip(&seen.served).map(|(price, n)| slope(*n, *price).powi(2)).sum();
    if norm <= 0.0 {
        return false;
    }
    let step = length * (seen.bound - target).max(seen.bound.abs() * 1e-4) / norm;
    for (price, served) in prices.iter_mut().zip(&seen.served) {
        *price = (*price - step * slope(*served, *price)).max(0.0);
    }
    true
}
