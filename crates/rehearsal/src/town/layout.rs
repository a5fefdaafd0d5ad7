//! Which community lies in which cell of the lattice.
//!
//! The generator knows the streets and towns of the district only by their codes, and where the
//! middle of each lies; communities and their names come from the caller.

use super::Community;
use super::lattice::{Lattice, Node};
use super::plane::Spot;
use crate::Random;
use std::collections::BTreeMap;

/// Code, middle of the built-up part and of the villages.
pub(crate) const STREETS: [(&str, Spot, Spot); 8] = [
    ("330205001", Spot::metres(18_700, 1_700), Spot::metres(18_700, 1_700)),
    ("330205003", Spot::metres(20_600, 3_000), Spot::metres(21_000, 5_600)),
    ("330205004", Spot::metres(17_000, 2_700), Spot::metres(17_000, 2_700)),
    ("330205005", Spot::metres(19_300, 4_900), Spot::metres(19_900, 7_600)),
    ("330205006", Spot::metres(16_300, 8_900), Spot::metres(17_200, 11_800)),
    ("330205007", Spot::metres(10_700, 7_400), Spot::metres(10_800, 9_800)),
    ("330205008", Spot::metres(13_700, 5_600), Spot::metres(12_500, 3_900)),
    ("330205103", Spot::metres(7_900, 13_300), Spot::metres(6_500, 13_300)),
];

/// The village in the hills that the district's own page says is half an hour away by car.
pub(crate) const HILL_VILLAGE: (&str, Spot) = ("330205007202", Spot::metres(12_300, 12_500));

/// The old town by the river, whose streets are the most crooked.
const OLD_TOWN: &str = "330205001";
/// The town that was walled once, whose streets are the straightest.
const WALLED_TOWN: &str = "330205103";

/// What a community is built like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Crooked and dense.
    Old,
    /// A straight grid.
    Walled,
    /// The blocks of our time.
    New,
    /// Lanes between fields.
    Village,
    /// Lanes and steps on a slope.
    HillVillage,
}

impl Style {
    /// Whether it is a village.
    pub(crate) fn rural(self) -> bool {
        matches!(self, Self::Village | Self::HillVillage)
    }
}

/// A community in its cell.
pub(crate) struct Plot<'a> {
    pub(crate) community: &'a Community,
    pub(crate) cell: Node,
    pub(crate) style: Style,
}

/// Whether a place lies in the hills.
pub(crate) fn hilly(spot: Spot) -> bool {
    let (x, y) = (spot.x / 100, spot.y / 100);
    y > 14_600 || (y > 10_800 && (9_700..13_700).contains(&x)) || (x < 3_500 && y > 9_000)
}

/// Whether a place lies in the district, roughly.
fn at_home(spot: Spot) -> bool {
    (900..=22_300).contains(&(spot.x / 100)) && (400..=19_200).contains(&(spot.y / 100))
}

/// Communities first, villages around them; one that finds no free cell is left out.
pub(crate) fn plots<'a>(
    random: &mut Random,
    lattice: &Lattice,
    communities: &'a [Community],
) -> Vec<Plot<'a>> {
    let mut taken: BTreeMap<Node, usize> = BTreeMap::new();
    let free: Vec<(Node, Spot)> = Lattice::cells()
        .map(|cell| (cell, lattice.middle(cell)))
        .filter(|(_, middle)| at_home(*middle))
        .collect();
    let pinned = |community: &Community| community.id == HILL_VILLAGE.0;
    let mut order: Vec<usize> = (0..communities.len()).collect();
    order.sort_by_key(|at| (!pinned(&communities[*at]), communities[*at].village));
    for at in order {
        let community = &communities[at];
        let goal = if pinned(community) { HILL_VILLAGE.1 } else { middle(community) };
        let open = |taken: &BTreeMap<Node, usize>, lonely: bool| -> Vec<(Node, Spot)> {
            free.iter()
                .filter(|(cell, _)| !taken.contains_key(cell))
                .filter(|(cell, _)| !(lonely && crowded(*cell, taken, communities)))
                .copied()
                .collect()
        };
        let mut choice = open(&taken, community.village);
        if choice.is_empty() {
            choice = open(&taken, false);
        }
        let loose = if pinned(community) { 0 } else { 180 };
        let best = choice
            .iter()
            .map(|(cell, spot)| (spot.far(goal) / 1000 * random.between(1000 - loose, 1000), *cell))
            .min();
        if let Some((_, cell)) = best {
            taken.insert(cell, at);
        }
    }
    let by_community: BTreeMap<usize, Node> =
        taken.into_iter().map(|(cell, at)| (at, cell)).collect();
    by_community
        .into_iter()
        .map(|(at, cell)| {
            let community = &communities[at];
            Plot { community, cell, style: style(community, lattice.middle(cell)) }
        })
        .collect()
}

fn middle(community: &Community) -> Spot {
    let street = STREETS.iter().find(|(code, ..)| *code == community.street);
    let (_, town, country) = street.unwrap_or(&STREETS[6]);
    if community.village { *country } else { *town }
}

/// Whether a village has one of the eight cells around.
fn crowded((column, row): Node, taken: &BTreeMap<Node, usize>, communities: &[Community]) -> bool {
    let around = |middle: usize| middle.saturating_sub(1)..=middle + 1;
    around(row).any(|row| {
        around(column)
            .any(|column| taken.get(&(column, row)).is_some_and(|at| communities[*at].village))
    })
}

fn style(community: &Community, at: Spot) -> Style {
    match (community.village, community.street.as_str()) {
        (true, _) if hilly(at) => Style::HillVillage,
        (true, _) => Style::Village,
        (false, OLD_TOWN) => Style::Old,
        (false, WALLED_TOWN) => Style::Walled,
        (false, _) => Style::New,
    }
}
