//! The life of a district under one seed: from one crash to the next, and a last drain.

use crate::bug::Bug;
use crate::image::Image;
use crate::laws::{self, Broken, Held, Law, Outside, folded, hold};
use crate::people::{Answer, People, Sent};
use crate::random::Random;
use crate::town::{Town, Versions};
use crate::world::{Hand, SILENT, World};
use case::Case;
use futures::FutureExt as _;
use futures::executor::block_on;
use futures::future::{Either, select};
use hall::{
    Couriers, Desk, Order, Pack as _, Refusal, RefusalKind, Reply, Request, Routes, Writer,
};
use journal::{Entry, NewEvent, Store as _, Subscription};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, mpsc, oneshot};

/// What a seed came to, if no law was broken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Report {
    /// Events in the journal at the end.
    pub events: usize,
    /// Crashes.
    pub crashes: u32,
    /// Messages that were put into the outbox.
    pub messages: usize,
    /// Rows in the lake.
    pub rows: usize,
}

type OneWriter = Writer<Hand, Versions, Hand>;

/// The way from the timers to the writer.
struct Window {
    to: mpsc::Sender<Request<Town>>,
    done: Mutex<Vec<Reply>>,
}

impl Desk for Window {
    async fn order(&self, order: Order) -> Result<Reply, Refusal> {
        let (reply, answer) = oneshot::channel();
        let stopping = || Refusal::new(RefusalKind::CouldNot, "停", "stopping");
        self.to.send(Request::of(order, reply)).await.map_err(|_closed| stopping())?;
        let answered = answer.await.map_err(|_dropped| stopping())?;
        if let Ok(reply) = &answered {
            self.done.lock().unwrap_or_else(PoisonError::into_inner).push(reply.clone());
        }
        answered
    }
}

struct Sim {
    hand: Hand,
    town: Arc<Town>,
    routes: Routes,
    /// What decides what people do: apart from what decides faults.
    random: Random,
    people: People,
    outside: Outside,
    step: u32,
    steps: u32,
    crashes: u32,
}

/// Runs a seed to its end.
pub fn run(seed: u64, bug: Option<Bug>) -> Result<Report, Broken> {
    let town = Arc::new(Town::new());
    let mut random = Random::new(seed);
    let world = World::new(Random::new(random.next()), bug, town.begins_us());
    let routes = Routes::default();
    routes.set(["all", "police", "health", SILENT].map(subscription).to_vec());
    let steps = 20 + u32::try_from(random.below(100)).unwrap_or(0);
    let mut sim = Sim {
        hand: Hand::new(world),
        town,
        routes,
        random,
        people: People::default(),
        outside: Outside::default(),
        step: 0,
        steps,
        crashes: 0,
    };
    match sim.live() {
        Ok(()) => Ok(sim.report()),
        Err((law, found)) => Err(Broken { law, step: sim.step, found }),
    }
}

fn subscription(id: &str) -> Subscription {
    let office = matches!(id, "police" | "health");
    Subscription {
        id: id.to_owned(),
        url: format!("https://{id}.example"),
        secret_ref: if office { format!("{}{id}", hall::OFFICE) } else { String::new() },
        kinds: if id == SILENT { vec!["accepted".to_owned()] } else { Vec::new() },
        active: true,
        made_us: 0,
    }
}

impl Sim {
    fn report(&self) -> Report {
        let world = self.hand.lock();
        Report {
            events: world.image.events.len(),
            crashes: self.crashes,
            messages: world.image.outbox.len(),
            rows: world.lake.streams.values().map(Vec::len).sum(),
        }
    }

    fn writer(&self) -> OneWriter {
        let parts = (self.hand.clone(), Versions(Arc::clone(&self.town)), self.hand.clone());
        Writer::new(parts, self.routes.clone(), Arc::new(Notify::new()))
    }

    fn live(&mut self) -> Held {
        while self.step < self.steps {
            self.one_life()?;
            if self.hand.lock().crashed {
                self.recover()?;
            }
        }
        self.hand.lock().calm = true;
        self.drain()
    }

    fn recover(&mut self) -> Held {
        self.crashes += 1;
        let cases = {
            let mut world = self.hand.lock();
            world.open();
            self.outside.after_crash(&mut world)?;
            laws::keys(&world)?;
            laws::streams(&world, &self.town, false)?;
            self.people.cases.clone()
        };
        let world = self.hand.lock();
        cases.iter().try_for_each(|id| laws::moves_on(&world, &self.town, id))
    }

