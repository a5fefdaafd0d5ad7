//! What comes of declarations of access, and keys that do not fit.

use super::{ACCESS, check_edit, pack};
use district::NetworkFile;
use expect_test::expect;

#[test]
fn a_pack_of_access_without_findings() {
    let pack = pack(ACCESS);
    let access = pack.access.unwrap();
    let default = crate::default_access();
    assert_eq!(access.walk.ways, default.walk.ways);
    assert_eq!(access.walk.snap_m.to_string(), "150.5");
    assert_eq!(access.drive.km_h.into_iter().collect::<Vec<_>>(), [("primary".to_owned(), 60)]);
    assert_eq!(access.drive.one_way, default.drive.one_way);
    let kinds: Vec<&str> = access.kinds.keys().map(String::as_str).collect();
    assert_eq!(kinds, ["nursery", "pharmacy"]);
    let slow = &access.walkers["slow"];
    assert_eq!(slow.steps.as_ref().map(ToString::to_string).as_deref(), Some("1.5"));
    assert!(slow.slope && slow.wheelchair && !slow.unpaved);
    let pram = &access.walkers["pram"];
    assert!(pram.steps.is_none() && pram.unpaved && !pram.slope && pram.slope_max.is_none());
    assert_eq!(access.circles["life"].minutes, [5, 15]);
    let district = access.district.unwrap();
    assert_eq!(district.network, NetworkFile::File("maps/streets.osm.pbf".to_owned()));
    assert_eq!((district.datum.as_str(), district.register_datum.as_str()), ("wgs84", "cgcs2000"));
    let days: Vec<String> = district.days.iter().map(ToString::to_string).collect();
    assert_eq!(days, ["2024-12-31", "2025-12-31"]);
    assert_eq!(district.gates.as_deref(), Some("gate"));
}

