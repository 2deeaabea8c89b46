// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of all methods.

use std::fmt;

use lsm_core::Capability;

/// Where a method belongs, and which trait of a plug-in holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Registration, time-out, capabilities: answered by the runtime of every plug-in.
    Session,
    /// Systems, pools and jobs: what every plug-in has.
    Management,
    /// Volumes, disks, access groups.
    Block,
    /// File systems and their snapshots.
    FileSystems,
    /// NFS exports.
    Nfs,
}

/// What a call does to the array.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing.
    Reads,
    /// Changes something.
    Changes,
}

/// A parameter of a method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// Its key in `params`.
    pub name: &'static str,
    /// Its type in Rust, for example `&Pool` or `Option<&str>`. An `Option` may be null or absent.
    pub rust_type: &'static str,
}

/// A row of the table.
#[derive(Debug)]
pub struct MethodInfo {
    /// Name on the wire.
    pub name: &'static str,
    /// Where it belongs.
    pub family: Family,
    /// Parameters in the order of signatures, without `flags` where that is always 0.
    pub parameters: &'static [Parameter],
    /// Type of the result in Rust.
    pub result: &'static str,
    /// The capability that stands for the method as a whole.
    pub capability: Option<Capability>,
    /// Capabilities that tell more of what the method can do.
    pub finer: &'static [Capability],
    /// Keys that a listing can be searched by.
    pub search_keys: &'static [&'static str],
    /// Whether it changes something.
    pub effect: Effect,
}

