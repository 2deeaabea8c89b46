// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commands to a disk, through its device node (Linux: include/scsi/sg.h,
//! include/uapi/linux/nvme_ioctl.h).
#![allow(unsafe_code)]

use std::fs::{File, OpenOptions};
use std::io;
use std::os::fd::AsRawFd;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use lsm_core::{Error, ErrorKind, Result};

use crate::sense::Sense;

/// Bytes of the SMART log of an NVMe disk.
pub(crate) const SMART_LOG: usize = 512;

/// How a SCSI command went.
#[derive(Debug)]
pub(crate) struct Reply {
    /// How many bytes of data came.
    pub(crate) length: usize,
    /// What the device had to say.
    pub(crate) sense: Option<Sense>,
}

/// What takes commands.
pub(crate) trait Commands {
    /// Sends a SCSI command that brings data, or none when there is no room for any.
    fn scsi(&self, command: &[u8], data: &mut [u8]) -> Result<Reply>;
    /// Reads the SMART log of an NVMe disk; gives the status of the command.
    fn smart_log(&self, log: &mut [u8; SMART_LOG]) -> Result<u16>;
}

/// A device node that is open.
pub(crate) struct Device(File);

/// A disk that sleeps takes up to a quarter of a minute to wake.
const PATIENCE: Duration = Duration::from_secs(20);

impl Device {
    pub(crate) fn open(node: &Path) -> Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).custom_flags(libc::O_NONBLOCK | libc::O_CLOEXEC);
        options.open(node).map(Self).map_err(|error| failed("open", node, error))
    }

    fn ioctl<T>(&self, request: libc::c_ulong, argument: &mut T) -> Result<libc::c_int> {
        // SAFETY: the argument is the structure that the request asks for, and each pointer in it
        // leads to as much memory as it says, which outlives the call.
        let answer = unsafe { libc::ioctl(self.0.as_raw_fd(), request, argument) };
        if answer < 0 {
            let error = io::Error::last_os_error();
            return Err(failed("send a command to", Path::new("the disk"), error));
        }
        Ok(answer)
    }
}

/// What went wrong with a node.
fn failed(what: &str, node: &Path, error: io::Error) -> Error {
    let kind = match error.raw_os_error() {
        Some(libc::ENOENT | libc::ENXIO | libc::ENODEV) => ErrorKind::NOT_FOUND_DISK,
        Some(libc::EACCES | libc::EPERM) => ErrorKind::PERMISSION_DENIED,
        Some(libc::ENOTTY | libc::EINVAL) => ErrorKind::NO_SUPPORT,
        Some(libc::ETIMEDOUT) => ErrorKind::TIMEOUT,
        _ => ErrorKind::LIB_BUG,
    };
    Error::new(kind, format!("cannot {what} {}: {error}", node.display())).with_source(error)
}

/// `struct sg_io_hdr`.
#[repr(C)]
struct SgIo {
    interface: libc::c_int,
    direction: libc::c_int,
    command_length: u8,
    sense_room: u8,
    pieces: u16,
    data_room: u32,
    data: *mut u8,
    command: *const u8,
    sense: *mut u8,
    timeout_ms: u32,
    flags: u32,
    pack_id: libc::c_int,
    private: *mut libc::c_void,
    status: u8,
    masked_status: u8,
    message_status: u8,
    sense_length: u8,
    host_status: u16,
    driver_status: u16,
    left: libc::c_int,
    duration_ms: u32,
    info: u32,
}

/// `struct nvme_passthru_cmd`.
#[repr(C)]
#[derive(Default)]
struct NvmeCommand {
    opcode: u8,
    flags: u8,
    reserved: u16,
    namespace: u32,
    words_2_3: [u32; 2],
    metadata: u64,
    data: u64,
    metadata_length: u32,
    data_length: u32,
    words_10_15: [u32; 6],
    timeout_ms: u32,
    result: u32,
}

const SG_IO: libc::c_ulong = 0x2285;
const NVME_IOCTL_ADMIN_CMD: libc::c_ulong = 0xc048_4e41;
const _: () = {
    use std::mem::offset_of;
    assert!(size_of::<NvmeCommand>() == 72 && offset_of!(NvmeCommand, words_10_15) == 40);
    #[cfg(target_pointer_width = "64")]
    assert!(size_of::<SgIo>() == 88 && offset_of!(SgIo, sense_length) == 67);
};

/// The adapter gave up waiting.
const DID_TIME_OUT: u16 = 3;
/// There is nobody at this address.
const DID_NO_CONNECT: u16 = 1;

impl Commands for Device {
    fn scsi(&self, command: &[u8], data: &mut [u8]) -> Result<Reply> {
        const NONE: libc::c_int = -1;
        const FROM_DEVICE: libc::c_int = -3;
        let mut sense = [0; 252];
        let length = |bytes: usize| u8::try_from(bytes).unwrap_or_default();
        let mut io = SgIo {
            interface: libc::c_int::from(b'S'),
            direction: if data.is_empty() { NONE } else { FROM_DEVICE },
            command_length: length(command.len()),
            sense_room: length(sense.len()),
            pieces: 0,
            data_room: u32::try_from(data.len()).unwrap_or_default(),
            data: data.as_mut_ptr(),
            command: command.as_ptr(),
            sense: sense.as_mut_ptr(),
            timeout_ms: u32::try_from(PATIENCE.as_millis()).unwrap_or(u32::MAX),
            flags: 0,
            pack_id: 0,
            private: std::ptr::null_mut(),
            status: 0,
            masked_status: 0,
            message_status: 0,
            sense_length: 0,
            host_status: 0,
            driver_status: 0,
            left: 0,
            duration_ms: 0,
            info: 0,
        };
        self.ioctl(SG_IO, &mut io)?;
        let told = sense.get(..usize::from(io.sense_length)).unwrap_or_default();
        let reply = Reply {
            length: data.len().saturating_sub(usize::try_from(io.left).unwrap_or_default()),
            sense: Sense::read(told),
        };
        match io.host_status {
            _ if reply.sense.is_some() => Ok(reply),
            0 if io.status == 0 => Ok(reply),
            DID_TIME_OUT => Err(Error::new(ErrorKind::TIMEOUT, "the disk does not answer in time")),
            DID_NO_CONNECT => Err(Error::new(ErrorKind::NOT_FOUND_DISK, "the disk is gone")),
            host => Err(Error::new(
                ErrorKind::LIB_BUG,
                format!("the command failed: status {:#x}, adapter {host:#x}", io.status),
            )),
        }
    }

    fn smart_log(&self, log: &mut [u8; SMART_LOG]) -> Result<u16> {
        let mut command = NvmeCommand {
            // Get Log Page (NVMe 1.4, 5.14): page 2, as many words as there is room for, less one.
            opcode: 2,
            namespace: u32::MAX,
            data: log.as_mut_ptr() as u64,
            data_length: SMART_LOG as u32,
            words_10_15: [(SMART_LOG as u32 / 4 - 1) << 16 | 2, 0, 0, 0, 0, 0],
            timeout_ms: u32::try_from(PATIENCE.as_millis()).unwrap_or(u32::MAX),
            ..NvmeCommand::default()
        };
        let status = self.ioctl(NVME_IOCTL_ADMIN_CMD, &mut command)?;
        Ok(u16::try_from(status).unwrap_or(u16::MAX))
    }
}
