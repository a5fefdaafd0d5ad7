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
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;
use utoipa::ToSchema;

/// The longest idempotency key.
const KEY_MAX: usize = 128;
/// The longest name in a query or path.
const NAME_MAX: usize = 200;
/// How long a body may take.
const BODY_WITHIN: Duration = Duration::from_secs(20);

/// Who is asking, by bearer token.
pub(crate) struct Caller(pub(crate) Who);

/// Those who may ask something of a case: who only reads may not.
pub(crate) const DOERS: [Role; 4] = [Role::Applicant, Role::Officer, Role::Operator, Role::Outside];

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
        server
            .hall
            .find_token(token.trim())
            .map(Self)
            .ok_or_else(|| refuse("令牌不在册", "the token is not one of this server's"))
    }
}

/// A day, exactly as RFC 3339 writes it: `2026-02-13`.
#[derive(Clone, Deserialize, Serialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, format = Date)]
pub(crate) struct Day(pub(crate) String);

impl TryFrom<String> for Day {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('-').collect();
        let whole = matches!(parts.as_slice(), [y, m, d] if y.len() == 4 && m.len() == 2
            && d.len() == 2 && parts.iter().all(|p| p.bytes().all(|b| b.is_ascii_digit())));
        let number = |at: usize| parts.get(at).and_then(|part| part.parse::<u32>().ok());
        let (year, month, day) = (number(0), number(1), number(2));
        let leap = year.is_some_and(|y| y % 4 == 0 && (y % 100 != 0 || y % 400 == 0));
        let days = match month {
            Some(1 | 3 | 5 | 7 | 8 | 10 | 12) => 31,
            Some(4 | 6 | 9 | 11) => 30,
            Some(2) if leap => 29,
            Some(2) => 28,
            _ => 0,
        };
        if whole && day.is_some_and(|day| (1..=days).contains(&day)) {
            return Ok(Self(text));
        }
        Err(format!("expected a day such as 2026-02-13, found {text:?}"))
    }
}

/// A kind of event: `decided`.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(try_from = "String")]
#[schema(value_type = String, pattern = "^[a-z_]{1,40}$")]
pub(crate) struct Kind(pub(crate) String);

impl TryFrom<String> for Kind {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = |byte: u8| byte == b'_' || byte.is_ascii_lowercase();
        if (1..=40).contains(&text.len()) && text.bytes().all(fits) {
            return Ok(Self(text));
        }
        Err(format!("expected a kind of event such as decided, found {text:?}"))
    }
}

/// A JSON body.
pub(crate) struct Body<T>(pub(crate) T);

/// What a body may be: the fields that hold lists; none: lists anywhere.
///
/// A list that is given where fields have names would be taken for the fields in their order.
pub(crate) trait Shaped {
    const LISTS: Option<&'static [&'static str]>;
}

/// Anything that is an object.
impl Shaped for serde_json::Map<String, Value> {
    const LISTS: Option<&'static [&'static str]> = None;
}

/// Refuses lists that are not expected; makes whole numbers of numbers that are whole (`5.0`).
fn shape(value: &mut Value, lists: &[&str]) -> Result<(), String> {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                if name == "answers" {
                    continue;
                }
                if let Value::Array(items) = inner
                    && lists.contains(&name.as_str())
                {
                    for item in items {
                        shape(item, lists)?;
                    }
                } else {
                    shape(inner, lists)?;
                }
            }
            Ok(())
        }
        Value::Array(_) => Err("expected an object or a value, found a list".to_owned()),
        Value::Number(number) => {
            let text = number.to_string();
            if let Some(whole) = text.strip_suffix(".0").and_then(|text| text.parse::<i64>().ok()) {
                *number = whole.into();
            }
            Ok(())
        }
        Value::Null | Value::Bool(_) | Value::String(_) => Ok(()),
    }
}

/// A body's bytes as what they say.
fn read<T: DeserializeOwned + Shaped>(bytes: &[u8]) -> Result<T, String> {
    let mut value: Value = serde_json::from_slice(bytes).map_err(|found| found.to_string())?;
    if let Some(lists) = T::LISTS {
        shape(&mut value, lists)?;
    }
    serde_json::from_value(value).map_err(|found| found.to_string())
}

impl<T: DeserializeOwned + Shaped> FromRequest<Server> for Body<T> {
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
        let Raw(bytes) = Raw::from_request(request, server).await?;
        read(&bytes).map(Self).map_err(|found| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                format!("请求体不合要求：{found}"),
                format!("the body does not fit: {found}"),
            )
        })
    }
}

/// A body as it came, of the size and in the time that are allowed.
pub(crate) struct Raw(pub(crate) Bytes);

impl FromRequest<Server> for Raw {
    type Rejection = Problem;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Problem> {
        let whole = tokio::time::timeout(BODY_WITHIN, Bytes::from_request(request, server)).await;
        let Ok(whole) = whole else {
            return Err(Problem::new(
                StatusCode::REQUEST_TIMEOUT,
                format!("请求体没有在 {} 秒内收全", BODY_WITHIN.as_secs()),
                format!("the body did not arrive within {} seconds", BODY_WITHIN.as_secs()),
            ));
        };
        whole.map(Self).map_err(|found| {
            Problem::new(
                found.status(),
                "请求体没有收全，或超过 1 MiB",
                "the body did not arrive whole, or is over 1 MiB",
            )
        })
    }
}

/// The name in a path.
pub(crate) struct At(pub(crate) String);

impl FromRequestParts<Server> for At {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Problem> {
        let found = axum::extract::Path::<String>::from_request_parts(parts, server).await;
        found.map(|path| Self(path.0)).map_err(|_| {
            Problem::new(
                StatusCode::BAD_REQUEST,
                "地址应为 UTF-8 编码",
                "expected the address to be UTF-8",
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
    let inner = text.strip_prefix("W/").unwrap_or(text);
    // The quotes of an ETag get lost on the way with some clients: a number means the same.
    let inner = inner.strip_prefix('"').unwrap_or(inner);
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let digits = inner.len() <= 18 && inner.bytes().all(|byte| byte.is_ascii_digit());
    inner.parse().ok().filter(|_| digits).map(Some).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "If-Match 应为办件的版本，如 \"7\"",
            "expected If-Match to be a version of the case, such as \"7\"",
        )
    })
}

/// Refuses names in a query that nothing can have: 1 to 200 visible ASCII characters are one.
pub(crate) fn names<const N: usize>(asked: [(&str, &Option<String>); N]) -> Result<(), Problem> {
    for (name, value) in asked {
        let Some(value) = value else { continue };
        let visible = value.bytes().all(|byte| (0x21..0x7f).contains(&byte));
        if value.is_empty() || value.len() > NAME_MAX || !visible {
            return Err(Problem::new(
                StatusCode::BAD_REQUEST,
                format!("{name} 应为 1 至 {NAME_MAX} 个可见 ASCII 字符"),
                format!("expected {name} to be 1 to {NAME_MAX} visible ASCII characters"),
            ));
        }
    }
    Ok(())
}

/// Refuses what names a person and is no text: 1 to 200 characters, none a control character.
pub(crate) fn person(name: &str, value: Option<&str>) -> Result<(), Problem> {
    let Some(value) = value else { return Ok(()) };
    let length = value.chars().count();
    let fits = |c: char| c >= ' ' && c != '\u{7f}';
    if (1..=NAME_MAX).contains(&length) && value.chars().all(fits) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::BAD_REQUEST,
        format!("{name} 应为 1 至 {NAME_MAX} 个字符，不含控制字符"),
        format!("expected {name} to be 1 to {NAME_MAX} characters without control characters"),
    ))
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
