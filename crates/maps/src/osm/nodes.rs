//! The nodes that are needed, by id, and the facilities that are nodes.

use super::Options;
use super::block::{Block, KIND, dense_pairs, marked, way_pairs};
use super::budget::Budget;
use super::ways::Facts;
use crate::error::Error;
use crate::features::Bbox;
use crate::num;
use access::Spot;

/// The place of a node that has none yet: off the globe, so no node is there.
const NOWHERE: Spot = Spot { lon_e7: i32::MIN, lat_e7: i32::MIN };

/// Nodes by id, and what stands on them.
pub(super) struct Nodes<'o> {
    options: &'o Options<'o>,
    ids: Vec<i64>,
    places: Vec<Spot>,
    /// Where a file in order is among the ids.
    cursor: usize,
    last_id: i64,
    ordered: bool,
    /// Facilities that are nodes, in the order of the file.
    pub(super) facilities: Vec<(i64, Spot, Facts)>,
    /// Nodes that come again.
    pub(super) duplicates: u64,
    /// Nodes off the globe that are needed.
    pub(super) broken: u64,
}

impl<'o> Nodes<'o> {
    pub(super) const fn new(options: &'o Options<'o>) -> Self {
        Self {
            options,
            ids: Vec::new(),
            places: Vec::new(),
            cursor: 0,
            last_id: i64::MIN,
            ordered: true,
            facilities: Vec::new(),
            duplicates: 0,
            broken: 0,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether ids went up: if not, facilities may come twice.
    pub(super) const fn ordered(&self) -> bool {
        self.ordered
    }

    /// Says which nodes are needed: ids in order, each once.
    pub(super) fn want(&mut self, ids: Vec<i64>, budget: &mut Budget) -> Result<(), Error> {
        budget.room(&mut self.places, ids.len())?;
        self.places.resize(ids.len(), NOWHERE);
        self.ids = ids;
        Ok(())
    }

    /// Puts the nodes of a box in order, when all are there.
    pub(super) fn settle(&mut self, budget: &mut Budget) -> Result<(), Error> {
        if self.ids.is_sorted() {
            return Ok(());
        }
        let mut both: Vec<(i64, Spot)> = Vec::new();
        budget.room(&mut both, self.ids.len())?;
        both.extend(self.ids.iter().copied().zip(self.places.iter().copied()));
        // The first of a repeated id stays, so equal ones keep their order.
        both.sort_by_key(|(id, _)| *id);
        both.dedup_by_key(|(id, _)| *id);
        self.duplicates += num::bytes(self.ids.len() - both.len());
        self.ids.clear();
        self.places.clear();
        self.ids.extend(both.iter().map(|(id, _)| *id));
        self.places.extend(both.iter().map(|(_, spot)| *spot));
        budget.drop(both);
        Ok(())
    }

    /// The number of a node among those needed; `hint` is where the last one was.
    pub(super) fn find(&self, id: i64, hint: &mut usize) -> Option<usize> {
        // Ways are drawn in one go, so the next vertex is often the next id.
        let near = [hint.wrapping_add(1), hint.wrapping_sub(1)];
        let found = near
            .into_iter()
            .find(|no| self.ids.get(*no) == Some(&id))
            .or_else(|| self.ids.binary_search(&id).ok())?;
        *hint = found;
        (self.places.get(found) != Some(&NOWHERE)).then_some(found)
    }

    /// The same, but none outside the box.
    pub(super) fn find_inside(&self, id: i64, hint: &mut usize) -> Option<usize> {
        let found = self.find(id, hint)?;
        let outside = |bbox: &Bbox| !self.place(found).is_some_and(|spot| bbox.contains(spot));
        (!self.options.bbox.as_ref().is_some_and(outside)).then_some(found)
    }

    pub(super) fn place(&self, no: usize) -> Option<Spot> {
        self.places.get(no).copied()
    }

    /// Takes the nodes of a block.
    pub(super) fn take(&mut self, block: &Block<'_>, budget: &mut Budget) -> Result<(), Error> {
        let marks = block.marks(self.options.rules);
        let mut tags = Vec::new();
        for group in block.inner.groups() {
            for node in group.dense_nodes() {
                let again = self.add(node.id(), node.nano_lon(), node.nano_lat(), budget)?;
                let pairs = || node.raw_tags().map(dense_pairs);
                if marked(&marks, pairs()) & KIND != 0 && !again {
                    block.tags(pairs(), &mut tags);
                    self.facility(node.id(), node.nano_lon(), node.nano_lat(), &tags, budget)?;
                }
            }
            for node in group.nodes() {
                let again = self.add(node.id(), node.nano_lon(), node.nano_lat(), budget)?;
                let pairs = || node.raw_tags().map(way_pairs);
                if marked(&marks, pairs()) & KIND != 0 && !again {
                    block.tags(pairs(), &mut tags);
                    self.facility(node.id(), node.nano_lon(), node.nano_lat(), &tags, budget)?;
                }
            }
        }
        Ok(())
    }

    /// Adds a node if it is needed; whether its id came before, as far as the order tells.
    fn add(&mut self, id: i64, lon: i64, lat: i64, budget: &mut Budget) -> Result<bool, Error> {
        let again = id == self.last_id;
        let forward = id >= self.last_id;
        self.ordered &= forward;
        self.last_id = id;
        if let Some(bbox) = &self.options.bbox {
            if let Some(spot) = spot(lon, lat).filter(|spot| bbox.wider().contains(*spot)) {
                if again {
                    self.duplicates += 1;
                    return Ok(true);
                }
                budget.room(&mut self.ids, 1)?;
                budget.room(&mut self.places, 1)?;
                self.ids.push(id);
                self.places.push(spot);
            }
            return Ok(again);
        }
        if let Some(no) = self.wanted(id, forward) {
            match (spot(lon, lat), self.places.get_mut(no)) {
                (Some(spot), Some(place)) if *place == NOWHERE => *place = spot,
                (Some(_), _) => self.duplicates += 1,
                (None, _) => self.broken += 1,
            }
        }
        Ok(again)
    }

    /// The number of an id among those needed. A file in order is walked beside them.
    fn wanted(&mut self, id: i64, forward: bool) -> Option<usize> {
        if !forward {
            return self.ids.binary_search(&id).ok();
        }
        if self.ordered {
            while self.ids.get(self.cursor).is_some_and(|wanted| *wanted < id) {
                self.cursor += 1;
            }
            return (self.ids.get(self.cursor) == Some(&id)).then_some(self.cursor);
        }
        self.ids.binary_search(&id).ok()
    }

    fn facility(
        &mut self,
        id: i64,
        lon: i64,
        lat: i64,
        tags: &[(&str, &str)],
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let Some(facts) = Facts::of(self.options.rules, tags) else { return Ok(()) };
        let Some(spot) = spot(lon, lat) else {
            self.broken += 1;
            return Ok(());
        };
        if self.options.bbox.is_some_and(|bbox| !bbox.contains(spot)) {
            return Ok(());
        }
        budget.hold(facts.bytes())?;
        budget.room(&mut self.facilities, 1)?;
        self.facilities.push((id, spot, facts));
        Ok(())
    }
}

/// A place from 10⁻⁹ degrees; none if it is off the globe.
fn spot(lon: i64, lat: i64) -> Option<Spot> {
    let e7 = |nano: i64, most: i32| {
        let value = i32::try_from(nano.saturating_add(50).div_euclid(100)).ok()?;
        (-most..=most).contains(&value).then_some(value)
    };
    Some(Spot { lon_e7: e7(lon, 1_800_000_000)?, lat_e7: e7(lat, 900_000_000)? })
}
