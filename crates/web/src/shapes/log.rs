//! The log: envelopes, the chain, messages, migrations.

use crate::problem::Words;
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// An event in its CloudEvents 1.0 envelope.
#[derive(Serialize, ToSchema)]
pub(crate) struct CloudEventShape {
    #[schema(pattern = "^1\\.0$")]
    specversion: String,
    id: String,
    source: String,
    r#type: String,
    #[schema(format = DateTime)]
    time: String,
    /// The case.
    subject: Option<String>,
    /// Its number in the journal, as text.
    #[schema(pattern = "^[0-9]+$")]
    sequence: String,
    datacontenttype: String,
    #[schema(value_type = Object)]
    data: Map<String, Value>,
}

/// What walking the chain found.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChainReport {
    events: u64,
    cases: u64,
    /// Whether every hash is what the events before it make it.
    whole: bool,
    #[schema(value_type = Option<Object>)]
    fault: Option<Value>,
    chain_hash: String,
    checkpoints: u64,
}

/// What mining the district's own log tells.
#[derive(Serialize, ToSchema)]
pub(crate) struct Mined {
    log: String,
    cases: u64,
    events: u64,
    activities: u64,
    variants: u64,
    resources: u64,
    late: Option<u64>,
    late_share: Option<f64>,
    #[schema(value_type = Object)]
    detail: Map<String, Value>,
    #[schema(value_type = Vec<Object>)]
    conformance: Vec<Value>,
}

/// A log as OCEL 2.0 JSON.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Ocel {
    #[schema(value_type = Vec<Object>)]
    object_types: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    event_types: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    objects: Vec<Value>,
    #[schema(value_type = Vec<Object>)]
    events: Vec<Value>,
}

/// Which running cases could move to another version.
#[derive(Serialize, ToSchema)]
pub(crate) struct Migrations {
    to: String,
    digest: String,
    /// How many are there already.
    current: u64,
    may_move: Vec<MayMove>,
    stay: Vec<Stays>,
}

/// A case that could move.
#[derive(Serialize, ToSchema)]
pub(crate) struct MayMove {
    case: String,
    thing: String,
    from: String,
    items: Vec<String>,
}

/// A case that could not.
#[derive(Serialize, ToSchema)]
pub(crate) struct Stays {
    case: String,
    thing: String,
    from: String,
    why: Words,
}

/// A webhook.
#[derive(Serialize, ToSchema)]
pub(crate) struct Webhook {
    id: String,
    url: String,
    office: Option<String>,
    kinds: Vec<String>,
    active: bool,
    #[schema(format = DateTime)]
    made_at: String,
}

/// A webhook with the secret that signs for it: shown this once.
#[derive(Serialize, ToSchema)]
pub(crate) struct NewWebhook {
    #[serde(flatten)]
    webhook: Webhook,
    #[schema(pattern = "^whsec_")]
    secret: String,
}

/// A message that was given up.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeadMessage {
    id: i64,
    key: String,
    webhook: String,
    kind: String,
    case: String,
    #[schema(format = DateTime)]
    made_at: String,
    tries: u32,
    error: Option<String>,
}
