//! What people ask for: a plan, a case, a command.

use super::super::answers;
use super::super::refusal::{Refusal, RefusalKind};
use super::super::tokens::{Role, Who};
use super::super::{planning, views};
use super::{Hall, Reply, Request, orders};
use crate::clock;
use ::hall::digest;
use case::{Actor, ActorRole, Command, CommandKind, Subject};
use diag::Language;
use district::plan::Plan;
use district::service::{FieldType, Form, Services, Thing};
use jiff::civil::Date;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a plan is made from.
#[derive(Debug, Clone, Default)]
pub struct PlanAsk {
    /// Answers by field.
    pub answers: Value,
    /// The day of acceptance; none: today.
    pub accepted_on: Option<String>,
    /// Results that are held, by slot.
    pub held: Vec<String>,
    /// Whose wallet counts besides.
    pub holder: Option<String>,
}

/// What a case is opened with.
#[derive(Debug, Clone, Default)]
pub struct OpenAsk {
    /// The thing.
    pub thing: String,
    /// The place to which it belongs.
    pub place: String,
    /// Who applies; none: the holder of the token.
    pub applicant: Option<String>,
    /// Other people, by role.
    pub people: BTreeMap<String, String>,
    /// Answers by field.
    pub answers: Value,
    /// Materials by slot: where the content lies, and its hash.
    pub materials: BTreeMap<String, (String, String)>,
    /// Whether it is handed in at once.
    pub submit: bool,
    /// Whether it is accepted at once.
    pub accept: bool,
}

impl Hall {
    /// All things, as `things --json` lists them.
    pub fn things(&self) -> Value {
        let services = &self.current().pack().services;
        Value::Array(services.things.values().map(views::thing).collect())
    }

    /// One thing with its items and questions.
    pub fn thing(&self, id: &str) -> Option<Value> {
        let services = &self.current().pack().services;
        services.things.get(id).map(|thing| views::thing_whole(thing, services))
    }

    /// A plan for these answers, as `plan --json` prints it.
    pub fn plan(&self, thing: &str, ask: &PlanAsk) -> Result<Value, Refusal> {
        let made = self.planned(thing, ask)?;
        Ok(views::plan(&made, &self.current().pack().services))
    }

    /// The same, drawn.
    pub fn plan_svg(
        &self,
        thing: &str,
        ask: &PlanAsk,
        language: Language,
    ) -> Result<String, Refusal> {
        let made = self.planned(thing, ask)?;
        Ok(planning::drawn(&made, &self.current().pack().services, language))
    }

    /// What changes of the rules would do, as `what-if --json` prints it.
    pub async fn what_if(&self, changes: &Value) -> Result<Value, Refusal> {
        let version = self.current();
        let (changes, on) = super::super::change::read(changes)?;
        let past = super::past_cases(self.journal(), &self.inner.secrets, version).await?;
        let on = on.unwrap_or_else(|| self.today());
        super::super::change::effects(version, &changes, on, &past)
    }

    fn planned(&self, thing: &str, ask: &PlanAsk) -> Result<Plan, Refusal> {
        let version = self.current();
        let services = &version.pack().services;
        if !services.things.contains_key(thing) {
            return Err(Refusal::not_found(("一件事", "thing"), thing));
        }
        let form = |error| {
            let mut refusal = Refusal::from(error);
            refusal.kind = RefusalKind::Form;
            refusal
        };
        let answers = answers::read(services, &ask.answers).map_err(form)?;
        let accepted_on = match &ask.accepted_on {
            Some(text) => planning::date(text).map_err(form)?,
            None => self.today(),
        };
        let wallet = planning::held(&ask.held);
        Ok(planning::make(&version.ready, thing, &answers, &wallet, accepted_on)?)
    }

    /// The district's own date.
    pub(super) fn today(&self) -> Date {
        let zone = &self.current().pack().zone;
        zone.civil(clock::now_us()).map_or(Date::ZERO, jiff::civil::DateTime::date)
    }

    /// Opens a case, and hands it in at once if that is asked.
    pub async fn open_case(&self, who: &Who, key: &str, ask: OpenAsk) -> Result<Reply, Refusal> {
        let digest = digest(&[&who.id, "open", &open_text(&ask)]);
        let opened = self.opened(who, (key, digest), ask).await;
        self.unless_repeated((key, digest), opened).await
    }

