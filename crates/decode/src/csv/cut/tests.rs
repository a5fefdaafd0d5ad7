//! Rows with quotes.

use super::*;
use proptest::prelude::*;

fn cells(text: &str) -> Option<Vec<String>> {
    match cut(text.as_bytes(), b',', true) {
        Cut::Row { cells, .. } => {
            Some(cells.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect())
        }
        Cut::More | Cut::Quote => None,
    }
}

#[test]
fn quotes() {
    assert_eq!(cells("a,\"b,\"\"c\"\"\nd\",\r\n").unwrap(), ["a", "b,\"c\"\nd", ""]);
    assert_eq!(cells("\"\",\"\"\"\"\n").unwrap(), ["", "\""]);
    assert_eq!(cells("5\" pipe,x").unwrap(), ["5\" pipe", "x"]);
    assert_eq!(cells("\"a\"b,c\n"), None);
    assert_eq!(cells("\"never,closes\n"), None);
}

#[test]
fn a_row_that_the_view_cuts_off() {
    for text in ["a,b", "\"a\"", "\"a", "\"a\"\r", "a,"] {
        assert_eq!(cut(text.as_bytes(), b',', false), Cut::More, "{text}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(cells_in in proptest::collection::vec("[a\",\\n\r 漢]{0,6}", 1..6)) {
        let line: Vec<String> =
            cells_in.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        prop_assert_eq!(cells(&format!("{}\n", line.join(","))), Some(cells_in));
    }

    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60), ended: bool) {
        let _ = cut(&bytes, b',', ended);
    }
}
