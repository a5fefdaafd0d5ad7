//! What goes wrong, as `application/problem+json` (RFC 9457).
//!
//! A problem says what was expected and what was found, in the language asked for
//! (`Accept-Language`) and beside it in both; a code leads to its page.

use app::services::refusal::{Refusal, RefusalKind};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use diag::{Language, Text};
use serde::Serialize;
use utoipa::ToSchema;

/// A text in Chinese and English.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Words {
    /// 中文
    pub(crate) zh: String,
    /// English
    pub(crate) en: String,
}

impl From<&Text> for Words {
    fn from(text: &Text) -> Self {
        Self { zh: text.zh.clone(), en: text.en.clone() }
    }
}

/// Why a request did not come to its end (RFC 9457).
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Problem {
    /// What kind of problem: a code's page, or `about:blank`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// The kind in words.
    pub(crate) title: String,
    /// The HTTP status.
    pub(crate) status: u16,
    /// What was expected and what was found, in the language asked for.
    pub(crate) detail: String,
    /// The same in both languages.
    pub(crate) words: Words,
    /// The stable code, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// What to do next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) help: Option<Words>,
}

impl Problem {
    /// A problem of the API itself: the request's form.
    pub(crate) fn new(status: StatusCode, zh: impl Into<String>, en: impl Into<String>) -> Self {
        let detail = Text::new(zh, en);
        Self {
            kind: "about:blank".to_owned(),
            title: status.canonical_reason().unwrap_or("problem").to_owned(),
            status: status.as_u16(),
            detail: detail.zh.clone(),
            words: Words::from(&detail),
            code: None,
            help: None,
        }
    }

    /// The problem told in a language.
    pub(crate) fn said(mut self, language: Language) -> Self {
        self.detail = match language {
            Language::Zh => self.words.zh.clone(),
            Language::En => self.words.en.clone(),
        };
        self
    }

    /// Nothing is there under that name.
    pub(crate) fn not_found(what: (&str, &str), id: &str) -> Self {
        let short: String = id.chars().take(80).collect();
        Self::new(
            StatusCode::NOT_FOUND,
            format!("没有{} `{short}`", what.0),
            format!("there is no {} `{short}`", what.1),
        )
    }
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let status = match refusal.kind {
            RefusalKind::NotFound => StatusCode::NOT_FOUND,
            RefusalKind::Rejected => StatusCode::CONFLICT,
            RefusalKind::Changed => StatusCode::PRECONDITION_FAILED,
            RefusalKind::Forbidden => StatusCode::FORBIDDEN,
            RefusalKind::KeyReused => StatusCode::CONFLICT,
            // The form was met: what the pack declares was not.
            RefusalKind::Form => StatusCode::UNPROCESSABLE_ENTITY,
            RefusalKind::CouldNot => StatusCode::SERVICE_UNAVAILABLE,
        };
        let mut problem = Self::new(status, refusal.message.zh, refusal.message.en);
        if let Some(code) = refusal.code {
            problem.kind = format!("/api/codes/{code}");
            problem.code = Some(code);
        }
        problem.help = refusal.help.as_ref().map(Words::from);
        problem
    }
}

impl From<app::Error> for Problem {
    fn from(error: app::Error) -> Self {
        Self::from(Refusal::from(error))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let kind = HeaderValue::from_static("application/problem+json");
        let mut response = (status, [(header::CONTENT_TYPE, kind)], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let bearer = HeaderValue::from_static("Bearer realm=\"hemei\"");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response.extensions_mut().insert(self);
        response
    }
}
