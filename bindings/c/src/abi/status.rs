// SPDX-License-Identifier: MIT OR Apache-2.0
//! The number that most functions answer.

use std::ffi::c_int;

use lsm_core::ErrorKind;

/// A number of `lsm_error_number`, 0 for success.
#[repr(transparent)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Status(pub(crate) c_int);

impl Status {
    pub(crate) const OK: Self = Self(ErrorKind::OK.0);
    pub(crate) const LIB_BUG: Self = Self(ErrorKind::LIB_BUG.0);
    pub(crate) const JOB_STARTED: Self = Self(ErrorKind::JOB_STARTED.0);
    pub(crate) const INVALID_ARGUMENT: Self = Self(ErrorKind::INVALID_ARGUMENT.0);

    /// Success when something was there to be done, else `INVALID_ARGUMENT`.
    pub(crate) fn done(done: Option<()>) -> Self {
        done.map_or(Self::INVALID_ARGUMENT, |()| Self::OK)
    }
}

/// An error must not look like success, whatever number a peer gave it.
impl From<ErrorKind> for Status {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::OK | ErrorKind::JOB_STARTED => Self(ErrorKind::PLUGIN_BUG.0),
            kind => Self(kind.0),
        }
    }
}
