//! Putting places on the network: the nearest point of the nearest street, found by a grid.

use crate::network::{Network, Position};
use crate::num::{at, count, floor, id};
use crate::spot::{EARTH_RADIUS_M, Point};
use std::sync::Arc;

/// The flat plane around a latitude: metres east and north.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plane {
    /// Metres a degree of longitude.
    east: f64,
    /// Metres a degree of latitude.
    north: f64,
}

impl Plane {
    pub(crate) fn at(lat: f64) -> Self {
        let north = EARTH_RADIUS_M.to_radians();
        Self { east: north * lat.to_radians().cos(), north }
    }

    pub(crate) fn of(self, point: Point) -> [f64; 2] {
        [point.lon * self.east, point.lat * self.north]
    }

    pub(crate) fn back(self, [x, y]: [f64; 2]) -> Point {
        Point { lon: x / self.east, lat: y / self.north }
    }
}

/// The square of the distance from `p` to the piece from `a` to `b`, and the share of the piece
/// at which it is nearest.
pub(crate) fn to_piece(p: [f64; 2], a: [f64; 2], b: [f64; 2]) -> (f64, f64) {
    let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
    let (px, py) = (p[0] - a[0], p[1] - a[1]);
    let length = dx * dx + dy * dy;
    let share = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
    let (ex, ey) = (px - share * dx, py - share * dy);
    (ex * ex + ey * ey, share)
}

/// Finds the nearest street of a place.
#[derive(Debug)]
pub(crate) struct Locator {
    network: Arc<Network>,
    plane: Plane,
    /// West and south edge, metres on the plane.
    origin: [f64; 2],
    cell_m: f64,
    columns: usize,
    rows: usize,
    /// Where the pieces of each cell begin; one more than there are cells.
    heads: Vec<u32>,
    /// Pieces, by the number of their first vertex in the shape.
    pieces: Vec<u32>,
    /// The chain of each vertex of the shape.
    owners: Vec<u32>,
}

/// No cell is smaller, metres.
const CELL_M: f64 = 60.0;

impl Locator {
    /// Lays the grid over all streets.
    pub(crate) fn new(network: &Arc<Network>) -> Self {
        let [west, south, east, north] = network.bounds().unwrap_or([0.0; 4]);
        // The plane is that of the mean latitude of all vertices, as the reference has it.
        let sum: f64 = network.shape.iter().map(|spot| spot.point().lat).sum();
        let lat = if network.shape.is_empty() { 0.0 } else { sum / count(network.shape.len()) };
        let plane = Plane::at(lat);
        let (low, high) = (plane.of(Point::new(west, south)), plane.of(Point::new(east, north)));
        let area = (high[0] - low[0]).max(1.0) * (high[1] - low[1]).max(1.0);
        // About as many cells as pieces, so that memory stays in proportion.
        let cell_m = (area / count(network.shape.len().max(1))).sqrt().max(CELL_M);
        let cells =
            |from: f64, to: f64| usize::try_from(floor((to - from) / cell_m)).unwrap_or(0) + 1;
        let (columns, rows) = (cells(low[0], high[0]), cells(low[1], high[1]));
        let mut locator = Self {
            network: Arc::clone(network),
            plane,
            origin: low,
            cell_m,
            columns,
            rows,
            heads: vec![0; columns * rows + 1],
            pieces: Vec::new(),
            owners: vec![0; network.shape.len()],
        };
        locator.fill();
        locator
    }

    fn fill(&mut self) {
        for (number, chain) in self.network.chains.iter().enumerate() {
            self.owners[at(chain.first)..at(chain.first + chain.len)].fill(id(number));
        }
        let mut heads = std::mem::take(&mut self.heads);
        self.each_piece(|cell, _| heads[cell + 1] += 1);
        for cell in 1..heads.len() {
            heads[cell] += heads[cell - 1];
        }
        let mut next = heads.clone();
        let mut pieces = vec![0; heads.last().map_or(0, |last| at(*last))];
        self.each_piece(|cell, piece| {
            pieces[at(next[cell])] = piece;
            next[cell] += 1;
        });
        self.heads = heads;
        self.pieces = pieces;
    }

