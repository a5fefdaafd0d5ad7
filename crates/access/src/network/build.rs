//! From a draft to a network: edges, the largest piece, junctions, chains.

use super::{Arc, Chain, Network, Stats};
use crate::draft::{Direction, MapDraft, Traits, Way};
use crate::estate::{Areas, Estate, GATE_M, Gate};
use crate::num::{at, id};
use crate::spot::{Point, Spot};

/// What a network is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Walking: both directions everywhere.
    Walk,
    /// Driving: speeds and one-way streets.
    Drive,
}

/// What goes into a network beside the map.
#[derive(Clone, Copy)]
pub struct Plan<'a> {
    /// What it is for.
    pub mode: Mode,
    /// Closed areas.
    pub estates: &'a [Estate],
    /// All gates of the register, open or not: where no street crosses the wall near a gate, one
    /// is made, so that opening it is a switch.
    pub gates: &'a [Gate],
    /// Heights, metres; none where they are not known.
    pub heights: Option<&'a dyn Fn(Point) -> Option<f64>>,
}

impl Plan<'_> {
    /// A plan with nothing but the map.
    pub const fn plain(mode: Mode) -> Self {
        Self { mode, estates: &[], gates: &[], heights: None }
    }
}

/// Why no network came of a draft.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// No way of the map may be used.
    #[error("expected streets that may be used, found none among {ways} ways")]
    NoStreets {
        /// Ways of the draft.
        ways: usize,
    },
    /// More than the 32-bit numbers of a network can count.
    #[error("expected fewer than {} vertices, found {found}", u32::MAX)]
    TooLarge {
        /// Vertices of the draft.
        found: usize,
    },
}

/// One piece of street between two vertices.
#[derive(Debug, Clone, Copy)]
struct Edge {
    u: u32,
    v: u32,
    kind: Kind,
}

/// What has to be the same along a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Kind {
    traits: Traits,
    km_h: u8,
    direction: Direction,
    estate: u16,
    wall: bool,
}

impl Kind {
    fn reversed(self) -> Self {
        let direction = match self.direction {
            Direction::Both => Direction::Both,
            Direction::Along => Direction::Against,
            Direction::Against => Direction::Along,
        };
        Self { direction, ..self }
    }
}

impl Network {
    /// Builds a network from a map.
    pub fn build(draft: &MapDraft, plan: Plan<'_>) -> Result<Self, BuildError> {
        if u32::try_from(draft.refs.len().max(draft.spots.len())).is_err() {
            return Err(BuildError::TooLarge { found: draft.spots.len() });
        }
        let areas = Areas::new(plan.estates);
        let mut spots = draft.spots.clone();
        let mut edges = edges(draft, plan.mode, &areas, &mut spots);
        if edges.is_empty() {
            return Err(BuildError::NoStreets { ways: draft.ways.len() });
        }
        if plan.mode == Mode::Walk && !areas.none() {
            let inside = areas.of_all(&spots);
            doors(&mut edges, &mut spots, &inside, plan);
        }
        let (kept, mut stats) = largest(draft, &spots, plan.mode, &mut edges);
        let mut network = chains(plan.mode, &kept, &edges, &mut stats);
        if let Some(heights) = plan.heights {
            network.set_heights(heights);
            stats.heights_missing = network.stats.heights_missing;
        }
        network.estates = plan.estates.to_vec();
        stats.junctions = count(network.junctions.len());
        stats.chains = count(network.chains.len());
        stats.walls = count(network.chains.iter().filter(|chain| chain.wall).count());
        network.stats = stats;
        Ok(network)
    }

    /// Takes a height for every vertex; where there is none, that of the nearest vertex of its
    /// chain that has one. A chain without any is flat.
    fn set_heights(&mut self, heights: &dyn Fn(Point) -> Option<f64>) {
        let mut missing = Vec::new();
        self.heights = Vec::with_capacity(self.shape.len());
        for chain in &self.chains {
            let range = at(chain.first)..at(chain.first + chain.len);
            let known: Vec<Option<f64>> =
                self.shape[range.clone()].iter().map(|spot| heights(spot.point())).collect();
            for (number, spot) in self.shape[range].iter().enumerate() {
                if known[number].is_none() {
                    missing.push(*spot);
                }
                let near = |step: usize| {
                    let before = number.checked_sub(step).and_then(|at| known[at]);
                    before.or_else(|| known.get(number + step).copied().flatten())
                };
                let height = (0..known.len()).find_map(near).unwrap_or(0.0);
                self.heights.push(narrow(height));
            }
        }
        // Ends of chains stand in several of them.
        missing.sort_unstable();
        missing.dedup();
        self.stats.heights_missing = count(missing.len());
    }
}

