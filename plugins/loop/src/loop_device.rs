// SPDX-License-Identifier: MIT OR Apache-2.0
//! Loop devices: which are bound to what, binding and unbinding.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rustix::fs::OFlags;
use rustix::io::Errno;

use crate::ioctl::{self, LO_FLAGS_AUTOCLEAR, LO_FLAGS_DIRECT_IO, LO_FLAGS_PARTSCAN};
use crate::kernel::FileId;

/// Hands out free loop devices.
pub(crate) const CONTROL: &str = "/dev/loop-control";

/// How often a free device may be snatched by somebody else before it can be bound.
const ATTEMPTS: u32 = 100;

/// How long a device is waited for that somebody has open, since many only glance at it, as udev
/// and what it starts do with every device that has just appeared.
const GLANCE: Duration = Duration::from_millis(500);

/// A loop device with a file bound to it.
#[derive(Debug)]
pub(crate) struct LoopDevice {
    pub(crate) number: u32,
    /// The file as the kernel names it, with ` (deleted)` behind it when it has no name left.
    pub(crate) path: PathBuf,
}

/// What only the device itself tells of its file.
#[derive(Debug)]
pub(crate) struct Binding {
    pub(crate) file: FileId,
    /// The mark given to [`attach`]; other programs write other texts.
    pub(crate) mark: String,
}

/// The node of a loop device.
pub(crate) fn node(number: u32) -> String {
    format!("/dev/loop{number}")
}

/// All loop devices of the host that have a file bound to them. Needs no privilege, opens none.
pub(crate) fn bound() -> io::Result<Vec<LoopDevice>> {
    let mut devices = Vec::new();
    let entries = match std::fs::read_dir("/sys/block") {
        Ok(entries) => entries,
        // A host without sysfs has no loop devices that could be told apart.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(devices),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix("loop")?.parse().ok());
        let Some(number) = number else { continue };
        // No such attribute: nothing bound, or unbound just now.
        if let Ok(Some(path)) = backing_file(number) {
            devices.push(LoopDevice { number, path });
        }
    }
    devices.sort_by_key(|device| device.number);
    Ok(devices)
}

fn backing_file(number: u32) -> io::Result<Option<PathBuf>> {
    use std::os::unix::ffi::OsStringExt;
    let mut text = std::fs::read(format!("/sys/block/loop{number}/loop/backing_file"))?;
    if text.last() == Some(&b'\n') {
        text.pop();
    }
    Ok((!text.is_empty()).then(|| std::ffi::OsString::from_vec(text).into()))
}

