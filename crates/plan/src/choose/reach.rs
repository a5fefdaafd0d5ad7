//! The earliest half working day on which each item can be finished, over every way there is:
//! Knuth's generalisation of Dijkstra's algorithm to graphs of "all of" and "any of".
//!
//! Source: D. E. Knuth, "A generalization of Dijkstra's algorithm", Information Processing
//! Letters 6 (1977).

use super::{Giver, Situation};
use crate::world::{ItemNo, SlotNo, Truth, World};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// When each item can be finished at the earliest.
#[derive(Debug)]
pub(crate) struct Reach {
    /// By item: finish and place in the order of settling; none: it can never begin.
    items: Vec<Option<(u32, usize)>>,
}

impl Reach {
    /// The earliest finish of an item, with the place in the order in which items were settled:
    /// each item depends only on items of lower place.
    pub(crate) fn settled(&self, item: ItemNo) -> Option<(u32, usize)> {
        self.items[item]
    }
}

struct Wave<'w, 'a> {
    world: &'w World<'a>,
    at: &'w Situation<'w>,
    /// By item: how many of its takes are still lacking, and the latest of the others.
    lacking: Vec<(usize, u32)>,
    /// By item and take: whether it is had.
    had: Vec<Vec<bool>>,
    /// By slot: whether it is there.
    there: Vec<bool>,
    ready: BinaryHeap<Reverse<(u32, ItemNo)>>,
}

/// Finds the earliest finish of every item of the world.
pub(crate) fn reach(world: &World<'_>, at: &Situation<'_>) -> Reach {
    let needed = |item: &crate::world::WorldItem<'_>| {
        item.takes.iter().filter(|take| at.yes(take.when)).count()
    };
    let mut wave = Wave {
        world,
        at,
        lacking: world.items.iter().map(|item| (needed(item), 0)).collect(),
        had: world.items.iter().map(|item| vec![false; item.takes.len()]).collect(),
        there: vec![false; world.slots.len()],
        ready: BinaryHeap::new(),
    };
    for item in 0..world.items.len() {
        wave.begin(item);
    }
    for slot in 0..world.slots.len() {
        if let Some(halves) = at_first(world, at, slot) {
            wave.have(slot, halves);
        }
    }
    let mut reach = Reach { items: vec![None; world.items.len()] };
    let mut place = 0;
    while let Some(Reverse((finish, item))) = wave.ready.pop() {
        if reach.items[item].is_some() {
            continue;
        }
        reach.items[item] = Some((finish, place));
        place += 1;
        for (give, slot) in world.items[item].gives.iter().map(|give| give.slot).enumerate() {
            if at.gives(world, item, give) == Truth::Yes {
                wave.have(slot, finish);
            }
        }
    }
    reach
}

/// When a slot is there without an item of this plan.
fn at_first(world: &World<'_>, at: &Situation<'_>, slot: SlotNo) -> Option<u32> {
    let known = &world.slots[slot];
    if at.held[slot] || known.register.is_some() || known.applicant {
        return Some(0);
    }
    if let Some(&halves) = at.outside.get(&slot) {
        return Some(halves);
    }
    (at.giver(world, slot) == Giver::Pending).then_some(0)
}

impl Wave<'_, '_> {
    fn begin(&mut self, item: ItemNo) {
        let (lacking, start) = self.lacking[item];
        let known = &self.world.items[item];
        if lacking == 0 && self.at.yes(known.when) {
            let finish = start.saturating_add(known.item.promised.days.count_halves());
            self.ready.push(Reverse((finish, item)));
        }
    }

    fn have(&mut self, slot: SlotNo, halves: u32) {
        if std::mem::replace(&mut self.there[slot], true) {
            return;
        }
        for &(item, take) in &self.world.slots[slot].takers {
            let needed = self.at.yes(self.world.items[item].takes[take].when);
            if !needed || std::mem::replace(&mut self.had[item][take], true) {
                continue;
            }
            let (lacking, start) = &mut self.lacking[item];
            *lacking -= 1;
            *start = (*start).max(halves);
            self.begin(item);
        }
    }
}
