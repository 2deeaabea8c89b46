// SPDX-License-Identifier: MIT OR Apache-2.0
//! A folder as a storage system: one system, one pool, volumes that are files.

use std::fmt;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::time::Duration;

use lsm_core::{
    ElementType, Error, ErrorKind, InitiatorId, Pool, PoolStatus, ReadCachePct, Result, System,
    SystemMode, SystemStatus, UnsupportedActions, Volume,
};
use rusqlite::Connection;

use crate::attachment::{Attachment, Attachments};
use crate::catalogue::{self, Catalogue, Identity, VolumeEntry};
use crate::deadline::Deadline;
use crate::folder::{FileState, Folder};
use crate::kernel::Kernel;
use crate::probe::{self, Abilities};
use crate::{failure, grants, initiator, reconcile, reserve};

/// Blocks of volumes as their devices count them, in bytes.
///
/// Sizes are multiples of more (see `Folder::granule`), yet hosts, partition tables and images of
/// disks expect sectors of 512.
pub(crate) const BLOCK_SIZE: u64 = 512;

/// How to open a folder.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder; an absolute path.
    pub folder: PathBuf,
    /// What this host is called as an initiator, where that is not its own name.
    pub initiator: Option<InitiatorId>,
    /// How long a call may wait for other sessions on the same folder.
    pub patience: Duration,
}

/// An open folder.
pub struct Store {
    pub(crate) folder: Folder,
    pub(crate) catalogue: Catalogue,
    pub(crate) kernel: Box<dyn Kernel>,
    pub(crate) abilities: Abilities,
    pub(crate) identity: Identity,
    patience: Duration,
    remarks: Vec<String>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens a folder, finds out what its file system can do, and brings files, catalogue and
    /// kernel in line with each other.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when there is no such folder or `initiator` is at odds with what the
    /// folder was used with, `PERMISSION_DENIED` when it cannot be used, `POOL_NOT_READY` when
    /// the catalogue is damaged, `TIMEOUT` when another session holds the folder too long.
    pub fn open(options: &Options, kernel: Box<dyn Kernel>) -> Result<Self> {
        let folder = Folder::open(&options.folder)?;
        let lock = folder.lock(Deadline::after(options.patience))?;
        let start = || {
            let path = folder.state_path("catalogue.db");
            Ok((Catalogue::open(&path, options.patience)?, probe::abilities(&folder)?))
        };
        let (catalogue, abilities) = start().or_else(|error: Error| match error.kind {
            ErrorKind::TIMEOUT | ErrorKind::NO_SUPPORT => Err(error),
            // SQLite does not always say that it was for lack of space.
            _ => reserve::spend(&folder, error, start),
        })?;
        let identity = catalogue::identity(catalogue.reader())?;
        let mut store = Self {
            folder,
            catalogue,
            kernel,
            abilities,
            identity,
            patience: options.patience,
            remarks: Vec::new(),
        };
        if let Some(initiator) = &options.initiator {
            store.take_initiator(&initiator.to_string())?;
        }
        store.remarks = reconcile::reconcile(&mut store)?;
        reserve::keep(&store.folder);
        drop(lock);
        Ok(store)
    }

    /// Keeps the name that the caller gives this host. Sessions that went by different names would
    /// keep attaching and detaching each other's volumes.
    fn take_initiator(&mut self, name: &str) -> Result<()> {
        if self.initiator()? == name {
            return Ok(());
        }
        if grants::any(self.catalogue.reader())? {
            return Err(Error::invalid(format!(
                "volumes of {} are granted already, and this host goes by the name {} there; \
                 leave initiator out, or unmask the volumes first",
                self.folder.path().display(),
                self.initiator()?
            )));
        }
        self.record(|catalogue| catalogue::set_initiator(catalogue, name))
    }

    /// The name of this host as an initiator: granting its group attaches volumes here.
    ///
    /// # Errors
    /// Those of the catalogue.
    pub fn initiator(&self) -> Result<String> {
        let kept = catalogue::identity(self.catalogue.reader())?.initiator;
        Ok(kept.unwrap_or_else(|| initiator::of_host(Path::new("/etc"))))
    }

    /// Takes a new patience with other sessions.
    ///
    /// # Errors
    /// Those of the catalogue.
    pub fn set_patience(&mut self, patience: Duration) -> Result<()> {
        self.patience = patience;
        self.catalogue.set_patience(patience)
    }

    /// When a call that begins now gives up waiting.
    pub(crate) fn deadline(&self) -> Deadline {
        Deadline::after(self.patience)
    }

    /// Whether clones are possible: the file system lets files share extents.
    pub fn can_clone(&self) -> bool {
        self.abilities.clone
    }

    /// Makes a change to the catalogue, all of it or nothing.
    pub(crate) fn record<T>(&mut self, change: impl FnOnce(&Connection) -> Result<T>) -> Result<T> {
        record(&mut self.catalogue, &*self.kernel, change)
    }

    /// Makes a change that room can be made by, also on a full file system.
    pub(crate) fn record_anyway<T>(
        &mut self,
        change: impl Fn(&Connection) -> Result<T>,
    ) -> Result<T> {
        let Self { folder, catalogue, kernel, .. } = self;
        match record(catalogue, &**kernel, &change) {
            Err(error) if error.kind == ErrorKind::NOT_ENOUGH_SPACE => {
                reserve::spend(folder, error, || record(catalogue, &**kernel, &change))
            }
            other => other,
        }
    }

