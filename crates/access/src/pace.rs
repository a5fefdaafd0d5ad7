//! How fast somebody goes: minutes for every chain of a network, in both directions.
//!
//! Sources: Tobler's hiking function (1993), v = 6·exp(−3.5·|s + 0.05|) km/h, taken relative to
//! its value on the flat so that a walker's own speed is kept there.

use crate::draft::{Direction, Traits};
use crate::estate::Doors;
use crate::network::{Chain, Mode, Network, Position};
use crate::num::{at, id};
use std::sync::Arc;

/// Minutes that stand for "closed" within a chain: more than any way takes.
pub(crate) const CLOSED: f64 = 1e6;

/// A walker, or a car.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Speed on the flat, km/h. A car takes the speed of each street instead.
    pub km_h: f64,
    /// Time on steps as a multiple of that on the flat; none: steps cannot be passed.
    pub steps: Option<f64>,
    /// Whether slope changes the speed.
    pub slope: bool,
    /// The steepest slope that can be passed, as a share (0.08 is 8 %); none: any.
    pub slope_max: Option<f64>,
    /// Whether loose ground can be passed.
    pub unpaved: bool,
    /// Whether ways signed as impassable for wheelchairs are closed.
    pub wheelchair: bool,
}

impl Pace {
    /// Somebody who walks everywhere at one speed.
    pub const fn walk(km_h: f64) -> Self {
        Self {
            km_h,
            steps: Some(1.0),
            slope: false,
            slope_max: None,
            unpaved: true,
            wheelchair: false,
        }
    }

    /// The speed on the flat, metres a minute.
    pub fn metres_per_minute(&self) -> f64 {
        self.km_h * 1000.0 / 60.0
    }

    /// Whether the walker may use a chain at all.
    pub(crate) fn passes(&self, chain: &Chain) -> bool {
        (self.steps.is_some() || !chain.traits.has(Traits::STEPS))
            && (self.unpaved || !chain.traits.has(Traits::UNPAVED))
            && !(self.wheelchair && chain.traits.has(Traits::NO_WHEELCHAIR))
    }

    /// Time on a slope as a multiple of that on the flat.
    fn slope_factor(&self, rise: f64, metres: f64) -> f64 {
        if metres <= 0.0 {
            return 1.0;
        }
        let slope = rise / metres;
        if self.slope_max.is_some_and(|limit| slope.abs() > limit) {
            return f64::INFINITY;
        }
        if !self.slope {
            return 1.0;
        }
        (3.5 * ((slope + 0.05).abs() - 0.05)).exp()
    }
}

/// A way out of a junction, with its cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hop {
    pub(crate) to: u32,
    /// The half of the chain that is gone, seen from this junction.
    pub(crate) half: u32,
    pub(crate) minutes: f64,
}

/// Minutes over a network at one pace, with the doors as they are.
#[derive(Debug, Clone)]
pub struct Times {
    pub(crate) network: Arc<Network>,
    pace: Pace,
    pub(crate) doors: Doors,
    /// Minutes along each whole chain, from `a` to `b`; closed: [`CLOSED`] and more.
    pub(crate) there: Vec<f64>,
    /// Minutes from `b` to `a`; empty where they are the same as `there`.
    back: Vec<f64>,
    /// Minutes from the beginning of the chain to each vertex of the shape, gone forwards and
    /// backwards; empty where a chain takes the same time on every metre.
    vertices: Vec<[f64; 2]>,
    /// Hops of each junction, in the order of its arcs, going out.
    out: Vec<Hop>,
    /// The same, gone the other way: what it costs to come in.
    into: Vec<Hop>,
}

impl Times {
    /// Computes the minutes of every chain.
    pub fn new(network: &Arc<Network>, pace: Pace, doors: Doors) -> Self {
        let sloped = network.heights_known()
            && network.mode == Mode::Walk
            && (pace.slope || pace.slope_max.is_some());
        let one_way = network.chains.iter().any(|chain| chain.direction != Direction::Both);
        let mut times = Self {
            network: Arc::clone(network),
            pace,
            doors,
            there: Vec::with_capacity(network.chains.len()),
            back: Vec::new(),
            vertices: Vec::new(),
            out: Vec::new(),
            into: Vec::new(),
        };
        if sloped {
            times.vertices = vec![[0.0; 2]; network.shape.len()];
        }
        for (number, chain) in network.chains.iter().enumerate() {
            let (there, back) = times.chain(id(number), chain, sloped);
            times.there.push(there);
            if sloped || one_way {
                times.back.push(back);
            }
        }
        times.hops();
        times
    }

