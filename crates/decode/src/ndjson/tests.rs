//! Objects become rows.

use crate::testing::{bytes, column, render, source, stream};
use district::{DataType, FileFormat};
use expect_test::{Expect, expect};

fn check(text: &str, expected: Expect) {
    let stream = stream(vec![
        column("id", DataType::Text),
        column("at", DataType::Instant),
        column("x", DataType::Decimal(3)),
        column("ok", DataType::Boolean),
    ]);
    let mut source = source(FileFormat::Ndjson);
    source.fields.insert("x".to_owned(), "value".to_owned());
    expected.assert_eq(&render(&source, &stream, "a.ndjson", bytes(text)));
}

#[test]
fn numbers_never_become_floats() {
    check(
        "{\"id\": 1, \"at\": \"2015-03-01T05:00Z\", \"value\": 0.1, \"ok\": true}\n\n\
         {\"id\": \"b\", \"at\": \"2015-03-01T05:00Z\", \"value\": 900719925474.993, \"more\": [1]}\n\
         {\"id\": \"c\", \"at\": \"2015-03-01T05:00Z\", \"value\": 1e-3, \"ok\": null}",
        expect![[r"
            1 | 2015-03-01T05:00:00Z | 0.100 | true | 2015-03-01T05:00:00Z | 1
            b | 2015-03-01T05:00:00Z | 900719925474.993 | - | 2015-03-01T05:00:00Z | 3
            c | 2015-03-01T05:00:00Z | 0.001 | - | 2015-03-01T05:00:00Z | 4
            said: keys that are not used: more
        "]],
    );
}

#[test]
fn lines_that_do_not_fit() {
    check(
        "{\"id\": 1\n{\"id\":1,\"id\":2}\n{\"id\":[1]}\n[]\n{\"at\":\"2015-03-01T05:00Z\"}\n\
         {\"id\":\"a\",\"at\":\"2015-03-01T05:00Z\",\"value\":0.12345}\n",
        expect![[r#"
            refused 1: R0319 expected one JSON object a line, found `{"id": 1`
            refused 2: R0319 expected one JSON object a line, found `{"id":1,"id":2}`
            refused 3 id: R0320 expected a single value, found `[1]`
            refused 4: R0319 expected one JSON object a line, found `[]`
            refused 5 id: R0309 expected a value in a key column, found ``
            refused 6 x: R0303 expected a number with at most 3 digits after the point, found `0.12345`
            said: keys that no line has: ok
        "#]],
    );
}
