//! Streets, facilities and buildings, once their nodes have places.

use super::budget::Budget;
use super::nodes::Nodes;
use super::ways::{Facts, Floors, Ways};
use super::{Building, Options, OsmMap, shape};
use crate::error::Error;
use crate::features::Bbox;
use crate::num;
use access::{Facility, Point, Spot, Way};
use diag::{Text, codes::maps as code};

/// Puts together what was read.
pub(super) fn finish(
    options: &Options<'_>,
    ways: Ways<'_>,
    nodes: Nodes<'_>,
    budget: Budget,
) -> Result<OsmMap, Error> {
    let mut finish = Finish { options, budget, nodes, map: OsmMap::default() };
    let oddities = &mut finish.map.draft.oddities;
    oddities.short_ways = ways.short;
    oddities.duplicate_ids = ways.duplicates + finish.nodes.duplicates;
    oddities.broken_features = finish.nodes.broken;
    finish.streets(&ways)?;
    finish.facilities()?;
    finish.shapes(ways)?;
    finish.map.held_bytes = finish.budget.most();
    Ok(finish.map)
}

struct Finish<'o, 'n> {
    options: &'o Options<'o>,
    budget: Budget,
    nodes: Nodes<'n>,
    map: OsmMap,
}

impl Finish<'_, '_> {
    /// Streets: references become places in the list of vertices, gaps cut a way in parts.
    fn streets(&mut self, ways: &Ways<'_>) -> Result<(), Error> {
        let again = again(ways.ordered(), ways.streets.iter().map(|street| street.id));
        self.map.draft.oddities.duplicate_ids += num::bytes(again.len());
        self.budget.room(&mut self.map.draft.refs, ways.street_refs.len())?;
        let mut used = Vec::new();
        self.budget.room(&mut used, self.nodes.len())?;
        used.resize(self.nodes.len(), u32::MAX);
        let (mut rest, mut hint) = (ways.street_refs.as_slice(), 0);
        for (no, street) in ways.streets.iter().enumerate() {
            let (refs, after) = rest.split_at(street.len.min(rest.len()));
            rest = after;
            if again.binary_search(&no).is_ok() {
                continue;
            }
            let mut missing = 0;
            let mut first = self.map.draft.refs.len();
            let template =
                Way { first: 0, len: 0, walk: false, traits: street.usage.traits, drive: None };
            let way = Way { walk: street.usage.walk, drive: street.usage.drive, ..template };
            for id in refs {
                if let Some(node) = self.nodes.find_inside(*id, &mut hint) {
                    self.map.draft.refs.push(num::id(node).ok_or_else(too_many)?);
                } else {
                    missing += 1;
                    self.close(&mut first, &way, &mut used)?;
                }
            }
            self.close(&mut first, &way, &mut used)?;
            self.count_missing(missing);
        }
        self.number(used)
    }

    /// Ends a part of a way; one vertex alone stays a vertex of the map, with no street.
    fn close(&mut self, first: &mut usize, way: &Way, used: &mut [u32]) -> Result<(), Error> {
        let refs = &mut self.map.draft.refs;
        let part = refs.get(*first..).unwrap_or_default();
        if part.is_empty() {
            return Ok(());
        }
        for node in part {
            if let Some(mark) = used.get_mut(num::at(*node)) {
                *mark = 0;
            }
        }
        let numbers = num::id(*first).zip(num::id(part.len()));
        let (begin, len) = numbers.ok_or_else(too_many)?;
        self.budget.room(&mut self.map.draft.ways, 1)?;
        self.map.draft.ways.push(Way { first: begin, len, ..way.clone() });
        *first = refs.len();
        Ok(())
    }

    fn count_missing(&mut self, missing: u64) {
        if missing == 0 {
            return;
        }
        if self.options.bbox.is_some() {
            self.map.cut_ways += 1;
        } else {
            self.map.draft.oddities.ways_without_nodes += 1;
            self.map.draft.oddities.missing_nodes += missing;
        }
    }

