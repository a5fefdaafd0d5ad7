//! Standard Webhooks: how a message between systems is signed and checked.
//!
//! Source: standardwebhooks.com, specification 1.0. What is signed is `id.timestamp.body`, by
//! HMAC-SHA256 with a shared secret (`v1`, `whsec_…`) or by Ed25519 (`v1a`, `whsk_…` signs,
//! `whpk_…` checks). Several secrets sign and check at once, so that one can be changed for
//! another without a message lost.

use crate::keys::{PublicKey, SigningKey, hidden, short};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, Mac};
use jiff::{SignedDuration, Timestamp};
use sha2::Sha256;
use std::fmt;

mod fault;

pub use fault::WebhookFault;

/// The header with the message's id, which is the same on every attempt.
pub const ID: &str = "webhook-id";
/// The header with the moment of this attempt, in seconds since 1970.
pub const TIMESTAMP: &str = "webhook-timestamp";
/// The header with the signatures, separated by spaces.
pub const SIGNATURE: &str = "webhook-signature";

/// How far a message's moment may be from now: what the specification's libraries take.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);

/// More signatures than this in one header are not looked at.
const SIGNATURES_MAX: usize = 32;

/// What signs.
#[derive(Clone)]
pub enum Secret {
    /// A secret that both sides know.
    Shared(SharedSecret),
    /// A key that only the sender has.
    Private(SigningKey),
}

/// What checks.
#[derive(Clone)]
pub enum Check {
    /// A secret that both sides know.
    Shared(SharedSecret),
    /// The public key of the sender.
    Public(PublicKey),
}

/// 24 to 64 bytes that both sides know.
#[derive(Clone)]
pub struct SharedSecret(Vec<u8>);

impl From<SharedSecret> for Secret {
    fn from(secret: SharedSecret) -> Self {
        Self::Shared(secret)
    }
}

impl From<SharedSecret> for Check {
    fn from(secret: SharedSecret) -> Self {
        Self::Shared(secret)
    }
}

/// The three headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headers {
    /// `webhook-id`
    pub id: String,
    /// `webhook-timestamp`
    pub timestamp: String,
    /// `webhook-signature`
    pub signature: String,
}

impl Headers {
    /// Takes the headers from wherever they stand, by lower-case name.
    pub fn read<'a>(find: impl Fn(&str) -> Option<&'a str>) -> Result<Self, WebhookFault> {
        let read = |name: &'static str| {
            find(name).map(str::to_owned).ok_or(WebhookFault::Missing { header: name })
        };
        Ok(Self { id: read(ID)?, timestamp: read(TIMESTAMP)?, signature: read(SIGNATURE)? })
    }

    /// Names and values, to be set on a request.
    pub fn pairs(&self) -> [(&'static str, &str); 3] {
        [(ID, &self.id), (TIMESTAMP, &self.timestamp), (SIGNATURE, &self.signature)]
    }
}

impl Secret {
    /// A shared secret from 24 to 64 bytes of good randomness.
    pub fn shared(bytes: &[u8]) -> Result<Self, WebhookFault> {
        SharedSecret::new(bytes.to_vec()).map(Self::Shared)
    }

    /// Reads `whsec_…` or `whsk_…`.
    pub fn parse(text: &str) -> Result<Self, WebhookFault> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("whsk_") {
            let seed = BASE64.decode(rest).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            return seed.map(|seed| Self::Private(SigningKey::from_seed(&seed))).ok_or_else(|| {
                WebhookFault::Secret { expected: "whsk_ + base64(32)", found: hidden(text) }
            });
        }
        SharedSecret::parse(text, "whsec_… / whsk_…").map(Self::Shared)
    }

    /// Its spelling; whoever has it can sign.
    pub fn secret_text(&self) -> String {
        match self {
            Self::Shared(secret) => secret.secret_text(),
            Self::Private(key) => format!("whsk_{}", BASE64.encode(key.seed())),
        }
    }

    /// What the other side checks with.
    pub fn check(&self) -> Check {
        match self {
            Self::Shared(secret) => Check::Shared(secret.clone()),
            Self::Private(key) => Check::Public(key.public()),
        }
    }

    fn sign(&self, content: &[u8]) -> String {
        match self {
            Self::Shared(secret) => {
                format!("v1,{}", BASE64.encode(secret.mac(content).finalize().into_bytes()))
            }
            Self::Private(key) => format!("v1a,{}", BASE64.encode(key.sign(content))),
        }
    }
}

impl Check {
    /// Reads `whsec_…` or `whpk_…`.
    pub fn parse(text: &str) -> Result<Self, WebhookFault> {
        let text = text.trim();
        if let Some(rest) = text.strip_prefix("whpk_") {
            let key = BASE64.decode(rest).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
            return key.and_then(|key| PublicKey::from_bytes(&key).ok()).map(Self::Public).ok_or(
                WebhookFault::Secret { expected: "whpk_ + base64(32)", found: short(text) },
            );
        }
        SharedSecret::parse(text, "whsec_… / whpk_…").map(Self::Shared)
    }

