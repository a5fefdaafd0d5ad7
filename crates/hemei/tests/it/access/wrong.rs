//! Files, names and numbers that do not fit: each is refused with what was expected and what was
//! found, and with the exit status that the command line documents.

use super::town::{ASK, built, bytes_of, tool};
use expect_test::{expect, expect_file};

#[test]
fn files_that_are_no_streets() {
    let session = tool();
    session.write("empty.osm.pbf", "");
    session.write("table.osm.pbf", "id,lon,lat\n1,121.5,29.9\n");
    session.write("cut.geojson", "{\"type\":\"FeatureCollection\",\"features\":[{");
    session.write("none.geojson", "{\"type\":\"FeatureCollection\",\"features\":[]}");
    expect![[r#"
        $ hemei access build missing.osm.pbf --out a.map
        ! error: there is no file or folder `missing.osm.pbf`
        ! help: check how the path is spelled
        [3]
        $ hemei access build empty.osm.pbf --out a.map
        ! error[S0501]: `empty.osm.pbf`: expected an OpenStreetMap file in PBF form (.osm.pbf), found an empty file
        ! see: hemei explain S0501
        [1]
        $ hemei access build table.osm.pbf --out a.map --lang zh
        ! 错误[S0501]: `table.osm.pbf`：应为PBF格式的OpenStreetMap文件（.osm.pbf），实为以字节`69 64 2c 6c 6f 6e 2c 6c`开头: blob header is too big: 1768172652 bytes
        ! 详见：hemei explain S0501
        [1]
        $ hemei access build cut.geojson --out a.map
        ! error[S0507]: `cut.geojson`: expected a GeoJSON feature collection, found something else at line 1, column 41: EOF while parsing an object at line 1 column 41
        ! see: hemei explain S0507
        [1]
        $ hemei access build none.geojson --out a.map --lang zh
        ! 错误: 地图的 0 条路中没有可步行的街道
        ! 提示: 检查文件是否含 highway、--bbox 是否在文件范围内，或用 --rules 指明步行规则
        [1]
        $ hemei access build none.geojson --out a.map --buildings
        ! error: expected an .osm.pbf file with --bbox, --memory and --buildings, found `none.geojson`
        [2]
    "#]].assert_eq(&session.run(
        "access build missing.osm.pbf --out a.map
         access build empty.osm.pbf --out a.map
         access build table.osm.pbf --out a.map --lang zh
         access build cut.geojson --out a.map
         access build none.geojson --out a.map --lang zh
         access build none.geojson --out a.map --buildings",
    ));
    assert!(!session.path("a.map").exists(), "what is refused leaves no map");
}

#[test]
fn what_goes_with_streets_does_not_fit() {
    let session = tool();
    session.write("rules.toml", "[walk]\nsnap = 3\n");
    expect![[r#"
        $ hemei access build streets.geojson --out a.map --memory 1
        ! error: expected an .osm.pbf file with --bbox, --memory and --buildings, found `streets.geojson`
        [2]
        $ hemei access build streets.geojson --out nowhere/a.map
        ! error: there is no file or folder `nowhere`
        ! help: check how the path is spelled
        [3]
        $ hemei access build streets.geojson --out homes.csv/a.map
        ! error: `homes.csv` is a file where a folder is expected
        ! help: choose another folder with --data
        [3]
        $ hemei access build streets.geojson --out a.map --bbox 1,x,2,3
        ! error: expected WEST,SOUTH,EAST,NORTH, found `1,x,2,3`
        [2]
        $ hemei access build streets.geojson --out a.map --datum wgs72
        ! error: expected a datum among wgs84, cgcs2000, gcj02, bd09, found `wgs72`
        [2]
        $ hemei access build streets.geojson --out a.map --elevation homes.csv
        ! error[S0513]: `homes.csv`: expected a GeoTIFF of one band that says where it lies, found bytes that begin with `69 64 2c 70 6c 61 63 65`
        ! see: hemei explain S0513
        [1]
        $ hemei access build streets.geojson --out a.map --estates homes.csv
        ! error[S0507]: `homes.csv`: expected a GeoJSON feature collection, found bytes that begin with `69 64 2c 70 6c 61 63 65`
        ! see: hemei explain S0507
        [1]
        $ hemei access build streets.geojson --out a.map --gates sites.csv
        ! error: `sites.csv`: expected a column gate / id, found site, zh, en, lon, lat, prize, visit_min, state, progress
        [1]
        $ hemei access build streets.geojson --out a.map --rules rules.toml
        ! error[E0110]: rules.toml:2:1: error[E0110]: `snap` is not a key of `[walk]`
        ! see: hemei explain E0110
        [1]
    "#]].assert_eq(&session.run(
        "access build streets.geojson --out a.map --memory 1
         access build streets.geojson --out nowhere/a.map
         access build streets.geojson --out homes.csv/a.map
         access build streets.geojson --out a.map --bbox 1,x,2,3
         access build streets.geojson --out a.map --datum wgs72
         access build streets.geojson --out a.map --elevation homes.csv
         access build streets.geojson --out a.map --estates homes.csv
         access build streets.geojson --out a.map --gates sites.csv
         access build streets.geojson --out a.map --rules rules.toml",
    ));
    assert!(!session.path("a.map").exists(), "what is refused leaves no map");
}

