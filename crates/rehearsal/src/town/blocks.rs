//! The streets inside a built-up cell: a crooked grid with gaps, alleys through blocks, and
//! room for one gated estate.

use super::lattice::{POINTS, STEPS, Side, Sides};
use super::layout::{Plot, Style};
use super::plane::{Spot, any, index, inside, int, weighted};
use super::ways::{Mark, Way};
use crate::Random;

/// Some blocks that lie together, counted in blocks from the cell's south-west corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Patch {
    pub(crate) east: usize,
    pub(crate) north: usize,
    pub(crate) wide: usize,
    pub(crate) high: usize,
}

impl Patch {
    /// Whether a block is one of them.
    pub(crate) fn holds(&self, (i, j): (usize, usize)) -> bool {
        (self.east..self.east + self.wide).contains(&i)
            && (self.north..self.north + self.high).contains(&j)
    }
}

/// The blocks of a cell.
pub(crate) struct Blocks {
    /// Vertices, row by row: the even ones are corners of blocks, the odd ones their middles.
    grid: Vec<Spot>,
    /// Whether a street runs east from a corner of blocks; row by row.
    east: Vec<bool>,
    /// Whether one runs north.
    north: Vec<bool>,
    /// The blocks that an estate has.
    pub(crate) patch: Option<Patch>,
}

/// How much corners of blocks are off, how many lines there are and how many gaps (thousandths).
fn habits(style: Style) -> (i64, u64, u64) {
    match style {
        Style::Old => (1_900, 960, 110),
        Style::Walled => (500, 960, 40),
        Style::New | Style::Village | Style::HillVillage => (1_300, 820, 120),
    }
}

impl Blocks {
    pub(crate) fn new(random: &mut Random, plot: &Plot<'_>, sides: &Sides) -> Self {
        let (off, lines, gaps) = habits(plot.style);
        let grid = grid(random, plot, sides, off);
        let estates = if plot.style == Style::Old { 420 } else { 720 };
        let patch = random.chance(estates).then(|| {
            let (wide, high) = *random.pick(&[(2, 2), (3, 2), (2, 3)]).unwrap_or(&(2, 2));
            let (east, north) = (any(random, STEPS - wide + 1), any(random, STEPS - high + 1));
            Patch { east, north, wide, high }
        });
        let mut blocks = Self {
            grid,
            east: vec![false; (STEPS + 1) * (STEPS + 1)],
            north: vec![false; (STEPS + 1) * (STEPS + 1)],
            patch,
        };
        blocks.lay(random, lines, gaps);
        blocks
    }

    /// Decides where streets run. Lines along an estate and the cell's own sides are whole.
    fn lay(&mut self, random: &mut Random, lines: u64, gaps: u64) {
        let edges = self.patch.map_or([0; 4], |patch| {
            [patch.east, patch.east + patch.wide, patch.north, patch.north + patch.high]
        });
        for line in 0..=STEPS {
            let side = line == 0 || line == STEPS;
            let (whole_north, whole_east) =
                (side || edges[..2].contains(&line), side || edges[2..].contains(&line));
            let (there_north, there_east) = (random.chance(lines), random.chance(lines));
            for step in 0..STEPS {
                let cut = self.patch.is_some_and(|patch| {
                    line > patch.east && patch.holds((line, step)) && patch.holds((line - 1, step))
                });
                let laid = there_north && !random.chance(gaps);
                self.north[step * (STEPS + 1) + line] = (whole_north || laid) && !cut;
                let cut = self.patch.is_some_and(|patch| {
                    line > patch.north && patch.holds((step, line)) && patch.holds((step, line - 1))
                });
                let laid = there_east && !random.chance(gaps);
                self.east[line * (STEPS + 1) + step] = (whole_east || laid) && !cut;
            }
        }
    }

    /// A vertex.
    pub(crate) fn at(&self, i: usize, j: usize) -> Spot {
        self.grid[j * POINTS + i]
    }

    /// The place `s` and `t` thousandths of a block east and north of the cell's corner.
    pub(crate) fn spot(&self, s: i64, t: i64) -> Spot {
        let last = int(STEPS) - 1;
        let (column, row) = ((s / 1000).clamp(0, last), (t / 1000).clamp(0, last));
        let (i, j) = (2 * index(column), 2 * index(row));
        let corners = [self.at(i, j), self.at(i + 2, j), self.at(i + 2, j + 2), self.at(i, j + 2)];
        inside(&corners, s - 1000 * column, t - 1000 * row)
    }

    /// A place beside a street, `deep` thousandths of a block from it, in no estate.
    pub(crate) fn beside(&self, random: &mut Random, deep: (i64, i64)) -> Spot {
        for _ in 0..30 {
            let block = (any(random, STEPS), any(random, STEPS));
            let (along, deep) = (random.between(120, 880), random.between(deep.0, deep.1));
            let (s, t) = match random.below(4) {
                0 => (along, deep),
                1 => (1000 - deep, along),
                2 => (along, 1000 - deep),
                _ => (deep, along),
            };
            if self.street(block, (s, t)) && !self.patch.is_some_and(|patch| patch.holds(block)) {
                return self.spot(int(block.0) * 1000 + s, int(block.1) * 1000 + t);
            }
        }
        // The middle of the cell's southern side always has a street.
        self.spot(int(STEPS) * 500, 80)
    }

