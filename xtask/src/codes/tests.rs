//! A code is registered, explained in both languages, and shown by a test.

use crate::testing::check;
use expect_test::expect;

const LIST: &str = "//! Codes such as E0999 in a comment do not count.\ncodes! {\n    E0101\n}\n";
const PAGE: &str = "# E0101: x\n## What it means\n## Why it matters\n## Example\n## Fix\n";
const PAGE_ZH: &str = "# E0101：x\n## 含义\n## 为何重要\n## 示例\n## 修正\n";

#[test]
fn a_code_with_pages_and_a_test_is_silent_but_for_their_number() {
    check(
        super::check,
        &[
            ("crates/diag/src/codes/pack.rs", LIST),
            ("crates/pack/src/tests.rs", "expect![[\"E0101\"]]"),
            ("docs/diagnostics/E0101.md", PAGE),
            ("docs/diagnostics/E0101.zh.md", PAGE_ZH),
        ],
        &expect![[r#"
            crates/diag/src/codes: 1 codes, not 40
        "#]],
    );
}

#[test]
fn a_code_without_page_part_or_test_is_named() {
    check(
        super::check,
        &[
            ("crates/diag/src/codes/pack.rs", LIST),
            ("docs/diagnostics/E0101.md", "# E0101: x\n## What it means\n## Example\n## Fix\n"),
        ],
        &expect![[r#"
            docs/diagnostics/E0101.md: has no part `Why it matters`
            docs/diagnostics/E0101.zh.md: the code has no page
            E0101: no test shows the code
            crates/diag/src/codes: 1 codes, not 40
        "#]],
    );
}

#[test]
fn a_page_without_a_code_is_named() {
    check(
        super::check,
        &[
            ("crates/diag/src/codes/pack.rs", "codes! {\n}\n"),
            ("docs/diagnostics/E0777.md", ""),
            ("docs/diagnostics/README.md", ""),
        ],
        &expect![[r#"
            docs/diagnostics/E0777.md: a page for a code that is not registered
            crates/diag/src/codes: 0 codes, not 40
        "#]],
    );
}

#[test]
fn forty_codes_are_enough() {
    let numbers = 101..141;
    let codes: Vec<String> = numbers.map(|number| format!("E0{number}")).collect();
    let (list, shown) = (codes.join("\n"), codes.join(" "));
    let mut files = vec![
        ("crates/diag/src/codes/pack.rs".to_owned(), format!("codes! {{\n{list}\n}}\n")),
        ("crates/pack/src/tests.rs".to_owned(), shown),
    ];
    for number in 101..141 {
        files.push((format!("docs/diagnostics/E0{number}.md"), PAGE.to_owned()));
        files.push((format!("docs/diagnostics/E0{number}.zh.md"), PAGE_ZH.to_owned()));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    check(super::check, &files, &expect![""]);
}
