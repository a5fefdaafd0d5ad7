//! Walks the leaves of all wants of a thing and keeps what was met: breaks with a first
//! counter-example each, the longest way, and the items that are ever done.

use super::cone::{Cone, Graph};
use super::findings::{self, Counter};
use super::search::{Search, Step, TooMany, complete};
use super::solve::{Break, Done, Need, Scene, Solved, held_name};
use crate::world::{CondNo, Index, ItemNo, World};
use diag::{Diagnostic, Text};
use district::rule::{Answers, Value, Verdict};
use district::service::{Item, Thing};
use district::{Slot, WorkDays};
use std::collections::{BTreeMap, BTreeSet};

/// What the walk met.
pub(crate) struct Leaves<'g, 'a> {
    graph: &'g Graph<'a>,
    index: &'g Index<'a>,
    left: usize,
    breaks: BTreeMap<Break, At>,
    /// Calls that cannot be met: the item, the slot, and what breaks.
    calls: BTreeMap<(String, Slot), (Break, At)>,
    /// The leaf with the longest way by promises, if it is longer than the promise.
    worst: Option<Worst>,
    /// The longest way by legal limits, in halves.
    pub legal: u32,
    /// Ids of the items that are done under some answers.
    pub used: BTreeSet<String>,
}

/// Where something was met.
#[derive(Clone)]
struct At {
    answers: Answers,
    path: Vec<String>,
}

/// A longest way that is too long, with the ids of its items from the last to the first.
struct Worst {
    finish: u32,
    at: At,
}

/// Items that should not be in one plan, each with a condition that has to hold besides; numbers
/// are those of the graph's world.
pub(crate) type Together = Vec<(Option<ItemNo>, CondNo)>;

type See<'s, 'g, 'a> =
    &'s mut dyn FnMut(&mut Leaves<'g, 'a>, &Scene<'_, '_>, &Solved, &Answers) -> Result<(), Need>;

impl<'g, 'a> Leaves<'g, 'a> {
    pub(crate) fn new(graph: &'g Graph<'a>, index: &'g Index<'a>, nodes_max: usize) -> Self {
        Self {
            graph,
            index,
            left: nodes_max,
            breaks: BTreeMap::new(),
            calls: BTreeMap::new(),
            worst: None,
            legal: 0,
            used: BTreeSet::new(),
        }
    }

    /// Walks every want with its cone, then pairs of wants that may give one thing twice.
    pub(crate) fn walk(&mut self) -> Result<(), TooMany> {
        let graph = self.graph;
        let mut done: BTreeSet<Cone> = BTreeSet::new();
        for want in 0..graph.world.thing.wants.len() {
            let cone = graph.cone([want]);
            if !done.contains(&cone) {
                self.walk_cone(&cone)?;
                done.insert(cone);
            }
        }
        for [a, b] in self.contested() {
            for first in self.wants_of(a) {
                for second in self.wants_of(b) {
                    let cone = graph.cone([first, second]);
                    if !done.iter().any(|known| known.wants.is_superset(&cone.wants)) {
                        self.walk_cone(&cone)?;
                        done.insert(cone);
                    }
                }
            }
        }
        self.walk_calls()
    }

    /// Pairs of items that may give the same slot.
    fn contested(&self) -> BTreeSet<[ItemNo; 2]> {
        let mut pairs = BTreeSet::new();
        for slot in &self.graph.world.slots {
            for (at, (a, _)) in slot.givers.iter().enumerate() {
                for (b, _) in slot.givers.iter().skip(at + 1).filter(|(b, _)| a != b) {
                    pairs.insert([*a.min(b), *a.max(b)]);
                }
            }
        }
        pairs
    }

    /// The thing's own wants that can put an item into a plan.
    fn wants_of(&self, item: ItemNo) -> Vec<usize> {
        let own = 0..self.graph.world.thing.wants.len();
        own.filter(|want| self.graph.reach[*want].contains(&item)).collect()
    }

