//! A street network, ready to be searched: junctions, and chains of vertices between them.
//!
//! Most vertices of a map only bend a street. They are kept, because people live and shops stand
//! along them, but no search visits them: a *chain* runs from one junction to the next through
//! all vertices between, and a place on the network is a chain and metres along it. The answers
//! are those of the graph in which every vertex is a vertex, in a fifth of the steps.
//!
//! Invariants, stated as absences: no chain joins pieces that differ for any walker (steps,
//! loose ground, inside and outside of an estate); no vertex outside the largest connected piece
//! is kept; nothing depends on the order in which a hash map would give things.
//!
//! Start reading at [`Network::build`], then `search`.

mod build;
mod codec;
mod stats;

pub use build::{BuildError, Mode, Plan};
pub use codec::{CodecError, Eye, Pen};
pub use stats::Stats;

use crate::draft::{Direction, Traits};
use crate::num::at;
use crate::spot::{Point, Spot};

/// A run of vertices between two junctions.
#[derive(Debug, Clone, PartialEq)]
pub struct Chain {
    /// The junction at its beginning.
    pub a: u32,
    /// The junction at its end.
    pub b: u32,
    /// Its first vertex in the network's shape.
    pub first: u32,
    /// How many vertices it has, both ends included; at least two.
    pub len: u32,
    /// What matters to some walkers.
    pub traits: Traits,
    /// Its speed for cars, km/h; 0 in a walking network.
    pub km_h: u8,
    /// The directions in which it may be driven; both in a walking network.
    pub direction: Direction,
    /// The estate that it lies in, or whose wall it crosses; 0: none.
    pub estate: u16,
    /// Whether it crosses the wall of an estate: only an open gate lets people through.
    pub wall: bool,
}

/// A half of a chain as seen from one of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arc {
    /// The junction at the other end.
    pub(crate) to: u32,
    /// Twice the chain's number, plus one where it is gone from `b` to `a`.
    pub(crate) half: u32,
}

/// A street network.
#[derive(Debug, Clone)]
pub struct Network {
    /// What is driven or walked on it.
    pub mode: Mode,
    /// What was counted when it was built.
    pub stats: Stats,
    pub(crate) junctions: Vec<Spot>,
    pub(crate) chains: Vec<Chain>,
    /// The vertices of all chains, one after another.
    pub(crate) shape: Vec<Spot>,
    /// Metres from the beginning of its chain to each vertex of `shape`.
    pub(crate) along: Vec<f64>,
    /// Height of each vertex of `shape`, metres; empty where no heights are known.
    pub(crate) heights: Vec<f32>,
    /// Where the arcs of each junction begin; one more than there are junctions.
    pub(crate) heads: Vec<u32>,
    pub(crate) arcs: Vec<Arc>,
    /// The closed areas, in order; number 1 is the first.
    pub(crate) estates: Vec<crate::estate::Estate>,
}

/// A place on the network.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Position {
    /// The chain.
    pub chain: u32,
    /// Metres from its beginning.
    pub along_m: f64,
    /// Metres from the point that was put here, as the crow flies; not part of any time.
    pub snap_m: f64,
}

impl Network {
    /// How many junctions it has.
    pub fn junctions(&self) -> usize {
        self.junctions.len()
    }

    /// Its chains.
    pub fn chains(&self) -> &[Chain] {
        &self.chains
    }

    /// Whether heights are known.
    pub fn heights_known(&self) -> bool {
        !self.heights.is_empty()
    }

    /// The estates, by number from 1.
    pub fn estates(&self) -> &[crate::estate::Estate] {
        &self.estates
    }

    /// The vertices of a chain, in order.
    pub fn shape(&self, chain: u32) -> &[Spot] {
        let chain = &self.chains[at(chain)];
        &self.shape[at(chain.first)..at(chain.first + chain.len)]
    }

    /// Metres from the beginning of a chain to each of its vertices.
    pub(crate) fn along(&self, chain: u32) -> &[f64] {
        let chain = &self.chains[at(chain)];
        &self.along[at(chain.first)..at(chain.first + chain.len)]
    }

    /// The length of a chain, metres.
    pub fn metres(&self, chain: u32) -> f64 {
        let chain = &self.chains[at(chain)];
        self.along[at(chain.first + chain.len) - 1]
    }

    /// The place in degrees of a place on the network.
    pub fn point(&self, position: Position) -> Point {
        self.point_along(position.chain, position.along_m)
    }

    /// The place in degrees so many metres along a chain.
    pub fn point_along(&self, chain: u32, along_m: f64) -> Point {
        let (shape, along) = (self.shape(chain), self.along(chain));
        let after = along.partition_point(|metres| *metres <= along_m).clamp(1, along.len() - 1);
        let (from, to) = (shape[after - 1].point(), shape[after].point());
        let piece = along[after] - along[after - 1];
        let share = if piece > 0.0 { (along_m - along[after - 1]) / piece } else { 0.0 };
        let share = share.clamp(0.0, 1.0);
        Point {
            lon: from.lon + (to.lon - from.lon) * share,
            lat: from.lat + (to.lat - from.lat) * share,
        }
    }

    /// The smallest box that holds all vertices: west, south, east, north; none if it is empty.
    pub fn bounds(&self) -> Option<[f64; 4]> {
        let first = self.shape.first()?;
        let mut low = *first;
        let mut high = *first;
        for spot in &self.shape {
            low.lon_e7 = low.lon_e7.min(spot.lon_e7);
            low.lat_e7 = low.lat_e7.min(spot.lat_e7);
            high.lon_e7 = high.lon_e7.max(spot.lon_e7);
            high.lat_e7 = high.lat_e7.max(spot.lat_e7);
        }
        let (low, high) = (low.point(), high.point());
        Some([low.lon, low.lat, high.lon, high.lat])
    }

    /// The arcs that leave a junction.
    pub(crate) fn arcs(&self, junction: u32) -> &[Arc] {
        &self.arcs[at(self.heads[at(junction)])..at(self.heads[at(junction) + 1])]
    }
}

#[cfg(test)]
mod tests;
