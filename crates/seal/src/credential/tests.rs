//! What a credential looks like, what verification says of each thing that can be wrong, and that
//! no byte of one can be changed. The files beside this one are what `bench/judge/credential.py`
//! checks with libraries that are not ours.

use super::{Certificate, Claims, Position, Receipt, issue, verify, verify_text};
use crate::chain::ChainHash;
use crate::keys::SigningKey;
use crate::keys::tests::SECRET;
use diag::Text;
use expect_test::{Expect, expect, expect_file};
use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

fn key() -> SigningKey {
    SigningKey::parse(SECRET).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn position() -> Position {
    Position { seq: 1042, hash: ChainHash::from_bytes([0x5a; 32]) }
}

fn receipt() -> Claims {
    Claims::Receipt(Receipt {
        case: "case_01".to_owned(),
        thing: "newborn".to_owned(),
        name: Text::new("新生儿出生一件事", "A child is born"),
        place: "330205006".to_owned(),
        submitted_at: at("2026-02-13T08:30:00Z"),
        promise_on: "2026-02-28".parse().unwrap(),
        provisional: false,
        chain: position(),
    })
}

fn certificate() -> Claims {
    Claims::Certificate(Certificate {
        slot: "child.household-entry".to_owned(),
        holder: "person_7f".to_owned(),
        material: "household-entry".to_owned(),
        name: Text::new("户口登记", "Household entry"),
        case: "case_01".to_owned(),
        item: "household-entry".to_owned(),
        valid_from: at("2026-02-14T00:00:00Z"),
        valid_until: Some(at("2027-02-13T15:59:59Z")),
        chain: position(),
    })
}

fn issued(claims: &Claims) -> Value {
    issue(claims, &key(), at("2026-02-14T01:00:00Z")).unwrap()
}

#[test]
fn a_receipt() {
    let shown = serde_json::to_string_pretty(&issued(&receipt())).unwrap();
    expect_file!["tests/receipt.json"].assert_eq(&format!(
        "{shown}
"
    ));
}

#[test]
fn a_certificate() {
    let shown = serde_json::to_string_pretty(&issued(&certificate())).unwrap();
    expect_file!["tests/certificate.json"].assert_eq(&format!(
        "{shown}
"
    ));
}

#[test]
fn both_are_read_back() {
    for claims in [receipt(), certificate()] {
        let text = issued(&claims).to_string();
        let verified =
            verify_text(text.as_bytes(), at("2026-03-01T00:00:00Z"), &[key().public()]).unwrap();
        assert_eq!(verified.claims, claims);
        assert_eq!(verified.key, key().public());
        assert_eq!(verified.created, at("2026-02-14T01:00:00Z"));
    }
}

fn check(claims: &Claims, now: &str, change: impl Fn(&mut Value), expected: &Expect) {
    let mut credential = issued(claims);
    change(&mut credential);
    let shown = match verify(&credential, at(now), &[key().public()]) {
        Ok(verified) => format!("{:?}", verified.claims),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

/// Signs a document as it stands, by any key.
fn resigned(claims: &Claims, signer: &SigningKey, change: impl Fn(&mut Value)) -> Value {
    let mut credential = issued(claims);
    change(&mut credential);
    let document = credential.as_object().unwrap().clone();
    crate::proof::add(document, signer, at("2026-02-14T01:00:00Z")).unwrap()
}

fn check_resigned(signer: &SigningKey, change: impl Fn(&mut Value), expected: &Expect) {
    let credential = resigned(&receipt(), signer, change);
    let now = at("2026-03-01T00:00:00Z");
    let shown = match verify(&credential, now, &[key().public()]) {
        Ok(verified) => format!("{:?}", verified.claims),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

#[test]
fn its_time() {
    let same = |_: &mut Value| ();
    check(
        &certificate(),
        "2026-02-13T23:59:59Z",
        same,
        &expect![[r"
        expected a check from 2026-02-14T00:00:00Z on, found 2026-02-13T23:59:59Z: it is not valid yet
        自 2026-02-14T00:00:00Z 起有效，现在是 2026-02-13T23:59:59Z：尚未生效"]],
    );
    check(
        &certificate(),
        "2027-02-13T16:00:00Z",
        same,
        &expect![[r"
        expected a check until 2027-02-13T15:59:59Z, found 2027-02-13T16:00:00Z: it has expired
        有效期至 2027-02-13T15:59:59Z，现在是 2027-02-13T16:00:00Z：已过期"]],
    );
    check(
        &receipt(),
        "2026-02-13T08:29:59Z",
        same,
        &expect![[r"
        expected a check from 2026-02-13T08:30:00Z on, found 2026-02-13T08:29:59Z: it is not valid yet
        自 2026-02-13T08:30:00Z 起有效，现在是 2026-02-13T08:29:59Z：尚未生效"]],
    );
}

#[test]
fn what_was_changed() {
    let now = "2026-03-01T00:00:00Z";
    let subject = "credentialSubject";
    check(
        &receipt(),
        now,
        |c| c[subject]["promiseOn"] = json!("2026-02-27"),
        &expect![[r"
        expected a signature of this document by key z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2, found one that does not fit: the document was changed
        签名应出自密钥 z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2 对本文件的签署，实际内容与签名不符：文件被改动过"]],
    );
    check(
        &receipt(),
        now,
        |c| c["issuer"] = json!("did:key:z6Mk"),
        &expect![[r"
        expected a signature of this document by key z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2, found one that does not fit: the document was changed
        签名应出自密钥 z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2 对本文件的签署，实际内容与签名不符：文件被改动过"]],
    );
    check(
        &receipt(),
        now,
        |c| c["extra"] = json!(1),
        &expect![[r"
        expected a signature of this document by key z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2, found one that does not fit: the document was changed
        签名应出自密钥 z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2 对本文件的签署，实际内容与签名不符：文件被改动过"]],
    );
    check(
        &receipt(),
        now,
        |c| drop(c.as_object_mut().unwrap().remove("proof")),
        &expect![[r"
            this is not a credential: expected one proof {…} at `proof`, found nothing
            这不是本系统签发的凭证：“proof”处应为 一个证明 {…}，实际是 空"]],
    );
}

#[test]
fn what_is_not_a_credential() {
    let now = "2026-03-01T00:00:00Z";
    check(
        &receipt(),
        now,
        |c| *c = json!("hello"),
        &expect![[r#"
        this is not a credential: expected {…} at `$`, found "hello"
        这不是本系统签发的凭证：“$”处应为 {…}，实际是 "hello""#]],
    );
    check(
        &receipt(),
        now,
        |c| *c = json!({}),
        &expect![[r#"
            this is not a credential: expected ["https://www.w3.org/ns/credentials/v2", …] at `@context`, found nothing
            这不是本系统签发的凭证：“@context”处应为 ["https://www.w3.org/ns/credentials/v2", …]，实际是 空"#]],
    );
    check(
        &receipt(),
        now,
        |c| c["type"] = json!("VerifiableCredential"),
        &expect![[r#"
        this is not a credential: expected ["VerifiableCredential", …] at `type`, found "VerifiableCredential"
        这不是本系统签发的凭证：“type”处应为 ["VerifiableCredential", …]，实际是 "VerifiableCredential""#]],
    );
    let shown = verify_text(b"%PDF-1.7", at(now), &[]).unwrap_err().text();
    expect![[r"
        expected one JSON text, found 8 bytes that are not JSON at line 1, column 1
        应为一个 JSON 文本，实际是 8 个字节，第 1 行第 1 列不是 JSON"]]
    .assert_eq(&format!("{}\n{}", shown.en, shown.zh));
}

#[test]
fn who_signed_it() {
    let other = SigningKey::from_seed(&[9; 32]);
    check_resigned(
        &other,
        |_| (),
        &expect![[r"
            expected a signature by a trusted key z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2, found one by z6MkwVDfCg9LbbY6xjH3EZk8YSFQZujV5Y4y1ZWeER9tDiN3
            签发密钥应受信任（z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2），实际是 z6MkwVDfCg9LbbY6xjH3EZk8YSFQZujV5Y4y1ZWeER9tDiN3"]],
    );
    check_resigned(
        &key(),
        |c| c["issuer"] = json!(other.public().did()),
        &expect![[r#"
        this is not a credential: expected "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2" at `issuer`, found "did:key:z6MkwVDfCg9LbbY6xjH3EZk8YSFQZujV5Y4y1ZWeER9tDiN3"
        这不是本系统签发的凭证：“issuer”处应为 "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"，实际是 "did:key:z6MkwVDfCg9LbbY6xjH3EZk8YSFQZujV5Y4y1ZWeER9tDiN3""#]],
    );
}

/// Signed by the right key, and still not what this program issues.
#[test]
fn what_it_says_has_to_be_whole() {
    let subject = "credentialSubject";
    check_resigned(
        &key(),
        |c| c["type"][1] = json!("AlumniCredential"),
        &expect![[r#"
        this is not a credential: expected […, "CaseReceipt" | "ResultCertificate"] at `type`, found ["VerifiableCredential","AlumniCredential"]
        这不是本系统签发的凭证：“type”处应为 […, "CaseReceipt" | "ResultCertificate"]，实际是 ["VerifiableCredential","AlumniCredential"]"#]],
    );
    check_resigned(
        &key(),
        |c| c[subject]["provisional"] = json!("no"),
        &expect![[r#"
            this is not a credential: expected true / false at `credentialSubject.provisional`, found "no"
            这不是本系统签发的凭证：“credentialSubject.provisional”处应为 true / false，实际是 "no""#]],
    );
    check_resigned(
        &key(),
        |c| c[subject]["journal"]["hash"] = json!("AB"),
        &expect![[r#"
            this is not a credential: expected 64 hexadecimal digits in lower case at `credentialSubject.journal.hash`, found "AB"
            这不是本系统签发的凭证：“credentialSubject.journal.hash”处应为 64 位小写十六进制数字，实际是 "AB""#]],
    );
    check_resigned(
        &key(),
        |c| c["validFrom"] = json!("2020-01-01T00:00:00Z"),
        &expect![[r#"
        this is not a credential: expected "2026-02-13T08:30:00Z" at `validFrom`, found "2020-01-01T00:00:00Z"
        这不是本系统签发的凭证：“validFrom”处应为 "2026-02-13T08:30:00Z"，实际是 "2020-01-01T00:00:00Z""#]],
    );
    check_resigned(
        &key(),
        |c| c["name"] = json!("Receipt"),
        &expect![[r#"
            this is not a credential: expected a name in zh-CN and en at `name`, found "Receipt"
            这不是本系统签发的凭证：“name”处应为 zh-CN 与 en 两种语言的名称，实际是 "Receipt""#]],
    );
}

#[test]
fn no_trusted_keys_trust_nothing() {
    let fault = verify(&issued(&receipt()), at("2026-03-01T00:00:00Z"), &[]).unwrap_err();
    expect![[r"
        expected a signature by a trusted key (none is listed), found one by z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2
        签发密钥应受信任（未列出任何密钥），实际是 z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"]].assert_eq(&format!("{}\n{}", fault.text().en, fault.text().zh));
}

/// One bit of every seventh byte, another bit each time; the property below draws the rest.
#[test]
fn any_flipped_bit_is_found() {
    let now = at("2026-03-01T00:00:00Z");
    for claims in [receipt(), certificate()] {
        let text = issued(&claims).to_string().into_bytes();
        for index in (0..text.len()).step_by(7) {
            let mut changed = text.clone();
            changed[index] ^= 1 << (index % 8);
            let verdict = verify_text(&changed, now, &[key().public()]);
            assert!(verdict.is_err(), "{}", String::from_utf8_lossy(&changed));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_byte_is_found(index: prop::sample::Index, byte: u8) {
        let text = issued(&certificate()).to_string().into_bytes();
        let mut changed = text.clone();
        changed[index.index(text.len())] = byte;
        let verdict = verify_text(&changed, at("2026-03-01T00:00:00Z"), &[key().public()]);
        prop_assert_eq!(verdict.is_ok(), changed == text);
    }

    #[test]
    fn rubbish_never_panics(
        value in crate::jcs::tests::any_json(),
        name in prop::sample::select(vec![
            "@context", "type", "name", "issuer", "validFrom", "validUntil",
            "credentialSubject", "proof",
        ]),
    ) {
        let now = at("2026-03-01T00:00:00Z");
        let trusted = [key().public()];
        let _ = verify(&value, now, &trusted);
        let mut credential = issued(&certificate());
        credential[name] = value.clone();
        let changed = credential != issued(&certificate());
        prop_assert_eq!(verify(&credential, now, &trusted).is_err(), changed);
        let again = resigned(&certificate(), &key(), |c| c[name] = value.clone());
        let _ = verify(&again, now, &trusted);
    }
}
