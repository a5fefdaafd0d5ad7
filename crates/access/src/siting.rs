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
    let Some(number) = scene.number(kind) else {
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

/// The same where the district has no facility of the kind.
fn gains_of_first(scene: &Scene, candidates: &[Position], aim: Aim) -> Vec<Vec<(u32, f64)>> {
    let limit = match aim {
        Aim::Covered(limit) => limit,
        // Without any facility there is no walk to shorten: who is within an hour counts.
        Aim::MeanWalk => 60.0,
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

/// Minutes of every home as the aim sees them, summed by weight: what [`Aim::MeanWalk`] lowers.
pub fn mean_walk(scene: &Scene, kind: &str) -> Option<f64> {
    let (_, nearest) = scene.nearest(kind)?;
    let (mut sum, mut weight) = (0.0, 0.0);
    for (home, minutes) in nearest.minutes.iter().enumerate().filter(|(_, m)| m.is_finite()) {
        sum += minutes * scene.homes.homes[home].weight;
        weight += scene.homes.homes[home].weight;
    }
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
