//! Targets: figures in, a sentence out.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::{Point, standing};
use district::{Better, Exact, Target};
use expect_test::{Expect, expect};

fn exact(text: &str) -> Exact {
    text.parse().unwrap()
}

/// `period=value`, with `!` behind a value that is not valid.
fn points(text: &str) -> Vec<Point> {
    text.split_whitespace()
        .map(|point| {
            let (period, value) = point.split_once('=').unwrap();
            Point {
                period: period.parse().unwrap(),
                value: exact(value.trim_end_matches('!')),
                valid: !value.ends_with('!'),
            }
        })
        .collect()
}

fn target(value: &str, by: &str, from: Option<(&str, &str)>) -> Target {
    Target {
        id: "t".to_owned(),
        indicator: "i".to_owned(),
        place: "p".to_owned(),
        edition: None,
        value: exact(value),
        by: by.parse().unwrap(),
        from: from.map(|(period, value)| (period.parse().unwrap(), exact(value))),
        span: diag::Span::default(),
    }
}

fn check(target: &Target, better: Option<Better>, figures: &str, expected: &Expect) {
    let standing = standing(target, better, &points(figures));
    let text = standing.text(1, "%");
    expected.assert_eq(&format!("{}\n{}\n{}", standing.status.code(), text.zh, text.en));
}

