//! The vectors of the specification and its reference libraries, rotation, and what is refused.

use super::{Check, Headers, Secret, SharedSecret, TOLERANCE, sign, verify};
use expect_test::{Expect, expect};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const SHARED: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const PRIVATE: &str = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk=";
const ID: &str = "msg_p5jXN8AQM9LWM0D4loKWxJek";
const BODY: &[u8] = br#"{"test": 2432232314}"#;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn secrets(texts: &[&str]) -> Vec<Secret> {
    texts.iter().map(|text| Secret::parse(text).unwrap()).collect()
}

fn checks(texts: &[&str]) -> Vec<Check> {
    secrets(texts).iter().map(Secret::check).collect()
}

fn signed(texts: &[&str]) -> Headers {
    sign(ID, at(1_614_265_330), BODY, &secrets(texts)).unwrap()
}

#[test]
fn the_vector_of_the_specification() {
    assert_eq!(signed(&[SHARED]).signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn the_vector_of_the_asymmetric_signature() {
    assert_eq!(
        signed(&[PRIVATE]).signature,
        "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="
    );
}

#[test]
fn secrets_are_read_back_and_not_shown() {
    for text in [SHARED, PRIVATE] {
        let secret = Secret::parse(text).unwrap();
        assert_eq!(secret.secret_text(), text);
        let check = secret.check();
        let again = Check::parse(&check.secret_text()).unwrap();
        assert_eq!(again.secret_text(), check.secret_text());
        assert!(!format!("{secret:?} {check:?}").contains(&text[8..16]));
    }
}

#[test]
fn a_hash_is_a_shared_secret() {
    let secret = SharedSecret::from_hash(&[7; 32]);
    assert_eq!(Secret::parse(&secret.secret_text()).unwrap().secret_text(), secret.secret_text());
    assert_eq!(format!("{secret:?}"), "whsec_…");
    let headers = sign(ID, at(0), BODY, &[secret.clone().into()]).unwrap();
    assert_eq!(verify(&headers, BODY, &[secret.into()], at(0), TOLERANCE), Ok(()));
}

fn check(headers: &Headers, body: &[u8], keys: &[&str], now: i64, expected: &Expect) {
    let shown = match verify(headers, body, &checks(keys), at(now), TOLERANCE) {
        Ok(()) => "fits".to_owned(),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

#[test]
fn rotation_needs_one_signature_that_fits() {
    let old = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let both = signed(&[SHARED, PRIVATE]);
    let now = 1_614_265_330;
    check(&both, BODY, &[SHARED], now, &expect!["fits"]);
    check(&both, BODY, &[PRIVATE], now, &expect!["fits"]);
    check(&both, BODY, &[old, PRIVATE], now, &expect!["fits"]);
    check(
        &both,
        BODY,
        &[old],
        now,
        &expect![[r"
        expected a signature that fits one of 1 secrets, found 2 that fit none
        应有一个签名与 1 个密钥之一相符，实际 2 个签名都不符"]],
    );
    check(
        &both,
        BODY,
        &[],
        now,
        &expect![[r"
        expected a signature that fits one of 0 secrets, found 2 that fit none
        应有一个签名与 0 个密钥之一相符，实际 2 个签名都不符"]],
    );
    let many = Headers {
        signature: format!(
            "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,x {}",
            both.signature
        ),
        ..both
    };
    check(&many, BODY, &[SHARED], now, &expect!["fits"]);
}

#[test]
fn the_moment_has_a_tolerance() {
    let headers = signed(&[SHARED]);
    check(&headers, BODY, &[SHARED], 1_614_265_630, &expect!["fits"]);
    check(&headers, BODY, &[SHARED], 1_614_265_030, &expect!["fits"]);
    check(
        &headers,
        BODY,
        &[SHARED],
        1_614_265_631,
        &expect![[r"
        expected a moment within 300 s of 2021-02-25T15:07:11Z, found 2021-02-25T15:02:10Z
        消息时刻应与当前时刻 2021-02-25T15:07:11Z 相差不超过 300 秒，实际是 2021-02-25T15:02:10Z"]],
    );
    check(
        &headers,
        BODY,
        &[SHARED],
        1_614_265_029,
        &expect![[r"
        expected a moment within 300 s of 2021-02-25T14:57:09Z, found 2021-02-25T15:02:10Z
        消息时刻应与当前时刻 2021-02-25T14:57:09Z 相差不超过 300 秒，实际是 2021-02-25T15:02:10Z"]],
    );
    let none = SignedDuration::ZERO;
    assert!(verify(&headers, BODY, &checks(&[SHARED]), at(1_614_265_330), none).is_ok());
}

#[test]
fn what_is_refused() {
    let now = 1_614_265_330;
    let headers = signed(&[SHARED]);
    check(
        &headers,
        b"{}",
        &[SHARED],
        now,
        &expect![[r"
        expected a signature that fits one of 1 secrets, found 1 that fit none
        应有一个签名与 1 个密钥之一相符，实际 1 个签名都不符"]],
    );
    for timestamp in ["", "+1614265330", "1614265330.0", "soon", "99999999999999999999"] {
        let headers = Headers { timestamp: timestamp.to_owned(), ..headers.clone() };
        assert!(verify(&headers, BODY, &checks(&[SHARED]), at(now), TOLERANCE).is_err());
    }
    for signature in ["", "v1", "v1,", "v1a,", "v1,%", "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/"] {
        let headers = Headers { signature: signature.to_owned(), ..headers.clone() };
        assert!(verify(&headers, BODY, &checks(&[SHARED]), at(now), TOLERANCE).is_err());
    }
    // A shared secret's signature does not pass as the other version.
    let v1a = Headers { signature: headers.signature.replace("v1,", "v1a,"), ..headers.clone() };
    check(
        &v1a,
        BODY,
        &[SHARED],
        now,
        &expect![[r"
        expected a signature that fits one of 1 secrets, found 1 that fit none
        应有一个签名与 1 个密钥之一相符，实际 1 个签名都不符"]],
    );
    let missing = Headers::read(|name| (name == super::ID).then_some("x")).unwrap_err();
    expect!["expected the header webhook-timestamp, found none"].assert_eq(&missing.text().en);
}

#[test]
fn what_cannot_sign() {
    let fault = |result: Result<Headers, super::WebhookFault>| result.unwrap_err().text().en;
    let now = at(1_614_265_330);
    expect!["expected an id of ASCII letters without `.` and spaces, found `a.1`"]
        .assert_eq(&fault(sign("a.1", now, BODY, &secrets(&[SHARED]))));
    expect!["expected at least one secret, found none"].assert_eq(&fault(sign(
        "a",
        now,
        BODY,
        &[],
    )));
    expect!["共享密钥应有 24 至 64 个字节，实际有 5 个"]
        .assert_eq(&Secret::parse("whsec_c2hvcnQ=").unwrap_err().text().zh);
    expect!["expected a secret whsec_… / whsk_…, found `…(5)`"]
        .assert_eq(&Secret::parse("hello").unwrap_err().text().en);
    expect!["expected a secret whpk_ + base64(32), found `whpk_AA==`"]
        .assert_eq(&Check::parse("whpk_AA==").unwrap_err().text().en);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_changed_byte_is_found(
        body in prop::collection::vec(any::<u8>(), 1..100), index: prop::sample::Index, bit in 0u8..8,
    ) {
        let now = at(1_614_265_330);
        let keys = [SHARED, PRIVATE];
        let headers = sign(ID, now, &body, &secrets(&keys)).unwrap();
        prop_assert!(verify(&headers, &body, &checks(&keys), now, TOLERANCE).is_ok());
        let mut changed = body.clone();
        changed[index.index(body.len())] ^= 1 << bit;
        prop_assert!(verify(&headers, &changed, &checks(&keys), now, TOLERANCE).is_err());
        let id = Headers { id: format!("{ID}x"), ..headers };
        prop_assert!(verify(&id, &body, &checks(&keys), now, TOLERANCE).is_err());
    }

    #[test]
    fn rubbish_never_panics(id in ".*", timestamp in ".*", signature in ".*", secret in ".*") {
        let headers = Headers { id: id.clone(), timestamp, signature };
        let _ = verify(&headers, BODY, &checks(&[SHARED, PRIVATE]), at(0), TOLERANCE);
        let _ = sign(&id, at(0), BODY, &secrets(&[SHARED]));
        let _ = Secret::parse(&secret);
        let _ = Check::parse(&secret);
        let _ = Check::parse(&format!("whpk_{secret}"));
    }
}
