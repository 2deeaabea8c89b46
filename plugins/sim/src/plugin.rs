// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in: every method hands the identifiers of its records to the store.

use std::time::Duration;

use lsm_core::*;
use lsm_plugin::{
    Block, FileSystems, List, Management, Method, Nfs, Plugin, Registration, Verdict, family,
};

use crate::faults::Faults;
use crate::settings::Settings;
use crate::store::{NewExport, Store};

/// A session with the simulated array.
#[derive(Debug)]
pub struct Sim {
    store: Store,
    faults: Faults,
}

/// What the array cannot do, or does not do in the way that the capability warns of.
const LACKING: [Capability; 11] = [
    Capability::VOLUME_PHYSICAL_DISK_CACHE_UPDATE_SYSTEM_LEVEL,
    Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_IMPACT_READ,
    Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_WB_IMPACT_OTHER,
    Capability::VOLUME_READ_CACHE_POLICY_UPDATE_IMPACT_WRITE,
    Capability::POOLS_QUICK_SEARCH,
    Capability::VOLUMES_QUICK_SEARCH,
    Capability::DISKS_QUICK_SEARCH,
    Capability::ACCESS_GROUPS_QUICK_SEARCH,
    Capability::FS_QUICK_SEARCH,
    Capability::NFS_EXPORTS_QUICK_SEARCH,
    Capability::TARGET_PORTS_QUICK_SEARCH,
];

impl Plugin for Sim {
    fn connect(registration: &Registration) -> Result<Self> {
        let environment = |key: &str| std::env::var_os(key);
        let faults = Faults::read(&registration.uri, &environment)?;
        let store = Store::open(&Settings::read(registration, &environment)?)?;
        Ok(Self { store, faults })
    }

    fn disconnect(&mut self) -> Result<()> {
        self.store.close()
    }

    fn set_timeout(&mut self, timeout: Duration) {
        self.store.set_timeout(timeout);
    }

    fn refine(&mut self, _system: &System, capabilities: &mut Capabilities) -> Result<()> {
        for named in Capability::ALL {
            capabilities.set(named.value, !LACKING.contains(&named.value));
        }
        Ok(())
    }

    fn intercept(&mut self, method: Method) -> Result<Verdict> {
        let effect = self.faults.strike(method)?;
        self.store.crash_at(effect.crash);
        Ok(effect.verdict)
    }
}

#[family]
impl Management for Sim {
    fn systems(&mut self, list: &mut List<'_, System>) -> Result<()> {
        self.store.systems(&mut |system| list.push(system))
    }

    fn pools(&mut self, list: &mut List<'_, Pool>) -> Result<()> {
        self.store.pools(&mut |pool| list.push(pool))
    }

    fn job_status(&mut self, job_id: &str) -> Result<JobState> {
        self.store.job_status(job_id)
    }

    fn job_free(&mut self, job_id: &str) -> Result<()> {
        self.store.job_free(job_id)
    }

    fn system_read_cache_pct_update(&mut self, system: &System, read_pct: i32) -> Result<()> {
        self.store.system_read_cache_pct_update(&system.id, read_pct)
    }
}

#[family]
impl Block for Sim {
    fn volumes(&mut self, list: &mut List<'_, Volume>) -> Result<()> {
        let search = list.search().cloned();
        self.store.volumes(search.as_ref(), &mut |volume| list.push(volume))
    }

    fn disks(&mut self, list: &mut List<'_, Disk>) -> Result<()> {
        self.store.disks(&mut |disk| list.push(disk))
    }

    fn target_ports(&mut self, list: &mut List<'_, TargetPort>) -> Result<()> {
        self.store.target_ports(&mut |port| list.push(port))
    }

    fn batteries(&mut self, list: &mut List<'_, Battery>) -> Result<()> {
        self.store.batteries(&mut |battery| list.push(battery))
    }

    fn volume_create(
        &mut self,
        pool: &Pool,
        volume_name: &str,
        size_bytes: u64,
        _provisioning: Provisioning,
        _flags: CreateFlags,
    ) -> Result<Outcome<Volume>> {
        self.store.volume_create(&pool.id, volume_name, size_bytes).map(Outcome::Job)
    }

    fn volume_resize(&mut self, volume: &Volume, new_size_bytes: u64) -> Result<Outcome<Volume>> {
        self.store.volume_resize(&volume.id, new_size_bytes).map(Outcome::Job)
    }

    fn volume_replicate(
        &mut self,
        pool: Option<&Pool>,
        rep_type: ReplicationType,
        volume_src: &Volume,
        name: &str,
    ) -> Result<Outcome<Volume>> {
        let pool = pool.map(|pool| pool.id.as_str());
        self.store.volume_replicate(pool, rep_type, &volume_src.id, name).map(Outcome::Job)
    }

