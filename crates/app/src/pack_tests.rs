//! A pack's own tests: given records, expect figures. Nothing touches a data folder.

use crate::error::{self, Error};
use crate::folder;
use crate::load::source::plain;
use crate::opened::{ReadyPack, ready};
use crate::under;
use crate::view::{self, figure_id};
use arrow_array::RecordBatch;
use decode::Input;
use diag::{Severity, Text};
use district::{Exact, Figure, FigureKey, FileFormat};
use engine::MemoryTables;
use pack::{Expected, Given, PackTest};
use std::collections::BTreeMap;
use std::path::Path;

/// What came out of all tests of a pack.
#[derive(Debug, Clone, Default)]
pub struct TestsOutcome {
    /// One for each test, in the order of files and within them.
    pub tests: Vec<TestOutcome>,
}

/// What came out of one test.
#[derive(Debug, Clone)]
pub struct TestOutcome {
    /// Its name.
    pub name: String,
    /// The file it stands in.
    pub file: String,
    /// What is not as expected; empty if it passed.
    pub problems: Vec<Text>,
}

/// Runs the tests of the pack in `dir`, or those whose name contains `only`.
pub async fn test(dir: &Path, only: Option<&str>) -> Result<TestsOutcome, Error> {
    let files = folder::read(dir)?;
    let (tests, sources, findings) = pack::tests(&files);
    let errors = findings.iter().filter(|found| found.severity == Severity::Error).count();
    if errors > 0 {
        return Err(error::pack_refused(dir, errors));
    }
    let ready = ready(dir, files)?;
    let mut outcome = TestsOutcome::default();
    for test in tests {
        if only.is_some_and(|part| !test.name.contains(part)) {
            continue;
        }
        let problems = Box::pin(run(&ready, &test)).await?;
        let file = sources.name(test.span.source).to_owned();
        outcome.tests.push(TestOutcome { name: test.name, file, problems });
    }
    Ok(outcome)
}

async fn run(ready: &ReadyPack, test: &PackTest) -> Result<Vec<Text>, Error> {
    let mut problems = Vec::new();
    let mut rows = BTreeMap::new();
    for given in &test.given {
        put(ready, given, &mut rows, &mut problems)?;
    }
    if !problems.is_empty() {
        return Ok(problems);
    }
    let streams = ready.pack.streams.values();
    let tables = MemoryTables::new(streams, rows).map_err(under::engine)?;
    for expected in &test.expect {
        problems.extend(Box::pin(compare(ready, &tables, expected)).await?);
    }
    Ok(problems)
}

/// Decodes given records as a CSV file of the stream would be.
fn put(
    ready: &ReadyPack,
    given: &Given,
    rows: &mut BTreeMap<String, Vec<RecordBatch>>,
    problems: &mut Vec<Text>,
) -> Result<(), Error> {
    let Some(stream) = ready.pack.streams.get(&given.stream) else {
        let ids = ready.pack.streams.keys().map(String::as_str);
        return Err(error::not_declared(("记录流", "stream"), &given.stream, ids));
    };
    let source = plain(stream, FileFormat::Csv);
    let input = Input::Bytes(given.csv.clone().into_bytes().into());
    let decoder = match decode::open(&source, stream, &ready.pack.zone, "given.csv", input) {
        Ok(decoder) => decoder,
        Err(error) => {
            problems.push(error.text());
            return Ok(());
        }
    };
    for chunk in decoder {
        let chunk = match chunk {
            Ok(chunk) => chunk,
            Err(error) => {
                problems.push(error.text());
                return Ok(());
            }
        };
        for refused in &chunk.refused {
            let column = refused.column.as_deref().unwrap_or("-");
            let (line, found, code) = (refused.line, &refused.found, refused.code.0);
            problems.push(Text::new(
                format!(
                    "{code}：`{}` 第 {line} 行，列 `{column}`：应为{}，实为 `{found}`",
                    given.stream, refused.expected.zh
                ),
                format!(
                    "{code}: `{}` line {line}, column `{column}`: expected {}, found `{found}`",
                    given.stream, refused.expected.en
                ),
            ));
        }
        let of_stream = rows.entry(given.stream.clone()).or_default();
        let before = of_stream.iter().map(RecordBatch::num_rows).sum();
        of_stream.push(under::with_system_columns(&ready.pack.zone, &chunk.rows, before)?);
    }
    Ok(())
}

