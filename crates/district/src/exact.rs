//! Exact numbers: rationals of any size, from text to figure, rounded once at the end (L10).
//!
//! A mean of 23 hourly values is `sum/23`, not the nearest float to it; the AQI of a real day
//! depends on the difference.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, ToPrimitive, Zero};
use std::fmt;
use std::ops::{Add, Div, Mul, Neg, Sub};
use std::str::FromStr;

/// How an exact number becomes one of fewer digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// GB/T 8170-2008, 3.2: half to even, on the exact value, once.
    HalfEven,
    /// Towards plus infinity, as HJ 633 asks for an IAQI (2012: 6.2; 2026: 4.2.6).
    Up,
    /// Towards minus infinity.
    Down,
}

/// An exact rational number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(BigRational);

/// A text that is not a number: what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotANumber(pub String);

impl fmt::Display for NotANumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a decimal such as 12.5 or a fraction such as 1/3, found `{}`", self.0)
    }
}

impl std::error::Error for NotANumber {}

impl Exact {
    /// Zero.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// One.
    pub fn one() -> Self {
        Self(BigRational::one())
    }

    /// `unscaled / 10^scale`, the way a decimal column stores it.
    pub fn from_decimal(unscaled: i128, scale: u32) -> Self {
        Self(BigRational::new(BigInt::from(unscaled), BigInt::from(10).pow(scale)))
    }

    /// `numerator / denominator`, or `None` if the denominator is zero.
    pub fn ratio(numerator: impl Into<BigInt>, denominator: impl Into<BigInt>) -> Option<Self> {
        let denominator = denominator.into();
        (!denominator.is_zero()).then(|| Self(BigRational::new(numerator.into(), denominator)))
    }

    /// The reduced numerator.
    pub fn numerator(&self) -> &BigInt {
        self.0.numer()
    }

    /// The reduced, positive denominator.
    pub fn denominator(&self) -> &BigInt {
        self.0.denom()
    }

    /// Whether the value is zero.
    pub fn zero_valued(&self) -> bool {
        self.0.is_zero()
    }

    /// `self / other`, or `None` if `other` is zero.
    pub fn checked_div(&self, other: &Self) -> Option<Self> {
        (!other.0.is_zero()).then(|| Self(&self.0 / &other.0))
    }

    /// The integer part's value, if this is a whole number that fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.0.is_integer() { self.0.to_integer().to_i64() } else { None }
    }

    /// The unscaled integer at `scale` digits, if the value has no more digits than that.
    pub fn to_decimal(&self, scale: u32) -> Option<i128> {
        let shifted = &self.0 * BigRational::from_integer(BigInt::from(10).pow(scale));
        if shifted.is_integer() { shifted.to_integer().to_i128() } else { None }
    }

    /// The absolute value.
    #[must_use]
    pub fn abs(&self) -> Self {
        Self(self.0.abs())
    }

    /// `self` to a whole power.
    #[must_use]
    pub fn pow(&self, exponent: i32) -> Self {
        Self(Pow::pow(&self.0, exponent))
    }

    /// The nearest number with `decimals` digits after the point (negative: before it).
    ///
    /// Source: GB/T 8170-2008, 3.2 for [`Rounding::HalfEven`].
    #[must_use]
    pub fn round(&self, decimals: i32, rounding: Rounding) -> Self {
        let scale = Pow::pow(&BigRational::from_integer(BigInt::from(10)), decimals);
        let shifted = &self.0 * &scale;
        let whole = match rounding {
            Rounding::Up => shifted.ceil().to_integer(),
            Rounding::Down => shifted.floor().to_integer(),
            Rounding::HalfEven => half_even(&shifted),
        };
        Self(BigRational::from_integer(whole) / scale)
    }

    /// The value as a decimal text with exactly `decimals` digits, rounded half to even.
    pub fn to_text(&self, decimals: u32) -> String {
        let places = i32::try_from(decimals).unwrap_or(i32::MAX);
        let rounded = self.round(places, Rounding::HalfEven);
        let unscaled =
            (rounded.0 * BigRational::from_integer(BigInt::from(10).pow(decimals))).to_integer();
        decimal_text(&unscaled, decimals)
    }

    /// The value as a plain decimal text if it terminates, else `None`.
    pub fn to_terminating_text(&self) -> Option<String> {
        let mut rest = self.0.denom().clone();
        let mut twos = 0_u32;
        let mut fives = 0_u32;
        while rest.is_even() {
            rest /= 2;
            twos += 1;
        }
        loop {
            let (quotient, remainder) = rest.div_rem(&BigInt::from(5));
            if !remainder.is_zero() {
                break;
            }
            rest = quotient;
            fives += 1;
        }
        rest.is_one().then(|| self.to_text(twos.max(fives)))
    }
}

