//! Where one more would help: what every candidate would gain, and the best one.
//!
//! Choosing several is `choose`'s; this file makes its rows from a scene.

use crate::nearest::SLACK;
use crate::network::Position;
use crate::num::at;
use crate::scene::Scene;
use crate::search::Search;

/// What a new facility is to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Aim {
    /// Bring as many people as can be within so many minutes.
    Covered(f64),
    /// Shorten the mean walk of all people.
    MeanWalk,
}

/// What each candidate would gain, and for whom: pairs of home and gain.
///
/// For [`Aim::Covered`] the gain is the weight of homes that were beyond the limit; for
/// [`Aim::MeanWalk`] it is weight times minutes saved, where a home that reached none counts as
/// far as the farthest that did.
pub fn gains(scene: &Scene, kind: &str, candidates: &[Position], aim: Aim) -> Vec<Vec<(u32, f64)>> {
    let there = scene
        .number(kind)
        .filter(|number| scene.nearest[*number].minutes.iter().any(|minutes| minutes.is_finite()));
    let Some(number) = there else {
        return gains_of_first(scene, candidates, aim);
    };
    let nearest = &scene.nearest[number];
    let farthest =
        nearest.minutes.iter().copied().filter(|minutes| minutes.is_finite()).fold(0.0, f64::max);
    let limit = match aim {
        Aim::Covered(limit) => limit,
        Aim::MeanWalk => farthest,
    };
    let mut search = Search::new(scene.times.network().junctions());
    let mut seen = Vec::new();
    let mut row = |place: &Position| {
        let reached = scene.gain(number, *place, limit, &mut search, &mut seen);
        let gain = |(home, minutes): (u32, f64)| {
            let was = nearest.minutes[at(home)];
            let weight = scene.homes.homes[at(home)].weight;
            let gain = match aim {
                Aim::Covered(limit) if was > limit + SLACK => weight,
                Aim::Covered(_) => 0.0,
                Aim::MeanWalk => weight * (was.min(farthest) - minutes).max(0.0),
            };
            (gain > 0.0).then_some((home, gain))
        };
        let mut row: Vec<(u32, f64)> = reached.into_iter().filter_map(gain).collect();
        row.sort_by_key(|(home, _)| *home);
        row
    };
    candidates.iter().map(&mut row).collect()
}

/// How far those count who reach nothing where nobody does, minutes.
const HOUR: f64 = 60.0;

/// The same where the district has no facility of the kind.
fn gains_of_first(scene: &Scene, candidates: &[Position], aim: Aim) -> Vec<Vec<(u32, f64)>> {
    let limit = match aim {
        Aim::Covered(limit) => limit,
        // Without any facility there is no walk to shorten: who is within an hour counts.
        Aim::MeanWalk => HOUR,
    };
    let mut search = Search::new(scene.times.network().junctions());
    let mut reach = crate::nearest::Reach::new(&scene.times);
    let mut row = |place: &Position| {
        let mut row = Vec::new();
        reach.homes(
            &scene.times,
            &scene.homes,
            *place,
            limit,
            &mut search,
            &mut |home, minutes| {
                let weight = scene.homes.homes[at(home)].weight;
                row.push((
                    home,
                    match aim {
                        Aim::Covered(_) => weight,
                        Aim::MeanWalk => weight * (limit - minutes),
                    },
                ));
            },
        );
        row.sort_by_key(|(home, _)| *home);
        row
    };
    candidates.iter().map(&mut row).collect()
}

/// The mean walk as [`Aim::MeanWalk`] lowers it: a home that reaches none counts as far as the
/// farthest that does; where nobody reaches any, an hour.
pub fn mean_walk(scene: &Scene, kind: &str) -> Option<f64> {
    let weight = scene.homes.placed_weight();
    let none = vec![f64::INFINITY; scene.homes.homes.len()];
    let minutes = scene.nearest(kind).map_or(&none, |(_, nearest)| &nearest.minutes);
    let reached = minutes.iter().copied().filter(|minutes| minutes.is_finite());
    let farthest = reached.fold(0.0, f64::max);
    let farthest = if farthest > 0.0 { farthest } else { HOUR };
    let sum: f64 = minutes
        .iter()
        .zip(&scene.homes.homes)
        .map(|(minutes, home)| minutes.min(farthest) * home.weight)
        .sum();
    (weight > 0.0).then(|| sum / weight)
}

/// The sum of each row: the gain of every candidate, as a surface.
pub fn surface(rows: &[Vec<(u32, f64)>]) -> Vec<f64> {
    rows.iter().map(|row| row.iter().map(|(_, gain)| gain).sum()).collect()
}

/// The candidate of the greatest gain; the first of equals.
pub fn best(surface: &[f64]) -> Option<usize> {
    let mut best: Option<usize> = None;
    for (index, gain) in surface.iter().enumerate() {
        if best.is_none_or(|held| *gain > surface[held]) {
            best = Some(index);
        }
    }
    best.filter(|index| surface[*index] > 0.0)
}
