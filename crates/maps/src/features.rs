//! A feature as both formats of layers have it, and a box of degrees.

use access::{Point, Spot};

/// What stands on a map, with what is said of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// Its id, where the layer gives one beside the properties.
    pub id: Option<String>,
    /// Where it is.
    pub geometry: Geometry,
    /// What is said of it, in the order of the file.
    pub properties: Vec<(String, Value)>,
}

impl Feature {
    /// Makes a feature without properties.
    pub fn new(geometry: Geometry) -> Self {
        Self { id: None, geometry, properties: Vec::new() }
    }

    /// Adds a property.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.properties.push((key.into(), value.into()));
        self
    }

    /// The value of a property.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.properties.iter().find(|(known, _)| known == key).map(|(_, value)| value)
    }

    /// The text of the first of these properties that has one, or its number written out.
    pub fn text(&self, keys: &[&str]) -> Option<String> {
        keys.iter().find_map(|key| self.get(key).and_then(Value::text))
    }
}

/// Where a feature is, in degrees.
#[derive(Debug, Clone, PartialEq)]
pub enum Geometry {
    /// A point.
    Point(Point),
    /// Several points.
    Points(Vec<Point>),
    /// A line.
    Line(Vec<Point>),
    /// Several lines.
    Lines(Vec<Vec<Point>>),
    /// A polygon: its outer ring, then its holes.
    Polygon(Vec<Vec<Point>>),
    /// Several polygons.
    Polygons(Vec<Vec<Vec<Point>>>),
}

impl Geometry {
    /// Calls `each` on every point, in order.
    pub(crate) fn for_each(&mut self, each: &mut dyn FnMut(&mut Point)) {
        match self {
            Self::Point(point) => each(point),
            Self::Points(line) | Self::Line(line) => line.iter_mut().for_each(each),
            Self::Lines(lines) | Self::Polygon(lines) => {
                lines.iter_mut().flatten().for_each(each);
            }
            Self::Polygons(polygons) => {
                polygons.iter_mut().flatten().flatten().for_each(each);
            }
        }
    }

    /// What it is called in GeoJSON.
    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Point(_) => "Point",
            Self::Points(_) => "MultiPoint",
            Self::Line(_) => "LineString",
            Self::Lines(_) => "MultiLineString",
            Self::Polygon(_) => "Polygon",
            Self::Polygons(_) => "MultiPolygon",
        }
    }
}

/// The value of a property.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number.
    Number(f64),
    /// Yes or no.
    Bool(bool),
}

impl Value {
    /// As a text; OpenStreetMap's words for yes and no.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => (!text.is_empty()).then(|| text.clone()),
            Self::Whole(number) => Some(number.to_string()),
            Self::Number(number) => Some(number.to_string()),
            Self::Bool(true) => Some("yes".to_owned()),
            Self::Bool(false) => Some("no".to_owned()),
        }
    }

    /// As a number, also where it is written as a text.
    pub fn number(&self) -> Option<f64> {
        match self {
            Self::Text(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            Self::Whole(number) => Some(crate::num::float(*number)),
            Self::Number(number) => number.is_finite().then_some(*number),
            Self::Bool(_) => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Whole(number)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

/// What lies around a box is known so far, so that an area on its edge has its true centroid.
const AROUND_E7: i32 = 100_000;

/// A box of degrees: what is cut from a larger map, or where a district lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bbox {
    west_south: Spot,
    east_north: Spot,
}

impl Bbox {
    /// Makes a box; none if it is empty or not on the globe.
    pub fn new(west: f64, south: f64, east: f64, north: f64) -> Option<Self> {
        let west_south = Spot::of(Point::new(west, south))?;
        let east_north = Spot::of(Point::new(east, north))?;
        let some = west_south.lon_e7 < east_north.lon_e7 && west_south.lat_e7 < east_north.lat_e7;
        some.then_some(Self { west_south, east_north })
    }

    /// The same with a hundredth of a degree around it, about a kilometre.
    pub(crate) const fn wider(&self) -> Self {
        let Self { west_south, east_north } = *self;
        Self {
            west_south: Spot {
                lon_e7: west_south.lon_e7.saturating_sub(AROUND_E7),
                lat_e7: west_south.lat_e7.saturating_sub(AROUND_E7),
            },
            east_north: Spot {
                lon_e7: east_north.lon_e7.saturating_add(AROUND_E7),
                lat_e7: east_north.lat_e7.saturating_add(AROUND_E7),
            },
        }
    }

    /// Whether a place lies in it or on its edge.
    pub fn contains(&self, spot: Spot) -> bool {
        (self.west_south.lon_e7..=self.east_north.lon_e7).contains(&spot.lon_e7)
            && (self.west_south.lat_e7..=self.east_north.lat_e7).contains(&spot.lat_e7)
    }
}

/// Whether a pair of coordinates stands the wrong way round: it fits only when swapped.
///
/// Without a box only the globe can tell (latitudes end at 90), with one its edges can.
pub(crate) fn swapped(point: Point, within: Option<&Bbox>) -> bool {
    let turned = Spot::of(Point::new(point.lat, point.lon));
    match (Spot::of(point), turned) {
        (None, Some(_)) => true,
        (Some(spot), Some(turned)) => {
            within.is_some_and(|bbox| !bbox.contains(spot) && bbox.contains(turned))
        }
        (Some(_) | None, None) => false,
    }
}

#[cfg(test)]
mod tests;
