//! Who reaches what on foot: building a map, asking it, and bringing its answers into the lake,
//! where figures are made of them.
//!
//! The same questions are asked of two kinds of ground: files that somebody names (a tool of its
//! own), and the registers and the network of a pack. `ground` makes either, the rest asks.

pub mod ask;
pub mod build;
pub mod conformance;
pub mod desk;
pub mod district;
pub mod ground;
pub mod inequality;
pub mod looked;
pub mod refresh;
pub mod routes;
pub mod shapes;
pub mod siting;
pub mod what_if;

pub use ::access::Facility;
pub use ::access::decay::Decay;
pub use ::access::standard::Line;
pub use ground::{Ground, GroundRequest};
