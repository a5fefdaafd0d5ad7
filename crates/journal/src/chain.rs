//! The two hash chains: one through the events of a case, one through the whole journal.
//!
//! The bytes that are hashed are part of the format and never change: each text is preceded by
//! its length, so that no two events share their bytes.

use sha2::{Digest as _, Sha256};

/// A SHA-256.
pub type Hash = [u8; 32];

/// What both chains start from.
pub const START: Hash = [0; 32];

/// The next link of a case's chain.
pub fn case_hash(
    previous: &Hash,
    case_id: &str,
    case_seq: i64,
    at_us: i64,
    kind: &str,
    body: &str,
) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    text(&mut hasher, case_id);
    hasher.update(case_seq.to_be_bytes());
    hasher.update(at_us.to_be_bytes());
    text(&mut hasher, kind);
    text(&mut hasher, body);
    hasher.finalize().into()
}

/// The next link of the journal's chain.
pub fn chain_hash(previous: &Hash, case_hash: &Hash, seq: i64) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(previous);
    hasher.update(case_hash);
    hasher.update(seq.to_be_bytes());
    hasher.finalize().into()
}

fn text(hasher: &mut Sha256, text: &str) {
    hasher.update(u64::try_from(text.len()).unwrap_or(u64::MAX).to_be_bytes());
    hasher.update(text);
}

/// Lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
