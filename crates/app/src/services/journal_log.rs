//! The journal's events as an event log and as objects: what mining and exports read.
//!
//! Nothing personal leaves: applicants are references, answers and materials stay behind.

use super::hall::event_of;
use super::refusal::Refusal;
use crate::under;
use case::{Event, EventKind};
use journal::Journal;
use mine::conformance::{DeclaredPlan, Required};
use mine::export::{Export, ExportEvent, ExportObject, ExportValue, Relation, types};
use mine::{Attribute, EventLog, LogEvent, Trace, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Events that are read at once.
const PAGE: usize = 10_000;

/// Calls `see` with every event of the journal, in order.
async fn each(
    journal: &Journal,
    see: &mut (dyn FnMut(&journal::Event, &Event) + Send),
) -> Result<(), Refusal> {
    let mut after = 0;
    loop {
        let rows = journal
            .events_after(after, PAGE)
            .await
            .map_err(|error| Refusal::from(under::journal(error)))?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.seq;
        for row in &rows {
            see(row, &event_of(row)?);
        }
    }
}

/// The log by case: what happened to which item, by which role.
pub(crate) async fn event_log(journal: &Journal) -> Result<EventLog, Refusal> {
    let mut order: Vec<String> = Vec::new();
    let mut cases: BTreeMap<String, Trace> = BTreeMap::new();
    each(journal, &mut |row, event| {
        let trace = cases.entry(row.case_id.clone()).or_insert_with(|| {
            order.push(row.case_id.clone());
            Trace { id: row.case_id.clone(), attributes: Vec::new(), events: Vec::new() }
        });
        let text = |key: &str, value: &str| Attribute::new(key, Value::Text(value.to_owned()));
        if let EventKind::Opened { subject, place, .. } = &event.kind {
            trace.attributes.push(text("thing", subject.id()));
            trace.attributes.push(text("place", place));
        }
        let item = event.kind.item();
        let activity = match item {
            Some(item) => format!("{}:{item}", event.kind.name()),
            None => event.kind.name().to_owned(),
        };
        let mut found = LogEvent::new(activity.as_str(), event.at_us);
        found.lifecycle = Some(mine::Word::from("complete"));
        found.resource = Some(mine::Word::from(resource(event)));
        found.attributes.push(text("org:role", event.actor.role.name()));
        if let case::ActorRole::Officer { office, .. } | case::ActorRole::Outside { office } =
            &event.actor.role
        {
            found.attributes.push(text("org:group", office));
        }
        if let Some(item) = item {
            found.attributes.push(text("item", item));
        }
        trace.events.push(found);
    })
    .await?;
    let cases = order.iter().filter_map(|id| cases.remove(id)).collect();
    Ok(EventLog { attributes: Vec::new(), cases })
}

fn resource(event: &Event) -> &str {
    if event.actor.id.is_empty() { event.actor.role.name() } else { &event.actor.id }
}

/// The decisions only, each named by its item: what is held against plans.
pub(crate) fn decisions(log: &EventLog) -> EventLog {
    let mut out = log.clone();
    for trace in &mut out.cases {
        trace.events.retain_mut(|event| {
            let activity = event.activity.to_string();
            let Some((kind, item)) = activity.split_once(':') else { return false };
            let decided = matches!(kind, "granted" | "deemed_granted");
            event.activity = mine::Word::from(item);
            decided
        });
    }
    out
}

/// The plans of the cases of a log, put together, and what each case had to do.
pub(crate) async fn plans(
    journal: &Journal,
    log: &EventLog,
) -> Result<(DeclaredPlan, BTreeMap<String, Required>), Refusal> {
    let wanted: BTreeSet<&str> = log.cases.iter().map(|trace| trace.id.as_str()).collect();
    let mut after: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut required: BTreeMap<String, Required> = BTreeMap::new();
    each(journal, &mut |row, event| {
        if !wanted.contains(row.case_id.as_str()) {
            return;
        }
        if let EventKind::Submitted(submission) = &event.kind {
            for item in &submission.items {
                let before = after.entry(item.id.clone()).or_default();
                before.extend(item.after.iter().cloned());
            }
            let items = submission.items.iter().map(|item| item.id.clone()).collect();
            let found = Required { items: Some(items), running: true };
            required.insert(row.case_id.clone(), found);
        }
        if let EventKind::Closed { how, .. } = &event.kind
            && let Some(found) = required.get_mut(&row.case_id)
        {
            found.running = *how != case::Closing::Granted;
        }
    })
    .await?;
    let items = after.into_iter().map(|(item, before)| (item, before.into_iter().collect()));
    Ok((DeclaredPlan::new(items), required))
}

/// The log as objects and the events that touch them.
pub(crate) async fn export(journal: &Journal) -> Result<Export, Refusal> {
    let mut export = Export::services();
    let mut objects: BTreeMap<String, ExportObject> = BTreeMap::new();
    each(journal, &mut |row, event| {
        let mut relations = vec![Relation::new(row.case_id.clone(), "case")];
        let case = object(&mut objects, &row.case_id, types::CASE);
        if let EventKind::Opened { subject, place, applicant, .. } = &event.kind {
            let text = |value: &str| ExportValue::Text(value.to_owned());
            case.attributes.push(("thing".to_owned(), text(subject.id()), None));
            case.attributes.push(("place".to_owned(), text(place), None));
            let group = format!("applicant/{applicant}");
            case.relations.push(Relation::new(group.clone(), "applicant"));
            object(&mut objects, &group, types::GROUP);
        }
        if let EventKind::Submitted(submission) = &event.kind {
            for planned in &submission.items {
                let id = format!("{}/{}", row.case_id, planned.id);
                let office = format!("office/{}", planned.office);
                object(&mut objects, &office, types::OFFICE);
                let item = object(&mut objects, &id, types::ITEM);
                if item.attributes.is_empty() {
                    let name = ExportValue::Text(planned.id.clone());
                    item.attributes.push(("item".to_owned(), name, None));
                    item.relations.push(Relation::new(row.case_id.clone(), "part-of"));
                    item.relations.push(Relation::new(office, "done-by"));
                }
                relations.push(Relation::new(id, "planned"));
            }
            for slot in submission.materials.keys() {
                let id = format!("{}/material/{slot}", row.case_id);
                object(&mut objects, &id, types::MATERIAL);
                relations.push(Relation::new(id, "handed-in"));
            }
        }
        if let Some(item) = event.kind.item() {
            let id = format!("{}/{item}", row.case_id);
            object(&mut objects, &id, types::ITEM);
            relations.push(Relation::new(id, "item"));
        }
        for slot in issued(&event.kind) {
            let id = format!("{}/result/{slot}", row.case_id);
            object(&mut objects, &id, types::LICENCE);
            relations.push(Relation::new(id, "issued"));
        }
        relations.sort();
        relations.dedup();
        export.events.push(ExportEvent {
            id: format!("{}/{}", row.case_id, row.case_seq),
            event_type: event.kind.name().to_owned(),
            at_us: event.at_us,
            attributes: vec![(
                "role".to_owned(),
                ExportValue::Text(event.actor.role.name().to_owned()),
            )],
            relations,
        });
    })
    .await?;
    export.objects = objects.into_values().collect();
    Ok(export.declared())
}

fn object<'a>(
    objects: &'a mut BTreeMap<String, ExportObject>,
    id: &str,
    kind: &str,
) -> &'a mut ExportObject {
    objects.entry(id.to_owned()).or_insert_with(|| ExportObject {
        id: id.to_owned(),
        object_type: kind.to_owned(),
        ..ExportObject::default()
    })
}

/// The results that an event issues.
fn issued(kind: &EventKind) -> Vec<&str> {
    if let EventKind::Granted { results, .. } | EventKind::DeemedGranted { results, .. } = kind {
        return results.iter().map(|issued| issued.slot.as_str()).collect();
    }
    if let EventKind::Reissued { result, .. } = kind {
        return vec![&result.slot];
    }
    Vec::new()
}
