//! The store on the simulated disk: every write is a frame that is appended and synced before it
//! is seen; opening folds the frames and cuts a torn tail off.

use crate::bug::Bug;
use crate::disk::{frame, unframe};
use crate::image::{Image, Record, Sent};
use crate::world::{Hand, World};
use journal::{
    CommandRow, Destination, Entry, Error, Event, Failure, Hash, Message, Outcome, Store, TimerRow,
};
use std::collections::BTreeMap;

impl World {
    fn write(&mut self, record: &Record) -> Result<(), Error> {
        self.call("append")?;
        let refused = self.rates.refused;
        if self.fails(refused) {
            return Err(Error::Stopped { at: "a full disk" });
        }
        if let Record::Commit(entries) = record {
            self.attempts.extend(entries.iter().cloned());
        }
        let bytes = serde_json::to_vec(record).unwrap_or_default();
        self.disk.append(&frame(&bytes));
        self.call("sync")?;
        if self.bug != Some(Bug::AckBeforeSync) || self.random.chance(2_000) {
            self.disk.sync();
        }
        self.image.apply(record, self.bug);
        self.call("answer")?;
        let lost = self.rates.lost;
        if self.fails(lost) {
            return Err(Error::Stopped { at: "a lost answer" });
        }
        Ok(())
    }

    /// Opens the store anew.
    pub(crate) fn open(&mut self) {
        self.crashed = false;
        self.image = Image::default();
        let whole = self.disk.bytes().to_vec();
        let mut rest = whole.as_slice();
        while let Some((body, behind)) = unframe(rest, self.bug != Some(Bug::NoChecksum)) {
            let Ok(record) = serde_json::from_slice(body) else { break };
            self.image.apply(&record, self.bug);
            rest = behind;
        }
        if self.bug != Some(Bug::TailKept) {
            self.disk.truncate(whole.len() - rest.len());
        }
        if self.bug == Some(Bug::TimersForgotten) {
            self.image.timers.clear();
        }
    }
}

impl Store for Hand {
    async fn commit(&self, batch: Vec<Entry>) -> Result<Vec<Outcome>, Error> {
        let mut world = self.lock();
        let bug = world.bug;
        world.call("read")?;
        let (outcomes, taken) = world.image.judge(batch, bug);
        if !taken.is_empty() {
            world.write(&Record::Commit(taken))?;
        }
        Ok(outcomes)
    }

    async fn events_of_after(&self, case_id: &str, case_seq: i64) -> Result<Vec<Event>, Error> {
        let mut world = self.lock();
        world.call("read")?;
        let events = world.image.events_of(case_id);
        Ok(events.filter(|event| event.case_seq > case_seq).cloned().collect())
    }

    async fn events_after(&self, seq: i64, rows: usize) -> Result<Vec<Event>, Error> {
        let mut world = self.lock();
        world.call("read")?;
        let from = usize::try_from(seq).unwrap_or(0);
        // A short page now and then: ranges are not the same twice.
        let rows = if world.random.chance(3_000) { 7 } else { rows };
        let events: Vec<Event> = world.image.events.iter().skip(from).take(rows).cloned().collect();
        if let Some(last) = events.last().filter(|_| world.bug == Some(Bug::PositionFirst)) {
            let name = hall::POSITION.to_owned();
            world.write(&Record::Advanced { name, to: last.seq })?;
        }
        Ok(events)
    }

    async fn find_command(&self, key: &str) -> Result<Option<CommandRow>, Error> {
        let mut world = self.lock();
        world.call("read")?;
        Ok(world.image.commands.get(key).cloned())
    }

    async fn tip(&self) -> Result<(i64, Hash), Error> {
        Ok(self.lock().image.tip())
    }

