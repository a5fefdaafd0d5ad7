//! What follows from events: rows of tasks, timers and results that change, messages to other
//! systems. Everything is the difference between what the case machine says before and after.

use crate::needs::Pack;
use crate::refusal::{Refusal, RefusalKind};
use crate::timers::PUT_OFF_US;
use crate::words::{envelope, office_of, people_of, rfc3339};
use case::{Case, Context, Event, EventKind, Reject, Task, Timer};
use district::Slot;
use jiff::civil::Date;
use journal::{
    Entry, HeadRow, NewEvent, NewMessage, ResultChange, ResultRow, Subscription, TaskChange,
    TaskRow, TimerChange, TimerRow,
};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// What is worked out from a case, as its rows stand in the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Worked {
    /// What people have to do.
    pub tasks: Vec<Task>,
    /// What happens by itself.
    pub timers: Vec<Timer>,
}

impl Worked {
    /// Works them out.
    pub fn of(case: &Case, context: &Context<'_>) -> Self {
        Self { tasks: case::tasks(case, context), timers: case::timers(case, context) }
    }
}

/// A command's effect on a case.
pub(crate) struct Change<'a> {
    pub(crate) before: &'a Case,
    /// The rows as they were written, at the moment of the last event: lights that time alone
    /// has turned since are not in them.
    pub(crate) rows: &'a Worked,
    pub(crate) after: &'a Case,
    pub(crate) now: &'a Worked,
    pub(crate) events: &'a [Event],
    pub(crate) context: &'a Context<'a>,
}

/// Where messages go: the webhooks as they stand, shared between all who need them.
#[derive(Debug, Clone, Default)]
pub struct Routes(Arc<RwLock<Arc<Vec<Subscription>>>>);

impl Routes {
    /// They stand like this from now on.
    pub fn set(&self, list: Vec<Subscription>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(list);
    }

    fn list(&self) -> Arc<Vec<Subscription>> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The webhook of that id, active or not.
    pub fn find(&self, id: &str) -> Option<Subscription> {
        self.list().iter().find(|row| row.id == id).cloned()
    }
}

/// What the case machine does not allow, as a refusal.
pub fn refused(reject: &Reject) -> Refusal {
    let (message, help) = (reject.message(), reject.help());
    let mut refusal = Refusal::new(RefusalKind::Rejected, message.zh, message.en);
    refusal.code = Some(reject.code().0.to_owned());
    refusal.help = Some(help);
    refusal
}

/// A key of a case's own is one of the whole journal with the case before it.
fn whole_key(case: &str, key: &str) -> String {
    format!("{case}/{key}")
}

/// The case's own part of such a key.
pub fn own_key<'a>(case: &str, key: &'a str) -> &'a str {
    key.strip_prefix(case).and_then(|rest| rest.strip_prefix('/')).unwrap_or(key)
}

/// Fills in all that follows from the events. `settled` is a timer that is taken off.
pub(crate) fn fill<P: Pack>(
    entry: &mut Entry,
    change: &Change<'_>,
    (pack, routes): (&P, &Routes),
    settled: Option<&str>,
) {
    for event in change.events {
        entry.events.push(NewEvent {
            kind: event.kind.name().to_owned(),
            body: serde_json::to_string(event).unwrap_or_default(),
        });
    }
    entry.head = Some(head(change, &change.now.tasks));
    tasks(entry, change);
    timers(entry, change, settled);
    results(entry, change);
    messages(entry, change, pack.district(), routes);
}

