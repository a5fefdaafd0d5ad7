//! The JSON forms that others call: field names here are a contract, append-only.

use crate::clock::rfc3339;
use crate::error::Error;
use crate::evidence::{EvidenceOutcome, EvidenceRow};
use crate::figures::{Change, FigureHistory, Revision};
use crate::load::{FileOutcome, FileState};
use crate::preview::{FigureChange, PreviewOutcome};
use crate::recompute::RecomputeOutcome;
use crate::view::{Bound, FigureView, figure_id, value_text};
use diag::Language;
use district::{Exact, FigureKey};
use serde_json::{Map, Value, json};

fn text(value: Option<&Exact>) -> Value {
    value.map_or(Value::Null, |value| Value::from(value_text(value)))
}

fn exact(value: Option<&Exact>) -> Value {
    value.map_or(Value::Null, |value| Value::from(value.to_string()))
}

/// A value as `n/d` (or `n`), which says every digit.
fn ratio(value: Option<&Exact>) -> Value {
    value.map_or(Value::Null, |value| {
        let (n, d) = (value.numerator().to_string(), value.denominator().to_string());
        Value::from(if d == "1" { n } else { format!("{n}/{d}") })
    })
}

fn optional(text: &str) -> Value {
    if text.is_empty() { Value::Null } else { Value::from(text) }
}

/// What names a figure.
pub fn key(key: &FigureKey) -> Map<String, Value> {
    let mut out = Map::new();
    out.insert("indicator".to_owned(), Value::from(key.indicator.as_str()));
    out.insert("place".to_owned(), Value::from(key.place.as_str()));
    out.insert("period".to_owned(), Value::from(key.period.to_string()));
    out.insert("edition".to_owned(), json!(key.edition));
    out.insert("by".to_owned(), optional(&key.by));
    out
}

/// The bounds of a figure, where its indicator names any; each opens by its `figure`.
fn bounds(view: &FigureView, out: &mut Map<String, Value>) {
    let Some(bounds) = &view.bounds else { return };
    let side = |bound: &Bound| {
        let value = bound.figure.value.as_ref();
        json!({
            "figure": figure_id(&bound.figure.key),
            "value": text(value),
            "shown": bound.shown,
            "exact": ratio(value),
            "valid": bound.figure.valid(),
            "snapshot": bound.snapshot,
        })
    };
    for (name, bound) in [("low", &bounds.low), ("high", &bounds.high)] {
        out.insert(name.to_owned(), bound.as_ref().map_or(Value::Null, side));
    }
}

/// A figure as `figures --json` prints it.
pub fn figure(view: &FigureView, language: Language) -> Map<String, Value> {
    let figure = &view.figure;
    let mut out = key(&figure.key);
    let coverage = figure.coverage.as_ref();
    let rest = [
        ("value", text(figure.value.as_ref())),
        ("shown", json!(view.shown)),
        ("unit", Value::from(view.unit.as_str())),
        ("valid", Value::from(figure.valid())),
        ("reason", json!(figure.reason)),
        ("reason_text", json!(view.reason_text.as_ref().map(|text| text.get(language)))),
        ("coverage", coverage.map_or(Value::Null, |c| json!({"have": c.have, "of": c.of}))),
        ("numerator", exact(figure.numerator.as_ref())),
        ("denominator", exact(figure.denominator.as_ref())),
        ("note", json!(figure.note)),
        ("exact", ratio(figure.value.as_ref())),
        ("snapshot", Value::from(view.snapshot)),
        ("pack_version", Value::from(view.pack_version.as_str())),
        ("computed_at", Value::from(rfc3339(view.computed_at_us))),
    ];
    out.extend(rest.map(|(name, value)| (name.to_owned(), value)));
    bounds(view, &mut out);
    out
}

/// A figure with its revisions, where they were asked for.
pub fn history(history: &FigureHistory, language: Language) -> Value {
    let mut out = figure(&history.view, language);
    if !history.revisions.is_empty() {
        let list = history.revisions.iter().map(revision).collect();
        out.insert("revisions".to_owned(), Value::Array(list));
    }
    Value::Object(out)
}

fn revision(revision: &Revision) -> Value {
    let view = &revision.view;
    json!({
        "value": text(view.figure.value.as_ref()),
        "shown": view.shown,
        "valid": view.figure.valid(),
        "reason": view.figure.reason,
        "exact": ratio(view.figure.value.as_ref()),
        "snapshot": view.snapshot,
        "computed_at": rfc3339(view.computed_at_us),
        "pack_version": view.pack_version,
        "until_snapshot": view.until_snapshot,
        "records": revision.change.as_ref().map(change),
    })
}

