//! SQL files and their heads.

use super::check_with;
use expect_test::expect;

#[test]
fn e0146_a_file_without_a_head() {
    check_with(
        r#""#,
        &[(
            "m.sql",
            r#"SELECT 1
"#,
        )],
        &expect![[r#"
            m.sql:1:1: error[E0146]: SQL file `m.sql` has no head
        "#]],
    );
}

#[test]
fn e0147_a_head_without_an_end() {
    check_with(
        r#""#,
        &[(
            "m.sql",
            r#"/*---
model = "m"
SELECT 1
"#,
        )],
        &expect![[r#"
            m.sql:1:1: error[E0147]: SQL file `m.sql` has a head without an end
        "#]],
    );
}

#[test]
fn e0148_neither_or_both() {
    check_with(
        r#""#,
        &[
            (
                "m.sql",
                r#"/*---
modle = "m"
---*/
SELECT 1
"#,
            ),
            (
                "n.sql",
                r#"/*---
model = "n"
indicator = "n"
---*/
SELECT 1
"#,
            ),
        ],
        &expect![[r#"
            m.sql:1:1: error[E0148]: SQL file `m.sql` is neither a model nor an indicator
            n.sql:1:1: error[E0148]: SQL file `n.sql` declares both a model and an indicator
        "#]],
    );
}

#[test]
fn e0149_a_head_without_a_statement() {
    check_with(
        r#""#,
        &[(
            "m.sql",
            r#"/*---
model = "m"
---*/
-- later
"#,
        )],
        &expect![[r#"
            m.sql:3:6: error[E0149]: model `m` has no SQL statement
        "#]],
    );
}

#[test]
fn a_broken_head_is_said_once() {
    check_with(
        r#""#,
        &[
            (
                "m.sql",
                r#"
/*---
model 
units = { a = "kg/" }
---*/
SELECT 1
"#,
            ),
            (
                "n.sql",
                r#"/*---
indicator = "n"
---*/
SELECT 1
"#,
            ),
        ],
        &expect![[r#"
            m.sql:3:7: error[E0103]: this is not TOML: a key without `=` and a value
            n.sql:1:1: error[E0109]: indicator `n` has no `name`
            n.sql:1:1: error[E0109]: indicator `n` has no `unit`
            n.sql:1:1: error[E0109]: indicator `n` has no `level`
            n.sql:1:1: error[E0109]: indicator `n` has no `period`
        "#]],
    );
}
