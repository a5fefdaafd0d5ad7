//! Columns of streams and of constant tables: type, digits, unit.

use crate::findings::{columns, keys, short};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::Text;
use district::{Column, DataType, TableColumn};
use std::collections::BTreeSet;

/// The most digits after the point that a stored decimal has room for.
pub(crate) const DECIMALS_MAX: u32 = 18;

/// Columns that every stream has of its own.
const RESERVED: [&str; 7] =
    ["observed_at", "observed_on", "record_no", "received_at", "file_no", "line_no", "supersedes"];

const STREAM_TYPES: [&str; 6] = ["text", "integer", "decimal", "boolean", "instant", "date"];
const TABLE_TYPES: [&str; 8] =
    ["text", "integer", "decimal", "exact", "boolean", "instant", "date", "period"];

/// The type of a column from its `type` and `decimals`.
fn column_type(reader: &mut Reader<'_>, stream: bool) -> Option<DataType> {
    let word = reader.need_text("type", "\"decimal\"");
    let decimals_span = reader.has("decimals");
    let decimals = reader.count("decimals", DECIMALS_MAX);
    let word = word?;
    let allowed = if stream { &STREAM_TYPES[..] } else { &TABLE_TYPES[..] };
    if word.value == "decimal" {
        return match (decimals, decimals_span) {
            (Some(decimals), _) => Some(DataType::Decimal(u8::try_from(decimals.value).ok()?)),
            (None, Some(_)) => None,
            (None, None) => {
                reader.say(keys::missing_key(&reader.owner, "decimals", "2", word.span));
                None
            }
        };
    }
    if let Some(span) = decimals_span {
        reader.say(columns::decimals_without_decimal(&reader.owner, word.value, span));
    }
    type_named(reader, &word, allowed)
}

fn type_named(reader: &mut Reader<'_>, word: &At<&str>, allowed: &[&str]) -> Option<DataType> {
    let found = match word.value {
        "text" => Some(DataType::Text),
        "integer" => Some(DataType::Integer),
        "exact" => Some(DataType::Exact),
        "boolean" => Some(DataType::Boolean),
        "instant" => Some(DataType::Instant),
        "date" => Some(DataType::Date),
        "period" => Some(DataType::Period(None)),
        _ => None,
    };
    let found = found.filter(|_| allowed.contains(&word.value));
    if found.is_none() {
        let words = allowed.iter().copied();
        let span = word.span.clone();
        reader.say(keys::word_not_allowed(&reader.owner, "type", word.value, span, words));
    }
    found
}

/// A column of a stream; `nulls` are the stream's own.
pub(super) fn column(
    mut reader: Reader<'_>,
    stream: &str,
    nulls: &[String],
    found: &mut Vec<diag::Diagnostic>,
) -> Option<(At<String>, Option<Column>)> {
    reader.owner = Kind::Column.nameless();
    let id = reader.need_text("id", "\"…\"");
    if let Some(id) = &id {
        reader.owner = Kind::Column.named(&format!("{stream}.{}", id.value));
        if RESERVED.contains(&id.value) {
            reader.say(columns::column_reserved(&reader.owner, id.span.clone()));
        }
    }
    let name = reader.name("name");
    let data_type = column_type(&mut reader, true);
    let unit = reader.unit("unit");
    if let (Some(data_type), Some(unit)) = (data_type, &unit)
        && !data_type.numeric()
    {
        let finding =
            columns::unit_without_number(&reader.owner, &data_type.to_string(), unit.span.clone());
        reader.say(finding);
    }
    let required = reader.boolean("required").unwrap_or(false);
    let own_nulls = reader.texts("nulls");
    let mut all_nulls: BTreeSet<String> = nulls.iter().cloned().collect();
    for null in own_nulls.iter().flat_map(|nulls| &nulls.value) {
        all_nulls.insert(null.value.to_owned());
    }
    let values = values(&mut reader, data_type, &all_nulls);
    let span = reader.span();
    found.append(&mut reader.close());
    let id = id?;
    let column = data_type.map(|data_type| Column {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        data_type,
        unit: unit.map(|unit| unit.value),
        required,
        nulls: all_nulls.into_iter().collect(),
        values,
        span,
    });
    Some((At { value: id.value.to_owned(), span: id.span }, column))
}

fn values(
    reader: &mut Reader<'_>,
    data_type: Option<DataType>,
    nulls: &BTreeSet<String>,
) -> Vec<String> {
    let Some(values) = reader.texts("values") else { return Vec::new() };
    if data_type.is_some_and(|data_type| data_type != DataType::Text) {
        let detail = Text::new("只有 text 列可以限定取值", "only a column of type text has them");
        reader.say(columns::values_not_usable(&reader.owner, &detail, values.span));
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    for value in &values.value {
        let shown = short(value.value);
        if nulls.contains(value.value) {
            let detail = Text::new(
                format!("`{shown}` 也表示无值"),
                format!("`{shown}` also stands for no value"),
            );
            reader.say(columns::values_not_usable(&reader.owner, &detail, value.span.clone()));
        }
        if !seen.insert(value.value) {
            let detail =
                Text::new(format!("`{shown}` 出现两次"), format!("`{shown}` is listed twice"));
            reader.say(columns::values_not_usable(&reader.owner, &detail, value.span.clone()));
        }
    }
    values.value.iter().map(|value| value.value.to_owned()).collect()
}

/// The columns of a constant table: `a = "text"` or `b = { type = "decimal", decimals = 3 }`.
pub(super) fn table_columns(reader: &mut Reader<'_>, table: &str) -> Vec<(TableColumn, bool)> {
    let mut all = Vec::new();
    for entry in reader.entries("columns") {
        let owner = Kind::Column.named(&format!("{table}.{}", entry.name.value));
        let outer = std::mem::replace(&mut reader.owner, owner);
        let mut unit = None;
        let data_type = if entry.textual() {
            let word = reader.entry_text(&entry);
            word.and_then(|word| type_named(reader, &word, &TABLE_TYPES))
        } else {
            reader.entry_table(&entry).and_then(|mut inner| {
                let data_type = column_type(&mut inner, false);
                unit = inner.unit("unit");
                if let (Some(data_type), Some(unit)) = (data_type, &unit)
                    && !data_type.numeric()
                {
                    let name = data_type.to_string();
                    let span = unit.span.clone();
                    inner.say(columns::unit_without_number(&inner.owner, &name, span));
                }
                reader.absorb(inner);
                data_type
            })
        };
        reader.owner = outer;
        // A column whose type was refused is still a column of the file.
        let usable = data_type.is_some();
        let data_type = data_type.unwrap_or(DataType::Text);
        let unit = unit.map(|unit| unit.value);
        all.push((TableColumn { id: entry.name.value.to_owned(), data_type, unit }, usable));
    }
    all
}