    fn volume_replicate_range_block_size(&mut self, system: &System) -> Result<u64> {
        self.store.volume_replicate_range_block_size(&system.id)
    }

    fn volume_replicate_range(
        &mut self,
        rep_type: ReplicationType,
        volume_src: &Volume,
        volume_dest: &Volume,
        _ranges: &[BlockRange],
    ) -> Result<Outcome<()>> {
        self.store
            .volume_replicate_range(rep_type, &volume_src.id, &volume_dest.id)
            .map(Outcome::Job)
    }

    fn volume_delete(&mut self, volume: &Volume) -> Result<Outcome<()>> {
        self.store.volume_delete(&volume.id).map(Outcome::Job)
    }

    fn volume_enable(&mut self, volume: &Volume) -> Result<()> {
        self.store.volume_set_admin_state(&volume.id, AdminState::ENABLED)
    }

    fn volume_disable(&mut self, volume: &Volume) -> Result<()> {
        self.store.volume_set_admin_state(&volume.id, AdminState::DISABLED)
    }

    fn volume_mask(&mut self, access_group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.store.volume_mask(&access_group.id, &volume.id)
    }

    fn volume_unmask(&mut self, access_group: &AccessGroup, volume: &Volume) -> Result<()> {
        self.store.volume_unmask(&access_group.id, &volume.id)
    }

    fn access_groups(&mut self, list: &mut List<'_, AccessGroup>) -> Result<()> {
        self.store.access_groups(&mut |group| list.push(group))
    }

    fn access_group_create(
        &mut self,
        name: &str,
        init_id: &str,
        init_type: InitiatorType,
        system: &System,
    ) -> Result<AccessGroup> {
        self.store.access_group_create(name, init_id, init_type, &system.id)
    }

    fn access_group_delete(&mut self, access_group: &AccessGroup) -> Result<()> {
        self.store.access_group_delete(&access_group.id)
    }

    fn access_group_initiator_add(
        &mut self,
        access_group: &AccessGroup,
        init_id: &str,
        init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.store.access_group_initiator_add(&access_group.id, init_id, init_type)
    }

    fn access_group_initiator_delete(
        &mut self,
        access_group: &AccessGroup,
        init_id: &str,
        _init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.store.access_group_initiator_delete(&access_group.id, init_id)
    }

    fn volumes_accessible_by_access_group(
        &mut self,
        access_group: &AccessGroup,
    ) -> Result<Vec<Volume>> {
        self.store.volumes_accessible_by_access_group(&access_group.id)
    }

    fn access_groups_granted_to_volume(&mut self, volume: &Volume) -> Result<Vec<AccessGroup>> {
        self.store.access_groups_granted_to_volume(&volume.id)
    }

    fn iscsi_chap_auth(
        &mut self,
        _init_id: &str,
        in_user: Option<&str>,
        in_password: Option<&str>,
        out_user: Option<&str>,
        out_password: Option<&str>,
    ) -> Result<()> {
        let given = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
        let mutual = given(out_user) && given(out_password);
        if mutual && (in_user.is_none() || in_password.is_none()) {
            return Err(Error::invalid(
                "credentials of the array (out) need credentials of the initiator (in)",
            ));
        }
        Ok(())
    }

    fn volume_child_dependency(&mut self, volume: &Volume) -> Result<bool> {
        self.store.volume_child_dependency(&volume.id)
    }

    fn volume_child_dependency_rm(&mut self, volume: &Volume) -> Result<Outcome<()>> {
        self.store.volume_child_dependency_rm(&volume.id).map(Outcome::Job)
    }

    fn volume_raid_info(&mut self, volume: &Volume) -> Result<RaidInfo> {
        self.store.volume_raid_info(&volume.id)
    }

    fn pool_member_info(&mut self, pool: &Pool) -> Result<PoolMemberInfo> {
        self.store.pool_member_info(&pool.id)
    }

    fn volume_raid_create_cap_get(&mut self, system: &System) -> Result<RaidCreateCapabilities> {
        self.store.volume_raid_create_cap_get(&system.id)
    }

    fn volume_raid_create(
        &mut self,
        name: &str,
        raid_type: RaidType,
        disks: &[Disk],
        strip_size: u64,
    ) -> Result<Volume> {
        let disks: Vec<&str> = disks.iter().map(|disk| disk.id.as_str()).collect();
        self.store.volume_raid_create(name, raid_type, &disks, strip_size)
    }

    fn volume_ident_led_on(&mut self, volume: &Volume) -> Result<()> {
        self.store.volume_check(&volume.id)
    }

    fn volume_ident_led_off(&mut self, volume: &Volume) -> Result<()> {
        self.store.volume_check(&volume.id)
    }

    fn volume_cache_info(&mut self, volume: &Volume) -> Result<CacheInfo> {
        self.store.volume_cache_info(&volume.id)
    }

