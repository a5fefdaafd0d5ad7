//! The publisher's table: the lake.

use super::super::publish::{self, Published, Rows};
use super::super::refusal::Refusal;
use super::Hall;
use ::hall::Table;

impl Hall {
    /// Brings everything to the lake that is not there yet.
    pub async fn publish(&self) -> Result<Published, Refusal> {
        let _one_at_a_time = self.inner.publishing.lock().await;
        ::hall::publish(self.journal(), &self.inner.versions, self).await
    }
}

impl Table for Hall {
    async fn append(&self, range: (u64, u64), rows: Rows) -> Result<Published, Refusal> {
        let journal = self.inner.secrets.public().multikey();
        let ready = &self.current().ready;
        let published = publish::publish(&self.inner.lake, ready, &journal, range, rows).await?;
        Ok(published)
    }
}
