//! Gated estates: closed areas whose gates are the only doors.
//!
//! A street that crosses the wall of an estate is cut there; it is passed only where a gate
//! stands and is open. People inside are put on streets inside, people outside on streets
//! outside.

use crate::num::{at, id};
use crate::spot::{Point, Spot};
use geo::{Contains, LineString, Polygon, coord};
use std::collections::BTreeMap;

/// How far from a wall crossing a gate may stand to be the gate of it, metres.
pub const GATE_M: f64 = 30.0;

/// A closed area.
#[derive(Debug, Clone, PartialEq)]
pub struct Estate {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Outer rings and holes, each closed: inside is what an odd number of them surrounds.
    pub rings: Vec<Vec<Point>>,
}

/// A door in the wall of an estate.
#[derive(Debug, Clone, PartialEq)]
pub struct Gate {
    /// Its id.
    pub id: String,
    /// The estate's id; empty: whichever wall is nearest.
    pub estate: String,
    /// Where it is.
    pub at: Point,
    /// Whether people may pass.
    pub open: bool,
}

impl Estate {
    /// Each ring as a polygon of its own.
    fn polygons(&self) -> Vec<Polygon<f64>> {
        let polygon = |ring: &Vec<Point>| {
            let line = ring.iter().map(|p| coord! { x: p.lon, y: p.lat }).collect();
            Polygon::new(LineString::new(line), Vec::new())
        };
        self.rings.iter().map(polygon).collect()
    }
}

/// A vertex so near to a wall stands on it, metres.
const ON_WALL_M: f64 = 0.02;

/// Finds the estate that a place lies in.
pub(crate) struct Areas {
    /// Rings and box, in the order of the estates.
    areas: Vec<(Vec<Polygon<f64>>, [f64; 4])>,
}

impl Areas {
    pub(crate) fn new(estates: &[Estate]) -> Self {
        let boxed = |estate: &Estate| {
            let mut bounds = [f64::MAX, f64::MAX, f64::MIN, f64::MIN];
            for point in estate.rings.iter().flatten() {
                bounds[0] = bounds[0].min(point.lon);
                bounds[1] = bounds[1].min(point.lat);
                bounds[2] = bounds[2].max(point.lon);
                bounds[3] = bounds[3].max(point.lat);
            }
            (estate.polygons(), bounds)
        };
        Self { areas: estates.iter().map(boxed).collect() }
    }

    pub(crate) fn none(&self) -> bool {
        self.areas.is_empty()
    }

    /// The number of the estate that `point` lies in, from 1; 0: none.
    pub(crate) fn of(&self, point: Point) -> u16 {
        let here = geo::Point::new(point.lon, point.lat);
        let inside = |(rings, b): &(Vec<Polygon<f64>>, [f64; 4])| {
            point.lon >= b[0]
                && point.lon <= b[2]
                && point.lat >= b[1]
                && point.lat <= b[3]
                && !rings.iter().filter(|ring| ring.contains(&here)).count().is_multiple_of(2)
        };
        let found = self.areas.iter().position(inside);
        found.and_then(|index| u16::try_from(index + 1).ok()).unwrap_or(0)
    }

    /// Where the straight line between two places crosses walls: the share of the line, and the
    /// number of the estate, in order along the line.
    pub(crate) fn crossings(&self, from: Point, to: Point) -> Vec<(f64, u16)> {
        let (west, east) = (from.lon.min(to.lon), from.lon.max(to.lon));
        let (south, north) = (from.lat.min(to.lat), from.lat.max(to.lat));
        let mut found = Vec::new();
        for (number, (rings, b)) in self.areas.iter().enumerate() {
            if east < b[0] || west > b[2] || north < b[1] || south > b[3] {
                continue;
            }
            let Ok(number) = u16::try_from(number + 1) else { continue };
            for wall in rings.iter().flat_map(|ring| ring.exterior().lines()) {
                let (a, b) = (wall.start, wall.end);
                if let Some(share) = crossing((from, to), (a.x, a.y), (b.x, b.y)) {
                    found.push((share, number));
                }
            }
        }
        found.retain(|(share, number)| self.passes(from, to, *share, *number));
        found.sort_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
        // A line through a corner crosses two pieces of wall at one place.
        let mut kept: Vec<(f64, u16)> = Vec::new();
        for (share, number) in found {
            let same = |held: &(f64, u16)| held.1 == number && (held.0 - share).abs() < 1e-9;
            if !kept.iter().any(same) {
                kept.push((share, number));
            }
        }
        kept
    }

    /// Whether a line really passes a wall there, and does not only touch it. A vertex that
    /// stands on the wall belongs to two lines: the one that runs inside has the crossing.
    fn passes(&self, from: Point, to: Point, share: f64, number: u16) -> bool {
        let step = (ON_WALL_M / from.metres_to(to).max(ON_WALL_M)).min(0.25);
        let inside = |share: f64| {
            (0.0..=1.0).contains(&share).then(|| {
                let place = Point {
                    lon: from.lon + (to.lon - from.lon) * share,
                    lat: from.lat + (to.lat - from.lat) * share,
                };
                self.within(number, place)
            })
        };
        match (inside(share - step), inside(share + step)) {
            (Some(before), Some(after)) => before != after,
            (None, Some(inner)) | (Some(inner), None) => inner,
            (None, None) => false,
        }
    }

