// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in: calls of the interface, answered by the server.

use std::time::Duration;

use lsm_core::{
    AccessGroup, AnonymousId, Capabilities, Capability, CreateFlags, FileSystem, FsSnapshot,
    InitiatorType, NfsExport, Outcome, Pool, Provisioning, ReplicationType, Result, System, Volume,
};
use lsm_plugin::{Block, FileSystems, List, Management, Nfs, Plugin, Registration, family};
use serde::de::IgnoredAny;

use crate::exports::NewExport;
use crate::failure::{Answer, NO_METHOD};
use crate::pools::{self, PoolRow, check_system};
use crate::rpc::{Nothing, Rpc};

/// A session with a server. Every call is finished when it is answered; there are no jobs.
#[derive(Debug)]
pub struct Targetd {
    pub(crate) rpc: Rpc,
    /// Whether the server knows access groups: since 0.7.2, of 2015.
    pub(crate) has_groups: bool,
    /// Whether the server can resize volumes, once it was asked.
    pub(crate) can_resize: Option<bool>,
}

impl Plugin for Targetd {
    fn connect(registration: &Registration) -> Result<Self> {
        let mut rpc = Rpc::new(registration)?;
        let groups: Answer<IgnoredAny> = rpc.call("access_group_list", &Nothing {});
        let has_groups = match groups {
            Ok(_) => true,
            Err(failure) if failure.is(NO_METHOD) => false,
            Err(failure) => return Err(failure.into()),
        };
        Ok(Self { rpc, has_groups, can_resize: None })
    }

    fn set_timeout(&mut self, timeout: Duration) {
        self.rpc.set_timeout(timeout);
    }

    fn refine(&mut self, system: &System, capabilities: &mut Capabilities) -> Result<()> {
        check_system(&system.id)?;
        let can_resize = self.can_resize()?;
        let pools = self.rpc.pool_list()?;
        let copies = pools.iter().any(PoolRow::can_copy);
        for (capability, offered) in [
            (Capability::VOLUME_RESIZE, can_resize),
            (Capability::VOLUME_THIN, pools.iter().any(PoolRow::is_thin)),
            (Capability::VOLUME_REPLICATE, copies),
            (Capability::VOLUME_REPLICATE_COPY, copies),
            (Capability::ACCESS_GROUP_CREATE_ISCSI_IQN, self.has_groups),
            (Capability::ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN, self.has_groups),
            (Capability::ACCESS_GROUP_INITIATOR_DELETE, self.has_groups),
            (Capability::ACCESS_GROUP_DELETE, self.has_groups),
        ] {
            capabilities.set(capability, offered);
        }
        Ok(())
    }
}

#[family]
impl Management for Targetd {
    fn systems(&mut self, list: &mut List<'_, System>) -> Result<()> {
        // There is one whatever the server says, but only if it says something.
        self.rpc.pool_list()?;
        list.push(&pools::system())
    }

    fn pools(&mut self, list: &mut List<'_, Pool>) -> Result<()> {
        self.rpc.pool_list()?.iter().try_for_each(|row| list.push(&row.pool()))
    }
}

#[family]
impl Block for Targetd {
    fn volumes(&mut self, list: &mut List<'_, Volume>) -> Result<()> {
        let search = list.search().cloned();
        self.each_volume(search.as_ref(), &mut |volume| list.push(volume))
    }

    fn volume_create(
        &mut self,
        pool: &Pool,
        volume_name: &str,
        size_bytes: u64,
        provisioning: Provisioning,
        _flags: CreateFlags,
    ) -> Result<Outcome<Volume>> {
        self.volume_create_in(pool, volume_name, size_bytes, provisioning).map(Outcome::Done)
    }

    fn volume_resize(&mut self, volume: &Volume, new_size_bytes: u64) -> Result<Outcome<Volume>> {
        self.volume_resize_to(volume, new_size_bytes).map(Outcome::Done)
    }

    fn volume_replicate(
        &mut self,
        pool: Option<&Pool>,
        rep_type: ReplicationType,
        volume_src: &Volume,
        name: &str,
    ) -> Result<Outcome<Volume>> {
        self.volume_copy(pool, rep_type, volume_src, name).map(Outcome::Done)
    }

    fn volume_delete(&mut self, volume: &Volume) -> Result<Outcome<()>> {
        self.volume_delete_from(volume).map(Outcome::Done)
    }

