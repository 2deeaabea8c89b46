// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes as devices of this host.
//!
//! Which volumes are attached is known to the kernel alone and asked of it anew each time.

use std::os::fd::AsFd;

use lsm_core::{Error, ErrorKind, Result};
use uuid::Uuid;

use crate::folder::{self, Folder};
use crate::kernel::{FileId, Kernel};
use crate::{catalogue, failure, loop_device};

/// A loop device that shows a volume of the folder.
#[derive(Debug, Clone)]
pub(crate) struct Attachment {
    pub(crate) volume: Uuid,
    pub(crate) number: u32,
    pub(crate) file: FileId,
    /// Attached by this plug-in for this folder, not by the hand of somebody.
    pub(crate) ours: bool,
    /// The file has no name left: the volume is gone, its device lives on.
    pub(crate) lost: bool,
}

impl Attachment {
    /// The node of the device.
    pub(crate) fn node(&self) -> String {
        loop_device::node(self.number)
    }
}

/// The volumes of one folder as devices.
#[derive(Clone, Copy)]
pub(crate) struct Attachments<'a> {
    pub(crate) folder: &'a Folder,
    pub(crate) kernel: &'a dyn Kernel,
    pub(crate) system: Uuid,
}

/// One step from one state of the kernel to another.
#[derive(Debug)]
enum Step {
    Attached(Attachment),
    Detached(Uuid),
}

/// What [`Attachments::shift`] did.
#[derive(Debug, Default)]
pub(crate) struct Steps(Vec<Step>);

impl Attachments<'_> {
    /// What tells the devices of a volume of this folder from all others. The kernel has room for
    /// 63 bytes.
    fn mark(&self, volume: Uuid) -> String {
        let system = self.system.simple().to_string();
        format!("lsm:{}:{volume}", &system[..16])
    }

    /// All devices that show volumes of the folder.
    pub(crate) fn all(&self) -> Result<Vec<Attachment>> {
        let failed = |error| failure::of_system("look at the loop devices", error);
        let mut found = Vec::new();
        for device in loop_device::bound().map_err(failed)? {
            let Some(name) = device.path.file_name().and_then(|name| name.to_str()) else {
                continue;
            };
            let (name, deleted) = match name.strip_suffix(" (deleted)") {
                Some(name) => (name, true),
                None => (name, false),
            };
            // Only devices that may be ours are opened.
            let Some(volume) = folder::volume_of(name) else { continue };
            let Some(binding) = loop_device::binding(&device).map_err(failed)? else { continue };
            let ours = binding.mark == self.mark(volume);
            let present = self.folder.volume_state(volume)?;
            let lost = present.is_none_or(|present| present.file != binding.file);
            // Copies of this folder have volumes and devices of the same names.
            let here = || device.path.parent() == Some(self.folder.path());
            if !lost || (ours && deleted && here()) {
                let number = device.number;
                found.push(Attachment { volume, number, file: binding.file, ours, lost });
            }
        }
        Ok(found)
    }

    /// The devices that show one volume.
    pub(crate) fn of_volume(&self, volume: Uuid) -> Result<Vec<Attachment>> {
        let mut all = self.all()?;
        all.retain(|attachment| attachment.volume == volume && !attachment.lost);
        Ok(all)
    }

    /// Takes the volumes of `lost` from the host and gives it those of `gained`: all of them, or
    /// none when one of them fails.
    pub(crate) fn shift(&self, lost: &[Uuid], gained: &[Uuid]) -> Result<Steps> {
        let mut steps = Steps::default();
        if (lost.is_empty() && gained.is_empty()) || !self.kernel.can_attach() {
            return Ok(steps);
        }
        let present = self.all()?;
        for attachment in present.iter().filter(|it| it.ours && lost.contains(&it.volume)) {
            if let Err(error) = self.detach(attachment) {
                self.undo(steps);
                return Err(error);
            }
            steps.0.push(Step::Detached(attachment.volume));
        }
        for &volume in gained {
            let on = present.iter().find(|it| it.volume == volume && !it.lost);
            match on.map_or_else(|| self.attach(volume).map(Some), |it| self.adopt(it)) {
                Ok(Some(attachment)) => steps.0.push(Step::Attached(attachment)),
                Ok(None) => {}
                Err(error) => {
                    self.undo(steps);
                    return Err(error);
                }
            }
        }
        Ok(steps)
    }

    /// Goes back, as far as that can be done: what cannot is set right at the next start.
    pub(crate) fn undo(&self, steps: Steps) {
        for step in steps.0.into_iter().rev() {
            let _ = match step {
                Step::Attached(attachment) => self.detach(&attachment),
                Step::Detached(volume) => self.attach(volume).map(drop),
            };
        }
    }

    /// A device that is there already serves as well, unless somebody else rules it.
    fn adopt(&self, attachment: &Attachment) -> Result<Option<Attachment>> {
        if attachment.ours {
            return Ok(None);
        }
        Err(Error::new(
            ErrorKind::NO_SUPPORT_ONLINE_CHANGE,
            format!(
                "volume {} is attached as {} by another program; detach it there first",
                attachment.volume,
                attachment.node()
            ),
        ))
    }

    /// Attaches a volume.
    pub(crate) fn attach(&self, volume: Uuid) -> Result<Attachment> {
        let file = self.folder.open_volume(volume)?;
        let file = file.ok_or_else(|| catalogue::not_found_volume(volume))?;
        let state = folder::state_of(file.as_fd())?;
        let number = self
            .kernel
            .attach(file.as_fd(), &self.mark(volume))
            .map_err(|error| failure::of_system(format_args!("attach volume {volume}"), error))?;
        Ok(Attachment { volume, number, file: state.file, ours: true, lost: false })
    }

    /// Detaches a volume.
    ///
    /// # Errors
    /// `NO_SUPPORT_ONLINE_CHANGE` when the device is in use.
    pub(crate) fn detach(&self, attachment: &Attachment) -> Result<()> {
        self.kernel.detach(attachment.number, attachment.file).map_err(|error| {
            let node = attachment.node();
            let volume = attachment.volume;
            if error.kind() == std::io::ErrorKind::ResourceBusy {
                in_use(attachment).with_source(error)
            } else {
                failure::of_system(format_args!("detach volume {volume} from {node}"), error)
            }
        })
    }
}

/// The error for a device that somebody uses.
pub(crate) fn in_use(attachment: &Attachment) -> Error {
    Error::new(
        ErrorKind::NO_SUPPORT_ONLINE_CHANGE,
        format!(
            "{} (volume {}) is in use on this host; unmount it or end what has it open first",
            attachment.node(),
            attachment.volume
        ),
    )
}
