//! What the engine remembers about its stages, and which packs are archived.

use super::Store;
use crate::{ArchivedPack, CacheEntry, Error};
use sqlx::Row;

impl Store {
    pub(crate) async fn cache_get(&self, stage: &str) -> Result<Option<CacheEntry>, Error> {
        let failed = |source| self.failed("read the cache manifest", source);
        let row = sqlx::query("SELECT fingerprint, snapshot, manifest FROM cache WHERE stage = $1")
            .bind(stage)
            .fetch_optional(self.reader())
            .await
            .map_err(failed)?;
        row.map(|row| {
            Ok(CacheEntry {
                stage: stage.to_owned(),
                fingerprint: row.try_get(0)?,
                snapshot: row.try_get(1)?,
                manifest: row.try_get(2)?,
            })
        })
        .transpose()
        .map_err(failed)
    }

    pub(crate) async fn cache_list(&self) -> Result<Vec<CacheEntry>, Error> {
        let failed = |source| self.failed("list the cache manifest", source);
        let rows =
            sqlx::query("SELECT stage, fingerprint, snapshot, manifest FROM cache ORDER BY stage")
                .fetch_all(self.reader())
                .await
                .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(CacheEntry {
                    stage: row.try_get(0)?,
                    fingerprint: row.try_get(1)?,
                    snapshot: row.try_get(2)?,
                    manifest: row.try_get(3)?,
                })
            })
            .collect::<Result<_, _>>()
            .map_err(failed)
    }

    pub(crate) async fn cache_put(&self, entries: &[CacheEntry]) -> Result<(), Error> {
        let what = "write the cache manifest";
        let mut transaction = self.begin(what).await?;
        for entry in entries {
            sqlx::query(
                "INSERT OR REPLACE INTO cache (stage, fingerprint, snapshot, manifest)
                 VALUES ($1, $2, $3, $4)",
            )
            .bind(&entry.stage)
            .bind(&entry.fingerprint)
            .bind(entry.snapshot)
            .bind(&entry.manifest)
            .execute(&mut *transaction)
            .await
            .map_err(|source| self.failed(what, source))?;
        }
        self.commit(what, transaction).await
    }

    pub(crate) async fn cache_remove(&self, stages: &[String]) -> Result<(), Error> {
        let what = "write the cache manifest";
        let mut transaction = self.begin(what).await?;
        for stage in stages {
            sqlx::query("DELETE FROM cache WHERE stage = $1")
                .bind(stage)
                .execute(&mut *transaction)
                .await
                .map_err(|source| self.failed(what, source))?;
        }
        self.commit(what, transaction).await
    }

    pub(crate) async fn put_pack(&self, pack: &ArchivedPack) -> Result<(), Error> {
        let what = "archive a pack";
        let mut transaction = self.begin(what).await?;
        sqlx::query(
            "INSERT OR IGNORE INTO pack (digest, id, version, archived_at_us)
             VALUES ($1, $2, $3, $4)",
        )
        .bind(&pack.digest)
        .bind(&pack.id)
        .bind(&pack.version)
        .bind(pack.archived_at_us)
        .execute(&mut *transaction)
        .await
        .map_err(|source| self.failed(what, source))?;
        self.commit(what, transaction).await
    }

    pub(crate) async fn list_packs(&self) -> Result<Vec<ArchivedPack>, Error> {
        let failed = |source| self.failed("list packs", source);
        let rows = sqlx::query(
            "SELECT digest, id, version, archived_at_us FROM pack ORDER BY archived_at_us, digest",
        )
        .fetch_all(self.reader())
        .await
        .map_err(failed)?;
        rows.iter()
            .map(|row| {
                Ok(ArchivedPack {
                    digest: row.try_get(0)?,
                    id: row.try_get(1)?,
                    version: row.try_get(2)?,
                    archived_at_us: row.try_get(3)?,
                })
            })
            .collect::<Result<_, _>>()
            .map_err(failed)
    }
}
