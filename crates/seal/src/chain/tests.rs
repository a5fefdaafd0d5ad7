//! Chains by hand, where chains break, and checkpoints with a threshold.

use super::{ChainHash, Checkpoint, Cosigned, Entry, Walk, journal_link, verify};
use crate::keys::SigningKey;
use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;

fn key(number: u8) -> SigningKey {
    SigningKey::from_seed(&[number; 32])
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        seq: 42,
        chain_hash: journal_link(&ChainHash::START, &ChainHash::START, 42),
        at: "2026-02-13T08:00:00Z".parse().unwrap(),
    }
}

fn entry(seq: i64, case_id: &'static str, case_seq: i64, body: &'static str) -> Entry<'static> {
    let (case_hash, chain_hash) = (ChainHash::START, ChainHash::START);
    Entry {
        seq,
        case_id,
        case_seq,
        at_us: 1_770_000_000_000_000,
        kind: "opened",
        body,
        case_hash,
        chain_hash,
    }
}

/// Fills in the hashes as a journal does.
fn recorded(entries: &[Entry<'static>]) -> Vec<Entry<'static>> {
    let mut chain = ChainHash::START;
    let mut cases: BTreeMap<&str, ChainHash> = BTreeMap::new();
    let mut done = Vec::new();
    for entry in entries {
        let case = cases.entry(entry.case_id).or_default();
        *case = entry.case_link(case);
        chain = journal_link(&chain, case, entry.seq);
        done.push(Entry { case_hash: *case, chain_hash: chain, ..*entry });
    }
    done
}

fn three() -> Vec<Entry<'static>> {
    recorded(&[entry(1, "c1", 1, "{}"), entry(2, "c2", 1, "{}"), entry(3, "c1", 2, "{}")])
}

fn walk(entries: &[Entry<'static>]) -> Result<Walk, super::Broken> {
    let mut walk = Walk::start();
    entries.iter().try_for_each(|entry| walk.step(entry))?;
    Ok(walk)
}

/// `(printf '%064d' 0; printf '%016x' 2; printf c1 | xxd -p; printf '%016x%016x%016x' 1
/// 1770000000000000 6; printf opened | xxd -p; printf '%016x' 2; printf '{}' | xxd -p) | tr -d '\n'
/// | xxd -r -p | sha256sum`, and its hash between 32 zero bytes and a 1 of 8 bytes again.
#[test]
fn the_form_of_a_link() {
    let first = three()[0];
    assert_eq!(
        first.case_hash.to_string(),
        "b9c5e4740211e3930bc00ae8c8812c7d09472a547f979dd0875914f95f34429e"
    );
    assert_eq!(
        first.chain_hash.to_string(),
        "614f531ee7444d9e62421912236bffd0e390b2b3f43315e31bfa5a66c31b4438"
    );
}

#[test]
fn a_walk_ends_where_the_journal_does() {
    let entries = three();
    let walk = walk(&entries).unwrap();
    assert_eq!(walk.position(), (3, entries[2].chain_hash));
    assert_eq!(walk.case("c2"), Some((1, entries[1].case_hash)));
}

fn check_walk(entries: &[Entry<'static>], expected: &Expect) {
    let fault = walk(entries).unwrap_err().text();
    expected.assert_eq(&format!("{}\n{}", fault.en, fault.zh));
}

#[test]
fn a_walk_says_where_the_journal_breaks() {
    let good = three();
    check_walk(
        &[good[0], good[2]],
        &expect![[r"
        expected event 2 next, found event 3
        下一事件应为第 2 号，实际是第 3 号"]],
    );
    let left_out = recorded(&[entry(1, "c1", 1, "{}"), entry(2, "c1", 3, "{}")]);
    check_walk(
        &left_out,
        &expect![[r"
        expected event 2 to be number 2 of case c1, found number 3
        第 2 号事件应为办件 c1 的第 2 个事件，实际是第 3 个"]],
    );
    let changed = Entry { body: "[]", ..good[1] };
    check_walk(
        &[good[0], changed, good[2]],
        &expect![[r"
        expected hash c0bcd32d870794eee8b939955a1c6dba67a1b3ec4ae68bf4460ae0b1f7d74576 after event 2, found 2f5a03f192879be77e189d581c880ff36058c3f720e2306477ff1fc0f63b29d1 stored: the event was changed
        第 2 号事件的哈希应为 c0bcd32d870794eee8b939955a1c6dba67a1b3ec4ae68bf4460ae0b1f7d74576，实际存为 2f5a03f192879be77e189d581c880ff36058c3f720e2306477ff1fc0f63b29d1：事件被改动过"]],
    );
    let other = Entry { chain_hash: good[0].chain_hash, ..good[1] };
    check_walk(
        &[good[0], other, good[2]],
        &expect![[r"
        expected hash a2cf92801350f93919c13cbb71af641510294d8ecd04953a81902def99d710a6 after event 2, found 614f531ee7444d9e62421912236bffd0e390b2b3f43315e31bfa5a66c31b4438 stored: the event was changed
        第 2 号事件的哈希应为 a2cf92801350f93919c13cbb71af641510294d8ecd04953a81902def99d710a6，实际存为 614f531ee7444d9e62421912236bffd0e390b2b3f43315e31bfa5a66c31b4438：事件被改动过"]],
    );
}

#[test]
fn a_byte_cannot_move_from_text_to_text() {
    let one = Entry { kind: "ab", body: "c", ..entry(1, "c1", 1, "") };
    let two = Entry { kind: "a", body: "bc", ..one };
    assert_ne!(one.case_link(&ChainHash::START), two.case_link(&ChainHash::START));
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
        which in 0usize..3, body in ".{0,9}", kind in "[a-z]{1,9}", at_us: i64, seq: i64, case_seq: i64,
    ) {
        let good = three();
        let step = |changed: Entry<'_>| {
            let mut walk = walk(&good[..which]).unwrap();
            walk.step(&changed).is_ok()
        };
        let entry = good[which];
        prop_assert_eq!(step(Entry { body: &body, ..entry }), body == entry.body);
        prop_assert_eq!(step(Entry { kind: &kind, ..entry }), kind == entry.kind);
        prop_assert_eq!(step(Entry { at_us, ..entry }), at_us == entry.at_us);
        prop_assert_eq!(step(Entry { seq, ..entry }), seq == entry.seq);
        prop_assert_eq!(step(Entry { case_seq, ..entry }), case_seq == entry.case_seq);
    }

    #[test]
    fn rubbish_never_panics(text in ".*", value in crate::jcs::tests::any_json()) {
        let _ = text.parse::<ChainHash>();
        let _ = Cosigned::from_json(&value);
    }
}
