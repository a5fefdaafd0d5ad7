//! The warped lattice under the town: main roads run along its sides, communities fill its cells.
//!
//! Because every road keeps to a side and everything smaller keeps to a cell, streets meet only
//! at shared vertices, and the river, which fills a row of its own, is crossed only by bridges.
//! Knows nothing of communities.

use super::plane::{Spot, index, int, weighted};
use crate::Random;
use std::collections::BTreeMap;

/// Blocks along a side of a cell.
pub(crate) const STEPS: usize = 6;
/// Vertices along a side: the corners of blocks and the middles between them.
pub(crate) const POINTS: usize = 2 * STEPS + 1;
/// Cells from west to east.
pub(crate) const COLUMNS: usize = 32;
/// Cells from south to north.
pub(crate) const ROWS: usize = 26;
/// The row of cells that the river fills.
pub(crate) const RIVER: usize = 2;

/// The width of a column, centimetres.
const WIDTH: i64 = 70_000;
/// Cells between two places at which the lattice is pulled out of shape.
const PULL: usize = 5;

/// A corner of cells: column and row.
pub(crate) type Node = (usize, usize);

/// A side of a cell, from its western or southern node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Side {
    pub(crate) from: Node,
    /// Whether it runs north; otherwise east.
    pub(crate) north: bool,
}

impl Side {
    /// Where it ends.
    pub(crate) fn to(self) -> Node {
        let (column, row) = self.from;
        if self.north { (column, row + 1) } else { (column + 1, row) }
    }

    /// Whether it crosses the river.
    pub(crate) fn wet(self) -> bool {
        self.north && self.from.1 == RIVER
    }

    /// South, east, north and west of a cell.
    pub(crate) fn around((column, row): Node) -> [Self; 4] {
        [
            Self { from: (column, row), north: false },
            Self { from: (column + 1, row), north: true },
            Self { from: (column, row + 1), north: false },
            Self { from: (column, row), north: true },
        ]
    }
}

/// How a side winds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bend {
    /// A bridge.
    Straight,
    /// A street between houses.
    Street,
    /// A road between fields.
    Lane,
    /// A road in the hills.
    Hill,
}

/// The nodes of the lattice.
pub(crate) struct Lattice {
    nodes: Vec<Spot>,
}

/// The runs of vertices of all sides.
pub(crate) type Sides = BTreeMap<Side, Vec<Spot>>;

impl Lattice {
    pub(crate) fn new(random: &mut Random) -> Self {
        let across = COLUMNS / PULL + 2;
        let pulls: Vec<Spot> = (0..across * (ROWS / PULL + 2))
            .map(|_| Spot::metres(0, 0).shaken(random, 20_000))
            .collect();
        let mut nodes = Vec::new();
        let mut north = 30_000;
        for row in 0..=ROWS {
            for column in 0..=COLUMNS {
                let at = row / PULL * across + column / PULL;
                let near = [0, 1, across, across + 1].map(|step| pulls[at + step]);
                let (s, t) = (int(column % PULL), int(row % PULL));
                let whole = int(PULL);
                let weights = [(whole - s) * (whole - t), s * (whole - t), (whole - s) * t, s * t];
                let pull = weighted(&near, &weights, whole * whole);
                // Columns lean west and rows rise to the west, as the plain between the river
                // and the hills does.
                let east = int(column) * WIDTH;
                let flat = Spot { x: east - north / 5, y: north + (1_880_000 - east) / 10 };
                nodes.push(flat.by(pull.x, pull.y).shaken(random, 3_500));
            }
            north += match row {
                0 | 1 => 65_000,
                RIVER => 24_000,
                _ => WIDTH,
            };
        }
        Self { nodes }
    }

    /// Where a node is.
    pub(crate) fn node(&self, (column, row): Node) -> Spot {
        self.nodes[row * (COLUMNS + 1) + column]
    }

    /// The corners of a cell, counter-clockwise.
    pub(crate) fn corners((column, row): Node) -> [Node; 4] {
        [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
    }

    /// The middle of a cell.
    pub(crate) fn middle(&self, cell: Node) -> Spot {
        weighted(&Self::corners(cell).map(|corner| self.node(corner)), &[1; 4], 4)
    }

    /// All cells that land fills.
    pub(crate) fn cells() -> impl Iterator<Item = Node> {
        (0..ROWS)
            .filter(|row| *row != RIVER)
            .flat_map(|row| (0..COLUMNS).map(move |column| (column, row)))
    }

    /// All sides.
    pub(crate) fn sides() -> impl Iterator<Item = Side> {
        (0..=ROWS).flat_map(|row| (0..=COLUMNS).map(move |column| (column, row))).flat_map(|from| {
            [false, true]
                .map(|north| Side { from, north })
                .into_iter()
                .filter(|side| side.to().0 <= COLUMNS && side.to().1 <= ROWS)
        })
    }

    /// The node nearest to a place.
    pub(crate) fn nearest(&self, spot: Spot) -> Node {
        let at = (0..self.nodes.len()).min_by_key(|at| self.nodes[*at].far(spot)).unwrap_or(0);
        (at % (COLUMNS + 1), at / (COLUMNS + 1))
    }

    /// The vertices of a side.
    pub(crate) fn run(&self, random: &mut Random, side: Side, bend: Bend) -> Vec<Spot> {
        let (a, b) = (self.node(side.from), self.node(side.to()));
        let last = int(POINTS) - 1;
        let swing = if random.chance(500) { 1 } else { -1 } * random.between(60, 130);
        (0..=last)
            .map(|at| {
                let left = match bend {
                    Bend::Straight => 0,
                    Bend::Street => random.between(-400, 400),
                    Bend::Lane => WAVE[index(at)] * swing * 26 / 100,
                    Bend::Hill => WAVE[index(at)] * swing * 95 / 100,
                };
                match at {
                    0 => a,
                    _ if at == last => b,
                    _ => a.toward(b, (at, last), left),
                }
            })
            .collect()
    }
}

/// A road's swing from side to side, in hundredths.
const WAVE: [i64; POINTS] = [0, 55, 95, 70, 0, -65, -100, -75, -10, 60, 90, 50, 0];
