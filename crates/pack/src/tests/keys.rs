//! Keys of a declaration: there, of the right type, of an allowed word.

use super::{HEAD, INDICATOR, STREAM, check, check_files, check_with, concise, files};
use diag::Language;
use expect_test::expect;

#[test]
fn e0109_keys_that_are_missing() {
    check(
        r#"[[stream]]
id = "s"
[[place]]
[[source]]
[[report]]
id = "r"
"#,
        &expect![[r#"
            x.toml:1:1: error[E0109]: stream `s` has no `name`
            x.toml:1:1: error[E0109]: stream `s` has no `kind`
            x.toml:1:1: error[E0109]: stream `s` has no `column`
            x.toml:1:1: error[E0109]: stream `s` has no `key`
            x.toml:1:1: error[E0109]: stream `s` has no `event_time`
            x.toml:3:1: error[E0109]: a place has no `id`
            x.toml:3:1: error[E0109]: a place has no `name`
            x.toml:3:1: error[E0109]: a place has no `level`
            x.toml:4:1: error[E0109]: a source has no `id`
            x.toml:4:1: error[E0109]: a source has no `stream`
            x.toml:4:1: error[E0109]: a source has no `kind`
            x.toml:4:1: error[E0109]: a source has no `format`
            x.toml:5:1: error[E0109]: report `r` has no `name`
            x.toml:5:1: error[E0109]: report `r` has no `text`
        "#]],
    );
}

#[test]
fn e0110_a_key_that_is_not_one() {
    check(
        r#"
[[calendar]]
id = "c"
fil = "c.csv"
zzz = 1
"#,
        &expect![[r#"
            x.toml:2:1: error[E0109]: calendar `c` has no `file`
            x.toml:3:6: warning[E0159]: calendar `c` is not used by any declaration or SQL
            x.toml:4:1: error[E0110]: `fil` is not a key of calendar `c`
            x.toml:5:1: error[E0110]: `zzz` is not a key of calendar `c`
        "#]],
    );
}

#[test]
fn e0111_values_of_another_type() {
    check(
        r#"
[[stream]]
id = "s"
kind = "sample"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = "at"
nulls = 3
place = ["a"]
[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
required = "yes"
[[place]]
id = 7
name = "City"
level = true
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:8:9: error[E0111]: stream `s` takes a list of texts as `nulls`, found the whole number 3
            x.toml:9:9: error[E0111]: stream `s` takes a text as `place`, found a list
            x.toml:16:12: error[E0111]: column `s.at` takes `true` or `false` as `required`, found the text `yes`
            x.toml:18:6: error[E0111]: a place takes a text as `id`, found the whole number 7
            x.toml:19:8: error[E0111]: a place takes `{ zh = …, en = … }` as `name`, found the text `City`
            x.toml:20:9: error[E0111]: a place takes a text as `level`, found `true`
        "#]],
    );
}

#[test]
fn e0112_words_that_are_not_allowed() {
    check(
        r#"
[[stream]]
id = "s"
kind = "smaple"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = "at"

[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
[[stream.column]]
id = "b"
type = "float"
"#,
        &expect![[r#"
            x.toml:4:8: error[E0112]: stream `s` does not take `smaple` as `kind`
            x.toml:17:8: error[E0112]: column `s.b` does not take `float` as `type`
        "#]],
    );
}

#[test]
fn e0113_a_list_without_anything_in_it() {
    check(
        r#"
[[stream]]
id = "s"
kind = "sample"
name = { zh = "记", en = "S" }
key = []
event_time = "at"

[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:6:7: error[E0113]: stream `s` has an empty `key`
        "#]],
    );
}

#[test]
fn e0114_a_name_in_one_language() {
    check(
        r#"[[place]]
id = "p"
name = { en = "P" }
level = "city"
[[place]]
id = "q"
name = { zh = "", en = "" }
level = "city"
"#,
        &expect![[r#"
            x.toml:3:8: warning[E0114]: place `p` has no Chinese text in `name`
            x.toml:7:8: warning[E0114]: place `q` has no Chinese text in `name`
            x.toml:7:8: warning[E0114]: place `q` has no English text in `name`
        "#]],
    );
}

#[test]
fn e0115_an_id_of_another_form() {
    check(
        r#"
[[stream]]
id = "Air-Hour"
kind = "sample"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = "at"

[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `Air-Hour`
            x.toml:3:6: error[E0115]: stream `Air-Hour` has the id `Air-Hour`, which is not of the form `[a-z][a-z0-9_]*`
        "#]],
    );
}

#[test]
fn e0116_an_id_declared_twice() {
    check(
        r#"
[[stream]]
id = "air"
kind = "sample"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = "at"

[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:3:6: error[E0116]: stream `air` is declared twice
        "#]],
    );
}

#[test]
fn e0117_a_name_that_sql_has() {
    check(
        r#"
[[stream]]
id = "place"
kind = "sample"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = "at"

[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:3:6: error[E0117]: stream `place` has the name in SQL that a built-in table has
        "#]],
    );
}

#[test]
fn e0117_a_model_with_the_name_of_a_stream() {
    check_with(
        r#""#,
        &[(
            "air.sql",
            r#"/*---
model = "air"
---*/
SELECT 1"#,
        )],
        &expect![[r#"
            air.sql:2:9: error[E0117]: model `air` has the name in SQL that stream `air` has
        "#]],
    );
}

#[test]
fn e0119_a_time_zone_that_is_not_one() {
    let head = HEAD.replace("Asia/Shanghai", "Asia/Ningbo");
    check_files(
        &[("pack.toml", &head), ("a.toml", STREAM), ("pm25.sql", INDICATOR)],
        &expect![[r#"
            pack.toml:6:13: error[E0119]: there is no time zone `Asia/Ningbo`
        "#]],
    );
}

#[test]
fn names_of_any_length_and_kind_stay_on_one_line() {
    let toml = format!("[[table]]\nid = \"{}\\n\"\n\"a\\nb\" = 1\n", "x".repeat(10_000));
    let text = concise(&files(&[("pack.toml", HEAD), ("x.toml", &toml)]), Language::En);
    assert!(text.lines().all(|line| line.len() < 300), "{text}");
    assert!(text.lines().all(|line| line.contains("[E01")), "{text}");
}
