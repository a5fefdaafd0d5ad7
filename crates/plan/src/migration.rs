//! Whether a running case may go on under a new version of the pack, and from which states of a
//! thing that is so (L9: a running case is never stranded by a new version).
//!
//! The new version may take over a case if, under the same answers and with what was given
//! counted as there, it has a plan; if that plan decides nothing again that was decided; if what
//! is under way goes on at the same office with the same papers; and if the promise can still be
//! kept. Otherwise the case stays with the version it began under.
//!
//! Start reading at [`may_migrate`].

use crate::prove::cone::Graph;
use crate::prove::search::{Search, Step};
use crate::prove::solve::{Need, Scene};
use crate::wallet::{Held, Wallet};
use crate::world::{Index, World};
use diag::Text;
use district::plan::PlannedItem;
use district::rule::{Answers, Verdict};
use district::{Services, Slot, WorkCalendar};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Nodes of the answer space that are looked at for one thing.
const NODES_MAX: usize = 20_000;

/// Markings that are looked at for one leaf of the answers.
const MARKINGS_MAX: usize = 512;

/// Where a running case stands.
#[derive(Debug, Clone, Copy)]
pub struct Running<'a> {
    /// Its answers.
    pub answers: &'a Answers,
    /// The plan that it runs by.
    pub plan: &'a [PlannedItem],
    /// Ids of the items that are decided.
    pub done: &'a BTreeSet<String>,
    /// Ids of the items that somebody works on.
    pub under_way: &'a BTreeSet<String>,
    /// The results that were given.
    pub given: &'a BTreeSet<Slot>,
    /// The day on which it was accepted.
    pub accepted_on: Date,
    /// The day by which it was promised.
    pub promise_on: Date,
}

/// The items that are left to do under a new version, or why it may not take the case over.
pub fn may_migrate(
    new: &Services,
    calendar: &WorkCalendar,
    thing: &str,
    case: &Running<'_>,
) -> Result<Vec<PlannedItem>, Text> {
    let Some(declared) = new.things.get(thing) else {
        return Err(Text::new(
            format!("新版本没有一件事`{thing}`"),
            format!("the new version has no thing `{thing}`"),
        ));
    };
    let lost = case.given.iter().find(|slot| !new.materials.contains_key(&slot.material));
    if let Some(slot) = lost {
        return Err(Text::new(
            format!("已给出的结果`{slot}`在新版本中不存在"),
            format!("the result `{slot}` was given, and the new version does not have it"),
        ));
    }
    let mut wallet = Wallet::new();
    for slot in case.given {
        let held = Held { valid_from: case.accepted_on, valid_until: None, case: None };
        wallet.add(slot.clone(), held);
    }
    let planned = crate::plan(new, calendar, thing, case.answers, &wallet, case.accepted_on);
    let planned = planned.map_err(|fault| fault.sentence())?;
    if let Some(open) = planned.open.first() {
        let name = &open.field;
        return Err(Text::new(
            format!("新版本还须回答`{name}`"),
            format!("the new version needs an answer to `{name}` first"),
        ));
    }
    let index = Index::new(new);
    let world = World::new(&index, declared, &[]);
    let answers = world.bound(case.answers);
    let given: BTreeSet<Slot> = case
        .given
        .iter()
        .map(|slot| Slot {
            role: world.role_of(&slot.role).to_owned(),
            material: slot.material.clone(),
        })
        .collect();
    let wants: Vec<Slot> = world
        .wants
        .iter()
        .filter(|want| world.judge(want.when, &answers) == Verdict::Yes)
        .map(|want| world.slots[want.slot].slot())
        .filter(|slot| !given.contains(slot))
        .collect();
    let so_far = so_far(case);
    let left = crate::extend(
        new,
        calendar,
        thing,
        case.answers,
        &Wallet::new(),
        &so_far,
        &wants,
        case.accepted_on,
    );
    let mut left = left.map_err(|fault| fault.sentence())?;
    for item in &mut left {
        for before in &mut item.after {
            if let Some(id) = before.strip_prefix(DONE) {
                *before = id.to_owned();
            }
        }
    }
    refused(case, &given, &left).map_or(Ok(left), Err)
}

/// Before the id of an item that is done, so that the new version's item of the same id, which
/// may give other things, is not taken for it.
const DONE: &str = "done:";

/// The items that are done, with what they gave.
fn so_far(case: &Running<'_>) -> Vec<PlannedItem> {
    let done = case.plan.iter().filter(|item| case.done.contains(&item.id));
    done.map(|item| {
        let mut item = item.clone();
        item.gives.retain(|slot| case.given.contains(&Slot::read(slot)));
        item.id.insert_str(0, DONE);
        item
    })
    .collect()
}

