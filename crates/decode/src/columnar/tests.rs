//! Parquet: columns that fit as they are, values that do not, damage, and the real file.

use crate::testing::{
    all, beijing, bytes, column, counts, render, shared, shared_bytes, source, stream,
};
use crate::{Input, open};
use arrow_array::{
    ArrayRef, Date32Array, Decimal128Array, Float64Array, Int32Array, RecordBatch, StringArray,
    TimestampMicrosecondArray, TimestampNanosecondArray,
};
use district::{DataType, FileFormat, FileSource, Stream};
use expect_test::{Expect, expect};
use parquet::arrow::ArrowWriter;
use proptest::prelude::*;
use std::sync::Arc;

fn file(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn state() -> Stream {
    let mut stream = stream(vec![
        column("machine", DataType::Text),
        column("at", DataType::Instant),
        column("state", DataType::Text),
        column("parts", DataType::Integer),
        column("load", DataType::Decimal(2)),
    ]);
    stream.columns[2].values = vec!["ACTIVE".to_owned(), "READY".to_owned()];
    stream.columns[2].nulls = vec!["-".to_owned()];
    stream
}

fn good() -> Vec<(&'static str, ArrayRef)> {
    let at = TimestampMicrosecondArray::from(vec![1_000_000, 2_500_000]).with_timezone("UTC");
    let load = Decimal128Array::from(vec![Some(150), None]).with_precision_and_scale(9, 2);
    vec![
        ("machine", Arc::new(StringArray::from(vec!["m1", "m2"]))),
        ("at", Arc::new(at)),
        ("state", Arc::new(StringArray::from(vec!["ACTIVE", "-"]))),
        ("parts", Arc::new(Int32Array::from(vec![Some(1), None]))),
        ("load", Arc::new(load.unwrap())),
    ]
}

fn check(columns: Vec<(&'static str, ArrayRef)>, expected: Expect) {
    let input = bytes(file(columns));
    expected.assert_eq(&render(&source(FileFormat::Parquet), &state(), "a.parquet", input));
}

fn with(name: &'static str, array: ArrayRef) -> Vec<(&'static str, ArrayRef)> {
    let mut columns = good();
    columns.iter_mut().filter(|(own, _)| *own == name).for_each(|(_, own)| *own = array.clone());
    columns
}

#[test]
fn columns_that_fit() {
    check(
        good(),
        expect![[r"
        m1 | 1970-01-01T00:00:01Z | ACTIVE | 1 | 1.50 | 1970-01-01T00:00:01Z | 1
        m2 | 1970-01-01T00:00:02.500Z | - | - | - | 1970-01-01T00:00:02.500Z | 2
    "]],
    );
}

#[test]
fn floats_are_taken_by_their_shortest_text_or_refused() {
    let floats = Float64Array::from(vec![0.1, 0.1 + 0.2]);
    check(
        with("load", Arc::new(floats)),
        expect![[r"
        m1 | 1970-01-01T00:00:01Z | ACTIVE | 1 | 0.10 | 1970-01-01T00:00:01Z | 1
        refused 2 load: R0322 expected a number with at most 2 digits after the point, found `0.30000000000000004`
        said: column `load` holds floats; they are read by their shortest decimal text
    "]],
    );
}

#[test]
fn short_floats_are_taken_whole() {
    let floats = Float64Array::from(vec![Some(-0.29), None]);
    check(
        with("load", Arc::new(floats)),
        expect![[r"
        m1 | 1970-01-01T00:00:01Z | ACTIVE | 1 | -0.29 | 1970-01-01T00:00:01Z | 1
        m2 | 1970-01-01T00:00:02.500Z | - | - | - | 1970-01-01T00:00:02.500Z | 2
        said: column `load` holds floats; they are read by their shortest decimal text
    "]],
    );
}

#[test]
fn values_that_do_not_fit() {
    check(
        with("state", Arc::new(StringArray::from(vec!["ACTIVE", "BROKEN"]))),
        expect![[r"
        m1 | 1970-01-01T00:00:01Z | ACTIVE | 1 | 1.50 | 1970-01-01T00:00:01Z | 1
        refused 2 state: R0310 expected ACTIVE | READY, found `BROKEN`
    "]],
    );
    check(
        with("machine", Arc::new(StringArray::from(vec![Some("m1"), None]))),
        expect![[r"
        m1 | 1970-01-01T00:00:01Z | ACTIVE | 1 | 1.50 | 1970-01-01T00:00:01Z | 1
        refused 2 machine: R0309 expected a value in a key column, found ``
    "]],
    );
    let beyond = TimestampNanosecondArray::from(vec![1_000_000_001, 5]).with_timezone("UTC");
    check(
        with("at", Arc::new(beyond)),
        expect![[r"
        m1 | 1970-01-01T00:00:01Z | ACTIVE | 1 | 1.50 | 1970-01-01T00:00:01Z | 1
        m2 | 1970-01-01T00:00:00Z | - | - | - | 1970-01-01T00:00:00Z | 2
        said: column `at`: digits beyond the microsecond are cut
    "]],
    );
}

#[test]
fn local_time_and_texts() {
    let local = TimestampNanosecondArray::from(vec![1_000_000_000, 5_000]);
    check(
        with("at", Arc::new(local)),
        expect![[r"
        m1 | 1969-12-31T16:00:01Z | ACTIVE | 1 | 1.50 | 1969-12-31T16:00:01Z | 1
        m2 | 1969-12-31T16:00:00.000005Z | - | - | - | 1969-12-31T16:00:00.000005Z | 2
    "]],
    );
    check(
        with("at", Arc::new(StringArray::from(vec!["2015-03-01 05:00", "2015-03-01"]))),
        expect![[r"
            m1 | 2015-02-28T21:00:00Z | ACTIVE | 1 | 1.50 | 2015-02-28T21:00:00Z | 1
            refused 2 at: R0306 expected a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local), found `2015-03-01`
        "]],
    );
    check(
        with("at", Arc::new(Date32Array::from(vec![1, 2]))),
        expect![[r"
        refused 1 at: R0306 expected a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local), found `1970-01-02`
        refused 2 at: R0306 expected a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local), found `1970-01-03`
    "]],
    );
}

#[test]
fn damaged_files() {
    let whole = file(good());
    let (source, stream) = (source(FileFormat::Parquet), state());
    for damaged in [&whole[..whole.len() - 9], &whole[4..], &b"PAR1"[..], &[]] {
        let found = render(&source, &stream, "a.parquet", bytes(damaged.to_vec()));
        assert!(found.starts_with("error: expected"), "{found}");
    }
}

fn water() -> (FileSource, Stream) {
    let mut stream = stream(vec![
        column("result_id", DataType::Text),
        column("sampled_on", DataType::Date),
        column("value", DataType::Text),
    ]);
    let mut source = source(FileFormat::Parquet);
    for (column, field) in [
        ("result_id", "ResultIdentifier"),
        ("sampled_on", "ActivityStartDate"),
        ("value", "ResultMeasureValue"),
    ] {
        source.fields.insert(column.to_owned(), field.to_owned());
    }
    stream.columns[1].required = true;
    (source, stream)
}

#[test]
#[expect(clippy::disallowed_methods, reason = "a test reads real data")]
fn surface_water() {
    let (source, stream) = water();
    let path = "water/data_6tribes_5y.parquet";
    let (Some(input), Some(file)) = (shared_bytes(path), shared(path)) else { return };
    let mut decoder = open(&source, &stream, &beijing(), path, input).unwrap();
    assert_eq!(counts(&all(&mut decoder).unwrap()), (135_932, 0));
    let input = Input::Parquet(Box::new(std::fs::File::open(file).unwrap()));
    let mut decoder = open(&source, &stream, &beijing(), path, input).unwrap();
    assert_eq!(counts(&all(&mut decoder).unwrap()), (135_932, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_byte_never_panics(at in any::<proptest::sample::Index>(), byte: u8) {
        let mut damaged = file(good());
        let at = at.index(damaged.len());
        damaged[at] = byte;
        let _ = render(&source(FileFormat::Parquet), &state(), "a.parquet", bytes(damaged));
    }
}
