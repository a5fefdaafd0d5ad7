//! Things, items, plans, what a change would do.

use crate::problem::Words;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A thing that people or enterprises can ask for.
#[derive(Serialize, ToSchema)]
pub(crate) struct ThingHead {
    id: String,
    name: Words,
    r#for: Party,
    /// The results that it leads to.
    wants: Vec<Given>,
    roles: Vec<RoleShape>,
    /// Working days, in halves at the finest.
    #[schema(minimum = 0)]
    promised_days: f64,
    #[schema(minimum = 0)]
    steps: u32,
    #[schema(minimum = 0)]
    visits: u32,
    /// The place level to which a case belongs.
    level: String,
    before: Before,
}

/// Person or enterprise.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Party {
    Person,
    Enterprise,
}

/// A result, and when it is given.
#[derive(Serialize, ToSchema)]
pub(crate) struct Given {
    /// Its slot: `child.birth-certificate`.
    gives: String,
    /// The rule, as the pack writes it; null: always.
    when: Option<String>,
}

/// A role in a thing.
#[derive(Serialize, ToSchema)]
pub(crate) struct RoleShape {
    id: String,
    name: Words,
    r#for: Party,
    /// Other words for the role.
    also: Vec<String>,
}

/// What it took before, as published; null: not published.
#[derive(Serialize, ToSchema)]
pub(crate) struct Before {
    days: Option<f64>,
    materials: Option<u32>,
    fields: Option<u32>,
    steps: Option<u32>,
    visits: Option<u32>,
}

/// A thing with the items that can give its results, and their questions.
#[derive(Serialize, ToSchema)]
pub(crate) struct Thing {
    #[serde(flatten)]
    head: ThingHead,
    items: Vec<Item>,
    fields: Vec<FieldShape>,
}

/// An item of the catalogue.
#[derive(Serialize, ToSchema)]
pub(crate) struct Item {
    id: String,
    name: Words,
    office: String,
    /// null: the lowest at which the office has desks.
    level: Option<String>,
    legal_days: f64,
    legal_ground: Words,
    promised_days: f64,
    takes: Vec<Taken>,
    gives: Vec<Given>,
    fee: f64,
    steps: u32,
    visits: u32,
}

/// What an item takes: any one of these.
#[derive(Serialize, ToSchema)]
pub(crate) struct Taken {
    any_of: Vec<String>,
    when: Option<String>,
}

/// A question.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldShape {
    id: String,
    name: Words,
    question: Words,
    r#type: FieldKind,
    /// The values of a choice.
    values: Vec<ChoiceShape>,
    personal: bool,
}

/// The type of a field.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FieldKind {
    Text,
    Integer,
    Decimal,
    Boolean,
    Date,
    Choice,
}

/// A value of a choice.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChoiceShape {
    id: String,
    name: Words,
}

/// A plan: items in order, one form, one set of materials, dates, savings.
#[derive(Serialize, ToSchema)]
pub(crate) struct Plan {
    thing: String,
    name: Option<Words>,
    #[schema(format = Date)]
    accepted_on: String,
    items: Vec<PlannedItem>,
    form: Vec<QuestionShape>,
    materials: Vec<MaterialShape>,
    /// Results that are held already, by slot.
    held: Vec<String>,
    /// Answers that are missing, and what they decide.
    open: Vec<OpenQuestion>,
    /// The items that decide how long the whole takes.
    critical_path: Vec<String>,
    critical_days: f64,
    promised_days: f64,
    #[schema(format = Date)]
    promise_on: String,
    /// Whether a date lies beyond the last published calendar of holidays.
    provisional: bool,
    savings: Savings,
}

