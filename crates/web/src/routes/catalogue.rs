//! What the district offers: things, plans, what-if. Open to everybody.

use super::{Object, language};
use crate::extract::{At, Body, Caller, Day, Shaped};
use crate::problem::Problem;
use crate::shapes::catalogue::{Effects, Plan, Thing, ThingHead};
use crate::state::Server;
use app::services::hall::PlanAsk;
use app::services::tokens::Role;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
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
#[utoipa::path(get, path = "/health", operation_id = "health", tag = "catalogue", responses((status = 200, body = Health)))]
pub(crate) async fn health(State(server): State<Server>) -> Json<Health> {
    Json(Health { status: "ok".to_owned(), pack: server.hall.pack_version() })
}

/// All things.
#[derive(Serialize, ToSchema)]
pub(crate) struct Things {
    /// Each as `hemei things --json` prints it.
    #[schema(value_type = Vec<ThingHead>)]
    things: Value,
}

/// Lists the things that people and enterprises can ask for.
#[utoipa::path(get, path = "/things", operation_id = "list_things", tag = "catalogue", responses((status = 200, body = Things)))]
pub(crate) async fn things(State(server): State<Server>) -> Json<Things> {
    Json(Things { things: server.hall.things() })
}

/// Shows one thing with its items and questions.
#[utoipa::path(
    get, path = "/things/{thing}", operation_id = "find_thing",
    tag = "catalogue",
    params(("thing" = String, Path, description = "The thing's id")),
    responses(
        (status = 200, body = Thing),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn thing(
    State(server): State<Server>,
    At(thing): At,
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
    accepted_on: Option<Day>,
    /// Results that are held: `["parent.marriage-certificate"]`.
    #[serde(default)]
    held: Vec<String>,
}

impl Shaped for PlanBody {
    const LISTS: Option<&'static [&'static str]> = Some(&["held"]);
}

impl PlanBody {
    fn ask(self) -> PlanAsk {
        PlanAsk {
            answers: Value::Object(self.answers),
            accepted_on: self.accepted_on.map(|day| day.0),
            held: self.held,
            holder: None,
        }
    }
}

/// Makes the plan of a thing for these answers; nothing is kept.
#[utoipa::path(
    post, path = "/things/{thing}/plan", operation_id = "plan",
    tag = "catalogue",
    params(("thing" = String, Path, description = "The thing's id")),
    request_body = PlanBody,
    responses(
        (status = 200, body = Plan, description = "As `hemei plan --json` prints it"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn plan(
    State(server): State<Server>,
    At(thing): At,
    Body(body): Body<PlanBody>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(server.hall.plan(&thing, &body.ask())?))
}

/// Draws the plan of a thing for these answers.
#[utoipa::path(
    post, path = "/things/{thing}/plan.svg", operation_id = "draw_plan",
    tag = "catalogue",
    params(("thing" = String, Path, description = "The thing's id")),
    request_body = PlanBody,
    responses(
        (status = 200, body = String, content_type = "image/svg+xml"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn plan_svg(
    State(server): State<Server>,
    At(thing): At,
    headers: HeaderMap,
    Body(body): Body<PlanBody>,
) -> Result<Response, Problem> {
    let drawn = server.hall.plan_svg(&thing, &body.ask(), language(&headers))?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], drawn).into_response())
}

/// Changes of the rules.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChangesBody {
    /// All of them together.
    changes: Vec<Change>,
    /// The day on which plans are accepted; today if none is named.
    #[serde(default)]
    accepted_on: Option<Day>,
}

impl Shaped for ChangesBody {
    const LISTS: Option<&'static [&'static str]> = Some(&["changes", "holidays", "workdays"]);
}

/// One change of the rules; working days are multiples of 0.5.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Change {
    /// Another promise for a thing.
    Promise {
        /// The thing.
        thing: String,
        /// Working days.
        #[schema(value_type = f64, minimum = 0, maximum = 1000, multiple_of = 0.5)]
        days: Number,
    },
    /// Another promise for an item.
    ItemPromise {
        /// The item.
        item: String,
        /// Working days.
        #[schema(value_type = f64, minimum = 0, maximum = 1000, multiple_of = 0.5)]
        days: Number,
    },
    /// Another legal limit for an item.
    ItemLegal {
        /// The item.
        item: String,
        /// Working days.
        #[schema(value_type = f64, minimum = 0, maximum = 1000, multiple_of = 0.5)]
        days: Number,
    },
    /// An item that falls away.
    ItemRemoved {
        /// The item.
        item: String,
    },
    /// Other numbers of people at an office's desks.
    Staffing {
        /// The office.
        office: String,
        /// The level of its desks.
        level: String,
        /// How many people.
        #[schema(minimum = 0, maximum = 100_000)]
        people: u32,
    },
    /// More days off.
    Holidays(Vec<Day>),
    /// More days of work.
    Workdays(Vec<Day>),
}

/// Tells what a change of rules would do: over all things, and to past cases played again.
#[utoipa::path(
    post, path = "/what-if", operation_id = "what_if",
    tag = "catalogue", security(("bearer" = [])),
    request_body = ChangesBody,
    responses(
        (status = 200, body = Effects),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn what_if(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<ChangesBody>,
) -> Result<Json<Value>, Problem> {
    caller.only(&[Role::Operator, Role::Auditor, Role::Officer])?;
    let changes = serde_json::to_value(&body).unwrap_or_default();
    Ok(Json(server.hall.what_if(&changes).await?))
}

/// Shows the page of a code.
#[utoipa::path(
    get, path = "/codes/{code}", operation_id = "find_code",
    tag = "catalogue",
    params(("code" = String, Path, description = "Such as C0450")),
    responses(
        (status = 200, body = String, content_type = "text/markdown"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn code(At(code): At, headers: HeaderMap) -> Result<Response, Problem> {
    let Some(info) = diag::codes::find(&code) else {
        return Err(Problem::not_found(("代码", "code"), &code));
    };
    let page = info.page(language(&headers)).to_owned();
    Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], page).into_response())
}
