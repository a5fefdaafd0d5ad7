//! A decoded block: its groups, and the tags of what stands in it.
//!
//! Most nodes have no tags and most tags do not matter, so each text of the block's table is
//! looked at once, and features without a key that matters are passed by.

use crate::num;
use crate::rules::Rules;
use osmpbf::PrimitiveBlock;

/// A key that matters, by what it matters for; a set of bits.
pub(super) type Marks = u8;
/// The key can make a feature one of a kind.
pub(super) const KIND: Marks = 1;
/// The key is `highway`.
pub(super) const STREET: Marks = 2;
/// The key is `building`.
pub(super) const BUILDING: Marks = 4;

/// A block of a file.
pub(super) struct Block<'b> {
    pub(super) inner: &'b PrimitiveBlock,
    table: &'b [Vec<u8>],
}

/// What a block holds.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Holds {
    pub(super) nodes: bool,
    pub(super) ways: bool,
    pub(super) relations: bool,
}

impl<'b> Block<'b> {
    pub(super) fn new(inner: &'b PrimitiveBlock) -> Self {
        Self { inner, table: inner.raw_stringtable() }
    }

    pub(super) fn holds(&self) -> Holds {
        self.inner.groups().fold(Holds::default(), |holds, group| Holds {
            nodes: holds.nodes || group.nodes().len() + group.dense_nodes().len() > 0,
            ways: holds.ways || group.ways().len() > 0,
            relations: holds.relations || group.relations().len() > 0,
        })
    }

    /// What each text of the table matters for as a key.
    pub(super) fn marks(&self, rules: &Rules) -> Vec<Marks> {
        let mark = |key: &[u8]| {
            let kind = if rules.kind_key(key) { KIND } else { 0 };
            match key {
                b"highway" => kind | STREET,
                b"building" => kind | BUILDING,
                _ => kind,
            }
        };
        self.table.iter().map(|key| mark(key)).collect()
    }

    /// The tags by their places in the table; what is no UTF-8 text is left out.
    pub(super) fn tags(
        &self,
        pairs: impl Iterator<Item = (usize, usize)>,
        tags: &mut Vec<(&'b str, &'b str)>,
    ) {
        let text = |no: usize| self.table.get(no).and_then(|text| str::from_utf8(text).ok());
        tags.clear();
        tags.extend(pairs.filter_map(|(key, value)| Some((text(key)?, text(value)?))));
    }
}

/// A feature's pairs of places in the table, as a way has them.
pub(super) fn way_pairs(pair: (u32, u32)) -> (usize, usize) {
    (num::at(pair.0), num::at(pair.1))
}

/// The same as a dense node has them; a negative place is none in any table.
pub(super) fn dense_pairs(pair: (i32, i32)) -> (usize, usize) {
    let place = |no: i32| usize::try_from(no).unwrap_or(usize::MAX);
    (place(pair.0), place(pair.1))
}

/// All that a feature's keys matter for.
pub(super) fn marked(marks: &[Marks], pairs: impl Iterator<Item = (usize, usize)>) -> Marks {
    pairs.fold(0, |all, (key, _)| all | marks.get(key).copied().unwrap_or(0))
}