fn half_even(value: &BigRational) -> BigInt {
    let floor = value.floor().to_integer();
    let rest = value - BigRational::from_integer(floor.clone());
    let half = BigRational::new(BigInt::one(), BigInt::from(2));
    match rest.cmp(&half) {
        std::cmp::Ordering::Less => floor,
        std::cmp::Ordering::Greater => floor + 1,
        std::cmp::Ordering::Equal if floor.is_even() => floor,
        std::cmp::Ordering::Equal => floor + 1,
    }
}

fn decimal_text(unscaled: &BigInt, decimals: u32) -> String {
    let digits = unscaled.abs().to_string();
    let places = usize::try_from(decimals).unwrap_or(0);
    let padded = format!("{digits:0>width$}", width = places + 1);
    let (whole, fraction) = padded.split_at(padded.len() - places);
    let sign = if unscaled.is_negative() { "-" } else { "" };
    if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// A terminating value prints as a decimal, any other one as `n/d`: both parse back.
impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_terminating_text() {
            Some(text) => f.write_str(&text),
            None => write!(f, "{}/{}", self.0.numer(), self.0.denom()),
        }
    }
}

/// Longest exponent that a text may carry: beyond it a number is a typing error or an attack.
const EXPONENT_MAX: i32 = 400;

impl FromStr for Exact {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Self, NotANumber> {
        let fail = || NotANumber(text.to_owned());
        let trimmed = text.trim();
        if let Some((numerator, denominator)) = trimmed.split_once('/') {
            let numerator = decimal(numerator.trim()).ok_or_else(fail)?;
            let denominator = decimal(denominator.trim()).ok_or_else(fail)?;
            return numerator.checked_div(&denominator).ok_or_else(fail);
        }
        decimal(trimmed).ok_or_else(fail)
    }
}

fn decimal(text: &str) -> Option<Exact> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
        None => (text, 0),
    };
    if exponent.abs() > EXPONENT_MAX || mantissa.len() > 4096 {
        return None;
    }
    let (negative, digits) = match mantissa.as_bytes().first()? {
        b'-' => (true, &mantissa[1..]),
        b'+' => (false, &mantissa[1..]),
        _ => (false, mantissa),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    if !whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let unscaled = BigInt::parse_bytes(format!("{whole}{fraction}").as_bytes(), 10)?;
    let unscaled = if negative { -unscaled } else { unscaled };
    let shift = exponent - i32::try_from(fraction.len()).ok()?;
    let scale = Pow::pow(&BigRational::from_integer(BigInt::from(10)), shift);
    Some(Exact(BigRational::from_integer(unscaled) * scale))
}

impl From<i64> for Exact {
    fn from(value: i64) -> Self {
        Self(BigRational::from_integer(BigInt::from(value)))
    }
}

impl From<BigRational> for Exact {
    fn from(value: BigRational) -> Self {
        Self(value)
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $op:tt) => {
        impl $trait for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                Exact(&self.0 $op &other.0)
            }
        }
        impl $trait for Exact {
            type Output = Exact;
            fn $method(self, other: Exact) -> Exact {
                Exact(self.0 $op other.0)
            }
        }
    };
}

operator!(Add, add, +);
operator!(Sub, sub, -);
operator!(Mul, mul, *);
operator!(Div, div, /);

impl Neg for Exact {
    type Output = Exact;
    fn neg(self) -> Exact {
        Exact(-self.0)
    }
}

impl serde::Serialize for Exact {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests;
