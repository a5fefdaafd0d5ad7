//! Published parts against their published total.
//!
//! Numbers that are each rounded do not add up, and need not: with n parts and one total the
//! rounding alone can account for (n + 1) half units of the last digit. What goes beyond that is
//! not rounding, and a table that has it is wrong.

use district::{Exact, Text};

/// How parts and total go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// The exact sum of the parts.
    pub sum_exact: Exact,
    /// `total − sum_exact`.
    pub residual: Exact,
    /// `residual` between the published digits: the row a table shows beside its parts.
    pub residual_published: Exact,
    /// The most that rounding can account for.
    pub rounding_max: Exact,
    /// Whether it does.
    pub within_rounding: bool,
    decimals: u32,
}

/// Holds `parts` against `total`, published with `decimals` digits after the point.
pub fn reconcile(parts: &[Exact], total: &Exact, decimals: u32) -> Reconciliation {
    let add = |values: &mut dyn Iterator<Item = Exact>| {
        values.fold(Exact::zero(), |sum, value| &sum + &value)
    };
    let places = i32::try_from(decimals).unwrap_or(i32::MAX);
    let published = |value: &Exact| value.round(places, district::Rounding::HalfEven);
    let sum_exact = add(&mut parts.iter().cloned());
    let residual = total - &sum_exact;
    let residual_published = &published(total) - &add(&mut parts.iter().map(published));
    // Half a unit of the last digit for each part and for the total.
    let count = i64::try_from(parts.len()).unwrap_or(i64::MAX).saturating_add(1);
    let half = &Exact::from_decimal(5, 1) * &Exact::from(10).pow(-places);
    let rounding_max = &half * &Exact::from(count);
    let within_rounding = residual.abs() <= rounding_max;
    Reconciliation {
        sum_exact,
        residual,
        residual_published,
        rounding_max,
        within_rounding,
        decimals,
    }
}

impl Reconciliation {
    /// One line in both languages.
    pub fn text(&self) -> Text {
        let residual = self.residual_published.to_text(self.decimals);
        let bound = self.rounding_max.to_text(self.decimals.saturating_add(1));
        if self.residual.zero_valued() && self.residual_published.zero_valued() {
            Text::new("各分项之和等于合计", "the parts add up to the total")
        } else if self.within_rounding {
            Text::new(
                format!("各分项之和与合计相差 {residual}，在修约范围 ±{bound} 之内"),
                format!(
                    "the parts differ from the total by {residual}, within rounding (±{bound})"
                ),
            )
        } else {
            Text::new(
                format!("各分项之和与合计相差 {residual}，超出修约范围 ±{bound}，不是修约所致"),
                format!(
                    "the parts differ from the total by {residual}, more than rounding can \
                     account for (±{bound})"
                ),
            )
        }
    }
}

#[cfg(test)]
mod tests;
