// SPDX-License-Identifier: MIT OR Apache-2.0
//! The other end of a start: the socket that a process was given by number.

use std::io;
use std::os::fd::{OwnedFd, RawFd};
use std::os::unix::fs::FileTypeExt;

use crate::syscall;

/// Takes over the connected socket whose number a parent process put into an argument or an
/// environment variable. From now on it is closed on exec.
///
/// To be called before anything else in the process can own that number.
///
/// # Errors
/// `InvalidInput` when `number` is none, or that descriptor is not open or no socket;
/// `AlreadyExists` the second time.
pub fn inherited_socket(number: &str) -> io::Result<OwnedFd> {
    syscall::inherited(socket_number(number)?)
}

/// The descriptor that `number` names, if it can be the socket that a parent process handed down.
/// It is left as it is.
///
/// # Errors
/// `InvalidInput` when `number` is none, or that descriptor is not open or no socket.
pub fn socket_number(number: &str) -> io::Result<RawFd> {
    let invalid = |why: &str| {
        io::Error::new(io::ErrorKind::InvalidInput, format!("descriptor {number:?} {why}"))
    };
    let raw: RawFd = number.parse().map_err(|_| invalid("is not a number"))?;
    if raw <= 2 {
        return Err(invalid("belongs to standard input or output"));
    }
    let open = std::fs::metadata(format!("/proc/self/fd/{raw}"));
    if !open.is_ok_and(|open| open.file_type().is_socket()) {
        return Err(invalid("is no open socket"));
    }
    Ok(raw)
}
