//! The order of the items of a plan, and where each takes what it needs, without a circle
//! wherever there is a way without one.

use super::{Chooser, Chosen, Obstacle, Source};
use crate::world::{ItemNo, SlotNo};

/// A slot with its source, and how late it is preferred: lower is better.
pub(super) type Way = (u8, usize, SlotNo, Source);

impl Chooser<'_, '_> {
    /// Puts the items of the plan in order. False: another item had to join the plan, which has
    /// to grow again.
    pub(super) fn schedule(&mut self) -> Result<bool, Obstacle> {
        let mut left: Vec<ItemNo> =
            (0..self.chosen.len()).filter(|&item| self.chosen[item]).collect();
        left.sort_by_key(|&item| self.world.items[item].item.id.as_str());
        let mut finish: Vec<Option<u32>> = vec![None; self.chosen.len()];
        self.ways = (0..self.chosen.len())
            .map(|item| if self.chosen[item] { self.ways_of(item) } else { Vec::new() })
            .collect();
        self.choice.items.clear();
        while !left.is_empty() {
            let next =
                self.first_ready(&left, &finish).or_else(|| self.first_relaxed(&left, &finish));
            let Some((at, chosen)) = next else {
                return self.widen(&left, &finish).map(|()| false);
            };
            left.remove(at);
            finish[chosen.item] = Some(chosen.finish);
            self.choice.items.push(chosen);
        }
        // Stable: of items that begin together, those that were put first stay first.
        self.choice.items.sort_by_key(|chosen| chosen.start);
        Ok(true)
    }

    /// The first item by id whose every take is to be had from where it is preferred.
    fn first_ready(&self, left: &[ItemNo], finish: &[Option<u32>]) -> Option<(usize, Chosen)> {
        left.iter().enumerate().find_map(|(at, &item)| {
            let preferred = |take: usize| self.ways[item][take].first().copied();
            self.begin(item, finish, preferred).map(|chosen| (at, chosen))
        })
    }

    /// Where all that are left wait for one another: the item that is finished first if it does
    /// without what it prefers.
    fn first_relaxed(&self, left: &[ItemNo], finish: &[Option<u32>]) -> Option<(usize, Chosen)> {
        let had = |source| match source {
            Source::Item(giver) => finish[giver].is_some(),
            Source::Held
            | Source::Outside
            | Source::Register
            | Source::Applicant
            | Source::Pending => true,
        };
        let able = left.iter().enumerate().filter_map(|(at, &item)| {
            let best = |take: usize| {
                self.ways[item][take].iter().find(|(_, _, _, source)| had(*source)).copied()
            };
            self.begin(item, finish, best).map(|chosen| (at, chosen))
        });
        able.min_by_key(|(at, chosen)| (chosen.finish, *at))
    }

    /// The item with the sources that `pick` gives its takes, if all of them are there.
    fn begin(
        &self,
        item: ItemNo,
        finish: &[Option<u32>],
        pick: impl Fn(usize) -> Option<Way>,
    ) -> Option<Chosen> {
        let known = &self.world.items[item];
        let mut takes = Vec::with_capacity(known.takes.len());
        let mut start = 0;
        for (at, take) in known.takes.iter().enumerate() {
            if !self.at.yes(take.when) {
                continue;
            }
            let (_, _, slot, source) = pick(at)?;
            let there = match source {
                Source::Item(giver) => finish[giver]?,
                Source::Outside => self.at.outside.get(&slot).copied().unwrap_or(0),
                Source::Held | Source::Register | Source::Applicant | Source::Pending => 0,
            };
            start = start.max(there);
            takes.push((slot, source));
        }
        let days = known.item.promised.days.count_halves();
        Some(Chosen { item, takes, start, finish: start.saturating_add(days) })
    }

    fn ways_of(&self, item: ItemNo) -> Vec<Vec<Way>> {
        (0..self.world.items[item].takes.len()).map(|take| self.ways_to_take(item, take)).collect()
    }

    /// Every source of a take, the preferred one first.
    fn ways_to_take(&self, item: ItemNo, take: usize) -> Vec<Way> {
        let mut ways = Vec::new();
        for (at, &slot) in self.world.items[item].takes[take].any_of.iter().enumerate() {
            let known = &self.world.slots[slot];
            let mut add = |rank, source| ways.push((rank, at, slot, source));
            if self.at.held[slot] {
                add(0, Source::Held);
            }
            if self.at.outside.contains_key(&slot) {
                add(1, Source::Outside);
            }
            let planned = self.planned_giver(item, slot);
            if known.register.is_some() {
                // What the plan itself gives is newer than what the register says.
                add(if planned.is_some() { 4 } else { 2 }, Source::Register);
            }
            if let Some(giver) = planned {
                add(3, Source::Item(giver));
            }
            if known.applicant {
                add(5, Source::Applicant);
            }
            if self.at.giver(self.world, slot) == super::Giver::Pending {
                add(6, Source::Pending);
            }
        }
        ways.sort_unstable();
        ways
    }

    /// Adds an item that leads out of a circle, if there is one.
    fn widen(&mut self, left: &[ItemNo], finish: &[Option<u32>]) -> Result<(), Obstacle> {
        let first = left.iter().filter_map(|&item| Some((self.reach.settled(item)?, item))).min();
        let Some((_, item)) = first else {
            return Err(self.circle(left[0], finish));
        };
        let mut grew = false;
        for take in 0..self.world.items[item].takes.len() {
            let waits = |&(_, _, _, source): &Way| match source {
                Source::Item(giver) => finish[giver].is_none(),
                Source::Held
                | Source::Outside
                | Source::Register
                | Source::Applicant
                | Source::Pending => false,
            };
            let ways = &self.ways[item][take];
            if !ways.is_empty() && ways.iter().all(waits) {
                let Some(giver) = self.new_giver(item, take)? else { continue };
                grew |= !std::mem::replace(&mut self.chosen[giver], true);
            }
        }
        if grew { Ok(()) } else { Err(self.circle(item, finish)) }
    }

    /// The circle into which an item leads that waits.
    fn circle(&self, item: ItemNo, finish: &[Option<u32>]) -> Obstacle {
        let mut way = vec![item];
        loop {
            let item = way[way.len() - 1];
            let takes = 0..self.world.items[item].takes.len();
            let next = takes.filter(|&take| self.at.yes(self.world.items[item].takes[take].when));
            let next = next.filter_map(|take| self.ways[item][take].first()).find_map(
                |(_, _, _, source)| match *source {
                    Source::Item(giver) => finish[giver].is_none().then_some(giver),
                    Source::Held
                    | Source::Outside
                    | Source::Register
                    | Source::Applicant
                    | Source::Pending => None,
                },
            );
            let Some(next) = next else { return Obstacle::Cycle(way) };
            if let Some(first) = way.iter().position(|&seen| seen == next) {
                return Obstacle::Cycle(way.split_off(first));
            }
            way.push(next);
        }
    }
}
