//! The register of homes: one row a building in town, one a group of houses in a village.
//!
//! Two things are wrong on purpose: one home lies ten kilometres off, one is there twice.

use super::estates::Estate;
use super::plane::{Spot, int};
use super::{Built, Ground, before};
use crate::Random;

/// The head of the register.
pub(crate) const HEAD: &str = "home,place,lon,lat,people,households,estate,from_on,to_on\n";

/// The home that the register puts into the sea, ten kilometres off.
const OFF: usize = 2_000;
/// The home that it has twice.
const TWICE: usize = 3_000;

/// The register of a year.
pub(crate) fn register(random: &mut Random, year: i16, built: &[Built<'_>]) -> Vec<u8> {
    let mut csv = String::from(HEAD);
    let mut number = 0;
    for made in built {
        for (spot, estate, people) in homes(random, made) {
            number += 1;
            let spot = if number == OFF { spot.by(1_000_000, -1_200_000) } else { spot };
            let (from, to) = held(random, year);
            let row = format!(
                "home_{number:05},{},{},{people},{},{estate},{from},{to}\n",
                made.plot.community.id,
                spot.written(),
                (people * 10 / random.between(24, 29)).max(1),
            );
            csv.push_str(&row);
            if number == TWICE {
                csv.push_str(&row);
            }
        }
    }
    csv.into_bytes()
}

/// Where people live in a community: place, estate and people.
fn homes(random: &mut Random, made: &Built<'_>) -> Vec<(Spot, String, i64)> {
    let mut homes = Vec::new();
    match &made.ground {
        Ground::Village(village) => {
            for _ in 0..random.between(15, 25) {
                let spot = village.beside(random, (700, 2_000));
                homes.push((spot, String::new(), random.between(18, 70)));
            }
        }
        Ground::Town(blocks, estate) => {
            let dense = random.between(65, 128);
            let people = |random: &mut Random| random.between(28, 100) * dense / 100;
            if let (Some(patch), Some(number)) = (blocks.patch, estate) {
                let (wide, high) = (int(patch.wide) * 1000, int(patch.high) * 1000);
                for _ in 0..wide * high / 1_000_000 * 7 {
                    let s = random.between(220, wide - 220) + int(patch.east) * 1000;
                    let t = random.between(220, high - 220) + int(patch.north) * 1000;
                    let many = people(random);
                    homes.push((blocks.spot(s, t), Estate::id(*number), many));
                }
            }
            for _ in 0..random.between(40, 68) {
                let spot = blocks.beside(random, (150, 320));
                let many = people(random);
                homes.push((spot, String::new(), many));
            }
        }
    }
    homes
}

/// From when and until when: most stood before and stand on.
fn held(random: &mut Random, year: i16) -> (String, String) {
    match random.below(1000) {
        0..=3 => (format!("{year}-{:02}-01", random.between(3, 11)), String::new()),
        4..=5 => (
            format!("{}-01-01", year.saturating_sub(4)),
            format!("{year}-{:02}-01", random.between(4, 10)),
        ),
        _ => (before(random, year), String::new()),
    }
}
