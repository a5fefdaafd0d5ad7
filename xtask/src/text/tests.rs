//! Headers, open ends, and names of machines.

use crate::testing::check;
use expect_test::expect;

#[test]
fn a_file_that_says_what_it_is_for_is_silent() {
    check(super::check, &[("crates/a/src/lib.rs", "//! What it is for.\n")], &expect![""]);
}

#[test]
fn a_file_without_a_header_is_named() {
    check(
        super::check,
        &[
            ("crates/a/src/lib.rs", "use std::fmt;\n"),
            ("fuzz/fuzz_targets/pack.rs", "#![no_main]\n//! Any bytes.\n"),
        ],
        &expect![[r#"
            crates/a/src/lib.rs: opens without a `//!` header that says what it is for
        "#]],
    );
}

#[test]
fn open_ends_are_named_with_their_line() {
    check(
        super::check,
        &[(
            "crates/a/src/lib.rs",
            "//! A.\n// TODO later\n#[ignore]\nfn f() {}\nstd::thread::sleep(d);\n",
        )],
        &expect![[r#"
            crates/a/src/lib.rs:2: an open end stands in the code; finish or file it
            crates/a/src/lib.rs:3: `#[ignore]` is not used: assert what happens
            crates/a/src/lib.rs:5: nothing here sleeps
        "#]],
    );
}

#[test]
fn the_path_of_a_machine_is_named_wherever_it_stands() {
    let text = format!("see {}/notes\n", ["/work", "/main"].concat());
    check(
        super::check,
        &[("docs/a.md", &text)],
        &expect![[r#"
            docs/a.md: names a path or host of one machine: `/work/main`
        "#]],
    );
}