    /// Whether there is a street at the side of the block that the place is nearest to.
    fn street(&self, (i, j): (usize, usize), (s, t): (i64, i64)) -> bool {
        let near = [(t, 0), (1000 - s, 1), (1000 - t, 2), (s, 3)];
        match near.into_iter().min().map_or(0, |(_, side)| side) {
            0 => self.east[j * (STEPS + 1) + i],
            1 => self.north[j * (STEPS + 1) + i + 1],
            2 => self.east[(j + 1) * (STEPS + 1) + i],
            _ => self.north[j * (STEPS + 1) + i],
        }
    }

    /// The streets inside the cell (its sides are roads) and alleys through whole blocks.
    pub(crate) fn ways(&self, random: &mut Random) -> Vec<Way> {
        let mut ways = Vec::new();
        for line in 1..STEPS {
            for north in [true, false] {
                let kind = *random
                    .pick(&["residential", "residential", "residential", "living_street"])
                    .unwrap_or(&"residential");
                let oneway = random.chance(70);
                for run in self.runs(line, north) {
                    ways.push(Way::new(kind, run).marked(Mark::OneWay, oneway));
                }
            }
        }
        for block in (0..STEPS).flat_map(|j| (0..STEPS).map(move |i| (i, j))) {
            let free = !self.patch.is_some_and(|patch| patch.holds(block));
            if free && random.chance(430) {
                ways.extend(self.alley(random, block));
            }
        }
        ways
    }

    /// The pieces of a line without its gaps.
    fn runs(&self, line: usize, north: bool) -> Vec<Vec<Spot>> {
        let mut runs: Vec<Vec<Spot>> = Vec::new();
        let mut open = false;
        for step in 0..STEPS {
            let there = if north {
                self.north[step * (STEPS + 1) + line]
            } else {
                self.east[line * (STEPS + 1) + step]
            };
            if there {
                if !open {
                    runs.push(Vec::new());
                }
                let from = usize::from(open);
                if let Some(run) = runs.last_mut() {
                    run.extend((from..3).map(|at| {
                        let at = 2 * step + at;
                        if north { self.at(2 * line, at) } else { self.at(at, 2 * line) }
                    }));
                }
            }
            open = there;
        }
        runs
    }

    /// A way through a block between the middles of two opposite streets.
    fn alley(&self, random: &mut Random, (i, j): (usize, usize)) -> Option<Way> {
        let width = STEPS + 1;
        let (a, b) = (2 * i, 2 * j);
        let points = if random.chance(500) {
            let open = self.north[j * width + i] && self.north[j * width + i + 1];
            open.then(|| vec![self.at(a, b + 1), self.at(a + 1, b + 1), self.at(a + 2, b + 1)])
        } else {
            let open = self.east[j * width + i] && self.east[(j + 1) * width + i];
            open.then(|| vec![self.at(a + 1, b), self.at(a + 1, b + 1), self.at(a + 1, b + 2)])
        };
        let kinds = ["service", "service", "footway", "footway", "footway", "path"];
        let kind = random.pick(&kinds).copied().unwrap_or("footway");
        let kind = if random.chance(40) { "steps" } else { kind };
        let rough = kind == "steps" || (kind == "path" && random.chance(300));
        Some(Way::new(kind, points?).marked(Mark::NoWheelchair, rough))
    }
}

/// The vertices: the sides are given, what lies between is drawn between them and shaken.
fn grid(random: &mut Random, plot: &Plot<'_>, sides: &Sides, off: i64) -> Vec<Spot> {
    let [south, east, north, west] =
        Side::around(plot.cell).map(|side| sides.get(&side).cloned().unwrap_or_default());
    let last = POINTS - 1;
    let mut grid = vec![Spot::metres(0, 0); POINTS * POINTS];
    for j in 0..POINTS {
        for i in 0..POINTS {
            let (s, t, whole) = (int(i), int(j), int(last));
            let (u, v) = (whole - s, whole - t);
            let spots = [
                south[i],
                north[i],
                west[j],
                east[j],
                south[0],
                south[last],
                north[last],
                north[0],
            ];
            let weights =
                [whole * v, whole * t, whole * u, whole * s, -u * v, -s * v, -s * t, -u * t];
            let spot = weighted(&spots, &weights, whole * whole);
            let inner = i > 0 && j > 0 && i < last && j < last;
            let corner = i % 2 == 0 && j % 2 == 0;
            grid[j * POINTS + i] = if inner && corner { spot.shaken(random, off) } else { spot };
        }
    }
    // The middles follow the corners around them.
    for j in 1..last {
        for i in 1..last {
            let (left, below) = (j * POINTS + i - i % 2, (j % 2) * POINTS);
            let right = left + 2 * (i % 2);
            let around = [left - below, right - below, left + below, right + below];
            if (i % 2, j % 2) != (0, 0) {
                let middle = weighted(&around.map(|at| grid[at]), &[1; 4], 4);
                grid[j * POINTS + i] = middle.shaken(random, 250);
            }
        }
    }
    grid
}
