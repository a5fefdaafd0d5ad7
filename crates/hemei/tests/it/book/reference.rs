//! The reference chapters say what the code accepts: no key, function or field more or fewer.

use super::Chapter;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The repository.
pub(super) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The chapters below a folder.
pub(super) fn markdown(folder: &Path) -> Box<dyn Iterator<Item = Chapter>> {
    let entries: Vec<_> = std::fs::read_dir(folder).unwrap().map(Result::unwrap).collect();
    Box::new(entries.into_iter().flat_map(|entry| -> Box<dyn Iterator<Item = Chapter>> {
        let path = entry.path();
        if path.is_dir() { markdown(&path) } else { Box::new(std::iter::once(Chapter::read(path))) }
    }))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

/// Both languages of a reference chapter.
fn chapter(name: &str) -> [(String, String); 2] {
    ["en", "zh"].map(|language| {
        let path = format!("docs/book/src/{language}/reference/{name}.md");
        let text = read(&path);
        (path, text)
    })
}

/// Both languages of the chapter on services, which has the keys of their sections.
fn services() -> [(String, String); 2] {
    ["en", "zh"].map(|language| {
        let path = format!("docs/book/src/{language}/services.md");
        let text = read(&path);
        (path, text)
    })
}

/// The code in the first cell of each row of the tables, without its quotes.
fn first_cells(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(cell, _)| cell.to_owned())
        .collect()
}

#[test]
fn the_reference_has_every_key_of_a_pack() {
    let asks = [
        "text",
        "need_text",
        "id",
        "name",
        "need_name",
        "texts",
        "need_texts",
        "count",
        "boolean",
        "years",
        "number",
        "need_number",
        "date",
        "need_date",
        "period",
        "unit",
        "table",
        "tables",
        "entries",
        "none",
        "days",
        "need_days",
        "days_list",
        "whole",
        "parts",
        "rule",
        "need",
        "need_part",
        "need_dates",
        "need_wholes",
        "number_up_to",
    ];
    let mut keys = BTreeSet::new();
    let folder = root().join("crates/pack/src/declare");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let others = ["crates/pack/src/testing.rs", "crates/pack/src/reader/service.rs"];
    for path in files.chain(others.map(|path| root().join(path))) {
        let text = std::fs::read_to_string(path).unwrap();
        for ask in asks {
            // The reader is `reader` or, for a table inside another one, `inner`; rules are
            // handed it.
            for start in ["\"", "&mut reader, \"", "&mut inner, \"", "reader, \"", "inner, \""] {
                for part in text.split(&format!(".{ask}({start}")).skip(1) {
                    keys.insert(part.split('"').next().unwrap().to_owned());
                }
            }
        }
    }
    assert!(keys.len() > 40, "keys are read otherwise now: {keys:?}");
    let beside = services().into_iter().zip(chapter("access"));
    for ((path, text), ((_, services), (_, access))) in chapter("pack").into_iter().zip(beside) {
        let mut written = first_cells(&text);
        written.extend(first_cells(&services));
        written.extend(first_cells(&access));
        let missing: Vec<_> = keys.difference(&written).collect();
        let more: Vec<_> = written.difference(&keys).collect();
        assert!(
            missing.is_empty() && more.is_empty(),
            "{path}: missing {missing:?}, more {more:?}"
        );
    }
}

#[test]
fn the_reference_has_every_function_of_sql() {
    let mut forms = BTreeSet::new();
    for file in ["function", "aggregate"] {
        let text = read(&format!("crates/indicator/src/bind/{file}.rs"));
        for line in text.lines().map(str::trim) {
            let quoted: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
            if let ([_, form], true) = (
                quoted.as_slice(),
                line.starts_with("form(\"") || line.starts_with("Form { name: \""),
            ) {
                forms.extend(form.split(" / ").map(str::to_owned));
            }
        }
    }
    assert!(forms.len() > 40, "functions are listed otherwise now: {forms:?}");
    for (path, text) in chapter("sql") {
        let written = first_cells(&text);
        let missing: Vec<_> = forms.difference(&written).collect();
        assert!(missing.is_empty(), "{path}: missing {missing:?}");
        let calls = written.iter().filter(|cell| cell.ends_with(')'));
        let more: Vec<_> = calls.filter(|cell| !forms.contains(*cell)).collect();
        assert!(more.is_empty(), "{path}: not in the code {more:?}");
    }
}

#[test]
fn the_reference_explains_every_field_that_it_prints() {
    for (path, text) in chapter("json") {
        let written = first_cells(&text);
        let mut printed = BTreeSet::new();
        for line in text.lines().filter(|line| line.starts_with('{')) {
            let object: serde_json::Value = serde_json::from_str(line).unwrap();
            fields(&object, &mut printed);
        }
        let missing: Vec<_> = printed.difference(&written).collect();
        assert!(missing.is_empty(), "{path}: missing {missing:?}");
    }
}

/// Field names at any depth; the names in `columns` are the stream's own.
fn fields(value: &serde_json::Value, found: &mut BTreeSet<String>) {
    if let Some(object) = value.as_object() {
        for (name, value) in object {
            found.insert(name.clone());
            if name != "columns" {
                fields(value, found);
            }
        }
    }
    for value in value.as_array().into_iter().flatten() {
        fields(value, found);
    }
}

#[test]
fn every_unit_in_the_reference_is_one() {
    for (path, text) in chapter("units") {
        let units = first_cells(&text);
        assert!(!units.is_empty(), "{path} has no units");
        for unit in units.iter().flat_map(|cell| cell.split("`, `")) {
            assert!(district::Unit::parse(unit).is_ok(), "{path}: `{unit}` is not a unit");
        }
    }
}
