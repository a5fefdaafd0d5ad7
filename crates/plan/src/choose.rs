//! For given answers and what is held: which items are done, where each takes what it needs, and
//! when each can be finished.
//!
//! What is held and valid is used first (L5). Then comes what an item of the plan gives, because
//! a register or a paper that says the same can only be older than the plan's own result; where
//! that would make items wait for one another, or where no item of the plan gives it, a shared
//! register; and last the applicant. An item joins the plan only for a wanted result, or for
//! something that can be had in no other way; of several, the one that can be finished first.
//!
//! The earliest finish of everything is found by Knuth's generalisation of Dijkstra's algorithm
//! ([`reach`]), so that a way without a circle is found wherever there is one.
//!
//! Start reading at [`choose`].

use crate::world::{CondNo, ItemNo, SlotNo, Truth, World};
use std::collections::{BTreeMap, BTreeSet};

mod explain;
mod reach;
mod schedule;

/// What is known of an applicant.
#[derive(Debug)]
pub(crate) struct Situation<'s> {
    /// What every condition of the world says.
    pub(crate) truths: &'s [Truth],
    /// By slot: whether it is held and valid.
    pub(crate) held: &'s [bool],
    /// Slots that items outside this plan give, with the half working day on which they do.
    pub(crate) outside: &'s BTreeMap<SlotNo, u32>,
}

/// Where an item takes a slot from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Source {
    Held,
    /// An item outside this plan.
    Outside,
    Item(ItemNo),
    Register,
    Applicant,
    /// It hangs on an answer who gives it.
    Pending,
}

/// What a condition that was looked at decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum On {
    Slot(SlotNo),
    Item(ItemNo),
    /// A question of the thing itself.
    Thing,
}

/// What is done.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    /// In an order in which each comes after those whose results it takes.
    pub(crate) items: Vec<Chosen>,
    /// Wanted and there already: held, given outside this plan or in a register.
    pub(crate) there: Vec<SlotNo>,
    /// Every condition that was looked at and is no constant, with what it decides.
    pub(crate) looked_at: BTreeSet<(CondNo, On)>,
}

/// An item that is done.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub(crate) item: ItemNo,
    /// The slot and its source, for each take that is needed.
    pub(crate) takes: Vec<(SlotNo, Source)>,
    /// Half working days after acceptance.
    pub(crate) start: u32,
    pub(crate) finish: u32,
}

/// Why nothing can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// A slot can be had from nowhere.
    NoSource { slot: SlotNo, taken_by: Option<ItemNo> },
    /// Two items give one slot.
    Twice { slot: SlotNo, items: [ItemNo; 2] },
    /// Items wait for one another; each takes what the next one gives.
    Cycle(Vec<ItemNo>),
    /// A condition does not fit the answers.
    Misfit(CondNo),
}

/// Who gives a slot for these answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Giver {
    Nobody,
    /// It hangs on an answer.
    Pending,
    One(ItemNo),
    Two(ItemNo, ItemNo),
}

impl Situation<'_> {
    pub(crate) fn yes(&self, condition: CondNo) -> bool {
        self.truths[condition] == Truth::Yes
    }

    /// Whether a slot is there without asking anybody and without an item of this plan.
    fn there(&self, slot: SlotNo) -> bool {
        self.held[slot] || self.outside.contains_key(&slot)
    }

    /// Whether an item gives, under its own condition and the give's.
    pub(crate) fn gives(&self, world: &World<'_>, item: ItemNo, give: usize) -> Truth {
        let item = &world.items[item];
        match (self.truths[item.when], self.truths[item.gives[give].when]) {
            (Truth::Misfit, _) | (_, Truth::Misfit) => Truth::Misfit,
            (Truth::No, _) | (_, Truth::No) => Truth::No,
            (Truth::Open, _) | (_, Truth::Open) => Truth::Open,
            (Truth::Yes, Truth::Yes) => Truth::Yes,
        }
    }

    /// Who gives a slot; a condition that does not fit counts as no.
    pub(crate) fn giver(&self, world: &World<'_>, slot: SlotNo) -> Giver {
        let mut found = Giver::Nobody;
        for &(item, give) in &world.slots[slot].givers {
            match (self.gives(world, item, give), found) {
                (Truth::No | Truth::Misfit, _) => {}
                (Truth::Open, Giver::Nobody) => found = Giver::Pending,
                (Truth::Open, Giver::Pending | Giver::One(_) | Giver::Two(..)) => {}
                (Truth::Yes, Giver::Nobody | Giver::Pending) => found = Giver::One(item),
                (Truth::Yes, Giver::One(first)) if first != item => {
                    found = Giver::Two(first, item);
                }
                (Truth::Yes, Giver::One(_) | Giver::Two(..)) => {}
            }
        }
        found
    }
}

