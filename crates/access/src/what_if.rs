//! What if: a facility added, moved or closed, a gate opened or closed. Only what the change can
//! reach is computed again.
//!
//! The ways to a kind are arrays over junctions. A change works on a copy of them: a new place
//! spreads as far as it is nearer; a closed one forgets the junctions that went to it and lets
//! their neighbours fill them again. The result is that of computing everything anew, which a
//! property test holds.

use crate::draft::Facility;
use crate::nearest::SLACK;
use crate::network::Position;
use crate::num::{at, id};
use crate::pace::{CLOSED, Times};
use crate::scene::Scene;
use crate::search::{NONE, Search, Toward, nearer};
use crate::spot::Point;
use serde::Serialize;

/// One change.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// A new facility.
    Add(Facility),
    /// A facility stands elsewhere.
    Move {
        /// Its kind.
        kind: String,
        /// Its id.
        id: String,
        /// Where it stands then.
        to: Point,
    },
    /// A facility is there no longer.
    Close {
        /// Its kind.
        kind: String,
        /// Its id.
        id: String,
    },
    /// A gate is opened or closed.
    Gate {
        /// Its id.
        id: String,
        /// Whether people may pass then.
        open: bool,
    },
}

/// Why a change cannot be made.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ChangeError {
    /// No facility of that id.
    #[error("expected a facility of kind `{kind}` with the id `{id}`, found none")]
    NoFacility {
        /// The kind.
        kind: String,
        /// The id.
        id: String,
    },
    /// One thing is changed twice.
    #[error("expected each facility and gate to be changed once, found `{id}` twice")]
    Twice {
        /// Its id.
        id: String,
    },
    /// No gate of that id at any wall.
    #[error("expected the gate `{id}` at the wall of an estate, found none")]
    NoGate {
        /// The id.
        id: String,
    },
    /// The place is too far from every street that the walker may use.
    #[error("expected a place near a street, found lon {lon}, lat {lat}")]
    Far {
        /// Degrees east.
        lon: f64,
        /// Degrees north.
        lat: f64,
    },
}

/// A home for which a change makes a difference.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Moved {
    /// The home's number in the scene.
    pub home: u32,
    /// Minutes before; infinite where none could be reached.
    pub before: f64,
    /// Minutes after.
    pub after: f64,
    /// The facility's number after; those that the change adds come after those of the kind.
    pub facility: u32,
}

/// What a change does to one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect {
    /// The kind's id.
    pub kind: String,
    /// The homes whose way becomes another length.
    pub moved: Vec<Moved>,
}

/// A home that passes a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passed {
    /// The home's number in the scene.
    pub home: usize,
    /// Whether it is within the limit after the change.
    pub within: bool,
}

/// What a change does.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outlook {
    /// One for each kind of the scene for which anything changes.
    pub effects: Vec<Effect>,
}

impl Outlook {
    /// The effect on a kind, if there is any.
    pub fn of(&self, kind: &str) -> Option<&Effect> {
        self.effects.iter().find(|effect| effect.kind == kind)
    }

    /// People within `limit` minutes of one of each of the kinds after the change, where
    /// `before` were so before it.
    pub fn covered(&self, scene: &Scene, kinds: &[String], limit: f64, before: f64) -> f64 {
        let people = |passed: &Passed| {
            let weight = scene.homes.homes[passed.home].weight;
            if passed.within { weight } else { -weight }
        };
        before + self.passed(scene, kinds, limit).iter().map(people).sum::<f64>()
    }

    /// The homes that come within `limit` minutes of one of each of the kinds, or fall beyond.
    pub fn passed(&self, scene: &Scene, kinds: &[String], limit: f64) -> Vec<Passed> {
        let mut homes: Vec<u32> = Vec::new();
        for kind in kinds {
            homes.extend(self.of(kind).into_iter().flat_map(|e| e.moved.iter().map(|m| m.home)));
        }
        homes.sort_unstable();
        homes.dedup();
        let mut passed = Vec::new();
        for home in homes {
            let then = kinds.iter().all(|kind| {
                let held = scene.nearest(kind).map(|(_, nearest)| nearest.minutes[at(home)]);
                held.is_some_and(|minutes| minutes <= limit + SLACK)
            });
            let now = kinds.iter().all(|kind| {
                self.minutes(scene, kind, home).is_some_and(|minutes| minutes <= limit + SLACK)
            });
            if then != now {
                passed.push(Passed { home: at(home), within: now });
            }
        }
        passed
    }

