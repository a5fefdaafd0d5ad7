//! Standards with their editions, and working calendars.

use super::{check, check_with};
use expect_test::expect;

#[test]
fn e0140_an_edition_that_ends_before_it_begins() {
    check(
        r#"[[standard]]
id = "x"
name = { zh = "标", en = "X" }
[[standard.edition]]
id = "2012"
cite = "X 2012"
from = 2016-01-01
to = 2015-12-31
"#,
        &expect![[r#"
            x.toml:2:6: warning[E0159]: standard `x` is not used by any declaration or SQL
            x.toml:8:6: error[E0140]: edition `x/2012` is in force from 2016-01-01 and ends on 2015-12-31, before it begins
        "#]],
    );
}

#[test]
fn e0141_editions_in_force_together() {
    check(
        r#"[[standard]]
id = "x"
name = { zh = "标", en = "X" }
[[standard.edition]]
id = "2012"
cite = "X 2012"
from = 2016-01-01
to = 2026-03-01
[[standard.edition]]
id = "2026"
cite = "X 2026"
from = 2026-03-01
[[standard.edition]]
id = "2030"
cite = "X 2030"
from = 2030-01-01
"#,
        &expect![[r#"
            x.toml:2:6: warning[E0159]: standard `x` is not used by any declaration or SQL
            x.toml:9:1: error[E0141]: standard `x` has the editions `2012` and `2026` in force together from 2026-03-01
            x.toml:13:1: error[E0141]: standard `x` has the editions `2026` and `2030` in force together from 2030-01-01
        "#]],
    );
}

#[test]
fn e0142_days_without_an_edition() {
    check(
        r#"[[standard]]
id = "x"
name = { zh = "标", en = "X" }
[[standard.edition]]
id = "2012"
cite = "X 2012"
from = 2016-01-01
to = 2026-02-01
[[standard.edition]]
id = "2026"
cite = "X 2026"
from = 2026-03-01
"#,
        &expect![[r#"
            x.toml:2:6: warning[E0159]: standard `x` is not used by any declaration or SQL
            x.toml:9:1: warning[E0142]: standard `x` has 27 days between the editions `2012` and `2026` with none in force
        "#]],
    );
}

#[test]
fn e0143_dates_that_cannot_be_read() {
    check(
        r#"[[standard]]
id = "x"
name = { zh = "标", en = "X" }
[[standard.edition]]
id = "2012"
cite = "X 2012"
from = "2016-1-1"
to = "soon"
[[standard.edition]]
id = "2013"
cite = "X 2013"
from = 2016
to = 2026-01-01T00:00:00
"#,
        &expect![[r#"
            x.toml:2:6: warning[E0159]: standard `x` is not used by any declaration or SQL
            x.toml:7:8: error[E0143]: edition `x/2012` takes a date as `from`, found `2016-1-1`
            x.toml:8:6: error[E0143]: edition `x/2012` takes a date as `to`, found `soon`
            x.toml:12:8: error[E0111]: edition `x/2013` takes a date as `from`, found the whole number 2016
            x.toml:13:6: error[E0143]: edition `x/2013` takes a date as `to`, found `2026-01-01T00:00:00`
        "#]],
    );
}

#[test]
fn e0144_a_day_listed_twice() {
    check_with(
        r#"[[calendar]]
id = "cn"
file = "cn.csv"
years = [2026]
"#,
        &[(
            "cn.csv",
            r#"date,kind
2026-01-01,holiday
2026-01-01,makeup
2026-1-2,holiday
2026-01-04,work
"#,
        )],
        &expect![[r#"
            cn.csv:3:1: error[E0144]: calendar `cn` lists 2026-01-01 twice
            cn.csv:4:1: error[E0143]: calendar `cn` takes a date as `date`, found `2026-1-2`
            cn.csv:5:12: error[E0138]: calendar `cn` takes `holiday` or `makeup` in column `kind`, found `work`
            x.toml:2:6: warning[E0159]: calendar `cn` is not used by any declaration or SQL
        "#]],
    );
}

#[test]
fn e0145_a_year_that_is_not_declared() {
    check_with(
        r#"[[calendar]]
id = "cn"
file = "cn.csv"
years = [2026]
"#,
        &[(
            "cn.csv",
            r#"date,kind
2026-01-01,holiday
2027-01-01,holiday
2027-01-02,holiday
"#,
        )],
        &expect![[r#"
            cn.csv:3:1: warning[E0145]: calendar `cn` lists days of 2027, which is not among its `years`
            x.toml:2:6: warning[E0159]: calendar `cn` is not used by any declaration or SQL
        "#]],
    );
}

#[test]
fn params_and_tables_of_an_edition() {
    check_with(
        r#"[[standard]]
id = "x"
name = { zh = "标", en = "X" }
[[standard.edition]]
id = "2012"
cite = "X 2012"
from = 2016-01-01
params = { a = 20, b = "0.75", c = "x", d = [1] }
tables = { iaqi = "i.csv", other = "o.csv" }
"#,
        &[(
            "i.csv",
            r#"iaqi,pm25
0,0
50,35
"#,
        )],
        &expect![[r#"
            x.toml:2:6: warning[E0159]: standard `x` is not used by any declaration or SQL
            x.toml:8:36: error[E0154]: edition `x/2012` takes a number as `c`, found `x`
            x.toml:8:45: error[E0111]: edition `x/2012` takes a number as `d`, found a list
            x.toml:9:36: error[E0106]: edition `x/2012` names the file `o.csv`, which the pack does not have
        "#]],
    );
}