    fn volume_mask(&mut self, access_group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.mask(access_group, volume)
    }

    fn volume_unmask(&mut self, access_group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.unmask(access_group, volume)
    }

    fn access_groups(&mut self, list: &mut List<'_, AccessGroup>) -> Result<()> {
        self.groups()?.iter().try_for_each(|group| list.push(group))
    }

    fn access_group_create(
        &mut self,
        name: &str,
        init_id: &str,
        init_type: InitiatorType,
        system: &System,
    ) -> Result<AccessGroup> {
        self.group_create(name, init_id, init_type, system)
    }

    fn access_group_delete(&mut self, access_group: &AccessGroup) -> Result<()> {
        self.group_delete(access_group)
    }

    fn access_group_initiator_add(
        &mut self,
        access_group: &AccessGroup,
        init_id: &str,
        init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.group_add(access_group, init_id, init_type)
    }

    fn access_group_initiator_delete(
        &mut self,
        access_group: &AccessGroup,
        init_id: &str,
        init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.group_remove(access_group, init_id, init_type)
    }

    fn volumes_accessible_by_access_group(
        &mut self,
        access_group: &AccessGroup,
    ) -> Result<Vec<Volume>> {
        self.volumes_of(access_group)
    }

    fn access_groups_granted_to_volume(&mut self, volume: &Volume) -> Result<Vec<AccessGroup>> {
        self.groups_of(volume)
    }

    fn iscsi_chap_auth(
        &mut self,
        init_id: &str,
        in_user: Option<&str>,
        in_password: Option<&str>,
        out_user: Option<&str>,
        out_password: Option<&str>,
    ) -> Result<()> {
        self.chap(init_id, in_user, in_password, out_user, out_password)
    }
}

#[family]
impl FileSystems for Targetd {
    fn fs(&mut self, list: &mut List<'_, FileSystem>) -> Result<()> {
        let search = list.search().cloned();
        self.each_fs(search.as_ref(), &mut |fs| list.push(fs))
    }

    fn fs_create(
        &mut self,
        pool: &Pool,
        name: &str,
        size_bytes: u64,
    ) -> Result<Outcome<FileSystem>> {
        self.fs_make(pool, name, size_bytes).map(Outcome::Done)
    }

    fn fs_delete(&mut self, fs: &FileSystem) -> Result<Outcome<()>> {
        self.fs_remove(fs).map(Outcome::Done)
    }

    fn fs_clone(
        &mut self,
        src_fs: &FileSystem,
        dest_fs_name: &str,
        snapshot: Option<&FsSnapshot>,
    ) -> Result<Outcome<FileSystem>> {
        self.fs_make_clone(src_fs, dest_fs_name, snapshot).map(Outcome::Done)
    }

    fn fs_snapshots(&mut self, fs: &FileSystem) -> Result<Vec<FsSnapshot>> {
        self.snapshots_of(fs)
    }

    fn fs_snapshot_create(
        &mut self,
        fs: &FileSystem,
        snapshot_name: &str,
    ) -> Result<Outcome<FsSnapshot>> {
        self.snapshot_make(fs, snapshot_name).map(Outcome::Done)
    }

    fn fs_snapshot_delete(
        &mut self,
        fs: &FileSystem,
        snapshot: &FsSnapshot,
    ) -> Result<Outcome<()>> {
        self.snapshot_remove(fs, snapshot).map(Outcome::Done)
    }
}

#[family]
impl Nfs for Targetd {
    fn export_auth(&mut self) -> Result<Vec<String>> {
        self.export_auth_types()
    }

    fn exports(&mut self, list: &mut List<'_, NfsExport>) -> Result<()> {
        self.all_exports()?.iter().try_for_each(|export| list.push(export))
    }

    fn export_fs(
        &mut self,
        fs_id: &str,
        export_path: Option<&str>,
        root_list: &[String],
        rw_list: &[String],
        ro_list: &[String],
        anon_uid: AnonymousId,
        anon_gid: AnonymousId,
        auth_type: Option<&str>,
        options: Option<&str>,
    ) -> Result<NfsExport> {
        let new = NewExport {
            export_path,
            root: root_list,
            rw: rw_list,
            ro: ro_list,
            anonuid: anon_uid,
            anongid: anon_gid,
            auth: auth_type,
            options,
        };
        self.export(fs_id, &new)
    }

    fn export_remove(&mut self, export: &NfsExport) -> Result<()> {
        self.unexport(export)
    }
}
