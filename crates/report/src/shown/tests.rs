//! Figures as published.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::shown;
use crate::fixture::{figure, indicator};
use diag::Language;
use expect_test::{Expect, expect};

fn check(value: &str, edition: &str, reason: &str, expected: &Expect) {
    let mut indicator = indicator("air_pm25_mean", "µg/m³", 0);
    indicator.edition_decimals.insert("2026".to_owned(), 1);
    let figure = figure("air_pm25_mean", "2015", edition, value, reason);
    let shown = shown(&figure, &indicator);
    expected.assert_eq(&format!("{}\n{}", shown.text(Language::Zh), shown.text(Language::En)));
}

#[test]
fn l10_rounded_once_from_the_exact_value() {
    // 80.5 is half way: to even. 80.4500…1 rounded twice would be 81.
    check(
        "161/2",
        "2012",
        "",
        &expect![[r#"
        80 µg/m³
        80 µg/m³"#]],
    );
    check(
        "161/2",
        "2026",
        "",
        &expect![[r#"
        80.5 µg/m³
        80.5 µg/m³"#]],
    );
    check(
        "80.4999",
        "2012",
        "",
        &expect![[r#"
        80 µg/m³
        80 µg/m³"#]],
    );
    check(
        "80.4999",
        "2026",
        "",
        &expect![[r#"
        80.5 µg/m³
        80.5 µg/m³"#]],
    );
}

#[test]
fn l11_a_figure_that_is_not_valid_carries_its_mark() {
    check(
        "80.52",
        "2012",
        "year_days(296/324)",
        &expect![[r#"
            81 µg/m³（无效：全年有效日数 296，不足 324）
            81 µg/m³ (not valid: 296 valid days in the year, 324 needed)"#]],
    );
    check(
        "",
        "2012",
        "year_days(0/324)",
        &expect![[r#"
            无数值（全年有效日数 0，不足 324）
            no value (0 valid days in the year, 324 needed)"#]],
    );
    check(
        "",
        "2012",
        "",
        &expect![[r#"
        无数值（没有可供计算的记录）
        no value (no record to compute it from)"#]],
    );
}
