//! Columns of streams: units, types and the parts they play.

use super::check;
use expect_test::expect;

#[test]
fn e0120_a_unit_that_cannot_be_read() {
    check(
        r#"
[[stream]]
id = "s"
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
[[stream.column]]
id = "b"
type = "integer"
unit = "ugg/m³"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:18:8: error[E0120]: column `s.b` has the unit `ugg/m³`, which cannot be read
        "#]],
    );
}

#[test]
fn e0121_a_unit_on_a_text() {
    check(
        r#"
[[stream]]
id = "s"
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
[[stream.column]]
id = "b"
type = "text"
unit = "kg"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:18:8: error[E0121]: column `s.b` is of type text and has a unit
        "#]],
    );
}

#[test]
fn e0122_decimals_out_of_range() {
    check(
        r#"
[[stream]]
id = "s"
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
[[stream.column]]
id = "b"
type = "decimal"
decimals = 19
[[stream.column]]
id = "c"
type = "decimal"
[[stream.column]]
id = "d"
type = "decimal"
decimals = -1
[[stream.column]]
id = "e"
type = "text"
decimals = 1
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:18:12: error[E0122]: column `s.b` takes 0 to 18 decimals, found 19
            x.toml:21:8: error[E0109]: column `s.c` has no `decimals`
            x.toml:25:12: error[E0122]: column `s.d` takes 0 to 18 decimals, found -1
            x.toml:29:12: error[E0122]: column `s.e` is of type text, which has no `decimals`
        "#]],
    );
}

#[test]
fn e0123_a_column_with_a_reserved_name() {
    check(
        r#"
[[stream]]
id = "s"
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
[[stream.column]]
id = "record_no"
type = "integer"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:16:6: error[E0123]: column `s.record_no` has the name of a system column
        "#]],
    );
}

#[test]
fn e0124_a_column_declared_twice() {
    check(
        r#"
[[stream]]
id = "s"
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
[[stream.column]]
id = "a"
type = "integer"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:16:6: error[E0124]: column `s.a` is declared twice
        "#]],
    );
}

#[test]
fn e0125_columns_that_are_not_there() {
    check(
        r#"
[[stream]]
id = "s"
kind = "sample"
name = { zh = "记", en = "S" }
key = ["aa", "att"]
event_time = ["year", "month"]
place = "b"
[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:6:8: error[E0125]: stream `s` names the column `aa` in `key` and has no such column
            x.toml:6:14: error[E0125]: stream `s` names the column `att` in `key` and has no such column
            x.toml:7:15: error[E0125]: stream `s` names the column `year` in `event_time` and has no such column
            x.toml:7:23: error[E0125]: stream `s` names the column `month` in `event_time` and has no such column
            x.toml:8:9: error[E0125]: stream `s` names the column `b` in `place` and has no such column
        "#]],
    );
}

#[test]
fn e0126_columns_of_another_type() {
    check(
        r#"
[[stream]]
id = "s"
kind = "sample"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = "a"
place = "at"
[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:7:14: error[E0126]: stream `s` uses the column `a` of type text as `event_time`, which takes instant or date
            x.toml:8:9: error[E0126]: stream `s` uses the column `at` of type instant as `place`, which takes text
        "#]],
    );
}

#[test]
fn e0126_parts_and_states_of_another_type() {
    check(
        r#"
[[stream]]
id = "s"
kind = "state"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = ["a", "at"]
subject = "at"
state = "a"
[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:7:15: error[E0126]: stream `s` uses the column `a` of type text as `event_time`, which takes integer
            x.toml:7:20: error[E0126]: stream `s` uses the column `at` of type instant as `event_time`, which takes integer
            x.toml:8:11: error[E0126]: stream `s` uses the column `at` of type instant as `subject`, which takes text
        "#]],
    );
}

#[test]
fn e0127_keys_of_another_kind() {
    check(
        r#"
[[stream]]
id = "s"
kind = "sample"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = "at"
subject = "a"
valid_from = "at"
[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:8:11: error[E0127]: stream `s` is of kind sample, which has no `subject`
            x.toml:9:14: error[E0127]: stream `s` is of kind stream, which has no `valid_from`
        "#]],
    );
}

#[test]
fn e0128_too_many_parts() {
    check(
        r#"
[[stream]]
id = "s"
kind = "sample"
name = { zh = "记", en = "S" }
key = ["a"]
event_time = ["a", "b", "c", "d", "e", "f"]

[[stream.column]]
id = "a"
type = "text"
[[stream.column]]
id = "at"
type = "instant"
"#,
        &expect![[r#"
            x.toml:7:14: error[E0128]: stream `s` makes its `event_time` of 6 columns, expected one column or up to five parts
        "#]],
    );
}

#[test]
fn e0129_values_that_cannot_be_used() {
    check(
        r#"
[[stream]]
id = "s"
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
[[stream.column]]
id = "b"
type = "integer"
values = ["1"]
[[stream.column]]
id = "c"
type = "text"
nulls = ["NA"]
values = ["x", "NA", "x"]
"#,
        &expect![[r#"
            x.toml:2:1: warning[E0159]: no SQL reads stream `s`
            x.toml:18:10: error[E0129]: column `s.b` has `values` that cannot be used: only a column of type text has them
            x.toml:23:16: error[E0129]: column `s.c` has `values` that cannot be used: `NA` also stands for no value
            x.toml:23:22: error[E0129]: column `s.c` has `values` that cannot be used: `x` is listed twice
        "#]],
    );
}

#[test]
fn registers_need_the_days_on_which_a_row_holds() {
    check(
        r#"[[register]]
id = "r"
name = { zh = "册", en = "R" }
key = ["a"]
valid_from = "from"
valid_to = "a"
[[register.column]]
id = "a"
type = "text"
[[register]]
id = "q"
name = { zh = "册", en = "Q" }
key = ["a"]
kind = "sample"
[[register.column]]
id = "a"
type = "text"
"#,
        &expect![[r#"
            x.toml:1:1: warning[E0159]: no SQL reads register `r`
            x.toml:5:14: error[E0125]: register `r` names the column `from` in `valid_from` and has no such column
            x.toml:6:12: error[E0126]: register `r` uses the column `a` of type text as `valid_to`, which takes date
            x.toml:10:1: error[E0109]: register `q` has no `valid_from`
            x.toml:10:1: error[E0109]: register `q` has no `valid_to`
            x.toml:14:1: error[E0110]: `kind` is not a key of register `q`
        "#]],
    );
}
