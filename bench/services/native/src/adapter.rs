//! The shapes of the peers' routes, all in one place.
//!
//! The job is the same everywhere: open a case, complete its five items by one call each, and at
//! the end the case is closed. A call is done when the peer says that it is on disk.

use crate::http::{Request, Response};

/// Where Hemei's cases are opened.
const OPEN: &str = "/api/cases";

/// Whose routes.
#[derive(Clone)]
pub enum Adapter {
    /// Hemei: a case of the thing `job` in bench/services/pack, opened by an officer at the
    /// counter; its items are completed by the office's own system.
    Hemei { officer: String, outside: String },
    /// Restate's ingress: the workflow in restate/service.mjs.
    Restate,
    /// The small servers here: plainpg, dbos_server.py, spiff_server.py.
    Small,
}

impl Adapter {
    pub fn parse(name: &str, token: &str) -> Self {
        match name {
            "hemei" => {
                let (officer, outside) = token.split_once(',').expect("TOKEN is OFFICER,OUTSIDE");
                Self::Hemei { officer: officer.to_owned(), outside: outside.to_owned() }
            }
            "restate" => Self::Restate,
            "small" => Self::Small,
            other => panic!("expected hemei, restate or small, found {other}"),
        }
    }

    /// Opens a case; `wanted` is the id that the client would give it.
    pub fn open(&self, wanted: &str) -> Request {
        match self {
            Self::Hemei { .. } => self.post(
                OPEN.to_owned(),
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
        Request { method: "GET", headers: self.headers(&path, ""), path, body: String::new() }
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
        let mut headers = self.headers(&path, key);
        if !body.is_empty() {
            headers.push_str("Content-Type: application/json\r\n");
        }
        Request { method: "POST", path, headers, body }
    }

    fn headers(&self, path: &str, key: &str) -> String {
        match self {
            Self::Hemei { officer, outside } => {
                let token = if path == OPEN { officer } else { outside };
                let mut lines = format!("Authorization: Bearer {token}\r\n");
                if !key.is_empty() {
                    lines.push_str(&format!("Idempotency-Key: {key}\r\n"));
                }
                lines
            }
            Self::Restate | Self::Small => String::new(),
        }
    }
}
