//! The proof that a thing can be done, whatever people answer and whatever they hold already.
//!
//! For every way in which the answers can come out it is shown that each wanted result is
//! reached, that no items wait for one another, that nothing is decided twice, that whatever is
//! taken can be had, that somebody is there to do each item, and that the promise holds. What
//! fails is refused with a counter-example: answers, path, and the point where it breaks.
//!
//! Three ideas keep this finite and fast.
//! Answers between which no rule can tell the difference are stood for by one ([`domain`]).
//! The search branches only on a name that a condition still needs ([`search`]).
//! Wants are looked at one by one, each with those others alone that can change what is done for
//! it ([`cone`]): twenty optional results cost twenty times two leaves, not two to the twentieth.
//!
//! *What people hold.* The proof is for an empty wallet. Holding more takes items out of a plan
//! and never puts one in, and takes every edge to an item that is out away with it; so what is
//! left has no break that was not there before and is not finished later. This holds unless the
//! choice among several items can fall differently, or two items may each wait for the other's
//! result that can also be brought; [`cone`] finds such wants, and for them what is held is
//! branched on like an answer.
//!
//! Start reading at [`prove_thing`].

use crate::world::{Index, World};
use diag::Diagnostic;
use district::service::{Services, Slot, Thing};
use district::{PlaceTree, WorkDays};

mod checks;
pub(crate) mod cone;
pub(crate) mod domain;
pub(crate) mod findings;
mod leaves;
pub(crate) mod search;
pub(crate) mod solve;
mod staff;

/// Nodes of the answer space that are looked at for one thing.
pub(crate) const NODES_MAX: usize = 200_000;

/// Proves everything that a pack declares of services; nothing found: proved.
pub fn prove(services: &Services, places: &PlaceTree) -> Vec<Diagnostic> {
    let index = Index::new(services);
    let mut staff = staff::Staff::new(services, places);
    let mut found = Vec::new();
    for thing in services.things.values() {
        found.extend(prove_in(&index, thing, &mut staff, NODES_MAX));
    }
    for table in services.decisions.values() {
        found.extend(crate::decision::check_table(table, &services.fields));
    }
    for programme in services.programmes.values() {
        found.extend(staff.check_programme(programme));
    }
    found
}

/// Proves one thing; nothing found: proved.
pub fn prove_thing(services: &Services, places: &PlaceTree, thing: &Thing) -> Vec<Diagnostic> {
    let mut staff = staff::Staff::new(services, places);
    prove_in(&Index::new(services), thing, &mut staff, NODES_MAX)
}

fn prove_in<'a>(
    index: &Index<'a>,
    thing: &'a Thing,
    staff: &mut staff::Staff<'a>,
    nodes_max: usize,
) -> Vec<Diagnostic> {
    let calls = calls(index, thing);
    let world = World::new(index, thing, &calls);
    let graph = cone::Graph::new(&world);
    let mut found = checks::rules(&graph);
    if !found.is_empty() {
        return found;
    }
    let mut leaves = leaves::Leaves::new(&graph, index, nodes_max);
    let walked = leaves.walk();
    found.extend(leaves.report());
    if let Err(search::TooMany(names)) = walked {
        found.push(findings::too_many(thing, &names));
        return found;
    }
    found.extend(checks::limits(&graph, &mut leaves));
    let used = leaves.used.iter().filter_map(|id| index.services.items.get(id));
    found.extend(used.filter_map(|item| staff.check(thing, item)));
    found
}

/// What the proof finds against a thing, and the longest way through it over all answers by
/// promised limits, with the ids of its items in order.
pub(crate) fn survey(
    index: &Index<'_>,
    places: &PlaceTree,
    thing: &Thing,
) -> (Vec<Diagnostic>, WorkDays, Vec<String>) {
    let found = prove_in(index, thing, &mut staff::Staff::new(index.services, places), NODES_MAX);
    // Every way is longer than a promise of nothing.
    let hasty = Thing { promised: WorkDays::ZERO, ..thing.clone() };
    let world = World::new(index, &hasty, &[]);
    let graph = cone::Graph::new(&world);
    let mut leaves = leaves::Leaves::new(&graph, index, NODES_MAX);
    // A walk that is cut short has been told of in what was found.
    let _walked = leaves.walk();
    let (days, path) = leaves.longest();
    (found, days, path)
}

/// Every result that an officer may call for in a thing, and in what such calls bring in.
fn calls(index: &Index<'_>, thing: &Thing) -> Vec<Slot> {
    let mut calls = Vec::new();
    loop {
        let world = World::new(index, thing, &calls);
        let all: Vec<Slot> = world
            .items
            .iter()
            .flat_map(|node| node.item.calls.iter().map(|call| call.slot.clone()))
            .collect();
        if all.len() == calls.len() {
            return calls;
        }
        calls = all;
    }
}

#[cfg(test)]
mod tests;
