//! The targets of a pack held against its published figures.

use crate::error::Error;
use crate::opened::App;
use crate::under;
use crate::view::{FigureView, Shelf};
use diag::Text;
use district::{Figure, FigureKey, Target};
use records::FigureFilter;
use report::{Composed, Point, Standing};
use std::collections::BTreeMap;

/// One target with how it stands.
#[derive(Debug, Clone)]
pub struct TargetView {
    /// The target.
    pub target: Target,
    /// The indicator's name.
    pub indicator_name: Text,
    /// The place's name.
    pub place_name: Text,
    /// The indicator's unit.
    pub unit: String,
    /// The digits in which it is published.
    pub decimals: u32,
    /// Where it stands and what it leads to.
    pub standing: Standing,
    /// All of it in one sentence.
    pub text: Text,
}

/// Lists the targets in order of declaration.
pub async fn targets(app: &App) -> Result<Vec<TargetView>, Error> {
    let lake = app.lake().await?;
    let ready = app.pack_at_hand(&lake).await?;
    let mut out = Vec::new();
    for target in &ready.pack.targets {
        let Some(indicator) = ready.pack.indicators.get(&target.indicator) else { continue };
        let only = || match indicator.editions.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        let edition = target.edition.clone().or_else(only);
        let filter = FigureFilter {
            indicator: Some(target.indicator.clone()),
            place: Some(target.place.clone()),
            edition: edition.clone(),
            ..FigureFilter::default()
        };
        let stored = lake.list_figures(&filter).await.map_err(under::records)?;
        let points: Vec<Point> = stored
            .into_iter()
            .filter(|stored| stored.figure.key.by.is_empty())
            .filter_map(|stored| {
                let valid = stored.figure.valid();
                let period = stored.figure.key.period;
                Some(Point { period, value: stored.figure.value?, valid })
            })
            .collect();
        let decimals = report::decimals(indicator, edition.as_deref());
        let unit = indicator.unit.symbol.clone();
        let standing = report::standing(target, indicator.better, &points);
        let place = ready.pack.places.find(&target.place);
        out.push(TargetView {
            target: target.clone(),
            indicator_name: indicator.name.clone(),
            place_name: place.map_or_else(|| Text::same(&target.place), |place| place.name.clone()),
            text: standing.text(decimals, &unit),
            unit,
            decimals,
            standing,
        });
    }
    Ok(out)
}

/// A report with its figures filled in.
#[derive(Debug, Clone)]
pub struct ReportView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub name: Text,
    /// Its text and what it rests on.
    pub composed: Composed,
    /// The figures in it, in order of first use.
    pub figures: Vec<FigureView>,
}

/// Lists the reports of the pack: id and title.
pub fn reports(app: &App) -> Result<Vec<(String, Text)>, Error> {
    let ready = app.ready_pack()?;
    Ok(ready.pack.reports.values().map(|report| (report.id.clone(), report.name.clone())).collect())
}

/// Fills the figures into the report of that id.
pub async fn report(app: &App, id: &str) -> Result<ReportView, Error> {
    let lake = app.lake().await?;
    let ready = app.pack_at_hand(&lake).await?;
    let Some(declared) = ready.pack.reports.get(id) else {
        let ids = ready.pack.reports.keys().map(String::as_str);
        return Err(crate::error::not_declared(("报告", "report"), id, ids));
    };
    let stored = lake.list_figures(&FigureFilter::default()).await.map_err(under::records)?;
    let views = Shelf::new(&lake, &ready).views(stored).await;
    let views: BTreeMap<FigureKey, FigureView> =
        views.into_iter().map(|view| (view.figure.key.clone(), view)).collect();
    let find = |key: &FigureKey| -> Option<Figure> { Some(views.get(key)?.figure.clone()) };
    let pack = &ready.pack;
    let composed = report::compose(declared, &pack.indicators, &pack.places, &find);
    let figures = composed.figures.iter().filter_map(|key| views.get(key).cloned()).collect();
    Ok(ReportView { id: id.to_owned(), name: declared.name.clone(), composed, figures })
}
