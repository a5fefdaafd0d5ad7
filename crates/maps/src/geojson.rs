//! GeoJSON layers (RFC 7946), in and out.
//!
//! Features are read one by one from a stream of bytes; one that is not GeoJSON's is noticed
//! and the rest is taken. Foreign members at the top are passed by when reading, and written
//! where a layer has something to say of itself.

use crate::error::{Error, format_of, unread};
use crate::features::{Feature, Geometry, Value};
use crate::layer::Layer;
use access::Point;
use diag::{Text, codes::maps as code};
use geojson::{GeometryValue, Position};
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value as Json};
use std::fmt;
use std::io::{BufReader, Read};

/// Degrees are written with seven digits: about a centimetre.
const DIGITS: f64 = 1e7;

/// Reads a feature collection.
pub fn read(reader: impl Read) -> Result<Layer, Error> {
    let mut reader = BufReader::new(reader);
    let mut begins = Vec::new();
    reader.by_ref().take(64).read_to_end(&mut begins).map_err(unread)?;
    let body = begins.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&begins);
    if !body.trim_ascii_start().starts_with(b"{") {
        return Err(Error::between(code::S0507, &expected(), &format_of(&begins)));
    }
    let mut layer = Layer::default();
    let mut json = serde_json::Deserializer::from_reader(body.chain(reader));
    let read = Collection(&mut layer).deserialize(&mut json).and_then(|()| json.end());
    match read {
        Ok(()) => Ok(layer),
        Err(e) if e.is_io() => Err(unread(e.into())),
        Err(e) => {
            let (line, column) = (e.line(), e.column());
            let found = Text::new(
                format!("第{line}行第{column}列处的其他内容"),
                format!("something else at line {line}, column {column}"),
            );
            Err(Error::between(code::S0507, &expected(), &found).because(e))
        }
    }
}

fn expected() -> Text {
    Text::new("GeoJSON要素集合", "a GeoJSON feature collection")
}

/// The collection as it streams in.
struct Collection<'l>(&'l mut Layer);

impl<'de> DeserializeSeed<'de> for Collection<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Collection<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feature collection")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut found = false;
        while let Some(key) = map.next_key::<String>()? {
            if key == "features" {
                map.next_value_seed(Features(&mut *self.0))?;
                found = true;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        if found { Ok(()) } else { Err(A::Error::missing_field("features")) }
    }
}

/// The list of features as it streams in.
struct Features<'l>(&'l mut Layer);

impl<'de> DeserializeSeed<'de> for Features<'_> {
    type Value = ();

    fn deserialize<D: serde::Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Features<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(json) = list.next_element::<Json>()? {
            self.0.push(feature(json));
        }
        Ok(())
    }
}

/// A feature, or what is there instead of one, with its id.
fn feature(json: Json) -> Result<Feature, (Option<String>, Text)> {
    let id = json.get("id").and_then(id_text);
    let Ok(found) = serde_json::from_value::<geojson::Feature>(json) else {
        let text = Text::new("不合GeoJSON规范的内容", "something that GeoJSON does not know");
        return Err((id, text));
    };
    let Some(value) = found.geometry.map(|geometry| geometry.value) else {
        return Err((id, Text::new("没有几何", "no geometry")));
    };
    let Some(geometry) = geometry(&value) else {
        return Err((id, Text::same(value.type_name())));
    };
    let properties = found.properties.unwrap_or_default();
    let properties = properties.into_iter().filter_map(|(key, json)| Some((key, value_of(json)?)));
    Ok(Feature { id, geometry, properties: properties.collect() })
}

