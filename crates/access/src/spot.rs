//! Places on the ground: degrees, metres, and the flat plane around a place.

use serde::Serialize;

/// The radius of the sphere on which lengths are measured, metres (mean earth radius).
pub const EARTH_RADIUS_M: f64 = 6_371_008.8;

/// A place in degrees of WGS-84 (CGCS2000 is the same within a decimetre).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Point {
    /// Degrees east, −180 … 180.
    pub lon: f64,
    /// Degrees north, −90 … 90.
    pub lat: f64,
}

impl Point {
    /// Makes a point.
    pub const fn new(lon: f64, lat: f64) -> Self {
        Self { lon, lat }
    }

    /// Metres to another point along the great circle (haversine on [`EARTH_RADIUS_M`]).
    pub fn metres_to(self, other: Self) -> f64 {
        let (a, b) = (self.lat.to_radians(), other.lat.to_radians());
        let dlat = b - a;
        let dlon = (other.lon - self.lon).to_radians();
        let h = (dlat / 2.0).sin().powi(2) + a.cos() * b.cos() * (dlon / 2.0).sin().powi(2);
        2.0 * EARTH_RADIUS_M * h.sqrt().min(1.0).asin()
    }
}

/// A vertex of a map as it is stored: 10⁻⁷ degrees, about a centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Spot {
    /// 10⁻⁷ degrees east.
    pub lon_e7: i32,
    /// 10⁻⁷ degrees north.
    pub lat_e7: i32,
}

impl Spot {
    /// The same place in degrees.
    pub fn point(self) -> Point {
        Point { lon: f64::from(self.lon_e7) / 1e7, lat: f64::from(self.lat_e7) / 1e7 }
    }

    /// The nearest storable place; none if it is not on the globe.
    #[expect(
        clippy::as_conversions,
        clippy::cast_possible_truncation,
        reason = "the range is checked: 180e7 is below i32::MAX"
    )]
    pub fn of(point: Point) -> Option<Self> {
        let fits = point.lon.abs() <= 180.0 && point.lat.abs() <= 90.0;
        fits.then(|| Self {
            lon_e7: (point.lon * 1e7).round() as i32,
            lat_e7: (point.lat * 1e7).round() as i32,
        })
    }
}
