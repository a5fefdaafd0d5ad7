//! Indicators and targets.

use super::{HEAD, INDICATOR, STREAM, check, check_files};
use expect_test::expect;

#[test]
fn e0151_a_roll_up_that_is_not_larger() {
    let sql = INDICATOR.replace(
        r#"period = "year""#,
        r#"period = "month"
roll_up = { periods = ["day", "month", "year", "decade"] }"#,
    );
    check_files(
        &[("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", &sql), ("x.toml", r#""#)],
        &expect![[r#"
            pm25.sql:8:24: error[E0151]: indicator `pm25` is computed by month and cannot be added up to day
            pm25.sql:8:31: error[E0151]: indicator `pm25` is computed by month and cannot be added up to month
            pm25.sql:8:48: error[E0112]: indicator `pm25` does not take `decade` as `roll_up.periods`
        "#]],
    );
}

#[test]
fn e0152_editions_that_are_not_computed() {
    let sql = INDICATOR.replace(
        r#"level ="#,
        r#"standard = "x"
editions = ["2012", "2026", "2030"]
edition_decimals = { 2013 = 1 }
level ="#,
    );
    check_files(
        &[
            ("pack.toml", HEAD),
            ("a.toml", STREAM),
            ("pm25.sql", &sql),
            (
                "x.toml",
                r#"[[standard]]
id = "x"
name = { zh = "标", en = "X" }
[[standard.edition]]
id = "2012"
cite = "X 2012"
from = 2016-01-01
to = 2026-02-28
[[standard.edition]]
id = "2026"
cite = "X 2026"
from = 2026-03-01
[[target]]
id = "t"
indicator = "pm25"
place = "city"
value = "35"
by = "2027"
[[target]]
id = "u"
indicator = "pm25"
place = "city"
value = "35"
by = "2027"
edition = "2027"
"#,
            ),
        ],
        &expect![[r#"
            pm25.sql:7:29: error[E0130]: indicator `pm25` names the edition `2030`, which is not declared
            pm25.sql:8:22: error[E0152]: indicator `pm25` names the edition `2013`, under which the indicator is not computed
            x.toml:13:1: error[E0152]: target `t` names no edition, and its indicator is computed under several
            x.toml:25:11: error[E0152]: target `u` names the edition `2027`, under which the indicator is not computed
        "#]],
    );
}

#[test]
fn e0153_a_standard_without_editions() {
    let sql = INDICATOR.replace(
        r#"level ="#,
        r#"standard = "x"
level ="#,
    );
    check_files(
        &[
            ("pack.toml", HEAD),
            ("a.toml", STREAM),
            ("pm25.sql", &sql),
            (
                "x.toml",
                r#"[[standard]]
id = "x"
name = { zh = "标", en = "X" }
[[standard.edition]]
id = "2012"
cite = "X 2012"
from = 2016-01-01
to = 2026-02-28
[[standard.edition]]
id = "2026"
cite = "X 2026"
from = 2026-03-01
"#,
            ),
        ],
        &expect![[r#"
            pm25.sql:6:12: error[E0153]: indicator `pm25` has `standard` and no `editions`
        "#]],
    );
}

#[test]
fn e0153_editions_without_a_standard() {
    let sql = INDICATOR.replace(
        r#"level ="#,
        r#"editions = ["2012"]
level ="#,
    );
    check_files(
        &[("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", &sql), ("x.toml", r#""#)],
        &expect![[r#"
            pm25.sql:6:12: error[E0153]: indicator `pm25` has `editions` and no `standard`
        "#]],
    );
}

#[test]
fn e0154_a_number_that_cannot_be_read() {
    check(
        r#"[[target]]
id = "t"
indicator = "pm25"
place = "city"
value = "35 µg"
by = "2027"
"#,
        &expect![[r#"
            x.toml:5:9: error[E0154]: target `t` takes a number as `value`, found `35 µg`
        "#]],
    );
}

#[test]
fn e0155_a_period_that_cannot_be_read() {
    check(
        r#"[[target]]
id = "t"
indicator = "pm25"
place = "city"
value = "35"
by = "end of 2027"
from = { period = 2021, value = 19.5 }
"#,
        &expect![[r#"
            x.toml:6:6: error[E0155]: target `t` takes a period as `by`, found `end of 2027`
        "#]],
    );
}

#[test]
fn e0156_a_period_of_another_size() {
    check(
        r#"[[target]]
id = "t"
indicator = "pm25"
place = "city"
value = "35"
by = "2027-03"
"#,
        &expect![[r#"
            x.toml:6:6: error[E0156]: target `t` is set for `2027-03`, and its indicator is given by year
        "#]],
    );
}

#[test]
fn e0157_a_start_after_the_end() {
    check(
        r#"[[target]]
id = "t"
indicator = "pm25"
place = "city"
value = "35"
by = "2027"
from = { period = "2027", value = 19 }
"#,
        &expect![[r#"
            x.toml:7:19: error[E0157]: target `t` starts from `2027`, which is not before `2027`
        "#]],
    );
}

#[test]
fn an_indicator_without_its_keys() {
    let sql = INDICATOR.replace(
        r#"name = { zh = "细颗粒物", en = "PM2.5" }
unit = "µg/m³"
decimals = 1
level = "city"
period = "year"
"#,
        r#"decimals = 99
"#,
    );
    check_files(
        &[("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", &sql), ("x.toml", r#""#)],
        &expect![[r#"
            pm25.sql:1:1: error[E0109]: indicator `pm25` has no `name`
            pm25.sql:1:1: error[E0109]: indicator `pm25` has no `unit`
            pm25.sql:1:1: error[E0109]: indicator `pm25` has no `level`
            pm25.sql:1:1: error[E0109]: indicator `pm25` has no `period`
            pm25.sql:3:12: error[E0122]: indicator `pm25` takes 0 to 18 decimals, found 99
        "#]],
    );
}

#[test]
fn an_indicator_with_words_that_are_not_allowed() {
    let sql = INDICATOR
        .replace(
            r#"period = "year""#,
            r#"period = "week"
better = "more""#,
        )
        .replace(r#""µg/m³""#, r#""furlongs""#);
    check_files(
        &[("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", &sql), ("x.toml", r#""#)],
        &expect![[r#"
            pm25.sql:4:8: error[E0120]: indicator `pm25` has the unit `furlongs`, which cannot be read
            pm25.sql:7:10: error[E0112]: indicator `pm25` does not take `week` as `period`
            pm25.sql:8:10: error[E0112]: indicator `pm25` does not take `more` as `better`
        "#]],
    );
}

#[test]
fn bounds_are_two_indicators() {
    let bounded = |bounds: &str| {
        INDICATOR.replace("period = \"year\"", &format!("period = \"year\"\nbounds = {bounds}"))
    };
    let of = |id: &str, bounds: &str| bounded(bounds).replace("\"pm25\"", &format!("\"{id}\""));
    check_files(
        &[
            ("pack.toml", HEAD),
            ("a.toml", STREAM),
            ("pm25.sql", &bounded("[\"low\", \"hihg\"]")),
            ("low.sql", &of("low", "\"pm25\"")),
            ("high.sql", &of("high", "[1, \"low\"]")),
        ],
        &expect![[r#"
            high.sql:8:10: error[E0111]: indicator `high` takes two indicators, a lower and an upper bound as `bounds`, found 1 of them
            high.sql:8:11: error[E0111]: indicator `high` takes a text as `bounds`, found the whole number 1
            low.sql:8:10: error[E0111]: indicator `low` takes two indicators, a lower and an upper bound as `bounds`, found 1 of them
            pm25.sql:8:18: error[E0130]: indicator `pm25` names the indicator `hihg`, which is not declared
        "#]],
    );
}