    /// Numbers the vertices that a street uses, in the order of the file.
    fn number(&mut self, mut used: Vec<u32>) -> Result<(), Error> {
        let draft = &mut self.map.draft;
        let some = used.iter().filter(|mark| **mark == 0).count();
        self.budget.room(&mut draft.spots, some)?;
        for (node, mark) in used.iter_mut().enumerate().filter(|(_, mark)| **mark == 0) {
            *mark = num::id(draft.spots.len()).ok_or_else(too_many)?;
            draft.spots.extend(self.nodes.place(node));
        }
        for reference in &mut draft.refs {
            *reference = used.get(num::at(*reference)).copied().unwrap_or(0);
        }
        self.budget.drop(used);
        Ok(())
    }

    /// Facilities that are nodes.
    fn facilities(&mut self) -> Result<(), Error> {
        let found = std::mem::take(&mut self.nodes.facilities);
        let again = again(self.nodes.ordered(), found.iter().map(|facility| facility.0));
        self.map.draft.oddities.duplicate_ids += num::bytes(again.len());
        for (no, (id, spot, facts)) in found.into_iter().enumerate() {
            if again.binary_search(&no).is_err() {
                self.facility(&format!("n{id}"), spot.point(), &facts)?;
            }
        }
        Ok(())
    }

    /// Facilities and buildings that are areas.
    fn shapes(&mut self, ways: Ways<'_>) -> Result<(), Error> {
        let again = again(ways.ordered(), ways.shapes.iter().map(|shape| shape.id));
        self.map.draft.oddities.duplicate_ids += num::bytes(again.len());
        let (mut rest, mut hint) = (ways.shape_refs.as_slice(), 0);
        let mut ring: Vec<Spot> = Vec::new();
        for (no, found) in ways.shapes.into_iter().enumerate() {
            let (refs, after) = rest.split_at(found.len.min(rest.len()));
            rest = after;
            if again.binary_search(&no).is_ok() {
                continue;
            }
            ring.clear();
            ring.extend(refs.iter().filter_map(|id| {
                self.nodes.find(*id, &mut hint).and_then(|node| self.nodes.place(node))
            }));
            // Of an area that the extract cuts, the vertices that are there tell the place: two
            // at least, since one alone may be its farthest corner.
            self.count_missing(num::bytes(refs.len() - ring.len()));
            if ring.len() > 1 && ring.first() == ring.last() {
                ring.pop();
            }
            let Some((at, area_m2)) = shape::centroid(&ring).filter(|_| ring.len() > 1) else {
                self.map.draft.oddities.broken_features += 1;
                continue;
            };
            let inside = |bbox: Bbox| Spot::of(at).is_some_and(|spot| bbox.contains(spot));
            if !self.options.bbox.is_none_or(inside) {
                continue;
            }
            if let Some(facts) = found.facts {
                self.facility(&format!("w{}", found.id), at, &facts)?;
            }
            if let Some(Floors(levels)) = found.building {
                let id = format!("w{}", found.id);
                self.budget.hold(num::bytes(id.len()))?;
                self.budget.room(&mut self.map.buildings, 1)?;
                self.map.buildings.push(Building { id, at, area_m2, levels });
            }
        }
        Ok(())
    }

    /// One entry for each kind that a facility is of.
    fn facility(&mut self, id: &str, at: Point, facts: &Facts) -> Result<(), Error> {
        for kind in facts.kinds.iter().filter_map(|no| self.options.rules.kind(*no)) {
            self.budget.hold(facts.bytes() + num::bytes(id.len() + kind.len()))?;
            self.budget.room(&mut self.map.draft.facilities, 1)?;
            self.map.draft.facilities.push(Facility {
                id: id.to_owned(),
                kind: kind.to_owned(),
                name: facts.name.clone(),
                at,
                opening_hours: facts.opening_hours.clone(),
                capacity: facts.capacity,
            });
        }
        Ok(())
    }
}

/// The places, in order, of all but the first of each id; none where ids went up.
fn again(ordered: bool, ids: impl Iterator<Item = i64>) -> Vec<usize> {
    if ordered {
        return Vec::new();
    }
    let mut places: Vec<(i64, usize)> = ids.zip(0..).collect();
    places.sort_unstable();
    let pairs = places.windows(2).filter_map(|pair| match pair {
        [(a, _), (b, again)] if a == b => Some(*again),
        _ => None,
    });
    let mut again: Vec<usize> = pairs.collect();
    again.sort_unstable();
    again
}

fn too_many() -> Error {
    let expected = Text::new("至多四十亿个顶点引用", "at most four billion references to vertices");
    Error::between(code::S0504, &expected, &Text::new("更多", "more"))
}
