//! People: what they hold, certificates, programmes, and the right to be forgotten.

use super::Object;
use crate::extract::{At, Body, Caller, person};
use crate::problem::Problem;
use crate::shapes::people::{Credential, HeldResult, Programme, ProgrammeHead, Reclassed};
use crate::state::Server;
use app::services::tokens::Role;
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What somebody holds.
#[derive(Serialize, ToSchema)]
pub(crate) struct Wallet {
    /// Results with their validity and the case that gave them.
    #[schema(value_type = Vec<HeldResult>)]
    results: Value,
}

/// Shows the results that a person or enterprise holds.
#[utoipa::path(
    get, path = "/wallets/{holder}", operation_id = "find_wallet",
    tag = "people", security(("bearer" = [])),
    params(("holder" = String, Path, min_length = 1, max_length = 200,
            pattern = r"^[^\x00-\x1F\x7F]+$", description = "The holder's id")),
    responses(
        (status = 200, body = Wallet),
    )
)]
pub(crate) async fn wallet(
    State(server): State<Server>,
    caller: Caller,
    At(holder): At,
) -> Result<Json<Wallet>, Problem> {
    person("holder", Some(&holder))?;
    Ok(Json(Wallet { results: server.hall.wallet(&caller.0, &holder).await? }))
}

/// Gives a result as a signed certificate: a W3C verifiable credential.
#[utoipa::path(
    get, path = "/results/{result}", operation_id = "result_certificate",
    tag = "people", security(("bearer" = [])),
    params(("result" = String, Path, description = "The result's id")),
    responses(
        (status = 200, body = Credential),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn certificate(
    State(server): State<Server>,
    caller: Caller,
    At(result): At,
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
    post, path = "/verify", operation_id = "verify_document",
    tag = "people",
    request_body = Object,
    responses(
        (status = 200, body = Verified),
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
    delete, path = "/people/{person}/key", operation_id = "erase_person",
    tag = "people", security(("bearer" = [])),
    params(("person" = String, Path, min_length = 1, max_length = 200,
            pattern = r"^[^\x00-\x1F\x7F]+$", description = "The person's id")),
    responses(
        (status = 200, body = Erased),
    )
)]
pub(crate) async fn erase(
    State(server): State<Server>,
    caller: Caller,
    At(id): At,
) -> Result<Json<Erased>, Problem> {
    caller.only(&[Role::Operator])?;
    person("person", Some(&id))?;
    Ok(Json(Erased { erased: server.hall.erase_person(&id).await? }))
}

/// All programmes.
#[derive(Serialize, ToSchema)]
pub(crate) struct Programmes {
    /// Each with its classes, tiers, measures and rate.
    #[schema(value_type = Vec<ProgrammeHead>)]
    programmes: Value,
}

/// Lists the programmes with their rates.
#[utoipa::path(
    get, path = "/programmes", operation_id = "list_programmes",
    tag = "people", security(("bearer" = [])),
    responses(
        (status = 200, body = Programmes),
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
    get, path = "/programmes/{programme}", operation_id = "find_programme",
    tag = "people", security(("bearer" = [])),
    params(("programme" = String, Path, description = "The programme's id")),
    responses(
        (status = 200, body = Programme),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn programme(
    State(server): State<Server>,
    caller: Caller,
    At(programme): At,
) -> Result<Json<Value>, Problem> {
    caller.only(&[Role::Officer, Role::Operator, Role::Auditor])?;
    Ok(Json(server.hall.programme(&programme).await?))
}

/// Reads the register again: opens, re-classes and ends standing cases as it says now.
#[utoipa::path(
    post, path = "/programmes/{programme}/reclass", operation_id = "reclass_programme",
    tag = "people", security(("bearer" = [])),
    params(("programme" = String, Path, description = "The programme's id")),
    responses(
        (status = 200, body = Reclassed),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn reclass(
    State(server): State<Server>,
    caller: Caller,
    At(programme): At,
) -> Result<Json<Value>, Problem> {
    caller.only(&[Role::Operator])?;
    Ok(Json(server.hall.reclass(&programme).await?))
}
