//! Small and big numbers agree with `district::Exact`.

use super::Num;
use district::{Exact, Rounding};

fn samples() -> Vec<Exact> {
    let mut samples = Vec::new();
    for text in [
        "0",
        "1",
        "-1",
        "1/3",
        "-2/3",
        "0.5",
        "2.5",
        "-2.5",
        "1.25",
        "75.0001",
        "1e30",
        "-1e38",
        "123456789012345678901234567890.123456789",
        "1e-37",
        "1e60",
        "-7/123456789123456789",
        "170141183460469231731687303715884105727",
        "-170141183460469231731687303715884105728",
    ] {
        samples.push(text.parse().expect(text));
    }
    samples
}

#[test]
fn arithmetic_agrees() {
    for a in samples() {
        for b in samples() {
            let (x, y) = (Num::from(&a), Num::from(&b));
            assert_eq!(x.add(&y).exact(), &a + &b, "{a} + {b}");
            assert_eq!(x.sub(&y).exact(), &a - &b, "{a} - {b}");
            assert_eq!(x.mul(&y).exact(), &a * &b, "{a} * {b}");
            assert_eq!(x.div(&y).map(|q| q.exact()), a.checked_div(&b), "{a} / {b}");
            assert_eq!(x.cmp(&y), a.cmp(&b), "{a} <=> {b}");
        }
    }
}

#[test]
fn rounding_agrees() {
    for a in samples() {
        for decimals in [-2, 0, 1, 3, 20] {
            for rounding in [Rounding::HalfEven, Rounding::Up, Rounding::Down] {
                let rounded = Num::from(&a).round(decimals, rounding).exact();
                assert_eq!(rounded, a.round(decimals, rounding), "{a} to {decimals}");
            }
        }
        assert_eq!(Num::from(&a).to_i64(), a.to_i64(), "{a}");
        assert_eq!(Num::from(&a).to_decimal(6), a.to_decimal(6), "{a}");
        assert_eq!(Num::from(&a).abs().exact(), a.abs(), "{a}");
    }
}
