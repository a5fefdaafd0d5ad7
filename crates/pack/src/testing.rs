//! A pack's own tests: given records, expect figures. Read here, run by `engine`.

use crate::csv::Sheet;
use crate::files::{FileText, PackFile, Texts};
use crate::findings::{files, keys, references};
use crate::kind::Kind;
use crate::reader::Reader;
use crate::recover::recover;
use diag::{Diagnostic, Sources, Span, Text};
use district::{Exact, Pack, Period};
use toml::de::{DeTable, DeValue};

/// One test: records that are given, and figures that are expected of them.
#[derive(Debug, Clone)]
pub struct PackTest {
    /// What the test shows, in the author's words.
    pub name: String,
    /// The records, by stream; a stream that is not given has none.
    pub given: Vec<Given>,
    /// The figures.
    pub expect: Vec<Expected>,
    /// Where the test stands.
    pub span: Span,
}

/// Records of one stream, as CSV with a header of column names.
#[derive(Debug, Clone)]
pub struct Given {
    /// The stream.
    pub stream: String,
    /// The CSV text, without blanks before its first line.
    pub csv: String,
    /// Where it stands.
    pub span: Span,
}

/// What is expected of one figure; what is not stated is not compared.
#[derive(Debug, Clone)]
pub struct Expected {
    /// The indicator.
    pub indicator: String,
    /// The place.
    pub place: String,
    /// The period.
    pub period: Period,
    /// The edition, where the indicator has several.
    pub edition: Option<String>,
    /// Further dimensions as in a figure's key: `name=value` joined by `;`.
    pub by: Option<String>,
    /// The value as published, or exact; `Some(None)` is `value = "none"`: that there is none.
    pub value: Option<Option<Exact>>,
    /// Whether the figure is valid.
    pub valid: Option<bool>,
    /// Why it is not.
    pub reason: Option<String>,
    /// The numerator.
    pub numerator: Option<Exact>,
    /// The denominator.
    pub denominator: Option<Exact>,
    /// How many inputs were there.
    pub have: Option<i64>,
    /// How many there are in a complete period.
    pub of: Option<i64>,
    /// Where it stands.
    pub span: Span,
}

/// Reads the tests in `tests/*.toml`; the sources are those that the diagnostics point into.
///
/// Whether what they name exists is told by [`check_tests`], which has the pack.
pub fn tests(files: &[PackFile]) -> (Vec<PackTest>, Sources, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let texts = Texts::load(files, PackFile::of_tests, &mut found);
    let mut tests = Vec::new();
    for file in texts.list(".toml") {
        read_file(file, &mut tests, &mut found);
    }
    crate::sort(&mut found);
    (tests, texts.sources, found)
}

fn read_file(file: FileText<'_>, tests: &mut Vec<PackTest>, found: &mut Vec<Diagnostic>) {
    let text = recover(file.source, file.text, found);
    let (root, _) = DeTable::parse_recoverable(&text.text);
    for (key, value) in root.get_ref() {
        let name = key.get_ref().as_ref();
        let span = Span::new(file.source, key.span());
        let DeValue::Array(items) = value.get_ref() else {
            found.push(files::section_not_known(name, span, &["test"]));
            continue;
        };
        if name != "test" {
            found.push(files::section_not_known(name, span, &["test"]));
            continue;
        }
        for item in items {
            let DeValue::Table(table) = item.get_ref() else {
                let (expected, other) =
                    (Text::new("一个表", "a table"), Text::new("别的值", "a value"));
                let at = Span::new(file.source, item.span());
                found.push(keys::wrong_type(&Kind::Test.word(), "test", &expected, &other, at));
                continue;
            };
            let broken = text.broken_at(item.span().start);
            let owner = Kind::Test.nameless();
            let reader = Reader::new(table, file.source, item.span(), owner, broken);
            tests.extend(test(reader, found));
        }
    }
}

