//! A name twice is refused; everything else is read as serde_json reads it.

use super::parse;
use crate::jcs::tests::any_json;
use expect_test::{Expect, expect};
use proptest::prelude::*;

fn check(input: &str, expected: &Expect) {
    let shown = match parse(input.as_bytes()) {
        Ok(value) => value.to_string(),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

#[test]
fn a_name_twice_is_refused() {
    check(r#"{"a":1,"b":[{"a":2}]}"#, &expect![[r#"{"a":1,"b":[{"a":2}]}"#]]);
    check(
        r#"{"a":{"x":1,"x":1}}"#,
        &expect![[r"
            expected each name once in an object, found one twice at line 1, column 18
            每个名称在一个对象中应只出现一次，第 1 行第 18 列重复出现"]],
    );
}

#[test]
fn what_is_not_json_says_where() {
    check(
        "",
        &expect![[r"
        expected one JSON text, found 0 bytes that are not JSON at line 1, column 0
        应为一个 JSON 文本，实际是 0 个字节，第 1 行第 0 列不是 JSON"]],
    );
    check(
        "{\"a\":1}\n]",
        &expect![[r"
        expected one JSON text, found 9 bytes that are not JSON at line 2, column 1
        应为一个 JSON 文本，实际是 9 个字节，第 2 行第 1 列不是 JSON"]],
    );
}

#[test]
fn deep_nesting_is_refused_without_a_crash() {
    assert!(parse("[".repeat(1_000_000).as_bytes()).is_err());
}

proptest! {
    #[test]
    fn reads_what_serde_json_reads(value in any_json()) {
        prop_assert_eq!(parse(value.to_string().as_bytes()).ok(), Some(value));
    }

    #[test]
    fn rubbish_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = parse(&bytes);
    }
}
