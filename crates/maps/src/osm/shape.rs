//! The centroid and the area of a closed way.

use access::{EARTH_RADIUS_M, Point, Spot};

/// Twice the smallest area, in square degrees, that has a centroid: a square centimetre or so.
const NO_AREA: f64 = 1e-14;

/// The centroid of the area within a ring, and that area in square metres: on the flat plane
/// around its first vertex. A ring without an area has the mean of its vertices.
///
/// The ring is given without the vertex that closes it.
pub(super) fn centroid(ring: &[Spot]) -> Option<(Point, f64)> {
    let origin = ring.first()?.point();
    let narrow = origin.lat.to_radians().cos();
    // Degrees from the first vertex: differences are exact, and products stay small.
    let flat = |spot: &Spot| {
        let point = spot.point();
        (point.lon - origin.lon, point.lat - origin.lat)
    };
    let (mut doubled, mut east, mut north) = (0.0, 0.0, 0.0);
    let (mut mean_east, mut mean_north) = (0.0, 0.0);
    for (a, b) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        let ((ax, ay), (bx, by)) = (flat(a), flat(b));
        let cross = ax * by - bx * ay;
        doubled += cross;
        east += (ax + bx) * cross;
        north += (ay + by) * cross;
        mean_east += ax;
        mean_north += ay;
    }
    let n = crate::num::count(ring.len());
    let (east, north) = if doubled.abs() > NO_AREA {
        (east / (3.0 * doubled), north / (3.0 * doubled))
    } else {
        (mean_east / n, mean_north / n)
    };
    let degree_m = EARTH_RADIUS_M.to_radians();
    let area_m2 = doubled.abs() / 2.0 * degree_m * degree_m * narrow;
    Some((Point::new(origin.lon + east, origin.lat + north), area_m2))
}
