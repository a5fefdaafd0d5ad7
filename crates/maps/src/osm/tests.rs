//! Small files made by hand, files that are battered, and the answers for real cities.

mod cities;
mod pbf;

use super::*;
use crate::default_rules;
use crate::tests::{Failing, battered};
use access::{Direction, Drive, Facility, Oddities, Spot, Traits};
use pbf::{Blob, file};
use std::io::Cursor;

/// A square of streets with a park, a school house and a shop.
fn town() -> [Blob<'static>; 3] {
    let nodes = vec![
        (1, 1_215_000_000, 299_000_000, ""),
        (2, 1_215_010_000, 299_000_000, "shop=bakery amenity=cafe name=Old~mill capacity=12"),
        (3, 1_215_010_000, 299_010_000, ""),
        (4, 1_215_000_000, 299_010_000, "highway=bus_stop opening_hours=24/7"),
        (9, 1_215_050_000, 299_050_000, ""),
    ];
    let ways = vec![
        (10, vec![1, 2, 3], "highway=residential maxspeed=60"),
        (11, vec![3, 4], "highway=steps surface=gravel"),
        (12, vec![1, 2, 3, 4, 1], "leisure=park name=Square"),
        (13, vec![1, 2, 3, 1], "building=school building:levels=3.5 amenity=school"),
        (14, vec![1, 9], "power=line"),
    ];
    [
        Blob { nodes, ..Blob::default() },
        Blob { ways, ..Blob::default() },
        Blob { relations: vec![99], ..Blob::default() },
    ]
}

