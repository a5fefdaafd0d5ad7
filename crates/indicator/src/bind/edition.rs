//! Functions that read an edition of a standard: parameters, break points, class limits.

use super::coerce::cast;
use super::function::{Form, first, plain};
use super::literal::{number, text};
use super::{Binder, Bound, Kind, Value};
use crate::findings::editions as finding;
use crate::ir::{BreakPoints, Function, LimitRule, Limits};
use crate::units;
use district::{DataType, Edition, Exact, PackTable, did_you_mean};
use sqlparser::tokenizer::Span as SqlSpan;
use std::sync::Arc;

/// The table of break points; its first column is the index, each other one a pollutant.
const IAQI: &str = "iaqi";
/// The table of class limits: a row an item.
const CLASSES: &str = "water_class";

impl<'a> Binder<'_, 'a> {
    pub(super) fn edition_function(
        &mut self,
        form: &Form,
        values: Vec<Value>,
        at: SqlSpan,
    ) -> Option<Value> {
        let edition = self.edition(form.name, at)?;
        match form.name {
            "edition" => Some(Value { expr: text(&edition.id), kind: Kind::Plain, at }),
            "param" => {
                let name = self.wants_text_literal(form.name, form.shape, &first(values)?)?;
                let value = self.param(edition, &name, at)?;
                Some(Value { expr: number(value), kind: Kind::Adapting, at })
            }
            "iaqi" => self.iaqi(form, edition, values, at),
            _ => self.class_of(form, edition, values, at),
        }
    }

    /// The edition that is bound; a finding where there is none.
    fn edition(&mut self, function: &str, at: SqlSpan) -> Option<&'a Edition> {
        match self.bound {
            Bound::Edition(_, edition) => Some(edition),
            Bound::Open => None,
            Bound::None => {
                let span = self.span(at);
                self.fail(finding::unbound(span, function))
            }
        }
    }

    fn param(&mut self, edition: &'a Edition, name: &str, at: SqlSpan) -> Option<Exact> {
        if let Some(value) = edition.params.get(name) {
            return Some(value.clone());
        }
        let near = did_you_mean(name, edition.params.keys().map(String::as_str));
        let span = self.span(at);
        self.fail(finding::param(span, &edition.id, name, near))
    }

    /// A parameter of the bound edition that an aggregate needs.
    pub(super) fn param_of(&mut self, function: &str, name: &str, at: SqlSpan) -> Option<Exact> {
        let edition = self.edition(function, at)?;
        self.param(edition, name, at)
    }

    /// Such a parameter that is a count.
    pub(super) fn count_param(&mut self, function: &str, name: &str, at: SqlSpan) -> Option<i64> {
        let edition = self.edition(function, at)?;
        let value = self.param(edition, name, at)?;
        match value.to_i64() {
            Some(count) => Some(count),
            None => {
                let span = self.span(at);
                let found = value.to_string();
                self.fail(finding::cell(span, &edition.id, "params", name, &found))
            }
        }
    }

    fn edition_table(
        &mut self,
        edition: &'a Edition,
        name: &str,
        at: SqlSpan,
    ) -> Option<&'a PackTable> {
        match edition.tables.get(name) {
            Some(table) => Some(table),
            None => {
                let span = self.span(at);
                self.fail(finding::table(span, &edition.id, name))
            }
        }
    }

    fn iaqi(
        &mut self,
        form: &Form,
        edition: &'a Edition,
        values: Vec<Value>,
        at: SqlSpan,
    ) -> Option<Value> {
        let [name, value]: [Value; 2] = values.try_into().ok()?;
        let name_at = name.at;
        let name = self.wants_text_literal(form.name, form.shape, &name)?;
        let value = self.wants_number(form.name, value)?;
        let table = self.edition_table(edition, IAQI, at)?;
        let Some(column) = table.columns.iter().skip(1).position(|c| c.id == name) else {
            let all: Vec<&str> = table.columns.iter().skip(1).map(|c| c.id.as_str()).collect();
            let span = self.span(name_at);
            return self.fail(finding::item(span, &edition.id, IAQI, &name, &all));
        };
        let points = match break_points(table, column + 1) {
            Ok(points) => points,
            Err(found) => {
                let span = self.span(name_at);
                return self.fail(finding::cell(span, &edition.id, IAQI, &name, &found));
            }
        };
        let above = edition.params.get(&format!("iaqi_above_{name}")).and_then(Exact::to_i64);
        let above = above.or_else(|| capped(table, &points));
        let unit = match table.columns.get(column + 1).and_then(|c| c.unit.clone()) {
            Some(unit) if !unit.dimensions.is_empty() => unit,
            // HJ 633 table 1: CO in mg/m³, the rest in µg/m³.
            _ if name.starts_with("CO_") => self.unit_named("mg/m³", at)?,
            _ => self.unit_named("µg/m³", at)?,
        };
        let expr = self.expressed_in(form.name, value, &unit)?;
        let function = Function::Iaqi(Arc::new(BreakPoints { points, above }));
        let exprs = vec![cast(expr, DataType::Exact)];
        Some(plain(function, exprs, DataType::Integer, Some(units::one()), at))
    }

    fn class_of(
        &mut self,
        form: &Form,
        edition: &'a Edition,
        values: Vec<Value>,
        at: SqlSpan,
    ) -> Option<Value> {
        let mut values = values.into_iter();
        let item = values.next()?;
        let item_at = item.at;
        let item = self.wants_text_literal(form.name, form.shape, &item)?;
        let value = self.wants_number(form.name, values.next()?)?;
        let body = match values.next() {
            Some(body) => Some(self.wants_text_literal(form.name, form.shape, &body)?),
            None => None,
        };
        let table = self.edition_table(edition, CLASSES, at)?;
        let Some(row) = item_row(table, &item, body.as_deref()) else {
            let all: Vec<&str> = table.rows.iter().filter_map(|r| cell(table, r, "item")).collect();
            let span = self.span(item_at);
            return self.fail(finding::item(span, &edition.id, CLASSES, &item, &all));
        };
        let limits = match limits(table, row) {
            Ok(limits) => limits,
            Err(found) => {
                let span = self.span(item_at);
                return self.fail(finding::cell(span, &edition.id, CLASSES, &item, &found));
            }
        };
        let unit = match cell(table, row, "unit") {
            Some("" | "1") | None => units::one(),
            Some(unit) => self.unit_named(unit, item_at)?,
        };
        let expr = self.expressed_in(form.name, value, &unit)?;
        let function = Function::ClassOf(Arc::new(limits));
        let exprs = vec![cast(expr, DataType::Exact)];
        Some(plain(function, exprs, DataType::Integer, Some(units::one()), at))
    }
}

