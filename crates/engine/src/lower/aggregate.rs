//! Aggregates: keys and arguments are made columns first, DataFusion folds them with its own
//! accumulators where these are exact, and a last projection makes means and reasons of them.

use super::{Lowered, Lowering, Slot, expression, named};
use crate::aggregates::folding;
use crate::functions::arithmetic::{self, Operation};
use crate::functions::text;
use crate::types::arrow_type;
use arrow_schema::DataType as ArrowType;
use datafusion::common::{Result, plan_err};
use datafusion::functions_aggregate::count::count_udaf;
use datafusion::functions_aggregate::min_max::{max_udaf, min_udaf};
use datafusion::functions_aggregate::sum::sum_udaf;
use datafusion::logical_expr::{
    AggregateUDF, Expr, ExprFunctionExt, LogicalPlanBuilder, cast, lit,
};
use district::DataType;
use indicator::ir::{self, Aggregate, AggregateFunction, Col, Rel};
use std::sync::Arc;

/// The columns that go into the fold.
#[derive(Default)]
struct Inputs {
    columns: Vec<Expr>,
    known: Vec<(ir::Expr, Slot)>,
}

/// What comes out of it: the folds by name, and the columns made of them.
#[derive(Default)]
struct Outputs {
    folds: Vec<Expr>,
    columns: Vec<Expr>,
    slots: Vec<Slot>,
}

impl Lowering<'_, '_> {
    pub(super) fn aggregate(
        &mut self,
        input: &Rel,
        keys: &[(ir::Expr, Col)],
        aggregates: &[(Aggregate, Col)],
    ) -> Result<Lowered> {
        let input = self.rel(input)?;
        let mut inputs = Inputs::default();
        let mut outputs = Outputs::default();
        let mut groups = Vec::with_capacity(keys.len());
        for (expr, col) in keys {
            // A key is always a column of its own, so that two equal keys stay two columns.
            let name = self.name();
            inputs.columns.push(self.expr(expr, &input.slots)?.alias(&name));
            groups.push(named(&name));
            outputs.columns.push(named(&name));
            outputs.slots.push(Slot { name, data_type: col.data_type, day: None });
        }
        for (aggregate, col) in aggregates {
            let value = self.one(aggregate, &input.slots, &mut inputs, &mut outputs, col)?;
            let name = self.name();
            outputs.columns.push(value.alias(&name));
            outputs.slots.push(Slot { name, data_type: col.data_type, day: None });
        }
        if inputs.columns.is_empty() {
            // `count(*)` over everything reads no column, but a projection needs one.
            inputs.columns.push(lit(1_i64).alias(self.name()));
        }
        let plan = LogicalPlanBuilder::from(input.plan)
            .project(inputs.columns)?
            .aggregate(groups, outputs.folds)?
            .project(outputs.columns)?
            .build()?;
        Ok(Lowered { plan, slots: outputs.slots })
    }

    fn one(
        &mut self,
        aggregate: &Aggregate,
        slots: &[Slot],
        inputs: &mut Inputs,
        outputs: &mut Outputs,
        col: &Col,
    ) -> Result<Expr> {
        let filter = match &aggregate.filter {
            Some(filter) => Some(self.input(filter, slots, inputs)?.expr()),
            None => None,
        };
        let mut arguments = Vec::with_capacity(aggregate.arguments.len());
        for argument in &aggregate.arguments {
            arguments.push(self.input(argument, slots, inputs)?);
        }
        let mut folds =
            Folds { names: &mut self.named, calls: &mut outputs.folds, filter: filter.as_ref() };
        made(&aggregate.function, &arguments, col.data_type, &mut folds)
    }

    /// The column of an argument, which is computed once however often it is folded.
    fn input(&mut self, expr: &ir::Expr, slots: &[Slot], inputs: &mut Inputs) -> Result<Slot> {
        if let Some((_, slot)) = inputs.known.iter().find(|(known, _)| known == expr) {
            return Ok(slot.clone());
        }
        let slot = Slot { name: self.name(), data_type: expr.data_type, day: None };
        inputs.columns.push(self.expr(expr, slots)?.alias(&slot.name));
        inputs.known.push((expr.clone(), slot.clone()));
        Ok(slot)
    }
}

