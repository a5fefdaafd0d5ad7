//! What can go wrong between a caller and the lake, each with its place and a way out.

use std::path::{Path, PathBuf};

mod text;
mod words;

/// An operation on the lake or the store that was not carried out. Nothing is half-done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another process writes to the folder.
    #[error(
        "`{dir}` is being written to by another process (pid {pid}); wait until it ends, or \
         choose another folder with --data"
    )]
    Locked {
        /// The data folder.
        dir: PathBuf,
        /// What the lock file says about the holder; `?` if it says nothing.
        pid: String,
    },
    /// The folder has no store.
    #[error("`{dir}` holds no lake: expected `hemei.db` in it; load a file first, or check --data")]
    NoLake {
        /// The data folder.
        dir: PathBuf,
    },
    /// Opened for reading, asked to write.
    #[error("the lake at `{dir}` was opened for reading, and `{what}` writes")]
    ReadOnly {
        /// The data folder.
        dir: PathBuf,
        /// What was asked for.
        what: &'static str,
    },
    /// The disk is full.
    #[error(
        "no space left on the disk of `{path}`; nothing was taken over: make room and run the \
         same command again, it goes on from where it stopped"
    )]
    DiskFull {
        /// The file being written.
        path: PathBuf,
    },
    /// The operating system refuses access.
    #[error("no permission to {what} `{path}`; check its owner and mode")]
    Permission {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
    },
    /// Any other failure of a file operation.
    #[error("could not {what} `{path}`")]
    Io {
        /// What was tried.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The store was written by a newer release.
    #[error(
        "`{path}` has layout {found}, this release reads up to {known}; use the release that \
         wrote it, or a newer one"
    )]
    StoreNewer {
        /// The store file.
        path: PathBuf,
        /// The layout it has.
        found: i64,
        /// The newest layout known here.
        known: i64,
    },
    /// The store is not a sound SQLite file.
    #[error(
        "`{path}` is not a sound store ({found}); restore it from a backup taken with the \
         `streams` folder, the records themselves are untouched"
    )]
    StoreCorrupt {
        /// The store file.
        path: PathBuf,
        /// What SQLite said.
        found: String,
    },
    /// A statement on the store failed.
    #[error("could not {what} in the store")]
    Store {
        /// What was tried.
        what: &'static str,
        /// What SQLite said.
        source: sqlx::Error,
    },
    /// A data file is missing, truncated or not Parquet.
    #[error(
        "`{path}` is not the Parquet file of {expected} that the store names; restore it from a \
         backup, or load its source file into a fresh folder"
    )]
    DataFile {
        /// The file.
        path: PathBuf,
        /// Size or rows that were expected.
        expected: String,
        /// What the Parquet reader said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The Delta table and this process disagree.
    #[error("could not {what} the Delta table `{path}`")]
    Delta {
        /// What was tried.
        what: &'static str,
        /// The table's folder.
        path: PathBuf,
        /// What the Delta library said.
        source: Box<deltalake::DeltaTableError>,
    },
    /// The pack declares another type for a column than the lake has.
    #[error(
        "column `{column}` of stream `{stream}` is {was} in the lake and {is} in the pack; \
         declare the new type under a new column name (the old column stays readable), or load \
         the stream into a fresh folder"
    )]
    TypeChanged {
        /// The stream.
        stream: String,
        /// The column.
        column: String,
        /// The type in the lake.
        was: String,
        /// The type in the pack.
        is: String,
    },
    /// The pack's time zone differs from the one that the stream's days were cut in.
    #[error(
        "the days of stream `{stream}` were cut in time zone {was}, the pack now says {is}; \
         keep {was}, or load the stream into a fresh folder"
    )]
    ZoneChanged {
        /// The stream.
        stream: String,
        /// The zone in the lake.
        was: String,
        /// The zone in the pack.
        is: String,
    },
    /// A column name cannot be stored beside another.
    #[error(
        "column `{column}` of stream `{stream}` differs from `{other}` in case only or is a \
         system column; foreign readers of the lake cannot tell them apart: rename it"
    )]
    ColumnName {
        /// The stream.
        stream: String,
        /// The column.
        column: String,
        /// The name it collides with.
        other: String,
    },
    /// The stream has not been declared in this lake.
    #[error("stream `{stream}` is not in this lake; expected one of {known}")]
    NoStream {
        /// The stream asked for.
        stream: String,
        /// The streams there are.
        known: String,
    },
    /// The snapshot does not exist.
    #[error("snapshot {snapshot} does not exist; the newest is {newest}")]
    NoSnapshot {
        /// The number asked for.
        snapshot: i64,
        /// The newest there is.
        newest: i64,
    },
    /// The snapshot exists, but its files have been vacuumed away.
    #[error(
        "the files of stream `{stream}` at snapshot {snapshot} were removed by vacuum; snapshots \
         that a figure names, and the newest, are kept"
    )]
    SnapshotGone {
        /// The stream.
        stream: String,
        /// The number asked for.
        snapshot: i64,
    },
    /// Two loads of one stream at the same time.
    #[error("stream `{stream}` is being loaded already; commit or drop that load first")]
    LoadOpen {
        /// The stream.
        stream: String,
    },
    /// The rows handed in do not have the shape that the stream declares.
    #[error("rows for stream `{stream}` do not fit: expected {expected}, found {found}")]
    Rows {
        /// The stream.
        stream: String,
        /// What was expected.
        expected: String,
        /// What was found.
        found: String,
    },
    /// Something a name asks for is not there.
    #[error("{what} `{name}` is not in the store")]
    NotFound {
        /// What kind of thing.
        what: &'static str,
        /// Its name.
        name: String,
    },
    /// A value in the store cannot be read back.
    #[error("the store holds `{found}` where {expected} was expected")]
    StoreValue {
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
    },
    /// A stop that a test asked for.
    #[error("stopped at {at}, as asked")]
    Stopped {
        /// Where.
        at: &'static str,
    },
}

