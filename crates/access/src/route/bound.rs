//! How much prize any routes can have at most.
//!
//! The least of three: all sites that one route can reach; what fits into the time of all routes
//! if each site cost its visit and half of its cheapest ways in and out; and, the tightest, routes
//! that may come back to a site but have to pay a price for it (Lagrangian relaxation, with
//! walks without two-cycles, on time that is rounded down to steps).

use super::Sites;
use crate::num;

/// The most prize, never below `prize`, which some routes have.
pub(super) fn bound(sites: &Sites, prize: u64) -> u64 {
    let all: u64 = sites.prizes.iter().sum();
    let most = whole(knapsack(sites)).min(all).max(prize);
    if most == prize { prize } else { most.min(whole(priced(sites, prize, most))).max(prize) }
}

/// A prize is a whole number, so the bound is one.
fn whole(value: f64) -> u64 {
    u64::try_from(num::floor(value + 1e-6)).unwrap_or(u64::MAX)
}

fn prizes(sites: &Sites) -> Vec<f64> {
    let float = |prize: &u64| num::count(usize::try_from(*prize).unwrap_or(usize::MAX));
    sites.prizes.iter().map(float).collect()
}

/// The sites with the most prize for their least cost, in the time of all routes; the last in part.
fn knapsack(sites: &Sites) -> f64 {
    let prizes = prizes(sites);
    let places = 0..=sites.len();
    let half = |place: usize| {
        let cheapest = |way: &dyn Fn(usize) -> f64| {
            places.clone().filter(|other| *other != place).map(way).fold(f64::INFINITY, f64::min)
        };
        let into = cheapest(&|other| sites.travel[other][place]);
        let out = cheapest(&|other| sites.travel[place][other]);
        into.midpoint(out)
    };
    let start = if sites.len() > 0 { half(0) } else { 0.0 };
    let mut open = (sites.budget - start).max(0.0) * num::count(sites.routes.min(sites.len()));
    let mut order: Vec<(f64, f64)> =
        (0..sites.len()).map(|site| (prizes[site], sites.visits[site] + half(site + 1))).collect();
    order.sort_by(|a, b| (b.0 * a.1).total_cmp(&(a.0 * b.1)));
    let mut value = 0.0;
    for (prize, cost) in order {
        if cost <= open {
            open -= cost;
            value += prize;
        } else {
            return value + prize * open / cost;
        }
    }
    value
}

/// Minutes as steps, rounded down.
struct Steps {
    most: usize,
    /// Steps from a place to a site and at it.
    legs: Vec<Vec<usize>>,
    /// Steps back to the start.
    home: Vec<usize>,
}

impl Steps {
    /// None if some leg is too short for any step: a walk could then go on for ever.
    fn of(sites: &Sites) -> Option<Self> {
        let legs = |from: usize| {
            let others = (0..sites.len()).filter(move |site| site + 1 != from);
            others.map(move |site| sites.leg(from, site))
        };
        let least = (0..=sites.len()).flat_map(legs).fold(f64::INFINITY, f64::min);
        let most = (sites.budget / least).ceil().max(480.0);
        if !most.is_finite() || most > 3000.0 {
            return None;
        }
        let steps = |minutes: f64| {
            let steps = num::floor(minutes / sites.budget * most * (1.0 - 1e-12));
            usize::try_from(steps.min(1_000_000)).unwrap_or(0)
        };
        let row =
            |from: usize| (0..sites.len()).map(move |site| steps(sites.leg(from, site)).max(1));
        Some(Self {
            most: usize::try_from(num::floor(most)).unwrap_or(0),
            legs: (0..=sites.len()).map(|from| row(from).collect()).collect(),
            home: (0..sites.len()).map(|site| steps(sites.travel[site + 1][0])).collect(),
        })
    }
}

/// The best walk to a site in some steps: its worth, the place before, and which walk to that.
#[derive(Debug, Clone, Copy)]
struct Walk {
    worth: f64,
    from: usize,
    second: bool,
}

const NO_WALK: Walk = Walk { worth: f64::NEG_INFINITY, from: usize::MAX, second: false };

