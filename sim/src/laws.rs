//! What must hold, whatever goes wrong.

use crate::image::Sent;
use crate::people::People;
use crate::town::{PACK, Town};
use crate::world::{SILENT, World};
use case::Case;
use hall::{Pack, Worked};
use journal::{Hash, Invariant, START, case_hash, chain_hash};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Law {
    /// One of the journal's own.
    Numbered(Invariant),
    /// The hash chains are whole.
    Chain,
    /// A key is carried out once and answered the same.
    Key,
    /// What cannot be served stops nothing else.
    Alone,
}

impl fmt::Display for Law {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Numbered(invariant) => write!(out, "{}", invariant.id()),
            Self::Chain => write!(out, "chain"),
            Self::Key => write!(out, "key"),
            Self::Alone => write!(out, "alone"),
        }
    }
}

/// A law that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub law: Law,
    /// At which step.
    pub step: u32,
    /// What was found.
    pub found: String,
}

pub(crate) type Held = Result<(), (Law, String)>;

pub(crate) fn hold(law: Law, holds: bool, found: impl FnOnce() -> String) -> Held {
    if holds { Ok(()) } else { Err((law, found())) }
}

const fn numbered(invariant: Invariant) -> Law {
    Law::Numbered(invariant)
}

/// What the outside knows of the journal.
#[derive(Debug, Default)]
pub(crate) struct Outside {
    /// The newest event that was acknowledged, and the chain up to it.
    pub(crate) acknowledged: (i64, Hash),
    /// Entries that were looked at after a crash.
    entries_seen: usize,
}

impl Outside {
    /// An answer was given that speaks of this version of a case.
    pub(crate) fn acknowledge(&mut self, world: &World, case: &str, version: u64) -> Held {
        let number = usize::try_from(version).unwrap_or(0);
        let Some(event) = world.image.events_of(case).nth(number.saturating_sub(1)) else {
            return Err((
                numbered(Invariant::J1),
                format!("version {version} of {case} was answered and is not there"),
            ));
        };
        if event.seq > self.acknowledged.0 {
            self.acknowledged = (event.seq, event.chain_hash);
        }
        Ok(())
    }

    /// After a crash: what was acknowledged is there, and behind it only what was in flight.
    pub(crate) fn after_crash(&mut self, world: &mut World) -> Held {
        let (seq, hash) = self.acknowledged;
        let at = usize::try_from(seq - 1).ok().and_then(|at| world.image.events.get(at));
        let there = seq == 0 || at.is_some_and(|event| event.chain_hash == hash);
        hold(numbered(Invariant::J1), there, || format!("event {seq} was acknowledged"))?;
        for entry in world.image.entries.iter().skip(self.entries_seen) {
            hold(numbered(Invariant::J2), world.attempts.contains(entry), || {
                format!("`{}` is in the journal, and was not in flight", entry.command_key)
            })?;
        }
        self.entries_seen = world.image.entries.len();
        world.attempts.clear();
        chain(world)
    }
}

/// Both chains are whole.
fn chain(world: &World) -> Held {
    let mut last = START;
    let mut cases: BTreeMap<&str, Hash> = BTreeMap::new();
    for (seq, event) in (1..).zip(&world.image.events) {
        let previous = cases.get(event.case_id.as_str()).copied().unwrap_or(START);
        let (id, number, at_us) = (&event.case_id, event.case_seq, event.at_us);
        let hash = case_hash(&previous, id, number, at_us, &event.kind, &event.body);
        last = chain_hash(&last, &hash, seq);
        hold(Law::Chain, hash == event.case_hash && last == event.chain_hash, || {
            format!("event {seq} does not fit")
        })?;
        cases.insert(&event.case_id, hash);
    }
    Ok(())
}

/// The first `events` events of a case, folded; none if one cannot be read.
pub(crate) fn folded(world: &World, id: &str, events: usize) -> Option<Case> {
    let mut case = Case::default();
    for event in world.image.parsed_of(id).take(events) {
        case::apply(&mut case, event?);
    }
    Some(case)
}

/// C1: what a writer has in memory is what its events make.
pub(crate) fn live(world: &World, held: &Case) -> Held {
    let events = usize::try_from(held.seq).unwrap_or(0);
    let case = folded(world, &held.id, events);
    hold(numbered(Invariant::C1), case.as_ref() == Some(held), || {
        let differs = case.as_ref().map_or_else(String::new, |case| difference(case, held));
        format!("{} in memory is not what {events} events make: {differs}", held.id)
    })
}

/// The first place at which two cases differ, in words.
fn difference(one: &Case, two: &Case) -> String {
    let (one, two) = (format!("{one:?}"), format!("{two:?}"));
    let at = one.chars().zip(two.chars()).take_while(|(one, two)| one == two).count();
    let from = at.saturating_sub(60);
    let part = |text: &str| text.chars().skip(from).take(140).collect::<String>();
    format!("`{}` and `{}`", part(&one), part(&two))
}

