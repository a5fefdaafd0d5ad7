//! Backups of a journal that is in use, and the upkeep of its write-ahead log.

use crate::db::Db;
use crate::{Error, Journal};
use std::path::Path;

impl Journal {
    /// Copies what the write-ahead log holds into the file, beside the commits that go on: to be
    /// called a few times a second while there is work. Left alone, the log is copied by the
    /// commit that finds it too long, which then takes that much longer. PostgreSQL does this
    /// by itself.
    pub async fn tidy(&self) -> Result<(), Error> {
        let Db::Sqlite { read, write: Some(write) } = self.db() else { return Ok(()) };
        let failed = |source| Error::sort("tidy the log", source);
        // The bulk, while others write; then the rest, so that the log begins anew.
        for pool in [read, write] {
            sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(pool).await.map_err(failed)?;
        }
        Ok(())
    }

    /// Writes a whole copy to `path`, which must not exist yet. PostgreSQL has its own tools.
    pub async fn backup(&self, path: &Path) -> Result<(), Error> {
        let refused = |found| Error::Backup { path: path.to_path_buf(), found };
        let pool = match self.db() {
            Db::Sqlite { read, write: _ } => read,
            Db::Postgres { read: _, write: _ } => {
                return Err(refused("a PostgreSQL journal is backed up with pg_dump"));
            }
        };
        if path.exists() {
            return Err(refused("there is a file of that name"));
        }
        let Some(text) = path.to_str() else {
            return Err(refused("its name is not UTF-8"));
        };
        sqlx::query("VACUUM INTO $1")
            .bind(text)
            .execute(pool)
            .await
            .map_err(|source| Error::sort("back up", source))?;
        Ok(())
    }
}
