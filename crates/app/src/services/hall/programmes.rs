//! Programmes: the people that a register names, the class and tier that its data give them, the
//! standing case that serves them, and who is missing, by name.

use super::super::refusal::{Refusal, RefusalKind};
use super::super::{rows, views};
use super::{Answered, Hall, Request, stored};
use crate::clock::rfc3339;
use case::{Actor, Case, Command, CommandKind, MeasurePlan, Status};
use district::rule::Verdict;
use district::service::{Programme, Tier};
use district::{Answers, DataType, Exact, Stream, Value};
use journal::CaseQuery;
use serde_json::{Map, Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Standing cases that are read at once.
const PAGE: usize = 500;

/// Somebody in the population, as the data say.
struct Person {
    id: String,
    reference: String,
    place: String,
    classes: Vec<String>,
    tier: Option<String>,
    measures: Vec<MeasurePlan>,
    /// Rules that could not be judged: what was expected and found.
    misfits: Vec<String>,
}

impl Hall {
    /// All programmes with their rates.
    pub async fn programmes(&self) -> Result<Json, Refusal> {
        let mut out = Vec::new();
        let pack = self.current().pack();
        for programme in pack.services.programmes.values() {
            let mut whole = self.list_people(programme).await?;
            if let Some(whole) = whole.as_object_mut() {
                whole.remove("people");
            }
            out.push(whole);
        }
        Ok(Json::Array(out))
    }

    /// The people of a programme: with the measure in force, and those missing.
    pub async fn programme(&self, id: &str) -> Result<Json, Refusal> {
        let pack = self.current().pack();
        let Some(programme) = pack.services.programmes.get(id) else {
            return Err(Refusal::not_found(("帮扶机制", "programme"), id));
        };
        self.list_people(programme).await
    }

    async fn list_people(&self, programme: &Programme) -> Result<Json, Refusal> {
        let people = self.population(programme).await?;
        let standing = self.standing(&programme.id).await?;
        let mut in_force = 0_u64;
        let mut list = Vec::new();
        for person in &people {
            let case = standing.get(&person.reference).filter(|case| case.status != Status::Closed);
            let served = case.is_some_and(served);
            in_force += u64::from(served);
            list.push(json!({
                "person": person.id,
                "place": person.place,
                "classes": person.classes,
                "tier": person.tier,
                "in_force": served,
                "case": case.map(|case| case.id.as_str()),
                "measures": case.map(measures),
                "not_judged": person.misfits,
            }));
        }
        let of = u64::try_from(people.len()).unwrap_or(u64::MAX);
        let missing: Vec<&str> = list
            .iter()
            .filter(|row| row.get("in_force") == Some(&Json::Bool(false)))
            .filter_map(|row| row.get("person").and_then(Json::as_str))
            .collect();
        let rate = Exact::ratio(in_force, of).map(|rate| views::number(&rate, 6));
        let out = json!({
            "id": programme.id,
            "name": views::words(&programme.name),
            "population": of,
            "in_force": in_force,
            "rate": rate,
            "missing": missing,
            "ladder": {
                "levels": programme.ladder.levels,
                "climb_after_days":
                    programme.ladder.climb_after.iter().map(|d| views::days(*d)).collect::<Vec<_>>(),
            },
            "tiers": programme.tiers.iter().map(tier_view).collect::<Vec<_>>(),
        });
        let mut out = out;
        if let Some(out) = out.as_object_mut() {
            out.insert("people".to_owned(), Json::Array(list));
        }
        Ok(out)
    }

    /// Opens, re-classes and ends standing cases as the register says now.
    pub async fn reclass(&self, id: &str) -> Result<Json, Refusal> {
        let version = Arc::clone(self.current());
        let Some(programme) = version.pack().services.programmes.get(id) else {
            return Err(Refusal::not_found(("帮扶机制", "programme"), id));
        };
        let people = self.population(programme).await?;
        let standing = self.standing(&programme.id).await?;
        let (mut opened, mut changed, mut ended, mut same) = (0, 0, 0, 0);
        let mut refused = Vec::new();
        let mut present = BTreeSet::new();
        for person in &people {
            present.insert(person.reference.as_str());
            let known = standing.get(&person.reference);
            let open = known.filter(|case| case.status != Status::Closed);
            let (count, sent) = match (open, &person.tier) {
                (None, None) => (&mut same, None),
                (None, Some(tier)) => {
                    let sent = self.open_standing(programme, person, tier, known).await;
                    (&mut opened, Some(sent))
                }
                (Some(case), None) => {
                    let sent = self.end(case, "no tier of the programme holds any more").await;
                    (&mut ended, Some(sent))
                }
                (Some(case), Some(tier)) if differs(case, person, tier) => {
                    (&mut changed, Some(self.change(case, person, tier).await))
                }
                (Some(_), Some(_)) => (&mut same, None),
            };
            match sent {
                None | Some(Ok(_)) => *count += 1,
                Some(Err(refusal)) => {
                    refused.push(json!({
                        "person": person.id,
                        "why": views::words(&refusal.message),
                    }));
                }
            }
        }
        for (reference, case) in &standing {
            if case.status != Status::Closed && !present.contains(reference.as_str()) {
                self.end(case, "no longer in the register").await?;
                ended += 1;
            }
        }
        Ok(json!({
            "programme": id,
            "population": people.len(),
            "opened": opened,
            "changed": changed,
            "ended": ended,
            "unchanged": same,
            "refused": refused,
        }))
    }

    async fn open_standing(
        &self,
        programme: &Programme,
        person: &Person,
        tier: &str,
        before: Option<&Case>,
    ) -> Answered {
        let again = before.map_or(0, |case| case.seq);
        let case = format!("s-{}-{}-{again}", programme.id, person.reference);
        let open = CommandKind::OpenStanding {
            case: case.clone(),
            programme: programme.id.clone(),
            place: person.place.clone(),
            subject: person.reference.clone(),
            pack: self.current().digest().to_owned(),
            tier: tier.to_owned(),
            classes: person.classes.clone(),
            measures: person.measures.clone(),
        };
        self.by_itself(&case, format!("open/{case}"), open, true).await
    }

    async fn change(&self, case: &Case, person: &Person, tier: &str) -> Answered {
        let change = CommandKind::Reclass {
            tier: tier.to_owned(),
            classes: person.classes.clone(),
            measures: person.measures.clone(),
        };
        self.by_itself(&case.id, format!("reclass/{}/{}", case.id, case.seq), change, false).await
    }

    async fn end(&self, case: &Case, why: &str) -> Answered {
        let end = CommandKind::End { reason: why.to_owned() };
        self.by_itself(&case.id, format!("end/{}/{}", case.id, case.seq), end, false).await
    }

    async fn by_itself(&self, case: &str, key: String, what: CommandKind, new: bool) -> Answered {
        let digest = ::hall::digest(&[&key]);
        let version = new.then(|| Arc::clone(self.current()));
        self.send(|reply| Request {
            case_id: case.to_owned(),
            key,
            digest,
            if_version: None,
            commands: vec![Command::new(Actor::system(), what)],
            version,
            settle: None,
            reply,
            tries: 0,
        })
        .await
    }

    /// The newest standing case of each person of a programme.
    async fn standing(&self, programme: &str) -> Result<BTreeMap<String, Case>, Refusal> {
        let mut found: BTreeMap<String, Case> = BTreeMap::new();
        let mut query =
            CaseQuery { thing: Some(programme.to_owned()), limit: PAGE, ..CaseQuery::default() };
        loop {
            let heads = self.journal().list_cases(&query).await.map_err(stored)?;
            for head in &heads {
                // Newest first: the first one seen is the newest.
                if !found.contains_key(&head.row.applicant) {
                    let case = super::folded(self.journal(), &head.case_id).await?;
                    found.insert(head.row.applicant.clone(), case);
                }
            }
            let Some(last) = heads.last().filter(|_| heads.len() == PAGE) else { return Ok(found) };
            query.after = Some((last.row.opened_us, last.case_id.clone()));
        }
    }

    /// The people whom the register names today, each once, with what the rules make of them.
    async fn population(&self, programme: &Programme) -> Result<Vec<Person>, Refusal> {
        let pack = self.current().pack();
        let Some(register) = pack.streams.get(&programme.population) else {
            return Err(Refusal::new(
                RefusalKind::Rejected,
                format!("没有登记册 `{}`", programme.population),
                format!("there is no register `{}`", programme.population),
            ));
        };
        let today = self.today();
        let found = rows::of_stream(&self.inner.lake, &pack.zone, register).await?;
        let mut newest: BTreeMap<String, Map<String, Json>> = BTreeMap::new();
        for row in found {
            let person = row.get(&programme.person).and_then(Json::as_str).map(str::to_owned);
            if let Some(person) = person.filter(|_| rows::holds_on(register, &row, today)) {
                newest.insert(person, row);
            }
        }
        let mut people = Vec::new();
        for (id, row) in newest {
            let answers = answers_of(register, &row);
            let mut misfits = Vec::new();
            if let Some(when) = &programme.when
                && !judged(when, &answers, &mut misfits)
            {
                continue;
            }
            people.push(self.person(programme, id, &row, answers, misfits));
        }
        Ok(people)
    }

    fn person(
        &self,
        programme: &Programme,
        id: String,
        row: &Map<String, Json>,
        mut answers: Answers,
        mut misfits: Vec<String>,
    ) -> Person {
        let classes: Vec<String> = programme
            .classes
            .iter()
            .filter(|class| judged(&class.when, &answers, &mut misfits))
            .map(|class| class.id.clone())
            .collect();
        let list = classes.iter().map(|class| Value::text(class.as_str())).collect();
        answers.set("classes", Value::List(list));
        let tier = programme.tiers.iter().find(|tier| judged(&tier.when, &answers, &mut misfits));
        let place = row.get(&programme.place).and_then(Json::as_str).unwrap_or_default();
        Person {
            reference: self.inner.secrets.reference(&id),
            id,
            place: place.to_owned(),
            classes,
            tier: tier.map(|tier| tier.id.clone()),
            measures: tier.map(plans).unwrap_or_default(),
            misfits,
        }
    }
}

fn plans(tier: &Tier) -> Vec<MeasurePlan> {
    let plan = |measure: &district::service::Measure| MeasurePlan {
        item: measure.item.clone(),
        every_days: measure.every_days,
    };
    tier.measures.iter().map(plan).collect()
}

/// Whether a rule holds of a row; what cannot be judged does not, and is told.
fn judged(rule: &district::Rule, answers: &Answers, misfits: &mut Vec<String>) -> bool {
    match rule.judge(answers) {
        Verdict::Yes => true,
        Verdict::No => false,
        Verdict::Open(names) => {
            let names: Vec<String> = names.into_iter().collect();
            misfits.push(format!("`{}`: expected {}, found none", rule.text, names.join(", ")));
            false
        }
        Verdict::Misfit(what) => {
            misfits.push(format!("`{}`: {what}", rule.text));
            false
        }
    }
}

fn answers_of(register: &Stream, row: &Map<String, Json>) -> Answers {
    let mut answers = Answers::new();
    for column in &register.columns {
        let found = row.get(&column.id).unwrap_or(&Json::Null);
        answers.set(&column.id, value_of(column.data_type, found));
    }
    answers
}

fn value_of(data_type: DataType, json: &Json) -> Value {
    let text = match json {
        Json::Null => return Value::Null,
        Json::Bool(yes) => return Value::Bool(*yes),
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Array(_) | Json::Object(_) => return Value::Null,
    };
    match data_type {
        DataType::Integer | DataType::Decimal(_) | DataType::Exact => {
            Value::number(&text).unwrap_or(Value::Null)
        }
        DataType::Date => text.parse().map_or(Value::Null, Value::Date),
        DataType::Text | DataType::Boolean | DataType::Instant | DataType::Period(_) => {
            Value::Text(text)
        }
    }
}

fn differs(case: &Case, person: &Person, tier: &str) -> bool {
    let Some(standing) = &case.standing else { return true };
    let same = |measure: &case::MeasureRun| MeasurePlan {
        item: measure.item.clone(),
        every_days: measure.every_days,
    };
    let measures: Vec<MeasurePlan> = standing.measures.iter().map(same).collect();
    standing.tier != tier || standing.classes != person.classes || measures != person.measures
}

/// Whether a measure is in force: one whose turn is not over, or was done in its turn.
fn served(case: &Case) -> bool {
    let measures = case.standing.iter().flat_map(|standing| &standing.measures);
    measures.into_iter().any(|measure| measure.climbs == 0)
}

fn measures(case: &Case) -> Vec<Json> {
    let all = case.standing.iter().flat_map(|standing| &standing.measures);
    all.map(|measure| {
        json!({
            "item": measure.item,
            "every_days": measure.every_days,
            "done_at": measure.done_us.map(rfc3339),
            "due_since": measure.task_us.map(rfc3339),
            "climbs": measure.climbs,
            "undone": measure.undone,
        })
    })
    .collect()
}

fn tier_view(tier: &Tier) -> Json {
    json!({
        "id": tier.id,
        "name": views::words(&tier.name),
        "measures": tier.measures.iter().map(|measure| json!({
            "item": measure.item,
            "every_days": measure.every_days,
        })).collect::<Vec<_>>(),
    })
}
