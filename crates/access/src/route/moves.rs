//! Routes while they are being improved: what is put in, moved, turned round and exchanged.

use super::Sites;

/// Differences in minutes below this are rounding.
const LEAST: f64 = 1e-7;

/// Routes, and the sites on none.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub routes: Vec<Vec<usize>>,
    pub minutes: Vec<f64>,
    pub unvisited: Vec<usize>,
    pub prize: u64,
}

impl Plan {
    pub(super) fn empty(sites: &Sites) -> Self {
        let routes = sites.routes.min(sites.len());
        Self {
            routes: vec![Vec::new(); routes],
            minutes: vec![0.0; routes],
            unvisited: (0..sites.len()).collect(),
            prize: 0,
        }
    }

    pub(super) fn total(&self) -> f64 {
        self.minutes.iter().sum()
    }

    /// Whether it is better: more prize, or as much in less time.
    pub(super) fn beats(&self, other: &Self) -> bool {
        let shorter = self.total() < other.total() - LEAST;
        self.prize > other.prize || (self.prize == other.prize && shorter)
    }

    /// Takes out a site.
    pub(super) fn drop_at(&mut self, sites: &Sites, route: usize, position: usize) {
        let site = self.routes[route].remove(position);
        self.minutes[route] = sites.minutes(&self.routes[route]);
        self.unvisited.push(site);
        self.prize -= sites.prizes[site];
    }

    fn put(&mut self, sites: &Sites, site: usize, route: usize, position: usize) {
        self.routes[route].insert(position, site);
        self.minutes[route] = sites.minutes(&self.routes[route]);
        self.unvisited.retain(|other| *other != site);
        self.prize += sites.prizes[site];
    }

    /// The cheapest place for a site on a route that has the time: more minutes, and where.
    fn cheapest(&self, sites: &Sites, site: usize, route: usize) -> Option<(f64, usize)> {
        let stops = &self.routes[route];
        let mut best: Option<(f64, usize)> = None;
        for position in 0..=stops.len() {
            let from = position.checked_sub(1).map_or(0, |before| stops[before] + 1);
            let to = stops.get(position).map_or(0, |next| next + 1);
            let direct = if stops.is_empty() { 0.0 } else { sites.travel[from][to] };
            let more = sites.leg(from, site) + sites.travel[site + 1][to] - direct;
            let fits = self.minutes[route] + more <= sites.budget;
            if fits && best.is_none_or(|(least, _)| more < least) {
                best = Some((more, position));
            }
        }
        best
    }

    /// Puts in sites while any fits, the most prize for a minute first; `taste` bends that by site.
    pub(super) fn fill(&mut self, sites: &Sites, taste: &[f64]) -> bool {
        let mut filled = false;
        loop {
            let mut best: Option<(f64, usize, usize, usize)> = None;
            for &site in &self.unvisited {
                for route in 0..self.routes.len() {
                    let Some((more, position)) = self.cheapest(sites, site, route) else {
                        continue;
                    };
                    let score = prize(sites, site) * taste[site] / more.max(1e-3);
                    if best.is_none_or(|(most, ..)| score > most) {
                        best = Some((score, site, route, position));
                    }
                    if self.routes[route].is_empty() {
                        // All empty routes are alike.
                        break;
                    }
                }
            }
            let Some((_, site, route, position)) = best else { return filled };
            self.put(sites, site, route, position);
            filled = true;
        }
    }

    /// Shortens each route by turning parts of it round and by moving up to three stops along it.
    pub(super) fn shorten(&mut self, sites: &Sites) {
        for (route, minutes) in self.routes.iter_mut().zip(&mut self.minutes) {
            while turned(sites, route) || moved(sites, route) {}
            *minutes = sites.minutes(route);
        }
    }

    /// Moves a stop to another route where that takes less time in all.
    pub(super) fn relocate(&mut self, sites: &Sites) -> bool {
        for from in 0..self.routes.len() {
            for position in 0..self.routes[from].len() {
                let site = self.routes[from][position];
                let mut rest = self.routes[from].clone();
                rest.remove(position);
                let saved = self.minutes[from] - sites.minutes(&rest);
                for to in (0..self.routes.len()).filter(|to| *to != from) {
                    let place = self.cheapest(sites, site, to);
                    if let Some((_, at)) = place.filter(|(more, _)| *more < saved - LEAST) {
                        self.drop_at(sites, from, position);
                        self.put(sites, site, to, at);
                        return true;
                    }
                }
            }
        }
        false
    }

