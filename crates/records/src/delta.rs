//! The Delta side of a table: create, add columns, commit with a look-up, make the log durable.
//!
//! delta-rs accepts the same application transaction twice when the second comes from a fresh
//! state, so the look-up is ours: it is made in the very state that the commit builds on, and a
//! commit that lost a race starts over from a fresh state with a fresh look-up.

use crate::{Error, fsync};
use deltalake::kernel::transaction::{CommitBuilder, CommitProperties};
use deltalake::kernel::{Action, Add, Remove, StructField, Transaction};
use deltalake::operations::create::CreateBuilder;
use deltalake::protocol::{DeltaOperation, SaveMode};
use deltalake::{DeltaTable, DeltaTableBuilder, DeltaTableError};
use serde_json::Value;
use std::path::Path;

/// How often a commit that lost a race is tried again.
const TRIES: u32 = 8;

/// A commit on one table.
#[derive(Debug, Clone)]
pub(crate) struct Commit {
    /// The application id of the transaction, used once.
    pub(crate) app_id: String,
    pub(crate) actions: Vec<Action>,
    pub(crate) operation: DeltaOperation,
}

/// Opens the table in `dir` at its newest version.
pub(crate) async fn open(dir: &Path) -> Result<DeltaTable, Error> {
    let failed = |source| Error::delta("open", dir, source);
    let url = deltalake::ensure_table_uri(dir.to_string_lossy()).map_err(failed)?;
    let mut table =
        DeltaTableBuilder::from_url(url).and_then(DeltaTableBuilder::build).map_err(failed)?;
    table.load().await.map_err(failed)?;
    Ok(table)
}

fn struct_fields(fields: &[Value]) -> Result<Vec<StructField>, DeltaTableError> {
    fields
        .iter()
        .map(|field| serde_json::from_value(field.clone()).map_err(DeltaTableError::from))
        .collect()
}

/// Creates the table in `dir`, unless a run that was cut off has created it already.
pub(crate) async fn create(dir: &Path, name: &str, fields: &[Value]) -> Result<(), Error> {
    if dir.join("_delta_log").join(log_name(0)).is_file() {
        return add_columns(dir, fields).await;
    }
    fsync::create_dir(dir)?;
    let failed = |source| Error::delta("create", dir, source);
    let url = deltalake::ensure_table_uri(dir.to_string_lossy()).map_err(failed)?;
    CreateBuilder::new()
        .with_location(url)
        .with_table_name(name)
        .with_save_mode(SaveMode::ErrorIfExists)
        .with_columns(struct_fields(fields).map_err(failed)?)
        .await
        .map_err(failed)?;
    log_durable(dir, 0)
}

/// Adds the columns that the table does not have yet, as nullable ones.
pub(crate) async fn add_columns(dir: &Path, fields: &[Value]) -> Result<(), Error> {
    let failed = |source| Error::delta("add columns to", dir, source);
    let table = open(dir).await?;
    let schema = table.snapshot().map_err(failed)?.snapshot().schema();
    let missing: Vec<_> = struct_fields(fields)
        .map_err(failed)?
        .into_iter()
        .filter(|field| schema.field(field.name()).is_none())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let table = table.add_columns().with_fields(missing).await.map_err(failed)?;
    log_durable(dir, table.version().unwrap_or(0))
}

/// Commits once: a transaction that the state already has is not repeated.
///
/// Returns the version that has the commit, or a later one if it was there before.
pub(crate) async fn commit(dir: &Path, commit: &Commit) -> Result<i64, Error> {
    let failed = |source| Error::delta("commit to", dir, source);
    let mut tries = 0;
    loop {
        let table = open(dir).await?;
        let state = table.snapshot().map_err(failed)?;
        let log_store = table.log_store();
        let seen = state
            .snapshot()
            .transaction_version(log_store.as_ref(), &commit.app_id)
            .await
            .map_err(failed)?;
        if seen.is_some() {
            return version_number(dir, state.version());
        }
        let properties = CommitProperties::default()
            .with_max_retries(0)
            .with_application_transaction(Transaction::new(&commit.app_id, 1));
        let done = CommitBuilder::from(properties)
            .with_actions(commit.actions.clone())
            .build(Some(state.snapshot()), log_store, commit.operation.clone())
            .await;
        tries += 1;
        match done {
            Ok(done) => {
                log_durable(dir, done.version())?;
                return version_number(dir, done.version());
            }
            // Someone else's commit came first: look again at what is there now.
            Err(DeltaTableError::Transaction { .. }) if tries < TRIES => {}
            Err(source) => return Err(failed(source)),
        }
    }
}

fn version_number(dir: &Path, version: u64) -> Result<i64, Error> {
    i64::try_from(version).map_err(|_too_large| {
        Error::delta("read the version of", dir, DeltaTableError::InvalidVersion(version))
    })
}

fn log_name(version: u64) -> String {
    format!("{version:020}.json")
}

/// Flushes a log entry and its folder.
fn log_durable(dir: &Path, version: u64) -> Result<(), Error> {
    let log = dir.join("_delta_log");
    fsync::file(&log.join(log_name(version)))?;
    fsync::dir(&log)?;
    fsync::dir(dir)
}

/// An `add` action for a file of ours.
pub(crate) fn add(path: &str, bytes: i64, stats: &str, at_us: i64, data_change: bool) -> Action {
    Action::Add(Add {
        path: path.to_owned(),
        partition_values: std::iter::empty().collect(),
        size: bytes,
        modification_time: at_us.div_euclid(1_000),
        data_change,
        stats: Some(stats.to_owned()),
        ..Add::default()
    })
}

/// A `remove` action for a file that was rewritten.
pub(crate) fn remove(path: &str, bytes: i64, at_us: i64) -> Action {
    Action::Remove(Remove {
        path: path.to_owned(),
        data_change: false,
        deletion_timestamp: Some(at_us.div_euclid(1_000)),
        extended_file_metadata: Some(true),
        partition_values: Some(std::iter::empty().collect()),
        size: Some(bytes),
        tags: None,
        deletion_vector: None,
        base_row_id: None,
        default_row_commit_version: None,
    })
}

/// The operation that an append is logged as.
pub(crate) fn appended() -> DeltaOperation {
    DeltaOperation::Write { mode: SaveMode::Append, partition_by: None, predicate: None }
}

/// The operation that a compaction is logged as.
pub(crate) fn optimised() -> DeltaOperation {
    DeltaOperation::Optimize { predicate: None, target_size: 0 }
}
