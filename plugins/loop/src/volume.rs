// SPDX-License-Identifier: MIT OR Apache-2.0
//! Making, changing and removing volumes.
//!
//! # Order of the steps
//!
//! A power cut may fall between any two steps, and another session may start at any moment. The
//! catalogue decides what a file is: the file of a volume, or one that belongs to nobody
//! (`unowned_files`). A file is noted before it is there and struck out after it is gone, so there
//! is none that the catalogue does not know of; and the change that makes it a volume, or makes it
//! none, is one transaction.
//!
//! Make (`Store::make`):
//! 1. note the file as unowned: commit
//! 2. create the file, lock it
//! 3. give it size and content; fsync the file
//! 4. fsync the folder
//! 5. add the volume and strike the file out of the unowned ones: commit. From here on the volume
//!    exists.
//!
//! Delete:
//! 1. remove the volume and note its file as unowned: commit. From here on the volume is gone.
//! 2. remove the file
//! 3. fsync the folder
//! 4. strike the file out of the unowned ones: commit
//!
//! Resize is one step, the size of the file, preceded by taking the space for it beyond the end
//! of the file where the volume is fully provisioned.
//!
//! Grants and admin states change with the kernel first and the commit last (`access.rs`).
//!
//! At every start [`crate::reconcile`] does what was left undone: it removes unowned files that
//! nobody has locked, and makes the kernel follow the catalogue.
//!
//! # Locks
//!
//! The lock of the folder is held while names, grants or devices change, for moments. What may
//! take long, giving a new file its content, holds only the lock of that file; whoever would remove
//! the file as unowned tries that lock first. Copies hold a shared lock on the volumes they read
//! and write, resizing an exclusive one. Locks of files are waited for only while the lock of the
//! folder is not held.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use lsm_core::{AdminState, CreateFlags, Error, ErrorKind, Pool, Provisioning, Result, Volume};
use uuid::Uuid;

use crate::catalogue::{self, VolumeEntry};
use crate::deadline::{self, Deadline, Share};
use crate::folder::{self, file_name};
use crate::kernel::Kernel;
use crate::store::Store;
use crate::{failure, grants, name, reserve};

/// The identifier that hosts would see on page 0x83: NAA 3, locally assigned, since we are no
/// vendor with a number of the IEEE; behind it the last 60 bits of the volume's identifier, all
/// of them random.
pub(crate) fn vpd83(volume: Uuid) -> String {
    let digits = volume.simple().to_string();
    format!("3{}", &digits[digits.len() - 15..])
}

impl Store {
    /// Makes a volume. `DEFAULT` is thin. The hints for hardware RAID in `flags` mean nothing here.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, `NOT_FOUND_POOL`, `NOT_ENOUGH_SPACE`, `NAME_CONFLICT`; `NO_SUPPORT` for
    /// full provisioning where the file system cannot take space ahead.
    pub fn volume_create(
        &mut self,
        pool: &Pool,
        volume_name: &str,
        size_bytes: u64,
        provisioning: Provisioning,
        flags: CreateFlags,
    ) -> Result<Volume> {
        let size = self.round_up(size_bytes)?;
        name::check("volume", volume_name)?;
        let provisioning = match provisioning {
            Provisioning::THIN | Provisioning::DEFAULT => Provisioning::THIN,
            Provisioning::FULL => Provisioning::FULL,
            other => return Err(Error::invalid(format!("a volume cannot be made {other}"))),
        };
        if flags.without(all_flags()) != CreateFlags::NONE {
            return Err(Error::invalid(format!("there is no meaning to the flags {flags}")));
        }
        self.expect_pool(pool)?;
        if provisioning == Provisioning::FULL {
            self.expect_free(size)?;
        }
        self.make(volume_name, provisioning, |kernel, file| {
            if provisioning == Provisioning::FULL {
                kernel.allocate(file, 0, size)?;
            }
            kernel.set_size(file, size)
        })
    }

