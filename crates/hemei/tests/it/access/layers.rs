//! Layers that lie well or badly, and the same answer as a table, CSV, JSON and shapes.

use super::town::{ASK, built, homes, houses_moved, text_of};
use crate::session::Session;
use expect_test::expect;
use serde_json::json;
use std::collections::BTreeMap;

/// How well a layer of homes lies.
const CHECK: &str =
    "access check --graph town.map --facilities facilities.csv --gates gates.csv --origins";

#[test]
fn a_layer_says_how_well_it_lies() {
    let session = built();
    // One row has its axes the wrong way round.
    session.write("turned.csv", homes().replace("121.50010,29.90010", "29.90010,121.50010"));
    expect![[r#"
        $ hemei access check --graph town.map --facilities facilities.csv --gates gates.csv --origins homes.csv
        layer       on the network  too far  median m  95 % m  farthest m
        ──────────  ──────────────  ───────  ────────  ──────  ──────────
        homes                   11        1       9.6    10.4        11.1
        facilities               6        0      10.4    11.1        11.1
        grocery                  2        0      11.1    11.1        11.1
        pharmacy                 2        0       9.6     9.6         9.6
        school                   2        0      10.4    11.0        11.1
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        [1]
        $ hemei access check --graph town.map --facilities facilities.csv --gates gates.csv --origins homes.csv --csv
        layer,placed,far,median_m,p95_m,max_m
        homes,11,1,9.6,10.4,11.1
        facilities,6,0,10.4,11.1,11.1
        grocery,2,0,11.1,11.1,11.1
        pharmacy,2,0,9.6,9.6,9.6
        school,2,0,10.4,11.0,11.1
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        [1]
        $ hemei access check --graph town.map --facilities facilities.csv --gates gates.csv --origins turned.csv --json
        {"layer":"homes","snap":{"placed":10,"far":1,"median_m":9.639105012640357,"p95_m":10.45332667022012,"max_m":11.119508023373783}}
        {"layer":"facilities","snap":{"placed":6,"far":0,"median_m":10.379306518938392,"p95_m":11.119508023373783,"max_m":11.119508023373783}}
        {"layer":"grocery","snap":{"placed":2,"far":0,"median_m":11.119508023373783,"p95_m":11.119508023373783,"max_m":11.119508023373783}}
        {"layer":"pharmacy","snap":{"placed":2,"far":0,"median_m":9.639105014503002,"p95_m":9.639105014503002,"max_m":9.639105014503002}}
        {"layer":"school","snap":{"placed":2,"far":0,"median_m":10.37930651800707,"p95_m":11.04548787283711,"max_m":11.119508023373783}}
        {"finding":{"zh":"turned.csv 未采用，第2行：应为经度在前、纬度在后，实为`29.9001, 121.5001`：调换后才合适（S0510）","en":"turned.csv left out, line 2: expected longitude, then latitude, found `29.9001, 121.5001`: it fits only when swapped (S0510)"}}
        {"finding":{"zh":"1 个住处、0 处设施离路网超过 200 米：这些住处的人什么也走不到","en":"homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0"}}
        ! note: turned.csv left out, line 2: expected longitude, then latitude, found `29.9001, 121.5001`: it fits only when swapped (S0510)
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        [1]
    "#]].assert_eq(&session.run(&format!(
        "{CHECK} homes.csv
         {CHECK} homes.csv --csv
         {CHECK} turned.csv --json"
    )));
}

#[test]
fn a_layer_that_is_shifted_says_by_how_much() {
    let session = built();
    // Some 500 m east; and read off a Chinese base map.
    session.write("shifted.csv", houses_moved(0.0052, 0.0));
    session.write("base.csv", houses_moved(0.004_15, -0.0026));
    expect![[r#"
        $ hemei access check --graph town.map --facilities facilities.csv --gates gates.csv --origins shifted.csv
        layer       on the network  too far  median m  95 % m  farthest m
        ──────────  ──────────────  ───────  ────────  ──────  ──────────
        homes                   24       16      72.3   120.5       120.5
        facilities               6        0      10.4    11.1        11.1
        grocery                  2        0      11.1    11.1        11.1
        pharmacy                 2        0       9.6     9.6         9.6
        school                   2        0      10.4    11.0        11.1
        ! note: homes farther than 200 m from every street: 16 (nothing reaches their people); facilities: 0
        ! note: the layer of homes looks shifted: moved -510 m east and 10 m north, its points are 4 m from streets on average, now 122 m
        [1]
        $ hemei access check --graph town.map --facilities facilities.csv --gates gates.csv --origins shifted.csv --lang zh
        图层      在路网上  太远  中位米  95 % m  最远米
        ────────  ────────  ────  ──────  ──────  ──────
        住处            24    16    72.3   120.5   120.5
        设施             6     0    10.4    11.1    11.1
        grocery          2     0    11.1    11.1    11.1
        pharmacy         2     0     9.6     9.6     9.6
        school           2     0    10.4    11.0    11.1
        ! 注意: 16 个住处、0 处设施离路网超过 200 米：这些住处的人什么也走不到
        ! 注意: 住处图层像是整体偏移：向东移 -510 米、向北移 10 米后离街道平均 4 米，现为 122 米
        [1]
        $ hemei access check --graph town.map --facilities facilities.csv --gates gates.csv --origins base.csv
        layer       on the network  too far  median m  95 % m  farthest m
        ──────────  ──────────────  ───────  ────────  ──────  ──────────
        homes                   21       19      19.3   144.6       166.8
        facilities               6        0      10.4    11.1        11.1
        grocery                  2        0      11.1    11.1        11.1
        pharmacy                 2        0       9.6     9.6         9.6
        school                   2        0      10.4    11.0        11.1
        ! note: the layer of homes looks like gcj02: converted, its points are 10 m from streets on average, now 116 m; say --datum gcj02
        ! note: homes farther than 200 m from every street: 19 (nothing reaches their people); facilities: 0
        [1]
        $ hemei access check --graph town.map --facilities facilities.csv --gates gates.csv --origins base.csv --lang zh
        图层      在路网上  太远  中位米  95 % m  最远米
        ────────  ────────  ────  ──────  ──────  ──────
        住处            21    19    19.3   144.6   166.8
        设施             6     0    10.4    11.1    11.1
        grocery          2     0    11.1    11.1    11.1
        pharmacy         2     0     9.6     9.6     9.6
        school           2     0    10.4    11.0    11.1
        ! 注意: 住处图层像是 gcj02 坐标：照此换算后离街道平均 10 米，现为 116 米；请用 --datum gcj02
        ! 注意: 19 个住处、0 处设施离路网超过 200 米：这些住处的人什么也走不到
        [1]
    "#]].assert_eq(&session.run(&format!(
        "{CHECK} shifted.csv
         {CHECK} shifted.csv --lang zh
         {CHECK} base.csv
         {CHECK} base.csv --lang zh"
    )));
}

