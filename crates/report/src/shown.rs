//! A figure as it is published: the exact value rounded once, its unit, its mark.

use crate::words;
use diag::Language;
use district::{Exact, Figure, Indicator, Text};

/// A figure ready to be set in a line or a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The value in the published digits; none if there is no value.
    pub value: Option<String>,
    /// The unit, or nothing for a plain number.
    pub unit: String,
    /// Whether it may be shown without a mark.
    pub valid: bool,
    /// Why not, if it is not valid.
    pub why: Option<Text>,
}

/// Digits after the point that `indicator` publishes under `edition`.
pub fn decimals(indicator: &Indicator, edition: Option<&str>) -> u32 {
    edition
        .and_then(|edition| indicator.edition_decimals.get(edition))
        .copied()
        .unwrap_or(indicator.decimals)
}

/// The figure as published: rounded once, half to even, from the exact value (GB/T 8170-2008).
pub fn shown(figure: &Figure, indicator: &Indicator) -> Shown {
    let decimals = decimals(indicator, figure.key.edition.as_deref());
    let missing = || figure.value.is_none().then(|| words(&district::Reason("no_value".into())));
    Shown {
        value: figure.value.as_ref().map(|value| value.to_text(decimals)),
        unit: unit(indicator),
        valid: figure.valid(),
        why: figure.reason.as_ref().map(words).or_else(missing),
    }
}

fn unit(indicator: &Indicator) -> String {
    let symbol = &indicator.unit.symbol;
    if indicator.unit.plain() && indicator.unit.factor == Exact::one() {
        String::new()
    } else {
        symbol.clone()
    }
}

impl Shown {
    /// Value, unit and, where it is not valid, the mark with its reason.
    pub fn text(&self, language: Language) -> String {
        let value = match (&self.value, language) {
            (None, Language::Zh) => "无数值".to_owned(),
            (None, Language::En) => "no value".to_owned(),
            (Some(value), _) => with_unit(value, &self.unit),
        };
        match (&self.why, language) {
            _ if self.valid => value,
            (None, Language::Zh) => format!("{value}（无效）"),
            (None, Language::En) => format!("{value} (not valid)"),
            (Some(why), Language::Zh) if self.value.is_none() => format!("{value}（{}）", why.zh),
            (Some(why), Language::En) if self.value.is_none() => format!("{value} ({})", why.en),
            (Some(why), Language::Zh) => format!("{value}（无效：{}）", why.zh),
            (Some(why), Language::En) => format!("{value} (not valid: {})", why.en),
        }
    }
}

/// The SI brochure sets a space before `%`, Chinese typesetting none: we set none.
pub(crate) fn with_unit(value: &str, unit: &str) -> String {
    match unit {
        "" => value.to_owned(),
        "%" | "‰" => format!("{value}{unit}"),
        _ => format!("{value} {unit}"),
    }
}

#[cfg(test)]
mod tests;
