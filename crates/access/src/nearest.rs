//! Minutes from homes to facilities: the nearest of a kind, how many within a limit, and all.

use crate::num::{at, id};
use crate::pace::{CLOSED, Times};
use crate::places::{Homes, Kind};
use crate::search::{NONE, Search, Toward, nearer};

/// Slack in comparing minutes with a limit: sums of floats are not taken at their last bit.
pub(crate) const SLACK: f64 = 1e-9;

/// The nearest facility of one kind from every home.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nearest {
    /// Minutes; infinite where none can be reached.
    pub minutes: Vec<f64>,
    /// The facility's number in its kind; `u32::MAX` where none can be reached.
    pub facility: Vec<u32>,
}

/// Finds the nearest facility of a kind from every home.
pub fn nearest(times: &Times, homes: &Homes, kind: &Kind, search: &mut Search) -> Nearest {
    search.run(times, &kind.positions, f64::INFINITY, Toward::Sources);
    let mut found = Nearest {
        minutes: vec![f64::INFINITY; homes.positions.len()],
        facility: vec![NONE; homes.positions.len()],
    };
    // In the order of the chains: neighbours in the network are neighbours in memory.
    for home in homes.by_chain() {
        let home = at(*home);
        let (minutes, facility) = from_home(times, homes, kind, search, home);
        found.minutes[home] = minutes;
        found.facility[home] = facility;
    }
    found
}

/// The nearest facility from one home: by way of the ends of its chain, or straight along it.
pub(crate) fn from_home(
    times: &Times,
    homes: &Homes,
    kind: &Kind,
    search: &Search,
    home: usize,
) -> (f64, u32) {
    let position = homes.positions[home];
    let mut best = search.at_place(times, position, Toward::Sources);
    for facility in kind.on(position.chain) {
        let minutes = times.direct(position, kind.positions[at(*facility)]);
        if nearer(minutes, *facility, best) {
            best = (minutes, *facility);
        }
    }
    best
}

/// Metres of the shortest way (in minutes) from every home to its nearest facility; infinite
/// where none can be reached.
pub fn metres(
    times: &Times,
    homes: &Homes,
    kind: &Kind,
    search: &Search,
    found: &Nearest,
) -> Vec<f64> {
    let to_junction = junction_metres(times, kind, search);
    let of_home = |home: usize| {
        let position = homes.positions[home];
        if !found.minutes[home].is_finite() {
            return f64::INFINITY;
        }
        for facility in kind.on(position.chain) {
            let place = kind.positions[at(*facility)];
            if times.direct(position, place) <= found.minutes[home] + SLACK {
                return (place.along_m - position.along_m).abs();
            }
        }
        let whole = times.network.metres(position.chain);
        let ends = times.ends(position, false);
        let walked = [position.along_m, whole - position.along_m];
        let by = |end: usize| {
            let (junction, minutes) = ends[end];
            (minutes + search.minutes(junction), walked[end] + to_junction[at(junction)])
        };
        let (first, second) = (by(0), by(1));
        if first.0 <= second.0 { first.1 } else { second.1 }
    };
    (0..homes.positions.len()).map(of_home).collect()
}

/// Metres from every junction along its shortest way.
fn junction_metres(times: &Times, kind: &Kind, search: &Search) -> Vec<f64> {
    let mut metres = vec![f64::INFINITY; times.network.junctions()];
    let mut order: Vec<u32> = search.touched().to_vec();
    order.sort_by(|a, b| search.minutes(*a).total_cmp(&search.minutes(*b)).then(a.cmp(b)));
    // Junctions that are no minute apart may come in the wrong order: each waits for the one
    // before it.
    for junction in &order {
        let mut path = vec![*junction];
        while let Some(last) = path.last().copied() {
            let by = search.by(last);
            if by == NONE {
                metres[at(last)] = from_source(times, kind, search, last);
                path.pop();
                break;
            }
            let chain = &times.network.chains[at(by / 2)];
            let before = if by.is_multiple_of(2) { chain.a } else { chain.b };
            if metres[at(before)].is_finite() {
                metres[at(last)] = metres[at(before)] + times.network.metres(by / 2);
                path.pop();
                break;
            }
            path.push(before);
        }
        while let Some(next) = path.pop() {
            let by = search.by(next);
            let chain = &times.network.chains[at(by / 2)];
            let before = if by.is_multiple_of(2) { chain.a } else { chain.b };
            metres[at(next)] = metres[at(before)] + times.network.metres(by / 2);
        }
    }
    metres
}

/// Metres from the source that a junction goes to straight along its chain.
fn from_source(times: &Times, kind: &Kind, search: &Search, junction: u32) -> f64 {
    let Some(place) = kind.positions.get(at(search.source(junction))) else {
        return f64::INFINITY;
    };
    let chain = &times.network.chains[at(place.chain)];
    let whole = times.network.metres(place.chain);
    if chain.a == chain.b {
        return place.along_m.min(whole - place.along_m);
    }
    if chain.a == junction { place.along_m } else { whole - place.along_m }
}

/// How many facilities of a kind lie within `limit` minutes of each home.
pub fn counts(
    times: &Times,
    homes: &Homes,
    kind: &Kind,
    limit: f64,
    search: &mut Search,
) -> Vec<u32> {
    let mut counts = vec![0_u32; homes.positions.len()];
    let mut told = |_: usize, home: u32, minutes: f64| {
        if minutes <= limit + SLACK {
            counts[at(home)] += 1;
        }
    };
    each_pair(times, homes, kind, limit, search, &mut told);
    counts
}