    /// The network that these times are of.
    pub fn network(&self) -> &Arc<Network> {
        &self.network
    }

    /// How fast somebody goes.
    pub fn pace(&self) -> &Pace {
        &self.pace
    }

    /// The doors as they are.
    pub fn doors(&self) -> &Doors {
        &self.doors
    }

    /// Minutes there and back along one chain.
    fn chain(&mut self, number: u32, chain: &Chain, sloped: bool) -> (f64, f64) {
        let rate = self.rate(chain);
        if !self.pace.passes(chain) || (chain.wall && !self.doors.open(number)) {
            // Nobody can leave a place on it, whatever its vertices say.
            return (CLOSED, CLOSED);
        }
        if !sloped {
            let minutes = self.network.metres(number) * rate;
            return match chain.direction {
                Direction::Both => (minutes, minutes),
                Direction::Along => (minutes, CLOSED),
                Direction::Against => (CLOSED, minutes),
            };
        }
        let (mut there, mut back) = (0.0, 0.0);
        for vertex in at(chain.first) + 1..at(chain.first + chain.len) {
            let metres = self.network.along[vertex] - self.network.along[vertex - 1];
            let heights = &self.network.heights;
            let rise = f64::from(heights[vertex]) - f64::from(heights[vertex - 1]);
            let cost = |factor: f64| (metres * rate * factor).min(CLOSED);
            there += cost(self.pace.slope_factor(rise, metres));
            back += cost(self.pace.slope_factor(-rise, metres));
            self.vertices[vertex] = [there, back];
        }
        (there, back)
    }

    /// Minutes a metre on the flat.
    fn rate(&self, chain: &Chain) -> f64 {
        let km_h = match self.network.mode {
            Mode::Walk => self.pace.km_h,
            Mode::Drive => f64::from(chain.km_h),
        };
        let steps =
            if chain.traits.has(Traits::STEPS) { self.pace.steps.unwrap_or(1.0) } else { 1.0 };
        if km_h > 0.0 { steps * 60.0 / (km_h * 1000.0) } else { CLOSED }
    }

    /// Minutes along a whole half.
    pub(crate) fn half(&self, half: u32) -> f64 {
        let chain = at(half / 2);
        if half.is_multiple_of(2) || self.back.is_empty() {
            self.there[chain]
        } else {
            self.back[chain]
        }
    }

    /// Whether going somewhere takes as long as coming from there.
    pub fn symmetric(&self) -> bool {
        self.back.is_empty()
    }

    fn hops(&mut self) {
        let hop = |times: &Self, arc: &crate::network::Arc, flip: u32| Hop {
            to: arc.to,
            half: arc.half,
            minutes: times.half(arc.half ^ flip),
        };
        let arcs = &self.network.arcs;
        let out = arcs.iter().map(|arc| hop(self, arc, 0)).collect();
        let into = if self.symmetric() {
            Vec::new()
        } else {
            arcs.iter().map(|arc| hop(self, arc, 1)).collect()
        };
        (self.out, self.into) = (out, into);
    }

    /// The hops of a junction; `towards`: as they are gone by those who come to it.
    pub(crate) fn hops_of(&self, junction: u32, towards: bool) -> &[Hop] {
        let hops = if towards && !self.into.is_empty() { &self.into } else { &self.out };
        &hops[at(self.network.heads[at(junction)])..at(self.network.heads[at(junction) + 1])]
    }

