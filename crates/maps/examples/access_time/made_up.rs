//! A metropolis that nobody lives in: an irregular grid of bent streets, homes and facilities.
//!
//! The same number of vertices gives the same city.

use access::places::Home;
use access::{Direction, Drive, Facility, MapDraft, Point, Spot, Traits, Way};

const HOMES: usize = 100_000;
const KINDS: usize = 10;
const FACILITIES: usize = 200;
/// Between two junctions, in 10⁻⁷ degrees north: about 100 m.
const STEP: i32 = 9_000;
const WEST: i32 = 1_215_000_000;
const SOUTH: i32 = 298_000_000;
/// Vertices a junction: of the two streets that begin there, 85 of 100 are there, with two bends
/// each in the mean.
const VERTICES_IN_TEN_JUNCTIONS: usize = 44;

/// Numbers that look random (splitmix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn under(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(1).max(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    /// A number from −`most` to `most`.
    fn around(&mut self, most: i32) -> i32 {
        let span = usize::try_from(most).unwrap_or(0) * 2 + 1;
        i32::try_from(self.under(span)).unwrap_or(0) - most
    }
}

struct City {
    dice: Dice,
    side: usize,
    draft: MapDraft,
}

/// The streets and facilities of a city of about so many vertices, and its homes.
pub(super) fn metropolis(vertices: usize) -> (MapDraft, Vec<Home>) {
    let side = (vertices * 10 / VERTICES_IN_TEN_JUNCTIONS).isqrt().max(2);
    let mut city = City { dice: Dice(2026), side, draft: MapDraft::default() };
    for row in 0..side {
        for column in 0..side {
            let spot = Spot {
                lon_e7: WEST + along(column) + city.dice.around(STEP / 3),
                lat_e7: SOUTH + along(row) + city.dice.around(STEP / 3),
            };
            city.draft.spots.push(spot);
        }
    }
    for line in 0..side {
        city.street(&(0..side).map(|column| line * side + column).collect::<Vec<_>>());
        city.street(&(0..side).map(|row| row * side + line).collect::<Vec<_>>());
    }
    for number in 0..KINDS * FACILITIES {
        let at = city.somewhere();
        city.draft.facilities.push(Facility {
            id: format!("f{number}"),
            kind: format!("k{:02}", number / FACILITIES),
            name: String::new(),
            at,
            opening_hours: String::new(),
            capacity: None,
        });
    }
    let homes = (0..HOMES)
        .map(|number| Home {
            id: format!("h{number}"),
            place: String::new(),
            at: city.somewhere(),
            weight: f64::from(u32::try_from(1 + city.dice.under(30)).unwrap_or(1)),
        })
        .collect();
    (city.draft, homes)
}

fn along(steps: usize) -> i32 {
    i32::try_from(steps).unwrap_or(0).saturating_mul(STEP)
}

impl City {
    /// One line of the grid, with gaps, as ways of some pieces each.
    fn street(&mut self, junctions: &[usize]) {
        let mut refs: Vec<usize> = Vec::new();
        for pair in junctions.windows(2) {
            let &[from, to] = pair else { continue };
            if self.dice.under(100) >= 85 {
                self.end(&mut refs);
                continue;
            }
            if refs.is_empty() {
                refs.push(from);
            }
            self.bends(from, to, &mut refs);
            refs.push(to);
            if self.dice.under(6) == 0 {
                self.end(&mut refs);
            }
        }
        self.end(&mut refs);
    }

    /// None to four vertices between two junctions.
    fn bends(&mut self, from: usize, to: usize, refs: &mut Vec<usize>) {
        let spots = &self.draft.spots;
        let (Some(a), Some(b)) = (spots.get(from).copied(), spots.get(to).copied()) else { return };
        let count = i32::try_from(self.dice.under(5)).unwrap_or(0);
        for bend in 1..=count {
            let between = |a: i32, b: i32| a + (b - a) / (count + 1) * bend;
            let spot = Spot {
                lon_e7: between(a.lon_e7, b.lon_e7) + self.dice.around(STEP / 12),
                lat_e7: between(a.lat_e7, b.lat_e7) + self.dice.around(STEP / 12),
            };
            refs.push(self.draft.spots.len());
            self.draft.spots.push(spot);
        }
    }

    fn end(&mut self, refs: &mut Vec<usize>) {
        let (all, len) = (&mut self.draft.refs, refs.len());
        if len > 1 {
            self.draft.ways.push(Way {
                first: number(all.len()),
                len: number(len),
                walk: true,
                traits: Traits::default(),
                drive: Some(Drive { km_h: 20, direction: Direction::Both }),
            });
            all.extend(refs.iter().map(|vertex| number(*vertex)));
        }
        refs.clear();
    }

    /// A place some steps from a junction.
    fn somewhere(&mut self) -> Point {
        let junction = self.dice.under(self.side * self.side);
        let spot = self.draft.spots.get(junction).copied().map_or(Point::default(), Spot::point);
        let aside = |dice: &mut Dice| f64::from(dice.around(STEP / 2)) / 1e7;
        let lon = spot.lon + aside(&mut self.dice);
        Point { lon, lat: spot.lat + aside(&mut self.dice) }
    }
}

/// A reference: a made-up city has fewer than four billion vertices.
fn number(vertex: usize) -> u32 {
    u32::try_from(vertex).unwrap_or(u32::MAX)
}
