//! No bytes make a reader panic.

use mine::csv_log::{self, CsvOptions};
use mine::xes;
use proptest::prelude::*;

/// Pieces from which texts like logs are put together.
const PIECES: [&str; 30] = [
    "<log>",
    "</log>",
    "<trace>",
    "</trace>",
    "<event>",
    "</event>",
    "<event/>",
    "<list key=\"l\">",
    "<values>",
    "</values>",
    "</list>",
    "<container key=\"c\">",
    "</container>",
    "<string key=\"concept:name\" value=\"A\"/>",
    "<string key=\"x\" value=\"&lt;&#10;&amp;\">",
    "</string>",
    "<date key=\"time:timestamp\" value=\"2024-05-01T08:00:00+08:00\"/>",
    "<date key=\"time:timestamp\" value=\"99999-99-99\"/>",
    "<int key=\"n\" value=\"9e9\"/>",
    "<float key=\"f\" value=\"NaN\"/>",
    "<boolean/>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "\n",
    "<!DOCTYPE a>",
    "<?xml version=\"1.0\"?>",
    "&x;",
    "\u{0}",
];

const CELLS: [&str; 16] = [
    "case_id",
    "activity",
    "timestamp",
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\"",
    "\"\"",
    "1",
    "2024-05-01",
    "2024-05-01T08:00:00Z",
    "-9223372036854775808",
    "时间",
    "\u{feff}",
];

proptest! {
    #[test]
    fn rubbish_never_panics(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = xes::read(&bytes);
        let _ = csv_log::read(&bytes, &CsvOptions::default());
        let mut packed = vec![0x1f, 0x8b, 8, 0];
        packed.extend(&bytes);
        prop_assert!(xes::read(&packed).is_err());
        let _ = csv_log::read(&packed, &CsvOptions::default());
    }

    #[test]
    fn pieces_of_a_log_never_panic(pieces in prop::collection::vec(0..PIECES.len(), 0..40)) {
        let text: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        let _ = xes::read(text.as_bytes());
        let _ = xes::read(format!("<log>{text}</log>").as_bytes());
        let _ = xes::read(format!("<log><trace><event>{text}</event></trace></log>").as_bytes());
    }

    #[test]
    fn pieces_of_a_table_never_panic(pieces in prop::collection::vec(0..CELLS.len(), 0..60)) {
        let text: String = pieces.iter().map(|piece| CELLS[*piece]).collect();
        let _ = csv_log::read(text.as_bytes(), &CsvOptions::default());
        let table = format!("case_id,activity,timestamp\n{text}");
        let _ = csv_log::read(table.as_bytes(), &CsvOptions::default());
    }
}