fn head(change: &Change<'_>, tasks: &[Task]) -> HeadRow {
    let case = change.after;
    let summary = case::summary(case, change.context);
    let at = |us: Option<i64>| us.map(rfc3339);
    let mut holders: Vec<&str> =
        tasks.iter().map(|task| task.office.as_str()).filter(|o| !o.is_empty()).collect();
    holders.sort_unstable();
    holders.dedup();
    let body = json!({
        "closing": summary.closing.map(case::Closing::name),
        "submitted_at": at(summary.submitted_us),
        "accepted_at": at(summary.accepted_us),
        "promised_due_at": at(summary.due_us),
        "closed_at": at(summary.closed_us),
        "open_items": summary.open_items,
        "light": summary.light,
        "with": holders,
    });
    HeadRow {
        status: case.status.name().to_owned(),
        thing: case.subject.id().to_owned(),
        place: case.place.clone(),
        applicant: case.applicant.clone(),
        opened_us: case.opened_us.unwrap_or(case.last_us),
        body: body.to_string(),
    }
}

fn task_row(case: &Case, task: &Task) -> TaskRow {
    let body = json!({
        "kind": task.kind.name(),
        "item": task.item,
        "thing": case.subject.id(),
        "legal_due_at": task.due_us.map(rfc3339),
        "promised_due_at": task.promised_due_us.map(rfc3339),
    });
    TaskRow {
        key: whole_key(&case.id, &task.key),
        case_id: case.id.clone(),
        office: task.office.clone(),
        level: task.level.clone(),
        place: task.place.clone(),
        light: match task.light {
            case::Light::None => journal::Light::Green,
            case::Light::Yellow => journal::Light::Yellow,
            case::Light::Red => journal::Light::Red,
        },
        due_us: task.promised_due_us.or(task.due_us).unwrap_or(i64::MAX),
        claimed_by: task.claimed_by.clone(),
        body: body.to_string(),
    }
}

fn tasks(entry: &mut Entry, change: &Change<'_>) {
    let (before, now) = (&change.rows.tasks, &change.now.tasks);
    let known: BTreeMap<&str, &Task> =
        before.iter().map(|task| (task.key.as_str(), task)).collect();
    for task in now {
        if known.get(task.key.as_str()).is_none_or(|known| *known != task) {
            entry.tasks.push(TaskChange::Put(task_row(change.after, task)));
        }
    }
    for task in before {
        if !now.iter().any(|other| other.key == task.key) {
            entry.tasks.push(TaskChange::Delete(whole_key(&entry.case_id, &task.key)));
        }
    }
}

fn timers(entry: &mut Entry, change: &Change<'_>, settled: Option<&str>) {
    let (before, now) = (&change.rows.timers, &change.now.timers);
    let now_us = change.context.now_us;
    if let Some(key) = settled {
        entry.timers.push(TimerChange::Delete(key.to_owned()));
    }
    for timer in now {
        let key = whole_key(&entry.case_id, &timer.key);
        let taken_off = settled == Some(key.as_str());
        // A timer that has rung and stands as before is put again: what rang is taken off. One
        // that is settled and due all the same is looked at again later, so that it never spins.
        let rang = timer.due_us <= now_us;
        let due_us = if taken_off && rang { now_us + PUT_OFF_US } else { timer.due_us };
        if taken_off || rang || !before.contains(timer) {
            entry.timers.push(TimerChange::Put(TimerRow {
                key,
                case_id: entry.case_id.clone(),
                kind: timer.kind.name().to_owned(),
                due_us,
                body: String::new(),
            }));
        }
    }
    for timer in before {
        if !now.iter().any(|other| other.key == timer.key) {
            entry.timers.push(TimerChange::Delete(whole_key(&entry.case_id, &timer.key)));
        }
    }
}

/// Who holds a slot: the person in its role, or, where nobody is known there, nobody but the
/// case itself.
fn holder(case: &Case, context: &Context<'_>, slot: &Slot) -> String {
    let people = people_of(case);
    let thing = context.services.things.get(case.subject.id());
    let role = thing
        .and_then(|thing| {
            let called = |role: &&district::service::Role| {
                role.id == slot.role || role.also.contains(&slot.role)
            };
            thing.roles.iter().find(called).map(|role| role.id.clone())
        })
        .unwrap_or_else(|| slot.role.clone());
    match people.get(&role) {
        Some(reference) => reference.clone(),
        None if role == Slot::APPLICANT => case.applicant.clone(),
        None => format!("{}/{role}", case.id),
    }
}

