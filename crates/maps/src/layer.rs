//! What a layer of features means: streets, closed areas, facilities, points.
//!
//! Every coordinate is looked at before it is converted to WGS-84: off the globe, or standing
//! the wrong way round. What does not fit is a [`Notice`] with its place; the rest is taken.
//! Knows nothing of file formats.

mod network;
mod ring;

use crate::error::{Notice, Place, quoted};
use crate::features::{Bbox, Feature, Geometry, Value, swapped};
use crate::rules::Rules;
use access::{Facility, Point, Spot};
use diag::{Code, Text, codes::maps as code};
pub use network::{Network, network};
use std::collections::BTreeMap;

/// A layer as a file has it.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// Its features, with their place in the file from 1.
    pub features: Vec<(u64, Feature)>,
    /// What was no feature.
    pub notices: Vec<Notice>,
    read: u64,
}

impl Layer {
    /// Takes the next feature of a file, or what is there instead with its id.
    pub(crate) fn push(&mut self, found: Result<Feature, (Option<String>, Text)>) {
        self.read += 1;
        match found {
            Ok(feature) => self.features.push((self.read, feature)),
            Err((id, found)) => self.notices.push(Notice {
                code: code::S0509,
                place: Place::Feature(self.read, id),
                expected: Text::new("带几何的要素", "a feature with a geometry"),
                found,
                refused: true,
            }),
        }
    }
}

/// How coordinates are to be understood.
#[derive(Clone, Copy)]
pub struct Frame<'a> {
    /// Converts a coordinate to WGS-84.
    pub convert: &'a dyn Fn(Point) -> Point,
    /// Where the district lies, in the layer's own datum: tells axes that are swapped where the
    /// globe cannot.
    pub within: Option<Bbox>,
}

impl Frame<'_> {
    /// Coordinates that are WGS-84 already.
    pub fn wgs84() -> Self {
        Self { convert: &|point| point, within: None }
    }

    /// Converts a coordinate, or says what is wrong with it.
    pub(crate) fn place(&self, point: Point) -> Result<Point, Misplaced> {
        if swapped(point, self.within.as_ref()) {
            return Err(Misplaced::Swapped(point));
        }
        Spot::of(point).ok_or(Misplaced::Off(point))?;
        let converted = (self.convert)(point);
        Spot::of(converted).ok_or(Misplaced::Off(point))?;
        Ok(converted)
    }
}

/// A pair of coordinates that is nowhere.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Misplaced {
    /// It fits only when it is turned round.
    Swapped(Point),
    /// It is off the globe.
    Off(Point),
}

impl Misplaced {
    /// Code for a table or a layer, what was expected and what was found.
    pub(crate) fn told(self, off_globe: Code) -> (Code, Text, Text) {
        match self {
            Self::Swapped(point) => {
                let pair = format!("`{}, {}`", point.lon, point.lat);
                let expected = Text::new("经度在前、纬度在后", "longitude, then latitude");
                let found = Text::new(
                    format!("{pair}：调换后才合适"),
                    format!("{pair}: it fits only when swapped"),
                );
                (code::S0510, expected, found)
            }
            Self::Off(point) => {
                let expected = Text::new(
                    "−180至180的经度和−90至90的纬度",
                    "a longitude of −180 to 180 and a latitude of −90 to 90",
                );
                (off_globe, expected, quoted(&format!("{}, {}", point.lon, point.lat)))
            }
        }
    }
}

/// What is read of a layer beside its features.
pub(crate) struct Sieve<'f> {
    frame: &'f Frame<'f>,
    seen: BTreeMap<String, u64>,
    pub(crate) notices: Vec<Notice>,
}

impl<'f> Sieve<'f> {
    pub(crate) fn new(frame: &'f Frame<'f>, notices: Vec<Notice>) -> Self {
        Self { frame, seen: BTreeMap::new(), notices }
    }

    /// Notices, in the order of the file.
    pub(crate) fn done(mut self) -> Vec<Notice> {
        self.notices.sort_by(|a, b| a.place.cmp(&b.place));
        self.notices
    }

    pub(crate) fn refuse(&mut self, place: &Place, code: Code, expected: Text, found: Text) {
        let place = place.clone();
        self.notices.push(Notice { code, place, expected, found, refused: true });
    }

    /// Converts all coordinates of a geometry; false if one of them is nowhere.
    pub(crate) fn placed(&mut self, place: &Place, geometry: &mut Geometry) -> bool {
        let mut first = None;
        geometry.for_each(&mut |point| match self.frame.place(*point) {
            Ok(converted) => *point = converted,
            Err(misplaced) => first = first.or(Some(misplaced)),
        });
        let Some(misplaced) = first else { return true };
        let (code, expected, found) = misplaced.told(code::S0509);
        self.refuse(place, code, expected, found);
        false
    }

    /// Whether an id has not come before.
    pub(crate) fn new_id(&mut self, no: u64, id: &str) -> bool {
        if let Some(first) = self.seen.get(id) {
            let found = Text::new(
                format!("第{first}个要素已有的`{id}`"),
                format!("`{id}`, which feature {first} has"),
            );
            let expected = Text::new("未出现过的编号", "an id that has not come before");
            self.refuse(&Place::Feature(no, Some(id.to_owned())), code::S0512, expected, found);
            return false;
        }
        self.seen.insert(id.to_owned(), no);
        true
    }
}

