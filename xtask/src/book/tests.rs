//! Chapters come in pairs and stand in the table of contents.

use crate::testing::check;
use expect_test::expect;

#[test]
fn a_pair_that_is_listed_is_silent() {
    check(
        super::check,
        &[
            ("docs/book/src/SUMMARY.md", "- [A](en/a.md)\n- [甲](zh/a.md)\n- [Start](start.md)\n"),
            ("docs/book/src/en/a.md", "# A\n"),
            ("docs/book/src/zh/a.md", "# 甲\n"),
            ("docs/book/src/start.md", "# Start\n"),
        ],
        &expect![""],
    );
}

#[test]
fn a_chapter_without_twin_or_entry_is_named() {
    check(
        super::check,
        &[
            ("docs/book/src/SUMMARY.md", "- [A](en/a.md)\n"),
            ("docs/book/src/en/a.md", "# A\n"),
            ("docs/book/src/zh/b.md", "# 乙\n"),
        ],
        &expect![[r#"
            docs/book/src/en/a.md: has no twin `docs/book/src/zh/a.md`
            docs/book/src/zh/b.md: the table of contents does not name the chapter
            docs/book/src/zh/b.md: has no twin `docs/book/src/en/b.md`
        "#]],
    );
}

#[test]
fn without_a_table_of_contents_there_is_no_manual() {
    check(
        super::check,
        &[],
        &expect![[r#"
            docs/book/src/SUMMARY.md: the manual has no table of contents
        "#]],
    );
}
