//! Keeping the lake in order: snapshots, merging small files, deleting what nothing needs.

use crate::clock;
use crate::error::{self, Error};
use crate::opened::App;
use crate::under;
use records::SnapshotRow;

/// Lists the snapshots, oldest first.
pub async fn snapshots(app: &App) -> Result<Vec<SnapshotRow>, Error> {
    let lake = app.lake().await?;
    lake.list_snapshots().await.map_err(under::records)
}

/// What merging did to one stream.
#[derive(Debug, Clone)]
pub struct Merged {
    /// The stream.
    pub stream: String,
    /// Files that were merged.
    pub before: u64,
    /// Files that came of them.
    pub after: u64,
}

/// Merges the small files of the streams, or of all; rows and row ids stay as they are.
pub async fn optimise(app: &App, streams: &[String]) -> Result<Vec<Merged>, Error> {
    let lake = app.lake_for_writing().await?;
    let ready = app.pack_at_hand(&lake).await?;
    let known = || ready.pack.streams.keys();
    for stream in streams {
        if !ready.pack.streams.contains_key(stream) {
            let ids = known().map(String::as_str);
            return Err(error::not_declared(("记录流", "stream"), stream, ids));
        }
    }
    let mut out = Vec::new();
    let wanted: Vec<&String> =
        if streams.is_empty() { known().collect() } else { streams.iter().collect() };
    for stream in wanted {
        if let Some(merged) = under::optimise(&lake, stream, clock::now_us()).await? {
            out.push(merged);
        }
    }
    Ok(out)
}

/// What was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deleted {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// Deletes files that neither the newest snapshot nor one that a figure names needs.
pub async fn vacuum(app: &App) -> Result<Deleted, Error> {
    let lake = app.lake_for_writing().await?;
    under::vacuum(&lake).await
}
