//! Layers in and out, and files that are battered.

use super::*;
use crate::features::Value;
use crate::tests::{Failing, battered};
use std::io::Cursor;

fn feature(no: i64, geometry: Geometry) -> Feature {
    let id = Some(format!("f{no}"));
    Feature { id, ..Feature::new(geometry) }
        .with("name", "东门")
        .with("no", no)
        .with("share", 0.25)
        .with("is", no % 2 == 0)
}

fn run(n: u32) -> Vec<Point> {
    (0..n).map(|i| Point::new(121.5 + f64::from(i * i) / 1e3, 29.9 + f64::from(i) / 1e3)).collect()
}

fn open(bytes: &[u8]) -> Result<Layer, Error> {
    read(Cursor::new(bytes))
}

/// What is read, by id: a file is sorted by place.
fn again(bytes: &[u8]) -> Vec<Feature> {
    let layer = open(bytes).unwrap();
    assert!(layer.notices.is_empty(), "{:?}", layer.notices);
    let mut features: Vec<Feature> = layer.features.into_iter().map(|found| found.1).collect();
    features.sort_by_key(|feature| feature.id.clone());
    features
}

/// A feature as it comes back: its id is a column.
fn with_id(feature: &Feature) -> Feature {
    let mut feature = feature.clone();
    let id = feature.id.clone().unwrap_or_default();
    feature.properties.insert(0, ("id".to_owned(), Value::Text(id)));
    feature
}

#[test]
fn each_kind_of_geometry_is_written_and_read_again() {
    let kinds = [
        Geometry::Point(Point::new(121.5, 29.9)),
        Geometry::Points(run(3)),
        Geometry::Line(run(4)),
        Geometry::Lines(vec![run(2), run(5)]),
        Geometry::Polygon(vec![run(4), run(5)]),
        Geometry::Polygons(vec![vec![run(4), run(5)], vec![run(6)]]),
    ];
    for geometry in &kinds {
        let features: Vec<Feature> = (1..4).map(|no| feature(no, geometry.clone())).collect();
        let bytes = write("layer", &features).unwrap();
        let expected: Vec<Feature> = features.iter().map(with_id).collect();
        assert_eq!(again(&bytes), expected, "{}", geometry.name());
    }
    let mixed: Vec<Feature> =
        (1..).zip(kinds).map(|(no, geometry)| feature(no, geometry)).collect();
    let bytes = write("混合", &mixed).unwrap();
    let expected: Vec<Feature> = mixed.iter().map(with_id).collect();
    assert_eq!(again(&bytes), expected);
    assert_eq!(again(&write("none", &[]).unwrap()), []);
}

#[test]
fn a_column_holds_what_its_values_have_in_common() {
    let at = |lon: f64| Geometry::Point(Point::new(lon, 29.9));
    let features = [
        Feature::new(at(121.0)).with("a", 1_i64).with("b", 1_i64).with("c", true),
        Feature::new(at(122.0)).with("a", 1.5).with("b", "two").with("d", f64::NAN),
    ];
    let layer = open(&write("layer", &features).unwrap()).unwrap();
    let mut read: Vec<&Feature> = layer.features.iter().map(|found| &found.1).collect();
    read.sort_by_key(|feature| feature.get("c").is_none());
    assert_eq!(read[0].get("a"), Some(&Value::Number(1.0)));
    assert_eq!(read[0].get("b"), Some(&Value::Text("1".to_owned())));
    assert_eq!(read[0].get("c"), Some(&Value::Bool(true)));
    assert_eq!(read[1].get("b"), Some(&Value::Text("two".to_owned())));
    assert_eq!((read[1].get("c"), read[1].get("d")), (None, None));
}

#[test]
fn a_large_layer_has_its_index_passed_over() {
    let features: Vec<Feature> = (0..700)
        .map(|no| {
            let lon = 121.0 + f64::from(u16::try_from(no).unwrap()) / 1e3;
            Feature {
                id: Some(format!("{no:04}")),
                ..Feature::new(Geometry::Point(Point::new(lon, 29.9)))
            }
        })
        .collect();
    let bytes = write("layer", &features).unwrap();
    let expected: Vec<Feature> = features.iter().map(with_id).collect();
    assert_eq!(again(&bytes), expected);
}

#[test]
fn what_cannot_be_written_or_read_is_refused() {
    let nowhere = Feature::new(Geometry::Point(Point::new(f64::NAN, 1.0)));
    let error = write("layer", &[nowhere]).unwrap_err();
    assert_eq!(error.code.0, "S0521");
    assert!(error.text.en.ends_with("a coordinate of feature 1 that is no number"), "{error}");
    for (bytes, what) in [
        (&b"{\"type\":1}"[..], "a JSON text"),
        (b"fgb", "a FlatGeobuf file"),
        (b"fgb\x03fgb\x00", "a header that does not decode"),
    ] {
        let error = open(bytes).unwrap_err();
        assert_eq!(error.code.0, "S0508", "{error}");
        assert!(error.text.en.ends_with(what), "{error}");
    }
    let options = flatgeobuf::FgbWriterOptions {
        crs: flatgeobuf::FgbCrs { code: 4549, ..flatgeobuf::FgbCrs::default() },
        ..flatgeobuf::FgbWriterOptions::default()
    };
    let writer = flatgeobuf::FgbWriter::create_with_options("m", GeometryType::Point, options);
    let mut bytes = Vec::new();
    writer.unwrap().write(&mut bytes).unwrap();
    let error = open(&bytes).unwrap_err();
    assert_eq!((error.code.0, error.text.en.ends_with("EPSG:4549")), ("S0514", true));
}

#[test]
fn no_bytes_make_it_panic() {
    let polygons = Geometry::Polygons(vec![vec![run(4), run(5)], vec![run(6)]]);
    for geometry in [polygons, Geometry::Lines(vec![run(2), run(5)])] {
        let bytes = write("layer", &[feature(1, geometry.clone()), feature(2, geometry)]).unwrap();
        let codes = battered(&bytes, open);
        assert!(codes.iter().all(|code| ["S0508", "S0514"].contains(code)), "{codes:?}");
    }
}

#[test]
fn a_disk_that_fails_is_said_to_fail() {
    let bytes = write("layer", &[feature(1, Geometry::Line(run(9)))]).unwrap();
    for after in [0, 10, 100] {
        let file = Failing { file: Cursor::new(bytes.clone()), after };
        assert_eq!(read(file).unwrap_err().code.0, "S0520");
    }
}
