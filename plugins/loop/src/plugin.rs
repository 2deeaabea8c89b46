// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in: calls of the interface, answered by the folder.

use std::path::PathBuf;
use std::time::Duration;

use lsm_core::{
    AccessGroup, AdminState, BlockRange, Capabilities, Capability, CreateFlags, Error, ErrorKind,
    InitiatorType, JobState, Outcome, Pool, Provisioning, ReplicationType, Result, System, Uri,
    Volume,
};
use lsm_plugin::{Block, FileSystems, List, Management, Nfs, Plugin, Registration, family};

use crate::kernel::Linux;
use crate::name;
use crate::store::{Options, Store};

/// Real volumes in files of this host. Every call is finished when it is answered; there are no
/// jobs.
#[derive(Debug)]
pub struct Loop {
    store: Store,
}

/// `loop:///some/folder[?initiator=NAME]`.
fn options(uri: &Uri, patience: Duration) -> Result<Options> {
    if let Some(host) = &uri.host {
        return Err(Error::invalid(format!(
            "{uri} names a host, {host}; the folder is on this host: write loop:///some/folder"
        )));
    }
    if uri.path.is_empty() {
        return Err(Error::invalid(format!("{uri} names no folder; write loop:///some/folder")));
    }
    let mut initiator = None;
    for (key, value) in &uri.parameters {
        match key.as_str() {
            "initiator" => initiator = Some(name::initiator(value)?),
            _ => {
                return Err(Error::invalid(format!(
                    "the plug-in loop knows no parameter {key}; it knows initiator"
                )));
            }
        }
    }
    Ok(Options { folder: PathBuf::from(&uri.path), initiator, patience })
}

impl Plugin for Loop {
    fn connect(registration: &Registration) -> Result<Self> {
        let options = options(&registration.uri, registration.timeout)?;
        Ok(Self { store: Store::open(&options, Box::new(Linux))? })
    }

    fn set_timeout(&mut self, timeout: Duration) {
        // Fails only where no patience at all could be set, and then the old one stays.
        let _ = self.store.set_patience(timeout);
    }

    fn refine(&mut self, system: &System, capabilities: &mut Capabilities) -> Result<()> {
        self.store.expect_system(system)?;
        for capability in [
            Capability::VOLUME_THIN,
            Capability::VOLUME_REPLICATE_COPY,
            Capability::VOLUME_COPY_RANGE_COPY,
            Capability::ACCESS_GROUP_CREATE_WWPN,
            Capability::ACCESS_GROUP_CREATE_ISCSI_IQN,
            Capability::ACCESS_GROUP_INITIATOR_ADD_WWPN,
            Capability::ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN,
        ] {
            capabilities.set(capability, true);
        }
        let clone = self.store.can_clone();
        capabilities.set(Capability::VOLUME_REPLICATE_CLONE, clone);
        capabilities.set(Capability::VOLUME_COPY_RANGE_CLONE, clone);
        Ok(())
    }
}

fn no_job(job_id: &str) -> Error {
    Error::new(ErrorKind::NOT_FOUND_JOB, format!("there is no job with the id {job_id}"))
}

#[family]
impl Management for Loop {
    fn systems(&mut self, list: &mut List<'_, System>) -> Result<()> {
        list.push(&self.store.system()?)
    }

    fn pools(&mut self, list: &mut List<'_, Pool>) -> Result<()> {
        list.push(&self.store.pool()?)
    }

    fn job_status(&mut self, job_id: &str) -> Result<JobState> {
        Err(no_job(job_id))
    }

    fn job_free(&mut self, job_id: &str) -> Result<()> {
        Err(no_job(job_id))
    }
}

#[family]
impl Block for Loop {
    fn volumes(&mut self, list: &mut List<'_, Volume>) -> Result<()> {
        self.store.each_volume(|volume| list.push(volume))
    }

