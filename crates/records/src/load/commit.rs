//! Commits: intent, Delta commits, snapshot row; and finishing those that were cut off.

use super::{Load, LoadOutcome};
use crate::lake::{Lake, StopAt};
use crate::store::intents::{Intent, IntentPart};
use crate::{Error, SnapshotNo, delta};

impl Load {
    pub(crate) async fn commit_many(
        lake: &Lake,
        mut loads: Vec<Self>,
        now_us: i64,
    ) -> Result<Vec<LoadOutcome>, Error> {
        let mut parts = Vec::new();
        for load in &mut loads {
            if load.already_loaded() {
                continue;
            }
            load.checkpoint().await?;
            if load.staged.progress.added == 0 {
                continue;
            }
            let files = load.staged_files().await?;
            let record_no_max = files.iter().map(|file| file.no.1).max().unwrap_or(0);
            parts.push(IntentPart {
                stream: load.stream.clone(),
                file_no: Some(load.staged.file_no),
                app_id: load.app_id(),
                record_no_max,
                removed: Vec::new(),
            });
        }
        let snapshot = if parts.is_empty() {
            lake.snapshot().await?
        } else {
            let intent = lake.store().begin_intent(now_us, "load", parts, &[]).await?;
            lake.carry_out(&intent).await?
        };
        let mut outcomes = Vec::with_capacity(loads.len());
        for load in &loads {
            outcomes.push(load.outcome(snapshot, now_us).await?);
        }
        Ok(outcomes)
    }

    /// What the load came to; one that added nothing is ended here.
    async fn outcome(&self, snapshot: SnapshotNo, now_us: i64) -> Result<LoadOutcome, Error> {
        if let Some((file_no, snapshot)) = self.already {
            return Ok(LoadOutcome { snapshot, file_no, ..LoadOutcome::default() });
        }
        let store = self.lake.store();
        let progress = self.staged.progress;
        if progress.added == 0 {
            store.finish_empty(self.staged.file_no, snapshot, now_us).await?;
        }
        let row = store.find_file(self.staged.file_no).await?;
        Ok(LoadOutcome {
            snapshot,
            file_no: self.staged.file_no,
            added: progress.added,
            repeated: progress.repeated,
            corrected: progress.corrected,
            quarantined: row.map_or(0, |row| row.quarantined),
        })
    }

    /// The application id of the Delta transaction: one per file, and sheet of it.
    fn app_id(&self) -> String {
        match &self.facts.sheet {
            None => format!("load:{}", self.facts.sha256),
            Some(sheet) => format!("load:{}:{sheet}", self.facts.sha256),
        }
    }
}

impl Lake {
    /// Finishes commits that were cut off between intent and snapshot row.
    pub(crate) async fn finish_intents(&self) -> Result<(), Error> {
        for intent in self.store().list_intents().await? {
            self.carry_out(&intent).await?;
        }
        Ok(())
    }

    /// Carries out a commit; each step is skipped if it was done before.
    pub(crate) async fn carry_out(&self, intent: &Intent) -> Result<SnapshotNo, Error> {
        self.stopped(StopAt::Intent)?;
        let mut versions = Vec::with_capacity(intent.parts.len());
        for part in &intent.parts {
            let commit = self.delta_commit(intent, part).await?;
            versions.push(delta::commit(&self.stream_dir(&part.stream), &commit).await?);
        }
        self.stopped(StopAt::DeltaCommit)?;
        self.store().finish_intent(intent, &versions).await
    }

    async fn delta_commit(
        &self,
        intent: &Intent,
        part: &IntentPart,
    ) -> Result<delta::Commit, Error> {
        let store = self.store();
        let staged = store.staged_files(part.file_no.unwrap_or(0)).await?;
        let new_rows = part.file_no.is_some();
        let mut actions = Vec::with_capacity(staged.len() + part.removed.len());
        if !part.removed.is_empty() {
            let snapshot = store.newest_snapshot().await?;
            for file in store.files_at(&part.stream, snapshot).await? {
                if part.removed.contains(&file.path) {
                    actions.push(delta::remove(&file.path, file.bytes, intent.at_us));
                }
            }
        }
        for file in &staged {
            let add = delta::add(&file.path, file.bytes, &file.stats, intent.at_us, new_rows);
            actions.push(add);
        }
        let operation = if new_rows { delta::appended() } else { delta::optimised() };
        Ok(delta::Commit { app_id: part.app_id.clone(), actions, operation })
    }
}
