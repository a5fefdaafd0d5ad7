//! Plans and proofs for a pack: `plan`, `things`, `what-if`, `drift`, and what the hall needs of
//! the planner.

use super::answers;
use super::hall::Version;
use super::refusal::{Refusal, RefusalKind};
use super::views;
use crate::clock;
use crate::error::{self, Error};
use crate::opened::{App, ReadyPack, ready};
use case::Case;
use diag::{Diagnostic, Language, Text};
use district::plan::{Plan, PlannedItem};
use district::service::{Check, FieldType, Services, Thing};
use district::{Answers, Slot, WorkCalendar, WorkDays};
use jiff::civil::Date;
use plan::{Held, Wallet};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a plan is asked for with.
#[derive(Debug, Clone, Default)]
pub struct PlanRequest {
    /// The thing.
    pub thing: String,
    /// A file of answers, as JSON.
    pub answers: Option<std::path::PathBuf>,
    /// The day of acceptance; none: today.
    pub accepted: Option<String>,
    /// Results that are held, by slot.
    pub held: Vec<String>,
}

/// A plan with the pack that it was made of.
pub struct Planned {
    /// The plan.
    pub plan: Plan,
    /// The pack.
    pub ready: ReadyPack,
}

impl Planned {
    /// As `plan --json` prints it.
    pub fn json(&self) -> Value {
        views::plan(&self.plan, &self.ready.pack.services)
    }

    /// Drawn.
    pub fn svg(&self, language: Language) -> String {
        drawn(&self.plan, &self.ready.pack.services, language)
    }
}

/// Makes a plan.
pub async fn plan(app: &App, request: &PlanRequest) -> Result<Planned, Error> {
    let ready = app.ready_pack()?;
    let services = &ready.pack.services;
    if !services.things.contains_key(&request.thing) {
        let ids = services.things.keys().map(String::as_str);
        return Err(error::not_declared(("一件事", "thing"), &request.thing, ids));
    }
    let given = match &request.answers {
        Some(path) => answers_file(services, path)?,
        None => Answers::new(),
    };
    let accepted = match &request.accepted {
        Some(text) => date(text)?,
        None => today(&ready),
    };
    let mut made = make(&ready, &request.thing, &given, &held(&request.held), accepted)?;
    if app.data_dir.is_some() {
        made.savings.actual = super::past::actual(app, &ready, &made).await?;
    }
    Ok(Planned { plan: made, ready })
}

/// Reads a file of answers.
fn answers_file(services: &Services, path: &Path) -> Result<Answers, Error> {
    let bytes = crate::folder::read_bytes(path)?;
    let json: Value = serde_json::from_slice(&bytes).map_err(|found| {
        Error::refused(
            format!("`{}` 不是 JSON", path.display()),
            format!("`{}` is not JSON", path.display()),
        )
        .because(found.to_string())
    })?;
    answers::read(services, &json)
}

/// A date as people write it.
pub(crate) fn date(text: &str) -> Result<Date, Error> {
    text.parse().map_err(|_| {
        Error::wrong_use(
            format!("日期应如 2026-02-13，实为 `{text}`"),
            format!("expected a date such as 2026-02-13, found `{text}`"),
        )
    })
}

pub(crate) fn today(ready: &ReadyPack) -> Date {
    ready.pack.zone.civil(clock::now_us()).map_or(Date::ZERO, jiff::civil::DateTime::date)
}

/// The working calendar of a pack's services.
pub(crate) fn calendar(ready: &ReadyPack) -> WorkCalendar {
    let id = ready.pack.services.calendar.as_deref().unwrap_or_default();
    ready.pack.calendars.get(id).cloned().unwrap_or_default()
}

/// A plan for these answers and this wallet.
pub(crate) fn make(
    ready: &ReadyPack,
    thing: &str,
    answers: &Answers,
    wallet: &Wallet,
    accepted: Date,
) -> Result<Plan, Error> {
    let calendar = calendar(ready);
    plan::plan(&ready.pack.services, &calendar, thing, answers, wallet, accepted)
        .map_err(|fault| refused(&fault))
}

fn refused(fault: &plan::PlanFault) -> Error {
    let text = fault.sentence();
    Error::refused(text.zh, text.en).code(Some(fault.diagnostic().code))
}

/// A wallet of slots that somebody says are held, for good.
pub(crate) fn held(slots: &[String]) -> Wallet {
    let mut wallet = Wallet::default();
    for slot in slots {
        let held = Held { valid_from: Date::MIN, valid_until: None, case: None };
        wallet.add(Slot::read(slot), held);
    }
    wallet
}