    /// What cannot be done now may have been done before: the same key is answered as it was
    /// then, although the state that it was judged by has moved on.
    async fn unless_repeated(
        &self,
        (key, digest): (&str, journal::Hash),
        done: Result<Reply, Refusal>,
    ) -> Result<Reply, Refusal> {
        let Err(refusal) = done else { return done };
        match self.journal().find_command(key).await.map_err(super::stored)? {
            Some(known) => ::hall::repeated(&known.answer, known.digest == digest),
            None => Err(refusal),
        }
    }

    async fn opened(
        &self,
        who: &Who,
        (key, digest): (&str, journal::Hash),
        ask: OpenAsk,
    ) -> Result<Reply, Refusal> {
        let version = Arc::clone(self.current());
        let services = &version.pack().services;
        let Some(thing) = services.things.get(&ask.thing) else {
            return Err(Refusal::not_found(("一件事", "thing"), &ask.thing));
        };
        if version.pack().places.find(&ask.place).is_none() {
            return Err(Refusal::not_found(("地点", "place"), &ask.place));
        }
        self.fits_level(thing, &ask.place)?;
        let applicant = self.applicant(who, ask.applicant.as_deref())?;
        let actor = self.acting_for(who, &applicant);
        let case = format!("c-{}", fresh()?);
        let people = self.people(services, thing, &ask, &applicant);
        let open = CommandKind::Open {
            case: case.clone(),
            subject: Subject::Thing(ask.thing.clone()),
            place: ask.place.clone(),
            applicant: applicant.clone(),
            pack: version.digest().to_owned(),
        };
        let mut commands = vec![Command::new(actor.clone(), open)];
        let draft = orders::Draft {
            case: &case,
            applicant: &applicant,
            people: &people,
            answers: &ask.answers,
            materials: &ask.materials,
        };
        if ask.submit {
            let submission = self.submission(&version, thing, &draft).await?;
            commands.push(Command::new(actor.clone(), CommandKind::Submit(Box::new(submission))));
            if ask.accept {
                let officer = self.actor(who, Some(&applicant));
                commands.push(Command::new(officer, CommandKind::Accept));
            }
        } else if ask.answers.as_object().is_some_and(|answers| !answers.is_empty()) {
            let form = |error| Refusal { kind: RefusalKind::Form, ..Refusal::from(error) };
            answers::read(services, &ask.answers).map_err(form)?;
            let sealed = self.sealed_answers(&draft).await?;
            commands.push(Command::new(actor, CommandKind::SaveDraft { answers: sealed }));
        }
        self.send(|reply| Request {
            case_id: case,
            key: key.to_owned(),
            digest,
            if_version: None,
            commands,
            version: Some(version),
            settle: None,
            reply,
            tries: 0,
        })
        .await
    }

    /// A case belongs to a place of the thing's level or to one below it, so that each of its
    /// desks is one; a place above would leave open which.
    fn fits_level(&self, thing: &Thing, place: &str) -> Result<(), Refusal> {
        let places = &self.current().pack().places;
        let allowed = thing.places.is_empty()
            || places.lineage(place).any(|above| thing.places.contains(&above.id));
        if !allowed {
            return Err(Refusal::new(
                RefusalKind::Rejected,
                format!("“{}”不在 `{place}` 办理", thing.name.zh),
                format!("`{}` is not offered at `{place}`", thing.id),
            ));
        }
        let below = |found: &&district::Place| {
            found.level == thing.level
                && found.id != place
                && places.lineage(&found.id).any(|above| above.id == place)
        };
        let Some(inner) = places.list().find(below) else { return Ok(()) };
        Err(Refusal::new(
            RefusalKind::Rejected,
            format!("`{place}` 太大：应写明其中的一处，如 `{}`", inner.id),
            format!("expected a place within `{place}`, such as `{}`, found all of it", inner.id),
        ))
    }

    /// Asks something of a case.
    pub async fn command(
        &self,
        who: &Who,
        key: &str,
        case_id: &str,
        if_version: Option<u64>,
        order: Value,
    ) -> Result<Reply, Refusal> {
        let digest = digest(&[&who.id, case_id, &order.to_string()]);
        let done = self.ordered(who, (key, digest), case_id, if_version, order).await;
        self.unless_repeated((key, digest), done).await
    }

