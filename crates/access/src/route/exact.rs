//! The best routes, proved: the shortest route over every set of sites, then the sets put together.

use super::Sites;

/// More sites than this have too many sets.
pub(super) const SITES_MOST: usize = 16;

/// The shortest route over every set of sites that one route can visit.
struct Shortest {
    /// Minutes by set, with the way back; infinite if no route can.
    minutes: Vec<f64>,
    /// Minutes by set and last site, up to leaving it.
    ends: Vec<f64>,
    count: usize,
}

impl Shortest {
    fn of(sites: &Sites) -> Self {
        let count = sites.len();
        let sets = 1_usize << count;
        let mut ends = vec![f64::INFINITY; sets * count];
        let mut minutes = vec![f64::INFINITY; sets];
        minutes[0] = 0.0;
        for site in 0..count {
            ends[(1 << site) * count + site] = sites.leg(0, site);
        }
        for set in 1..sets {
            for last in members(set) {
                let now = ends[set * count + last];
                if now > sites.budget {
                    continue;
                }
                let back = now + sites.travel[last + 1][0];
                if back <= sites.budget && back < minutes[set] {
                    minutes[set] = back;
                }
                for next in members(!set & (sets - 1)) {
                    let then = &mut ends[(set | 1 << next) * count + next];
                    *then = then.min(now + sites.leg(last + 1, next));
                }
            }
        }
        Self { minutes, ends, count }
    }

    /// The route itself, found from its end.
    fn route(&self, sites: &Sites, set: usize) -> Vec<usize> {
        let mut route = Vec::new();
        let mut set = set;
        let mut next: Option<usize> = None;
        while set != 0 {
            let until = |last: usize| {
                let onward = next.map_or(sites.travel[last + 1][0], |n| sites.leg(last + 1, n));
                self.ends[set * self.count + last] + onward
            };
            let Some(last) = members(set).min_by(|a, b| until(*a).total_cmp(&until(*b))) else {
                break;
            };
            route.push(last);
            set &= !(1 << last);
            next = Some(last);
        }
        route.reverse();
        route
    }
}

/// The sites of a set, in order.
fn members(set: usize) -> impl Iterator<Item = usize> {
    let mut left = set;
    std::iter::from_fn(move || {
        (left != 0).then(|| {
            let first = left.trailing_zeros();
            left &= left - 1;
            crate::num::at(first)
        })
    })
}

/// The best routes: most prize, then least time.
pub(super) fn solve(sites: &Sites) -> Vec<Vec<usize>> {
    let shortest = Shortest::of(sites);
    let sets = shortest.minutes.len();
    let layers = layers(&shortest.minutes, sites.routes.min(sites.len()));
    let Some((minutes, _)) = layers.last() else { return Vec::new() };
    let prize = |set: usize| members(set).map(|site| sites.prizes[site]).sum::<u64>();
    let mut best = (0, 0);
    for set in (0..sets).filter(|set| minutes[*set].is_finite()) {
        let gain = prize(set);
        let shorter = minutes[set] < minutes[best.1];
        if gain > best.0 || (gain == best.0 && shorter) {
            best = (gain, set);
        }
    }
    let mut rest = best.1;
    let mut plan = Vec::new();
    for (_, first) in layers.iter().rev() {
        let set = first[rest];
        if set != 0 {
            plan.push(shortest.route(sites, set));
            rest &= !set;
        }
    }
    plan
}

/// Least minutes by set for up to 1, 2, … routes, and what the last of the routes visits.
fn layers(one: &[f64], routes: usize) -> Vec<(Vec<f64>, Vec<usize>)> {
    let mut layers: Vec<(Vec<f64>, Vec<usize>)> = Vec::new();
    for _ in 0..routes {
        let Some((before, _)) = layers.last() else {
            layers.push((one.to_vec(), (0..one.len()).collect()));
            continue;
        };
        let mut minutes = before.clone();
        let mut first = vec![0; one.len()];
        let mut better = false;
        for set in 1..one.len() {
            // The lowest site is on one of the routes: let it be the last one.
            let lowest = set & set.wrapping_neg();
            let rest = set & !lowest;
            let mut part = rest;
            loop {
                let with = part | lowest;
                let total = one[with] + before[set & !with];
                if total < minutes[set] {
                    (minutes[set], first[set], better) = (total, with, true);
                }
                if part == 0 {
                    break;
                }
                part = (part - 1) & rest;
            }
        }
        if !better {
            break;
        }
        layers.push((minutes, first));
    }
    layers
}
