// SPDX-License-Identifier: MIT OR Apache-2.0
//! A little space that is kept back, so that room can be made on a full file system: removing a
//! volume takes a few blocks in the catalogue first.

use lsm_core::Result;
use rustix::fs::{AtFlags, FallocateFlags, Mode, OFlags};

use crate::folder::Folder;

const NAME: &str = "reserve";

/// What starting on the catalogue and some hundred changes to it take, in bytes.
const MOST: u64 = 1 << 20;

/// Less is of no use.
const LEAST: u64 = 1 << 16;

/// Takes the space, or what is to be had of it, if it is not taken yet. Whatever goes wrong, only
/// the precaution is missing.
pub(crate) fn keep(folder: &Folder) {
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let Ok(file) = rustix::fs::openat(folder.state(), NAME, flags, Mode::RUSR | Mode::WUSR) else {
        return;
    };
    if rustix::fs::fstat(&file).is_ok_and(|stat| stat.st_size > 0) {
        return;
    }
    let mut bytes = MOST;
    while rustix::fs::fallocate(&file, FallocateFlags::empty(), 0, bytes).is_err() {
        bytes /= 2;
        if bytes < LEAST {
            let _ = rustix::fs::unlinkat(folder.state(), NAME, AtFlags::empty());
            return;
        }
    }
}

/// Tries once more, with the space given up, what failed for lack of it. What is left of the space
/// is kept for the next time. `failed` is the answer when there was none to give up.
pub(crate) fn spend<T>(
    folder: &Folder,
    failed: lsm_core::Error,
    attempt: impl FnOnce() -> Result<T>,
) -> Result<T> {
    if rustix::fs::unlinkat(folder.state(), NAME, AtFlags::empty()).is_err() {
        return Err(failed);
    }
    // Some file systems free space only with the next of their own transactions.
    let _ = rustix::fs::fsync(folder.state());
    let answer = attempt();
    keep(folder);
    answer
}