    fn walk_cone(&mut self, cone: &Cone) -> Result<(), TooMany> {
        self.explore(cone, &mut |leaves, scene, solved, answers| {
            leaves.see(scene, solved, answers);
            Ok(())
        })
    }

    /// Solves the cone at every leaf; `see` may ask for more names.
    fn explore(&mut self, cone: &Cone, see: See<'_, 'g, 'a>) -> Result<(), TooMany> {
        let graph = self.graph;
        let thing = part(graph.world.thing, &cone.wants);
        let world = World::new(self.index, &thing, &[]);
        let scene = Scene::new(&world, &graph.domains, cone.wallets);
        let mut search = Search::new(&graph.domains, &graph.given, self.left);
        let walked = search.walk(&mut Answers::new(), &mut |answers| {
            let seen = scene.solve(answers).and_then(|solved| see(self, &scene, &solved, answers));
            match seen {
                Ok(()) => Step::Done,
                Err(Need(name)) => Step::Need(name),
            }
        });
        self.left = search.left;
        walked
    }

    fn complete(&self, answers: &Answers) -> Option<Answers> {
        complete(&self.graph.domains, &self.graph.given, answers)
    }

    fn see(&mut self, scene: &Scene<'_, '_>, solved: &Solved, answers: &Answers) {
        match solved {
            Solved::Broken(broken, way) => {
                if !self.breaks.contains_key(broken)
                    && let Some(answers) = self.complete(answers)
                {
                    let at = At { answers, path: way.clone() };
                    self.breaks.insert(broken.clone(), at);
                }
            }
            Solved::Plan(plan) => self.see_plan(scene, plan, answers),
        }
    }

    fn see_plan(&mut self, scene: &Scene<'_, '_>, plan: &[Done], answers: &Answers) {
        let id = |item: ItemNo| scene.world.items[item].item.id.as_str();
        let new = plan.iter().any(|done| !self.used.contains(id(done.item)));
        let promised = self.graph.world.thing.promised.count_halves();
        let last = plan.iter().max_by_key(|done| (done.finish, done.item));
        let finish = last.map_or(0, |done| done.finish);
        let worst = self.worst.as_ref().map_or(promised, |worst| worst.finish);
        let legal = plan.iter().map(|done| done.legal).max().unwrap_or(0);
        if !(new || finish > worst || legal > self.legal) {
            return;
        }
        let Some(answers) = self.complete(answers) else { return };
        self.used.extend(plan.iter().map(|done| id(done.item).to_owned()));
        self.legal = self.legal.max(legal);
        if let (true, Some(last)) = (finish > worst, last) {
            let path = longest(plan, last.item).into_iter().map(|item| id(item).to_owned());
            let at = At { answers, path: path.collect() };
            self.worst = Some(Worst { finish, at });
        }
    }

    /// At every leaf at which an item with calls is done, what may be called for can be had.
    fn walk_calls(&mut self) -> Result<(), TooMany> {
        let world = self.graph.world;
        for item in 0..world.items.len() {
            for call in &world.items[item].item.calls {
                for want in self.wants_of(item) {
                    let mut cone = self.graph.cone([want]);
                    // A call is proved for the empty wallet: what is held only takes away.
                    cone.wallets = false;
                    self.walk_call(&cone, world.items[item].item, &call.slot)?;
                }
            }
        }
        Ok(())
    }

