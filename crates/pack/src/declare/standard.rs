//! `[[standard]]` with its dated editions, their numbers and tables.

use super::circle_rule::{CIRCLE_RULE, circle_rule};
use super::table::edition_table;
use crate::draft::Draft;
use crate::findings::{keys, standards};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::{Span, Text};
use district::{Edition, Standard};
use jiff::civil::Date;
use std::collections::BTreeMap;

pub(super) fn standard(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Standard);
    let name = reader.need_name("name");
    let label = id.as_ref().map_or("", |id| id.value).to_owned();
    let tables = reader.tables("edition");
    if tables.as_ref().is_none_or(Vec::is_empty) && !reader.broken() {
        let finding =
            keys::missing_key(&reader.owner, "edition", "[{ id = \"…\" }]", reader.span());
        reader.say(finding);
    }
    let span = reader.span();
    draft.close(reader);
    let mut editions = BTreeMap::new();
    let mut dated = Vec::new();
    for inner in tables.into_iter().flatten() {
        edition(draft, inner, &label, &mut editions, &mut dated);
    }
    check_dates(draft, &label, &mut dated);
    let Some(id) = id else { return };
    if draft.claim(Kind::Standard, &id) {
        let name = name.unwrap_or_else(|| Text::same(id.value));
        draft.standards.insert(label.clone(), Standard { id: label, name, editions, span });
    }
}

/// An edition's dates, for holding them against each other.
struct Dated {
    id: String,
    from: Date,
    to: Option<Date>,
    span: Span,
}

fn edition(
    draft: &mut Draft<'_>,
    mut reader: Reader<'_>,
    standard: &str,
    editions: &mut BTreeMap<String, Edition>,
    dated: &mut Vec<Dated>,
) {
    reader.owner = Kind::Edition.nameless();
    let id = reader.need_text("id", "\"2026\"");
    if let Some(id) = &id {
        reader.owner = Kind::Edition.named(&format!("{standard}/{}", id.value));
    }
    let cite = reader.need_text("cite", "\"HJ 633-2026\"");
    let from = reader.need_date("from");
    let to = reader.date("to");
    if let (Some(from), Some(to)) = (&from, &to)
        && to.value < from.value
    {
        let (begin, end) = (from.value.to_string(), to.value.to_string());
        let finding = standards::edition_reversed(&reader.owner, &begin, &end, to.span.clone());
        reader.say(finding);
    }
    let mut params = BTreeMap::new();
    for entry in reader.entries("params") {
        if let Some(number) = reader.entry_number(&entry) {
            params.insert(entry.name.value.to_owned(), number.value);
        }
    }
    let mut paths = Vec::new();
    for entry in reader.entries("tables") {
        let name = entry.name.value;
        paths.extend(reader.entry_text(&entry).map(|path| (name, path)));
    }
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    let mut tables = BTreeMap::new();
    for (name, path) in paths {
        let table = if name == CIRCLE_RULE {
            circle_rule(draft, &owner, &path)
        } else {
            edition_table(draft, &owner, name, &path, path.span.clone())
        };
        tables.extend(table.map(|table| (name.to_owned(), table)));
    }
    let Some(id) = id else { return };
    if !draft
        .claim(Kind::Edition, &At { value: &*format!("{standard}/{}", id.value), span: id.span })
    {
        return;
    }
    let Some(from) = from else { return };
    let to = to.map(|to| to.value);
    dated.push(Dated { id: id.value.to_owned(), from: from.value, to, span });
    let edition = Edition {
        id: id.value.to_owned(),
        cite: cite.map_or_else(String::new, |cite| cite.value.to_owned()),
        effective_from: from.value,
        effective_to: to,
        params,
        tables,
    };
    editions.insert(edition.id.clone(), edition);
}

/// Two editions in force on one day, or none between two of them, is hardly ever meant.
fn check_dates(draft: &mut Draft<'_>, standard: &str, dated: &mut [Dated]) {
    dated.sort_by(|left, right| (left.from, &left.id).cmp(&(right.from, &right.id)));
    for pair in dated.windows(2) {
        let [earlier, later] = pair else { continue };
        let ids = (earlier.id.as_str(), later.id.as_str());
        let next = earlier.to.and_then(|to| to.tomorrow().ok());
        match next {
            Some(next) if next == later.from => {}
            Some(next) if next < later.from => {
                let days = next.until(later.from).map_or(0, |span| span.get_days()).to_string();
                let finding = standards::edition_gap(standard, ids, &days, later.span.clone());
                draft.found.push(finding);
            }
            Some(_) | None => {
                let from = later.from.to_string();
                let (span, first) = (later.span.clone(), earlier.span.clone());
                draft.found.push(standards::edition_overlap(standard, ids, &from, span, first));
            }
        }
    }
}