fn go_on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn open(bytes: &[u8], change: impl FnOnce(&mut Options<'_>)) -> Result<OsmMap, Error> {
    let rules = Rules::new(&default_rules());
    let mut options = Options::new(&rules);
    change(&mut options);
    read(Cursor::new(bytes), &options, &mut go_on)
}

fn plain(bytes: &[u8]) -> Result<OsmMap, Error> {
    open(bytes, |_| {})
}

fn whole(blobs: &[Blob<'_>]) -> Vec<u8> {
    file(blobs, "DenseNodes", true)
}

fn same(one: &OsmMap, other: &OsmMap) {
    assert_eq!(one.draft.spots, other.draft.spots);
    assert_eq!(one.draft.refs, other.draft.refs);
    assert_eq!(one.draft.ways, other.draft.ways);
    assert_eq!(one.draft.facilities, other.draft.facilities);
    assert_eq!(one.buildings, other.buildings);
}

#[test]
fn streets_facilities_and_buildings_are_read() {
    let map = open(&whole(&town()), |options| options.want_buildings = true).unwrap();
    let draft = &map.draft;
    assert_eq!(draft.spots.len(), 4);
    assert_eq!(draft.spots[0], Spot { lon_e7: 1_215_000_000, lat_e7: 299_000_000 });
    assert_eq!(draft.refs, [0, 1, 2, 2, 3]);
    let [street, steps] = &draft.ways[..] else { panic!("{:?}", draft.ways) };
    assert_eq!((street.first, street.len, street.walk), (0, 3, true));
    assert_eq!(street.drive, Some(Drive { km_h: 42, direction: Direction::Both }));
    assert_eq!((steps.first, steps.len, steps.drive), (3, 2, None));
    assert_eq!(steps.traits, Traits::STEPS.with(Traits::UNPAVED));
    let told = |facility: &Facility| {
        let Facility { id, kind, name, opening_hours, capacity, at: _ } = facility;
        format!("{id} {kind} {name}|{opening_hours}|{capacity:?}")
    };
    let facilities: Vec<String> = draft.facilities.iter().map(told).collect();
    assert_eq!(
        facilities,
        [
            "n2 food Old mill||Some(12.0)",
            "n4 transit |24/7|None",
            "w12 green Square||None",
            "w13 school ||None",
        ]
    );
    let park = draft.facilities[2].at;
    assert!((park.lon - 121.5005).abs() < 1e-9 && (park.lat - 29.9005).abs() < 1e-9);
    let [house] = &map.buildings[..] else { panic!("{:?}", map.buildings) };
    assert_eq!((house.id.as_str(), house.levels), ("w13", Some(3.5)));
    assert!((house.area_m2 - 5360.0).abs() < 20.0, "{}", house.area_m2);
    assert_eq!(draft.oddities, Oddities::default());
}

#[test]
fn the_order_of_a_file_does_not_change_what_is_read() {
    let wanted = |options: &mut Options<'_>| options.want_buildings = true;
    let map = open(&whole(&town()), wanted).unwrap();
    let [nodes, ways, relations] = town();
    let mut mixed = nodes.clone();
    mixed.ways.clone_from(&ways.ways);
    let mut backward = nodes.clone();
    backward.nodes.reverse();
    let (early, late) = nodes.nodes.split_at(2);
    let early = Blob { nodes: early.to_vec(), ..Blob::default() };
    let late = Blob { nodes: late.to_vec(), ..Blob::default() };
    let orders = [
        vec![ways.clone(), nodes.clone()],
        vec![relations.clone(), ways.clone(), nodes.clone()],
        vec![mixed],
        vec![early.clone(), ways.clone(), late.clone()],
        vec![late, ways.clone(), early, relations],
    ];
    for (no, order) in orders.iter().enumerate() {
        // What a file says of its order is not believed where it shows another.
        let again = open(&file(order, "DenseNodes", no % 2 == 0), wanted).unwrap();
        assert_eq!(map.draft.spots, again.draft.spots, "{no}");
        assert_eq!(map.draft.refs, again.draft.refs, "{no}");
        assert_eq!(map.draft.facilities.len(), again.draft.facilities.len(), "{no}");
        assert_eq!(map.buildings, again.buildings, "{no}");
        assert_eq!(again.draft.oddities, Oddities::default(), "{no}");
    }
    let again = open(&whole(&[backward, ways]), wanted).unwrap();
    assert_eq!(map.draft.spots, again.draft.spots);
}

#[test]
fn a_way_is_cut_where_its_nodes_are_missing() {
    let [nodes, mut ways, _] = town();
    ways.ways = vec![
        (10, vec![1, 2, 77, 3, 4, 78], "highway=path"),
        (11, vec![77, 1, 78, 2], "highway=path"),
        (12, vec![1], "highway=path"),
        (13, vec![], "highway=path"),
        (14, vec![1, 2, 77, 1], "leisure=park"),
    ];
    let draft = plain(&whole(&[nodes, ways])).unwrap().draft;
    // Parts of one vertex stay vertices of the map.
    assert_eq!(draft.refs, [0, 1, 2, 3, 0, 1, 0]);
    let parts: Vec<(u32, u32)> = draft.ways.iter().map(|way| (way.first, way.len)).collect();
    assert_eq!(parts, [(0, 2), (2, 2), (4, 1), (5, 1), (6, 1)]);
    let expected = Oddities {
        ways_without_nodes: 3,
        missing_nodes: 5,
        short_ways: 2,
        duplicate_ids: 0,
        broken_features: 0,
    };
    assert_eq!(draft.oddities, expected);
}

#[test]
fn of_ids_that_come_twice_the_first_is_used() {
    let [mut nodes, mut ways, _] = town();
    nodes.nodes.insert(2, (2, 0, 0, "amenity=bank"));
    ways.ways.insert(1, (10, vec![3, 1], "highway=path"));
    let sorted = plain(&whole(&[nodes.clone(), ways.clone()])).unwrap();
    assert_eq!(sorted.draft.oddities.duplicate_ids, 2);
    same(&sorted, &plain(&whole(&town())).unwrap());
    nodes.nodes.push((1, 5, 5, "amenity=bank"));
    nodes.nodes.push((4, 5, 5, "amenity=bank"));
    ways.ways.push((11, vec![1, 3], "highway=path"));
    ways.ways.push((12, vec![1, 2, 3, 1], "leisure=park"));
    let unsorted = plain(&file(&[nodes.clone(), ways.clone()], "DenseNodes", false)).unwrap();
    assert_eq!(unsorted.draft.spots, sorted.draft.spots);
    assert_eq!(unsorted.draft.refs, sorted.draft.refs);
    assert!(unsorted.draft.oddities.duplicate_ids >= 6, "{:?}", unsorted.draft.oddities);
    // A node without an id before it that was seen as a facility stays one.
    let ids: Vec<&str> = unsorted.draft.facilities.iter().map(|f| f.id.as_str()).collect();
    assert_eq!(ids, ["n2", "n4", "n1", "w12", "w13"]);
    let boxed = |options: &mut Options<'_>| options.bbox = Bbox::new(0.0, 0.0, 130.0, 40.0);
    let again = open(&file(&[nodes, ways], "DenseNodes", false), boxed).unwrap();
    assert_eq!(again.draft.spots, sorted.draft.spots);
}

#[test]
fn nodes_off_the_globe_are_missing() {
    let [mut nodes, ways, _] = town();
    nodes.nodes[2].2 = 900_000_001;
    nodes.nodes[3].1 = i64::from(i32::MAX) * 100;
    let draft = plain(&whole(&[nodes, ways])).unwrap().draft;
    assert_eq!(draft.spots.len(), 2);
    // Two vertices, and the bus stop on one of them.
    assert_eq!(draft.oddities.broken_features, 3);
}

#[test]
fn a_box_cuts_a_district_out() {
    let boxed = |options: &mut Options<'_>| {
        options.bbox = Bbox::new(121.4999, 29.8999, 121.5011, 29.9005);
        options.want_buildings = true;
    };
    let known = plain(&whole(&town())).unwrap();
    let [nodes, ways, _] = town();
    for order in [[nodes.clone(), ways.clone()], [ways, nodes]] {
        let map = open(&file(&order, "DenseNodes", false), boxed).unwrap();
        // Nodes 1 and 2 lie inside; the steps between 3 and 4 do not.
        assert_eq!((map.draft.spots.len(), map.draft.refs.len()), (2, 2));
        // Areas whose centroid lies inside, though the edge cuts them.
        let ids: Vec<&str> = map.draft.facilities.iter().map(|f| f.id.as_str()).collect();
        assert_eq!(ids, ["n2", "w12", "w13"]);
        assert_eq!(map.draft.facilities[1..], known.draft.facilities[2..]);
        assert_eq!(map.draft.oddities.missing_nodes, 0);
        assert_eq!(map.cut_ways, 1);
    }
    let all = open(&whole(&town()), |options| {
        options.bbox = Bbox::new(121.0, 29.0, 122.0, 30.0);
    });
    same(&all.unwrap(), &plain(&whole(&town())).unwrap());
}

#[test]
fn memory_is_said_beforehand_and_a_limit_is_kept() {
    let bytes = whole(&town());
    let held = plain(&bytes).unwrap().held_bytes;
    assert!(held > 0 && held < estimate(0, false).bytes_max);
    open(&bytes, |options| options.limit_bytes = Some(held)).unwrap();
    let refused = open(&bytes, |options| options.limit_bytes = Some(held - 1)).unwrap_err();
    assert_eq!(refused.code.0, "S0504");
    assert!(refused.text.en.starts_with("expected at most"), "{refused}");
    let boxed = open(&bytes, |options| {
        options.limit_bytes = Some(1000);
        options.bbox = Bbox::new(121.0, 29.0, 122.0, 30.0);
    });
    assert_eq!(boxed.unwrap_err().code.0, "S0504");
    assert_eq!(estimate(u64::MAX, false).bytes_max, u64::MAX);
    assert!(estimate(3 << 30, true).bytes_max < 2 << 30);
}

#[test]
fn a_person_sees_how_far_it_is_and_can_be_stopped() {
    let bytes = whole(&town());
    let rules = Rules::new(&default_rules());
    let options = Options::new(&rules);
    let mut shown = Vec::new();
    read(Cursor::new(&bytes), &options, &mut |done, of| {
        shown.push((done, of));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(shown.is_sorted());
    assert_eq!(shown.last().map(|(done, of)| done == of), Some(true));
    for stop_at in 0..shown.len() {
        let mut seen = 0;
        let stopped = read(Cursor::new(&bytes), &options, &mut |_, _| {
            seen += 1;
            if seen > stop_at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert_eq!(stopped.unwrap_err().code.0, "S0505");
    }
}

#[test]
fn what_is_no_such_file_is_refused_by_what_it_is() {
    let found = |bytes: &[u8]| plain(bytes).unwrap_err();
    for (bytes, what) in [
        (&b""[..], "an empty file"),
        (b"<?xml version='1.0'?><osm/>", "an XML text"),
        (b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x00", "a file packed with gzip"),
        (b"{\"type\":\"FeatureCollection\"}", "a JSON text"),
        (b"PK\x03\x04 and so on", "a ZIP archive (or a workbook)"),
        (&[0; 64], "bytes that begin with `00 00 00 00 00 00 00 00`"),
    ] {
        let error = found(bytes);
        assert_eq!(error.code.0, "S0501", "{error}");
        assert!(error.text.en.ends_with(what), "{error}");
    }
    let error = found(&file(&town(), "HistoricalInformation", true));
    assert_eq!(error.code.0, "S0506");
    assert!(error.text.en.ends_with("`HistoricalInformation`"), "{error}");
    let bytes = whole(&town());
    let error = found(&bytes[..bytes.len() - 1]);
    assert_eq!(error.code.0, "S0502", "{error}");
    let mut longer = bytes.clone();
    longer.extend([0, 0]);
    assert_eq!(found(&longer).code.0, "S0502");
    let mut damaged = bytes;
    let middle = damaged.len() / 2;
    damaged[middle..middle + 40].fill(0xAA);
    assert_eq!(found(&damaged).code.0, "S0503");
}

#[test]
fn no_bytes_make_it_panic() {
    let codes = battered(&whole(&town()), plain);
    assert_eq!(codes, ["S0501", "S0502", "S0503"]);
    battered(&whole(&town()), |bytes| {
        open(bytes, |options| {
            options.bbox = Bbox::new(121.0, 29.0, 122.0, 30.0);
            options.want_buildings = true;
        })
    });
}

#[test]
fn a_disk_that_fails_is_said_to_fail() {
    let bytes = whole(&town());
    let rules = Rules::new(&default_rules());
    for after in [0, 20, 200] {
        let file = Failing { file: Cursor::new(bytes.clone()), after };
        let error = read(file, &Options::new(&rules), &mut go_on).unwrap_err();
        assert_eq!(error.code.0, "S0520", "{after}: {error}");
        assert!(std::error::Error::source(&error).is_some());
    }
}
