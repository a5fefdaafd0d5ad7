//! The band: its size, and that it holds as often as it says.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

use super::{cut, fit, inversions};
use district::Exact;
use expect_test::expect;

#[test]
fn orders_by_inversions() {
    let shown: Vec<String> = inversions(4).iter().map(Exact::to_string).collect();
    assert_eq!(shown.join(" "), "1 3 5 6 5 3 1");
}

/// Published tables give the smallest Kendall S at 5 % in one tail as 6, 8, 11, 13, 16, 18, 21
/// for n = 4 … 10: k = (N − S)/2.
#[test]
fn kendall_critical_values() {
    let shown: Vec<String> = (3..=10_usize)
        .map(|n| match cut(n) {
            None => format!("{n}: none"),
            Some((k, level)) => {
                let pairs = n * (n - 1) / 2;
                format!("{n}: k = {k}, S = {}, level {level}", pairs - 2 * k)
            }
        })
        .collect();
    expect![[r#"
        3: none
        4: k = 0, S = 6, level 11/12
        5: k = 1, S = 8, level 11/12
        6: k = 2, S = 11, level 17/18
        7: k = 4, S = 13, level 391/420
        8: k = 6, S = 16, level 631/672
        9: k = 9, S = 18, level 4195/4536
        10: k = 12, S = 21, level 48079/51840"#]]
    .assert_eq(&shown.join("\n"));
}

/// Every order of `values`.
fn orders(values: &[i64]) -> Vec<Vec<i64>> {
    if values.is_empty() {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for (i, first) in values.iter().enumerate() {
        let mut rest = values.to_vec();
        rest.remove(i);
        for mut order in orders(&rest) {
            order.insert(0, *first);
            all.push(order);
        }
    }
    all
}

/// Values without a trend come in every order equally often: the band then holds a slope of
/// zero in exactly the share of the orders that its level says.
#[test]
fn the_band_holds_as_often_as_it_says() {
    for values in [&[1, 2, 4, 8][..], &[1, 2, 4, 8, 16], &[3, 5, 6, 9, 10, 20]] {
        let orders = orders(values);
        let mut held = 0_i64;
        let mut level = Exact::zero();
        for order in &orders {
            let points: Vec<(i64, Exact)> =
                (0..).zip(order.iter().map(|y| Exact::from(*y))).collect();
            let trend = fit(&points, 10).unwrap();
            held += i64::from(trend.slope_low < Exact::zero() && trend.slope_high > Exact::zero());
            level = trend.level;
        }
        let all = i64::try_from(orders.len()).unwrap();
        assert_eq!(Exact::ratio(held, all), Some(level));
    }
}

#[test]
fn a_straight_line_has_no_band_to_speak_of() {
    let points: Vec<(i64, Exact)> = (0..6).map(|i| (2015 + i, Exact::from(90 - 3 * i))).collect();
    let trend = fit(&points, 2030).unwrap();
    assert_eq!((&trend.slope_low, &trend.slope_high), (&Exact::from(-3), &Exact::from(-3)));
    assert_eq!(trend.reached, Exact::from(45));
}

#[test]
fn forty_figures_are_soon_fitted() {
    let points: Vec<(i64, Exact)> = (0..60).map(|i| (i, Exact::from(i * i % 17))).collect();
    let trend = fit(&points, 70).unwrap();
    assert_eq!(trend.count, 40);
    assert!(trend.slope_low < trend.slope && trend.slope < trend.slope_high);
}
