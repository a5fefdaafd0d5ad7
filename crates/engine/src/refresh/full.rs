//! A stage computed as a whole.

use super::{Refresh, StageReport, State};
use crate::Error;
use crate::cache::{Buckets, StageTable};
use crate::lower::Bound;
use crate::runtime::Bindings;
use indicator::ir::{Rel, Stage, TableRef};
use records::Which;
use std::sync::Arc;

impl Refresh<'_> {
    /// Computes every row of `stage`.
    pub(super) async fn whole(&mut self, stage: &Stage) -> Result<(State, StageReport), Error> {
        let mut bindings = Bindings::new();
        for (table, occurrence) in Self::scans(stage) {
            let bound = self.whole_table(&table).await?;
            bindings.insert((table, occurrence), bound);
        }
        let mut buckets = Buckets::new(&self.request.cache, stage);
        let (name, rel) = (&stage.name, &stage.rel);
        let rows = if let Rel::Durations { .. } = rel {
            let (rows, after) =
                self.engine.run_durations(name, rel, self.prepared, &bindings).await?;
            buckets.write_carry(&after, &self.generation)?;
            rows
        } else {
            self.engine.run(name, rel, self.prepared, &bindings).await?
        };
        buckets.choose(&rows);
        for (bucket, rows) in buckets.split(&rows)? {
            buckets.write(bucket, &rows, &self.generation)?;
        }
        let report =
            StageReport { name: stage.name.clone(), stale: None, changed: rows.num_rows() };
        Ok((State { buckets, change: None }, report))
    }

    /// All rows of a table at the snapshot.
    pub(super) async fn whole_table(&self, table: &TableRef) -> Result<Bound, Error> {
        match table {
            TableRef::Stream(id) => self.stream(id, Which::All).await,
            TableRef::Stage(id) => {
                let state = self.states.get(id);
                let state = state.ok_or_else(|| Error::StageNotReady(id.0.clone()))?;
                Ok(Bound::rows(Arc::new(StageTable(state.buckets.clone()))))
            }
            TableRef::Constant(id) => self.prepared.constant(id),
        }
    }

    /// Rows of a stream at the snapshot.
    pub(super) async fn stream(&self, id: &str, which: Which) -> Result<Bound, Error> {
        let table = self.lake.pin(id, self.request.to, which).await.map_err(Error::lake(id))?;
        let days = Some(table.days().into());
        Ok(Bound { days, ..self.prepared.stream(id, Arc::new(table)) })
    }
}
