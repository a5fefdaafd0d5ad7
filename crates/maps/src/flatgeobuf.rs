//! FlatGeobuf layers, in and out.
//!
//! The blocks of a file are cut by this module, so that no size in it asks for more memory
//! than the file has bytes; the library checks each block before it is looked into.

mod properties;
mod write;

use crate::error::{Error, format_of, quoted, unread};
use crate::features::{Feature, Geometry};
use crate::fence::fenced;
use crate::layer::Layer;
use access::Point;
use diag::{Text, codes::maps as code};
use flatgeobuf::{GeometryType, Header};
use std::io::{Read, Seek, SeekFrom};
pub use write::write;

/// What a file begins with: the format and its version, then any patch level.
const MAGIC: &[u8] = b"fgb\x03fgb";
/// The bytes of one node of the index.
const NODE_BYTES: u64 = 40;
/// The largest header or feature.
const BLOCK_MAX: u64 = 256 << 20;
/// Degrees: WGS-84, CGCS2000, ETRS89, SIRGAS 2000; 0 and 4326 are the usual ones.
const DEGREES: [i32; 5] = [0, 4326, 4490, 4258, 4674];

/// Reads a layer.
pub fn read<R: Read + Seek>(mut reader: R) -> Result<Layer, Error> {
    let total = reader.seek(SeekFrom::End(0)).map_err(unread)?;
    reader.seek(SeekFrom::Start(0)).map_err(unread)?;
    let mut begins = Vec::new();
    reader.by_ref().take(8).read_to_end(&mut begins).map_err(unread)?;
    if begins.len() < 8 || !begins.starts_with(MAGIC) {
        return Err(Error::between(code::S0508, &expected(), &format_of(&begins)));
    }
    let mut left = total.saturating_sub(8);
    let Some(header) = block(&mut reader, &mut left)? else { return Err(broken("header")) };
    let mut layer = Layer::default();
    fenced(|| features(&header, &mut reader, left, &mut layer), || broken("feature"))?;
    Ok(layer)
}

fn features<R: Read + Seek>(
    header: &[u8],
    reader: &mut R,
    mut left: u64,
    layer: &mut Layer,
) -> Result<(), Error> {
    let header = flatgeobuf::size_prefixed_root_as_header(header).map_err(|_| broken("header"))?;
    if let Some(crs) = header.crs().map(|crs| crs.code()).filter(|crs| !DEGREES.contains(crs)) {
        let expected = Text::new("经纬度（EPSG:4326）", "degrees (EPSG:4326)");
        let found = Text::same(format!("EPSG:{crs}"));
        return Err(Error::between(code::S0514, &expected, &found));
    }
    let index = index_bytes(header.features_count(), header.index_node_size())
        .filter(|bytes| *bytes <= left)
        .ok_or_else(|| broken("index"))?;
    let skip = i64::try_from(index).map_err(|_| broken("index"))?;
    reader.seek(SeekFrom::Current(skip)).map_err(unread)?;
    left -= index;
    while let Some(bytes) = block(reader, &mut left)? {
        layer.push(feature(&header, &bytes)?);
    }
    Ok(())
}

/// A block with the four bytes that say its size; none at the end of the file.
fn block<R: Read>(reader: &mut R, left: &mut u64) -> Result<Option<Vec<u8>>, Error> {
    if *left == 0 {
        return Ok(None);
    }
    let mut size = [0; 4];
    if *left < 4 {
        return Err(broken("size"));
    }
    reader.read_exact(&mut size).map_err(unread)?;
    *left -= 4;
    let wanted = u64::from(u32::from_le_bytes(size));
    if wanted > (*left).min(BLOCK_MAX) {
        return Err(broken("size"));
    }
    let mut bytes = size.to_vec();
    reader.by_ref().take(wanted).read_to_end(&mut bytes).map_err(unread)?;
    *left -= wanted;
    if crate::num::bytes(bytes.len()) < wanted + 4 {
        return Err(broken("size"));
    }
    Ok(Some(bytes))
}

