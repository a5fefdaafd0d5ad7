//! A statement of where the chain stands, signed by several keys: whoever keeps one proves later
//! that nothing before it was changed, even by somebody who holds the district's own key.

use super::ChainHash;
use crate::base58;
use crate::chain::hash_form;
use crate::keys::{PublicKey, SigningKey};
use crate::proof::{moment, part, shown, signature_form};
use diag::Text;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Goes before the signed bytes, so that no other signed text is a checkpoint.
const DOMAIN: &[u8] = b"hemei checkpoint 1\n";

/// Where the chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last event.
    pub seq: i64,
    /// The state after it.
    pub chain_hash: ChainHash,
    /// When it was read.
    pub at: Timestamp,
}

/// A checkpoint with signatures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    /// What is signed.
    pub checkpoint: Checkpoint,
    signatures: BTreeMap<PublicKey, [u8; 64]>,
}

/// Why a checkpoint is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum CheckpointFault {
    /// Not a checkpoint.
    Form {
        /// Where.
        at: String,
        /// What belongs there.
        expected: Text,
        /// What stands there.
        found: Text,
    },
    /// A signature does not fit.
    Tampered {
        /// Whose it claims to be.
        key: PublicKey,
    },
    /// Too few trusted keys signed.
    Threshold {
        /// How many have to.
        expected: usize,
        /// How many did.
        found: usize,
    },
}

impl CheckpointFault {
    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::Form { at, expected, found } => part(at, expected, found),
            Self::Tampered { key } => Text::new(
                format!("签名应出自密钥 {key}，实际与检查点不符：检查点被改动过"),
                format!(
                    "expected a signature of this checkpoint by key {key}, \
                     found one that does not fit: the checkpoint was changed"
                ),
            ),
            Self::Threshold { expected, found } => Text::new(
                format!("应有至少 {expected} 把受信任密钥的签名，实际有 {found} 把"),
                format!("expected signatures by at least {expected} trusted keys, found {found}"),
            ),
        }
    }
}

impl Checkpoint {
    /// The bytes that are signed.
    fn bytes(&self) -> Vec<u8> {
        let Self { seq, chain_hash, at } = self;
        let mut bytes = DOMAIN.to_vec();
        bytes.extend_from_slice(format!("{seq}\n{chain_hash}\n{at}\n").as_bytes());
        bytes
    }

    /// Without signatures.
    pub const fn unsigned(self) -> Cosigned {
        Cosigned { checkpoint: self, signatures: BTreeMap::new() }
    }
}

impl Cosigned {
    /// Adds a signature; a second one of the same key changes nothing.
    #[must_use]
    pub fn cosign(mut self, key: &SigningKey) -> Self {
        self.signatures.insert(key.public(), key.sign(&self.checkpoint.bytes()));
        self
    }

    /// The keys that signed.
    pub fn keys(&self) -> impl Iterator<Item = &PublicKey> {
        self.signatures.keys()
    }

    /// As JSON.
    pub fn to_json(&self) -> Value {
        let Checkpoint { seq, chain_hash, at } = self.checkpoint;
        let signatures: Vec<_> = self
            .signatures
            .iter()
            .map(|(key, signature)| {
                json!({ "key": key.multikey(), "value": format!("z{}", base58::encode(signature)) })
            })
            .collect();
        json!({
            "checkpoint": {
                "seq": seq,
                "chain_hash": chain_hash,
                "at": at.to_string(),
            },
            "signatures": signatures,
        })
    }

    /// Reads JSON; says nothing of whether the signatures fit.
    pub fn from_json(value: &Value) -> Result<Self, CheckpointFault> {
        let read = |name: &str| value.get("checkpoint").and_then(|inner| inner.get(name));
        let text = |name: &str| read(name).and_then(Value::as_str);
        let fault = |name: &str, expected: Text| CheckpointFault::Form {
            at: format!("checkpoint.{name}"),
            expected,
            found: shown(read(name)),
        };
        let checkpoint = Checkpoint {
            seq: read("seq")
                .and_then(Value::as_i64)
                .ok_or_else(|| fault("seq", Text::new("序号", "a number")))?,
            chain_hash: text("chain_hash")
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| fault("chain_hash", hash_form()))?,
            at: text("at")
                .and_then(|text| text.parse().ok())
                .ok_or_else(|| fault("at", moment()))?,
        };
        let list = value.get("signatures");
        let entries = list.and_then(Value::as_array).ok_or_else(|| CheckpointFault::Form {
            at: "signatures".to_owned(),
            expected: Text::same("[…]"),
            found: shown(list),
        })?;
        let signatures = entries.iter().enumerate().map(signature).collect::<Result<_, _>>()?;
        Ok(Self { checkpoint, signatures })
    }
}

fn signature(entry: (usize, &Value)) -> Result<(PublicKey, [u8; 64]), CheckpointFault> {
    let (index, entry) = entry;
    let text = |name: &str| entry.get(name).and_then(Value::as_str);
    let fault = |name: &str, expected: Text| CheckpointFault::Form {
        at: format!("signatures[{index}].{name}"),
        expected,
        found: shown(entry.get(name)),
    };
    let key = text("key").and_then(|text| PublicKey::parse(text).ok()).ok_or_else(|| {
        fault("key", Text::new("Ed25519 公钥（z6Mk…）", "an Ed25519 public key (z6Mk…)"))
    })?;
    let value = text("value")
        .and_then(|text| base58::decode(text.strip_prefix('z')?))
        .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
        .ok_or_else(|| fault("value", signature_form()))?;
    Ok((key, value))
}

/// Checks every signature by a trusted key, and that at least `threshold` of these keys signed.
/// Signatures of other keys count for nothing and break nothing.
pub fn verify(
    cosigned: &Cosigned,
    trusted: &[PublicKey],
    threshold: usize,
) -> Result<Checkpoint, CheckpointFault> {
    let trusted: BTreeSet<_> = trusted.iter().collect();
    let bytes = cosigned.checkpoint.bytes();
    let mut found = 0;
    for (key, signature) in cosigned.signatures.iter().filter(|(key, _)| trusted.contains(key)) {
        if !key.verify(&bytes, signature) {
            return Err(CheckpointFault::Tampered { key: *key });
        }
        found += 1;
    }
    if found < threshold.max(1) {
        return Err(CheckpointFault::Threshold { expected: threshold.max(1), found });
    }
    Ok(cosigned.checkpoint)
}
