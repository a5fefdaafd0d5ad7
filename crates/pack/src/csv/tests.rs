//! Cells with their places.

use super::split;

fn cells(text: &str) -> Vec<Vec<(String, &str)>> {
    let (rows, wrong) = split(text);
    assert!(wrong.is_empty(), "{wrong:?}");
    let cell = |cell: super::Cell<'_>| (cell.text.into_owned(), &text[cell.range]);
    rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect()
}

#[test]
fn cells_know_where_they_stand() {
    let rows = cells("\u{feff}a,b\r\n\"x,\"\"y\"\"\",\n\n,z");
    let shown: Vec<Vec<(&str, &str)>> = rows
        .iter()
        .map(|row| row.iter().map(|(text, at)| (text.as_str(), *at)).collect())
        .collect();
    let expected: [&[(&str, &str)]; 3] = [
        &[("a", "a"), ("b", "b")],
        &[("x,\"y\"", "\"x,\"\"y\"\"\""), ("", "")],
        &[("", ""), ("z", "z")],
    ];
    assert_eq!(shown, expected);
}

#[test]
fn a_quote_that_is_not_closed_costs_its_line_and_no_more() {
    let (rows, wrong) = split("a,b\n\"x,1\ny,2\n");
    assert_eq!(wrong.first(), Some(&(4..6)));
    assert_eq!(wrong.len(), 1);
    assert_eq!(rows.len(), 3);
}
