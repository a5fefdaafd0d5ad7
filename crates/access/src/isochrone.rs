//! What is within some minutes of a place: the streets, exactly; and a polygon, as a picture.
//!
//! Nothing is ever counted by the polygon: near a river or a wall it holds places that nobody
//! reaches in time.

use crate::locate::Plane;
use crate::network::Position;
use crate::num::{at, id};
use crate::pace::Times;
use crate::search::{Search, Toward};
use crate::spot::Point;
use geo::{Buffer, LineString, MultiLineString, MultiPolygon, coord};

/// The streets within a limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// The limit, minutes.
    pub minutes: f64,
    /// Pieces of street, each a line.
    pub lines: Vec<Vec<Point>>,
    /// Their length, metres.
    pub metres: f64,
}

/// Finds the streets within each of the limits, going from a place.
pub fn isochrone(
    times: &Times,
    from: Position,
    limits: &[f64],
    search: &mut Search,
) -> Vec<Reached> {
    let farthest = limits.iter().copied().fold(0.0, f64::max);
    search.run(times, &[from], farthest, Toward::Everywhere);
    let mut chains: Vec<u32> = vec![from.chain];
    for junction in search.touched() {
        chains.extend(times.network().arcs(*junction).iter().map(|arc| arc.half / 2));
    }
    chains.sort_unstable();
    chains.dedup();
    let reached = |limit: &f64| {
        let mut reached = Reached { minutes: *limit, lines: Vec::new(), metres: 0.0 };
        for chain in &chains {
            for (low, high) in spans(times, search, from, *chain, *limit) {
                reached.metres += high - low;
                reached.lines.push(line(times, *chain, low, high));
            }
        }
        reached
    };
    limits.iter().map(reached).collect()
}

/// The parts of a chain within the limit, metres from its beginning, apart from one another.
fn spans(
    times: &Times,
    search: &Search,
    from: Position,
    chain: u32,
    limit: f64,
) -> Vec<(f64, f64)> {
    if times.closed(chain) {
        return Vec::new();
    }
    let held = &times.network().chains()[at(chain)];
    let whole = times.network().metres(chain);
    let mut parts = Vec::new();
    let (at_a, at_b) = (search.minutes(held.a), search.minutes(held.b));
    if at_a < limit {
        parts.push((0.0, farthest(times, chain, 0.0, whole, limit - at_a)));
    }
    if at_b < limit {
        parts.push((farthest(times, chain, whole, 0.0, limit - at_b), whole));
    }
    if chain == from.chain {
        let low = farthest(times, chain, from.along_m, 0.0, limit);
        parts.push((low, farthest(times, chain, from.along_m, whole, limit)));
    }
    parts.retain(|(low, high)| high > low);
    parts.sort_by(|left, right| left.0.total_cmp(&right.0));
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for (low, high) in parts {
        match merged.last_mut() {
            Some(last) if low <= last.1 => last.1 = last.1.max(high),
            Some(_) | None => merged.push((low, high)),
        }
    }
    merged
}

/// How far one comes in some minutes from one place on a chain towards another.
fn farthest(times: &Times, chain: u32, from: f64, to: f64, minutes: f64) -> f64 {
    let all = times.part(chain, from, to);
    if all <= minutes {
        return to;
    }
    let (mut near, mut far) = (from, to);
    // Fifty halvings of a chain are far below a millimetre.
    for _ in 0..50 {
        let middle = f64::midpoint(near, far);
        if times.part(chain, from, middle) <= minutes { near = middle } else { far = middle }
    }
    near
}

/// The part of a chain between two places on it, as a line.
pub(crate) fn line(times: &Times, chain: u32, low: f64, high: f64) -> Vec<Point> {
    let network = times.network();
    let mut points = vec![network.point_along(chain, low)];
    let along = network.along(chain);
    for (spot, metres) in network.shape(chain).iter().zip(along) {
        if *metres > low && *metres < high {
            points.push(spot.point());
        }
    }
    points.push(network.point_along(chain, high));
    points
}

