//! Backups of a journal that is in use.

use crate::db::Db;
use crate::{Error, Journal};
use std::path::Path;

impl Journal {
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
