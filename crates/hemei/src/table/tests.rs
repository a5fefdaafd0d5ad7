//! Alignment with wide characters.

use super::{Set, Table};
use expect_test::expect;

#[test]
fn wide_characters_take_two_columns_and_empty_columns_go() {
    let mut table = Table::new(&[("地点", Set::Left), ("none", Set::Left), ("value", Set::Right)]);
    table.row(vec!["东四".into(), String::new(), "8.5".into()]);
    table.row(vec!["Aotizhongxin".into(), String::new(), "12.25".into()]);
    expect![[r"
        地点          value
        ────────────  ─────
        东四            8.5
        Aotizhongxin  12.25
    "]]
    .assert_eq(&table.text());
}
