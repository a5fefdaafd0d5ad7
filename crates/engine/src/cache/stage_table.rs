//! Cached rows as a table: only the buckets that a filter on the period can reach are read.

use super::{Buckets, Cut};
use arrow_array::{ArrayRef, BooleanArray, Int64Array, RecordBatch, new_null_array};
use arrow_schema::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DFSchema, DataFusionError, Result};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;
use district::Period;
use std::sync::Arc;

/// A stage's rows as of its last refresh.
#[derive(Debug)]
pub(crate) struct StageTable(pub(crate) Buckets);

#[async_trait]
impl TableProvider for StageTable {
    fn schema(&self) -> SchemaRef {
        self.0.schema.clone()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut batches = Vec::new();
        for bucket in self.0.manifest.buckets.keys() {
            if self.reaches(state, filters, *bucket)? {
                let rows = self.0.read(*bucket);
                batches.push(rows.map_err(|error| DataFusionError::External(Box::new(error)))?);
            }
        }
        let plan =
            MemorySourceConfig::try_new_exec(&[batches], self.schema(), projection.cloned())?;
        Ok(plan)
    }
}

impl StageTable {
    /// Whether some period of the bucket passes every filter that looks at the period alone.
    fn reaches(&self, state: &dyn Session, filters: &[Expr], bucket: i64) -> Result<bool> {
        let Some((cut, period)) = self.0.cut.zip(Period::from_code(bucket)) else {
            return Ok(true);
        };
        let name = self.0.schema.field(cut.column).name();
        let mut candidates = None;
        for filter in filters {
            let columns = filter.column_refs();
            if columns.len() != 1 || columns.iter().any(|column| column.name != *name) {
                continue;
            }
            let rows = candidates.get_or_insert_with(|| self.periods(cut, period));
            let schema = DFSchema::try_from(self.schema())?;
            let filter = state.create_physical_expr(filter.clone(), &schema)?;
            let passes = filter.evaluate(rows)?.into_array(rows.num_rows())?;
            let passes = passes.as_any().downcast_ref::<BooleanArray>();
            if passes.is_some_and(|passes| passes.true_count() == 0) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// One row for each period that the bucket can hold, null but for the period.
    fn periods(&self, cut: Cut, bucket: Period) -> RecordBatch {
        let first = Period::of(bucket.start(), cut.period);
        let codes: Vec<i64> = std::iter::successors(Some(first), |period| Some(period.next()))
            .take_while(|period| bucket.contains(*period))
            .map(Period::code)
            .collect();
        let rows = codes.len();
        let codes: ArrayRef = Arc::new(Int64Array::from(codes));
        let fields = self.0.schema.fields().iter().enumerate();
        let columns = fields
            .map(|(at, field)| {
                if at == cut.column {
                    codes.clone()
                } else {
                    new_null_array(field.data_type(), rows)
                }
            })
            .collect();
        // The columns were made from the schema itself.
        RecordBatch::try_new(self.schema(), columns)
            .unwrap_or_else(|_| RecordBatch::new_empty(self.schema()))
    }
}