    /// Whether a place lies inside an estate; its wall is not inside.
    fn within(&self, number: u16, point: Point) -> bool {
        let here = geo::Point::new(point.lon, point.lat);
        let area = usize::from(number).checked_sub(1).and_then(|index| self.areas.get(index));
        area.is_some_and(|(rings, _)| {
            !rings.iter().filter(|ring| ring.contains(&here)).count().is_multiple_of(2)
        })
    }

    /// The number of each vertex's estate.
    pub(crate) fn of_all(&self, spots: &[Spot]) -> Vec<u16> {
        if self.none() {
            return vec![0; spots.len()];
        }
        spots.iter().map(|spot| self.of(spot.point())).collect()
    }
}

/// Where a line crosses a piece of wall, as a share of the line.
fn crossing((from, to): (Point, Point), a: (f64, f64), b: (f64, f64)) -> Option<f64> {
    let (dx, dy) = (to.lon - from.lon, to.lat - from.lat);
    let (wx, wy) = (b.0 - a.0, b.1 - a.1);
    let cross = dx * wy - dy * wx;
    if cross.abs() < f64::MIN_POSITIVE {
        return None;
    }
    let (px, py) = (a.0 - from.lon, a.1 - from.lat);
    let (share, along) = ((px * wy - py * wx) / cross, (px * dy - py * dx) / cross);
    ((0.0..=1.0).contains(&share) && (0.0..=1.0).contains(&along)).then_some(share)
}

/// Which wall crossings are open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Doors {
    /// Open crossings: chains, in order.
    open: Vec<u32>,
    /// The crossing that each gate stands at, by the gate's id.
    of_gate: BTreeMap<String, u32>,
    /// Gates that stand at no crossing of their estate.
    lost: Vec<String>,
}

impl Doors {
    /// Finds the crossing of each gate: the nearest of its estate within [`GATE_M`].
    pub fn new(network: &crate::network::Network, gates: &[Gate]) -> Self {
        let walls: Vec<(u32, Point)> = network
            .chains()
            .iter()
            .enumerate()
            .filter(|(_, chain)| chain.wall)
            .map(|(index, _)| {
                let chain = id(index);
                (chain, network.point_along(chain, network.metres(chain) / 2.0))
            })
            .collect();
        let mut doors = Self::default();
        for gate in gates {
            let of_estate = |chain: u32| {
                let number = at(u32::from(network.chains()[at(chain)].estate));
                gate.estate.is_empty()
                    || number
                        .checked_sub(1)
                        .and_then(|n| network.estates().get(n))
                        .is_some_and(|estate| estate.id == gate.estate)
            };
            // A long crossing is near where any of its pieces is near.
            let near = |chain: u32| distance_to(network, chain, gate.at);
            let nearest = walls
                .iter()
                .filter(|(chain, middle)| {
                    of_estate(*chain)
                        && middle.metres_to(gate.at) <= GATE_M + network.metres(*chain)
                })
                .map(|(chain, _)| (near(*chain), *chain))
                .min_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
            match nearest {
                Some((metres, chain)) if metres <= GATE_M => {
                    doors.of_gate.insert(gate.id.clone(), chain);
                    if gate.open {
                        doors.open.push(chain);
                    }
                }
                Some(_) | None => doors.lost.push(gate.id.clone()),
            }
        }
        doors.open.sort_unstable();
        doors.open.dedup();
        doors
    }

    /// Whether people may pass a wall there.
    pub fn open(&self, chain: u32) -> bool {
        self.open.binary_search(&chain).is_ok()
    }

    /// The wall crossing of a gate.
    pub fn crossing(&self, gate: &str) -> Option<u32> {
        self.of_gate.get(gate).copied()
    }

    /// Gates that stand at no crossing of their estate.
    pub fn lost(&self) -> &[String] {
        &self.lost
    }

    /// Opens or closes the crossing of a gate.
    pub fn set(&mut self, chain: u32, open: bool) {
        match (self.open.binary_search(&chain), open) {
            (Err(index), true) => self.open.insert(index, chain),
            (Ok(index), false) => {
                self.open.remove(index);
            }
            (Ok(_), true) | (Err(_), false) => {}
        }
    }
}

/// Metres from a place to the nearest point of a chain.
fn distance_to(network: &crate::network::Network, chain: u32, point: Point) -> f64 {
    let plane = crate::locate::Plane::at(point.lat);
    let here = plane.of(point);
    let shape = network.shape(chain);
    shape
        .windows(2)
        .map(|pair| {
            let (a, b) = (plane.of(pair[0].point()), plane.of(pair[1].point()));
            crate::locate::to_piece(here, a, b).0.sqrt()
        })
        .fold(f64::INFINITY, f64::min)
}
