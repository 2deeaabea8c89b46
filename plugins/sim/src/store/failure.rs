// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can go wrong inside the store.

use lsm_core::{Error, ErrorKind};
use rusqlite::ErrorCode;

/// Why a statement or a call failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The array refuses.
    Refused(Error),
    /// The database does.
    Database(rusqlite::Error),
}

impl Failure {
    fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Database(error) => error.sqlite_error_code(),
            Self::Refused(_) => None,
        }
    }

    /// Whether another session holds a lock that this one needs.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
    }

    /// Whether the file is no database, or a damaged one.
    pub(super) fn is_foreign(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let busy = failure.is_busy();
        match failure {
            Failure::Refused(error) => error,
            Failure::Database(error) if busy => {
                Self::new(ErrorKind::TIMEOUT, "another session kept the state file locked")
                    .with_source(error)
            }
            Failure::Database(error) => Self::plugin_bug("the state file cannot be used")
                .with_detail(error.to_string())
                .with_source(error),
        }
    }
}
