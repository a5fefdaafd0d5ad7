//! The register of facilities.
//!
//! One row has its coordinates swapped on purpose.

use super::kinds::{Kind, kinds};
use super::plane::{Spot, int};
use super::{Built, Ground, before};
use crate::Random;
use crate::text::decimal;
use std::collections::BTreeSet;

/// The head of the register.
pub(crate) const HEAD: &str = "facility,kind,name_zh,name_en,place,lon,lat,floor_m2,land_m2,\
                               capacity,opening_hours,from_on,to_on\n";

/// The facility whose coordinates are swapped, and the one that closes in the year.
const SWAPPED: (&str, usize) = ("library", 7);
const CLOSES: (&str, usize) = ("pharmacy", 12);

/// The register of a year.
pub(crate) fn register(random: &mut Random, year: i16, built: &[Built<'_>]) -> Vec<u8> {
    let mut csv = String::from(HEAD);
    for kind in kinds() {
        let mut number = 0;
        let mut streets: BTreeSet<&str> = BTreeSet::new();
        for made in built {
            let rural = made.plot.style.rural();
            let first = !rural && streets.insert(&made.plot.community.street);
            let mean = if rural { kind.village } else { kind.urban };
            let mut many = if first { kind.street } else { 0 };
            many += mean / 1000 + u64::from(random.chance(mean % 1000));
            if mean > 1_700 {
                // Some have one more, some one fewer.
                many = (many + random.below(3)).saturating_sub(1);
            }
            for _ in 0..many {
                number += 1;
                row(random, year, (kind, number), made, &mut csv);
            }
        }
    }
    csv.into_bytes()
}

fn row(
    random: &mut Random,
    year: i16,
    (kind, number): (&Kind, usize),
    made: &Built<'_>,
    csv: &mut String,
) {
    let mut at = spot(random, kind, &made.ground).written();
    if (kind.id, number) == SWAPPED
        && let Some((lon, lat)) = at.split_once(',')
    {
        at = format!("{lat},{lon}");
    }
    let (opens, mut from, mut to) = (random.chance(7), before(random, year), String::new());
    if opens {
        let days = ["03-01", "05-15", "07-01", "09-01"];
        from = format!("{year}-{}", random.pick(&days).unwrap_or(&"07-01"));
    }
    if (kind.id, number) == CLOSES {
        from = format!("{}-01-01", year.saturating_sub(4));
        to = format!("{year}-09-01");
    }
    let hours = if random.chance(30) { "" } else { random.pick(kind.hours).unwrap_or(&"") };
    // A cell with a comma is quoted.
    let quote = if hours.contains(',') { "\"" } else { "" };
    csv.extend([format!(
        "{id}_{number:03},{id},{zh}{number}号,{en} {number},{place},{at},{floor},{land},\
         {capacity},{quote}{hours}{quote},{from},{to}\n",
        id = kind.id,
        zh = kind.zh,
        en = kind.en,
        place = made.plot.community.id,
        floor = amount(random, kind.floor),
        land = amount(random, kind.land),
        capacity = amount(random, kind.capacity),
    )]);
}

/// A number between the two; nothing where the kind has none.
fn amount(random: &mut Random, (least, most): (i64, i64)) -> String {
    if most == 0 {
        return String::new();
    }
    // Large amounts are round.
    let round = if most >= 1_000 { 10 } else { 1 };
    decimal(random.between(least, most) / round * round, 0)
}

fn spot(random: &mut Random, kind: &Kind, ground: &Ground) -> Spot {
    match ground {
        Ground::Village(village) => village.beside(random, (300, 1_200)),
        Ground::Town(blocks, estate) => {
            let behind = matches!(kind.id, "kindergarten" | "convenience" | "elder_day_care");
            match (blocks.patch, estate) {
                (Some(patch), Some(_)) if behind && random.chance(160) => {
                    let s = random.between(300, int(patch.wide) * 1000 - 300);
                    let t = random.between(300, int(patch.high) * 1000 - 300);
                    blocks.spot(s + int(patch.east) * 1000, t + int(patch.north) * 1000)
                }
                _ => blocks.beside(random, (55, 110)),
            }
        }
    }
}
