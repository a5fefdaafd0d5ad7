//! Digits and bars of what is brought into the lake.

use super::{bars, up};

#[test]
fn minutes_are_rounded_up_so_that_no_limit_is_crossed() {
    assert_eq!(up(15.0), "15.00");
    assert_eq!(up(15.000_1), "15.01");
    assert_eq!(up(14.991), "15.00");
    assert_eq!(up(0.0), "0.00");
    assert_eq!(up(f64::INFINITY), "");
}

#[test]
fn bars_hold_the_way_to_the_street_and_a_tenth_of_speed() {
    let (low, high) = bars(9.9, 75.0, 83.333_333);
    assert!((low - 9.0).abs() < 1e-9);
    assert!((high - 12.0).abs() < 1e-6);
}