/// What is bound to a device: from the device itself where this process may open it, else by the
/// path that sysfs tells. `None` when nothing is.
pub(crate) fn binding(device: &LoopDevice) -> io::Result<Option<Binding>> {
    match open(device.number, OFlags::empty()) {
        Ok(opened) => status(&opened),
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {
            let Ok(metadata) = std::fs::metadata(&device.path) else { return Ok(None) };
            let file = FileId { device: metadata.dev(), inode: metadata.ino() };
            Ok(Some(Binding { file, mark: String::new() }))
        }
        Err(error) if gone(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn status(device: &File) -> io::Result<Option<Binding>> {
    match ioctl::loop_status(device.as_fd()) {
        Ok(info) => {
            let mark = info.file_name.split(|&byte| byte == 0).next().unwrap_or_default();
            Ok(Some(Binding {
                file: FileId { device: info.device, inode: info.inode },
                mark: String::from_utf8_lossy(mark).into_owned(),
            }))
        }
        Err(error) if gone(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn gone(error: &io::Error) -> bool {
    let gone = [Errno::NXIO, Errno::NODEV, Errno::NOENT].map(Errno::raw_os_error);
    error.raw_os_error().is_some_and(|number| gone.contains(&number))
}

/// Size of a device in bytes; the kernel counts sectors of 512 whatever the block size is.
pub(crate) fn size(number: u32) -> io::Result<u64> {
    let text = std::fs::read_to_string(format!("/sys/block/loop{number}/size"))?;
    let sectors: u64 = text.trim().parse().map_err(io::Error::other)?;
    Ok(sectors.saturating_mul(512))
}

/// Opened for reading: closing a device that was open for writing makes udev probe it again.
fn open(number: u32, flags: OFlags) -> io::Result<File> {
    std::fs::OpenOptions::new()
        .read(true)
        .custom_flags(flags.bits().cast_signed())
        .open(node(number))
}

/// Binds `file` to a free device. Reads and writes go past the page cache where the file system
/// can do that, so that data is not kept in memory twice; partitions are looked for, as on every
/// disk.
pub(crate) fn attach(file: BorrowedFd<'_>, mark: &str) -> io::Result<u32> {
    let control = File::options().read(true).write(true).open(CONTROL)?;
    for _ in 0..ATTEMPTS {
        let number = ioctl::loop_free_number(control.as_fd())?;
        // A device bound through a descriptor that cannot write is read-only.
        let device = match File::options().read(true).write(true).open(node(number)) {
            Ok(device) => device,
            // Removed since it was offered.
            Err(error) if error.kind() != io::ErrorKind::NotFound && gone(&error) => continue,
            Err(error) => return Err(error),
        };
        let flags = LO_FLAGS_PARTSCAN | LO_FLAGS_DIRECT_IO;
        match ioctl::loop_configure(device.as_fd(), file, flags, mark) {
            Ok(()) => return Ok(number),
            Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::ResourceBusy.into())
}

/// Unbinds `file` from a device, or leaves everything as it is when the device is in use.
///
/// The kernel would accept the order for a device in use, and carry it out at some later time.
/// So the device is claimed first, which a mounted one refuses; and when another program turns
/// out to have it open all the same, the order is taken back.
pub(crate) fn detach(number: u32, file: FileId) -> io::Result<()> {
    let deadline = Instant::now() + GLANCE;
    loop {
        match detach_now(number, file) {
            // Nothing can open the device any more; what has it open still holds on to the file.
            Ok(true) if !shows(number, file) || Instant::now() >= deadline => return Ok(()),
            Ok(true) => {}
            Ok(false) if Instant::now() < deadline => {}
            Ok(false) => return Err(io::ErrorKind::ResourceBusy.into()),
            Err(error) => return Err(error),
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Whether a device shows `file`, as far as sysfs tells. The device is not opened for that: each
/// opener keeps it from vanishing.
fn shows(number: u32, file: FileId) -> bool {
    let Ok(Some(path)) = backing_file(number) else { return false };
    std::fs::metadata(path).is_ok_and(|it| (it.dev(), it.ino()) == (file.device, file.inode))
}

/// Whether the device is unbound now; `false` when it is mounted or another program has it open.
fn detach_now(number: u32, file: FileId) -> io::Result<bool> {
    let device = match open(number, OFlags::EXCL) {
        Ok(device) => device,
        Err(error) if gone(&error) => return Ok(true),
        Err(error) if error.kind() == io::ErrorKind::ResourceBusy => return Ok(false),
        Err(error) => return Err(error),
    };
    match status(&device)? {
        Some(binding) if binding.file == file => {}
        // Somebody was quicker; whatever is bound now is none of ours.
        _ => return Ok(true),
    }
    match ioctl::loop_clear(device.as_fd()) {
        Err(error) if gone(&error) => return Ok(true),
        other => other?,
    }
    let mut info = match ioctl::loop_status(device.as_fd()) {
        Ok(info) => info,
        Err(error) if gone(&error) => return Ok(true),
        Err(error) => return Err(error),
    };
    info.flags &= !LO_FLAGS_AUTOCLEAR;
    ioctl::loop_set_status(device.as_fd(), info)?;
    Ok(false)
}

/// Tells the kernel that the file behind the device has another size.
pub(crate) fn set_capacity(number: u32) -> io::Result<()> {
    ioctl::loop_set_capacity(open(number, OFlags::empty())?.as_fd())
}

/// Waits until everything that was written to the device is in its file.
pub(crate) fn flush(number: u32) -> io::Result<()> {
    Ok(rustix::fs::fsync(open(number, OFlags::empty())?)?)
}

/// A device that nobody else can mount or claim for as long as this lives.
#[derive(Debug)]
pub(crate) struct Claim(File);

/// Claims a device and writes out what the kernel holds of it. `ResourceBusy` when it is mounted
/// or claimed.
pub(crate) fn claim(number: u32) -> io::Result<Claim> {
    let device = open(number, OFlags::EXCL)?;
    rustix::fs::fsync(&device)?;
    Ok(Claim(device))
}

impl Claim {
    /// Makes the next read of the device come from its file, which has changed underneath.
    pub(crate) fn reread(&self) -> io::Result<()> {
        ioctl::drop_block_cache(self.0.as_fd())
    }
}
