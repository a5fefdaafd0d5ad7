//! Any bytes as a file of any format: rows, refusals or an error, never a panic.
//!
//! The first byte chooses the format and whether the table declares its header; the rest is
//! the file. Run with `cargo +nightly fuzz run decode`.
#![no_main]

use district::declare::EventTime;
use district::{Column, DataType, FileFormat, FileSource, Stream, StreamKind, Text, Zone};
use libfuzzer_sys::fuzz_target;
use std::collections::BTreeMap;

const FORMATS: [FileFormat; 6] = [
    FileFormat::Csv,
    FileFormat::Ndjson,
    FileFormat::Parquet,
    FileFormat::Workbook,
    FileFormat::Xes,
    FileFormat::Shdr,
];

fn column(id: &str, data_type: DataType) -> Column {
    Column {
        id: id.to_owned(),
        name: Text::same(id),
        data_type,
        unit: None,
        required: false,
        nulls: vec!["NA".to_owned()],
        values: Vec::new(),
        span: diag::Span::default(),
    }
}

fn stream() -> Stream {
    Stream {
        id: "s".to_owned(),
        name: Text::same("s"),
        kind: StreamKind::Sample,
        columns: vec![
            column("k", DataType::Text),
            column("i", DataType::Integer),
            column("d", DataType::Decimal(3)),
            column("b", DataType::Boolean),
            column("at", DataType::Instant),
            column("day", DataType::Date),
        ],
        key: vec!["k".to_owned()],
        event_time: EventTime::Column("at".to_owned()),
        place: None,
        subject: None,
        state: None,
        valid: None,
        span: diag::Span::default(),
    }
}

fn source(format: FileFormat, header_rows: Option<u32>) -> FileSource {
    FileSource {
        id: "f".to_owned(),
        name: Text::same("f"),
        stream: "s".to_owned(),
        format,
        pattern: None,
        fields: BTreeMap::new(),
        sheet: None,
        header_rows,
        stop_at: vec!["合计".to_owned()],
        units: BTreeMap::new(),
        span: diag::Span::default(),
    }
}

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let choice = usize::from(*first);
    let format = FORMATS[choice % FORMATS.len()];
    let header_rows = (choice >= 128).then_some(u32::from(*first % 3));
    let (source, stream) = (source(format, header_rows), stream());
    let input = decode::Input::Read(Box::new(std::io::Cursor::new(rest.to_vec())));
    let Ok(decoder) = decode::open(&source, &stream, &Zone::utc(), "a", input) else { return };
    for chunk in decoder {
        let Ok(chunk) = chunk else { return };
        assert_eq!(chunk.rows.num_columns(), stream.columns.len() + 2);
    }
});
