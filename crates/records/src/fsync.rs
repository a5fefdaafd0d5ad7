//! Makes files and folders durable, which `object_store`'s local store does not.

use crate::Error;
use std::fs::File;
use std::path::Path;

/// Flushes a file's bytes and size to the disk.
pub(crate) fn file(path: &Path) -> Result<(), Error> {
    File::open(path)
        .and_then(|file| file.sync_all())
        .map_err(|source| Error::io("flush", path, source))
}

/// Flushes a folder's entries to the disk.
pub(crate) fn dir(path: &Path) -> Result<(), Error> {
    // A folder cannot be opened as a file everywhere; where it cannot, its entries are journaled.
    if cfg!(unix) { file(path) } else { Ok(()) }
}

/// Creates a folder and its parents, and flushes the entry.
pub(crate) fn create_dir(path: &Path) -> Result<(), Error> {
    if path.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(path).map_err(|source| Error::io("create", path, source))?;
    path.parent().filter(|parent| parent.is_dir()).map_or(Ok(()), dir)
}