    async fn due_timers(
        &self,
        now_us: i64,
        after: Option<(i64, &str)>,
        rows: usize,
    ) -> Result<Vec<TimerRow>, Error> {
        let mut world = self.lock();
        world.call("read")?;
        let mut due: Vec<&TimerRow> =
            world.image.timers.values().filter(|row| row.due_us <= now_us).collect();
        due.sort_by(|one, two| (one.due_us, &one.key).cmp(&(two.due_us, &two.key)));
        let behind = |row: &&TimerRow| after.is_none_or(|after| (row.due_us, &*row.key) > after);
        Ok(due.into_iter().filter(behind).take(rows).cloned().collect())
    }

    async fn next_timer_at(&self) -> Result<Option<i64>, Error> {
        Ok(self.lock().image.timers.values().map(|row| row.due_us).min())
    }

    async fn postpone_timer(&self, key: &str, due_us: i64) -> Result<bool, Error> {
        let mut world = self.lock();
        let there = world.image.timers.contains_key(key);
        world.write(&Record::Postponed { key: key.to_owned(), due_us })?;
        Ok(there)
    }

    async fn list_destinations(&self) -> Result<Vec<Destination>, Error> {
        let mut world = self.lock();
        world.call("read")?;
        let mut found: BTreeMap<&str, i64> = BTreeMap::new();
        for (message, sent) in &world.image.outbox {
            if *sent == Sent::Waits {
                let next_us = found.entry(&message.destination).or_insert(message.next_us);
                *next_us = message.next_us.min(*next_us);
            }
        }
        let one = |(name, next_us): (&str, i64)| Destination { name: name.to_owned(), next_us };
        Ok(found.into_iter().map(one).collect())
    }

    async fn due_messages(
        &self,
        now_us: i64,
        per_destination: usize,
    ) -> Result<Vec<Message>, Error> {
        let mut due = Vec::new();
        for to in self.list_destinations().await? {
            due.extend(self.due_messages_of(&to.name, now_us, per_destination).await?);
        }
        Ok(due)
    }

    async fn due_messages_of(
        &self,
        destination: &str,
        now_us: i64,
        rows: usize,
    ) -> Result<Vec<Message>, Error> {
        let mut world = self.lock();
        world.call("read")?;
        let due = |(message, sent): &&(Message, Sent)| {
            *sent == Sent::Waits && message.destination == destination && message.next_us <= now_us
        };
        let mut due: Vec<Message> =
            world.image.outbox.iter().filter(due).map(|(message, _)| message.clone()).collect();
        due.sort_by_key(|message| (message.next_us, message.id));
        due.truncate(rows);
        if world.bug == Some(Bug::DeliveredFirst) {
            let ids = due.iter().map(|message| message.id).collect();
            world.write(&Record::Delivered { ids })?;
        }
        Ok(due)
    }

    async fn mark_delivered(&self, ids: &[i64], _at_us: i64) -> Result<(), Error> {
        self.lock().write(&Record::Delivered { ids: ids.to_vec() })
    }

    async fn mark_failed(
        &self,
        id: i64,
        next_us: i64,
        tries_max: i64,
        error: &str,
    ) -> Result<Failure, Error> {
        let mut world = self.lock();
        let Some(tries) = world.image.message(id).map(|(message, _)| message.tries) else {
            return Ok(Failure::Gone);
        };
        world.write(&Record::Failed { id, next_us, tries_max, error: error.to_owned() })?;
        Ok(if tries + 1 >= tries_max { Failure::Dead } else { Failure::Again })
    }

    async fn position(&self, name: &str) -> Result<i64, Error> {
        let mut world = self.lock();
        world.call("read")?;
        Ok(world.image.reached.get(name).copied().unwrap_or(0))
    }

    async fn advance(&self, name: &str, from: i64, to: i64) -> Result<bool, Error> {
        let mut world = self.lock();
        if world.image.reached.get(name).copied().unwrap_or(0) != from {
            return Ok(false);
        }
        world.write(&Record::Advanced { name: name.to_owned(), to })?;
        Ok(true)
    }
}