#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "heights in metres need no more than 24 bits"
)]
fn narrow(height: f64) -> f32 {
    height as f32
}

fn count(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn kind_of(way: &Way, mode: Mode) -> Option<Kind> {
    let plain =
        Kind { traits: way.traits, km_h: 0, direction: Direction::Both, estate: 0, wall: false };
    match mode {
        Mode::Walk => way.walk.then_some(plain),
        Mode::Drive => way.drive.map(|drive| Kind {
            traits: Traits::default(),
            km_h: drive.km_h,
            direction: drive.direction,
            ..plain
        }),
    }
}

/// Every consecutive pair of vertices of a usable way; where it crosses the wall of an estate it
/// is cut, and the piece across the wall is an edge of its own between new vertices.
fn edges(draft: &MapDraft, mode: Mode, areas: &Areas, spots: &mut Vec<Spot>) -> Vec<Edge> {
    let mut edges = Vec::with_capacity(draft.refs.len());
    let walls = mode == Mode::Walk && !areas.none();
    for way in &draft.ways {
        let Some(kind) = kind_of(way, mode) else { continue };
        let refs = &draft.refs[at(way.first)..at(way.first + way.len)];
        for pair in refs.windows(2) {
            let edge = Edge { u: pair[0], v: pair[1], kind };
            if edge.u == edge.v {
                continue;
            }
            if walls { cut(&mut edges, spots, areas, edge) } else { edges.push(edge) }
        }
    }
    edges
}

/// Half the length of the piece that crosses a wall, metres.
const WALL_M: f64 = 0.5;

/// Cuts an edge at the walls that it crosses.
fn cut(edges: &mut Vec<Edge>, spots: &mut Vec<Spot>, areas: &Areas, edge: Edge) {
    let (from, to) = (spots[at(edge.u)].point(), spots[at(edge.v)].point());
    let walls = areas.crossings(from, to);
    let place = |share: f64| Point {
        lon: from.lon + (to.lon - from.lon) * share,
        lat: from.lat + (to.lat - from.lat) * share,
    };
    let half = WALL_M / from.metres_to(to).max(WALL_M);
    let mut here = (edge.u, 0.0);
    for (number, (share, estate)) in walls.iter().enumerate() {
        // Two walls side by side share what lies between them.
        let next = walls.get(number + 1).map_or(1.0, |(next, _)| f64::midpoint(*share, *next));
        let ends = [(share - half).max(here.1), (share + half).min(next)];
        let [before, after] = ends.map(|share| {
            let spot = Spot::of(place(share)).filter(|_| share > 0.0 && share < 1.0);
            let Some(spot) = spot else {
                return (if share > 0.5 { edge.v } else { edge.u }, share);
            };
            spots.push(spot);
            (id(spots.len() - 1), share)
        });
        if before.0 != here.0 {
            let estate = areas.of(place(f64::midpoint(here.1, before.1)));
            edges.push(Edge { u: here.0, v: before.0, kind: Kind { estate, ..edge.kind } });
        }
        let kind = Kind { estate: *estate, wall: true, ..edge.kind };
        if before.0 != after.0 {
            edges.push(Edge { u: before.0, v: after.0, kind });
        }
        here = after;
    }
    if here.0 != edge.v {
        let estate = areas.of(place(f64::midpoint(here.1, 1.0)));
        edges.push(Edge { u: here.0, v: edge.v, kind: Kind { estate, ..edge.kind } });
    }
}

/// Makes a crossing for each gate near which no street crosses the wall: from the nearest vertex
/// inside to the nearest one outside.
fn doors(edges: &mut Vec<Edge>, spots: &mut Vec<Spot>, inside: &[u16], plan: Plan<'_>) {
    for gate in plan.gates {
        let number = plan.estates.iter().position(|estate| estate.id == gate.estate);
        let Some(number) = number.and_then(|index| u16::try_from(index + 1).ok()) else { continue };
        let near = |vertex: u32| spots[at(vertex)].point().metres_to(gate.at);
        let crossed = edges.iter().any(|edge| {
            edge.kind.wall && edge.kind.estate == number && near(edge.u).min(near(edge.v)) <= GATE_M
        });
        if crossed {
            continue;
        }
        let nearest = |wanted: &dyn Fn(u16) -> bool| {
            edges
                .iter()
                .filter(|edge| !edge.kind.wall)
                .flat_map(|edge| [edge.u, edge.v])
                .filter(|vertex| inside.get(at(*vertex)).is_some_and(|estate| wanted(*estate)))
                .map(|vertex| (near(vertex), vertex))
                .min_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)))
                .filter(|(metres, _)| *metres <= GATE_M * 4.0)
        };
        let within = nearest(&|estate| estate == number);
        let without = nearest(&|estate| estate == 0);
        if let (Some((_, u)), Some((_, v))) = (within, without) {
            let kind = Kind {
                traits: Traits::default(),
                km_h: 0,
                direction: Direction::Both,
                estate: number,
                wall: true,
            };
            let Some(spot) = Spot::of(gate.at) else { continue };
            // Through the gate itself, so that the crossing is where the gate stands.
            let middle = id(spots.len());
            spots.push(spot);
            edges.push(Edge { u, v: middle, kind: Kind { wall: false, ..kind } });
            edges.push(Edge { u: middle, v, kind });
        }
    }
}

