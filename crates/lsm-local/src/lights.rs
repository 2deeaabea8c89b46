// SPDX-License-Identifier: MIT OR Apache-2.0
//! Enclosures, their slots, and the two lights of each (Linux: drivers/misc/enclosure.c; the
//! module `ses` fills it).

use std::fs;
use std::path::{Path, PathBuf};

use lsm_core::{Error, ErrorKind, LedStatus, Result};

use crate::Host;
use crate::disk::{Found, failed, text};

/// The file of the identification light.
const IDENT: &str = "locate";
/// The file of the fault light.
const FAULT: &str = "fault";

/// A place for a disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    id: String,
    device: Option<String>,
    folder: PathBuf,
}

impl Slot {
    /// Identifier: the node of the enclosure and the number of the slot, `/dev/sg24-3`.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The device node of the disk in it; `None` when it is empty.
    pub fn device(&self) -> Option<&str> {
        self.device.as_deref()
    }

    /// How its lights are.
    pub fn status(&self) -> LedStatus {
        status(&self.folder)
    }

    /// Switches both lights. `IDENT_ON` alone switches the fault light off; `FAULT_ON` alone
    /// switches both on, `IDENT_OFF` or `FAULT_OFF` alone both off, as programs know it.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for what is none of these and no pair of them; `PERMISSION_DENIED` for
    /// who may not; `NO_SUPPORT` when a light does not follow.
    pub fn set(&self, wanted: LedStatus) -> Result<()> {
        let (on, off) = (LedStatus::IDENT_ON, LedStatus::FAULT_OFF);
        let (ident, fault) = match wanted {
            LedStatus::IDENT_ON => (true, false),
            LedStatus::FAULT_ON => (true, true),
            LedStatus::IDENT_OFF | LedStatus::FAULT_OFF => (false, false),
            pair if pair == on | off => (true, false),
            pair if pair == on | LedStatus::FAULT_ON => (true, true),
            pair if pair == LedStatus::IDENT_OFF | LedStatus::FAULT_ON => (false, true),
            pair if pair == LedStatus::IDENT_OFF | off => (false, false),
            _ => return Err(Error::invalid(format!("lights cannot be set to {:#x}", wanted.0))),
        };
        switch(&self.folder, IDENT, ident)?;
        switch(&self.folder, FAULT, fault)
    }
}

fn is_on(folder: &Path, light: &str) -> bool {
    text(&folder.join(light)).is_some_and(|value| value != "0")
}

fn status(folder: &Path) -> LedStatus {
    let pick = |light, on, off| if is_on(folder, light) { on } else { off };
    pick(IDENT, LedStatus::IDENT_ON, LedStatus::IDENT_OFF)
        | pick(FAULT, LedStatus::FAULT_ON, LedStatus::FAULT_OFF)
}

/// Switches a light, unless it is as wanted.
fn switch(folder: &Path, light: &str, on: bool) -> Result<()> {
    if is_on(folder, light) == on {
        return Ok(());
    }
    let file = folder.join(light);
    fs::write(&file, if on { "1" } else { "0" }).map_err(|error| failed("write", &file, error))?;
    if is_on(folder, light) == on {
        Ok(())
    } else {
        Err(Error::no_support(format!("{} does not follow", file.display())))
    }
}

/// The slot that a disk is in.
fn slot_of(disk: &Found) -> Result<PathBuf> {
    let device = disk.folder.join("device");
    let entries = device.read_dir().ok().into_iter().flatten().flatten();
    let mut slots = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("enclosure_device:"));
    slots.next().map(|slot| slot.path()).ok_or_else(|| {
        Error::no_support(format!("no enclosure says that {} is in one of its slots", disk.node))
    })
}

impl Host {
    /// How the lights of the slot are that a disk is in.
    ///
    /// # Errors
    /// As of [`disk`](Self::disk); `NO_SUPPORT` when it is in no slot with lights.
    pub fn led_status(&self, node: &str) -> Result<LedStatus> {
        Ok(status(&slot_of(&self.disk(node)?)?))
    }

    /// Switches the identification light of a disk; the fault light stays as it is.
    ///
    /// # Errors
    /// As of [`led_status`](Self::led_status); `PERMISSION_DENIED` for who may not.
    pub fn set_ident(&self, node: &str, on: bool) -> Result<()> {
        switch(&slot_of(&self.disk(node)?)?, IDENT, on)
    }

    /// Switches the fault light of a disk; the identification light stays as it is.
    ///
    /// # Errors
    /// As of [`set_ident`](Self::set_ident).
    pub fn set_fault(&self, node: &str, on: bool) -> Result<()> {
        switch(&slot_of(&self.disk(node)?)?, FAULT, on)
    }

    /// The slots of all enclosures, empty ones among them, in the order of their numbers.
    ///
    /// # Errors
    /// `NO_SUPPORT` when there is no enclosure.
    pub fn slots(&self) -> Result<Vec<Slot>> {
        let class = self.path("/sys/class/enclosure");
        let mut enclosures: Vec<_> = folders(&class).collect();
        enclosures.sort();
        if enclosures.is_empty() {
            let why = "there is no enclosure, or the kernel module ses is not loaded";
            return Err(Error::new(ErrorKind::NO_SUPPORT, why));
        }
        Ok(enclosures.iter().flat_map(|enclosure| slots(enclosure)).collect())
    }
}

/// The folders in a folder, links to folders among them.
fn folders(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = folder.read_dir().ok().into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| path.is_dir())
}

/// The name of the only entry of a folder.
fn only(folder: &Path) -> Option<String> {
    let name = folders(folder).next()?.file_name()?.to_string_lossy().into_owned();
    Some(name)
}

fn slots(enclosure: &Path) -> Vec<Slot> {
    let name = enclosure.file_name().unwrap_or_default().to_string_lossy();
    let generic = only(&enclosure.join("device/scsi_generic"));
    let node = generic.map_or_else(|| format!("/dev/bsg/{name}"), |sg| format!("/dev/{sg}"));
    let lit = folders(enclosure).filter(|folder| folder.join(IDENT).exists());
    let mut lit: Vec<_> = lit.collect();
    lit.sort();
    let numbered = lit.into_iter().enumerate().map(|(at, folder)| {
        let number = text(&folder.join("slot")).and_then(|number| number.parse().ok());
        (number.unwrap_or(at as u64), folder)
    });
    let mut numbered: Vec<(u64, PathBuf)> = numbered.collect();
    numbered.sort();
    let slot = |(number, folder): (u64, PathBuf)| Slot {
        id: format!("{node}-{number}"),
        device: only(&folder.join("device/block")).map(|name| format!("/dev/{name}")),
        folder,
    };
    numbered.into_iter().map(slot).collect()
}
