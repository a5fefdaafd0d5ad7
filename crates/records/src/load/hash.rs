//! Hashes of rows: which subject, which record, which content.
//!
//! Hashes are xxh3, not cryptographic. Records are told apart by 128 bits of their key: among a
//! billion records of one stream two different keys collide with a probability of about 1e-21.
//! Of two rows with the same key, 64 bits of their content decide whether the second repeats or
//! corrects the first: a correction is mistaken for a repeat once in 1e19. Someone who can choose
//! both records can make them collide; whoever may send records may also send false ones.
//!
//! The bytes that are hashed are part of the store's layout (`table_file.subjects`).

use crate::store::streams::StoredColumn;
use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Decimal128Type, Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::DataType;
use std::hash::{BuildHasherDefault, Hasher};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

/// One column, by the type that it is stored in.
enum Cells<'a> {
    Text(&'a StringArray),
    Integer(&'a Int64Array),
    Decimal(&'a Decimal128Array),
    Boolean(&'a BooleanArray),
    Instant(&'a TimestampMicrosecondArray),
    Date(&'a Date32Array),
    Exact(&'a StringArray, &'a StringArray, &'a ArrayRef),
}

impl<'a> Cells<'a> {
    fn new(array: &'a ArrayRef) -> Option<Self> {
        Some(match array.data_type() {
            DataType::Utf8 => Self::Text(array.as_string()),
            DataType::Int64 => Self::Integer(array.as_primitive::<Int64Type>()),
            DataType::Decimal128(..) => Self::Decimal(array.as_primitive::<Decimal128Type>()),
            DataType::Boolean => Self::Boolean(array.as_boolean()),
            DataType::Timestamp(..) => {
                Self::Instant(array.as_primitive::<TimestampMicrosecondType>())
            }
            DataType::Date32 => Self::Date(array.as_primitive::<Date32Type>()),
            DataType::Struct(_) => {
                let parts = array.as_struct();
                Self::Exact(parts.column(0).as_string(), parts.column(1).as_string(), array)
            }
            _ => return None,
        })
    }

    /// Appends the value's bytes, such that different values of a column never look alike.
    fn write(&self, row: usize, out: &mut Vec<u8>) {
        let text = |text: &str, out: &mut Vec<u8>| {
            out.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        };
        let null = match self {
            Self::Text(array) => array.is_null(row),
            Self::Integer(array) => array.is_null(row),
            Self::Decimal(array) => array.is_null(row),
            Self::Boolean(array) => array.is_null(row),
            Self::Instant(array) => array.is_null(row),
            Self::Date(array) => array.is_null(row),
            Self::Exact(_, _, array) => array.is_null(row),
        };
        if null {
            // No text is so long, and no other type has a value of this width.
            out.extend_from_slice(&[0xff; 5]);
            return;
        }
        match self {
            Self::Text(array) => text(array.value(row), out),
            Self::Integer(array) => out.extend_from_slice(&array.value(row).to_le_bytes()),
            Self::Decimal(array) => out.extend_from_slice(&array.value(row).to_le_bytes()),
            Self::Boolean(array) => out.push(u8::from(array.value(row))),
            Self::Instant(array) => out.extend_from_slice(&array.value(row).to_le_bytes()),
            Self::Date(array) => out.extend_from_slice(&array.value(row).to_le_bytes()),
            Self::Exact(n, d, _) => {
                text(n.value(row), out);
                text(d.value(row), out);
            }
        }
    }
}

/// Which columns make the subject, the key and the content of a record.
#[derive(Debug, Clone)]
pub(crate) struct KeyShape {
    /// The key's columns, without those of the event time where all of these are in the key.
    pub(crate) subject: Vec<usize>,
    /// The key's columns.
    pub(crate) key: Vec<usize>,
    /// Whether the event time is part of the key.
    pub(crate) timed: bool,
}

impl KeyShape {
    /// Finds the columns of a key and of the event time among those that are stored.
    pub(crate) fn new(columns: &[StoredColumn], key: &[String], time: &[String]) -> Self {
        let at = |name: &String| columns.iter().position(|column| column.id == *name);
        // Without a key, a record is the same only if all of it is.
        let key: Vec<usize> = if key.is_empty() {
            (0..columns.len()).collect()
        } else {
            key.iter().filter_map(at).collect()
        };
        let time: Vec<usize> = time.iter().filter_map(at).collect();
        let timed = !time.is_empty() && time.iter().all(|column| key.contains(column));
        let subject = if timed {
            key.iter().copied().filter(|column| !time.contains(column)).collect()
        } else {
            key.clone()
        };
        Self { subject, key, timed }
    }
}

/// The hashes of the rows of one batch of stored columns.
pub(crate) struct RowHasher<'a> {
    cells: Vec<Cells<'a>>,
    shape: &'a KeyShape,
    bytes: Vec<u8>,
}

impl<'a> RowHasher<'a> {
    /// None if a column has a type that is not stored.
    pub(crate) fn new(columns: &'a [ArrayRef], shape: &'a KeyShape) -> Option<Self> {
        let cells = columns.iter().map(Cells::new).collect::<Option<_>>()?;
        Some(Self { cells, shape, bytes: Vec::with_capacity(256) })
    }

    fn fill(&mut self, columns: &[usize], row: usize) {
        self.bytes.clear();
        for column in columns {
            if let Some(cells) = self.cells.get(*column) {
                cells.write(row, &mut self.bytes);
            }
        }
    }

    /// The subject: what a record is about, without when.
    pub(crate) fn subject(&mut self, row: usize) -> u64 {
        let shape = self.shape;
        self.fill(&shape.subject, row);
        xxh3_64(&self.bytes)
    }

    /// The key, and the content of all columns.
    pub(crate) fn record(&mut self, row: usize) -> (u128, u64) {
        let shape = self.shape;
        self.fill(&shape.key, row);
        let key = xxh3_128(&self.bytes);
        self.bytes.clear();
        for cells in &self.cells {
            cells.write(row, &mut self.bytes);
        }
        (key, xxh3_64(&self.bytes))
    }
}

/// Passes a hash through a map as it is.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct AsHashed(u64);

impl Hasher for AsHashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= xxh3_64(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn write_u128(&mut self, hash: u128) {
        // The low half is as good as the whole.
        let [low, ..] = halves(hash);
        self.0 = low;
    }
}

fn halves(hash: u128) -> [u64; 2] {
    let bytes = hash.to_le_bytes();
    let (mut low, mut high) = ([0; 8], [0; 8]);
    low.copy_from_slice(&bytes[..8]);
    high.copy_from_slice(&bytes[8..]);
    [u64::from_le_bytes(low), u64::from_le_bytes(high)]
}

/// A map keyed by hashes; only looked up in, never iterated.
#[expect(clippy::disallowed_types, reason = "looked up in and never iterated: order cannot show")]
pub(crate) type HashedMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<AsHashed>>;
