//! `[[stream]]` and `[[register]]`: what one kind of record looks like.

use super::column::column;
use crate::draft::Draft;
use crate::findings::columns;
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::Text;
use district::declare::EventTime;
use district::{Column, DataType, Stream, StreamKind};
use std::collections::BTreeMap;

const KINDS: [(&str, StreamKind); 3] =
    [("event", StreamKind::Event), ("sample", StreamKind::Sample), ("state", StreamKind::State)];

pub(super) fn stream(draft: &mut Draft<'_>, reader: Reader<'_>) {
    declare(draft, reader, Kind::Stream);
}

pub(super) fn register(draft: &mut Draft<'_>, reader: Reader<'_>) {
    declare(draft, reader, Kind::Register);
}

/// The columns of a stream by id; a column that is there without being usable has no type.
struct Columns {
    types: BTreeMap<String, Option<DataType>>,
    /// Whether the list is whole, so that a name that is not in it is a mistake.
    whole: bool,
}

impl Columns {
    /// Checks that `name`, given as `key`, is a column whose type `fits`.
    fn check(
        &self,
        reader: &mut Reader<'_>,
        key: &str,
        name: &At<&str>,
        expected: &str,
        fits: fn(DataType) -> bool,
    ) {
        match self.types.get(name.value) {
            None if self.whole => {
                let names = self.types.keys().map(String::as_str);
                let span = name.span.clone();
                reader.say(columns::column_not_found(&reader.owner, key, name.value, span, names));
            }
            Some(Some(found)) if !fits(*found) => {
                let finding = columns::column_type_for_role(
                    &reader.owner,
                    key,
                    name.value,
                    &found.to_string(),
                    expected,
                    name.span.clone(),
                );
                reader.say(finding);
            }
            Some(_) | None => {}
        }
    }
}

fn declare(draft: &mut Draft<'_>, mut reader: Reader<'_>, kind: Kind) {
    let id = reader.id("id", kind);
    let name = reader.need_name("name");
    let stream_kind = if kind == Kind::Register {
        Some(StreamKind::Register)
    } else {
        let word = reader.need_text("kind", "\"sample\"");
        word.and_then(|word| reader.word("kind", &word, &KINDS))
    };
    let nulls = nulls(&mut reader);
    let label = id.as_ref().map_or("", |id| id.value);
    let (list, columns) = read_columns(&mut reader, label, &nulls);
    let key = reader.need_texts("key", "[\"…\"]");
    for name in key.iter().flat_map(|key| &key.value) {
        columns.check(&mut reader, "key", name, "", |_| true);
    }
    let valid = valid(&mut reader, kind, &columns);
    let event_time = event_time(&mut reader, kind, valid.as_ref(), &columns);
    let place = reader.text("place");
    if let Some(place) = &place {
        let text = |data_type| data_type == DataType::Text;
        columns.check(&mut reader, "place", place, "text", text);
    }
    let (subject, state) = subject_and_state(&mut reader, stream_kind, &columns);
    let span = reader.span();
    let whole = columns.whole;
    draft.close(reader);
    let Some(id) = id else { return };
    if !draft.claim(kind, &id) || !whole {
        return;
    }
    let (Some(kind), Some(key), Some(event_time)) = (stream_kind, key, event_time) else { return };
    let owned = |at: At<&str>| at.value.to_owned();
    let stream = Stream {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        kind,
        columns: list,
        key: key.value.into_iter().map(owned).collect(),
        event_time,
        place: place.map(owned),
        subject: subject.map(owned),
        state: state.map(owned),
        valid: valid.map(|(from, to)| (from.value.to_owned(), to.value.to_owned())),
        span,
    };
    draft.streams.insert(stream.id.clone(), stream);
}

fn nulls(reader: &mut Reader<'_>) -> Vec<String> {
    let listed = reader.texts("nulls");
    let listed = listed.iter().flat_map(|nulls| &nulls.value).map(|null| null.value.to_owned());
    std::iter::once(String::new()).chain(listed).collect()
}

