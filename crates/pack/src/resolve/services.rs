//! What can only be checked of services once everything has been read: where materials come
//! from, levels, roles, registers, and what nothing uses.

use crate::draft::{Draft, ServicesDraft};
use district::service::MaterialSource;
use std::collections::BTreeSet;

/// Completes what has been read and runs every check of services.
pub(super) fn resolve(draft: &mut Draft<'_>) {
    sources(&mut draft.services);
    levels(draft);
}

/// An item that gives a material is a source of it; one that has no other is brought.
fn sources(services: &mut ServicesDraft) {
    let items = services.items.values();
    let given: BTreeSet<&str> =
        items.flat_map(|(item, _)| &item.gives).map(|give| give.slot.material.as_str()).collect();
    for (id, (material, written)) in &mut services.materials {
        if given.contains(id.as_str()) {
            material.sources.insert(MaterialSource::Item);
        } else if !*written {
            material.sources.insert(MaterialSource::Applicant);
        }
    }
}

/// A thing that names no level belongs to streets, or to the root where there are none.
fn levels(draft: &mut Draft<'_>) {
    const USUAL: &str = "street";
    let places = || draft.places.values().map(|(place, _)| place);
    let root = || places().find(|place| place.parent.is_none());
    let level = places().find(|place| place.level == USUAL).or_else(root);
    let Some(level) = level.map(|place| place.level.clone()) else { return };
    for (thing, _) in draft.services.things.values_mut() {
        if thing.level.is_empty() {
            thing.level.clone_from(&level);
        }
    }
}
