//! A whole pack without findings, and what comes of it.

use super::{HEAD, INDICATOR, STREAM, check, files};
use crate::{PackFile, digest};
use district::{DataType, Grain};
use expect_test::expect;

#[test]
fn a_pack_without_findings() {
    check("", &expect![[""]]);
    let (pack, _, _) =
        crate::check(&files(&[("pack.toml", HEAD), ("a.toml", STREAM), ("pm25.sql", INDICATOR)]));
    let pack = pack.unwrap();
    assert_eq!((pack.id.as_str(), pack.version.as_str()), ("t", "1"));
    let stream = &pack.streams["air"];
    let types: Vec<DataType> = stream.columns.iter().map(|column| column.data_type).collect();
    assert_eq!(types, [DataType::Text, DataType::Instant, DataType::Decimal(3)]);
    let indicator = &pack.indicators["pm25"];
    assert_eq!((indicator.grain, indicator.decimals), (Grain::Year, 1));
    let span = &indicator.sql.span;
    assert_eq!(indicator.sql.text, INDICATOR[span.range()]);
    assert!(indicator.sql.text.contains("SELECT station"));
}

#[test]
fn tables_keep_the_order_of_their_declaration() {
    let toml = "[[table]]\nid = \"limits\"\nfile = \"t/limits.csv\"\ncolumns = { z = \"text\", a = { type = \"decimal\", decimals = 1 } }\n";
    let (pack, _, _) = crate::check(&files(&[
        ("pack.toml", HEAD),
        ("x.toml", toml),
        ("t/limits.csv", "a,z\n 1.5 ,\"x, y\"\n,\n"),
    ]));
    let table = &pack.unwrap().tables["limits"];
    let ids: Vec<&str> = table.columns.iter().map(|column| column.id.as_str()).collect();
    assert_eq!(ids, ["z", "a"]);
    assert_eq!(table.rows[0], [Some("x, y".to_owned()), Some("1.5".to_owned())]);
    assert_eq!(table.rows[1], [None, None]);
}

#[test]
fn the_digest_follows_paths_and_bytes_and_nothing_else() {
    let file = |path: &str, text: &str| PackFile::new(path, text);
    let one = digest(&[file("a", "bc"), file("d", "e")]);
    assert_eq!(one, digest(&[file("d", "e"), file("a", "bc")]));
    assert_ne!(one, digest(&[file("ab", "c"), file("d", "e")]));
    assert_eq!(one.len(), 64);
}
