// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the file system of a folder can do, found out by doing it.

use std::os::fd::{AsFd, OwnedFd};

use lsm_core::Result;
use rustix::fs::{AtFlags, FallocateFlags, Mode, OFlags};
use rustix::io::Errno;

use crate::failure;
use crate::folder::Folder;

/// What a file system can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Abilities {
    /// Files can share extents.
    pub(crate) clone: bool,
    /// Space can be taken before it is written to.
    pub(crate) allocate: bool,
}

/// Tries both on files that vanish by themselves. Call it with the folder locked.
pub(crate) fn abilities(folder: &Folder) -> Result<Abilities> {
    let failed = |errno: Errno| failure::of_system("try the file system out", errno.into());
    let granule = folder.granule()?;
    let source = nameless_file(folder, "probe-source").map_err(failed)?;
    let dest = nameless_file(folder, "probe-dest").map_err(failed)?;

    let allocate = rustix::fs::fallocate(&source, FallocateFlags::KEEP_SIZE, 0, granule);
    let allocate = !matches!(allocate, Err(Errno::OPNOTSUPP | Errno::NOSYS));

    // Cloning nothing succeeds where cloning something fails. A full file system makes the write
    // fail; the hole that is left then serves where files can share extents at all.
    let _ = rustix::io::write(&source, &vec![0x5a; usize::try_from(granule).unwrap_or(4096)]);
    rustix::fs::ftruncate(&source, granule).map_err(failed)?;
    let clone = rustix::fs::ioctl_ficlone(&dest, &source);
    let unable = [Errno::OPNOTSUPP, Errno::NOTTY, Errno::NOSYS, Errno::INVAL, Errno::XDEV];
    let clone = !clone.is_err_and(|errno| unable.contains(&errno));
    Ok(Abilities { clone, allocate })
}

/// A file without a name in the folder; where the file system has no such files, one in the
/// metadata whose name is taken away at once.
fn nameless_file(folder: &Folder, name: &str) -> rustix::io::Result<OwnedFd> {
    let mode = Mode::RUSR | Mode::WUSR;
    let flags = OFlags::RDWR | OFlags::CLOEXEC;
    match rustix::fs::openat(folder.as_fd(), ".", flags | OFlags::TMPFILE, mode) {
        Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::NOENT) => {
            let flags = flags | OFlags::CREATE | OFlags::TRUNC | OFlags::NOFOLLOW;
            let file = rustix::fs::openat(folder.state().as_fd(), name, flags, mode)?;
            rustix::fs::unlinkat(folder.state().as_fd(), name, AtFlags::empty())?;
            Ok(file)
        }
        other => other,
    }
}
