//! The lake at a snapshot as tables, with the stages that are cached for it.

use crate::Error;
use crate::cache::{Buckets, StageTable};
use crate::lower::Bound;
use crate::refresh::FINGERPRINT;
use crate::tables::{Days, Tables};
use datafusion::catalog::TableProvider;
use futures::future::BoxFuture;
use indicator::ir::Stage;
use records::{Lake, SnapshotNo, Which};
use std::sync::Arc;

/// The streams of a lake at one snapshot.
#[derive(Debug, Clone)]
pub struct LakeTables {
    lake: Lake,
    snapshot: SnapshotNo,
}

impl LakeTables {
    /// The streams of `lake` at `snapshot`.
    pub fn new(lake: Lake, snapshot: SnapshotNo) -> Self {
        Self { lake, snapshot }
    }
}

impl Tables for LakeTables {
    fn table<'a>(
        &'a self,
        stream: &'a str,
        which: Which,
    ) -> BoxFuture<'a, Result<Arc<dyn TableProvider>, Error>> {
        Box::pin(async move {
            self.lake.table(stream, self.snapshot, which).await.map_err(Error::lake(stream))
        })
    }

    fn days<'a>(&'a self, stream: &'a str) -> BoxFuture<'a, Result<Option<Days>, Error>> {
        Box::pin(async move {
            let table = self.lake.pin(stream, self.snapshot, Which::All).await;
            Ok(Some(table.map_err(Error::lake(stream))?.days().into()))
        })
    }

    fn cached<'a>(&'a self, stage: &'a Stage) -> BoxFuture<'a, Result<Option<Bound>, Error>> {
        Box::pin(async move {
            let entry = self.lake.cache_get(&stage.id.0).await.map_err(Error::lake(&stage.name))?;
            let Some(entry) = entry.filter(|entry| {
                entry.snapshot == self.snapshot && entry.fingerprint == FINGERPRINT
            }) else {
                return Ok(None);
            };
            let Ok(manifest) = serde_json::from_str(&entry.manifest) else { return Ok(None) };
            let buckets = Buckets::new(&self.lake.cache_dir(), stage).with(manifest);
            Ok(buckets.readable().then(|| Bound::rows(Arc::new(StageTable(buckets)))))
        })
    }
}