    /// Changes the size of a volume; what remains keeps its data. A device of the volume grows
    /// with it.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `INVALID_ARGUMENT`, `NO_STATE_CHANGE`, `NOT_ENOUGH_SPACE`;
    /// `NO_SUPPORT_ONLINE_CHANGE` for shrinking an attached volume; `TIMEOUT` while it is being
    /// copied.
    pub fn volume_resize(&mut self, volume: &Volume, new_size_bytes: u64) -> Result<Volume> {
        let deadline = self.deadline();
        let (entry, file) = self.open_volume(&volume.id)?;
        let new = self.round_up(new_size_bytes)?;
        deadline::lock(&file, Share::WithNobody, deadline, "the volume")?;
        let _lock = self.folder.lock(deadline)?;
        // It may have gone while we waited.
        let entry = catalogue::volume(self.catalogue.reader(), &entry.id.to_string())?;
        let old = folder::state_of(file.as_fd())?.size;
        if new == old {
            return Err(Error::new(
                ErrorKind::NO_STATE_CHANGE,
                format!("volume {} has {old} bytes already", entry.name),
            ));
        }
        let attached = self.attachments().of_volume(entry.id)?;
        if let (true, Some(attachment)) = (new < old, attached.first()) {
            return Err(Error::new(
                ErrorKind::NO_SUPPORT_ONLINE_CHANGE,
                format!(
                    "volume {} is attached as {} and cannot shrink; unmask or disable it first",
                    entry.name,
                    attachment.node()
                ),
            ));
        }
        let full = new > old && entry.provisioning == Provisioning::FULL;
        if full {
            self.expect_free(new - old)?;
        }
        let kernel = &*self.kernel;
        let file = file.as_fd();
        let allocated = if full { kernel.allocate(file, old, new - old) } else { Ok(()) };
        let resized = allocated
            .and_then(|()| kernel.set_size(file, new))
            .and_then(|()| kernel.sync(file))
            .and_then(|()| attached.iter().try_for_each(|it| kernel.set_capacity(it.number)));
        if let Err(error) = resized {
            // What was cut off is lost; what was added has not been seen by anybody.
            if new > old {
                let _ = kernel.set_size(file, old);
                let _ = attached.iter().try_for_each(|it| kernel.set_capacity(it.number));
            }
            return Err(failure::of_system(format_args!("resize volume {}", entry.name), error));
        }
        self.volume(&entry)
    }