    fn walk_call(&mut self, cone: &Cone, item: &Item, slot: &Slot) -> Result<(), TooMany> {
        let graph = self.graph;
        let called = part(graph.world.thing, &BTreeSet::new());
        let more = [slot.clone()];
        let world = World::new(self.index, &called, &more);
        self.explore(cone, &mut |leaves, scene, solved, answers| {
            let Solved::Plan(plan) = solved else { return Ok(()) };
            let own = |done: &&Done| scene.world.items[done.item].item.id == item.id;
            let Some(own) = plan.iter().find(own) else { return Ok(()) };
            // When the item is decided, it and all before it have given what they give.
            let mut after = Scene::new(&world, &graph.domains, false);
            for before in all_before(plan, own.item) {
                for give in &scene.world.items[before].gives {
                    let given = scene.world.slots[give.slot].slot();
                    after.held.extend(world.find_slot(&given));
                }
            }
            match after.solve(answers)? {
                Solved::Plan(more) => {
                    let ids = more.iter().map(|done| world.items[done.item].item.id.clone());
                    leaves.used.extend(ids);
                }
                Solved::Broken(broken, way) => {
                    let key = (item.id.clone(), slot.clone());
                    if !leaves.calls.contains_key(&key)
                        && let Some(answers) = leaves.complete(answers)
                    {
                        leaves.calls.insert(key, (broken, At { answers, path: way }));
                    }
                }
            }
            Ok(())
        })
    }

    /// Answers at which all these are in one plan with their conditions, if there are any.
    pub(crate) fn meet(&mut self, together: &Together) -> Result<Option<Counter<'a>>, TooMany> {
        let world = self.graph.world;
        let mut ways: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
        for item in together.iter().filter_map(|(item, _)| *item) {
            let wants = self.wants_of(item);
            let more = |way: &BTreeSet<usize>| {
                let way = way.clone();
                wants
                    .iter()
                    .map(move |want| way.iter().copied().chain([*want]).collect())
                    .collect::<Vec<_>>()
            };
            ways = ways.iter().flat_map(more).collect();
        }
        let ids: Vec<String> = together
            .iter()
            .filter_map(|(item, _)| item.map(|item| world.items[item].item.id.clone()))
            .collect();
        let mut found: Option<Answers> = None;
        for wants in ways.into_iter().collect::<BTreeSet<_>>() {
            let mut cone = self.graph.cone(wants);
            cone.wallets = false;
            self.explore(&cone, &mut |leaves, scene, solved, answers| {
                let Solved::Plan(plan) = solved else { return Ok(()) };
                let planned = |id: &String| {
                    plan.iter().any(|done| scene.world.items[done.item].item.id == *id)
                };
                if found.is_some() || !ids.iter().all(planned) {
                    return Ok(());
                }
                for (_, when) in together {
                    match world.judge(*when, answers) {
                        Verdict::Yes => {}
                        Verdict::No | Verdict::Misfit(_) => return Ok(()),
                        Verdict::Open(names) => {
                            return Err(Need(names.into_iter().next().unwrap_or_default()));
                        }
                    }
                }
                found = leaves.complete(answers);
                Ok(())
            })?;
        }
        Ok(found.map(|answers| self.counter(&At { answers, path: ids })))
    }

    fn counter(&self, at: &At) -> Counter<'a> {
        let world = self.graph.world;
        let mut answers = at.answers.clone();
        let mut held = Vec::new();
        for slot in 0..world.slots.len() {
            if answers.remove(&held_name(world, slot)) == Some(Value::Bool(true)) {
                held.push(world.slots[slot].slot());
            }
        }
        let fields = &world.services.fields;
        Counter { thing: world.thing, fields, answers, held, path: at.path.clone() }
    }

    fn item(&self, id: &str) -> Option<&'a Item> {
        self.graph.world.services.items.get(id)
    }

    /// The longest way by promises that is longer than the promise of the whole, with its items
    /// in order; nothing if there is none.
    pub(crate) fn longest(&self) -> (WorkDays, Vec<String>) {
        let Some(worst) = &self.worst else { return (WorkDays::ZERO, Vec::new()) };
        (WorkDays::halves(worst.finish), worst.at.path.iter().rev().cloned().collect())
    }

    /// A diagnostic for each thing that breaks.
    pub(crate) fn report(&self) -> Vec<Diagnostic> {
        let breaks = self.breaks.iter().filter_map(|(broken, at)| self.report_break(broken, at));
        let mut found: Vec<Diagnostic> = breaks.collect();
        if let Some(worst) = &self.worst
            && let Some(last) = worst.at.path.first().and_then(|id| self.item(id))
        {
            let days = WorkDays::halves(worst.finish);
            found.push(findings::promise_short(&self.counter(&worst.at), days, last));
        }
        for ((id, slot), (broken, at)) in &self.calls {
            if let Some(item) = self.item(id) {
                let why = reason(broken);
                found.push(findings::call_unmet(&self.counter(at), item, slot, &why));
            }
        }
        found
    }

    fn report_break(&self, broken: &Break, at: &At) -> Option<Diagnostic> {
        let world = self.graph.world;
        let at = self.counter(at);
        Some(match broken {
            Break::NoSource(slot, None) => {
                let number = world.find_slot(slot);
                let at_want = world.wants.iter().position(|want| Some(want.slot) == number);
                let want = at_want.and_then(|number| world.thing.wants.get(number));
                let span = want.map_or(&world.thing.span, |want| &want.span);
                findings::no_giver(&at, slot, span)
            }
            Break::NoSource(slot, Some(taken_by)) => {
                let item = self.item(taken_by)?;
                let number = world.find_slot(slot);
                let takes =
                    |any_of: &Vec<Slot>| any_of.iter().any(|slot| world.find_slot(slot) == number);
                let take = item.takes.iter().find(|take| takes(&take.any_of));
                let slots = take.map_or_else(
                    || slot.to_string(),
                    |take| {
                        let all: Vec<String> = take.any_of.iter().map(Slot::to_string).collect();
                        all.join(" | ")
                    },
                );
                let span = take.map_or(&item.span, |take| &take.span);
                findings::no_source(&at, item, &slots, span)
            }
            Break::Cycle(ring) => {
                let items: Vec<&Item> = ring.iter().filter_map(|id| self.item(id)).collect();
                findings::cycle(&at, &items)
            }
            Break::Twice(slot, [a, b]) => findings::twice(&at, slot, self.item(a)?, self.item(b)?),
        })
    }
}