/// The id of a feature: its own, or one of the usual properties.
pub(crate) fn id_of(feature: &Feature) -> Option<String> {
    let own = feature.id.clone().filter(|id| !id.is_empty());
    own.or_else(|| feature.text(&["id", "@id", "osm_id", "fid", "编号"]))
}

fn name_of(feature: &Feature) -> String {
    feature.text(&["name", "NAME", "名称"]).unwrap_or_default()
}

/// A closed area, such as a gated estate.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Its id; its number in the file where it has none.
    pub id: String,
    /// Its name, where it has one.
    pub name: String,
    /// Outer rings and holes of all its polygons, each closed: inside is what an odd number of
    /// them surrounds.
    pub rings: Vec<Vec<Point>>,
    /// What is said of it.
    pub properties: Vec<(String, Value)>,
}

/// Reads a layer of polygons.
pub fn areas(layer: Layer, frame: &Frame<'_>) -> (Vec<Area>, Vec<Notice>) {
    let mut sieve = Sieve::new(frame, layer.notices);
    let mut areas = Vec::new();
    for (no, mut feature) in layer.features {
        let id = id_of(&feature);
        let place = Place::Feature(no, id.clone());
        if !sieve.placed(&place, &mut feature.geometry) {
            continue;
        }
        let found = match feature.geometry {
            Geometry::Polygon(ref mut rings) => std::mem::take(rings),
            Geometry::Polygons(ref mut polygons) => {
                std::mem::take(polygons).into_iter().flatten().collect()
            }
            Geometry::Point(_) | Geometry::Points(_) | Geometry::Line(_) | Geometry::Lines(_) => {
                let expected = Text::new("多边形", "a polygon");
                sieve.refuse(&place, code::S0509, expected, Text::same(feature.geometry.name()));
                continue;
            }
        };
        let Some(rings) = ring::checked(&mut sieve, &place, found) else { continue };
        let id = id.unwrap_or_else(|| no.to_string());
        if sieve.new_id(no, &id) {
            let name = name_of(&feature);
            areas.push(Area { id, name, rings, properties: feature.properties });
        }
    }
    (areas, sieve.done())
}

/// A point of a layer, such as a gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Site {
    /// Its id; its number in the file where it has none.
    pub id: String,
    /// Its name, where it has one.
    pub name: String,
    /// Where it is.
    pub at: Point,
    /// What is said of it.
    pub properties: Vec<(String, Value)>,
}

/// Reads a layer of points. Of several points in one feature only one can be meant.
pub fn points(layer: Layer, frame: &Frame<'_>) -> (Vec<Site>, Vec<Notice>) {
    let mut sieve = Sieve::new(frame, layer.notices);
    let mut sites = Vec::new();
    for (no, mut feature) in layer.features {
        let id = id_of(&feature);
        let place = Place::Feature(no, id.clone());
        if !sieve.placed(&place, &mut feature.geometry) {
            continue;
        }
        let at = match &feature.geometry {
            Geometry::Point(at) => Some(*at),
            Geometry::Points(points) if points.len() == 1 => points.first().copied(),
            Geometry::Points(_)
            | Geometry::Line(_)
            | Geometry::Lines(_)
            | Geometry::Polygon(_)
            | Geometry::Polygons(_) => None,
        };
        let Some(at) = at else {
            let expected = Text::new("一个点", "one point");
            sieve.refuse(&place, code::S0509, expected, Text::same(feature.geometry.name()));
            continue;
        };
        let id = id.unwrap_or_else(|| no.to_string());
        if sieve.new_id(no, &id) {
            let name = name_of(&feature);
            sites.push(Site { id, name, at, properties: feature.properties });
        }
    }
    (sites, sieve.done())
}

/// Reads a layer of points as facilities: of the kind that `kind` names, and of those that
/// OpenStreetMap's tags make it.
pub fn facilities(layer: Layer, rules: &Rules, frame: &Frame<'_>) -> (Vec<Facility>, Vec<Notice>) {
    let (sites, notices) = points(layer, frame);
    let facilities = sites.into_iter().flat_map(|site| {
        let get = |key: &str| site.properties.iter().find(|pair| pair.0 == key).map(|pair| &pair.1);
        let text = |key: &str| get(key).and_then(Value::text);
        let texts = texts_of(&site.properties);
        let tags: Vec<(&str, &str)> = texts.iter().map(|(key, value)| (*key, &**value)).collect();
        let kinds = text("kind").map_or_else(
            || rules.kinds_of(&tags).into_iter().map(str::to_owned).collect(),
            |kind| vec![kind],
        );
        let opening_hours = text("opening_hours").unwrap_or_default();
        let capacity = get("capacity").and_then(Value::number).filter(|amount| *amount >= 0.0);
        let facility = |kind: String| Facility {
            id: site.id.clone(),
            kind,
            name: site.name.clone(),
            at: site.at,
            opening_hours: opening_hours.clone(),
            capacity,
        };
        kinds.into_iter().map(facility).collect::<Vec<_>>()
    });
    (facilities.collect(), notices)
}

/// Properties as tags.
fn texts_of(properties: &[(String, Value)]) -> Vec<(&str, String)> {
    properties.iter().filter_map(|(key, value)| Some((key.as_str(), value.text()?))).collect()
}

#[cfg(test)]
mod tests;
