//! A figure: one value of an indicator for a place and a period, with all that it rests on.

use crate::{Exact, Period};
use serde::Serialize;

/// What identifies a figure.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FigureKey {
    /// The indicator's id.
    pub indicator: String,
    /// The place's id.
    pub place: String,
    /// The natural period.
    pub period: Period,
    /// The edition of the standard, if the indicator has one.
    pub edition: Option<String>,
    /// Further dimensions, `name=value` in the order declared, joined by `;`. Empty if none.
    pub by: String,
}

/// How many of how many inputs were there (L11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Coverage {
    /// Inputs that were there.
    pub have: i64,
    /// Inputs that a complete period has.
    pub of: i64,
}

/// Why a figure is not valid: a code with its numbers, put into words by `report`.
///
/// The code form is `rule(have/of)` with an optional part in front, such as `year_days(296/324)`
/// or `month_days(2015-02:20/25)`; several are joined by `; `.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Reason(pub String);

/// One value of an indicator, as computed at a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// What it is the value of.
    pub key: FigureKey,
    /// The exact value in the indicator's unit; none if there was nothing to compute it from.
    pub value: Option<Exact>,
    /// The exact numerator, where the value is a ratio.
    pub numerator: Option<Exact>,
    /// The exact denominator, where the value is a ratio.
    pub denominator: Option<Exact>,
    /// How many of how many inputs were there, where the indicator says.
    pub coverage: Option<Coverage>,
    /// Why it is not valid; none if it is.
    pub reason: Option<Reason>,
    /// A text value beside the number, such as the primary pollutant.
    pub note: Option<String>,
}

impl Figure {
    /// Whether the figure passes its completeness rule and has a value.
    pub fn valid(&self) -> bool {
        self.reason.is_none() && (self.value.is_some())
    }
}
