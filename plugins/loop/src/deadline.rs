// SPDX-License-Identifier: MIT OR Apache-2.0
//! How long a call may wait for other sessions, and locks that keep to it.

use std::os::fd::{AsFd, OwnedFd};
use std::time::{Duration, Instant};

use lsm_core::{Error, ErrorKind, Result};
use rustix::fs::FlockOperation;
use rustix::io::Errno;

use crate::failure;

/// When a call gives up waiting.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Option<Instant>);

impl Deadline {
    /// As far ahead as `patience` goes; for ever when that is further than the clock does.
    pub(crate) fn after(patience: Duration) -> Self {
        Self(Instant::now().checked_add(patience))
    }

    fn is_over(self) -> bool {
        self.0.is_some_and(|end| Instant::now() >= end)
    }
}

/// Which others a lock shuts out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Share {
    /// Those that want it for themselves.
    WithReaders,
    /// All.
    WithNobody,
}

/// Locks an open file; closing it unlocks. `what` names it in the error.
///
/// # Errors
/// `TIMEOUT` when others keep it locked for too long.
pub(crate) fn lock(file: &OwnedFd, share: Share, deadline: Deadline, what: &str) -> Result<()> {
    // The kernel can wait for such a lock for ever or not at all.
    let mut pause = Duration::from_micros(500);
    while !try_lock(file, share)? {
        if deadline.is_over() {
            return Err(Error::new(
                ErrorKind::TIMEOUT,
                format!("{what} is in use by another session; it did not become free in time"),
            ));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
    Ok(())
}

/// Locks an open file if nobody else has it locked; whether that was so.
pub(crate) fn try_lock(file: &OwnedFd, share: Share) -> Result<bool> {
    let operation = match share {
        Share::WithReaders => FlockOperation::NonBlockingLockShared,
        Share::WithNobody => FlockOperation::NonBlockingLockExclusive,
    };
    match rustix::io::retry_on_intr(|| rustix::fs::flock(file.as_fd(), operation)) {
        Ok(()) => Ok(true),
        Err(Errno::WOULDBLOCK) => Ok(false),
        Err(error) => Err(failure::of_system("lock a file", error.into())),
    }
}
