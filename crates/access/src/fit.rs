//! Whether a layer lies where the streets are: a whole layer in another datum, or shifted by
//! some hundred metres, is noticed and said.
//!
//! Homes and facilities stand along streets. A layer that is shifted stands anywhere, so its
//! points are farther from streets on average; the shift that brings them back shows.

use crate::datum::Datum;
use crate::locate::Plane;
use crate::num::count;
use crate::pace::Pace;
use crate::places::Placer;
use crate::spot::Point;
use serde::Serialize;

/// How a layer lies on the network.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fit {
    /// Points that were looked at.
    pub points: usize,
    /// Mean distance to the nearest street, metres; points beyond 200 m count as 200.
    pub mean_m: f64,
    /// A datum in which the layer would lie much better.
    pub datum: Option<&'static str>,
    /// A shift (metres east, metres north) by which it would lie much better.
    pub shift: Option<(f64, f64)>,
    /// The mean distance it would have then.
    pub then_m: f64,
}

impl Fit {
    /// Whether another place is so much better that it is said.
    fn better(&self, then_m: f64) -> bool {
        self.points >= LEAST && then_m < self.mean_m * MUCH && then_m + MUCH_M < self.mean_m
    }

    /// The same for a known datum: a few points are enough if they come much nearer.
    fn fits_datum(&self, then_m: f64) -> bool {
        self.better(then_m) || (self.points >= FEW && then_m + DATUM_M < self.mean_m)
    }
}

/// Beyond it, all distances are alike.
const FAR_M: f64 = 200.0;
/// So much nearer has another place to be before it is said: as a share, and in metres.
const MUCH: f64 = 0.6;
const MUCH_M: f64 = 8.0;
/// Fewer points say nothing of a layer.
const LEAST: usize = 30;
/// So few points show a datum, if they come so much nearer, metres.
const FEW: usize = 3;
const DATUM_M: f64 = 60.0;
/// Points that are looked at, spread evenly over the layer.
const SAMPLE: usize = 240;
/// The largest shift that is tried, metres, and the step.
const SHIFT_M: i32 = 700;
const STEP_M: i32 = 50;

/// Looks whether a layer that is taken as WGS-84 lies better in another datum.
pub fn datum_fit(placer: &Placer, points: &[Point], pace: &Pace) -> Fit {
    let sample = sample(points);
    let mut fit = Fit {
        points: sample.len(),
        mean_m: mean(placer, &sample, pace),
        datum: None,
        shift: None,
        then_m: f64::INFINITY,
    };
    for datum in [Datum::Gcj02, Datum::Bd09] {
        let moved: Vec<Point> = sample.iter().map(|point| datum.to_wgs84(*point)).collect();
        let then = mean(placer, &moved, pace);
        if fit.fits_datum(then) && then < fit.then_m {
            fit.datum = Some(datum.name());
            fit.then_m = then;
        }
    }
    fit
}

/// The same, and whether a plain shift would do it: some hundred thousand look-ups.
pub fn shift_fit(placer: &Placer, points: &[Point], pace: &Pace) -> Fit {
    let mut fit = datum_fit(placer, points, pace);
    let sample = sample(points);
    let Some(first) = sample.first().filter(|_| sample.len() >= LEAST) else { return fit };
    let plane = Plane::at(first.lat);
    let moved = |east: f64, north: f64| -> Vec<Point> {
        let shift = |point: &Point| {
            let [x, y] = plane.of(*point);
            plane.back([x + east, y + north])
        };
        sample.iter().map(shift).collect()
    };
    let mut best = (fit.mean_m, 0.0, 0.0);
    let try_all = |around: (f64, f64), reach: i32, step: i32, best: &mut (f64, f64, f64)| {
        for east in (-reach..=reach).step_by(usize::try_from(step).unwrap_or(1)) {
            for north in (-reach..=reach).step_by(usize::try_from(step).unwrap_or(1)) {
                let (east, north) = (around.0 + f64::from(east), around.1 + f64::from(north));
                let then = mean(placer, &moved(east, north), pace);
                if then < best.0 {
                    *best = (then, east, north);
                }
            }
        }
    };
    try_all((0.0, 0.0), SHIFT_M, STEP_M, &mut best);
    let around = (best.1, best.2);
    try_all(around, STEP_M, 10, &mut best);
    let (then, east, north) = best;
    if fit.datum.is_none() && fit.better(then) && east.hypot(north) > 30.0 {
        fit.shift = Some((east, north));
        fit.then_m = then;
    }
    fit
}

fn sample(points: &[Point]) -> Vec<Point> {
    let step = points.len().div_ceil(SAMPLE).max(1);
    points.iter().copied().step_by(step).collect()
}

fn mean(placer: &Placer, points: &[Point], pace: &Pace) -> f64 {
    if points.is_empty() {
        return 0.0;
    }
    let far =
        |point: &Point| placer.place(*point, pace).map_or(FAR_M, |place| place.snap_m.min(FAR_M));
    points.iter().map(far).sum::<f64>() / count(points.len())
}

#[cfg(test)]
mod tests;
