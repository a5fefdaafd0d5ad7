//! Whether somebody is there to do an item, wherever it may be applied for.

use super::findings;
use diag::Diagnostic;
use district::service::{Item, Ladder, Office, Programme, Services, Thing};
use district::{Place, PlaceTree};
use std::collections::BTreeMap;

/// Offices and places, with what was found out before.
pub(super) struct Staff<'a> {
    services: &'a Services,
    places: &'a PlaceTree,
    /// By office, level, level of the case and ladder: the first place that nobody serves.
    known: BTreeMap<(&'a str, &'a str, &'a str, Vec<&'a str>), Option<&'a Place>>,
}

impl<'a> Staff<'a> {
    pub(super) fn new(services: &'a Services, places: &'a PlaceTree) -> Self {
        Self { services, places, known: BTreeMap::new() }
    }

    /// An item of a thing that nobody is there to do in some place.
    pub(super) fn check(&mut self, thing: &'a Thing, item: &'a Item) -> Option<Diagnostic> {
        let office = self.services.offices.get(&item.office)?;
        let level = item.level.as_ref().or(office.levels.first())?;
        let climbs = climbs(thing.ladder.as_ref());
        let at = if thing.places.is_empty() {
            let key = (office.id.as_str(), level.as_str(), thing.level.as_str(), climbs.clone());
            if let Some(known) = self.known.get(&key) {
                *known
            } else {
                let mut applied = self.places.list().filter(|place| place.level == thing.level);
                let found = applied.find(|place| !self.served(office, level, &climbs, place));
                self.known.insert(key, found);
                found
            }
        } else {
            let mut applied = thing.places.iter().filter_map(|id| self.places.find(id));
            applied.find(|place| !self.served(office, level, &climbs, place))
        };
        Some(findings::unstaffed(thing, item, level, at?))
    }

    /// A measure of a programme that nobody is there to take in some place.
    pub(super) fn check_programme(&self, programme: &'a Programme) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let climbs = climbs(Some(&programme.ladder));
        let measures = programme
            .tiers
            .iter()
            .flat_map(|tier| tier.measures.iter().map(move |measure| (tier, measure)));
        for (tier, measure) in measures {
            let Some(item) = self.services.items.get(&measure.item) else { continue };
            let Some(office) = self.services.offices.get(&item.office) else { continue };
            let Some(lowest) = programme.ladder.levels.first() else { continue };
            let mut applied = self.places.list().filter(|place| place.level == *lowest);
            let served = |place: &Place| {
                self.places
                    .lineage(&place.id)
                    .any(|above| climbs.contains(&above.level.as_str()) && staffed(office, above))
            };
            if applied.any(|place| !served(place)) {
                found.push(findings::measure_unstaffed(programme, &tier.id, item));
            }
        }
        found
    }

    /// Whether every place of `level` in or around `place` has people, or a level above has.
    fn served(&self, office: &Office, level: &str, climbs: &[&str], place: &Place) -> bool {
        let around = self.places.ancestor(&place.id, level);
        let within = || {
            self.places.list().filter(|inner| {
                inner.level == level
                    && self.places.lineage(&inner.id).any(|outer| outer.id == place.id)
            })
        };
        let covered = |at: &Place| {
            staffed(office, at)
                || self.places.lineage(&at.id).skip(1).any(|above| {
                    let climbed = climbs.is_empty() || climbs.contains(&above.level.as_str());
                    climbed && staffed(office, above)
                })
        };
        match around {
            Some(at) => covered(at),
            None if within().next().is_some() => within().all(covered),
            // No place has that level: only a level above can do it.
            None => covered(place),
        }
    }
}

fn climbs(ladder: Option<&Ladder>) -> Vec<&str> {
    ladder.into_iter().flat_map(|ladder| &ladder.levels).map(String::as_str).collect()
}

/// Whether an office has people for a place of its own level.
fn staffed(office: &Office, place: &Place) -> bool {
    let usual = office.staff.get(&place.level).copied().unwrap_or(1);
    let mut desks = office
        .desks
        .iter()
        .filter(|desk| desk.place == place.id || desk.covers.contains(&place.id));
    match desks.next() {
        Some(desk) => {
            desk.staff.unwrap_or(usual) > 0 || desks.any(|desk| desk.staff.unwrap_or(usual) > 0)
        }
        None => office.levels.contains(&place.level) && usual > 0,
    }
}
