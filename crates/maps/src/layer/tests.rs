//! Streets, estates, gates and facilities from layers, and what is noticed of them.

use super::*;
use crate::default_rules;
use access::{Direction, Traits};
use expect_test::{Expect, expect};

fn layer(features: impl IntoIterator<Item = Feature>) -> Layer {
    let mut layer = Layer::default();
    features.into_iter().for_each(|feature| layer.push(Ok(feature)));
    layer
}

fn at(pairs: &[(f64, f64)]) -> Vec<Point> {
    pairs.iter().map(|(lon, lat)| Point::new(*lon, *lat)).collect()
}

fn line(pairs: &[(f64, f64)]) -> Feature {
    Feature::new(Geometry::Line(at(pairs)))
}

fn told(notices: &[Notice], expected: &Expect) {
    let lines: Vec<String> =
        notices.iter().map(|notice| format!("{} {}", notice.code.0, notice.text().en)).collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn lines_meet_where_they_have_a_vertex_in_common() {
    let rules = Rules::new(&default_rules());
    let layer = layer([
        line(&[(121.5, 29.9), (121.51, 29.9), (121.51, 29.9), (121.52, 29.9)])
            .with("highway", "residential")
            .with("oneway", true)
            .with("maxspeed", 40_i64),
        Feature::new(Geometry::Lines(vec![
            at(&[(121.510_000_04, 29.9), (121.51, 29.91)]),
            at(&[(121.52, 29.9), (121.52, 29.9)]),
        ]))
        .with("highway", "steps"),
        line(&[(121.5, 29.9), (121.6, 29.9)]).with("name", "a river"),
    ]);
    let Network { draft, notices, unused } = network(layer, &rules, &Frame::wgs84());
    assert_eq!((draft.spots.len(), unused, notices.len()), (4, 1, 0));
    assert_eq!(draft.refs, [0, 1, 2, 1, 3]);
    assert_eq!(draft.ways.len(), 2);
    let drive = draft.ways[0].drive.unwrap();
    assert_eq!((drive.km_h, drive.direction), (28, Direction::Along));
    assert_eq!(draft.ways[1].traits, Traits::STEPS);
    assert_eq!(draft.oddities.short_ways, 1);
}

#[test]
fn what_does_not_fit_a_network_is_noticed() {
    let rules = Rules::new(&default_rules());
    let street =
        |id: &str, pairs: &[(f64, f64)]| line(pairs).with("id", id).with("highway", "path");
    let layer = layer([
        street("a", &[(121.5, 29.9), (121.6, 29.9)]),
        street("a", &[(121.5, 29.9), (121.6, 29.9)]),
        street("b", &[(29.9, 121.5), (29.9, 121.6)]),
        street("c", &[(121.5, 29.9), (f64::NAN, 29.9)]),
        street("d", &[(621_543.2, 3_312_344.9), (621_553.2, 3_312_344.9)]),
        Feature::new(Geometry::Point(Point::new(121.5, 29.9))).with("id", "e"),
    ]);
    let found = network(layer, &rules, &Frame::wgs84());
    told(
        &found.notices,
        &expect![[r"
            S0512 feature 2 (`a`): expected an id that has not come before, found `a`, which feature 1 has
            S0510 feature 3 (`b`): expected longitude, then latitude, found `29.9, 121.5`: it fits only when swapped
            S0509 feature 4 (`c`): expected a longitude of −180 to 180 and a latitude of −90 to 90, found `NaN, 29.9`
            S0509 feature 5 (`d`): expected a longitude of −180 to 180 and a latitude of −90 to 90, found `621543.2, 3312344.9`
            S0509 feature 6 (`e`): expected lines, found Point"]],
    );
    let oddities = found.draft.oddities;
    assert_eq!((oddities.duplicate_ids, oddities.broken_features), (1, 4));
    assert_eq!(found.draft.ways.len(), 1);
}

fn square(id: &str, west: f64, south: f64) -> Feature {
    let (east, north) = (west + 0.01, south + 0.01);
    let ring = at(&[(west, south), (east, south), (east, north), (west, north), (west, south)]);
    Feature { id: Some(id.to_owned()), ..Feature::new(Geometry::Polygon(vec![ring])) }
}

#[test]
fn estates_are_closed_areas_and_broken_ones_are_noticed() {
    let polygon = |id: &str, pairs: &[(f64, f64)]| Feature {
        id: Some(id.to_owned()),
        ..Feature::new(Geometry::Polygon(vec![at(pairs)]))
    };
    let corners = [(121.5, 29.9), (121.6, 29.9), (121.6, 30.0), (121.5, 30.0)];
    let bow = [(121.5, 29.9), (121.6, 30.0), (121.6, 29.9), (121.5, 30.0), (121.5, 29.9)];
    let thin = [(121.5, 29.9), (121.6, 29.9), (121.7, 29.9), (121.5, 29.9)];
    let ring = |feature: Feature| {
        let Geometry::Polygon(rings) = feature.geometry else { panic!("no polygon") };
        rings
    };
    let two = vec![ring(square("", 121.0, 29.0)), ring(square("", 121.1, 29.0))];
    let layer = layer([
        square("whole", 121.5, 29.9).with("name", "柳苑"),
        polygon("open", &corners),
        polygon("bow", &bow),
        polygon("thin", &thin),
        polygon("few", &corners[..2]),
        polygon("same", &[(121.5, 29.9); 5]),
        square("whole", 121.5, 29.9),
        Feature::new(Geometry::Polygons(two)),
        Feature::new(Geometry::Polygons(Vec::new())),
        line(&[(121.5, 29.9), (121.6, 29.9)]),
    ]);
    let (areas, notices) = areas(layer, &Frame::wgs84());
    let kept: Vec<(&str, usize)> =
        areas.iter().map(|area| (area.id.as_str(), area.rings.len())).collect();
    assert_eq!(kept, [("whole", 1), ("open", 1), ("8", 2)]);
    assert_eq!(areas[0].name, "柳苑");
    assert_eq!(areas[1].rings[0].first(), areas[1].rings[0].last());
    told(
        &notices,
        &expect![[r"
            S0511 feature 2 (`open`): expected a ring that ends where it begins, found one that ends elsewhere; it was closed
            S0511 feature 3 (`bow`): expected a ring that does not cross itself, found segments 1 and 3 that cross
            S0511 feature 4 (`thin`): expected a ring with an area, found a line
            S0511 feature 5 (`few`): expected a ring of four points or more, found 2 that differ
            S0511 feature 6 (`same`): expected a ring of four points or more, found 1 that differ
            S0512 feature 7 (`whole`): expected an id that has not come before, found `whole`, which feature 1 has
            S0511 feature 9: expected at least one ring, found none
            S0509 feature 10: expected a polygon, found LineString"]],
    );
    let refused = notices.iter().filter(|notice| notice.refused).count();
    assert_eq!(refused, 7);
}

#[test]
fn a_ring_with_many_corners_is_looked_through_quickly() {
    let n = 20_000_u32;
    let star = |radius: f64, i: u32| {
        let angle = std::f64::consts::TAU * f64::from(i) / f64::from(n);
        Point::new(121.5 + radius * angle.cos(), 29.9 + radius * angle.sin())
    };
    let mut ring: Vec<Point> =
        (0..=n).map(|i| star(0.05 + 0.01 * f64::from(i % 2), i % n)).collect();
    let area = |ring: &[Point]| {
        let feature = Feature::new(Geometry::Polygon(vec![ring.to_vec()]));
        areas(layer([feature]), &Frame::wgs84())
    };
    let (found, notices) = area(&ring);
    assert_eq!((found.len(), notices.len()), (1, 0));
    ring.swap(100, 9_000);
    let (found, notices) = area(&ring);
    assert_eq!((found.len(), notices[0].code.0), (0, "S0511"));
}

#[test]
fn points_are_gates_or_facilities() {
    let point = |lon: f64| Feature::new(Geometry::Point(Point::new(lon, 29.9)));
    let sites = || {
        layer([
            point(121.5).with("id", "g1").with("name", "东门").with("amenity", "pharmacy"),
            point(121.6).with("kind", "school").with("capacity", "320"),
            Feature::new(Geometry::Points(at(&[(121.5, 29.9)]))).with("shop", "bakery"),
            Feature::new(Geometry::Points(at(&[(121.5, 29.9), (121.5, 29.8)]))),
        ])
    };
    let (gates, notices) = points(sites(), &Frame::wgs84());
    let ids: Vec<&str> = gates.iter().map(|gate| gate.id.as_str()).collect();
    assert_eq!((ids, gates[0].name.as_str()), (vec!["g1", "2", "3"], "东门"));
    told(&notices, &expect!["S0509 feature 4: expected one point, found MultiPoint"]);
    let rules = Rules::new(&default_rules());
    let (found, _) = facilities(sites(), &rules, &Frame::wgs84());
    let kinds: Vec<(&str, Option<f64>)> =
        found.iter().map(|facility| (facility.kind.as_str(), facility.capacity)).collect();
    assert_eq!(kinds, [("pharmacy", None), ("school", Some(320.0)), ("food", None)]);
}

#[test]
fn coordinates_are_converted_after_they_were_looked_at() {
    let shift = |point: Point| Point::new(point.lon + 0.004, point.lat - 0.002);
    let within = Bbox::new(121.0, 29.0, 122.0, 30.0);
    let frame = Frame { convert: &shift, within };
    let (sites, _) =
        points(layer([Feature::new(Geometry::Point(Point::new(121.5, 29.9)))]), &frame);
    assert!((sites[0].at.lon - 121.504).abs() < 1e-9);
    let lost = Frame { convert: &|_| Point::new(f64::INFINITY, 0.0), within: None };
    let (sites, notices) =
        points(layer([Feature::new(Geometry::Point(Point::new(121.5, 29.9)))]), &lost);
    assert_eq!((sites.len(), notices[0].code.0), (0, "S0509"));
}
