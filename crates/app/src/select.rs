//! From what a person typed to the figures meant: indicator, place by id or name, period,
//! edition, further dimensions, snapshot or date.

use crate::clock;
use crate::error::{self, Error};
use district::{Pack, Period};
use records::{FigureFilter, Lake};

/// Which figures are asked for, as typed.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// The indicator's id.
    pub indicator: Option<String>,
    /// A place's id or name.
    pub place: Option<String>,
    /// A period.
    pub period: Option<String>,
    /// An edition of the standard.
    pub edition: Option<String>,
    /// `name=value` of further dimensions.
    pub by: Vec<String>,
}

impl Selection {
    /// Reads `indicator@place/period#edition?by` where one text names the whole figure.
    #[must_use]
    pub fn unfolded(mut self) -> Self {
        let Some(id) = self.indicator.take() else { return self };
        let Some((indicator, rest)) = id.split_once('@') else {
            self.indicator = Some(id);
            return self;
        };
        self.indicator = Some(indicator.to_owned());
        let (rest, by) = rest.split_once('?').unwrap_or((rest, ""));
        if !by.is_empty() {
            self.by.extend(by.split(';').map(ToOwned::to_owned));
        }
        let (rest, edition) = match rest.split_once('#') {
            Some((rest, edition)) => (rest, Some(edition.to_owned())),
            None => (rest, None),
        };
        self.edition = self.edition.or(edition);
        match rest.rsplit_once('/') {
            Some((place, period)) => {
                self.place = self.place.or_else(|| Some(place.to_owned()));
                self.period = self.period.or_else(|| Some(period.to_owned()));
            }
            None => self.place = self.place.or_else(|| Some(rest.to_owned())),
        }
        self
    }

    /// Holds what was typed against the pack.
    pub(crate) fn filter(&self, pack: &Pack) -> Result<FigureFilter, Error> {
        if let Some(id) = &self.indicator {
            known_indicator(pack, id)?;
        }
        if let (Some(id), Some(edition)) = (&self.indicator, &self.edition) {
            known_edition(pack, id, edition)?;
        }
        Ok(FigureFilter {
            indicator: self.indicator.clone(),
            place: self.place.as_deref().map(|text| place_id(pack, text)).transpose()?,
            period: self.period.as_deref().map(parse_period).transpose()?,
            edition: self.edition.clone(),
            ..FigureFilter::default()
        })
    }

    /// Whether the further dimensions of a figure are those asked for.
    pub(crate) fn by_fits(&self, by: &str) -> bool {
        self.by.iter().all(|asked| by.split(';').any(|part| part == asked))
    }
}

fn known_indicator(pack: &Pack, id: &str) -> Result<(), Error> {
    if pack.indicators.contains_key(id) {
        return Ok(());
    }
    let ids = pack.indicators.keys().map(String::as_str);
    Err(error::not_declared(("指标", "indicator"), id, ids))
}

fn known_edition(pack: &Pack, id: &str, edition: &str) -> Result<(), Error> {
    let Some(indicator) = pack.indicators.get(id) else { return Ok(()) };
    if indicator.editions.iter().any(|known| known == edition) {
        return Ok(());
    }
    if indicator.editions.is_empty() {
        return Err(Error::refused(
            format!("指标 `{id}` 不分标准版本"),
            format!("the indicator `{id}` has no editions"),
        )
        .help("去掉 --edition", "leave out --edition"));
    }
    let list = indicator.editions.join(", ");
    Err(Error::refused(
        format!("指标 `{id}` 没有版本 `{edition}`"),
        format!("the indicator `{id}` has no edition `{edition}`"),
    )
    .help(format!("现有：{list}"), format!("there are: {list}")))
}

/// The period that a text names.
pub(crate) fn parse_period(text: &str) -> Result<Period, Error> {
    text.parse().map_err(|_| {
        Error::wrong_use(format!("`{text}` 不是时段"), format!("expected a period, found `{text}`"))
            .help(
                "写成 2015、2015-Q1、2015-03、2015-03-01、2015-03-01T05 或 all",
                "write it as 2015, 2015-Q1, 2015-03, 2015-03-01, 2015-03-01T05 or all",
            )
    })
}

/// The id of the place that a text names: its id, or its name in either language.
pub(crate) fn place_id(pack: &Pack, text: &str) -> Result<String, Error> {
    if pack.places.find(text).is_some() {
        return Ok(text.to_owned());
    }
    let lower = text.to_lowercase();
    let named: Vec<&str> = pack
        .places
        .list()
        .filter(|place| place.name.zh == text || place.name.en.to_lowercase() == lower)
        .map(|place| place.id.as_str())
        .collect();
    match named.as_slice() {
        [one] => Ok((*one).to_owned()),
        [] => Err(error::not_declared(("地点", "place"), text, place_words(pack))),
        several => {
            let list = several.join(", ");
            Err(Error::refused(
                format!("`{text}` 是几个地点的名称"),
                format!("`{text}` is the name of several places"),
            )
            .help(format!("用其中一个标识：{list}"), format!("use one of their ids: {list}")))
        }
    }
}

fn place_words(pack: &Pack) -> Vec<&str> {
    let places = pack.places.list();
    places.flat_map(|place| [place.id.as_str(), &place.name.zh, &place.name.en]).collect()
}

/// The snapshot that `--as-of` names: a number, or the newest one at a date or moment.
pub(crate) async fn as_of(lake: &Lake, pack: &Pack, text: &str) -> Result<i64, Error> {
    let newest = lake.snapshot().await.map_err(crate::under::records)?;
    if let Ok(number) = text.parse::<i64>()
        && text.len() < 10
    {
        if (1..=newest).contains(&number) {
            return Ok(number);
        }
        return Err(Error::refused(
            format!("没有快照 {number}，最新的是 {newest}"),
            format!("there is no snapshot {number}, the newest is {newest}"),
        )
        .code(Some(diag::codes::records::R0335))
        .help("运行 hemei snapshots 查看", "run hemei snapshots to see them"));
    }
    let Some(at_us) = clock::parse_moment(&pack.zone, text) else {
        return Err(Error::wrong_use(
            format!("`{text}` 既不是快照编号也不是日期"),
            format!("expected a snapshot number or a date, found `{text}`"),
        )
        .help("例如 12 或 2026-01-31", "write it as 12 or 2026-01-31"));
    };
    let found = lake.snapshot_at(at_us).await.map_err(crate::under::records)?;
    found.ok_or_else(|| {
        Error::refused(
            format!("{text} 时还没有快照"),
            format!("there was no snapshot yet at {text}"),
        )
        .code(Some(diag::codes::records::R0335))
        .help("运行 hemei snapshots 查看", "run hemei snapshots to see them")
    })
}

#[cfg(test)]
mod tests;
