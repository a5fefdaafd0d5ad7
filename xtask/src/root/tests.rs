//! The root has at most twenty-one entries.

use crate::testing::check;
use expect_test::expect;

#[test]
fn twenty_one_entries_are_silent_and_one_more_is_not() {
    let names: Vec<String> = (10..32).map(|number| format!("f{number}/x.md")).collect();
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    check(super::check, &files[..21], &expect![""]);
    check(
        super::check,
        &files,
        &expect![[r#"
            the root: 22 entries, over 21: f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31
        "#]],
    );
}
