//! Units as data: dimensions as exponents, exact factors, checked at run time.
//!
//! What is fixed here by convention: a year is 365.25 days (525,960 minutes) and a month its
//! twelfth, as the unit table of the Water Quality Exchange has it; a calorie is the
//! international table's (4.1868 J); a counted kind (person, case, cfu) is a dimension of its
//! own, while `count`, `%` and pH are plain numbers.
//!
//! Knows nothing of what is measured: a substance named in a unit (`mg N/L`) is refused.
//! Start reading at [`Unit::parse`]; the grammar stands in `unit/parse.rs`, the names in
//! `unit/names.rs`.

mod names;
mod parse;

use crate::Exact;
use diag::Text;
use std::collections::BTreeMap;
use std::fmt;

/// A base dimension. The named ones are physical; a `Counted` is a kind of thing one counts
/// (person, enterprise, case): adding persons to cases is refused like adding kg to m³.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dimension {
    /// Kilogram.
    Mass,
    /// Metre.
    Length,
    /// Second.
    Time,
    /// Kelvin.
    Temperature,
    /// Mole.
    Amount,
    /// Ampere.
    Current,
    /// Candela.
    Light,
    /// A currency by its ISO 4217 code.
    Money(String),
    /// A kind of thing that is counted.
    Counted(String),
}

/// A unit: a product of powers of dimensions, an exact factor to the base units, and an offset
/// for scales whose zero is elsewhere (°C).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// How it was written.
    pub symbol: String,
    /// Exponent of each dimension; none is zero.
    pub dimensions: BTreeMap<Dimension, i8>,
    /// Base units = value × factor + offset.
    pub factor: Exact,
    /// See `factor`.
    pub offset: Exact,
}

/// Why a text is not a unit, or two units do not go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UnitError {
    /// No unit of that name; the nearest one that exists.
    Unknown(String, Option<String>),
    /// The dimensions differ: left and right as written.
    Mismatch(String, String),
    /// A scale with an offset cannot be multiplied, divided or raised.
    Offset(String),
}