    async fn ordered(
        &self,
        who: &Who,
        (key, digest): (&str, journal::Hash),
        case_id: &str,
        if_version: Option<u64>,
        order: Value,
    ) -> Result<Reply, Refusal> {
        // What an officer or a department's system asks for is judged by the writer, which has
        // the case at hand: it need not be read here as well.
        let works = matches!(who.role, Role::Officer | Role::Outside);
        if works && let Some(kind) = orders::plain(&order)? {
            let request = |reply| Request {
                case_id: case_id.to_owned(),
                key: key.to_owned(),
                digest,
                if_version: if_version.map(|version| i64::try_from(version).unwrap_or(i64::MAX)),
                commands: vec![Command::new(self.actor(who, None), kind)],
                version: None,
                settle: None,
                reply,
                tries: 0,
            };
            return self.send(request).await;
        }
        let (case, version) = self.seen(who, case_id).await?;
        let kind = self.order(&case, &version, order).await?;
        let own = matches!(
            kind,
            CommandKind::SaveDraft { .. }
                | CommandKind::Submit(_)
                | CommandKind::Supply { .. }
                | CommandKind::Withdraw { .. }
                | CommandKind::Appeal { .. }
                | CommandKind::Sign { .. }
                | CommandKind::Rate { .. }
        );
        let actor = if own {
            self.acting_for(who, &case.applicant)
        } else {
            self.actor(who, Some(&case.applicant))
        };
        let migrating = matches!(kind, CommandKind::Migrate { .. });
        self.send(|reply| Request {
            case_id: case_id.to_owned(),
            key: key.to_owned(),
            digest,
            if_version: if_version.map(|version| i64::try_from(version).unwrap_or(i64::MAX)),
            commands: vec![Command::new(actor, kind)],
            // A migration is judged by the version that it leads to.
            version: migrating.then(|| Arc::clone(self.current())),
            settle: None,
            reply,
            tries: 0,
        })
        .await
    }

    /// Which running cases could move to the server's pack version, and why others cannot (L9).
    pub async fn migrations(&self) -> Result<Value, Refusal> {
        let target = Arc::clone(self.current());
        let (mut may, mut cannot, mut current) = (Vec::new(), Vec::new(), 0_u64);
        let mut query = journal::CaseQuery {
            status: Some("running".to_owned()),
            limit: 500,
            ..journal::CaseQuery::default()
        };
        loop {
            let heads = self.journal().list_cases(&query).await.map_err(super::stored)?;
            for head in &heads {
                let case = super::folded(self.journal(), &head.case_id).await?;
                if case.pack == target.digest() || case.standing.is_some() {
                    current += u64::from(case.pack == target.digest());
                    continue;
                }
                let given = self.opened_answers(&case, &target).await?;
                match planning::migrated(&target, &case, &given) {
                    Ok(items) => may.push(json!({
                        "case": case.id,
                        "thing": case.subject.id(),
                        "from": case.pack,
                        "items": items.iter().map(|item| &item.id).collect::<Vec<_>>(),
                    })),
                    Err(why) => cannot.push(json!({
                        "case": case.id,
                        "thing": case.subject.id(),
                        "from": case.pack,
                        "why": views::words(&why.message),
                    })),
                }
            }
            let Some(last) = heads.last().filter(|_| heads.len() == query.limit) else { break };
            query.after = Some((last.row.opened_us, last.case_id.clone()));
        }
        Ok(json!({
            "to": target.ready.version(),
            "digest": target.digest(),
            "current": current,
            "may_move": may,
            "stay": cannot,
        }))
    }

    /// Moves every running case that can move; those that cannot stay pinned.
    pub async fn migrate(&self, who: &Who) -> Result<Value, Refusal> {
        let found = self.migrations().await?;
        let list = found.get("may_move").and_then(Value::as_array).cloned().unwrap_or_default();
        let (mut moved, mut refused) = (0_u64, Vec::new());
        for row in list {
            let Some(case) = row.get("case").and_then(Value::as_str) else { continue };
            let key = format!("migrate/{case}/{}", self.current().digest());
            match self.command(who, &key, case, None, Value::from("migrate")).await {
                Ok(_reply) => moved += 1,
                Err(why) => {
                    refused.push(json!({"case": case, "why": views::words(&why.message)}));
                }
            }
        }
        let mut out = found;
        if let Some(out) = out.as_object_mut() {
            out.insert("moved".to_owned(), Value::from(moved));
            out.insert("refused".to_owned(), Value::Array(refused));
        }
        Ok(out)
    }

