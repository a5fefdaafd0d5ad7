//! What every answer has: the headers that keep a browser from making more of it than it is,
//! and problems in the language asked for.
//!
//! No origin is let in (CORS): pages of other sites cannot read an answer.

use crate::problem::Problem;
use crate::routes::language;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing is loaded or run from an answer; drawings bring their own style.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; \
                      frame-ancestors 'none'; sandbox";

/// Completes an answer.
pub(crate) async fn complete(request: Request, next: Next) -> Response {
    let language = language(request.headers());
    let known = request.headers().contains_key(header::AUTHORIZATION);
    let mut response = next.run(request).await;
    let status = response.status();
    if status.is_client_error() || status.is_server_error() {
        let allow = response.headers_mut().remove(header::ALLOW);
        let problem = response.extensions_mut().remove::<Problem>();
        // What the framework refuses by itself, before a route is reached.
        let problem = problem.unwrap_or_else(|| {
            Problem::new(status, "请求不合要求", "the request is not of the form expected")
        });
        response = problem.said(language).into_response();
        if let Some(allow) = allow {
            response.headers_mut().insert(header::ALLOW, allow);
        }
    }
    let fixed = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    let headers = response.headers_mut();
    for (name, value) in fixed {
        // A page says for itself what it may load.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if known && status != StatusCode::NOT_MODIFIED {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    }
    response
}
