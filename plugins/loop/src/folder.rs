// SPDX-License-Identifier: MIT OR Apache-2.0
//! The folder that is the pool.
//!
//! ```text
//! /some/folder/
//!   3c2f….img            a volume: its identifier is the name, its size the size of the volume
//!   .lsm-loop/           mode 0700, belongs to the user that the plug-in runs as
//!     catalogue.db       names, access groups, grants; SQLite keeps a journal beside it
//!     lock               held while the two are changed together
//!     reserve            a little space kept back
//! ```
//!
//! Everything in it is opened relative to a descriptor of the folder and without following
//! symbolic links: what others put there never leads anywhere else.

use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};

use lsm_core::{Error, ErrorKind, Result};
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;
use uuid::Uuid;

use crate::deadline::{self, Deadline, Share};
use crate::failure;
use crate::kernel::FileId;

const STATE: &str = ".lsm-loop";

/// The file system has blocks of this size at least, as far as volumes are concerned.
const SMALLEST_GRANULE: u64 = 4096;

/// Network file systems call their transfer size a block size, and some exaggerate.
const LARGEST_GRANULE: u64 = 1 << 20;

/// What stands behind the identifier in the name of a volume's file.
const SUFFIX: &str = ".img";

/// The name of a volume's file.
pub(crate) fn file_name(volume: Uuid) -> String {
    format!("{volume}{SUFFIX}")
}

/// The volume whose file has this name.
pub(crate) fn volume_of(file_name: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(file_name.strip_suffix(SUFFIX)?).ok()?;
    // Uuid takes other spellings too.
    (self::file_name(id) == file_name).then_some(id)
}

/// The folder, open.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    folder: OwnedFd,
    state: OwnedFd,
}

/// How much room there is, in bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Space {
    pub(crate) total: u64,
    pub(crate) free: u64,
}

/// What a volume's file is now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FileState {
    pub(crate) file: FileId,
    /// In bytes.
    pub(crate) size: u64,
    /// Bytes that the file system has given it.
    pub(crate) allocated: u64,
}

impl FileState {
    fn new(stat: &Stat) -> Self {
        // The fields differ in type from architecture to architecture.
        #[allow(clippy::unnecessary_cast, clippy::cast_sign_loss)]
        Self {
            file: FileId { device: stat.st_dev as u64, inode: stat.st_ino as u64 },
            size: stat.st_size as u64,
            allocated: stat.st_blocks as u64 * 512,
        }
    }
}

/// Held while files and catalogue are changed together; dropping it lets the next one go on.
#[derive(Debug)]
pub(crate) struct FolderLock {
    _file: OwnedFd,
}

impl Folder {
    /// Opens the folder and, where this is its first time, makes room for the metadata.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when there is no such folder, `PERMISSION_DENIED` when it cannot be
    /// written, or when others could change what a privileged plug-in relies on.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let shown = path.display();
        if !path.is_absolute() {
            return Err(Error::invalid(format!(
                "{shown} is no absolute path; write loop:///some/folder"
            )));
        }
        let directory = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let folder = rustix::fs::open(path, directory, Mode::empty()).map_err(|errno| {
            let missing = |what| Error::invalid(format!("{shown} {what}")).with_source(errno);
            match errno {
                Errno::NOENT => missing("does not exist; make the folder first"),
                Errno::NOTDIR => missing("is no folder"),
                Errno::LOOP | Errno::NAMETOOLONG => missing("is no path that can be followed"),
                _ => failure::of_system(format_args!("open {shown}"), errno.into()),
            }
        })?;
        let access = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
        rustix::fs::accessat(&folder, ".", access, AtFlags::EACCESS)
            .map_err(|errno| failure::of_system(format_args!("write to {shown}"), errno.into()))?;
        let link = format!("/proc/self/fd/{}", folder.as_raw_fd());
        let path = std::fs::read_link(link)
            .map_err(|error| failure::of_system(format_args!("find the path of {shown}"), error))?;
        refuse_unsafe_owner(&folder, &path)?;