/// Chooses what is done.
pub(crate) fn choose(world: &World<'_>, at: &Situation<'_>) -> Result<Choice, Obstacle> {
    let reach = reach::reach(world, at);
    let mut chooser = Chooser {
        world,
        at,
        reach,
        chosen: vec![false; world.items.len()],
        goals: Vec::new(),
        ways: Vec::new(),
        choice: Choice::default(),
    };
    chooser.want()?;
    loop {
        chooser.grow()?;
        if chooser.schedule()? {
            break;
        }
    }
    chooser.drop_unused();
    chooser.look_at_takes()?;
    chooser.twice()?;
    Ok(chooser.choice)
}

struct Chooser<'w, 'a> {
    world: &'w World<'a>,
    at: &'w Situation<'w>,
    reach: reach::Reach,
    /// By item: whether it is in the plan.
    chosen: Vec<bool>,
    /// Items that give wanted results.
    goals: Vec<ItemNo>,
    /// By item and take: every source, the preferred one first.
    ways: Vec<Vec<Vec<schedule::Way>>>,
    choice: Choice,
}

impl Chooser<'_, '_> {
    fn look(&mut self, condition: CondNo, on: On) -> Result<Truth, Obstacle> {
        if condition != crate::world::ALWAYS {
            self.choice.looked_at.insert((condition, on));
        }
        match self.at.truths[condition] {
            Truth::Misfit => Err(Obstacle::Misfit(condition)),
            truth @ (Truth::Yes | Truth::No | Truth::Open) => Ok(truth),
        }
    }

    /// Looks at all conditions on which it depends who gives a slot.
    fn look_at_givers(&mut self, slot: SlotNo) -> Result<(), Obstacle> {
        let world = self.world;
        for &(item, give) in &world.slots[slot].givers {
            if self.look(world.items[item].when, On::Item(item))? != Truth::No {
                self.look(world.items[item].gives[give].when, On::Item(item))?;
            }
        }
        Ok(())
    }

    /// Wanted results put the items that give them into the plan.
    fn want(&mut self) -> Result<(), Obstacle> {
        let world = self.world;
        for want in &world.wants {
            if self.look(want.when, On::Slot(want.slot))? != Truth::Yes {
                continue;
            }
            if self.at.there(want.slot) {
                self.choice.there.push(want.slot);
                continue;
            }
            self.look_at_givers(want.slot)?;
            match self.at.giver(world, want.slot) {
                Giver::One(item) => {
                    self.chosen[item] = true;
                    self.goals.push(item);
                }
                Giver::Two(a, b) => {
                    return Err(Obstacle::Twice { slot: want.slot, items: [a, b] });
                }
                Giver::Pending => {}
                Giver::Nobody if world.slots[want.slot].register.is_some() => {
                    self.choice.there.push(want.slot);
                }
                Giver::Nobody => {
                    return Err(Obstacle::NoSource { slot: want.slot, taken_by: None });
                }
            }
        }
        Ok(())
    }

    /// Adds the items without which an item of the plan lacks something: first those that are the
    /// only way, then, one at a time, the one that can be finished first.
    fn grow(&mut self) -> Result<(), Obstacle> {
        loop {
            let mut optional = None;
            let mut grew = false;
            for item in 0..self.world.items.len() {
                if !self.chosen[item] {
                    continue;
                }
                for take in 0..self.world.items[item].takes.len() {
                    if self.satisfied(item, take) {
                        continue;
                    }
                    let Some(giver) = self.new_giver(item, take)? else { continue };
                    if self.world.items[item].takes[take].any_of.len() == 1 {
                        self.chosen[giver] = true;
                        grew = true;
                    } else if optional.is_none() {
                        optional = Some(giver);
                    }
                }
            }
            match (grew, optional) {
                (true, _) => {}
                (false, Some(giver)) => self.chosen[giver] = true,
                (false, None) => return Ok(()),
            }
        }
    }

