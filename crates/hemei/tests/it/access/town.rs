//! A town of five streets each way, two gated estates and their registers, written by hand.
//!
//! Streets are 0.002° apart: 193 m east-west and 222 m north-south, 2.3 and 2.7 minutes for an
//! adult. Each estate has an open gate to the south and one to the north that is closed.

use crate::session::Session;
use std::fmt::Write as _;

/// Kinds, walkers and a circle: as a file of rules, and as part of the pack.
pub(super) const RULES: &str = r#"[[facility_kind]]
id = "grocery"
name = { zh = "买菜", en = "Groceries" }
osm = ["shop=supermarket"]

[[facility_kind]]
id = "pharmacy"
name = { zh = "药店", en = "Pharmacy" }
osm = ["amenity=pharmacy"]

[[facility_kind]]
id = "school"
name = { zh = "学校", en = "School" }
osm = ["amenity=school"]

[[walker]]
id = "adult"
name = { zh = "成年人", en = "Adult" }
km_h = 5

[[walker]]
id = "elder"
name = { zh = "老年人", en = "Elderly person" }
km_h = "3.6"

[[circle]]
id = "day"
name = { zh = "日常圈", en = "Everyday circle" }
kinds = ["grocery", "pharmacy"]
walker = "adult"
minutes = [5]
"#;

/// `home, place, lon, lat, people`; the last one stands a kilometre west of the town.
const HOMES: [(&str, &str, f64, f64, u32); 12] = [
    ("h01", "west", 121.5001, 29.9001, 10),
    ("h02", "west", 121.5021, 29.9041, 20),
    ("h03", "west", 121.5001, 29.9079, 30),
    ("h04", "west", 121.5010, 29.9012, 40),
    ("h05", "west", 121.5010, 29.9014, 50),
    ("h06", "west", 121.5030, 29.9061, 15),
    ("h07", "east", 121.5059, 29.9001, 25),
    ("h08", "east", 121.5079, 29.9021, 35),
    ("h09", "east", 121.5050, 29.9052, 45),
    ("h10", "east", 121.5050, 29.9054, 55),
    ("h11", "east", 121.5079, 29.9079, 60),
    ("h12", "east", 121.4890, 29.9000, 5),
];

/// `facility, kind, lon, lat, capacity`.
const FACILITIES: [(&str, &str, f64, f64, &str); 6] = [
    ("g1", "grocery", 121.5030, 29.9001, ""),
    ("g2", "grocery", 121.5070, 29.9061, ""),
    ("p1", "pharmacy", 121.5019, 29.9050, ""),
    ("p2", "pharmacy", 121.5061, 29.9010, ""),
    ("s1", "school", 121.5030, 29.9039, "100"),
    ("s2", "school", 121.5079, 29.9050, "50"),
];

/// `gate, estate, lon, lat, open`.
const GATES: [(&str, &str, f64, f64, bool); 4] = [
    ("a-south", "a", 121.5010, 29.9005, true),
    ("a-north", "a", 121.5010, 29.9016, false),
    ("b-south", "b", 121.5050, 29.9045, true),
    ("b-north", "b", 121.5050, 29.9056, false),
];

fn line(kind: &str, points: &[(f64, f64)]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("[{x:.4},{y:.4}]")).collect();
    format!(
        "{{\"type\":\"Feature\",\"properties\":{{\"highway\":\"{kind}\"}},\"geometry\":\
         {{\"type\":\"LineString\",\"coordinates\":[{}]}}}}",
        points.join(",")
    )
}

fn collection(features: &[String]) -> String {
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"))
}

/// Ten streets, and a path through each estate from the street in the south to that in the north.
pub(super) fn streets() -> String {
    let at = |number: u8| f64::from(number) * 0.002;
    let mut features = Vec::new();
    for street in 0..5 {
        let (x, y) = (121.5 + at(street), 29.9 + at(street));
        // A path begins in a street and ends in one, at a vertex of it.
        let mut along: Vec<(f64, f64)> = (0..5).map(|n| (121.5 + at(n), y)).collect();
        for (path, rows) in [(121.501, [0, 1]), (121.505, [2, 3])] {
            if rows.contains(&street) {
                along.push((path, y));
            }
        }
        along.sort_by(|a, b| a.0.total_cmp(&b.0));
        features.push(line("residential", &along));
        let across: Vec<(f64, f64)> = (0..5).map(|n| (x, 29.9 + at(n))).collect();
        features.push(line("residential", &across));
    }
    features.push(line("footway", &[(121.501, 29.9), (121.501, 29.901), (121.501, 29.902)]));
    features.push(line("footway", &[(121.505, 29.904), (121.505, 29.905), (121.505, 29.906)]));
    collection(&features)
}

