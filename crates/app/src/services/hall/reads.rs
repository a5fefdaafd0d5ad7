//! What is shown of cases, tasks and wallets, and to whom.

use super::super::refusal::{Refusal, RefusalKind};
use super::super::tokens::{Role, Who};
use super::super::{planning, views};
use super::versions::Version;
use super::{Hall, stored};
use crate::clock::rfc3339;
use case::{Case, ItemRun};
use district::service::Thing;
use district::{Slot, WorkDays};
use journal::{CaseQuery, Claim, Head, InboxQuery, TaskRow};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Which cases.
#[derive(Debug, Clone, Default)]
pub struct CaseAsk {
    /// Only this thing or programme.
    pub thing: Option<String>,
    /// Only this status.
    pub status: Option<String>,
    /// Only this place.
    pub place: Option<String>,
    /// Only this applicant.
    pub applicant: Option<String>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many at most.
    pub limit: u32,
}

/// Which tasks.
#[derive(Debug, Clone, Default)]
pub struct InboxAsk {
    /// Only this office.
    pub office: Option<String>,
    /// Only this level.
    pub level: Option<String>,
    /// Only this place.
    pub place: Option<String>,
    /// Only claimed by this officer; `none`: unclaimed.
    pub claimed_by: Option<String>,
    /// Only due before this moment.
    pub due_before: Option<String>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many at most.
    pub limit: u32,
}

impl Hall {
    /// A case with its version.
    pub async fn find_case(&self, who: &Who, id: &str) -> Result<(u64, Value), Refusal> {
        let (case, version) = self.seen(who, id).await?;
        let answers = match who.role {
            Role::Auditor | Role::Outside => None,
            Role::Applicant | Role::Officer | Role::Operator => self.plain_answers(&case).await?,
        };
        let body = case_view(&case, &version, answers.as_ref(), crate::clock::now_us());
        Ok((case.seq, body))
    }

    /// The events of a case, with the hashes that chain them.
    pub async fn case_events(&self, who: &Who, id: &str) -> Result<Value, Refusal> {
        self.seen(who, id).await?;
        let rows = self.journal().events_of(id).await.map_err(stored)?;
        let one = |row: &journal::Event| {
            let body: Value = serde_json::from_str(&row.body).unwrap_or_default();
            json!({
                "seq": row.seq,
                "case_seq": row.case_seq,
                "at": rfc3339(row.at_us),
                "kind": row.kind,
                "body": body,
                "case_hash": journal::hex(&row.case_hash),
                "chain_hash": journal::hex(&row.chain_hash),
            })
        };
        Ok(Value::Array(rows.iter().map(one).collect()))
    }

    /// A page of cases, newest first, and the cursor of the next.
    pub async fn list_cases(
        &self,
        who: &Who,
        ask: CaseAsk,
    ) -> Result<(Value, Option<String>), Refusal> {
        let reference = |id: &String| self.inner.secrets.reference(id);
        let applicant = match who.role {
            Role::Applicant => Some(reference(&who.id)),
            Role::Officer | Role::Operator | Role::Outside | Role::Auditor => {
                ask.applicant.as_ref().map(reference)
            }
        };
        let query = CaseQuery {
            status: ask.status,
            thing: ask.thing,
            place: ask.place,
            applicant,
            after: cursor(ask.cursor.as_deref())?,
            limit: usize::try_from(ask.limit).unwrap_or(50),
        };
        let heads = self.journal().list_cases(&query).await.map_err(stored)?;
        let full = heads.len() == query.limit;
        let last = heads.last().filter(|_| full);
        let next = last.map(|head| format!("{}~{}", head.row.opened_us, head.case_id));
        Ok((Value::Array(heads.iter().map(head_view).collect()), next))
    }

