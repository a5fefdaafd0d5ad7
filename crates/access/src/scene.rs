//! A district at hand: one walker's times, homes, facilities, and the nearest of each kind, so
//! that "what if" answers without computing the rest again.

use crate::draft::Facility;
use crate::nearest::{Nearest, SLACK};
use crate::network::Position;
use crate::num::at;
use crate::pace::Times;
use crate::places::{Facilities, Home, Homes, Kind, Placer, SnapQuality};
use crate::search::{Search, Toward};
use crate::spot::Point;

/// Everything about one walker in one district.
pub struct Scene {
    pub(crate) placer: Placer,
    pub(crate) times: Times,
    pub(crate) homes: Homes,
    pub(crate) facilities: Facilities,
    /// The ways from everywhere to the nearest of each kind, in the order of the kinds.
    pub(crate) fields: Vec<Search>,
    /// The nearest of each kind from every home, in the same order.
    pub(crate) nearest: Vec<Nearest>,
}

impl Scene {
    /// Puts homes and facilities on the network and finds the nearest of every kind.
    pub fn new(placer: Placer, times: Times, homes: Vec<Home>, facilities: Vec<Facility>) -> Self {
        Self::of_kinds(placer, times, homes, facilities, &[])
    }

    /// The same with kinds that are there even without any facility.
    pub fn of_kinds(
        placer: Placer,
        times: Times,
        homes: Vec<Home>,
        facilities: Vec<Facility>,
        kinds: &[String],
    ) -> Self {
        let homes = Homes::new(&placer, homes, times.pace());
        let mut facilities = Facilities::new(&placer, facilities, times.pace());
        for kind in kinds {
            facilities.keep(kind);
        }
        let mut scene =
            Self { placer, times, homes, facilities, fields: Vec::new(), nearest: Vec::new() };
        for number in 0..scene.facilities.kinds.len() {
            let mut field = Search::new(scene.times.network.junctions());
            let kind = &scene.facilities.kinds[number];
            let nearest = crate::nearest::nearest(&scene.times, &scene.homes, kind, &mut field);
            scene.fields.push(field);
            scene.nearest.push(nearest);
        }
        scene
    }

    /// The times of its walker.
    pub fn times(&self) -> &Times {
        &self.times
    }

    /// Its homes.
    pub fn homes(&self) -> &Homes {
        &self.homes
    }

    /// Its facilities.
    pub fn facilities(&self) -> &Facilities {
        &self.facilities
    }

    /// The number of a kind, and the nearest of it from every home.
    pub fn nearest(&self, kind: &str) -> Option<(&Kind, &Nearest)> {
        let number = self.number(kind)?;
        Some((&self.facilities.kinds[number], &self.nearest[number]))
    }

    /// Metres of the way from every home to the nearest of a kind.
    pub fn metres(&self, kind: &str) -> Option<Vec<f64>> {
        let number = self.number(kind)?;
        let held = &self.facilities.kinds[number];
        let (field, nearest) = (&self.fields[number], &self.nearest[number]);
        Some(crate::nearest::metres(&self.times, &self.homes, held, field, nearest))
    }

    pub(crate) fn number(&self, kind: &str) -> Option<usize> {
        self.facilities.kinds.iter().position(|held| held.id == kind)
    }

    /// Where a point is on the network, for the scene's walker.
    pub fn place(&self, point: Point) -> Option<Position> {
        self.placer.place(point, self.times.pace())
    }

    /// How far homes were from the network.
    pub fn snap_quality(&self) -> SnapQuality {
        SnapQuality::new(&self.homes.positions, self.homes.far.len())
    }

    /// People within `limit` minutes of one of each of the kinds; a kind without any facility
    /// covers nobody.
    pub fn covered(&self, kinds: &[String], limit: f64) -> f64 {
        let numbers: Option<Vec<usize>> = kinds.iter().map(|kind| self.number(kind)).collect();
        let Some(numbers) = numbers else { return 0.0 };
        let within = |home: usize| {
            numbers.iter().all(|number| self.nearest[*number].minutes[home] <= limit + SLACK)
        };
        let weight = |home: usize| self.homes.homes[home].weight;
        (0..self.homes.homes.len()).filter(|home| within(*home)).map(weight).sum()
    }

    /// Homes that a new place would be nearer to than what there is of a kind: home, minutes.
    ///
    /// A junction to which some facility is nearer already is not passed: nobody beyond it can
    /// gain. So the work is that of the gain, whatever the size of the district.
    pub fn gain(
        &self,
        kind: usize,
        place: Position,
        limit: f64,
        search: &mut Search,
        seen: &mut Vec<u32>,
    ) -> Vec<(u32, f64)> {
        let field = &self.fields[kind];
        let nearest = &self.nearest[kind];
        search.clear();
        seen.clear();
        for (junction, minutes) in self.times.ends(place, true) {
            if minutes < field.minutes(junction) && minutes <= limit + SLACK {
                search.offer(junction, minutes, 0, crate::search::NONE);
            }
        }
        search.spread_while(&self.times, limit + SLACK, Toward::Sources, |junction, minutes| {
            minutes < field.minutes(junction)
        });
        seen.push(place.chain);
        for junction in search.touched() {
            seen.extend(self.times.network.arcs(*junction).iter().map(|arc| arc.half / 2));
        }
        seen.sort_unstable();
        seen.dedup();
        let mut gained = Vec::new();
        for chain in seen.iter() {
            for home in self.homes.on(*chain) {
                let position = self.homes.positions[at(*home)];
                let (by_ends, _) = search.at_place(&self.times, position, Toward::Sources);
                let minutes = by_ends.min(self.times.direct(position, place));
                if minutes <= limit + SLACK && minutes < nearest.minutes[at(*home)] {
                    gained.push((*home, minutes));
                }
            }
        }
        gained
    }
}
