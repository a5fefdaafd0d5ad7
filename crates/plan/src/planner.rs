//! A thing, answers and a wallet → a plan with its dates on the working calendar.

use crate::choose::{Choice, Chosen, Situation, Source, choose};
use crate::fault::PlanFault;
use crate::form;
use crate::savings::{Compared, savings};
use crate::wallet::Wallet;
use crate::world::{Index, ItemNo, SlotNo, Truth, World};
use district::plan::{NeededMaterial, Plan, PlannedItem};
use district::rule::Answers;
use district::service::{MaterialSource, Thing};
use district::workday::{DueDate, WorkDays};
use district::{Services, Slot, WorkCalendar};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Plans a thing for one applicant.
///
/// Pure: the same arguments give the same plan. `answers` and `wallet` may name people by any
/// word that the thing's roles answer to. Answers may be missing: what hangs on them is left out
/// and listed in [`Plan::open`].
pub fn plan(
    services: &Services,
    calendar: &WorkCalendar,
    thing: &str,
    answers: &Answers,
    wallet: &Wallet,
    accepted_on: Date,
) -> Result<Plan, PlanFault> {
    let known = services.things.get(thing);
    let known = known.ok_or_else(|| PlanFault::no_thing(services, thing))?;
    plan_in(&Index::new(services), calendar, known, answers, wallet, accepted_on)
}

/// Plans a thing by an index that was made before.
pub(crate) fn plan_in(
    index: &Index<'_>,
    calendar: &WorkCalendar,
    thing: &Thing,
    answers: &Answers,
    wallet: &Wallet,
    accepted_on: Date,
) -> Result<Plan, PlanFault> {
    let world = World::new(index, thing, &[]);
    let answers = world.bound(answers);
    let truths = world.truths(&answers);
    let outside = BTreeMap::new();
    let mut days = Days::new(calendar, accepted_on);
    let (held, choice) = settle(&world, &truths, &answers, wallet, &outside, &mut days)?;
    let at = Situation { truths: &truths, held: &held, outside: &outside };
    let critical_path = critical_path(&world, &choice.items);
    let critical = choice.items.iter().map(|chosen| chosen.finish).max().unwrap_or(0);
    let critical_days = WorkDays::halves(critical);
    let items = planned(&world, &at, &choice.items, &critical_path, &BTreeMap::new(), &mut days);
    let promise = days.due(thing.promised);
    let form = form::form(&world, &choice, &truths, &answers)?;
    let materials = materials(&world, &choice);
    // Somebody who holds nothing; where that leads nowhere, what is held is needed by everybody.
    let nothing = vec![false; world.slots.len()];
    let base = choose(&world, &Situation { truths: &truths, held: &nothing, outside: &outside });
    let compared = Compared {
        choice: &choice,
        base: base.as_ref().unwrap_or(&choice),
        form: &form,
        materials: &materials,
        critical: critical_days,
    };
    let savings = savings(&world, &at, &answers, &compared);
    Ok(Plan {
        thing: thing.id.clone(),
        accepted_on,
        form,
        materials,
        held: choice.there.iter().map(|&slot| world.slots[slot].slot()).collect(),
        open: form::open(&world, &choice, &truths, &answers),
        critical_path: critical_path.iter().map(|&item| id(&world, item)).collect(),
        critical_days,
        promised_days: thing.promised,
        promise_on: promise.on,
        provisional: days.provisional,
        savings,
        items,
    })
}

/// Plans further results for a case that runs: what an officer called for (a prescription).
///
/// `so_far` are the case's items, done or planned: what they give is not planned again, and new
/// items come after those of them whose results they take. `wants` are in the words of the
/// item that calls. The new items begin on `from` at the earliest.
#[expect(clippy::too_many_arguments, reason = "a case, a call and a day: each is one argument")]
pub fn extend(
    services: &Services,
    calendar: &WorkCalendar,
    thing: &str,
    answers: &Answers,
    wallet: &Wallet,
    so_far: &[PlannedItem],
    wants: &[Slot],
    from: Date,
) -> Result<Vec<PlannedItem>, PlanFault> {
    let known = services.things.get(thing);
    let known = known.ok_or_else(|| PlanFault::no_thing(services, thing))?;
    // Only what is called for is wanted now; the thing's own wants are planned already.
    let called = Thing { wants: Vec::new(), asks: Vec::new(), ..known.clone() };
    let index = Index::new(services);
    let world = World::new(&index, &called, wants);
    let answers = world.bound(answers);
    let truths = world.truths(&answers);
    let given = given(&world, &truths, so_far);
    let by_id: BTreeMap<&str, &PlannedItem> =
        so_far.iter().map(|item| (item.id.as_str(), item)).collect();
    let outside = given
        .iter()
        .map(|(&slot, giver)| (slot, halves_between(calendar, from, by_id.get(giver.as_str()))))
        .collect();
    let mut days = Days::new(calendar, from);
    let (held, choice) = settle(&world, &truths, &answers, wallet, &outside, &mut days)?;
    let at = Situation { truths: &truths, held: &held, outside: &outside };
    let critical_path = critical_path(&world, &choice.items);
    Ok(planned(&world, &at, &choice.items, &critical_path, &given, &mut days))
}