/// Puts what the journal's wallet says into the planner's.
pub(crate) fn hold(wallet: &mut Wallet, slot: Slot, row: &journal::ResultRow) {
    let day = |text: &str| text.parse::<Date>().ok();
    let held = Held {
        valid_from: day(&row.given_on).unwrap_or(Date::MIN),
        valid_until: row.until_on.as_deref().and_then(day),
        case: Some(row.case_id.clone()),
    };
    wallet.add(slot, held);
}

/// Answers under the names of the thing's own roles: `parent.name` becomes `name` where the
/// parent is the applicant, and `mother.name` where the mother is called so.
fn by_role(thing: &Thing, given: &Answers) -> Answers {
    let role_of = |word: &str| {
        let called = |role: &&district::service::Role| {
            role.id == word || role.also.iter().any(|also| also == word)
        };
        thing.roles.iter().find(called)
    };
    let name_of = |name: &str| {
        let (word, field) = name.split_once('.')?;
        let role = role_of(word)?;
        let applicant =
            role.id == Slot::APPLICANT || role.also.iter().any(|also| also == Slot::APPLICANT);
        Some(if applicant { field.to_owned() } else { format!("{}.{field}", role.id) })
    };
    let named = |(name, value): (&str, &district::Value)| {
        (name_of(name).unwrap_or_else(|| name.to_owned()), value.clone())
    };
    given.list().map(named).collect()
}

/// Refuses answers that are missing or do not satisfy the one form's checks.
pub(crate) fn answered(plan: &Plan, given: &Answers, services: &Services) -> Result<(), Refusal> {
    let given = &services
        .things
        .get(&plan.thing)
        .map_or_else(|| given.clone(), |thing| by_role(thing, given));
    let mut missing = Vec::new();
    let mut misfits = Vec::new();
    for question in &plan.form {
        let id = question.field.rsplit_once('.').map_or(question.field.as_str(), |(_, id)| id);
        let Some(field) = services.fields.get(id) else { continue };
        match given.find(&question.field) {
            None if question.register.is_none() => missing.push(question.field.clone()),
            None => {}
            Some(value) => {
                if let Some(expected) = misfit(&field.field_type, &question.check, value) {
                    misfits.push((question.field.clone(), expected));
                }
            }
        }
    }
    missing.extend(plan.open.iter().map(|open| open.field.clone()));
    missing.sort();
    missing.dedup();
    if !missing.is_empty() {
        let list = missing.join(", ");
        return Err(Refusal::new(
            RefusalKind::Rejected,
            format!("还没有回答：{list}"),
            format!("these questions are not answered: {list}"),
        ));
    }
    let Some((field, expected)) = misfits.first() else { return Ok(()) };
    Err(Refusal::new(
        RefusalKind::Rejected,
        format!("`{field}` 应为{}", expected.zh),
        format!("expected {} for `{field}`", expected.en),
    ))
}

/// What was expected of a value that does not satisfy its check.
fn misfit(field_type: &FieldType, check: &Check, value: &district::Value) -> Option<Text> {
    super::checks::misfit(field_type, check, value)
}

/// Working half days that the law allows for the whole.
pub(crate) fn ceiling(services: &Services, thing: &Thing, plan: &Plan) -> u32 {
    let offices: BTreeSet<&str> = plan.items.iter().map(|item| item.office.as_str()).collect();
    let limit = match &thing.ceiling {
        Some(own) => own.days,
        None if offices.len() > 1 => services.ceilings.joint,
        None => services.ceilings.single,
    };
    limit.count_halves()
}

/// What a running case's plan grows by for results that an officer calls for.
pub(crate) fn extended(
    version: &Version,
    case: &Case,
    answers: &Answers,
    wants: &[Slot],
    from: Date,
) -> Result<Vec<PlannedItem>, Error> {
    let so_far: Vec<PlannedItem> = case.items.iter().map(|run| run.plan.clone()).collect();
    plan::extend(
        &version.pack().services,
        version.calendar(),
        case.subject.id(),
        answers,
        &Wallet::default(),
        &so_far,
        wants,
        from,
    )
    .map_err(|fault| refused(&fault))
}

