//! Declarations and rows for tests.

use crate::{Chunk, Decoder, Error, Input, open};
use arrow_array::ArrayRef;
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use arrow_schema::DataType as Arrow;
use district::declare::EventTime;
use district::{Column, DataType, FileFormat, FileSource, Stream, StreamKind, Zone};
use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) fn column(id: &str, data_type: DataType) -> Column {
    Column {
        id: id.to_owned(),
        name: diag::Text::same(id),
        data_type,
        unit: None,
        required: false,
        nulls: Vec::new(),
        values: Vec::new(),
        span: diag::Span::default(),
    }
}

/// A stream whose first column is its key, and its event time if that is an instant or a date.
pub(crate) fn stream(columns: Vec<Column>) -> Stream {
    let time = columns
        .iter()
        .find(|column| matches!(column.data_type, DataType::Instant | DataType::Date))
        .map_or_else(String::new, |column| column.id.clone());
    Stream {
        id: "s".to_owned(),
        name: diag::Text::same("s"),
        kind: StreamKind::Sample,
        key: vec![columns[0].id.clone()],
        columns,
        event_time: EventTime::Column(time),
        place: None,
        subject: None,
        state: None,
        valid: None,
        span: diag::Span::default(),
    }
}

pub(crate) fn source(format: FileFormat) -> FileSource {
    FileSource {
        id: "f".to_owned(),
        name: diag::Text::same("f"),
        stream: "s".to_owned(),
        format,
        pattern: None,
        fields: std::collections::BTreeMap::new(),
        sheet: None,
        header_rows: None,
        stop_at: Vec::new(),
        units: std::collections::BTreeMap::new(),
        span: diag::Span::default(),
    }
}

pub(crate) fn beijing() -> Zone {
    Zone::find("Asia/Shanghai").unwrap()
}

pub(crate) fn bytes(bytes: impl Into<Vec<u8>>) -> Input {
    Input::Bytes(bytes.into().into())
}

/// All chunks of a file.
pub(crate) fn all(decoder: &mut Decoder) -> Result<Vec<Chunk>, Error> {
    decoder.collect()
}

pub(crate) fn counts(chunks: &[Chunk]) -> (usize, usize) {
    let rows = chunks.iter().map(|chunk| chunk.rows.num_rows()).sum();
    (rows, chunks.iter().map(|chunk| chunk.refused.len()).sum())
}

/// Everything that a file gives, as text to be compared.
pub(crate) fn render(source: &FileSource, stream: &Stream, name: &str, input: Input) -> String {
    let mut out = String::new();
    let mut decoder = match open(source, stream, &beijing(), name, input) {
        Ok(decoder) => decoder,
        Err(why) => return format!("error: {why}\n"),
    };
    for chunk in all(&mut decoder).unwrap_or_else(|why| {
        writeln!(out, "error: {why}").unwrap();
        Vec::new()
    }) {
        // The formatter knows no named zones.
        let utc = |column: &ArrayRef| {
            if let Arrow::Timestamp(unit, _) = column.data_type() {
                let to = Arrow::Timestamp(*unit, Some("+00:00".into()));
                return arrow_cast::cast(column, &to).unwrap();
            }
            Arc::clone(column)
        };
        let arrays: Vec<ArrayRef> = chunk.rows.columns().iter().map(utc).collect();
        let options = FormatOptions::default().with_null("-");
        let columns: Vec<ArrayFormatter<'_>> = arrays
            .iter()
            .map(|column| ArrayFormatter::try_new(column, &options).unwrap())
            .collect();
        for row in 0..chunk.rows.num_rows() {
            let cells: Vec<String> =
                columns.iter().map(|column| column.value(row).to_string()).collect();
            writeln!(out, "{}", cells.join(" | ")).unwrap();
        }
        for refused in &chunk.refused {
            let (cell, column) = (refused.cell.as_deref(), refused.column.as_deref());
            writeln!(
                out,
                "refused {}{}{}: {} expected {}, found `{}`{}",
                refused.line,
                cell.map_or_else(String::new, |cell| format!(" {cell}")),
                column.map_or_else(String::new, |column| format!(" {column}")),
                refused.code.0,
                refused.expected.en,
                refused.found,
                if refused.more.is_empty() {
                    String::new()
                } else {
                    format!(" and {}", refused.more.len())
                },
            )
            .unwrap();
        }
    }
    for said in decoder.said() {
        writeln!(out, "said: {}", said.en).unwrap();
    }
    out
}

/// A file of the shared data; `None`, loudly, where that is not there.
pub(crate) fn shared(path: &str) -> Option<PathBuf> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(path);
    if file.exists() {
        return Some(file);
    }
    eprintln!("SKIPPED: {path} of the shared data is not beside the repository");
    None
}

/// The bytes of a file of the shared data.
#[expect(clippy::disallowed_methods, reason = "a test reads real data")]
pub(crate) fn shared_bytes(path: &str) -> Option<Input> {
    shared(path).map(|file| bytes(std::fs::read(file).unwrap()))
}
