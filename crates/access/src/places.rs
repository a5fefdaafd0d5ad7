//! Homes and facilities on the network, with how far they were from it.

use crate::draft::Facility;
use crate::estate::Areas;
use crate::locate::Locator;
use crate::network::{Network, Position};
use crate::num::{at, count, id};
use crate::pace::Pace;
use crate::spot::Point;
use serde::Serialize;
use std::sync::Arc;

/// People at a place: a building, a cell of a grid, a household.
#[derive(Debug, Clone, PartialEq)]
pub struct Home {
    /// Its id.
    pub id: String,
    /// The place of the district that it belongs to; empty where none is said.
    pub place: String,
    /// Where it is.
    pub at: Point,
    /// People, or whatever is counted.
    pub weight: f64,
}

/// Puts points on a network as one walker can reach it.
pub struct Placer {
    network: Arc<Network>,
    locator: Locator,
    areas: Areas,
    /// The greatest distance from a point to the network, metres.
    limit_m: f64,
}

impl Placer {
    /// Lays the grid; `limit_m` is the greatest distance from a point to the network.
    pub fn new(network: &Arc<Network>, limit_m: f64) -> Self {
        Self {
            network: Arc::clone(network),
            locator: Locator::new(network),
            areas: Areas::new(network.estates()),
            limit_m,
        }
    }

    /// The place on the network that is nearest to a point, for a walker: on a street that the
    /// walker may use, on the same side of every estate's wall. Somebody in an estate without
    /// streets starts at the nearest crossing of its wall.
    pub fn place(&self, point: Point, pace: &Pace) -> Option<Position> {
        let estate = self.areas.of(point);
        let chains = self.network.chains();
        let same = |chain: u32| {
            let held = &chains[at(chain)];
            let side = if held.wall { false } else { held.estate == estate };
            side && pace.passes(held)
        };
        self.locator.nearest(point, self.limit_m, same).or_else(|| {
            let crossing = |chain: u32| {
                let held = &chains[at(chain)];
                estate != 0 && held.wall && held.estate == estate && pace.passes(held)
            };
            self.locator.nearest(point, self.limit_m, crossing)
        })
    }
}

/// Homes on the network.
#[derive(Debug, Clone, Default)]
pub struct Homes {
    /// The homes that lie near enough, in the order given.
    pub homes: Vec<Home>,
    /// Where each is on the network.
    pub positions: Vec<Position>,
    /// Homes farther from the network than the limit.
    pub far: Vec<Home>,
    /// Homes by chain: where those of each chain begin in `by_chain`.
    heads: Vec<u32>,
    by_chain: Vec<u32>,
}

impl Homes {
    /// Puts homes on the network.
    pub fn new(placer: &Placer, homes: Vec<Home>, pace: &Pace) -> Self {
        let mut placed = Self::default();
        for home in homes {
            match placer.place(home.at, pace) {
                Some(position) => {
                    placed.homes.push(home);
                    placed.positions.push(position);
                }
                None => placed.far.push(home),
            }
        }
        let (heads, by_chain) = grouped(placer.network.chains().len(), &placed.positions);
        placed.heads = heads;
        placed.by_chain = by_chain;
        placed
    }

    /// All homes, in the order of their chains.
    pub(crate) fn by_chain(&self) -> &[u32] {
        &self.by_chain
    }

    /// The homes on a chain.
    pub(crate) fn on(&self, chain: u32) -> &[u32] {
        &self.by_chain[at(self.heads[at(chain)])..at(self.heads[at(chain) + 1])]
    }

    /// The sum of all weights, of those too far from every street as well: nothing reaches them,
    /// but they are people.
    pub fn weight(&self) -> f64 {
        self.placed_weight() + self.far.iter().map(|home| home.weight).sum::<f64>()
    }

    /// The sum of the weights of homes on the network.
    pub fn placed_weight(&self) -> f64 {
        self.homes.iter().map(|home| home.weight).sum()
    }
}

/// Facilities on the network, by kind.
#[derive(Debug, Clone, Default)]
pub struct Facilities {
    /// The kinds, in order of id.
    pub kinds: Vec<Kind>,
    /// Facilities farther from the network than the limit.
    pub far: Vec<Facility>,
}

