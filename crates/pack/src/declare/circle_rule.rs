//! The table `circle_rule` of a standard's edition: which facilities it asks for at which level
//! of a circle, how far away and how large, each with its clause and with what is known of it.
//!
//! Levels do not include one another: a rule holds for its own level and no other. What the
//! standard does not give stays empty.

use super::table::rows;
use crate::csv::Sheet;
use crate::draft::Draft;
use crate::findings::{access, csv};
use crate::reader::At;
use diag::{Span, Text};
use district::{DataType, Exact, PackTable, TableColumn, Unit};
use std::collections::BTreeMap;

/// The table's name in `tables`.
pub(super) const CIRCLE_RULE: &str = "circle_rule";

/// Name, type, unit.
type Shape = (&'static str, DataType, &'static str);

const COLUMNS: [Shape; 15] = [
    // Its name within the edition.
    ("rule", DataType::Text, ""),
    // The clause or table of the standard, where it is known.
    ("clause", DataType::Text, ""),
    // A facility kind of the pack; the standard's own word where none fits.
    ("kind", DataType::Text, ""),
    // `15min`, `10min`, `5min`, `block`, or as the standard says.
    ("level", DataType::Text, ""),
    // `M`: called for; `O`: as needed.
    ("must", DataType::Text, ""),
    ("radius_m", DataType::Exact, "m"),
    ("minutes", DataType::Exact, "min"),
    ("building_m2_min", DataType::Exact, "m²"),
    ("land_m2_min", DataType::Exact, "m²"),
    // Square metres for each thousand residents.
    ("per_1000_m2", DataType::Exact, "m²"),
    ("name_zh", DataType::Text, ""),
    ("name_en", DataType::Text, ""),
    // Of the rule, its level and its areas.
    ("list_status", DataType::Text, ""),
    // Of its distance, or of its amount for each thousand; empty where it has neither.
    ("value_status", DataType::Text, ""),
    ("source", DataType::Text, ""),
];

/// Columns that take one of a few words, with the words; the last one may be empty as well.
const WORDS: [(&str, [&str; 2], bool); 3] = [
    ("must", ["M", "O"], false),
    ("list_status", ["verified", "recalled"], false),
    ("value_status", ["verified", "recalled"], true),
];

/// Columns that may not be empty.
const NEEDED: [&str; 5] = ["rule", "kind", "level", "name_zh", "name_en"];

pub(super) fn circle_rule(
    draft: &mut Draft<'_>,
    owner: &Text,
    path: &At<&str>,
) -> Option<PackTable> {
    let file = draft.csv(owner, path)?;
    let sheet = Sheet::read(file, owner, &mut draft.found);
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _, _)| *name).collect();
    let indexes = sheet.columns(owner, &names, &mut draft.found);
    let columns: Vec<(TableColumn, bool)> =
        COLUMNS.iter().map(|shape| (column(*shape), true)).collect();
    let rows = rows(&sheet, &columns, &indexes, owner, &mut draft.found);
    cells(draft, owner, &sheet);
    let columns = columns.into_iter().map(|(column, _)| column).collect();
    Some(PackTable { id: CIRCLE_RULE.to_owned(), columns, rows, span: path.span.clone() })
}

fn column((name, data_type, unit): Shape) -> TableColumn {
    let unit = if unit.is_empty() { None } else { Unit::parse(unit).ok() };
    TableColumn { id: name.to_owned(), data_type, unit }
}

/// What the type alone does not say: words, numbers of nothing or less, rules that stand twice.
fn cells(draft: &mut Draft<'_>, owner: &Text, sheet: &Sheet<'_>) {
    let mut first: BTreeMap<&str, Span> = BTreeMap::new();
    let found = &mut draft.found;
    for row in &sheet.rows {
        for (head, cell) in sheet.header.iter().zip(row) {
            let (name, text, span) = (head.text.as_ref(), cell.text.trim(), sheet.span(cell));
            let expected = expected(name, text);
            found.extend(
                expected.map(|expected| csv::cell(owner, name, &expected, text, span.clone())),
            );
            if name == "rule" && !text.is_empty() {
                if let Some(first) = first.get(text) {
                    found.push(access::rule_twice(owner, text, span, first.clone()));
                } else {
                    first.insert(text, span);
                }
            }
        }
    }
}

/// What was expected in a cell, if it was not what is there.
fn expected(name: &str, text: &str) -> Option<Text> {
    if let Some((_, [one, other], empty)) = WORDS.iter().find(|(column, _, _)| *column == name) {
        let fits = text == *one || text == *other || (*empty && text.is_empty());
        let words = Text::new(format!("`{one}` 或 `{other}`"), format!("`{one}` or `{other}`"));
        return (!fits).then_some(words);
    }
    if NEEDED.contains(&name) && text.is_empty() {
        return Some(Text::new("文字", "a text"));
    }
    let number = COLUMNS.iter().any(|(column, of, _)| *column == name && *of == DataType::Exact);
    let number = number.then(|| text.parse::<Exact>().ok()).flatten()?;
    (number <= Exact::zero()).then(|| Text::new("大于 0 的数", "a number over 0"))
}
