//! The two chains of hashes over what happened, and checkpoints that several keys sign.
//!
//! Each event continues the chain of its case by
//! `sha256(previous ‖ text(case id) ‖ number in the case ‖ moment ‖ text(kind) ‖ text(body))`, and
//! the chain of the journal by `sha256(previous ‖ hash of the case's chain ‖ number in the
//! journal)`. Before the first stand 32 zero bytes; numbers are 8 bytes, the highest first; a text
//! is its length as such a number and its bytes, so that no byte moves from one to the next.
//! The journal writes this form; here it is checked by code of its own, from nothing but the
//! events.
//!
//! Start reading at [`Walk::step`].

use diag::Text;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
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

/// An event as the journal keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'a> {
    /// Its number in the journal, from 1.
    pub seq: i64,
    /// The case.
    pub case_id: &'a str,
    /// Its number in the case, from 1.
    pub case_seq: i64,
    /// Microseconds since 1970.
    pub at_us: i64,
    /// What happened.
    pub kind: &'a str,
    /// Its content, letter for letter.
    pub body: &'a str,
    /// The state of the case's chain after it, as stored.
    pub case_hash: ChainHash,
    /// The state of the journal's chain after it, as stored.
    pub chain_hash: ChainHash,
}

impl Entry<'_> {
    /// The state of the case's chain after this event.
    #[must_use]
    pub fn case_link(&self, previous: &ChainHash) -> ChainHash {
        let mut hasher = Sha256::new();
        hasher.update(previous.0);
        text(&mut hasher, self.case_id);
        hasher.update(self.case_seq.to_be_bytes());
        hasher.update(self.at_us.to_be_bytes());
        text(&mut hasher, self.kind);
        text(&mut hasher, self.body);
        ChainHash(hasher.finalize().into())
    }
}

/// The state of the journal's chain after the event with this number.
#[must_use]
pub fn journal_link(previous: &ChainHash, case_hash: &ChainHash, seq: i64) -> ChainHash {
    let mut hasher = Sha256::new();
    hasher.update(previous.0);
    hasher.update(case_hash.0);
    hasher.update(seq.to_be_bytes());
    ChainHash(hasher.finalize().into())
}

fn text(hasher: &mut Sha256, text: &str) {
    // A length that does not fit 8 bytes does not fit a memory either.
    hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    hasher.update(text);
}

/// Walks a journal from its first event and says where it breaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walk {
    seq: i64,
    hash: ChainHash,
    cases: BTreeMap<String, (i64, ChainHash)>,
}

impl Walk {
    /// From before the first event.
    pub fn start() -> Self {
        Self::default()
    }

    /// The number of the last event and the state after it.
    pub const fn position(&self) -> (i64, ChainHash) {
        (self.seq, self.hash)
    }

    /// The number of a case's last event and the state of its chain after it.
    pub fn case(&self, case_id: &str) -> Option<(i64, ChainHash)> {
        self.cases.get(case_id).copied()
    }

    /// Takes the next event as it was stored.
    pub fn step(&mut self, entry: &Entry<'_>) -> Result<(), Broken> {
        let seq = entry.seq;
        if Some(seq) != self.seq.checked_add(1) {
            return Err(Broken::Gap { expected: self.seq.saturating_add(1), found: seq });
        }
        let (last, before) = self.case(entry.case_id).unwrap_or_default();
        if Some(entry.case_seq) != last.checked_add(1) {
            return Err(Broken::CaseGap {
                seq,
                case: entry.case_id.to_owned(),
                expected: last.saturating_add(1),
                found: entry.case_seq,
            });
        }
        let case_hash = entry.case_link(&before);
        if case_hash != entry.case_hash {
            return Err(Broken::Hash { seq, expected: case_hash, found: entry.case_hash });
        }
        let chain_hash = journal_link(&self.hash, &case_hash, seq);
        if chain_hash != entry.chain_hash {
            return Err(Broken::Hash { seq, expected: chain_hash, found: entry.chain_hash });
        }
        self.seq = seq;
        self.hash = chain_hash;
        self.cases.insert(entry.case_id.to_owned(), (entry.case_seq, case_hash));
        Ok(())
    }
}

/// Where a journal breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.text().en)]
pub enum Broken {
    /// An event is missing or stands twice.
    Gap {
        /// The number that follows.
        expected: i64,
        /// The number that stands there.
        found: i64,
    },
    /// An event of a case is missing or stands twice.
    CaseGap {
        /// The event.
        seq: i64,
        /// The case.
        case: String,
        /// The number in the case that follows.
        expected: i64,
        /// The number that stands there.
        found: i64,
    },
    /// An event, or one before it, is not the one that was recorded.
    Hash {
        /// The event.
        seq: i64,
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
            Self::CaseGap { seq, case, expected, found } => Text::new(
                format!(
                    "第 {seq} 号事件应为办件 {case} 的第 {expected} 个事件，实际是第 {found} 个"
                ),
                format!(
                    "expected event {seq} to be number {expected} of case {case}, \
                     found number {found}"
                ),
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
