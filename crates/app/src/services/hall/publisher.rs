//! The publisher: events of the journal become rows of the lake, exactly once (T1–T3).
//!
//! Rows are a pure function of events and pack versions, so that a range that is brought twice
//! gives the same rows twice, which the lake recognises. The position moves after the lake has
//! them.

use super::super::publish::{self, Published, Rows};
use super::super::refusal::Refusal;
use super::{Hall, effects, stored};
use case::Case;
use journal::Event;
use std::collections::BTreeMap;

/// Events that are brought at once: one snapshot each.
const EVENTS_MAX: usize = 20_000;
/// The position's name.
const NAME: &str = "lake";

impl Hall {
    /// Brings everything to the lake that is not there yet.
    pub async fn publish(&self) -> Result<Published, Refusal> {
        let _one_at_a_time = self.inner.publishing.lock().await;
        let mut all = Published::default();
        loop {
            let from = self.journal().position(NAME).await.map_err(stored)?;
            let events = self.journal().events_after(from, EVENTS_MAX).await.map_err(stored)?;
            let Some(last) = events.last().map(|event| event.seq) else { return Ok(all) };
            let rows = self.rows_of(&events).await?;
            let range = (u64::try_from(from + 1).unwrap_or(0), u64::try_from(last).unwrap_or(0));
            let journal = self.inner.secrets.public().multikey();
            let published =
                publish::publish(&self.inner.lake, &self.current().ready, &journal, range, rows)
                    .await?;
            self.journal().advance(NAME, from, last).await.map_err(stored)?;
            all.added += published.added;
            all.repeated += published.repeated;
            all.refused += published.refused;
            all.snapshot = all.snapshot.max(published.snapshot);
        }
    }

    /// The rows of a range of events: each case is folded up to its first event in the range.
    async fn rows_of(&self, events: &[Event]) -> Result<Rows, Refusal> {
        let mut rows = Rows::new();
        let mut cases: BTreeMap<&str, Case> = BTreeMap::new();
        for row in events {
            let event = effects::event(row)?;
            if !cases.contains_key(row.case_id.as_str()) {
                let before = self.case_before(&row.case_id, row.case_seq).await?;
                cases.insert(&row.case_id, before);
            }
            let Some(case) = cases.get_mut(row.case_id.as_str()) else { continue };
            let mut after = case.clone();
            case::apply(&mut after, &event);
            let version = self.inner.versions.get(&after.pack).await?;
            let context = version.context(event.at_us);
            for fact in case::facts(&event, &after, &context) {
                let row = fact.row.into_iter().map(|(name, value)| (name.to_owned(), value));
                rows.entry(fact.stream).or_default().push(row.collect());
            }
            *case = after;
        }
        Ok(rows)
    }

    /// A case as it was before its `case_seq`-th event.
    async fn case_before(&self, id: &str, case_seq: i64) -> Result<Case, Refusal> {
        if case_seq <= 1 {
            return Ok(Case::default());
        }
        let rows = self.journal().events_of(id).await.map_err(stored)?;
        let mut case = Case::default();
        for row in rows.iter().take_while(|row| row.case_seq < case_seq) {
            case::apply(&mut case, &effects::event(row)?);
        }
        Ok(case)
    }
}
