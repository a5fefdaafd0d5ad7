//! Cases as they are listed and shown, their tasks and events.

use super::catalogue::PlannedItem;
use crate::problem::Words;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// How far a case is.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CaseStatus {
    /// Being filled in.
    Draft,
    /// Handed in, not taken up yet.
    Submitted,
    /// Waiting for what is missing before it is taken up.
    Supplement,
    /// Taken up.
    Running,
    /// Closed.
    Closed,
}

impl CaseStatus {
    /// Its word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Submitted => "submitted",
            Self::Supplement => "supplement",
            Self::Running => "running",
            Self::Closed => "closed",
        }
    }
}

/// A case in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct CaseHead {
    case: String,
    version: u64,
    status: CaseStatus,
    closing: Option<String>,
    /// The thing or programme.
    thing: String,
    place: String,
    /// A reference: the same for the same person, and no identity number.
    applicant: String,
    #[schema(format = DateTime)]
    opened_at: String,
    #[schema(format = DateTime)]
    submitted_at: Option<String>,
    #[schema(format = DateTime)]
    accepted_at: Option<String>,
    #[schema(format = DateTime)]
    promised_due_at: Option<String>,
    #[schema(format = DateTime)]
    closed_at: Option<String>,
    #[schema(format = DateTime)]
    changed_at: String,
    open_items: u64,
    /// `none`, `yellow`, `red`.
    light: String,
    /// The offices whose turn it is.
    with: Vec<String>,
}

/// A case: where it is, with whom, and by when.
#[derive(Serialize, ToSchema)]
#[expect(clippy::struct_field_names, reason = "the field's name is a contract")]
pub(crate) struct Case {
    case: String,
    /// The number of its last event; its `ETag`.
    version: u64,
    status: CaseStatus,
    closing: Option<String>,
    thing: String,
    name: Option<Words>,
    place: String,
    applicant: String,
    /// The version of the pack to which it is pinned.
    pack: String,
    #[schema(format = DateTime)]
    opened_at: Option<String>,
    #[schema(format = DateTime)]
    submitted_at: Option<String>,
    #[schema(format = DateTime)]
    accepted_at: Option<String>,
    #[schema(format = DateTime)]
    closed_at: Option<String>,
    promised_days: f64,
    /// Answers by field; null: hidden from this role, or the person's key was erased.
    #[schema(value_type = Option<Object>)]
    answers: Option<Map<String, Value>>,
    /// Materials by slot: from where, and where the content lies.
    #[schema(value_type = Object)]
    materials: Map<String, Value>,
    clock: Option<ClockShape>,
    items: Vec<ItemRun>,
    deliveries: Vec<DeliveryShape>,
    /// What is asked for, if something is.
    supplement: Option<String>,
    rating: Option<RatingShape>,
    standing: Option<StandingShape>,
}

/// The four clocks, never mixed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ClockShape {
    wall_seconds: i64,
    legal_days: f64,
    promised_days: f64,
    paused_days: f64,
    #[schema(format = DateTime)]
    promised_due_at: Option<String>,
    #[schema(format = DateTime)]
    legal_due_at: Option<String>,
}

/// An item of a case: as planned, and how far it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ItemRun {
    #[serde(flatten)]
    plan: PlannedItem,
    state: String,
    round: u32,
    claimed_by: Option<String>,
    #[schema(format = DateTime)]
    ready_at: Option<String>,
    #[schema(format = DateTime)]
    decided_at: Option<String>,
    /// Whether it was decided quicker than anybody reads.
    hasty: bool,
    climbs: u32,
    supplement: Option<String>,
    cancelled_by: Option<String>,
    #[schema(value_type = Vec<Object>)]
    issued: Vec<Value>,
    clock: Option<ClockShape>,
}

/// Results on their way.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryShape {
    slots: Vec<String>,
    by: String,
    #[schema(format = DateTime)]
    sent_at: String,
    #[schema(format = DateTime)]
    signed_at: Option<String>,
}

/// What the applicant thinks.
#[derive(Serialize, ToSchema)]
pub(crate) struct RatingShape {
    #[schema(minimum = 1, maximum = 5)]
    stars: u8,
    kept_promise: Option<bool>,
}

/// The standing case of a programme.
#[derive(Serialize, ToSchema)]
pub(crate) struct StandingShape {
    tier: String,
    classes: Vec<String>,
    measures: Vec<StandingMeasure>,
}

/// A measure of a standing case.
#[derive(Serialize, ToSchema)]
pub(crate) struct StandingMeasure {
    item: String,
    every_days: Option<u32>,
    #[schema(format = DateTime)]
    done_at: Option<String>,
    #[schema(format = DateTime)]
    due_since: Option<String>,
}

/// An event of a case, with the hashes that chain it.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventShape {
    /// Its number in the journal.
    seq: i64,
    /// Its number in the case: the version after it.
    case_seq: i64,
    #[schema(format = DateTime)]
    at: String,
    kind: String,
    /// Who did it, and what it says; personal parts are sealed.
    #[schema(value_type = Object)]
    body: Map<String, Value>,
    #[schema(pattern = "^[0-9a-f]{64}$")]
    case_hash: String,
    #[schema(pattern = "^[0-9a-f]{64}$")]
    chain_hash: String,
}

/// A task of a desk.
#[derive(Serialize, ToSchema)]
pub(crate) struct Task {
    key: String,
    case: String,
    kind: String,
    item: Option<String>,
    thing: String,
    office: String,
    level: String,
    place: String,
    light: LightShape,
    /// The promised moment, or the legal one if none is promised.
    #[schema(format = DateTime)]
    due_at: Option<String>,
    #[schema(format = DateTime)]
    promised_due_at: Option<String>,
    #[schema(format = DateTime)]
    legal_due_at: Option<String>,
    claimed_by: Option<String>,
}

/// How late a task is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum LightShape {
    Green,
    Yellow,
    Red,
}

/// How many tasks a desk has.
#[derive(Serialize, ToSchema)]
pub(crate) struct Count {
    office: String,
    level: String,
    place: String,
    claimed: bool,
    light: LightShape,
    tasks: u64,
}
