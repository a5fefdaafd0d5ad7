//! Why an item can never begin: the first thing that it lacks, followed down to a slot that can
//! be had from nowhere or round to an item that was already on the way.

use super::reach::Reach;
use super::{Giver, Obstacle, Situation};
use crate::world::{CondNo, ItemNo, SlotNo, Truth, World};

pub(super) fn explain(
    world: &World<'_>,
    at: &Situation<'_>,
    reach: &Reach,
    item: ItemNo,
) -> Obstacle {
    let mut way = vec![item];
    loop {
        let item = way[way.len() - 1];
        let lacking = world.items[item].takes.iter().filter(|take| at.yes(take.when));
        let mut next = None;
        for take in lacking {
            let had = take.any_of.iter().any(|&slot| {
                let known = &world.slots[slot];
                let given = match at.giver(world, slot) {
                    Giver::Nobody => false,
                    Giver::Pending => true,
                    Giver::One(giver) | Giver::Two(giver, _) => reach.settled(giver).is_some(),
                };
                given || at.there(slot) || known.register.is_some() || known.applicant
            });
            if had {
                continue;
            }
            next = take.any_of.iter().find_map(|&slot| match at.giver(world, slot) {
                Giver::One(giver) | Giver::Two(giver, _) => Some(giver),
                Giver::Nobody | Giver::Pending => None,
            });
            if next.is_none() {
                if let Some(misfit) = take.any_of.iter().find_map(|&slot| misfit(world, at, slot)) {
                    return Obstacle::Misfit(misfit);
                }
                return Obstacle::NoSource { slot: take.any_of[0], taken_by: Some(item) };
            }
            break;
        }
        // An item that lacks nothing can begin; then the way itself is what cannot be explained
        // further, and the items on it wait for one another.
        let Some(next) = next else { return Obstacle::Cycle(way) };
        if let Some(first) = way.iter().position(|&seen| seen == next) {
            return Obstacle::Cycle(way.split_off(first));
        }
        way.push(next);
    }
}

/// A condition that does not fit the answers, of an item that would give a slot.
fn misfit(world: &World<'_>, at: &Situation<'_>, slot: SlotNo) -> Option<CondNo> {
    let givers = &world.slots[slot].givers;
    let conditions = givers
        .iter()
        .flat_map(|&(item, give)| [world.items[item].when, world.items[item].gives[give].when]);
    conditions.into_iter().find(|&condition| at.truths[condition] == Truth::Misfit)
}
