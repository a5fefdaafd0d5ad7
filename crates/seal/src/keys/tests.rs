//! The key of the W3C test vectors, what each fault says, and that nothing secret is shown.

use super::{PublicKey, SigningKey};
use expect_test::{Expect, expect};
use proptest::prelude::*;

pub(crate) const SECRET: &str = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq";
pub(crate) const PUBLIC: &str = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";

fn check_public(input: &str, expected: &Expect) {
    let shown = match PublicKey::parse(input) {
        Ok(key) => key.method(),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

fn check_signing(input: &str, expected: &Expect) {
    let shown = match SigningKey::parse(input) {
        Ok(key) => format!("{key:?}"),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

#[test]
fn the_key_pair_of_the_w3c_vectors() {
    let key = SigningKey::parse(SECRET).unwrap();
    assert_eq!(key.public().multikey(), PUBLIC);
    assert_eq!(key.secret_text(), SECRET);
    assert_eq!(SigningKey::parse(&key.to_file()).unwrap().seed(), key.seed());
}

#[test]
fn three_spellings_of_a_public_key() {
    for text in
        [PUBLIC.to_owned(), format!("did:key:{PUBLIC}"), format!("did:key:{PUBLIC}#{PUBLIC}")]
    {
        assert_eq!(PublicKey::parse(&text).unwrap().multikey(), PUBLIC);
    }
    let list = format!("# the district\n\n{PUBLIC}\n  did:key:{PUBLIC}\n");
    assert_eq!(PublicKey::parse_list(&list).unwrap().len(), 2);
}

#[test]
fn what_is_no_public_key_says_what_it_is() {
    check_public(
        "",
        &expect![[r"
            expected an Ed25519 public key (z6Mk… or did:key:z6Mk…), found ``
            应为 Ed25519 公钥（z6Mk… 或 did:key:z6Mk…），实际是“”"]],
    );
    check_public(
        "did:web:example.org",
        &expect![[r"
            expected an Ed25519 public key (z6Mk… or did:key:z6Mk…), found `did:web:example.org`
            应为 Ed25519 公钥（z6Mk… 或 did:key:z6Mk…），实际是“did:web:example.org”"]],
    );
    check_public(
        SECRET,
        &expect![[r"
            expected an Ed25519 public key (z6Mk… or did:key:z6Mk…), found a key of another sort, 0x8026
            应为 Ed25519 公钥（z6Mk… 或 did:key:z6Mk…），实际是以 0x8026 开头的另一种密钥"]],
    );
    check_public(
        &format!("{PUBLIC}#other"),
        &expect![[r"
        expected the same key before and after `#`, found `z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#other`
        # 前后应为同一把密钥，实际是“z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#other”"]],
    );
    check_public(
        "z6Mk",
        &expect![[r"
            expected an Ed25519 public key (z6Mk… or did:key:z6Mk…), found a key of another sort, 0x4667
            应为 Ed25519 公钥（z6Mk… 或 did:key:z6Mk…），实际是以 0x4667 开头的另一种密钥"]],
    );
    check_public(
        &"长".repeat(200),
        &expect![[r"
            expected an Ed25519 public key (z6Mk… or did:key:z6Mk…), found `长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长…`
            应为 Ed25519 公钥（z6Mk… 或 did:key:z6Mk…），实际是“长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长长…”"]],
    );
}

#[test]
fn a_signing_key_is_not_repeated_in_a_message() {
    check_signing(
        &SECRET.replace('z', "y"),
        &expect![[r"
            expected an Ed25519 signing key (z3u2…), found `…(48)`
            应为 Ed25519 签名密钥（z3u2…），实际是“…(48)”"]],
    );
    check_signing(
        PUBLIC,
        &expect![[r"
            expected an Ed25519 signing key (z3u2…), found a key of another sort, 0xed01
            应为 Ed25519 签名密钥（z3u2…），实际是以 0xed01 开头的另一种密钥"]],
    );
    check_signing(
        "# nothing\n",
        &expect![[r"
        expected exactly one key in the file, found 0
        密钥文件中应恰有一把密钥，实际有 0 把"]],
    );
    check_signing(
        SECRET,
        &expect!["SigningKey(of z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2)"],
    );
}

#[test]
fn bytes_off_the_curve_are_no_key() {
    let mut bytes = [0; 32];
    bytes[0] = 2;
    assert_eq!(
        PublicKey::from_bytes(&bytes).unwrap_err().to_string(),
        "expected a point of the Ed25519 curve, found 32 bytes that are none"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_key_is_read_back(seed: [u8; 32], message: Vec<u8>) {
        let key = SigningKey::from_seed(&seed);
        prop_assert_eq!(SigningKey::parse(&key.to_file()).unwrap().seed(), seed);
        prop_assert_eq!(PublicKey::parse(&key.public().method()), Ok(key.public()));
        prop_assert!(key.public().verify(&message, &key.sign(&message)));
    }

    #[test]
    fn any_flipped_bit_of_a_signature_is_found(seed: [u8; 32], byte in 0usize..64, bit in 0u8..8) {
        let key = SigningKey::from_seed(&seed);
        let mut signature = key.sign(b"message");
        signature[byte] ^= 1 << bit;
        prop_assert!(!key.public().verify(b"message", &signature));
    }

    #[test]
    fn rubbish_never_panics(text in ".*") {
        let _ = PublicKey::parse(&text);
        let _ = SigningKey::parse(&text);
        let _ = PublicKey::parse_list(&text);
    }
}