    /// Deletes a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`; `IS_MASKED` when it is granted to somebody or attached to this host.
    pub fn volume_delete(&mut self, volume: &Volume) -> Result<()> {
        let _lock = self.folder.lock(self.deadline())?;
        let entry = catalogue::volume(self.catalogue.reader(), &volume.id)?;
        let masked =
            |why| Err(Error::new(ErrorKind::IS_MASKED, format!("volume {} is {why}", entry.name)));
        if grants::is_masked(self.catalogue.reader(), entry.id)? {
            return masked("granted to an access group".to_owned());
        }
        if let Some(attachment) = self.attachments().of_volume(entry.id)?.first() {
            return masked(format!("attached as {}", attachment.node()));
        }
        self.record_anyway(|catalogue| catalogue::remove_volume(catalogue, entry.id))?;
        match self.kernel.remove_file(self.folder.as_fd(), &file_name(entry.id)) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                // Its space is not free, so it is not gone.
                self.record_anyway(|catalogue| catalogue::add_volume(catalogue, &entry))?;
                return Err(failure::of_system(
                    format_args!("delete volume {}", entry.name),
                    error,
                ));
            }
        }
        // The volume is gone whatever comes; the note stands until that is certain.
        if self.kernel.sync(self.folder.as_fd()).is_ok() {
            let _ = self.record_anyway(|catalogue| catalogue::forget_file(catalogue, entry.id));
        }
        reserve::keep(&self.folder);
        Ok(())
    }

    /// Makes a volume with the content that `fill` gives to its new file.
    pub(crate) fn make(
        &mut self,
        name: &str,
        provisioning: Provisioning,
        fill: impl FnOnce(&dyn Kernel, BorrowedFd<'_>) -> std::io::Result<()>,
    ) -> Result<Volume> {
        // Asked again at the end; asked now so that nothing is done in vain.
        catalogue::refuse_taken_volume_name(self.catalogue.reader(), name)?;
        let id = Uuid::new_v4();
        let entry = VolumeEntry {
            id,
            name: name.to_owned(),
            vpd83: vpd83(id),
            provisioning,
            admin_state: AdminState::ENABLED,
        };
        let file = self.new_file(id, self.deadline())?;
        let failed = |error| failure::of_system(format_args!("make volume {name}"), error);
        let kernel = &*self.kernel;
        let filled = fill(kernel, file.as_fd())
            .and_then(|()| kernel.sync(file.as_fd()))
            .and_then(|()| kernel.sync(self.folder.as_fd()));
        let made = filled
            .map_err(failed)
            .and_then(|()| self.record(|catalogue| catalogue::add_volume(catalogue, &entry)));
        // An open file keeps its space.
        drop(file);
        if let Err(error) = made {
            self.discard(id);
            return Err(error);
        }
        self.volume(&entry)
    }

    /// A new file that belongs to nobody, locked by us.
    fn new_file(&mut self, id: Uuid, deadline: Deadline) -> Result<OwnedFd> {
        let _lock = self.folder.lock(deadline)?;
        self.record(|catalogue| catalogue::note_file(catalogue, id))?;
        let file = self
            .kernel
            .create_file(self.folder.as_fd(), &file_name(id))
            .map_err(|error| failure::of_system("create the file of a volume", error))
            .and_then(|file| {
                deadline::lock(&file, Share::WithNobody, deadline, "a new file").map(|()| file)
            });
        if file.is_err() {
            self.discard(id);
        }
        file
    }

    /// Removes a file that belongs to nobody; what cannot be done now is done at the next start.
    pub(crate) fn discard(&mut self, file: Uuid) {
        // A commit that failed may have come through all the same.
        if !catalogue::is_unowned(self.catalogue.reader(), file).unwrap_or(false) {
            return;
        }
        let folder = self.folder.as_fd();
        let removed = match self.kernel.remove_file(folder, &file_name(file)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
            other => other,
        };
        if removed.and_then(|()| self.kernel.sync(folder)).is_ok() {
            let _ = self.record_anyway(|catalogue| catalogue::forget_file(catalogue, file));
        }
    }

    /// A size that the file system can give a volume, at least `size`.
    fn round_up(&self, size: u64) -> Result<u64> {
        let granule = self.folder.granule()?;
        match size.checked_next_multiple_of(granule) {
            Some(0) => Err(Error::invalid("a volume cannot have a size of 0 bytes")),
            Some(rounded) if i64::try_from(rounded).is_ok() => Ok(rounded),
            _ => Err(Error::invalid(format!("no file can have a size of {size} bytes"))),
        }
    }

    pub(crate) fn expect_free(&self, bytes: u64) -> Result<()> {
        let free = self.folder.space()?.free;
        if bytes <= free {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::NOT_ENOUGH_SPACE,
            format!("{bytes} bytes are needed, the file system has {free} free"),
        ))
    }
}

fn all_flags() -> CreateFlags {
    CreateFlags::ALL.iter().fold(CreateFlags::NONE, |all, named| all | named.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vpd83_is_a_valid_number_of_its_own_for_every_volume() {
        let mut seen = std::collections::HashSet::new();
        for _ in 0..1000 {
            let number = vpd83(Uuid::new_v4());
            assert_eq!(lsm_core::vpd83::normalize(&number).as_ref(), Some(&number));
            assert!(number.starts_with('3'));
            assert!(seen.insert(number));
        }
    }
}