/// A running case's plan under another version, or why it cannot move (L9).
pub(crate) fn migrated(
    version: &Version,
    case: &Case,
    answers: &Answers,
) -> Result<Vec<PlannedItem>, Error> {
    let so_far: Vec<PlannedItem> = case.items.iter().map(|run| run.plan.clone()).collect();
    let of = |fits: &dyn Fn(&case::ItemRun) -> bool| -> BTreeSet<String> {
        case.items.iter().filter(|run| fits(run)).map(|run| run.plan.id.clone()).collect()
    };
    let done = of(&|run| run.state.done());
    let under_way = of(&|run| !run.state.done() && run.ready_us.is_some());
    let given: BTreeSet<Slot> = case
        .items
        .iter()
        .filter(|run| run.state.granted())
        .flat_map(|run| run.plan.gives.iter().map(|slot| Slot::read(slot)))
        .collect();
    let accepted_us = case.accepted_us.or(case.submitted_us).unwrap_or(case.last_us);
    let civil = version.pack().zone.civil(accepted_us);
    let accepted = civil.map_or(Date::ZERO, jiff::civil::DateTime::date);
    let promised = WorkDays::halves(case.promised_halves);
    let running = plan::migration::Running {
        answers,
        plan: &so_far,
        done: &done,
        under_way: &under_way,
        given: &given,
        accepted_on: accepted,
        promise_on: version.calendar().due(accepted, promised).on,
    };
    let services = &version.pack().services;
    let left =
        plan::migration::may_migrate(services, version.calendar(), case.subject.id(), &running)
            .map_err(|why: Text| Error::refused(why.zh, why.en))?;
    // What is decided stays as it was decided; only its limits are named as the new version has
    // them, because the machine holds every item against what is declared.
    let stays = so_far.into_iter().filter(|item| !left.iter().any(|other| other.id == item.id));
    let named = stays.map(|item| {
        let legal = services.items.get(&item.id).map(|declared| declared.legal.days);
        let legal_halves = legal.map_or(item.legal_halves, WorkDays::count_halves);
        let promised_halves = item.promised_halves.min(legal_halves);
        PlannedItem { legal_halves, promised_halves, ..item }
    });
    let mut items: Vec<PlannedItem> = named.filter(|item| done.contains(&item.id)).collect();
    items.extend(left);
    Ok(items)
}

/// A plan, drawn.
pub(crate) fn drawn(plan: &Plan, services: &Services, language: Language) -> String {
    let mut names: BTreeMap<String, Text> = BTreeMap::new();
    names.extend(services.offices.values().map(|office| (office.id.clone(), office.name.clone())));
    names.extend(services.items.values().map(|item| (item.id.clone(), item.name.clone())));
    names.extend(services.things.values().map(|thing| (thing.id.clone(), thing.name.clone())));
    report::plan_svg::plan_svg(plan, &names, language)
}

/// What proving the things of a pack finds.
pub(crate) fn proofs(ready_pack: &district::Pack) -> Vec<Diagnostic> {
    let services = &ready_pack.services;
    plan::prove::prove(services, &ready_pack.places)
}

/// The things of a pack, as `things --json` lists them.
pub fn things(app: &App) -> Result<Vec<Value>, Error> {
    let ready = app.ready_pack()?;
    Ok(ready.pack.services.things.values().map(views::thing).collect())
}

/// How the same things differ between two packs.
pub fn drift(a: &Path, b: &Path) -> Result<Vec<Value>, Error> {
    let (a, b) = (ready(a, crate::folder::read(a)?)?, ready(b, crate::folder::read(b)?)?);
    let found = plan::drift(&a.pack.services, &b.pack.services);
    let one = |drift: &plan::Drift| {
        json!({
            "thing": drift.thing,
            "item": drift.item,
            "kind": drift_word(drift.kind),
            "grounded": drift.grounded(),
            "grounds": drift.grounds.iter()
                .map(|ground| ground.as_ref().map(views::words)).collect::<Vec<_>>(),
            "sentence": views::words(&drift.sentence),
        })
    };
    Ok(found.iter().map(one).collect())
}

fn drift_word(kind: plan::DriftKind) -> &'static str {
    use plan::DriftKind;
    match kind {
        DriftKind::Want => "want",
        DriftKind::Item => "item",
        DriftKind::Office => "office",
        DriftKind::Material => "material",
        DriftKind::Question => "question",
        DriftKind::LegalLimit => "legal_limit",
        DriftKind::PromisedLimit => "promised_limit",
        DriftKind::Steps => "steps",
        DriftKind::Visits => "visits",
        DriftKind::Fee => "fee",
        DriftKind::Condition => "condition",
        DriftKind::Stop => "stop",
    }
}
