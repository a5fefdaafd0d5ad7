//! A figure as it is published: the exact value rounded once, its unit, its mark.

use crate::words;
use diag::Language;
use district::{Exact, Figure, Indicator, Text};

/// A figure ready to be set in a line or a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The value in the published digits; none if there is no value.
    pub value: Option<String>,
    /// The figures that bound it from below and above, in the same digits and unit; none
    /// unless there are both, and both valid.
    pub bounds: Option<(String, String)>,
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
        bounds: None,
        unit: unit(indicator),
        valid: figure.valid(),
        why: figure.reason.as_ref().map(words).or_else(missing),
    }
}

/// The figure as published beside those that bound it, which are rounded to its own digits.
/// One that is missing or not valid says nothing of how far the figure may be off.
pub fn shown_between(
    figure: &Figure,
    low: Option<&Figure>,
    high: Option<&Figure>,
    indicator: &Indicator,
) -> Shown {
    let decimals = decimals(indicator, figure.key.edition.as_deref());
    let text = |bound: Option<&Figure>| {
        bound.filter(|bound| bound.valid())?.value.as_ref().map(|value| value.to_text(decimals))
    };
    let bounds = figure.value.as_ref().and_then(|_| text(low).zip(text(high)));
    Shown { bounds, ..shown(figure, indicator) }
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
    /// The value with its bounds: `81.2 (78.9–83.0)`.
    pub fn bounded(&self) -> Option<String> {
        let value = self.value.as_ref()?;
        Some(match &self.bounds {
            Some((low, high)) => format!("{value} ({low}–{high})"),
            None => value.clone(),
        })
    }

    /// Value, unit and, where it is not valid, the mark with its reason.
    pub fn text(&self, language: Language) -> String {
        let value = match (&self.value, language) {
            (None, Language::Zh) => "无数值".to_owned(),
            (None, Language::En) => "no value".to_owned(),
            (Some(value), _) => with_unit(value, &self.unit),
        };
        let value = match (&self.bounds, language) {
            (None, _) => value,
            (Some((low, high)), Language::Zh) => format!("{value}（{low}–{high}）"),
            (Some((low, high)), Language::En) => format!("{value} ({low}–{high})"),
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
