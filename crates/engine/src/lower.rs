//! A relation as a DataFusion plan. Every column gets a name that occurs once in the plan, so
//! that names of people, repeated names and the two sides of a join never meet.

use crate::clock::Clock;
use crate::types::{arrow_type, column_name};
use arrow_schema::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::{Column, NullEquality, Result, ScalarValue, TableReference, plan_err};
use datafusion::datasource::provider_as_source;
use datafusion::logical_expr::logical_plan::Join;
use datafusion::logical_expr::{
    Expr, JoinConstraint, JoinType, LogicalPlan, LogicalPlanBuilder, cast, lit,
};
use district::DataType;
use indicator::ir::{self, Col, JoinKind, Rel, TableRef};
use std::collections::BTreeSet;
use std::sync::Arc;

mod aggregate;
mod expression;

/// A table that a scan is bound to.
#[derive(Clone)]
pub struct Bound {
    /// Its rows. A stream's columns are looked up by name, those of a stage or constant by
    /// place.
    pub provider: Arc<dyn TableProvider>,
    /// The declared column that holds the same moment as `observed_at`, if there is one: periods
    /// of it are read off `observed_on`, so that the lake skips whole days.
    pub event_column: Option<String>,
    /// The local days (since 1970) on which a stream has records, in order, with how many: what
    /// lets [`crate::durations`] read it day by day. None if it is not known.
    pub days: Option<Arc<[(i32, u64)]>>,
}

impl Bound {
    /// Rows without an event column.
    pub fn rows(provider: Arc<dyn TableProvider>) -> Self {
        Self { provider, event_column: None, days: None }
    }
}

/// Finds the table for a scan.
pub type Resolve<'a> = dyn FnMut(&TableRef, usize) -> Result<Bound> + 'a;

/// Makes the plan of a relation. Its columns are `c0`, `c1`, …, with the types that
/// [`crate::types`] gives them. `Durations` is no plan: [`crate::durations`] runs it.
pub fn lower(rel: &Rel, clock: &Arc<Clock>, resolve: &mut Resolve<'_>) -> Result<LogicalPlan> {
    let mut lowering =
        Lowering { clock: Arc::clone(clock), named: 0, resolve, text_as_found: false };
    let lowered = lowering.rel(rel)?;
    let columns: Vec<Expr> = lowered
        .slots
        .iter()
        .enumerate()
        .map(|(place, slot)| {
            let name = column_name(place);
            // The name alone may stand already for another column of the same plan.
            slot.of_type(&lowered.plan).map(|expr| expr.alias(format!("out_{name}")))
        })
        .collect::<Result<_>>()?;
    let outer: Vec<Expr> = (0..columns.len())
        .map(|place| {
            let name = column_name(place);
            Expr::Column(Column::from_name(format!("out_{name}"))).alias(name)
        })
        .collect();
    LogicalPlanBuilder::from(lowered.plan).project(columns)?.project(outer)?.build()
}

/// As [`lower`], but texts keep the layout that tables have them in (dictionaries, views), for
/// readers that do better with it.
pub(crate) fn lower_text_as_found(
    rel: &Rel,
    clock: &Arc<Clock>,
    resolve: &mut Resolve<'_>,
) -> Result<LogicalPlan> {
    let mut lowering =
        Lowering { clock: Arc::clone(clock), named: 0, resolve, text_as_found: true };
    let lowered = lowering.rel(rel)?;
    let named = lowered.slots.iter().enumerate();
    let columns: Vec<Expr> =
        named.map(|(place, slot)| slot.expr().alias(column_name(place))).collect();
    LogicalPlanBuilder::from(lowered.plan).project(columns)?.build()
}

/// A column of a plan under way.
#[derive(Debug, Clone)]
struct Slot {
    name: String,
    data_type: DataType,
    /// The column that holds the local date of this instant, where the lake has one.
    day: Option<String>,
}

impl Slot {
    fn expr(&self) -> Expr {
        named(&self.name)
    }

    /// The column in the physical form of its type.
    fn of_type(&self, plan: &LogicalPlan) -> Result<Expr> {
        let wanted = arrow_type(self.data_type);
        let found = plan.schema().field_with_unqualified_name(&self.name)?.data_type();
        Ok(if *found == wanted { self.expr() } else { cast(self.expr(), wanted) })
    }
}

fn named(name: &str) -> Expr {
    Expr::Column(Column::from_name(name))
}

struct Lowered {
    plan: LogicalPlan,
    slots: Vec<Slot>,
}

struct Lowering<'a, 'r> {
    clock: Arc<Clock>,
    named: usize,
    resolve: &'a mut Resolve<'r>,
    text_as_found: bool,
}

