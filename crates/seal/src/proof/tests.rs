//! The test vector of the W3C specification, appendix B.2, recomputed; and what proofs refuse.

use super::{add, check, signed_bytes};
use crate::base58;
use crate::chain::ChainHash;
use crate::keys::SigningKey;
use crate::keys::tests::SECRET;
use expect_test::{Expect, expect};
use serde_json::{Map, Value, json};

/// Example 22 of the specification, without its proof.
fn alumni() -> Map<String, Value> {
    let document = json!({
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://www.w3.org/ns/credentials/examples/v2"
        ],
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:abcdefgh",
            "alumniOf": "The School of Examples"
        }
    });
    document.as_object().unwrap().clone()
}

fn hex(bytes: &[u8]) -> String {
    bytes
        .chunks(32)
        .map(|half| ChainHash::from_bytes(half.try_into().unwrap()).to_string())
        .collect()
}

#[test]
fn the_vector_of_the_specification() {
    let key = SigningKey::parse(SECRET).unwrap();
    let signed = add(alumni(), &key, "2023-02-24T23:36:38Z".parse().unwrap()).unwrap();
    assert_eq!(
        signed["proof"],
        json!({
            "type": "DataIntegrityProof",
            "cryptosuite": "eddsa-jcs-2022",
            "created": "2023-02-24T23:36:38Z",
            "verificationMethod": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
            "proofPurpose": "assertionMethod",
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://www.w3.org/ns/credentials/examples/v2"
            ],
            "proofValue": "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
        })
    );
    let proven = check(signed.as_object().unwrap()).unwrap();
    assert_eq!(proven.key, key.public());
}

#[test]
fn its_hashes_step_by_step() {
    let key = SigningKey::parse(SECRET).unwrap();
    let signed = add(alumni(), &key, "2023-02-24T23:36:38Z".parse().unwrap()).unwrap();
    let mut proof = signed["proof"].as_object().unwrap().clone();
    proof.remove("proofValue");
    let bytes = signed_bytes(&alumni(), &proof).unwrap();
    assert_eq!(
        hex(&bytes),
        "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db\
         59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
    );
    assert_eq!(
        hex(&key.sign(&bytes)),
        "407cd12654b33d718ecbb99179a1506daaa849450bf3fc523cce3e1c96f8b803\
         51da3f253d725c6f00b07c9e5448d50b3ef78012b9ab54255116d069c6dd2808"
    );
}

/// An earlier draft of the same example names the key by a web address, which is not looked up.
#[test]
fn the_vector_of_the_draft_of_2023() {
    let key = SigningKey::parse(SECRET).unwrap();
    let contexts = alumni()["@context"].clone();
    let proof = json!({
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": "https://vc.example/issuers/5678#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose": "assertionMethod",
        "@context": contexts
    });
    let bytes = signed_bytes(&alumni(), proof.as_object().unwrap()).unwrap();
    assert_eq!(
        format!("z{}", base58::encode(&key.sign(&bytes))),
        "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"
    );
}

fn check_changed(change: impl Fn(&mut Map<String, Value>), expected: &Expect) {
    let key = SigningKey::parse(SECRET).unwrap();
    let mut signed = add(alumni(), &key, "2023-02-24T23:36:38Z".parse().unwrap()).unwrap();
    let document = signed.as_object_mut().unwrap();
    change(document);
    let shown = match check(document) {
        Ok(proven) => format!("{proven:?}"),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

#[test]
fn what_a_proof_refuses() {
    check_changed(
        |d| d["name"] = json!("Another"),
        &expect![[r"
        expected a signature of this document by key z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2, found one that does not fit: the document was changed
        签名应出自密钥 z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2 对本文件的签署，实际内容与签名不符：文件被改动过"]],
    );
    check_changed(
        |d| drop(d.remove("proof")),
        &expect![[r"
            expected one proof {…} at `proof`, found nothing
            “proof”处应为 一个证明 {…}，实际是 空"]],
    );
    check_changed(
        |d| d["proof"] = json!([d["proof"].clone()]),
        &expect![[r#"
            expected one proof {…} at `proof`, found [{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"2023-02-…
            “proof”处应为 一个证明 {…}，实际是 [{"type":"DataIntegrityProof","cryptosuite":"eddsa-jcs-2022","created":"2023-02-…"#]],
    );
    check_changed(
        |d| d["proof"]["cryptosuite"] = json!("eddsa-rdfc-2022"),
        &expect![[r#"
        expected "eddsa-jcs-2022" at `proof.cryptosuite`, found "eddsa-rdfc-2022"
        “proof.cryptosuite”处应为 "eddsa-jcs-2022"，实际是 "eddsa-rdfc-2022""#]],
    );
    check_changed(
        |d| d["proof"]["created"] = json!("yesterday"),
        &expect![[r#"
            expected a moment such as "2026-01-05T08:00:00Z" at `proof.created`, found "yesterday"
            “proof.created”处应为 时刻，如 "2026-01-05T08:00:00Z"，实际是 "yesterday""#]],
    );
    check_changed(
        |d| d["proof"]["proofValue"] = json!("z1"),
        &expect![[r#"
            expected 64 bytes in base58 (z…) at `proof.proofValue`, found "z1"
            “proof.proofValue”处应为 base58 写成的 64 个字节（z…），实际是 "z1""#]],
    );
    check_changed(
        |d| d["proof"]["verificationMethod"] = json!("did:key:z6Mk"),
        &expect![[r#"
        expected "did:key:z6Mk…#z6Mk…" at `proof.verificationMethod`, found "did:key:z6Mk"
        “proof.verificationMethod”处应为 "did:key:z6Mk…#z6Mk…"，实际是 "did:key:z6Mk""#]],
    );
    check_changed(
        |d| d["@context"].as_array_mut().unwrap().push(json!("https://example.org/v1")),
        &expect![[r#"
            expected ["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examp… at `proof.@context`, found ["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examp…
            “proof.@context”处应为 ["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examp…，实际是 ["https://www.w3.org/ns/credentials/v2","https://www.w3.org/ns/credentials/examp…"#]],
    );
    check_changed(
        |d| drop(d.insert("more".to_owned(), json!(u64::MAX))),
        &expect![[r"
        expected numbers within ±9007199254740991, found 18446744073709551615; larger ones stand as texts
        数字应在 ±9007199254740991 之内，实际是 18446744073709551615；更大的数字请写成文字"]],
    );
}
