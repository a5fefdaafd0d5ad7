//! Keys: two states of the same rows in, what changed out.

use super::change;
use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray};
use std::sync::Arc;

fn rows(rows: &[(Option<&str>, i64)]) -> RecordBatch {
    let names: ArrayRef = Arc::new(rows.iter().map(|(name, _)| *name).collect::<StringArray>());
    let values: ArrayRef = Arc::new(rows.iter().map(|(_, v)| Some(*v)).collect::<Int64Array>());
    RecordBatch::try_from_iter_with_nullable([("c0", names, true), ("c1", values, true)]).unwrap()
}

#[test]
fn what_changed_is_the_rows_that_differ_on_either_side() {
    let old = rows(&[(Some("a"), 1), (Some("b"), 2), (None, 3)]);
    let new = rows(&[(Some("a"), 1), (None, 4), (Some("c"), 5)]);
    let change = change(&old, &new, 1).unwrap();
    assert_eq!(change.rows, rows(&[(Some("b"), 2), (None, 3), (None, 4), (Some("c"), 5)]));
    assert_eq!(change.fresh, rows(&[(None, 4), (Some("c"), 5)]));
    assert_eq!(change.gone, rows(&[(Some("b"), 2)]));
}
