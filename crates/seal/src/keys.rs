//! Ed25519 keys and their spellings: Multikey (`z6Mk…`) and `did:key:z6Mk…` for public keys,
//! Multikey (`z3u2…`) for signing keys, and the text of key files.
//!
//! Sources: W3C Controlled Identifiers 1.0 (Multikey), the did:key method, multicodec's table
//! (`ed25519-pub` 0xed, `ed25519-priv` 0x1300).

use crate::base58;
use diag::Text;
use ed25519_dalek::Signer;
use std::fmt;

const PUBLIC_PREFIX: [u8; 2] = [0xed, 0x01];
const SECRET_PREFIX: [u8; 2] = [0x80, 0x26];
const DID: &str = "did:key:";

/// A key that signs. It is never printed but by [`SigningKey::to_file`] and
/// [`SigningKey::secret_text`].
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// A key that verifies.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// Why a text is not a key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum KeyFault {
    /// Neither Multikey nor `did:key`.
    Form {
        /// Which key was looked for.
        wanted: Wanted,
        /// What stands there; a signing key is never repeated.
        found: String,
    },
    /// A Multikey of the other sort, or of another algorithm.
    Sort {
        /// Which key was looked for.
        wanted: Wanted,
        /// The bytes by which it says what it is, in hexadecimal.
        found: String,
    },
    /// The right sort with another number of bytes.
    Length {
        /// How many bytes follow the sort.
        found: usize,
    },
    /// Bytes that are no point of the curve.
    Point,
    /// `did:key:A#B` with two different keys.
    Fragment {
        /// The text.
        found: String,
    },
    /// No key, or several, in a file for one.
    Count {
        /// Lines that are not comments.
        found: usize,
    },
}

/// Which key was looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// `z6Mk…`
    Public,
    /// `z3u2…`
    Signing,
}

impl Wanted {
    fn words(self) -> Text {
        match self {
            Self::Public => Text::new(
                "Ed25519 公钥（z6Mk… 或 did:key:z6Mk…）",
                "an Ed25519 public key (z6Mk… or did:key:z6Mk…)",
            ),
            Self::Signing => {
                Text::new("Ed25519 签名密钥（z3u2…）", "an Ed25519 signing key (z3u2…)")
            }
        }
    }
}

impl KeyFault {
    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::Form { wanted, found } => {
                let Text { zh, en } = wanted.words();
                Text::new(
                    format!("应为 {zh}，实际是“{found}”"),
                    format!("expected {en}, found `{found}`"),
                )
            }
            Self::Sort { wanted, found } => {
                let Text { zh, en } = wanted.words();
                Text::new(
                    format!("应为 {zh}，实际是以 0x{found} 开头的另一种密钥"),
                    format!("expected {en}, found a key of another sort, 0x{found}"),
                )
            }
            Self::Length { found } => Text::new(
                format!("密钥应有 32 个字节，实际有 {found} 个"),
                format!("expected a key of 32 bytes, found {found}"),
            ),
            Self::Point => Text::new(
                "应为 Ed25519 曲线上的点，实际这 32 个字节不在曲线上",
                "expected a point of the Ed25519 curve, found 32 bytes that are none",
            ),
            Self::Fragment { found } => Text::new(
                format!("# 前后应为同一把密钥，实际是“{found}”"),
                format!("expected the same key before and after `#`, found `{found}`"),
            ),
            Self::Count { found } => Text::new(
                format!("密钥文件中应恰有一把密钥，实际有 {found} 把"),
                format!("expected exactly one key in the file, found {found}"),
            ),
        }
    }
}

