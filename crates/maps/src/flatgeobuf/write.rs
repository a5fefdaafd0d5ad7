//! Features → a FlatGeobuf layer with an index.

use crate::error::Error;
use crate::features::{Feature, Geometry, Value};
use crate::fence::fenced;
use access::Point;
use diag::{Text, codes::maps as code};
use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
use geozero::error::Result as Drawing;
use geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};

/// Writes a layer in WGS-84; `name` is what it is called in a geographic information system.
///
/// Columns are those of all features, in the order in which they first come; ids become a
/// column `id`. The library sorts features by place, through a temporary file.
pub fn write(name: &str, features: &[Feature]) -> Result<Vec<u8>, Error> {
    for (feature, no) in features.iter().zip(1_u64..) {
        let mut finite = true;
        feature.geometry.clone().for_each(&mut |point| {
            finite &= point.lon.is_finite() && point.lat.is_finite();
        });
        if !finite {
            let found = Text::new(
                format!("第{no}个要素的坐标不是数"),
                format!("a coordinate of feature {no} that is no number"),
            );
            return Err(Error::between(code::S0521, &expected(), &found));
        }
    }
    fenced(|| written(name, features), || refused("a panic of the library".into()))
}

fn written(name: &str, features: &[Feature]) -> Result<Vec<u8>, Error> {
    let columns = columns(features);
    let crs = FgbCrs { code: 4326, ..FgbCrs::default() };
    let options = FgbWriterOptions {
        crs,
        detect_type: false,
        promote_to_multi: false,
        ..FgbWriterOptions::default()
    };
    let mut writer = FgbWriter::create_with_options(name, common_type(features), options)
        .map_err(|e| refused(e.into()))?;
    for (name, kind) in &columns {
        writer.add_column(name, column_type(*kind), |_, _| {});
    }
    for feature in features {
        let mut told = Ok(());
        let added = writer.add_feature_geom(Drawn(&feature.geometry), |row| {
            told = columns.iter().enumerate().try_for_each(|(no, (name, kind))| {
                let id = feature.id.as_ref().filter(|_| name == "id").map(|id| id.as_str().into());
                match feature.get(name).cloned().or(id) {
                    Some(value) => property(row, no, name, *kind, &value),
                    None => Ok(()),
                }
            });
        });
        added.and(told).map_err(|e| refused(e.into()))?;
    }
    let mut bytes = Vec::new();
    writer.write(&mut bytes).map_err(|e| refused(e.into()))?;
    Ok(bytes)
}

/// What the values of a column have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Whole,
    Number,
    Bool,
}

fn columns(features: &[Feature]) -> Vec<(String, Kind)> {
    let mut columns: Vec<(String, Kind)> = Vec::new();
    if features.iter().any(|feature| feature.id.is_some()) {
        columns.push(("id".to_owned(), Kind::Text));
    }
    for (name, value) in features.iter().flat_map(|feature| &feature.properties) {
        let kind = match value {
            Value::Text(_) => Kind::Text,
            Value::Whole(_) => Kind::Whole,
            Value::Number(_) => Kind::Number,
            Value::Bool(_) => Kind::Bool,
        };
        match columns.iter_mut().find(|(known, _)| known == name) {
            None => columns.push((name.clone(), kind)),
            Some((_, known)) if *known == kind => {}
            Some((_, known)) => {
                let numbers = [Kind::Whole, Kind::Number];
                let both = numbers.contains(known) && numbers.contains(&kind);
                *known = if both { Kind::Number } else { Kind::Text };
            }
        }
    }
    columns
}

const fn column_type(kind: Kind) -> ColumnType {
    match kind {
        Kind::Text => ColumnType::String,
        Kind::Whole => ColumnType::Long,
        Kind::Number => ColumnType::Double,
        Kind::Bool => ColumnType::Bool,
    }
}

