//! A chain by hand, where chains break, and checkpoints with a threshold.

use super::{ChainHash, Checkpoint, Cosigned, Walk, link, verify};
use crate::keys::SigningKey;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::Value;

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&[number; 32])
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        seq: 42,
        chain_hash: link(&ChainHash::START, &[b"event"]),
        at: "2026-02-13T08:00:00Z".parse().unwrap(),
    }
}

/// `printf '%064d000000000000000261620000000000000000000000000000000163' 0 | xxd -r -p | sha256sum`
#[test]
fn the_form_of_a_link() {
    assert_eq!(
        link(&ChainHash::START, &[b"ab", b"", b"c"]).to_string(),
        "910c2ef01b97b8c08dbf543c0b3ff8243460f0a7d8606f865e38712e3d9e2247"
    );
}

#[test]
fn a_byte_cannot_move_from_part_to_part() {
    let start = ChainHash::START;
    assert_ne!(link(&start, &[b"ab", b"c"]), link(&start, &[b"a", b"bc"]));
    assert_ne!(link(&start, &[b"ab"]), link(&start, &[b"ab", b""]));
}

#[test]
fn a_walk_says_where_it_breaks() {
    let first = link(&ChainHash::START, &[b"first"]);
    let second = link(&first, &[b"second"]);
    let mut walk = Walk::start();
    walk.step(1, &[b"first"], &first).unwrap();
    expect!["下一事件应为第 2 号，实际是第 3 号"]
        .assert_eq(&walk.step(3, &[b"second"], &second).unwrap_err().text().zh);
    expect!["expected hash 7585a7253974596290b67cd87bc350414f97ae37662b2d5d00c620d707e1e0b7 after event 2, found 432ef7da21a1ce7870f5cc2fedf7ffc929389026f7552cc4cb15e6d743fbf1a7 stored: the event was changed"].assert_eq(&walk.step(2, &[b"Second"], &second).unwrap_err().to_string());
    walk.step(2, &[b"second"], &second).unwrap();
    assert_eq!(walk.position(), (2, second));
}

fn check(cosigned: &Value, trusted: &[u8], threshold: usize, expected: &Expect) {
    let trusted: Vec<_> = trusted.iter().map(|number| key(*number).public()).collect();
    let shown = match Cosigned::from_json(cosigned).and_then(|c| verify(&c, &trusted, threshold)) {
        Ok(checkpoint) => format!("{} {}", checkpoint.seq, checkpoint.at),
        Err(fault) => format!("{fault}\n{}", fault.text().zh),
    };
    expected.assert_eq(&shown);
}

#[test]
fn checkpoints_need_their_threshold() {
    let two = checkpoint().unsigned().cosign(&key(1)).cosign(&key(2)).cosign(&key(2)).to_json();
    check(&two, &[1, 2], 2, &expect!["42 2026-02-13T08:00:00Z"]);
    check(&two, &[1, 3], 1, &expect!["42 2026-02-13T08:00:00Z"]);
    check(
        &two,
        &[1, 3, 1],
        2,
        &expect![[r"
        expected signatures by at least 2 trusted keys, found 1
        应有至少 2 把受信任密钥的签名，实际有 1 把"]],
    );
    check(
        &two,
        &[3],
        0,
        &expect![[r"
        expected signatures by at least 1 trusted keys, found 0
        应有至少 1 把受信任密钥的签名，实际有 0 把"]],
    );
    let mut changed = two.clone();
    changed["checkpoint"]["seq"] = 43.into();
    check(
        &changed,
        &[1, 2],
        1,
        &expect![[r"
        expected a signature of this checkpoint by key z6Mko9hTggMwjSTEaJaPUfE6tqcy2xvU6BnNq3e3o8qVBiyH, found one that does not fit: the checkpoint was changed
        签名应出自密钥 z6Mko9hTggMwjSTEaJaPUfE6tqcy2xvU6BnNq3e3o8qVBiyH，实际与检查点不符：检查点被改动过"]],
    );
    changed["signatures"][0]["value"] = "z".into();
    check(
        &changed,
        &[1, 2],
        1,
        &expect![[r#"
            expected 64 bytes in base58 (z…) at `signatures[0].value`, found "z"
            “signatures[0].value”处应为 base58 写成的 64 个字节（z…），实际是 "z""#]],
    );
    check(
        &Value::Null,
        &[1],
        1,
        &expect![[r"
            expected a number at `checkpoint.seq`, found nothing
            “checkpoint.seq”处应为 序号，实际是 空"]],
    );
}

proptest! {
    #[test]
    fn a_hash_is_read_back(bytes: [u8; 32]) {
        let hash = ChainHash::from_bytes(bytes);
        prop_assert_eq!(hash.to_string().parse(), Ok(hash));
    }

    #[test]
    fn any_change_of_an_event_is_found(
        parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..20), 1..4),
        part: prop::sample::Index, byte: prop::sample::Index, bit in 0u8..8,
    ) {
        let views: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let stored = link(&ChainHash::START, &views);
        let mut changed = parts.clone();
        let part = part.index(parts.len());
        let byte = byte.index(parts[part].len());
        changed[part][byte] ^= 1 << bit;
        let views: Vec<&[u8]> = changed.iter().map(Vec::as_slice).collect();
        prop_assert!(Walk::start().step(1, &views, &stored).is_err());
    }

    #[test]
    fn rubbish_never_panics(text in ".*", value in crate::jcs::tests::any_json()) {
        let _ = text.parse::<ChainHash>();
        let _ = Cosigned::from_json(&value);
    }
}