fn test(mut reader: Reader<'_>, found: &mut Vec<Diagnostic>) -> Option<PackTest> {
    let name = reader.need_text("name", "\"…\"");
    if let Some(name) = &name {
        reader.owner = Kind::Test.named(name.value);
    }
    let mut given_all = Vec::new();
    for mut inner in reader.tables("given").unwrap_or_default() {
        inner.owner = reader.owner.clone();
        given_all.extend(given(&mut inner));
        reader.absorb(inner);
    }
    let tables = reader.tables("expect").unwrap_or_default();
    if tables.is_empty() && !reader.broken() {
        let example = "[{ indicator = \"…\", place = \"…\", period = \"…\" }]";
        let finding = keys::missing_key(&reader.owner, "expect", example, reader.span());
        reader.say(finding);
    }
    let mut expect_all = Vec::new();
    for mut inner in tables {
        inner.owner = reader.owner.clone();
        expect_all.extend(expected(&mut inner));
        reader.absorb(inner);
    }
    let span = reader.span();
    found.extend(reader.close());
    let name = name?.value.to_owned();
    Some(PackTest { name, given: given_all, expect: expect_all, span })
}

fn given(reader: &mut Reader<'_>) -> Option<Given> {
    let stream = reader.need_text("stream", "\"…\"");
    let csv = reader.need_text("csv", "\"\"\"…\"\"\"")?;
    let text = csv.value.trim_start();
    // The cells are inside a TOML text, so a finding can only point at the whole of it.
    let file = FileText { path: "csv", source: csv.span.source, text };
    let mut inside = Vec::new();
    let _ = Sheet::read(file, &reader.owner, &mut inside);
    for mut finding in inside {
        for label in &mut finding.labels {
            label.span = csv.span.clone();
        }
        reader.say(finding);
    }
    Some(Given { stream: stream?.value.to_owned(), csv: text.to_owned(), span: csv.span })
}

fn expected(reader: &mut Reader<'_>) -> Option<Expected> {
    let indicator = reader.need_text("indicator", "\"…\"");
    let place = reader.need_text("place", "\"…\"");
    let period = reader.period("period");
    let edition = reader.text("edition").map(|edition| edition.value.to_owned());
    let by = reader.text("by").map(|by| by.value.to_owned());
    let value = value(reader);
    let valid = reader.boolean("valid");
    let reason = reader.text("reason").map(|reason| reason.value.to_owned());
    let numerator = reader.number("numerator").map(|number| number.value);
    let denominator = reader.number("denominator").map(|number| number.value);
    let have = reader.number("have").and_then(|number| number.value.to_i64());
    let of = reader.number("of").and_then(|number| number.value.to_i64());
    Some(Expected {
        indicator: indicator?.value.to_owned(),
        place: place?.value.to_owned(),
        period: period?.value,
        edition,
        by,
        value,
        valid,
        reason,
        numerator,
        denominator,
        have,
        of,
        span: reader.span(),
    })
}

#[expect(clippy::option_option, reason = "see `Expected::value`")]
fn value(reader: &mut Reader<'_>) -> Option<Option<Exact>> {
    if reader.none("value") {
        return Some(None);
    }
    reader.number("value").map(|number| Some(number.value))
}

/// Reports the streams, indicators and places that tests name and the pack does not have.
pub fn check_tests(tests: &[PackTest], pack: &Pack) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let places: Vec<&str> = pack.places.list().map(|place| place.id.as_str()).collect();
    let streams = || pack.streams.keys().map(String::as_str);
    let indicators = || pack.indicators.keys().map(String::as_str);
    for test in tests {
        let owner = Kind::Test.named(&test.name);
        for given in test.given.iter().filter(|given| !pack.streams.contains_key(&given.stream)) {
            let (id, span) = (&given.stream, given.span.clone());
            found.push(references::not_declared(&owner, Kind::Stream, id, span, streams()));
        }
        for expected in &test.expect {
            if !pack.indicators.contains_key(&expected.indicator) {
                let (id, span) = (&expected.indicator, expected.span.clone());
                let finding =
                    references::not_declared(&owner, Kind::Indicator, id, span, indicators());
                found.push(finding);
            }
            if pack.places.find(&expected.place).is_none() {
                let (id, span) = (&expected.place, expected.span.clone());
                found.push(references::not_declared(
                    &owner,
                    Kind::Place,
                    id,
                    span,
                    places.iter().copied(),
                ));
            }
        }
    }
    found
}
