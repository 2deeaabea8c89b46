// SPDX-License-Identifier: MIT OR Apache-2.0
//! The system calls of the daemon.
#![allow(clippy::unwrap_used)]

use std::io;
use std::os::fd::{AsFd, AsRawFd, IntoRawFd};
use std::os::unix::net::UnixStream;

use lsm_launch::Identity;
use lsm_launch::syscall;
use rustix::process::{getegid, geteuid, getpid};

#[test]
fn the_peer_of_a_socket_is_known() {
    let (ours, _theirs) = UnixStream::pair().unwrap();
    let peer = syscall::peer(ours.as_fd()).unwrap();
    assert_eq!(peer.pid, getpid().as_raw_pid());
    assert_eq!((peer.uid, peer.gid), (geteuid().as_raw(), getegid().as_raw()));
    let file = std::fs::File::open("/dev/null").unwrap();
    assert!(syscall::peer(file.as_fd()).is_err());
}

#[test]
fn users_are_found_by_name() {
    assert_eq!(syscall::user(c"root").unwrap(), Some(Identity { uid: 0, gid: 0 }));
    assert_eq!(syscall::user(c"no-such-user-here").unwrap(), None);
    assert_eq!(syscall::user(c"").unwrap(), None);
}

#[test]
fn a_descriptor_is_taken_over_once() {
    let file = std::fs::File::open("/dev/null").unwrap();
    // Far from what other tests open meanwhile.
    let handed = rustix::io::fcntl_dupfd_cloexec(&file, 700).unwrap();
    rustix::io::fcntl_setfd(&handed, rustix::io::FdFlags::empty()).unwrap();
    let number = handed.into_raw_fd();
    let taken = syscall::inherited(number).unwrap();
    assert_eq!(taken.as_raw_fd(), number);
    assert_eq!(rustix::io::fcntl_getfd(&taken).unwrap(), rustix::io::FdFlags::CLOEXEC);
    let again = syscall::inherited(number).unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    assert!(syscall::inherited(-1).is_err());
    assert!(syscall::inherited(699).is_err());
}
