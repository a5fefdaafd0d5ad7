//! The made-up town: the same bytes, plausible sizes, joined streets, gates in walls, and the
//! errors that are there on purpose.

use super::{Community, Town, town};
use expect_test::expect;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

type Row<'a> = BTreeMap<&'a str, &'a str>;
type Place = (i64, i64);

/// The communities and villages of the pack.
fn communities() -> Vec<Community> {
    rows(include_str!("../../../../packs/jiangbei/places.csv"))
        .into_iter()
        .filter(|row| ["community", "village"].contains(&row["level"]))
        .map(|row| Community {
            id: row["id"].to_owned(),
            street: row["parent"].to_owned(),
            zh: row["zh"].to_owned(),
            en: row["en"].to_owned(),
            village: row["level"] == "village",
        })
        .collect()
}

fn made(seed: u64) -> Town {
    town(seed, 2025, &communities())
}

/// The rows of a register by its head.
fn rows(text: &str) -> Vec<Row<'_>> {
    let head = cells(text.lines().next().unwrap());
    let row = |line| {
        let cells = cells(line);
        assert_eq!(cells.len(), head.len(), "{line}");
        head.iter().copied().zip(cells).collect()
    };
    text.lines().skip(1).map(row).collect()
}

fn cells(line: &str) -> Vec<&str> {
    let mut cells = Vec::new();
    let mut rest = Some(line);
    while let Some(text) = rest {
        let end = match text.strip_prefix('"') {
            Some(quoted) => quoted.find('"').unwrap() + 2,
            None => text.find(',').unwrap_or(text.len()),
        };
        cells.push(text[..end].trim_matches('"'));
        rest = text.get(end + 1..);
    }
    cells
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// A written coordinate in 10⁻⁷ degrees; it has no more than seven digits.
fn e7(written: &str) -> i64 {
    let (whole, rest) = written.split_once('.').unwrap();
    assert!(rest.len() <= 7, "{written}");
    format!("{whole}{rest:0<7}").parse().unwrap()
}

fn place(row: &Row<'_>) -> Place {
    (e7(row["lon"]), e7(row["lat"]))
}

/// About so many centimetres between two places.
fn apart(one: Place, other: Place) -> i64 {
    let (east, north) = ((one.0 - other.0) * 963 / 1000, (one.1 - other.1) * 1112 / 1000);
    (east * east + north * north).isqrt()
}

/// The features of a map: properties and vertices.
fn features(map: &[u8]) -> Vec<(Value, Vec<Place>)> {
    let map: Value = serde_json::from_slice(map).unwrap();
    assert_eq!(map["made_up"], true);
    assert!(map["note"]["zh"].as_str().unwrap().starts_with("虚构"));
    assert!(map["note"]["en"].as_str().unwrap().starts_with("Made up"));
    let of = |feature: &Value| {
        let shape = &feature["geometry"];
        let line = if shape["type"] == "Polygon" {
            &shape["coordinates"][0]
        } else {
            &shape["coordinates"]
        };
        let e7 = |number: &Value| e7(&number.to_string());
        let spots = line.as_array().unwrap().iter().map(|spot| (e7(&spot[0]), e7(&spot[1])));
        (feature["properties"].clone(), spots.collect())
    };
    map["features"].as_array().unwrap().iter().map(of).collect()
}

/// FNV-1a.
fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn files(town: &Town) -> [(&'static str, &[u8]); 6] {
    [
        ("network", &town.network_geojson),
        ("estates", &town.estates_geojson),
        ("homes", &town.homes_csv),
        ("facilities", &town.facilities_csv),
        ("gates", &town.gates_csv),
        ("sites", &town.sites_csv),
    ]
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let town = made(1);
    assert_eq!(town, made(1));
    let other = made(2);
    for ((name, mine), (_, others)) in files(&town).into_iter().zip(files(&other)) {
        assert_ne!(digest(mine), digest(others), "{name}");
    }
    let mut out = String::new();
    for (name, bytes) in files(&town) {
        writeln!(out, "{name} {} {:016x}", bytes.len(), digest(bytes)).unwrap();
    }
    expect![[r"
        network 1020720 5c05ab6209625a31
        estates 37389 47a27ac4099847b7
        homes 572936 ec32763d8708c37b
        facilities 424800 acba799eb64c70f2
        gates 12926 d748b1a58df9f900
        sites 7577 38dc89d3b5d7b1f3
    "]]
    .assert_eq(&out);
}

#[test]
fn registers_have_plausible_sizes() {
    let town = made(1);
    let mut out = String::new();
    for (name, bytes) in &files(&town)[2..] {
        let text = text(bytes);
        let mut lines = text.lines();
        writeln!(out, "{}", lines.next().unwrap()).unwrap();
        writeln!(out, "  {name} {}: {}", rows(text).len(), lines.next().unwrap()).unwrap();
    }
    let homes = rows(text(&town.homes_csv));
    let sum = |of: &str, rows: &[Row<'_>]| -> i64 {
        rows.iter().map(|row| row[of].parse::<i64>().unwrap()).sum()
    };
    let behind: Vec<Row<'_>> =
        homes.iter().filter(|row| !row["estate"].is_empty()).cloned().collect();
    writeln!(
        out,
        "people {}, households {}, in estates {}, places {}",
        sum("people", &homes),
        sum("households", &homes),
        sum("people", &behind),
        town.places.len(),
    )
    .unwrap();
    let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
    let facilities = rows(text(&town.facilities_csv));
    for row in &facilities {
        *kinds.entry(row["kind"]).or_default() += 1;
    }
    writeln!(
        out,
        "kinds {}, fewest {:?}, opening {}, closing {}",
        kinds.len(),
        kinds.iter().min_by_key(|(_, many)| **many).unwrap(),
        facilities.iter().filter(|row| row["from_on"] > "2025").count(),
        facilities.iter().filter(|row| !row["to_on"].is_empty()).count(),
    )
    .unwrap();
    expect![[r#"
        home,place,lon,lat,people,households,estate,from_on,to_on
          homes 8328: home_00001,330205001001,121.5549356,29.8845752,52,18,,2021-01-01,
        facility,kind,name_zh,name_en,place,lon,lat,floor_m2,land_m2,capacity,opening_hours,from_on,to_on
          facilities 3228: junior_school_001,junior_school,初中1号,Junior school 1,330205001015,121.5501356,29.8787171,14930,22460,1720,Mo-Fr 07:40-16:40; PH off,2024-02-01,
        gate,estate,lon,lat,open,from_on,to_on
          gates 206: gate_001_1,estate_001,121.5537287,29.8894278,true,2021-01-01,
        site,zh,en,place,lon,lat,prize,visit_min,state,progress,start,from_on
          sites 48: site_01,五湖村委会亮点1号（虚构）,Highlight 1 at Wuhu Village (made up),330205103222,121.4620994,29.9837360,30,40,done,100,false,2022-01-01
        people 492283, households 182699, in estates 141641, places 152
        kinds 37, fewest ("hospital", 3), opening 18, closing 1
    "#]].assert_eq(&out);
}

#[test]
fn every_place_has_homes_and_facilities() {
    let town = made(1);
    for register in [&town.homes_csv, &town.facilities_csv] {
        let rows = rows(text(register));
        let places: BTreeSet<&str> = rows.iter().map(|row| row["place"]).collect();
        assert!(communities().iter().all(|community| places.contains(community.id.as_str())));
        assert_eq!(places.len(), town.places.len());
    }
}

#[test]
fn errors_are_there_on_purpose() {
    let town = made(1);
    let homes = rows(text(&town.homes_csv));
    let twice = homes.iter().filter(|home| home["home"] == "home_03000").count();
    assert_eq!(twice, 2);
    let off: Vec<&str> = homes
        .iter()
        .filter(|home| {
            let middle = town.places.iter().find(|place| place.0 == home["place"]).unwrap();
            apart(place(home), (middle.1.into(), middle.2.into())) > 150_000
        })
        .map(|home| home["home"])
        .collect();
    assert_eq!(off, ["home_02000"]);
    let swapped: Vec<String> = rows(text(&town.facilities_csv))
        .iter()
        .filter(|row| e7(row["lon"]) < e7(row["lat"]))
        .map(|row| row["facility"].to_owned())
        .collect();
    assert_eq!(swapped, ["library_007"]);
}

#[test]
fn any_list_of_communities_makes_a_town() {
    let none = town(1, 2025, &[]);
    assert_eq!(rows(text(&none.homes_csv)).len(), 0);
    assert_eq!(none.places, []);
    let one = |at: usize| Community {
        id: format!("c{at}"),
        street: "elsewhere".to_owned(),
        zh: "社区".to_owned(),
        en: "One, \"so\" called".to_owned(),
        village: at.is_multiple_of(3),
    };
    let many: Vec<Community> = (0..1_000).map(one).collect();
    let town = town(7, 2025, &many);
    assert!((500..1_000).contains(&town.places.len()), "{}", town.places.len());
    assert!(text(&town.sites_csv).contains("\"Highlight 1 at One, \"\"so\"\" called (made up)\""));
    features(&town.network_geojson);
}

mod streets;