fn id_text(json: &Json) -> Option<String> {
    match json {
        Json::String(id) => Some(id.clone()),
        Json::Number(id) => Some(id.to_string()),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// What is nested stays as its text.
fn value_of(json: Json) -> Option<Value> {
    match json {
        Json::Null => None,
        Json::Bool(yes) => Some(Value::Bool(yes)),
        Json::String(text) => Some(Value::Text(text)),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Some(Value::Whole(whole)),
            None => number.as_f64().map(Value::Number),
        },
        nested @ (Json::Array(_) | Json::Object(_)) => Some(Value::Text(nested.to_string())),
    }
}

/// None for a collection of geometries.
fn geometry(value: &GeometryValue) -> Option<Geometry> {
    Some(match value {
        GeometryValue::Point { coordinates } => Geometry::Point(point(coordinates)),
        GeometryValue::MultiPoint { coordinates } => Geometry::Points(line(coordinates)),
        GeometryValue::LineString { coordinates } => Geometry::Line(line(coordinates)),
        GeometryValue::MultiLineString { coordinates } => Geometry::Lines(lines(coordinates)),
        GeometryValue::Polygon { coordinates } => Geometry::Polygon(lines(coordinates)),
        GeometryValue::MultiPolygon { coordinates } => {
            Geometry::Polygons(coordinates.iter().map(|rings| lines(rings)).collect())
        }
        GeometryValue::GeometryCollection { .. } => return None,
    })
}

fn lines(coordinates: &[Vec<Position>]) -> Vec<Vec<Point>> {
    coordinates.iter().map(|positions| line(positions)).collect()
}

fn line(positions: &[Position]) -> Vec<Point> {
    positions.iter().map(point).collect()
}

/// What has no two coordinates is nowhere, and is refused as being off the globe.
fn point(position: &Position) -> Point {
    match position.as_slice() {
        [lon, lat, ..] => Point::new(*lon, *lat),
        _ => Point::new(f64::NAN, f64::NAN),
    }
}

/// Writes a feature collection; `says` are foreign members at its top, such as a note.
///
/// Numbers that JSON does not know are written as `null`.
pub fn write(features: &[Feature], says: &[(String, Json)]) -> Vec<u8> {
    let mut top = Map::new();
    top.insert("type".to_owned(), Json::from("FeatureCollection"));
    top.extend(says.iter().filter(|(key, _)| key != "type" && key != "features").cloned());
    top.insert("features".to_owned(), Json::Array(features.iter().map(json_of).collect()));
    Json::Object(top).to_string().into_bytes()
}

fn json_of(feature: &Feature) -> Json {
    let mut json = Map::new();
    json.insert("type".to_owned(), Json::from("Feature"));
    if let Some(id) = &feature.id {
        json.insert("id".to_owned(), Json::from(id.as_str()));
    }
    let mut geometry = Map::new();
    geometry.insert("type".to_owned(), Json::from(feature.geometry.name()));
    geometry.insert("coordinates".to_owned(), coordinates(&feature.geometry));
    json.insert("geometry".to_owned(), Json::Object(geometry));
    let properties = feature.properties.iter().map(|(key, value)| {
        let value = match value {
            Value::Text(text) => Json::from(text.as_str()),
            Value::Whole(whole) => Json::from(*whole),
            Value::Number(number) => json_number(*number),
            Value::Bool(yes) => Json::from(*yes),
        };
        (key.clone(), value)
    });
    json.insert("properties".to_owned(), Json::Object(properties.collect()));
    Json::Object(json)
}

fn coordinates(geometry: &Geometry) -> Json {
    let pair = |point: &Point| {
        let rounded = |degrees: f64| json_number((degrees * DIGITS).round() / DIGITS);
        Json::Array(vec![rounded(point.lon), rounded(point.lat)])
    };
    let run = |points: &[Point]| Json::Array(points.iter().map(pair).collect());
    let runs = |lines: &[Vec<Point>]| Json::Array(lines.iter().map(|line| run(line)).collect());
    match geometry {
        Geometry::Point(point) => pair(point),
        Geometry::Points(points) | Geometry::Line(points) => run(points),
        Geometry::Lines(lines) | Geometry::Polygon(lines) => runs(lines),
        Geometry::Polygons(polygons) => {
            Json::Array(polygons.iter().map(|rings| runs(rings)).collect())
        }
    }
}

fn json_number(number: f64) -> Json {
    Number::from_f64(number).map_or(Json::Null, Json::Number)
}

#[cfg(test)]
mod tests;