/// What the items of a case give, each slot with the id of its giver.
fn given(world: &World<'_>, truths: &[Truth], so_far: &[PlannedItem]) -> BTreeMap<SlotNo, String> {
    let (held, outside) = (Vec::new(), BTreeMap::new());
    let at = Situation { truths, held: &held, outside: &outside };
    let mut given = BTreeMap::new();
    for item in so_far {
        let listed = item.gives.iter().filter_map(|text| world.find_slot(&Slot::read(text)));
        given.extend(listed.map(|slot| (slot, item.id.clone())));
        let Some(number) = world.find_item(item) else { continue };
        for (give, slot) in world.items[number].gives.iter().map(|give| give.slot).enumerate() {
            if at.gives(world, number, give) == Truth::Yes {
                given.entry(slot).or_insert_with(|| item.id.clone());
            }
        }
    }
    given
}

fn halves_between(calendar: &WorkCalendar, from: Date, item: Option<&&PlannedItem>) -> u32 {
    let days = item.map_or(0, |item| calendar.workdays_between(from, item.due_on));
    u32::try_from(days.max(0)).unwrap_or(u32::MAX).saturating_mul(2)
}

/// Chooses with what is held; what runs out before the day on which it is taken does not count.
fn settle(
    world: &World<'_>,
    truths: &[Truth],
    answers: &Answers,
    wallet: &Wallet,
    outside: &BTreeMap<SlotNo, u32>,
    days: &mut Days<'_>,
) -> Result<(Vec<bool>, Choice), PlanFault> {
    let mut until: Vec<Option<Option<Date>>> = vec![None; world.slots.len()];
    for (slot, _) in wallet.list() {
        if let Some(number) = world.find_slot(slot)
            && let Some(held) = wallet.valid_on(slot, days.accepted_on)
        {
            let known = until[number].map(|known| known.unwrap_or(Date::MAX));
            let until_now = held.valid_until.unwrap_or(Date::MAX);
            if known.is_none_or(|known| known < until_now) {
                until[number] = Some(held.valid_until);
            }
        }
    }
    let mut held: Vec<bool> = until.iter().map(Option::is_some).collect();
    loop {
        let at = Situation { truths, held: &held, outside };
        let choice = choose(world, &at)
            .map_err(|obstacle| PlanFault::from_obstacle(world, answers, obstacle))?;
        let mut run_out = BTreeSet::new();
        for chosen in &choice.items {
            let start = days.due(WorkDays::halves(chosen.start)).on;
            let taken = chosen.takes.iter().filter(|(_, source)| *source == Source::Held);
            run_out.extend(
                taken
                    .map(|&(slot, _)| slot)
                    .filter(|&slot| until[slot].flatten().is_some_and(|until| until < start)),
            );
        }
        if run_out.is_empty() {
            return Ok((held, choice));
        }
        for slot in run_out {
            held[slot] = false;
        }
    }
}

/// Dates that limits lead to, each computed once.
struct Days<'c> {
    calendar: &'c WorkCalendar,
    accepted_on: Date,
    known: BTreeMap<(Date, WorkDays), DueDate>,
    provisional: bool,
}

impl<'c> Days<'c> {
    fn new(calendar: &'c WorkCalendar, accepted_on: Date) -> Self {
        Self { calendar, accepted_on, known: BTreeMap::new(), provisional: false }
    }

    /// The day to which a limit from acceptance leads.
    fn due(&mut self, limit: WorkDays) -> DueDate {
        let due = self.due_from(self.accepted_on, limit);
        self.provisional |= due.provisional;
        due
    }

    fn due_from(&mut self, from: Date, limit: WorkDays) -> DueDate {
        let calendar = self.calendar;
        *self.known.entry((from, limit)).or_insert_with(|| calendar.due(from, limit))
    }
}

fn id(world: &World<'_>, item: ItemNo) -> String {
    world.items[item].item.id.clone()
}

