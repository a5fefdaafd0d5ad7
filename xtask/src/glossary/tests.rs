//! Avoided words are found as identifiers and in the manual, and nowhere else.

use crate::testing::check;
use expect_test::expect;

const GLOSSARY: &str = "# Glossary\n\n**figure** (指标值): one value.\n_Avoid_: datapoint, kpi\n\
    _Excused_: kpi in crates/decode - a foreign word\n\n**pack** (配置包): a folder.\n";

#[test]
fn an_avoided_word_is_found_as_part_of_an_identifier() {
    check(
        super::check,
        &[
            ("GLOSSARY.md", GLOSSARY),
            ("crates/a/src/lib.rs", "fn f() {\n    let new_datapoint = 1;\n}\n"),
        ],
        &expect![[r#"
            crates/a/src/lib.rs:2: `datapoint` is avoided: say `figure`
        "#]],
    );
}

#[test]
fn comments_strings_and_longer_words_do_not_count() {
    check(
        super::check,
        &[
            ("GLOSSARY.md", GLOSSARY),
            ("crates/a/src/lib.rs", "// a datapoint\nlet datapoints = \"a datapoint\";\n"),
        ],
        &expect![""],
    );
}

#[test]
fn an_avoided_word_is_found_in_the_manual_in_any_case() {
    check(
        super::check,
        &[
            ("GLOSSARY.md", GLOSSARY),
            ("docs/book/src/en/a.md", "# A\n\nA KPI is a number.\n"),
            ("docs/decisions/0001.md", "We do not say kpi.\n"),
        ],
        &expect![[r#"
            docs/book/src/en/a.md:3: `kpi` is avoided: say `figure`
        "#]],
    );
}

#[test]
fn an_excused_word_is_silent_where_it_is_excused() {
    check(
        super::check,
        &[
            ("GLOSSARY.md", GLOSSARY),
            ("crates/decode/src/lib.rs", "let kpi = 1;\n"),
            ("crates/pack/src/lib.rs", "let kpi = 1;\n"),
        ],
        &expect![[r#"
            crates/pack/src/lib.rs:1: `kpi` is avoided: say `figure`
        "#]],
    );
}

#[test]
fn without_a_glossary_there_is_nothing_to_hold_words_against() {
    check(
        super::check,
        &[],
        &expect![[r#"
            error: there is no GLOSSARY.md
        "#]],
    );
}
