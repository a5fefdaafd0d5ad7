//! The ways that are kept: streets, and areas that are facilities or buildings.

use super::Options;
use super::block::{BUILDING, Block, KIND, STREET, marked, way_pairs};
use super::budget::Budget;
use super::nodes::Nodes;
use crate::error::Error;
use crate::num;
use crate::rules::{Rules, WayUse};

/// The fewest references of a closed way that has an area.
const RING: usize = 4;

/// Ways with the ids of their nodes.
pub(super) struct Ways<'o> {
    options: &'o Options<'o>,
    pub(super) streets: Vec<Street>,
    pub(super) street_refs: Vec<i64>,
    pub(super) shapes: Vec<Shape>,
    pub(super) shape_refs: Vec<i64>,
    pub(super) short: u64,
    pub(super) duplicates: u64,
    last_id: i64,
    ordered: bool,
}

/// A street: a run of [`Ways::street_refs`].
pub(super) struct Street {
    pub(super) id: i64,
    pub(super) len: usize,
    pub(super) usage: WayUse,
}

/// An area: a run of [`Ways::shape_refs`].
pub(super) struct Shape {
    pub(super) id: i64,
    pub(super) len: usize,
    pub(super) facts: Option<Facts>,
    /// What is said of it as a building.
    pub(super) building: Option<Floors>,
}

/// The floors of a building, where the map has them.
pub(super) struct Floors(pub(super) Option<f64>);

/// What is said of a facility.
pub(super) struct Facts {
    pub(super) kinds: Vec<usize>,
    pub(super) name: String,
    pub(super) opening_hours: String,
    pub(super) capacity: Option<f64>,
}

impl Facts {
    /// None if the tags make it none of the kinds.
    pub(super) fn of(rules: &Rules, tags: &[(&str, &str)]) -> Option<Self> {
        let kinds: Vec<usize> = rules.kind_numbers(tags).collect();
        if kinds.is_empty() {
            return None;
        }
        let get = |key: &str| tags.iter().find(|tag| tag.0 == key).map_or("", |tag| tag.1);
        Some(Self {
            kinds,
            name: get("name").to_owned(),
            opening_hours: get("opening_hours").to_owned(),
            capacity: amount(get("capacity")),
        })
    }

    /// What it holds beside itself, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        num::bytes(self.name.len() + self.opening_hours.len() + self.kinds.len() * 8)
    }
}

impl<'o> Ways<'o> {
    pub(super) const fn new(options: &'o Options<'o>) -> Self {
        Self {
            options,
            streets: Vec::new(),
            street_refs: Vec::new(),
            shapes: Vec::new(),
            shape_refs: Vec::new(),
            short: 0,
            duplicates: 0,
            last_id: i64::MIN,
            ordered: true,
        }
    }

    /// Whether ids went up: if not, ways may come twice.
    pub(super) const fn ordered(&self) -> bool {
        self.ordered
    }

    /// The ids of the nodes that are needed, in order, each once.
    pub(super) fn needed(&self, budget: &mut Budget) -> Result<Vec<i64>, Error> {
        let mut ids = Vec::new();
        budget.room(&mut ids, self.street_refs.len() + self.shape_refs.len())?;
        ids.extend_from_slice(&self.street_refs);
        ids.extend_from_slice(&self.shape_refs);
        ids.sort_unstable();
        ids.dedup();
        Ok(ids)
    }

    /// Takes the ways of a block; with a box, those that have a node in it.
    pub(super) fn take(
        &mut self,
        block: &Block<'_>,
        nodes: &Nodes<'_>,
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let buildings = if self.options.want_buildings { BUILDING } else { 0 };
        let marks = block.marks(self.options.rules);
        let (mut tags, mut refs) = (Vec::new(), Vec::new());
        let mut hint = 0;
        for way in block.inner.groups().flat_map(|group| group.ways()) {
            let pairs = || way.raw_tags().map(way_pairs);
            let mark = marked(&marks, pairs());
            if mark & (KIND | STREET | buildings) == 0 {
                continue;
            }
            refs.clear();
            refs.extend(way.refs());
            if self.options.bbox.is_some()
                && !refs.iter().any(|id| nodes.find_inside(*id, &mut hint).is_some())
            {
                continue;
            }
            block.tags(pairs(), &mut tags);
            self.add(way.id(), &refs, &tags, budget)?;
        }
        Ok(())
    }

    fn add(
        &mut self,
        id: i64,
        refs: &[i64],
        tags: &[(&str, &str)],
        budget: &mut Budget,
    ) -> Result<(), Error> {
        let usage = self.options.rules.judge(tags);
        let ring = refs.len() >= RING && refs.first() == refs.last();
        let facts = if ring { Facts::of(self.options.rules, tags) } else { None };
        let building = (ring && self.options.want_buildings).then(|| floors(tags)).flatten();
        if usage.is_none() && facts.is_none() && building.is_none() {
            return Ok(());
        }
        if id == self.last_id {
            self.duplicates += 1;
            return Ok(());
        }
        self.ordered &= id > self.last_id;
        self.last_id = id;
        match usage {
            Some(_) if refs.is_empty() => self.short += 1,
            Some(usage) => {
                // One vertex alone is a place without a street: it is kept as a vertex.
                self.short += u64::from(refs.len() < 2);
                budget.room(&mut self.street_refs, refs.len())?;
                budget.room(&mut self.streets, 1)?;
                self.street_refs.extend_from_slice(refs);
                self.streets.push(Street { id, len: refs.len(), usage });
            }
            None => {}
        }
        if facts.is_some() || building.is_some() {
            budget.hold(facts.as_ref().map_or(0, Facts::bytes))?;
            budget.room(&mut self.shape_refs, refs.len())?;
            budget.room(&mut self.shapes, 1)?;
            self.shape_refs.extend_from_slice(refs);
            self.shapes.push(Shape { id, len: refs.len(), facts, building });
        }
        Ok(())
    }
}

/// Whether it is a building, and its floors where the map has them.
fn floors(tags: &[(&str, &str)]) -> Option<Floors> {
    let get = |key: &str| tags.iter().find(|tag| tag.0 == key).map(|tag| tag.1);
    let building = get("building").is_some_and(|value| value != "no");
    building.then(|| Floors(get("building:levels").and_then(amount)))
}

/// A number of something, not below zero.
fn amount(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)
}
