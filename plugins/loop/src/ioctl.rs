// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ioctl calls that rustix has no name for: loop devices (`linux/loop.h`), `FICLONERANGE` and
//! `BLKFLSBUF` (`linux/fs.h`). Numbers and layouts are those of the kernel's user interface.
#![allow(unsafe_code)]

use std::ffi::{c_int, c_void};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd};

use rustix::ioctl::{Ioctl, IoctlOutput, NoArg, Opcode, Setter, Updater, ioctl, opcode};

const LOOP_CLR_FD: Opcode = 0x4C01;
const LOOP_SET_STATUS64: Opcode = 0x4C04;
const LOOP_GET_STATUS64: Opcode = 0x4C05;
const LOOP_SET_CAPACITY: Opcode = 0x4C07;
const LOOP_CONFIGURE: Opcode = 0x4C0A;
const LOOP_CTL_GET_FREE: Opcode = 0x4C82;
const BLKFLSBUF: Opcode = opcode::none(0x12, 97);
const FICLONERANGE: Opcode = opcode::write::<FileCloneRange>(0x94, 13);

/// The device vanishes when nobody has it open any longer.
pub(crate) const LO_FLAGS_AUTOCLEAR: u32 = 4;
/// The kernel looks for partitions on the device.
pub(crate) const LO_FLAGS_PARTSCAN: u32 = 8;
/// The device reads and writes its file past the page cache, where the file system can.
pub(crate) const LO_FLAGS_DIRECT_IO: u32 = 16;

/// `struct loop_info64`.
#[repr(C)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct LoopInfo {
    /// Device number of the file system that holds the file.
    pub(crate) device: u64,
    /// Inode number of the file.
    pub(crate) inode: u64,
    real_device: u64,
    offset: u64,
    size_limit: u64,
    number: u32,
    encrypt_type: u32,
    encrypt_key_size: u32,
    /// The `LO_FLAGS_` bits.
    pub(crate) flags: u32,
    /// Free text, ended by a zero byte.
    pub(crate) file_name: [u8; 64],
    crypt_name: [u8; 64],
    encrypt_key: [u8; 32],
    init: [u64; 2],
}

impl LoopInfo {
    const EMPTY: Self = Self {
        device: 0,
        inode: 0,
        real_device: 0,
        offset: 0,
        size_limit: 0,
        number: 0,
        encrypt_type: 0,
        encrypt_key_size: 0,
        flags: 0,
        file_name: [0; 64],
        crypt_name: [0; 64],
        encrypt_key: [0; 32],
        init: [0; 2],
    };
}

/// `struct loop_config`.
#[repr(C)]
struct LoopConfig {
    file: u32,
    /// Zero lets the kernel choose: 512 bytes, or what direct reads and writes of the file need.
    block_size: u32,
    info: LoopInfo,
    reserved: [u64; 8],
}

/// `struct file_clone_range`.
#[repr(C)]
struct FileCloneRange {
    source: i64,
    source_offset: u64,
    length: u64,
    dest_offset: u64,
}

/// `LOOP_CTL_GET_FREE`: the number comes as the value of the call itself.
struct GetFree;

// SAFETY: the call takes no argument, writes nothing to our memory, and gives an integer.
unsafe impl Ioctl for GetFree {
    type Output = c_int;
    const IS_MUTATING: bool = false;

    fn opcode(&self) -> Opcode {
        LOOP_CTL_GET_FREE
    }

    fn as_ptr(&mut self) -> *mut c_void {
        std::ptr::null_mut()
    }

    unsafe fn output_from_ptr(
        value: IoctlOutput,
        _argument: *mut c_void,
    ) -> rustix::io::Result<c_int> {
        Ok(value)
    }
}

/// The number of a loop device that was free a moment ago; made anew when all are in use.
pub(crate) fn loop_free_number(control: BorrowedFd<'_>) -> io::Result<u32> {
    // SAFETY: see the implementation of `GetFree`.
    let number = unsafe { ioctl(control, GetFree) }?;
    u32::try_from(number).map_err(io::Error::other)
}

