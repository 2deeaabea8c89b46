// SPDX-License-Identifier: MIT OR Apache-2.0
//! A non-blocking Unix socket: large reads, gathered writes, file descriptors.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

/// A connected, non-blocking Unix stream socket.
#[derive(Debug)]
pub struct Socket {
    fd: OwnedFd,
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}