        let open_state =
            || rustix::fs::openat(&folder, STATE, directory | OFlags::NOFOLLOW, Mode::empty());
        let state = match open_state() {
            Err(Errno::NOENT) => match rustix::fs::mkdirat(&folder, STATE, Mode::RWXU) {
                Ok(()) | Err(Errno::EXIST) => {
                    rustix::fs::fsync(&folder).and_then(|()| open_state())
                }
                Err(errno) => Err(errno),
            },
            other => other,
        }
        .map_err(|errno| failure::of_system(format_args!("open {shown}/{STATE}"), errno.into()))?;
        refuse_foreign_state(&state, &path)?;
        Ok(Self { path, folder, state })
    }

    /// The folder as the kernel names it: absolute, without symbolic links.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The folder itself.
    pub(crate) fn as_fd(&self) -> BorrowedFd<'_> {
        self.folder.as_fd()
    }

    /// Where the metadata lies.
    pub(crate) fn state(&self) -> BorrowedFd<'_> {
        self.state.as_fd()
    }

    /// The path of a file of the metadata, for SQLite, which cannot open relative to a descriptor.
    pub(crate) fn state_path(&self, name: &str) -> PathBuf {
        self.path.join(STATE).join(name)
    }

    /// Keeps other sessions from changing files and catalogue.
    ///
    /// # Errors
    /// `TIMEOUT` when another one holds the lock for too long.
    pub(crate) fn lock(&self, deadline: Deadline) -> Result<FolderLock> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let file = rustix::fs::openat(&self.state, "lock", flags, Mode::RUSR | Mode::WUSR)
            .map_err(|errno| failure::of_system("open the lock of the folder", errno.into()))?;
        let what = format!("the folder {}", self.path.display());
        deadline::lock(&file, Share::WithNobody, deadline, &what)?;
        Ok(FolderLock { _file: file })
    }

    /// How much room the file system has; what only root could use does not count as free.
    pub(crate) fn space(&self) -> Result<Space> {
        let stat = self.statvfs()?;
        Ok(Space {
            total: stat.f_blocks.saturating_mul(stat.f_frsize),
            free: stat.f_bavail.saturating_mul(stat.f_frsize),
        })
    }

    /// Sizes of volumes are multiples of this, and so are the bounds of ranges: 4096 bytes, or the
    /// block size of the file system where that is more.
    ///
    /// Extents can be shared in whole blocks only, and direct reads and writes work on whole
    /// blocks only; a volume whose last block were cut off could take part in neither.
    pub(crate) fn granule(&self) -> Result<u64> {
        Ok(self.statvfs()?.f_frsize.clamp(SMALLEST_GRANULE, LARGEST_GRANULE).next_power_of_two())
    }

    fn statvfs(&self) -> Result<rustix::fs::StatVfs> {
        rustix::fs::fstatvfs(&self.folder).map_err(|errno| {
            failure::of_system(format_args!("look at {}", self.path.display()), errno.into())
        })
    }

    /// Opens the file of a volume; `None` when it is not there.
    pub(crate) fn open_volume(&self, volume: Uuid) -> Result<Option<OwnedFd>> {
        // What is no regular file might never finish opening.
        if self.volume_state(volume)?.is_none() {
            return Ok(None);
        }
        let flags = OFlags::RDWR | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        match rustix::fs::openat(&self.folder, file_name(volume), flags, Mode::empty()) {
            Ok(file) => Ok(Some(file)),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => {
                Err(failure::of_system(format_args!("open {}", file_name(volume)), errno.into()))
            }
        }
    }

    /// What the file of a volume is now; `None` when it is not there, or is no file.
    pub(crate) fn volume_state(&self, volume: Uuid) -> Result<Option<FileState>> {
        match rustix::fs::statat(&self.folder, file_name(volume), AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile => Ok(None),
            Ok(stat) => Ok(Some(FileState::new(&stat))),
            Err(Errno::NOENT) => Ok(None),
            Err(errno) => {
                Err(failure::of_system(format_args!("look at {}", file_name(volume)), errno.into()))
            }
        }
    }
}

/// What an open file is now.
pub(crate) fn state_of(file: BorrowedFd<'_>) -> Result<FileState> {
    let stat = rustix::fs::fstat(file)
        .map_err(|errno| failure::of_system("look at a file", errno.into()))?;
    Ok(FileState::new(&stat))
}

/// Root would act on whatever the owner of the folder, or everybody where all may write, puts in
/// place of the metadata.
fn refuse_unsafe_owner(folder: &OwnedFd, path: &Path) -> Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let stat = rustix::fs::fstat(folder)
        .map_err(|errno| failure::of_system("look at the folder", errno.into()))?;
    let mode = Mode::from_raw_mode(stat.st_mode);
    let shown = path.display();
    let denied = |message| Err(Error::new(ErrorKind::PERMISSION_DENIED, message));
    if stat.st_uid != 0 {
        return denied(format!(
            "{shown} belongs to user {}, so the plug-in does not use it as root; run it as that \
             user, or give the folder to root",
            stat.st_uid
        ));
    }
    if mode.intersects(Mode::WGRP | Mode::WOTH) && !mode.contains(Mode::SVTX) {
        return denied(format!(
            "others may rename files in {shown}, so the plug-in does not use it as root; take \
             their right to write to the folder away"
        ));
    }
    Ok(())
}

fn refuse_foreign_state(state: &OwnedFd, path: &Path) -> Result<()> {
    let stat = rustix::fs::fstat(state)
        .map_err(|errno| failure::of_system("look at the metadata", errno.into()))?;
    let shown = path.join(STATE);
    let shown = shown.display();
    let denied = |message| Err(Error::new(ErrorKind::PERMISSION_DENIED, message));
    if stat.st_uid != rustix::process::geteuid().as_raw() {
        return denied(format!("{shown} belongs to user {}; run as that user", stat.st_uid));
    }
    if Mode::from_raw_mode(stat.st_mode).intersects(Mode::RWXG | Mode::RWXO) {
        return denied(format!("others may enter {shown}; set its mode to 0700"));
    }
    Ok(())
}
