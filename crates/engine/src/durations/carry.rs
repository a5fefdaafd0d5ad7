//! What holds at a moment: the last record of each subject. Enough to go on from there.

use crate::Error;
use crate::types::arrow_type;
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, Int64Array, RecordBatch, StringArray};
use arrow_schema::{Field, Schema, SchemaRef};
use district::DataType;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The last record of a subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its moment, microseconds since 1970-01-01T00:00Z.
    pub at_us: i64,
    /// Its state.
    pub state: Option<String>,
}

/// The last record of each subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carry(pub BTreeMap<String, Held>);

impl Carry {
    /// The columns of its rows: subject, moment, state.
    pub fn schema() -> SchemaRef {
        Arc::new(Schema::new(vec![
            Field::new("subject", arrow_type(DataType::Text), false),
            Field::new("at_us", arrow_type(DataType::Integer), false),
            Field::new("state", arrow_type(DataType::Text), true),
        ]))
    }

    /// Its rows, in order of subject.
    pub fn to_batch(&self) -> Result<RecordBatch, Error> {
        let columns: Vec<ArrayRef> = vec![
            Arc::new(StringArray::from_iter_values(self.0.keys())),
            Arc::new(Int64Array::from_iter_values(self.0.values().map(|held| held.at_us))),
            Arc::new(self.0.values().map(|held| held.state.as_deref()).collect::<StringArray>()),
        ];
        RecordBatch::try_new(Self::schema(), columns).map_err(Error::rows("carry"))
    }

    /// From the rows that [`Carry::to_batch`] gave.
    pub fn from_batch(batch: &RecordBatch) -> Result<Self, Error> {
        let wrong = |column: usize, expected: DataType| Error::Column {
            name: "carry".to_owned(),
            column,
            expected: expected.to_string(),
            found: "another type".to_owned(),
        };
        let column = |place: usize| batch.columns().get(place).map(AsRef::as_ref);
        let text = |place: usize| {
            column(place)
                .and_then(|found: &dyn Array| found.as_string_opt::<i32>())
                .ok_or_else(|| wrong(place, DataType::Text))
        };
        let at = column(1).and_then(|found: &dyn Array| found.as_primitive_opt::<Int64Type>());
        let at = at.ok_or_else(|| wrong(1, DataType::Integer))?;
        let mut held = BTreeMap::new();
        for ((subject, at_us), state) in text(0)?.iter().zip(at.iter()).zip(text(2)?.iter()) {
            if let Some((subject, at_us)) = subject.zip(at_us) {
                let state = state.map(str::to_owned);
                held.insert(subject.to_owned(), Held { at_us, state });
            }
        }
        Ok(Self(held))
    }
}
