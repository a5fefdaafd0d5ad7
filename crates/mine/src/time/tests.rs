//! The forms in which moments are written, and those that are refused.

use super::{DayOrder, Moments, write};
use district::Zone;
use expect_test::{Expect, expect};

#[expect(clippy::needless_pass_by_value, reason = "`expect![]` is written in place")]
fn check(moments: &Moments, texts: &[&str], expected: Expect) {
    let lines: Vec<String> = texts
        .iter()
        .map(|text| format!("{text} => {}", moments.parse(text).map_or("-".to_owned(), write)))
        .collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn moments_are_read_in_many_forms() {
    let moments = Moments { zone: Zone::find("Asia/Shanghai").unwrap(), order: DayOrder::Unsaid };
    check(
        &moments,
        &[
            "2017-01-09T09:49:50.000+01:00",
            "2017-01-09T09:49:50.1234567Z",
            "2017-01-09 09:49:50+0100",
            "2017-01-09 09:49:50 UTC",
            "2017-01-09 09:49:50",
            "2017-01-09 09:49",
            "2017-01-09",
            "2017/1/9 9:49",
            "20170109094950",
            "20170109",
            "2017年1月9日 9:49:50",
            "2017年1月9日9:49:50",
            "9.1.2017 09:49:50",
            "1483951790",
            "1483951790123",
            "2016-12-31T23:59:60Z",
            "  2017-01-09T09:49:50-05  ",
        ],
        expect![[r"
            2017-01-09T09:49:50.000+01:00 => 2017-01-09T08:49:50Z
            2017-01-09T09:49:50.1234567Z => 2017-01-09T09:49:50.123456Z
            2017-01-09 09:49:50+0100 => 2017-01-09T08:49:50Z
            2017-01-09 09:49:50 UTC => 2017-01-09T09:49:50Z
            2017-01-09 09:49:50 => 2017-01-09T01:49:50Z
            2017-01-09 09:49 => 2017-01-09T01:49:00Z
            2017-01-09 => 2017-01-08T16:00:00Z
            2017/1/9 9:49 => 2017-01-09T01:49:00Z
            20170109094950 => 2017-01-09T01:49:50Z
            20170109 => 2017-01-08T16:00:00Z
            2017年1月9日 9:49:50 => 2017-01-09T01:49:50Z
            2017年1月9日9:49:50 => 2017-01-09T01:49:50Z
            9.1.2017 09:49:50 => 2017-01-09T01:49:50Z
            1483951790 => 2017-01-09T08:49:50Z
            1483951790123 => 2017-01-09T08:49:50.123Z
            2016-12-31T23:59:60Z => 2016-12-31T23:59:59Z
              2017-01-09T09:49:50-05   => 2017-01-09T14:49:50Z"]],
    );
}

#[test]
fn what_is_not_a_moment_is_refused() {
    check(
        &Moments::default(),
        &[
            "",
            "abc",
            "2017",
            "2017-13-01",
            "2017-02-30",
            "3/4/2017",
            "2017-01-01T25:00",
            "2017-01-01x",
            "2017-01-01T10:00:00+99:00",
            "99999999999999999999",
            "2017-01-0109:00",
        ],
        expect![[r"
             => -
            abc => -
            2017 => -
            2017-13-01 => -
            2017-02-30 => -
            3/4/2017 => -
            2017-01-01T25:00 => -
            2017-01-01x => -
            2017-01-01T10:00:00+99:00 => -
            99999999999999999999 => -
            2017-01-0109:00 => -"]],
    );
}

#[test]
fn the_order_of_day_and_month_is_said_by_the_caller() {
    let order = |order| Moments { order, ..Moments::default() };
    check(
        &order(DayOrder::DayFirst),
        &["3/4/2017 10:00"],
        expect!["3/4/2017 10:00 => 2017-04-03T10:00:00Z"],
    );
    check(
        &order(DayOrder::MonthFirst),
        &["3/4/2017 10:00"],
        expect!["3/4/2017 10:00 => 2017-03-04T10:00:00Z"],
    );
}
