//! Who reaches what on foot, and where one more would help.
//!
//! A walking network, people at home and facilities in; minutes, coverage, the best new site,
//! what-if and routes out.
//!
//! Shape: readers hand in a `draft`; [`Network::build`](network::Network::build) makes chains of
//! it; `places` puts homes and facilities on them; `pace` says what a chain costs a walker;
//! `search` finds the shortest ways, and `nearest`, `what_if`, `siting`, `isochrone` and
//! `drive` ask it. `choose`, `route`, `catchment` and `inequality` work on what these give.
//!
//! Invariants, stated as absences:
//! * no answer depends on where a street happens to have vertices: places are put on edges;
//! * no time has the way from a point to its street in it, and no such distance is hidden;
//! * no answer of a what-if differs from computing everything anew;
//! * no polygon decides who is covered: isochrones are pictures;
//! * no metre is turned into a minute but by a stated walker.
//!
//! Times and lengths are measurements, so they are floats here; they become records with stated
//! digits before a figure is made of them (L10).
//!
//! Knows nothing of where the map came from, of files, clocks and threads.
//! Start reading at [`Network`](network::Network), then [`Scene`](scene::Scene).

pub mod catchment;
pub mod choose;
pub mod datum;
pub mod decay;
pub mod draft;
pub mod estate;
pub mod fit;
pub mod hours;
pub mod inequality;
pub mod isochrone;
mod locate;
pub mod map_file;
pub mod nearest;
pub mod network;
mod num;
#[cfg(test)]
mod oracle;
pub mod pace;
pub mod places;
pub mod route;
pub mod scene;
pub mod search;
pub mod siting;
pub mod spot;
pub mod standard;
pub mod what_if;

#[cfg(test)]
mod testing;

pub use draft::{Direction, Drive, Facility, MapDraft, Oddities, Traits, Way};
pub use spot::{EARTH_RADIUS_M, Point, Spot};

#[cfg(test)]
mod tests;