#[test]
fn results_flow_into_streams_of_a_pack_with_access() {
    let has = |toml: &str| pack(toml).streams.contains_key("access_time");
    assert!(has(ACCESS));
    assert!(!has("[walk]\nsnap_m = 100\n"));
    check_edit(
        "[[register]]\nid = \"gate\"",
        "[[register]]\nid = \"access_time\"",
        &expect![[r#"
            x.toml:8:9: error[E0130]: `[access]` names the register `gate`, which is not declared
            x.toml:73:1: warning[E0159]: no SQL reads register `access_time`
            x.toml:74:6: error[E0117]: register `access_time` has the name in SQL that a built-in table has
        "#]],
    );
}

#[test]
fn what_is_not_declared_is_as_by_default() {
    assert!(pack("").access.is_none());
    let access = pack("[walk]\nsnap_m = 100\n").access.unwrap();
    let default = crate::default_access();
    assert_eq!(access.walk.snap_m.to_string(), "100");
    assert_eq!((access.kinds.len(), &access.walkers), (10, &default.walkers));
    assert_eq!(access.circles, default.circles);
    assert!(access.district.is_none());
    // A default circle of kinds that are not there is left out.
    let kind = "[[facility_kind]]\nid = \"inn\"\nname = { zh = \"客栈\", en = \"Inn\" }\n";
    let access = pack(kind).access.unwrap();
    assert_eq!((access.kinds.len(), access.circles.len()), (1, 0));
}

#[test]
fn a_network_that_is_made_up() {
    let text = ACCESS.replace("\"maps/streets.osm.pbf\"", "{ made_up = 7 }");
    let district = pack(&text).access.unwrap().district.unwrap();
    assert_eq!((district.network, district.datum.as_str()), (NetworkFile::MadeUp(7), "wgs84"));
    let whole = "network = \"maps/streets.osm.pbf\"";
    check_edit(
        whole,
        "network = { made_up = -1, seed = 2 }",
        &expect![[r#"
        x.toml:3:23: error[E0183]: `[access]` takes 0 to 4294967295 as `made_up`, found -1
        x.toml:3:27: error[E0110]: `seed` is not a key of `[access]`
    "#]],
    );
    check_edit(
        whole,
        "network = {}",
        &expect![[r#"
        x.toml:3:11: error[E0109]: `[access]` has no `made_up`
    "#]],
    );
    check_edit(
        whole,
        "network = 7",
        &expect![[r#"
        x.toml:3:11: error[E0111]: `[access]` takes a text or a table as `network`, found the whole number 7
    "#]],
    );
    check_edit(
        whole,
        "",
        &expect![[r#"
        x.toml:2:1: error[E0109]: `[access]` has no `network`
    "#]],
    );
}

#[test]
fn e0188_files_of_other_formats() {
    check_edit(
        "streets.osm.pbf",
        "streets.shp",
        &expect![[r#"
        x.toml:3:11: error[E0188]: `[access]` has `maps/streets.shp` as `network`, which is not of a format that is read
    "#]],
    );
    check_edit(
        "heights.tif",
        "heights.png",
        &expect![[r#"
        x.toml:4:13: error[E0188]: `[access]` has `maps/heights.png` as `elevation`, which is not of a format that is read
    "#]],
    );
    check_edit(
        "estates.geojson",
        "estates.fgb",
        &expect![[r#"
        x.toml:5:11: error[E0188]: `[access]` has `maps/estates.fgb` as `estates`, which is not of a format that is read
    "#]],
    );
    check_edit(
        "maps/streets.osm.pbf",
        "../streets.osm.pbf",
        &expect![[r#"
        x.toml:3:11: error[E0107]: `[access]` names the path `../streets.osm.pbf`, which leads out of the pack
    "#]],
    );
    check_edit("maps/streets.osm.pbf", "./maps/Streets.OSM.PBF", &expect![[""]]);
}

#[test]
fn coordinates_say_their_datum() {
    check_edit(
        "streets.osm.pbf",
        "streets.fgb",
        &expect![[r#"
        x.toml:2:1: error[E0109]: `[access]` has no `datum`
    "#]],
    );
    check_edit(
        "\"cgcs2000\"",
        "\"cgcs200\"",
        &expect![[r#"
        x.toml:9:18: error[E0112]: `[access]` does not take `cgcs200` as `register_datum`
    "#]],
    );
    check_edit(
        "register_datum = \"cgcs2000\"\n",
        "datum = \"gcj-02\"\n",
        &expect![[r#"
        x.toml:2:1: error[E0109]: `[access]` has no `register_datum`
        x.toml:9:9: error[E0112]: `[access]` does not take `gcj-02` as `datum`
    "#]],
    );
}

#[test]
fn days_are_dates_and_each_is_listed_once() {
    let days = "[2025-12-31, 2024-12-31]";
    check_edit(
        days,
        "[2025-12-31, 2025-12-31, \"2024-1-1\", 3]",
        &expect![[r#"
        x.toml:10:21: error[E0171]: `[access]` has `2025-12-31` twice in `days`
        x.toml:10:33: error[E0143]: `[access]` takes a date as `days`, found `2024-1-1`
        x.toml:10:45: error[E0111]: `[access]` takes a date as `days`, found the whole number 3
    "#]],
    );
    check_edit(
        days,
        "[]",
        &expect![[r#"
        x.toml:10:8: error[E0113]: `[access]` has an empty `days`
    "#]],
    );
    check_edit(
        days,
        "2025-12-31",
        &expect![[r#"
        x.toml:10:8: error[E0111]: `[access]` takes a list of dates as `days`, found the date 2025-12-31
    "#]],
    );
    check_edit(
        &format!("days = {days}"),
        "",
        &expect![[r#"
        x.toml:2:1: error[E0109]: `[access]` has no `days`
    "#]],
    );
}

#[test]
fn a_section_is_declared_once() {
    for section in ["access", "walk", "drive"] {
        let second = format!("[{section}]\n");
        let files = super::files(&[
            ("pack.toml", super::HEAD),
            ("a.toml", super::STREAM),
            ("pm25.sql", super::INDICATOR),
            ("x.toml", ACCESS),
            ("y.toml", &second),
        ]);
        let (_, _, found) = crate::check(&files);
        assert!(found.iter().any(|finding| finding.code.0 == "E0116"), "{section}: {found:?}");
    }
}

#[test]
fn a_pack_of_access_alone_is_of_use() {
    super::super::check_files(&[("pack.toml", super::HEAD), ("x.toml", ACCESS)], &expect![[""]]);
}
