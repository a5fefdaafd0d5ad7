//! The head of a model: an SQL step between streams and indicators.

use crate::draft::Draft;
use crate::kind::Kind;
use crate::reader::Reader;
use diag::Text;
use district::{Model, SqlText};
use std::collections::BTreeMap;

pub(crate) fn model(draft: &mut Draft<'_>, mut reader: Reader<'_>, sql: SqlText) {
    let id = reader.id("model", Kind::Model);
    let name = reader.name("name");
    let mut units = BTreeMap::new();
    for entry in reader.entries("units") {
        let text = reader.entry_text(&entry);
        if let Some(unit) = text.and_then(|text| reader.unit_of(&text)) {
            units.insert(entry.name.value.to_owned(), unit.value);
        }
    }
    super::indicator::check_sql(&mut reader, &sql);
    draft.close(reader);
    let Some(id) = id else { return };
    if draft.claim(Kind::Model, &id) {
        let name = name.unwrap_or_else(|| Text::same(id.value));
        let model = Model { id: id.value.to_owned(), name, sql, units, span: id.span };
        draft.models.insert(model.id.clone(), model);
    }
}
