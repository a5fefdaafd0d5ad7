//! Who reaches what on foot: coverage, what-if, siting, and the page on which a new facility is
//! dragged over the map.
//!
//! Shares by place are open to everybody; what shows homes is for those who work on it (L7).
#![expect(unused_qualifications, reason = "the macro of `params` writes whole paths")]

use crate::extract::{Asked, Body, Caller, Shaped, names};
use crate::problem::{Problem, Words};
use crate::state::Server;
use app::access::shapes::coverage_json;
use app::access::siting::{By, How, SiteRequest};
use app::access::what_if::Asked as Change;
use app::services::tokens::Role;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};

/// Those who plan.
const PLANNERS: [Role; 3] = [Role::Operator, Role::Auditor, Role::Officer];
/// The most changes in one question, and the most places to add.
const CHANGES_MAX: usize = 64;
const ADD_MAX: u32 = 20;

/// Which coverage.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct CoverageQuery {
    /// The walker; `adult` if none is named.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    walker: Option<String>,
    /// The limit, minutes; 15 if none is named.
    #[param(minimum = 1, maximum = 120)]
    minutes: Option<u32>,
    /// Also a line for each place.
    by_place: Option<bool>,
}

/// A share of people, with the bounds of its error.
#[derive(Serialize, ToSchema)]
pub(crate) struct CoverageShare {
    /// The place; empty: the district.
    place: String,
    /// The circle; empty: the kinds alone.
    circle: String,
    /// The kinds that all are within the limit.
    kinds: Vec<String>,
    /// Who walks: a circle's own walker, unless one was asked for.
    walker: String,
    minutes: f64,
    people: f64,
    covered: f64,
    share: f64,
    /// If everybody walks a tenth slower, and to and from the street.
    share_low: f64,
    /// If everybody walks a tenth faster.
    share_high: f64,
}

/// Shares of people.
#[derive(Serialize, ToSchema)]
pub(crate) struct Shares {
    #[schema(value_type = Vec<CoverageShare>)]
    coverage: Value,
    /// Said where the map and registers are made up; empty where they are real.
    made_up: Words,
}

/// Tells which share of people has each kind, and each whole circle, within some minutes.
#[utoipa::path(
    get, path = "/access/coverage", operation_id = "access_coverage", tag = "access",
    params(CoverageQuery),
    responses(
        (status = 200, body = Shares),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn coverage(
    State(server): State<Server>,
    Asked(query): Asked<CoverageQuery>,
) -> Result<Json<Shares>, Problem> {
    names([("walker", &query.walker)])?;
    let limit = limit(f64::from(query.minutes.unwrap_or(15)))?;
    let by_place = query.by_place.unwrap_or(false);
    let lines = server.desk.coverage(query.walker.as_deref(), &[limit], by_place).await?;
    let made_up = Words::from(&server.desk.made_up().await?);
    Ok(Json(Shares { coverage: lines.iter().map(coverage_json).collect(), made_up }))
}

/// A limit that can be meant.
fn limit(minutes: f64) -> Result<f64, Problem> {
    if (1.0..=120.0).contains(&minutes) {
        return Ok(minutes);
    }
    Err(Problem::new(
        StatusCode::BAD_REQUEST,
        format!("minutes 应为 1 至 120，实为 {minutes}"),
        format!("expected minutes from 1 to 120, found {minutes}"),
    ))
}

/// Changes of a district, all together.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WhatIfBody {
    /// The walker; the circle's own, or `adult`, if none is named.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    walker: Option<String>,
    /// The changes.
    #[schema(value_type = Vec<AccessChange>, min_items = 1, max_items = 64)]
    changes: Vec<Change>,
    /// The limits, minutes; 15 if none is named.
    #[serde(default)]
    #[schema(max_items = 10)]
    minutes: Vec<f64>,
    /// Also what they do to this circle as a whole.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    circle: Option<String>,
}

impl Shaped for WhatIfBody {
    const LISTS: Option<&'static [&'static str]> = Some(&["changes", "minutes"]);
}

/// One change of a district.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case", tag = "change")]
#[expect(dead_code, reason = "it describes what `app` reads")]
pub(crate) enum AccessChange {
    /// A new facility.
    Add {
        kind: String,
        #[schema(minimum = -180, maximum = 180)]
        lon: f64,
        #[schema(minimum = -90, maximum = 90)]
        lat: f64,
    },
    /// A facility stands elsewhere.
    Move {
        kind: String,
        id: String,
        #[schema(minimum = -180, maximum = 180)]
        lon: f64,
        #[schema(minimum = -90, maximum = 90)]
        lat: f64,
    },
    /// A facility is there no longer.
    Close { kind: String, id: String },
    /// A gate is opened.
    OpenGate { id: String },
    /// A gate is closed.
    CloseGate { id: String },
}

/// What changes do to one kind, or to all kinds of a circle (`*`).
#[derive(Serialize, ToSchema)]
pub(crate) struct Outlook {
    kind: String,
    minutes: f64,
    people: f64,
    before: f64,
    after: f64,
    /// People who come within the limit, by place.
    gain: std::collections::BTreeMap<String, f64>,
    /// People who fall beyond it, by place.
    lose: std::collections::BTreeMap<String, f64>,
    gain_homes: Vec<String>,
    lose_homes: Vec<String>,
    minutes_saved: f64,
}

/// What changes do.
#[derive(Serialize, ToSchema)]
pub(crate) struct Outlooks {
    #[schema(value_type = Vec<Outlook>)]
    effects: Value,
    /// Said where the map and registers are made up; empty where they are real.
    made_up: Words,
}