/// The walls.
pub(super) fn estates() -> String {
    let wall = |id: &str, west: f64, south: f64| {
        let (east, north) = (west + 0.001, south + 0.0011);
        let ring = [(west, south), (east, south), (east, north), (west, north), (west, south)];
        let ring: Vec<String> = ring.iter().map(|(x, y)| format!("[{x:.4},{y:.4}]")).collect();
        format!(
            "{{\"type\":\"Feature\",\"properties\":{{\"estate\":\"{id}\"}},\"geometry\":\
             {{\"type\":\"Polygon\",\"coordinates\":[[{}]]}}}}",
            ring.join(",")
        )
    };
    collection(&[wall("a", 121.5005, 29.9005), wall("b", 121.5045, 29.9045)])
}

/// Homes as a CSV.
pub(super) fn homes() -> String {
    let mut text = String::from("id,place,lon,lat,weight\n");
    for (id, place, lon, lat, people) in HOMES {
        writeln!(text, "{id},{place},{lon:.5},{lat:.5},{people}").unwrap();
    }
    text
}

/// Forty houses along the five streets that run north, moved by so many degrees.
pub(super) fn houses_moved(east: f64, north: f64) -> String {
    let mut text = String::from("id,lon,lat,weight\n");
    for house in 0..40 {
        let (street, along) = (f64::from(house % 5) * 0.002, f64::from(house) * 0.0002);
        let (lon, lat) = (121.500_05 + street + east, 29.9001 + along + north);
        writeln!(text, "house{house},{lon:.6},{lat:.6},1").unwrap();
    }
    text
}

pub(super) fn facilities() -> String {
    let mut text = String::from("id,kind,lon,lat,capacity\n");
    for (id, kind, lon, lat, capacity) in FACILITIES {
        writeln!(text, "{id},{kind},{lon:.4},{lat:.4},{capacity}").unwrap();
    }
    text
}

pub(super) fn gates() -> String {
    let mut text = String::from("gate,estate,lon,lat,open\n");
    for (gate, estate, lon, lat, open) in GATES {
        writeln!(text, "{gate},{estate},{lon:.4},{lat:.4},{open}").unwrap();
    }
    text
}

/// Sites to see.
const SITES: &str = "site,zh,en,lon,lat,prize,visit_min,state,progress
bridge,老桥,Old bridge,121.5001,29.9061,3,10,done,100
garden,花园,Garden,121.5041,29.9079,5,20,under_way,40
mill,磨坊,Mill,121.5079,29.9001,4,15,planned,0
";

/// A folder with the town's files, and its map built as `town.map`.
pub(super) fn tool() -> Session {
    let session = Session::new();
    session.write("streets.geojson", streets());
    session.write("estates.geojson", estates());
    session.write("gates.csv", gates());
    session.write("homes.csv", homes());
    session.write("facilities.csv", facilities());
    session.write("sites.csv", SITES);
    session.write("rules.toml", RULES);
    session
}

/// What a file of the folder holds.
#[expect(clippy::disallowed_methods, reason = "a test looks at what the program wrote")]
pub(super) fn bytes_of(session: &Session, name: &str) -> Vec<u8> {
    std::fs::read(session.path(name)).unwrap()
}

/// The same as text.
pub(super) fn text_of(session: &Session, name: &str) -> String {
    String::from_utf8(bytes_of(session, name)).unwrap()
}

/// Builds the map.
pub(super) const BUILD: &str =
    "access build streets.geojson --estates estates.geojson --gates gates.csv --out town.map";

/// A folder with the map built.
pub(super) fn built() -> Session {
    let session = tool();
    session.stdout(&format!("{BUILD} --quiet"));
    session
}

/// What is asked, of the whole town.
pub(super) const ASK: &str = "--graph town.map --origins homes.csv --facilities facilities.csv \
                              --gates gates.csv --rules rules.toml --quiet";

const PACK: &str = r#"[pack]
id = "grid"
version = "1"
name = { zh = "棋盘镇", en = "Grid town" }
time_zone = "Asia/Shanghai"

[[place]]
id = "town"
name = { zh = "棋盘镇", en = "Grid town" }
level = "town"

[[place]]
id = "east"
name = { zh = "东片", en = "East" }
level = "quarter"
parent = "town"

[[place]]
id = "west"
name = { zh = "西片", en = "West" }
level = "quarter"
parent = "town"

[access]
network = "streets.geojson"
datum = "wgs84"
estates = "estates.geojson"
homes = "home"
facilities = "facility"
gates = "gate"
register_datum = "wgs84"
days = [2025-12-31]
"#;

fn register(id: &str, columns: &[(&str, &str)]) -> String {
    let mut text = format!(
        "[[register]]\nid = \"{id}\"\nname = {{ zh = \"{id}\", en = \"{id}\" }}\n\
         key = [\"{id}\", \"from_on\"]\nvalid_from = \"from_on\"\nvalid_to = \"to_on\"\n"
    );
    for (column, data_type) in columns {
        write!(text, "\n[[register.column]]\nid = \"{column}\"\n").unwrap();
        match *data_type {
            "degrees" => text.push_str("type = \"decimal\"\ndecimals = 7\nrequired = true\n"),
            "date" => text.push_str("type = \"date\"\n"),
            "capacity" => text.push_str("type = \"integer\"\n"),
            other => writeln!(text, "type = \"{other}\"\nrequired = true").unwrap(),
        }
    }
    text
}

