//! The pack's own tests are read with the same care.

use super::{HEAD, STREAM, files};
use diag::{Format, Style};
use expect_test::expect;

#[test]
fn a_test_gives_records_and_expects_figures() {
    let text = r#"
[[test]]
name = "a mean of two"
[[test.given]]
stream = "air"
csv = """
station,at,pm25
city,2026-01-01T00:00:00Z,10
city,2026-01-01T01:00:00Z,20
"""
[[test.expect]]
indicator = "pm25"
place = "city"
period = "2026"
value = "15"
valid = true
have = 2
[[test.expect]]
indicator = "pm25"
place = "city"
period = "2027"
value = "none"
"#;
    let (tests, _, found) = crate::tests(&files(&[("tests/t.toml", text), ("pack.toml", "[")]));
    assert!(found.is_empty(), "{found:?}");
    let [test] = tests.as_slice() else { panic!("{tests:?}") };
    assert_eq!(test.name, "a mean of two");
    assert!(test.given[0].csv.starts_with("station,at,pm25\n"));
    assert_eq!(test.expect[0].value, Some(Some(15.into())));
    assert_eq!((test.expect[0].valid, test.expect[0].have), (Some(true), Some(2)));
    assert_eq!(test.expect[1].value, Some(None));
    assert_eq!(test.expect[0].numerator, None);
}

#[test]
fn names_that_the_pack_does_not_have() {
    let (pack, _, _) = crate::check(&files(&[("pack.toml", HEAD), ("a.toml", STREAM)]));
    let text = r#"
[[test]]
name = "n"
[[test.given]]
stream = "aire"
csv = "a"
[[test.expect]]
indicator = "pm25"
place = "town"
period = "2026"
"#;
    let (tests, sources, _) = crate::tests(&files(&[("tests/t.toml", text)]));
    let found = crate::check_tests(&tests, &pack.unwrap());
    let style = Style { format: Format::Concise, ..Style::default() };
    expect![[r#"
        tests/t.toml:6:7: error[E0130]: test `n` names the stream `aire`, which is not declared
        tests/t.toml:7:1: error[E0130]: test `n` names the indicator `pm25`, which is not declared
        tests/t.toml:7:1: error[E0130]: test `n` names the place `town`, which is not declared
    "#]]
    .assert_eq(&diag::render(&found, &sources, style));
}

#[test]
fn findings_in_tests() {
    let text = r#"
[[test]]
[[test.given]]
stream = "air"
csv = "a,b\n1"
[[test]]
name = "second"
[[test.expect]]
indicator = "pm25"
place = "city"
periods = "2026"
value = "much"
[[tset]]
x = 1
"#;
    let (_, sources, found) = crate::tests(&files(&[("tests/t.toml", text)]));
    let style = Style { format: Format::Concise, ..Style::default() };
    expect![[r#"
        tests/t.toml:2:1: error[E0109]: a test has no `name`
        tests/t.toml:2:1: error[E0109]: a test has no `expect`
        tests/t.toml:5:7: error[E0137]: a test has a row of 1 cells, expected 2
        tests/t.toml:8:1: error[E0109]: test `second` has no `period`
        tests/t.toml:11:1: error[E0110]: `periods` is not a key of test `second`
        tests/t.toml:12:9: error[E0154]: test `second` takes a number as `value`, found `much`
        tests/t.toml:13:3: error[E0105]: a pack has no section `tset`
    "#]]
    .assert_eq(&diag::render(&found, &sources, style));
}
