//! A chain of hashes over what happened, and checkpoints of it that several keys sign.
//!
//! The link after an event is
//! `sha256(previous ‖ for each part: its length as 8 bytes, most significant first ‖ the part)`
//! with 32 zero bytes before the first. Lengths go before parts, so that no byte can move from
//! one part to the next. Journal and offline verification use the same function of this form.

use diag::Text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::fmt;
use std::str::FromStr;

mod checkpoint;

pub use checkpoint::{Checkpoint, CheckpointFault, Cosigned, verify};

/// The state of a chain: 32 bytes, written as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ChainHash([u8; 32]);

impl ChainHash {
    /// Before the first event.
    pub const START: Self = Self([0; 32]);

    /// From its bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The state after an event that is made of `parts`.
#[must_use]
pub fn link(previous: &ChainHash, parts: &[&[u8]]) -> ChainHash {
    let mut hasher = Sha256::new();
    hasher.update(previous.0);
    for part in parts {
        // A length that does not fit 8 bytes does not fit a memory either.
        let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
        hasher.update(length.to_be_bytes());
        hasher.update(part);
    }
    ChainHash(hasher.finalize().into())
}

/// Walks a chain and says where it breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    seq: u64,
    hash: ChainHash,
}

impl Walk {
    /// From before the first event.
    pub const fn start() -> Self {
        Self::after(0, ChainHash::START)
    }

    /// From after event `seq`, whose state is known, such as by a checkpoint.
    pub const fn after(seq: u64, hash: ChainHash) -> Self {
        Self { seq, hash }
    }

    /// The number of the last event and the state after it.
    pub const fn position(&self) -> (u64, ChainHash) {
        (self.seq, self.hash)
    }

    /// Takes the next event as it was stored.
    pub fn step(&mut self, seq: u64, parts: &[&[u8]], stored: &ChainHash) -> Result<(), Broken> {
        if Some(seq) != self.seq.checked_add(1) {
            return Err(Broken::Gap { expected: self.seq.saturating_add(1), found: seq });
        }
        let expected = link(&self.hash, parts);
        if expected != *stored {
            return Err(Broken::Hash { seq, expected, found: *stored });
        }
        *self = Self { seq, hash: expected };
        Ok(())
    }
}

/// Where a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum Broken {
    /// An event is missing or stands twice.
    Gap {
        /// The number that follows.
        expected: u64,
        /// The number that stands there.
        found: u64,
    },
    /// An event, or one before it, is not the one that was recorded.
    Hash {
        /// The event.
        seq: u64,
        /// What its content gives.
        expected: ChainHash,
        /// What is stored.
        found: ChainHash,
    },
}

impl Broken {
    /// For people.
    pub fn text(&self) -> Text {
        match self {
            Self::Gap { expected, found } => Text::new(
                format!("下一事件应为第 {expected} 号，实际是第 {found} 号"),
                format!("expected event {expected} next, found event {found}"),
            ),
            Self::Hash { seq, expected, found } => Text::new(
                format!("第 {seq} 号事件的哈希应为 {expected}，实际存为 {found}：事件被改动过"),
                format!(
                    "expected hash {expected} after event {seq}, found {found} stored: \
                     the event was changed"
                ),
            ),
        }
    }
}

impl fmt::Display for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ChainHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What is said of a hash that is expected.
pub(crate) fn hash_form() -> Text {
    Text::new("64 位小写十六进制数字", "64 hexadecimal digits in lower case")
}

/// A text that is not 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected 64 hexadecimal digits in lower case, found `{0}`")]
pub struct NotHash(String);

impl FromStr for ChainHash {
    type Err = NotHash;

    fn from_str(text: &str) -> Result<Self, NotHash> {
        let digit = |letter: u8| match letter {
            b'0'..=b'9' => Some(letter - b'0'),
            b'a'..=b'f' => Some(letter - b'a' + 10),
            _ => None,
        };
        let fault = || NotHash(crate::keys::short(text));
        let mut bytes = [0; 32];
        if text.len() != 64 {
            return Err(fault());
        }
        for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            match pair {
                [high, low] => {
                    let high = digit(*high).ok_or_else(fault)?;
                    *byte = high << 4 | digit(*low).ok_or_else(fault)?;
                }
                _ => return Err(fault()),
            }
        }
        Ok(Self(bytes))
    }
}

impl Serialize for ChainHash {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ChainHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests;
