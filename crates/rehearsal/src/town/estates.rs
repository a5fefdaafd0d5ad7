//! Gated estates: a wall, paths inside, and gates as the only doors.
//!
//! Paths cross the wall at every gate, open or not, so that opening one is a switch and no
//! building work. A few cross it where there is no gate: nobody passes there.

use super::blocks::{Blocks, Patch};
use super::layout::Plot;
use super::plane::{Spot, any, crossing, int};
use super::ways::{Mark, Way, coordinates, feature};
use crate::Random;

/// How far the wall stands behind the streets, in thousandths of a block.
const BEHIND: i64 = 120;
/// The head of the register of gates.
pub(crate) const GATES: &str = "gate,estate,lon,lat,open,from_on,to_on\n";

/// An estate.
pub(crate) struct Estate {
    pub(crate) number: usize,
    pub(crate) place: String,
    wall: Vec<Spot>,
    gates: Vec<Gate>,
}

struct Gate {
    at: Spot,
    open: bool,
}

impl Estate {
    /// Its id in the registers.
    pub(crate) fn id(number: usize) -> String {
        format!("estate_{number:03}")
    }

    /// Builds one on a patch; its paths are added to the ways.
    pub(crate) fn new(
        random: &mut Random,
        number: usize,
        (plot, blocks, patch): (&Plot<'_>, &Blocks, Patch),
        ways: &mut Vec<Way>,
    ) -> Self {
        let yard = Yard { blocks, patch };
        let wall = yard.wall();
        yard.paths(random, ways);
        let mut doors = yard.doors();
        let wanted = 2 + any(random, 2) + usize::from(doors.len() > 4);
        let mut gates = Vec::new();
        for at in 0..wanted {
            let door = doors.remove(any(random, doors.len()));
            ways.push(door.way(random));
            if let Some(spot) = door.crossing() {
                gates.push(Gate { at: spot, open: at == 0 || !random.chance(380) });
            }
        }
        if number % 9 == 4 {
            // A path that the wall cuts.
            ways.extend(doors.first().map(|door| door.way(random)));
        }
        Self { number, place: plot.community.id.clone(), wall, gates }
    }

    /// The wall as GeoJSON.
    pub(crate) fn feature(&self) -> String {
        let id = Self::id(self.number);
        let number = self.number;
        let en = format!(r#""en":"Estate {number} (made up)""#);
        let mut ring = self.wall.clone();
        ring.extend(self.wall.first());
        feature(
            &format!(r#""{id}""#),
            &format!(
                r#""estate":"{id}","place":"{}","zh":"小区{number}号（虚构）",{en}"#,
                self.place
            ),
            &format!(r#""Polygon","coordinates":[[{}]]"#, coordinates(&ring)),
        )
    }

    /// Its gates' rows; one gate of the first estates opens in the course of the year.
    pub(crate) fn rows(&self, year: i16, csv: &mut String) {
        let id = Self::id(self.number);
        let before = year.saturating_sub(4);
        for (at, gate) in self.gates.iter().enumerate() {
            let key = format!("gate_{:03}_{},{id},{}", self.number, at + 1, gate.at.written());
            if !gate.open && self.number % 12 == 1 {
                csv.extend([
                    format!("{key},false,{before}-01-01,{year}-06-01\n"),
                    format!("{key},true,{year}-06-01,\n"),
                ]);
            } else {
                csv.extend([format!("{key},{},{before}-01-01,\n", gate.open)]);
            }
        }
    }
}

/// The patch as the builder sees it: thousandths of a block from its own corner.
struct Yard<'a> {
    blocks: &'a Blocks,
    patch: Patch,
}

/// Where a path may leave: the street's vertex, the path's inside, and the piece of the wall.
struct Door {
    street: Spot,
    path: Spot,
    wall: (Spot, Spot),
}

impl Door {
    fn way(&self, random: &mut Random) -> Way {
        let kind = if random.chance(300) { "service" } else { "footway" };
        Way::new(kind, vec![self.street, self.path])
    }

    fn crossing(&self) -> Option<Spot> {
        crossing((self.street, self.path), self.wall)
    }
}

impl Yard<'_> {
    fn spot(&self, s: i64, t: i64) -> Spot {
        self.blocks.spot(int(self.patch.east) * 1000 + s, int(self.patch.north) * 1000 + t)
    }

    /// Width and height.
    fn size(&self) -> (i64, i64) {
        (int(self.patch.wide) * 1000, int(self.patch.high) * 1000)
    }

    fn wall(&self) -> Vec<Spot> {
        let (wide, high) = self.size();
        // Vertices stand off the lines on which paths leave, so that each crosses one piece.
        let posts = |length: i64| -> Vec<i64> {
            (1..length / 1000).flat_map(|k| [k * 1000 - 300, k * 1000 + 300]).collect()
        };
        let mut ring = vec![self.spot(BEHIND, BEHIND)];
        ring.extend(posts(wide).iter().map(|s| self.spot(*s, BEHIND)));
        ring.push(self.spot(wide - BEHIND, BEHIND));
        ring.extend(posts(high).iter().map(|t| self.spot(wide - BEHIND, *t)));
        ring.push(self.spot(wide - BEHIND, high - BEHIND));
        ring.extend(posts(wide).iter().rev().map(|s| self.spot(*s, high - BEHIND)));
        ring.push(self.spot(BEHIND, high - BEHIND));
        ring.extend(posts(high).iter().rev().map(|t| self.spot(BEHIND, *t)));
        ring
    }

    /// A path all around inside the wall, and straight ones between its sides.
    fn paths(&self, random: &mut Random, ways: &mut Vec<Way>) {
        let (wide, high) = self.size();
        let halves = |length: i64| (1..length / 500).map(|half| half * 500);
        let mut ring: Vec<Spot> = halves(wide).map(|s| self.spot(s, 500)).collect();
        ring.extend(halves(high).skip(1).map(|t| self.spot(wide - 500, t)));
        ring.extend(halves(wide).rev().skip(1).map(|s| self.spot(s, high - 500)));
        ring.extend(halves(high).rev().skip(1).map(|t| self.spot(500, t)));
        ways.push(Way::new("footway", ring));
        for s in (1..wide / 1000).map(|k| k * 1000) {
            let line = halves(high).map(|t| self.spot(s, t)).collect();
            ways.push(Way::new("footway", line));
        }
        for t in (1..high / 1000).map(|k| k * 1000) {
            let line = halves(wide).map(|s| self.spot(s, t)).collect();
            let stepped = random.chance(120);
            let kind = if stepped { "steps" } else { "footway" };
            ways.push(Way::new(kind, line).marked(Mark::NoWheelchair, stepped));
        }
    }

    fn doors(&self) -> Vec<Door> {
        let (wide, high) = self.size();
        let mut doors = Vec::new();
        for k in (1..wide / 1000).map(|k| k * 1000) {
            for (street, path, wall) in [(0, 500, BEHIND), (high, high - 500, high - BEHIND)] {
                doors.push(Door {
                    street: self.spot(k, street),
                    path: self.spot(k, path),
                    wall: (self.spot(k - 300, wall), self.spot(k + 300, wall)),
                });
            }
        }
        for k in (1..high / 1000).map(|k| k * 1000) {
            for (street, path, wall) in [(0, 500, BEHIND), (wide, wide - 500, wide - BEHIND)] {
                doors.push(Door {
                    street: self.spot(street, k),
                    path: self.spot(path, k),
                    wall: (self.spot(wall, k - 300), self.spot(wall, k + 300)),
                });
            }
        }
        doors
    }
}
