//! Buckets: rows in, files, rows out.

use super::{Buckets, Cut};
use crate::types::stage_schema;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use district::{DataType, Grain, Period};
use indicator::ir::Col;
use std::io::{Read, Seek, Write};
use std::path::Path;
use std::sync::Arc;

fn buckets(folder: &Path) -> Buckets {
    let col = |name: &str, data_type| Col { name: name.to_owned(), data_type, unit: None };
    let columns = [col("place", DataType::Text), col("period", DataType::Period(Some(Grain::Day)))];
    Buckets {
        folder: folder.to_owned(),
        schema: stage_schema(&columns),
        cut: Some(Cut { column: 1, period: Grain::Day, grain: Grain::Month }),
        manifest: super::Manifest::default(),
    }
}

fn rows(buckets: &Buckets, rows: &[(&str, &str)]) -> RecordBatch {
    let places: StringArray = rows.iter().map(|(place, _)| Some(*place)).collect();
    let codes: Int64Array =
        rows.iter().map(|(_, day)| Some(day.parse::<Period>().unwrap().code())).collect();
    let columns: Vec<ArrayRef> = vec![Arc::new(places), Arc::new(codes)];
    RecordBatch::try_new(buckets.schema.clone(), columns).unwrap()
}

#[test]
fn rows_lie_in_the_bucket_of_their_period_and_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut buckets = buckets(dir.path());
    let all = rows(&buckets, &[("a", "2015-01-31"), ("a", "2015-02-01"), ("b", "2015-02-28")]);
    for (bucket, rows) in buckets.split(&all).unwrap() {
        buckets.write(bucket, &rows, "s1").unwrap();
    }
    let months: Vec<String> = buckets
        .manifest
        .buckets
        .keys()
        .map(|c| Period::from_code(*c).unwrap().to_string())
        .collect();
    assert_eq!(months, ["2015-01", "2015-02"]);
    assert_eq!(buckets.read_all().unwrap(), all);

    // A later refresh writes files of its own; the earlier ones go when they are swept.
    let february = "2015-02".parse::<Period>().unwrap().code();
    let fewer = rows(&buckets, &[("b", "2015-02-28")]);
    buckets.write(february, &fewer, "s2").unwrap();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 3);
    buckets.sweep();
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 2);
    assert_eq!(buckets.read(february).unwrap(), fewer);
}

#[test]
fn many_rows_a_day_have_a_bucket_a_day() {
    let dir = tempfile::tempdir().unwrap();
    let mut crowded = buckets(dir.path());
    let many = vec![("a", "2015-01-31"); 600];
    crowded.choose(&rows(&crowded, &many));
    assert_eq!(crowded.cut.unwrap().grain, Grain::Day);
    let again = buckets(dir.path()).with(crowded.manifest.clone());
    assert_eq!(again.cut, crowded.cut);

    let mut sparse = buckets(dir.path());
    sparse.choose(&rows(&sparse, &[("a", "2015-01-31"), ("a", "2015-02-01")]));
    assert_eq!(sparse.cut.unwrap().grain, Grain::Month);
}

#[test]
fn a_damaged_file_is_an_error_and_not_fewer_rows() {
    let dir = tempfile::tempdir().unwrap();
    let mut buckets = buckets(dir.path());
    let all = rows(&buckets, &[("a", "2015-01-31")]);
    buckets.write(7, &all, "s1").unwrap();
    let path = dir.path().join(&buckets.manifest.buckets[&7]);
    let mut bytes = Vec::new();
    let mut file = std::fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
    file.read_to_end(&mut bytes).unwrap();
    let middle = bytes.len() / 2;
    file.seek(std::io::SeekFrom::Start(u64::try_from(middle).unwrap())).unwrap();
    file.write_all(&[bytes[middle] ^ 1]).unwrap();
    assert!(buckets.read(7).is_err());
    std::fs::remove_file(&path).unwrap();
    assert!(!buckets.readable());
}