#[test]
fn up_and_down() {
    let up = target("35", "2027", Some(("2021", "19")));
    check(
        &up,
        Some(Better::Up),
        "2021=19 2022=22 2023=25 2024=28.5",
        &expect![[r#"
            on_track
            可按期实现：目标为 2027 达到 35.0%；最近有效值 28.5%（2024），直线进度为 27.0%，领先 1.5%，尚差 6.5%；泰尔–森斜率每期 3.08%（n = 4，按肯德尔秩分布的 91.7% 区间 3.00% 至 3.50%），推至 2027 为 37.5%（37.2% 至 38.7%）
            on track: 35.0% by 2027; latest valid figure 28.5% (2024), the straight line asks for 27.0%: ahead by 1.5%, 6.5% to go; Theil–Sen slope 3.08% per period (n = 4, 91.7% band from Kendall's ranks 3.00% to 3.50%), reaching 37.5% by 2027 (37.2% to 38.7%)"#]],
    );
    check(
        &up,
        Some(Better::Up),
        "2021=19 2022=26 2023=25 2024=30",
        &expect![[r#"
        at_risk
        有风险：目标为 2027 达到 35.0%；最近有效值 30.0%（2024），直线进度为 27.0%，领先 3.0%，尚差 5.0%；泰尔–森斜率每期 3.33%（n = 4，按肯德尔秩分布的 91.7% 区间 -1.00% 至 7.00%），推至 2027 为 39.5%（26.5% 至 50.5%）
        at risk: 35.0% by 2027; latest valid figure 30.0% (2024), the straight line asks for 27.0%: ahead by 3.0%, 5.0% to go; Theil–Sen slope 3.33% per period (n = 4, 91.7% band from Kendall's ranks -1.00% to 7.00%), reaching 39.5% by 2027 (26.5% to 50.5%)"#]],
    );
    check(
        &up,
        Some(Better::Up),
        "2021=19 2022=19.2 2023=18.9 2024=19.4",
        &expect![[r#"
            off_track
            难以实现：目标为 2027 达到 35.0%；最近有效值 19.4%（2024），直线进度为 27.0%，落后 7.6%，尚差 15.6%；泰尔–森斜率每期 0.12%（n = 4，按肯德尔秩分布的 91.7% 区间 -0.30% 至 0.50%），推至 2027 为 19.7%（18.5% 至 20.9%）
            off track: 35.0% by 2027; latest valid figure 19.4% (2024), the straight line asks for 27.0%: behind by 7.6%, 15.6% to go; Theil–Sen slope 0.12% per period (n = 4, 91.7% band from Kendall's ranks -0.30% to 0.50%), reaching 19.7% by 2027 (18.5% to 20.9%)"#]],
    );
    check(
        &up,
        Some(Better::Up),
        "2021=19 2022=21 2023=26 2024=27 2025=28",
        &expect![[r#"
            at_risk
            有风险：目标为 2027 达到 35.0%；最近有效值 28.0%（2025），直线进度为 29.7%，落后 1.7%，尚差 7.0%；泰尔–森斜率每期 2.29%（n = 5，按肯德尔秩分布的 91.7% 区间 1.00% 至 3.50%），推至 2027 为 32.8%（30.2% 至 35.2%）
            at risk: 35.0% by 2027; latest valid figure 28.0% (2025), the straight line asks for 29.7%: behind by 1.7%, 7.0% to go; Theil–Sen slope 2.29% per period (n = 5, 91.7% band from Kendall's ranks 1.00% to 3.50%), reaching 32.8% by 2027 (30.2% to 35.2%)"#]],
    );
    let down = target("60", "2020", None);
    check(
        &down,
        Some(Better::Down),
        "2013=90 2014=84 2015=81 2016=77 2017=72",
        &expect![[r#"
            at_risk
            有风险：目标为 2020 达到 60.0%；最近有效值 72.0%（2017），直线进度为 72.9%，领先 0.9%，尚差 12.0%；泰尔–森斜率每期 -4.42%（n = 5，按肯德尔秩分布的 91.7% 区间 -5.00% 至 -3.50%），推至 2020 为 58.9%（57.2% 至 61.7%）
            at risk: 60.0% by 2020; latest valid figure 72.0% (2017), the straight line asks for 72.9%: ahead by 0.9%, 12.0% to go; Theil–Sen slope -4.42% per period (n = 5, 91.7% band from Kendall's ranks -5.00% to -3.50%), reaching 58.9% by 2020 (57.2% to 61.7%)"#]],
    );
    // Without a stated direction it is the one from the start to the target.
    check(
        &down,
        None,
        "2013=90 2014=84 2015=81 2016=77 2017=72",
        &expect![[r#"
            at_risk
            有风险：目标为 2020 达到 60.0%；最近有效值 72.0%（2017），直线进度为 72.9%，领先 0.9%，尚差 12.0%；泰尔–森斜率每期 -4.42%（n = 5，按肯德尔秩分布的 91.7% 区间 -5.00% 至 -3.50%），推至 2020 为 58.9%（57.2% 至 61.7%）
            at risk: 60.0% by 2020; latest valid figure 72.0% (2017), the straight line asks for 72.9%: ahead by 0.9%, 12.0% to go; Theil–Sen slope -4.42% per period (n = 5, 91.7% band from Kendall's ranks -5.00% to -3.50%), reaching 58.9% by 2020 (57.2% to 61.7%)"#]],
    );
}

#[test]
fn l11_figures_that_are_not_valid_are_left_out() {
    let up = target("35", "2027", Some(("2021", "19")));
    check(
        &up,
        Some(Better::Up),
        "2021=19 2022=22 2023=95! 2024=28.5",
        &expect![[r#"
            not_enough_figures
            数据不足：目标为 2027 达到 35.0%；最近有效值 28.5%（2024），直线进度为 27.0%，领先 1.5%，尚差 6.5%
            not enough figures: 35.0% by 2027; latest valid figure 28.5% (2024), the straight line asks for 27.0%: ahead by 1.5%, 6.5% to go"#]],
    );
    check(
        &up,
        Some(Better::Up),
        "2020=99 2021=1!",
        &expect![[r#"
            not_enough_figures
            数据不足：目标为 2027 达到 35.0%
            not enough figures: 35.0% by 2027"#]],
    );
    check(
        &up,
        Some(Better::Up),
        "",
        &expect![[r#"
            not_enough_figures
            数据不足：目标为 2027 达到 35.0%
            not enough figures: 35.0% by 2027"#]],
    );
}

#[test]
fn at_the_targets_period_the_figure_decides() {
    let up = target("35", "2024", None);
    check(
        &up,
        Some(Better::Up),
        "2022=10 2023=20 2024=35",
        &expect![[r#"
            on_track
            可按期实现：目标为 2024 达到 35.0%；最近有效值 35.0%（2024），直线进度为 35.0%，持平，已达到目标
            on track: 35.0% by 2024; latest valid figure 35.0% (2024), the straight line asks for 35.0%: level with it, target reached"#]],
    );
    check(
        &up,
        Some(Better::Up),
        "2021=30 2022=40 2023=50 2024=34.9",
        &expect![[r#"
            off_track
            难以实现：目标为 2024 达到 35.0%；最近有效值 34.9%（2024），直线进度为 35.0%，落后 0.1%，尚差 0.1%
            off track: 35.0% by 2024; latest valid figure 34.9% (2024), the straight line asks for 35.0%: behind by 0.1%, 0.1% to go"#]],
    );
}

#[test]
fn months_to_a_year_and_all_time() {
    let up = target("35", "2024", Some(("2023", "23")));
    check(
        &up,
        Some(Better::Up),
        "2023-12=23 2024-01=24 2024-02=25 2024-03=26 2024-04=26.5 2023-06=1",
        &expect![[r#"
            at_risk
            有风险：目标为 2024 达到 35.0%；最近有效值 26.5%（2024-04），直线进度为 27.0%，落后 0.5%，尚差 8.5%；泰尔–森斜率每期 1.00%（n = 5，按肯德尔秩分布的 91.7% 区间 0.75% 至 1.00%），推至 2024 为 35.0%（33.0% 至 35.0%）
            at risk: 35.0% by 2024; latest valid figure 26.5% (2024-04), the straight line asks for 27.0%: behind by 0.5%, 8.5% to go; Theil–Sen slope 1.00% per period (n = 5, 91.7% band from Kendall's ranks 0.75% to 1.00%), reaching 35.0% by 2024 (33.0% to 35.0%)"#]],
    );
    check(
        &target("35", "all", None),
        Some(Better::Up),
        "2023=1 2024=2",
        &expect![[r#"
            not_enough_figures
            数据不足：目标为 all 达到 35.0%；最近有效值 2.0%（2024），尚差 33.0%
            not enough figures: 35.0% by all; latest valid figure 2.0% (2024), 33.0% to go"#]],
    );
}

#[test]
fn the_trajectory_is_a_straight_line() {
    let standing = standing(&target("35", "2024", Some(("2021", "19"))), None, &[]);
    let line: Vec<String> =
        standing.trajectory().iter().map(|(period, value)| format!("{period}={value}")).collect();
    expect!["2021=19 2022=73/3 2023=89/3 2024=35"].assert_eq(&line.join(" "));
}