    fn volume_physical_disk_cache_update(
        &mut self,
        volume: &Volume,
        pdc: PhysicalDiskCache,
    ) -> Result<()> {
        self.store.volume_physical_disk_cache_update(&volume.id, pdc)
    }

    fn volume_write_cache_policy_update(
        &mut self,
        volume: &Volume,
        wcp: WriteCachePolicy,
    ) -> Result<()> {
        self.store.volume_write_cache_policy_update(&volume.id, wcp)
    }

    fn volume_read_cache_policy_update(
        &mut self,
        volume: &Volume,
        rcp: ReadCachePolicy,
    ) -> Result<()> {
        self.store.volume_read_cache_policy_update(&volume.id, rcp)
    }
}

#[family]
impl FileSystems for Sim {
    fn fs(&mut self, list: &mut List<'_, FileSystem>) -> Result<()> {
        let search = list.search().cloned();
        self.store.fs(search.as_ref(), &mut |fs| list.push(fs))
    }

    fn fs_create(
        &mut self,
        pool: &Pool,
        name: &str,
        size_bytes: u64,
    ) -> Result<Outcome<FileSystem>> {
        self.store.fs_create(&pool.id, name, size_bytes).map(Outcome::Job)
    }

    fn fs_delete(&mut self, fs: &FileSystem) -> Result<Outcome<()>> {
        self.store.fs_delete(&fs.id).map(Outcome::Job)
    }

    fn fs_resize(&mut self, fs: &FileSystem, new_size_bytes: u64) -> Result<Outcome<FileSystem>> {
        self.store.fs_resize(&fs.id, new_size_bytes).map(Outcome::Job)
    }

    fn fs_clone(
        &mut self,
        src_fs: &FileSystem,
        dest_fs_name: &str,
        snapshot: Option<&FsSnapshot>,
    ) -> Result<Outcome<FileSystem>> {
        let snapshot = snapshot.map(|snapshot| snapshot.id.as_str());
        self.store.fs_clone(&src_fs.id, dest_fs_name, snapshot).map(Outcome::Job)
    }

    fn fs_file_clone(
        &mut self,
        fs: &FileSystem,
        _src_file_name: &str,
        _dest_file_name: &str,
        snapshot: Option<&FsSnapshot>,
    ) -> Result<Outcome<()>> {
        let snapshot = snapshot.map(|snapshot| snapshot.id.as_str());
        self.store.fs_file_clone(&fs.id, snapshot).map(Outcome::Job)
    }

    fn fs_snapshots(&mut self, fs: &FileSystem) -> Result<Vec<FsSnapshot>> {
        self.store.fs_snapshots(&fs.id)
    }

    fn fs_snapshot_create(
        &mut self,
        fs: &FileSystem,
        snapshot_name: &str,
    ) -> Result<Outcome<FsSnapshot>> {
        self.store.fs_snapshot_create(&fs.id, snapshot_name).map(Outcome::Job)
    }

    fn fs_snapshot_delete(
        &mut self,
        fs: &FileSystem,
        snapshot: &FsSnapshot,
    ) -> Result<Outcome<()>> {
        self.store.fs_snapshot_delete(&fs.id, &snapshot.id).map(Outcome::Job)
    }

    fn fs_snapshot_restore(
        &mut self,
        fs: &FileSystem,
        snapshot: &FsSnapshot,
        _files: Option<&[String]>,
        _restore_files: Option<&[String]>,
        _all_files: bool,
    ) -> Result<Outcome<()>> {
        self.store.fs_snapshot_restore(&fs.id, &snapshot.id).map(Outcome::Job)
    }

    fn fs_child_dependency(&mut self, fs: &FileSystem, _files: Option<&[String]>) -> Result<bool> {
        self.store.fs_child_dependency(&fs.id)
    }

    fn fs_child_dependency_rm(
        &mut self,
        fs: &FileSystem,
        _files: Option<&[String]>,
    ) -> Result<Outcome<()>> {
        self.store.fs_child_dependency_rm(&fs.id).map(Outcome::Job)
    }
}

#[family]
impl Nfs for Sim {
    fn export_auth(&mut self) -> Result<Vec<String>> {
        Ok(vec!["standard".to_owned()])
    }

    fn exports(&mut self, list: &mut List<'_, NfsExport>) -> Result<()> {
        let search = list.search().cloned();
        self.store.exports(search.as_ref(), &mut |export| list.push(export))
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
        let export = NewExport {
            path: export_path,
            root: root_list,
            rw: rw_list,
            ro: ro_list,
            anon_uid,
            anon_gid,
            auth_type,
            options,
        };
        self.store.export_fs(fs_id, &export)
    }

    fn export_remove(&mut self, export: &NfsExport) -> Result<()> {
        self.store.export_remove(&export.id)
    }
}
