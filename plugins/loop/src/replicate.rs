// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes made from volumes.

use std::os::fd::{AsFd, BorrowedFd};

use lsm_core::{Error, Pool, Provisioning, ReplicationType, Result, Volume};
use rustix::fs::SeekFrom;
use rustix::io::Errno;
use uuid::Uuid;

use crate::deadline::{self, Share};
use crate::kernel::{ByteRange, Kernel};
use crate::store::Store;
use crate::{catalogue, failure, folder, loop_device, name};

impl Store {
    /// Replicates a volume: a clone shares the blocks of the source, a copy has them for itself as
    /// far as the file system knows that difference. Either has no relation to its source
    /// afterwards. What was written to the device of the source before the call is in the replica.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NOT_FOUND_POOL`, `NAME_CONFLICT`, `NOT_ENOUGH_SPACE`; `NO_SUPPORT` for
    /// mirrors, and for clones where files cannot share extents.
    pub fn volume_replicate(
        &mut self,
        pool: Option<&Pool>,
        rep_type: ReplicationType,
        source: &Volume,
        name: &str,
    ) -> Result<Volume> {
        let deadline = self.deadline();
        let (entry, file) = self.open_volume(&source.id)?;
        if let Some(pool) = pool {
            self.expect_pool(pool)?;
        }
        name::check("volume", name)?;
        self.expect_replication(rep_type)?;
        deadline::lock(&file, Share::WithReaders, deadline, "the source volume")?;
        self.flush_devices(entry.id)?;
        let state = folder::state_of(file.as_fd())?;
        if rep_type == ReplicationType::CLONE {
            return self.make(name, Provisioning::THIN, |kernel, dest| {
                kernel.clone_file(file.as_fd(), dest)
            });
        }
        let full = entry.provisioning == Provisioning::FULL;
        if full || !self.abilities.clone {
            self.expect_free(if full { state.size } else { state.allocated.min(state.size) })?;
        }
        self.make(name, entry.provisioning, |kernel, dest| {
            if full {
                kernel.allocate(dest, 0, state.size)?;
            }
            kernel.set_size(dest, state.size)?;
            copy_data(kernel, file.as_fd(), dest, state.size)
        })
    }

    /// Whether other volumes depend on this one. None ever does: clones share blocks with their
    /// source, but the file system keeps these for as long as either needs them.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_child_dependency(&self, volume: &Volume) -> Result<bool> {
        catalogue::volume(self.catalogue.reader(), &volume.id).map(|_| false)
    }

    /// Whether volumes of this folder can be replicated in this way.
    pub(crate) fn expect_replication(&self, rep_type: ReplicationType) -> Result<()> {
        match rep_type {
            ReplicationType::COPY => Ok(()),
            ReplicationType::CLONE if self.abilities.clone => Ok(()),
            ReplicationType::CLONE => Err(Error::no_support(format!(
                "the file system of {} cannot share blocks between files; it can copy",
                self.folder.path().display()
            ))),
            ReplicationType::MIRROR_SYNC | ReplicationType::MIRROR_ASYNC => {
                Err(Error::no_support("this host cannot mirror volumes"))
            }
            other => Err(Error::invalid(format!("{other} is no way to replicate a volume"))),
        }
    }

    /// Brings what was written to the devices of a volume into its file.
    pub(crate) fn flush_devices(&self, volume: Uuid) -> Result<()> {
        if !self.kernel.can_attach() {
            return Ok(());
        }
        for attachment in self.attachments().of_volume(volume)? {
            loop_device::flush(attachment.number).map_err(|error| {
                failure::of_system(format_args!("flush {}", attachment.node()), error)
            })?;
        }
        Ok(())
    }
}

/// Copies what is not a hole.
fn copy_data(
    kernel: &dyn Kernel,
    source: BorrowedFd<'_>,
    dest: BorrowedFd<'_>,
    size: u64,
) -> std::io::Result<()> {
    let mut end = 0;
    while end < size {
        let start = match rustix::fs::seek(source, SeekFrom::Data(end)) {
            Ok(start) => start,
            Err(Errno::NXIO) => break,
            Err(errno) => return Err(errno.into()),
        };
        end = rustix::fs::seek(source, SeekFrom::Hole(start))?.min(size);
        if start < end {
            let range = ByteRange { source: start, dest: start, length: end - start };
            kernel.copy_range(source, dest, range)?;
        }
    }
    Ok(())
}
