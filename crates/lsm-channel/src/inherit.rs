// SPDX-License-Identifier: MIT OR Apache-2.0
//! The receiving end of a descriptor handed over by number.

use std::io;
use std::os::fd::{FromRawFd, OwnedFd, RawFd};
use std::os::unix::fs::FileTypeExt;

use rustix::io::FdFlags;

/// Takes over the connected socket whose number a parent process put into an argument or an
/// environment variable. From now on it is closed on exec.
///
/// A number can be taken over once only: whoever calls this says that nothing else in the process
/// owns the descriptor.
///
/// # Errors
/// `InvalidInput` when `number` is none, or that descriptor is not open or no socket.
pub fn inherited(number: &str) -> io::Result<OwnedFd> {
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
    let fd = take(raw);
    rustix::io::fcntl_setfd(&fd, FdFlags::CLOEXEC)?;
    Ok(fd)
}

#[allow(unsafe_code)] // The one place where a number becomes a descriptor.
fn take(raw: RawFd) -> OwnedFd {
    // SAFETY: `raw` is open and a socket. The parent handed exactly this number over for us to
    // own, and the caller promises that nothing else in the process does.
    unsafe { OwnedFd::from_raw_fd(raw) }
}