/// C2: an open case has its tasks and its timers.
pub(crate) fn moves_on(world: &World, town: &Town, id: &str) -> Held {
    let Some(case) = folded(world, id, usize::MAX).filter(|case| case.pack == PACK) else {
        return Ok(());
    };
    let c2 = |found: String| (numbered(Invariant::C2), found);
    let context = town.context(world.now_us.max(case.last_us));
    case::invariants_at(&case, &context).map_err(|found| c2(format!("{id}: {found}")))?;
    let worked = Worked::of(&case, &context);
    let own = |key: &str| format!("{id}/{key}");
    for timer in &worked.timers {
        let row = world.image.timers.get(&own(&timer.key));
        let latest_us = timer.due_us.max(world.now_us + 60_000_000);
        if row.is_none_or(|row| row.due_us > latest_us) {
            let found = row.map(|row| row.due_us - timer.due_us);
            return Err(c2(format!("{id}: timer `{}` is at {found:?}", timer.key)));
        }
    }
    let written = Worked::of(&case, &context.at(case.last_us));
    for task in &written.tasks {
        let light = match task.light {
            case::Light::None => journal::Light::Green,
            case::Light::Yellow => journal::Light::Yellow,
            case::Light::Red => journal::Light::Red,
        };
        let fits = world.image.tasks.get(&own(&task.key)).is_some_and(|row| row.light >= light);
        if !fits {
            return Err(c2(format!("{id}: task `{}` is not in the inbox as it is", task.key)));
        }
    }
    let inside = |key: &&String| key.strip_prefix(id).is_some_and(|rest| rest.starts_with('/'));
    let tasks = world.image.tasks.keys().filter(inside).count();
    let timers = world.image.timers.keys().filter(inside).count();
    let (more_tasks, more_timers) = (tasks > worked.tasks.len(), timers > worked.timers.len());
    if more_tasks || more_timers {
        return Err(c2(format!("{id}: {tasks} tasks and {timers} timers are more than it has")));
    }
    Ok(())
}

/// A key is carried out once, and a message's never used twice.
pub(crate) fn keys(world: &World) -> Held {
    let doubled = world.image.doubled.as_ref();
    hold(Law::Key, doubled.is_none(), || format!("{doubled:?} was carried out twice"))?;
    let reused = world.key_reused.as_ref();
    hold(numbered(Invariant::O1), reused.is_none(), || format!("{reused:?} had two contents"))
}

/// T1 to T3: the lake holds a prefix of the rows that the journal gives, each once.
pub(crate) fn streams(world: &World, town: &Town, drained: bool) -> Held {
    let mut cases: BTreeMap<&str, Option<Case>> = BTreeMap::new();
    let mut rows: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    for (row, event) in world.image.events.iter().zip(&world.image.parsed) {
        let held = cases.entry(&row.case_id).or_insert_with(|| Some(Case::default()));
        let Some((mut case, event)) = held.take().zip(event.as_ref()) else { continue };
        case::apply(&mut case, event);
        if case.pack != PACK {
            continue;
        }
        for fact in case::facts(event, &case, &town.context(event.at_us)) {
            // Two rows that are the same in everything, such as two closings at one moment, are
            // one: the lake cannot tell them from a repeat.
            let text = serde_json::to_string(&fact.row).unwrap_or_default();
            if known.insert(format!("{} {text}", fact.stream)) {
                rows.entry(fact.stream).or_default().push(text);
            }
        }
        *held = Some(case);
    }
    for (stream, found) in &world.lake.streams {
        let distinct: BTreeSet<&String> = found.iter().collect();
        hold(numbered(Invariant::T1), distinct.len() == found.len(), || {
            format!("{stream} has {} rows, {} different", found.len(), distinct.len())
        })?;
        let prefix = rows.get(stream).is_some_and(|rows| rows.starts_with(found));
        hold(numbered(Invariant::T2), prefix, || {
            format!("{stream}: its {} rows are not the journal's first", found.len())
        })?;
    }
    let whole = |(stream, rows): (&&str, &Vec<String>)| {
        let found = world.lake.streams.get(*stream).map_or(0, Vec::len);
        hold(numbered(Invariant::T3), !drained || found == rows.len(), || {
            format!("{stream}: {found} rows of {}", rows.len())
        })
    };
    rows.iter().try_for_each(whole)
}

/// O1, after a drain: every message has arrived or is dead, and every event was told.
pub(crate) fn arrived(world: &World, people: &People) -> Held {
    let mut dead: BTreeSet<&str> = BTreeSet::new();
    for (message, sent) in &world.image.outbox {
        let there = world.received.get(&message.key) == Some(&message.body);
        let fits = match sent {
            Sent::Waits => message.destination == SILENT,
            Sent::Arrived => there,
            Sent::Dead => message.tries >= hall::TRIES_MAX,
        };
        if *sent == Sent::Dead {
            dead.insert(&message.key);
        }
        let law = if *sent == Sent::Waits { Law::Alone } else { numbered(Invariant::O1) };
        hold(law, fits, || format!("message `{}` did not arrive", message.key))?;
    }
    for event in &world.image.events {
        let key = format!("all/{}/{}", event.case_id, event.case_seq);
        let foreign = event.kind == "foreign";
        let told = foreign || world.received.contains_key(&key) || dead.contains(key.as_str());
        hold(numbered(Invariant::O1), told, || format!("nobody was told of `{key}`"))?;
    }
    let from = world.image.reached.get(hall::POSITION).copied().unwrap_or(0);
    hold(Law::Alone, from == world.image.tip().0, || {
        format!("the publisher stands at {from}, with {:?}", people.lame)
    })
}