    /// Until the power goes, or the steps are done.
    fn one_life(&mut self) -> Held {
        let hand = self.hand.clone();
        // Two processes on one journal, now and then.
        let two = self.random.chance(3_000);
        let mut writers = [self.writer(), self.writer()];
        let mut couriers = Couriers::new(&hand, &hand, &hand);
        while self.step < self.steps && !hand.lock().crashed {
            self.step += 1;
            let which = if two { self.random.at(2) } else { 0 };
            let Some(writer) = writers.get_mut(which) else { continue };
            match self.random.below(20) {
                0..=10 => self.commands(writer)?,
                11..=13 => {
                    let by_us = match self.random.below(4) {
                        0 => self.random.below(60_000_000),
                        1 => self.random.below(3_600_000_000),
                        2 => self.random.below(86_400_000_000),
                        _ => self.random.below(600_000_000_000),
                    };
                    hand.pass(i64::try_from(by_us).unwrap_or(0));
                }
                14..=16 => self.ring(writer).map(drop)?,
                17 | 18 => self.publish(false)?,
                _ => self.foreign(),
            }
            if self.random.chance(5_000) {
                deliver(&mut couriers);
            }
            laws::keys(&hand.lock())?;
        }
        Ok(())
    }

    /// A few commands at once, some of them for the second time.
    fn commands(&mut self, writer: &mut OneWriter) -> Held {
        let mut list = Vec::new();
        for _ in 0..=self.random.below(5) {
            if let Some(sent) = self.one_command() {
                if self.random.chance(500) {
                    list.push(sent.clone());
                }
                list.push(sent);
            }
        }
        self.send(writer, &list)
    }

    fn one_command(&mut self) -> Option<Sent> {
        if self.people.cases.is_empty() || self.random.chance(1_200) {
            return Some(self.people.open(&mut self.random, &self.town));
        }
        if self.random.chance(2_000) {
            return self.people.again(&mut self.random);
        }
        let id = self.random.pick(&self.people.cases)?.clone();
        let world = self.hand.lock();
        let case = folded(&world, &id, usize::MAX).unwrap_or_default();
        let case = if case.id.is_empty() { Case { id, ..case } } else { case };
        let tasks = case::tasks(&case, &self.town.context(world.now_us));
        drop(world);
        Some(self.people.act(&mut self.random, &case, &tasks))
    }

    fn send(&mut self, writer: &mut OneWriter, list: &[Sent]) -> Held {
        let (mut requests, mut answers): (Vec<_>, Vec<(String, Answer)>) = Default::default();
        for sent in list {
            let (request, answer) = sent.request(&self.town);
            requests.push(request);
            answers.push((sent.key.clone(), answer));
        }
        while !requests.is_empty() {
            requests = block_on(writer.batch(requests));
        }
        for (key, mut answer) in answers {
            if let Ok(answered) = answer.try_recv() {
                if let (Err(refusal), [sent]) = (&answered, list) {
                    self.rightly(sent, refusal)?;
                }
                self.heard(&key, answered)?;
            }
        }
        for sent in list {
            self.touched(writer, &sent.case)?;
        }
        Ok(())
    }

    /// What was refused is not allowed by what the journal holds.
    fn rightly(&self, sent: &Sent, refusal: &Refusal) -> Held {
        let world = self.hand.lock();
        if refusal.kind != RefusalKind::Rejected || world.crashed {
            return Ok(());
        }
        let Some(mut case) = folded(&world, &sent.case, usize::MAX) else { return Ok(()) };
        let context = self.town.context(world.now_us);
        for command in &sent.commands {
            let Ok(events) = case::decide(&case, command, &context) else { return Ok(()) };
            for event in &events {
                case::apply(&mut case, event);
            }
        }
        let text = &refusal.message.en;
        Err((Law::Numbered(journal::Invariant::C1), format!("refused on an old state: {text}")))
    }

    /// An answer arrived, or was lost on its way.
    fn heard(&mut self, key: &str, answered: Result<Reply, Refusal>) -> Held {
        let lost = !self.hand.lock().calm && self.random.chance(1_500);
        let Some(sent) = self.people.sent.iter_mut().find(|sent| sent.key == key) else {
            return Ok(());
        };
        match answered {
            Ok(reply) => {
                self.outside.acknowledge(&self.hand.lock(), &reply.case, reply.version)?;
                let same = sent.answer.as_ref().is_none_or(|first| *first == reply);
                hold(Law::Key, same, || format!("`{key}` was answered in two ways"))?;
                sent.answer = Some(reply);
                sent.heard |= !lost;
            }
            Err(refusal) => {
                let could_not = refusal.kind == RefusalKind::CouldNot;
                hold(Law::Key, could_not || sent.answer.is_none(), || {
                    format!("`{key}` was done, and then refused: {}", refusal.message.en)
                })?;
                sent.heard |= !could_not && !lost;
            }
        }
        Ok(())
    }

    /// The laws of a case that something was done to.
    fn touched(&self, writer: &OneWriter, id: &str) -> Held {
        let world = self.hand.lock();
        if world.crashed {
            return Ok(());
        }
        if let Some(held) = writer.find_held(id) {
            laws::live(&world, held)?;
        }
        laws::moves_on(&world, &self.town, id)
    }

