//! CSV tables: the finding points at the cell.

use super::check_with;
use expect_test::expect;

#[test]
fn e0136_columns_missing_extra_and_twice() {
    check_with(
        r#"[[table]]
id = "air_day"
file = "t.csv"
columns = { a = "text", n = { type = "decimal", decimals = 1, unit = "mg/L" } }
"#,
        &[(
            "t.csv",
            r#"a,m,m
x,1,2
"#,
        )],
        &expect![[r#"
            t.csv:1:1: error[E0136]: table `air_day` expects the column `n`, which the file `t.csv` does not have
            t.csv:1:3: error[E0136]: table `air_day` does not declare the column `m`, which its file has
            t.csv:1:5: error[E0136]: table `air_day` has a file with the column `m` twice
            x.toml:2:6: warning[E0159]: table `air_day` is not used by any declaration or SQL
        "#]],
    );
}

#[test]
fn e0137_rows_of_another_width() {
    check_with(
        r#"[[table]]
id = "air_day"
file = "t.csv"
columns = { a = "text", n = { type = "decimal", decimals = 1, unit = "mg/L" } }
"#,
        &[(
            "t.csv",
            r#"a,n
x
y,1,2
z,1
"#,
        )],
        &expect![[r#"
            t.csv:2:1: error[E0137]: table `air_day` has a row of 1 cells, expected 2
            t.csv:3:1: error[E0137]: table `air_day` has a row of 3 cells, expected 2
            x.toml:2:6: warning[E0159]: table `air_day` is not used by any declaration or SQL
        "#]],
    );
}

#[test]
fn e0138_cells_of_another_type() {
    check_with(
        r#"[[table]]
id = "air_day"
file = "t.csv"
columns = { a = "integer", n = { type = "decimal", decimals = 1 }, d = "date", p = "period", b = "boolean", e = "exact", i = "instant" }
"#,
        &[(
            "t.csv",
            r#"a,n,d,p,b,e,i
1,1.5,2026-01-01,2026-Q1,true,1/3,2026-01-01T00:00:00Z
1.5,1.55,2026-1-1,2026-Q5,yes,一,2026-01-01
,,,,,,
"#,
        )],
        &expect![[r#"
            t.csv:3:1: error[E0138]: table `air_day` takes a whole number in column `a`, found `1.5`
            t.csv:3:5: error[E0138]: table `air_day` takes a number of at most 1 decimals in column `n`, found `1.55`
            t.csv:3:10: error[E0138]: table `air_day` takes a date in column `d`, found `2026-1-1`
            t.csv:3:19: error[E0138]: table `air_day` takes a period in column `p`, found `2026-Q5`
            t.csv:3:27: error[E0138]: table `air_day` takes `true` or `false` in column `b`, found `yes`
            t.csv:3:31: error[E0138]: table `air_day` takes a number in column `e`, found `一`
            t.csv:3:33: error[E0138]: table `air_day` takes a moment with its offset in column `i`, found `2026-01-01`
            x.toml:2:6: warning[E0159]: table `air_day` is not used by any declaration or SQL
        "#]],
    );
}

#[test]
fn e0139_quotes_that_do_not_pair() {
    check_with(
        r#"[[table]]
id = "air_day"
file = "t.csv"
columns = { a = "text", n = { type = "decimal", decimals = 1, unit = "mg/L" } }
"#,
        &[(
            "t.csv",
            r#"a,n
"x"y,1
"z,1
w,2
"#,
        )],
        &expect![[r#"
            t.csv:2:1: error[E0139]: table `air_day` has a file with a cell whose quotes do not pair
            t.csv:3:1: error[E0139]: table `air_day` has a file with a cell whose quotes do not pair
            x.toml:2:6: warning[E0159]: table `air_day` is not used by any declaration or SQL
        "#]],
    );
}