    /// Minutes from a home to a kind after the change.
    fn minutes(&self, scene: &Scene, kind: &str, home: u32) -> Option<f64> {
        let moved = self.of(kind).and_then(|effect| {
            effect.moved.binary_search_by_key(&home, |m| m.home).ok().map(|at| &effect.moved[at])
        });
        match moved {
            Some(moved) => Some(moved.after),
            None => scene.nearest(kind).map(|(_, nearest)| nearest.minutes[at(home)]),
        }
    }
}

/// Refuses changes of which it is not plain which one holds.
fn once(changes: &[Change]) -> Result<(), ChangeError> {
    let mut named: Vec<(&str, &str)> = changes
        .iter()
        .filter_map(|change| match change {
            Change::Add(_) => None,
            Change::Move { kind, id, .. } | Change::Close { kind, id } => {
                Some((kind.as_str(), id.as_str()))
            }
            Change::Gate { id, .. } => Some(("", id.as_str())),
        })
        .collect();
    named.sort_unstable();
    match named.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(ChangeError::Twice { id: pair[0].1.to_owned() }),
        None => Ok(()),
    }
}

/// A kind as it is after a change.
struct Altered {
    kind: usize,
    field: Search,
    /// Facilities that are there no longer, by number.
    gone: Vec<u32>,
    /// Facilities that are new; their numbers follow those of the kind.
    added: Vec<Position>,
    /// Chains on which something changed beside what the junctions say.
    chains: Vec<u32>,
}

impl Scene {
    /// What the changes, all together, do.
    pub fn what_if(&self, changes: &[Change]) -> Result<Outlook, ChangeError> {
        once(changes)?;
        let mut altered: Vec<Altered> = Vec::new();
        let mut added_kinds: Vec<(String, Vec<Position>)> = Vec::new();
        let mut times: Option<Times> = None;
        // Doors first: they change every kind.
        for change in changes {
            if let Change::Gate { id, open } = change {
                let chain = self.times.doors.crossing(id);
                let chain = chain.ok_or_else(|| ChangeError::NoGate { id: id.clone() })?;
                if self.times.doors.open(chain) != *open {
                    times.get_or_insert_with(|| self.times.clone()).set_door(chain, *open);
                    self.doors(&mut altered, times.as_ref().unwrap_or(&self.times), chain, *open);
                }
            }
        }
        let times = times.as_ref().unwrap_or(&self.times);
        for change in changes {
            match change {
                Change::Gate { .. } => {}
                Change::Add(facility) => {
                    let place = self.placed(facility.at)?;
                    match self.number(&facility.kind) {
                        Some(kind) => self.altered(&mut altered, kind).add(times, self, place),
                        None => Self::new_kind(&mut added_kinds, &facility.kind, place),
                    }
                }
                Change::Close { kind, id } => {
                    let (kind, number) = self.facility(kind, id)?;
                    self.altered(&mut altered, kind).close(times, self, number);
                }
                Change::Move { kind, id, to } => {
                    let (kind, number) = self.facility(kind, id)?;
                    let place = self.placed(*to)?;
                    let held = self.altered(&mut altered, kind);
                    held.close(times, self, number);
                    held.add(times, self, place);
                }
            }
        }
        altered.sort_by_key(|held| held.kind);
        let mut effects: Vec<Effect> = altered
            .iter()
            .map(|held| held.effect(self, times))
            .filter(|effect| !effect.moved.is_empty())
            .collect();
        for (kind, places) in added_kinds {
            effects.push(self.first_of(kind, times, &places));
        }
        effects.sort_by(|left, right| left.kind.cmp(&right.kind));
        Ok(Outlook { effects })
    }

    fn placed(&self, point: Point) -> Result<Position, ChangeError> {
        self.place(point).ok_or(ChangeError::Far { lon: point.lon, lat: point.lat })
    }

    fn facility(&self, kind: &str, id: &str) -> Result<(usize, u32), ChangeError> {
        let none = || ChangeError::NoFacility { kind: kind.to_owned(), id: id.to_owned() };
        let number = self.number(kind).ok_or_else(none)?;
        let held = &self.facilities.kinds[number].facilities;
        let index = held.iter().position(|facility| facility.id == id).ok_or_else(none)?;
        Ok((number, crate::num::id(index)))
    }

