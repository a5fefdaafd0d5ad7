//! Fields sealed by a key per person, and those keys wrapped by a master key.
//!
//! XChaCha20-Poly1305; nonces of 24 random bytes come from the caller and may be drawn without
//! a counter. What is sealed says where it belongs, and opens nowhere else: person, case and
//! field are its associated data. Erasing a person's wrapped key erases the content of every
//! field sealed by it and changes no byte of what was stored, so that hash chains stay whole.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use diag::Text;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::fmt;

/// A number used once: 24 bytes of good randomness for each thing that is sealed.
pub type Nonce = [u8; 24];

/// The key of one person.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonKey([u8; 32]);

/// The key that wraps the keys of persons; it lies outside the store.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterKey([u8; 32]);

/// Where a sealed field belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The person's id.
    pub person: &'a str,
    /// The case's id.
    pub case: &'a str,
    /// The field, such as `child.name`.
    pub field: &'a str,
}

/// A sealed field, or a wrapped key, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sealed {
    /// Whose key opens it.
    pub person: String,
    /// Base64url of 24 bytes.
    nonce: String,
    /// Base64url of the sealed bytes and their tag.
    text: String,
}

/// Why something does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum SealFault {
    /// Not of the form `{"sealed": {…}}`.
    Form {
        /// What stands there, without any content.
        found: Text,
    },
    /// Sealed for another person.
    Person {
        /// Whose key was given.
        expected: String,
        /// Whose it is.
        found: String,
    },
    /// The key is another one, the place is another one, or a byte was changed.
    Closed {
        /// Where it was expected to belong.
        place: String,
    },
    /// A master key that is not 32 bytes in base64url.
    Master {
        /// How many letters stand there.
        letters: usize,
    },
}

impl SealFault {
    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::Form { found } => Text::new(
                format!("应为密封内容 {{\"sealed\": {{…}}}}，实际是 {}", found.zh),
                format!("expected a sealed field {{\"sealed\": {{…}}}}, found {}", found.en),
            ),
            Self::Person { expected, found } => Text::new(
                format!("应为 {expected} 的密封内容，实际属于 {found}"),
                format!("expected what is sealed for {expected}, found what is sealed for {found}"),
            ),
            Self::Closed { place } => Text::new(
                format!(
                    "应为以此密钥密封在 {place} 的内容，实际打不开：密钥、位置不同或内容被改动过"
                ),
                format!(
                    "expected what this key sealed at {place}, found what it does not open: \
                     another key, another place, or a changed byte"
                ),
            ),
            Self::Master { letters } => Text::new(
                format!("主密钥应为 32 个字节（base64url，43 个字母），实际是 {letters} 个字母"),
                format!(
                    "expected a master key of 32 bytes in base64url (43 letters), \
                     found {letters} letters"
                ),
            ),
        }
    }
}

impl PersonKey {
    /// From 32 bytes of good randomness.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Seals bytes for one place.
    pub fn seal(&self, plain: &[u8], place: Place<'_>, nonce: &Nonce) -> Sealed {
        close(&self.0, plain, place.person, &place.parts(), nonce)
    }

    /// Opens what was sealed for this place.
    pub fn open(&self, sealed: &Sealed, place: Place<'_>) -> Result<Vec<u8>, SealFault> {
        open(&self.0, sealed, place.person, &place.parts(), &place.to_string())
    }

    /// Seals a value: `{"sealed": {…}}`.
    pub fn seal_value(&self, value: &Value, place: Place<'_>, nonce: &Nonce) -> Value {
        self.seal(value.to_string().as_bytes(), place, nonce).to_json()
    }

    /// Opens `{"sealed": {…}}`.
    pub fn open_value(&self, value: &Value, place: Place<'_>) -> Result<Value, SealFault> {
        let plain = self.open(&Sealed::from_json(value)?, place)?;
        serde_json::from_slice(&plain).map_err(|_| SealFault::Form { found: count(plain.len()) })
    }
}

impl MasterKey {
    /// From 32 bytes of good randomness.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its spelling in a file: base64url.
    pub fn to_text(&self) -> String {
        BASE64.encode(self.0)
    }

