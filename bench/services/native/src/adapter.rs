//! The shapes of the peers' routes, all in one place.
//!
//! The job is the same everywhere: open a case, complete its five items by one call each, and at
//! the end the case is closed. A call is done when the peer says that it is on disk.

use crate::http::{Request, Response};

/// Whose routes.
#[derive(Clone)]
pub enum Adapter {
    /// Hemei: a case of the thing `job` in bench/services/pack, with an operator's token.
    Hemei { token: String },
    /// Restate's ingress: the workflow in restate/service.mjs.
    Restate,
    /// The small servers here: plainpg, dbos_server.py, spiff_server.py.
    Small,
}

impl Adapter {
    pub fn parse(name: &str, token: &str) -> Self {
        match name {
            "hemei" => Self::Hemei { token: token.to_owned() },
            "restate" => Self::Restate,
            "small" => Self::Small,
            other => panic!("expected hemei, restate or small, found {other}"),
        }
    }

    /// Opens a case; `wanted` is the id that the client would give it.
    pub fn open(&self, wanted: &str) -> Request {
        match self {
            Self::Hemei { .. } => self.post(
                "/api/cases".to_owned(),
                wanted,
                format!(
                    r#"{{"thing":"job","place":"town","applicant":"{wanted}","submit":true,"accept":true}}"#
                ),
            ),
            Self::Restate => self.post(format!("/Case/{wanted}/run/send"), "", String::new()),
            Self::Small => self.post(format!("/cases/{wanted}"), "", String::new()),
        }
    }

    /// The id of the case that was opened.
    pub fn case(&self, wanted: &str, answer: &Response) -> Option<String> {
        match self {
            Self::Hemei { .. } => {
                let body: serde_json::Value = serde_json::from_slice(&answer.body).ok()?;
                Some(body.get("case")?.as_str()?.to_owned())
            }
            Self::Restate | Self::Small => Some(wanted.to_owned()),
        }
    }

    /// Completes an item.
    pub fn complete(&self, case: &str, item: &str) -> Request {
        match self {
            Self::Hemei { .. } => self.post(
                format!("/api/cases/{case}/commands"),
                &format!("{case}.{item}"),
                format!(r#"{{"grant":{{"item":"{item}"}}}}"#),
            ),
            Self::Restate => self.post(format!("/Case/{case}/complete"), "", format!("\"{item}\"")),
            Self::Small => self.post(format!("/cases/{case}/{item}"), "", String::new()),
        }
    }

    /// Asks whether the case is closed.
    pub fn look(&self, case: &str) -> Request {
        let path = match self {
            Self::Hemei { .. } => format!("/api/cases/{case}"),
            Self::Restate => format!("/restate/workflow/Case/{case}/output"),
            Self::Small => format!("/cases/{case}"),
        };
        Request { method: "GET", path, headers: self.headers(""), body: String::new() }
    }

    /// Whether the answer to [`Adapter::look`] says so.
    pub fn closed(&self, answer: &Response) -> bool {
        let text = String::from_utf8_lossy(&answer.body);
        answer.status == 200
            && match self {
                Self::Hemei { .. } => text.contains(r#""status":"closed""#),
                Self::Restate => text.contains("closed"),
                Self::Small => text.contains(r#""closed":true"#),
            }
    }

    fn post(&self, path: String, key: &str, body: String) -> Request {
        let mut headers = self.headers(key);
        if !body.is_empty() {
            headers.push_str("Content-Type: application/json\r\n");
        }
        Request { method: "POST", path, headers, body }
    }

    fn headers(&self, key: &str) -> String {
        match self {
            Self::Hemei { token } if key.is_empty() => format!("Authorization: Bearer {token}\r\n"),
            Self::Hemei { token } => {
                format!("Authorization: Bearer {token}\r\nIdempotency-Key: {key}\r\n")
            }
            Self::Restate | Self::Small => String::new(),
        }
    }
}
