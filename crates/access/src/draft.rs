//! A map as readers hand it in: vertices, ways with their class, and what stands along them.
//!
//! Every layer of a draft is in WGS-84; `datum` converts what comes in otherwise.
//! Knows nothing of file formats.

use crate::spot::{Point, Spot};

/// How a way may be driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drive {
    /// The speed that is driven, km/h.
    pub km_h: u8,
    /// The directions in which it may be driven.
    pub direction: Direction,
}

/// The directions in which a way may be driven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Both.
    Both,
    /// Only in the order of its vertices.
    Along,
    /// Only against it.
    Against,
}

/// What matters to some walkers of a way; a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub struct Traits(pub u8);

impl Traits {
    /// Steps.
    pub const STEPS: Self = Self(1);
    /// Signed as impassable for a wheelchair (`wheelchair=no`).
    pub const NO_WHEELCHAIR: Self = Self(2);
    /// Loose ground (`surface` unpaved, gravel, ground, sand, …).
    pub const UNPAVED: Self = Self(4);

    /// Whether all of `other` are among these.
    pub const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// These and those of `other`.
    #[must_use]
    pub const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// One way: a run of vertices, in [`MapDraft::refs`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The first of its references.
    pub first: u32,
    /// How many references it has.
    pub len: u32,
    /// Whether it may be walked.
    pub walk: bool,
    /// What matters to some walkers.
    pub traits: Traits,
    /// How it may be driven, if at all.
    pub drive: Option<Drive>,
}

/// A map before it is a network.
#[derive(Debug, Clone, Default)]
pub struct MapDraft {
    /// The vertices, in the order of the file.
    pub spots: Vec<Spot>,
    /// Indexes into `spots`, one run a way.
    pub refs: Vec<u32>,
    /// The ways, in the order of the file.
    pub ways: Vec<Way>,
    /// What stands along them, by the kinds of the rules.
    pub facilities: Vec<Facility>,
    /// What was odd about the file, counted: shown to the person who builds.
    pub oddities: Oddities,
}

/// What was left out of a map, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Oddities {
    /// Ways that refer to vertices which the file does not have (a clipped extract).
    pub ways_without_nodes: u64,
    /// References to vertices which the file does not have.
    pub missing_nodes: u64,
    /// Ways with fewer than two vertices.
    pub short_ways: u64,
    /// Ids that the file has more than once; the first is used.
    pub duplicate_ids: u64,
    /// Features that are broken: no geometry, coordinates off the globe.
    pub broken_features: u64,
}

/// Something people walk to.
#[derive(Debug, Clone, PartialEq)]
pub struct Facility {
    /// Its id: `n1395868661`, `w23715051` in OpenStreetMap; the register's own elsewhere.
    pub id: String,
    /// The kind's id, such as `pharmacy`.
    pub kind: String,
    /// Its name, where the map has one.
    pub name: String,
    /// Where it is.
    pub at: Point,
    /// `opening_hours` as OpenStreetMap writes them; empty if none are given.
    pub opening_hours: String,
    /// What it can serve, in the unit of its register (places, beds, square metres).
    pub capacity: Option<f64>,
}