    /// Whether a take is not needed, or can be had without another item.
    fn satisfied(&self, item: ItemNo, take: usize) -> bool {
        let take = &self.world.items[item].takes[take];
        !self.at.yes(take.when)
            || take.any_of.iter().any(|&slot| {
                let known = &self.world.slots[slot];
                self.at.there(slot)
                    || known.register.is_some()
                    || known.applicant
                    || self.planned_giver(item, slot).is_some()
            })
    }

    /// The item of the plan that gives a slot, other than the one that takes it.
    fn planned_giver(&self, taker: ItemNo, slot: SlotNo) -> Option<ItemNo> {
        let givers = &self.world.slots[slot].givers;
        let gives = |&&(item, give): &&(ItemNo, usize)| {
            item != taker
                && self.chosen[item]
                && self.at.gives(self.world, item, give) == Truth::Yes
        };
        givers.iter().find(gives).map(|&(item, _)| item)
    }

    /// The item that gives one of the alternatives first; none: it hangs on an answer.
    fn new_giver(&self, item: ItemNo, take: usize) -> Result<Option<ItemNo>, Obstacle> {
        let any_of = &self.world.items[item].takes[take].any_of;
        let mut best: Option<((u32, usize), ItemNo)> = None;
        let mut pending = false;
        for &slot in any_of {
            match self.at.giver(self.world, slot) {
                Giver::Nobody => {}
                Giver::Pending => pending = true,
                Giver::Two(a, b) => return Err(Obstacle::Twice { slot, items: [a, b] }),
                // What an item gives itself is too late for it.
                Giver::One(giver) if giver == item => {}
                Giver::One(giver) => {
                    let Some(settled) = self.reach.settled(giver) else { continue };
                    if best.is_none_or(|(first, _)| settled < first) {
                        best = Some((settled, giver));
                    }
                }
            }
        }
        match best {
            Some((_, giver)) => Ok(Some(giver)),
            None if pending => Ok(None),
            None => Err(explain::explain(self.world, self.at, &self.reach, item)),
        }
    }

    /// Leaves out items that nothing wanted depends on any more.
    fn drop_unused(&mut self) {
        let mut used = vec![false; self.world.items.len()];
        self.goals.iter().for_each(|&item| used[item] = true);
        for at in (0..self.choice.items.len()).rev() {
            let chosen = &self.choice.items[at];
            if used[chosen.item] {
                for &(_, source) in &chosen.takes {
                    if let Source::Item(giver) = source {
                        used[giver] = true;
                    }
                }
            }
        }
        self.choice.items.retain(|chosen| used[chosen.item]);
    }

    /// Looks at every condition on which it depended what the items of the plan take.
    fn look_at_takes(&mut self) -> Result<(), Obstacle> {
        let world = self.world;
        let planned: Vec<ItemNo> = self.choice.items.iter().map(|chosen| chosen.item).collect();
        for item in planned {
            self.look(world.items[item].when, On::Item(item))?;
            for give in &world.items[item].gives {
                self.look(give.when, On::Item(item))?;
            }
            for ask in &world.items[item].asks {
                self.look(ask.when, On::Item(item))?;
            }
            for take in &world.items[item].takes {
                if self.look(take.when, On::Item(item))? != Truth::Yes {
                    continue;
                }
                let from_items = !take.any_of.iter().any(|&slot| {
                    let known = &world.slots[slot];
                    self.at.there(slot) || known.register.is_some() || known.applicant
                });
                for &slot in take.any_of.iter().filter(|_| from_items) {
                    self.look_at_givers(slot)?;
                }
            }
        }
        for ask in &world.asks {
            self.look(ask.when, On::Thing)?;
        }
        Ok(())
    }

    /// No two items of the plan give one slot.
    fn twice(&self) -> Result<(), Obstacle> {
        let mut by: BTreeMap<SlotNo, ItemNo> = BTreeMap::new();
        for chosen in &self.choice.items {
            for (at, give) in self.world.items[chosen.item].gives.iter().enumerate() {
                if self.at.gives(self.world, chosen.item, at) != Truth::Yes {
                    continue;
                }
                let first = *by.entry(give.slot).or_insert(chosen.item);
                if first != chosen.item {
                    let items = [first, chosen.item];
                    return Err(Obstacle::Twice { slot: give.slot, items });
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
