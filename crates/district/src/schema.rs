//! The types that a column can have, in packs, in the lake and through SQL.

use crate::Grain;
use std::fmt;

/// The type of a column or an expression. None of them is a float (L10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DataType {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A decimal with so many digits after the point.
    Decimal(u8),
    /// An exact rational of any size.
    Exact,
    /// True or false.
    Boolean,
    /// A moment, to the microsecond, in UTC.
    Instant,
    /// A civil date.
    Date,
    /// A natural period; the grain where it is known to be one.
    Period(Option<Grain>),
}

impl DataType {
    /// Whether values of it can be added and compared as numbers.
    pub fn numeric(self) -> bool {
        matches!(self, Self::Integer | Self::Decimal(_) | Self::Exact)
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text"),
            Self::Integer => f.write_str("integer"),
            Self::Decimal(_) => f.write_str("decimal"),
            Self::Exact => f.write_str("exact"),
            Self::Boolean => f.write_str("boolean"),
            Self::Instant => f.write_str("instant"),
            Self::Date => f.write_str("date"),
            Self::Period(Some(grain)) => write!(f, "period({grain})"),
            Self::Period(None) => f.write_str("period"),
        }
    }
}
