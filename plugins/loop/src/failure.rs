// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a failure of the file system or the catalogue means to the caller.

use std::io;

use lsm_core::{Error, ErrorKind};
use rusqlite::ErrorCode;
use rustix::io::Errno;

/// The error for a system call that failed while `doing` something ("create volume x").
pub(crate) fn of_system(doing: impl std::fmt::Display, error: io::Error) -> Error {
    let errno = Errno::from_io_error(&error);
    let (kind, why) = match errno {
        Some(Errno::NOSPC | Errno::DQUOT) => {
            (ErrorKind::NOT_ENOUGH_SPACE, "the file system has not enough free space".to_owned())
        }
        Some(Errno::FBIG) => (
            ErrorKind::INVALID_ARGUMENT,
            "the file system cannot hold a file of that size".to_owned(),
        ),
        Some(Errno::OPNOTSUPP | Errno::NOTTY) => {
            (ErrorKind::NO_SUPPORT, "the file system does not offer that".to_owned())
        }
        Some(Errno::ACCESS | Errno::PERM) => {
            (ErrorKind::PERMISSION_DENIED, "permission denied".to_owned())
        }
        Some(Errno::ROFS) => {
            (ErrorKind::PERMISSION_DENIED, "the file system is mounted read-only".to_owned())
        }
        Some(Errno::IO | Errno::STALE) => {
            (ErrorKind::POOL_NOT_READY, format!("the file system is faulty ({error})"))
        }
        _ => (ErrorKind::PLUGIN_BUG, error.to_string()),
    };
    Error::new(kind, format!("cannot {doing}: {why}")).with_source(error)
}

/// The error for a failure of the catalogue.
pub(crate) fn of_catalogue(error: rusqlite::Error) -> Error {
    let (kind, why) = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            (ErrorKind::TIMEOUT, "another session holds it".to_owned())
        }
        Some(ErrorCode::DiskFull) => {
            (ErrorKind::NOT_ENOUGH_SPACE, "the file system has not enough free space".to_owned())
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            (ErrorKind::PERMISSION_DENIED, error.to_string())
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase | ErrorCode::SystemIoFailure) => {
            (ErrorKind::POOL_NOT_READY, format!("it is damaged ({error})"))
        }
        _ => (ErrorKind::PLUGIN_BUG, error.to_string()),
    };
    Error::new(kind, format!("the catalogue of the folder cannot be used: {why}"))
        .with_source(error)
}
