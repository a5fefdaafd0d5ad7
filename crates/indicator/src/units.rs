//! The few operations on units that binding needs, named in one place.

use district::{Exact, Unit, UnitError};

/// The unit of a bare number.
pub(crate) fn one() -> Unit {
    Unit::dimensionless()
}

/// The unit that a text names.
pub(crate) fn parse(text: &str) -> Result<Unit, UnitError> {
    Unit::parse(text)
}

/// Whether its zero is elsewhere.
pub(crate) fn shifted(unit: &Unit) -> bool {
    !unit.offset.zero_valued()
}

/// Factor and offset that change a value of `from` into one of `to`; none if the dimensions
/// differ.
pub(crate) fn conversion(from: &Unit, to: &Unit) -> Option<(Exact, Exact)> {
    if from == to {
        return Some((Exact::one(), Exact::zero()));
    }
    from.conversion(to).ok()
}

/// The product's unit; none where a scale has an offset.
pub(crate) fn product(left: &Unit, right: &Unit) -> Option<Unit> {
    if bare(right) {
        return Some(left.clone());
    }
    if bare(left) {
        return Some(right.clone());
    }
    left.mul(right).ok()
}

/// The quotient's unit; none where a scale has an offset.
pub(crate) fn quotient(left: &Unit, right: &Unit) -> Option<Unit> {
    if bare(right) {
        return Some(left.clone());
    }
    left.div(right).ok()
}

/// Whether it is that of a bare number: no dimension, factor 1.
pub(crate) fn bare(unit: &Unit) -> bool {
    unit.dimensions.is_empty() && unit.factor == Exact::one() && unit.offset.zero_valued()
}