    fn volume_create(
        &mut self,
        pool: &Pool,
        volume_name: &str,
        size_bytes: u64,
        provisioning: Provisioning,
        flags: CreateFlags,
    ) -> Result<Outcome<Volume>> {
        self.store
            .volume_create(pool, volume_name, size_bytes, provisioning, flags)
            .map(Outcome::Done)
    }

    fn volume_resize(&mut self, volume: &Volume, new_size_bytes: u64) -> Result<Outcome<Volume>> {
        self.store.volume_resize(volume, new_size_bytes).map(Outcome::Done)
    }

    fn volume_replicate(
        &mut self,
        pool: Option<&Pool>,
        rep_type: ReplicationType,
        volume_src: &Volume,
        name: &str,
    ) -> Result<Outcome<Volume>> {
        self.store.volume_replicate(pool, rep_type, volume_src, name).map(Outcome::Done)
    }

    fn volume_replicate_range_block_size(&mut self, system: &System) -> Result<u64> {
        self.store.range_block_size(system)
    }

    fn volume_replicate_range(
        &mut self,
        rep_type: ReplicationType,
        volume_src: &Volume,
        volume_dest: &Volume,
        ranges: &[BlockRange],
    ) -> Result<Outcome<()>> {
        self.store
            .volume_replicate_range(rep_type, volume_src, volume_dest, ranges)
            .map(Outcome::Done)
    }

    fn volume_delete(&mut self, volume: &Volume) -> Result<Outcome<()>> {
        self.store.volume_delete(volume).map(Outcome::Done)
    }

    fn volume_enable(&mut self, volume: &Volume) -> Result<()> {
        self.store.set_admin_state(volume, AdminState::ENABLED)
    }

    fn volume_disable(&mut self, volume: &Volume) -> Result<()> {
        self.store.set_admin_state(volume, AdminState::DISABLED)
    }

    fn volume_mask(&mut self, access_group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.store.volume_mask(access_group, volume)
    }

    fn volume_unmask(&mut self, access_group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.store.volume_unmask(access_group, volume)
    }

    fn access_groups(&mut self, list: &mut List<'_, AccessGroup>) -> Result<()> {
        self.store.access_groups()?.iter().try_for_each(|group| list.push(group))
    }

    fn access_group_create(
        &mut self,
        name: &str,
        init_id: &str,
        init_type: InitiatorType,
        system: &System,
    ) -> Result<AccessGroup> {
        self.store.access_group_create(name, init_id, init_type, system)
    }

    fn access_group_delete(&mut self, access_group: &AccessGroup) -> Result<()> {
        self.store.access_group_delete(access_group)
    }

    fn access_group_initiator_add(
        &mut self,
        access_group: &AccessGroup,
        init_id: &str,
        init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.store.access_group_initiator_add(access_group, init_id, init_type)
    }

    /// The type is not looked at: the name tells it.
    fn access_group_initiator_delete(
        &mut self,
        access_group: &AccessGroup,
        init_id: &str,
        _init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.store.access_group_initiator_delete(access_group, init_id)
    }

    fn volumes_accessible_by_access_group(
        &mut self,
        access_group: &AccessGroup,
    ) -> Result<Vec<Volume>> {
        self.store.volumes_of_group(access_group)
    }

    fn access_groups_granted_to_volume(&mut self, volume: &Volume) -> Result<Vec<AccessGroup>> {
        self.store.groups_of_volume(volume)
    }

    fn volume_child_dependency(&mut self, volume: &Volume) -> Result<bool> {
        self.store.volume_child_dependency(volume)
    }

    fn volume_child_dependency_rm(&mut self, volume: &Volume) -> Result<Outcome<()>> {
        self.store.volume_child_dependency(volume)?;
        Err(Error::new(ErrorKind::NO_STATE_CHANGE, "nothing depends on the volume"))
    }
}

#[family]
impl FileSystems for Loop {}

#[family]
impl Nfs for Loop {}
