//! L8: bad input changes nothing, and its refusal says what was expected, found, and where.

use crate::session::{FIRST, Session};
use expect_test::expect;
use std::io::Write;

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

#[test]
fn files_that_cannot_be_read_are_refused_as_a_whole() {
    let session = Session::new();
    session.write("good.csv.gz", gzip(FIRST));
    let packed = gzip(&FIRST.repeat(50));
    session.write("cut.csv.gz", &packed[..packed.len() / 2]);
    session.write("other.csv", "a,b\n1,2\n");
    session.write("empty.csv", "");
    session.write("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    std::fs::create_dir(session.path("folder")).unwrap();
    expect![[""]].assert_eq(&session.run(
        "load reading cut.csv.gz
         load reading other.csv
         load reading empty.csv
         load reading picture.csv
         load reading folder
         load reading missing.csv good.csv.gz
         snapshots --json
         load reading good.csv.gz --json",
    ));
}

#[test]
fn rows_that_cannot_be_read_leave_the_others_alone() {
    let session = Session::new();
    let mut file = FIRST.as_bytes().to_vec();
    file.extend_from_slice(b"north,2025-03-03T06:00:00,\0\0\n");
    file.extend_from_slice(b"south,2025-03-03T06:00:00,");
    file.extend(std::iter::repeat_n(b'9', 10 << 20));
    file.extend_from_slice(b"\nsouth,2025-03-03T12:00:00,7.1\n");
    session.write("first.csv", file);
    expect![[""]].assert_eq(&session.run("load reading first.csv\nquarantine list"));
}

#[test]
fn a_thousand_wrong_rows_are_all_told() {
    let session = Session::new();
    let mut file = String::from("well,at,nitrate\n");
    for minute in 0..1000 {
        let (hour, minute) = (minute / 60, minute % 60);
        file.push_str(&format!("north,2025-03-01T{hour:02}:{minute:02}:00,x\n"));
    }
    session.write("first.csv", file);
    session.run("load reading first.csv");
    assert_eq!(session.stdout("quarantine list --json").lines().count(), 1000);
}
