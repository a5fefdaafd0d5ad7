//! Reasons: code in, words out.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::words;
use district::Reason;
use expect_test::{Expect, expect};

fn check(code: &str, expected: &Expect) {
    let text = words(&Reason(code.to_owned()));
    expected.assert_eq(&format!("{}\n{}", text.zh, text.en));
}

#[test]
fn l11_completeness_rules() {
    check(
        "year_days(296/324)",
        &expect![[r#"
            全年有效日数 296，不足 324
            296 valid days in the year, 324 needed"#]],
    );
    check(
        "year_days(320/324); month_days(2015-02:20/25)",
        &expect![[r#"
            全年有效日数 320，不足 324；2015-02 当月有效日数 20，不足 25
            320 valid days in the year, 324 needed; 2015-02: 20 valid days in the month, 25 needed"#]],
    );
    check(
        "day_hours(19/20)",
        &expect![[r#"
            当日有效小时数 19，不足 20
            19 valid hours in the day, 20 needed"#]],
    );
    check(
        "windows(13/14)",
        &expect![[r#"
            当日有效8小时滑动均值个数 13，不足 14
            13 valid 8-hour means in the day, 14 needed"#]],
    );
    check(
        "no_value",
        &expect![[r#"
        没有可供计算的记录
        no record to compute it from"#]],
    );
    check(
        "missing_pollutant(O3)",
        &expect![[r#"
            缺少污染物 O3 的有效值
            no valid value of pollutant O3"#]],
    );
    check(
        "missing_pollutant(5/6)",
        &expect![[r#"
            有有效值的污染物 5 项，不足 6
            5 pollutants with a valid value, 6 needed"#]],
    );
}

#[test]
fn rules_of_the_packs_read_as_sentences() {
    check(
        "parts(1903/2190)",
        &expect![[r#"
        2190 个组成部分中有 1903 个有效
        1903 of 2190 parts are valid"#]],
    );
    check(
        "o3_8h(17 h)",
        &expect![[r#"
        当日臭氧8小时滑动均值个数不足（有效小时数 17）
        too few 8-hour means of ozone in the day (valid hours: 17)"#]],
    );
    check(
        "known_hours(33/620)",
        &expect![[r#"
        状态已知的小时数 33，不足 620
        33 hours with a known state, 620 needed"#]],
    );
    check(
        "items(3/4)",
        &expect![[r#"
        有测定值的项目数 3，不足 4
        3 items measured, 4 needed"#]],
    );
    check(
        "samples(1/2)",
        &expect![[r#"
        样本数 1，不足 2
        1 sample, 2 needed"#]],
    );
}

#[test]
fn rules_that_nobody_wrote_a_sentence_for() {
    check(
        "beds(2/5)",
        &expect![[r#"
            未满足规则 `beds`（2/5）
            rule `beds` is not met (2 of 5)"#]],
    );
    check(
        "beds(ward-3:2/5)",
        &expect![[r#"
            ward-3 未满足规则 `beds`（2/5）
            ward-3: rule `beds` is not met (2 of 5)"#]],
    );
    check(
        "moon_phase(full)",
        &expect![[r#"
        未满足规则 `moon_phase`（full）
        rule `moon_phase` is not met (full)"#]],
    );
    check(
        "closed",
        &expect![[r#"
        未满足规则 `closed`
        rule `closed` is not met"#]],
    );
    check(
        "not a code at all (",
        &expect![[r#"
        not a code at all (
        not a code at all ("#]],
    );
    assert_eq!(words(&Reason(String::new())), district::Text::default());
    check(
        "day_hours(2015-01-01T05:00:19/20)",
        &expect![[r#"
            2015-01-01T05:00 当日有效小时数 19，不足 20
            2015-01-01T05:00: 19 valid hours in the day, 20 needed"#]],
    );
}