/// The share of people with a kind in ten minutes, and its bounds.
fn share(id: &str, minutes: &str, bounds: &str) -> String {
    format!(
        r#"/*---
indicator = "{id}"
name = {{ zh = "{id}", en = "{id}" }}
description = {{ zh = "5分钟可达", en = "Within 5 minutes" }}
unit = "%"
decimals = 1
level = "quarter"
period = "year"
by = ["kind"]
better = "up"
{bounds}---*/
SELECT
  place AS place,
  year(as_of) AS period,
  kind AS kind,
  coalesce(sum(people) FILTER (WHERE {minutes} <= 5), 0) AS numerator,
  sum(people) AS denominator,
  count(home_snap_m) AS have,
  count(*) AS expected
FROM access_time
WHERE walker = 'adult' AND people > 0
GROUP BY place, year(as_of), kind
"#
    )
}

/// A register's rows as the district sends them.
fn home_rows() -> String {
    let mut text = String::from("home,place,lon,lat,people,from_on,to_on\n");
    for (id, place, lon, lat, people) in HOMES {
        writeln!(text, "{id},{place},{lon},{lat},{people},2021-01-01,").unwrap();
    }
    text
}

/// One row of the register of homes, gone on a day or not.
pub(super) fn home_row(id: &str, to_on: &str) -> String {
    let rows = home_rows();
    let row = rows.lines().find(|row| row.starts_with(id)).unwrap();
    format!("{}\n{row}{to_on}\n", rows.lines().next().unwrap())
}

fn facility_rows() -> String {
    let mut text = String::from("facility,kind,lon,lat,capacity,from_on,to_on\n");
    for (id, kind, lon, lat, capacity) in FACILITIES {
        writeln!(text, "{id},{kind},{lon},{lat},{capacity},2021-01-01,").unwrap();
    }
    text
}

/// One row of the register of facilities, closed on a day or open.
pub(super) fn facility_row(id: &str, to_on: &str) -> String {
    let rows = facility_rows();
    let row = rows.lines().find(|row| row.starts_with(id)).unwrap();
    format!("{}\n{row}{to_on}\n", rows.lines().next().unwrap())
}

/// One row of the register of gates.
pub(super) fn gate_row(id: &str, open: bool) -> String {
    let (gate, estate, lon, lat, _) = GATES.into_iter().find(|gate| gate.0 == id).unwrap();
    format!(
        "gate,estate,lon,lat,open,from_on,to_on\n{gate},{estate},{lon},{lat},{open},2021-01-01,\n"
    )
}

fn gate_rows() -> String {
    let mut text = String::from("gate,estate,lon,lat,open,from_on,to_on\n");
    for (gate, estate, lon, lat, open) in GATES {
        writeln!(text, "{gate},{estate},{lon},{lat},{open},2021-01-01,").unwrap();
    }
    text
}

/// A folder with the town's pack, and its registers as files.
pub(super) fn pack() -> Session {
    let session = Session::new();
    for file in ["reading.toml", "nitrate_mean.sql"] {
        std::fs::remove_file(session.path("pack").join(file)).unwrap();
    }
    session.write("pack/pack.toml", PACK);
    session.write("pack/circles.toml", RULES);
    session.write("pack/streets.geojson", streets());
    session.write("pack/estates.geojson", estates());
    let place = [("lon", "degrees"), ("lat", "degrees")];
    let days = [("from_on", "date"), ("to_on", "date")];
    let columns = |first: &[(&'static str, &'static str)],
                   last: &[(&'static str, &'static str)]| {
        [first, &place, last, &days].concat()
    };
    let home = columns(&[("home", "text"), ("place", "text")], &[("people", "integer")]);
    session.write("pack/home.toml", register("home", &home));
    let facility = columns(&[("facility", "text"), ("kind", "text")], &[("capacity", "capacity")]);
    session.write("pack/facility.toml", register("facility", &facility));
    let gate = columns(&[("gate", "text"), ("estate", "text")], &[("open", "boolean")]);
    session.write("pack/gate.toml", register("gate", &gate));
    let bounds = "bounds = [\"near_low\", \"near_high\"]\n";
    session.write("pack/near.sql", share("near", "minutes", bounds));
    session.write("pack/near_low.sql", share("near_low", "minutes_high", ""));
    session.write("pack/near_high.sql", share("near_high", "minutes_low", ""));
    session.write("homes.csv", home_rows());
    session.write("facilities.csv", facility_rows());
    session.write("gates.csv", gate_rows());
    session
}

/// Loads the registers.
pub(super) const LOAD: &str = "load home homes.csv --quiet
                               load facility facilities.csv --quiet
                               load gate gates.csv --quiet";
