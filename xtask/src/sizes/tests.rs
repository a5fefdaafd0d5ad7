//! What is over its mark may only shrink.

use crate::testing::check;
use expect_test::expect;

fn function(name: &str, lines: usize) -> String {
    format!("fn {name}() {{\n{}}}\n", "    work();\n".repeat(lines - 2))
}

fn file(lines: usize) -> String {
    "// a line\n".repeat(lines)
}

#[test]
fn marks_are_inclusive() {
    let longest = format!("{}{}", function("f", 75), function("g", 75));
    check(
        super::check,
        &[("crates/a/src/lib.rs", &longest), ("crates/b/src/lib.rs", &file(600))],
        &expect![""],
    );
}

#[test]
fn a_long_function_and_a_long_file_are_named() {
    let nested = format!("impl A {{\n    pub(crate) async fn g() {{\n{}    }}\n}}\n", {
        "        work();\n".repeat(80)
    });
    check(
        super::check,
        &[
            ("crates/a/src/lib.rs", &function("f", 76)),
            ("crates/b/src/lib.rs", &file(601)),
            ("crates/c/src/lib.rs", &nested),
        ],
        &expect![[r#"
            crates/a/src/lib.rs::f: has 76 lines, over 75: split it
            crates/b/src/lib.rs: has 601 lines, over 600: split it
            crates/c/src/lib.rs::g: has 82 lines, over 75: split it
        "#]],
    );
}

#[test]
fn a_listed_one_may_stay_and_may_not_grow() {
    check(
        super::check,
        &[
            (
                "xtask/ratchet.toml",
                "\"crates/a/src/lib.rs\" = 610\n\"crates/b/src/lib.rs\" = 610\n",
            ),
            ("crates/a/src/lib.rs", &file(610)),
            ("crates/b/src/lib.rs", &file(611)),
        ],
        &expect![[r#"
            crates/b/src/lib.rs: grew from 610 to 611 lines; the ratchet only turns down
        "#]],
    );
}

#[test]
fn one_that_shrank_is_taken_off_the_list() {
    check(
        super::check,
        &[
            ("xtask/ratchet.toml", "\"crates/a/src/lib.rs\" = 610\n"),
            ("crates/a/src/lib.rs", &file(600)),
        ],
        &expect![[r#"
            crates/a/src/lib.rs: is under its mark now: take it off xtask/ratchet.toml
        "#]],
    );
}

#[test]
fn tests_and_declarations_do_not_count() {
    check(
        super::check,
        &[
            ("crates/a/src/tests.rs", &file(2000)),
            ("crates/a/src/lib.rs", &format!("trait A {{\n    fn f();\n{}}}\n", file(100))),
        ],
        &expect![""],
    );
}

#[test]
fn a_crate_has_a_mark_of_its_own() {
    let files: Vec<(String, String)> =
        (0..26).map(|n| (format!("crates/a/src/m{n}.rs"), file(600))).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    check(
        super::check,
        &files,
        &expect![[r#"
            crates/a: has 15600 lines, over 15000: split it
        "#]],
    );
}
