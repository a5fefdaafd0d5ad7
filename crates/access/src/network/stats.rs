//! What was counted when a network was built; shown to the person who builds it.

use serde::Serialize;

/// Counts of a network, in terms of the map that it was built from.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Stats {
    /// Vertices of the map that are kept: those of the largest connected piece.
    pub vertices: u64,
    /// Pieces of street between two of them.
    pub edges: u64,
    /// Connected pieces of the map, before all but the largest were left out.
    pub components: u64,
    /// Vertices of the map before, in all pieces.
    pub vertices_of_all: u64,
    /// Length of all edges, metres.
    pub metres: f64,
    /// Ends of chains, which a search visits.
    pub junctions: u64,
    /// Chains between them.
    pub chains: u64,
    /// Chains that cross the wall of an estate.
    pub walls: u64,
    /// Vertices whose height is not known and was taken from their neighbours.
    pub heights_missing: u64,
}

impl Stats {
    /// The share of vertices that lie in the largest piece.
    #[expect(
        clippy::as_conversions,
        clippy::cast_precision_loss,
        reason = "counts of vertices are below 2^52"
    )]
    pub fn kept_share(&self) -> f64 {
        if self.vertices_of_all == 0 {
            return 0.0;
        }
        self.vertices as f64 / self.vertices_of_all as f64
    }
}
