//! Small made-up towns for the tests, and the shortest ways by the plainest means.

use crate::draft::{Direction, Drive, Facility, MapDraft, Traits, Way};
use crate::estate::{Doors, Estate, Gate};
use crate::network::{Mode, Network, Plan, Position};
use crate::num::{at, count, id};
use crate::pace::{Pace, Times};
use crate::places::{Home, Placer};
use crate::scene::Scene;
use crate::spot::{Point, Spot};
use std::sync::Arc;

/// A generator of numbers for tests (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(n.max(1)).unwrap()).unwrap()
    }

    pub(crate) fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.next() >> 33).unwrap()) / f64::from(1_u32 << 31)
    }
}

/// The corner of the test town.
const CORNER: Point = Point { lon: 121.5, lat: 29.9 };
/// A block, degrees.
const BLOCK: f64 = 0.001;

/// The place at so many blocks east and north.
pub(crate) fn block(x: f64, y: f64) -> Point {
    Point { lon: CORNER.lon + x * BLOCK, lat: CORNER.lat + y * BLOCK }
}

/// A draft of streets, each a list of places in blocks.
pub(crate) fn draft(streets: &[(&[(f64, f64)], Traits)]) -> MapDraft {
    let mut draft = MapDraft::default();
    for (street, traits) in streets {
        let first = id(draft.refs.len());
        for (x, y) in *street {
            let spot = Spot::of(block(*x, *y)).unwrap();
            let vertex = draft.spots.iter().position(|held| *held == spot).unwrap_or_else(|| {
                draft.spots.push(spot);
                draft.spots.len() - 1
            });
            draft.refs.push(id(vertex));
        }
        draft.ways.push(Way {
            first,
            len: id(street.len()),
            walk: true,
            traits: *traits,
            drive: Some(Drive { km_h: 30, direction: Direction::Both }),
        });
    }
    draft
}

/// A town of `size` × `size` blocks: streets that bend, some missing, some with steps, and a
/// pier that nothing leads to.
pub(crate) fn town(dice: &mut Dice, size: usize) -> MapDraft {
    let corner = |dice: &mut Dice, x: usize, y: usize| {
        (count(x) + dice.share() * 0.3, count(y) + dice.share() * 0.3)
    };
    let corners: Vec<Vec<(f64, f64)>> =
        (0..=size).map(|x| (0..=size).map(|y| corner(dice, x, y)).collect()).collect();
    let mut streets: Vec<(Vec<(f64, f64)>, Traits)> = Vec::new();
    for x in 0..=size {
        for y in 0..=size {
            for (dx, dy) in [(1, 0), (0, 1)] {
                let (tx, ty) = (x + dx, y + dy);
                // The first row and column stay, so that the town is one piece.
                let needed = x == 0 || y == 0;
                if tx > size || ty > size || (!needed && dice.below(5) == 0) {
                    continue;
                }
                let (from, to) = (corners[x][y], corners[tx][ty]);
                let bend = (
                    f64::midpoint(from.0, to.0) + dice.share() * 0.1,
                    f64::midpoint(from.1, to.1) + dice.share() * 0.1,
                );
                let traits = match dice.below(12) {
                    0 => Traits::STEPS,
                    1 => Traits::UNPAVED,
                    2 => Traits::NO_WHEELCHAIR,
                    _ => Traits::default(),
                };
                streets.push((vec![from, bend, to], traits));
            }
        }
    }
    let end = count(size) + 3.0;
    streets.push((vec![(end, end), (end + 0.5, end)], Traits::default()));
    let borrowed: Vec<(&[(f64, f64)], Traits)> =
        streets.iter().map(|(line, traits)| (line.as_slice(), *traits)).collect();
    draft(&borrowed)
}

/// A square estate with a wall.
pub(crate) fn estate(name: &str, (x, y): (f64, f64), side: f64) -> Estate {
    let ring = vec![
        block(x, y),
        block(x + side, y),
        block(x + side, y + side),
        block(x, y + side),
        block(x, y),
    ];
    Estate { id: name.to_owned(), name: name.to_owned(), rings: vec![ring] }
}

pub(crate) fn facility(kind: &str, name: &str, at: Point) -> Facility {
    Facility {
        id: name.to_owned(),
        kind: kind.to_owned(),
        name: String::new(),
        at,
        opening_hours: String::new(),
        capacity: None,
    }
}