/// Pairs of index and concentration, both ascending; what was found where they are not.
fn break_points(table: &PackTable, column: usize) -> Result<Vec<(Exact, Exact)>, String> {
    let mut points: Vec<(Exact, Exact)> = Vec::new();
    for row in &table.rows {
        let index = row.first().and_then(Option::as_deref).map(str::trim);
        let bound = row.get(column).and_then(Option::as_deref).map(str::trim);
        let (Some(index), Some(bound)) = (index, bound.filter(|bound| !bound.is_empty())) else {
            continue;
        };
        let parse = |text: &str| text.parse::<Exact>().map_err(|_| text.to_owned());
        let point = (parse(index)?, parse(bound)?);
        if points.last().is_some_and(|last| last.0 >= point.0 || last.1 >= point.1) {
            return Err(bound.to_owned());
        }
        points.push(point);
    }
    if points.len() < 2 { Err(format!("{} points", points.len())) } else { Ok(points) }
}

/// A pollutant with break points up to the table's last index keeps that index beyond them;
/// one whose points end earlier has none there (HJ 633-2012, notes 2 and 3), unless the
/// edition's parameter `iaqi_above_<pollutant>` says so (HJ 633-2026, notes b and c).
fn capped(table: &PackTable, points: &[(Exact, Exact)]) -> Option<i64> {
    let last = table.rows.iter().rev().find_map(|row| row.first()?.as_deref())?;
    let last = last.trim().parse::<Exact>().ok()?;
    points.last().filter(|point| point.0 == last).and_then(|point| point.0.to_i64())
}

fn cell<'t>(table: &PackTable, row: &'t [Option<String>], name: &str) -> Option<&'t str> {
    let column = table.columns.iter().position(|column| column.id == name)?;
    row.get(column)?.as_deref().map(str::trim)
}

/// The row of an item: the one for this kind of water, else the one for all.
fn item_row<'t>(
    table: &'t PackTable,
    item: &str,
    body: Option<&str>,
) -> Option<&'t [Option<String>]> {
    let rows = || table.rows.iter().filter(|row| cell(table, row, "item") == Some(item));
    let of = |wanted: Option<&str>| rows().find(|row| cell(table, row, "water_body") == wanted);
    let found = match body {
        Some(body) => of(Some(body)).or_else(|| of(Some("all"))).or_else(|| of(None)),
        None => of(Some("all")).or_else(|| of(None)).or_else(|| rows().next()),
    };
    found.map(Vec::as_slice)
}

/// The columns I, II, III, … of a row with its rule.
fn limits(table: &PackTable, row: &[Option<String>]) -> Result<Limits, String> {
    const CLASS_NAMES: [&str; 8] = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"];
    let rule_text = cell(table, row, "rule").unwrap_or("<=");
    let rule = match rule_text {
        "<=" | "≤" | "at_most" => LimitRule::AtMost,
        ">=" | "≥" | "at_least" => LimitRule::AtLeast,
        "range" | "between" => LimitRule::Range,
        other => return Err(other.to_owned()),
    };
    let mut limits = Vec::new();
    for name in CLASS_NAMES {
        let Some(text) = cell(table, row, name) else { continue };
        if text.is_empty() {
            continue;
        }
        let parse = |part: &str| part.trim().parse::<Exact>().map_err(|_| text.to_owned());
        limits.push(match (rule, text.split_once(['-', '–', '~'])) {
            (LimitRule::Range, Some((low, high))) => (parse(low)?, Some(parse(high)?)),
            (LimitRule::Range, None) => return Err(text.to_owned()),
            (LimitRule::AtMost | LimitRule::AtLeast, _) => (parse(text)?, None),
        });
    }
    if limits.is_empty() { Err("0 classes".to_owned()) } else { Ok(Limits { rule, limits }) }
}
