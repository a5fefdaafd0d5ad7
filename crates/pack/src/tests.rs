//! Packs in, findings out: one line each, as `--format concise` shows them.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

mod columns;
mod csv;
mod files;
mod fuzz;
mod keys;
mod measures;
mod places;
mod references;
mod size;
mod sql;
mod standards;
mod testing;
mod whole;

use crate::PackFile;
use diag::{Format, Language, Style};
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