/// Keeps the largest connected piece and numbers its vertices anew, in the order of the map.
fn largest(
    draft: &MapDraft,
    spots: &[Spot],
    mode: Mode,
    edges: &mut Vec<Edge>,
) -> (Vec<Spot>, Stats) {
    let mut pieces = Pieces::new(spots.len());
    for edge in edges.iter() {
        pieces.join(edge.u, edge.v);
    }
    // A way of one vertex, all that is left of one at the edge of an extract, is a piece, too.
    let mut used = vec![false; spots.len()];
    for way in draft.ways.iter().filter(|way| kind_of(way, mode).is_some()) {
        for vertex in &draft.refs[at(way.first)..at(way.first + way.len)] {
            used[at(*vertex)] = true;
        }
    }
    // Those that cutting at walls has made.
    used[draft.spots.len()..].fill(true);
    let mut sizes = vec![0_u32; spots.len()];
    for vertex in (0..spots.len()).filter(|vertex| used[*vertex]) {
        sizes[at(pieces.root(id(vertex)))] += 1;
    }
    // The first of the largest, so that equal pieces are decided by the order of the map.
    let components = sizes.iter().filter(|size| **size > 0).count();
    let mut root = 0;
    for (vertex, size) in sizes.iter().enumerate() {
        if *size > sizes[root] {
            root = vertex;
        }
    }
    let root = id(root);
    let mut numbers = vec![u32::MAX; spots.len()];
    let mut kept = Vec::with_capacity(at(sizes[at(root)]));
    for vertex in (0..spots.len()).filter(|vertex| used[*vertex]) {
        if pieces.root(id(vertex)) == root {
            numbers[vertex] = id(kept.len());
            kept.push(spots[vertex]);
        }
    }
    edges.retain_mut(|edge| {
        edge.u = numbers[at(edge.u)];
        edge.v = numbers[at(edge.v)];
        edge.u != u32::MAX
    });
    let stats = Stats {
        vertices: count(kept.len()),
        edges: count(edges.len()),
        components: count(components),
        vertices_of_all: count(used.iter().filter(|used| **used).count()),
        ..Stats::default()
    };
    (kept, stats)
}

/// Disjoint sets of vertices.
struct Pieces(Vec<u32>);

impl Pieces {
    fn new(n: usize) -> Self {
        Self((0..n).map(id).collect())
    }

    fn root(&mut self, vertex: u32) -> u32 {
        let mut here = vertex;
        while self.0[at(here)] != here {
            self.0[at(here)] = self.0[at(self.0[at(here)])];
            here = self.0[at(here)];
        }
        here
    }

    fn join(&mut self, u: u32, v: u32) {
        let (u, v) = (self.root(u), self.root(v));
        // The lower number becomes the root: the same map gives the same roots.
        self.0[at(u.max(v))] = u.min(v);
    }
}

/// The edges at each vertex: where they begin, and twice the edge plus one for its far end.
struct Incidence {
    heads: Vec<u32>,
    halves: Vec<u32>,
}

impl Incidence {
    fn new(n: usize, edges: &[Edge]) -> Self {
        let mut heads = vec![0_u32; n + 1];
        for edge in edges {
            heads[at(edge.u) + 1] += 1;
            heads[at(edge.v) + 1] += 1;
        }
        for vertex in 0..n {
            heads[vertex + 1] += heads[vertex];
        }
        let mut next = heads.clone();
        let mut halves = vec![0_u32; edges.len() * 2];
        for (index, edge) in edges.iter().enumerate() {
            for (vertex, half) in [(edge.u, 0), (edge.v, 1)] {
                halves[at(next[at(vertex)])] = id(index) * 2 + half;
                next[at(vertex)] += 1;
            }
        }
        Self { heads, halves }
    }

    fn of(&self, vertex: u32) -> &[u32] {
        &self.halves[at(self.heads[at(vertex)])..at(self.heads[at(vertex) + 1])]
    }
}

/// The far end of a half, and what it is like in that direction.
fn follow(edges: &[Edge], half: u32) -> (u32, Kind) {
    let edge = edges[at(half / 2)];
    if half.is_multiple_of(2) { (edge.v, edge.kind) } else { (edge.u, edge.kind.reversed()) }
}