/// Why the items that are left may not take a case over.
fn refused(case: &Running<'_>, given: &BTreeSet<Slot>, left: &[PlannedItem]) -> Option<Text> {
    for item in left {
        let id = &item.id;
        if case.done.contains(id) {
            return Some(Text::new(
                format!("事项`{id}`已经办结，新版本却要再办一次"),
                format!("item `{id}` is decided, and the new version would decide it again"),
            ));
        }
        if let Some(slot) = item.gives.iter().find(|slot| given.contains(&Slot::read(slot))) {
            return Some(Text::new(
                format!("结果`{slot}`已经给出，新版本的事项`{id}`会再给一次"),
                format!(
                    "`{slot}` was given, and item `{id}` of the new version would give it again"
                ),
            ));
        }
    }
    let under_way = case.plan.iter().filter(|item| case.under_way.contains(&item.id));
    for item in under_way {
        let id = &item.id;
        let Some(new) = left.iter().find(|new| new.id == *id) else {
            return Some(Text::new(
                format!("事项`{id}`正在办理，新版本不再需要它"),
                format!("item `{id}` is under way, and the new version has no place for it"),
            ));
        };
        if new.office != item.office {
            let (from, to) = (&item.office, &new.office);
            return Some(Text::new(
                format!("事项`{id}`正由部门`{from}`办理，新版本由`{to}`办理"),
                format!(
                    "item `{id}` is under way at office `{from}`, in the new version at `{to}`"
                ),
            ));
        }
        let papers = |item: &PlannedItem| item.takes.iter().cloned().collect::<BTreeSet<_>>();
        if let Some(slot) = papers(new).symmetric_difference(&papers(item)).next() {
            return Some(Text::new(
                format!("事项`{id}`正在办理，新旧版本所取材料不同：`{slot}`"),
                format!(
                    "item `{id}` is under way, and the versions differ in what it takes: `{slot}`"
                ),
            ));
        }
    }
    let last = left.iter().max_by_key(|item| item.due_on)?;
    (last.due_on > case.promise_on).then(|| {
        let (due, promised) = (last.due_on, case.promise_on);
        Text::new(
            format!("按新版本到 {due} 才办完，晚于承诺的 {promised}"),
            format!("the new version is done on {due}, later than the {promised} promised"),
        )
    })
}

/// One reachable state of the old version, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The answers that lead there; others make no difference.
    pub answers: Answers,
    /// Ids of the items that are done; every item that could be worked on then is taken to be
    /// under way, which is the hardest case.
    pub done: BTreeSet<String>,
    /// Why the new version may not take over; none: it may.
    pub refused: Option<Text>,
}

/// All reachable states of a thing, and what becomes of them in a new version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Migration {
    /// The states that were looked at.
    pub markings: Vec<Mapped>,
    /// Whether these are all; if not, cases in other states stay where they are.
    pub whole: bool,
}

/// Says for every reachable state of a thing whether a new version may take it over.
pub fn migration(
    old: &Services,
    new: &Services,
    calendar: &WorkCalendar,
    thing: &str,
    accepted_on: Date,
) -> Migration {
    let mut found = Migration { markings: Vec::new(), whole: true };
    let (Some(before), Some(after)) = (old.things.get(thing), new.things.get(thing)) else {
        // Where the new version has no such thing, every case stays where it is.
        found.whole = !old.things.contains_key(thing);
        return found;
    };
    let (old_index, new_index) = (Index::new(old), Index::new(new));
    let (old_world, new_world) =
        (World::new(&old_index, before, &[]), World::new(&new_index, after, &[]));
    let (old_graph, new_graph) = (Graph::new(&old_world), Graph::new(&new_world));
    let mut domains = old_graph.domains.clone();
    domains.refine(&new_graph.domains);
    let old_scene = Scene::new(&old_world, &domains, false);
    let new_scene = Scene::new(&new_world, &domains, false);
    let mut search = Search::new(&domains, &old_graph.given, NODES_MAX);
    let walked = search.walk(&mut Answers::new(), &mut |answers| {
        for scene in [&old_scene, &new_scene] {
            if let Err(Need(name)) = scene.solve(answers) {
                return Step::Need(name);
            }
        }
        if let Ok(plan) = crate::plan(old, calendar, thing, answers, &Wallet::new(), accepted_on) {
            let promise_on = plan.promise_on;
            let (markings, whole) = markings(&plan.items);
            found.whole &= whole;
            for done in markings {
                let refused = look(new, calendar, thing, &plan.items, answers, &done, promise_on);
                found.markings.push(Mapped { answers: answers.clone(), done, refused });
            }
        }
        Step::Done
    });
    found.whole &= walked.is_ok() && domains.obstacles.is_empty();
    found
}

fn look(
    new: &Services,
    calendar: &WorkCalendar,
    thing: &str,
    plan: &[PlannedItem],
    answers: &Answers,
    done: &BTreeSet<String>,
    promise_on: Date,
) -> Option<Text> {
    let ready = |item: &&PlannedItem| {
        !done.contains(&item.id) && item.after.iter().all(|id| done.contains(id))
    };
    let under_way = plan.iter().filter(ready).map(|item| item.id.clone()).collect();
    let gave = plan.iter().filter(|item| done.contains(&item.id)).flat_map(|item| &item.gives);
    let given = gave.map(|slot| Slot::read(slot)).collect();
    let accepted_on = plan.iter().map(|item| item.start_on).min().unwrap_or(promise_on);
    let case = Running {
        answers,
        plan,
        done,
        under_way: &under_way,
        given: &given,
        accepted_on,
        promise_on,
    };
    may_migrate(new, calendar, thing, &case).err()
}

/// Sets of items that can be done together: with each item all that it comes after. Whether
/// these are all of them.
fn markings(plan: &[PlannedItem]) -> (Vec<BTreeSet<String>>, bool) {
    let mut found = vec![BTreeSet::new()];
    for item in plan {
        // Items stand in an order in which each comes after those it needs.
        let with = |done: &BTreeSet<String>| {
            item.after.iter().all(|id| done.contains(id)).then(|| {
                let mut more = done.clone();
                more.insert(item.id.clone());
                more
            })
        };
        let more: Vec<_> = found.iter().filter_map(with).collect();
        if found.len() + more.len() > MARKINGS_MAX {
            return (found, false);
        }
        found.extend(more);
    }
    (found, true)
}

#[cfg(test)]
mod tests;