    /// A page of tasks, the most urgent first, and the cursor of the next.
    pub async fn inbox(
        &self,
        who: &Who,
        ask: InboxAsk,
    ) -> Result<(Value, Option<String>), Refusal> {
        let own = matches!(who.role, Role::Officer | Role::Outside);
        let office = if own { who.office.clone() } else { ask.office.clone() };
        if own && ask.office.is_some() && ask.office != who.office {
            return Err(Refusal::new(
                RefusalKind::Forbidden,
                "这个令牌只看得到本部门的待办",
                "this token sees the tasks of its own office only",
            ));
        }
        let due_before_us = match &ask.due_before {
            None => None,
            Some(text) => Some(moment(text)?),
        };
        let claimed_by = match ask.claimed_by.as_deref() {
            None => Claim::Any,
            Some("none") => Claim::Unclaimed,
            Some(id) => Claim::By(id.to_owned()),
        };
        let query = InboxQuery {
            office,
            level: ask.level,
            place: ask.place.or_else(|| who.place.clone()),
            claimed_by,
            due_before_us,
            after: cursor(ask.cursor.as_deref())?,
            limit: usize::try_from(ask.limit).unwrap_or(50),
        };
        let tasks = self.journal().inbox(&query).await.map_err(stored)?;
        let last = tasks.last().filter(|_| tasks.len() == query.limit);
        let next = last.map(|task| format!("{}~{}", task.due_us, task.key));
        Ok((Value::Array(tasks.iter().map(task_view).collect()), next))
    }

    /// How many tasks each desk has, by light.
    pub async fn task_counts(&self, who: &Who) -> Result<Value, Refusal> {
        let office = if who.role == Role::Officer { who.office.as_deref() } else { None };
        let counts = self.journal().count_tasks(office, None, None).await.map_err(stored)?;
        let one = |count: &journal::TaskCount| {
            json!({
                "office": count.office,
                "level": count.level,
                "place": count.place,
                "claimed": count.claimed,
                "light": light_word(count.light),
                "tasks": count.tasks,
            })
        };
        Ok(Value::Array(counts.iter().map(one).collect()))
    }

    /// What somebody holds.
    pub async fn wallet(&self, who: &Who, holder: &str) -> Result<Value, Refusal> {
        let reference = self.inner.secrets.reference(holder);
        if who.role == Role::Applicant && reference != self.inner.secrets.reference(&who.id) {
            return Err(Refusal::new(
                RefusalKind::Forbidden,
                "只能查看本人的证照库",
                "a wallet is shown to its holder only",
            ));
        }
        let rows = self.journal().results_of(&reference).await.map_err(stored)?;
        Ok(Value::Array(rows.iter().map(result_view).collect()))
    }

    /// What the people of a thing hold, as the planner looks at it.
    pub(super) async fn wallet_of(
        &self,
        thing: &Thing,
        people: &BTreeMap<String, String>,
    ) -> Result<plan::Wallet, Refusal> {
        let mut wallet = plan::Wallet::default();
        for role in thing.roles.iter().map(|role| &role.id) {
            let Some(reference) = people.get(role) else { continue };
            let rows = self.journal().results_of(reference).await.map_err(stored)?;
            for row in rows.iter().filter(|row| row.revoked.is_none()) {
                let slot = Slot { role: role.clone(), material: row.kind.clone() };
                planning::hold(&mut wallet, slot, row);
            }
        }
        Ok(wallet)
    }
}

fn cursor(text: Option<&str>) -> Result<Option<(i64, String)>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    let parts = text.split_once('~').and_then(|(at, key)| Some((at.parse().ok()?, key.to_owned())));
    parts.map(Some).ok_or_else(|| {
        Refusal::new(
            RefusalKind::Form,
            "cursor 应为上一页给出的 next",
            "expected cursor to be the next of the page before",
        )
    })
}

fn moment(text: &str) -> Result<i64, Refusal> {
    let parsed = text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_microsecond);
    parsed.map_err(|_| {
        Refusal::new(
            RefusalKind::Form,
            "due_before 应为 RFC 3339 时刻，如 2026-02-13T09:00:00+08:00",
            "expected due_before as RFC 3339, such as 2026-02-13T09:00:00+08:00",
        )
    })
}