    /// Calls `told` with every cell that the box of a piece touches.
    fn each_piece(&self, mut told: impl FnMut(usize, u32)) {
        for chain in &self.network.chains {
            let mut before = self.cell(self.network.shape[at(chain.first)].point());
            for vertex in chain.first + 1..chain.first + chain.len {
                let here = self.cell(self.network.shape[at(vertex)].point());
                for row in before.1.min(here.1)..=before.1.max(here.1) {
                    for column in before.0.min(here.0)..=before.0.max(here.0) {
                        told(row * self.columns + column, vertex - 1);
                    }
                }
                before = here;
            }
        }
    }

    fn cell(&self, point: Point) -> (usize, usize) {
        let [x, y] = self.plane.of(point);
        let number = |value: f64, origin: f64, limit: usize| {
            usize::try_from(floor((value - origin) / self.cell_m)).unwrap_or(0).min(limit - 1)
        };
        (number(x, self.origin[0], self.columns), number(y, self.origin[1], self.rows))
    }

    /// The nearest point of the nearest street within `limit_m` that `allowed` lets pass.
    pub(crate) fn nearest(
        &self,
        point: Point,
        limit_m: f64,
        allowed: impl Fn(u32) -> bool,
    ) -> Option<Position> {
        let here = self.plane.of(point);
        let mut best: Option<(f64, u32, f64)> = None;
        let (column, row) = self.cell(point);
        // Rings of cells around the place; a place outside the grid starts at its border, and
        // the distance that a ring is sure of shrinks by as much.
        let outside = self.outside(here);
        if outside > limit_m {
            return None;
        }
        if outside > limit_m {
            // All streets lie on the grid; a layer in another country is not searched for them.
            return None;
        }
        let rings = self.columns.max(self.rows);
        for ring in 0..=rings {
            let sure = (count(ring) - 1.0).max(0.0) * self.cell_m - outside;
            let limit = best.map_or(limit_m, |(square, _, _)| square.sqrt().min(limit_m));
            if sure > limit {
                break;
            }
            self.ring(column, row, ring, |cell| {
                for piece in &self.pieces[at(self.heads[cell])..at(self.heads[cell + 1])] {
                    let chain = self.owners[at(*piece)];
                    let (a, b) = (at(*piece), at(*piece) + 1);
                    let from = self.plane.of(self.network.shape[a].point());
                    let to = self.plane.of(self.network.shape[b].point());
                    let (square, share) = to_piece(here, from, to);
                    let nearer = match best {
                        None => true,
                        Some((found, other, _)) => {
                            square < found || (square <= found && *piece < other)
                        }
                    };
                    if nearer && allowed(chain) {
                        best = Some((square, *piece, share));
                    }
                }
            });
        }
        let (square, piece, share) = best?;
        let snap_m = square.sqrt();
        if snap_m > limit_m {
            return None;
        }
        let (from, to) = (self.network.along[at(piece)], self.network.along[at(piece) + 1]);
        Some(Position {
            chain: self.owners[at(piece)],
            along_m: from + (to - from) * share,
            snap_m,
        })
    }

    /// How far a place lies outside the grid, metres.
    fn outside(&self, [x, y]: [f64; 2]) -> f64 {
        let beyond = |value: f64, origin: f64, cells: usize| {
            let end = origin + count(cells) * self.cell_m;
            (origin - value).max(value - end).max(0.0)
        };
        beyond(x, self.origin[0], self.columns).hypot(beyond(y, self.origin[1], self.rows))
    }

    /// The cells at so many steps from one.
    fn ring(&self, column: usize, row: usize, ring: usize, mut told: impl FnMut(usize)) {
        let (left, right) = (column.checked_sub(ring), column + ring);
        let (below, above) = (row.checked_sub(ring), row + ring);
        let columns = left.unwrap_or(0)..=right.min(self.columns - 1);
        let rows = below.unwrap_or(0)..=above.min(self.rows - 1);
        for y in rows {
            let edge = Some(y) == below || y == above;
            if edge {
                for x in columns.clone() {
                    told(y * self.columns + x);
                }
                continue;
            }
            for x in
                [left, Some(right).filter(|x| *x < self.columns && ring > 0)].into_iter().flatten()
            {
                told(y * self.columns + x);
            }
        }
    }
}
