//! What the district offers: things, plans, what-if. Open to everybody.

use super::{Object, language};
use crate::extract::{Body, Caller};
use crate::problem::Problem;
use crate::state::Server;
use app::services::hall::PlanAsk;
use app::services::tokens::Role;
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// Whether the server serves.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: a server that is not does not answer.
    status: String,
    /// The pack that new cases are pinned to.
    pack: String,
}

/// Tells whether the server serves.
#[utoipa::path(get, path = "/health", tag = "catalogue", responses((status = 200, body = Health)))]
pub(crate) async fn health(State(server): State<Server>) -> Json<Health> {
    Json(Health { status: "ok".to_owned(), pack: server.hall.pack_version() })
}

/// All things.
#[derive(Serialize, ToSchema)]
pub(crate) struct Things {
    /// Each as `hemei things --json` prints it.
    #[schema(value_type = Vec<Object>)]
    things: Value,
}

/// Lists the things that people and enterprises can ask for.
#[utoipa::path(get, path = "/things", tag = "catalogue", responses((status = 200, body = Things)))]
pub(crate) async fn things(State(server): State<Server>) -> Json<Things> {
    Json(Things { things: server.hall.things() })
}

/// Shows one thing with its items and questions.
#[utoipa::path(
    get, path = "/things/{thing}", tag = "catalogue",
    params(("thing" = String, Path, description = "The thing's id")),
    responses(
        (status = 200, body = Object),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn thing(
    State(server): State<Server>,
    Path(thing): Path<String>,
) -> Result<Json<Value>, Problem> {
    let found = server.hall.thing(&thing);
    found.map(Json).ok_or_else(|| Problem::not_found(("一件事", "thing"), &thing))
}

/// What a plan is made from.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields)]
pub(crate) struct PlanBody {
    /// Answers by field: `{"child.name": "…"}`.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Object,
    /// The day of acceptance; today if none is named.
    #[serde(default)]
    #[schema(format = Date)]
    accepted_on: Option<String>,
    /// Results that are held: `["parent.marriage-certificate"]`.
    #[serde(default)]
    held: Vec<String>,
}

impl PlanBody {
    fn ask(self) -> PlanAsk {
        PlanAsk {
            answers: Value::Object(self.answers),
            accepted_on: self.accepted_on,
            held: self.held,
            holder: None,
        }
    }
}

/// Makes the plan of a thing for these answers; nothing is kept.
#[utoipa::path(
    post, path = "/things/{thing}/plan", tag = "catalogue",
    params(("thing" = String, Path, description = "The thing's id")),
    request_body = PlanBody,
    responses(
        (status = 200, body = Object, description = "As `hemei plan --json` prints it"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn plan(
    State(server): State<Server>,
    Path(thing): Path<String>,
    Body(body): Body<PlanBody>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(server.hall.plan(&thing, &body.ask())?))
}

/// Draws the plan of a thing for these answers.
#[utoipa::path(
    post, path = "/things/{thing}/plan.svg", tag = "catalogue",
    params(("thing" = String, Path, description = "The thing's id")),
    request_body = PlanBody,
    responses(
        (status = 200, body = String, content_type = "image/svg+xml"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn plan_svg(
    State(server): State<Server>,
    Path(thing): Path<String>,
    headers: HeaderMap,
    Body(body): Body<PlanBody>,
) -> Result<Response, Problem> {
    let drawn = server.hall.plan_svg(&thing, &body.ask(), language(&headers))?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], drawn).into_response())
}

/// Tells what a change of rules would do: over all things, and to past cases played again.
#[utoipa::path(
    post, path = "/what-if", tag = "catalogue", security(("bearer" = [])),
    request_body = Object,
    responses(
        (status = 200, body = Object),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn what_if(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<Object>,
) -> Result<Json<Value>, Problem> {
    caller.only(&[Role::Operator, Role::Auditor, Role::Officer])?;
    Ok(Json(server.hall.what_if(&Value::Object(body)).await?))
}

/// Shows the page of a code.
#[utoipa::path(
    get, path = "/codes/{code}", tag = "catalogue",
    params(("code" = String, Path, description = "Such as C0450")),
    responses(
        (status = 200, body = String, content_type = "text/markdown"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn code(
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let Some(info) = diag::codes::find(&code) else {
        return Err(Problem::not_found(("代码", "code"), &code));
    };
    let page = info.page(language(&headers)).to_owned();
    Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], page).into_response())
}
