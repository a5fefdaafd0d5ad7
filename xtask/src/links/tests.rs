//! Links inside the repository lead to files; others are not looked at.

use crate::testing::check;
use expect_test::expect;

#[test]
fn links_that_lead_somewhere_are_silent() {
    check(
        super::check,
        &[
            (
                "README.md",
                "[a](docs/a.md#part) ![p](docs/p.svg)\n<img alt=\"\" src=\"docs/p.svg\">\n",
            ),
            ("docs/a.md", "[up](../README.md) [root](..) [web](https://example.org) [here](#x)\n"),
            ("docs/p.svg", ""),
        ],
        &expect![""],
    );
}

#[test]
fn a_link_that_leads_to_nothing_is_named_with_its_line() {
    check(
        super::check,
        &[("docs/a.md", "# A\n\n[b](b.md) [out](../../c.md)\n")],
        &expect![[r#"
            docs/a.md:3: leads to nothing: `b.md`
            docs/a.md:3: leads to nothing: `../../c.md`
        "#]],
    );
}

#[test]
fn what_stands_in_a_fenced_block_is_no_link() {
    check(super::check, &[("docs/a.md", "```text\n[b](b.md)\n```\n")], &expect![""]);
}
