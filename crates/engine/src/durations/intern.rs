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
    /// Open addressing: a code plus one, or 0.
    slots: Vec<u32>,
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
        let mask = self.slots.len() - 1;
        let mut at = place(text) & mask;
        loop {
            let slot = self.slots.get(at).copied().unwrap_or(0);
            if slot == 0 {
                break;
            }
            let known = index(slot - 1);
            if self.texts.get(known).is_some_and(|known| known.as_bytes() == text.as_bytes()) {
                return slot - 1;
            }
            at = (at + 1) & mask;
        }
        let code = u32::try_from(self.texts.len()).unwrap_or(NONE);
        self.texts.push(text.into());
        if let Some(slot) = self.slots.get_mut(at) {
            *slot = code + 1;
        }
        code
    }

    fn grow(&mut self) {
        let size = (self.slots.len() * 2).max(64);
        self.slots = vec![0; size];
        for (slot, text) in (1_u32..).zip(&self.texts) {
            let mut at = place(text) & (size - 1);
            while self.slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & (size - 1);
            }
            if let Some(free) = self.slots.get_mut(at) {
                *free = slot;
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

/// Where a text would like to stand. The high bits of a product are the well mixed ones.
fn place(text: &str) -> usize {
    let mut hash = u64::try_from(text.len()).unwrap_or(0);
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    for word in words {
        hash = mix(hash, u64::from_le_bytes(*word));
    }
    let mut last = 0;
    for byte in rest {
        last = last << 8 | u64::from(*byte);
    }
    usize::try_from(mix(hash, last) >> 32).unwrap_or(0)
}

fn mix(hash: u64, word: u64) -> u64 {
    (hash.rotate_left(23) ^ word).wrapping_mul(FACTOR)
}
