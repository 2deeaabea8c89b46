// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finding disks, and saying what they are.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use lsm_core::{Error, ErrorKind, Result, Rpm, vpd83};

use crate::{Host, vpd};

/// Longest identifier of a logical unit, in digits.
const LONGEST_VPD83: usize = 32;

/// More than any file of sysfs that is read here.
const LONGEST_FILE: u64 = 1 << 16;

/// A disk and its folder in sysfs.
#[derive(Debug)]
pub struct Found {
    /// Device node as it was asked for.
    pub(crate) node: String,
    /// Name in `/sys/block`.
    pub(crate) name: String,
    /// `/sys/block/NAME` with every link resolved: the way to it through the buses.
    pub(crate) folder: PathBuf,
}

impl Found {
    /// A file below the folder of the disk; `None` when it is not there or cannot be read, as some
    /// that are there cannot.
    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        read(&self.folder.join(name))
    }

    /// The same as text, without blanks around it.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        text(&self.folder.join(name))
    }

    pub(crate) fn is_nvme(&self) -> bool {
        self.name.starts_with("nvme")
    }

    /// What is said when the disk does not tell something.
    pub(crate) fn untold(&self, what: &str) -> Error {
        Error::no_support(format!("{} does not tell its {what}", self.node))
    }
}

pub(crate) fn read(path: &Path) -> Option<Vec<u8>> {
    use io::Read;
    let mut content = Vec::new();
    fs::File::open(path).ok()?.take(LONGEST_FILE).read_to_end(&mut content).ok()?;
    Some(content)
}

pub(crate) fn text(path: &Path) -> Option<String> {
    let text = String::from_utf8_lossy(&read(path)?).trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// What went wrong with a path.
pub(crate) fn failed(what: &str, path: &Path, error: io::Error) -> Error {
    let kind = match error.kind() {
        io::ErrorKind::PermissionDenied => ErrorKind::PERMISSION_DENIED,
        io::ErrorKind::NotFound => ErrorKind::NOT_FOUND_DISK,
        _ => ErrorKind::LIB_BUG,
    };
    Error::new(kind, format!("cannot {what} {}: {error}", path.display())).with_source(error)
}

/// Sorts `sdb` before `sdaa`, and `nvme2n1` before `nvme10n1`.
fn natural(name: &str) -> (bool, Vec<u64>, usize, String) {
    let numbers =
        name.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok());
    (name.starts_with("nvme"), numbers.collect(), name.len(), name.to_owned())
}

impl Host {
    /// The device nodes of all SCSI, ATA, USB and NVMe disks, in natural order. What has no node, as
    /// in a container, is left out, and so are the hidden paths of NVMe disks.
    ///
    /// # Errors
    /// `LIB_BUG` when the kernel shows no block devices at all.
    pub fn disks(&self) -> Result<Vec<String>> {
        let folder = self.path("/sys/block");
        let entries =
            fs::read_dir(&folder).map_err(|error| match failed("read", &folder, error) {
                error if error.kind == ErrorKind::NOT_FOUND_DISK => {
                    Error::new(ErrorKind::LIB_BUG, error.message)
                }
                error => error,
            })?;
        let names = entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned());
        let mut names: Vec<_> = names
            .filter(|name| name.starts_with("sd") || name.starts_with("nvme"))
            .filter(|name| text(&folder.join(name).join("hidden")).as_deref() != Some("1"))
            .filter(|name| self.path("/dev").join(name).exists())
            .collect();
        names.sort_by_cached_key(|name| natural(name));
        Ok(names.into_iter().map(|name| format!("/dev/{name}")).collect())
    }

    /// The disk behind a device node, or behind a link to one.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for an empty path, `NOT_FOUND_DISK` when there is no such node,
    /// `NO_SUPPORT` when it is no whole disk.
    pub fn disk(&self, node: &str) -> Result<Found> {
        if node.is_empty() {
            return Err(Error::invalid("the path of the disk is empty"));
        }
        let path = self.path(node);
        let real =
            fs::canonicalize(&path).map_err(|error| failed("find", Path::new(node), error))?;
        let name = real.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match fs::canonicalize(self.path("/sys/block").join(&name)) {
            Ok(folder) if !name.is_empty() => Ok(Found { node: node.to_owned(), name, folder }),
            _ => Err(Error::no_support(format!("{node} is no whole disk"))),
        }
    }

    /// The NAA identifier of a disk in lower case, see [`lsm_core::vpd83`].
    ///
    /// # Errors
    /// As of [`disk`](Self::disk); `NO_SUPPORT` when the disk has none.
    pub fn vpd83(&self, node: &str) -> Result<String> {
        let disk = self.disk(node)?;
        let page = || vpd::naa(&disk.read("device/vpd_pg83")?);
        let wwid = || {
            let text = disk.text("device/wwid")?;
            vpd83::normalize(text.strip_prefix("naa.")?)
        };
        page()
            .or_else(wwid)
            .or_else(|| self.udev_wwn(&disk))
            .ok_or_else(|| disk.untold("NAA identifier"))
    }

    /// What udev noted of the disk, when it asked it.
    fn udev_wwn(&self, disk: &Found) -> Option<String> {
        let number = disk.text("dev")?;
        let notes = text(&self.path("/run/udev/data").join(format!("b{number}")))?;
        let wwn = notes.lines().find_map(|it| it.strip_prefix("E:ID_WWN_WITH_EXTENSION=0x"))?;
        vpd83::normalize(wwn)
    }

    /// The device nodes of all disks with this NAA identifier, in either letter case: a disk with
    /// several paths has several nodes.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when it is longer than any; as of [`disks`](Self::disks).
    pub fn vpd83_search(&self, wanted: &str) -> Result<Vec<String>> {
        if wanted.is_empty() || wanted.len() > LONGEST_VPD83 {
            let why = format!("an NAA identifier has 1 to {LONGEST_VPD83} digits");
            return Err(Error::invalid(why));
        }
        let wanted = wanted.to_ascii_lowercase();
        let mut disks = self.disks()?;
        disks.retain(|disk| self.vpd83(disk).is_ok_and(|found| found == wanted));
        Ok(disks)
    }

    /// The serial number of a disk.
    ///
    /// # Errors
    /// As of [`disk`](Self::disk); `NO_SUPPORT` when the disk has none.
    pub fn serial(&self, node: &str) -> Result<String> {
        let disk = self.disk(node)?;
        let serial = match disk.is_nvme() {
            true => disk.text("device/serial"),
            false => disk.read("device/vpd_pg80").and_then(|page| vpd::serial(&page)),
        };
        serial.ok_or_else(|| disk.untold("serial number"))
    }

    /// The speed of rotation of a disk. The kernel knows at least whether it rotates.
    ///
    /// # Errors
    /// As of [`disk`](Self::disk); `NO_SUPPORT` when not even that is known.
    pub fn rpm(&self, node: &str) -> Result<Rpm> {
        let disk = self.disk(node)?;
        if let Some(rpm) = disk.read("device/vpd_pgb1").and_then(|page| vpd::rpm(&page)) {
            return Ok(rpm);
        }
        match disk.text("queue/rotational").as_deref() {
            Some("0") => Ok(Rpm::NON_ROTATING_MEDIUM),
            Some("1") => Ok(Rpm::ROTATING_UNKNOWN_SPEED),
            _ => Err(disk.untold("speed of rotation")),
        }
    }
}
