//! Good routes for many sites: built, taken apart in places and built again, a fixed number of
//! times.

use super::moves::Plan;
use super::random::Random;
use super::{Effort, Sites};

/// The best routes that were found.
pub(super) fn solve(sites: &Sites, effort: Effort) -> Vec<Vec<usize>> {
    let mut random = Random::new(effort.seed);
    let mut best = Plan::empty(sites);
    if best.routes.is_empty() {
        return best.routes;
    }
    best.fill(sites, &vec![1.0; sites.len()]);
    improve(sites, &mut best, &vec![1.0; sites.len()]);
    let mut now = best.clone();
    let mut idle = 0;
    for _ in 0..effort.rounds {
        let mut next = now.clone();
        take_apart(sites, &mut next, &mut random);
        let taste: Vec<f64> = (0..sites.len()).map(|_| random.between(0.4, 1.6)).collect();
        next.fill(sites, &taste);
        improve(sites, &mut next, &taste);
        if next.beats(&best) {
            best = next.clone();
            idle = 0;
        }
        idle += 1;
        // A little worse may lead on to better; after a while it starts again from the best.
        let near = next.prize + best.prize / 50 + 1 >= best.prize;
        if next.beats(&now) || near {
            now = next;
        }
        if idle % 100 == 0 {
            now = best.clone();
        }
    }
    best.routes
}

/// Improves until no move does; every move makes the prize greater or the time less.
fn improve(sites: &Sites, plan: &mut Plan, taste: &[f64]) {
    loop {
        plan.shorten(sites);
        let better = plan.fill(sites, taste)
            || plan.replace(sites)
            || plan.relocate(sites)
            || plan.exchange(sites);
        if !better {
            break;
        }
    }
}

/// Drops a run of stops, some stops here and there, or most of a route.
fn take_apart(sites: &Sites, plan: &mut Plan, random: &mut Random) {
    let filled: Vec<usize> =
        (0..plan.routes.len()).filter(|route| !plan.routes[*route].is_empty()).collect();
    if filled.is_empty() {
        return;
    }
    match random.below(3) {
        0 => {
            for _ in 0..=random.below(2) {
                let route = filled[random.below(filled.len())];
                let length = plan.routes[route].len();
                let first = random.below(length.max(1));
                for _ in 0..=random.below(4) {
                    if first < plan.routes[route].len() {
                        plan.drop_at(sites, route, first);
                    }
                }
            }
        }
        1 => {
            for _ in 0..=random.below(5) {
                let route = filled[random.below(filled.len())];
                let length = plan.routes[route].len();
                if length > 0 {
                    plan.drop_at(sites, route, random.below(length));
                }
            }
        }
        _ => drop_around(sites, plan, random),
    }
    // The order of those on no route is the order in which they are tried.
    plan.unvisited.sort_unstable();
}

/// Drops the stops that are nearest to one site, on whatever route they are.
fn drop_around(sites: &Sites, plan: &mut Plan, random: &mut Random) {
    let centre = random.below(sites.len()) + 1;
    let away = |site: usize| sites.travel[centre][site + 1].min(sites.travel[site + 1][centre]);
    let mut stops: Vec<usize> = plan.routes.iter().flatten().copied().collect();
    stops.sort_by(|a, b| away(*a).total_cmp(&away(*b)).then(a.cmp(b)));
    stops.truncate(2 + random.below(6));
    for route in 0..plan.routes.len() {
        for position in (0..plan.routes[route].len()).rev() {
            if stops.contains(&plan.routes[route][position]) {
                plan.drop_at(sites, route, position);
            }
        }
    }
}
