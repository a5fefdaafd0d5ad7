//! Orders as the API takes them, made into commands of the case machine: plans are made,
//! answers sealed, results that an officer calls for worked out.

use super::super::refusal::{Refusal, RefusalKind};
use super::super::tokens::{Role, Who};
use super::super::{answers, planning};
use super::Hall;
use super::versions::Version;
use ::hall::people_of;
use case::{Case, CommandKind, MaterialFrom, MaterialRef, Subject, Submission};
use district::service::{MaterialSource, Thing};
use district::{Answers, Slot};
use seal::sealed::Place;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What somebody fills in.
pub(super) struct Draft<'a> {
    pub(super) case: &'a str,
    pub(super) applicant: &'a str,
    /// References of people, by role.
    pub(super) people: &'a BTreeMap<String, String>,
    pub(super) answers: &'a Value,
    pub(super) materials: &'a BTreeMap<String, (String, String)>,
}

/// The field under which answers are sealed.
pub(super) const ANSWERS: &str = "answers";

impl Hall {
    /// The case, if this holder of a token may see it, and its pack version.
    pub(super) async fn seen(
        &self,
        who: &Who,
        case_id: &str,
    ) -> Result<(Case, Arc<Version>), Refusal> {
        let missing = || Refusal::not_found(("办件", "case"), case_id);
        let fits = case_id.len() <= 80 && case_id.bytes().all(|b| b.is_ascii_graphic());
        if !fits {
            return Err(missing());
        }
        let case = super::folded(self.journal(), case_id).await?;
        let own = case.applicant == self.inner.secrets.reference(&who.id);
        let concerned = match who.role {
            Role::Applicant => own,
            // An office sees what it has to do with (L7); what is not planned yet, at any window.
            Role::Officer | Role::Outside => {
                let office = who.office.as_deref().unwrap_or_default();
                let works =
                    |run: &case::ItemRun| run.office() == office || run.plan.office == office;
                case.items.is_empty() || case.items.iter().any(works)
            }
            Role::Operator | Role::Auditor => true,
        };
        if case.seq == 0 || !concerned {
            // Whether somebody else's case exists is not told.
            return Err(missing());
        }
        let version = self.inner.versions.get(&case.pack).await?;
        Ok((case, version))
    }

    /// The command that an order stands for.
    pub(super) async fn order(
        &self,
        case: &Case,
        version: &Arc<Version>,
        order: Value,
    ) -> Result<CommandKind, Refusal> {
        if let Some(kind) = plain(&order)? {
            return Ok(kind);
        }
        let (name, body) = named(order);
        let text =
            |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        match name.as_str() {
            "save_draft" => {
                let given = body.get("answers").cloned().unwrap_or_else(|| json!({}));
                checked_answers(version, &given)?;
                let sealed = self.resealed(case, &given).await?;
                Ok(CommandKind::SaveDraft { answers: sealed })
            }
            "submit" => {
                let submission = self.submission_of(case, version, &body).await?;
                Ok(CommandKind::Submit(Box::new(submission)))
            }
            "supply" => {
                let mut body = body;
                if let Some(given) = body.get("answers").filter(|a| a.is_object()).cloned() {
                    checked_answers(version, &given)?;
                    let sealed = self.resealed(case, &given).await?;
                    body.insert("answers".to_owned(), sealed);
                }
                handed_in(&mut body);
                read(&name, &body)
            }
            "grant" => {
                let calls: Vec<String> = strings(&body, "calls");
                let extension = self.extension(case, version, &calls).await?;
                let grant = json!({
                    "calls": calls,
                    "extension": extension,
                    "documents": body.get("documents").cloned().unwrap_or_else(|| json!({})),
                });
                let decide = json!({"item": text("item"), "outcome": {"grant": grant}});
                read("decide", decide.as_object().unwrap_or(&Map::new()))
            }
            "migrate" => {
                let target = Arc::clone(self.current());
                let answers = self.opened_answers(case, &target).await?;
                let items = planning::migrated(&target, case, &answers)?;
                Ok(CommandKind::Migrate { pack: target.digest().to_owned(), items })
            }
            _ => read(&name, &body),
        }
    }

