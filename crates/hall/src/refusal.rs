//! Why a request about a case did not come to its end: what was expected, what was found, what
//! to do next, in both languages.
//!
//! Knows nothing of HTTP: a face makes a status of the kind.

use diag::Text;

/// What kind of refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusalKind {
    /// Nothing is there under that name.
    NotFound,
    /// The case, or the law, does not allow it now.
    Rejected,
    /// Somebody else was quicker: it was asked of an older version.
    Changed,
    /// This holder of a token may not.
    Forbidden,
    /// The same key came with another command.
    KeyReused,
    /// The request has not the form that is expected.
    Form,
    /// The machine did not let it; may work next time.
    CouldNot,
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Its kind.
    pub kind: RefusalKind,
    /// Its stable code, where there is one.
    pub code: Option<String>,
    /// One line.
    pub message: Text,
    /// What to do next.
    pub help: Option<Text>,
}

impl Refusal {
    /// A refusal without code and help.
    pub fn new(kind: RefusalKind, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { kind, code: None, message: Text::new(zh, en), help: None }
    }

    /// Nothing is there under that name.
    pub fn not_found(what: (&str, &str), id: &str) -> Self {
        let id: String = id.chars().take(80).collect();
        Self::new(
            RefusalKind::NotFound,
            format!("没有{} `{id}`", what.0),
            format!("there is no {} `{id}`", what.1),
        )
    }

    /// Adds what to do next.
    #[must_use]
    pub fn help(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help = Some(Text::new(zh, en));
        self
    }
}

/// What the journal could not do, as a refusal.
#[expect(clippy::needless_pass_by_value, reason = "the form that map_err takes")]
pub fn stored(error: journal::Error) -> Refusal {
    let text = error.text();
    let mut refusal = Refusal::new(RefusalKind::CouldNot, text.zh, text.en);
    refusal.code = error.code().map(|code| code.0.to_owned());
    refusal
}
