//! Whatever the bytes, every format answers: rows, refusals or an error, never a panic; and what
//! it answers adds up.

use super::*;
use crate::testing::{beijing, bytes, column, source, stream};
use district::DataType;
use district::declare::EventTime;
use proptest::prelude::*;
use std::io::Write;

const FORMATS: [FileFormat; 6] = [
    FileFormat::Csv,
    FileFormat::Ndjson,
    FileFormat::Parquet,
    FileFormat::Workbook,
    FileFormat::Xes,
    FileFormat::Shdr,
];

/// Every type of column, so that every parser sees the bytes.
fn every_type() -> Stream {
    let mut stream = stream(vec![
        column("k", DataType::Text),
        column("i", DataType::Integer),
        column("d", DataType::Decimal(3)),
        column("b", DataType::Boolean),
        column("at", DataType::Instant),
        column("day", DataType::Date),
    ]);
    stream.columns[2].unit = district::Unit::parse("mg/m³").ok();
    stream.event_time = EventTime::Column("at".to_owned());
    stream
}

fn run(format: FileFormat, header_rows: Option<u32>, input: Vec<u8>) {
    let mut source = source(format);
    source.header_rows = header_rows;
    source.stop_at = vec!["合计".to_owned()];
    source.units.extend(district::Unit::parse("µg/m³").ok().map(|unit| ("d".to_owned(), unit)));
    let stream = every_type();
    let Ok(decoder) = open(&source, &stream, &beijing(), "a", bytes(input)) else { return };
    for chunk in decoder {
        let Ok(chunk) = chunk else { return };
        assert_eq!(chunk.rows.num_columns(), stream.columns.len() + 2);
        assert!(chunk.refused.iter().all(|refused| refused.line > 0));
    }
}

/// Beginnings that get past the first look at a file.
fn beginning() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        Just(Vec::new()),
        Just(b"k,i,d,b,at,day\n".to_vec()),
        Just(b"k;i;d;b;at;day\n".to_vec()),
        Just(b"\xef\xbb\xbfk\ti\td\tb\tat\tday\r\n".to_vec()),
        Just(b"{\"k\":\"a\",\"at\":\"2015-03-01T05:00Z\",\"d\":".to_vec()),
        Just(b"<log><trace><event><string key=\"k\" value=\"a\"/>".to_vec()),
        Just(b"2015-03-01T05:00Z|i|5\n2015-03-01T05:00Z|k|".to_vec()),
        Just(vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]),
        Just(b"PK\x03\x04".to_vec()),
        Just(b"PAR1".to_vec()),
    ]
}

/// Bytes that look like rows, and bytes that look like nothing.
fn rest() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..300),
        "[a0-9,;\"\t\r\n.eTZ:|{}<>/=人，\u{3000}+-]{0,200}".prop_map(String::into_bytes),
        "(a,1,1\\.5,true,2015-03-01T05:00Z,2015-03-01\r?\n|\"b\"\"\",,,,[0-9-]{1,10},\n|合计\n){0,8}"
            .prop_map(String::into_bytes),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_bytes_panic(start in beginning(), rest in rest(), rows in proptest::option::of(0u32..4)) {
        let input = [start, rest].concat();
        for format in FORMATS {
            run(format, rows, input.clone());
        }
    }

    #[test]
    fn no_compressed_bytes_panic(start in beginning(), rest in rest(), cut in 0usize..64) {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&[start, rest].concat()).unwrap();
        let mut input = gzip.finish().unwrap();
        input.truncate(input.len().saturating_sub(cut));
        for format in FORMATS {
            run(format, None, input.clone());
        }
    }

    /// Every line of a CSV is a row or a refusal, whatever the size of the pieces it comes in.
    #[test]
    fn no_line_is_lost(good in proptest::collection::vec(any::<bool>(), 1..200), size in 1usize..50) {
        let mut text = String::from("k,i,d,b,at,day\n");
        for good in &good {
            text += if *good { "\"a\",1,1.5,是,2015-03-01T05:00Z,\n" } else { "a,x\n" };
        }
        let reader = Slow { bytes: text.into_bytes(), at: 0, size };
        let (source, stream) = (source(FileFormat::Csv), every_type());
        let input = Input::Read(Box::new(reader));
        let decoder = open(&source, &stream, &beijing(), "a", input).unwrap();
        let (mut rows, mut refused) = (0, 0);
        for chunk in decoder {
            let chunk = chunk.unwrap();
            rows += chunk.rows.num_rows();
            refused += chunk.refused.len();
        }
        prop_assert_eq!(rows, good.iter().filter(|good| **good).count());
        prop_assert_eq!(rows + refused, good.len());
    }
}

/// Gives few bytes at a time.
struct Slow {
    bytes: Vec<u8>,
    at: usize,
    size: usize,
}

impl std::io::Read for Slow {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let end = self.bytes.len().min(self.at + self.size.min(buffer.len()));
        let count = end - self.at;
        buffer[..count].copy_from_slice(&self.bytes[self.at..end]);
        self.at = end;
        Ok(count)
    }
}

/// A reader that fails is an error, not the end of the file.
#[test]
fn a_reader_that_fails_is_an_error() {
    struct Failing;
    impl std::io::Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("the disk is gone"))
        }
    }
    let text = std::io::Cursor::new(b"k,i,d,b,at,day\n".to_vec());
    let input = Input::Read(Box::new(std::io::Read::chain(text, Failing)));
    let found = open(&source(FileFormat::Csv), &every_type(), &beijing(), "a", input);
    assert_eq!(found.err().unwrap().to_string(), "could not read the file: the disk is gone");
}