/// A picture of what was reached: the streets, drawn `width_m` wide to each side.
pub fn picture(reached: &Reached, width_m: f64) -> Vec<Vec<Vec<Point>>> {
    let Some(first) = reached.lines.first().and_then(|line| line.first()) else {
        return Vec::new();
    };
    let plane = Plane::at(first.lat);
    let string = |line: &Vec<Point>| {
        let place = |point: &Point| {
            let [x, y] = plane.of(*point);
            coord! { x: x, y: y }
        };
        LineString::new(line.iter().map(place).collect())
    };
    let streets = MultiLineString::new(reached.lines.iter().map(string).collect());
    let polygons: MultiPolygon<f64> = streets.buffer(width_m);
    let ring = |ring: &LineString<f64>| {
        ring.coords().map(|c| plane.back([c.x, c.y])).collect::<Vec<Point>>()
    };
    polygons
        .iter()
        .map(|polygon| {
            let mut rings = vec![ring(polygon.exterior())];
            rings.extend(polygon.interiors().iter().map(ring));
            rings
        })
        .collect()
}

/// A way from one place to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Way {
    /// Minutes.
    pub minutes: f64,
    /// Metres.
    pub metres: f64,
    /// The way as a line.
    pub line: Vec<Point>,
}

/// Finds the shortest way from one place to another; none if there is no way.
pub fn way(times: &Times, from: Position, to: Position, search: &mut Search) -> Option<Way> {
    let straight = times.direct(from, to);
    search.run(times, &[from], f64::INFINITY, Toward::Everywhere);
    let (by_ends, _) = search.at_place(times, to, Toward::Everywhere);
    if straight <= by_ends {
        if straight.is_infinite() {
            return None;
        }
        return Some(straight_way(times, from, to, straight));
    }
    if by_ends.is_infinite() {
        return None;
    }
    // From the end of the last chain back to the first, then turned round.
    let ends = times.ends(to, true);
    let (last, _) = ends.into_iter().min_by(|left, right| {
        let whole = |(junction, minutes): &(u32, f64)| search.minutes(*junction) + minutes;
        whole(left).total_cmp(&whole(right))
    })?;
    let mut halves = Vec::new();
    let mut junction = last;
    while search.by(junction) != crate::search::NONE {
        let half = search.by(junction);
        halves.push(half);
        let chain = &times.network().chains()[at(half / 2)];
        junction = if half.is_multiple_of(2) { chain.a } else { chain.b };
    }
    halves.reverse();
    let first = junction;
    let mut way = Way { minutes: by_ends, metres: 0.0, line: Vec::new() };
    way.append(times, from.chain, from.along_m, end_m(times, from.chain, first, from.along_m));
    for half in halves {
        let whole = times.network().metres(half / 2);
        let (low, high) = if half.is_multiple_of(2) { (0.0, whole) } else { (whole, 0.0) };
        way.append(times, half / 2, low, high);
    }
    way.append(times, to.chain, end_m(times, to.chain, last, to.along_m), to.along_m);
    Some(way)
}

/// Metres from the beginning of a chain to one of its ends; of a ring, to the nearer one.
fn end_m(times: &Times, chain: u32, junction: u32, along_m: f64) -> f64 {
    let held = &times.network().chains()[at(chain)];
    let whole = times.network().metres(chain);
    if held.a == held.b {
        return if along_m <= whole / 2.0 { 0.0 } else { whole };
    }
    if held.a == junction { 0.0 } else { whole }
}

fn straight_way(times: &Times, from: Position, to: Position, minutes: f64) -> Way {
    let mut way = Way { minutes, metres: 0.0, line: Vec::new() };
    way.append(times, from.chain, from.along_m, to.along_m);
    way
}

impl Way {
    fn append(&mut self, times: &Times, chain: u32, from: f64, to: f64) {
        let mut points = line(times, chain, from.min(to), from.max(to));
        if to < from {
            points.reverse();
        }
        self.metres += (to - from).abs();
        self.line.extend(points);
        self.line.dedup();
    }
}

/// Minutes from each of some places (rows) to each other (columns).
pub fn between(times: &Times, places: &[Position], search: &mut Search) -> Vec<Vec<f64>> {
    let row = |from: &Position, search: &mut Search| {
        search.run(times, &[*from], f64::INFINITY, Toward::Everywhere);
        let minutes = |to: &Position| {
            let (by_ends, _) = search.at_place(times, *to, Toward::Everywhere);
            by_ends.min(times.direct(*from, *to))
        };
        places.iter().map(minutes).collect()
    };
    let mut rows: Vec<Vec<f64>> = places.iter().map(|from| row(from, search)).collect();
    for (index, row) in rows.iter_mut().enumerate() {
        row[at(id(index))] = 0.0;
    }
    rows
}
