//! Cases: opened, listed, read.
#![expect(unused_qualifications, reason = "the macro of `params` writes whole paths")]

use super::{Object, page_size, unchanged, versioned};
use crate::extract::{Asked, At, Body, Caller, DOERS, Shaped, key, names, none_match, person};
use crate::problem::Problem;
use crate::shapes::cases::{Case, CaseHead, CaseStatus, EventShape};
use crate::shapes::people::Credential;
use crate::state::Server;
use app::services::hall::{CaseAsk, OpenAsk};
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// What a case is opened with.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OpenBody {
    /// The thing's id.
    thing: String,
    /// The place to which the case belongs.
    place: String,
    /// Who applies: an id of the district's own, or an identity number, which is not kept in
    /// clear. An applicant's token applies for its holder.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, pattern = r"^[^\x00-\x20\x7F][^\x00-\x1F\x7F]*$")]
    applicant: Option<String>,
    /// Other people in the thing, by role, in the same form.
    #[serde(default)]
    people: BTreeMap<String, String>,
    /// Answers by field; sealed at rest.
    #[serde(default)]
    #[schema(value_type = Object)]
    answers: Object,
    /// Materials handed in, by slot: where the content lies.
    #[serde(default)]
    materials: BTreeMap<String, MaterialBody>,
    /// Whether it is handed in at once, or stays a draft.
    #[serde(default)]
    submit: bool,
    /// Whether an officer's or operator's token accepts it at once.
    #[serde(default)]
    accept: bool,
}

impl Shaped for OpenBody {
    const LISTS: Option<&'static [&'static str]> = Some(&[]);
}

/// Where a material's content lies.
#[derive(Deserialize, Serialize, ToSchema, Clone)]
#[serde(deny_unknown_fields)]
pub(crate) struct MaterialBody {
    /// An address or a number under which it is found.
    #[serde(default)]
    pub(crate) at: String,
    /// The hash of its content.
    #[serde(default)]
    pub(crate) hash: String,
}

/// What a command came to.
#[derive(Serialize, ToSchema)]
pub(crate) struct Answer {
    /// The case.
    case: String,
    /// Its version after the command.
    version: u64,
    /// How far it is.
    #[schema(value_type = CaseStatus)]
    status: String,
    /// The kinds of the events that the command led to.
    events: Vec<String>,
}

/// Opens a case.
#[utoipa::path(
    post, path = "/cases", operation_id = "open_case",
    tag = "cases", security(("bearer" = [])),
    params(("Idempotency-Key" = String, Header, min_length = 1, max_length = 128,
            pattern = "^[!-~]+$",
            description = "The same key with the same request gives the same answer, once done")),
    request_body = OpenBody,
    responses(
        (status = 201, body = Answer, headers(
            ("ETag" = String, description = "Its version"),
            ("Location" = String, description = "Its address"),
        )),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn open(
    State(server): State<Server>,
    caller: Caller,
    headers: HeaderMap,
    Body(body): Body<OpenBody>,
) -> Result<Response, Problem> {
    caller.only(&DOERS)?;
    let key = key(&headers)?;
    person("applicant", body.applicant.as_deref())?;
    let materials = body.materials.into_iter().map(|(slot, m)| (slot, (m.at, m.hash))).collect();
    let ask = OpenAsk {
        thing: body.thing,
        place: body.place,
        applicant: body.applicant,
        people: body.people,
        answers: Value::Object(body.answers),
        materials,
        submit: body.submit,
        accept: body.accept,
    };
    let reply = server.hall.open_case(&caller.0, &key, ask).await?;
    let mut response = versioned(StatusCode::CREATED, reply.version, &reply.body);
    if let Ok(at) = HeaderValue::from_str(&format!("/api/cases/{}", reply.case)) {
        response.headers_mut().insert(header::LOCATION, at);
    }
    Ok(response)
}

/// Which cases.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct ListQuery {
    /// Only this thing or programme.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    thing: Option<String>,
    /// Only this state.
    #[param(inline)]
    status: Option<CaseStatus>,
    /// Only this place.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    place: Option<String>,
    /// Only this applicant.
    #[param(min_length = 1, max_length = 200, pattern = r"^[^\x00-\x1F\x7F]+$")]
    applicant: Option<String>,
    /// Where the page before ended: its `next`.
    #[param(pattern = "^[0-9]{1,16}~[!-~]{1,300}$")]
    cursor: Option<String>,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
}

/// A page of cases.
#[derive(Serialize, ToSchema)]
pub(crate) struct Cases {
    /// The newest first.
    #[schema(value_type = Vec<CaseHead>)]
    cases: Value,
    /// The cursor of the next page, if there is one.
    next: Option<String>,
}

/// Lists cases.
#[utoipa::path(
    get, path = "/cases", operation_id = "list_cases",
    tag = "cases", security(("bearer" = [])),
    params(ListQuery),
    responses(
        (status = 200, body = Cases),
    )
)]
pub(crate) async fn list(
    State(server): State<Server>,
    caller: Caller,
    Asked(query): Asked<ListQuery>,
) -> Result<Json<Cases>, Problem> {
    let limit = page_size(query.limit)?;
    names([("thing", &query.thing), ("place", &query.place)])?;
    person("applicant", query.applicant.as_deref())?;
    super::cursor(query.cursor.as_deref())?;
    let ask = CaseAsk {
        thing: query.thing,
        status: query.status.map(|status| status.word().to_owned()),
        place: query.place,
        applicant: query.applicant,
        cursor: query.cursor,
        limit,
    };
    let (cases, next) = server.hall.list_cases(&caller.0, ask).await?;
    Ok(Json(Cases { cases, next }))
}

/// Shows a case: where it is, with whom, and by when.
#[utoipa::path(
    get, path = "/cases/{case}", operation_id = "find_case",
    tag = "cases", security(("bearer" = [])),
    params(("case" = String, Path, description = "The case's id")),
    responses(
        (status = 200, body = Case, headers(("ETag" = String, description = "Its version"))),
        (status = 304, description = "The reader's version is the newest"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn find(
    State(server): State<Server>,
    caller: Caller,
    At(case): At,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (version, body) = server.hall.find_case(&caller.0, &case).await?;
    if none_match(&headers, version) {
        return Ok(unchanged(version));
    }
    Ok(versioned(StatusCode::OK, version, &body))
}

/// The events of a case.
#[derive(Serialize, ToSchema)]
pub(crate) struct Events {
    /// In order; each with its hash.
    #[schema(value_type = Vec<EventShape>)]
    events: Value,
}

/// Shows the events of a case, with the hashes that chain them.
#[utoipa::path(
    get, path = "/cases/{case}/events", operation_id = "case_events",
    tag = "cases", security(("bearer" = [])),
    params(("case" = String, Path, description = "The case's id")),
    responses(
        (status = 200, body = Events),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn events(
    State(server): State<Server>,
    caller: Caller,
    At(case): At,
) -> Result<Json<Events>, Problem> {
    Ok(Json(Events { events: server.hall.case_events(&caller.0, &case).await? }))
}

/// Gives the signed receipt of a case: a W3C verifiable credential that anybody can verify.
#[utoipa::path(
    get, path = "/cases/{case}/receipt", operation_id = "case_receipt",
    tag = "cases", security(("bearer" = [])),
    params(("case" = String, Path, description = "The case's id")),
    responses(
        (status = 200, body = Credential),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn receipt(
    State(server): State<Server>,
    caller: Caller,
    At(case): At,
) -> Result<Json<Value>, Problem> {
    Ok(Json(server.hall.receipt(&caller.0, &case).await?))
}
