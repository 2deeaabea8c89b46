// SPDX-License-Identifier: MIT OR Apache-2.0
//! Becoming a daemon.

use std::io;

use lsm_launch::syscall::go_on_in_child;
use rustix::fs::{CWD, Mode, OFlags};

/// Leaves the terminal, the session and the working directory of whoever started us, who gets
/// exit status 0.
///
/// # Errors
///
/// What fork said, or a machine without a null device.
pub fn enter() -> io::Result<()> {
    // First what can fail, while somebody is there to be told.
    let null =
        rustix::fs::openat(CWD, c"/dev/null", OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    go_on_in_child()?;
    rustix::process::setsid()?;
    rustix::process::chdir(c"/")?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;
    rustix::stdio::dup2_stderr(&null)?;
    Ok(())
}
