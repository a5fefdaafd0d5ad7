//! Packs in, findings out: one line each, as `--format concise` shows them.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

mod access;
mod columns;
mod csv;
mod files;
mod fuzz;
mod keys;
mod measures;
mod places;
mod references;
mod services;
mod size;
mod sql;
mod standards;
mod testing;
mod whole;

use crate::PackFile;
use diag::{Diagnostic, Format, Language, Style};
use expect_test::Expect;

/// A head and two places that go with the smaller tests.
const HEAD: &str = r#"
[pack]
id = "t"
version = "1"
name = { zh = "测试", en = "Test" }
time_zone = "Asia/Shanghai"
[[place]]
id = "city"
name = { zh = "市", en = "City" }
level = "city"
"#;

/// A stream, an indicator's head and its statement that have nothing wrong with them.
const STREAM: &str = r#"
[[stream]]
id = "air"
kind = "sample"
name = { zh = "空气", en = "Air" }
key = ["station", "at"]
event_time = "at"
place = "station"
column = [
  { id = "station", type = "text" },
  { id = "at", type = "instant" },
  { id = "pm25", type = "decimal", decimals = 3, unit = "µg/m³" },
]
"#;

const INDICATOR: &str = r#"/*---
indicator = "pm25"
name = { zh = "细颗粒物", en = "PM2.5" }
unit = "µg/m³"
decimals = 1
level = "city"
period = "year"
---*/
SELECT station AS place, year(at) AS period, avg(pm25) AS value FROM air GROUP BY 1, 2
"#;

fn files(parts: &[(&str, &str)]) -> Vec<PackFile> {
    parts.iter().map(|(path, text)| PackFile::new(*path, *text)).collect()
}

fn concise(files: &[PackFile], language: Language) -> String {
    let (_, sources, found) = crate::check(files);
    found.iter().for_each(house_form);
    let style = Style { format: Format::Concise, language, color: false };
    diag::render(&found, &sources, style)
}

/// Checks a whole pack.
fn check_files(parts: &[(&str, &str)], expect: &Expect) {
    expect.assert_eq(&concise(&files(parts), Language::En));
}

/// Checks a file of declarations beside a head, a place, a stream and an indicator.
fn check(toml: &str, expect: &Expect) {
    check_with(toml, &[], expect);
}

/// The same, with further files.
fn check_with(toml: &str, more: &[(&str, &str)], expect: &Expect) {
    let base = [("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", INDICATOR), ("x.toml", toml)];
    let parts: Vec<(&str, &str)> = base.into_iter().chain(more.iter().copied()).collect();
    check_files(&parts, expect);
}

/// Words that findings do without: they blame, or say nothing.
const AVOIDED: [&str; 10] = [
    "invalid", "illegal", "bad", "unknown", "unable", "failed", "please", "sorry", "simply",
    "should",
];

/// Every finding is one line in each language, lower case, without a full stop, with a place in a
/// text, and without the words that the house does not use.
fn house_form(finding: &Diagnostic) {
    let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
    let (zh, en) = (&finding.message.zh, &finding.message.en);
    assert!(chinese(zh), "{zh}");
    for text in [zh, en] {
        assert!(!text.contains('\n') && !text.ends_with(['.', '。']), "{text}");
    }
    assert!(!en.starts_with(|c: char| c.is_uppercase()) || en.starts_with("SQL"), "{en}");
    let help = finding.help.clone().unwrap_or_default();
    for text in [en, &help.en] {
        let mut words = text.split(|c: char| !c.is_ascii_alphabetic());
        assert!(words.all(|word| !AVOIDED.contains(&word)), "{text}");
    }
    assert_eq!(help.en.is_empty(), help.zh.is_empty(), "{zh}");
    assert!(finding.code.0 == "E0102" || !finding.labels.is_empty(), "{en} has no place");
    assert!(diag::codes::find(finding.code.0).is_some());
}
