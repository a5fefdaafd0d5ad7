//! Data Integrity proofs on JSON documents, cryptosuite `eddsa-jcs-2022`.
//!
//! Source: W3C Data Integrity EdDSA Cryptosuites v1.0, section 3.3. What is signed is
//! sha256(canonical proof without its value) followed by sha256(canonical document without its
//! proof). Stricter than the standard in one point: the standard lets contexts be appended after
//! signing, and nothing signs those; here the contexts of document and proof are the same.

use crate::keys::{PublicKey, SigningKey, short};
use crate::{base58, jcs};
use diag::Text;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

/// The cryptosuite.
pub const SUITE: &str = "eddsa-jcs-2022";

/// Why a document has no proof that fits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum ProofFault {
    /// A part of the proof is not as it has to be.
    Part {
        /// Where, such as `proof.cryptosuite`.
        at: String,
        /// What belongs there.
        expected: Text,
        /// What stands there.
        found: Text,
    },
    /// The document has no canonical form.
    NoForm(jcs::NoForm),
    /// The signature is of another document, or of another key.
    Tampered {
        /// Whose it claims to be.
        key: PublicKey,
    },
}

impl ProofFault {
    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::Part { at, expected, found } => part(at, expected, found),
            Self::NoForm(inner) => inner.text(),
            Self::Tampered { key } => Text::new(
                format!("签名应出自密钥 {key} 对本文件的签署，实际内容与签名不符：文件被改动过"),
                format!(
                    "expected a signature of this document by key {key}, \
                     found one that does not fit: the document was changed"
                ),
            ),
        }
    }
}

/// What is said of a part that is not as it has to be.
pub(crate) fn part(at: &str, expected: &Text, found: &Text) -> Text {
    Text::new(
        format!("“{at}”处应为 {}，实际是 {}", expected.zh, found.zh),
        format!("expected {} at `{at}`, found {}", expected.en, found.en),
    )
}

/// What is said of a moment that is expected.
pub(crate) fn moment() -> Text {
    Text::new("时刻，如 \"2026-01-05T08:00:00Z\"", "a moment such as \"2026-01-05T08:00:00Z\"")
}

/// A value as a message shows it.
pub(crate) fn shown(value: Option<&Value>) -> Text {
    match value {
        None => Text::new("空", "nothing"),
        Some(value) => Text::same(short(&value.to_string())),
    }
}

/// A proof that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    /// Whose it is.
    pub key: PublicKey,
    /// When it was made, as it says itself.
    pub created: Timestamp,
}

/// Adds a proof to a document; an older proof is replaced.
pub fn add(
    mut document: Map<String, Value>,
    key: &SigningKey,
    created: Timestamp,
) -> Result<Value, jcs::NoForm> {
    document.remove("proof");
    let mut proof = Map::new();
    proof.insert("type".to_owned(), json!("DataIntegrityProof"));
    proof.insert("cryptosuite".to_owned(), json!(SUITE));
    proof.insert("created".to_owned(), json!(created.to_string()));
    proof.insert("verificationMethod".to_owned(), json!(key.public().method()));
    proof.insert("proofPurpose".to_owned(), json!("assertionMethod"));
    if let Some(context) = document.get("@context") {
        proof.insert("@context".to_owned(), context.clone());
    }
    let signed = signed_bytes(&document, &proof)?;
    let value = format!("z{}", base58::encode(&key.sign(&signed)));
    proof.insert("proofValue".to_owned(), json!(value));
    document.insert("proof".to_owned(), Value::Object(proof));
    Ok(Value::Object(document))
}

/// Checks the one proof of a document; says nothing of whether the key is trusted.
pub fn check(document: &Map<String, Value>) -> Result<Proven, ProofFault> {
    let mut document = document.clone();
    let mut proof = match document.shift_remove("proof") {
        Some(Value::Object(proof)) => proof,
        other => {
            return Err(ProofFault::Part {
                at: "proof".to_owned(),
                expected: Text::new("一个证明 {…}", "one proof {…}"),
                found: shown(other.as_ref()),
            });
        }
    };
    for (name, wanted) in [
        ("type", "DataIntegrityProof"),
        ("cryptosuite", SUITE),
        ("proofPurpose", "assertionMethod"),
    ] {
        let found = proof.get(name);
        if found.and_then(Value::as_str) != Some(wanted) {
            return Err(fault(name, Text::same(format!("\"{wanted}\"")), found));
        }
    }
    if proof.get("@context") != document.get("@context") {
        let wanted = short(&document.get("@context").unwrap_or(&Value::Null).to_string());
        return Err(fault("@context", Text::same(wanted), proof.get("@context")));
    }
    let created = proof.get("created");
    let created = text(created)
        .and_then(|text| text.parse::<Timestamp>().ok())
        .ok_or_else(|| fault("created", moment(), created))?;
    let key = key_of(&proof)?;
    let value = proof.shift_remove("proofValue");
    let signature = text(value.as_ref())
        .and_then(|text| base58::decode(text.strip_prefix('z')?))
        .and_then(|bytes| <[u8; 64]>::try_from(bytes).ok())
        .ok_or_else(|| fault("proofValue", signature_form(), value.as_ref()))?;
    let signed = signed_bytes(&document, &proof).map_err(ProofFault::NoForm)?;
    if !key.verify(&signed, &signature) {
        return Err(ProofFault::Tampered { key });
    }
    Ok(Proven { key, created })
}

fn key_of(proof: &Map<String, Value>) -> Result<PublicKey, ProofFault> {
    let method = proof.get("verificationMethod");
    text(method)
        .filter(|text| text.contains('#'))
        .and_then(|text| PublicKey::parse(text).ok())
        .ok_or_else(|| fault("verificationMethod", Text::same("\"did:key:z6Mk…#z6Mk…\""), method))
}

/// What is said of a signature that is expected.
pub(crate) fn signature_form() -> Text {
    Text::new("base58 写成的 64 个字节（z…）", "64 bytes in base58 (z…)")
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str)
}

fn fault(name: &str, expected: Text, found: Option<&Value>) -> ProofFault {
    ProofFault::Part { at: format!("proof.{name}"), expected, found: shown(found) }
}

/// The 64 bytes that are signed.
fn signed_bytes(
    document: &Map<String, Value>,
    proof: &Map<String, Value>,
) -> Result<Vec<u8>, jcs::NoForm> {
    let mut bytes = Vec::with_capacity(64);
    for part in [proof, document] {
        let canonical = jcs::canonical(&Value::Object(part.clone()))?;
        bytes.extend_from_slice(&Sha256::digest(canonical));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
