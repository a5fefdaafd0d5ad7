//! The tree of places: areas (district, street, village) and sites (station, factory, clinic).

use diag::Text;
use std::collections::BTreeMap;

/// The id of a place, as records carry it.
pub type PlaceId = String;

/// One area or site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As records carry it.
    pub id: PlaceId,
    /// Shown to people.
    pub name: Text,
    /// `district`, `street`, `village`, `station`, …; a word of the pack's own.
    pub level: String,
    /// The place that it lies in; none for the root.
    pub parent: Option<PlaceId>,
}

/// All places of a pack; every parent exists and no place lies in itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PlaceTree {
    places: BTreeMap<PlaceId, Place>,
}

impl PlaceTree {
    /// Makes a tree of places whose parents have been checked by the caller.
    pub fn new(places: impl IntoIterator<Item = Place>) -> Self {
        Self { places: places.into_iter().map(|place| (place.id.clone(), place)).collect() }
    }

    /// The place of that id.
    pub fn find(&self, id: &str) -> Option<&Place> {
        self.places.get(id)
    }

    /// All places, by id.
    pub fn list(&self) -> impl Iterator<Item = &Place> {
        self.places.values()
    }

    /// The place itself and everything that it lies in, nearest first.
    pub fn lineage<'a>(&'a self, id: &str) -> impl Iterator<Item = &'a Place> {
        let mut next = self.places.get(id);
        // A tree of n places has no path longer than n: a cycle that slipped in ends here.
        let mut left = self.places.len();
        std::iter::from_fn(move || {
            let place = next.filter(|_| left > 0)?;
            left -= 1;
            next = place.parent.as_ref().and_then(|parent| self.places.get(parent));
            Some(place)
        })
    }

    /// The place of `level` in which `id` lies (or which it is).
    pub fn ancestor(&self, id: &str, level: &str) -> Option<&Place> {
        self.lineage(id).find(|place| place.level == level)
    }

    /// Every level that occurs, in order of name.
    pub fn levels(&self) -> Vec<&str> {
        let mut levels: Vec<&str> = self.places.values().map(|p| p.level.as_str()).collect();
        levels.sort_unstable();
        levels.dedup();
        levels
    }
}
