//! The roads along the lattice's sides: through roads, the edges of communities, the roads to
//! villages, and field paths between them.

use super::lattice::{Bend, COLUMNS, Lattice, Node, RIVER, ROWS, Side, Sides};
use super::layout::{HILL_VILLAGE, Plot, STREETS, hilly};
use super::plane::{Spot, int, weighted};
use super::ways::{Mark, Way};
use crate::Random;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// What a road is, the greatest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    Trunk,
    Primary,
    Secondary,
    Tertiary,
    Track,
    Path,
}

/// Columns whose sides bridge the river: a handful, so that the other bank is a detour away.
const BRIDGES: [usize; 7] = [5, 11, 16, 20, 24, 27, 30];
/// Of those, the one that is for walkers only.
const FOOTBRIDGE: usize = 24;

/// The roads of the town.
pub(crate) struct Roads {
    classes: BTreeMap<Side, Class>,
    /// Sides beside a built-up cell.
    urban: BTreeSet<Side>,
    /// The nodes from which villages are reached, by the village's cell.
    pub(crate) doors: BTreeMap<Node, Node>,
}

impl Roads {
    pub(crate) fn new(random: &mut Random, lattice: &Lattice, plots: &[Plot<'_>]) -> Self {
        let mut roads =
            Self { classes: BTreeMap::new(), urban: BTreeSet::new(), doors: BTreeMap::new() };
        for plot in plots.iter().filter(|plot| !plot.style.rural()) {
            for side in Side::around(plot.cell) {
                roads.urban.insert(side);
                let third = if side.north { side.from.0 % 3 == 0 } else { side.from.1 % 3 == 0 };
                roads.add(side, if third { Class::Secondary } else { Class::Tertiary });
            }
        }
        roads.through(lattice);
        let towns = plots.iter().filter(|plot| !plot.style.rural()).map(|plot| plot.cell);
        let root = lattice.nearest(STREETS[0].1);
        for cell in towns {
            roads.link(root, &Lattice::corners(cell));
        }
        let mut villages: Vec<Node> =
            plots.iter().filter(|plot| plot.style.rural()).map(|plot| plot.cell).collect();
        villages.sort_by_key(|cell| lattice.middle(*cell).far(STREETS[0].1));
        for cell in villages {
            if let Some(door) = roads.link(root, &Lattice::corners(cell)) {
                roads.doors.insert(cell, door);
            }
        }
        for column in BRIDGES {
            roads.link(root, &[(column, RIVER)]);
            roads.link(root, &[(column, RIVER + 1)]);
            roads.add(bridge(column), wet(column));
        }
        roads.field_paths(random, lattice);
        roads
    }

    fn add(&mut self, side: Side, class: Class) {
        let held = self.classes.entry(side).or_insert(class);
        *held = (*held).min(class);
    }

    /// Through roads between the middles of streets.
    fn through(&mut self, lattice: &Lattice) {
        let [waitan, kongpu, wenjiao, yongjiang, zhuangqiao, hongtang, qianjiang, cicheng] =
            STREETS.map(|(_, town, _)| lattice.nearest(town));
        let hills = lattice.nearest(HILL_VILLAGE.1);
        let bank = (27, RIVER + 1);
        let (east, west) = ((COLUMNS - 1, 9), (8, 9));
        self.elbow(Class::Trunk, east, west, true);
        self.elbow(Class::Primary, (27, waitan.1.min(RIVER)), bank, false);
        self.elbow(Class::Primary, bank, zhuangqiao, false);
        self.elbow(Class::Primary, hongtang, zhuangqiao, true);
        self.elbow(Class::Primary, hongtang, cicheng, false);
        self.elbow(Class::Secondary, waitan, bank, true);
        self.elbow(Class::Secondary, bank, wenjiao, true);
        self.elbow(Class::Secondary, wenjiao, qianjiang, false);
        self.elbow(Class::Secondary, qianjiang, hongtang, true);
        self.elbow(Class::Secondary, bank, kongpu, true);
        self.elbow(Class::Secondary, kongpu, yongjiang, false);
        self.elbow(Class::Secondary, yongjiang, zhuangqiao, false);
        self.elbow(Class::Tertiary, zhuangqiao, hills, false);
        self.elbow(Class::Tertiary, hills, cicheng, true);
    }

    /// A road with one corner; `east_first` or not. It keeps to its bank.
    fn elbow(&mut self, class: Class, from: Node, to: Node, east_first: bool) {
        let corner = if east_first { (to.0, from.1) } else { (from.0, to.1) };
        for (a, b) in [(from, corner), (corner, to)] {
            let (low, high) = (a.min(b), a.max(b));
            for column in low.0..high.0 {
                self.add(Side { from: (column, low.1), north: false }, class);
            }
            for row in low.1.min(high.1)..low.1.max(high.1) {
                let side = Side { from: (low.0, row), north: true };
                if !side.wet() || wet(low.0) == Class::Secondary {
                    self.add(side, class);
                }
            }
        }
    }

    /// Builds what is missing between the roads that are walked to from the root and one of the
    /// goals; the goal that was reached.
    fn link(&mut self, root: Node, goals: &[Node]) -> Option<Node> {
        let mut from: BTreeMap<Node, Option<Side>> = BTreeMap::from([(root, None)]);
        let mut line = VecDeque::from([root]);
        // First along what is there, then across what is not.
        let mut reached = line.clone();
        while let Some(node) = line.pop_front() {
            for (side, next) in steps(node) {
                let walked = self.classes.get(&side).is_some_and(|class| *class != Class::Trunk);
                if walked && !from.contains_key(&next) {
                    from.insert(next, None);
                    line.push_back(next);
                    reached.push_back(next);
                }
            }
        }
        let mut found = goals.iter().copied().find(|goal| from.contains_key(goal));
        while let (None, Some(node)) = (found, reached.pop_front()) {
            for (side, next) in steps(node) {
                let ford = side.wet() && wet(side.from.0) != Class::Secondary;
                let trunk = self.classes.get(&side) == Some(&Class::Trunk);
                if ford || trunk || from.contains_key(&next) {
                    continue;
                }
                from.insert(next, Some(side));
                reached.push_back(next);
                if goals.contains(&next) {
                    found = found.or(Some(next));
                }
            }
        }
        let mut node = found?;
        while let Some(Some(side)) = from.get(&node).copied() {
            self.add(side, if side.wet() { Class::Secondary } else { Class::Tertiary });
            node = if side.from == node { side.to() } else { side.from };
        }
        found
    }

    /// Some of the sides that join two roads are walked, though nobody drives there.
    fn field_paths(&mut self, random: &mut Random, lattice: &Lattice) {
        let known: BTreeSet<Node> =
            self.classes.keys().flat_map(|side| [side.from, side.to()]).collect();
        for side in Lattice::sides() {
            let joins = known.contains(&side.from) && known.contains(&side.to());
            if !joins || side.wet() || self.classes.contains_key(&side) || !random.chance(300) {
                continue;
            }
            let up = hilly(lattice.node(side.from)) || random.chance(400);
            self.add(side, if up { Class::Path } else { Class::Track });
        }
    }

    /// The vertices of all sides of roads and built-up cells, and of both banks.
    pub(crate) fn sides(&self, random: &mut Random, lattice: &Lattice) -> Sides {
        Lattice::sides()
            .map(|side| {
                let middle =
                    weighted(&[lattice.node(side.from), lattice.node(side.to())], &[1, 1], 2);
                let bend = match (side.wet(), self.urban.contains(&side), hilly(middle)) {
                    (true, ..) => Bend::Straight,
                    (_, true, _) => Bend::Street,
                    (_, _, true) => Bend::Hill,
                    (_, _, false) => Bend::Lane,
                };
                (side, lattice.run(random, side, bend))
            })
            .collect()
    }

    /// The roads as ways of the map.
    pub(crate) fn ways(&self, random: &mut Random, lattice: &Lattice, sides: &Sides) -> Vec<Way> {
        let mut ways = Vec::new();
        for (side, class) in &self.classes {
            let points = sides.get(side).cloned().unwrap_or_default();
            let line = if side.north { 10 + side.from.0 } else { 60 + side.from.1 };
            let mut way = road(*class, hilly(lattice.node(side.from)), points);
            way.name = (*class <= Class::Secondary).then_some(int(line));
            way = way
                .marked(Mark::Bridge, side.wet())
                .marked(Mark::Foot, *class == Class::Trunk && self.urban.contains(side))
                .marked(Mark::NoWheelchair, *class == Class::Path && !side.wet());
            if *class == Class::Path && !side.wet() {
                way.surface = Some("ground");
            }
            if *class == Class::Track {
                way.surface = Some(if random.chance(500) { "gravel" } else { "compacted" });
            }
            ways.push(way);
        }
        ways
    }

    /// The line in the middle of the river.
    pub(crate) fn river(sides: &Sides) -> Vec<Spot> {
        let bank = |row: usize| -> Vec<Spot> {
            (0..COLUMNS)
                .filter_map(|column| sides.get(&Side { from: (column, row), north: false }))
                .flat_map(|run| run.iter().step_by(2).take(6))
                .copied()
                .collect()
        };
        let banks = bank(RIVER).into_iter().zip(bank(RIVER + 1));
        banks.map(|(south, north)| weighted(&[south, north], &[1, 1], 2)).collect()
    }
}

/// What bridges the river at a column: a road, a path for walkers, or nothing that is built.
fn wet(column: usize) -> Class {
    if column != FOOTBRIDGE && BRIDGES.contains(&column) { Class::Secondary } else { Class::Path }
}

fn bridge(column: usize) -> Side {
    Side { from: (column, RIVER), north: true }
}

fn road(class: Class, hills: bool, points: Vec<Spot>) -> Way {
    let (highway, speed) = match class {
        Class::Trunk => ("trunk", Some(80)),
        Class::Primary => ("primary", Some(60)),
        Class::Secondary => ("secondary", Some(50)),
        Class::Tertiary => ("tertiary", Some(if hills { 30 } else { 40 })),
        Class::Track => ("track", None),
        Class::Path => ("path", None),
    };
    Way { maxspeed: speed, ..Way::new(highway, points) }
}

/// The sides at a node and where they lead.
fn steps((column, row): Node) -> Vec<(Side, Node)> {
    let mut steps = Vec::new();
    if column > 0 {
        steps.push((Side { from: (column - 1, row), north: false }, (column - 1, row)));
    }
    if column < COLUMNS {
        steps.push((Side { from: (column, row), north: false }, (column + 1, row)));
    }
    if row > 0 {
        steps.push((Side { from: (column, row - 1), north: true }, (column, row - 1)));
    }
    if row < ROWS {
        steps.push((Side { from: (column, row), north: true }, (column, row + 1)));
    }
    steps
}