fn results(entry: &mut Entry, change: &Change<'_>) {
    let mut case = change.before.clone();
    let zone = change.context.zone;
    for event in change.events {
        let id = |slot: &str| format!("r-{}-{}", change.after.id, slot.replace('.', "-"));
        for gone in case::revocations(&case, event) {
            // Only these two take results back.
            let why = if let EventKind::Revoked { reason, .. }
            | EventKind::SentBack { reason, .. } = &event.kind
            {
                reason.clone()
            } else {
                String::new()
            };
            let change = ResultChange::Revoke { id: id(&gone.slot), at_us: event.at_us, why };
            entry.results.push(change);
        }
        for given in case::results(&case, event) {
            let slot = Slot::read(&given.slot);
            let on = zone.civil(event.at_us).map_or(Date::ZERO, jiff::civil::DateTime::date);
            let body = json!({
                "slot": given.slot,
                "item": given.item,
                "document": given.document,
                "case_seq": event.seq,
            });
            entry.results.push(ResultChange::Put(ResultRow {
                id: id(&given.slot),
                holder: holder(change.after, change.context, &slot),
                kind: slot.material.clone(),
                case_id: change.after.id.clone(),
                given_on: on.to_string(),
                until_on: given.valid_until.map(|day| day.to_string()),
                revoked: None,
                body: body.to_string(),
            }));
        }
        case::apply(&mut case, event);
    }
}

/// Events go to every webhook that asks for their kind; a task that appears at an office goes to
/// that office's.
fn messages(entry: &mut Entry, change: &Change<'_>, district: &str, routes: &Routes) {
    let (before, now) = (&change.rows.tasks, &change.now.tasks);
    let list = routes.list();
    if list.is_empty() {
        return;
    }
    for (at, event) in change.events.iter().enumerate() {
        let body = entry.events.get(at).map(|event| event.body.clone()).unwrap_or_default();
        let row = journal::Event {
            seq: 0,
            case_id: entry.case_id.clone(),
            case_seq: i64::try_from(event.seq).unwrap_or(i64::MAX),
            at_us: event.at_us,
            kind: event.kind.name().to_owned(),
            body,
            case_hash: [0; 32],
            chain_hash: [0; 32],
        };
        let mut sent = envelope(district, &row);
        sent.extensions.clear();
        let office = event.kind.item().and_then(|item| change.after.find_item(item));
        let office = office.map(case::ItemRun::office);
        for to in list.iter().filter(|to| to.active && wants(to, event.kind.name())) {
            if office_of(to).is_none() || office_of(to) == office {
                entry.outbox.push(NewMessage {
                    key: format!("{}/{}/{}", to.id, entry.case_id, event.seq),
                    destination: to.id.clone(),
                    kind: event.kind.name().to_owned(),
                    body: sent.to_json().to_string(),
                    not_before_us: 0,
                });
            }
        }
    }
    let seq = change.after.seq;
    for task in now.iter().filter(|task| !before.iter().any(|other| other.key == task.key)) {
        let offices = list.iter().filter(|to| to.active && wants(to, "task"));
        for to in offices.filter(|to| office_of(to) == Some(task.office.as_str())) {
            let body = json!({
                "specversion": "1.0",
                "id": format!("{}/{}/{seq}", entry.case_id, task.key),
                "source": format!("/districts/{district}/cases"),
                "type": "cn.hemei.task.opened",
                "time": rfc3339(entry.at_us),
                "subject": entry.case_id,
                "datacontenttype": "application/json",
                "data": task,
            });
            entry.outbox.push(NewMessage {
                key: format!("{}/{}/{}/{seq}", to.id, entry.case_id, task.key),
                destination: to.id.clone(),
                kind: "task".to_owned(),
                body: body.to_string(),
                not_before_us: 0,
            });
        }
    }
}

fn wants(to: &Subscription, kind: &str) -> bool {
    to.kinds.is_empty() || to.kinds.iter().any(|wanted| wanted == kind)
}
