//! The tree of places.

use super::{HEAD, INDICATOR, STREAM, check, check_files, check_with};
use expect_test::expect;

#[test]
fn e0135_places_that_lie_in_themselves() {
    check(
        r#"[[place]]
id = "a"
name = { zh = "a", en = "a" }
level = "street"
parent = "b"
[[place]]
id = "b"
name = { zh = "b", en = "b" }
level = "street"
parent = "c"
[[place]]
id = "c"
name = { zh = "c", en = "c" }
level = "street"
parent = "a"
[[place]]
id = "d"
name = { zh = "d", en = "d" }
level = "street"
parent = "a"
[[place]]
id = "e"
name = { zh = "e", en = "e" }
level = "street"
parent = "e"
"#,
        &expect![[r#"
            x.toml:5:10: error[E0135]: place `a` lies in itself: `a` → `b` → `c` → `a`
            x.toml:25:10: error[E0135]: place `e` lies in itself: `e` → `e`
        "#]],
    );
}

#[test]
fn e0150_a_level_that_no_place_has() {
    let sql = INDICATOR
        .replace("level = \"city\"", "level = \"citty\"\nroll_up = { places = [\"nation\"] }");
    check_files(
        &[("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", &sql)],
        &expect![[r#"
        pm25.sql:6:9: error[E0150]: indicator `pm25` has the level `citty` in `level`, and no place is of that level
        pm25.sql:7:23: error[E0150]: indicator `pm25` has the level `nation` in `roll_up.places`, and no place is of that level
    "#]],
    );
}

#[test]
fn places_from_csv() {
    check_with(
        r#"[places]
file = "p.csv"
"#,
        &[(
            "p.csv",
            r#"id,zh,en,level,parent
Dongsi,东四,Dongsi,station,city
,无,none,station,city
Dongsi,东四,Dongsi,station,city
Tiantan,天坛,,,cty
"#,
        )],
        &expect![[r#"
            p.csv:3:1: error[E0138]: the table of places needs the id of a place in column `id`, found an empty cell
            p.csv:4:1: error[E0116]: place `Dongsi` is declared twice
            p.csv:5:1: warning[E0114]: place `Tiantan` has no English text in `name`
            p.csv:5:1: error[E0138]: place `Tiantan` needs the level of the place in column `level`, found an empty cell
            p.csv:5:14: error[E0130]: place `Tiantan` names the place `cty`, which is not declared
        "#]],
    );
}
