//! All rows of one stream at a snapshot, as they are: for registers that programmes read, and
//! for event logs.

use crate::tables::Tables;
use crate::{Engine, Error, LakeTables};
use arrow_array::RecordBatch;
use records::Which;

impl Engine {
    /// The rows of `stream`: the declared columns and the lake's own, in order of `record_no`.
    pub async fn stream_rows(
        &self,
        tables: &LakeTables,
        stream: &str,
    ) -> Result<Vec<RecordBatch>, Error> {
        let table = tables.table(stream, Which::All).await?;
        let frame = self.session().read_table(table).map_err(Error::plan(stream))?;
        let by_number = datafusion::prelude::col("record_no").sort(true, false);
        let frame = frame.sort(vec![by_number]).map_err(Error::plan(stream))?;
        frame.collect().await.map_err(Error::run(stream))
    }
}
