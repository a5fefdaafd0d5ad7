//! The flat plane that the made-up town is drawn on: whole centimetres, so that every machine
//! draws the same town.
//!
//! Knows nothing of streets.

use crate::Random;
use crate::text::decimal;

/// The south-west corner of the plane, in 10⁻⁷ degrees of WGS-84.
const CORNER: (i64, i64) = (1_213_600_000, 298_700_000);
/// Metres of a degree east and north at the middle of the district, on the mean sphere.
const DEGREE: (i64, i64) = (96_346, 111_195);

/// A place on the plane.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Spot {
    /// Centimetres east of the corner.
    pub(crate) x: i64,
    /// Centimetres north of it.
    pub(crate) y: i64,
}

impl Spot {
    /// The place so many metres east and north of the corner.
    pub(crate) const fn metres(x: i64, y: i64) -> Self {
        Self { x: x * 100, y: y * 100 }
    }

    /// 10⁻⁷ degrees east and north.
    pub(crate) fn degrees(self) -> (i64, i64) {
        (CORNER.0 + self.x * 100_000 / DEGREE.0, CORNER.1 + self.y * 100_000 / DEGREE.1)
    }

    /// As a register writes it: `121.5551234,29.8850001`.
    pub(crate) fn written(self) -> String {
        let (lon, lat) = self.degrees();
        format!("{},{}", decimal(lon, 7), decimal(lat, 7))
    }

    /// The square of the distance.
    pub(crate) fn far(self, other: Self) -> i64 {
        (self.x - other.x).pow(2) + (self.y - other.y).pow(2)
    }

    /// Moved by so many centimetres.
    pub(crate) const fn by(self, x: i64, y: i64) -> Self {
        Self { x: self.x + x, y: self.y + y }
    }

    /// Moved at random by at most `reach` centimetres each way.
    pub(crate) fn shaken(self, random: &mut Random, reach: i64) -> Self {
        let x = random.between(-reach, reach);
        self.by(x, random.between(-reach, reach))
    }

    /// `part` of `whole` along the way to `to`, and `left` centimetres to the left of it.
    pub(crate) fn toward(self, to: Self, (part, whole): (i64, i64), left: i64) -> Self {
        let (dx, dy) = (to.x - self.x, to.y - self.y);
        let length = (dx * dx + dy * dy).isqrt().max(1);
        self.by(dx * part / whole - dy * left / length, dy * part / whole + dx * left / length)
    }
}

/// The place inside four corners (counter-clockwise), `s` and `t` thousandths from the first.
pub(crate) fn inside(corners: &[Spot; 4], s: i64, t: i64) -> Spot {
    let weights = [(1000 - s) * (1000 - t), s * (1000 - t), s * t, (1000 - s) * t];
    weighted(corners, &weights, 1_000_000)
}

/// The sum of places by their weights.
pub(crate) fn weighted(spots: &[Spot], weights: &[i64], whole: i64) -> Spot {
    let sum = |of: fn(&Spot) -> i64| -> i64 {
        spots.iter().zip(weights).map(|(spot, weight)| of(spot) * weight).sum::<i64>() / whole
    };
    Spot { x: sum(|spot| spot.x), y: sum(|spot| spot.y) }
}

/// Where two lines cross, each given by two places; none if they are parallel.
pub(crate) fn crossing(one: (Spot, Spot), other: (Spot, Spot)) -> Option<Spot> {
    let reach = |from: Spot, to: Spot| (to.x - from.x, to.y - from.y);
    let cross = |left: (i64, i64), right: (i64, i64)| left.0 * right.1 - left.1 * right.0;
    let (along, across) = (reach(one.0, one.1), reach(other.0, other.1));
    let whole = cross(along, across);
    let part = cross(reach(one.0, other.0), across);
    (whole != 0).then(|| one.0.by(along.0 * part / whole, along.1 * part / whole))
}

/// An index as a number.
pub(crate) fn int(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// A number as an index; what is below 0 becomes 0.
pub(crate) fn index(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

/// An index below `end` at random.
pub(crate) fn any(random: &mut Random, end: usize) -> usize {
    index(random.between(0, int(end.saturating_sub(1))))
}
