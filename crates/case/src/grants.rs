//! What an event changes in wallets: results that are given, and results that are taken back.
//! Both look at the case as it was *before* the event is applied.

use crate::event::{Event, EventKind, Issued};
use crate::state::Case;
use jiff::civil::Date;
use serde::Serialize;

/// A result that goes into a wallet; one of the same case, item and slot takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Grant {
    /// Whose and which: `child.household-entry`.
    pub slot: String,
    /// Its last valid day; none: without end.
    pub valid_until: Option<Date>,
    /// A reference to the document.
    pub document: Option<String>,
    /// The case that gave it.
    pub case: String,
    /// The item that gave it.
    pub item: String,
}

/// A result that is taken out of a wallet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revocation {
    /// Whose and which.
    pub slot: String,
    /// The case that gave it.
    pub case: String,
    /// The item that gave it.
    pub item: String,
}

/// The results that an event gives.
pub fn results(before: &Case, event: &Event) -> Vec<Grant> {
    let grant = |item: &str, issued: &Issued| Grant {
        slot: issued.slot.clone(),
        valid_until: issued.valid_until,
        document: issued.document.clone(),
        case: before.id.clone(),
        item: item.to_owned(),
    };
    if let EventKind::Granted { item, results, .. } | EventKind::DeemedGranted { item, results } =
        &event.kind
    {
        return results.iter().map(|issued| grant(item, issued)).collect();
    }
    if let EventKind::Reissued { item, result } = &event.kind {
        return vec![grant(item, result)];
    }
    Vec::new()
}

/// The results that an event takes back: by decision, or because the item is done again.
pub fn revocations(before: &Case, event: &Event) -> Vec<Revocation> {
    let revoked = |item: &str, slot: &str| Revocation {
        slot: slot.to_owned(),
        case: before.id.clone(),
        item: item.to_owned(),
    };
    if let EventKind::Revoked { item, slot, .. } = &event.kind {
        return vec![revoked(item, slot)];
    }
    if let EventKind::SentBack { to, .. } = &event.kind {
        let issued = before.find_item(to).map(|run| run.issued.as_slice()).unwrap_or_default();
        return issued.iter().map(|issued| revoked(to, &issued.slot)).collect();
    }
    Vec::new()
}