/// Tells who gains and who loses if facilities are added, moved or closed, or gates opened.
#[utoipa::path(
    post, path = "/access/what-if", operation_id = "access_what_if",
    tag = "access", security(("bearer" = [])),
    request_body = WhatIfBody,
    responses(
        (status = 200, body = Outlooks),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn what_if(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<WhatIfBody>,
) -> Result<Json<Outlooks>, Problem> {
    caller.only(&PLANNERS)?;
    names([("walker", &body.walker), ("circle", &body.circle)])?;
    if body.changes.is_empty() || body.changes.len() > CHANGES_MAX || body.minutes.len() > 10 {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("changes 应为 1 至 {CHANGES_MAX} 项，minutes 至多 10 项"),
            format!("expected 1 to {CHANGES_MAX} changes and at most 10 minutes"),
        ));
    }
    let limits: Vec<f64> = if body.minutes.is_empty() {
        vec![15.0]
    } else {
        body.minutes.iter().map(|minutes| limit(*minutes)).collect::<Result<_, _>>()?
    };
    let (walker, circle) = (body.walker.as_deref(), body.circle.as_deref());
    let effects = server.desk.what_if(walker, &body.changes, &limits, circle).await?;
    let made_up = Words::from(&server.desk.made_up().await?);
    Ok(Json(Outlooks { effects: serde_json::to_value(effects).unwrap_or_default(), made_up }))
}

/// Where more would help.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SiteBody {
    /// The walker; `adult` if none is named.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    walker: Option<String>,
    /// The kind of facility.
    #[schema(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    kind: String,
    /// The limit, minutes.
    #[schema(minimum = 1, maximum = 120)]
    minutes: f64,
    /// How many more.
    #[schema(minimum = 1, maximum = 20)]
    add: u32,
    /// Find the optimum and prove it.
    #[serde(default)]
    exact: bool,
}

impl Shaped for SiteBody {
    const LISTS: Option<&'static [&'static str]> = Some(&[]);
}

/// A chosen place.
#[derive(Serialize, ToSchema)]
pub(crate) struct Pick {
    id: String,
    place: String,
    lon: f64,
    lat: f64,
    /// People who come within the limit by it, beside those before it.
    gain: f64,
}

/// The best places.
#[derive(Serialize, ToSchema)]
pub(crate) struct Sited {
    picks: Vec<Pick>,
    before: f64,
    after: f64,
    people: f64,
    /// No choice gains more than this.
    bound: f64,
    /// Whether no other choice is better.
    proved: bool,
    /// Said where the map and registers are made up; empty where they are real.
    made_up: Words,
}

/// Finds where one more facility, or the best few, would bring most people within the limit.
#[utoipa::path(
    post, path = "/access/site", operation_id = "access_site",
    tag = "access", security(("bearer" = [])),
    request_body = SiteBody,
    responses(
        (status = 200, body = Sited),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn site(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<SiteBody>,
) -> Result<Json<Sited>, Problem> {
    caller.only(&PLANNERS)?;
    names([("walker", &body.walker), ("kind", &Some(body.kind.clone()))])?;
    if !(1..=ADD_MAX).contains(&body.add) {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("add 应为 1 至 {ADD_MAX}，实为 {}", body.add),
            format!("expected add from 1 to {ADD_MAX}, found {}", body.add),
        ));
    }
    let request = SiteRequest {
        kind: body.kind,
        minutes: limit(body.minutes)?,
        add: usize::try_from(body.add).unwrap_or(1),
        by: By::Covered,
        how: if body.exact { How::Exact } else { How::Greedy },
        ..SiteRequest::default()
    };
    let sited = server.desk.site(body.walker.as_deref(), &request).await?;
    let pick = |pick: &app::access::siting::Picked| Pick {
        id: pick.candidate.id.clone(),
        place: pick.candidate.place.clone(),
        lon: pick.candidate.at.lon,
        lat: pick.candidate.at.lat,
        gain: pick.gain,
    };
    Ok(Json(Sited {
        picks: sited.picks().iter().map(pick).collect(),
        before: sited.before,
        after: sited.after,
        people: sited.people,
        bound: sited.choice.bound,
        proved: sited.proved(),
        made_up: Words::from(&server.desk.made_up().await?),
    }))
}

/// Which map.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct DrawingQuery {
    /// The walker; `adult` if none is named.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    walker: Option<String>,
    /// The kind of facility.
    #[param(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    kind: String,
}

/// Gives what a map of the district draws: streets, homes with their minutes, facilities.
#[utoipa::path(
    get, path = "/access/drawing", operation_id = "access_drawing",
    tag = "access", security(("bearer" = [])),
    params(DrawingQuery),
    responses(
        (status = 200, body = serde_json::Value),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn drawing(
    State(server): State<Server>,
    caller: Caller,
    Asked(query): Asked<DrawingQuery>,
) -> Result<Json<Value>, Problem> {
    caller.only(&PLANNERS)?;
    names([("walker", &query.walker), ("kind", &Some(query.kind.clone()))])?;
    Ok(Json(server.desk.drawing(query.walker.as_deref(), &query.kind).await?))
}

/// The page, with its script and style in it: nothing comes from elsewhere.
const PAGE: &str = include_str!("access/map.html");
/// The page's own script runs, and it talks to this server only.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; \
                      connect-src 'self'; frame-ancestors 'none'; form-action 'none'; base-uri 'none'";

/// The page on which a new facility is dragged over the map.
pub(crate) async fn page() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    let mut response = (kind, PAGE).into_response();
    let policy = HeaderValue::from_static(POLICY);
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}
