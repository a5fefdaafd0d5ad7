//! Tables: lines in, text out.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::{Align, Grid, Line, table};
use crate::fixture::{figure, indicator};
use crate::{Point, shown, standing};
use diag::{Language, Span};
use district::{Better, Exact, Target, Text};
use expect_test::expect;

#[test]
fn chinese_stands_straight() {
    let row = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
    let grid = Grid {
        columns: vec![("地点".to_owned(), Align::Left), ("value".to_owned(), Align::Right)],
        rows: vec![row("东四环北路", "80.5"), row("Dongsi", "9"), row("a\nb", "10"), vec![]],
    };
    expect![[r#"
        地点        value
        ──────────  ─────
        东四环北路   80.5
        Dongsi          9
        a b            10

    "#]]
    .assert_eq(&grid.text());
}

#[test]
fn l11_a_table_of_figures_shows_validity_and_target() {
    let target = Target {
        id: "pm25".to_owned(),
        indicator: "air_pm25_mean".to_owned(),
        place: "dongsi".to_owned(),
        edition: None,
        value: Exact::from(60),
        by: "2020".parse().unwrap(),
        from: None,
        span: Span::default(),
    };
    let points: Vec<Point> = [("2013", 90), ("2014", 88), ("2015", 83), ("2016", 80), ("2017", 76)]
        .into_iter()
        .map(|(period, value)| Point {
            period: period.parse().unwrap(),
            value: Exact::from(value),
            valid: true,
        })
        .collect();
    let standing = standing(&target, Some(Better::Down), &points);
    let indicator = indicator("air_pm25_mean", "µg/m³", 1);
    let line = |period: &str, value: &str, reason: &str, with_target: bool| {
        let figure = figure("air_pm25_mean", period, "", value, reason);
        Line {
            key: figure.key.clone(),
            indicator: indicator.name.clone(),
            place: Text::new("东四", "Dongsi"),
            shown: shown(&figure, &indicator),
            target: with_target.then(|| ("60.0".to_owned(), standing.clone())),
        }
    };
    let lines = [
        line("2015", "83.25", "", false),
        line("2016", "80", "year_days(296/324)", false),
        line("2017", "76", "", true),
        line("2018", "", "", false),
    ];
    expect![[r#"
        指标                地点  周期  数值  单位   目标                  有效
        ──────────────────  ────  ────  ────  ─────  ────────────────────  ────────────────────────────────
        air_pm25_mean 指标  东四  2015  83.2  µg/m³                        有效
        air_pm25_mean 指标  东四  2016  80.0  µg/m³                        无效：全年有效日数 296，不足 324
        air_pm25_mean 指标  东四  2017  76.0  µg/m³  60.0 (2020) 难以实现  有效
        air_pm25_mean 指标  东四  2018     –  µg/m³                        无效：没有可供计算的记录
    "#]].assert_eq(&table(&lines, Language::Zh));
    expect![[r#"
        indicator      place   period  value  unit   target                 valid
        ─────────────  ──────  ──────  ─────  ─────  ─────────────────────  ──────────────────────────────────────────
        air_pm25_mean  Dongsi  2015     83.2  µg/m³                         yes
        air_pm25_mean  Dongsi  2016     80.0  µg/m³                         no: 296 valid days in the year, 324 needed
        air_pm25_mean  Dongsi  2017     76.0  µg/m³  60.0 (2020) off track  yes
        air_pm25_mean  Dongsi  2018        –  µg/m³                         no: no record to compute it from
    "#]].assert_eq(&table(&lines, Language::En));
    expect![""].assert_eq(&table(&[], Language::En));
}