#[test]
fn a_map_that_was_changed() {
    let session = built();
    let mut bytes = bytes_of(&session, "town.map");
    bytes.truncate(bytes.len() - 7);
    session.write("town.map", bytes);
    let text = session.run("access nearest --graph town.map --origins homes.csv");
    assert!(text.contains("or it was changed: expected the checksum"), "{text}");
    assert!(text.contains("help: build it again") && text.ends_with("[1]\n"), "{text}");
    session.write("town.map", "a map");
    expect![[r#"
        $ hemei access nearest --graph town.map --origins homes.csv
        ! error: `town.map` is no map that hemei access build made, or it was changed: expected a map built by `hemei access build`, found other bytes
        ! help: build it again with hemei access build
        [1]
    "#]].assert_eq(&session.run("access nearest --graph town.map --origins homes.csv"));
}

#[test]
fn layers_that_do_not_fit() {
    let session = built();
    session.write("empty.csv", "");
    session.write("header.csv", "id,lon,lat,weight\n");
    session.write("bare.csv", "h01,121.5001,29.9001,10\n");
    session.write("far.csv", "id,lon,lat,weight\na,7.42,43.73,1\n");
    session.write("turned.csv", "id,lon,lat,weight\na,29.9001,121.5001,1\nb,29.9,121.5,1\n");
    let rows = "id,lon,lat,weight\na,121.5,29.9,1\na,121.5,29.9,2\nb,x,29.9,1\nc,200,29.9,1\n\
                d,121.5,29.9,-1\n,121.5,29.9,1\ne,121.5,29.9\n";
    session.write("odd.csv", rows);
    let ask = |homes: &str| {
        format!(
            "access nearest --graph town.map --origins {homes} --facilities facilities.csv --csv"
        )
    };
    expect![[r#"
        $ hemei access nearest --graph town.map --origins empty.csv --facilities facilities.csv --csv
        ! error[S0516]: `empty.csv`: expected a column named id, fid, home, facility, gate, origin or 编号, found ``
        ! see: hemei explain S0516
        [1]
        $ hemei access nearest --graph town.map --origins header.csv --facilities facilities.csv --csv
        ! error: `header.csv`: expected rows of homes, found none that can be used
        [1]
        $ hemei access nearest --graph town.map --origins bare.csv --facilities facilities.csv --csv --lang zh
        ! 错误[S0516]: `bare.csv`：应为名为id、fid、home、facility、gate、origin或编号的列，实为`h01,121.5001,29.9001,10`
        ! 详见：hemei explain S0516
        [1]
        $ hemei access nearest --graph town.map --origins far.csv --facilities facilities.csv --csv
        ! error: no home is within 200 m of a street
        ! help: see that the longitude comes first, that the map is of the same place and --datum is right; hemei access check looks at each layer
        [1]
        $ hemei access nearest --graph town.map --origins turned.csv --facilities facilities.csv --csv
        ! error: `turned.csv`: expected rows of homes, found none that can be used
        ! help: turned.csv left out, line 2: expected longitude, then latitude, found `29.9001, 121.5001`: it fits only when swapped (S0510)
        [1]
        $ hemei access nearest --graph town.map --origins odd.csv --facilities facilities.csv --csv
        id,grocery,grocery_facility,pharmacy,pharmacy_facility,school,school_facility
        a,3.4702,g1,8.2748,p2,8.8074,s1
        ! note: odd.csv left out, line 3: expected an id that has not come before, found `a`, which line 2 has (S0512)
        ! note: odd.csv left out, line 4: expected a number in `lon`, found `x` (S0517)
        ! note: odd.csv left out, line 5: expected a longitude of −180 to 180 and a latitude of −90 to 90, found `200, 29.9` (S0518)
        ! note: odd.csv left out, line 6: expected a number not below zero in `weight`, found `-1` (S0517)
        ! note: odd.csv left out, line 7: expected something in `id`, found an empty cell (S0517)
        ! note: odd.csv: 1 more of the kind
        $ hemei access nearest --graph town.map --origins osm --facilities facilities.csv --csv
        ! error: there are no homes
        ! help: name them with --origins FILE.csv (id, lon, lat, weight), or build with --buildings and say --origins osm
        [2]
    "#]].assert_eq(&session.run(&format!(
        "{}\n{}\n{} --lang zh\n{}\n{}\n{}\n{}",
        ask("empty.csv"),
        ask("header.csv"),
        ask("bare.csv"),
        ask("far.csv"),
        ask("turned.csv"),
        ask("odd.csv"),
        ask("osm"),
    )));
}

#[test]
fn gates_and_walls_that_do_not_fit() {
    let session = tool();
    let walls = "{\"type\":\"FeatureCollection\",\"features\":[
        {\"type\":\"Feature\",\"properties\":{\"estate\":\"bow\"},\"geometry\":{\"type\":\"Polygon\",
         \"coordinates\":[[[121.51,29.9],[121.52,29.91],[121.52,29.9],[121.51,29.91],[121.51,29.9]]]}},
        {\"type\":\"Feature\",\"properties\":{\"estate\":\"line\"},\"geometry\":{\"type\":\"Polygon\",
         \"coordinates\":[[[121.5005,29.9005],[121.5015,29.9005]]]}},
        {\"type\":\"Feature\",\"properties\":{\"estate\":\"none\"},\"geometry\":null}
    ]}";
    session.write("walls.geojson", walls);
    session.write(
        "gates.csv",
        "gate,estate,lon,lat,open\na,a,121.501,29.9005,yes\na,a,121.501,29.9005,no\n\
         b,a,121.501,29.9016,perhaps\nc,a,x,29.9,no\nd,a,121.6,29.9,no\n",
    );
    let ask = "access nearest --graph a.map --gates gates.csv --origins homes.csv";
    expect![[r#"
        $ hemei access build streets.geojson --estates walls.geojson --out a.map --json
        {"map":"a.map","walk":{"vertices":31,"edges":48,"components":1,"vertices_of_all":31,"metres":8748.214870182821,"junctions":25,"chains":42,"walls":0,"heights_missing":0},"drive":{"vertices":29,"edges":44,"components":1,"vertices_of_all":29,"metres":8303.434549248434,"junctions":21,"chains":36,"walls":0,"heights_missing":0},"facilities":0,"buildings":0,"bytes":5084,"took_ms":[TIME]}
        ! note: walls.geojson left out, feature 1: expected a ring that does not cross itself, found segments 1 and 3 that cross (S0511)
        ! note: walls.geojson left out, feature 2: expected a ring of four points or more, found 2 that differ (S0511)
        ! note: walls.geojson left out, feature 3: expected a feature with a geometry, found no geometry (S0509)
        $ hemei access build streets.geojson --estates walls.geojson --out a.map --json --lang zh
        {"map":"a.map","walk":{"vertices":31,"edges":48,"components":1,"vertices_of_all":31,"metres":8748.214870182821,"junctions":25,"chains":42,"walls":0,"heights_missing":0},"drive":{"vertices":29,"edges":44,"components":1,"vertices_of_all":29,"metres":8303.434549248434,"junctions":21,"chains":36,"walls":0,"heights_missing":0},"facilities":0,"buildings":0,"bytes":5084,"took_ms":[TIME]}
        ! 注意: walls.geojson 未采用，第1个要素：应为不与自身相交的环，实为第1段与第3段相交（S0511）
        ! 注意: walls.geojson 未采用，第2个要素：应为四个点以上的环，实为2个不同的点（S0511）
        ! 注意: walls.geojson 未采用，第3个要素：应为带几何的要素，实为没有几何（S0509）
        $ hemei access nearest --graph a.map --gates gates.csv --origins homes.csv --facilities facilities.csv --kinds school --csv
        id,school,school_facility
        h01,8.6740,s1
        h02,1.2901,s1
        h03,8.6740,s1
        h04,6.0496,s1
        h05,5.7827,s1
        h06,4.9820,s1
        h07,8.6740,s1
        h08,3.8696,s2
        h09,3.9146,s1
        h10,4.1815,s1
        h11,3.8696,s2
        ! note: gates.csv line 3 left out: expected an id that has not come before, found `a`
        ! note: gates.csv line 4 left out: expected true or false in `open`, found `perhaps`
        ! note: gates.csv line 5 left out: expected lon, lat, found `c, a, x, 29.9, no`
        ! note: homes farther than 200 m from every street: 1 (nothing reaches their people); facilities: 0
        ! note: no way crosses a wall near gate `a`
        ! note: no way crosses a wall near gate `d`
    "#]].assert_eq(&session.run(&format!(
        "access build streets.geojson --estates walls.geojson --out a.map --json
         access build streets.geojson --estates walls.geojson --out a.map --json --lang zh
         {ask} --facilities facilities.csv --kinds school --csv"
    )));
}

#[test]
fn names_and_numbers_that_do_not_fit() {
    let session = built();
    let lines = [
        "nearest --profile runner",
        "nearest --kinds farmacy",
        "nearest --datum wgs72",
        "nearest --open-at noon",
        "counts --minutes NaN",
        "coverage --minutes=-5",
        "coverage --out a.geojson",
        "beyond --kind pharmacy --minutes 0",
        "catchment --kind school --minutes inf",
        "site --kind pharmacy --add 0",
        "site --kind school --by capacity",
        "what-if",
        "what-if --add pharmacy",
        "what-if --add pharmacy@NaN,29.9",
        "what-if --add pharmacy@29.9,121.5",
        "what-if --add pharmacy@121.7,29.9",
        "what-if --close pharmacy/p9",
        "what-if --close pharmacy/p1 --circle night",
        "what-if --open-gate c-west",
        "isochrone --from 121.7,29.9",
        "isochrone --from p9",
        "isochrone --from h01 --minutes 0",
        "isochrone --from h01 --out a.shp",
        "drive --from h01 --to 29.9,121.5",
        "route --sites sites.csv --start 121.5,29.9 --budget NaN",
        "route --sites homes.csv --start 121.5,29.9",
    ];
    let run: Vec<String> = lines.iter().map(|line| format!("access {line} {ASK}")).collect();
    let text = session.run(&run.join("\n")).replace(&format!(" {ASK}"), "");
    expect_file!["./names.en.out"].assert_eq(&text);
    let run: Vec<String> =
        lines.iter().map(|line| format!("access {line} {ASK} --lang zh")).collect();
    let text = session.run(&run.join("\n")).replace(&format!(" {ASK}"), "");
    expect_file!["./names.zh.out"].assert_eq(&text);
}

#[test]
fn neither_a_map_nor_a_pack() {
    let session = tool();
    std::fs::remove_file(session.path("hemei.toml")).unwrap();
    expect![[r#"
        $ hemei access nearest --origins homes.csv
        ! error: there is neither a map nor a pack
        ! help: name a map with --graph, or a district with --pack and --data
        [2]
        $ hemei access refresh
        ! error: no pack is named
        ! help: add --pack FOLDER, or write pack = "…" in hemei.toml
        [2]
        $ hemei --pack pack access refresh
        ! error: the pack has no [access]
        ! help: declare [access] in the pack, or name files with --graph, --origins and --facilities
        [1]
        $ hemei --pack pack --data data access refresh
        ! error: the pack has no [access]
        ! help: declare [access] in the pack, or name files with --graph, --origins and --facilities
        [1]
        $ hemei --pack pack --data data access conformance
        ! error[R0337]: there are no records in `data`
        ! help: run hemei load first
        ! see: hemei explain R0337
        [1]
        $ hemei --pack nowhere --data data access nearest
        ! error[R0337]: there are no records in `data`
        ! help: run hemei load first
        ! see: hemei explain R0337
        [1]
    "#]]
    .assert_eq(&session.run(
        "access nearest --origins homes.csv
         access refresh
         --pack pack access refresh
         --pack pack --data data access refresh
         --pack pack --data data access conformance
         --pack nowhere --data data access nearest",
    ));
}
