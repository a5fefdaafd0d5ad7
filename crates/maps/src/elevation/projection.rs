//! From degrees to the coordinates of a file: degrees again, or transverse Mercator.
//!
//! Transverse Mercator by Krüger's series to the fourth order: a millimetre within a zone.

use super::geokeys::Keys;
use crate::error::Error;
use access::Point;
use diag::{Text, codes::maps as code};

/// The longer half axis of the ellipsoid (WGS-84, GRS80 and CGCS2000 agree), metres.
const AXIS_M: f64 = 6_378_137.0;
/// Its flattening; GRS80 and CGCS2000 differ by a tenth of a millimetre.
const FLATTENING: f64 = 1.0 / 298.257_223_563;

/// A coordinate system that is read.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Projection {
    /// Longitude and latitude.
    Degrees,
    /// Transverse Mercator.
    Transverse {
        /// The meridian in the middle, degrees.
        middle: f64,
        /// The scale along it.
        scale: f64,
        /// Its east.
        east: f64,
        /// The north of the equator.
        north: f64,
    },
}

impl Projection {
    /// The one that a file says; refuses one that is not read.
    pub(super) fn of(keys: &Keys<'_>) -> Result<Self, Error> {
        let epsg = keys.epsg();
        Self::by_epsg(epsg).ok_or_else(|| {
            let expected = Text::new(
                "EPSG:4326等受支持的坐标系",
                "EPSG:4326 or another coordinate system that is read",
            );
            let found = if epsg == 0 {
                Text::new("没有EPSG代码的坐标系", "one without an EPSG code")
            } else {
                Text::same(format!("EPSG:{epsg}"))
            };
            Error::between(code::S0514, &expected, &found)
        })
    }

    /// By its code: degrees (WGS-84, CGCS2000, ETRS89, SIRGAS 2000), UTM, Gauss-Krüger of
    /// CGCS2000 in zones of 6 and 3 degrees with and without the zone before the east, and that
    /// of Helsinki.
    pub(super) fn by_epsg(epsg: u16) -> Option<Self> {
        let middle = |first: u16, step: f64, from: f64| from + f64::from(epsg - first) * step;
        let gauss = |middle: f64, zone: f64| Self::Transverse {
            middle,
            scale: 1.0,
            east: zone * 1e6 + 5e5,
            north: 0.0,
        };
        let utm = |zone: u16, north: f64| Self::Transverse {
            middle: f64::from(zone) * 6.0 - 183.0,
            scale: 0.9996,
            east: 5e5,
            north,
        };
        Some(match epsg {
            4326 | 4490 | 4258 | 4674 => Self::Degrees,
            32601..=32660 => utm(epsg - 32600, 0.0),
            32701..=32760 => utm(epsg - 32700, 1e7),
            3879 => gauss(25.0, 25.0),
            4491..=4501 => gauss(middle(4491, 6.0, 75.0), f64::from(epsg - 4491 + 13)),
            4502..=4512 => gauss(middle(4502, 6.0, 75.0), 0.0),
            4513..=4533 => gauss(middle(4513, 3.0, 75.0), f64::from(epsg - 4513 + 25)),
            4534..=4554 => gauss(middle(4534, 3.0, 75.0), 0.0),
            _ => return None,
        })
    }

    /// The coordinates of a place; none too far from the middle of a zone.
    pub(super) fn forward(&self, point: Point) -> Option<(f64, f64)> {
        match *self {
            Self::Degrees => Some((point.lon, point.lat)),
            Self::Transverse { middle, scale, east, north } => {
                let away = (point.lon - middle).to_radians();
                let near = away.abs() < 0.5 && point.lat.abs() < 89.0;
                near.then(|| {
                    let (x, y) = transverse(away, point.lat.to_radians());
                    (east + scale * x, north + scale * y)
                })
            }
        }
    }
}

/// Metres east of the meridian and north of the equator, from radians.
fn transverse(away: f64, lat: f64) -> (f64, f64) {
    let n = FLATTENING / (2.0 - FLATTENING);
    let n2 = n * n;
    let radius = AXIS_M / (1.0 + n) * (1.0 + n2 / 4.0 + n2 * n2 / 64.0);
    let series = [
        n / 2.0 - 2.0 / 3.0 * n2 + 5.0 / 16.0 * n2 * n + 41.0 / 180.0 * n2 * n2,
        13.0 / 48.0 * n2 - 3.0 / 5.0 * n2 * n + 557.0 / 1440.0 * n2 * n2,
        61.0 / 240.0 * n2 * n - 103.0 / 140.0 * n2 * n2,
        49561.0 / 161_280.0 * n2 * n2,
    ];
    let eccentric = 2.0 * n.sqrt() / (1.0 + n);
    let sin = lat.sin();
    let t = (sin.atanh() - eccentric * (eccentric * sin).atanh()).sinh();
    let up = t.atan2(away.cos());
    let over = (away.sin() / (1.0 + t * t).sqrt()).atanh();
    let mut order = 0.0;
    let (mut x, mut y) = (over, up);
    for term in series {
        order += 2.0;
        x += term * (order * up).cos() * (order * over).sinh();
        y += term * (order * up).sin() * (order * over).cosh();
    }
    (radius * x, radius * y)
}
