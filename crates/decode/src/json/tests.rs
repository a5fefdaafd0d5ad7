//! Objects are read whole or not at all.

use super::*;
use proptest::prelude::*;

#[test]
fn values_are_as_written() {
    let text = r#" {"a": 0.10, "b": -1.5E+3, "c": null, "d": true, "e": "x\"\u6c5f\ud83d\ude00\n", "f": {"g": ["]", {}]}} "#;
    let fields: Vec<Value<'_>> = object(text).unwrap().into_iter().map(|(_, v)| v).collect();
    assert_eq!(
        fields,
        [
            Value::Plain("0.10"),
            Value::Plain("-1.5E+3"),
            Value::Null,
            Value::Plain("true"),
            Value::Text("x\"江😀\n".into()),
            Value::Nested(r#"{"g": ["]", {}]}"#),
        ]
    );
}

#[test]
fn what_is_not_an_object() {
    for text in [
        "",
        "{",
        "[]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":nul}",
        "{\"a\":NaN}",
        "{\"a\":1} {}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\x\"}",
        "{\"a\":[}]}",
        "{a:1}",
        "{\"a\":+1}",
        "{\"a\":\"\n\"}",
    ] {
        assert_eq!(object(text), None, "{text}");
    }
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(object(&deep), None);
}

proptest! {
    #[test]
    fn what_is_written_is_read(pairs in proptest::collection::vec((".{0,8}", ".{0,8}"), 0..5)) {
        let line = write(pairs.iter().map(|(key, value)| (key.as_str(), value.as_bytes())));
        let text = String::from_utf8(line).unwrap();
        let found: Vec<(String, String)> = object(&text).unwrap().into_iter().map(|(key, value)| {
            let Value::Text(value) = value else { panic!("{value:?}") };
            (key.into_owned(), value.into_owned())
        }).collect();
        prop_assert_eq!(found, pairs);
    }

    #[test]
    fn no_text_panics(text in ".{0,60}", json in r#"[\{\}\[\]",:0-9a-z\\ .e+-]{0,60}"#) {
        let _ = object(&text);
        let _ = object(&json);
    }
}