    /// Exchanges two stops of different routes where that takes less time in all.
    pub(super) fn exchange(&mut self, sites: &Sites) -> bool {
        for a in 0..self.routes.len() {
            for b in a + 1..self.routes.len() {
                for i in 0..self.routes[a].len() {
                    for j in 0..self.routes[b].len() {
                        if self.exchanged(sites, (a, i), (b, j)) {
                            return true;
                        }
                    }
                }
            }
        }
        false
    }

    fn exchanged(&mut self, sites: &Sites, a: (usize, usize), b: (usize, usize)) -> bool {
        let (x, y) = (self.routes[a.0][a.1], self.routes[b.0][b.1]);
        let first = self.minutes[a.0] + replaced(sites, &self.routes[a.0], a.1, y);
        let second = self.minutes[b.0] + replaced(sites, &self.routes[b.0], b.1, x);
        let fits = first <= sites.budget && second <= sites.budget;
        let shorter = first + second < self.minutes[a.0] + self.minutes[b.0] - LEAST;
        if fits && shorter {
            (self.routes[a.0][a.1], self.routes[b.0][b.1]) = (y, x);
            self.minutes[a.0] = sites.minutes(&self.routes[a.0]);
            self.minutes[b.0] = sites.minutes(&self.routes[b.0]);
        }
        fits && shorter
    }

    /// Puts a site on no route in the place of one that has less prize, or as much but takes
    /// longer.
    pub(super) fn replace(&mut self, sites: &Sites) -> bool {
        for route in 0..self.routes.len() {
            for position in 0..self.routes[route].len() {
                let old = self.routes[route][position];
                let better = self.unvisited.iter().copied().find(|&new| {
                    let more = replaced(sites, &self.routes[route], position, new);
                    let fits = self.minutes[route] + more <= sites.budget;
                    let (gain, loss) = (sites.prizes[new], sites.prizes[old]);
                    fits && (gain > loss || (gain == loss && more < -LEAST))
                });
                if let Some(new) = better {
                    self.drop_at(sites, route, position);
                    self.put(sites, new, route, position);
                    return true;
                }
            }
        }
        false
    }
}

/// A prize as a float; it is only weighed.
fn prize(sites: &Sites, site: usize) -> f64 {
    crate::num::count(usize::try_from(sites.prizes[site]).unwrap_or(usize::MAX))
}

/// How many more minutes a route takes with another site in a place.
fn replaced(sites: &Sites, route: &[usize], position: usize, new: usize) -> f64 {
    let from = position.checked_sub(1).map_or(0, |before| route[before] + 1);
    let to = route.get(position + 1).map_or(0, |next| next + 1);
    let through = |site: usize| sites.leg(from, site) + sites.travel[site + 1][to];
    through(new) - through(route[position])
}

/// Turns the first part round that makes a route shorter (2-opt, ways differ by direction).
fn turned(sites: &Sites, route: &mut [usize]) -> bool {
    for first in 0..route.len() {
        let from = first.checked_sub(1).map_or(0, |before| route[before] + 1);
        let mut along = 0.0;
        let mut against = 0.0;
        for last in first + 1..route.len() {
            let (a, b) = (route[last - 1] + 1, route[last] + 1);
            along += sites.travel[a][b];
            against += sites.travel[b][a];
            let to = route.get(last + 1).map_or(0, |next| next + 1);
            let start = route[first] + 1;
            let before = sites.travel[from][start] + along + sites.travel[b][to];
            let after = sites.travel[from][b] + against + sites.travel[start][to];
            if after < before - LEAST {
                route[first..=last].reverse();
                return true;
            }
        }
    }
    false
}

/// Moves the first run of up to three stops to where it makes a route shorter (or-opt).
fn moved(sites: &Sites, route: &mut Vec<usize>) -> bool {
    for length in 1..=3.min(route.len()) {
        for first in 0..=route.len() - length {
            let run = &route[first..first + length];
            let rest: Vec<usize> =
                route[..first].iter().chain(&route[first + length..]).copied().collect();
            let place = |at: Option<&usize>| at.map_or(0, |site| site + 1);
            let (head, tail) = (run[0] + 1, run[length - 1] + 1);
            let cost = |at: usize| {
                let from = at.checked_sub(1).map_or(0, |before| rest[before] + 1);
                let to = place(rest.get(at));
                let direct = if rest.is_empty() { 0.0 } else { sites.travel[from][to] };
                sites.travel[from][head] + sites.travel[tail][to] - direct
            };
            let now = cost(first);
            if let Some(at) = (0..=rest.len()).find(|at| cost(*at) < now - LEAST) {
                let run = run.to_vec();
                *route = rest;
                route.splice(at..at, run);
                return true;
            }
        }
    }
    false
}