fn change(change: &Change) -> Value {
    let of_stream = |records: &crate::figures::ChangedRecords| {
        json!({
            "stream": records.stream,
            "count": records.added + records.removed,
            "added": records.added,
            "removed": records.removed,
            "row_ids": records.added_ids,
            "removed_row_ids": records.removed_ids,
        })
    };
    Value::Array(change.records.iter().map(of_stream).collect())
}

/// The head object of `evidence --json`.
pub fn evidence_head(outcome: &EvidenceOutcome, language: Language) -> Value {
    let mut out = key(&outcome.view.figure.key);
    let rest = [
        ("snapshot", Value::from(outcome.view.snapshot)),
        ("pack_version", Value::from(outcome.view.pack_version.as_str())),
        ("value", text(outcome.view.figure.value.as_ref())),
        ("exact", Value::from(outcome.exact)),
        ("because", json!(outcome.because)),
        (
            "because_text",
            outcome.because_text.iter().map(|text| text.get(language)).collect::<Value>(),
        ),
        ("rows", Value::from(outcome.rows)),
    ];
    out.extend(rest.map(|(name, value)| (name.to_owned(), value)));
    bounds(&outcome.view, &mut out);
    Value::Object(out)
}

/// One row of `evidence --json`.
pub fn evidence_row(row: &EvidenceRow) -> Value {
    let mut source = Map::new();
    source.insert("file".to_owned(), json!(row.source.file));
    if let Some(sheet) = &row.source.sheet {
        source.insert("sheet".to_owned(), Value::from(sheet.as_str()));
    }
    if let Some(cell) = &row.source.cell {
        source.insert("cell".to_owned(), Value::from(cell.as_str()));
        source.insert("cells".to_owned(), json!(row.source.cells));
    }
    source.insert("line".to_owned(), json!(row.source.line));
    json!({
        "stream": row.stream,
        "row_id": row.row_id,
        "source": source,
        "columns": row.columns,
    })
}

/// Why a command did not come to its end.
pub fn error(error: &Error, language: Language) -> Value {
    let (message, help) = error.lines(language);
    json!({
        "error": {
            "code": error.code.map(|code| code.0),
            "message": message,
            "help": help,
            "exit": error.exit.status(),
            "see": error.code.map(|code| format!("hemei explain {}", code.0)),
        },
    })
}

/// What became of one loaded file.
pub fn loaded(file: &FileOutcome, language: Language) -> Value {
    let (state, error) = match &file.state {
        FileState::Loaded => ("loaded", None),
        FileState::AlreadyLoaded => ("already_loaded", None),
        FileState::Stopped(_) => ("stopped", None),
        FileState::Refused(error) => ("refused", Some(error)),
    };
    json!({
        "file": file.path.display().to_string(),
        "state": state,
        "code": error.and_then(|error| error.code).map(|code| code.0),
        "message": error.map(|error| error.lines(language).0),
        "source": file.read_as,
        "added": file.added,
        "repeated": file.repeated,
        "corrected": file.corrected,
        "quarantined": file.quarantined,
        "snapshot": file.snapshot,
        "said": file.said.iter().map(|text| text.get(language)).collect::<Vec<_>>(),
    })
}

/// What became of a recomputed figure.
pub fn recomputed(outcome: &RecomputeOutcome) -> Value {
    let mut out = key(&outcome.published.figure.key);
    let computed = outcome.computed.as_ref().and_then(|figure| figure.value.as_ref());
    let differences: Vec<Value> = outcome
        .differences
        .iter()
        .map(|found| json!({"part": found.part, "was": found.was, "is": found.is}))
        .collect();
    let rest = [
        ("snapshot", Value::from(outcome.published.snapshot)),
        ("pack_version", Value::from(outcome.published.pack_version.as_str())),
        ("published", ratio(outcome.published.figure.value.as_ref())),
        ("computed", ratio(computed)),
        ("same", Value::from(outcome.differences.is_empty())),
        ("differences", Value::Array(differences)),
    ];
    out.extend(rest.map(|(name, value)| (name.to_owned(), value)));
    Value::Object(out)
}

/// One figure that a changed pack would change.
pub fn previewed(outcome: &PreviewOutcome, found: &FigureChange, language: Language) -> Value {
    let side = |view: &Option<FigureView>| {
        view.as_ref().map_or(Value::Null, |view| {
            let mut side = figure(view, language);
            for name in ["indicator", "place", "period", "edition", "by", "snapshot", "computed_at"]
            {
                side.remove(name);
            }
            side.remove("pack_version");
            Value::Object(side)
        })
    };
    let mut out = key(&found.key);
    out.insert("figure".to_owned(), Value::from(figure_id(&found.key)));
    out.insert("was".to_owned(), side(&found.was));
    out.insert("is".to_owned(), side(&found.is));
    out.insert("snapshot".to_owned(), Value::from(outcome.snapshot));
    out.insert("pack_version".to_owned(), Value::from(outcome.pack_version.as_str()));
    Value::Object(out)
}