/// Binds `file` to the loop device, or fails with `EBUSY` when another file is bound already.
/// `file_name` is cut at 63 bytes.
pub(crate) fn loop_configure(
    device: BorrowedFd<'_>,
    file: BorrowedFd<'_>,
    flags: u32,
    file_name: &str,
) -> io::Result<()> {
    let mut info = LoopInfo { flags, ..LoopInfo::EMPTY };
    for (to, from) in info.file_name[..63].iter_mut().zip(file_name.bytes()) {
        *to = from;
    }
    let file = u32::try_from(file.as_raw_fd()).map_err(io::Error::other)?;
    let config = LoopConfig { file, block_size: 0, info, reserved: [0; 8] };
    // SAFETY: the call reads one `struct loop_config`, of which `LoopConfig` is the layout.
    unsafe { ioctl(device, Setter::<LOOP_CONFIGURE, LoopConfig>::new(config)) }?;
    Ok(())
}

/// What is bound to the loop device; `ENXIO` when nothing is.
pub(crate) fn loop_status(device: BorrowedFd<'_>) -> io::Result<LoopInfo> {
    let mut info = LoopInfo::EMPTY;
    // SAFETY: the call writes one `struct loop_info64`, of which `LoopInfo` is the layout and any
    // bytes are a value.
    unsafe { ioctl(device, Updater::<LOOP_GET_STATUS64, LoopInfo>::new(&mut info)) }?;
    Ok(info)
}

/// Changes flags and text of the loop device.
pub(crate) fn loop_set_status(device: BorrowedFd<'_>, info: LoopInfo) -> io::Result<()> {
    // SAFETY: the call reads one `struct loop_info64`, of which `LoopInfo` is the layout.
    unsafe { ioctl(device, Setter::<LOOP_SET_STATUS64, LoopInfo>::new(info)) }?;
    Ok(())
}

/// Unbinds the file: when `device` is its only opener at the next close, else once the last opener
/// has gone.
pub(crate) fn loop_clear(device: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: the call takes no argument.
    unsafe { ioctl(device, NoArg::<LOOP_CLR_FD>::new()) }?;
    Ok(())
}

/// Makes the size of the loop device that of its file.
pub(crate) fn loop_set_capacity(device: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: the call takes no argument.
    unsafe { ioctl(device, NoArg::<LOOP_SET_CAPACITY>::new()) }?;
    Ok(())
}

/// Writes out and then forgets what the kernel keeps in memory of the block device.
pub(crate) fn drop_block_cache(device: BorrowedFd<'_>) -> io::Result<()> {
    // SAFETY: the call takes no argument.
    unsafe { ioctl(device, NoArg::<BLKFLSBUF>::new()) }?;
    Ok(())
}

/// Makes `length` bytes of `dest` share the extents of `source`.
pub(crate) fn clone_range(
    source: BorrowedFd<'_>,
    source_offset: u64,
    dest: BorrowedFd<'_>,
    dest_offset: u64,
    length: u64,
) -> io::Result<()> {
    let range =
        FileCloneRange { source: source.as_raw_fd().into(), source_offset, length, dest_offset };
    // SAFETY: the call reads one `struct file_clone_range`, of which `FileCloneRange` is the
    // layout; `source` is open for as long as the call lasts.
    unsafe { ioctl(dest.as_fd(), Setter::<FICLONERANGE, FileCloneRange>::new(range)) }?;
    Ok(())
}

// The kernel checks the lengths of none of these but FICLONERANGE.
const _: () = {
    assert!(size_of::<LoopInfo>() == 232);
    assert!(size_of::<LoopConfig>() == 304);
    assert!(size_of::<FileCloneRange>() == 32);
    assert!(FICLONERANGE == 0x4020_940D);
};