    /// What is handed in when a case is opened.
    pub(super) async fn submission(
        &self,
        version: &Version,
        thing: &Thing,
        draft: &Draft<'_>,
    ) -> Result<Submission, Refusal> {
        let answers = checked_answers(version, draft.answers)?;
        let wallet = self.wallet_of(thing, draft.people).await?;
        let today = self.today();
        let plan = planning::make(&version.ready, &thing.id, &answers, &wallet, today)?;
        planning::answered(&plan, &answers, &version.pack().services)?;
        if plan.items.is_empty() {
            let held: Vec<String> = plan.held.iter().map(ToString::to_string).collect();
            let list = held.join(", ");
            return Err(Refusal::new(
                RefusalKind::Rejected,
                format!("没有要办的事项：想要的结果都已持有（{list}）"),
                format!("there is nothing to do: everything wanted is held already ({list})"),
            ));
        }
        let mut materials = BTreeMap::new();
        let mut missing = Vec::new();
        for needed in &plan.materials {
            let slot = needed.slot.to_string();
            let from = match needed.source {
                MaterialSource::Wallet => MaterialFrom::Wallet,
                MaterialSource::Register(_) => MaterialFrom::Register,
                MaterialSource::Item => continue,
                MaterialSource::Applicant => MaterialFrom::Applicant,
            };
            let given = draft.materials.get(&slot).cloned();
            if from == MaterialFrom::Applicant && given.is_none() {
                missing.push(slot);
                continue;
            }
            let (at, hash) = given.unwrap_or_default();
            materials.insert(slot, MaterialRef { from, at, hash });
        }
        if !missing.is_empty() {
            let list = missing.join(", ");
            return Err(Refusal::new(
                RefusalKind::Rejected,
                format!("缺少材料：{list}"),
                format!("these materials are missing: {list}"),
            )
            .help(
                "在 materials 中按材料名写明内容所在",
                "name each of them in materials, with where its content lies",
            ));
        }
        let asked = plan.form.iter().filter(|question| question.register.is_none()).count();
        Ok(Submission {
            promised_halves: plan.promised_days.count_halves(),
            ceiling_halves: planning::ceiling(&version.pack().services, thing, &plan),
            answers: self.sealed_answers(draft).await?,
            fields: u32::try_from(asked).unwrap_or(u32::MAX),
            materials,
            items: plan.items,
        })
    }

    /// The same for a draft: its answers, with those of the order on top.
    async fn submission_of(
        &self,
        case: &Case,
        version: &Version,
        body: &Map<String, Value>,
    ) -> Result<Submission, Refusal> {
        let Subject::Thing(thing) = &case.subject else {
            return Err(Refusal::new(
                RefusalKind::Rejected,
                "只有“一件事”的办件可以提交",
                "only the case of a thing can be handed in",
            ));
        };
        let Some(thing) = version.pack().services.things.get(thing) else {
            return Err(Refusal::not_found(("一件事", "thing"), thing));
        };
        let mut given = self.plain_answers(case).await?.unwrap_or_else(|| json!({}));
        if let (Some(into), Some(more)) =
            (given.as_object_mut(), body.get("answers").and_then(Value::as_object))
        {
            into.extend(more.clone());
        }
        let mut materials = BTreeMap::new();
        for (slot, found) in body.get("materials").and_then(Value::as_object).into_iter().flatten()
        {
            let part =
                |name: &str| found.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            materials.insert(slot.clone(), (part("at"), part("hash")));
        }
        let people = people_of(case);
        let draft = Draft {
            case: &case.id,
            applicant: &case.applicant,
            people: &people,
            answers: &given,
            materials: &materials,
        };
        self.submission(version, thing, &draft).await
    }

    /// Answers as the case keeps them: sealed by the applicant's key, with the references of the
    /// people beside.
    pub(super) async fn sealed_answers(&self, draft: &Draft<'_>) -> Result<Value, Refusal> {
        if draft.answers.as_object().is_none_or(Map::is_empty) {
            // There is nothing to seal, and no key to make for it.
            return Ok(json!({"people": draft.people}));
        }
        let place = Place { person: draft.applicant, case: draft.case, field: ANSWERS };
        let sealed = self.inner.secrets.seal(self.journal(), place, draft.answers).await?;
        Ok(json!({"people": draft.people, "answers": sealed}))
    }

    async fn resealed(&self, case: &Case, given: &Value) -> Result<Value, Refusal> {
        let people = people_of(case);
        let draft = Draft {
            case: &case.id,
            applicant: &case.applicant,
            people: &people,
            answers: given,
            materials: &BTreeMap::new(),
        };
        self.sealed_answers(&draft).await
    }

