//! A made-up town: streets, estates and registers that look like Jiangbei's and are nobody's.
//!
//! The same seed, year and communities give the same bytes on every machine: all geometry is in
//! whole centimetres. The district lies where it lies, with a river across its south, an old
//! town by the river, towns to the north and west and villages in the hills; every street, house
//! and shop is invented and says so. A map of the real district takes its place by one line of
//! the pack.
//!
//! What is wrong on purpose, so that checks have something to find:
//! - the network has two pieces that nothing joins (a pier and a hill path);
//! - `home_02000` lies some ten kilometres off the network;
//! - `home_03000` is in the register twice;
//! - the facility `library_007` has its longitude and latitude swapped;
//! - some facilities have no opening hours;
//! - a few paths cross an estate's wall where there is no gate.
//!
//! Knows no names of places (the caller gives them) and nothing of how maps are read.
//! Start reading at [`town()`].

mod blocks;
mod estates;
mod facilities;
mod homes;
mod kinds;
mod lattice;
mod layout;
mod plane;
mod roads;
mod sites;
mod villages;
mod ways;

use crate::Random;
use blocks::Blocks;
use estates::Estate;
use lattice::{Lattice, RIVER, Sides};
use layout::{HILL_VILLAGE, Plot};
use plane::Spot;
use roads::Roads;
use villages::Village;
use ways::Way;

/// A community or village of the district, as the pack names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Community {
    /// Its id, which the registers use as the place.
    pub id: String,
    /// The id of its street or town.
    pub street: String,
    /// Its name in Chinese.
    pub zh: String,
    /// Its name in English.
    pub en: String,
    /// Whether it is a village.
    pub village: bool,
}

/// The files of a made-up town. Coordinates are WGS-84.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Ways as line strings with OpenStreetMap's words.
    pub network_geojson: Vec<u8>,
    /// Walls of gated estates as polygons.
    pub estates_geojson: Vec<u8>,
    /// `home,place,lon,lat,people,households,estate,from_on,to_on`.
    pub homes_csv: Vec<u8>,
    /// `facility,kind,name_zh,name_en,place,lon,lat,floor_m2,land_m2,capacity,opening_hours,
    /// from_on,to_on`.
    pub facilities_csv: Vec<u8>,
    /// `gate,estate,lon,lat,open,from_on,to_on`.
    pub gates_csv: Vec<u8>,
    /// `site,zh,en,place,lon,lat,prize,visit_min,state,progress,start`: sites, then the places
    /// from which visits may start (prize 0).
    pub sites_csv: Vec<u8>,
    /// The middle of each community: id, 10⁻⁷ degrees east and north.
    pub places: Vec<(String, i32, i32)>,
}

/// A community as it was built.
struct Built<'a> {
    plot: &'a Plot<'a>,
    ground: Ground,
}

/// What a community stands on.
enum Ground {
    /// Blocks, and the number of the estate among them.
    Town(Blocks, Option<usize>),
    /// Lanes.
    Village(Village),
}

impl Ground {
    /// A place that people walk past.
    fn beside(&self, random: &mut Random) -> Spot {
        match self {
            Self::Town(blocks, _) => blocks.beside(random, (60, 120)),
            Self::Village(village) => village.beside(random, (300, 1_000)),
        }
    }

    /// Its middle.
    fn middle(&self) -> Spot {
        match self {
            Self::Town(blocks, _) => blocks.at(lattice::STEPS, lattice::STEPS),
            Self::Village(village) => village.middle,
        }
    }
}

/// The first day of a row that held before the year began.
fn before(random: &mut Random, year: i16) -> String {
    let ago = if random.chance(700) { 4 } else { 1 + i16::from(random.chance(500)) };
    let month = if ago == 4 { 1 } else { random.between(1, 12) };
    format!("{}-{month:02}-01", year.saturating_sub(ago))
}

/// Makes up a town.
///
/// Communities beyond the room that the plane has (some eight hundred) are left out.
pub fn town(seed: u64, year: i16, communities: &[Community]) -> Town {
    let mut random = Random::new(seed);
    // Each part draws from a generator of its own, so that a change in one leaves the others.
    let mut part = || Random::new(random.next());
    let lattice = Lattice::new(&mut part());
    let plots = layout::plots(&mut part(), &lattice, communities);
    let roads = Roads::new(&mut part(), &lattice, &plots);
    let sides = roads.sides(&mut part(), &lattice);
    let mut ways = roads.ways(&mut part(), &lattice, &sides);
    let mut estates = Vec::new();
    let mut builder = part();
    let built: Vec<Built<'_>> = plots
        .iter()
        .map(|plot| {
            let mut own = Random::new(builder.next());
            let ground =
                ground(&mut own, plot, (&lattice, &roads, &sides), &mut estates, &mut ways);
            Built { plot, ground }
        })
        .collect();
    let mut ways = ways::joined(ways);
    let river = Roads::river(&sides);
    ways.extend(strays(&lattice));
    let mut gates = String::from(estates::GATES);
    for estate in &estates {
        estate.rows(year, &mut gates);
    }
    let walls: Vec<String> = estates.iter().map(Estate::feature).collect();
    Town {
        network_geojson: ways::network(&river, &ways),
        estates_geojson: ways::collection(&walls),
        homes_csv: homes::register(&mut part(), year, &built),
        facilities_csv: facilities::register(&mut part(), year, &built),
        gates_csv: gates.into_bytes(),
        sites_csv: sites::register(&mut part(), &built, year),
        places: built.iter().map(place).collect(),
    }
}

fn ground(
    random: &mut Random,
    plot: &Plot<'_>,
    (lattice, roads, sides): (&Lattice, &Roads, &Sides),
    estates: &mut Vec<Estate>,
    ways: &mut Vec<Way>,
) -> Ground {
    if plot.style.rural() {
        let door = roads.doors.get(&plot.cell).copied();
        return Ground::Village(Village::new(random, lattice, plot, door, ways));
    }
    let blocks = Blocks::new(random, plot, sides);
    ways.extend(blocks.ways(random));
    let number = blocks.patch.map(|patch| {
        let number = estates.len() + 1;
        estates.push(Estate::new(random, number, (plot, &blocks, patch), ways));
        number
    });
    Ground::Town(blocks, number)
}

/// Two pieces that nothing joins: a pier in the river and a path in the hills.
fn strays(lattice: &Lattice) -> Vec<Way> {
    let pier = lattice.middle((26, RIVER));
    let hill = HILL_VILLAGE.1.by(-90_000, 61_000);
    vec![
        Way::new("footway", vec![pier, pier.by(900, 400), pier.by(1_900, 500)]),
        Way {
            surface: Some("ground"),
            ..Way::new("path", vec![hill, hill.by(-3_000, 4_100), hill.by(-2_200, 9_000)])
        },
    ]
}

fn place(built: &Built<'_>) -> (String, i32, i32) {
    let (lon, lat) = built.ground.middle().degrees();
    let small = |number: i64| i32::try_from(number).unwrap_or(0);
    (built.plot.community.id.clone(), small(lon), small(lat))
}

#[cfg(test)]
mod tests;