async fn compare(
    ready: &ReadyPack,
    tables: &MemoryTables,
    expected: &Expected,
) -> Result<Vec<Text>, Error> {
    let Some(indicator) = ready.pack.indicators.get(&expected.indicator) else {
        let ids = ready.pack.indicators.keys().map(String::as_str);
        return Err(error::not_declared(("指标", "indicator"), &expected.indicator, ids));
    };
    let edition = expected.edition.clone().or_else(|| match indicator.editions.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    });
    let key = FigureKey {
        indicator: expected.indicator.clone(),
        place: expected.place.clone(),
        period: expected.period,
        edition,
        by: expected.by.clone().unwrap_or_default(),
    };
    let stage = ready
        .graph
        .figures
        .iter()
        .filter(|stage| stage.indicator == key.indicator && stage.edition == key.edition);
    let engine = under::start_engine()?;
    let mut found = None;
    for stage in stage {
        let figures = engine
            .compute(&ready.graph, &ready.context, tables, stage, Some(&key))
            .await
            .map_err(under::engine)?;
        found = found.or_else(|| figures.into_iter().find(|figure| figure.key == key));
    }
    Ok(differences(ready, expected, &key, found.as_ref()))
}

/// What is not as expected, part by part.
fn differences(
    ready: &ReadyPack,
    expected: &Expected,
    key: &FigureKey,
    found: Option<&Figure>,
) -> Vec<Text> {
    let id = figure_id(key);
    let Some(figure) = found else {
        if expected.value == Some(None) && expected.valid != Some(true) {
            return Vec::new();
        }
        return vec![Text::new(
            format!("{id}：没有算出指标值"),
            format!("{id}: no figure came out"),
        )];
    };
    let mut out = Vec::new();
    let mut say = |part: &str, expected: String, found: String| {
        out.push(Text::new(
            format!("{id} 的 {part}：应为 {expected}，实为 {found}"),
            format!("{part} of {id}: expected {expected}, found {found}"),
        ));
    };
    let wanted = match &expected.value {
        Some(value) => value.as_ref(),
        None => figure.value.as_ref(),
    };
    if !value_fits(ready, figure, wanted) {
        say("value", number(wanted), number(figure.value.as_ref()));
    }
    if let Some(valid) = expected.valid
        && valid != figure.valid()
    {
        say("valid", valid.to_string(), figure.valid().to_string());
    }
    let reason = figure.reason.as_ref().map(|reason| reason.0.as_str());
    if let Some(expected) = &expected.reason
        && reason.unwrap_or_default() != expected
    {
        say("reason", format!("`{expected}`"), format!("`{}`", reason.unwrap_or_default()));
    }
    let numbers = [
        ("numerator", &expected.numerator, &figure.numerator),
        ("denominator", &expected.denominator, &figure.denominator),
    ];
    for (part, expected, found) in numbers {
        if expected.is_some() && expected != found {
            say(part, number(expected.as_ref()), number(found.as_ref()));
        }
    }
    let coverage = figure.coverage.as_ref();
    let counts = [
        ("have", expected.have, coverage.map(|coverage| coverage.have)),
        ("of", expected.of, coverage.map(|coverage| coverage.of)),
    ];
    for (part, expected, found) in counts {
        if let Some(expected) = expected
            && found != Some(expected)
        {
            say(part, expected.to_string(), found.map_or("-".to_owned(), |n| n.to_string()));
        }
    }
    out
}

/// A value fits as it is exactly, or as it is published.
fn value_fits(ready: &ReadyPack, figure: &Figure, expected: Option<&Exact>) -> bool {
    if figure.value.as_ref() == expected {
        return true;
    }
    let shown = view::of_pack(Some(&ready.pack), figure.clone()).shown;
    let shown = shown.and_then(|text| text.parse::<Exact>().ok());
    expected.is_some() && shown.as_ref() == expected
}

fn number(value: Option<&Exact>) -> String {
    value.map_or_else(|| "-".to_owned(), ToString::to_string)
}
