//! The routes, one file a subject.

pub(crate) mod access;
mod cases;
mod catalogue;
mod commands;
mod log;
mod messages;
mod people;
mod work;

use crate::problem::Problem;
use crate::state::Server;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// All of them, below `/api`.
pub(crate) fn all() -> OpenApiRouter<Server> {
    OpenApiRouter::new()
        .routes(routes!(catalogue::health))
        .routes(routes!(catalogue::things))
        .routes(routes!(catalogue::thing))
        .routes(routes!(catalogue::plan))
        .routes(routes!(catalogue::plan_svg))
        .routes(routes!(catalogue::what_if))
        .routes(routes!(catalogue::code))
        .routes(routes!(cases::open, cases::list))
        .routes(routes!(cases::find))
        .routes(routes!(cases::events))
        .routes(routes!(cases::receipt))
        .routes(routes!(commands::command))
        .routes(routes!(work::inbox))
        .routes(routes!(work::counts))
        .routes(routes!(people::wallet))
        .routes(routes!(people::certificate))
        .routes(routes!(people::verify))
        .routes(routes!(people::erase))
        .routes(routes!(people::programmes))
        .routes(routes!(people::programme))
        .routes(routes!(people::reclass))
        .routes(routes!(messages::webhooks, messages::add_webhook))
        .routes(routes!(messages::remove_webhook))
        .routes(routes!(messages::dead))
        .routes(routes!(messages::replay))
        .routes(routes!(messages::callback))
        .routes(routes!(log::events))
        .routes(routes!(log::ocel))
        .routes(routes!(log::xes))
        .routes(routes!(log::mine))
        .routes(routes!(log::verify))
        .routes(routes!(log::checkpoint))
        .routes(routes!(log::migrations))
        .routes(routes!(access::coverage))
        .routes(routes!(access::what_if))
        .routes(routes!(access::site))
        .routes(routes!(access::drawing))
}

/// An object whose fields the manual describes.
pub(crate) type Object = serde_json::Map<String, Value>;

/// JSON with a version: its `ETag`.
pub(crate) fn versioned(status: StatusCode, version: u64, body: &Value) -> Response {
    let mut response = (status, axum::Json(body)).into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// What the reader has is still so.
pub(crate) fn unchanged(version: u64) -> Response {
    let mut response = StatusCode::NOT_MODIFIED.into_response();
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{version}\"")) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

/// A page size from 1 to 500; 50 if none is asked for.
pub(crate) fn page_size(limit: Option<u32>) -> Result<u32, Problem> {
    match limit {
        None => Ok(50),
        Some(limit) if (1..=500).contains(&limit) => Ok(limit),
        Some(limit) => Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("limit 应为 1 至 500，实为 {limit}"),
            format!("expected limit from 1 to 500, found {limit}"),
        )),
    }
}

/// Refuses a cursor that no page can have given.
pub(crate) fn cursor(text: Option<&str>) -> Result<(), Problem> {
    let Some(text) = text else { return Ok(()) };
    let fits = text.split_once('~').is_some_and(|(at, key)| {
        (1..=16).contains(&at.len())
            && at.bytes().all(|byte| byte.is_ascii_digit())
            && (1..=300).contains(&key.len())
            && key.bytes().all(|byte| (0x21..0x7f).contains(&byte))
    });
    if fits {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::BAD_REQUEST,
        "cursor 应为上一页给出的 next",
        "expected cursor to be the next of the page before",
    ))
}

/// The language that is asked for.
pub(crate) fn language(headers: &HeaderMap) -> diag::Language {
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    if asked.is_some_and(|text| text.trim_start().starts_with("en")) {
        diag::Language::En
    } else {
        diag::Language::Zh
    }
}