    /// Minutes on one chain from one place on it to another, both in metres from its beginning.
    pub(crate) fn part(&self, chain: u32, from_m: f64, to_m: f64) -> f64 {
        let held = &self.network.chains[at(chain)];
        let against = to_m < from_m;
        match (held.direction, against) {
            (Direction::Along, true) | (Direction::Against, false)
                if from_m.total_cmp(&to_m).is_ne() =>
            {
                return CLOSED;
            }
            (Direction::Both | Direction::Along | Direction::Against, _) => {}
        }
        if self.vertices.is_empty() {
            return (to_m - from_m).abs() * self.rate(held);
        }
        let side = usize::from(against);
        let (low, high) = if against { (to_m, from_m) } else { (from_m, to_m) };
        if self.shut_between(chain, (low, high), side) {
            return CLOSED;
        }
        let minutes = |metres: f64| self.vertex_minutes(chain, metres, side);
        (minutes(to_m) - minutes(from_m)).abs()
    }

    /// Whether a piece of a chain between two places cannot be passed, be it only a part of it.
    fn shut_between(&self, chain: u32, (low, high): (f64, f64), side: usize) -> bool {
        let along = self.network.along(chain);
        let first = at(self.network.chains[at(chain)].first);
        let last = along.len() - 1;
        let before = along.partition_point(|metres| *metres <= low).saturating_sub(1).min(last);
        let after = along.partition_point(|metres| *metres < high).clamp(before, last);
        let minutes = |vertex: usize| self.vertices[first + vertex][side];
        low.total_cmp(&high).is_ne() && minutes(after) - minutes(before) >= CLOSED
    }

    /// Minutes from the beginning of a chain to a place on it, gone forwards or backwards.
    fn vertex_minutes(&self, chain: u32, metres: f64, side: usize) -> f64 {
        let along = self.network.along(chain);
        let first = at(self.network.chains[at(chain)].first);
        let after = along.partition_point(|found| *found < metres).clamp(1, along.len() - 1);
        let piece = along[after] - along[after - 1];
        let share = if piece > 0.0 { (metres - along[after - 1]) / piece } else { 0.0 };
        let (from, to) =
            (self.vertices[first + after - 1][side], self.vertices[first + after][side]);
        from + (to - from) * share
    }

    /// Minutes from a place to the two ends of its chain; `towards`: from the ends to it.
    pub(crate) fn ends(&self, position: Position, towards: bool) -> [(u32, f64); 2] {
        let chain = &self.network.chains[at(position.chain)];
        let whole = self.network.metres(position.chain);
        let there = position.along_m;
        let closed = self.closed(position.chain);
        let part =
            |from: f64, to: f64| if closed { CLOSED } else { self.part(position.chain, from, to) };
        if towards {
            [(chain.a, part(0.0, there)), (chain.b, part(whole, there))]
        } else {
            [(chain.a, part(there, 0.0)), (chain.b, part(there, whole))]
        }
    }

    /// Whether nobody at this pace may go along a chain at all.
    pub(crate) fn closed(&self, chain: u32) -> bool {
        let held = &self.network.chains[at(chain)];
        !self.pace.passes(held) || (held.wall && !self.doors.open(chain))
    }

    /// Minutes straight along one chain from one place to another.
    pub(crate) fn direct(&self, from: Position, to: Position) -> f64 {
        if from.chain != to.chain || self.closed(from.chain) {
            return f64::INFINITY;
        }
        let minutes = self.part(from.chain, from.along_m, to.along_m);
        if minutes >= CLOSED { f64::INFINITY } else { minutes }
    }

    /// Opens or closes a wall crossing; the other times stay.
    pub(crate) fn set_door(&mut self, chain: u32, open: bool) {
        self.doors.set(chain, open);
        let held = self.network.chains[at(chain)].clone();
        let sloped = !self.vertices.is_empty();
        let (there, back) = self.chain(chain, &held, sloped);
        self.there[at(chain)] = there;
        if let Some(slot) = self.back.get_mut(at(chain)) {
            *slot = back;
        }
        let network = Arc::clone(&self.network);
        for junction in [held.a, held.b] {
            let range = at(network.heads[at(junction)])..at(network.heads[at(junction) + 1]);
            for index in range {
                let half = network.arcs[index].half;
                if half / 2 == chain {
                    self.out[index].minutes = self.half(half);
                    if let Some(hop) = self.into.get(index).copied() {
                        self.into[index] = Hop { minutes: self.half(half ^ 1), ..hop };
                    }
                }
            }
        }
    }
}