    /// Its spelling: secret if it is shared.
    pub fn secret_text(&self) -> String {
        match self {
            Self::Shared(secret) => secret.secret_text(),
            Self::Public(key) => format!("whpk_{}", BASE64.encode(key.as_bytes())),
        }
    }

    /// Whether one signature, `v1,…` or `v1a,…`, is of this secret. Signatures are compared in
    /// constant time.
    fn fits(&self, content: &[u8], version: &str, signature: &str) -> bool {
        let Ok(bytes) = BASE64.decode(signature) else { return false };
        match (self, version) {
            (Self::Shared(secret), "v1") => secret.mac(content).verify_slice(&bytes).is_ok(),
            (Self::Public(key), "v1a") => {
                <[u8; 64]>::try_from(bytes).is_ok_and(|bytes| key.verify(content, &bytes))
            }
            (Self::Shared(_) | Self::Public(_), _) => false,
        }
    }
}

impl SharedSecret {
    /// A secret derived from a hash of 32 bytes, which is always long enough.
    pub fn from_hash(hash: &[u8; 32]) -> Self {
        Self(hash.to_vec())
    }

    /// From 24 to 64 bytes.
    pub fn new(bytes: Vec<u8>) -> Result<Self, WebhookFault> {
        if (24..=64).contains(&bytes.len()) {
            Ok(Self(bytes))
        } else {
            Err(WebhookFault::Length { found: bytes.len() })
        }
    }

    fn parse(text: &str, expected: &'static str) -> Result<Self, WebhookFault> {
        let bytes = text.strip_prefix("whsec_").and_then(|rest| BASE64.decode(rest).ok());
        Self::new(bytes.ok_or_else(|| WebhookFault::Secret { expected, found: hidden(text) })?)
    }

    /// Its spelling, `whsec_…`; whoever has it can sign.
    pub fn secret_text(&self) -> String {
        format!("whsec_{}", BASE64.encode(&self.0))
    }

    fn mac(&self, content: &[u8]) -> Hmac<Sha256> {
        // HMAC takes keys of any length as they are, or hashed: at most 64 bytes, as they are.
        let mut key = [0; 64];
        for (slot, byte) in key.iter_mut().zip(&self.0) {
            *slot = *byte;
        }
        let mut mac = <Hmac<Sha256> as Mac>::new(&key.into());
        mac.update(content);
        mac
    }
}

/// Signs a message by every secret, the current one first.
pub fn sign(
    id: &str,
    at: Timestamp,
    body: &[u8],
    secrets: &[Secret],
) -> Result<Headers, WebhookFault> {
    let plain = |letter: char| letter.is_ascii_graphic() && letter != '.';
    if id.is_empty() || !id.chars().all(plain) {
        return Err(WebhookFault::Id { found: short(id) });
    }
    if secrets.is_empty() {
        return Err(WebhookFault::NoSecret);
    }
    let timestamp = at.as_second().to_string();
    let content = content(id, &timestamp, body);
    let signatures: Vec<_> = secrets.iter().map(|secret| secret.sign(&content)).collect();
    Ok(Headers { id: id.to_owned(), timestamp, signature: signatures.join(" ") })
}

/// Checks a message against every secret; one signature that fits one of them is enough.
///
/// The moment is checked first. Whether an id was seen before is the caller's to know: the same
/// message may arrive again within the tolerance.
pub fn verify(
    headers: &Headers,
    body: &[u8],
    secrets: &[Check],
    now: Timestamp,
    tolerance: SignedDuration,
) -> Result<(), WebhookFault> {
    let form = || WebhookFault::Timestamp { found: short(&headers.timestamp) };
    let digits = headers.timestamp.bytes().all(|letter| letter.is_ascii_digit());
    let seconds = headers.timestamp.parse::<i64>().ok().filter(|_| digits).ok_or_else(form)?;
    let at = Timestamp::from_second(seconds).map_err(|_| form())?;
    let second = Timestamp::from_second(now.as_second()).unwrap_or(now);
    if at.duration_since(second).abs() > tolerance.abs() {
        return Err(WebhookFault::Tolerance { at, now, tolerance });
    }
    let content = content(&headers.id, &headers.timestamp, body);
    let mut found = 0;
    for signature in headers.signature.split(' ').take(SIGNATURES_MAX) {
        let Some((version, signature)) = signature.split_once(',') else { continue };
        found += 1;
        if secrets.iter().any(|secret| secret.fits(&content, version, signature)) {
            return Ok(());
        }
    }
    Err(WebhookFault::Signature { found, secrets: secrets.len() })
}

fn content(id: &str, timestamp: &str, body: &[u8]) -> Vec<u8> {
    let mut content = format!("{id}.{timestamp}.").into_bytes();
    content.extend_from_slice(body);
    content
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("whsec_…")
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Shared(_) => "Secret(whsec_…)",
            Self::Private(_) => "Secret(whsk_…)",
        })
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shared(_) => f.write_str("Check(whsec_…)"),
            Self::Public(key) => write!(f, "Check({key})"),
        }
    }
}

#[cfg(test)]
mod tests;
