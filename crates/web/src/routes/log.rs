//! The log of the district: events for other systems, exports, mining, the chain.
#![expect(unused_qualifications, reason = "the macro of `params` writes whole paths")]

use super::page_size;
use crate::extract::{Asked, Caller};
use crate::problem::Problem;
use crate::shapes::log::{ChainReport, CloudEventShape, Migrations, Mined, Ocel};
use crate::state::Server;
use app::services::tokens::Role;
use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// The largest number that every reader of JSON keeps exactly.
const AFTER_MAX: u64 = 9_007_199_254_740_991;

const READERS: [Role; 2] = [Role::Operator, Role::Auditor];

/// From where.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct EventsQuery {
    /// Events after this number of the journal.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    after: Option<u64>,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// Gives events as CloudEvents 1.0, in order; the last one's `sequence` is the next `after`.
#[utoipa::path(
    get, path = "/events", operation_id = "list_events",
    tag = "log", security(("bearer" = [])),
    params(EventsQuery),
    responses(
        (status = 200, body = Vec<CloudEventShape>, content_type = "application/cloudevents-batch+json"),
    )
)]
pub(crate) async fn events(
    State(server): State<Server>,
    caller: Caller,
    Asked(query): Asked<EventsQuery>,
) -> Result<Response, Problem> {
    caller.only(&READERS)?;
    let limit = page_size(query.limit)?;
    if query.after.is_some_and(|after| after > AFTER_MAX) {
        return Err(Problem::new(
            axum::http::StatusCode::BAD_REQUEST,
            format!("after 应不大于 {AFTER_MAX}"),
            format!("expected after to be at most {AFTER_MAX}"),
        ));
    }
    let events = server.hall.cloud_events(query.after.unwrap_or(0), limit).await?;
    let kind = [(header::CONTENT_TYPE, "application/cloudevents-batch+json")];
    Ok((kind, Value::Array(events).to_string()).into_response())
}

/// Gives the log as OCEL 2.0 JSON.
#[utoipa::path(
    get, path = "/export/ocel", operation_id = "export_ocel",
    tag = "log", security(("bearer" = [])),
    responses(
        (status = 200, body = Ocel),
    )
)]
pub(crate) async fn ocel(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Response, Problem> {
    caller.only(&READERS)?;
    let text = server.hall.export_ocel().await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}

/// Gives the log as XES (IEEE 1849-2016).
#[utoipa::path(
    get, path = "/export/xes", operation_id = "export_xes",
    tag = "log", security(("bearer" = [])),
    responses(
        (status = 200, body = String, content_type = "application/xml"),
    )
)]
pub(crate) async fn xes(State(server): State<Server>, caller: Caller) -> Result<Response, Problem> {
    caller.only(&READERS)?;
    let text = server.hall.export_xes().await?;
    Ok(([(header::CONTENT_TYPE, "application/xml")], text).into_response())
}

/// Mines the district's own log: variants, waiting and working time, bottlenecks, conformance.
#[utoipa::path(
    get, path = "/mine", operation_id = "mine",
    tag = "log", security(("bearer" = [])),
    responses(
        (status = 200, body = Mined),
    )
)]
pub(crate) async fn mine(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Value>, Problem> {
    caller.only(&[Role::Operator, Role::Auditor, Role::Officer])?;
    Ok(Json(server.hall.mine().await?))
}

/// Walks the chain of events from its beginning.
#[utoipa::path(
    get, path = "/journal/verify", operation_id = "verify_journal",
    tag = "log", security(("bearer" = [])),
    responses(
        (status = 200, body = ChainReport),
    )
)]
pub(crate) async fn verify(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Value>, Problem> {
    caller.only(&READERS)?;
    Ok(Json(server.hall.verify_journal().await?))
}

/// The newest checkpoint.
#[derive(Serialize, ToSchema)]
pub(crate) struct Checkpoint {
    /// Position and hash of the chain, the moment, and the signatures.
    #[schema(value_type = Object)]
    checkpoint: Value,
}

/// Signs the chain as it stands; others can sign the same statement.
#[utoipa::path(
    post, path = "/journal/checkpoints", operation_id = "sign_checkpoint",
    tag = "log", security(("bearer" = [])),
    responses(
        (status = 200, body = Checkpoint),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn checkpoint(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Checkpoint>, Problem> {
    caller.only(&[Role::Operator])?;
    Ok(Json(Checkpoint { checkpoint: server.hall.checkpoint().await? }))
}

/// Shows which running cases could move to the server's pack version, and why others cannot.
#[utoipa::path(
    get, path = "/migrations", operation_id = "list_migrations",
    tag = "log", security(("bearer" = [])),
    responses(
        (status = 200, body = Migrations),
    )
)]
pub(crate) async fn migrations(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Value>, Problem> {
    caller.only(&READERS)?;
    Ok(Json(server.hall.migrations().await?))
}
