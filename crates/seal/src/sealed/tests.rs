//! What is sealed opens in its place and nowhere else.

use super::{MasterKey, PersonKey, Place, Sealed};
use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value, json};

const PLACE: Place<'static> = Place { person: "person_1", case: "case_1", field: "child.name" };

fn key() -> PersonKey {
    PersonKey::from_bytes([7; 32])
}

fn check(value: &Value, place: Place<'_>, expected: &Expect) {
    let shown = match key().open_value(value, place) {
        Ok(value) => value.to_string(),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

/// The example of draft-irtf-cfrg-xchacha-03, appendix A.3.1, through the same cipher.
#[test]
fn the_cipher_is_the_one_of_the_draft() {
    use chacha20poly1305::aead::{Aead, KeyInit, Payload};
    let key: Vec<u8> = (0x80..=0x9f).collect();
    let nonce: Vec<u8> = (0x40..=0x57).collect();
    let aad = [0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7];
    let plain = b"Ladies and Gentlemen of the class of '99: \
        If I could offer you only one tip for the future, sunscreen would be it.";
    let cipher = super::XChaCha20Poly1305::new(super::Key::from_slice(&key));
    let sealed = cipher
        .encrypt(super::XNonce::from_slice(&nonce), Payload { msg: plain, aad: &aad })
        .unwrap();
    let tag: [u8; 16] = sealed[plain.len()..].try_into().unwrap();
    assert_eq!(u128::from_be_bytes(tag), 0xc087_5924_c1c7_9879_47de_afd8_780a_cf49);
}

#[test]
fn a_sealed_field_says_whose_it_is_and_nothing_else() {
    let sealed = key().seal_value(&json!("和美"), PLACE, &[1; 24]);
    expect![[r#"{"sealed":{"person":"person_1","nonce":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEB","text":"k5GRwS5SY72QSgtkwkI7ViNzqTvTjW0c"}}"#]].assert_eq(&sealed.to_string());
    assert!(Sealed::stands_in(&sealed));
    check(&sealed, PLACE, &expect![[r#""和美""#]]);
}

#[test]
fn it_opens_nowhere_else() {
    let sealed = key().seal_value(&json!("和美"), PLACE, &[1; 24]);
    check(
        &sealed,
        Place { person: "person_2", ..PLACE },
        &expect![[r"
        expected what is sealed for person_2, found what is sealed for person_1
        应为 person_2 的密封内容，实际属于 person_1"]],
    );
    check(
        &sealed,
        Place { case: "case_2", ..PLACE },
        &expect![[r"
        expected what this key sealed at case_2/person_1/child.name, found what it does not open: another key, another place, or a changed byte
        应为以此密钥密封在 case_2/person_1/child.name 的内容，实际打不开：密钥、位置不同或内容被改动过"]],
    );
    check(
        &sealed,
        Place { field: "mother.name", ..PLACE },
        &expect![[r"
        expected what this key sealed at case_1/person_1/mother.name, found what it does not open: another key, another place, or a changed byte
        应为以此密钥密封在 case_1/person_1/mother.name 的内容，实际打不开：密钥、位置不同或内容被改动过"]],
    );
    check(
        &json!({"sealed": {}}),
        PLACE,
        &expect![[r#"
        expected a sealed field {"sealed": {…}}, found {…}
        应为密封内容 {"sealed": {…}}，实际是 {…}"#]],
    );
    check(
        &json!("plain"),
        PLACE,
        &expect![[r#"
            expected a sealed field {"sealed": {…}}, found a text
            应为密封内容 {"sealed": {…}}，实际是 文字"#]],
    );
    let mut renamed = sealed;
    renamed["sealed"]["person"] = json!("person_2");
    check(
        &renamed,
        Place { person: "person_2", ..PLACE },
        &expect![[r"
        expected what this key sealed at case_1/person_2/child.name, found what it does not open: another key, another place, or a changed byte
        应为以此密钥密封在 case_1/person_2/child.name 的内容，实际打不开：密钥、位置不同或内容被改动过"]],
    );
}

#[test]
fn a_person_without_key_is_closed_for_ever() {
    let master = MasterKey::from_bytes([3; 32]);
    let wrapped = master.wrap(&key(), "person_1", &[2; 24]);
    assert_eq!(master.unwrap_key(&wrapped, "person_1"), Ok(key()));
    assert!(master.unwrap_key(&wrapped, "person_2").is_err());
    let other = MasterKey::from_bytes([4; 32]);
    expect!["expected what this key sealed at person_1, found what it does not open: another key, another place, or a changed byte"].assert_eq(&other.unwrap_key(&wrapped, "person_1").unwrap_err().text().en);
    // A wrapped key is no sealed field, even under the same key.
    assert!(PersonKey::from_bytes([3; 32]).open(&wrapped, PLACE).is_err());
}

#[test]
fn the_master_key_is_read_back_and_not_shown() {
    let master = MasterKey::from_bytes([3; 32]);
    assert_eq!(MasterKey::parse(&format!("{}\n", master.to_text())), Ok(master.clone()));
    assert_eq!(format!("{master:?}"), "MasterKey(…)");
    expect!["expected a master key of 32 bytes in base64url (43 letters), found 5 letters"]
        .assert_eq(&MasterKey::parse("short").unwrap_err().text().en);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_sealed_is_opened(bytes: [u8; 32], nonce: [u8; 24], plain: Vec<u8>) {
        let key = PersonKey::from_bytes(bytes);
        let sealed = Sealed::from_json(&key.seal(&plain, PLACE, &nonce).to_json()).unwrap();
        prop_assert_eq!(key.open(&sealed, PLACE), Ok(plain));
    }

    #[test]
    fn any_changed_byte_is_found(index: prop::sample::Index, byte: u8, nonce: [u8; 24]) {
        let text = key().seal_value(&json!({"a": "和美"}), PLACE, &nonce).to_string();
        let mut changed = text.clone().into_bytes();
        changed[index.index(text.len())] = byte;
        let opened = serde_json::from_slice(&changed).map(|v: Value| key().open_value(&v, PLACE));
        let whole = matches!(opened, Ok(Ok(_)));
        prop_assert_eq!(whole, changed == text.into_bytes());
    }

    #[test]
    fn rubbish_never_panics(value in crate::jcs::tests::any_json(), text in ".*") {
        let _ = key().open_value(&value, PLACE);
        let _ = key().open_value(&json!({"sealed": value}), PLACE);
        let _ = MasterKey::parse(&text);
    }
}