/// Adds folds under names of their own.
struct Folds<'a> {
    names: &'a mut usize,
    calls: &'a mut Vec<Expr>,
    filter: Option<&'a Expr>,
}

impl Folds<'_> {
    fn add(
        &mut self,
        function: &Arc<AggregateUDF>,
        arguments: Vec<Expr>,
        distinct: bool,
    ) -> Result<Expr> {
        *self.names += 1;
        let name = format!("x{}", self.names);
        let call = function.call(arguments);
        let call = match (self.filter, distinct) {
            (Some(filter), true) => call.filter(filter.clone()).distinct().build()?,
            (Some(filter), false) => call.filter(filter.clone()).build()?,
            (None, true) => call.distinct().build()?,
            (None, false) => call,
        };
        self.calls.push(call.alias(&name));
        Ok(named(&name))
    }
}

fn made(
    function: &AggregateFunction,
    arguments: &[Slot],
    returns: DataType,
    folds: &mut Folds<'_>,
) -> Result<Expr> {
    if *function == AggregateFunction::CountRows {
        return folds.add(&count_udaf(), vec![lit(1_i64)], false);
    }
    let Some(first) = arguments.first() else {
        return plan_err!("expected an argument of {function:?}, found none");
    };
    let (value, of) = (first.expr(), first.data_type);
    let exact = of == DataType::Exact;
    match function {
        AggregateFunction::CountRows => plan_err!("rows are counted without an argument"),
        AggregateFunction::Count => folds.add(&count_udaf(), vec![value], false),
        AggregateFunction::CountDistinct => {
            let value = if exact { text::exact_key(value) } else { value };
            folds.add(&count_udaf(), vec![value], true)
        }
        AggregateFunction::Short { rule, min } => {
            let count = folds.add(&count_udaf(), vec![value], false)?;
            Ok(text::short(rule, *min, count))
        }
        AggregateFunction::Sum if !exact => sum(value, of, returns, folds),
        AggregateFunction::Avg if !exact => {
            let sum = sum(value.clone(), of, summed(of), folds)?;
            let count = folds.add(&count_udaf(), vec![value], false)?;
            Ok(arithmetic::binary(Operation::Div, DataType::Exact, sum, count))
        }
        AggregateFunction::Min if !exact => folds.add(&min_udaf(), vec![value], false),
        AggregateFunction::Max if !exact => folds.add(&max_udaf(), vec![value], false),
        AggregateFunction::Sum
        | AggregateFunction::Avg
        | AggregateFunction::Min
        | AggregateFunction::Max
        | AggregateFunction::Percentile(_)
        | AggregateFunction::PercentileBy(_)
        | AggregateFunction::Gini
        | AggregateFunction::Palma
        | AggregateFunction::Mda8 { .. }
        | AggregateFunction::YearShort { .. } => {
            let Some(udaf) = folding(function) else {
                return plan_err!("expected an aggregate of our own for {function:?}");
            };
            folds.add(&Arc::new(udaf), arguments.iter().map(Slot::expr).collect(), false)
        }
    }
}

/// The type in which values are summed: whole numbers as decimals, whose sums do not wrap.
fn summed(of: DataType) -> DataType {
    if of == DataType::Integer { DataType::Decimal(0) } else { of }
}

fn sum(value: Expr, of: DataType, returns: DataType, folds: &mut Folds<'_>) -> Result<Expr> {
    let value = if of == DataType::Integer {
        // 19 digits hold every integer, and leave 19 more for the sum.
        cast(value, ArrowType::Decimal128(19, 0))
    } else {
        value
    };
    let sum = folds.add(&sum_udaf(), vec![value], false)?;
    let sum = cast(sum, arrow_type(summed(of)));
    match (summed(of), returns) {
        (from, to) if from == to => Ok(sum),
        (_, DataType::Integer) => Ok(cast(sum, ArrowType::Int64)),
        (from, to) => expression::lift(sum, from, to),
    }
}