/// The best walk that ends in time, and how often it comes to each site.
fn best_walk(steps: &Steps, worth: &[f64], walks: &mut Vec<[Walk; 2]>) -> (f64, Vec<f64>) {
    let count = worth.len();
    walks.clear();
    walks.resize((steps.most + 1) * count, [NO_WALK; 2]);
    let reach = |walks: &mut Vec<[Walk; 2]>, site: usize, at: usize, walk: Walk| {
        let kept = &mut walks[at * count + site];
        if walk.worth > kept[0].worth {
            if kept[0].from != walk.from {
                kept[1] = kept[0];
            }
            kept[0] = walk;
        } else if walk.worth > kept[1].worth && walk.from != kept[0].from {
            kept[1] = walk;
        }
    };
    for site in (0..count).filter(|site| steps.legs[0][*site] + steps.home[*site] <= steps.most) {
        let walk = Walk { worth: worth[site], from: 0, second: false };
        reach(walks, site, steps.legs[0][site], walk);
    }
    let mut best = (0.0, None);
    for at in 0..=steps.most {
        for site in 0..count {
            let [first, other] = walks[at * count + site];
            if first.worth.is_infinite() {
                continue;
            }
            if first.worth > best.0 {
                best = (first.worth, Some((at, site)));
            }
            for next in (0..count).filter(|next| *next != site) {
                let then = at + steps.legs[site + 1][next];
                // Back at once to where the walk came from is the only repetition ruled out.
                let second = first.from == next + 1;
                let walk = if second { other } else { first };
                if then + steps.home[next] <= steps.most && walk.worth > f64::NEG_INFINITY {
                    let worth = walk.worth + worth[next];
                    reach(walks, next, then, Walk { worth, from: site + 1, second });
                }
            }
        }
    }
    (best.0, visits(steps, walks, best.1, count))
}

fn visits(
    steps: &Steps,
    walks: &[[Walk; 2]],
    end: Option<(usize, usize)>,
    count: usize,
) -> Vec<f64> {
    let mut visits = vec![0.0; count];
    let Some((mut at, mut site)) = end else { return visits };
    let mut walk = walks[at * count + site][0];
    loop {
        visits[site] += 1.0;
        let Some(before) = walk.from.checked_sub(1) else { return visits };
        at -= steps.legs[walk.from][site];
        site = before;
        walk = walks[at * count + site][usize::from(walk.second)];
    }
}

/// Moves the prices of the sites down the bound.
fn priced(sites: &Sites, prize: u64, most: u64) -> f64 {
    let Some(steps) = Steps::of(sites) else { return f64::INFINITY };
    let prizes = prizes(sites);
    let routes = num::count(sites.routes.min(sites.len()));
    let float = |value: u64| num::count(usize::try_from(value).unwrap_or(usize::MAX));
    let target = float(prize);
    let cells = (steps.most * sites.len() * sites.len()).max(1);
    let rounds = (120_000_000 / cells).clamp(10, 150);
    let mut prices = vec![0.0_f64; sites.len()];
    let mut walks = Vec::new();
    let (mut best, mut length, mut idle) = (float(most), 1.0, 0);
    for _ in 0..rounds {
        let worth: Vec<f64> = prizes.iter().zip(&prices).map(|(a, b)| a - b).collect();
        let (walk, visits) = best_walk(&steps, &worth, &mut walks);
        let value = prices.iter().sum::<f64>() + routes * walk;
        idle += 1;
        if value < best - 1e-4 * best.max(1.0) {
            idle = 0;
        }
        best = value.min(best);
        if best < target + 1.0 - 1e-6 {
            break;
        }
        if idle >= 6 {
            (idle, length) = (0, length * 0.6);
        }
        let slope: Vec<f64> = visits.iter().map(|n| 1.0 - routes * n).collect();
        let norm: f64 = slope.iter().map(|s| s * s).sum();
        let step = length * (value - target).max(0.5) / norm.max(1e-9);
        for ((price, slope), prize) in prices.iter_mut().zip(&slope).zip(&prizes) {
            *price = (*price - step * slope).clamp(0.0, *prize);
        }
    }
    best
}
