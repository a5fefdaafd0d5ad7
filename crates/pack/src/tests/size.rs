//! Many declarations and many findings: all of them, and without delay.

use super::{HEAD, INDICATOR, STREAM};
use crate::PackFile;
use std::fmt::Write;

fn many(count: usize, line: impl Fn(usize) -> String) -> Vec<PackFile> {
    let mut text = String::new();
    for number in 0..count {
        let _ = writeln!(text, "{}", line(number));
    }
    vec![
        PackFile::new("pack.toml", HEAD),
        PackFile::new("a.toml", STREAM),
        PackFile::new("pm25.sql", INDICATOR),
        PackFile::new("many.toml", text),
    ]
}

#[test]
fn a_thousand_findings_in_one_file_are_all_told() {
    let targets = |number: usize| {
        format!(
            "[[target]]\nid = \"t{number}\"\nindicator = \"none{number}\"\nplace = \"city\"\nvalue = 1\nby = \"2027\"\n"
        )
    };
    let (_, _, found) = crate::check(&many(1_000, targets));
    assert_eq!(found.iter().filter(|finding| finding.code.0 == "E0130").count(), 1_000);
    let broken = |number: usize| format!("[[target]]\nfoo{number}\nid = \"x{number}\"\n");
    let (_, _, found) = crate::check(&many(1_000, broken));
    assert_eq!(found.iter().filter(|finding| finding.code.0 == "E0103").count(), 1_000);
    let (_, _, found) = crate::check(&many(1_000, |_| "foo".to_owned()));
    assert_eq!(found.iter().filter(|finding| finding.code.0 == "E0103").count(), 1_000);
}

#[test]
fn ten_thousand_declarations_are_read() {
    let place = |number: usize| {
        format!(
            "[[place]]\nid = \"p{number}\"\nname = {{ zh = \"点\", en = \"P\" }}\nlevel = \"site\"\nparent = \"city\"\n"
        )
    };
    let (pack, _, found) = crate::check(&many(10_000, place));
    assert!(found.is_empty(), "{found:?}");
    assert_eq!(pack.unwrap().places.list().count(), 10_001);
}
