//! Villages: a cluster of lanes, tracks into the fields, and a road to the outside.

use super::lattice::{Lattice, Node};
use super::layout::{HILL_VILLAGE, Plot, Style};
use super::plane::{Spot, any, int};
use super::ways::{Mark, Way};
use crate::Random;

/// Lanes of a village, from west to east along its main lane and across it.
const ALONG: usize = 5;
const ACROSS: usize = 4;
/// The row of the main lane.
const MAIN: usize = 1;

/// A village's pieces of lanes, along which houses stand.
pub(crate) struct Village {
    lanes: Vec<(Spot, Spot)>,
    pub(crate) middle: Spot,
}

/// Directions in which a village may lie: whole numbers whose squares sum to a square.
const TURNS: [(i64, i64, i64); 6] =
    [(1, 0, 1), (4, 3, 5), (4, -3, 5), (12, 5, 13), (12, -5, 13), (15, 8, 17)];

impl Village {
    /// Builds one; its lanes are added to the ways.
    pub(crate) fn new(
        random: &mut Random,
        lattice: &Lattice,
        plot: &Plot<'_>,
        door: Option<Node>,
        ways: &mut Vec<Way>,
    ) -> Self {
        let middle = lattice.middle(plot.cell).shaken(random, 4_000);
        let (cos, sin, whole) = *random.pick(&TURNS).unwrap_or(&TURNS[0]);
        let gap = random.between(4_600, 6_000);
        let nodes: Vec<Spot> = (0..ALONG * ACROSS)
            .map(|at| {
                let (u, v) = (int(at % ALONG) * 2 - 4, int(at / ALONG) * 2 - 3);
                let (x, y) = ((u * cos - v * sin) * gap, (u * sin + v * cos) * gap);
                middle.by(x / (2 * whole), y / (2 * whole)).shaken(random, 900)
            })
            .collect();
        let mut village = Self { lanes: Vec::new(), middle: nodes[MAIN * ALONG + 2] };
        village.lay(random, plot.style, &nodes, ways);
        for _ in 0..2 {
            let (column, out) = (any(random, ALONG), random.chance(500));
            let (from, toward) = if out {
                (nodes[MAIN * ALONG + column], nodes[column])
            } else {
                (nodes[MAIN * ALONG + column], nodes[(ACROSS - 1) * ALONG + column])
            };
            ways.push(track(random, plot.style, from, toward));
        }
        if let Some(door) = door {
            ways.push(road(random, plot, lattice.node(door), &nodes));
        }
        village
    }

    /// The main lane is whole and all lanes across begin at it, so that all are joined.
    fn lay(&mut self, random: &mut Random, style: Style, nodes: &[Spot], ways: &mut Vec<Way>) {
        let main = MAIN * ALONG;
        self.lane(random, "residential", &nodes[main..main + ALONG], ways);
        let mut reached = [true; ALONG * ACROSS];
        for column in 0..ALONG {
            let north = if random.chance(750) { ACROSS - 1 } else { MAIN + 1 };
            let across: Vec<Spot> = (0..=north).map(|row| nodes[row * ALONG + column]).collect();
            if north < ACROSS - 1 {
                reached[(ACROSS - 1) * ALONG + column] = false;
            }
            let steep = style == Style::HillVillage && random.chance(400);
            let kind = if steep { "steps" } else { "living_street" };
            self.lane(random, kind, &across, ways);
        }
        for row in (0..ACROSS).filter(|row| *row != MAIN) {
            for column in 1..ALONG {
                let (a, b) = (row * ALONG + column - 1, row * ALONG + column);
                if reached[a] && reached[b] && random.chance(480) {
                    let kind = if random.chance(400) { "path" } else { "service" };
                    self.lane(random, kind, &[nodes[a], nodes[b]], ways);
                }
            }
        }
    }

    fn lane(
        &mut self,
        random: &mut Random,
        kind: &'static str,
        nodes: &[Spot],
        ways: &mut Vec<Way>,
    ) {
        let mut points = Vec::new();
        for two in nodes.windows(2) {
            self.lanes.push((two[0], two[1]));
            points.push(two[0]);
            points.push(two[0].toward(two[1], (1, 2), random.between(-300, 300)));
        }
        points.extend(nodes.last());
        let rough = kind == "steps" || (kind == "path" && random.chance(500));
        ways.push(Way::new(kind, points).marked(Mark::NoWheelchair, rough));
    }

    /// A place beside a lane, so many centimetres from it.
    pub(crate) fn beside(&self, random: &mut Random, deep: (i64, i64)) -> Spot {
        let Some((a, b)) = random.pick(&self.lanes).copied() else {
            return self.middle;
        };
        let side = if random.chance(500) { 1 } else { -1 };
        let along = random.between(100, 900);
        a.toward(b, (along, 1000), side * random.between(deep.0, deep.1))
    }
}

/// From the last houses on into the fields.
fn track(random: &mut Random, style: Style, from: Spot, toward: Spot) -> Way {
    let length = from.far(toward).isqrt().max(1);
    let step = |metres: i64| (metres * 100, length);
    let mut points = vec![toward];
    for at in 1..=random.between(3, 5) {
        let ahead = from.toward(toward, step(at * 35), 0);
        let off = Spot { x: toward.x + ahead.x - from.x, y: toward.y + ahead.y - from.y };
        points.push(off.shaken(random, 900));
    }
    if style == Style::HillVillage {
        let path = Way { surface: Some("ground"), ..Way::new("path", points) };
        return path.marked(Mark::NoWheelchair, true);
    }
    let surface = *random.pick(&["gravel", "compacted", "ground"]).unwrap_or(&"gravel");
    Way { surface: Some(surface), ..Way::new("track", points) }
}

/// The road to the outside, from the nearest of the village's lanes.
fn road(random: &mut Random, plot: &Plot<'_>, door: Spot, nodes: &[Spot]) -> Way {
    let main = &nodes[MAIN * ALONG..(MAIN + 1) * ALONG];
    let near = main.iter().chain(&nodes[..ALONG]).min_by_key(|node| node.far(door));
    let end = near.copied().unwrap_or(door);
    let wind = if plot.style == Style::HillVillage { 2_600 } else { 900 };
    let mut points = vec![door];
    for at in 1..6 {
        let left = if at % 2 == 0 { wind } else { -wind };
        points.push(door.toward(end, (at, 6), left * random.between(40, 100) / 100));
    }
    points.push(end);
    let through = plot.community.id == HILL_VILLAGE.0 || random.chance(400);
    let kind = if through { "tertiary" } else { "residential" };
    Way { maxspeed: through.then_some(30), ..Way::new(kind, points) }
}
