//! Numbers as people write them in tables: with commas between thousands, a unit behind them, or
//! in another unit. What is stripped is declared and said; the rest is refused.

use super::{Building, Shared};
use crate::misfit::Misfit;
use crate::number::{self, NotFit};
use diag::Text;
use district::{Exact, Unit};
use std::borrow::Cow;

impl Building {
    /// A number in a table made for people: commas, a unit behind it, another unit.
    #[cold]
    pub(super) fn dressed_number(
        &mut self,
        cell: &[u8],
        scale: u8,
        max: u64,
        shared: &mut Shared,
    ) -> Result<i64, Misfit> {
        let text = std::str::from_utf8(cell).map_err(|_| self.misfit(cell))?;
        let mut bare = Cow::Borrowed(cell);
        if let Some((number, unit)) = number::split_unit(text) {
            // `1.5e-3` is a number with an exponent, not one in `e-3`.
            if number::parse(cell, 18, u64::MAX) == Err(NotFit::Number) {
                self.check_unit(unit, shared)?;
                bare = Cow::Borrowed(number.as_bytes());
            }
        }
        if bare.contains(&b',') {
            let without = number::without_commas(&bare).ok_or_else(|| self.misfit(cell))?;
            if !self.commas {
                return Err(Misfit::Commas);
            }
            if !self.said_commas {
                self.said_commas = true;
                shared.said.push(Text::new(
                    format!("列“{}”：千分位逗号已去掉", self.id),
                    format!("column `{}`: commas between thousands are taken out", self.id),
                ));
            }
            bare = Cow::Owned(without);
        }
        let fit = |why| match why {
            NotFit::Number => self.misfit(cell),
            NotFit::Precise => Misfit::Precise(scale),
            NotFit::Large => Misfit::Large(self.data_type),
        };
        match &self.convert {
            None => number::parse(&bare, scale, max).map_err(fit),
            Some((from, to)) => converted(&bare, from, to, scale, max).map_err(fit),
        }
    }

    fn check_unit(&mut self, found: &str, shared: &mut Shared) -> Result<(), Misfit> {
        let expected = self.unit.as_ref().map(|unit| unit.symbol.clone());
        let same = self.unit.as_ref().is_some_and(|unit| same_unit(unit, found));
        // Only what begins like a unit is one; `12-3` and `1.2.3` are not numbers at all.
        if !found.chars().next().is_some_and(|c| c.is_alphabetic() || "%‰°µ".contains(c)) {
            return Err(Misfit::Type(self.data_type));
        }
        if !same {
            return Err(Misfit::Unit(expected));
        }
        if !self.said_unit {
            self.said_unit = true;
            shared.said.push(Text::new(
                format!("列“{}”：数后的单位“{found}”已去掉", self.id),
                format!("column `{}`: the unit `{found}` behind numbers is taken off", self.id),
            ));
        }
        Ok(())
    }
}

fn same_unit(unit: &Unit, found: &str) -> bool {
    unit.symbol == found || Unit::parse(found).is_ok_and(|found| found.equivalent(unit))
}

/// A number in one unit, exactly, in another.
fn converted(text: &[u8], from: &Unit, to: &Unit, scale: u8, max: u64) -> Result<i64, NotFit> {
    // 18 digits after the point are enough for what people write, and are read exactly.
    let written = (0..=18)
        .find_map(|digits| number::parse(text, digits, u64::MAX).ok().map(|value| (value, digits)))
        .ok_or_else(|| number::parse(text, 18, u64::MAX).err().unwrap_or(NotFit::Number))?;
    let written = Exact::from_decimal(i128::from(written.0), u32::from(written.1));
    let own = from.convert(&written, to).map_err(|_| NotFit::Number)?;
    let value = own.to_decimal(u32::from(scale)).ok_or(NotFit::Precise)?;
    let value = i64::try_from(value).map_err(|_| NotFit::Large)?;
    if value.unsigned_abs() <= max { Ok(value) } else { Err(NotFit::Large) }
}
