//! `[[calendar]]`: statutory holidays and make-up workdays from CSV.

use crate::csv::Sheet;
use crate::draft::Draft;
use crate::findings::{csv, standards};
use crate::kind::Kind;
use crate::reader::{Reader, parse_date};
use diag::{Span, Text};
use district::WorkCalendar;
use std::collections::{BTreeMap, BTreeSet};

const COLUMNS: [&str; 2] = ["date", "kind"];

pub(super) fn calendar(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Calendar);
    let path = reader.need_text("file", "\"….csv\"");
    let years: BTreeSet<i16> = reader.years("years").into_iter().map(|year| year.value).collect();
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    let mut calendar = WorkCalendar { years, ..WorkCalendar::default() };
    if let Some(file) = path.and_then(|path| draft.csv(&owner, &path)) {
        let sheet = Sheet::read(file, &owner, &mut draft.found);
        let indexes = sheet.columns(&owner, &COLUMNS, &mut draft.found);
        if let [Some(date), Some(kind)] = indexes[..] {
            days(draft, &owner, &sheet, (date, kind), &mut calendar);
        }
    }
    let Some(id) = id else { return };
    if draft.claim(Kind::Calendar, &id) {
        id.value.clone_into(&mut calendar.id);
        draft.calendars.insert(calendar.id.clone(), (calendar, span));
    }
}

fn days(
    draft: &mut Draft<'_>,
    owner: &Text,
    sheet: &Sheet<'_>,
    (date_at, kind_at): (usize, usize),
    calendar: &mut WorkCalendar,
) {
    let mut seen: BTreeMap<jiff::civil::Date, Span> = BTreeMap::new();
    let mut undeclared = BTreeSet::new();
    for row in &sheet.rows {
        let (date_cell, kind_cell) = (&row[date_at], &row[kind_at]);
        let span = sheet.span(date_cell);
        let date = parse_date(date_cell.text.trim());
        let days = match kind_cell.text.trim() {
            "holiday" => Some(&mut calendar.holidays),
            "makeup" => Some(&mut calendar.makeup_workdays),
            other => {
                let expected = Text::new("`holiday` 或 `makeup`", "`holiday` or `makeup`");
                let span = sheet.span(kind_cell);
                draft.found.push(csv::cell(owner, "kind", &expected, other, span));
                None
            }
        };
        let Some(date) = date else {
            draft.found.push(standards::date_not_read(owner, "date", &date_cell.text, span));
            continue;
        };
        if let Some(first) = seen.get(&date) {
            let text = date.to_string();
            draft.found.push(standards::day_twice(owner, &text, span, first.clone()));
            continue;
        }
        seen.insert(date, span.clone());
        if !calendar.years.contains(&date.year()) && undeclared.insert(date.year()) {
            let year = date.year().to_string();
            draft.found.push(standards::year_not_declared(owner, &year, span));
        }
        if let Some(days) = days {
            days.insert(date);
        }
    }
}
