//! Rows go in whole or not at all, with every problem that they have.

use super::*;
use crate::testing::{beijing, column, source, stream};
use district::FileFormat;

/// The codes of the first refused row, or none if it went in.
fn check(stream: &Stream, cells: &[Option<&str>], expected: &[&str]) {
    let mut rows = Rows::new(&source(FileFormat::Csv), stream, &beijing()).unwrap();
    let cells: Vec<Option<&[u8]>> = cells.iter().map(|cell| cell.map(str::as_bytes)).collect();
    rows.push(1, &cells, &&b"raw"[..]);
    let chunk = rows.finish(0).unwrap();
    let found: Vec<&str> = chunk
        .refused
        .iter()
        .flat_map(|refused| {
            [refused.code.0].into_iter().chain(refused.more.iter().map(|problem| problem.code.0))
        })
        .collect();
    assert_eq!(found, expected, "{cells:?}");
    assert_eq!(chunk.rows.num_rows(), usize::from(expected.is_empty()));
}

#[test]
fn required_columns_and_booleans() {
    let mut stream = stream(vec![
        column("at", DataType::Instant),
        column("ok", DataType::Boolean),
        column("name", DataType::Text),
    ]);
    stream.columns[2].required = true;
    check(&stream, &[Some("2015-03-01 05:00"), Some("是"), Some("a")], &[]);
    check(&stream, &[Some("2015-03-01 05:00"), Some("maybe"), None], &["R0307", "R0308"]);
    check(&stream, &[Some(""), Some("maybe"), Some("")], &["R0309", "R0307", "R0308"]);
}

#[test]
fn moments_in_parts() {
    let ids = ["year", "month", "day", "hour"];
    let mut stream = stream(ids.map(|id| column(id, DataType::Integer)).to_vec());
    stream.event_time = EventTime::Parts(ids.map(str::to_owned).to_vec());
    check(&stream, &[Some("2015"), Some("2"), Some("28"), Some("23")], &[]);
    check(&stream, &[Some("2015"), Some("2"), Some("30"), Some("5")], &["R0315"]);
    check(&stream, &[Some("2015"), Some("2"), Some("28"), Some("24")], &["R0315"]);
    check(&stream, &[Some("2015"), Some("2"), Some("28"), None], &["R0315"]);
}

#[test]
fn an_event_time_that_cannot_be_one_is_an_error() {
    let mut stream = stream(vec![column("name", DataType::Text)]);
    stream.event_time = EventTime::Column("name".to_owned());
    let why = Rows::new(&source(FileFormat::Csv), &stream, &beijing()).unwrap_err();
    assert_eq!(
        why.to_string(),
        "expected an instant or a date as event time, found text in the declaration of column `name`"
    );
}
