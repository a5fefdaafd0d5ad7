//! Arrows that point down are silent; any other is named.

use crate::testing::check;
use expect_test::expect;

#[test]
fn an_arrow_that_points_down_is_silent() {
    check(
        super::check,
        &[("crates/engine/Cargo.toml", "[dependencies]\nindicator = {}\ndatafusion = {}\n")],
        &expect![""],
    );
}

#[test]
fn an_arrow_that_points_up_or_sideways_is_named() {
    check(
        super::check,
        &[
            ("crates/district/Cargo.toml", "[dependencies]\napp = {}\n"),
            ("crates/pack/Cargo.toml", "[dependencies]\ndecode = {}\n"),
        ],
        &expect![[r#"
            crates/district/Cargo.toml: `district` may not use `app`: arrows point down
            crates/pack/Cargo.toml: `pack` may not use `decode`: arrows point down
        "#]],
    );
}

#[test]
fn a_heavy_library_stays_at_home() {
    check(
        super::check,
        &[("crates/app/Cargo.toml", "[dependencies]\ndatafusion = {}\nclap = {}\n")],
        &expect![[r#"
            crates/app/Cargo.toml: `clap` belongs to hemei only
            crates/app/Cargo.toml: `datafusion` belongs to records, engine only
        "#]],
    );
}

#[test]
fn tests_may_use_what_the_product_may_not() {
    check(
        super::check,
        &[("crates/indicator/Cargo.toml", "[dev-dependencies]\npack = {}\ntokio = {}\n")],
        &expect![""],
    );
}

#[test]
fn a_crate_outside_the_river_is_named() {
    check(
        super::check,
        &[("crates/puddle/Cargo.toml", "[package]\nname = \"puddle\"\n")],
        &expect![[r#"
            crates/puddle/Cargo.toml: the crate has no place in xtask's river
        "#]],
    );
}

#[test]
fn a_manifest_that_does_not_parse_stops_the_rule() {
    check(
        super::check,
        &[("crates/diag/Cargo.toml", "[dependencies")],
        &expect![[r#"
            error: crates/diag/Cargo.toml is not TOML: TOML parse error at line 1, column 14
              |
            1 | [dependencies
              |              ^
            unclosed table, expected `]`

        "#]],
    );
}