impl Unit {
    /// Reads a unit such as `µg/m³`, `10k CNY/mu`, `person-year` or `case/10k person`.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        parse::unit(text)
    }

    /// The unit of a plain number.
    pub fn dimensionless() -> Self {
        Self {
            symbol: "1".to_owned(),
            dimensions: BTreeMap::new(),
            factor: Exact::one(),
            offset: Exact::zero(),
        }
    }

    /// Whether values of both can be compared at all.
    pub fn same_dimensions(&self, other: &Self) -> bool {
        self.dimensions == other.dimensions
    }

    /// Whether a number means the same in both, however they are written.
    pub fn equivalent(&self, other: &Self) -> bool {
        self.same_dimensions(other) && self.factor == other.factor && self.offset == other.offset
    }

    /// Whether it has no dimension: a plain number, a share, a count of anything.
    pub fn plain(&self) -> bool {
        self.dimensions.is_empty()
    }

    /// The kind that it counts, where it is a counted kind and nothing else (`person`,
    /// `10k person`): what `count(*)` may be declared as.
    pub fn counted_kind(&self) -> Option<&str> {
        let mut dimensions = self.dimensions.iter();
        match (dimensions.next(), dimensions.next()) {
            (Some((Dimension::Counted(kind), 1)), None) => Some(kind),
            _ => None,
        }
    }

    /// The unit of the difference of two values: the same scale without its offset (°C → K).
    #[must_use]
    pub fn difference(&self) -> Self {
        if self.offset.zero_valued() {
            return self.clone();
        }
        let symbol = if self.factor == Exact::one() {
            "K".to_owned()
        } else {
            format!("{} K/{}", self.factor.numerator(), self.factor.denominator())
        };
        Self { symbol, offset: Exact::zero(), ..self.clone() }
    }

    /// Factor and offset by which a value becomes one in `to`: `value × factor + offset`.
    pub fn conversion(&self, to: &Self) -> Result<(Exact, Exact), UnitError> {
        if !self.same_dimensions(to) {
            return Err(UnitError::Mismatch(self.symbol.clone(), to.symbol.clone()));
        }
        let factor = self.factor.checked_div(&to.factor);
        let offset = (&self.offset - &to.offset).checked_div(&to.factor);
        // A factor of zero cannot be parsed; a hand-made unit that has one converts to nothing.
        factor
            .zip(offset)
            .ok_or_else(|| UnitError::Mismatch(self.symbol.clone(), to.symbol.clone()))
    }

    /// `value`, given in this unit, as a value in `to`.
    pub fn convert(&self, value: &Exact, to: &Self) -> Result<Exact, UnitError> {
        let (factor, offset) = self.conversion(to)?;
        Ok(&(value * &factor) + &offset)
    }

    /// The unit of a product.
    pub fn mul(&self, other: &Self) -> Result<Self, UnitError> {
        let product = self.times(other, 1)?;
        Ok(product.written(match (self.one(), other.one()) {
            (true, _) => other.symbol.clone(),
            (_, true) => self.symbol.clone(),
            _ => format!("{}·{}", self.symbol, bracketed(&other.symbol)),
        }))
    }

    /// The unit of a quotient.
    pub fn div(&self, other: &Self) -> Result<Self, UnitError> {
        let quotient = self.times(other, -1)?;
        Ok(quotient.written(if other.one() {
            self.symbol.clone()
        } else {
            format!("{}/{}", self.symbol, bracketed(&other.symbol))
        }))
    }

    /// The unit of a power.
    pub fn pow(&self, exponent: i8) -> Result<Self, UnitError> {
        let power = self.raised(exponent)?;
        Ok(power.written(match exponent {
            1 => self.symbol.clone(),
            _ if self.one() => self.symbol.clone(),
            _ => format!("{}^{exponent}", bracketed(&self.symbol)),
        }))
    }

    fn one(&self) -> bool {
        self.plain() && self.factor == Exact::one() && self.offset.zero_valued()
    }

    fn written(self, symbol: String) -> Self {
        let symbol = if self.one() { "1".to_owned() } else { symbol };
        Self { symbol, ..self }
    }

    /// `self × other^sign`, with the symbol of `self`.
    fn times(&self, other: &Self, sign: i8) -> Result<Self, UnitError> {
        for unit in [self, other] {
            if !unit.offset.zero_valued() {
                return Err(UnitError::Offset(unit.symbol.clone()));
            }
        }
        let other = other.raised(sign)?;
        let mut dimensions = self.dimensions.clone();
        for (dimension, exponent) in other.dimensions {
            let sum = dimensions.get(&dimension).copied().unwrap_or(0).checked_add(exponent);
            let sum = sum.ok_or_else(|| UnitError::Unknown(other.symbol.clone(), None))?;
            dimensions.insert(dimension, sum);
        }
        dimensions.retain(|_, exponent| *exponent != 0);
        Ok(Self { dimensions, factor: &self.factor * &other.factor, ..self.clone() })
    }

    fn raised(&self, power: i8) -> Result<Self, UnitError> {
        if power == 1 {
            return Ok(self.clone());
        }
        if !self.offset.zero_valued() {
            return Err(UnitError::Offset(self.symbol.clone()));
        }
        let mut dimensions = BTreeMap::new();
        for (dimension, exponent) in &self.dimensions {
            let raised = exponent.checked_mul(power);
            let raised = raised.ok_or_else(|| UnitError::Unknown(self.symbol.clone(), None))?;
            dimensions.insert(dimension.clone(), raised);
        }
        dimensions.retain(|_, exponent| *exponent != 0);
        Ok(Self { dimensions, factor: self.factor.pow(i32::from(power)), ..self.clone() })
    }
}

/// A symbol as it may stand after `/` or before `^`.
fn bracketed(symbol: &str) -> String {
    let compound = symbol.contains(['/', '·', '*', '.', ' ', '^', '-', '²', '³'])
        || symbol.contains(" per ")
        || symbol.ends_with(|last: char| last.is_ascii_digit());
    if compound && symbol != "1" { format!("({symbol})") } else { symbol.to_owned() }
}

/// As it was written.
impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.symbol)
    }
}

impl UnitError {
    /// The finding in both languages: one line, lower case, no full stop.
    pub fn text(&self) -> Text {
        match self {
            Self::Unknown(found, None) => Text::new(
                format!("没有名为 `{found}` 的单位"),
                format!("there is no unit `{found}`"),
            ),
            Self::Unknown(found, Some(nearest)) => Text::new(
                format!("没有名为 `{found}` 的单位，是否指 `{nearest}`？"),
                format!("there is no unit `{found}`; did you mean `{nearest}`?"),
            ),
            Self::Mismatch(left, right) => Text::new(
                format!("`{left}` 与 `{right}` 的量纲不同，不能相加、相减或比较"),
                format!(
                    "`{left}` and `{right}` have different dimensions and cannot be added or compared"
                ),
            ),
            Self::Offset(symbol) => Text::new(
                format!("`{symbol}` 的零点不是真零点，不能相乘、相除或乘方；温差请用 K"),
                format!(
                    "`{symbol}` has its zero elsewhere and cannot be multiplied, divided or raised; \
                     write differences in K"
                ),
            ),
        }
    }
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for UnitError {}

#[cfg(test)]
mod tests;
