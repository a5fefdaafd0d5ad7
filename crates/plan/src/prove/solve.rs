//! One leaf of the answers: what the planner chooses for some of the wants, how long that takes,
//! or what breaks; or the name that has to be known before it can be told.
//!
//! What is done is chosen by [`crate::choose`], which the planner uses too: what is proved here
//! is what runs.

use super::domain::Domains;
use crate::choose::{Choice, Obstacle, Situation, Source, choose};
use crate::world::{ALWAYS, CondNo, ItemNo, SlotNo, Truth, World, WorldTake};
use district::Slot;
use district::rule::{Answers, Value, Verdict};
use district::service::MaterialSource;
use std::collections::{BTreeMap, BTreeSet};

/// This name has to be known first.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Need(pub String);

/// Something that breaks, by ids.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Break {
    /// A slot can be had from nowhere; the item that takes it, if it is not wanted itself.
    NoSource(Slot, Option<String>),
    /// Items that wait for one another, each for the next.
    Cycle(Vec<String>),
    /// Two items give one slot.
    Twice(Slot, [String; 2]),
}

/// What one leaf comes to.
#[derive(Debug, Clone)]
pub(crate) enum Solved {
    /// The items that are done, each after those it takes from.
    Plan(Vec<Done>),
    /// What breaks, and the way to it: a wanted slot, then items.
    Broken(Break, Vec<String>),
}

/// An item in a leaf's plan.
#[derive(Debug, Clone)]
pub(crate) struct Done {
    pub item: ItemNo,
    pub after: BTreeSet<ItemNo>,
    /// Promised working days, in halves, to the end of this item.
    pub finish: u32,
    /// The same by legal limits.
    pub legal: u32,
}

/// A world in which leaves are solved.
pub(crate) struct Scene<'w, 'a> {
    pub world: &'w World<'a>,
    pub domains: &'w Domains,
    pub relevant: BTreeSet<CondNo>,
    /// Slots that are held in any case.
    pub held: BTreeSet<SlotNo>,
    /// Slots of which it is branched on whether they are held.
    pub wallet: Vec<(SlotNo, String)>,
}

/// The name under which answers say that a slot is held; no field's name has a space.
pub(crate) fn held_name(world: &World<'_>, slot: SlotNo) -> String {
    format!("held {}", world.slots[slot].slot())
}

impl<'w, 'a> Scene<'w, 'a> {
    /// `wallets`: whether what the wallet may hold is branched on.
    pub(crate) fn new(world: &'w World<'a>, domains: &'w Domains, wallets: bool) -> Self {
        let slots = (0..world.slots.len()).filter(|slot| wallets && in_wallet(world, *slot));
        let wallet = slots.map(|slot| (slot, held_name(world, slot))).collect();
        let relevant = relevant(world);
        Self { world, domains, relevant, held: BTreeSet::new(), wallet }
    }

    /// Works out one leaf, or says what has to be known first.
    pub(crate) fn solve(&self, answers: &Answers) -> Result<Solved, Need> {
        let mut held = vec![false; self.world.slots.len()];
        for slot in &self.held {
            held[*slot] = true;
        }
        for (slot, name) in &self.wallet {
            match answers.find(name) {
                Some(value) => held[*slot] |= *value == Value::Bool(true),
                None => return Err(Need(name.clone())),
            }
        }
        let truths = self.world.truths(answers);
        match self.choose(&truths, &held) {
            Ok(choice) => {
                let looked_at = choice.looked_at.iter().map(|(condition, _)| *condition);
                let open = |no: &CondNo| truths[*no] == Truth::Open && self.relevant.contains(no);
                match looked_at.into_iter().find(open) {
                    Some(condition) => Err(self.need(condition, answers)),
                    None => Ok(Solved::Plan(self.plan(&choice))),
                }
            }
            Err(obstacle) => {
                let open = self.relevant.iter().find(|no| truths[**no] == Truth::Open);
                if let Some(condition) = open
                    && !self.stands(answers, &held)
                {
                    return Err(self.need(*condition, answers));
                }
                let way = self.way(&obstacle, &truths);
                Ok(Solved::Broken(self.named(&obstacle), way))
            }
        }
    }

    fn choose(&self, truths: &[Truth], held: &[bool]) -> Result<Choice, Obstacle> {
        let outside = BTreeMap::new();
        choose(self.world, &Situation { truths, held, outside: &outside })
    }

    fn need(&self, condition: CondNo, answers: &Answers) -> Need {
        match self.world.judge(condition, answers) {
            Verdict::Open(names) => Need(names.into_iter().next().unwrap_or_default()),
            Verdict::Yes | Verdict::No | Verdict::Misfit(_) => Need(String::new()),
        }
    }

    /// Whether what breaks with some answers missing breaks too when they are filled in.
    fn stands(&self, answers: &Answers, held: &[bool]) -> bool {
        let mut answers = answers.clone();
        for condition in &self.relevant {
            while let Verdict::Open(names) = self.world.judge(*condition, &answers) {
                let Some(name) = names.into_iter().next() else { break };
                let value = self.domains.of(&name).first().cloned();
                answers.set(&name, value.unwrap_or(Value::Null));
            }
        }
        self.choose(&self.world.truths(&answers), held).is_err()
    }

    fn plan(&self, choice: &Choice) -> Vec<Done> {
        let mut done: Vec<Done> = Vec::with_capacity(choice.items.len());
        let mut legal: BTreeMap<ItemNo, u32> = BTreeMap::new();
        for chosen in &choice.items {
            let after: BTreeSet<ItemNo> = chosen
                .takes
                .iter()
                .filter_map(|(_, source)| match source {
                    Source::Item(giver) => Some(*giver),
                    Source::Held
                    | Source::Outside
                    | Source::Register
                    | Source::Applicant
                    | Source::Pending => None,
                })
                .collect();
            let start = after.iter().filter_map(|item| legal.get(item)).max().copied();
            let limit = self.world.items[chosen.item].item.legal.days.count_halves();
            let lawful = start.unwrap_or(0).saturating_add(limit);
            legal.insert(chosen.item, lawful);
            done.push(Done { item: chosen.item, after, finish: chosen.finish, legal: lawful });
        }
        done
    }