/// Why a called result cannot be had.
fn reason(broken: &Break) -> Text {
    match broken {
        Break::NoSource(_, None) => Text::new("没有事项给出它", "no item gives it"),
        Break::NoSource(slot, Some(item)) => Text::new(
            format!("事项`{item}`要取的`{slot}`无处可得"),
            format!("item `{item}` takes `{slot}`, which can be had from nowhere"),
        ),
        Break::Cycle(ring) => {
            let ids: Vec<&str> = ring.iter().chain(ring.first()).map(String::as_str).collect();
            let ring = ids.join(" → ");
            Text::new(
                format!("事项互相等待：{ring}"),
                format!("items wait for one another: {ring}"),
            )
        }
        Break::Twice(slot, [a, b]) => Text::new(
            format!("`{a}`和`{b}`各给一次`{slot}`"),
            format!("both `{a}` and `{b}` give `{slot}`"),
        ),
    }
}

/// The thing with some of its wants alone.
fn part(thing: &Thing, wants: &BTreeSet<usize>) -> Thing {
    let some = wants.iter().filter_map(|want| thing.wants.get(*want).cloned());
    Thing { wants: some.collect(), asks: Vec::new(), ..thing.clone() }
}

/// An item and all that come before it.
fn all_before(plan: &[Done], item: ItemNo) -> BTreeSet<ItemNo> {
    let mut found = BTreeSet::new();
    let mut todo = vec![item];
    while let Some(item) = todo.pop() {
        if found.insert(item) {
            let done = plan.iter().find(|done| done.item == item);
            todo.extend(done.into_iter().flat_map(|done| &done.after));
        }
    }
    found
}

/// The longest way to an item, from its end.
fn longest(plan: &[Done], last: ItemNo) -> Vec<ItemNo> {
    let mut way = vec![last];
    let mut at = last;
    while let Some(done) = plan.iter().find(|done| done.item == at) {
        let finish = |item: &&ItemNo| {
            plan.iter().find(|done| done.item == **item).map_or(0, |done| done.finish)
        };
        let Some(before) = done.after.iter().max_by_key(finish) else { break };
        way.push(*before);
        at = *before;
    }
    way
}