pub(super) fn head_view(head: &Head) -> Value {
    let mut out: Map<String, Value> = serde_json::from_str(&head.row.body).unwrap_or_default();
    out.insert("case".to_owned(), Value::from(head.case_id.as_str()));
    out.insert("version".to_owned(), Value::from(head.events));
    out.insert("status".to_owned(), Value::from(head.row.status.as_str()));
    out.insert("thing".to_owned(), Value::from(head.row.thing.as_str()));
    out.insert("place".to_owned(), Value::from(head.row.place.as_str()));
    out.insert("applicant".to_owned(), Value::from(head.row.applicant.as_str()));
    out.insert("opened_at".to_owned(), Value::from(rfc3339(head.row.opened_us)));
    out.insert("changed_at".to_owned(), Value::from(rfc3339(head.changed_us)));
    Value::Object(out)
}

fn task_view(task: &TaskRow) -> Value {
    let mut out: Map<String, Value> = serde_json::from_str(&task.body).unwrap_or_default();
    let due = (task.due_us < i64::MAX).then(|| rfc3339(task.due_us));
    out.insert("key".to_owned(), Value::from(task.key.as_str()));
    out.insert("case".to_owned(), Value::from(task.case_id.as_str()));
    out.insert("office".to_owned(), Value::from(task.office.as_str()));
    out.insert("level".to_owned(), Value::from(task.level.as_str()));
    out.insert("place".to_owned(), Value::from(task.place.as_str()));
    out.insert("light".to_owned(), Value::from(light_word(task.light)));
    out.insert("due_at".to_owned(), json!(due));
    out.insert("claimed_by".to_owned(), json!(task.claimed_by));
    Value::Object(out)
}

fn light_word(light: journal::Light) -> &'static str {
    match light {
        journal::Light::Green => "green",
        journal::Light::Yellow => "yellow",
        journal::Light::Red => "red",
    }
}

fn result_view(row: &journal::ResultRow) -> Value {
    let mut out: Map<String, Value> = serde_json::from_str(&row.body).unwrap_or_default();
    out.insert("id".to_owned(), Value::from(row.id.as_str()));
    out.insert("material".to_owned(), Value::from(row.kind.as_str()));
    out.insert("case".to_owned(), Value::from(row.case_id.as_str()));
    out.insert("given_on".to_owned(), Value::from(row.given_on.as_str()));
    out.insert("until_on".to_owned(), json!(row.until_on));
    let revoked = row.revoked.as_ref();
    out.insert("revoked_at".to_owned(), json!(revoked.map(|(at, _)| rfc3339(*at))));
    out.insert("revoked_why".to_owned(), json!(revoked.map(|(_, why)| why.as_str())));
    Value::Object(out)
}

/// A case as it is shown.
fn case_view(case: &Case, version: &Version, answers: Option<&Value>, now_us: i64) -> Value {
    let services = &version.pack().services;
    let at = |us: Option<i64>| us.map(rfc3339);
    let id = case.subject.id();
    let name = services.things.get(id).map(|thing| views::words(&thing.name));
    let name = name.or_else(|| services.programmes.get(id).map(|p| views::words(&p.name)));
    json!({
        "case": case.id,
        "version": case.seq,
        "status": case.status.name(),
        "closing": case.closing.map(case::Closing::name),
        "thing": id,
        "name": name,
        "place": case.place,
        "applicant": case.applicant,
        "pack": version.ready.version(),
        "opened_at": at(case.opened_us),
        "submitted_at": at(case.submitted_us),
        "accepted_at": at(case.accepted_us),
        "closed_at": at(case.closed_us),
        "promised_days": views::days(WorkDays::halves(case.promised_halves)),
        "answers": answers,
        "materials": case.materials,
        "clock": clock_view(case, None, version, now_us),
        "items": case.items.iter().map(|run| item_view(case, run, version, now_us))
            .collect::<Vec<_>>(),
        "deliveries": case.deliveries.iter().map(|delivery| json!({
            "slots": delivery.slots,
            "by": delivery.by,
            "sent_at": rfc3339(delivery.at_us),
            "signed_at": at(delivery.signed_us),
        })).collect::<Vec<_>>(),
        "supplement": case.supplement.what,
        "rating": case.rating.map(|(stars, kept)| json!({"stars": stars, "kept_promise": kept})),
        "standing": case.standing.as_ref().map(|standing| json!({
            "tier": standing.tier,
            "classes": standing.classes,
            "measures": standing.measures.iter().map(|measure| json!({
                "item": measure.item,
                "every_days": measure.every_days,
                "done_at": at(measure.done_us),
                "due_since": at(measure.task_us),
            })).collect::<Vec<_>>(),
        })),
    })
}

