//! The examples of RFC 8785, and that the canonical form is a fixed point.

use super::{canonical, ecmascript};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};

fn check(input: &str, expected: &Expect) {
    let shown = match canonical(&serde_json::from_str(input).unwrap()) {
        Ok(text) => text,
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

#[test]
fn the_example_of_section_3_2_2() {
    check(
        r#"{
          "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
          "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
          "literals": [null, true, false]
        }"#,
        &expect![[
            r#"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
        ]],
    );
}

#[test]
fn names_are_ordered_by_utf16_units() {
    let input = r#"{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet",
        "1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control",
        "\u00f6":"Latin Small Letter O With Diaeresis"}"#;
    let written: Value =
        serde_json::from_str(&canonical(&serde_json::from_str(input).unwrap()).unwrap()).unwrap();
    let names: Vec<_> =
        written.as_object().unwrap().values().map(|v| v.as_str().unwrap()).collect();
    expect![[r"
        Carriage Return
        One
        Control
        Latin Small Letter O With Diaeresis
        Euro Sign
        Emoji: Grinning Face
        Hebrew Letter Dalet"]]
    .assert_eq(&names.join("\n"));
}

#[test]
fn numbers_of_appendix_b() {
    let samples: [(u64, &str); 24] = [
        (0x0000_0000_0000_0000, "0"),
        (0x8000_0000_0000_0000, "0"),
        (0x0000_0000_0000_0001, "5e-324"),
        (0x8000_0000_0000_0001, "-5e-324"),
        (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
        (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
        (0x4340_0000_0000_0000, "9007199254740992"),
        (0xc340_0000_0000_0000, "-9007199254740992"),
        (0x4430_0000_0000_0000, "295147905179352830000"),
        (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
        (0x44b5_2d02_c7e1_4af6, "1e+23"),
        (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
        (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
        (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
        (0x444b_1ae4_d6e2_ef50, "1e+21"),
        (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
        (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
        (0x41b3_de43_5555_5553, "333333333.3333332"),
        (0x41b3_de43_5555_5554, "333333333.33333325"),
        (0x41b3_de43_5555_5555, "333333333.3333333"),
        (0x41b3_de43_5555_5556, "333333333.3333334"),
        (0x41b3_de43_5555_5557, "333333333.33333343"),
        (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
    ];
    for (bits, expected) in samples {
        assert_eq!(ecmascript(f64::from_bits(bits)).unwrap(), expected);
    }
}

#[test]
fn integers_that_a_double_would_round_have_no_form() {
    check("9007199254740991", &expect!["9007199254740991"]);
    check(
        "[9007199254740993]",
        &expect![[r"
            expected numbers within ±9007199254740991, found 9007199254740993; larger ones stand as texts
            数字应在 ±9007199254740991 之内，实际是 9007199254740993；更大的数字请写成文字"]],
    );
    check(
        "-18446744073709551615",
        &expect![[r"
            expected numbers within ±9007199254740991, found -1.8446744073709552e+19; larger ones stand as texts
            数字应在 ±9007199254740991 之内，实际是 -1.8446744073709552e+19；更大的数字请写成文字"]],
    );
}

#[test]
fn depth_is_bounded() {
    let mut value = json!(1);
    for _ in 0..5_000 {
        value = Value::Array(vec![value]);
    }
    assert!(canonical(&value).is_err());
    // Dropping a value that deep must not overflow either: it is taken apart by hand.
    while let Value::Array(mut inner) = value {
        value = inner.pop().unwrap();
    }
}

pub(crate) fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|n| json!(n)),
        any::<f64>()
            .prop_filter("written", |n| canonical(&json!(n)).is_ok())
            .prop_map(|n| json!(n)),
        ".*".prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::btree_map(".{0,8}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn the_canonical_form_is_its_own(value in any_json()) {
        let once = canonical(&value).unwrap();
        let again: Value = serde_json::from_str(&once).unwrap();
        prop_assert_eq!(canonical(&again).ok(), Some(once));
    }
}