    fn altered<'a>(&self, altered: &'a mut Vec<Altered>, kind: usize) -> &'a mut Altered {
        let index = altered.iter().position(|held| held.kind == kind).unwrap_or_else(|| {
            altered.push(Altered {
                kind,
                field: self.fields[kind].clone(),
                gone: Vec::new(),
                added: Vec::new(),
                chains: Vec::new(),
            });
            altered.len() - 1
        });
        &mut altered[index]
    }

    fn doors(&self, altered: &mut Vec<Altered>, times: &Times, chain: u32, open: bool) {
        for kind in 0..self.facilities.kinds.len() {
            let held = altered.iter().find(|held| held.kind == kind);
            let field = held.map_or(&self.fields[kind], |held| &held.field);
            if !self.door_matters(times, (kind, field), chain, open) {
                continue;
            }
            let held = self.altered(altered, kind);
            held.chains.push(chain);
            if open { held.open(times, self, chain) } else { held.shut(times, self, chain) }
        }
    }

    /// Whether anybody goes another way to a kind once a door is opened or closed.
    fn door_matters(
        &self,
        times: &Times,
        (kind, field): (usize, &Search),
        chain: u32,
        open: bool,
    ) -> bool {
        let held = &times.network.chains[at(chain)];
        let on_it =
            !self.homes.on(chain).is_empty() || !self.facilities.kinds[kind].on(chain).is_empty();
        let ends = [(held.a, held.b, 1), (held.b, held.a, 0)];
        on_it
            || ends.into_iter().any(|(from, to, half)| {
                if open {
                    field.minutes(from) + times.half(chain * 2 + half) < field.minutes(to)
                } else {
                    let by = field.by(to);
                    by != NONE && by / 2 == chain
                }
            })
    }

    fn new_kind(added: &mut Vec<(String, Vec<Position>)>, kind: &str, place: Position) {
        match added.iter_mut().find(|(held, _)| held == kind) {
            Some((_, places)) => places.push(place),
            None => added.push((kind.to_owned(), vec![place])),
        }
    }

    /// The first facilities of a kind that the district did not have.
    fn first_of(&self, kind: String, times: &Times, places: &[Position]) -> Effect {
        let mut search = Search::new(times.network.junctions());
        search.run(times, places, f64::INFINITY, Toward::Sources);
        let mut moved = Vec::new();
        for (home, position) in self.homes.positions.iter().enumerate() {
            let mut best = search.at_place(times, *position, Toward::Sources);
            for (number, place) in places.iter().enumerate() {
                let minutes = times.direct(*position, *place);
                if nearer(minutes, id(number), best) {
                    best = (minutes, id(number));
                }
            }
            if best.0.is_finite() {
                let (after, facility) = best;
                moved.push(Moved { home: id(home), before: f64::INFINITY, after, facility });
            }
        }
        Effect { kind, moved }
    }
}

impl Altered {
    fn add(&mut self, times: &Times, scene: &Scene, place: Position) {
        let number = id(scene.facilities.kinds[self.kind].positions.len() + self.added.len());
        self.added.push(place);
        self.chains.push(place.chain);
        self.field.start(times, place, number, Toward::Sources);
        self.field.spread(times, f64::INFINITY, Toward::Sources);
    }

    fn close(&mut self, times: &Times, scene: &Scene, facility: u32) {
        self.gone.push(facility);
        self.chains.push(scene.facilities.kinds[self.kind].positions[at(facility)].chain);
        let lost: Vec<u32> = (0..id(times.network.junctions()))
            .filter(|junction| self.field.source(*junction) == facility)
            .collect();
        self.refill(times, scene, &lost);
    }

    fn open(&mut self, times: &Times, scene: &Scene, chain: u32) {
        let held = &times.network.chains[at(chain)];
        for (from, to, half) in [(held.a, held.b, 1), (held.b, held.a, 0)] {
            let minutes = self.field.minutes(from);
            let cost = times.half(chain * 2 + half);
            if minutes.is_finite() && cost < CLOSED {
                let (source, by) = (self.field.source(from), chain * 2 + (half ^ 1));
                self.field.offer(to, minutes + cost, source, by);
            }
        }
        self.sources(times, scene, |place| place.chain == chain);
        self.field.spread(times, f64::INFINITY, Toward::Sources);
    }

