//! `[[place]]`, and `[places] file = "…"` with one place a row.

use crate::csv::Sheet;
use crate::draft::Draft;
use crate::findings::{csv, keys};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::{Span, Text};
use district::Place;

const COLUMNS: [&str; 5] = ["id", "zh", "en", "level", "parent"];

pub(super) fn place(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    if reader.has("file").is_some() {
        return places(draft, reader);
    }
    // The id of a place is as records carry it, so it is not held to the form of other ids.
    let id = reader.need_text("id", "\"…\"");
    if let Some(id) = &id {
        reader.owner = Kind::Place.named(id.value);
    }
    let name = reader.need_name("name");
    let level = reader.need_text("level", "\"district\"");
    let parent = reader.text("parent");
    let owner = reader.owner.clone();
    draft.close(reader);
    let Some(id) = id else { return };
    let level = level.map_or_else(String::new, |level| level.value.to_owned());
    let name = name.unwrap_or_else(|| Text::same(id.value));
    add(draft, &owner, &id, name, level, parent.as_ref());
}

fn add(
    draft: &mut Draft<'_>,
    owner: &Text,
    id: &At<&str>,
    name: Text,
    level: String,
    parent: Option<&At<&str>>,
) {
    if !draft.claim(Kind::Place, id) {
        return;
    }
    if let Some(parent) = parent {
        draft.refer(owner, Kind::Place, parent);
    }
    let span = parent.map_or_else(|| id.span.clone(), |parent| parent.span.clone());
    let parent = parent.map(|parent| parent.value.to_owned());
    let place = Place { id: id.value.to_owned(), name, level, parent };
    draft.places.insert(id.value.to_owned(), (place, span));
}

pub(super) fn places(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let path = reader.need_text("file", "\"places.csv\"");
    let owner = Text::new("地点表", "the table of places");
    draft.close(reader);
    let Some(file) = path.and_then(|path| draft.csv(&owner, &path)) else { return };
    let sheet = Sheet::read(file, &owner, &mut draft.found);
    let indexes = sheet.columns(&owner, &COLUMNS, &mut draft.found);
    for row in &sheet.rows {
        let cell = |column: usize| {
            let cell = row.get(indexes.get(column).copied().flatten()?)?;
            let value = cell.text.trim();
            let span = Span::new(file.source, cell.range.clone());
            (!value.is_empty()).then_some(At { value, span })
        };
        let first = row.first().map_or(0..0, |cell| cell.range.clone());
        let Some(id) = cell(0) else {
            if indexes[0].is_some() {
                let (expected, span) =
                    (Text::new("地点的编号", "the id of a place"), Span::new(file.source, first));
                draft.found.push(csv::cell(&owner, "id", &expected, "", span));
            }
            continue;
        };
        let owner = Kind::Place.named(id.value);
        let name = match (cell(1), cell(2)) {
            (Some(zh), Some(en)) => Text::new(zh.value, en.value),
            (Some(one), None) | (None, Some(one)) => {
                let missing = if cell(1).is_some() { "en" } else { "zh" };
                let span = id.span.clone();
                draft.found.push(keys::language_missing(&owner, "name", missing, span));
                Text::same(one.value)
            }
            (None, None) => Text::same(id.value),
        };
        let level = cell(3);
        if level.is_none() && indexes[3].is_some() {
            let expected = Text::new("地点的级别", "the level of the place");
            draft.found.push(csv::cell(&owner, "level", &expected, "", id.span.clone()));
        }
        let level = level.map_or_else(String::new, |level| level.value.to_owned());
        add(draft, &owner, &id, name, level, cell(4).as_ref());
    }
}