/// Homes and facilities of three kinds at random, in a random town with two estates.
pub(crate) fn scene(seed: u64, size: usize, pace: Pace) -> (Scene, Vec<Gate>) {
    let mut dice = Dice(seed);
    let draft = town(&mut dice, size);
    let somewhere = |dice: &mut Dice| block(dice.share() * count(size), dice.share() * count(size));
    let estates = [estate("e1", (1.4, 1.4), 1.2), estate("e2", (3.4, 2.4), 1.3)];
    let heights = |point: Point| Some((point.lon - CORNER.lon) * 20_000.0);
    let plan = Plan { mode: Mode::Walk, estates: &estates, gates: &[], heights: Some(&heights) };
    let network = Arc::new(Network::build(&draft, plan).unwrap());
    let gates: Vec<Gate> = network
        .chains()
        .iter()
        .enumerate()
        .filter(|(_, chain)| chain.wall)
        .map(|(number, _)| Gate {
            id: format!("g{number}"),
            estate: String::new(),
            at: network.point_along(id(number), network.metres(id(number)) / 2.0),
            open: dice.below(2) == 0,
        })
        .collect();
    let doors = Doors::new(&network, &gates);
    let homes = (0..60).map(|number| Home {
        id: format!("h{number}"),
        place: format!("p{}", number % 4),
        at: somewhere(&mut dice),
        weight: count(1 + dice.below(9)),
    });
    let homes = homes.collect();
    let kinds = ["clinic", "market", "school"];
    let facilities = (0..14)
        .map(|n| facility(kinds[dice.below(3)], &format!("f{n}"), somewhere(&mut dice)))
        .collect();
    let placer = Placer::new(&network, 200.0);
    let times = Times::new(&network, pace, doors);
    (Scene::new(placer, times, homes, facilities), gates)
}

/// Minutes from a place on the network to others, over a graph in which every vertex of every
/// chain is one, relaxed until nothing changes.
pub(crate) fn plain(times: &Times, from: Position, to: &[Position]) -> Vec<f64> {
    let network = times.network();
    let mut places: Vec<(u32, f64)> = Vec::new();
    let mut edges: Vec<(usize, usize, f64)> = Vec::new();
    let index = |chain: u32, metres: f64, places: &mut Vec<(u32, f64)>| {
        places.push((chain, metres));
        places.len() - 1
    };
    let mut at_junction: Vec<Vec<usize>> = vec![Vec::new(); network.junctions()];
    let mut wanted = vec![usize::MAX; to.len()];
    let mut start = 0;
    for (number, chain) in network.chains().iter().enumerate() {
        let number = id(number);
        let mut stops: Vec<(f64, Option<usize>)> =
            network.along(number).iter().map(|metres| (*metres, None)).collect();
        stops.extend((from.chain == number).then_some((from.along_m, Some(usize::MAX))));
        for (goal, position) in to.iter().enumerate() {
            if position.chain == number {
                stops.push((position.along_m, Some(goal)));
            }
        }
        stops.sort_by(|left, right| left.0.total_cmp(&right.0));
        let mut before: Option<usize> = None;
        for (metres, what) in stops {
            let here = index(number, metres, &mut places);
            match what {
                Some(usize::MAX) => start = here,
                Some(goal) => wanted[goal] = here,
                None => {}
            }
            if let Some(before) = before
                && !times.closed(number)
            {
                let span = (places[before].1, places[here].1);
                edges.push((before, here, times.part(number, span.0, span.1)));
                edges.push((here, before, times.part(number, span.1, span.0)));
            }
            if before.is_none() {
                at_junction[at(chain.a)].push(here);
            }
            before = Some(here);
        }
        at_junction[at(chain.b)].push(before.unwrap());
    }
    for same in &at_junction {
        for pair in same.windows(2) {
            edges.push((pair[0], pair[1], 0.0));
            edges.push((pair[1], pair[0], 0.0));
        }
    }
    let mut minutes = vec![f64::INFINITY; places.len()];
    minutes[start] = 0.0;
    loop {
        let mut changed = false;
        for (u, v, cost) in &edges {
            if *cost < crate::pace::CLOSED && minutes[*u] + cost < minutes[*v] - 1e-12 {
                minutes[*v] = minutes[*u] + cost;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    wanted.into_iter().map(|goal| minutes[goal]).collect()
}
