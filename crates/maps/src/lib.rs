//! Map files' bytes in, what crate `access` takes out: streets, facilities, homes, heights.
//!
//! One module a format: `.osm.pbf` ([`osm`]), GeoJSON ([`geojson`]), FlatGeobuf
//! ([`flatgeobuf`]), GeoTIFF ([`elevation`]) and CSV ([`points`]). What one row or one feature
//! has wrong is data beside the rest ([`Notice`]); what makes a whole file unusable is an
//! [`Error`]. Bytes come from a reader that the caller opened; a large file is streamed, and
//! what reading it will hold in memory is said beforehand ([`osm::estimate`]).
//!
//! Invariants: no bytes make it panic (L8); the same bytes give the same result in the same
//! order (L2); every coordinate handed out lies on the globe.
//!
//! Knows nothing of what is computed from a map, of paths and clocks.
//! Start reading at [`osm::read`].

mod defaults;
pub mod elevation;
mod error;
pub mod features;
mod fence;
pub mod flatgeobuf;
pub mod geojson;
pub mod layer;
mod num;
pub mod osm;
pub mod points;
pub mod rules;

pub use defaults::default_rules;
pub use error::{Error, Notice, Place};
pub use features::{Bbox, Feature, Geometry, Value};
pub use rules::{Rules, WayUse};

#[cfg(test)]
mod tests;
