//! The manual's chapter, whose pieces together are a pack.

use super::super::{HEAD, INDICATOR, STREAM, check_files};
use expect_test::expect;

const CHAPTERS: [&str; 2] = [
    include_str!("../../../../../docs/book/src/en/reference/access.md"),
    include_str!("../../../../../docs/book/src/zh/reference/access.md"),
];

/// The blocks of a language, one after the other.
fn blocks(chapter: &str, language: &str) -> String {
    let fence = format!("```{language}\n");
    let blocks = chapter.split(&fence).skip(1);
    blocks.map(|block| block.split("```").next().unwrap()).collect()
}

#[test]
fn the_chapter_of_the_manual_declares_a_pack_without_findings() {
    for chapter in CHAPTERS {
        let (toml, csv) = (blocks(chapter, "toml"), blocks(chapter, "csv"));
        assert!(toml.matches("[[").count() > 6 && csv.lines().count() == 2);
        let parts = [
            ("pack.toml", HEAD),
            ("a.toml", STREAM),
            ("pm25.sql", INDICATOR),
            ("x.toml", &toml),
            ("rules.csv", &csv),
        ];
        check_files(&parts, &expect![[""]]);
    }
}
