//! Reports: text in, text out.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::compose;
use crate::fixture::{figure, indicator, places};
use diag::Span;
use district::{Bounds, FigureKey, Report, Text};
use expect_test::{Expect, expect};
use std::collections::BTreeMap;
use std::fmt::Write;

fn check(zh: &str, en: &str, expected: &Expect) {
    let mut pm25 = indicator("air_pm25_mean", "µg/m³", 0);
    pm25.editions = vec!["2012".to_owned(), "2026".to_owned()];
    pm25.edition_decimals.insert("2026".to_owned(), 1);
    let days = indicator("air_good_days", "%", 1);
    let mut share = indicator("share", "%", 1);
    let (low, high) = ("share_low".to_owned(), "share_high".to_owned());
    share.bounds = Some(Bounds { low, high, span: Span::default() });
    let indicators: BTreeMap<_, _> = [pm25, days, share]
        .into_iter()
        .map(|indicator| (indicator.id.clone(), indicator))
        .collect();
    let figures = [
        figure("air_pm25_mean", "2015", "2012", "161/2", ""),
        figure("air_pm25_mean", "2015", "2026", "161/2", ""),
        figure("air_pm25_mean", "2016", "2012", "73.4", "year_days(296/324)"),
        figure("air_good_days", "2015", "", "200/3", ""),
        figure("share", "2015", "", "81.25", ""),
        figure("share_low", "2015", "", "78.85", ""),
        figure("share_high", "2015", "", "83.04", ""),
        figure("share", "2016", "", "82", ""),
        figure("share_low", "2016", "", "79", ""),
        figure("share", "2017", "", "83", "parts(1/2)"),
        figure("share_low", "2017", "", "79", "parts(1/2)"),
        figure("share_high", "2017", "", "85", ""),
    ];
    let report = Report {
        id: "r".to_owned(),
        name: Text::same("r"),
        text: Text::new(zh, en),
        span: Span::default(),
    };
    let find = |key: &FigureKey| figures.iter().find(|figure| figure.key == *key).cloned();
    let composed = compose(&report, &indicators, &places(), &find);
    let mut out = format!("{}\n{}\n", composed.text.zh, composed.text.en);
    for key in &composed.figures {
        writeln!(out, "uses {} {} {:?}", key.indicator, key.period, key.edition).unwrap();
    }
    for finding in &composed.findings {
        let text = finding.why.text();
        let at = &finding.at;
        writeln!(out, "{:?} {at:?} {}\n  {}", finding.language, text.zh, text.en).unwrap();
    }
    expected.assert_eq(&out);
}

#[test]
fn l2_every_number_is_a_figure() {
    check(
        "2015年PM2.5年均浓度{air_pm25_mean@dongsi/2015#2012}，优良率{air_good_days@dongsi/2015}。",
        "PM2.5 in 2015: {air_pm25_mean@dongsi/2015#2012}, under 2026 \
         {air_pm25_mean@dongsi/2015#2026}; {{good}} days {air_good_days@dongsi/2015}.",
        &expect![[r#"
            2015年PM2.5年均浓度80 µg/m³，优良率66.7%。
            PM2.5 in 2015: 80 µg/m³, under 2026 80.5 µg/m³; {good} days 66.7%.
            uses air_pm25_mean 2015 Some("2012")
            uses air_good_days 2015 None
            uses air_pm25_mean 2015 Some("2026")
        "#]],
    );
}

#[test]
fn l2_bounds_are_figures_too() {
    check(
        "{share@dongsi/2015}，{share@dongsi/2016}，{share@dongsi/2017}",
        "{share@dongsi/2015}, {share@dongsi/2016}, {share@dongsi/2017}",
        &expect![[r#"
            81.2%（78.8–83.0），82.0%，83.0%（无效：2 个组成部分中有 1 个有效）
            81.2% (78.8–83.0), 82.0%, 83.0% (not valid: 1 of 2 parts are valid)
            uses share 2015 None
            uses share_low 2015 None
            uses share_high 2015 None
            uses share 2016 None
            uses share 2017 None
        "#]],
    );
}

#[test]
fn l11_marks_travel_into_the_text() {
    check(
        "2016年{air_pm25_mean@dongsi/2016#2012}",
        "2016: {air_pm25_mean@dongsi/2016#2012}",
        &expect![[r#"
            2016年73 µg/m³（无效：全年有效日数 296，不足 324）
            2016: 73 µg/m³ (not valid: 296 valid days in the year, 324 needed)
            uses air_pm25_mean 2016 Some("2012")
        "#]],
    );
}

#[test]
fn l8_what_cannot_be_filled_is_said() {
    check(
        "{air_pm25_mean@dongsi/2015} {air_pm25_meen@dongsi/2015} {air_good_days@dongsy/2015} 未闭合 {air",
        "{air_good_days@dongsi/soon} {air_good_days@dongsi/2015#1996} \
         {air_pm25_mean@dongsi/2015#1996} {air_good_days@dongsi/1999} {} {a@b} \
         {air_good_days[x=1]@dongsi/2015}",
        &expect![[r#"
            {air_pm25_mean@dongsi/2015} {air_pm25_meen@dongsi/2015} {air_good_days@dongsy/2015} 未闭合 {air
            {air_good_days@dongsi/soon} {air_good_days@dongsi/2015#1996} {air_pm25_mean@dongsi/2015#1996} {air_good_days@dongsi/1999} {} {a@b} {air_good_days[x=1]@dongsi/2015}
            Zh 0..27 该指标有多个标准版本（2012、2026），须用 #版本 指明
              the indicator has several editions (2012, 2026); name one with #edition
            Zh 28..55 没有名为 `air_pm25_meen` 的指标，是否指 `air_pm25_mean`？
              there is no indicator `air_pm25_meen`; did you mean `air_pm25_mean`?
            Zh 56..83 没有名为 `dongsy` 的地点，是否指 `dongsi`？
              there is no place `dongsy`; did you mean `dongsi`?
            Zh 94..98 占位符的形式应为 {指标@地点/周期}，可加 #版本
              expected a placeholder of the form {indicator@place/period}, with #edition if needed
            En 0..27 `soon` 不是周期；应如 2015、2015-Q1、2015-03、2015-03-01
              expected a period such as 2015, 2015-Q1, 2015-03 or 2015-03-01, found `soon`
            En 28..60 该指标没有标准版本，不能写 `#1996`
              the indicator has no editions, so `#1996` names none
            En 61..93 该指标没有版本 `1996`，有 2012、2026
              the indicator has no edition `1996`; it has 2012, 2026
            En 94..121 没有指标值 air_good_days@dongsi/1999
              there is no figure air_good_days@dongsi/1999
            En 122..124 占位符的形式应为 {指标@地点/周期}，可加 #版本
              expected a placeholder of the form {indicator@place/period}, with #edition if needed
            En 125..130 占位符的形式应为 {指标@地点/周期}，可加 #版本
              expected a placeholder of the form {indicator@place/period}, with #edition if needed
            En 131..163 没有指标值 air_good_days[x=1]@dongsi/2015
              there is no figure air_good_days[x=1]@dongsi/2015
        "#]],
    );
}