/// The facilities of one kind.
#[derive(Debug, Clone, Default)]
pub struct Kind {
    /// The kind's id.
    pub id: String,
    /// Its facilities, in the order given.
    pub facilities: Vec<Facility>,
    /// Where each is on the network.
    pub positions: Vec<Position>,
    /// Indexes into both, in order of chain.
    by_chain: Vec<u32>,
}

impl Facilities {
    /// Puts facilities on the network.
    pub fn new(placer: &Placer, facilities: Vec<Facility>, pace: &Pace) -> Self {
        let mut placed = Self::default();
        for facility in facilities {
            let Some(position) = placer.place(facility.at, pace) else {
                placed.far.push(facility);
                continue;
            };
            let index = match placed.kinds.binary_search_by(|kind| kind.id.cmp(&facility.kind)) {
                Ok(index) => index,
                Err(index) => {
                    let kind = Kind { id: facility.kind.clone(), ..Kind::default() };
                    placed.kinds.insert(index, kind);
                    index
                }
            };
            placed.kinds[index].push(facility, position);
        }
        for kind in &mut placed.kinds {
            kind.sort();
        }
        placed
    }

    /// Makes sure that a kind is there, if without facilities: whoever asks for it is answered.
    pub fn keep(&mut self, kind: &str) {
        if let Err(index) = self.kinds.binary_search_by(|held| held.id.as_str().cmp(kind)) {
            self.kinds.insert(index, Kind { id: kind.to_owned(), ..Kind::default() });
        }
    }

    /// The facilities of a kind.
    pub fn find(&self, kind: &str) -> Option<&Kind> {
        let index = self.kinds.binary_search_by(|held| held.id.as_str().cmp(kind)).ok()?;
        self.kinds.get(index)
    }
}

impl Kind {
    fn push(&mut self, facility: Facility, position: Position) {
        self.facilities.push(facility);
        self.positions.push(position);
    }

    fn sort(&mut self) {
        let mut by_chain: Vec<u32> = (0..id(self.positions.len())).collect();
        by_chain.sort_by_key(|index| (self.positions[at(*index)].chain, *index));
        self.by_chain = by_chain;
    }

    /// The facilities on a chain.
    pub(crate) fn on(&self, chain: u32) -> &[u32] {
        let of = |index: &u32| self.positions[at(*index)].chain;
        let from = self.by_chain.partition_point(|index| of(index) < chain);
        let to = self.by_chain.partition_point(|index| of(index) <= chain);
        &self.by_chain[from..to]
    }
}

/// Numbers of positions by chain: where each chain's begin, and the numbers.
fn grouped(chains: usize, positions: &[Position]) -> (Vec<u32>, Vec<u32>) {
    let mut heads = vec![0_u32; chains + 1];
    for position in positions {
        heads[at(position.chain) + 1] += 1;
    }
    for chain in 0..chains {
        heads[chain + 1] += heads[chain];
    }
    let mut next = heads.clone();
    let mut by_chain = vec![0_u32; positions.len()];
    for (index, position) in positions.iter().enumerate() {
        let slot = &mut next[at(position.chain)];
        by_chain[at(*slot)] = id(index);
        *slot += 1;
    }
    (heads, by_chain)
}

/// How far points were from the network: a layer's data quality.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct SnapQuality {
    /// Points on the network.
    pub placed: usize,
    /// Points farther from it than the limit.
    pub far: usize,
    /// Half of the points are nearer, metres.
    pub median_m: f64,
    /// 95 of 100 points are nearer, metres.
    pub p95_m: f64,
    /// The farthest that is still placed, metres.
    pub max_m: f64,
}

impl SnapQuality {
    /// Of placed and left out points.
    pub fn new(positions: &[Position], far: usize) -> Self {
        let mut metres: Vec<f64> = positions.iter().map(|position| position.snap_m).collect();
        metres.sort_by(f64::total_cmp);
        Self {
            placed: metres.len(),
            far,
            median_m: quantile(&metres, 0.5),
            p95_m: quantile(&metres, 0.95),
            max_m: metres.last().copied().unwrap_or(0.0),
        }
    }
}

/// The value below which a share of the sorted values lie, linear between neighbours.
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return 0.0 };
    let place = share * count(last);
    let below = usize::try_from(crate::num::floor(place)).unwrap_or(0).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (place - count(below))
}