    fn ring(&mut self, writer: &mut OneWriter) -> Result<usize, (Law, String)> {
        let (to, mut from) = mpsc::channel(hall::TIMERS_MAX);
        let window = Window { to, done: Mutex::default() };
        let due: Vec<String> = {
            let world = self.hand.lock();
            let due = world.image.timers.values().filter(|row| row.due_us <= world.now_us);
            due.map(|row| row.case_id.clone()).collect()
        };
        let rung = {
            let ring = pin!(hall::ring(&self.hand, &window, &self.hand));
            let writing = pin!(writer.run(&mut from));
            match block_on(select(ring, writing)) {
                Either::Left((rung, _)) => rung.unwrap_or(0),
                Either::Right(_) => 0,
            }
        };
        for reply in window.done.into_inner().unwrap_or_else(PoisonError::into_inner) {
            self.outside.acknowledge(&self.hand.lock(), &reply.case, reply.version)?;
        }
        due.iter().try_for_each(|id| self.touched(writer, id))?;
        Ok(rung)
    }

    fn publish(&mut self, drained: bool) -> Held {
        let packs = Versions(Arc::clone(&self.town));
        let _tried_again = block_on(hall::publish(&self.hand, &packs, &self.hand));
        let world = self.hand.lock();
        // What a crash leaves is looked at after it.
        if world.crashed { Ok(()) } else { laws::streams(&world, &self.town, drained) }
    }

    /// Somebody else's event comes into a case that nobody here can read.
    fn foreign(&mut self) {
        if !self.random.chance(1_500) {
            return;
        }
        let Some(id) = self.random.pick(&self.people.cases).cloned() else { return };
        let (expected_seq, at_us) = {
            let world = self.hand.lock();
            (world.image.count_of(&id), world.now_us)
        };
        if expected_seq == 0 {
            return;
        }
        let entry = Entry {
            case_id: id.clone(),
            expected_seq,
            command_key: format!("foreign-{}", self.step),
            at_us,
            events: vec![NewEvent { kind: "foreign".to_owned(), body: "{\"so\":1}".to_owned() }],
            ..Entry::default()
        };
        let _tried = block_on(self.hand.commit(vec![entry]));
        self.people.lame.insert(id, "an event cannot be read");
    }

    /// Nothing fails any more: everything comes to its end, but what cannot.
    fn drain(&mut self) -> Held {
        let hand = self.hand.clone();
        hand.pass(120_000_000);
        let mut writer = self.writer();
        let open: Vec<Sent> = self.people.sent.iter().filter(|s| !s.heard).cloned().collect();
        for sent in open {
            self.send(&mut writer, &[sent])?;
        }
        let mut couriers = Couriers::new(&hand, &hand, &hand);
        for _ in 0..40 {
            self.rung_out(&mut writer)?;
            deliver(&mut couriers);
            let world = hand.lock();
            let waits = |(message, sent): &(journal::Message, crate::image::Sent)| {
                *sent == crate::image::Sent::Waits && message.destination != SILENT
            };
            let some = world.image.outbox.iter().any(waits);
            drop(world);
            if !some {
                break;
            }
            hand.pass(1_800_000_000);
        }
        self.publish(true)?;
        let world = hand.lock();
        laws::arrived(&world, &self.people)?;
        laws::keys(&world)?;
        self.people.cases.iter().try_for_each(|id| laws::moves_on(&world, &self.town, id))?;
        drop(world);
        self.reopened()
    }

    /// Timers ring until none is due but those of cases that cannot be served.
    fn rung_out(&mut self, writer: &mut OneWriter) -> Held {
        for _ in 0..200 {
            if self.ring(writer)? == 0 {
                return Ok(());
            }
        }
        let world = self.hand.lock();
        let due = world.image.timers.values().filter(|row| row.due_us <= world.now_us);
        let due: Vec<&str> = due.map(|row| row.key.as_str()).collect();
        Err((Law::Alone, format!("timers do not come to rest: {due:?}")))
    }

    /// Opened once more, the disk gives the same.
    fn reopened(&mut self) -> Held {
        let mut world = self.hand.lock();
        world.disk.sync();
        let before = std::mem::take(&mut world.image);
        world.open();
        let same = |one: &Image, two: &Image| {
            one.events == two.events && one.tasks == two.tasks && one.timers == two.timers
        };
        hold(Law::Numbered(journal::Invariant::C1), same(&before, &world.image), || {
            "opened again, the store is another".to_owned()
        })?;
        self.outside.after_crash(&mut world)
    }
}

/// Sends couriers and lets them come back as far as they can.
fn deliver(couriers: &mut Couriers<'_, Hand, Hand, Hand>) {
    for _ in 0..50 {
        let _next = block_on(couriers.start());
        let mut back = false;
        while couriers.one_back().now_or_never().is_some() {
            back = true;
        }
        if !back {
            return;
        }
    }
}