/// Whether a vertex only bends a street.
fn bends(edges: &[Edge], incidence: &Incidence, vertex: u32) -> bool {
    let [one, two] = incidence.of(vertex) else { return false };
    let ((_, first), (_, second)) = (follow(edges, *one), follow(edges, *two));
    one / 2 != two / 2 && !first.wall && !second.wall && first.reversed() == second
}

fn chains(mode: Mode, kept: &[Spot], edges: &[Edge], stats: &mut Stats) -> Network {
    let incidence = Incidence::new(kept.len(), edges);
    let mut junction_of = vec![u32::MAX; kept.len()];
    let mut junctions: Vec<u32> =
        (0..id(kept.len())).filter(|vertex| !bends(edges, &incidence, *vertex)).collect();
    if junctions.is_empty() {
        // A ring alone: any of its vertices may be the end.
        junctions.push(0);
    }
    // Neighbours on the ground are neighbours in memory.
    junctions.sort_by_cached_key(|vertex| (curve(kept[at(*vertex)]), *vertex));
    for (number, vertex) in junctions.iter().enumerate() {
        junction_of[at(*vertex)] = id(number);
    }
    let mut network = Network {
        mode,
        stats: Stats::default(),
        junctions: junctions.iter().map(|vertex| kept[at(*vertex)]).collect(),
        chains: Vec::new(),
        shape: Vec::with_capacity(kept.len() + edges.len() / 4),
        along: Vec::with_capacity(kept.len() + edges.len() / 4),
        heights: Vec::new(),
        heads: Vec::new(),
        arcs: Vec::new(),
        estates: Vec::new(),
    };
    let mut done = vec![false; edges.len()];
    for vertex in &junctions {
        for half in incidence.of(*vertex) {
            walk(&mut network, (kept, edges, &incidence), &junction_of, &mut done, *vertex, *half);
        }
    }
    // The network is connected, so every ring hangs on a junction, and every edge is done.
    network.connect();
    for (chain, _) in network.chains.iter().enumerate() {
        stats.metres += network.metres(id(chain));
    }
    network
}

/// Follows a street from a junction to the next one.
fn walk(
    network: &mut Network,
    (kept, edges, incidence): (&[Spot], &[Edge], &Incidence),
    junction_of: &[u32],
    done: &mut [bool],
    from: u32,
    half: u32,
) {
    if done[at(half / 2)] {
        return;
    }
    let (mut to, kind) = follow(edges, half);
    let first = id(network.shape.len());
    let mut metres = 0.0;
    let mut here = from;
    network.shape.push(kept[at(from)]);
    network.along.push(0.0);
    let mut last = half / 2;
    loop {
        done[at(last)] = true;
        metres += kept[at(here)].point().metres_to(kept[at(to)].point());
        network.shape.push(kept[at(to)]);
        network.along.push(metres);
        if junction_of[at(to)] != u32::MAX {
            break;
        }
        let Some(next) = incidence.of(to).iter().find(|half| **half / 2 != last) else { break };
        here = to;
        last = next / 2;
        to = follow(edges, *next).0;
    }
    let len = id(network.shape.len()) - first;
    network.chains.push(Chain {
        a: junction_of[at(from)],
        b: junction_of[at(to)],
        first,
        len,
        traits: kind.traits,
        km_h: kind.km_h,
        direction: kind.direction,
        estate: kind.estate,
        wall: kind.wall,
    });
}

impl Network {
    /// Lists the arcs of each junction.
    pub(super) fn connect(&mut self) {
        let n = self.junctions.len();
        let mut heads = vec![0_u32; n + 1];
        for chain in &self.chains {
            heads[at(chain.a) + 1] += 1;
            heads[at(chain.b) + 1] += 1;
        }
        for junction in 0..n {
            heads[junction + 1] += heads[junction];
        }
        let mut next = heads.clone();
        let mut arcs = vec![Arc { to: 0, half: 0 }; self.chains.len() * 2];
        for (index, chain) in self.chains.iter().enumerate() {
            for (from, to, half) in [(chain.a, chain.b, 0), (chain.b, chain.a, 1)] {
                arcs[at(next[at(from)])] = Arc { to, half: id(index) * 2 + half };
                next[at(from)] += 1;
            }
        }
        self.heads = heads;
        self.arcs = arcs;
    }
}

/// The place of a spot on a curve that fills the plane (Morton's), so that what is near is near.
fn curve(spot: Spot) -> u64 {
    let spread = |value: i32| {
        let shifted = u64::from(value.cast_unsigned() ^ 0x8000_0000);
        (0..32).fold(0_u64, |bits, bit| bits | ((shifted >> bit) & 1) << (2 * bit))
    };
    spread(spot.lon_e7) | spread(spot.lat_e7) << 1
}