    /// The answers in clear; `None` if there are none, or if the person's key was erased.
    pub(super) async fn plain_answers(&self, case: &Case) -> Result<Option<Value>, Refusal> {
        let Some(sealed) = case.answers.get("answers") else { return Ok(None) };
        let place = Place { person: &case.applicant, case: &case.id, field: ANSWERS };
        self.inner.secrets.open_sealed(self.journal(), place, sealed).await
    }

    /// The answers in clear, read by the fields of a version.
    pub(super) async fn opened_answers(
        &self,
        case: &Case,
        version: &Version,
    ) -> Result<Answers, Refusal> {
        match self.plain_answers(case).await? {
            Some(given) => checked_answers(version, &given),
            None => Ok(Answers::new()),
        }
    }

    /// What the plan grows by for results that an officer calls for.
    async fn extension(
        &self,
        case: &Case,
        version: &Version,
        calls: &[String],
    ) -> Result<Vec<district::plan::PlannedItem>, Refusal> {
        if calls.is_empty() {
            return Ok(Vec::new());
        }
        let answers = self.opened_answers(case, version).await?;
        let wants: Vec<Slot> = calls.iter().map(|call| Slot::read(call)).collect();
        Ok(planning::extended(version, case, &answers, &wants, self.today())?)
    }
}

/// The one key of a tagged order, and its body; an order without a body is a text.
fn named(order: Value) -> (String, Map<String, Value>) {
    match order {
        Value::String(name) => (name, Map::new()),
        Value::Object(object) => {
            let mut items = object.into_iter();
            match items.next() {
                Some((name, Value::Object(body))) => (name, body),
                Some((name, _)) => (name, Map::new()),
                None => (String::new(), Map::new()),
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            (String::new(), Map::new())
        }
    }
}

/// Materials that somebody hands in come from the applicant, whatever they say.
fn handed_in(body: &mut Map<String, Value>) {
    let materials = body.get_mut("materials").and_then(Value::as_object_mut);
    for found in materials.into_iter().flat_map(Map::values_mut) {
        if let Some(found) = found.as_object_mut() {
            found.insert("from".to_owned(), Value::from("applicant"));
        }
    }
}

fn strings(body: &Map<String, Value>, field: &str) -> Vec<String> {
    let list = body.get(field).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The case machine's own spelling of a command.
fn read(name: &str, body: &Map<String, Value>) -> Result<CommandKind, Refusal> {
    let kept: BTreeSet<&str> = ["open", "open_standing", "reclass", "fire", "migrate"].into();
    let empty = body.is_empty() && matches!(name, "accept" | "close");
    let whole = if empty { Value::from(name) } else { json!({ name: body }) };
    let found = if kept.contains(name) { None } else { serde_json::from_value(whole).ok() };
    found.ok_or_else(|| {
        Refusal::new(
            RefusalKind::Form,
            format!("`{name}` 不是这里可用的命令，或缺少内容"),
            format!("`{name}` is not a command that can be given here, or lacks a part"),
        )
    })
}

/// The command that an order stands for, if nothing of the case has to be known for it.
pub(super) fn plain(order: &Value) -> Result<Option<CommandKind>, Refusal> {
    let (name, body) = named(order.clone());
    let text = |field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    match name.as_str() {
        "save_draft" | "submit" | "supply" | "migrate" => Ok(None),
        "grant" if !strings(&body, "calls").is_empty() => Ok(None),
        "grant" => {
            let documents = body.get("documents").cloned().unwrap_or_else(|| json!({}));
            let grant = json!({"documents": documents});
            let decide = json!({"item": text("item"), "outcome": {"grant": grant}});
            read("decide", decide.as_object().unwrap_or(&Map::new())).map(Some)
        }
        "refuse" => {
            let refuse = json!({"refuse": {"ground": text("ground")}});
            let decide = json!({"item": text("item"), "outcome": refuse});
            read("decide", decide.as_object().unwrap_or(&Map::new())).map(Some)
        }
        _ => read(&name, &body).map(Some),
    }
}

/// Answers that fit their fields.
fn checked_answers(version: &Version, given: &Value) -> Result<Answers, Refusal> {
    let given = if given.is_null() { &json!({}) } else { given };
    answers::read(&version.pack().services, given)
        .map_err(|error| Refusal { kind: RefusalKind::Form, ..Refusal::from(error) })
}
