//! What can go wrong between a caller and the journal, each with a way out.

use std::path::PathBuf;

mod text;

/// An operation that was not carried out. Nothing is half-done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The address names no engine.
    #[error(
        "`{found}` names no journal; expected `sqlite:PATH` or `postgres://USER@HOST/DATABASE`"
    )]
    Address {
        /// What was given.
        found: String,
    },
    /// There is nothing to read.
    #[error("`{path}` holds no journal yet; start the service once, or check --data")]
    NoJournal {
        /// The file.
        path: PathBuf,
    },
    /// Opened for reading, asked to write.
    #[error("the journal was opened for reading, and `{what}` writes")]
    ReadOnly {
        /// What was asked for.
        what: &'static str,
    },
    /// The journal was written by a newer release.
    #[error(
        "the journal has layout {found}, this release reads up to {known}; use the release that \
         wrote it, or a newer one"
    )]
    Newer {
        /// The layout it has.
        found: i64,
        /// The newest layout known here.
        known: i64,
    },
    /// The disk is full.
    #[error(
        "no space left on the disk of the journal; nothing was taken over: make room and send \
         the same command again"
    )]
    DiskFull {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// The operating system or the database server refuses access.
    #[error("no permission to open or write the journal; check its owner, mode or role")]
    Permission {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// The file is not a sound database.
    #[error(
        "the journal's file is not sound; keep it for inspection and restore the newest backup"
    )]
    Corrupt {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// The server cannot be reached.
    #[error("could not reach the journal's database server; check that it runs and its address")]
    Unreachable {
        /// What the engine said.
        source: sqlx::Error,
    },
    /// A statement failed.
    #[error("could not {what} in the journal")]
    Statement {
        /// What was tried.
        what: &'static str,
        /// What the engine said.
        source: sqlx::Error,
    },
    /// A value cannot be read back.
    #[error("the journal holds `{found}` where {expected} was expected")]
    Value {
        /// What was expected.
        expected: &'static str,
        /// What was found.
        found: String,
    },
    /// A checkpoint names a hash that the journal does not have at that number.
    #[error("checkpoint {seq} names another hash than the journal's event of that number has")]
    Checkpoint {
        /// The number of the event.
        seq: i64,
    },
    /// Somebody reads the journal, and an older copy of an erased key could not be cleared.
    #[error(
        "the key is erased, and an older copy of it stays in the write-ahead log until no one \
         reads the journal; erase it again"
    )]
    Traces,
    /// A stop that a test asked for.
    #[error("stopped at {at}, as asked")]
    Stopped {
        /// Where.
        at: &'static str,
    },
    /// The target of a backup is there already, or the engine has tools of its own.
    #[error("could not back up to `{path}`: {found}")]
    Backup {
        /// The target.
        path: PathBuf,
        /// What stands in the way.
        found: &'static str,
    },
}

impl Error {
    /// Sorts what an engine said into what the user can act on.
    pub(crate) fn sort(what: &'static str, source: sqlx::Error) -> Self {
        match kind(&source) {
            Kind::DiskFull => Self::DiskFull { source },
            Kind::Permission => Self::Permission { source },
            Kind::Corrupt => Self::Corrupt { source },
            Kind::Unreachable => Self::Unreachable { source },
            Kind::Again | Kind::Other => Self::Statement { what, source },
        }
    }
}

/// Whether the transaction lost against another one and is to be run again.
pub(crate) fn again(source: &sqlx::Error) -> bool {
    matches!(kind(source), Kind::Again)
}

enum Kind {
    DiskFull,
    Permission,
    Corrupt,
    Unreachable,
    Again,
    Other,
}

fn kind(source: &sqlx::Error) -> Kind {
    let database = match source {
        sqlx::Error::Database(database) => database,
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
            return Kind::Unreachable;
        }
        _ => return Kind::Other,
    };
    let code = database.code().unwrap_or_default();
    if database.try_downcast_ref::<sqlx::postgres::PgDatabaseError>().is_some() {
        return match code.as_ref() {
            "40001" | "40P01" => Kind::Again,
            "53100" => Kind::DiskFull,
            "42501" | "28000" | "28P01" | "25006" => Kind::Permission,
            "XX001" | "XX002" => Kind::Corrupt,
            "57P01" | "57P02" | "57P03" | "53300" => Kind::Unreachable,
            _ => Kind::Other,
        };
    }
    // SQLITE_PERM 3, SQLITE_READONLY 8, SQLITE_CORRUPT 11, SQLITE_FULL 13, SQLITE_CANTOPEN 14,
    // SQLITE_NOTADB 26; the upper bits say more.
    match code.parse::<i64>().map(|code| code & 0xff) {
        Ok(13) => Kind::DiskFull,
        Ok(3 | 8 | 14) => Kind::Permission,
        Ok(11 | 26) => Kind::Corrupt,
        Ok(_) | Err(_) => Kind::Other,
    }
}

#[cfg(test)]
mod tests;
