//! The HTTP API: routes, what they take and give, and the OpenAPI 3.1 document made of them.
//!
//! Every route calls one use case of `app`; what is decided, and by which right, is decided
//! there. Every command carries an idempotency key; every case has a version, which is its
//! `ETag`; lists are paged by cursor; what goes wrong is a problem (RFC 9457).
//!
//! Invariants, stated as absences: no route answers before its command is on disk; no body of a
//! refused request changes anything; nothing here reads a clock, a file or SQL.
//!
//! Knows nothing of SQL. Start reading at [`router`].

mod document;
mod extract;
mod face;
mod problem;
mod routes;
mod serve;
mod shapes;
mod state;
#[cfg(test)]
mod tests;

use app::access::desk::Desk;
use app::services::hall::Hall;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use problem::Problem;
use state::Server;
use utoipa::OpenApi;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa_axum::router::OpenApiRouter;

/// The largest body that is read, in bytes: a form with references to files, not the files.
const BODY_BYTES_MAX: usize = 1 << 20;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Hemei 和美",
        description = "The district's services over HTTP: plans, cases, tasks, results, \
                       programmes, events. 城区服务接口：方案、办件、待办、结果、帮扶机制、事件。",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_with(Default::default);
        let scheme = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
        components.add_security_scheme("bearer", scheme);
    }
}

fn assembled() -> (Router<Server>, serde_json::Value) {
    let routes = OpenApiRouter::with_openapi(Document::openapi()).nest("/api", routes::all());
    let (router, document) = routes.split_for_parts();
    (router, document::complete(&document))
}

/// The OpenAPI document, made of the code.
pub fn openapi() -> serde_json::Value {
    assembled().1
}

/// All routes over a hall and a desk of access.
pub fn router(hall: Hall, desk: Desk) -> Router {
    let (router, document) = assembled();
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    let json = [(axum::http::header::CONTENT_TYPE, "application/json")];
    router
        .route("/access", axum::routing::get(routes::access::page))
        .route("/api/openapi.json", axum::routing::get(async move || (json, text.clone())))
        .method_not_allowed_fallback(async || {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "此地址不支持这种方法",
                "this address does not take that method",
            )
        })
        .fallback(async || {
            Problem::new(StatusCode::NOT_FOUND, "没有这个地址", "there is no such address")
        })
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(axum::middleware::from_fn(face::complete))
        .with_state(Server { hall, desk })
}

/// Serves until `stop` resolves; what has begun is finished.
pub async fn serve(
    hall: Hall,
    desk: Desk,
    listener: tokio::net::TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    serve::serve(router(hall, desk), listener, stop).await
}
