//! What the loops of a service need of a store, so that a simulator can stand in for the disk.

use crate::{
    CommandRow, Destination, Entry, Error, Event, Failure, Hash, Journal, Message, Outcome,
    TimerRow,
};
use std::future::Future;

/// A store of case events, timers and messages that survives crashes (J1, J2, O1).
pub trait Store: Send + Sync {
    /// Makes a batch durable; one outcome per entry.
    fn commit(&self, batch: Vec<Entry>)
    -> impl Future<Output = Result<Vec<Outcome>, Error>> + Send;

    /// The events of a case after its `case_seq`-th.
    fn events_of_after(
        &self,
        case_id: &str,
        case_seq: i64,
    ) -> impl Future<Output = Result<Vec<Event>, Error>> + Send;

    /// The events after number `seq`, at most `rows`.
    fn events_after(
        &self,
        seq: i64,
        rows: usize,
    ) -> impl Future<Output = Result<Vec<Event>, Error>> + Send;

    /// The command of a key, if it was carried out.
    fn find_command(
        &self,
        key: &str,
    ) -> impl Future<Output = Result<Option<CommandRow>, Error>> + Send;

    /// The number and the chain's hash of the newest event.
    fn tip(&self) -> impl Future<Output = Result<(i64, Hash), Error>> + Send;

    /// The timers that have rung, behind `after`.
    fn due_timers(
        &self,
        now_us: i64,
        after: Option<(i64, &str)>,
        rows: usize,
    ) -> impl Future<Output = Result<Vec<TimerRow>, Error>> + Send;

    /// When the next timer rings.
    fn next_timer_at(&self) -> impl Future<Output = Result<Option<i64>, Error>> + Send;

    /// Puts off a timer whose case cannot be served now.
    fn postpone_timer(
        &self,
        key: &str,
        due_us: i64,
    ) -> impl Future<Output = Result<bool, Error>> + Send;

    /// The destinations for which something waits.
    fn list_destinations(&self) -> impl Future<Output = Result<Vec<Destination>, Error>> + Send;

    /// The messages due, at most so many for each destination.
    fn due_messages(
        &self,
        now_us: i64,
        per_destination: usize,
    ) -> impl Future<Output = Result<Vec<Message>, Error>> + Send;

    /// The messages due for one destination.
    fn due_messages_of(
        &self,
        destination: &str,
        now_us: i64,
        rows: usize,
    ) -> impl Future<Output = Result<Vec<Message>, Error>> + Send;

    /// Notes that messages have arrived.
    fn mark_delivered(
        &self,
        ids: &[i64],
        at_us: i64,
    ) -> impl Future<Output = Result<(), Error>> + Send;

    /// Notes that a message did not arrive.
    fn mark_failed(
        &self,
        id: i64,
        next_try_us: i64,
        tries_max: i64,
        error: &str,
    ) -> impl Future<Output = Result<Failure, Error>> + Send;

    /// How far a publisher has come.
    fn position(&self, name: &str) -> impl Future<Output = Result<i64, Error>> + Send;

    /// Moves a publisher on, if it stands where it is thought to.
    fn advance(
        &self,
        name: &str,
        from: i64,
        to: i64,
    ) -> impl Future<Output = Result<bool, Error>> + Send;
}

impl Store for Journal {
    async fn commit(&self, batch: Vec<Entry>) -> Result<Vec<Outcome>, Error> {
        Self::commit(self, batch).await
    }

    async fn events_of_after(&self, case_id: &str, case_seq: i64) -> Result<Vec<Event>, Error> {
        Self::events_of_after(self, case_id, case_seq).await
    }

    async fn events_after(&self, seq: i64, rows: usize) -> Result<Vec<Event>, Error> {
        Self::events_after(self, seq, rows).await
    }

    async fn find_command(&self, key: &str) -> Result<Option<CommandRow>, Error> {
        Self::find_command(self, key).await
    }

    async fn tip(&self) -> Result<(i64, Hash), Error> {
        Self::tip(self).await
    }

    async fn due_timers(
        &self,
        now_us: i64,
        after: Option<(i64, &str)>,
        rows: usize,
    ) -> Result<Vec<TimerRow>, Error> {
        Self::due_timers(self, now_us, after, rows).await
    }

    async fn next_timer_at(&self) -> Result<Option<i64>, Error> {
        Self::next_timer_at(self).await
    }

    async fn postpone_timer(&self, key: &str, due_us: i64) -> Result<bool, Error> {
        Self::postpone_timer(self, key, due_us).await
    }

    async fn list_destinations(&self) -> Result<Vec<Destination>, Error> {
        Self::list_destinations(self).await
    }

    async fn due_messages(
        &self,
        now_us: i64,
        per_destination: usize,
    ) -> Result<Vec<Message>, Error> {
        Self::due_messages(self, now_us, per_destination).await
    }

    async fn due_messages_of(
        &self,
        destination: &str,
        now_us: i64,
        rows: usize,
    ) -> Result<Vec<Message>, Error> {
        Self::due_messages_of(self, destination, now_us, rows).await
    }

    async fn mark_delivered(&self, ids: &[i64], at_us: i64) -> Result<(), Error> {
        Self::mark_delivered(self, ids, at_us).await
    }

    async fn mark_failed(
        &self,
        id: i64,
        next_try_us: i64,
        tries_max: i64,
        error: &str,
    ) -> Result<Failure, Error> {
        Self::mark_failed(self, id, next_try_us, tries_max, error).await
    }

    async fn position(&self, name: &str) -> Result<i64, Error> {
        Self::position(self, name).await
    }

    async fn advance(&self, name: &str, from: i64, to: i64) -> Result<bool, Error> {
        Self::advance(self, name, from, to).await
    }
}
