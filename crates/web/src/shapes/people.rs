//! What people hold, credentials, programmes.

use crate::problem::Words;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// A result that somebody holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct HeldResult {
    id: String,
    material: String,
    slot: String,
    case: String,
    item: String,
    document: Option<String>,
    #[schema(format = Date)]
    given_on: String,
    /// Its last valid day; null: for good.
    #[schema(format = Date)]
    until_on: Option<String>,
    #[schema(format = DateTime)]
    revoked_at: Option<String>,
    revoked_why: Option<String>,
}

/// A W3C verifiable credential: a receipt or a certificate, with its proof.
#[derive(Serialize, ToSchema)]
pub(crate) struct Credential {
    #[serde(rename = "@context")]
    context: Vec<Value>,
    r#type: Vec<String>,
    #[schema(value_type = Object)]
    #[serde(rename = "credentialSubject")]
    subject: Map<String, Value>,
    #[schema(value_type = Object)]
    proof: Map<String, Value>,
}

/// A programme with its rate.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProgrammeHead {
    id: String,
    name: Words,
    population: u64,
    /// How many have a measure in force.
    in_force: u64,
    /// Their share; null: nobody is in the population.
    #[schema(minimum = 0, maximum = 1)]
    rate: Option<f64>,
    /// Those who have none, by name.
    missing: Vec<String>,
    ladder: LadderShape,
    tiers: Vec<TierShape>,
}

/// Who is told when nothing happens, and after how many working days.
#[derive(Serialize, ToSchema)]
pub(crate) struct LadderShape {
    levels: Vec<String>,
    climb_after_days: Vec<f64>,
}

/// A tier with its measures.
#[derive(Serialize, ToSchema)]
pub(crate) struct TierShape {
    id: String,
    name: Words,
    measures: Vec<MeasureShape>,
}

/// A measure, and how often.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeasureShape {
    item: String,
    every_days: Option<u32>,
}

/// A programme with its people.
#[derive(Serialize, ToSchema)]
pub(crate) struct Programme {
    #[serde(flatten)]
    head: ProgrammeHead,
    people: Vec<PersonShape>,
}

/// Somebody in the population.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonShape {
    person: String,
    place: String,
    classes: Vec<String>,
    tier: Option<String>,
    in_force: bool,
    case: Option<String>,
    #[schema(value_type = Option<Vec<Object>>)]
    measures: Option<Vec<Value>>,
    /// Rules that could not be judged: what was expected and found.
    not_judged: Vec<String>,
}

/// What reading a register again changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct Reclassed {
    programme: String,
    population: u64,
    opened: u64,
    changed: u64,
    ended: u64,
    unchanged: u64,
    refused: Vec<RefusedPerson>,
}

/// Whose standing case could not be changed, and why.
#[derive(Serialize, ToSchema)]
pub(crate) struct RefusedPerson {
    person: String,
    why: Words,
}