    fn id(&self, item: ItemNo) -> String {
        self.world.items[item].item.id.clone()
    }

    fn named(&self, obstacle: &Obstacle) -> Break {
        let slot = |slot: SlotNo| self.world.slots[slot].slot();
        match obstacle {
            Obstacle::NoSource { slot: at, taken_by } => {
                Break::NoSource(slot(*at), taken_by.map(|item| self.id(item)))
            }
            Obstacle::Twice { slot: at, items: [a, b] } => {
                let (a, b) = (self.id(*a), self.id(*b));
                Break::Twice(slot(*at), if a < b { [a, b] } else { [b, a] })
            }
            Obstacle::Cycle(ring) => {
                let mut ids: Vec<String> = ring.iter().map(|item| self.id(*item)).collect();
                let least = (0..ids.len()).min_by_key(|at| &ids[*at]).unwrap_or(0);
                ids.rotate_left(least);
                Break::Cycle(ids)
            }
            // Rules that do not come to yes or no are refused before any leaf is looked at.
            Obstacle::Misfit(_) => Break::Cycle(Vec::new()),
        }
    }

    /// A wanted slot and the items from its giver to where it breaks, with the slot last.
    fn way(&self, obstacle: &Obstacle, truths: &[Truth]) -> Vec<String> {
        let (target, last) = match obstacle {
            Obstacle::NoSource { slot, taken_by } => (*taken_by, Some(*slot)),
            Obstacle::Twice { slot, items } => (Some(items[0]), Some(*slot)),
            Obstacle::Cycle(ring) => (ring.first().copied(), None),
            Obstacle::Misfit(_) => (None, None),
        };
        let last = last.map(|slot| self.world.slots[slot].slot().to_string());
        let mut way = target.map_or_else(Vec::new, |item| self.way_to(item, truths));
        way.extend(last);
        way.dedup();
        way
    }

    fn way_to(&self, target: ItemNo, truths: &[Truth]) -> Vec<String> {
        let world = self.world;
        let yes = |condition: CondNo| truths[condition] == Truth::Yes;
        let mut came: BTreeMap<ItemNo, Option<ItemNo>> = BTreeMap::new();
        let mut wanted: BTreeMap<ItemNo, SlotNo> = BTreeMap::new();
        let mut todo: Vec<ItemNo> = Vec::new();
        let givers = |slot: SlotNo| {
            world.slots[slot].givers.iter().filter(move |(item, give)| {
                let node = &world.items[*item];
                truths[node.when] == Truth::Yes && truths[node.gives[*give].when] == Truth::Yes
            })
        };
        for want in world.wants.iter().filter(|want| yes(want.when)) {
            for (item, _) in givers(want.slot) {
                came.entry(*item).or_insert(None);
                wanted.entry(*item).or_insert(want.slot);
                todo.push(*item);
            }
        }
        let mut at = 0;
        while let Some(item) = todo.get(at).copied() {
            at += 1;
            for take in world.items[item].takes.iter().filter(|take| yes(take.when)) {
                for (giver, _) in take.any_of.iter().flat_map(|slot| givers(*slot)) {
                    if !came.contains_key(giver) {
                        came.insert(*giver, Some(item));
                        todo.push(*giver);
                    }
                }
            }
        }
        let mut way = vec![self.id(target)];
        let mut item = target;
        while let Some(Some(before)) = came.get(&item) {
            way.push(self.id(*before));
            item = *before;
        }
        way.extend(wanted.get(&item).map(|slot| world.slots[*slot].slot().to_string()));
        way.reverse();
        way
    }
}

/// Whether the wallet may hold a slot.
pub(crate) fn in_wallet(world: &World<'_>, slot: SlotNo) -> bool {
    let declared = world.slots[slot].declared;
    declared.is_some_and(|material| material.sources.contains(&MaterialSource::Wallet))
}

/// Whether what is taken can be had without an item: from a register or from the applicant.
pub(crate) fn soft(world: &World<'_>, take: &WorldTake) -> bool {
    take.any_of
        .iter()
        .map(|slot| &world.slots[*slot])
        .any(|slot| slot.register.is_some() || slot.applicant)
}

/// Whether what is taken can be had whatever the answers, and no item could give it.
pub(crate) fn free(world: &World<'_>, take: &WorldTake) -> bool {
    soft(world, take) && take.any_of.iter().all(|slot| world.slots[*slot].givers.is_empty())
}

/// Conditions on which it depends what is in a plan and in which order.
pub(crate) fn relevant(world: &World<'_>) -> BTreeSet<CondNo> {
    let mut found: BTreeSet<CondNo> = world.wants.iter().map(|want| want.when).collect();
    for node in &world.items {
        found.insert(node.when);
        found.extend(node.takes.iter().filter(|take| !free(world, take)).map(|take| take.when));
    }
    for slot in &world.slots {
        // Of a give whose slot nobody else gives and nobody here takes, nothing depends.
        if slot.givers.len() > 1 || !slot.takers.is_empty() {
            found.extend(
                slot.givers.iter().map(|(item, give)| world.items[*item].gives[*give].when),
            );
        }
    }
    for want in &world.wants {
        let givers = world.slots[want.slot].givers.iter();
        found.extend(givers.map(|(item, give)| world.items[*item].gives[*give].when));
    }
    found.remove(&ALWAYS);
    found
}
