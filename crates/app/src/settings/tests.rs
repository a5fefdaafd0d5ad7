//! What `hemei.toml` may say.

use super::Settings;
use diag::Language;
use expect_test::{Expect, expect};
use std::path::Path;

fn check(text: &str, expected: &Expect) {
    let found = match Settings::parse(text, Path::new("here")) {
        Ok(settings) => format!("{settings:?}"),
        Err(error) => {
            let (line, help) = error.lines(Language::En);
            format!("{:?}: {line}\nhelp: {}", error.exit, help.unwrap_or("-"))
        }
    };
    expected.assert_eq(&found);
}

#[test]
fn paths_are_relative_to_the_folder() {
    check(
        "pack = \"packs/beijing\"\ndata = \"/var/hemei\"\nlang = \"zh\"",
        &expect![[
            r#"Settings { pack: Some("here/packs/beijing"), data: Some("/var/hemei"), language: Some(Zh) }"#
        ]],
    );
}

#[test]
fn other_keys_and_types_are_refused() {
    check(
        "pakc = \"x\"",
        &expect![[r"
            WrongUse: `hemei.toml` has a key `pakc` that means nothing
            help: did you mean `pack`?"]],
    );
    check(
        "pack = 3",
        &expect![[r"
            WrongUse: `pack` in `hemei.toml` is integer where a text is expected
            help: -"]],
    );
    check(
        "lang = \"fr\"",
        &expect![[r"
            WrongUse: expected zh or en for the language, found `fr`
            help: -"]],
    );
}
