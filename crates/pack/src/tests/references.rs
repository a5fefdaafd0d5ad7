//! Names that lead to other declarations.

use super::{HEAD, check, check_files, check_with};
use expect_test::expect;

#[test]
fn e0130_names_that_lead_nowhere() {
    check(
        r#"[[source]]
id = "s"
stream = "aire"
kind = "file"
format = "csv"
[[place]]
id = "p"
name = { zh = "点", en = "P" }
level = "city"
parent = "citty"
[[target]]
id = "t"
indicator = "pm10"
place = "town"
value = 35
by = "2027"
"#,
        &expect![[r#"
            x.toml:3:10: error[E0130]: source `s` names the stream `aire`, which is not declared
            x.toml:10:10: error[E0130]: place `p` names the place `citty`, which is not declared
            x.toml:13:13: error[E0130]: target `t` names the indicator `pm10`, which is not declared
            x.toml:14:9: error[E0130]: target `t` names the place `town`, which is not declared
        "#]],
    );
}

#[test]
fn e0131_a_field_of_a_column_that_is_not_there() {
    check(
        r#"[[source]]
id = "s"
stream = "air"
kind = "file"
format = "csv"
fields = { pm52 = "PM2.5" }
units = { station = "kg", pn = "kg" }
"#,
        &expect![[r#"
            x.toml:6:12: error[E0131]: source `s` fills the column `pm52`, which stream `air` does not have
            x.toml:7:27: error[E0131]: source `s` fills the column `pn`, which stream `air` does not have
        "#]],
    );
}

#[test]
fn e0132_a_capture_that_is_not_in_the_pattern() {
    check(
        r#"[[source]]
id = "s"
stream = "air"
kind = "file"
format = "csv"
pattern = "air_{station}.csv"
fields = { station = "file:statoin" }
"#,
        &expect![[r#"
            x.toml:7:22: error[E0132]: source `s` takes `file:statoin`, and its `pattern` has no `{statoin}`
        "#]],
    );
}

#[test]
fn e0133_patterns_that_cannot_be_read() {
    check(
        r#"[[source]]
id = "s1"
stream = "air"
kind = "file"
format = "csv"
pattern = "a_{b"
[[source]]
id = "s2"
stream = "air"
kind = "file"
format = "csv"
pattern = "a}b"
[[source]]
id = "s3"
stream = "air"
kind = "file"
format = "csv"
pattern = "{}x"
[[source]]
id = "s4"
stream = "air"
kind = "file"
format = "csv"
pattern = "{a}{b}"
[[source]]
id = "s5"
stream = "air"
kind = "file"
format = "csv"
pattern = "{a}_{a}"
"#,
        &expect![[r#"
            x.toml:6:11: error[E0133]: source `s1` has the pattern `a_{b`: `{` without its `}`
            x.toml:12:11: error[E0133]: source `s2` has the pattern `a}b`: `}` without a `{` before it
            x.toml:18:11: error[E0133]: source `s3` has the pattern `{}x`: braces without a name
            x.toml:24:11: error[E0133]: source `s4` has the pattern `{a}{b}`: two names with nothing between them cannot be told apart
            x.toml:30:11: error[E0133]: source `s5` has the pattern `{a}_{a}`: the name `a` stands twice
        "#]],
    );
}

#[test]
fn e0134_keys_of_another_format() {
    check(
        r#"[[source]]
id = "s"
stream = "air"
kind = "file"
format = "ndjson"
sheet = "S"
header_rows = 2
stop_at = ["合计"]
"#,
        &expect![[r#"
            x.toml:6:9: error[E0134]: source `s` reads ndjson, which has no `sheet`
            x.toml:7:15: error[E0134]: source `s` reads ndjson, which has no `header_rows`
            x.toml:8:11: error[E0134]: source `s` reads ndjson, which has no `stop_at`
        "#]],
    );
}

#[test]
fn e0158_marks_that_name_no_figure() {
    check(
        r#"[[report]]
id = "r"
name = { zh = "报", en = "R" }
[report.text]
zh = "浓度 {pm25@city/2015}，{{不是}} {pm10@city/2015}"
en = "{pm25/2015} and {pm25@town/2015} and {pm25@city/15} and {open"
"#,
        &expect![[r#"
            x.toml:4:1: error[E0130]: report `r` names the indicator `pm10`, which is not declared
            x.toml:4:1: error[E0130]: report `r` names the place `town`, which is not declared
            x.toml:4:1: error[E0155]: report `r` takes a period as `text`, found `15`
            x.toml:4:1: error[E0158]: report `r` has `{pm25/2015}`, which does not name a figure
            x.toml:4:1: error[E0158]: report `r` has `{`, which does not name a figure
        "#]],
    );
}

#[test]
fn e0159_declared_and_not_used() {
    check_with(
        r#"[[table]]
id = "limits"
file = "limits.csv"
columns = { a = "text" }
"#,
        &[(
            "limits.csv",
            r#"a
x
"#,
        )],
        &expect![[r#"
            x.toml:2:6: warning[E0159]: table `limits` is not used by any declaration or SQL
        "#]],
    );
}

#[test]
fn e0160_a_pack_without_indicators() {
    check_files(
        &[("pack.toml", HEAD)],
        &expect![[r#"
        pack.toml:3:6: warning[E0160]: pack `t` has no indicator
    "#]],
    );
}
