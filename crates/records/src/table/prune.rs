//! Leaves out whole files by what is known of their days and times.
//!
//! A filter on `observed_on` alone is evaluated for every day that a file spans, whatever the
//! filter looks like: all days false leaves the file out, all days true decides the filter for
//! the whole file. Filters that compare `observed_at` or `observed_on` with a constant leave a
//! file out by its range.

use crate::schema::{OBSERVED_AT, OBSERVED_ON};
use crate::store::snapshots::DataFile;
use arrow_array::cast::AsArray;
use arrow_array::{Date32Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::common::ToDFSchema;
use datafusion::execution::context::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::{Between, BinaryExpr, Expr, Operator};
use datafusion::physical_expr::create_physical_expr;
use std::sync::Arc;

/// Days that are evaluated one by one; a longer file is kept.
const DAYS_MAX: i64 = 40_000;

/// What a filter on days says about a whole file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Days {
    /// True on each of its days.
    All,
    /// True on none.
    None,
    /// True on some, or not to be said.
    Some,
}

impl Days {
    /// Whether no row of the file has to be looked at.
    pub(crate) fn is_decided(self) -> bool {
        matches!(self, Self::All | Self::None)
    }
}

/// Whether the filter uses `observed_on` and no other column.
pub(crate) fn on_days_only(filter: &Expr) -> bool {
    let columns = filter.column_refs();
    !columns.is_empty()
        && columns.iter().all(|column| column.name == OBSERVED_ON)
        && !filter.is_volatile()
}

/// Evaluates a filter on days for every day of the file.
pub(crate) fn by_days(file: &DataFile, filter: &Expr) -> Days {
    let (from, to) = file.days;
    if i64::from(to) - i64::from(from) > DAYS_MAX {
        return Days::Some;
    }
    evaluate(filter, from, to).unwrap_or(Days::Some)
}

fn evaluate(filter: &Expr, from: i32, to: i32) -> Option<Days> {
    let schema = Schema::new(vec![Field::new(OBSERVED_ON, DataType::Date32, false)]);
    let days: Date32Array = (from..=to).map(Some).collect();
    let batch = RecordBatch::try_new(Arc::new(schema.clone()), vec![Arc::new(days)]).ok()?;
    // The filter may name the table; here there is only one.
    let filter = unqualified(filter)?;
    let shape = schema.to_dfschema().ok()?;
    let props = ExecutionProps::new();
    let expr =
        create_physical_expr(&filter, &shape, &props, &PhysicalPlanningContext::default()).ok()?;
    let values = expr.evaluate(&batch).ok()?.into_array(batch.num_rows()).ok()?;
    let values = values.as_boolean_opt()?;
    let trues = values.true_count();
    Some(if trues == 0 {
        Days::None
    } else if trues == batch.num_rows() {
        Days::All
    } else {
        Days::Some
    })
}

fn unqualified(filter: &Expr) -> Option<Expr> {
    use datafusion::common::tree_node::{Transformed, TreeNode};
    let rewritten = filter.clone().transform(|expr| {
        Ok(match expr {
            Expr::Column(column) => {
                Transformed::yes(Expr::Column(datafusion::common::Column::from_name(column.name)))
            }
            other => Transformed::no(other),
        })
    });
    rewritten.ok().map(|done| done.data)
}

/// Whether a row of the file may pass all filters.
pub(crate) fn may_match(file: &DataFile, filters: &[Expr]) -> bool {
    filters.iter().all(|filter| {
        if on_days_only(filter) && by_days(file, filter) == Days::None {
            return false;
        }
        may_pass(file, filter)
    })
}

/// Looks into conjunctions and disjunctions for comparisons with a constant.
fn may_pass(file: &DataFile, filter: &Expr) -> bool {
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::And, right }) => {
            may_pass(file, left) && may_pass(file, right)
        }
        Expr::BinaryExpr(BinaryExpr { left, op: Operator::Or, right }) => {
            may_pass(file, left) || may_pass(file, right)
        }
        Expr::BinaryExpr(BinaryExpr { left, op, right }) => {
            if let (Some(range), Some(value)) = (range_of(file, left), constant(right)) {
                return compare(range, *op, value);
            }
            if let (Some(value), Some(range)) = (constant(left), range_of(file, right)) {
                return op.swap().is_none_or(|op| compare(range, op, value));
            }
            true
        }
        Expr::Between(Between { expr, negated: false, low, high }) => {
            let Some(range) = range_of(file, expr) else { return true };
            constant(low).is_none_or(|low| compare(range, Operator::GtEq, low))
                && constant(high).is_none_or(|high| compare(range, Operator::LtEq, high))
        }
        _ => true,
    }
}

/// The file's range of a bare column, in that column's own numbers.
fn range_of(file: &DataFile, expr: &Expr) -> Option<(i64, i64, bool)> {
    let Expr::Column(column) = expr else { return None };
    match column.name.as_str() {
        OBSERVED_AT => Some((file.at.0, file.at.1, true)),
        OBSERVED_ON => Some((i64::from(file.days.0), i64::from(file.days.1), false)),
        _ => None,
    }
}

/// A constant as microseconds (true) or days (false).
fn constant(expr: &Expr) -> Option<(i64, bool)> {
    let Expr::Literal(value, _) = expr else { return None };
    let ScalarValue::Date32(Some(days)) = value else {
        let instant = DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()));
        // Finer times are cut off downwards by the cast: only whole microseconds are compared.
        let at = value.cast_to(&instant).ok()?;
        let back = at.cast_to(&value.data_type()).ok()?;
        let ScalarValue::TimestampMicrosecond(Some(at), _) = at else { return None };
        return (matches!(value.data_type(), DataType::Timestamp(..)) && back == *value)
            .then_some((at, true));
    };
    Some((i64::from(*days), false))
}

fn compare(range: (i64, i64, bool), op: Operator, value: (i64, bool)) -> bool {
    let (from, to, instants) = range;
    if instants != value.1 {
        return true;
    }
    let value = value.0;
    if op == Operator::Eq {
        from <= value && value <= to
    } else if op == Operator::Lt {
        from < value
    } else if op == Operator::LtEq {
        from <= value
    } else if op == Operator::Gt {
        to > value
    } else if op == Operator::GtEq {
        to >= value
    } else {
        true
    }
}
