//! L8: bad input changes nothing, and its refusal says what was expected, found, and where.

use crate::session::{FIRST, Session};
use expect_test::expect;
use std::fmt::Write as _;
use std::io::Write as _;

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
    expect![[r#"
        $ hemei load reading cut.csv.gz
        cut.csv.gz: nothing loaded
        ! cut.csv.gz: no declared source fits it, read as CSV by column name
        ! error: `cut.csv.gz`: expected a whole gzip file, found one that ends early or is damaged (incomplete deflate stream); get the file again: nothing of it was taken
        [1]
        $ hemei load reading other.csv
        other.csv: nothing loaded
        ! other.csv: no declared source fits it, read as CSV by column name
        ! error: `other.csv`: expected `well` (column `well`), `at` (column `at`) in the header, found `a`, `b`; did you mean `a` for `at`?
        [1]
        $ hemei load reading empty.csv
        empty.csv: nothing loaded
        ! empty.csv: no declared source fits it, read as CSV by column name
        ! error: `empty.csv`: expected a header, found an empty file
        [1]
        $ hemei load reading picture.csv
        picture.csv: nothing loaded
        ! picture.csv: no declared source fits it, read as CSV by column name
        ! error: `picture.csv`: expected `well` (column `well`), `at` (column `at`) in the header, found `塒NG`
        [1]
        $ hemei load reading folder
        folder: nothing loaded
        ! error: `folder` is a folder where a file is expected
        ! help: name the files in it, such as folder/*.csv
        [3]
        $ hemei load reading missing.csv good.csv.gz
        missing.csv: nothing loaded
        good.csv.gz: 6 added, 0 repeated, 0 corrected, 0 quarantined, snapshot 1
        ! error: there is no file or folder `missing.csv`
        ! help: check how the path is spelled
        ! good.csv.gz: no declared source fits it, read as CSV by column name
        ! compression: gzip
        [3]
        $ hemei snapshots --json
        {"snapshot":1,"created_at":"[AT]","cause":"load"}
        $ hemei load reading good.csv.gz --json
        {"file":"good.csv.gz","state":"already_loaded","code":null,"message":null,"source":"CSV","added":0,"repeated":0,"corrected":0,"quarantined":0,"snapshot":null,"said":["good.csv.gz: no declared source fits it, read as CSV by column name"]}
        ! good.csv.gz: no declared source fits it, read as CSV by column name
    "#]].assert_eq(&session.run(
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
    expect![[r#"
        $ hemei load reading first.csv
        first.csv: 7 added, 0 repeated, 0 corrected, 2 quarantined, snapshot 1
        ! first.csv: no declared source fits it, read as CSV by column name
        ! hemei quarantine list shows the rows that did not fit
        [1]
        $ hemei quarantine list
        id  stream   file       line  code   expected                         found
        ──  ───────  ─────────  ────  ─────  ───────────────────────────────  ─────────────────────────────────────────
         1  reading  first.csv     8  R0312  text without NUL bytes           north,2025-03-03T06:00:00,��
         2  reading  first.csv     9  R0313  a line of at most 1048576 bytes  south,2025-03-03T06:00:00,99999999999999…
    "#]].assert_eq(&session.run("load reading first.csv\nquarantine list"));
}

#[test]
fn a_thousand_wrong_rows_are_all_told() {
    let session = Session::new();
    let mut file = String::from("well,at,nitrate\n");
    for minute in 0..1000 {
        let (hour, minute) = (minute / 60, minute % 60);
        writeln!(file, "north,2025-03-01T{hour:02}:{minute:02}:00,x").unwrap();
    }
    session.write("first.csv", file);
    session.run("load reading first.csv");
    assert_eq!(session.stdout("quarantine list --json").lines().count(), 1000);
}
