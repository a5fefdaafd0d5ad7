//! Durations for a what-if.

use super::{Durations, Measure, durations};
use crate::clock::Clock;
use crate::testing::log;

const MINUTE: i64 = 60_000_000;

#[test]
fn durations_are_those_that_were_seen() {
    let log = log("1 A 08:00-08:10\n1 B 08:30-09:00\n2 A 08:00-08:20\n2 B 09:00-09:10");
    let of = |measure| durations(&log, measure, &Clock::Wall);
    assert_eq!(of(Measure::Working)["A"].list_us(), [10 * MINUTE, 20 * MINUTE]);
    assert_eq!(of(Measure::Waiting)["B"].list_us(), [20 * MINUTE, 40 * MINUTE]);
    assert_eq!(of(Measure::Sojourn)["B"].list_us(), [50 * MINUTE, 50 * MINUTE]);
    assert!(of(Measure::Sojourn)["A"].list_us().is_empty());
}

#[test]
fn every_duration_is_as_likely_as_another() {
    let seen = Durations::new(vec![3, 1, 2, 4]);
    let quarter = u64::MAX / 4;
    let drawn: Vec<_> = (0..4).map(|n| seen.draw_us(n * quarter + quarter / 2).unwrap()).collect();
    assert_eq!(drawn, [1, 2, 3, 4]);
    assert_eq!((seen.draw_us(0), seen.draw_us(u64::MAX)), (Some(1), Some(4)));
    assert_eq!(seen.median_us().unwrap().to_terminating_text().unwrap(), "2.5");
    assert_eq!((seen.quantile_us(9, 10), seen.quantile_us(1, 2)), (Some(4), Some(2)));
    assert_eq!(Durations::default().draw_us(7), None);
}