fn item_view(case: &Case, run: &ItemRun, version: &Version, now_us: i64) -> Value {
    let services = &version.pack().services;
    let mut out = views::planned_item(&run.plan, services);
    let at = |us: Option<i64>| us.map(rfc3339);
    let more = json!({
        "state": run.state.name(),
        "office": run.office(),
        "level": run.level_now(),
        "round": run.round,
        "claimed_by": run.claimed_by,
        "ready_at": at(run.ready_us),
        "decided_at": at(run.done_us),
        "hasty": run.hasty,
        "climbs": run.climbs,
        "supplement": run.supplement.what,
        "cancelled_by": run.cancelled_by,
        "issued": run.issued,
        "clock": clock_view(case, Some(&run.plan.id), version, now_us),
    });
    if let (Some(out), Value::Object(more)) = (out.as_object_mut(), more) {
        out.extend(more);
    }
    out
}

/// The four clocks, never mixed (L6).
fn clock_view(case: &Case, item: Option<&str>, version: &Version, now_us: i64) -> Value {
    let context = version.context(now_us);
    let Some(clocks) = case::clocks(case, item, &context) else { return Value::Null };
    let days = |halves: u32| views::days(WorkDays::halves(halves));
    let (promised_us, legal_us) = match item {
        None => (case::summary(case, &context).due_us, None),
        Some(item) => {
            let tasks = case::tasks(case, &context);
            let task = tasks.into_iter().find(|task| task.item.as_deref() == Some(item));
            task.map_or((None, None), |task| (task.promised_due_us, task.due_us))
        }
    };
    json!({
        "wall_seconds": clocks.wall_us / 1_000_000,
        "legal_days": days(clocks.legal_halves),
        "promised_days": days(clocks.promised_halves),
        "paused_days": days(clocks.paused_halves),
        "promised_due_at": promised_us.map(rfc3339),
        "legal_due_at": legal_us.map(rfc3339),
    })
}

/// Closed cases that are played again, at most.
const PAST_MAX: usize = 10_000;

/// Closed cases of things, as the replay of a what-if looks at them, the newest first.
pub(crate) async fn past_cases(
    journal: &journal::Journal,
    secrets: &super::Secrets,
    version: &Version,
) -> Result<Vec<plan::PastCase>, Refusal> {
    let mut past = Vec::new();
    let mut query =
        CaseQuery { status: Some("closed".to_owned()), limit: 500, ..CaseQuery::default() };
    loop {
        let heads = journal.list_cases(&query).await.map_err(stored)?;
        for head in &heads {
            let case = super::folded(journal, &head.case_id).await?;
            let granted = case.items.iter().any(|run| run.state.granted());
            if case.accepted_us.is_none() || !granted {
                continue;
            }
            let place = seal::sealed::Place {
                person: &case.applicant,
                case: &case.id,
                field: super::orders::ANSWERS,
            };
            let given = match case.answers.get("answers") {
                Some(sealed) => secrets.open_sealed(journal, place, sealed).await?,
                None => None,
            };
            past.push(super::super::change::past_case(&case, version, given.as_ref()));
        }
        let last = heads.last().filter(|_| heads.len() == query.limit && past.len() < PAST_MAX);
        let Some(last) = last else { return Ok(past) };
        query.after = Some((last.row.opened_us, last.case_id.clone()));
    }
}
