// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who this program runs as. It reads what arrays send, so it is nobody of importance.

use std::ffi::CStr;
use std::io;

use lsm_launch::{Identity, syscall};
use rustix::process::DumpableBehavior;

/// Whom root becomes: the user that lsmd runs plug-ins as, or, on a host where that was never made,
/// the one that every host has.
const USERS: [&CStr; 2] = [c"libstoragemgmt", c"nobody"];

/// Becomes one of those users for good, if started by root, and keeps the password that clients
/// send out of core dumps and away from debuggers.
///
/// To be called while the process has one thread.
///
/// # Errors
/// When root cannot be given up; the process must end then.
pub(crate) fn give_up() -> io::Result<()> {
    if rustix::process::getuid().is_root() || rustix::process::geteuid().is_root() {
        syscall::assume(nobody_of_importance()?)?;
    }
    rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

fn nobody_of_importance() -> io::Result<Identity> {
    for name in USERS {
        if let Some(identity) = syscall::user(name)?
            && identity.uid != 0
        {
            return Ok(identity);
        }
    }
    Err(io::Error::other(
        "this plug-in does not run as root, and the users libstoragemgmt and nobody do not exist; \
         make one, or start it as another user",
    ))
}
