//! Texts whose numbers are figures: `{indicator@place/period}` becomes the figure.
//!
//! ```text
//! {air_pm25_mean@dongsi/2015}              the figure with its unit, marked if not valid
//! {air_pm25_mean@dongsi/2015#2012}         under that edition; needed where there are several
//! {late_share[channel=Desk]@office/2011}   with a further dimension
//! {{                                       a brace
//! ```
//!
//! What cannot be put in stays in the text as it was written and is a finding: a report with a
//! hole in it is seen as one. Every figure that was put in is listed, so that a published sentence
//! can be opened later.

mod placeholder;

use crate::shown_between;
use diag::Language;
use district::{Figure, FigureKey, Indicator, PlaceTree, Report, Text, did_you_mean};
pub use placeholder::{Placeholder, placeholders};
use std::collections::BTreeMap;
use std::ops::Range;

/// A report with its figures in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The text in both languages.
    pub text: Text,
    /// Every figure in it, once, in order of first use.
    pub figures: Vec<FigureKey>,
    /// What could not be put in.
    pub findings: Vec<Finding>,
}

/// A placeholder that could not be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// In which language's text.
    pub language: Language,
    /// Where in that text, in bytes.
    pub at: Range<usize>,
    /// The placeholder as written.
    pub placeholder: String,
    /// Why.
    pub why: Unresolved,
}

/// Why a placeholder could not be filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unresolved {
    /// It does not have the form `{indicator@place/period}`.
    Form,
    /// There is no such indicator; the nearest one.
    Indicator(String, Option<String>),
    /// There is no such place; the nearest one.
    Place(String, Option<String>),
    /// That is not a period.
    Period(String),
    /// The indicator is not computed under that edition; those that it is.
    Edition(String, Vec<String>),
    /// The indicator is computed under several editions and none is named.
    EditionNeeded(Vec<String>),
    /// There is no figure for it.
    Figure(FigureKey),
}

/// Puts the figures that `find` gives into the text of `report`.
pub fn compose(
    report: &Report,
    indicators: &BTreeMap<String, Indicator>,
    places: &PlaceTree,
    find: &dyn Fn(&FigureKey) -> Option<Figure>,
) -> Composed {
    let mut composing = Composing { indicators, places, find, figures: vec![], findings: vec![] };
    let zh = composing.fill(&report.text.zh, Language::Zh);
    let en = composing.fill(&report.text.en, Language::En);
    Composed { text: Text::new(zh, en), figures: composing.figures, findings: composing.findings }
}

struct Composing<'a> {
    indicators: &'a BTreeMap<String, Indicator>,
    places: &'a PlaceTree,
    find: &'a dyn Fn(&FigureKey) -> Option<Figure>,
    figures: Vec<FigureKey>,
    findings: Vec<Finding>,
}

impl<'a> Composing<'a> {
    fn fill(&mut self, text: &str, language: Language) -> String {
        let mut out = String::new();
        let mut done = 0;
        for placeholder in placeholders(text) {
            out.push_str(&plain(text.get(done..placeholder.at.start).unwrap_or_default()));
            match self.resolve(&placeholder) {
                Ok((figure, indicator)) => out.push_str(&self.put(figure, indicator, language)),
                Err(why) => {
                    out.push_str(&placeholder.text);
                    self.findings.push(Finding {
                        language,
                        at: placeholder.at.clone(),
                        placeholder: placeholder.text.clone(),
                        why,
                    });
                }
            }
            done = placeholder.at.end;
        }
        out.push_str(&plain(text.get(done..).unwrap_or_default()));
        out
    }

    /// The figure with its bounds as it stands in the text; each number is a figure that can be
    /// opened.
    fn put(&mut self, figure: Figure, indicator: &Indicator, language: Language) -> String {
        let beside = |id: &String| {
            let key = FigureKey { indicator: id.clone(), ..figure.key.clone() };
            (self.find)(&key)
        };
        let bounds = indicator.bounds.as_ref();
        let (low, high) = (
            bounds.and_then(|bounds| beside(&bounds.low)),
            bounds.and_then(|bounds| beside(&bounds.high)),
        );
        let shown = shown_between(&figure, low.as_ref(), high.as_ref(), indicator);
        let bounding = shown.bounds.is_some().then(|| [low, high].into_iter().flatten());
        for put in std::iter::once(figure).chain(bounding.into_iter().flatten()) {
            if !self.figures.contains(&put.key) {
                self.figures.push(put.key);
            }
        }
        shown.text(language)
    }

