//! Collections in and out, features that are none, and files that are battered.

use super::*;
use crate::tests::{Failing, battered};
use expect_test::expect;
use serde_json::json;
use std::io::Cursor;

fn layer(text: &str) -> Layer {
    read(text.as_bytes()).unwrap()
}

/// One of each geometry.
fn some() -> Vec<Feature> {
    let points = |pairs: &[(f64, f64)]| -> Vec<Point> {
        pairs.iter().map(|(lon, lat)| Point::new(*lon, *lat)).collect()
    };
    let ring = points(&[(121.5, 29.9), (121.6, 29.9), (121.6, 30.0), (121.5, 29.9)]);
    let hole = points(&[(121.55, 29.91), (121.56, 29.91), (121.56, 29.92), (121.55, 29.91)]);
    let line = points(&[(121.5, 29.9), (121.600_000_04, 29.95)]);
    let geometries = [
        Geometry::Point(Point::new(121.5, 29.9)),
        Geometry::Points(line.clone()),
        Geometry::Line(line.clone()),
        Geometry::Lines(vec![line.clone(), line]),
        Geometry::Polygon(vec![ring.clone(), hole.clone()]),
        Geometry::Polygons(vec![vec![ring.clone(), hole], vec![ring]]),
    ];
    let feature = |(no, geometry): (i64, Geometry)| Feature {
        id: Some(format!("f{no}")),
        ..Feature::new(geometry)
            .with("name", "东门")
            .with("no", no)
            .with("share", 0.5)
            .with("is", true)
    };
    (1..).zip(geometries).map(feature).collect()
}

#[test]
fn what_is_written_is_read_again() {
    let features = some();
    let note = json!({ "zh": "示意图", "en": "a picture" });
    let bytes = write(&features, &[("note".to_owned(), note), ("type".to_owned(), json!(1))]);
    let text = String::from_utf8(bytes.clone()).unwrap();
    expect![[r#"{"type":"FeatureCollection","note":{"zh":"示意图","en":"a picture"},"features":[{"type":"Feature","id":"f1","geometry":{"type":"Point","coordinates":[121.5,29.9]},"properties":{"name":"东门","no":1,"share":0.5,"is":true}},"#]]
    .assert_eq(&text[..text.find("{\"type\":\"Feature\",\"id\":\"f2\"").unwrap()]);
    let again = read(&bytes[..]).unwrap();
    assert!(again.notices.is_empty());
    let numbers: Vec<u64> = again.features.iter().map(|(no, _)| *no).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6]);
    let mut rounded = features;
    for feature in &mut rounded {
        feature.geometry.for_each(&mut |point| point.lon = (point.lon * 1e7).round() / 1e7);
    }
    let again: Vec<Feature> = again.features.into_iter().map(|(_, feature)| feature).collect();
    assert_eq!(again, rounded);
    assert_eq!(read(&write(&[], &[])[..]).unwrap().features.len(), 0);
}

#[test]
fn a_feature_that_is_none_does_not_stop_the_others() {
    let layer = layer(
        "\u{FEFF}{\"bbox\":[1,2,3,4],\"features\":[
        {\"type\":\"Feature\",\"id\":7,\"geometry\":null,\"properties\":null},
        {\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1]},\"properties\":{}},
        {\"type\":\"Feature\",\"geometry\":{\"type\":\"Heap\",\"coordinates\":[1,2]}},
        42,
        {\"type\":\"Feature\",\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[]}},
        {\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2,3]},
         \"properties\":{\"list\":[1,{\"a\":2}],\"none\":null,\"large\":18446744073709551615}}
        ],\"type\":\"FeatureCollection\",\"crs\":{\"x\":[1]}}",
    );
    let lines: Vec<String> = layer.notices.iter().map(|notice| notice.text().en).collect();
    expect![[r"
        feature 1 (`7`): expected a feature with a geometry, found no geometry
        feature 2: expected a feature with a geometry, found something that GeoJSON does not know
        feature 3: expected a feature with a geometry, found something that GeoJSON does not know
        feature 4: expected a feature with a geometry, found something that GeoJSON does not know
        feature 5: expected a feature with a geometry, found GeometryCollection"]]
    .assert_eq(&lines.join("\n"));
    assert!(layer.notices.iter().all(|notice| notice.code.0 == "S0509" && notice.refused));
    let [(6, feature)] = &layer.features[..] else { panic!("{:?}", layer.features) };
    assert_eq!(feature.geometry, Geometry::Point(Point::new(1.0, 2.0)));
    assert_eq!(feature.text(&["list"]).as_deref(), Some("[1,{\"a\":2}]"));
    assert_eq!(feature.get("none"), None);
    assert_eq!(feature.get("large").and_then(Value::number), Some(18_446_744_073_709_552_000.0));
}

#[test]
fn what_is_no_collection_is_refused_with_its_place() {
    let found = |text: &str| read(text.as_bytes()).unwrap_err();
    for (text, what) in [
        ("", "an empty file"),
        ("  [1,2]", "a JSON text"),
        ("{\"type\":\"Feature\"}", "something else at line 1, column 18"),
        ("{\"features\":[\n{]}", "something else at line 2, column 2"),
        ("{\"features\":[{\"a\":1},", "something else at line 1, column 21"),
        ("{\"features\":7}", "something else at line 1, column 14"),
        ("{\"features\":[]} and more", "something else at line 1, column 17"),
    ] {
        let error = found(text);
        assert_eq!(error.code.0, "S0507");
        assert!(error.text.en.ends_with(what), "{text}: {error}");
    }
    let deep = format!("{{\"features\":[{}", "[".repeat(100_000));
    assert_eq!(found(&deep).code.0, "S0507");
}

#[test]
fn no_bytes_make_it_panic() {
    let codes = battered(&write(&some(), &[]), |bytes| read(bytes));
    assert_eq!(codes, ["S0507"]);
}

#[test]
fn a_disk_that_fails_is_said_to_fail() {
    let bytes = write(&vec![some(); 20].concat(), &[]);
    for after in [0, 100] {
        let file = Failing { file: Cursor::new(bytes.clone()), after };
        assert_eq!(read(file).unwrap_err().code.0, "S0520");
    }
}

#[test]
fn numbers_that_json_does_not_know_are_null() {
    let feature = Feature::new(Geometry::Point(Point::new(1.0, 2.0))).with("none", f64::NAN);
    let text = String::from_utf8(write(&[feature], &[])).unwrap();
    assert!(text.contains("\"none\":null"), "{text}");
}
