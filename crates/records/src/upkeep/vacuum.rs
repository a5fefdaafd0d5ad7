//! Deletes data files that nothing names.

use super::VacuumOutcome;
use crate::{Error, Lake, fsync};
use std::collections::BTreeSet;

pub(crate) async fn vacuum(lake: &Lake) -> Result<VacuumOutcome, Error> {
    lake.finish_intents().await?;
    let mut outcome = VacuumOutcome::default();
    for stream in lake.list_streams().await? {
        // Nobody may stage files while those without a name are being deleted.
        lake.occupy(&stream)?;
        let done = vacuum_stream(lake, &stream, &mut outcome).await;
        lake.release(&stream);
        done?;
    }
    Ok(outcome)
}

async fn vacuum_stream(
    lake: &Lake,
    stream: &str,
    outcome: &mut VacuumOutcome,
) -> Result<(), Error> {
    let store = lake.store();
    discard_stale(lake, stream).await?;
    let kept: BTreeSet<String> = store.kept_paths(stream).await?.into_iter().collect();
    let dir = lake.stream_dir(stream);
    let failed = |source| Error::io("list", &dir, source);
    let mut gone = Vec::new();
    for entry in std::fs::read_dir(&dir).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.ends_with(".parquet") && !kept.contains(&name) {
            let bytes = entry.metadata().map_err(failed)?.len();
            gone.push((name, bytes));
        }
    }
    if gone.is_empty() {
        return Ok(());
    }
    // Said before it is done: a snapshot must not find a file missing that the store still names.
    let names: Vec<String> = gone.iter().map(|(name, _)| name.clone()).collect();
    store.mark_gone(stream, &names).await?;
    for (name, bytes) in gone {
        let path = dir.join(name);
        std::fs::remove_file(&path).map_err(|source| Error::io("delete", &path, source))?;
        outcome.files += 1;
        outcome.bytes += bytes;
    }
    fsync::dir(&dir)
}

/// Forgets interrupted loads that cannot be gone on with, because the stream has changed since.
async fn discard_stale(lake: &Lake, stream: &str) -> Result<(), Error> {
    let store = lake.store();
    let base = store.last_change(stream).await?;
    for file_no in store.stale_loads(stream, base).await? {
        store.discard(file_no).await?;
    }
    Ok(())
}
