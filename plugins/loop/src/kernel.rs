// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every change that this plug-in makes to the world, one method each.
//!
//! A power cut falls before, between or after these calls and nowhere else, so a test that
//! stands in for [`Kernel`] can try each of them: it fails the Nth call, or lets the process die
//! there.

use std::io;
use std::os::fd::{BorrowedFd, OwnedFd};
use std::path::Path;

use rusqlite::Transaction;
use rustix::fs::{AtFlags, FallocateFlags, Mode, OFlags};

use crate::{ioctl, loop_device};

/// A run of bytes to copy from one file to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByteRange {
    /// First byte in the source.
    pub source: u64,
    /// First byte in the destination.
    pub dest: u64,
    /// How many bytes.
    pub length: u64,
}

/// A file whatever its names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileId {
    /// Device number of the file system.
    pub device: u64,
    /// Inode number.
    pub inode: u64,
}

/// The changes, as the system calls that make them. Errors are those of the calls.
pub trait Kernel {
    /// Creates a file that is not there, readable and writable by its owner, and opens it.
    fn create_file(&self, folder: BorrowedFd<'_>, name: &str) -> io::Result<OwnedFd> {
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW;
        Ok(rustix::fs::openat(folder, name, flags | OFlags::CLOEXEC, Mode::RUSR | Mode::WUSR)?)
    }

    /// Takes the name of a file away, and its space with the last user.
    fn remove_file(&self, folder: BorrowedFd<'_>, name: &str) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(folder, name, AtFlags::empty())?)
    }

    /// Takes space for a part of a file, without changing its size.
    fn allocate(&self, file: BorrowedFd<'_>, offset: u64, length: u64) -> io::Result<()> {
        let allocate = || rustix::fs::fallocate(file, FallocateFlags::KEEP_SIZE, offset, length);
        Ok(rustix::io::retry_on_intr(allocate)?)
    }

    /// Cuts a file, or lengthens it by a hole. Space beyond the end is given back.
    fn set_size(&self, file: BorrowedFd<'_>, size: u64) -> io::Result<()> {
        Ok(rustix::io::retry_on_intr(|| rustix::fs::ftruncate(file, size))?)
    }

    /// Makes an empty file share all extents of another.
    fn clone_file(&self, source: BorrowedFd<'_>, dest: BorrowedFd<'_>) -> io::Result<()> {
        Ok(rustix::io::retry_on_intr(|| rustix::fs::ioctl_ficlone(dest, source))?)
    }

    /// Makes a part of a file share the extents of a part of another.
    fn clone_range(
        &self,
        source: BorrowedFd<'_>,
        dest: BorrowedFd<'_>,
        range: ByteRange,
    ) -> io::Result<()> {
        ioctl::clone_range(source, range.source, dest, range.dest, range.length)
    }

    /// Copies a part of a file into another, in whichever way costs the kernel least.
    /// `UnexpectedEof` when the source ends before the range does.
    fn copy_range(
        &self,
        source: BorrowedFd<'_>,
        dest: BorrowedFd<'_>,
        range: ByteRange,
    ) -> io::Result<()> {
        let (mut from, mut to) = (range.source, range.dest);
        let end = range.source + range.length;
        while from < end {
            let length = usize::try_from(end - from).unwrap_or(usize::MAX).min(1 << 30);
            let copied = rustix::io::retry_on_intr(|| {
                let (mut from, mut to) = (from, to);
                rustix::fs::copy_file_range(source, Some(&mut from), dest, Some(&mut to), length)
            })?;
            if copied == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            from += copied as u64;
            to += copied as u64;
        }
        Ok(())
    }

    /// Waits until a file, or the names in a folder, are safe from a power cut.
    fn sync(&self, file: BorrowedFd<'_>) -> io::Result<()> {
        Ok(rustix::io::retry_on_intr(|| rustix::fs::fsync(file))?)
    }

    /// Makes the changes to the catalogue lasting; they are safe from a power cut afterwards.
    fn commit(&self, transaction: Transaction<'_>) -> rusqlite::Result<()> {
        transaction.commit()
    }

    /// Whether this process can bind files to loop devices.
    fn can_attach(&self) -> bool {
        rustix::process::geteuid().is_root() && Path::new(loop_device::CONTROL).exists()
    }

    /// Binds a file to a free loop device that carries `mark`; the number of the device.
    fn attach(&self, file: BorrowedFd<'_>, mark: &str) -> io::Result<u32> {
        loop_device::attach(file, mark)
    }

    /// Unbinds `file` from the loop device `number`. `ResourceBusy`, and nothing changed, when
    /// something uses the device.
    fn detach(&self, number: u32, file: FileId) -> io::Result<()> {
        loop_device::detach(number, file)
    }

    /// Makes the size of the loop device `number` that of its file.
    fn set_capacity(&self, number: u32) -> io::Result<()> {
        loop_device::set_capacity(number)
    }
}

/// The running kernel.
#[derive(Debug, Clone, Copy, Default)]
pub struct Linux;

impl Kernel for Linux {}
