//! Messages to and from departments' systems: signed webhooks out, signed answers in, and the
//! letters that could not be delivered.

use super::Object;
use crate::extract::{Body, Caller};
use crate::problem::Problem;
use crate::state::Server;
use app::services::tokens::Role;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// All webhooks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Webhooks {
    /// Without their secrets.
    #[schema(value_type = Vec<Object>)]
    webhooks: Value,
}

/// Lists the webhooks.
#[utoipa::path(
    get, path = "/webhooks", tag = "messages", security(("bearer" = [])),
    responses(
        (status = 200, body = Webhooks),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn webhooks(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Webhooks>, Problem> {
    caller.only(&[Role::Operator])?;
    Ok(Json(Webhooks { webhooks: server.hall.webhooks().await? }))
}

/// Where events are to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookBody {
    /// An http or https address.
    #[schema(format = "uri")]
    url: String,
    /// The office whose tasks and answers it is for; none: events of every case.
    #[serde(default)]
    office: Option<String>,
    /// Kinds of events; empty: all.
    #[serde(default)]
    kinds: Vec<String>,
}

/// Adds a webhook; its secret is shown this once.
#[utoipa::path(
    post, path = "/webhooks", tag = "messages", security(("bearer" = [])),
    request_body = WebhookBody,
    responses(
        (status = 201, body = Object),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 413, body = Problem, content_type = "application/problem+json"),
        (status = 415, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_webhook(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<WebhookBody>,
) -> Result<Response, Problem> {
    caller.only(&[Role::Operator])?;
    let made = server.hall.add_webhook(&body.url, body.office.as_deref(), &body.kinds).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Takes a webhook away.
#[utoipa::path(
    delete, path = "/webhooks/{webhook}", tag = "messages", security(("bearer" = [])),
    params(("webhook" = String, Path, description = "The webhook's id")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove_webhook(
    State(server): State<Server>,
    caller: Caller,
    Path(webhook): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.only(&[Role::Operator])?;
    if server.hall.remove_webhook(&webhook).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::not_found(("推送地址", "webhook"), &webhook))
}

/// Messages that were given up.
#[derive(Serialize, ToSchema)]
pub(crate) struct Dead {
    /// Each with its destination, its tries and the last error.
    #[schema(value_type = Vec<Object>)]
    messages: Value,
}

/// Lists the messages that could not be delivered.
#[utoipa::path(
    get, path = "/outbox/dead", tag = "messages", security(("bearer" = [])),
    responses(
        (status = 200, body = Dead),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn dead(
    State(server): State<Server>,
    caller: Caller,
) -> Result<Json<Dead>, Problem> {
    caller.only(&[Role::Operator, Role::Auditor])?;
    Ok(Json(Dead { messages: server.hall.dead_messages().await? }))
}

/// Tries a dead message again.
#[utoipa::path(
    post, path = "/outbox/dead/{message}/replay", tag = "messages", security(("bearer" = [])),
    params(("message" = i64, Path, minimum = 1, description = "The message's number")),
    responses(
        (status = 204, description = "It waits to be sent"),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replay(
    State(server): State<Server>,
    caller: Caller,
    Path(message): Path<String>,
) -> Result<StatusCode, Problem> {
    caller.only(&[Role::Operator])?;
    let Ok(number) = message.parse::<i64>() else {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            format!("消息编号应为整数，实为 {message}"),
            format!("expected the number of a message, found {message}"),
        ));
    };
    if server.hall.replay_dead(number).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    Err(Problem::not_found(("未送达的消息", "dead message"), &message))
}

/// Takes the answer of a department's system: a command, signed as Standard Webhooks are, by the
/// secret of the webhook under which its office is registered.
#[utoipa::path(
    post, path = "/callbacks/{webhook}", tag = "messages",
    params(
        ("webhook" = String, Path, description = "The webhook's id"),
        ("webhook-id" = String, Header, description = "Names the message; a repeat is recognised"),
        ("webhook-timestamp" = String, Header, description = "Seconds since 1970"),
        ("webhook-signature" = String, Header, description = "v1,… by the webhook's secret"),
    ),
    request_body = Object,
    responses(
        (status = 200, body = super::cases::Answer),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn callback(
    State(server): State<Server>,
    Path(webhook): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    let header = |name: &str| {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("").to_owned()
    };
    let signed = app::services::hall::Signed {
        id: header("webhook-id"),
        timestamp: header("webhook-timestamp"),
        signature: header("webhook-signature"),
    };
    let reply = server.hall.callback(&webhook, &signed, &body).await?;
    Ok(Json(reply.body))
}
