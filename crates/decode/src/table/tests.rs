//! Headers as real tables have them.

use super::*;

fn rows(text: &[&str]) -> Vec<Vec<String>> {
    text.iter().map(|row| row.split(',').map(str::to_owned).collect()).collect()
}

#[test]
fn two_levels_from_empty_cells() {
    let rows = rows(&["表,,,,", "单位：人,,,,", "序号,户数,人口,,备注", ",,总数,#60岁以上,"]);
    let (at, names) = locate(&rows, 2, &["户数", "人口/总数"], true).unwrap();
    assert_eq!(at, 2);
    assert_eq!(names, ["序号", "户数", "人口/总数", "人口/#60岁以上", "备注"]);
}

#[test]
fn a_cell_below_nothing_is_not_in_the_group_at_its_left() {
    let rows = rows(&["户数,,人口", ",本年,总数"]);
    assert_eq!(names(&rows, true), ["户数", "本年", "人口/总数"]);
}

#[test]
fn marks_stop_a_table() {
    let marks = ["合计".to_owned()];
    assert!(stops(&marks, [&b""[..], "合计（户）".as_bytes()]));
    assert!(!stops(&marks, ["小计".as_bytes(), "合计".as_bytes()]));
    assert!(!stops(&marks, []));
}
