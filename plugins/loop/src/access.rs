// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who reaches which volume: access groups, grants, admin states, and the devices of this host
//! that follow from them.
//!
//! A volume is a device of this host when, and only when, it is enabled and granted to the group
//! that holds this host's initiator. Every change is made in a transaction of the catalogue; the
//! devices are moved to where the changed catalogue wants them; the transaction is committed. When
//! a device refuses to move, or the power is cut, the catalogue still says what it said before,
//! and the devices are moved back, now or at the next start.

use lsm_core::{AccessGroup, AdminState, Error, ErrorKind, InitiatorType, Result, System, Volume};
use rusqlite::Connection;
use uuid::Uuid;

use crate::attachment::Attachments;
use crate::catalogue;
use crate::grants::{self, GroupEntry};
use crate::store::Store;
use crate::{failure, name, reserve};

fn no_state_change(message: String) -> Error {
    Error::new(ErrorKind::NO_STATE_CHANGE, message)
}

impl Store {
    /// Changes who reaches what, with the devices of this host.
    fn change_access<T>(&mut self, change: impl Fn(&Connection) -> Result<T>) -> Result<T> {
        let _lock = self.folder.lock(self.deadline())?;
        let host = self.initiator()?;
        let Self { folder, catalogue, kernel, .. } = self;
        let attachments = Attachments { folder, kernel: &**kernel, system: self.identity.system };
        let mut attempt = || {
            let transaction = catalogue.change()?;
            let before = grants::reachable_volumes(&transaction, &host)?;
            let value = change(&transaction)?;
            let after = grants::reachable_volumes(&transaction, &host)?;
            let steps = attachments.shift(&without(&before, &after), &without(&after, &before))?;
            if let Err(error) = kernel.commit(transaction) {
                attachments.undo(steps);
                return Err(failure::of_catalogue(error));
            }
            Ok(value)
        };
        match attempt() {
            // Taking grants back makes volumes removable.
            Err(error) if error.kind == ErrorKind::NOT_ENOUGH_SPACE => {
                reserve::spend(folder, error, attempt)
            }
            other => other,
        }
    }

    fn group_record(&self, entry: GroupEntry) -> AccessGroup {
        AccessGroup {
            id: entry.id.to_string(),
            name: entry.name,
            init_ids: entry.initiators,
            init_type: entry.init_type,
            system_id: self.identity.system.to_string(),
            plugin_data: None,
        }
    }

    fn group_records(&self, entries: Vec<GroupEntry>) -> Vec<AccessGroup> {
        entries.into_iter().map(|entry| self.group_record(entry)).collect()
    }

    /// All access groups, in the order in which they were made.
    ///
    /// # Errors
    /// Those of the catalogue.
    pub fn access_groups(&self) -> Result<Vec<AccessGroup>> {
        Ok(self.group_records(grants::groups(self.catalogue.reader())?))
    }

    /// Makes an access group with one member.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, `NOT_FOUND_SYSTEM`, `NAME_CONFLICT`, `EXISTS_INITIATOR`.
    pub fn access_group_create(
        &mut self,
        group_name: &str,
        init_id: &str,
        init_type: InitiatorType,
        system: &System,
    ) -> Result<AccessGroup> {
        name::check("access group", group_name)?;
        let initiator = name::initiator_of_type(init_id, init_type)?;
        self.expect_system(system)?;
        let entry = self.change_access(|catalogue| {
            let id = Uuid::new_v4();
            grants::add_group(catalogue, id, group_name)?;
            grants::add_initiator(catalogue, id, &initiator)?;
            grants::group(catalogue, &id.to_string())
        })?;
        Ok(self.group_record(entry))
    }

    /// Deletes an access group.
    ///
    /// # Errors
    /// `NOT_FOUND_ACCESS_GROUP`, `IS_MASKED` when volumes are granted to it.
    pub fn access_group_delete(&mut self, group: &AccessGroup) -> Result<()> {
        self.change_access(|catalogue| {
            let entry = grants::group(catalogue, &group.id)?;
            if !grants::volumes_of_group(catalogue, entry.id)?.is_empty() {
                return Err(Error::new(
                    ErrorKind::IS_MASKED,
                    format!("volumes are granted to the access group {}", entry.name),
                ));
            }
            grants::remove_group(catalogue, entry.id)
        })
    }

    /// Lets an initiator join an access group. When it is the initiator of this host, the volumes
    /// of the group are attached.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`, `EXISTS_INITIATOR`.
    pub fn access_group_initiator_add(
        &mut self,
        group: &AccessGroup,
        init_id: &str,
        init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        let initiator = name::initiator_of_type(init_id, init_type)?;
        let entry = self.change_access(|catalogue| {
            let entry = grants::group(catalogue, &group.id)?;
            grants::add_initiator(catalogue, entry.id, &initiator)?;
            grants::group(catalogue, &group.id)
        })?;
        Ok(self.group_record(entry))
    }

