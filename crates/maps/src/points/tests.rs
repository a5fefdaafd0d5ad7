//! Tables in many forms, rows that do not fit, and files that are battered.

use super::*;
use crate::features::Bbox;
use crate::tests::{battered, shared};
use expect_test::{Expect, expect};

fn homes(text: &str) -> Table<Origin> {
    origins(text.as_bytes(), &Frame::wgs84()).unwrap()
}

fn told(notices: &[Notice], expected: &Expect) {
    let lines: Vec<String> =
        notices.iter().map(|notice| format!("{} {}", notice.code.0, notice.text().en)).collect();
    expected.assert_eq(&lines.join("\n"));
}

#[test]
fn columns_are_found_by_their_names() {
    for text in [
        "id,lon,lat,weight\nh1,121.5,29.9,30\n",
        "weight;LAT;home;LNG\r\n30;29.9;h1;121.5\r\n",
        "\u{FEFF}编号\t经度\t纬度\t人口\nh1\t121.5\t29.9\t30",
        "x|y|fid|people|more\n 121.5 | 29.9 | h1 | 30 |\n",
        "id,longitude,latitude,population\n\"h1\",\"121.5\",\"29.9\",\"30\"",
    ] {
        let Table { rows, refused } = homes(text);
        assert!(refused.is_empty(), "{text}: {refused:?}");
        let [Origin { id, at, weight, line, .. }] = &rows[..] else { panic!("{text}: {rows:?}") };
        assert_eq!((id.as_str(), *line), ("h1", 2), "{text}");
        assert_eq!((*at, *weight), (Point::new(121.5, 29.9), 30.0), "{text}");
    }
    let rows = homes("id,lon,lat,place,name\nh1,121.5,29.9,洪塘,柳苑").rows;
    assert_eq!((rows[0].weight, &*rows[0].place, &*rows[0].name), (1.0, "洪塘", "柳苑"));
}

