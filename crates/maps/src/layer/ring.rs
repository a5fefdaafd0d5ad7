//! Whether a ring surrounds something: closed, four points or more, an area, no crossing.
//!
//! Vertices are compared as whole 10⁻⁷ degrees, so that no rounding decides what crosses.

use super::Sieve;
use crate::error::{Notice, Place};
use access::{Point, Spot};
use diag::{Text, codes::maps as code};

/// The fewest points of a ring, the closing one included.
const RING: usize = 4;

/// The rings of an area, closed; none if one of them is broken, which is noticed.
pub(super) fn checked(
    sieve: &mut Sieve<'_>,
    place: &Place,
    rings: Vec<Vec<Point>>,
) -> Option<Vec<Vec<Point>>> {
    if rings.is_empty() {
        let expected = Text::new("至少一个环", "at least one ring");
        sieve.refuse(place, code::S0511, expected, Text::new("没有环", "none"));
        return None;
    }
    rings.into_iter().map(|ring| closed(sieve, place, ring)).collect()
}

fn closed(sieve: &mut Sieve<'_>, place: &Place, mut ring: Vec<Point>) -> Option<Vec<Point>> {
    let spot = |point: &Point| Spot::of(*point);
    if let (Some(first), Some(last)) = (ring.first().copied(), ring.last())
        && ring.len() >= RING - 1
        && spot(&first) != spot(last)
    {
        let found = Text::new("首尾不同，已补上首点", "one that ends elsewhere; it was closed");
        sieve.notices.push(Notice {
            code: code::S0511,
            place: place.clone(),
            expected: Text::new("闭合的环", "a ring that ends where it begins"),
            found,
            refused: false,
        });
        ring.push(first);
    }
    let mut spots: Vec<Spot> = ring.iter().filter_map(spot).collect();
    spots.dedup();
    if spots.len() < RING {
        let n = spots.len();
        let expected = Text::new("四个点以上的环", "a ring of four points or more");
        let found = Text::new(format!("{n}个不同的点"), format!("{n} that differ"));
        sieve.refuse(place, code::S0511, expected, found);
        return None;
    }
    if let Some((one, other)) = crossing(&spots) {
        let expected = Text::new("不与自身相交的环", "a ring that does not cross itself");
        let found = Text::new(
            format!("第{one}段与第{other}段相交"),
            format!("segments {one} and {other} that cross"),
        );
        sieve.refuse(place, code::S0511, expected, found);
        return None;
    }
    if doubled_area(&spots) == 0 {
        let expected = Text::new("有面积的环", "a ring with an area");
        sieve.refuse(place, code::S0511, expected, Text::new("一条线", "a line"));
        return None;
    }
    Some(ring)
}

fn doubled_area(ring: &[Spot]) -> i128 {
    let parts = ring.windows(2).map(|pair| match pair {
        [a, b] => {
            i128::from(a.lon_e7) * i128::from(b.lat_e7)
                - i128::from(b.lon_e7) * i128::from(a.lat_e7)
        }
        _ => 0,
    });
    parts.sum()
}

/// The first two segments that cross, from 1. Touching is not crossing.
///
/// Segments are taken from west to east, each compared with those that reach as far.
fn crossing(ring: &[Spot]) -> Option<(usize, usize)> {
    let mut segments: Vec<(Spot, Spot, usize)> = ring
        .windows(2)
        .zip(1..)
        .filter_map(|(pair, no)| match pair {
            [a, b] => Some((*a.min(b), *a.max(b), no)),
            _ => None,
        })
        .collect();
    segments.sort_unstable();
    let mut open: Vec<(Spot, Spot, usize)> = Vec::new();
    let mut found: Option<(usize, usize)> = None;
    for segment in segments {
        open.retain(|(_, end, _)| end.lon_e7 >= segment.0.lon_e7);
        for other in &open {
            if cross(*other, segment) {
                let pair = (other.2.min(segment.2), other.2.max(segment.2));
                found = Some(found.map_or(pair, |first| first.min(pair)));
            }
        }
        if found.is_some() {
            return found;
        }
        open.push(segment);
    }
    None
}

/// Whether two segments cross within both: ends on different sides of each other.
fn cross((a, b, _): (Spot, Spot, usize), (c, d, _): (Spot, Spot, usize)) -> bool {
    let side = |from: Spot, to: Spot, point: Spot| {
        let east = |spot: Spot| i64::from(spot.lon_e7) - i64::from(from.lon_e7);
        let north = |spot: Spot| i64::from(spot.lat_e7) - i64::from(from.lat_e7);
        let (along, across) = (i128::from(east(to)), i128::from(north(to)));
        (along * i128::from(north(point)) - across * i128::from(east(point))).signum()
    };
    side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}