/// Minutes by home and kind.
type Minutes = BTreeMap<(String, String), f64>;

fn from_json(session: &Session) -> Minutes {
    let mut minutes = Minutes::new();
    for line in session.stdout(&format!("access nearest --json {ASK}")).lines() {
        let home: serde_json::Value = serde_json::from_str(line).unwrap();
        for (kind, found) in home["nearest"].as_object().unwrap() {
            let key = (home["id"].as_str().unwrap().to_owned(), kind.clone());
            minutes.insert(key, found["minutes"].as_f64().unwrap());
        }
    }
    minutes
}

fn from_csv(text: &str) -> Minutes {
    let mut lines = text.lines();
    let kinds: Vec<&str> = lines.next().unwrap().split(',').skip(1).step_by(2).collect();
    let mut minutes = Minutes::new();
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        for (kind, cell) in kinds.iter().zip(cells[1..].iter().step_by(2)) {
            minutes.insert((cells[0].to_owned(), (*kind).to_owned()), cell.parse().unwrap());
        }
    }
    minutes
}

fn from_geojson(text: &str) -> Minutes {
    let layer: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut minutes = Minutes::new();
    for feature in layer["features"].as_array().unwrap() {
        let held = &feature["properties"];
        for kind in ["grocery", "pharmacy", "school"] {
            let key = (held["id"].as_str().unwrap().to_owned(), kind.to_owned());
            minutes.insert(key, held[kind].as_f64().unwrap());
        }
    }
    minutes
}

#[test]
fn every_form_of_an_answer_says_the_same() {
    let session = built();
    let csv = session.stdout(&format!("access nearest --csv --out near.geojson {ASK}"));
    let table = from_csv(&csv);
    assert_eq!(table.len(), 11 * 3, "the home off the network takes no part");
    assert_eq!(from_json(&session), table);
    let drawn = from_geojson(&text_of(&session, "near.geojson"));
    assert_eq!(drawn.len(), table.len());
    for (key, minutes) in &drawn {
        assert!((minutes - table[key]).abs() <= 0.005_001, "{key:?}: {minutes}");
    }
    // FlatGeobuf is read back as homes, and they stand where they stood.
    session.stdout(&format!("access nearest --csv --out near.fgb {ASK}"));
    let again = ASK.replace("homes.csv", "near.fgb");
    assert_eq!(from_csv(&session.stdout(&format!("access nearest --csv {again}"))), table);
    // The shares of coverage are those of the homes' minutes.
    let within = |limit: f64| {
        let people = |id: &str| {
            let line = session_line(&session, id);
            line.rsplit(',').next().unwrap().parse::<f64>().unwrap()
        };
        let near =
            |(key, minutes): &(&(String, String), &f64)| key.1 == "pharmacy" && **minutes <= limit;
        table.iter().filter(near).map(|(key, _)| people(&key.0)).sum::<f64>()
    };
    let text = session.stdout(&format!("access coverage --json --minutes 2,4,6 {ASK}"));
    let lines = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let pharmacies: Vec<_> = lines.filter(|line| line["kinds"] == json!(["pharmacy"])).collect();
    assert_eq!(pharmacies.len(), 3);
    for line in pharmacies {
        let (limit, covered) = (&line["minutes"], &line["covered"]);
        let counted = within(limit.as_f64().unwrap()) - covered.as_f64().unwrap();
        assert!(counted.abs() < 1e-9, "{line}");
    }
}

fn session_line(session: &Session, id: &str) -> String {
    let homes = text_of(session, "homes.csv");
    homes.lines().find(|line| line.starts_with(id)).unwrap().to_owned()
}
