// SPDX-License-Identifier: MIT OR Apache-2.0
//! Descriptors handed over by number.
#![allow(clippy::unwrap_used)]

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::fd::{AsRawFd, IntoRawFd};
use std::os::unix::net::UnixStream;

use lsm_launch::inherited_socket;

#[test]
fn a_socket_is_taken_over_and_closed_on_exec() {
    let (ours, mut theirs) = UnixStream::pair().unwrap();
    rustix::io::fcntl_setfd(&ours, rustix::io::FdFlags::empty()).unwrap();
    let number = ours.into_raw_fd();
    let taken = inherited_socket(&number.to_string()).unwrap();
    assert_eq!(taken.as_raw_fd(), number);
    assert!(rustix::io::fcntl_getfd(&taken).unwrap().contains(rustix::io::FdFlags::CLOEXEC));
    UnixStream::from(taken).write_all(b"x").unwrap();
    let mut read = String::new();
    theirs.read_to_string(&mut read).unwrap();
    assert_eq!(read, "x");
}

#[test]
fn everything_else_is_refused() {
    let file = File::open("/dev/null").unwrap();
    let file = file.as_raw_fd().to_string();
    for number in ["", "x", "3.0", " 3", "-1", "0", "1", "2", "1000000", "99999999999", &file] {
        let error = inherited_socket(number).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{number:?}");
        assert!(error.to_string().contains(&format!("{number:?}")), "{error}");
    }
}
