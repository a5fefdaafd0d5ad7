//! The log of the district for other programs: CloudEvents, OCEL 2.0, XES, and mining of our
//! own.

use super::super::refusal::{Refusal, RefusalKind};
use super::super::{journal_log, logs};
use super::{Hall, stored};
use ::hall::envelope;
use journal::Journal;
use serde_json::{Value, json};
use std::collections::BTreeMap;

impl Hall {
    /// Events after a number of the journal, in their envelopes.
    pub async fn cloud_events(&self, after: u64, limit: u32) -> Result<Vec<Value>, Refusal> {
        let after = i64::try_from(after).unwrap_or(i64::MAX);
        let rows = usize::try_from(limit).unwrap_or(50);
        let events = self.journal().events_after(after, rows).await.map_err(stored)?;
        let district = &self.current().pack().id;
        Ok(events.iter().map(|row| envelope(district, row).to_json()).collect())
    }

    /// The whole log as OCEL 2.0 JSON.
    pub async fn export_ocel(&self) -> Result<String, Refusal> {
        ocel(self.journal()).await
    }

    /// The whole log as XES.
    pub async fn export_xes(&self) -> Result<String, Refusal> {
        xes(self.journal()).await
    }

    /// What mining tells of the district's own log.
    pub async fn mine(&self) -> Result<Value, Refusal> {
        let log = journal_log::event_log(self.journal()).await?;
        let mut out = logs::mined("journal", &log);
        let conformance = self.conformance(&log).await?;
        if let Some(out) = out.as_object_mut() {
            out.insert("conformance".to_owned(), conformance);
        }
        Ok(out)
    }

    /// Whether the items of each thing were decided in the order of their plans.
    async fn conformance(&self, log: &mine::EventLog) -> Result<Value, Refusal> {
        let services = &self.current().pack().services;
        let mut by_thing: BTreeMap<String, mine::EventLog> = BTreeMap::new();
        for trace in &log.cases {
            let thing = mine::log::find(&trace.attributes, "thing").and_then(mine::Value::text);
            let Some(thing) = thing.filter(|id| services.things.contains_key(*id)) else {
                continue;
            };
            by_thing.entry(thing.to_owned()).or_default().cases.push(trace.clone());
        }
        let mut out = Vec::new();
        for (thing, log) in by_thing {
            let (plan, required) = journal_log::plans(self.journal(), &log).await?;
            let decisions = journal_log::decisions(&log);
            let found = mine::conformance::conformance(&decisions, &plan, &required);
            out.push(json!({"thing": thing, "conformance": found}));
        }
        Ok(Value::Array(out))
    }
}

/// The whole log as OCEL 2.0 JSON.
pub(crate) async fn ocel(journal: &Journal) -> Result<String, Refusal> {
    let export = journal_log::export(journal).await?;
    mine::ocel::json(&export).map_err(|fault| {
        Refusal::new(RefusalKind::CouldNot, fault.text.zh.clone(), fault.text.en.clone())
    })
}

/// The whole log as XES.
pub(crate) async fn xes(journal: &Journal) -> Result<String, Refusal> {
    Ok(mine::xes_out::xes(&journal_log::event_log(journal).await?))
}
