//! People: what they hold, certificates, programmes, and the right to be forgotten.

use super::Object;
use crate::extract::{Body, Caller};
use crate::problem::Problem;
use crate::state::Server;
use app::services::tokens::Role;
use axum::Json;
use axum::extract::{Path, State};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What somebody holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct Wallet {
    /// Results with their validity and the case that gave them.
    #[schema(value_type = Vec<Object>)]
    results: Value,
}

/// Shows the results that a person or enterprise holds.
#[utoipa::path(
    get, path = "/wallets/{holder}", tag = "people", security(("bearer" = [])),
    params(("holder" = String, Path, description = "The holder's id")),
    responses(
        (status = 200, body = Wallet),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn wallet(
    State(server): State<Server>,
    caller: Caller,
    Path(holder): Path<String>,
) -> Result<Json<Wallet>, Problem> {
    Ok(Json(Wallet { results: server.hall.wallet(&caller.0, &holder).await? }))
}

/// Gives a result as a signed certificate: a W3C verifiable credential.
#[utoipa::path(
    get, path = "/results/{result}", tag = "people", security(("bearer" = [])),
    params(("result" = String, Path, description = "The result's id")),
    responses(
        (status = 200, body = Object),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn certificate(
    State(server): State<Server>,
    caller: Caller,
    Path(result): Path<String>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(server.hall.certificate(&caller.0, &result).await?))
}

/// What verifying found.
#[derive(Serialize, ToSchema)]
pub(crate) struct Verified {
    /// Whether the document is ours, whole and in force.
    valid: bool,
    /// What it says, if so.
    #[schema(value_type = Option<Object>)]
    document: Value,
    /// What was expected and found, if not.
    fault: Option<crate::problem::Words>,
}

/// Verifies a receipt or certificate; the same as `hemei verify FILE`, which needs no server.
#[utoipa::path(
    post, path = "/verify", tag = "people",
    request_body = Object,
    responses(
        (status = 200, body = Verified),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn verify(
    State(server): State<Server>,
    Body(document): Body<Object>,
) -> Json<Verified> {
    Json(match server.hall.verify_document(&Value::Object(document)).await {
        Ok(found) => Verified { valid: true, document: found, fault: None },
        Err(fault) => {
            let fault = Some(crate::problem::Words::from(&fault));
            Verified { valid: false, document: Value::Null, fault }
        }
    })
}

/// What became of a person's key.
#[derive(Serialize, ToSchema)]
pub(crate) struct Erased {
    /// Whether there was a key; its content cannot be read any more.
    erased: bool,
}

/// Erases a person's key, so that what is sealed by it cannot be read any more; the chain of
/// events stays whole.
#[utoipa::path(
    delete, path = "/people/{person}/key", tag = "people", security(("bearer" = [])),
    params(("person" = String, Path, description = "The person's id")),
    responses(
        (status = 200, body = Erased),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn erase(
    State(server): State<Server>,
    caller: Caller,
    Path(person): Path<String>,
) -> Result<Json<Erased>, Problem> {
    caller.only(&[Role::Operator])?;
    Ok(Json(Erased { erased: server.hall.erase_person(&person).await? }))
}

/// All programmes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Programmes {
    /// Each with its classes, tiers, measures and rate.
    #[schema(value_type = Vec<Object>)]
    programmes: Value,
}

/// Lists the programmes with their rates.
#[utoipa::path(
    get, path = "/programmes", tag = "people", security(("bearer" = [])),
    responses(
        (status = 200, body = Programmes),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn programmes(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Programmes>, Problem> {
    caller.only(&[Role::Officer, Role::Operator, Role::Auditor])?;
    Ok(Json(Programmes { programmes: server.hall.programmes().await? }))
}

/// Lists the people of a programme: with the measure in force, and those missing, by name.
#[utoipa::path(
    get, path = "/programmes/{programme}", tag = "people", security(("bearer" = [])),
    params(("programme" = String, Path, description = "The programme's id")),
    responses(
        (status = 200, body = Object),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn programme(
    State(server): State<Server>,
    caller: Caller,
    Path(programme): Path<String>,
) -> Result<Json<Value>, Problem> {
    caller.only(&[Role::Officer, Role::Operator, Role::Auditor])?;
    Ok(Json(server.hall.programme(&programme).await?))
}

/// Reads the register again: opens, re-classes and ends standing cases as it says now.
#[utoipa::path(
    post, path = "/programmes/{programme}/reclass", tag = "people", security(("bearer" = [])),
    params(("programme" = String, Path, description = "The programme's id")),
    responses(
        (status = 200, body = Object),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn reclass(
    State(server): State<Server>,
    caller: Caller,
    Path(programme): Path<String>,
) -> Result<Json<Value>, Problem> {
    caller.only(&[Role::Operator])?;
    Ok(Json(server.hall.reclass(&programme).await?))
}
