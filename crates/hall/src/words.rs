//! Small words that the hall and those around it share: digests, envelopes, who a case is about.

use case::Case;
use jiff::Timestamp;
use journal::{Hash, Subscription};
use mine::cloudevents::CloudEvent;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What stands before the office in what is kept beside a webhook.
pub const OFFICE: &str = "office:";

/// The office for which a webhook speaks.
pub fn office_of(row: &Subscription) -> Option<&str> {
    row.secret_ref.strip_prefix(OFFICE)
}

/// The references of the people in a case, by role.
pub fn people_of(case: &Case) -> BTreeMap<String, String> {
    let people = case.answers.get("people").and_then(Value::as_object);
    people
        .into_iter()
        .flatten()
        .filter_map(|(role, found)| Some((role.clone(), found.as_str()?.to_owned())))
        .collect()
}

/// The digest of what was asked, to tell a repeat from a reuse of its key.
pub fn digest(parts: &[&str]) -> Hash {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(0).to_be_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

/// An instant as RFC 3339 in UTC.
pub fn rfc3339(at_us: i64) -> String {
    Timestamp::from_microsecond(at_us).map_or_else(|_| at_us.to_string(), |at| at.to_string())
}

/// An event in its envelope; `sequence` is its number in the journal.
pub fn envelope(district: &str, row: &journal::Event) -> CloudEvent {
    let mut extensions = BTreeMap::new();
    extensions.insert("sequence".to_owned(), row.seq.to_string());
    CloudEvent {
        id: format!("{}/{}", row.case_id, row.case_seq),
        source: format!("/districts/{district}/cases"),
        event_type: format!("cn.hemei.case.{}", row.kind),
        at_us: row.at_us,
        subject: Some(row.case_id.clone()),
        extensions,
        data: serde_json::from_str(&row.body).unwrap_or_default(),
    }
}
