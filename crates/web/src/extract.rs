//! What requests carry, read with refusals that say what was expected: bearer tokens, bodies,
//! queries, idempotency keys, versions.

use crate::problem::Problem;
use crate::state::Server;
use app::services::tokens::{Role, Who};
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::de::DeserializeOwned;

/// The longest idempotency key.
const KEY_MAX: usize = 128;

/// Who is asking, by bearer token.
pub(crate) struct Caller(pub(crate) Who);

impl Caller {
    /// Refuses roles other than those.
    pub(crate) fn only(&self, roles: &[Role]) -> Result<&Who, Problem> {
        if roles.contains(&self.0.role) {
            return Ok(&self.0);
        }
        let words = |wanted: &Role| {
            Role::ALL.iter().find(|(_, role)| role == wanted).map_or("", |(word, _)| word)
        };
        let list: Vec<&str> = roles.iter().map(words).collect();
        Err(Problem::new(
            StatusCode::FORBIDDEN,
            format!("需要 {} 的令牌，实为 {}", list.join("、"), words(&self.0.role)),
            format!("expected a token of {}, found {}", list.join(" or "), words(&self.0.role)),
        ))
    }
}

impl FromRequestParts<Server> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        let refuse = |zh: &str, en: &str| Problem::new(StatusCode::UNAUTHORIZED, zh, en);
        let Some(value) = parts.headers.get(header::AUTHORIZATION) else {
            return Err(refuse(
                "需要请求头 Authorization: Bearer …，没有收到",
                "expected the header Authorization: Bearer …, found none",
            ));
        };
        let token = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let Some(token) = token else {
            return Err(refuse(
                "请求头 Authorization 应为 Bearer 加令牌",
                "expected Authorization to be Bearer and a token",
            ));
        };
        server.hall.find_token(token.trim()).map(Self).ok_or_else(|| {
            refuse("令牌不在册", "the token is not one of this server's")
        })
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Server> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let json = kind.and_then(|kind| kind.to_str().ok()).is_some_and(|kind| {
            let kind = kind.split(';').next().unwrap_or("").trim();
            kind.eq_ignore_ascii_case("application/json")
        });
        if !json {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "请求体应为 Content-Type: application/json",
                "expected a body of Content-Type: application/json",
            ));
        }
        let bytes = Bytes::from_request(request, server).await.map_err(|found| {
            Problem::new(
                found.status(),
                "请求体没有收全，或超过上限",
                "the body did not arrive whole, or is over the limit",
            )
        })?;
        serde_json::from_slice(&bytes).map(Self).map_err(|found| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                format!("请求体不合要求：{found}"),
                format!("the body does not fit: {found}"),
            )
        })
    }
}

/// The query string.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Server> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        let query = axum::extract::Query::<T>::from_request_parts(parts, server).await;
        query.map(|query| Self(query.0)).map_err(|found| {
            let why = found.body_text();
            Problem::new(
                StatusCode::BAD_REQUEST,
                format!("查询参数不合要求：{why}"),
                format!("the query does not fit: {why}"),
            )
        })
    }
}

/// The idempotency key that a command carries; required, because a repeat must be recognised.
pub(crate) fn key(headers: &HeaderMap) -> Result<String, Problem> {
    let Some(value) = headers.get("idempotency-key") else {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "需要请求头 Idempotency-Key，没有收到",
            "expected the header Idempotency-Key, found none",
        ));
    };
    let fits = |text: &&str| {
        !text.is_empty() && text.len() <= KEY_MAX && text.bytes().all(|b| (0x21..0x7f).contains(&b))
    };
    value.to_str().ok().filter(fits).map(str::to_owned).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            format!("Idempotency-Key 应为 1 至 {KEY_MAX} 个可见 ASCII 字符"),
            format!("expected an Idempotency-Key of 1 to {KEY_MAX} visible ASCII characters"),
        )
    })
}

/// The version of a case that `If-Match` names.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<u64>, Problem> {
    let Some(value) = headers.get(header::IF_MATCH) else { return Ok(None) };
    let text = value.to_str().unwrap_or("").trim();
    if text == "*" {
        return Ok(None);
    }
    let number = text.trim_start_matches("W/").trim_matches('"').parse::<u64>();
    number.map(Some).map_err(|_| {
        Problem::new(
            StatusCode::PRECONDITION_FAILED,
            format!("If-Match 应为办件的版本，如 \"7\"，实为 {text}"),
            format!("expected If-Match to be a version of the case such as \"7\", found {text}"),
        )
    })
}

/// Whether the reader has this version already.
pub(crate) fn none_match(headers: &HeaderMap, version: u64) -> bool {
    let value = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    value.is_some_and(|text| {
        text.split(',').any(|tag| {
            let tag = tag.trim().trim_start_matches("W/").trim_matches('"');
            tag == "*" || tag.parse() == Ok(version)
        })
    })
}
