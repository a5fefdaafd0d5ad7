//! Indicators, figures and places for tests.

use diag::Span;
use district::{
    Coverage, Figure, FigureKey, Grain, Indicator, Place, PlaceTree, Reason, RollUp, SqlText, Text,
    Unit,
};
use std::collections::BTreeMap;

pub(crate) fn indicator(id: &str, unit: &str, decimals: u32) -> Indicator {
    Indicator {
        id: id.to_owned(),
        name: Text::new(format!("{id} 指标"), id),
        description: Text::default(),
        unit: Unit::parse(unit).unwrap(),
        decimals,
        edition_decimals: BTreeMap::new(),
        level: "station".to_owned(),
        grain: Grain::Year,
        by: Vec::new(),
        better: None,
        standard: None,
        editions: Vec::new(),
        roll_up: RollUp::default(),
        bounds: None,
        sql: SqlText { text: String::new(), span: Span::default() },
        span: Span::default(),
        unit_span: Span::default(),
    }
}

/// Empty texts mean none.
pub(crate) fn figure(id: &str, period: &str, edition: &str, value: &str, reason: &str) -> Figure {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Figure {
        key: FigureKey {
            indicator: id.to_owned(),
            place: "dongsi".to_owned(),
            period: period.parse().unwrap(),
            edition: some(edition),
            by: String::new(),
        },
        value: some(value).map(|value| value.parse().unwrap()),
        numerator: None,
        denominator: None,
        coverage: Some(Coverage { have: 1, of: 1 }),
        reason: some(reason).map(Reason),
        note: None,
    }
}

pub(crate) fn places() -> PlaceTree {
    PlaceTree::new([Place {
        id: "dongsi".to_owned(),
        name: Text::new("东四", "Dongsi"),
        level: "station".to_owned(),
        parent: None,
    }])
}
