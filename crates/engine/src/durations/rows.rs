//! What the walk reads and writes: columns of a batch in, rows by subject, period and state out.

use super::intern::{Interner, index};
use crate::Error;
use crate::types::arrow_type;
use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampMicrosecondType};
use arrow_array::{
    Array, ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray,
    TimestampMicrosecondArray,
};
use arrow_schema::SchemaRef;
use district::DataType;
use std::sync::Arc;

/// Columns of a batch: subject, state, moment, and the record's number where it is known.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    pub(super) subject: &'a dyn Array,
    pub(super) state: &'a dyn Array,
    pub(super) at: &'a TimestampMicrosecondArray,
    pub(super) record_no: Option<&'a Int64Array>,
}

impl<'a> Input<'a> {
    /// The first three or four columns of a batch.
    pub fn of(batch: &'a RecordBatch) -> Result<Self, Error> {
        let wrong = |column: usize, expected: DataType| Error::Column {
            name: "a state stream".to_owned(),
            column,
            expected: expected.to_string(),
            found: batch
                .columns()
                .get(column)
                .map_or_else(|| "none".to_owned(), |found| found.data_type().to_string()),
        };
        let column = |place: usize| batch.columns().get(place).map(AsRef::as_ref);
        let at =
            column(2).and_then(|c: &dyn Array| c.as_primitive_opt::<TimestampMicrosecondType>());
        Ok(Self {
            subject: column(0).ok_or_else(|| wrong(0, DataType::Text))?,
            state: column(1).ok_or_else(|| wrong(1, DataType::Text))?,
            at: at.ok_or_else(|| wrong(2, DataType::Instant))?,
            record_no: column(3).and_then(|c: &dyn Array| c.as_primitive_opt::<Int64Type>()),
        })
    }
}

/// One row of the answer, or a part of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spent {
    pub(super) subject: u32,
    pub(super) code: i64,
    pub(super) state: u32,
    pub(super) micros: i64,
    pub(super) records: i64,
}

/// The answer: one row a key, in order of subject, period and state.
pub(super) fn rows_of(
    mut spent: Vec<Spent>,
    subjects: &Interner,
    states: &Interner,
    schema: &SchemaRef,
) -> Result<RecordBatch, Error> {
    let (subject_ranks, state_ranks) = (ranks(subjects.texts()), ranks(states.texts()));
    let rank = |ranks: &[u32], code: u32| ranks.get(index(code)).copied().unwrap_or(u32::MAX);
    spent.sort_unstable_by_key(|row| {
        (rank(&subject_ranks, row.subject), row.code, rank(&state_ranks, row.state))
    });
    // A period that was left and entered again has its seconds in several parts.
    spent.dedup_by(|next, kept| {
        let same = (next.subject, next.code, next.state) == (kept.subject, kept.code, kept.state);
        if same {
            kept.micros += next.micros;
            kept.records += next.records;
        }
        same
    });
    let text = |texts: &[Box<str>], code: u32| texts.get(index(code)).map(ToString::to_string);
    let subject: StringArray =
        spent.iter().map(|row| text(subjects.texts(), row.subject)).collect();
    let state: StringArray = spent.iter().map(|row| text(states.texts(), row.state)).collect();
    let seconds = Decimal128Array::from_iter_values(spent.iter().map(|row| i128::from(row.micros)))
        .with_data_type(arrow_type(DataType::Decimal(6)));
    let columns: Vec<ArrayRef> = vec![
        Arc::new(subject),
        Arc::new(Int64Array::from_iter_values(spent.iter().map(|row| row.code))),
        Arc::new(state),
        Arc::new(seconds),
        Arc::new(Int64Array::from_iter_values(spent.iter().map(|row| row.records))),
    ];
    RecordBatch::try_new(Arc::clone(schema), columns).map_err(Error::rows("durations"))
}

/// The place of each text in alphabetical order.
fn ranks(texts: &[Box<str>]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_unstable_by_key(|at| texts.get(*at));
    let mut ranks = vec![0; texts.len()];
    for (rank, at) in (0_u32..).zip(order) {
        if let Some(slot) = ranks.get_mut(at) {
            *slot = rank;
        }
    }
    ranks
}