impl SigningKey {
    /// From 32 bytes of good randomness.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(seed))
    }

    /// The key by which others verify.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs; the same message always gives the same 64 bytes.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }

    /// The seed. Whoever has it can sign.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The secret Multikey, `z3u2…`. Whoever has it can sign.
    pub fn secret_text(&self) -> String {
        multikey(SECRET_PREFIX, &self.0.to_bytes())
    }

    /// The text of a key file: comments, then the secret Multikey.
    pub fn to_file(&self) -> String {
        format!(
            "# Signing key, keep it secret. 签名密钥，请保密。\n# public 公钥 {}\n{}\n",
            self.public(),
            self.secret_text()
        )
    }

    /// Reads a key file, or the bare Multikey.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let line = only_line(text)?;
        let form = || KeyFault::Form { wanted: Wanted::Signing, found: hidden(line) };
        let seed = read(line, SECRET_PREFIX, Wanted::Signing).ok_or_else(form)??;
        Ok(Self::from_seed(&seed))
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey(of {})", self.public())
    }
}

impl PublicKey {
    /// From its 32 bytes; they have to be a point of the curve.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyFault> {
        match ed25519_dalek::VerifyingKey::from_bytes(bytes) {
            Ok(_) => Ok(Self(*bytes)),
            Err(_) => Err(KeyFault::Point),
        }
    }

    /// Its 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The Multikey, `z6Mk…`.
    pub fn multikey(&self) -> String {
        multikey(PUBLIC_PREFIX, &self.0)
    }

    /// The identifier of the holder, `did:key:z6Mk…`.
    pub fn did(&self) -> String {
        format!("{DID}{}", self.multikey())
    }

    /// The verification method, `did:key:z6Mk…#z6Mk…`.
    pub fn method(&self) -> String {
        format!("{}#{}", self.did(), self.multikey())
    }

    /// Reads a Multikey, a `did:key`, or a verification method of one.
    pub fn parse(text: &str) -> Result<Self, KeyFault> {
        let text = text.trim();
        let bare = text.strip_prefix(DID).unwrap_or(text);
        let (key, fragment) = match bare.split_once('#') {
            Some((key, fragment)) => (key, Some(fragment)),
            None => (bare, None),
        };
        if fragment.is_some_and(|fragment| fragment != key) {
            return Err(KeyFault::Fragment { found: short(text) });
        }
        let form = || KeyFault::Form { wanted: Wanted::Public, found: short(text) };
        let bytes = read(key, PUBLIC_PREFIX, Wanted::Public).ok_or_else(form)??;
        Self::from_bytes(&bytes)
    }

    /// Reads a list of keys, one a line; lines that begin with `#` are comments.
    pub fn parse_list(text: &str) -> Result<Vec<Self>, KeyFault> {
        lines(text).map(Self::parse).collect()
    }

    /// Whether `signature` is this key's for `message`. Weak keys and spellings of a signature
    /// other than the canonical one are refused, so that a message has one signature.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        ed25519_dalek::VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.multikey())
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

fn multikey(prefix: [u8; 2], key: &[u8; 32]) -> String {
    let mut bytes = prefix.to_vec();
    bytes.extend_from_slice(key);
    format!("z{}", base58::encode(&bytes))
}

/// `None` if it is no Multikey at all.
fn read(text: &str, prefix: [u8; 2], wanted: Wanted) -> Option<Result<[u8; 32], KeyFault>> {
    let bytes = base58::decode(text.strip_prefix('z')?)?;
    let (sort, key) = bytes.split_first_chunk::<2>()?;
    if *sort != prefix {
        let [first, second] = sort;
        let found = format!("{first:02x}{second:02x}");
        return Some(Err(KeyFault::Sort { wanted, found }));
    }
    Some(key.try_into().map_err(|_| KeyFault::Length { found: key.len() }))
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

fn only_line(text: &str) -> Result<&str, KeyFault> {
    let found: Vec<_> = lines(text).collect();
    match found.as_slice() {
        [line] => Ok(line),
        several => Err(KeyFault::Count { found: several.len() }),
    }
}

/// A text cut to a length at which a message can be read.
pub(crate) fn short(text: &str) -> String {
    let cut: String = text.chars().take(80).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

/// What may be a secret is told by its length only.
pub(crate) fn hidden(text: &str) -> String {
    format!("…({})", text.chars().count())
}

#[cfg(test)]
pub(crate) mod tests;
