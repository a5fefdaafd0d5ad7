//! The names of units and what each stands for, in the parser's own language.
//!
//! A name is looked up as it is written; then with an SI prefix where it takes one; then, if it
//! is a long word, in lower case and in the singular. Names are case-sensitive: `Mg` is not `mg`.

use super::{Dimension, Unit, UnitError, parse};
use crate::{Exact, did_you_mean};
use std::collections::BTreeMap;

mod table;

use table::{COUNTED, HAN_MULTIPLES, MONEY, PHRASES, PREFIXES, SCALES, UNITS};

/// Shortest word that is also looked up in lower case and in the singular.
const WORD_MIN: usize = 4;

/// The unit of that name.
pub(super) fn find(name: &str, depth: u8) -> Result<Unit, UnitError> {
    let singular = name.strip_suffix('s');
    let lower = name.to_lowercase();
    let mut found = whole(name, depth).or_else(|| prefixed(name, depth));
    if found.is_none() && name.is_ascii() && name.len() >= WORD_MIN {
        found = singular
            .and_then(|name| whole(name, depth).or_else(|| prefixed(name, depth)))
            .or_else(|| whole(&lower, depth).filter(|_| lower.len() >= WORD_MIN))
            .or_else(|| lower.strip_suffix('s').and_then(|name| whole(name, depth)));
    }
    found
        .or_else(|| multiple(name, depth))
        .ok_or_else(|| UnitError::Unknown(name.to_owned(), nearest(name)))
}

/// The length of a name of several words or with digits (`deg C`, `mmH2O`) that `rest` opens with.
pub(super) fn phrase(rest: &[char]) -> Option<usize> {
    PHRASES
        .iter()
        .map(|phrase| (phrase, phrase.chars().count()))
        .find(|(phrase, length)| {
            phrase.chars().eq(rest.iter().take(*length).copied())
                && !rest.get(*length).is_some_and(|c| c.is_alphanumeric())
        })
        .map(|(_, length)| length)
}

/// The unit that counts things of `kind`.
pub(super) fn counted(kind: &str) -> Unit {
    let canonical = COUNTED
        .iter()
        .find(|(name, others)| *name == kind || others.contains(&kind))
        .map_or(kind, |(name, _)| *name);
    base(Dimension::Counted(canonical.to_owned()), kind)
}

/// Whether the unit is an amount of money and nothing else.
pub(super) fn money(unit: &Unit) -> bool {
    unit.dimensions.len() == 1
        && unit
            .dimensions
            .iter()
            .all(|(dimension, power)| matches!(dimension, Dimension::Money(_)) && *power == 1)
}

fn base(dimension: Dimension, symbol: &str) -> Unit {
    Unit {
        symbol: symbol.to_owned(),
        dimensions: BTreeMap::from([(dimension, 1)]),
        factor: Exact::one(),
        offset: Exact::zero(),
    }
}

/// A name as it stands in one of the tables.
fn whole(name: &str, depth: u8) -> Option<Unit> {
    if let Some(unit) = physical_base(name) {
        return Some(unit);
    }
    if let Some((code, _)) =
        MONEY.iter().find(|(code, others)| *code == name || others.contains(&name))
    {
        return Some(base(Dimension::Money((*code).to_owned()), name));
    }
    if COUNTED.iter().any(|(kind, others)| *kind == name || others.contains(&name)) {
        return Some(counted(name));
    }
    if let Some((_, factor, offset)) = SCALES.iter().find(|(names, _, _)| names.contains(&name)) {
        return Some(Unit {
            factor: factor.parse().ok()?,
            offset: offset.parse().ok()?,
            ..base(Dimension::Temperature, name)
        });
    }
    let row = UNITS.iter().find(|row| row.names.contains(&name))?;
    let unit = parse::definition(row.is, depth).ok()?;
    Some(Unit { symbol: name.to_owned(), ..unit })
}

fn physical_base(name: &str) -> Option<Unit> {
    let (dimension, gram) = match name {
        "g" | "gram" | "gm" | "克" => (Dimension::Mass, true),
        "m" | "metre" | "meter" | "米" => (Dimension::Length, false),
        "s" | "sec" | "second" | "秒" => (Dimension::Time, false),
        "K" | "kelvin" => (Dimension::Temperature, false),
        "mol" | "mole" | "摩尔" => (Dimension::Amount, false),
        "A" | "amp" | "ampere" | "安培" => (Dimension::Current, false),
        "cd" | "candela" => (Dimension::Light, false),
        _ => return None,
    };
    let unit = base(dimension, name);
    Some(if gram { Unit { factor: Exact::from_decimal(1, 3), ..unit } } else { unit })
}

/// A name with an SI prefix, where it takes one.
fn prefixed(name: &str, depth: u8) -> Option<Unit> {
    PREFIXES.iter().find_map(|(prefix, power)| {
        let rest = name.strip_prefix(prefix).filter(|rest| takes_prefix(rest))?;
        let unit = whole(rest, depth)?;
        let factor = &unit.factor * &Exact::from(10).pow(*power);
        Some(Unit { symbol: name.to_owned(), factor, ..unit })
    })
}

fn takes_prefix(name: &str) -> bool {
    // `k克` and `kkg` are not words; second, hour and day take what the tables give them.
    matches!(
        name,
        "g" | "gram" | "m" | "metre" | "meter" | "s" | "K" | "mol" | "mole" | "A" | "amp"
    ) || matches!(name, "ampere" | "second" | "cd")
        || UNITS.iter().any(|row| row.prefix && row.names.contains(&name))
}

/// 万, 亿 and the like before a Chinese name: 万元, 万人, 亿立方米.
fn multiple(name: &str, depth: u8) -> Option<Unit> {
    HAN_MULTIPLES.iter().find_map(|(prefix, factor)| {
        let rest = name.strip_prefix(prefix)?;
        let unit = if rest.is_empty() {
            Unit::dimensionless()
        } else {
            whole(rest, depth).or_else(|| multiple(rest, depth))?
        };
        unit.offset.zero_valued().then(|| Unit {
            symbol: name.to_owned(),
            factor: &unit.factor * &Exact::from(*factor),
            ..unit
        })
    })
}

fn nearest(name: &str) -> Option<String> {
    let counted = COUNTED.iter().flat_map(|(kind, others)| others.iter().chain([kind]));
    let money = MONEY.iter().flat_map(|(code, others)| others.iter().chain([code]));
    let units = UNITS.iter().flat_map(|row| row.names);
    let scales = SCALES.iter().flat_map(|(names, _, _)| names.iter());
    let known = counted.chain(money).chain(units).chain(scales).copied();
    did_you_mean(name, known.chain(table::BASES)).map(str::to_owned)
}

#[cfg(test)]
pub(super) fn definitions() -> impl Iterator<Item = (&'static str, &'static str)> {
    UNITS.iter().flat_map(|row| row.names.iter().map(|name| (*name, row.is)))
}
