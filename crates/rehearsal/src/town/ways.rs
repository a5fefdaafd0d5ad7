//! Ways of the made-up map and how they are written as GeoJSON.

use super::plane::{Spot, int};
use crate::text::decimal;
use std::collections::{BTreeMap, BTreeSet};

/// What the head of each map says.
const NOTE: &str = concat!(
    r#""made_up":true,"note":{"zh":"虚构的街道网络，由种子生成，并非真实地图；"#,
    r#"地名以外的一切都是编造的。","en":"Made up from a seed, not a map of real streets; "#,
    r#"everything but the names of places is invented."}"#
);

/// What a way is besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Mark {
    OneWay,
    Bridge,
    /// Walked although its kind is not.
    Foot,
    NoWheelchair,
}

impl Mark {
    fn property(self) -> &'static str {
        match self {
            Self::OneWay => r#","oneway":"yes""#,
            Self::Bridge => r#","bridge":"yes""#,
            Self::Foot => r#","foot":"yes""#,
            Self::NoWheelchair => r#","wheelchair":"no""#,
        }
    }
}

/// One way; the words are those of OpenStreetMap.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) highway: &'static str,
    pub(crate) points: Vec<Spot>,
    /// The number in its made-up name.
    pub(crate) name: Option<i64>,
    pub(crate) maxspeed: Option<u8>,
    pub(crate) surface: Option<&'static str>,
    pub(crate) marks: BTreeSet<Mark>,
}

impl Way {
    pub(crate) fn new(highway: &'static str, points: Vec<Spot>) -> Self {
        Self { highway, points, name: None, maxspeed: None, surface: None, marks: BTreeSet::new() }
    }

    /// With a mark, if it is to have it.
    pub(crate) fn marked(mut self, mark: Mark, has: bool) -> Self {
        if has {
            self.marks.insert(mark);
        }
        self
    }

    fn walked(&self) -> bool {
        self.highway != "trunk" || self.marks.contains(&Mark::Foot)
    }

    fn properties(&self) -> String {
        let mut out = format!(r#""highway":"{}""#, self.highway);
        if let Some(number) = self.name {
            out.extend([format!(r#","name":"{number}号路","name:en":"Road {number}""#)]);
        }
        if let Some(speed) = self.maxspeed {
            out.extend([format!(r#","maxspeed":"{speed}""#)]);
        }
        if let Some(surface) = self.surface {
            out.extend([format!(r#","surface":"{surface}""#)]);
        }
        out.extend(self.marks.iter().map(|mark| mark.property()));
        out
    }
}

/// Only the ways that can be walked to from most of the others, and those nobody walks.
pub(crate) fn joined(ways: Vec<Way>) -> Vec<Way> {
    let mut numbers: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    let mut parents: Vec<usize> = Vec::new();
    for way in ways.iter().filter(|way| way.walked()) {
        let mut before: Option<usize> = None;
        for point in &way.points {
            let at = *numbers.entry(point.degrees()).or_insert_with(|| {
                parents.push(parents.len());
                parents.len() - 1
            });
            let root = root(&parents, at);
            parents[at] = root;
            if let Some(before) = before {
                parents[root] = before;
            }
            before = Some(before.unwrap_or(root));
        }
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for at in 0..parents.len() {
        *sizes.entry(root(&parents, at)).or_default() += 1;
    }
    let main = sizes.iter().max_by_key(|(_, size)| **size).map(|(root, _)| *root);
    let of = |way: &Way| {
        let first = way.points.first().and_then(|point| numbers.get(&point.degrees()));
        first.map(|at| root(&parents, *at))
    };
    ways.into_iter().filter(|way| !way.walked() || of(way) == main).collect()
}

fn root(parents: &[usize], mut at: usize) -> usize {
    while parents[at] != at {
        at = parents[at];
    }
    at
}

/// The map: the river's middle line first, then all ways.
pub(crate) fn network(river: &[Spot], ways: &[Way]) -> Vec<u8> {
    let line = |number: usize, properties: &str, points: &[Spot]| {
        feature(
            &int(number).to_string(),
            properties,
            &format!(r#""LineString","coordinates":[{}]"#, coordinates(points)),
        )
    };
    let mut features = Vec::new();
    if river.len() > 1 {
        features.push(line(1, r#""waterway":"river""#, river));
    }
    for (at, way) in ways.iter().enumerate() {
        features.push(line(at + 2, &way.properties(), &way.points));
    }
    collection(&features)
}

/// One feature; `geometry` begins with its quoted type.
pub(crate) fn feature(id: &str, properties: &str, geometry: &str) -> String {
    [
        r#"{"type":"Feature","id":"#,
        id,
        r#","properties":{"#,
        properties,
        r#"},"geometry":{"type":"#,
        geometry,
        "}}",
    ]
    .concat()
}

/// A whole file.
pub(crate) fn collection(features: &[String]) -> Vec<u8> {
    format!(
        "{{\"type\":\"FeatureCollection\",{NOTE},\"features\":[\n{}\n]}}\n",
        features.join(",\n")
    )
    .into_bytes()
}

/// Places as GeoJSON writes them.
pub(crate) fn coordinates(points: &[Spot]) -> String {
    let mut out = String::new();
    for point in points {
        let (lon, lat) = point.degrees();
        let comma = if out.is_empty() { "" } else { "," };
        out.extend([format!("{comma}[{},{}]", decimal(lon, 7), decimal(lat, 7))]);
    }
    out
}