#[test]
fn rows_that_do_not_fit_are_set_aside_with_their_lines() {
    let table = homes(
        "id,lon,lat,weight\n\
         h1,121.5,29.9,30\n\
         \n\
         h2,29.9,121.5,30\n\
         h1,121.6,29.9,30\n\
         h3,621543.2,3312344.9,30\n\
         h4,east,29.9,30\n\
         h5,121.5,,30\n\
         h6,121.5,29.9,约30\n\
         h7,121.5,29.9,-1\n\
         h8,121.5,29.9\n\
         ,121.5,29.9,30\n\
         h9,inf,NaN,30\n\
         h10,121.5,29.9,\n\
         \"h11\n11\",121.5,29.9,30\n\
         h12,121.5,29.9,30,40\n\
         h13,121.5,29.9,\"30\n",
    );
    told(
        &table.refused,
        &expect![[r"
            S0510 line 4: expected longitude, then latitude, found `29.9, 121.5`: it fits only when swapped
            S0512 line 5: expected an id that has not come before, found `h1`, which line 2 has
            S0518 line 6: expected a longitude of −180 to 180 and a latitude of −90 to 90, found `621543.2, 3312344.9`
            S0517 line 7: expected a number in `lon`, found `east`
            S0517 line 8: expected something in `lat`, found an empty cell
            S0517 line 9: expected a number not below zero in `weight`, found `约30`
            S0517 line 10: expected a number not below zero in `weight`, found `-1`
            S0517 line 11: expected 4 cells, found 3
            S0517 line 12: expected something in `id`, found an empty cell
            S0517 line 13: expected a number in `lon`, found `inf`
            S0517 line 14: expected something in `weight`, found an empty cell
            S0517 line 17: expected 4 cells, found 5"]],
    );
    let kept: Vec<(&str, u64)> = table.rows.iter().map(|row| (row.id.as_str(), row.line)).collect();
    assert_eq!(kept, [("h1", 2), ("h11\n11", 15), ("h13", 18)]);
    assert!(table.refused.iter().all(|notice| notice.text().zh.contains("应为")));
}

#[test]
fn the_box_of_the_district_tells_swapped_axes_that_the_globe_cannot() {
    let frame = Frame { within: Bbox::new(7.3, 43.6, 7.6, 43.8), ..Frame::wgs84() };
    let table = origins(b"id,lon,lat\na,43.73,7.42\nb,7.42,43.73\n", &frame).unwrap();
    assert_eq!((table.rows.len(), table.refused[0].code.0), (1, "S0510"));
}

#[test]
fn facilities_have_a_row_for_each_kind() {
    let table = facilities(
        "fid,category,lon,lat,name,capacity,opening_hours\n\
         p1,pharmacy,121.5,29.9,大药房,12.5,Mo-Su 08:00-22:00\n\
         p1,health,121.5,29.9,,,\n\
         p1,health,121.5,29.9,,,\n\
         p2,,121.5,29.9,,,\n\
         p3,bank,121.5,29.9,,many,\n"
            .as_bytes(),
        &Frame::wgs84(),
    )
    .unwrap();
    let told_of =
        |facility: &Facility| format!("{} {} {:?}", facility.id, facility.kind, facility.capacity);
    let kept: Vec<String> = table.rows.iter().map(told_of).collect();
    assert_eq!(kept, ["p1 pharmacy Some(12.5)", "p1 health None"]);
    assert_eq!(table.rows[0].opening_hours, "Mo-Su 08:00-22:00");
    told(
        &table.refused,
        &expect![[r"
            S0512 line 4: expected an id that has not come before, found `p1`, which line 3 has
            S0517 line 5: expected something in `kind`, found an empty cell
            S0517 line 6: expected a number not below zero in `capacity`, found `many`"]],
    );
}

#[test]
fn a_table_without_a_column_is_refused_with_its_header() {
    let refused = |bytes: &[u8]| facilities(bytes, &Frame::wgs84()).unwrap_err();
    let error = refused(b"id,lon,lat\n1,2,3\n");
    assert_eq!(error.code.0, "S0516");
    expect!["expected a column named kind, category, 类别 or 类型, found `id,lon,lat`"]
        .assert_eq(&error.to_string());
    assert_eq!(refused(b"").code.0, "S0516");
    assert_eq!(refused(b"\n\n").code.0, "S0516");
}

#[test]
fn a_table_may_be_in_gb18030_or_utf16() {
    let text = "编号,经度,纬度,名称\nh1,121.5,29.9,柳苑\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(text);
    let frame = Frame::wgs84();
    assert_eq!(origins(&bytes, &frame).unwrap().rows[0].name, "柳苑");
    let wide: Vec<u8> =
        [0xFEFF].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(origins(&wide, &frame).unwrap().rows[0].name, "柳苑");
    let error = origins(b"id,lon,lat\n\xFF\xFF,1,2\n", &frame).unwrap_err();
    assert_eq!(error.code.0, "S0519");
    assert!(error.text.en.ends_with("bytes at 11 that are no text"), "{error}");
}

#[test]
fn no_bytes_make_it_panic() {
    let text = "编号,lon,lat,weight,name\nh1,121.5,29.9,30,\"柳\n苑\"\nh2,121.5,29.9,30,x\n";
    let codes = battered(text.as_bytes(), |bytes| origins(bytes, &Frame::wgs84()));
    assert_eq!(codes, ["S0516", "S0519"]);
}

#[test]
fn the_shared_tables_are_read() {
    let read = |path: &str| shared(path).map(|bytes| origins(&bytes, &Frame::wgs84()).unwrap());
    if let Some(table) = read("poa/poa_hexgrid.csv") {
        assert_eq!((table.rows.len(), table.refused.len()), (1227, 0));
        let people: f64 = table.rows.iter().map(|row| row.weight).sum();
        assert!((people - 812_935.0).abs() < 0.5, "{people}");
    }
    let Some(bytes) = shared("reference/monaco/facilities.csv") else { return };
    let table = facilities(&bytes, &Frame::wgs84()).unwrap();
    assert_eq!((table.rows.len(), table.refused.len()), (499, 0));
}
