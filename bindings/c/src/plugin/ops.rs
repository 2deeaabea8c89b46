// SPDX-License-Identifier: MIT OR Apache-2.0
//! The operations of a plug-in: arrays of functions, laid out as the header says.
#![allow(unsafe_code)]

use std::ffi::{c_char, c_int, c_void};

use super::Plugin;
use crate::abi::{Array, Out, Ref, Text};
use crate::capabilities::Capabilities;
use crate::records::{
    AccessGroup, Battery, BlockRange, Disk, FileSystem, FsSnapshot, NfsExport, Pool, System,
    TargetPort, Volume,
};
use crate::string_list::StringList;

/// Defines a struct of operations; each may be missing.
macro_rules! operations {
    ($(
        $(#[$doc:meta])*
        $Name:ident { $( $field:ident($($type:ty),*); )+ }
    )+) => { $(
        $(#[$doc])*
        #[repr(C)]
        #[derive(Clone, Copy)]
        pub(crate) struct $Name {
            $( pub(super) $field: Option<extern "C" fn(Ref<Plugin>, $($type),*) -> c_int>, )+
        }
    )+ };
}

/// A place for a record.
type Made<T> = Out<Ref<T>>;
/// A place for an array of records.
type Found<T> = Out<Array<T>>;
/// A place for the identifier of a job.
type Job = Out<*mut c_char>;

operations! {
    /// What every plug-in has.
    Management {
        tmo_set(u32, u64);
        tmo_get(Out<u32>, u64);
        capablities(Ref<System>, Made<Capabilities>, u64);
        job_status(Text, Out<i32>, Out<u8>, Out<i32>, Out<*mut c_void>, u64);
        job_free(Text, u64);
        pool_list(Text, Text, Found<Pool>, Out<u32>, u64);
        system_list(Found<System>, Out<u32>, u64);
    }
    /// Volumes, disks, access groups.
    San {
        vol_get(Text, Text, Found<Volume>, Out<u32>, u64);
        disk_get(Text, Text, Found<Disk>, Out<u32>, u64);
        vol_create(Ref<Pool>, Text, u64, i32, Made<Volume>, Job, u64);
        vol_replicate(Ref<Pool>, i32, Ref<Volume>, Text, Made<Volume>, Job, u64);
        vol_rep_range_bs(Ref<System>, Out<u32>, u64);
        vol_rep_range(i32, Ref<Volume>, Ref<Volume>, Array<BlockRange>, u32, Job, u64);
        vol_resize(Ref<Volume>, u64, Made<Volume>, Job, u64);
        vol_delete(Ref<Volume>, Job, u64);
        vol_enable(Ref<Volume>, u64);
        vol_disable(Ref<Volume>, u64);
        iscsi_chap_auth(Text, Text, Text, Text, Text, u64);
        ag_list(Text, Text, Found<AccessGroup>, Out<u32>, u64);
        ag_create(Text, Text, i32, Ref<System>, Made<AccessGroup>, u64);
        ag_delete(Ref<AccessGroup>, u64);
        ag_add_initiator(Ref<AccessGroup>, Text, i32, Made<AccessGroup>, u64);
        ag_del_initiator(Ref<AccessGroup>, Text, i32, Made<AccessGroup>, u64);
        ag_grant(Ref<AccessGroup>, Ref<Volume>, u64);
        ag_revoke(Ref<AccessGroup>, Ref<Volume>, u64);
        vol_accessible_by_ag(Ref<AccessGroup>, Found<Volume>, Out<u32>, u64);
        ag_granted_to_vol(Ref<Volume>, Found<AccessGroup>, Out<u32>, u64);
        vol_child_depends(Ref<Volume>, Out<u8>, u64);
        vol_child_depends_rm(Ref<Volume>, Job, u64);
        target_port_list(Text, Text, Found<TargetPort>, Out<u32>, u64);
    }
    /// File systems.
    FileSystems {
        fs_list(Text, Text, Found<FileSystem>, Out<u32>, u64);
        fs_create(Ref<Pool>, Text, u64, Made<FileSystem>, Job, u64);
        fs_delete(Ref<FileSystem>, Job, u64);
        fs_resize(Ref<FileSystem>, u64, Made<FileSystem>, Job, u64);
        fs_clone(Ref<FileSystem>, Text, Made<FileSystem>, Ref<FsSnapshot>, Job, u64);
        fs_file_clone(Ref<FileSystem>, Text, Text, Ref<FsSnapshot>, Job, u64);
        fs_child_dependency(Ref<FileSystem>, Ref<StringList>, Out<u8>);
        fs_child_dependency_rm(Ref<FileSystem>, Ref<StringList>, Job, u64);
        fs_ss_list(Ref<FileSystem>, Found<FsSnapshot>, Out<u32>, u64);
        fs_ss_create(Ref<FileSystem>, Text, Made<FsSnapshot>, Job, u64);
        fs_ss_delete(Ref<FileSystem>, Ref<FsSnapshot>, Job, u64);
        fs_ss_restore(
            Ref<FileSystem>, Ref<FsSnapshot>, Ref<StringList>, Ref<StringList>, c_int, Job, u64
        );
    }
    /// NFS exports.
    Nas {
        nfs_auth_types(Made<StringList>, u64);
        nfs_list(Text, Text, Found<NfsExport>, Out<u32>, u64);
        nfs_export(
            Text, Text, Ref<StringList>, Ref<StringList>, Ref<StringList>, u64, u64, Text, Text,
            Made<NfsExport>, u64
        );
        nfs_export_remove(Ref<NfsExport>, u64);
    }
    /// What 1.2 added.
    Added12 {
        vol_raid_info(
            Ref<Volume>, Out<i32>, Out<u32>, Out<u32>, Out<u32>, Out<u32>, u64
        );
        pool_member_info(Ref<Pool>, Out<i32>, Out<i32>, Made<StringList>, u64);
        vol_create_raid_cap_get(
            Ref<System>, Out<*mut u32>, Out<u32>, Out<*mut u32>, Out<u32>, u64
        );
        vol_create_raid(Text, i32, Array<Disk>, u32, u32, Made<Volume>, u64);
    }
    /// What 1.3 added.
    Added13 {
        vol_ident_on(Ref<Volume>, u64);
        vol_ident_off(Ref<Volume>, u64);
        sys_read_cache_pct_update(Ref<System>, u32, u64);
        battery_list(Text, Text, Found<Battery>, Out<u32>, u64);
        vol_cache_info(
            Ref<Volume>, Out<u32>, Out<u32>, Out<u32>, Out<u32>, Out<u32>, u64
        );
        vol_pdc_update(Ref<Volume>, u32, u64);
        vol_wcp_update(Ref<Volume>, u32, u64);
        vol_rcp_update(Ref<Volume>, u32, u64);
    }
}

/// A pointer to operations, which stay as long as the plug-in; NULL for none.
#[repr(transparent)]
#[derive(Clone, Copy)]
pub(crate) struct Pointer<T>(*const T);

impl<T: Copy> Pointer<T> {
    pub(super) const NULL: Self = Self(std::ptr::null());

    /// The operations as they are now.
    pub(super) fn get(self) -> Option<T> {
        // SAFETY: a plug-in registers NULL or operations that stay as long as it does.
        (!self.0.is_null()).then(|| unsafe { *self.0 })
    }
}

/// All operations of a plug-in.
#[derive(Clone, Copy)]
pub(crate) struct Ops {
    pub(super) management: Pointer<Management>,
    pub(super) san: Pointer<San>,
    pub(super) file_systems: Pointer<FileSystems>,
    pub(super) nas: Pointer<Nas>,
    pub(super) added_12: Pointer<Added12>,
    pub(super) added_13: Pointer<Added13>,
}

impl Default for Ops {
    fn default() -> Self {
        Self {
            management: Pointer::NULL,
            san: Pointer::NULL,
            file_systems: Pointer::NULL,
            nas: Pointer::NULL,
            added_12: Pointer::NULL,
            added_13: Pointer::NULL,
        }
    }
}