impl Lowering<'_, '_> {
    fn name(&mut self) -> String {
        self.named += 1;
        format!("x{}", self.named)
    }

    fn rel(&mut self, rel: &Rel) -> Result<Lowered> {
        match rel {
            Rel::Scan { table, occurrence, columns } => self.scan(table, *occurrence, columns),
            Rel::Filter { input, predicate } => {
                let input = self.rel(input)?;
                let predicate = self.expr(predicate, &input.slots)?;
                let plan = LogicalPlanBuilder::from(input.plan).filter(predicate)?.build()?;
                Ok(Lowered { plan, slots: input.slots })
            }
            Rel::Project { input, exprs } => self.project(input, exprs),
            Rel::Aggregate { input, keys, aggregates } => self.aggregate(input, keys, aggregates),
            Rel::Join { left, right, kind, on, condition } => {
                self.join(left, right, *kind, on, condition.as_ref())
            }
            Rel::Union { inputs, columns } => self.union(inputs, columns),
            Rel::Durations { .. } => {
                plan_err!("durations stand at the root of a stage, not within a plan")
            }
        }
    }

    fn scan(&mut self, table: &TableRef, occurrence: usize, columns: &[Col]) -> Result<Lowered> {
        let bound = (self.resolve)(table, occurrence)?;
        let schema = bound.provider.schema();
        let name = TableReference::bare(self.name());
        let source = provider_as_source(bound.provider);
        let builder = LogicalPlanBuilder::scan(name.clone(), source, None)?;
        let mut slots = Vec::with_capacity(columns.len());
        let mut exprs = Vec::with_capacity(columns.len());
        for (place, col) in columns.iter().enumerate() {
            let slot = Slot { name: self.name(), data_type: col.data_type, day: None };
            let found = self.physical(table, &schema, &name, (place, col))?;
            exprs.push(found.alias(&slot.name));
            slots.push(slot);
        }
        if let TableRef::Stream(_) = table {
            mark_days(columns, bound.event_column.as_deref(), &mut slots);
        }
        Ok(Lowered { plan: builder.project(exprs)?.build()?, slots })
    }

    /// A table's column in the physical form of its type.
    fn physical(
        &self,
        table: &TableRef,
        schema: &SchemaRef,
        relation: &TableReference,
        (place, col): (usize, &Col),
    ) -> Result<Expr> {
        let wanted = arrow_type(col.data_type);
        let field = match table {
            TableRef::Stream(_) => schema.column_with_name(&col.name).map(|(_, field)| field),
            TableRef::Stage(_) | TableRef::Constant(_) => {
                schema.fields().get(place).map(AsRef::as_ref)
            }
        };
        let Some(field) = field else {
            // A snapshot from before a column was added: no record of it has a value.
            if let TableRef::Stream(_) = table {
                return Ok(cast(lit(ScalarValue::Null), wanted));
            }
            return plan_err!(
                "expected at least {} columns in {table:?}, found {}",
                place + 1,
                schema.fields().len()
            );
        };
        let column = Expr::Column(Column::new(Some(relation.clone()), field.name()));
        let as_found = self.text_as_found && col.data_type == DataType::Text;
        let right = *field.data_type() == wanted || as_found;
        Ok(if right { column } else { cast(column, wanted) })
    }

    fn project(&mut self, input: &Rel, exprs: &[(ir::Expr, Col)]) -> Result<Lowered> {
        let input = self.rel(input)?;
        let mut columns = Vec::with_capacity(exprs.len());
        let mut slots = Vec::with_capacity(exprs.len());
        let mut carried = BTreeSet::new();
        for (expr, _) in exprs {
            let day = match &expr.node {
                ir::Node::Column(place) => input.slots.get(*place).and_then(|s| s.day.clone()),
                ir::Node::Literal(_)
                | ir::Node::Call(..)
                | ir::Node::Case(..)
                | ir::Node::Cast(_) => None,
            };
            if let Some(day) = &day
                && carried.insert(day.clone())
            {
                columns.push(named(day));
            }
            let slot = Slot { name: self.name(), data_type: expr.data_type, day };
            columns.push(self.expr(expr, &input.slots)?.alias(&slot.name));
            slots.push(slot);
        }
        let plan = LogicalPlanBuilder::from(input.plan).project(columns)?.build()?;
        Ok(Lowered { plan, slots })
    }

