//! Rows told apart by their key: which are new, which are gone, which are other than before.

use crate::Error;
use arrow_array::{BooleanArray, RecordBatch};
use arrow_row::{OwnedRow, RowConverter, SortField};
use arrow_schema::ArrowError;
use arrow_select::concat::concat_batches;
use arrow_select::filter::filter_record_batch;
use std::collections::{BTreeMap, BTreeSet};

/// A set of keys.
pub(crate) type KeySet = BTreeSet<OwnedRow>;

/// Makes comparable rows of the first columns of batches that share those columns' types.
pub(crate) struct Keys {
    converter: RowConverter,
    count: usize,
}

impl Keys {
    /// For the first `count` columns of batches like `rows`.
    pub(crate) fn new(rows: &RecordBatch, count: usize) -> Result<Self, Error> {
        let fields =
            rows.columns().iter().take(count).map(|c| SortField::new(c.data_type().clone()));
        let converter = RowConverter::new(fields.collect()).map_err(Error::rows("keys"))?;
        Ok(Self { converter, count })
    }

    /// The key of every row.
    pub(crate) fn list(&self, rows: &RecordBatch) -> Result<Vec<OwnedRow>, Error> {
        self.rows(rows)
    }

    fn rows(&self, rows: &RecordBatch) -> Result<Vec<OwnedRow>, Error> {
        if self.count == 0 {
            return Err(Error::rows("keys")(ArrowError::SchemaError(
                "expected a key of one column or more, found none".to_owned(),
            )));
        }
        let converted = self.converter.convert_columns(&rows.columns()[..self.count]);
        let converted = converted.map_err(Error::rows("keys"))?;
        Ok(converted.iter().map(|row| row.owned()).collect())
    }

    /// The keys of all rows.
    pub(crate) fn set(&self, rows: &RecordBatch) -> Result<KeySet, Error> {
        Ok(self.rows(rows)?.into_iter().collect())
    }

    /// Which rows are the first with their key.
    pub(crate) fn first_of_each(&self, rows: &RecordBatch) -> Result<BooleanArray, Error> {
        let mut seen = KeySet::new();
        Ok(self.rows(rows)?.into_iter().map(|key| Some(seen.insert(key))).collect())
    }

    /// Rows whose key is (`inside`) or is not in `keys`.
    pub(crate) fn select(
        &self,
        rows: &RecordBatch,
        keys: &KeySet,
        inside: bool,
    ) -> Result<RecordBatch, Error> {
        let mask: BooleanArray =
            self.rows(rows)?.iter().map(|key| Some(keys.contains(key) == inside)).collect();
        filter_record_batch(rows, &mask).map_err(Error::rows("keys"))
    }
}

/// What changed from `old` to `new`: rows that are not the same in both, old and new ones alike,
/// and the keys of rows that are gone.
pub(crate) struct Change {
    /// Rows of old and new that differ.
    pub(crate) rows: RecordBatch,
    /// Rows of `new` that were not there or were other.
    pub(crate) fresh: RecordBatch,
    /// Rows of `old` whose key is no longer there.
    pub(crate) gone: RecordBatch,
}

/// Compares two states of the same keys, column by column.
pub(crate) fn change(old: &RecordBatch, new: &RecordBatch, keys: usize) -> Result<Change, Error> {
    let by_key = Keys::new(new, keys)?;
    let by_row = Keys::new(new, new.num_columns())?;
    let before: BTreeMap<OwnedRow, OwnedRow> =
        by_key.rows(old)?.into_iter().zip(by_row.rows(old)?).collect();
    let after: BTreeMap<OwnedRow, OwnedRow> =
        by_key.rows(new)?.into_iter().zip(by_row.rows(new)?).collect();
    let differs = |key: &OwnedRow| before.get(key) != after.get(key);
    let pick = |rows: &RecordBatch, test: &dyn Fn(&OwnedRow) -> bool| {
        let mask: BooleanArray = by_key.rows(rows)?.iter().map(|key| Some(test(key))).collect();
        filter_record_batch(rows, &mask).map_err(Error::rows("keys"))
    };
    let fresh = pick(new, &differs)?;
    let stale = pick(old, &differs)?;
    let gone = pick(old, &|key| !after.contains_key(key))?;
    let rows = concat_batches(&new.schema(), [&stale, &fresh]).map_err(Error::rows("keys"))?;
    Ok(Change { rows, fresh, gone })
}

#[cfg(test)]
mod tests;
