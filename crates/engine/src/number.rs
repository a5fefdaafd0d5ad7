//! Exact numbers in columns: a fast form while numerator and denominator fit in 128 bits, one of
//! any size beyond, and readers and writers for integer, decimal and exact columns.

use district::{Exact, Rounding};
use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

mod column;
pub(crate) use column::{NumberWriter, Numbers};

/// An exact number. A small one need not be reduced; its denominator is positive.
#[derive(Debug, Clone)]
pub(crate) enum Num {
    /// `numerator / denominator`.
    Small(i128, i128),
    /// One that does not fit.
    Big(BigRational),
}

/// A numerator with its positive denominator.
type Ratio = (i128, i128);

const TEN: i128 = 10;

impl Num {
    pub(crate) fn zero() -> Self {
        Self::Small(0, 1)
    }

    pub(crate) fn integer(value: i64) -> Self {
        Self::Small(i128::from(value), 1)
    }

    /// `unscaled / 10^scale`.
    pub(crate) fn decimal(unscaled: i128, scale: u32) -> Self {
        match TEN.checked_pow(scale) {
            Some(denominator) => Self::Small(unscaled, denominator),
            None => Self::Big(big(unscaled) / BigRational::from(BigInt::from(10).pow(scale))),
        }
    }

    /// From the texts of a column; `None` if they are no numbers.
    pub(crate) fn parts(numerator: &str, denominator: &str) -> Option<Self> {
        if let (Some(n), Some(d)) = (small(numerator), small(denominator))
            && d > 0
        {
            return Some(Self::Small(n, d));
        }
        let n: BigInt = numerator.parse().ok()?;
        let d: BigInt = denominator.parse().ok()?;
        (!d.is_zero()).then(|| Self::from(BigRational::new(n, d)))
    }

    fn big(&self) -> BigRational {
        match self {
            Self::Small(n, d) => BigRational::new(BigInt::from(*n), BigInt::from(*d)),
            Self::Big(value) => value.clone(),
        }
    }

    pub(crate) fn exact(&self) -> Exact {
        Exact::from(self.big())
    }

    /// The same value with numerator and denominator without a common divisor.
    pub(crate) fn reduced(self) -> Self {
        match self {
            Self::Small(n, d) => {
                let (n, d) = reduce((n, d));
                Self::Small(n, d)
            }
            Self::Big(_) => self,
        }
    }

    fn combine(
        &self,
        other: &Self,
        quick: fn(Ratio, Ratio) -> Option<Ratio>,
        slow: fn(BigRational, BigRational) -> BigRational,
    ) -> Self {
        if let (&Self::Small(a, b), &Self::Small(c, d)) = (self, other) {
            let quickly = quick((a, b), (c, d)).or_else(|| quick(reduce((a, b)), reduce((c, d))));
            if let Some((n, d)) = quickly {
                return Self::Small(n, d);
            }
        }
        Self::from(slow(self.big(), other.big()))
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        self.combine(other, quick_add, |a, b| a + b)
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    pub(crate) fn mul(&self, other: &Self) -> Self {
        self.combine(other, quick_mul, |a, b| a * b)
    }

    /// The quotient; `None` where the divisor is zero.
    pub(crate) fn div(&self, other: &Self) -> Option<Self> {
        let turned = match other {
            Self::Small(0, _) => return None,
            Self::Small(n, d) if *n == i128::MIN => Self::from(big(*d) / big(*n)),
            Self::Small(n, d) => Self::Small(d * n.signum(), n.abs()),
            Self::Big(value) if value.is_zero() => return None,
            Self::Big(value) => Self::from(value.recip()),
        };
        Some(self.mul(&turned))
    }

    pub(crate) fn neg(&self) -> Self {
        match self {
            Self::Small(n, d) => match n.checked_neg() {
                Some(n) => Self::Small(n, *d),
                None => Self::Big(-self.big()),
            },
            Self::Big(value) => Self::from(-value.clone()),
        }
    }

    pub(crate) fn abs(&self) -> Self {
        if self.negative() { self.neg() } else { self.clone() }
    }

    fn negative(&self) -> bool {
        match self {
            Self::Small(n, _) => *n < 0,
            Self::Big(value) => value.is_negative(),
        }
    }

    /// The nearest number with so many digits.
    pub(crate) fn round(&self, decimals: i32, rounding: Rounding) -> Self {
        if let Self::Small(n, d) = self
            && let Some((whole, scale)) = quick_round(*n, *d, decimals, rounding)
        {
            return if decimals >= 0 {
                Self::Small(whole, scale)
            } else {
                Self::Small(whole, 1).mul(&Self::Small(scale, 1))
            };
        }
        Self::from(&self.exact().round(decimals, rounding))
    }

    /// The value as a whole number, if it is one that fits.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        match self.clone().reduced() {
            Self::Small(n, 1) => i64::try_from(n).ok(),
            Self::Small(..) => None,
            Self::Big(value) => Exact::from(value).to_i64(),
        }
    }

    /// The unscaled integer at `scale` digits, if the value has no more digits than that.
    pub(crate) fn to_decimal(&self, scale: u32) -> Option<i128> {
        let power = TEN.checked_pow(scale)?;
        if let Self::Small(n, d) = self {
            if *d == power {
                return Some(*n);
            }
            let (n, d) = reduce((*n, *d));
            return if power % d == 0 { n.checked_mul(power / d) } else { None };
        }
        self.exact().to_decimal(scale)
    }
}

