//! Small numbers for texts that come again and again: one comparison a row, no allocation.

use arrow_array::cast::AsArray;
use arrow_array::types::{Int8Type, Int16Type, Int32Type, UInt8Type, UInt16Type, UInt32Type};
use arrow_array::{Array, StringArray};
use arrow_schema::DataType;

/// The code of no value.
pub(super) const NONE: u32 = u32::MAX;

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;

/// Texts with their codes, 0, 1, ….
#[derive(Debug, Clone, Default)]
pub(super) struct Interner {
    texts: Vec<Box<str>>,
    /// Open addressing, at most half full.
    slots: Vec<Slot>,
}

/// A text as it is compared: its length and two words, which say all of it up to 16 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Print {
    words: [u64; 2],
    length: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    print: Print,
    /// A code plus one, or 0 where nobody stands.
    taken: u32,
}

impl Print {
    fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let words = match (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
            // Up to 16 bytes the first and the last eight overlap or meet: they say everything.
            (Some(first), Some(last)) if bytes.len() <= 16 => {
                [u64::from_le_bytes(*first), u64::from_le_bytes(*last)]
            }
            (Some(_), _) => [long(bytes), 0],
            (None, _) => [short(bytes), 0],
        };
        Self { words, length }
    }

    /// Where it would like to stand among 2^bits: by the high bits of a product, the only ones
    /// that every byte has a part in.
    fn place(self, bits: u32) -> usize {
        let mixed = (self.words[0] ^ u64::from(self.length)).wrapping_mul(FACTOR)
            ^ self.words[1].rotate_left(29);
        let high = mixed.wrapping_mul(FACTOR).checked_shr(64 - bits);
        high.and_then(|high| usize::try_from(high).ok()).unwrap_or(0)
    }
}

/// Fewer than eight bytes, all of them.
fn short(bytes: &[u8]) -> u64 {
    if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        return u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32;
    }
    bytes.iter().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

/// A digest of more than sixteen bytes.
fn long(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks::<8>();
    let mix = |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR);
    let hash = words.iter().fold(0, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    mix(hash, short(rest))
}

impl Interner {
    /// The texts by code.
    pub(super) fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// The code of a text, a new one if it is new.
    pub(super) fn code(&mut self, text: &str) -> u32 {
        if self.texts.len() * 2 >= self.slots.len() {
            self.grow();
        }
        let print = Print::of(text);
        let mask = self.slots.len() - 1;
        let mut at = print.place(self.slots.len().trailing_zeros());
        while let Some(slot) = self.slots.get(at).filter(|slot| slot.taken != 0) {
            if slot.print == print && self.same(slot.taken - 1, text) {
                return slot.taken - 1;
            }
            at = (at + 1) & mask;
        }
        let code = u32::try_from(self.texts.len()).unwrap_or(NONE);
        self.texts.push(text.into());
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = Slot { print, taken: code + 1 };
        }
        code
    }

    /// Whether a text whose print agrees is the one of that code.
    fn same(&self, code: u32, text: &str) -> bool {
        text.len() <= 16 || self.texts.get(index(code)).is_some_and(|known| **known == *text)
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots = vec![Slot::default(); size];
        for (taken, text) in (1_u32..).zip(&self.texts) {
            let print = Print::of(text);
            let mut at = print.place(size.trailing_zeros());
            while self.slots.get(at).is_some_and(|slot| slot.taken != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(free) = self.slots.get_mut(at) {
                *free = Slot { print, taken };
            }
        }
    }

    /// The codes of a column of text in any layout; [`NONE`] where there is no value.
    pub(super) fn codes(&mut self, column: &dyn Array) -> Option<Vec<u32>> {
        if let Some(texts) = column.as_string_opt::<i32>() {
            return Some(self.plain(texts));
        }
        if let Some(texts) = column.as_string_view_opt() {
            return Some(texts.iter().map(|text| self.optional(text)).collect());
        }
        if let DataType::Dictionary(_, _) = column.data_type() {
            return self.dictionary(column);
        }
        (*column.data_type() == DataType::Null).then(|| vec![NONE; column.len()])
    }

    fn optional(&mut self, text: Option<&str>) -> u32 {
        text.map_or(NONE, |text| self.code(text))
    }

    fn plain(&mut self, texts: &StringArray) -> Vec<u32> {
        if texts.null_count() > 0 {
            return texts.iter().map(|text| self.optional(text)).collect();
        }
        (0..texts.len()).map(|row| self.code(texts.value(row))).collect()
    }

    fn dictionary(&mut self, column: &dyn Array) -> Option<Vec<u32>> {
        macro_rules! keyed {
            ($($key:ty),*) => {
                $(if let Some(column) = column.as_dictionary_opt::<$key>() {
                    let values = self.codes(column.values().as_ref())?;
                    let code = |key: Option<usize>| {
                        key.and_then(|key| values.get(key)).copied().unwrap_or(NONE)
                    };
                    let keys = column.keys().iter();
                    return Some(
                        keys.map(|key| code(key.and_then(|key| usize::try_from(key).ok())))
                            .collect(),
                    );
                })*
            };
        }
        keyed!(Int32Type, UInt16Type, UInt8Type, UInt32Type, Int16Type, Int8Type);
        None
    }
}

/// A code as an index. On targets whose indices are smaller than codes nothing is found there.
pub(super) fn index(code: u32) -> usize {
    usize::try_from(code).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
