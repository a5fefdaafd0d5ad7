//! The publisher: events of the journal become rows of the lake, exactly once (T1–T3).
//!
//! Rows are a pure function of events and pack versions, so that a range that is brought twice
//! gives the same rows twice, which the lake recognises. The position moves after the lake has
//! them. A case of which an event cannot be read, or whose pack version is gone, has no rows from
//! there on; it is counted, and holds up no other.

use crate::needs::{Pack, Packs, Table};
use crate::refusal::{Refusal, RefusalKind, stored};
use case::{Case, Event};
use journal::Store;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Events that are brought at once: one snapshot each.
const EVENTS_MAX: usize = 20_000;
/// The position's name.
pub const POSITION: &str = "lake";

/// The rows of a range, by stream.
pub type Rows = BTreeMap<&'static str, Vec<Map<String, Value>>>;

/// What publishing came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Published {
    /// Rows that are new in the lake.
    pub added: u64,
    /// Rows that were there already.
    pub repeated: u64,
    /// Rows that the lake refused, and events that gave none because their case cannot be read;
    /// a fault of ours, told loudly.
    pub refused: u64,
    /// The snapshot that shows them, if any were added.
    pub snapshot: Option<i64>,
}

/// Brings everything to the lake that is not there yet. One at a time.
pub async fn publish<S: Store, P: Packs, T: Table>(
    store: &S,
    packs: &P,
    table: &T,
) -> Result<Published, Refusal> {
    let mut all = Published::default();
    loop {
        let from = store.position(POSITION).await.map_err(stored)?;
        let events = store.events_after(from, EVENTS_MAX).await.map_err(stored)?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(all) };
        let (rows, skipped) = rows_of(store, packs, &events).await?;
        let range = (u64::try_from(from + 1).unwrap_or(0), u64::try_from(last).unwrap_or(0));
        let published = table.append(range, rows).await?;
        store.advance(POSITION, from, last).await.map_err(stored)?;
        all.added += published.added;
        all.repeated += published.repeated;
        all.refused += published.refused + skipped;
        all.snapshot = all.snapshot.max(published.snapshot);
    }
}

/// The rows of a range of events: each case is folded up to its first event in the range. Beside
/// them, how many events gave none.
async fn rows_of<S: Store, P: Packs>(
    store: &S,
    packs: &P,
    events: &[journal::Event],
) -> Result<(Rows, u64), Refusal> {
    let mut rows = Rows::new();
    let mut skipped = 0;
    // A case that cannot be read is nothing from there on.
    let mut cases: BTreeMap<&str, Option<Case>> = BTreeMap::new();
    for row in events {
        if !cases.contains_key(row.case_id.as_str()) {
            let before = case_before(store, &row.case_id, row.case_seq).await?;
            cases.insert(&row.case_id, before);
        }
        let Some(held) = cases.get_mut(row.case_id.as_str()) else { continue };
        let Some((mut case, event)) = held.take().zip(event(row).ok()) else {
            skipped += 1;
            continue;
        };
        case::apply(&mut case, &event);
        match packs.get(&case.pack).await {
            Ok(pack) => {
                for fact in case::facts(&event, &case, &pack.context(event.at_us)) {
                    let row = fact.row.into_iter().map(|(name, value)| (name.to_owned(), value));
                    rows.entry(fact.stream).or_default().push(row.collect());
                }
                *held = Some(case);
            }
            Err(refusal) if refusal.kind == RefusalKind::CouldNot => return Err(refusal),
            Err(_never) => skipped += 1,
        }
    }
    Ok((rows, skipped))
}

/// A case as it was before its `case_seq`-th event; none if that cannot be told.
async fn case_before<S: Store>(
    store: &S,
    id: &str,
    case_seq: i64,
) -> Result<Option<Case>, Refusal> {
    let mut case = Case::default();
    if case_seq <= 1 {
        return Ok(Some(case));
    }
    let rows = store.events_of_after(id, 0).await.map_err(stored)?;
    for row in rows.iter().take_while(|row| row.case_seq < case_seq) {
        let Ok(event) = event(row) else { return Ok(None) };
        case::apply(&mut case, &event);
    }
    Ok(Some(case))
}

/// Reads a stored event.
pub fn event(row: &journal::Event) -> Result<Event, Refusal> {
    serde_json::from_str(&row.body).map_err(|found| {
        Refusal::new(
            RefusalKind::CouldNot,
            format!("办件 {} 的第 {} 个事件无法读取：{found}", row.case_id, row.case_seq),
            format!("event {} of case {} cannot be read: {found}", row.case_seq, row.case_id),
        )
    })
}