    /// The volumes as devices of this host.
    pub(crate) fn attachments(&self) -> Attachments<'_> {
        Attachments { folder: &self.folder, kernel: &*self.kernel, system: self.identity.system }
    }

    /// The one system: this host, as far as the folder goes.
    ///
    /// # Errors
    /// Those of the catalogue.
    pub fn system(&self) -> Result<System> {
        let devices = if self.kernel.can_attach() { "yes" } else { "no" };
        Ok(System {
            id: self.identity.system.to_string(),
            name: format!("{}:{}", initiator::host_name(), self.folder.path().display()),
            status: SystemStatus::OK,
            status_info: Some(self.remarks.join("; ")),
            plugin_data: Some(format!("initiator={} devices={devices}", self.initiator()?)),
            fw_version: String::new(),
            mode: SystemMode::NO_SUPPORT,
            read_cache_pct: ReadCachePct::NO_SUPPORT,
        })
    }

    /// The one pool: the file system of the folder.
    ///
    /// # Errors
    /// `POOL_NOT_READY` when the file system fails.
    pub fn pool(&self) -> Result<Pool> {
        let space = self.folder.space()?;
        let mut element_type = ElementType::VOLUME | ElementType::VOLUME_THIN;
        if self.abilities.allocate {
            element_type = element_type | ElementType::VOLUME_FULL;
        }
        if self.abilities.clone {
            element_type = element_type | ElementType::DELTA;
        }
        Ok(Pool {
            id: self.identity.pool.to_string(),
            name: self.folder.path().display().to_string(),
            element_type,
            unsupported_actions: UnsupportedActions::NONE,
            total_space: space.total,
            free_space: space.free,
            status: PoolStatus::OK,
            status_info: Some(String::new()),
            system_id: self.identity.system.to_string(),
            plugin_data: None,
        })
    }

    /// Whether `system` is the one system.
    ///
    /// # Errors
    /// `NOT_FOUND_SYSTEM`.
    pub fn expect_system(&self, system: &System) -> Result<()> {
        if system.id == self.identity.system.to_string() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::NOT_FOUND_SYSTEM,
            format!("there is no system with the id {}", system.id),
        ))
    }

    /// Whether `pool` is the one pool.
    pub(crate) fn expect_pool(&self, pool: &Pool) -> Result<()> {
        if pool.id == self.identity.pool.to_string() {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::NOT_FOUND_POOL,
            format!("there is no pool with the id {}", pool.id),
        ))
    }

    /// The entry and the file of a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, also when the file was taken away behind our back.
    pub(crate) fn open_volume(&self, id: &str) -> Result<(VolumeEntry, OwnedFd)> {
        let entry = catalogue::volume(self.catalogue.reader(), id)?;
        let file = self.folder.open_volume(entry.id)?;
        file.map(|file| (entry, file)).ok_or_else(|| catalogue::not_found_volume(id))
    }

    /// Calls `each` for every volume, in the order in which they were made.
    ///
    /// # Errors
    /// Those of the catalogue, of the file system, and of `each`.
    pub fn each_volume(&self, mut each: impl FnMut(&Volume) -> Result<()>) -> Result<()> {
        let attachments = self.attachments().all()?;
        catalogue::each_volume(self.catalogue.reader(), |entry| {
            match self.folder.volume_state(entry.id)? {
                Some(state) => each(&self.describe(&entry, state, &attachments)),
                None => Ok(()),
            }
        })
    }

    /// All volumes.
    ///
    /// # Errors
    /// Those of the catalogue and of the file system.
    pub fn volumes(&self) -> Result<Vec<Volume>> {
        let mut volumes = Vec::new();
        self.each_volume(|volume| {
            volumes.push(volume.clone());
            Ok(())
        })?;
        Ok(volumes)
    }

    /// The record of a volume as it is now.
    pub(crate) fn volume(&self, entry: &VolumeEntry) -> Result<Volume> {
        let state = self.folder.volume_state(entry.id)?;
        let state = state.ok_or_else(|| catalogue::not_found_volume(entry.id))?;
        Ok(self.describe(entry, state, &self.attachments().all()?))
    }

    pub(crate) fn describe(
        &self,
        entry: &VolumeEntry,
        state: FileState,
        attachments: &[Attachment],
    ) -> Volume {
        let provisioning = entry.provisioning.to_string().to_lowercase();
        let mut plugin_data = format!("provisioning={provisioning}");
        for attachment in attachments.iter().filter(|it| it.volume == entry.id && !it.lost) {
            plugin_data.push_str(" device=");
            plugin_data.push_str(&attachment.node());
        }
        Volume {
            id: entry.id.to_string(),
            name: entry.name.clone(),
            vpd83: Some(entry.vpd83.clone()),
            block_size: BLOCK_SIZE,
            num_of_blocks: state.size / BLOCK_SIZE,
            admin_state: entry.admin_state,
            system_id: self.identity.system.to_string(),
            pool_id: self.identity.pool.to_string(),
            plugin_data: Some(plugin_data),
        }
    }
}

fn record<T>(
    catalogue: &mut Catalogue,
    kernel: &dyn Kernel,
    change: impl FnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    let transaction = catalogue.change()?;
    let value = change(&transaction)?;
    kernel.commit(transaction).map_err(failure::of_catalogue)?;
    Ok(value)
}
