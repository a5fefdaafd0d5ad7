//! `[[source]]`: which files feed a stream, and how their fields become its columns.

use crate::draft::{Draft, SourceSpans};
use crate::findings::{references, short};
use crate::kind::Kind;
use crate::reader::{At, Reader};
use diag::Text;
use district::{FileFormat, FileSource};
use std::collections::{BTreeMap, BTreeSet};

const FORMATS: [(&str, FileFormat); 6] = [
    ("csv", FileFormat::Csv),
    ("ndjson", FileFormat::Ndjson),
    ("parquet", FileFormat::Parquet),
    ("workbook", FileFormat::Workbook),
    ("xes", FileFormat::Xes),
    ("shdr", FileFormat::Shdr),
];

/// The most header rows that a table may have; more is a typing error.
const HEADER_ROWS_MAX: u32 = 1_000;

pub(super) fn source(draft: &mut Draft<'_>, mut reader: Reader<'_>) {
    let id = reader.id("id", Kind::Source);
    let name = reader.name("name");
    let stream = reader.need_text("stream", "\"…\"");
    if let Some(kind) = reader.need_text("kind", "\"file\"") {
        let _ = reader.word("kind", &kind, &[("file", ())]);
    }
    let format_word = reader.need_text("format", "\"csv\"");
    let format = format_word.as_ref().and_then(|word| reader.word("format", word, &FORMATS));
    let pattern = reader.text("pattern");
    let captures = match &pattern {
        Some(pattern) => captures(&mut reader, pattern),
        None => BTreeSet::new(),
    };
    let mut columns = Vec::new();
    let fields = fields(&mut reader, &captures, &mut columns);
    let units = units(&mut reader, &mut columns);
    let sheet = reader.text("sheet");
    let header_rows = reader.count("header_rows", HEADER_ROWS_MAX);
    let stop_at = reader.texts("stop_at");
    if let (Some(format), Some(word)) = (format, &format_word) {
        check_format(&mut reader, format, word.value);
    }
    let (owner, span) = (reader.owner.clone(), reader.span());
    draft.close(reader);
    if let Some(stream) = &stream {
        draft.refer(&owner, Kind::Stream, stream);
    }
    let Some(id) = id else { return };
    if !draft.claim(Kind::Source, &id) {
        return;
    }
    let (Some(stream), Some(format)) = (stream, format) else { return };
    let source = FileSource {
        id: id.value.to_owned(),
        name: name.unwrap_or_else(|| Text::same(id.value)),
        stream: stream.value.to_owned(),
        format,
        pattern: pattern.map(|pattern| pattern.value.to_owned()),
        fields,
        sheet: sheet.map(|sheet| sheet.value.to_owned()),
        header_rows: header_rows.map(|rows| rows.value),
        stop_at: stop_at
            .map(|list| list.value.into_iter().map(|text| text.value.to_owned()).collect())
            .unwrap_or_default(),
        units,
        span,
    };
    draft.sources.insert(source.id.clone(), (source, SourceSpans { columns }));
}

fn fields(
    reader: &mut Reader<'_>,
    captures: &BTreeSet<&str>,
    columns: &mut Vec<At<String>>,
) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    for entry in reader.entries("fields") {
        let column = At { value: entry.name.value.to_owned(), span: entry.name.span.clone() };
        columns.push(column);
        let Some(field) = reader.entry_text(&entry) else { continue };
        // `file:name` without a `:` of its own in the name is the file's name itself.
        if let Some(capture) = field.value.strip_prefix("file:")
            && !captures.contains(capture)
        {
            let (span, known) = (field.span.clone(), captures.iter().copied());
            reader.say(references::capture_not_in_pattern(&reader.owner, capture, span, known));
        }
        fields.insert(entry.name.value.to_owned(), field.value.to_owned());
    }
    fields
}

fn units(
    reader: &mut Reader<'_>,
    columns: &mut Vec<At<String>>,
) -> BTreeMap<String, district::Unit> {
    let mut units = BTreeMap::new();
    for entry in reader.entries("units") {
        let column = At { value: entry.name.value.to_owned(), span: entry.name.span.clone() };
        columns.push(column);
        let text = reader.entry_text(&entry);
        if let Some(unit) = text.and_then(|text| reader.unit_of(&text)) {
            units.insert(entry.name.value.to_owned(), unit.value);
        }
    }
    units
}

/// The names in braces of a file-name pattern.
fn captures<'t>(reader: &mut Reader<'_>, pattern: &At<&'t str>) -> BTreeSet<&'t str> {
    let mut names = BTreeSet::new();
    let say = |detail: Text, reader: &mut Reader<'_>| {
        let span = pattern.span.clone();
        reader.say(references::pattern_not_read(&reader.owner, pattern.value, &detail, span));
    };
    let mut rest = pattern.value;
    while let Some(open) = rest.find(['{', '}']) {
        if rest[open..].starts_with('}') {
            say(Text::new("`}` 前没有 `{`", "`}` without a `{` before it"), reader);
            return names;
        }
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else {
            say(Text::new("`{` 没有对应的 `}`", "`{` without its `}`"), reader);
            return names;
        };
        let name = &after[..close];
        if name.is_empty() || name.contains('{') {
            say(Text::new("花括号里没有名称", "braces without a name"), reader);
        } else if !names.insert(name) {
            let name = short(name);
            let detail = Text::new(
                format!("名称 `{name}` 出现两次"),
                format!("the name `{name}` stands twice"),
            );
            say(detail, reader);
        }
        rest = &after[close + 1..];
        if rest.starts_with('{') {
            let detail = Text::new(
                "两个名称之间没有文字，无法分开",
                "two names with nothing between them cannot be told apart",
            );
            say(detail, reader);
        }
    }
    names
}

fn check_format(reader: &mut Reader<'_>, format: FileFormat, word: &str) {
    let workbook = format == FileFormat::Workbook;
    let tabular = workbook || format == FileFormat::Csv;
    for (key, fits) in [("sheet", workbook), ("header_rows", tabular), ("stop_at", tabular)] {
        if let Some(span) = reader.has(key)
            && !fits
        {
            reader.say(references::key_not_of_format(&reader.owner, key, word, span));
        }
    }
}