    /// Who acts, in the words of the case machine.
    pub(super) fn actor(&self, who: &Who, applicant: Option<&str>) -> Actor {
        let role = match who.role {
            Role::Applicant => ActorRole::Applicant,
            Role::Officer => ActorRole::Officer {
                office: who.office.clone().unwrap_or_default(),
                place: who.place.clone().unwrap_or_default(),
            },
            Role::Operator => ActorRole::Operator,
            Role::Outside => ActorRole::Outside { office: who.office.clone().unwrap_or_default() },
            // Reads only: no command of an auditor gets this far.
            Role::Auditor => ActorRole::Outside { office: String::new() },
        };
        let id = match (&role, applicant) {
            (ActorRole::Applicant, Some(_)) => self.inner.secrets.reference(&who.id),
            _ => who.id.clone(),
        };
        Actor { id, role }
    }

    /// Who does what is the applicant's to do: an operator does it as a helper, which is seen.
    fn acting_for(&self, who: &Who, applicant: &str) -> Actor {
        if who.role == Role::Operator {
            let role = ActorRole::Helper { acts_for: applicant.to_owned() };
            return Actor { id: who.id.clone(), role };
        }
        self.actor(who, Some(applicant))
    }

    /// For whom somebody may apply: an applicant for nobody else.
    fn applicant(&self, who: &Who, named: Option<&str>) -> Result<String, Refusal> {
        let own = self.inner.secrets.reference(&who.id);
        match (who.role, named) {
            (Role::Auditor | Role::Outside, _) => Err(Refusal::new(
                RefusalKind::Forbidden,
                "这个令牌不能申请办件",
                "this token may not open a case",
            )),
            (Role::Applicant, Some(named)) if self.inner.secrets.reference(named) != own => {
                Err(Refusal::new(
                    RefusalKind::Forbidden,
                    "申请人的令牌只能为本人申请",
                    "an applicant's token applies for its holder only",
                ))
            }
            (_, Some(named)) if !named.trim().is_empty() => Ok(self.inner.secrets.reference(named)),
            (Role::Applicant, _) => Ok(own),
            (Role::Officer | Role::Operator, _) => Err(Refusal::new(
                RefusalKind::Form,
                "需要 applicant：为谁申请",
                "expected applicant: for whom the case is opened",
            )),
        }
    }

    /// Who is in which role: named, or found among the answers by an identity number.
    fn people(
        &self,
        services: &Services,
        thing: &Thing,
        ask: &OpenAsk,
        applicant: &str,
    ) -> BTreeMap<String, String> {
        let mut people = BTreeMap::new();
        for role in &thing.roles {
            let is_applicant = role.id == "applicant" || role.also.iter().any(|w| w == "applicant");
            let found = if is_applicant {
                Some(applicant.to_owned())
            } else {
                let named = ask.people.get(&role.id).cloned();
                let named = named.or_else(|| identity(services, &ask.answers, &role.id));
                named.map(|id| self.inner.secrets.reference(&id))
            };
            if let Some(reference) = found {
                people.insert(role.id.clone(), reference);
            }
        }
        people
    }
}

/// The identity number among a role's answers.
fn identity(services: &Services, answers: &Value, role: &str) -> Option<String> {
    services.fields.values().find_map(|field| {
        let number = matches!(field.check.form, Some(Form::ResidentId | Form::CreditCode));
        if !number || field.field_type != FieldType::Text {
            return None;
        }
        let flat = answers.get(format!("{role}.{}", field.id));
        let nested = || answers.get(role).and_then(|inner| inner.get(&field.id));
        flat.or_else(nested).and_then(Value::as_str).map(str::to_owned)
    })
}

fn open_text(ask: &OpenAsk) -> String {
    json!([
        ask.thing,
        ask.place,
        ask.applicant,
        ask.people,
        ask.answers,
        ask.materials,
        ask.submit,
        ask.accept
    ])
    .to_string()
}

/// A new id: the moment, so that ids sort by it, and randomness.
pub(super) fn fresh() -> Result<String, Refusal> {
    use std::fmt::Write;
    let mut random = [0; 8];
    super::super::tokens::random(&mut random)?;
    let mut text = format!("{:013x}", clock::now_us());
    for byte in random {
        // Writing to a String does not fail.
        let _ = write!(text, "{byte:02x}");
    }
    Ok(text)
}