    fn resolve(&self, placeholder: &Placeholder) -> Result<(Figure, &'a Indicator), Unresolved> {
        let name = placeholder.name.as_ref().ok_or(Unresolved::Form)?;
        let indicator = self.indicators.get(&name.indicator).ok_or_else(|| {
            let ids = self.indicators.keys().map(String::as_str);
            let nearest = did_you_mean(&name.indicator, ids).map(str::to_owned);
            Unresolved::Indicator(name.indicator.clone(), nearest)
        })?;
        if self.places.find(&name.place).is_none() {
            let ids = self.places.list().map(|place| place.id.as_str());
            let nearest = did_you_mean(&name.place, ids).map(str::to_owned);
            return Err(Unresolved::Place(name.place.clone(), nearest));
        }
        let key = FigureKey {
            indicator: indicator.id.clone(),
            place: name.place.clone(),
            period: name.period.parse().map_err(|_| Unresolved::Period(name.period.clone()))?,
            edition: edition(indicator, name.edition.as_deref())?,
            by: name.by.clone(),
        };
        let figure = (self.find)(&key).ok_or(Unresolved::Figure(key))?;
        Ok((figure, indicator))
    }
}

fn edition(indicator: &Indicator, named: Option<&str>) -> Result<Option<String>, Unresolved> {
    match (named, indicator.editions.as_slice()) {
        (None, []) => Ok(None),
        (None, [only]) => Ok(Some(only.clone())),
        (None, several) => Err(Unresolved::EditionNeeded(several.to_vec())),
        (Some(named), all) if all.iter().any(|edition| edition == named) => {
            Ok(Some(named.to_owned()))
        }
        (Some(named), all) => Err(Unresolved::Edition(named.to_owned(), all.to_vec())),
    }
}

/// Text between placeholders, with doubled braces made single.
fn plain(text: &str) -> String {
    text.replace("{{", "{").replace("}}", "}")
}

impl Unresolved {
    /// The finding in both languages: one line, lower case, no full stop.
    pub fn text(&self) -> Text {
        let meant = |nearest: &Option<String>| match nearest {
            Some(nearest) => {
                (format!("，是否指 `{nearest}`？"), format!("; did you mean `{nearest}`?"))
            }
            None => Default::default(),
        };
        match self {
            Self::Form => Text::new(
                "占位符的形式应为 {指标@地点/周期}，可加 #版本",
                "expected a placeholder of the form {indicator@place/period}, with #edition if needed",
            ),
            Self::Indicator(found, nearest) => {
                let (zh, en) = meant(nearest);
                Text::new(
                    format!("没有名为 `{found}` 的指标{zh}"),
                    format!("there is no indicator `{found}`{en}"),
                )
            }
            Self::Place(found, nearest) => {
                let (zh, en) = meant(nearest);
                Text::new(
                    format!("没有名为 `{found}` 的地点{zh}"),
                    format!("there is no place `{found}`{en}"),
                )
            }
            Self::Period(found) => Text::new(
                format!("`{found}` 不是周期；应如 2015、2015-Q1、2015-03、2015-03-01"),
                format!(
                    "expected a period such as 2015, 2015-Q1, 2015-03 or 2015-03-01, found `{found}`"
                ),
            ),
            Self::Edition(found, all) if all.is_empty() => Text::new(
                format!("该指标没有标准版本，不能写 `#{found}`"),
                format!("the indicator has no editions, so `#{found}` names none"),
            ),
            Self::Edition(found, all) => Text::new(
                format!("该指标没有版本 `{found}`，有 {}", all.join("、")),
                format!("the indicator has no edition `{found}`; it has {}", all.join(", ")),
            ),
            Self::EditionNeeded(all) => Text::new(
                format!("该指标有多个标准版本（{}），须用 #版本 指明", all.join("、")),
                format!(
                    "the indicator has several editions ({}); name one with #edition",
                    all.join(", ")
                ),
            ),
            Self::Figure(key) => {
                let by = if key.by.is_empty() { String::new() } else { format!("[{}]", key.by) };
                let edition = key.edition.as_ref().map(|id| format!("#{id}")).unwrap_or_default();
                let name = format!("{}{by}@{}/{}{edition}", key.indicator, key.place, key.period);
                Text::new(format!("没有指标值 {name}"), format!("there is no figure {name}"))
            }
        }
    }
}

#[cfg(test)]
mod tests;