impl Error {
    /// Sorts a file error into the kind that the user can act on.
    pub(crate) fn io(what: &'static str, path: &Path, source: std::io::Error) -> Self {
        let path = path.to_path_buf();
        if source.kind() == std::io::ErrorKind::StorageFull
            || source.kind() == std::io::ErrorKind::QuotaExceeded
        {
            return Self::DiskFull { path };
        }
        if source.kind() == std::io::ErrorKind::PermissionDenied {
            return Self::Permission { what, path };
        }
        Self::Io { what, path, source }
    }

    /// Wraps an error of the Delta library, looking through it for a full disk.
    pub(crate) fn delta(
        what: &'static str,
        path: &Path,
        source: deltalake::DeltaTableError,
    ) -> Self {
        match io_kind(&source) {
            Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded) => {
                Self::DiskFull { path: path.to_path_buf() }
            }
            Some(std::io::ErrorKind::PermissionDenied) => {
                Self::Permission { what, path: path.to_path_buf() }
            }
            Some(_) | None => {
                Self::Delta { what, path: path.to_path_buf(), source: Box::new(source) }
            }
        }
    }

    /// Wraps an error of the Parquet writer or reader on one of our files.
    pub(crate) fn data_file(
        path: &Path,
        expected: impl Into<String>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> Self {
        match io_kind(&source) {
            Some(std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded) => {
                Self::DiskFull { path: path.to_path_buf() }
            }
            Some(std::io::ErrorKind::PermissionDenied) => {
                Self::Permission { what: "use", path: path.to_path_buf() }
            }
            Some(_) | None => Self::DataFile {
                path: path.to_path_buf(),
                expected: expected.into(),
                source: Box::new(source),
            },
        }
    }
}

/// The kind of the first I/O error in the chain of `error`.
fn io_kind(error: &(dyn std::error::Error + 'static)) -> Option<std::io::ErrorKind> {
    let mut at = Some(error);
    while let Some(error) = at {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return Some(io.kind());
        }
        at = error.source();
    }
    None
}

#[cfg(test)]
mod tests;
