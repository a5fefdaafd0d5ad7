//! Which wants have to be looked at together, and whether what is held can matter to them.

use super::domain::{Domains, cut};
use super::solve::{free, held_name, in_wallet, relevant, soft};
use crate::world::{CondNo, ItemNo, SlotNo, World, WorldTake};
use district::rule::Expr;
use std::collections::{BTreeMap, BTreeSet};

/// A world with what the search needs to know of it.
pub(crate) struct Graph<'a> {
    pub world: &'a World<'a>,
    pub domains: Domains,
    /// What is given, as expressions.
    pub given: Vec<Expr>,
    /// By want: the items that it can put into a plan.
    pub reach: Vec<BTreeSet<ItemNo>>,
    /// By item: the items on whose results it can depend in any way.
    below: Vec<BTreeSet<ItemNo>>,
}

/// Wants that are looked at together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cone {
    pub wants: BTreeSet<usize>,
    /// Whether what is held can make things worse, and is branched on.
    pub wallets: bool,
}

impl<'a> Graph<'a> {
    pub(crate) fn new(world: &'a World<'a>) -> Self {
        let mut relevant = relevant(world);
        relevant.extend(&world.given);
        relevant.extend(asked_twice(world));
        let ordered: Vec<CondNo> = relevant.iter().copied().collect();
        let rules = ordered.iter().map(|number| &world.conditions[*number].expr);
        let mut domains = cut(rules, &world.services.fields);
        for (at, _, _) in &mut domains.obstacles {
            *at = ordered.get(*at).copied().unwrap_or_default();
        }
        for slot in (0..world.slots.len()).filter(|slot| in_wallet(world, *slot)) {
            domains.add_flag(&held_name(world, slot));
        }
        let hard = |take: &WorldTake| !soft(world, take);
        let any = |take: &WorldTake| !free(world, take);
        let reach = world.wants.iter().map(|want| reached(world, want.slot, &hard)).collect();
        let below = world.items.iter().map(|node| {
            let slots = node.takes.iter().filter(|take| any(take)).flat_map(|take| &take.any_of);
            slots.flat_map(|slot| reached(world, *slot, &any)).collect()
        });
        let below = below.collect();
        let given = world.given.iter().map(|no| world.conditions[*no].expr.clone()).collect();
        Self { world, domains, given, reach, below }
    }

    /// The wants that can change what is done for `wants`, and they themselves.
    ///
    /// One want changes what is done for another only where an item of one may take what an item
    /// of the other gives, without calling for it: because it can be brought too, or because
    /// another alternative would do.
    pub(crate) fn cone(&self, wants: impl IntoIterator<Item = usize>) -> Cone {
        let mut wants: BTreeSet<usize> = wants.into_iter().collect();
        let world = self.world;
        let own = 0..world.thing.wants.len();
        loop {
            let items: BTreeSet<ItemNo> =
                wants.iter().flat_map(|want| self.reach[*want].iter().copied()).collect();
            let takes = || items.iter().flat_map(|item| &world.items[*item].takes);
            let loose: BTreeSet<ItemNo> = takes()
                .filter(|take| !free(world, take))
                .filter(|take| soft(world, take) || alternatives(world, take) > 1)
                .flat_map(|take| &take.any_of)
                .flat_map(|slot| world.slots[*slot].givers.iter().map(|(giver, _)| *giver))
                .collect();
            let more: Vec<usize> = own
                .clone()
                .filter(|want| !wants.contains(want) && !self.reach[*want].is_disjoint(&loose))
                .collect();
            if more.is_empty() {
                let wallets = items.iter().any(|item| self.sways(*item));
                return Cone { wants, wallets };
            }
            wants.extend(more);
        }
    }

    /// Whether an item has a choice that what is held can sway for the worse.
    fn sways(&self, item: ItemNo) -> bool {
        let world = self.world;
        world.items[item].takes.iter().filter(|take| !free(world, take)).any(|take| {
            if alternatives(world, take) > 1 {
                return true;
            }
            let mut givers = take.any_of.iter().flat_map(|slot| &world.slots[*slot].givers);
            soft(world, take)
                && givers.any(|(giver, _)| *giver != item && self.below[*giver].contains(&item))
        })
    }
}

/// How many alternatives of a take an item may give.
fn alternatives(world: &World<'_>, take: &WorldTake) -> usize {
    take.any_of.iter().filter(|slot| !world.slots[**slot].givers.is_empty()).count()
}

/// The items that can give a slot, and those on whose results they depend through such takes.
fn reached(
    world: &World<'_>,
    slot: SlotNo,
    through: &dyn Fn(&WorldTake) -> bool,
) -> BTreeSet<ItemNo> {
    let mut found = BTreeSet::new();
    let mut slots = vec![slot];
    while let Some(slot) = slots.pop() {
        for (giver, _) in &world.slots[slot].givers {
            if found.insert(*giver) {
                let takes = world.items[*giver].takes.iter().filter(|take| through(take));
                slots.extend(takes.flat_map(|take| take.any_of.iter().copied()));
            }
        }
    }
    found
}

/// Where several ask one question: the conditions under which they do.
fn asked_twice(world: &World<'_>) -> BTreeSet<CondNo> {
    let mut asked: BTreeMap<&str, Vec<CondNo>> = BTreeMap::new();
    for ask in world.items.iter().flat_map(|node| &node.asks).chain(&world.asks) {
        asked.entry(&ask.name).or_default().push(ask.when);
    }
    asked.into_values().filter(|whens| whens.len() > 1).flatten().collect()
}