    /// Forgets the junctions whose way led through the chain.
    fn shut(&mut self, times: &Times, scene: &Scene, chain: u32) {
        let held = times.network.chains[at(chain)].clone();
        let through = |field: &Search, junction: u32| {
            let by = field.by(junction);
            (by != NONE && by / 2 == chain)
                || scene.facilities.kinds[self.kind]
                    .positions
                    .get(at(field.source(junction)))
                    .is_some_and(|place| place.chain == chain && by == NONE)
        };
        let mut lost: Vec<u32> =
            [held.a, held.b].into_iter().filter(|end| through(&self.field, *end)).collect();
        lost.dedup();
        let mut seen = vec![false; times.network.junctions()];
        for junction in &lost {
            seen[at(*junction)] = true;
        }
        let mut next = 0;
        while next < lost.len() {
            let junction = lost[next];
            next += 1;
            for arc in times.network.arcs(junction) {
                if self.field.by(arc.to) == arc.half && !seen[at(arc.to)] {
                    seen[at(arc.to)] = true;
                    lost.push(arc.to);
                }
            }
        }
        self.refill(times, scene, &lost);
    }

    /// Fills junctions that lost their way from their neighbours and from the sources.
    fn refill(&mut self, times: &Times, scene: &Scene, lost: &[u32]) {
        for junction in lost {
            self.field.forget(*junction);
        }
        for junction in lost {
            for arc in times.network.arcs(*junction) {
                let (beyond, cost) = (self.field.minutes(arc.to), times.half(arc.half));
                // Neighbours that are lost as well are infinite, or were filled in this loop.
                if beyond.is_finite() && cost < CLOSED {
                    let source = self.field.source(arc.to);
                    self.field.offer(*junction, beyond + cost, source, arc.half ^ 1);
                }
            }
        }
        self.sources(times, scene, |_| true);
        self.field.spread(times, f64::INFINITY, Toward::Sources);
    }

    /// Starts from the sources that are there, once more.
    fn sources(&mut self, times: &Times, scene: &Scene, wanted: impl Fn(&Position) -> bool) {
        let positions = &scene.facilities.kinds[self.kind].positions;
        for (number, place) in positions.iter().chain(&self.added).enumerate() {
            if wanted(place) && !self.gone.contains(&id(number)) {
                self.field.start(times, *place, id(number), Toward::Sources);
            }
        }
    }

    /// The homes whose minutes are others than before.
    fn effect(&self, scene: &Scene, times: &Times) -> Effect {
        let before = &scene.fields[self.kind];
        let mut chains = self.chains.clone();
        for junction in 0..id(times.network.junctions()) {
            let same = before.minutes(junction).to_bits() == self.field.minutes(junction).to_bits();
            if !same || before.source(junction) != self.field.source(junction) {
                chains.extend(times.network.arcs(junction).iter().map(|arc| arc.half / 2));
            }
        }
        chains.sort_unstable();
        chains.dedup();
        let mut moved = Vec::new();
        for chain in chains {
            for home in scene.homes.on(chain) {
                let (after, facility) = self.reach_of(scene, times, at(*home));
                let was = scene.nearest[self.kind].minutes[at(*home)];
                if (after - was).abs() > SLACK || after.is_finite() != was.is_finite() {
                    moved.push(Moved { home: *home, before: was, after, facility });
                }
            }
        }
        moved.sort_by_key(|moved| moved.home);
        Effect { kind: scene.facilities.kinds[self.kind].id.clone(), moved }
    }

    fn reach_of(&self, scene: &Scene, times: &Times, home: usize) -> (f64, u32) {
        let kind = &scene.facilities.kinds[self.kind];
        let position = scene.homes.positions[home];
        let mut best = self.field.at_place(times, position, Toward::Sources);
        let mut hold = |number: u32, place: Position| {
            let minutes = times.direct(position, place);
            if nearer(minutes, number, best) {
                best = (minutes, number);
            }
        };
        for number in kind.on(position.chain) {
            if !self.gone.contains(number) {
                hold(*number, kind.positions[at(*number)]);
            }
        }
        for (number, place) in self.added.iter().enumerate() {
            if place.chain == position.chain {
                hold(id(kind.positions.len() + number), *place);
            }
        }
        best
    }
}
