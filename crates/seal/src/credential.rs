//! What a district hands out, signed: a receipt for a case, a certificate of a result.
//!
//! Both are W3C Verifiable Credentials (Data Model 2.0) with a Data Integrity proof, so that
//! anybody checks them offline with nothing but the district's public key. The credential says
//! who issued it by the key itself (`did:key`); whether that key is the district's is the
//! reader's question, which [`verify`] answers from a list of trusted keys.

use crate::chain::ChainHash;
use crate::keys::{PublicKey, SigningKey};
use crate::{jcs, proof};
use diag::Text;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::{Map, Value, json};

mod fault;
mod read;

pub use fault::Fault;

const CONTEXT: &str = "https://www.w3.org/ns/credentials/v2";
const VOCABULARY: &str = "urn:hemei:terms:";

/// What a credential says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claims {
    /// A case was submitted.
    Receipt(Receipt),
    /// A result was given.
    Certificate(Certificate),
}

/// Says that a case was submitted, and what was promised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The case's id.
    pub case: String,
    /// The thing's id.
    pub thing: String,
    /// The thing's name.
    pub name: Text,
    /// The place's code.
    pub place: String,
    /// When it was submitted.
    pub submitted_at: Timestamp,
    /// The day by which the whole is promised.
    pub promise_on: Date,
    /// Whether a year on the way had no published list of holidays yet.
    pub provisional: bool,
    /// Where the submission stands in the journal.
    pub chain: Position,
}

/// Says that a person or enterprise holds a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Whose and which: `child.household-entry`.
    pub slot: String,
    /// The holder, by a reference that only the district resolves.
    pub holder: String,
    /// The material's id.
    pub material: String,
    /// The material's name.
    pub name: Text,
    /// The case that gave it.
    pub case: String,
    /// The item that gave it.
    pub item: String,
    /// The moment from which it is valid.
    pub valid_from: Timestamp,
    /// The last moment at which it is valid; none: without end.
    pub valid_until: Option<Timestamp>,
    /// Where the giving stands in the journal.
    pub chain: Position,
}

/// A place in the journal's hash chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// The number of the event.
    pub seq: i64,
    /// The chain's hash after it.
    pub hash: ChainHash,
}

/// A credential that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// What it says.
    pub claims: Claims,
    /// The key that signed it, one of the trusted.
    pub key: PublicKey,
    /// When it was signed, as it says itself.
    pub created: Timestamp,
}

/// Signs claims.
///
/// The same claims, key and moment give the same bytes. No form: a position in the journal
/// beyond 2^53.
pub fn issue(claims: &Claims, key: &SigningKey, created: Timestamp) -> Result<Value, jcs::NoForm> {
    proof::add(document(claims, &key.public()), key, created)
}

/// Checks the proof, the key and the dates, in this order, and gives what the credential says.
pub fn verify(
    credential: &Value,
    now: Timestamp,
    trusted: &[PublicKey],
) -> Result<Verified, Fault> {
    let document = read::shape(credential)?;
    let proven = proof::check(document).map_err(Fault::from)?;
    if !trusted.contains(&proven.key) {
        return Err(Fault::NotTrusted { key: proven.key, trusted: trusted.to_vec() });
    }
    let issuer = document.get("issuer");
    if issuer.and_then(Value::as_str) != Some(proven.key.did().as_str()) {
        return Err(read::fault("issuer", Text::same(format!("\"{}\"", proven.key.did())), issuer));
    }
    let claims = read::claims(document)?;
    let (from, until) = claims.validity();
    if now < from {
        return Err(Fault::NotYetValid { from, now });
    }
    match until {
        Some(until) if now > until => Err(Fault::Expired { until, now }),
        _ => Ok(Verified { claims, key: proven.key, created: proven.created }),
    }
}

/// Reads the text of a credential file and checks it.
pub fn verify_text(text: &[u8], now: Timestamp, trusted: &[PublicKey]) -> Result<Verified, Fault> {
    let credential = crate::strict::parse(text).map_err(Fault::NotJson)?;
    verify(&credential, now, trusted)
}

impl Claims {
    /// The moments between which they hold.
    pub const fn validity(&self) -> (Timestamp, Option<Timestamp>) {
        match self {
            Self::Receipt(receipt) => (receipt.submitted_at, None),
            Self::Certificate(certificate) => (certificate.valid_from, certificate.valid_until),
        }
    }
}

fn document(claims: &Claims, key: &PublicKey) -> Map<String, Value> {
    let (from, until) = claims.validity();
    let (kind, id, name, subject) = match claims {
        Claims::Receipt(receipt) => (
            "CaseReceipt",
            format!("urn:hemei:receipt:{}", receipt.case),
            &receipt.name,
            receipt_subject(receipt),
        ),
        Claims::Certificate(certificate) => (
            "ResultCertificate",
            format!("urn:hemei:certificate:{}:{}", certificate.case, certificate.slot),
            &certificate.name,
            certificate_subject(certificate),
        ),
    };
    let mut document = Map::new();
    document.insert("@context".to_owned(), json!([CONTEXT, { "@vocab": VOCABULARY }]));
    document.insert("id".to_owned(), json!(id));
    document.insert("type".to_owned(), json!(["VerifiableCredential", kind]));
    document.insert("name".to_owned(), in_languages(name));
    document.insert("issuer".to_owned(), json!(key.did()));
    document.insert("validFrom".to_owned(), json!(from.to_string()));
    if let Some(until) = until {
        document.insert("validUntil".to_owned(), json!(until.to_string()));
    }
    document.insert("credentialSubject".to_owned(), subject);
    document
}

/// A name in both languages, as the data model writes it (section 11.1).
fn in_languages(name: &Text) -> Value {
    json!([
        { "@value": name.zh, "@language": "zh-CN" },
        { "@value": name.en, "@language": "en" }
    ])
}

fn receipt_subject(receipt: &Receipt) -> Value {
    json!({
        "case": receipt.case,
        "thing": receipt.thing,
        "place": receipt.place,
        "submittedAt": receipt.submitted_at.to_string(),
        "promiseOn": receipt.promise_on.to_string(),
        "provisional": receipt.provisional,
        "journal": position(receipt.chain),
    })
}

fn certificate_subject(certificate: &Certificate) -> Value {
    json!({
        "slot": certificate.slot,
        "holder": certificate.holder,
        "material": certificate.material,
        "case": certificate.case,
        "item": certificate.item,
        "journal": position(certificate.chain),
    })
}

fn position(position: Position) -> Value {
    json!({ "seq": position.seq, "hash": position.hash.to_string() })
}

#[cfg(test)]
mod tests;
