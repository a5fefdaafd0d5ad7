//! No bytes make the check panic, whatever file they stand in.

use super::access::ACCESS;
use super::services::{CALENDAR, SERVICES};
use super::{HEAD, INDICATOR, STREAM};
use crate::PackFile;
use diag::{Format, Language, Style};
use proptest::prelude::*;

const MORE: &str = r#"
[[source]]
id = "s"
stream = "air"
kind = "file"
format = "csv"
pattern = "air_{station}_*.csv"
fields = { station = "file:station" }
[[table]]
id = "limits"
file = "limits.csv"
columns = { a = "text", b = { type = "decimal", decimals = 3, unit = "mg/L" } }
[[standard]]
id = "x"
name = { zh = "标", en = "X" }
[[standard.edition]]
id = "2012"
cite = "X"
from = 2016-01-01
params = { a = 1, b = "0.75" }
tables = { t = "limits.csv" }
[[target]]
id = "t"
indicator = "pm25"
place = "city"
value = "35"
by = "2027"
from = { period = "2021", value = "19" }
[[report]]
id = "r"
name = { zh = "报", en = "R" }
text = { zh = """{pm25@city/2015}""", en = "{{x}}" }
"#;

const CSV: &str = "a,b\n\"x\"\"y\",1.5\nz,\n";

fn run(files: &[PackFile]) {
    let (_, sources, found) = crate::check(files);
    for format in [Format::Full, Format::Concise, Format::Json] {
        let style = Style { format, language: Language::Zh, color: false };
        diag::render(&found, &sources, style);
    }
    let (_, sources, found) = crate::tests(files);
    diag::render(&found, &sources, Style::default());
}

fn seed() -> Vec<PackFile> {
    [
        ("pack.toml", HEAD),
        ("a.toml", STREAM),
        ("b.toml", MORE),
        ("c.toml", SERVICES),
        ("d.toml", ACCESS),
        ("cn.csv", CALENDAR),
        ("limits.csv", CSV),
        ("pm25.sql", INDICATOR),
        ("tests/t.toml", "[[test]]\nname = \"n\"\n[[test.given]]\nstream = \"air\"\ncsv = \"\"\"\na\n1\n\"\"\"\n"),
    ]
    .map(|(path, text)| PackFile::new(path, text))
    .to_vec()
}

/// Pieces that break TOML, CSV, heads and rules in their own ways.
const PIECES: [&str; 26] = [
    "[[", "]]", "[a.b]", "{", "}", "\"\"\"", "'''", "\"", "=", "\n", "\r", "\u{feff}", "---*/",
    "/*---", "a.b = 1", "[pack]", "东", "\0", "'", " && ", "(", "|", "`", "has(", "\\u0041", "- 1",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), which in 0_usize..9) {
        let mut files = seed();
        files[which].bytes = bytes;
        run(&files);
    }

    #[test]
    fn any_text(pieces in proptest::collection::vec(0_usize..26, 0..40), which in 0_usize..9) {
        let mut files = seed();
        files[which].bytes = pieces.iter().map(|at| PIECES[*at]).collect::<String>().into_bytes();
        run(&files);
    }

    #[test]
    fn a_pack_with_edits(
        edits in proptest::collection::vec((0_usize..9, any::<u16>(), 0_usize..6, 0_usize..26), 1..8),
    ) {
        let mut files = seed();
        for (which, at, remove, piece) in edits {
            let bytes = &mut files[which].bytes;
            let at = usize::from(at) % (bytes.len() + 1);
            let end = (at + remove).min(bytes.len());
            bytes.splice(at..end, PIECES[piece].bytes());
        }
        run(&files);
    }
}