/// The chosen items with offices, dates and what they come after.
fn planned(
    world: &World<'_>,
    at: &Situation<'_>,
    items: &[Chosen],
    critical: &[ItemNo],
    given: &BTreeMap<SlotNo, String>,
    days: &mut Days<'_>,
) -> Vec<PlannedItem> {
    let slot = |slot: SlotNo| world.slots[slot].slot().to_string();
    let plan_item = |chosen: &Chosen| {
        let known = &world.items[chosen.item];
        let item = known.item;
        let after = chosen.takes.iter().filter_map(|&(slot, source)| match source {
            Source::Item(giver) => Some(id(world, giver)),
            Source::Outside => given.get(&slot).cloned(),
            Source::Held | Source::Register | Source::Applicant | Source::Pending => None,
        });
        let after: BTreeSet<String> = after.collect();
        let gives = known.gives.iter().enumerate();
        let gives = gives.filter(|&(give, _)| at.gives(world, chosen.item, give) == Truth::Yes);
        let gives: BTreeSet<String> = gives.map(|(_, give)| slot(give.slot)).collect();
        let lowest = || world.services.offices.get(&item.office)?.levels.first().cloned();
        let start_on = days.due(WorkDays::halves(chosen.start)).on;
        PlannedItem {
            id: item.id.clone(),
            office: item.office.clone(),
            level: item.level.clone().or_else(lowest).unwrap_or_default(),
            after: after.into_iter().collect(),
            takes: chosen.takes.iter().map(|&(taken, _)| slot(taken)).collect(),
            gives: gives.into_iter().collect(),
            promised_halves: item.promised.days.count_halves(),
            legal_halves: item.legal.days.count_halves(),
            start_on,
            due_on: days.due(WorkDays::halves(chosen.finish)).on,
            legal_due_on: days.due_from(start_on, item.legal.days).on,
            critical: critical.contains(&chosen.item),
        }
    };
    items.iter().map(plan_item).collect()
}

/// The items of the longest way by promised limits, in order; of equals the first by id.
fn critical_path(world: &World<'_>, items: &[Chosen]) -> Vec<ItemNo> {
    let by_item: BTreeMap<ItemNo, &Chosen> =
        items.iter().map(|chosen| (chosen.item, chosen)).collect();
    let first = |candidates: &mut dyn Iterator<Item = ItemNo>| {
        candidates.min_by_key(|&item| world.items[item].item.id.as_str())
    };
    let latest = items.iter().map(|chosen| chosen.finish).max();
    let mut last = first(
        &mut items.iter().filter(|chosen| Some(chosen.finish) == latest).map(|chosen| chosen.item),
    );
    let mut path = Vec::new();
    while let Some(item) = last {
        path.push(item);
        let Some(chosen) = by_item.get(&item) else { break };
        last = first(&mut chosen.takes.iter().filter_map(|&(_, source)| {
            match source {
                Source::Item(giver) => by_item
                    .get(&giver)
                    .is_some_and(|giver| giver.finish == chosen.start)
                    .then_some(giver),
                Source::Held
                | Source::Outside
                | Source::Register
                | Source::Applicant
                | Source::Pending => None,
            }
        }));
    }
    path.reverse();
    path
}

/// The one set of materials: each slot once, with where it comes from.
fn materials(world: &World<'_>, choice: &Choice) -> Vec<NeededMaterial> {
    let mut needed: BTreeMap<Slot, NeededMaterial> = BTreeMap::new();
    for chosen in &choice.items {
        for &(slot, source) in &chosen.takes {
            let known = &world.slots[slot];
            let (source, given_by) = match source {
                Source::Held => (MaterialSource::Wallet, None),
                Source::Item(giver) => (MaterialSource::Item, Some(id(world, giver))),
                Source::Register => {
                    let register = known.register.unwrap_or_default().to_owned();
                    (MaterialSource::Register(register), None)
                }
                Source::Applicant => (MaterialSource::Applicant, None),
                // What an item outside gives is no material of this plan, and what hangs on an
                // answer is listed as open.
                Source::Outside | Source::Pending => continue,
            };
            let slot = known.slot();
            let entry = needed.entry(slot.clone()).or_insert_with(|| NeededMaterial {
                slot,
                source: source.clone(),
                given_by: None,
                taken_by: BTreeSet::new(),
            });
            // Where items take it from two places, the one that asks most of the applicant.
            entry.source = entry.source.clone().max(source);
            entry.given_by = entry.given_by.take().or(given_by);
            entry.taken_by.insert(id(world, chosen.item));
        }
    }
    needed.into_values().collect()
}

#[cfg(test)]
mod tests;