fn property(
    row: &mut impl PropertyProcessor,
    no: usize,
    name: &str,
    kind: Kind,
    value: &Value,
) -> Drawing<()> {
    match (kind, value) {
        (Kind::Whole, Value::Whole(whole)) => row.property(no, name, &ColumnValue::Long(*whole)),
        (Kind::Bool, Value::Bool(yes)) => row.property(no, name, &ColumnValue::Bool(*yes)),
        (Kind::Number, value) => match value.number() {
            Some(number) => row.property(no, name, &ColumnValue::Double(number)),
            None => Ok(false),
        },
        (Kind::Text | Kind::Whole | Kind::Bool, value) => match value.text() {
            Some(text) => row.property(no, name, &ColumnValue::String(&text)),
            None => Ok(false),
        },
    }
    .map(|_| ())
}

/// The type of all geometries; each says its own where they differ.
fn common_type(features: &[Feature]) -> GeometryType {
    let mut types = features.iter().map(|feature| match feature.geometry {
        Geometry::Point(_) => GeometryType::Point,
        Geometry::Points(_) => GeometryType::MultiPoint,
        Geometry::Line(_) => GeometryType::LineString,
        Geometry::Lines(_) => GeometryType::MultiLineString,
        Geometry::Polygon(_) => GeometryType::Polygon,
        Geometry::Polygons(_) => GeometryType::MultiPolygon,
    });
    let first = types.next().unwrap_or(GeometryType::Unknown);
    if types.all(|kind| kind == first) { first } else { GeometryType::Unknown }
}

/// A geometry as the library is told of it.
struct Drawn<'f>(&'f Geometry);

impl GeozeroGeometry for Drawn<'_> {
    fn process_geom<P: GeomProcessor>(&self, pen: &mut P) -> Drawing<()> {
        match self.0 {
            Geometry::Point(point) => {
                pen.point_begin(0)?;
                pen.xy(point.lon, point.lat, 0)?;
                pen.point_end(0)
            }
            Geometry::Points(points) => {
                pen.multipoint_begin(points.len(), 0)?;
                run(pen, points)?;
                pen.multipoint_end(0)
            }
            Geometry::Line(line) => {
                pen.linestring_begin(true, line.len(), 0)?;
                run(pen, line)?;
                pen.linestring_end(true, 0)
            }
            Geometry::Lines(lines) => {
                pen.multilinestring_begin(lines.len(), 0)?;
                runs(pen, lines)?;
                pen.multilinestring_end(0)
            }
            Geometry::Polygon(rings) => {
                pen.polygon_begin(true, rings.len(), 0)?;
                runs(pen, rings)?;
                pen.polygon_end(true, 0)
            }
            Geometry::Polygons(polygons) => {
                pen.multipolygon_begin(polygons.len(), 0)?;
                for (no, rings) in polygons.iter().enumerate() {
                    pen.polygon_begin(false, rings.len(), no)?;
                    runs(pen, rings)?;
                    pen.polygon_end(false, no)?;
                }
                pen.multipolygon_end(0)
            }
        }
    }
}

fn run<P: GeomProcessor>(pen: &mut P, points: &[Point]) -> Drawing<()> {
    points.iter().enumerate().try_for_each(|(no, point)| pen.xy(point.lon, point.lat, no))
}

fn runs<P: GeomProcessor>(pen: &mut P, lines: &[Vec<Point>]) -> Drawing<()> {
    lines.iter().enumerate().try_for_each(|(no, line)| {
        pen.linestring_begin(false, line.len(), no)?;
        run(pen, line)?;
        pen.linestring_end(false, no)
    })
}

fn expected() -> Text {
    Text::new("可写成FlatGeobuf的要素", "features that FlatGeobuf can hold")
}

fn refused(source: Box<dyn std::error::Error + Send + Sync>) -> Error {
    let found = Text::new("写不出的图层", "a layer that cannot be written");
    Error::between(code::S0521, &expected(), &found).because(source)
}
