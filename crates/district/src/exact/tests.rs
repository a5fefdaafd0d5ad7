//! Exact numbers: text in, digits out.

use super::{Exact, Rounding};

fn round(x: &str, to: i32) -> String {
    let rounded = x.parse::<Exact>().unwrap().round(to, Rounding::HalfEven);
    rounded.to_text(u32::try_from(to.max(0)).unwrap())
}

/// The thirteen vectors of GB/T 8170 that `standards/rounding_gbt8170.toml` quotes.
#[test]
fn l10_rounding_follows_gbt_8170() {
    for (x, to, y) in [
        ("12.1498", 0, "12"),
        ("12.1498", 1, "12.1"),
        ("1268", -2, "1300"),
        ("10.5002", 0, "11"),
        ("1.050", 1, "1.0"),
        ("0.35", 1, "0.4"),
        ("2500", -3, "2000"),
        ("3500", -3, "4000"),
        ("-0.0365", 3, "-0.036"),
        ("8.53459", 2, "8.53"),
        ("15.4546", 0, "15"),
        ("28.175", 2, "28.18"),
        ("28.165", 2, "28.16"),
    ] {
        assert_eq!(round(x, to), y, "{x} to {to}");
    }
}

#[test]
fn texts_parse_exactly_or_not_at_all() {
    for (text, shown) in
        [("1e-04", "0.0001"), ("1/3", "1/3"), ("-.5", "-0.5"), ("2.50", "2.5"), ("0", "0")]
    {
        assert_eq!(text.parse::<Exact>().unwrap().to_string(), shown);
    }
    for text in ["", ".", "1,5", "NaN", "1e999999999", "1/0", "0x10", "1 2", "--1", "inf"] {
        assert!(text.parse::<Exact>().is_err(), "{text} parsed");
    }
}

#[test]
fn two_point_two_is_not_rounded_up_by_a_float() {
    // HJ 633-2012: CO 2.2 mg/m³ gives exactly 55; through floats it becomes 56.
    let concentration: Exact = "2.2".parse().unwrap();
    let two = Exact::from(2);
    let index = &(&Exact::from(50) * &(&concentration - &two)).checked_div(&two).unwrap()
        + &Exact::from(50);
    assert_eq!(index.round(0, Rounding::Up), Exact::from(55));
}