/// Minutes from every home (rows) to every facility of a kind (columns).
pub fn matrix(times: &Times, homes: &Homes, kind: &Kind, search: &mut Search) -> Vec<f64> {
    let columns = kind.positions.len();
    let mut all = vec![f64::INFINITY; homes.positions.len() * columns];
    let mut told = |facility: usize, home: u32, minutes: f64| {
        all[at(home) * columns + facility] = minutes;
    };
    each_pair(times, homes, kind, f64::INFINITY, search, &mut told);
    all
}

/// Tells minutes of every pair within `limit`: the facility's number, the home's, minutes.
pub fn pairs(
    times: &Times,
    homes: &Homes,
    kind: &Kind,
    limit: f64,
    search: &mut Search,
    told: &mut impl FnMut(u32, u32, f64),
) {
    each_pair(times, homes, kind, limit, search, &mut |facility, home, minutes| {
        told(id(facility), home, minutes);
    });
}

/// The homes from which each place is reached within `limit` minutes, in order.
pub fn reached(
    times: &Times,
    homes: &Homes,
    places: &[crate::network::Position],
    limit: f64,
) -> Vec<Vec<u32>> {
    let mut search = Search::new(times.network.junctions());
    let mut reach = Reach::new(times);
    let mut of = |place: &crate::network::Position| {
        let mut found = Vec::new();
        reach.homes(times, homes, *place, limit, &mut search, &mut |home, _| found.push(home));
        found.sort_unstable();
        found
    };
    places.iter().map(&mut of).collect()
}

/// Tells minutes of every pair within `limit`: facility, home, minutes.
fn each_pair(
    times: &Times,
    homes: &Homes,
    kind: &Kind,
    limit: f64,
    search: &mut Search,
    told: &mut impl FnMut(usize, u32, f64),
) {
    let mut reach = Reach::new(times);
    for (facility, position) in kind.positions.iter().enumerate() {
        reach.homes(times, homes, *position, limit, search, &mut |home, minutes| {
            told(facility, home, minutes);
        });
    }
}

/// Finds the homes within reach of a place, each chain looked at once.
pub struct Reach {
    /// The round in which each chain was last seen.
    seen: Vec<u32>,
    round: u32,
}

impl Reach {
    /// Makes one for a network.
    pub fn new(times: &Times) -> Self {
        Self { seen: vec![0; times.network.chains.len()], round: 0 }
    }

    /// Tells every home from which `place` is reached within `limit` minutes.
    pub(crate) fn homes(
        &mut self,
        times: &Times,
        homes: &Homes,
        place: crate::network::Position,
        limit: f64,
        search: &mut Search,
        told: &mut impl FnMut(u32, f64),
    ) {
        search.run(times, &[place], limit + SLACK, Toward::Sources);
        self.round += 1;
        let (round, seen) = (self.round, &mut self.seen);
        let mut look = |chain: u32| {
            if std::mem::replace(&mut seen[at(chain)], round) == round {
                return;
            }
            let here = homes.on(chain);
            if here.is_empty() || times.closed(chain) {
                return;
            }
            let held = &times.network.chains[at(chain)];
            let at_ends = (search.minutes(held.a), search.minutes(held.b));
            let whole = times.network.metres(chain);
            for home in here {
                let position = homes.positions[at(*home)];
                let to_a = times.part(chain, position.along_m, 0.0);
                let to_b = times.part(chain, position.along_m, whole);
                let mut minutes = f64::INFINITY;
                for (way, rest) in [(to_a, at_ends.0), (to_b, at_ends.1)] {
                    if way < CLOSED {
                        minutes = minutes.min(way + rest);
                    }
                }
                if place.chain == chain {
                    minutes = minutes.min(times.direct(position, place));
                }
                if minutes <= limit + SLACK && minutes.is_finite() {
                    told(*home, minutes);
                }
            }
        };
        look(place.chain);
        for junction in search.touched() {
            for arc in times.network.arcs(*junction) {
                look(arc.half / 2);
            }
        }
    }
}

/// Minutes from one home to every facility of a kind.
pub fn from_one(
    times: &Times,
    position: crate::network::Position,
    kind: &Kind,
    search: &mut Search,
) -> Vec<f64> {
    search.run(times, &[position], f64::INFINITY, Toward::Everywhere);
    let minutes = |to: &crate::network::Position| {
        let (by_ends, _) = search.at_place(times, *to, Toward::Everywhere);
        by_ends.min(times.direct(position, *to))
    };
    kind.positions.iter().map(minutes).collect()
}

/// The share of people within each limit of one kind, and of all kinds together.
#[derive(Debug, Clone, PartialEq)]
pub struct Covered {
    /// The limit, minutes.
    pub minutes: f64,
    /// People within it.
    pub weight: f64,
    /// The homes beyond it, by number.
    pub beyond: Vec<u32>,
}

/// Who is within `limit` minutes of one of each of the kinds.
pub fn coverage(homes: &Homes, kinds: &[&Nearest], limit: f64) -> Covered {
    let mut covered = Covered { minutes: limit, weight: 0.0, beyond: Vec::new() };
    for (number, home) in homes.homes.iter().enumerate() {
        if kinds.iter().all(|kind| kind.minutes[number] <= limit + SLACK) {
            covered.weight += home.weight;
        } else {
            covered.beyond.push(id(number));
        }
    }
    covered
}