/// An item of a plan.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlannedItem {
    id: String,
    name: Option<Words>,
    office: String,
    level: String,
    /// The items that it waits for.
    after: Vec<String>,
    takes: Vec<String>,
    gives: Vec<String>,
    promised_days: f64,
    legal_days: f64,
    #[schema(format = Date)]
    start_on: String,
    #[schema(format = Date)]
    due_on: String,
    #[schema(format = Date)]
    legal_due_on: String,
    /// Whether a delay here delays the whole.
    critical: bool,
}

/// A question of the form.
#[derive(Serialize, ToSchema)]
pub(crate) struct QuestionShape {
    field: String,
    question: Words,
    why: Vec<Asker>,
    /// The shared register that answers it; null: the applicant does.
    register: Option<String>,
    /// `min`, `max`, `length_min`, `length_max`, `values`, `form`, where there are.
    #[schema(value_type = Object)]
    check: Map<String, Value>,
}

/// Which item asks, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct Asker {
    /// null: the thing itself.
    item: Option<String>,
    why: Words,
}

/// A material of the plan.
#[derive(Serialize, ToSchema)]
pub(crate) struct MaterialShape {
    /// Its slot.
    id: String,
    name: Option<Words>,
    /// `applicant`, `wallet`, `item`, or `register:ID`.
    source: String,
    given_by: Option<String>,
    taken_by: Vec<String>,
}

/// A question that is open.
#[derive(Serialize, ToSchema)]
pub(crate) struct OpenQuestion {
    field: String,
    decides: Vec<String>,
}

/// What the plan saves, as shares; null: there is nothing to compare with.
#[derive(Serialize, ToSchema)]
pub(crate) struct Savings {
    legal: Option<f64>,
    bundle: Option<f64>,
    parallel: Option<f64>,
    actual: Option<f64>,
    detail: SavingsDetail,
}

/// From what to what.
#[derive(Serialize, ToSchema)]
pub(crate) struct SavingsDetail {
    legal: SavingShape,
    bundle: SavingShape,
    parallel: SavingShape,
    actual: Option<SavingShape>,
    materials: SavingShape,
    fields: SavingShape,
    steps: SavingShape,
    visits: SavingShape,
    causes: Vec<CauseShape>,
}

/// One saving.
#[derive(Serialize, ToSchema)]
pub(crate) struct SavingShape {
    from: f64,
    to: f64,
    ratio: Option<f64>,
}

/// What saves days.
#[derive(Serialize, ToSchema)]
pub(crate) struct CauseShape {
    /// `held`, `shorter_promises`, `parallel`, `margin`.
    cause: String,
    days: f64,
}

/// What a change of the rules would do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Effects {
    #[schema(format = Date)]
    accepted_on: String,
    /// The things that come out otherwise.
    things: Vec<EffectShape>,
    unchanged: u64,
    past_cases: u64,
    /// Past cases played again; null: there are none.
    replayed: Option<ReplayShape>,
}

/// A thing before and after.
#[derive(Serialize, ToSchema)]
pub(crate) struct EffectShape {
    thing: String,
    before: OutlookShape,
    after: OutlookShape,
}

/// How a thing comes out.
#[derive(Serialize, ToSchema)]
pub(crate) struct OutlookShape {
    critical_days: f64,
    critical_path: Vec<String>,
    promised_days: f64,
    #[schema(format = Date)]
    promise_on: String,
    #[schema(format = Date)]
    done_on: String,
    provisional: bool,
    kept: bool,
    findings: Vec<FindingShape>,
}

/// A finding of the proof.
#[derive(Serialize, ToSchema)]
pub(crate) struct FindingShape {
    code: String,
    message: Words,
}

/// Past cases under both rules.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReplayShape {
    before: DistributionShape,
    after: DistributionShape,
}

/// How long cases took, in working days.
#[derive(Serialize, ToSchema)]
pub(crate) struct DistributionShape {
    finished: u64,
    unfinished: u64,
    median_days: f64,
    p75_days: f64,
    p90_days: f64,
    max_days: f64,
    /// The share within the promise; null: none finished.
    kept: Option<f64>,
}
