//! What-if: changes as people write them, their effect on every thing, and past cases played
//! again under them.

use super::answers;
use super::hall::Version;
use super::refusal::{Refusal, RefusalKind};
use super::views;
use crate::error::Error;
use crate::opened::App;
use case::Case;
use district::WorkDays;
use jiff::civil::Date;
use plan::{Change, Declared, Distribution, Effect, Outlook, PastCase, Replayed};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Reads changes: `{"changes": [{"promise": {"thing": "newborn", "days": 4}}, …]}`.
pub(crate) fn read(json: &Value) -> Result<(Vec<Change>, Option<Date>), Refusal> {
    let form = |what: &str| {
        Refusal::new(
            RefusalKind::Form,
            format!("变更的写法不合要求：{what}"),
            format!("expected changes, found {what}"),
        )
        .help(
            "写成 {\"changes\": [{\"promise\": {\"thing\": \"…\", \"days\": 4}}]}",
            "write {\"changes\": [{\"promise\": {\"thing\": \"…\", \"days\": 4}}]}",
        )
    };
    let list = json.get("changes").and_then(Value::as_array).ok_or_else(|| form("none"))?;
    let mut changes = Vec::new();
    for item in list {
        changes.push(one(item).ok_or_else(|| form(&item.to_string()))?);
    }
    let on = match json.get("accepted_on").and_then(Value::as_str) {
        Some(text) => Some(super::planning::date(text)?),
        None => None,
    };
    Ok((changes, on))
}

fn one(json: &Value) -> Option<Change> {
    let (name, body) = json.as_object()?.iter().next()?;
    let text = |field: &str| body.get(field).and_then(Value::as_str).map(str::to_owned);
    let days = || work_days(&body.get("days")?.to_string());
    let dates = || {
        let list = body.as_array()?;
        list.iter().map(|day| day.as_str()?.parse().ok()).collect::<Option<Vec<Date>>>()
    };
    Some(match name.as_str() {
        "promise" => Change::Promise { thing: text("thing")?, days: days()? },
        "item_promise" => Change::ItemPromise { item: text("item")?, days: days()? },
        "item_legal" => Change::ItemLegal { item: text("item")?, days: days()? },
        "item_removed" => Change::ItemRemoved { item: text("item")? },
        "staffing" => Change::Staffing {
            office: text("office")?,
            level: text("level")?,
            people: u32::try_from(body.get("people")?.as_u64()?).ok()?,
        },
        "holidays" => Change::Holidays(dates()?),
        "workdays" => Change::Workdays(dates()?),
        _ => return None,
    })
}

/// Working days as people write them: `5`, `0.5`.
pub fn work_days(text: &str) -> Option<WorkDays> {
    WorkDays::from_exact(&text.trim_matches('"').parse().ok()?)
}

/// What changes mean: over all things, and for past cases.
pub(crate) fn effects(
    version: &Version,
    changes: &[Change],
    accepted_on: Date,
    past: &[PastCase],
) -> Result<Value, Refusal> {
    let pack = version.pack();
    let missing = |fault: plan::NoSuch| {
        let text = fault.sentence();
        Refusal::new(RefusalKind::Rejected, text.zh, text.en)
    };
    let calendar = version.calendar();
    let effects = plan::what_if(&pack.services, calendar, &pack.places, changes, accepted_on)
        .map_err(missing)?;
    let (services, changed) = plan::changed(&pack.services, calendar, changes).map_err(missing)?;
    let replayed = (!past.is_empty()).then(|| {
        plan::replay(
            Declared { services: &pack.services, calendar },
            Declared { services: &services, calendar: &changed },
            &pack.places,
            past,
        )
    });
    let differing = effects.iter().filter(|effect| effect.differs());
    Ok(json!({
        "accepted_on": accepted_on.to_string(),
        "things": differing.map(effect_view).collect::<Vec<_>>(),
        "unchanged": effects.iter().filter(|effect| !effect.differs()).count(),
        "past_cases": past.len(),
        "replayed": replayed.as_ref().map(replay_view),
    }))
}

fn effect_view(effect: &Effect) -> Value {
    json!({
        "thing": effect.thing,
        "before": outlook_view(&effect.before),
        "after": outlook_view(&effect.after),
    })
}

fn outlook_view(outlook: &Outlook) -> Value {
    json!({
        "critical_days": views::days(outlook.critical_days),
        "critical_path": outlook.critical_path,
        "promised_days": views::days(outlook.promised_days),
        "promise_on": outlook.promise_on.to_string(),
        "done_on": outlook.done_on.to_string(),
        "provisional": outlook.provisional,
        "kept": outlook.kept(),
        "findings": outlook.findings.iter().map(|found| json!({
            "code": found.code.0,
            "message": views::words(&found.message),
        })).collect::<Vec<_>>(),
    })
}

fn replay_view(replayed: &Replayed) -> Value {
    let one = |found: &Distribution| {
        json!({
            "finished": found.finished,
            "unfinished": found.unfinished,
            "median_days": views::days(found.median),
            "p75_days": views::days(found.p75),
            "p90_days": views::days(found.p90),
            "max_days": views::days(found.max),
            "kept": found.kept.as_ref().map(|kept| views::number(kept, 6)),
        })
    };
    json!({"before": one(&replayed.before), "after": one(&replayed.after)})
}

/// A closed case as the replay looks at it.
pub(crate) fn past_case(case: &Case, version: &Version, given: Option<&Value>) -> PastCase {
    let services = &version.pack().services;
    let read = given.and_then(|given| answers::read(services, given).ok());
    let context = version.context(case.closed_us.unwrap_or(case.last_us));
    let mut taken = BTreeMap::new();
    for run in case.items.iter().filter(|run| run.state.granted()) {
        if let Some(clocks) = case::clocks(case, Some(&run.plan.id), &context) {
            taken.insert(run.plan.id.clone(), clocks.promised_halves);
        }
    }
    let accepted = case.accepted_us.and_then(|us| version.pack().zone.civil(us));
    PastCase {
        thing: case.subject.id().to_owned(),
        answers: read.unwrap_or_default(),
        place: case.place.clone(),
        accepted_on: accepted.map_or(Date::ZERO, jiff::civil::DateTime::date),
        taken,
    }
}

/// What changes mean, by the command line: with a data folder, past cases are played again.
pub async fn what_if(app: &App, changes: &Value, store: Option<&str>) -> Result<Value, Error> {
    let version = Version::new(app.ready_pack()?);
    let (changes, on) = read(changes)?;
    let today = super::planning::today(&version.ready);
    let journal = match &app.data_dir {
        Some(data) if store.is_some() || data.join("journal.db").is_file() => {
            Some((super::paper::open(app, store).await?, data.clone()))
        }
        Some(_) | None => None,
    };
    let past = match &journal {
        Some((journal, data)) => {
            let secrets = super::hall::Secrets::open(data)?;
            super::hall::past_cases(journal, &secrets, &version).await?
        }
        None => Vec::new(),
    };
    Ok(effects(&version, &changes, on.unwrap_or(today), &past)?)
}