impl From<BigRational> for Num {
    fn from(value: BigRational) -> Self {
        match (value.numer().to_i128(), value.denom().to_i128()) {
            (Some(n), Some(d)) => Self::Small(n, d),
            (None, _) | (_, None) => Self::Big(value),
        }
    }
}

impl From<&Exact> for Num {
    fn from(value: &Exact) -> Self {
        Self::from(BigRational::new(value.numerator().clone(), value.denominator().clone()))
    }
}

impl PartialEq for Num {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Num {}

impl PartialOrd for Num {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Num {
    fn cmp(&self, other: &Self) -> Ordering {
        if let (&Self::Small(a, b), &Self::Small(c, d)) = (self, other) {
            if b == d {
                return a.cmp(&c);
            }
            if let (Some(left), Some(right)) = (a.checked_mul(d), c.checked_mul(b)) {
                return left.cmp(&right);
            }
        }
        self.big().cmp(&other.big())
    }
}

fn big(value: i128) -> BigRational {
    BigRational::from(BigInt::from(value))
}

/// Eighteen digits always fit, and parse at half the cost of 128 bits.
fn small(text: &str) -> Option<i128> {
    if text.len() <= 18 { text.parse::<i64>().ok().map(i128::from) } else { text.parse().ok() }
}

fn quick_add(left: Ratio, right: Ratio) -> Option<Ratio> {
    if left.1 == right.1 {
        return Some((left.0.checked_add(right.0)?, left.1));
    }
    let sum = left.0.checked_mul(right.1)?.checked_add(right.0.checked_mul(left.1)?)?;
    Some(reduce((sum, left.1.checked_mul(right.1)?)))
}

fn quick_mul((a, b): Ratio, (c, d): Ratio) -> Option<Ratio> {
    Some(reduce((a.checked_mul(c)?, b.checked_mul(d)?)))
}

fn quick_round(n: i128, d: i128, decimals: i32, rounding: Rounding) -> Option<Ratio> {
    let scale = TEN.checked_pow(decimals.unsigned_abs())?;
    let (n, d) =
        if decimals >= 0 { (n.checked_mul(scale)?, d) } else { (n, d.checked_mul(scale)?) };
    let (floor, rest) = (n.div_euclid(d), n.rem_euclid(d));
    let up = match rounding {
        Rounding::Up => rest > 0,
        Rounding::Down => false,
        Rounding::HalfEven => match rest.checked_mul(2)?.cmp(&d) {
            Ordering::Less => false,
            Ordering::Equal => floor.rem_euclid(2) == 1,
            Ordering::Greater => true,
        },
    };
    Some((floor.checked_add(i128::from(up))?, scale))
}

fn reduce((n, d): Ratio) -> Ratio {
    if d == 1 {
        return (n, d);
    }
    let divisor = gcd(n.unsigned_abs(), d.unsigned_abs());
    match i128::try_from(divisor) {
        Ok(divisor) if divisor > 1 => (n / divisor, d / divisor),
        Ok(_) | Err(_) => (n, d),
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        if let (Ok(short_a), Ok(short_b)) = (u64::try_from(a), u64::try_from(b)) {
            return u128::from(gcd_short(short_a, short_b));
        }
        (a, b) = (b, a % b);
    }
    a
}

fn gcd_short(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests;
