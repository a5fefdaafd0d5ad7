//! Numbers are read exactly or refused.

use super::*;
use proptest::prelude::*;

fn decimal(text: &str, scale: u8) -> Result<i64, NotFit> {
    parse(text.as_bytes(), scale, DECIMAL_MAX)
}

#[test]
fn plain() {
    assert_eq!(decimal("1.5", 2), Ok(150));
    assert_eq!(decimal("-0.7", 1), Ok(-7));
    assert_eq!(decimal("+12", 0), Ok(12));
    assert_eq!(decimal("5.0", 0), Ok(5));
    assert_eq!(decimal(".5", 1), Ok(5));
    assert_eq!(decimal("000000000000000000000000012", 3), Ok(12_000));
}

#[test]
fn refused() {
    assert_eq!(decimal("1.23", 1), Err(NotFit::Precise));
    assert_eq!(decimal("", 1), Err(NotFit::Number));
    assert_eq!(decimal(".", 1), Err(NotFit::Number));
    assert_eq!(decimal("-", 1), Err(NotFit::Number));
    assert_eq!(decimal("1.2.3", 1), Err(NotFit::Number));
    assert_eq!(decimal("1,207", 0), Err(NotFit::Number));
    assert_eq!(decimal("NaN", 0), Err(NotFit::Number));
    assert_eq!(decimal("1000000000000000000", 0), Err(NotFit::Large));
    assert_eq!(decimal("99999999999999999999999.5", 0), Err(NotFit::Large));
    assert_eq!(decimal("1e", 0), Err(NotFit::Number));
}

#[test]
fn exponents() {
    assert_eq!(decimal("1.5e-3", 4), Ok(15));
    assert_eq!(decimal("1.5E3", 0), Ok(1500));
    assert_eq!(decimal("-15e-1", 1), Ok(-15));
    assert_eq!(decimal("1e400", 1), Err(NotFit::Large));
    assert_eq!(decimal("1e-400", 1), Err(NotFit::Precise));
    assert_eq!(decimal("0e-400", 1), Ok(0));
    assert_eq!(decimal("1e-3", 2), Err(NotFit::Precise));
    assert_eq!(decimal("120e-2", 1), Ok(12));
}

#[test]
fn commas_and_units() {
    assert_eq!(without_commas(b"1,207").as_deref(), Some(&b"1207"[..]));
    assert_eq!(without_commas(b"-1,207,300.25").as_deref(), Some(&b"-1207300.25"[..]));
    assert_eq!(without_commas(b"12,07"), None);
    assert_eq!(without_commas(b"1207"), None);
    assert_eq!(without_commas(b"1,207,"), None);
    assert_eq!(split_unit("3031人"), Some(("3031", "人")));
    assert_eq!(split_unit("1,207 户"), Some(("1,207", "户")));
    assert_eq!(split_unit("人"), None);
    assert_eq!(split_unit("12"), None);
}

proptest! {
    #[test]
    fn any_decimal_comes_back(value in -999_999_999_999_999_999i64..=999_999_999_999_999_999, scale in 0u8..=18) {
        let factor = 10i128.pow(u32::from(scale));
        let (whole, part) = (i128::from(value).abs() / factor, i128::from(value).abs() % factor);
        let sign = if value < 0 { "-" } else { "" };
        let text = if scale == 0 { format!("{sign}{whole}") }
            else { format!("{sign}{whole}.{part:0width$}", width = usize::from(scale)) };
        prop_assert_eq!(decimal(&text, scale), Ok(value));
        prop_assert_eq!(decimal(&format!("{value}e-{scale}"), scale), Ok(value));
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40), scale in 0u8..=18) {
        let _ = parse(&bytes, scale, DECIMAL_MAX);
        let _ = without_commas(&bytes);
        let _ = split_unit(&String::from_utf8_lossy(&bytes));
    }
}
