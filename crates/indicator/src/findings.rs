//! Every finding that a statement can give: one constructor each, in both languages.

pub(crate) mod editions;
pub(crate) mod figures;
pub(crate) mod names;
pub(crate) mod text;
pub(crate) mod types;
pub(crate) mod units;

use diag::{Code, Diagnostic, Span, Text};
use district::Unit;

/// An error at `at`: the message in Chinese and English.
pub(crate) fn error(
    code: Code,
    at: Span,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Diagnostic {
    Diagnostic::error(code, Text::new(zh, en)).label(at, Text::default())
}

/// A warning at `at`.
pub(crate) fn warning(
    code: Code,
    at: Span,
    zh: impl Into<String>,
    en: impl Into<String>,
) -> Diagnostic {
    Diagnostic::warning(code, Text::new(zh, en)).label(at, Text::default())
}

/// Adds a help line in both languages.
pub(crate) trait Help {
    /// Sets the help line.
    fn helped(self, zh: impl Into<String>, en: impl Into<String>) -> Self;
    /// Sets "did you mean", or what else to do where nothing is near.
    fn near(self, near: Option<&str>, zh: impl Into<String>, en: impl Into<String>) -> Self;
}

impl Help for Diagnostic {
    fn helped(self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.help(Text::new(zh, en))
    }

    fn near(self, near: Option<&str>, zh: impl Into<String>, en: impl Into<String>) -> Self {
        match near {
            Some(near) => {
                self.helped(format!("您是否想写 `{near}`"), format!("did you mean `{near}`"))
            }
            None => self.helped(zh, en),
        }
    }
}

/// A unit as it is shown; a bare number's is `1`.
pub(crate) fn shown(unit: &Unit) -> &str {
    if unit.symbol.is_empty() { "1" } else { &unit.symbol }
}

/// Names for a help line: at most twelve.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.into_iter().take(13).collect();
    let shown: Vec<String> = names.iter().take(12).map(|name| format!("`{name}`")).collect();
    let more = if names.len() > 12 { " …" } else { "" };
    format!("{}{more}", shown.join(", "))
}
