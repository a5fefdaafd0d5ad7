//! Messages to and from departments' systems: signed webhooks out, signed answers in, and the
//! letters that could not be delivered.

use crate::extract::{At, Body, Caller, Kind, Raw, Shaped, names};
use crate::problem::Problem;
use crate::shapes::log::{DeadMessage, NewWebhook, Webhook};
use crate::state::Server;
use app::services::tokens::Role;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

/// All webhooks.
#[derive(Serialize, ToSchema)]
pub(crate) struct Webhooks {
    /// Without their secrets.
    #[schema(value_type = Vec<Webhook>)]
    webhooks: Value,
}

/// Lists the webhooks.
#[utoipa::path(
    get, path = "/webhooks", operation_id = "list_webhooks",
    tag = "messages", security(("bearer" = [])),
    responses(
        (status = 200, body = Webhooks),
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
    /// An http or https address, by name or IPv4 address, without user and password.
    #[schema(
        max_length = 2000,
        pattern = "^https?://(((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(25[0-5]|2\
                   [0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])|([A-Za-z0-9]+(-[A-Za-z0-9]+)*\\.)*[A-Z\
                   a-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*)(:([1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}))?([/?][!-~]*)?$"
    )]
    url: String,
    /// The office whose tasks and answers it is for; none: events of every case.
    #[serde(default)]
    #[schema(min_length = 1, max_length = 200, pattern = "^[!-~]+$")]
    office: Option<String>,
    /// Kinds of events, such as `decided`; empty: all.
    #[serde(default)]
    kinds: Vec<Kind>,
}

impl Shaped for WebhookBody {
    const LISTS: Option<&'static [&'static str]> = Some(&["kinds"]);
}

/// Whether an address is one of those that the schema's pattern describes. Addresses inside the
/// district's network are allowed on purpose: that is where departments' systems are.
fn plain(url: &str) -> bool {
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let Some(rest) = rest.filter(|_| url.len() <= 2000) else { return false };
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (host, port) = match authority.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let numbered =
        |port: &str| !port.starts_with('0') && port.parse::<u16>().is_ok_and(|port| port < 65_000);
    let label = |label: &str| {
        label
            .split('-')
            .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    let last = host.rsplit('.').next().unwrap_or("");
    let named = host.split('.').all(label)
        && last.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    let digits = |port: &str| port.bytes().all(|byte| byte.is_ascii_digit());
    (named || host.parse::<std::net::Ipv4Addr>().is_ok())
        && port.is_none_or(|port| digits(port) && numbered(port))
        && path.bytes().all(|byte| (0x21..0x7f).contains(&byte))
}

/// Adds a webhook; its secret is shown this once.
#[utoipa::path(
    post, path = "/webhooks", operation_id = "add_webhook",
    tag = "messages", security(("bearer" = [])),
    request_body = WebhookBody,
    responses(
        (status = 201, body = NewWebhook),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn add_webhook(
    State(server): State<Server>,
    caller: Caller,
    Body(body): Body<WebhookBody>,
) -> Result<Response, Problem> {
    caller.only(&[Role::Operator])?;
    names([("office", &body.office)])?;
    if !plain(&body.url) {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "url 应为 http 或 https 地址，主机写名称或 IPv4，不含用户名和密码",
            "expected url to be http or https, with a host by name or IPv4, no user, no password",
        ));
    }
    let kinds: Vec<String> = body.kinds.into_iter().map(|kind| kind.0).collect();
    let made = server.hall.add_webhook(&body.url, body.office.as_deref(), &kinds).await?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Takes a webhook away.
#[utoipa::path(
    delete, path = "/webhooks/{webhook}", operation_id = "remove_webhook",
    tag = "messages", security(("bearer" = [])),
    params(("webhook" = String, Path, description = "The webhook's id")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn remove_webhook(
    State(server): State<Server>,
    caller: Caller,
    At(webhook): At,
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
    #[schema(value_type = Vec<DeadMessage>)]
    messages: Value,
}

/// Lists the messages that could not be delivered.
#[utoipa::path(
    get, path = "/outbox/dead", operation_id = "list_dead_messages",
    tag = "messages", security(("bearer" = [])),
    responses(
        (status = 200, body = Dead),
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
    post, path = "/outbox/dead/{message}/replay", operation_id = "replay_message",
    tag = "messages", security(("bearer" = [])),
    params(("message" = i64, Path, minimum = 1, description = "The message's number")),
    responses(
        (status = 204, description = "It waits to be sent"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn replay(
    State(server): State<Server>,
    caller: Caller,
    At(message): At,
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

/// The answer of a department's system.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CallbackBody {
    /// The case.
    case: String,
    /// What is wanted of it.
    command: super::commands::Order,
}

/// Takes the answer of a department's system: a command, signed as Standard Webhooks are, by the
/// secret of the webhook under which its office is registered.
#[utoipa::path(
    post, path = "/callbacks/{webhook}", operation_id = "take_callback",
    tag = "messages",
    params(
        ("webhook" = String, Path, description = "The webhook's id"),
        ("webhook-id" = String, Header, description = "Names the message; a repeat is recognised"),
        ("webhook-timestamp" = String, Header, description = "Seconds since 1970"),
        ("webhook-signature" = String, Header, description = "v1,… by the webhook's secret"),
    ),
    request_body = CallbackBody,
    responses(
        (status = 200, body = super::cases::Answer),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn callback(
    State(server): State<Server>,
    At(webhook): At,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Json<Value>, Problem> {
    for name in ["webhook-id", "webhook-timestamp", "webhook-signature"] {
        if !headers.contains_key(name) {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                format!("需要请求头 {name}，没有收到"),
                format!("expected the header {name}, found none"),
            ));
        }
    }
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