    fn join(
        &mut self,
        left: &Rel,
        right: &Rel,
        kind: JoinKind,
        on: &[(ir::Expr, ir::Expr)],
        condition: Option<&ir::Expr>,
    ) -> Result<Lowered> {
        // Keys of stages may be null, and a null key equals itself: so does one that is looked
        // up in a table of keys, which are the engine's own and begin with `__`.
        let null_equality = if internal(right) {
            NullEquality::NullEqualsNull
        } else {
            NullEquality::NullEqualsNothing
        };
        let (left, right) = (self.rel(left)?, self.rel(right)?);
        let mut pairs = Vec::with_capacity(on.len());
        for (a, b) in on {
            let common = expression::common_type(a.data_type, b.data_type);
            let a = self.key(a, &left.slots, common)?;
            let b = self.key(b, &right.slots, common)?;
            pairs.push((a, b));
        }
        let both: Vec<Slot> = left.slots.iter().chain(&right.slots).cloned().collect();
        let mut filter = condition.map(|expr| self.expr(expr, &both)).transpose()?;
        let (join_type, slots) = match kind {
            JoinKind::Inner => (JoinType::Inner, both),
            JoinKind::Left => (JoinType::Left, both),
            JoinKind::Semi => (JoinType::LeftSemi, left.slots),
            JoinKind::Anti => (JoinType::LeftAnti, left.slots),
        };
        if pairs.is_empty() && filter.is_none() {
            filter = Some(lit(true));
        }
        let join = Join::try_new(
            Arc::new(left.plan),
            Arc::new(right.plan),
            pairs,
            filter,
            join_type,
            JoinConstraint::On,
            null_equality,
            false,
        )?;
        Ok(Lowered { plan: LogicalPlan::Join(join), slots })
    }

    /// A key of a join, in a form that hash joins compare.
    fn key(&mut self, expr: &ir::Expr, slots: &[Slot], common: DataType) -> Result<Expr> {
        let key = expression::lift(self.expr(expr, slots)?, expr.data_type, common)?;
        Ok(match common {
            DataType::Exact => crate::functions::text::exact_key(key),
            DataType::Text
            | DataType::Integer
            | DataType::Decimal(_)
            | DataType::Boolean
            | DataType::Instant
            | DataType::Date
            | DataType::Period(_) => key,
        })
    }

    fn union(&mut self, inputs: &[Rel], columns: &[Col]) -> Result<Lowered> {
        let lowered = inputs.iter().map(|rel| self.rel(rel)).collect::<Result<Vec<_>>>()?;
        let mut slots = Vec::with_capacity(columns.len());
        for (place, col) in columns.iter().enumerate() {
            let days = |input: &Lowered| input.slots.get(place).is_some_and(|s| s.day.is_some());
            let day = lowered.iter().all(days).then(|| self.name());
            slots.push(Slot { name: self.name(), data_type: col.data_type, day });
        }
        let mut union: Option<LogicalPlanBuilder> = None;
        for input in lowered {
            let mut exprs = Vec::with_capacity(slots.len());
            for (slot, found) in slots.iter().zip(&input.slots) {
                let value = expression::lift(found.expr(), found.data_type, slot.data_type)?;
                exprs.push(value.alias(&slot.name));
                if let Some((name, day)) = slot.day.as_ref().zip(found.day.as_ref()) {
                    exprs.push(named(day).alias(name));
                }
            }
            if input.slots.len() != slots.len() {
                return plan_err!(
                    "expected {} columns in every part of a union, found {}",
                    slots.len(),
                    input.slots.len()
                );
            }
            let part = LogicalPlanBuilder::from(input.plan).project(exprs)?;
            union = Some(match union {
                Some(union) => union.union(part.build()?)?,
                None => part,
            });
        }
        let Some(union) = union else {
            return plan_err!("expected at least one part of a union, found none");
        };
        Ok(Lowered { plan: union.build()?, slots })
    }
}

/// Whether rows come from a table of the engine's own.
fn internal(rel: &Rel) -> bool {
    let mut found = false;
    rel.scans(&mut |table, _| {
        found |= matches!(table, TableRef::Constant(name) if name.starts_with("__"));
    });
    found
}

/// Notes which columns of a stream hold a moment whose local date is `observed_on`.
fn mark_days(columns: &[Col], event_column: Option<&str>, slots: &mut [Slot]) {
    let find = |name: &str| columns.iter().rposition(|col| col.name == name);
    let day = find("observed_on").and_then(|place| slots.get(place)).map(|slot| slot.name.clone());
    for name in [Some("observed_at"), event_column].into_iter().flatten() {
        if let Some(slot) = find(name).and_then(|place| slots.get_mut(place)) {
            slot.day.clone_from(&day);
        }
    }
}
