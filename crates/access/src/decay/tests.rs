//! Weights by hand, and those that the R package `accessibility` expects of the same curves.

use super::{Decay, DecayError};
use expect_test::expect;

fn weights(decay: &Decay, minutes: &[f64]) -> String {
    assert_eq!(decay.check(), Ok(()));
    let all: Vec<String> = minutes.iter().map(|m| format!("{:.4}", decay.weight(*m))).collect();
    all.join(" ")
}

#[test]
fn a_step_includes_its_limit() {
    let decay = Decay::Step { minutes: 15.0 };
    expect!["1.0000 1.0000 0.0000 0.0000"]
        .assert_eq(&weights(&decay, &[0.0, 15.0, 15.001, f64::INFINITY]));
}

#[test]
fn a_line_falls_to_its_limit() {
    let decay = Decay::Linear { minutes: 30.0 };
    expect!["1.0000 0.6667 0.0000 0.0000"].assert_eq(&weights(&decay, &[0.0, 10.0, 30.0, 60.0]));
}

#[test]
fn an_exponential_never_ends() {
    let decay = Decay::Exponential { rate: 0.1 };
    expect!["1.0000 0.3679 0.0000"].assert_eq(&weights(&decay, &[0.0, 10.0, f64::INFINITY]));
}

#[test]
fn a_logistic_turns_in_the_middle() {
    let narrow = Decay::Logistic { turn_minutes: 20.0, spread_minutes: 2.0 };
    expect!["1.0000 0.5000"].assert_eq(&weights(&narrow, &[0.0, 20.0]));
    let wide = Decay::Logistic { turn_minutes: 30.0, spread_minutes: 10.0 };
    expect!["1.0000 0.5022"].assert_eq(&weights(&wide, &[0.0, 30.0]));
    // Far away the curve overflows: the weight is nothing, not no number.
    expect!["0.0000"].assert_eq(&weights(&narrow, &[1e9]));
}

#[test]
fn a_gaussian_has_no_jump_at_its_limit() {
    let decay = Decay::Gaussian { minutes: 30.0 };
    expect!["1.0000 0.7014 0.0000 0.0000 0.0000"]
        .assert_eq(&weights(&decay, &[0.0, 15.0, 29.9999, 30.0, 31.0]));
}

#[test]
fn steps_are_open_on_the_right() {
    let decay =
        Decay::Stepped { steps: vec![(10.0, 0.75), (20.0, 0.5), (30.0, 0.25), (40.0, 0.0)] };
    expect!["1.0000 0.7500 0.5000 0.2500 0.0000"]
        .assert_eq(&weights(&decay, &[0.0, 10.0, 20.0, 30.0, 40.0]));
    expect!["1.0000 0.7500 0.5000 0.2500 0.0000"]
        .assert_eq(&weights(&decay, &[5.0, 15.0, 25.0, 35.0, 45.0]));
}

#[test]
fn what_is_reached_is_summed_by_weight() {
    let around = [(5.0, 10.0), (12.0, 4.0), (f64::INFINITY, 100.0)];
    assert!((Decay::Step { minutes: 10.0 }.reach(around) - 10.0).abs() < 1e-12);
    assert!((Decay::Linear { minutes: 20.0 }.reach(around) - (7.5 + 1.6)).abs() < 1e-12);
}

#[test]
fn what_cannot_be_used_is_said() {
    let not_above = Decay::Step { minutes: 0.0 }.check().unwrap_err();
    expect!["expected a limit in minutes above zero, found 0"].assert_eq(&not_above.to_string());
    let steps = |steps: &[(f64, f64)]| Decay::Stepped { steps: steps.to_vec() }.check();
    let falling = steps(&[(10.0, 0.5), (5.0, 0.2)]).unwrap_err();
    expect!["expected rising limits of steps, found 5 at position 1"]
        .assert_eq(&falling.to_string());
    let heavy = steps(&[(10.0, 1.5)]);
    assert_eq!(heavy, Err(DecayError::Weight { position: 0, found: 1.5 }));
}
