//! Homes with what was computed for each of them, as shapes: numbers by column, and who gains or
//! loses by a change.

use super::super::ground::Ground;
use super::super::what_if::KindOutlook;
use super::{Shapes, rounded};
use access::places::Home;
use maps::{Feature, Geometry};
use std::collections::BTreeMap;

fn by_id(ground: &Ground) -> BTreeMap<&str, &Home> {
    ground.homes.iter().map(|home| (home.id.as_str(), home)).collect()
}

fn feature(home: &Home) -> Feature {
    Feature::new(Geometry::Point(home.at))
        .with("id", home.id.as_str())
        .with("place", home.place.as_str())
        .with("people", home.weight)
}

/// Homes with a number for each column.
pub fn numbers<'r>(
    ground: &Ground,
    columns: &[String],
    rows: impl Iterator<Item = (&'r str, Vec<f64>)>,
) -> Shapes {
    let homes = by_id(ground);
    let mut features = Vec::new();
    for (id, numbers) in rows {
        let Some(home) = homes.get(id) else { continue };
        let mut found = feature(home);
        for (column, number) in columns.iter().zip(numbers) {
            found = found.with(column.as_str(), number);
        }
        features.push(found);
    }
    Shapes::new(ground, features)
}

/// The homes that come within a limit, or fall beyond it, by a change.
pub fn changed(ground: &Ground, lines: &[KindOutlook]) -> Shapes {
    let homes = by_id(ground);
    let mut features = Vec::new();
    for line in lines {
        for (word, ids) in [("gain", &line.gain_homes), ("lose", &line.lose_homes)] {
            for home in ids.iter().filter_map(|id| homes.get(id.as_str())) {
                let found = feature(home)
                    .with("kind", line.kind.as_str())
                    .with("minutes", rounded(line.minutes))
                    .with("change", word);
                features.push(found);
            }
        }
    }
    Shapes::new(ground, features)
}