impl Method {
    /// The row of this method.
    pub fn info(self) -> &'static MethodInfo {
        &TABLE[self as usize]
    }

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The method of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|method| method.name() == name)
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Hands the table of all methods to a macro, so that clients, plug-ins and documents are made
/// from one source.
///
/// A row is `KIND NAME(PARAMETERS) -> RESULT, CAPABILITY; FINER, EFFECT;` where `KIND` is
///
/// * `session`: answered by the runtime of the plug-in,
/// * `call`: an ordinary call,
/// * `list`: a listing of records named as `RESULT`, which the table's `[keys]` can narrow.
///
/// Parameters are written as a Rust caller gives them; `flags` is left out where it is always 0.
#[macro_export]
macro_rules! for_each_method {
    ($callback:ident) => {
        $callback! {
            Session {
                /// Opens the session: the plug-in connects to the array. `timeout` is its patience
                /// with the array in milliseconds.
                ///
                /// Errors: `INVALID_ARGUMENT`, `PLUGIN_AUTH_FAILED`, `NETWORK_CONNREFUSED`,
                /// `NETWORK_HOSTDOWN`, `NETWORK_ERROR`.
                session plugin_register(uri: &str, password: Option<&str>, timeout: u32) -> (), []; [], Reads;
                /// Ends the session.
                session plugin_unregister() -> (), []; [], Reads;
                /// Description and version of the plug-in. Works without registration.
                session plugin_info() -> (String, String), []; [], Reads;
                /// Sets the patience of the plug-in with the array, in milliseconds.
                ///
                /// Errors: `INVALID_ARGUMENT`.
                session time_out_set(ms: u32) -> (), []; [], Reads;
                /// The patience of the plug-in with the array, in milliseconds.
                session time_out_get() -> u32, []; [], Reads;
                /// What can be done with `system`.
                ///
                /// Errors: `NOT_FOUND_SYSTEM`.
                session capabilities(system: &System) -> Capabilities, []; [], Reads;
            }
            Management {
                /// How far a job is, with what it made once it is done.
                ///
                /// Errors: `NOT_FOUND_JOB`.
                call job_status(job_id: &str) -> JobState, []; [], Reads;
                /// Forgets a job.
                ///
                /// Errors: `NOT_FOUND_JOB`.
                call job_free(job_id: &str) -> (), []; [], Changes;
                /// All systems of the session.
                list systems() -> System [], []; [SYS_READ_CACHE_PCT_GET, SYS_FW_VERSION_GET, SYS_MODE_GET], Reads;
                /// Pools.
                list pools() -> Pool ["id", "system_id"], []; [POOLS_QUICK_SEARCH], Reads;
                /// Sets the share of the cache used for reads, 0 to 100 per cent.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_SYSTEM`.
                call system_read_cache_pct_update(system: &System, read_pct: i32) -> (), [SYS_READ_CACHE_PCT_UPDATE]; [], Changes;
            }
            Block {
                /// Volumes.
                list volumes() -> Volume ["id", "system_id", "pool_id"], [VOLUMES]; [VOLUMES_QUICK_SEARCH], Reads;
                /// Disks of the array.
                list disks() -> Disk ["id", "system_id"], [DISKS]; [DISKS_QUICK_SEARCH, DISK_LOCATION, DISK_RPM, DISK_LINK_TYPE, DISK_VPD83_GET], Reads;
                /// Ports by which hosts reach the array.
                list target_ports() -> TargetPort ["id", "system_id"], [TARGET_PORTS]; [TARGET_PORTS_QUICK_SEARCH], Reads;
                /// Batteries and capacitors of the cache.
                list batteries() -> Battery ["id", "system_id"], [BATTERIES]; [], Reads;
                /// Makes a volume of at least `size_bytes` bytes in `pool`.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NAME_CONFLICT`, `NOT_FOUND_POOL`,
                /// `NOT_ENOUGH_SPACE`, `POOL_NOT_READY`.
                call volume_create(pool: &Pool, volume_name: &str, size_bytes: u64, provisioning: Provisioning, flags: CreateFlags) -> Outcome<Volume>, [VOLUME_CREATE]; [VOLUME_THIN], Changes;
                /// Grows or shrinks a volume to at least `new_size_bytes` bytes.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_VOLUME`, `NOT_FOUND_POOL`,
                /// `NOT_ENOUGH_SPACE`, `POOL_NOT_READY`, `NO_STATE_CHANGE`.
                call volume_resize(volume: &Volume, new_size_bytes: u64) -> Outcome<Volume>, [VOLUME_RESIZE]; [], Changes;
                /// Makes a volume that is a replica of another, in `pool` or in that of the source.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NAME_CONFLICT`, `NOT_FOUND_VOLUME`,
                /// `NOT_FOUND_POOL`, `NOT_ENOUGH_SPACE`, `POOL_NOT_READY`.
                call volume_replicate(pool: Option<&Pool>, rep_type: ReplicationType, volume_src: &Volume, name: &str) -> Outcome<Volume>, [VOLUME_REPLICATE]; [VOLUME_REPLICATE_CLONE, VOLUME_REPLICATE_COPY, VOLUME_REPLICATE_MIRROR_ASYNC, VOLUME_REPLICATE_MIRROR_SYNC], Changes;
                /// Bytes in one block of a [`BlockRange`](lsm_core::BlockRange).
                ///
                /// Errors: `NOT_FOUND_SYSTEM`.
                call volume_replicate_range_block_size(system: &System) -> u64, [VOLUME_COPY_RANGE_BLOCK_SIZE]; [], Reads;
                /// Copies ranges of blocks from one volume to another or within one.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_VOLUME`, `NOT_FOUND_POOL`,
                /// `POOL_NOT_READY`.
                call volume_replicate_range(rep_type: ReplicationType, volume_src: &Volume, volume_dest: &Volume, ranges: &[BlockRange]) -> Outcome<()>, [VOLUME_COPY_RANGE]; [VOLUME_COPY_RANGE_CLONE, VOLUME_COPY_RANGE_COPY], Changes;
                /// Deletes a volume and its data.
                ///
                /// Errors: `NOT_FOUND_VOLUME`, `IS_MASKED`, `HAS_CHILD_DEPENDENCY`,
                /// `POOL_NOT_READY`.
                call volume_delete(volume: &Volume) -> Outcome<()>, [VOLUME_DELETE]; [], Changes;
                /// Brings a volume online.
                ///
                /// Errors: `NOT_FOUND_VOLUME`, `NO_STATE_CHANGE`, `POOL_NOT_READY`.
                call volume_enable(volume: &Volume) -> (), [VOLUME_ENABLE]; [], Changes;
                /// Takes a volume offline.
                ///
                /// Errors: `NOT_FOUND_VOLUME`, `NO_STATE_CHANGE`, `POOL_NOT_READY`.
                call volume_disable(volume: &Volume) -> (), [VOLUME_DISABLE]; [], Changes;
                /// Grants an access group a volume.
                ///
                /// Errors: `NOT_FOUND_VOLUME`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`,
                /// `EMPTY_ACCESS_GROUP`.
                call volume_mask(access_group: &AccessGroup, volume: &Volume) -> (), [VOLUME_MASK]; [], Changes;
                /// Withdraws a grant.
                ///
                /// Errors: `NOT_FOUND_VOLUME`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`.
                call volume_unmask(access_group: &AccessGroup, volume: &Volume) -> (), [VOLUME_UNMASK]; [], Changes;
                /// Access groups.
                list access_groups() -> AccessGroup ["id", "system_id"], [ACCESS_GROUPS]; [ACCESS_GROUPS_QUICK_SEARCH], Reads;
                /// Makes an access group with one member.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NAME_CONFLICT`, `EXISTS_INITIATOR`,
                /// `NOT_FOUND_SYSTEM`.
                call access_group_create(name: &str, init_id: &str, init_type: InitiatorType, system: &System) -> AccessGroup, []; [ACCESS_GROUP_CREATE_WWPN, ACCESS_GROUP_CREATE_ISCSI_IQN], Changes;
                /// Deletes an access group.
                ///
                /// Errors: `NOT_FOUND_ACCESS_GROUP`, `IS_MASKED`.
                call access_group_delete(access_group: &AccessGroup) -> (), [ACCESS_GROUP_DELETE]; [], Changes;
                /// Adds an initiator to a group; gives the group as it is then.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_ACCESS_GROUP`, `EXISTS_INITIATOR`,
                /// `NO_STATE_CHANGE`.
                call access_group_initiator_add(access_group: &AccessGroup, init_id: &str, init_type: InitiatorType) -> AccessGroup, []; [ACCESS_GROUP_INITIATOR_ADD_WWPN, ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN], Changes;
                /// Removes an initiator from a group; gives the group as it is then.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`,
                /// `LAST_INIT_IN_ACCESS_GROUP`.
                call access_group_initiator_delete(access_group: &AccessGroup, init_id: &str, init_type: InitiatorType) -> AccessGroup, [ACCESS_GROUP_INITIATOR_DELETE]; [], Changes;
                /// The volumes that a group is granted.
                ///
                /// Errors: `NOT_FOUND_ACCESS_GROUP`.
                call volumes_accessible_by_access_group(access_group: &AccessGroup) -> Vec<Volume>, [VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP]; [], Reads;
                /// The groups that are granted a volume.
                ///
                /// Errors: `NOT_FOUND_VOLUME`.
                call access_groups_granted_to_volume(volume: &Volume) -> Vec<AccessGroup>, [ACCESS_GROUPS_GRANTED_TO_VOLUME]; [], Reads;
                /// Sets the CHAP credentials of an initiator (RFC 3720, 11.1): `in_` is what the
                /// array asks of the initiator, `out_` the reverse. All null turns CHAP off.
                ///
                /// Errors: `INVALID_ARGUMENT`.
                call iscsi_chap_auth(init_id: &str, in_user: Option<&str>, in_password: Option<&str>, out_user: Option<&str>, out_password: Option<&str>) -> (), [VOLUME_ISCSI_CHAP_AUTHENTICATION]; [], Changes;
                /// Whether another volume depends on this one.
                ///
                /// Errors: `NOT_FOUND_VOLUME`.
                call volume_child_dependency(volume: &Volume) -> bool, [VOLUME_CHILD_DEPENDENCY]; [], Reads;
                /// Makes all dependants of a volume independent, copying blocks where needed.
                ///
                /// Errors: `NOT_FOUND_VOLUME`, `NO_STATE_CHANGE`.
                call volume_child_dependency_rm(volume: &Volume) -> Outcome<()>, [VOLUME_CHILD_DEPENDENCY_RM]; [], Changes;
                /// RAID layout of a volume.
                ///
                /// Errors: `NOT_FOUND_VOLUME`.
                call volume_raid_info(volume: &Volume) -> RaidInfo, [VOLUME_RAID_INFO]; [], Reads;
                /// What a pool is made of.
                ///
                /// Errors: `NOT_FOUND_POOL`.
                call pool_member_info(pool: &Pool) -> PoolMemberInfo, [POOL_MEMBER_INFO]; [], Reads;
                /// RAID levels and strip sizes that `volume_raid_create` takes.
                ///
                /// Errors: `NOT_FOUND_SYSTEM`.
                call volume_raid_create_cap_get(system: &System) -> RaidCreateCapabilities, [VOLUME_RAID_CREATE]; [], Reads;
                /// Makes a volume on a new RAID group of whole free disks. `strip_size` is bytes,
                /// 0 lets the card choose.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NAME_CONFLICT`, `NOT_FOUND_DISK`, `DISK_NOT_FREE`.
                call volume_raid_create(name: &str, raid_type: RaidType, disks: &[Disk], strip_size: u64) -> Volume, [VOLUME_RAID_CREATE]; [], Changes;
                /// Lights the identification light of the disks of a volume.
                ///
                /// Errors: `NOT_FOUND_VOLUME`.
                call volume_ident_led_on(volume: &Volume) -> (), [VOLUME_LED]; [], Changes;
                /// Switches the identification light of the disks of a volume off.
                ///
                /// Errors: `NOT_FOUND_VOLUME`.
                call volume_ident_led_off(volume: &Volume) -> (), [VOLUME_LED]; [], Changes;
                /// Cache settings of a volume.
                ///
                /// Errors: `NOT_FOUND_VOLUME`.
                call volume_cache_info(volume: &Volume) -> CacheInfo, [VOLUME_CACHE_INFO]; [], Reads;
                /// Switches the cache of the disks below a volume.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_VOLUME`.
                call volume_physical_disk_cache_update(volume: &Volume, pdc: PhysicalDiskCache) -> (), [VOLUME_PHYSICAL_DISK_CACHE_UPDATE]; [VOLUME_PHYSICAL_DISK_CACHE_UPDATE_SYSTEM_LEVEL], Changes;
                /// Sets the write cache policy of a volume.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_VOLUME`.
                call volume_write_cache_policy_update(volume: &Volume, wcp: WriteCachePolicy) -> (), []; [VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK, VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO, VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH, VOLUME_WRITE_CACHE_POLICY_UPDATE_IMPACT_READ, VOLUME_WRITE_CACHE_POLICY_UPDATE_WB_IMPACT_OTHER], Changes;
                /// Sets the read cache policy of a volume.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_VOLUME`.
                call volume_read_cache_policy_update(volume: &Volume, rcp: ReadCachePolicy) -> (), [VOLUME_READ_CACHE_POLICY_UPDATE]; [VOLUME_READ_CACHE_POLICY_UPDATE_IMPACT_WRITE], Changes;
            }
            FileSystems {
                /// File systems.
                list fs() -> FileSystem ["id", "system_id", "pool_id"], [FS]; [FS_QUICK_SEARCH], Reads;
                /// Makes a file system of at least `size_bytes` bytes in `pool`.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NAME_CONFLICT`, `NOT_FOUND_POOL`,
                /// `NOT_ENOUGH_SPACE`, `POOL_NOT_READY`.
                call fs_create(pool: &Pool, name: &str, size_bytes: u64) -> Outcome<FileSystem>, [FS_CREATE]; [], Changes;
                /// Deletes a file system with its data, snapshots and exports.
                ///
                /// Errors: `NOT_FOUND_FS`, `HAS_CHILD_DEPENDENCY`, `POOL_NOT_READY`.
                call fs_delete(fs: &FileSystem) -> Outcome<()>, [FS_DELETE]; [], Changes;
                /// Grows or shrinks a file system to at least `new_size_bytes` bytes.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_FS`, `NOT_ENOUGH_SPACE`,
                /// `POOL_NOT_READY`, `NO_STATE_CHANGE`.
                call fs_resize(fs: &FileSystem, new_size_bytes: u64) -> Outcome<FileSystem>, [FS_RESIZE]; [], Changes;
                /// Makes a writable clone of a file system, or of its state at `snapshot`.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NAME_CONFLICT`, `NOT_FOUND_FS`, `NOT_FOUND_FS_SS`,
                /// `NOT_ENOUGH_SPACE`, `POOL_NOT_READY`.
                call fs_clone(src_fs: &FileSystem, dest_fs_name: &str, snapshot: Option<&FsSnapshot>) -> Outcome<FileSystem>, [FS_CLONE]; [], Changes;
                /// Clones a file within a file system, or from its state at `snapshot`.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_FS`, `NOT_FOUND_FS_SS`,
                /// `NOT_ENOUGH_SPACE`.
                call fs_file_clone(fs: &FileSystem, src_file_name: &str, dest_file_name: &str, snapshot: Option<&FsSnapshot>) -> Outcome<()>, [FILE_CLONE]; [], Changes;
                /// Snapshots of a file system.
                ///
                /// Errors: `NOT_FOUND_FS`.
                call fs_snapshots(fs: &FileSystem) -> Vec<FsSnapshot>, [FS_SNAPSHOTS]; [], Reads;
                /// Takes a snapshot. The array may give it another name.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NAME_CONFLICT`, `NOT_FOUND_FS`,
                /// `NOT_ENOUGH_SPACE`, `POOL_NOT_READY`.
                call fs_snapshot_create(fs: &FileSystem, snapshot_name: &str) -> Outcome<FsSnapshot>, [FS_SNAPSHOT_CREATE]; [], Changes;
                /// Deletes a snapshot.
                ///
                /// Errors: `NOT_FOUND_FS`, `NOT_FOUND_FS_SS`.
                call fs_snapshot_delete(fs: &FileSystem, snapshot: &FsSnapshot) -> Outcome<()>, [FS_SNAPSHOT_DELETE]; [], Changes;
                /// Puts a file system (`all_files`), or `files`, back to a snapshot;
                /// `restore_files` says under which names.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NOT_FOUND_FS`, `NOT_FOUND_FS_SS`.
                call fs_snapshot_restore(fs: &FileSystem, snapshot: &FsSnapshot, files: Option<&[String]>, restore_files: Option<&[String]>, all_files: bool) -> Outcome<()>, [FS_SNAPSHOT_RESTORE]; [FS_SNAPSHOT_RESTORE_SPECIFIC_FILES], Changes;
                /// Whether clones or snapshots depend on a file system, or on `files` in it.
                ///
                /// Errors: `NOT_FOUND_FS`.
                call fs_child_dependency(fs: &FileSystem, files: Option<&[String]>) -> bool, [FS_CHILD_DEPENDENCY]; [], Reads;
                /// Removes all dependencies on a file system, or on `files` in it.
                ///
                /// Errors: `NOT_FOUND_FS`, `NO_STATE_CHANGE`.
                call fs_child_dependency_rm(fs: &FileSystem, files: Option<&[String]>) -> Outcome<()>, [FS_CHILD_DEPENDENCY_RM]; [FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES], Changes;
            }
            Nfs {
                /// Authentication types that exports can have.
                call export_auth() -> Vec<String>, [EXPORT_AUTH]; [], Reads;
                /// NFS exports.
                list exports() -> NfsExport ["id", "fs_id"], [EXPORTS]; [NFS_EXPORTS_QUICK_SEARCH], Reads;
                /// Exports a file system over NFS. Without `export_path` the array chooses one.
                ///
                /// Errors: `INVALID_ARGUMENT`, `NAME_CONFLICT`, `NOT_FOUND_FS`.
                call export_fs(fs_id: &str, export_path: Option<&str>, root_list: &[String], rw_list: &[String], ro_list: &[String], anon_uid: AnonymousId, anon_gid: AnonymousId, auth_type: Option<&str>, options: Option<&str>) -> NfsExport, [EXPORT_FS]; [EXPORT_CUSTOM_PATH], Changes;
                /// Takes an export away.
                ///
                /// Errors: `NOT_FOUND_NFS_EXPORT`.
                call export_remove(export: &NfsExport) -> (), [EXPORT_REMOVE]; [], Changes;
            }
        }
    };
}

macro_rules! define_table {
    ($(
        $family:ident {
            $(
                $(#[$doc:meta])*
                $kind:ident $name:ident($($parameter:ident: $type:ty),*) -> $result:ty $([$($key:literal),*])?,
                [$($capability:ident)?]; [$($finer:ident),*], $effect:ident;
            )*
        }
    )*) => {
        /// A method of the protocol; the variant is called as the method is on the wire.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(non_camel_case_types)]
        #[repr(u8)]
        pub enum Method { $( $( $(#[$doc])* $name, )* )* }

        impl Method {
            /// All methods, in the order of the table.
            pub const ALL: &'static [Self] = &[$( $( Self::$name, )* )*];
        }

        static TABLE: &[MethodInfo] = &[$( $(
            MethodInfo {
                name: stringify!($name),
                family: Family::$family,
                parameters: &[$( Parameter { name: stringify!($parameter), rust_type: stringify!($type) } ),*],
                result: stringify!($result),
                capability: [$(Some(Capability::$capability),)? None][0],
                finer: &[$( Capability::$finer ),*],
                search_keys: &[$( $($key),* )?],
                effect: Effect::$effect,
            },
        )* )*];
    };
}

for_each_method!(define_table);
