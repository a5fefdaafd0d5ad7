//! The registry of diagnostic codes: each code is a constant, and each has a page in both
//! languages that is compiled in, so that `hemei explain CODE` works from the binary alone.
//!
//! To add a code: append it to the list of its range (`codes/pack.rs`, `codes/sql.rs`,
//! `codes/records.rs`, `codes/maps.rs`, `codes/mine.rs`) and write `docs/diagnostics/CODE.md` and `docs/diagnostics/CODE.zh.md`.
//! The first line of a page is `# CODE: title`; the headings are those of [`HEADINGS`].
//! Lists are append-only: a code that has been shown to a person keeps its meaning.

use crate::{Code, Language, Text};

/// Declares the codes of one range: a constant for each, and `LIST` with their pages.
macro_rules! codes {
    ($($code:ident)*) => {
        $(
            #[doc = concat!("See `docs/diagnostics/", stringify!($code), ".md`.")]
            pub const $code: $crate::Code = $crate::Code(stringify!($code));
        )*
        /// The codes of this range with their pages.
        pub const LIST: &[$crate::codes::CodeInfo] = &[$(
            $crate::codes::CodeInfo {
                code: $code,
                page_zh: include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"), "/../../docs/diagnostics/", stringify!($code), ".zh.md"
                )),
                page_en: include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"), "/../../docs/diagnostics/", stringify!($code), ".md"
                )),
            },
        )*];
    };
}

pub mod case;
pub mod maps;
pub mod mine;
pub mod pack;
pub mod plan;
pub mod proof;
pub mod records;
pub mod sql;

/// The headings of every page, in order: Chinese and English.
pub const HEADINGS: [(&str, &str); 4] = [
    ("## 含义", "## What it means"),
    ("## 为何重要", "## Why it matters"),
    ("## 示例", "## Example"),
    ("## 修正", "## Fix"),
];

/// A code with its pages.
#[derive(Debug, Clone, Copy)]
pub struct CodeInfo {
    /// The code.
    pub code: Code,
    /// The Chinese page, Markdown.
    pub page_zh: &'static str,
    /// The English page, Markdown.
    pub page_en: &'static str,
}

impl CodeInfo {
    /// The page in `language`.
    pub fn page(&self, language: Language) -> &'static str {
        match language {
            Language::Zh => self.page_zh,
            Language::En => self.page_en,
        }
    }

    /// What the code means in a few words: the title of its page.
    pub fn title(&self) -> Text {
        Text::new(title_of(self.page_zh), title_of(self.page_en))
    }
}

fn title_of(page: &str) -> &str {
    let first = page.lines().next().unwrap_or("");
    first.split_once([':', '：']).map_or(first, |(_, title)| title).trim()
}

/// Every registered code, in order.
pub fn list() -> impl Iterator<Item = &'static CodeInfo> {
    [
        plan::LIST,
        proof::LIST,
        case::LIST,
        pack::LIST,
        sql::LIST,
        records::LIST,
        maps::LIST,
        mine::LIST,
    ]
    .into_iter()
    .flatten()
}

/// The code of that name, in whatever case it was typed.
pub fn find(code: &str) -> Option<&'static CodeInfo> {
    list().find(|info| info.code.0.eq_ignore_ascii_case(code.trim()))
}

#[cfg(test)]
mod tests;