/// The bytes of the index: a packed tree, each level a node for `width` of the level below.
fn index_bytes(features: u64, width: u16) -> Option<u64> {
    if width == 0 || features == 0 {
        return Some(0);
    }
    let width = u64::from(width.max(2));
    let (mut level, mut nodes) = (features, features);
    loop {
        level = level.div_ceil(width);
        nodes = nodes.checked_add(level)?;
        if level == 1 {
            return nodes.checked_mul(NODE_BYTES);
        }
    }
}

type Found = Result<Feature, (Option<String>, Text)>;

fn feature(header: &Header<'_>, bytes: &[u8]) -> Result<Found, Error> {
    let feature =
        flatgeobuf::size_prefixed_root_as_feature(bytes).map_err(|_| broken("feature"))?;
    let columns = feature.columns().or_else(|| header.columns());
    let listed = feature.properties().map(|properties| properties.bytes()).unwrap_or_default();
    let columns: Vec<_> = columns.into_iter().flatten().collect();
    let properties = properties::read(&columns, listed).ok_or_else(|| broken("properties"))?;
    let id = properties.iter().find(|pair| pair.0 == "id").and_then(|pair| pair.1.text());
    let Some(drawn) = feature.geometry() else {
        return Ok(Err((id, Text::new("没有几何", "no geometry"))));
    };
    let kind = match header.geometry_type() {
        GeometryType::Unknown => drawn.type_(),
        kind => kind,
    };
    Ok(match geometry(&drawn, kind) {
        Some(geometry) => Ok(Feature { id, geometry, properties }),
        None => Err((id, quoted(kind.variant_name().unwrap_or("?")))),
    })
}

/// None for a kind of geometry that is not read, and for one without coordinates.
fn geometry(drawn: &flatgeobuf::Geometry<'_>, kind: GeometryType) -> Option<Geometry> {
    Some(match kind {
        GeometryType::Point => Geometry::Point(*points(drawn).first()?),
        GeometryType::MultiPoint => Geometry::Points(points(drawn)),
        GeometryType::LineString => Geometry::Line(points(drawn)),
        GeometryType::MultiLineString => Geometry::Lines(runs(drawn)),
        GeometryType::Polygon => Geometry::Polygon(runs(drawn)),
        GeometryType::MultiPolygon => match drawn.parts() {
            Some(parts) => Geometry::Polygons(parts.iter().map(|part| runs(&part)).collect()),
            None => Geometry::Polygons(vec![runs(drawn)]),
        },
        _ => return None,
    })
}

fn points(drawn: &flatgeobuf::Geometry<'_>) -> Vec<Point> {
    let Some(xy) = drawn.xy() else { return Vec::new() };
    let mut numbers = xy.iter();
    std::iter::from_fn(|| Some(Point::new(numbers.next()?, numbers.next()?))).collect()
}

/// Points cut at the ends of their runs; without ends they are one run.
fn runs(drawn: &flatgeobuf::Geometry<'_>) -> Vec<Vec<Point>> {
    let all = points(drawn);
    let Some(ends) = drawn.ends().filter(|ends| !ends.is_empty()) else { return vec![all] };
    let mut first = 0;
    ends.iter()
        .map(|end| {
            let end = crate::num::at(end);
            let run = all.get(first..end).unwrap_or_default().to_vec();
            first = end;
            run
        })
        .collect()
}

fn expected() -> Text {
    Text::new("FlatGeobuf图层（.fgb，第3版）", "a FlatGeobuf layer (.fgb, version 3)")
}

fn broken(what: &str) -> Error {
    let what = match what {
        "header" => Text::new("损坏的文件头", "a header that does not decode"),
        "index" => Text::new("放不下索引的文件", "a file too short for its index"),
        "size" => Text::new("在一个要素中间结束的文件", "a file that ends within a feature"),
        "properties" => Text::new("损坏的属性", "properties that do not decode"),
        _ => Text::new("损坏的要素", "a feature that does not decode"),
    };
    Error::between(code::S0508, &expected(), &what)
}

#[cfg(test)]
mod tests;
