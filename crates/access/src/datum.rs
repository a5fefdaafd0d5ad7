//! Datums of maps in China, and back: WGS-84, CGCS2000, GCJ-02, BD-09.
//!
//! CGCS2000 differs from WGS-84 by less than a decimetre and is taken as it. GCJ-02 moves every
//! place in China by some hundred metres; its formulas are public knowledge, not a published
//! standard. BD-09 moves GCJ-02 once more. The way back is found by iteration, to below a
//! centimetre.

use crate::spot::Point;

/// The datum in which coordinates are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Datum {
    /// GPS and OpenStreetMap.
    #[default]
    Wgs84,
    /// China's national system of 2000.
    Cgcs2000,
    /// Maps published in China.
    Gcj02,
    /// Baidu's maps.
    Bd09,
}

/// The ellipsoid of Krassowsky, which GCJ-02 is computed on.
const AXIS_M: f64 = 6_378_245.0;
const FLATNESS: f64 = 0.006_693_421_622_965_943;
const BAIDU: f64 = std::f64::consts::PI * 3000.0 / 180.0;

impl Datum {
    /// All of them, by the word that files and packs use.
    pub const ALL: [(&'static str, Self); 4] = [
        ("wgs84", Self::Wgs84),
        ("cgcs2000", Self::Cgcs2000),
        ("gcj02", Self::Gcj02),
        ("bd09", Self::Bd09),
    ];

    /// The datum of that word.
    pub fn find(word: &str) -> Option<Self> {
        let plain: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
        let plain = plain.to_ascii_lowercase();
        Self::ALL.iter().find(|(name, _)| *name == plain).map(|(_, datum)| *datum)
    }

    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wgs84 => "wgs84",
            Self::Cgcs2000 => "cgcs2000",
            Self::Gcj02 => "gcj02",
            Self::Bd09 => "bd09",
        }
    }

    /// A place of this datum in WGS-84.
    pub fn to_wgs84(self, point: Point) -> Point {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => point,
            Self::Gcj02 => inverse(point, gcj02),
            Self::Bd09 => inverse(inverse(point, bd09), gcj02),
        }
    }

    /// A place of WGS-84 in this datum.
    pub fn of_wgs84(self, point: Point) -> Point {
        match self {
            Self::Wgs84 | Self::Cgcs2000 => point,
            Self::Gcj02 => gcj02(point),
            Self::Bd09 => bd09(gcj02(point)),
        }
    }
}

/// Whether a place lies in the box outside of which GCJ-02 changes nothing.
fn in_china(point: Point) -> bool {
    (72.004..=137.8347).contains(&point.lon) && (0.8293..=55.8271).contains(&point.lat)
}

fn waves(x: f64, y: f64) -> (f64, f64) {
    let pi = std::f64::consts::PI;
    let common = (20.0 * (6.0 * x * pi).sin() + 20.0 * (2.0 * x * pi).sin()) * 2.0 / 3.0;
    let mut north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * x.abs().sqrt();
    north += common;
    north += (20.0 * (y * pi).sin() + 40.0 * (y / 3.0 * pi).sin()) * 2.0 / 3.0;
    north += (160.0 * (y / 12.0 * pi).sin() + 320.0 * (y * pi / 30.0).sin()) * 2.0 / 3.0;
    let mut east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * x.abs().sqrt();
    east += common;
    east += (20.0 * (x * pi).sin() + 40.0 * (x / 3.0 * pi).sin()) * 2.0 / 3.0;
    east += (150.0 * (x / 12.0 * pi).sin() + 300.0 * (x / 30.0 * pi).sin()) * 2.0 / 3.0;
    (east, north)
}

fn gcj02(point: Point) -> Point {
    if !in_china(point) {
        return point;
    }
    let (east, north) = waves(point.lon - 105.0, point.lat - 35.0);
    let lat = point.lat.to_radians();
    let magic = 1.0 - FLATNESS * lat.sin() * lat.sin();
    let root = magic.sqrt();
    let north_m = (AXIS_M * (1.0 - FLATNESS)) / (magic * root);
    let east_m = AXIS_M / root * lat.cos();
    Point {
        lon: point.lon + (east / east_m).to_degrees(),
        lat: point.lat + (north / north_m).to_degrees(),
    }
}

fn bd09(point: Point) -> Point {
    let z = point.lon.hypot(point.lat) + 0.000_02 * (point.lat * BAIDU).sin();
    let theta = point.lat.atan2(point.lon) + 0.000_003 * (point.lon * BAIDU).cos();
    Point { lon: z * theta.cos() + 0.0065, lat: z * theta.sin() + 0.006 }
}

/// The place that `forward` moves to `point`: the error is taken back until none is left.
fn inverse(point: Point, forward: fn(Point) -> Point) -> Point {
    let mut guess = point;
    for _ in 0..12 {
        let there = forward(guess);
        guess = Point {
            lon: guess.lon - (there.lon - point.lon),
            lat: guess.lat - (there.lat - point.lat),
        };
    }
    guess
}

#[cfg(test)]
mod tests;
