//! `[[table]]`: a constant table from CSV, with typed columns.

use super::column::table_columns;
use crate::csv::{Sheet, typed};
use crate::draft::Draft;
use crate::findings::{csv, keys};
use crate::kind::Kind;
use crate::reader::Reader;
use diag::{Diagnostic, Span, Text};
use district::{DataType, Exact, PackTable, TableColumn};

pub(super) fn table(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Table);
    let path = reader.need_text("file", "\"….csv\"");
    let label = id.as_ref().map_or("", |id| id.value).to_owned();
    let columns = table_columns(&mut reader, &label);
    if columns.is_empty() && reader.has("columns").is_none() && !reader.broken() {
        let finding =
            keys::missing_key(&reader.owner, "columns", "{ … = \"text\" }", reader.span());
        reader.say(finding);
    }
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    let claimed = id.is_some_and(|id| draft.claim(Kind::Table, &id));
    let Some(file) = path.and_then(|path| draft.csv(&owner, &path)) else { return };
    if columns.is_empty() {
        return;
    }
    let sheet = Sheet::read(file, &owner, &mut draft.found);
    let names: Vec<&str> = columns.iter().map(|(column, _)| column.id.as_str()).collect();
    let indexes = sheet.columns(&owner, &names, &mut draft.found);
    let rows = rows(&sheet, &columns, &indexes, &owner, &mut draft.found);
    if claimed {
        let columns = columns.into_iter().map(|(column, _)| column).collect();
        draft.tables.insert(label.clone(), PackTable { id: label, columns, rows, span });
    }
}

/// The cells of each column, checked against its type; a column that is not usable stays empty.
pub(super) fn rows(
    sheet: &Sheet<'_>,
    columns: &[(TableColumn, bool)],
    indexes: &[Option<usize>],
    owner: &Text,
    found: &mut Vec<Diagnostic>,
) -> Vec<Vec<Option<String>>> {
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        let mut values = Vec::with_capacity(columns.len());
        for ((column, usable), index) in columns.iter().zip(indexes) {
            let Some(cell) = index.and_then(|index| row.get(index)).filter(|_| *usable) else {
                values.push(None);
                continue;
            };
            values.push(typed(&cell.text, column.data_type).unwrap_or_else(|expected| {
                let span = sheet.span(cell);
                found.push(csv::cell(owner, &column.id, &expected, &cell.text, span));
                None
            }));
        }
        rows.push(values);
    }
    rows
}

/// A table of a standard's edition: a column in which every cell is a number is exact, any other
/// one is text.
pub(super) fn edition_table(
    draft: &mut Draft<'_>,
    owner: &Text,
    name: &str,
    path: &crate::reader::At<&str>,
    span: Span,
) -> Option<PackTable> {
    let file = draft.csv(owner, path)?;
    let sheet = Sheet::read(file, owner, &mut draft.found);
    if sheet.header.is_empty() {
        let expected = Text::new("表头", "a header");
        draft.found.push(csv::cell(owner, name, &expected, "", sheet.header_span()));
        return None;
    }
    let mut columns = Vec::new();
    for (index, cell) in sheet.header.iter().enumerate() {
        let mut cells =
            sheet.rows.iter().map(|row| row[index].text.trim()).filter(|c| !c.is_empty());
        let some = sheet.rows.iter().any(|row| !row[index].text.trim().is_empty());
        let exact = some && cells.all(|cell| cell.parse::<Exact>().is_ok());
        let data_type = if exact { DataType::Exact } else { DataType::Text };
        columns.push((TableColumn { id: cell.text.to_string(), data_type, unit: None }, true));
    }
    let indexes: Vec<Option<usize>> = (0..columns.len()).map(Some).collect();
    let rows = rows(&sheet, &columns, &indexes, owner, &mut draft.found);
    let columns = columns.into_iter().map(|(column, _)| column).collect();
    Some(PackTable { id: name.to_owned(), columns, rows, span })
}