fn read_columns(reader: &mut Reader<'_>, stream: &str, nulls: &[String]) -> (Vec<Column>, Columns) {
    let mut list = Vec::new();
    let mut columns = Columns { types: BTreeMap::new(), whole: !reader.broken() };
    let mut first = BTreeMap::new();
    let tables = reader.tables("column");
    if tables.as_ref().is_none_or(Vec::is_empty) && !reader.broken() {
        let example = "[{ id = \"…\", type = \"text\" }]";
        let span = reader.span();
        reader.say(crate::findings::keys::missing_key(&reader.owner, "column", example, span));
        columns.whole = false;
    }
    for inner in tables.into_iter().flatten() {
        let Some((id, column)) = column(inner, stream, nulls, &mut reader.found) else {
            columns.whole = false;
            continue;
        };
        if let Some(before) = first.insert(id.value.clone(), id.span.clone()) {
            let owner = Kind::Column.named(&format!("{stream}.{}", id.value));
            reader.say(columns::column_twice(&owner, id.span, before));
            continue;
        }
        columns.types.insert(id.value, column.as_ref().map(|column| column.data_type));
        list.extend(column);
    }
    (list, columns)
}

fn valid<'t>(
    reader: &mut Reader<'t>,
    kind: Kind,
    columns: &Columns,
) -> Option<(At<&'t str>, At<&'t str>)> {
    if kind != Kind::Register {
        for key in ["valid_from", "valid_to"] {
            if let Some(span) = reader.has(key) {
                reader.say(columns::key_not_of_kind(&reader.owner, key, "stream", span));
            }
        }
        return None;
    }
    let from = reader.need_text("valid_from", "\"valid_from\"");
    let to = reader.need_text("valid_to", "\"valid_to\"");
    for (key, name) in [("valid_from", &from), ("valid_to", &to)] {
        if let Some(name) = name {
            let date = |data_type| data_type == DataType::Date;
            columns.check(reader, key, name, "date", date);
        }
    }
    Some((from?, to?))
}

fn event_time(
    reader: &mut Reader<'_>,
    kind: Kind,
    valid: Option<&(At<&str>, At<&str>)>,
    columns: &Columns,
) -> Option<EventTime> {
    if kind == Kind::Register && reader.has("event_time").is_none() {
        // A row of a register is observed on the first day on which it holds.
        return valid.map(|(from, _)| EventTime::Column(from.value.to_owned()));
    }
    let names = reader.need_texts("event_time", "\"…\"")?;
    let moment = |found: DataType| matches!(found, DataType::Instant | DataType::Date);
    if let [only] = names.value.as_slice() {
        // One integer column is a year; anything else alone has to be a moment.
        if columns.types.get(only.value) == Some(&Some(DataType::Integer)) {
            return Some(EventTime::Parts(vec![only.value.to_owned()]));
        }
        columns.check(reader, "event_time", only, "instant or date", moment);
        return Some(EventTime::Column(only.value.to_owned()));
    }
    if names.value.len() > 5 {
        let span = names.span.clone();
        reader.say(columns::event_time_parts(&reader.owner, names.value.len(), span));
        return None;
    }
    for name in &names.value {
        let integer = |found: DataType| found == DataType::Integer;
        columns.check(reader, "event_time", name, "integer", integer);
    }
    Some(EventTime::Parts(names.value.iter().map(|name| name.value.to_owned()).collect()))
}

type Pair<'t> = (Option<At<&'t str>>, Option<At<&'t str>>);

fn subject_and_state<'t>(
    reader: &mut Reader<'t>,
    kind: Option<StreamKind>,
    columns: &Columns,
) -> Pair<'t> {
    let word = match kind {
        Some(StreamKind::State) => {
            let subject = reader.need_text("subject", "\"…\"");
            let state = reader.need_text("state", "\"…\"");
            for (key, name) in [("subject", &subject), ("state", &state)] {
                if let Some(name) = name {
                    columns.check(reader, key, name, "text", |found| found == DataType::Text);
                }
            }
            return (subject, state);
        }
        Some(StreamKind::Event) => "event",
        Some(StreamKind::Sample) => "sample",
        Some(StreamKind::Register) => "register",
        None => {
            // What kind it is has been asked already; its keys are not held against it.
            let _ = (reader.has("subject"), reader.has("state"));
            return (None, None);
        }
    };
    for key in ["subject", "state"] {
        if let Some(span) = reader.has(key) {
            reader.say(columns::key_not_of_kind(&reader.owner, key, word, span));
        }
    }
    (None, None)
}
