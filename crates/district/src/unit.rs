//! Units as data: dimensions as exponents, exact factors, checked at run time.

use crate::Exact;
use std::collections::BTreeMap;

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
