//! Recordings of machine tools: real lines, and the real files.

use crate::open;
use crate::testing::{
    all, beijing, bytes, column, counts, render, shared, shared_bytes, source, stream,
};
use district::{DataType, FileFormat, FileSource, Stream};
use expect_test::{Expect, expect};

fn machine_state() -> (FileSource, Stream) {
    let mut stream = stream(vec![
        column("machine", DataType::Text),
        column("at", DataType::Instant),
        column("execution", DataType::Text),
    ]);
    stream.key.push("at".to_owned());
    let mut source = source(FileFormat::Shdr);
    source.pattern = Some("{machine}-*".to_owned());
    source.fields.insert("machine".to_owned(), "file:machine".to_owned());
    source.fields.insert("at".to_owned(), "shdr:time".to_owned());
    source.fields.insert("execution".to_owned(), "item:execution".to_owned());
    (source, stream)
}

fn check(name: &str, text: &str, expected: Expect) {
    let (source, stream) = machine_state();
    expected.assert_eq(&render(&source, &stream, name, bytes(text)));
}

const LINES: &str = "2017-01-23T18:33:25.767113Z|C2travel|Unavailable||||\n\
    2017-01-23T18:33:25.767113Z|Mazak01_asset_chg|UNAVAILABLE\n\
    2017-06-12T13:10:05.7986660Z|execution|ACTIVE|line|5|mode|AUTOMATIC\n\
    * PONG 60000\n\
    2017-06-12T13:10:06.7986661Z|execution|UNAVAILABLE\n\
    2017-06-12T13:10:04Z|Sload|1|execution|READY\n\
    2017-06-12T13:10:07Z|execution|UNAVAILABLE|1|2|3|4\n\
    execution|ACTIVE\n\
    yesterday|execution|ACTIVE\n\
    9|execution|ACTIVE\n\
    2017-06-12T13:10:08Z|execution|\n\
    2017-06-12T13:10:09Z|Mazak01:execution|STOPPED";

#[test]
fn real_lines() {
    check(
        "Mazak02-20170612-20170613.shdr.gz",
        LINES,
        expect![[r"
        Mazak02 | 2017-06-12T13:10:05.798666Z | ACTIVE | 2017-06-12T13:10:05.798666Z | 3
        Mazak02 | 2017-06-12T13:10:06.798666Z | UNAVAILABLE | 2017-06-12T13:10:06.798666Z | 5
        Mazak02 | 2017-06-12T13:10:04Z | READY | 2017-06-12T13:10:04Z | 6
        Mazak02 | 2017-06-12T13:10:07Z | UNAVAILABLE | 2017-06-12T13:10:07Z | 7
        Mazak02 | 2017-06-12T13:10:08Z | - | 2017-06-12T13:10:08Z | 11
        Mazak02 | 2017-06-12T13:10:09Z | STOPPED | 2017-06-12T13:10:09Z | 12
        refused 8: R0321 expected time|item|value, found `execution|ACTIVE`
        refused 9: R0321 expected time|item|value, found `yesterday|execution|ACTIVE`
        refused 10 at: R0306 expected a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local), found `9`
        said: column `at`: digits beyond the microsecond are cut
    "]],
    );
}

#[test]
fn the_log_names_the_device_where_the_file_does_not() {
    check(
        "recording.log",
        LINES,
        expect![[r"
        Mazak01 | 2017-06-12T13:10:05.798666Z | ACTIVE | 2017-06-12T13:10:05.798666Z | 3
        Mazak01 | 2017-06-12T13:10:06.798666Z | UNAVAILABLE | 2017-06-12T13:10:06.798666Z | 5
        Mazak01 | 2017-06-12T13:10:04Z | READY | 2017-06-12T13:10:04Z | 6
        Mazak01 | 2017-06-12T13:10:07Z | UNAVAILABLE | 2017-06-12T13:10:07Z | 7
        Mazak01 | 2017-06-12T13:10:08Z | - | 2017-06-12T13:10:08Z | 11
        Mazak01 | 2017-06-12T13:10:09Z | STOPPED | 2017-06-12T13:10:09Z | 12
        refused 8: R0321 expected time|item|value, found `execution|ACTIVE`
        refused 9: R0321 expected time|item|value, found `yesterday|execution|ACTIVE`
        refused 10 at: R0306 expected a date and time such as 2015-03-01T05:00:00+08:00 (without offset: local), found `9`
        said: the file's name does not follow the pattern; the log names the device Mazak01
        said: column `at`: digits beyond the microsecond are cut
    "]],
    );
    check(
        "recording.log",
        "2017-06-12T13:10:04Z|execution|READY\n",
        expect![[r"
        error: expected a file name like `{machine}-*`, found `recording.log`; rename the file or change the source's `pattern`
    "]],
    );
}

/// Observations of `execution` in the files of each machine, as `zgrep -c '|execution|'` counts.
const OBSERVED: [(&str, usize); 4] =
    [("GFAgie01", 16), ("Hurco01", 0), ("Hurco02", 0), ("Mazak01", 1334)];

#[test]
fn the_test_bed() {
    if shared("machines").is_none() {
        return;
    }
    let (source, stream) = machine_state();
    for (machine, expected) in OBSERVED {
        let mut found = (0, 0);
        for day in 12..28 {
            let name = format!("{machine}-201706{day}-201706{}.shdr.gz", day + 1);
            let Some(input) = shared_bytes(&format!("machines/{name}")) else { continue };
            let mut decoder = open(&source, &stream, &beijing(), &name, input).unwrap();
            let (rows, refused) = counts(&all(&mut decoder).unwrap());
            found = (found.0 + rows, found.1 + refused);
        }
        assert_eq!(found, (expected, 0), "{machine}");
    }
}