    /// Reads its spelling.
    pub fn parse(text: &str) -> Result<Self, SealFault> {
        let text = text.trim();
        let bytes = BASE64.decode(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
        bytes.map(Self).ok_or(SealFault::Master { letters: text.chars().count() })
    }

    /// Wraps a person's key.
    pub fn wrap(&self, key: &PersonKey, person: &str, nonce: &Nonce) -> Sealed {
        close(&self.0, &key.0, person, &[WRAP, person], nonce)
    }

    /// Unwraps a person's key.
    pub fn unwrap_key(&self, wrapped: &Sealed, person: &str) -> Result<PersonKey, SealFault> {
        let bytes = open(&self.0, wrapped, person, &[WRAP, person], person)?;
        let length = bytes.len();
        <[u8; 32]>::try_from(bytes)
            .map(PersonKey)
            .map_err(|_| SealFault::Form { found: count(length) })
    }
}

/// Associated data of wrapped keys begin with this, those of fields with another word.
const WRAP: &str = "hemei key 1";
const FIELD: &str = "hemei field 1";

impl<'a> Place<'a> {
    const fn parts(&self) -> [&'a str; 4] {
        [FIELD, self.person, self.case, self.field]
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.case, self.person, self.field)
    }
}

impl Sealed {
    /// `{"sealed": {…}}`.
    pub fn to_json(&self) -> Value {
        json!({ "sealed": self })
    }

    /// Reads `{"sealed": {…}}`.
    pub fn from_json(value: &Value) -> Result<Self, SealFault> {
        let inner = value
            .as_object()
            .filter(|members| members.len() == 1)
            .and_then(|members| members.get("sealed"));
        inner
            .and_then(|inner| Self::deserialize(inner).ok())
            .ok_or_else(|| SealFault::Form { found: kind(value) })
    }

    /// Whether a value has the form of a sealed field.
    pub fn stands_in(value: &Value) -> bool {
        value
            .as_object()
            .is_some_and(|members| members.len() == 1 && members.contains_key("sealed"))
    }
}

/// What sort of value it is; its content may be personal and is not repeated.
fn kind(value: &Value) -> Text {
    match value {
        Value::Null => Text::same("null"),
        Value::Bool(_) => Text::new("是非值", "a boolean"),
        Value::Number(_) => Text::new("数字", "a number"),
        Value::String(_) => Text::new("文字", "a text"),
        Value::Array(_) => Text::same("[…]"),
        Value::Object(_) => Text::same("{…}"),
    }
}

/// What opened, and is not what was looked for.
fn count(bytes: usize) -> Text {
    Text::new(format!("{bytes} 个字节的其他内容"), format!("{bytes} bytes of something else"))
}

fn close(key: &[u8; 32], plain: &[u8], person: &str, parts: &[&str], nonce: &Nonce) -> Sealed {
    let cipher = XChaCha20Poly1305::new(Key::from_slice(key));
    let aad = associated(parts);
    let payload = Payload { msg: plain, aad: &aad };
    // The cipher refuses only texts beyond 256 GiB, which no memory here holds.
    let text = cipher.encrypt(XNonce::from_slice(nonce), payload).unwrap_or_default();
    Sealed { person: person.to_owned(), nonce: BASE64.encode(nonce), text: BASE64.encode(text) }
}

fn open(
    key: &[u8; 32],
    sealed: &Sealed,
    person: &str,
    parts: &[&str],
    place: &str,
) -> Result<Vec<u8>, SealFault> {
    if sealed.person != person {
        return Err(SealFault::Person {
            expected: person.to_owned(),
            found: sealed.person.clone(),
        });
    }
    let closed = || SealFault::Closed { place: place.to_owned() };
    let nonce = BASE64.decode(&sealed.nonce).ok().and_then(|bytes| Nonce::try_from(bytes).ok());
    let nonce = nonce.ok_or_else(closed)?;
    let text = BASE64.decode(&sealed.text).map_err(|_| closed())?;
    let aad = associated(parts);
    XChaCha20Poly1305::new(Key::from_slice(key))
        .decrypt(XNonce::from_slice(&nonce), Payload { msg: &text, aad: &aad })
        .map_err(|_| closed())
}

/// Each part after its length, so that no letter moves from one to the next.
fn associated(parts: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend_from_slice(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonKey(…)")
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

#[cfg(test)]
mod tests;