    /// Lets an initiator leave an access group. When it is the initiator of this host, the volumes
    /// of the group are detached.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`,
    /// `LAST_INIT_IN_ACCESS_GROUP`; `NO_SUPPORT_ONLINE_CHANGE` when a device is in use.
    pub fn access_group_initiator_delete(
        &mut self,
        group: &AccessGroup,
        init_id: &str,
    ) -> Result<AccessGroup> {
        let initiator = name::initiator(init_id)?.to_string();
        let entry = self.change_access(|catalogue| {
            let entry = grants::group(catalogue, &group.id)?;
            if !entry.initiators.contains(&initiator) {
                return Err(no_state_change(format!(
                    "{initiator} is no member of the access group {}",
                    entry.name
                )));
            }
            if entry.initiators.len() == 1 {
                return Err(Error::new(
                    ErrorKind::LAST_INIT_IN_ACCESS_GROUP,
                    format!(
                        "{initiator} is the last member of the access group {}; delete the group \
                         instead",
                        entry.name
                    ),
                ));
            }
            grants::remove_initiator(catalogue, &initiator)?;
            grants::group(catalogue, &group.id)
        })?;
        Ok(self.group_record(entry))
    }

    /// Grants a volume to an access group. When the group holds the initiator of this host, the
    /// volume is attached.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`.
    pub fn volume_mask(&mut self, group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.open_volume(&volume.id)?;
        self.change_access(|catalogue| {
            let volume = catalogue::volume(catalogue, &volume.id)?;
            let group = grants::group(catalogue, &group.id)?;
            if grants::is_granted(catalogue, group.id, volume.id)? {
                return Err(no_state_change(format!(
                    "volume {} is granted to the access group {} already",
                    volume.name, group.name
                )));
            }
            grants::add(catalogue, group.id, volume.id)
        })
    }

    /// Takes a grant back. When the group holds the initiator of this host, the volume is
    /// detached.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`;
    /// `NO_SUPPORT_ONLINE_CHANGE` when the device is in use.
    pub fn volume_unmask(&mut self, group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.change_access(|catalogue| {
            let volume = catalogue::volume(catalogue, &volume.id)?;
            let group = grants::group(catalogue, &group.id)?;
            if !grants::is_granted(catalogue, group.id, volume.id)? {
                return Err(no_state_change(format!(
                    "volume {} is not granted to the access group {}",
                    volume.name, group.name
                )));
            }
            grants::remove(catalogue, group.id, volume.id)
        })
    }

    /// Brings a volume online or takes it offline. Its grants stay; its device on this host goes
    /// while it is offline.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NO_STATE_CHANGE`; `NO_SUPPORT_ONLINE_CHANGE` when its device is in
    /// use.
    pub fn set_admin_state(&mut self, volume: &Volume, state: AdminState) -> Result<()> {
        self.change_access(|catalogue| {
            let volume = catalogue::volume(catalogue, &volume.id)?;
            if volume.admin_state == state {
                let state = if state == AdminState::ENABLED { "enabled" } else { "disabled" };
                return Err(no_state_change(format!("volume {} is {state} already", volume.name)));
            }
            catalogue::set_admin_state(catalogue, volume.id, state)
        })
    }

    /// The volumes granted to an access group.
    ///
    /// # Errors
    /// `NOT_FOUND_ACCESS_GROUP`.
    pub fn volumes_of_group(&self, group: &AccessGroup) -> Result<Vec<Volume>> {
        let catalogue = self.catalogue.reader();
        let group = grants::group(catalogue, &group.id)?;
        let attachments = self.attachments().all()?;
        let mut volumes = Vec::new();
        for id in grants::volumes_of_group(catalogue, group.id)? {
            if let Some(state) = self.folder.volume_state(id)? {
                let entry = catalogue::volume(catalogue, &id.to_string())?;
                volumes.push(self.describe(&entry, state, &attachments));
            }
        }
        Ok(volumes)
    }

    /// The access groups that a volume is granted to.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn groups_of_volume(&self, volume: &Volume) -> Result<Vec<AccessGroup>> {
        let catalogue = self.catalogue.reader();
        let volume = catalogue::volume(catalogue, &volume.id)?;
        Ok(self.group_records(grants::groups_of_volume(catalogue, volume.id)?))
    }
}

fn without(all: &[Uuid], taken: &[Uuid]) -> Vec<Uuid> {
    all.iter().filter(|id| !taken.contains(id)).copied().collect()
}
