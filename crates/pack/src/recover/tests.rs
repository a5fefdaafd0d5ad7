//! Texts with errors: what is said, and what is left.
#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them so")]

use super::recover;
use diag::SourceId;
use expect_test::{Expect, expect};
use std::fmt::Write;

fn check(text: &str, expect: &Expect) {
    let mut found = Vec::new();
    let recovered = recover(SourceId(0), text, &mut found);
    assert_eq!(recovered.text.len(), text.len());
    let mut out = String::new();
    for finding in &found {
        let span = &finding.labels[0].span;
        let _ = writeln!(out, "{}..{} {}", span.start, span.end, finding.message.en);
    }
    let lines = recovered.text.lines().filter(|line| !line.trim().is_empty());
    lines.for_each(|line| out.extend([line, "\n"]));
    expect.assert_eq(&out);
}

#[test]
fn a_key_without_a_value_hides_nothing() {
    check(
        "[[a]]\nx=1\nfoo\nw=2\n[[a]]\ny=2\nbar\n[[a]]\nz=3\n",
        &expect![[r#"
        13..13 this is not TOML: a key without `=` and a value
        31..31 this is not TOML: a key without `=` and a value
        [[a]]
        x=1
        w=2
        [[a]]
        y=2
        [[a]]
        z=3
    "#]],
    );
}

#[test]
fn an_array_that_is_not_closed_costs_its_own_section() {
    check(
        "[[a]]\nw=1\nz=[1,2\n[[a]]\ny=2\n",
        &expect![[r#"
        16..16 this is not TOML: an array without its `]`
        [[a]]
        w=1
        [[a]]
        y=2
    "#]],
    );
}

#[test]
fn texts_that_are_not_closed() {
    check(
        "[[a]]\nx=\"open\n[[a]]\ny=\"\"\"open\n[[a]]\nz=3\n",
        &expect![[r#"
        13..13 this is not TOML: a text without its closing quote
        30..30 this is not TOML: a text of several lines without its end
        [[a]]
        [[a]]
        [[a]]
        z=3
    "#]],
    );
}

#[test]
fn headers_within_a_text_of_several_lines_are_text() {
    check(
        "[[a]]\nx=\"\"\"\n[[b]]\n\"\"\"\nfoo\n[[a]]\nz=3\n",
        &expect![[r#"
        25..25 this is not TOML: a key without `=` and a value
        [[a]]
        x="""
        [[b]]
        """
        [[a]]
        z=3
    "#]],
    );
}

#[test]
fn the_same_table_twice() {
    check(
        "[a]\nx=1\n[a]\nx=2\ny=3\n[b]\nz=1\n[[]]\nw=1\n",
        &expect![[r#"
        9..10 the same key is given twice
        12..13 the same key is given twice
        30..30 this is not TOML: a key that is empty or needs quotes
        [a]
        x=1
        [a]
        x=2
        y=3
        [b]
        z=1
        w=1
    "#]],
    );
}
